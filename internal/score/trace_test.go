package score_test

import (
	"math"
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// TestUnusedTellsWhy has a place for each reason why words of an idea do not count.
func TestUnusedTellsWhy(t *testing.T) {
	_, cat := engine()
	hint := cat.Scenarios["twitter"].Prompts[0].Ask
	text := `# Twitter

Each user has a page with a token of thanks.

Do we need a CDN for pictures?

There is no rate limiting.

JWT in the header of each call.

## References

- Caching at scale, a talk
`
	for _, tt := range []struct {
		criterion, word, why string
		line                 int
		needs                bool
	}{
		{"security.tokens", "token", "alone it may mean something else", 3, true},
		{"caching.cdn", "CDN", "it is asked", 5, false},
		{"load-balancing.rate-limiting", "rate limiting", "it is negated", 7, false},
		{"caching.cache", "Caching", "it stands among references", 13, false},
	} {
		list := score.FindUnused(answer.Parse([]byte(text)), content(t, "twitter"), tt.criterion)
		if len(list) == 0 {
			t.Errorf("%s: nothing is unused", tt.criterion)
			continue
		}
		u := list[0]
		if u.Text != tt.word || u.Line != tt.line || !strings.HasPrefix(u.Why, tt.why) || (u.Needs != "") != tt.needs || u.Rule == "" || !strings.Contains(u.Quote, u.Text) {
			t.Errorf("%s: %+v", tt.criterion, u)
		}
		for _, u := range list {
			if u.Line == 9 {
				t.Errorf("%s: what counts is listed: %+v", tt.criterion, u)
			}
		}
	}
	for name, list := range map[string][]score.Unused{
		"a stage criterion":    score.FindUnused(answer.Parse([]byte(text)), content(t, "twitter"), "components.api"),
		"an unknown criterion": score.FindUnused(answer.Parse([]byte(text)), content(t, "twitter"), "caching.nothing"),
		"nothing":              score.FindUnused(answer.Parse(nil), content(t, ""), "caching.cache"),
		"text of ours":         score.FindUnused(answer.Parse([]byte(hint)), content(t, "twitter"), "networking.webrtc"),
	} {
		if len(list) > 0 {
			t.Errorf("%s has the unused places %+v", name, list)
		}
	}
	brief := score.FindUnused(answer.Parse([]byte(cat.CriterionByID("caching.cache").Idea)), content(t, "twitter"), "caching.cache")
	if len(brief) == 0 || !strings.Contains(brief[0].Why, "text of ours") {
		t.Errorf("the rubric's own text is %+v", brief)
	}
	many := score.FindUnused(answer.Parse([]byte(strings.Repeat("Do we cache?\n\n", 500))), content(t, "twitter"), "caching.cache")
	if len(many) == 0 || len(many) > 20 {
		t.Errorf("%d places are listed", len(many))
	}
}

// TestTraceAddsUp holds the cues of every criterion against the height they make.
func TestTraceAddsUp(t *testing.T) {
	for _, id := range []string{"twitter", "zoom"} {
		for _, name := range catalog.ExemplarNames {
			for _, c := range run(t, id, exemplar(t, id, name)).Criteria {
				if !catalog.IsRoadmap(c.ID) || c.Level == 0 || c.Trace.Height < c.Trace.Start {
					continue
				}
				sum := c.Trace.Start
				for _, q := range c.Trace.Cues {
					sum += q.Lift
					if strings.TrimSpace(q.Text) == "" || q.Rule == "" || q.Line == 0 {
						t.Errorf("%s %s %s: a cue that shows nothing: %+v", id, name, c.ID, q)
					}
				}
				if math.Abs(sum-c.Trace.Height) > 0.08 {
					t.Errorf("%s %s %s: the cues make %.2f, the height is %.2f", id, name, c.ID, sum, c.Trace.Height)
				}
			}
		}
	}
}
