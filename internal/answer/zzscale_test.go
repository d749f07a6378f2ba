package answer

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
func TestZScale(t *testing.T) {
	for name, f := range hostile {
		a := []byte(f(200_000))
		b := []byte(f(1_600_000))
		runtime.GC()
		s := cpu()
		Parse(a)
		Parse(a)
		ta := (cpu() - s) / 2
		runtime.GC()
		s = cpu()
		Parse(b)
		tb := cpu() - s
		r := float64(tb) / float64(ta) / (float64(len(b)) / float64(len(a)))
		fmt.Printf("%6.2f %8.2f MB/s %10v %s\n", r, float64(len(b))/1e6/tb.Seconds(), tb, name)
	}
}
