package answer

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZF(t *testing.T) {
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		b, _ := os.ReadFile(f)
		d := Parse(b)
		for _, fe := range d.Fences {
			if !proseInfos[infoWord(fe.Info)] && fe.Info != "" {
				continue
			}
			ls := strings.Split(fe.Body, "\n")
			if len(ls) > 6 {
				ls = ls[:6]
			}
			fmt.Printf("== %s L%d %q diagram=%v\n%s\n", f[strings.LastIndex(f, "/")+1:], fe.Line, fe.Info, fe.Diagram, strings.Join(ls, "\n"))
		}
	}
}
