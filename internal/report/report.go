// Package report provides the scored answer as output: text for a terminal and one
// JSON object a line, besides the pages on scenarios and rubrics that use the same
// layout.
package report

import (
	"math"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// Report is a scored answer with what the scorer does not know of it.
type Report struct {
	File    string // as the user named it; "-" is standard input
	Attempt string // from the front matter; "" when there is none
	Drill   string // the only stage that was asked for; "" for a whole answer
	Program string // version of the program
	Content string // hash of the content, "sha256:…"
	Result  *score.Result
	Review  *Review // nil when no model was asked
}

// Mark returns the score that counts: the total, or of a drill the score of its stage.
// ok is false when there is none.
func (r Report) Mark() (x float64, ok bool) {
	if r.Drill == "" {
		return r.Result.Score, r.Result.Scored
	}
	return drillScore(r.Result, r.Drill)
}

// drillScore is the score of a stage: of its criteria, for a stage without any of its
// own of those that it is about.
func drillScore(res *score.Result, stage string) (float64, bool) {
	for _, s := range res.Stages {
		if s.ID == stage {
			return s.Score, s.Scored
		}
	}
	for _, s := range res.Steps {
		if s.ID == stage {
			return s.Score, s.Scored
		}
	}
	for _, c := range res.Criteria {
		if strings.HasSuffix(c.ID, "."+stage) && c.Possible > 0 && c.Status == score.Scored {
			return round(100*c.Earned/c.Possible, 1), true
		}
	}
	return 0, false
}

// inDrill tells whether a criterion belongs to what a drill asks for. A deep dive is
// about any step of the roadmap.
func inDrill(stage, criterion string) bool {
	group, name, _ := strings.Cut(criterion, ".")
	return stage == "" || group == stage || name == stage || stage == "deep-dives" && catalog.IsRoadmap(criterion) && group != "trade-offs"
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
