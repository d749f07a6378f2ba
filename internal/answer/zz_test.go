package answer

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		b, _ := os.ReadFile(f)
		d := Parse(b)
		s := dump(d)
		if o := os.Getenv("ZZOUT"); o != "" {
			n := strings.ReplaceAll(f[strings.LastIndex(f, "/")+1:], ".md", ".out")
			os.WriteFile(o+"/"+n, []byte(s), 0o644)
		} else {
			fmt.Print(s)
		}
	}
}
