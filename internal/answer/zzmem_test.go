package answer

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestZMem(t *testing.T) {
	for _, h := range strings.Fields(os.Getenv("H")) {
		d := Parse([]byte(hostile[h](8_000_000)))
		var r syscall.Rusage
		syscall.Getrusage(0, &r)
		fmt.Println(h, len(d.Passages), r.Maxrss/1024, "MB", cpu())
	}
}
