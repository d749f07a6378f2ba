package answer

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestZScale2(t *testing.T) {
	for _, name := range strings.Fields(os.Getenv("H")) {
		f := hostile[name]
		fmt.Printf("%-15s", name)
		for _, n := range []int{100_000, 400_000, 1_600_000} {
			a := []byte(f(n))
			runtime.GC()
			best := time.Hour
			for k := 0; k < 3; k++ {
				s := cpu()
				Parse(a)
				if d := cpu() - s; d < best {
					best = d
				}
				runtime.GC()
			}
			fmt.Printf(" %8.2f MB/s", float64(len(a))/1e6/best.Seconds())
		}
		fmt.Println()
	}
}
