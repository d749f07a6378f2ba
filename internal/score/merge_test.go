package score_test

import (
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/score"
	"designdrill/internal/tables"
)

const mergeAnswer = `# Twitter

We cache each home timeline in Redis because reads outnumber writes by a hundred to one; the price is a stale timeline.

The write path of a tweet goes through the tweet service, which stores it in Cassandra.
<!-- designdrill: skip networking.webrtc: no calls here -->
`

func mergeContent(t *testing.T) *score.Content {
	t.Helper()
	e, err := score.Unpack(tables.Data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := e.Content("twitter")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func levelOf(res *score.Result, id string) score.CriterionResult {
	for _, c := range res.Criteria {
		if c.ID == id {
			return c
		}
	}
	return score.CriterionResult{}
}

func TestMerge(t *testing.T) {
	c := mergeContent(t)
	doc := answer.Parse([]byte(mergeAnswer))
	res := score.Score(doc, c, score.Options{Target: "staff"})
	cache := levelOf(res, "caching.cache").Level
	if cache < 2 || levelOf(res, "security.tokens").Level != 0 || levelOf(res, "networking.webrtc").Status != score.Waived {
		t.Fatalf("the base: cache %d", cache)
	}
	quote := []score.Evidence{{Quote: "x", Line: 3, Start: 11, End: 20}}
	supported := func(id string, level int) score.Verdict {
		return score.Verdict{Criterion: id, Word: "w", Level: level, State: score.Supported, Evidence: quote}
	}
	for _, x := range []struct {
		name   string
		policy score.Policy
		v      score.Verdict
		level  int
		by     string
	}{
		{"advise never merges", score.Advise, supported("security.tokens", 4), 0, "rules"},
		{"fill raises to 2 at most", score.Fill, supported("security.tokens", 4), 2, "model"},
		{"fill keeps 1", score.Fill, supported("security.tokens", 1), 1, "model"},
		{"fill leaves what the rules found", score.Fill, supported("caching.cache", 4), cache, "rules"},
		{"override raises where nothing was", score.Override, supported("security.tokens", 4), 4, "model"},
		{"override lowers", score.Override, supported("caching.cache", 1), 1, "model"},
		{"override leaves what is equal", score.Override, supported("caching.cache", cache), cache, "rules"},
		{"absent lowers nothing", score.Override, score.Verdict{Criterion: "caching.cache", State: score.Absent}, cache, "rules"},
		{"unsupported does nothing", score.Override, score.Verdict{Criterion: "security.tokens", Level: 4, State: score.Unsupported, Evidence: quote}, 0, "rules"},
		{"conflict does nothing", score.Fill, score.Verdict{Criterion: "security.tokens", Level: 4, State: score.Conflict, Evidence: quote}, 0, "rules"},
		{"without evidence nothing", score.Fill, score.Verdict{Criterion: "security.tokens", Level: 4, State: score.Supported}, 0, "rules"},
		{"unstable does nothing", score.Fill, score.Verdict{Criterion: "security.tokens", Level: 2, State: score.Supported, Evidence: quote, Unstable: true}, 0, "rules"},
		{"a level out of range is cut", score.Override, supported("security.tokens", 99), 4, "model"},
		{"a waiver stands", score.Override, supported("networking.webrtc", 4), 0, "rules"},
		{"unknown", score.Override, supported("no.such", 4), 0, ""},
		{"no policy", "", supported("security.tokens", 4), 0, "rules"},
	} {
		t.Run(x.name, func(t *testing.T) {
			before := levelOf(res, x.v.Criterion)
			out := c.Merge(doc, res, []score.Verdict{x.v}, x.policy)
			got := levelOf(out, x.v.Criterion)
			if got.Level != x.level || got.By != x.by {
				t.Errorf("level %d by %q, want %d by %q", got.Level, got.By, x.level, x.by)
			}
			if now := levelOf(res, x.v.Criterion); now.Level != before.Level || now.By != before.By {
				t.Error("the rules' own result changed")
			}
			if changed := got.Level != before.Level; changed && got.Level > before.Level != (out.Stretched > res.Stretched) || !changed && out.Score != res.Score {
				t.Errorf("score %g of %g, level %d of %d", out.Stretched, res.Stretched, got.Level, before.Level)
			}
			if got.By == score.ByModel && got.Level < 4 && (got.Missing == "" || got.Probe == "") {
				t.Errorf("nothing says what is missing: %+v", got)
			}
			if out.Target != "staff" || len(out.Stages) != 3 || len(out.Steps) != 11 {
				t.Errorf("target %s, %d stages, %d steps", out.Target, len(out.Stages), len(out.Steps))
			}
		})
	}
}

// An answer in a language that the rules do not read is scored by a second reader
// alone only if that reader judged all of it.
func TestMergeOfWhatRulesCannotRead(t *testing.T) {
	c := mergeContent(t)
	doc := answer.Parse([]byte(strings.Repeat("Wir speichern jede Nachricht zuerst dauerhaft und verteilen danach asynchron weiter. ", 1) +
		strings.Repeat("\n\nJeder Dienst wird mehrfach betrieben, damit ein Ausfall niemanden stört, und Zeitlinien liegen im Zwischenspeicher bereit.", 4)))
	res := score.Score(doc, c, score.Options{})
	if res.Scored {
		t.Fatal("the base is scored")
	}
	one := score.Verdict{Criterion: "caching.cache", Level: 2, State: score.Supported, Evidence: []score.Evidence{{Quote: "x", Line: 1, End: 1}}}
	if out := c.Merge(doc, res, []score.Verdict{one}, score.Fill); out.Scored {
		t.Errorf("one verdict makes a score of %g", out.Score)
	}
	var all []score.Verdict
	for _, x := range res.Criteria {
		v := score.Verdict{Criterion: x.ID, State: score.Absent}
		if x.ID == one.Criterion {
			v = one
		}
		all = append(all, v)
	}
	if out := c.Merge(doc, res, all, score.Fill); !out.Scored || out.Score <= 0 || out.Score > 10 {
		t.Errorf("scored %v, %g", out.Scored, out.Score)
	}
}
