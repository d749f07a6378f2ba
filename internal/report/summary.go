package report

import (
	"fmt"
)

// Line is one answer in the summary of several.
type Line struct {
	File   string
	Score  float64
	Scored bool
	Band   string
	Failed bool // there is no report
}

// Summary returns the scores of several answers, one a line, in the order given.
func Summary(lines []Line, s Style) string {
	p := newPage(s)
	p.rule()
	p.title(span{count(len(lines), "answer", "answers"), bold})
	for _, l := range lines {
		value, band, k := "-", l.Band, faint
		switch {
		case l.Failed:
			band = "not read"
		case l.Scored:
			value, k = fmt.Sprintf("%.1f", l.Score), bandInk(l.Band)
		}
		p.entry(2, 22, fmt.Sprintf("%5s  %s", value, band), k, span{name(l.File), plain})
	}
	return p.String()
}
