package report

import (
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/score"
)

// FuzzReport puts any text into the places where an answer's own words stand: the
// layout keeps its width, nothing in it steers a terminal, and the JSON stays one line
// of plain characters.
func FuzzReport(f *testing.F) {
	f.Add("we cache \x1b[2J timelines", 80)
	f.Add("\u202eright to left\u2069 \u009b31m", 44)
	f.Add(strings.Repeat("漢", 200), 60)
	f.Add("👩‍👩‍👧‍👦 e\u0301\u0301\u0301 \xff\xfe", 40)
	f.Fuzz(func(t *testing.T, text string, width int) {
		r := sample()
		c := &r.Result.Criteria[0]
		c.Level, c.Title = 2, text
		c.Evidence = []score.Evidence{{Quote: text, Line: 1}}
		c.Trace.Passage, c.Trace.Heading = text, text
		r.Result.Findings[0].Message = text
		r.File = text
		style := Style{Width: width}
		columns := newPage(style).style.Width
		for _, out := range []string{Text(r, style, true), Explain(r, c.ID, nil, []Unused{{Unused: score.Unused{Text: text, Quote: text, Line: 1, Why: "it is asked"}, Near: []string{text}}}, func(string) []string { return []string{text} }, style), Text(r, Style{Width: width, Accessible: true}, false)} {
			for line := range strings.Lines(out) {
				line = strings.TrimSuffix(line, "\n")
				if w := displaywidth.String(line); w > columns {
					t.Fatalf("a line takes %d of %d columns: %q", w, columns, line)
				}
				if i := strings.IndexFunc(line, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 {
					t.Fatalf("%q is left in %q", line[i:], line)
				}
			}
		}
		b, err := JSON(r)
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(strings.TrimSuffix(string(b), "\n"), func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 {
			t.Fatalf("the JSON holds %q", b[i:i+8])
		}
	})
}
