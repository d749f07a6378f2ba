package answer

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestZLost(t *testing.T) {
	re := regexp.MustCompile(`[\pL\pN][\pL\pN']*`)
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		b, _ := os.ReadFile(f)
		d := Parse(b)
		cov := make([]bool, len(b)+1)
		for _, p := range d.Passages {
			for _, tk := range p.Tokens {
				for k := tk.Start; k < tk.End; k++ {
					cov[k] = true
				}
			}
		}
		for _, fe := range d.Fences {
			if fe.Diagram {
				for k := fe.Start; k < fe.End; k++ {
					cov[k] = true
				}
			}
		}
		fmt.Println("==", f, len(d.Passages), len(d.Fences))
		for i, l := range d.lines {
			end := len(b)
			if i+1 < len(d.lines) {
				end = int(d.lines[i+1])
			}
			line := string(b[l:end])
			var lost []string
			for _, m := range re.FindAllStringIndex(line, -1) {
				if !cov[int(l)+m[0]] {
					lost = append(lost, line[m[0]:m[1]])
				}
			}
			if len(lost) > 0 {
				s := strings.Join(lost, " ")
				if len(s) > 150 {
					s = s[:150]
				}
				fmt.Printf("L%d: %s\n", i+1, s)
			}
		}
	}
}
