// Package report provides the scored answer as output: text for a terminal and one
// JSON object a line, besides the pages on scenarios and rubrics that use the same
// layout.
package report

import (
	"math"

	"designdrill/internal/score"
)

// Report is a scored answer with what the scorer does not know of it.
type Report struct {
	File    string // as the user named it; "-" is standard input
	Attempt string // from the front matter; "" when there is none
	Program string // version of the program
	Content string // hash of the content, "sha256:…"
	Result  *score.Result
}

// levelNames are the ladder's words by level.
var levelNames = [...]string{"absent", "named", "applied", "justified", "weighed"}

// levelName returns the ladder's word for a level; levels outside 0–4 are cut to it.
func levelName(level int) string {
	return levelNames[min(max(level, 0), len(levelNames)-1)]
}

// round rounds to a number of decimals, half away from zero, and knows no -0.
func round(x float64, decimals int) float64 {
	f := math.Pow10(decimals)
	return math.Round(x*f)/f + 0
}
