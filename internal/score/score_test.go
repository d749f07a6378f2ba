package score_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/score"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

// engine compiles the real content once: the properties must hold on what ships.
var engine = sync.OnceValues(func() (*score.Engine, *catalog.Catalog) {
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	if err != nil {
		panic(err)
	}
	return score.NewEngine(cat), cat
})

func content(t testing.TB, scenario string) *score.Content {
	t.Helper()
	e, _ := engine()
	c, err := e.Content(scenario)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func run(t testing.TB, scenario, text string) *score.Result {
	t.Helper()
	return score.Score(answer.Parse([]byte(text)), content(t, scenario), score.Options{})
}

func exemplar(t testing.TB, scenario, name string) string {
	t.Helper()
	_, cat := engine()
	e := cat.ExemplarOf(scenario, name)
	if e == nil {
		t.Fatalf("no exemplar %s of %s", name, scenario)
	}
	return string(e.Text)
}

func levels(r *score.Result) []int {
	out := make([]int, len(r.Criteria))
	for i, c := range r.Criteria {
		out[i] = c.Level
	}
	return out
}

func marshal(t *testing.T, r *score.Result) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

func TestAllCriteriaInOrder(t *testing.T) {
	r := run(t, "twitter", "# Nothing\n")
	var ids []string
	for _, c := range r.Criteria {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, catalog.CriterionIDs) {
		t.Errorf("criteria: %v", ids)
	}
}

func TestNothingScoresNothing(t *testing.T) {
	for _, text := range []string{"", "# Design Twitter\n", "\n\n", "<!-- cache sharding because replication -->\n"} {
		for _, scenario := range []string{"", "twitter"} {
			if r := run(t, scenario, text); r.Score != 0 || !r.Scored {
				t.Errorf("%q in %q scores %.1f", text, scenario, r.Score)
			}
		}
	}
}

// The same answer gives the same result to the byte, also when scored at once.
func TestDeterministic(t *testing.T) {
	text := exemplar(t, "booking", "strong")
	c := content(t, "booking")
	var wg sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		wg.Go(func() {
			got[i] = marshal(t, score.Score(answer.Parse([]byte(text)), c, score.Options{}))
		})
	}
	wg.Wait()
	for i := range got {
		if got[i] != got[0] {
			t.Fatal("two runs differ")
		}
	}
}

// What the compiled content scores is what the YAML scores.
func TestPackedScoresTheSame(t *testing.T) {
	e, cat := engine()
	packed, err := e.Pack()
	if err != nil {
		t.Fatal(err)
	}
	u, err := score.Unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(cat.ScenarioIDs(), "") {
		from := id
		if id == "" {
			from = "uber"
		}
		text := exemplar(t, from, "solid")
		c, err := u.Content(id)
		if err != nil {
			t.Fatal(err)
		}
		if marshal(t, run(t, id, text)) != marshal(t, score.Score(answer.Parse([]byte(text)), c, score.Options{})) {
			t.Errorf("%q: compiled and loaded content score differently", id)
		}
	}
}

// Evidence is a span of the raw file, and every level above 0 has some.
func TestEvidenceIsInTheAnswer(t *testing.T) {
	text := exemplar(t, "uber", "strong")
	r := run(t, "uber", text)
	for _, c := range r.Criteria {
		if c.Level > 0 && len(c.Evidence) == 0 {
			t.Errorf("%s is level %d without evidence", c.ID, c.Level)
		}
		for _, e := range c.Evidence {
			if e.Start < 0 || e.End > len(text) || e.Start >= e.End {
				t.Fatalf("%s: span %d–%d outside the file", c.ID, e.Start, e.End)
			}
			if line := 1 + strings.Count(text[:e.Start], "\n"); line != e.Line {
				t.Errorf("%s: line %d, the span begins on %d", c.ID, e.Line, line)
			}
			first := strings.Fields(e.Quote)[0]
			if !strings.Contains(text[e.Start:e.End], strings.Trim(first, "*`_")) {
				t.Errorf("%s: quote %q is not at its span %q", c.ID, e.Quote, text[e.Start:e.End])
			}
		}
	}
}

// Saying it twice, or adding what is off the topic, raises no level.
func TestRepetitionAndPaddingEarnNothing(t *testing.T) {
	padding := strings.Repeat("The garden wakes slowly in spring and nobody minds. ", 200)
	for _, name := range []string{"weak", "solid"} {
		text := exemplar(t, "youtube", name)
		before := levels(run(t, "youtube", text))
		for what, more := range map[string]string{"padding": text + "\n\n" + padding, "padding in front": padding + "\n\n" + text} {
			for i, l := range levels(run(t, "youtube", more)) {
				if l > before[i] {
					t.Errorf("%s exemplar, %s: %s rises from %d to %d", name, what, catalog.CriterionIDs[i], before[i], l)
				}
			}
		}
		// The same sentences again make no roadmap criterion higher.
		for i, l := range levels(run(t, "youtube", text+"\n\n"+text))[:len(catalog.RoadmapIDs)] {
			if l > before[i] {
				t.Errorf("%s exemplar doubled: %s rises from %d to %d", name, catalog.CriterionIDs[i], before[i], l)
			}
		}
	}
}

// Without a heading only the beginning of an answer states requirements, however long
// the answer is.
func TestOpeningHasAFixedLength(t *testing.T) {
	functional := func(text string) int {
		return run(t, "twitter", text).Criteria[catalog.CriterionIndex("requirements.functional")].Level
	}
	features := "Posting a tweet, following an account, reading the home timeline.\n"
	padding := strings.Repeat("The garden wakes slowly in spring and nobody minds.\n\n", 100)
	first, last := functional(features), functional(padding+features)
	if first < 2 || last >= first {
		t.Errorf("features in front give %d, behind 900 words %d", first, last)
	}
	if got := functional(padding + features + padding + padding); got != last {
		t.Errorf("padding behind changes the level from %d to %d", last, got)
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		text, criterion string
		least, most     int
	}{
		{"We keep the home timeline in Redis because reads must stay under 200 ms.", "databases.in-memory", 2, 3},
		{"We will not use a cache.", "caching.cache", 0, 0},
		{"No WebRTC.", "networking.webrtc", 0, 0},
		{"Should we use a CDN?", "caching.cdn", 1, 1},
		{"Kafka, Redis, Cassandra, S3, Elasticsearch", "databases.in-memory", 1, 1},
		{"Redis.", "databases.in-memory", 1, 1},
		{"The cashier keeps tweets.", "caching.cache", 0, 0},
	} {
		r := run(t, "twitter", c.text)
		got := r.Criteria[catalog.CriterionIndex(c.criterion)].Level
		if got < c.least || got > c.most {
			t.Errorf("%q: %s is %d, want %d–%d", c.text, c.criterion, got, c.least, c.most)
		}
	}
}

func TestWaiverAndLanguage(t *testing.T) {
	r := run(t, "twitter", "We cache tweets in Redis.\n\n<!-- designdrill: skip networking.webrtc: no calls here -->\n")
	c := r.Criteria[catalog.CriterionIndex("networking.webrtc")]
	if c.Status != score.Waived || c.Reason != "no calls here" || c.Possible != 0 {
		t.Errorf("waived criterion: %+v", c)
	}
	r = run(t, "twitter", strings.Repeat("Wir speichern jede Nachricht dreifach, damit nichts verloren geht, wenn ein Rechner ausfällt. ", 12))
	if r.Scored || r.Band != "unscored" || r.Score != 0 {
		t.Errorf("a German answer is scored: %.1f %s", r.Score, r.Band)
	}
	if !slices.ContainsFunc(r.Findings, func(f score.Finding) bool { return f.ID == "not-english" }) {
		t.Error("no finding says that the answer is not English")
	}
}

func TestUnknownScenarioNamesTheNearest(t *testing.T) {
	e, _ := engine()
	_, err := e.Content("twiter")
	unknown, ok := err.(*score.UnknownScenario)
	if !ok || unknown.Nearest != "twitter" {
		t.Errorf("error: %v", err)
	}
}

// What was earned adds up to the points before gates.
func TestEarnedAddsUp(t *testing.T) {
	r := run(t, "uber", exemplar(t, "uber", "solid"))
	sum := 0.0
	for _, c := range r.Criteria {
		if c.Earned > c.Possible {
			t.Errorf("%s earns %.2f of %.2f", c.ID, c.Earned, c.Possible)
		}
		sum += c.Earned
	}
	if sum > r.Stretched+0.5 {
		t.Errorf("criteria earned %.2f of a score of %.2f", sum, r.Stretched)
	}
	for i := 1; i < len(r.Next); i++ {
		if r.Next[i].Gain > r.Next[i-1].Gain {
			t.Error("additions are not in the order of their gain")
		}
	}
}

func FuzzScore(f *testing.F) {
	files, err := filepath.Glob("../answer/testdata/ok/*.md")
	if err != nil || len(files) == 0 {
		f.Fatal("no seed answers", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("We will not use a cache, but 5M * 2 KB = 10 GB; POST /a {b} -> 201"))
	c := content(f, "twitter")
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := score.Score(answer.Parse(raw), c, score.Options{})
		if r.Score < 0 || r.Score > 100 {
			t.Errorf("score %f", r.Score)
		}
		for _, x := range r.Criteria {
			if x.Level < 0 || x.Level > 4 || x.Level > 0 && len(x.Evidence) == 0 {
				t.Errorf("%s: level %d with %d quotes", x.ID, x.Level, len(x.Evidence))
			}
			for _, e := range x.Evidence {
				if e.Start < 0 || e.End < e.Start || e.End > len(raw) {
					t.Errorf("%s: span %d–%d of %d", x.ID, e.Start, e.End, len(raw))
				}
			}
		}
	})
}

func BenchmarkScore(b *testing.B) {
	c := content(b, "twitter")
	for _, n := range []int{1, 10} {
		text := []byte(strings.Repeat(exemplar(b, "twitter", "strong")+"\n\n", n))
		b.Run(map[int]string{1: "one", 10: "ten-times"}[n], func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				score.Score(answer.Parse(text), c, score.Options{})
			}
		})
	}
}

// TestScenarioOfBoth finds the same of a scenario in the compiled content as in its
// texts.
func TestScenarioOfBoth(t *testing.T) {
	e, _ := engine()
	blob, err := e.Pack()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := score.Unpack(blob)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range e.Catalog().ScenarioIDs() {
		a, err := e.Scenario(id)
		if err != nil {
			t.Fatal(err)
		}
		b, err := packed.Scenario(id)
		if err != nil {
			t.Fatal(err)
		}
		if a.Title != b.Title || a.Version != b.Version || len(a.Weights) != len(b.Weights) || len(b.Weights) == 0 || b.Title == "" {
			t.Errorf("%s: %q version %d with %d weights, compiled %q version %d with %d", id, a.Title, a.Version, len(a.Weights), b.Title, b.Version, len(b.Weights))
		}
	}
	for _, x := range []*score.Engine{e, packed} {
		for _, id := range []string{"", "nothing"} {
			if s, err := x.Scenario(id); s != nil || err != nil {
				t.Errorf("%q gives %v, %v", id, s, err)
			}
		}
	}
}
