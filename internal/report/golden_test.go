package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/catalog"
	"designdrill/internal/diagram"
	"designdrill/internal/score"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is a result with something in every part of it.
func sample() Report {
	res := &score.Result{
		Scenario: "bikes", Target: "senior", Score: 50, Scored: true, Band: "borderline", PassMark: 60, Raw: 0.43, Stretched: 61.46, Words: 1204,
		Gates: []score.Gate{{ID: "no-numbers", Cap: 50, Why: "the answer estimates nothing"}},
		Findings: []score.Finding{
			{ID: "scenario-mismatch", Line: 2, Message: `the front matter names the scenario "boats"; scored as "bikes", as asked for`},
			{ID: "waived", Line: 40, Message: "networking.webrtc is taken out: no media here"},
		},
		Stages: []score.StageScore{{ID: "requirements", Title: "Requirements", Score: 70, Scored: true},
			{ID: "estimates", Title: "Estimates", Score: 0, Scored: true}, {ID: "components", Title: "Components", Score: 33.3, Scored: true}},
		Points: []score.PointResult{
			{ID: "functional.rent", Stage: "requirements", Need: "core", Text: "A user unlocks a bike", Covered: true,
				Evidence: []score.Evidence{{Quote: "users unlock a bike by its code", Line: 9, Start: 120, End: 151}}},
			{ID: "functional.return", Stage: "requirements", Need: "core", Text: "A user returns a bike at any dock"},
			{ID: "functional.rate", Stage: "requirements", Need: "bonus", Text: "A user rates a ride"},
			{ID: "component.dock", Stage: "components", Need: "core", Text: "Dock controller", Covered: true},
		},
		Estimates: []score.EstimateResult{
			{ID: "rides", Text: "Rides per second", Formula: "rides_per_day * bikes", Status: "right", Stated: "12/s", Expected: "11.6/s", Line: 20, Used: true,
				Inputs: []score.EstimateInput{{Name: "rides_per_day", Value: "1M/day", Line: 19}, {Name: "bikes", Value: "50k"}}},
			{ID: "storage", Text: "Ride data stored a day", Status: "off", Stated: "1 TB", Expected: "1 GB", Line: 22, Formula: "rides * row_size", Note: "too high by a factor of 1k on these inputs (a thousand lost?)"},
			{ID: "memory", Text: "Memory of the dock states", Status: "missing", Expected: "10 MB"},
		},
		Arithmetic: []score.Arithmetic{{Line: 20, Text: "1M / 86,400 = 12/s", Status: "right"},
			{Line: 22, Text: "1M × 1 KB = 1 TB", Status: "slip", Slip: "×1000", Computed: "1 GB"}, {Line: 23, Text: "some text", Status: "undecided"}},
		Diagram: score.Diagram{Nodes: 9, Edges: 11, Graph: drawing(), Findings: []score.DiagramFinding{
			{Rule: "single-point-of-failure", Node: "database", Line: 55, Message: "everything behind it stops with it"},
			{Rule: "diagram-syntax", Line: 3, Message: "the bracket is not closed", File: "board.d2"}}},
		Consistency: []score.Consistency{{Rule: "text-diagram", Line: 3, Other: 40, Message: "the text has a queue that the diagram has not"}},
		Next: []score.Addition{{Criterion: "caching.write-policy", Gain: 3.08, Do: "Say what a lost write costs."},
			{Criterion: "estimates.traffic", Gain: 2, Do: "How many rides a second?"}},
	}
	for _, g := range catalog.Steps {
		res.Steps = append(res.Steps, score.StepScore{ID: g.ID, Step: g.Step, Title: "Title of " + g.ID, Score: float64(5 * g.Step), Scored: g.ID != "security"})
	}
	for _, id := range catalog.CriterionIDs {
		res.Criteria = append(res.Criteria, score.CriterionResult{ID: id, Title: "Title of " + id, Need: "expected", Status: score.Scored, By: "rules",
			Possible: 2.4, Missing: "a mention", Probe: "What of it?"})
	}
	at := func(id string) *score.CriterionResult { return &res.Criteria[catalog.CriterionIndex(id)] }
	c := at("caching.write-policy")
	c.Title, c.Level, c.Need, c.Earned, c.Missing, c.Probe = "Write policies", 2, "core", 1.2, "why this policy", "Why this policy for this data?"
	c.Evidence = []score.Evidence{{Quote: "The dock state is cache-aside \x1b[31mred \u202eand more " + strings.Repeat("of the same ", 20), Line: 31, Start: 400, End: 460},
		{Quote: "again", Line: 60, Start: 900, End: 905}}
	c.Trace = score.Trace{Start: 1.9, Heading: "Design > Caching", Passage: "The dock state is cache-aside, so a lost dock is read again.", Line: 31, Height: 2.4,
		Cues: []score.Cue{{Kind: "mention", Rule: "cache-aside", Text: "cache-aside", Line: 31, From: "sentence"},
			{Kind: "tie", Rule: "vocabulary", Text: "dock state", Line: 31, From: "sentence", Lift: 0.5}},
		Lacking: []string{"a reason: the requirement or number that leads to it"},
		Others:  []score.Evidence{{Quote: "caches everywhere", Line: 70}}}
	c = at("caching.cdn")
	c.Level, c.Earned, c.Missing, c.Probe = 4, 2.4, "", ""
	c.Evidence = []score.Evidence{{Quote: "地図 tiles come from the CDN", Line: 33, Start: 500, End: 530, File: "map.drawio"}}
	c = at("networking.webrtc")
	c.Status, c.Reason, c.Level = score.Waived, "no media here", 3
	c = at("services.migration")
	c.Need = "off"
	for _, id := range []string{"security.tokens", "security.sso-oauth", "security.access-control", "security.encryption"} {
		c = at(id)
		c.Title, c.Status, c.Reason, c.Possible = "", score.Unscored, "no rubric holds this criterion yet", 0
	}
	return Report{File: "designs/bikes.md", Attempt: "a1", Program: "v1.0.0", Content: "sha256:00ff", Result: res}
}

// unscored is what an answer in another language gets.
func unscored() Report {
	res := &score.Result{Target: "mid", Band: "unscored", PassMark: 60, Words: 90,
		Findings: []score.Finding{{ID: "not-english", Line: 1, Message: "the answer does not read as English"}}}
	for _, id := range catalog.CriterionIDs {
		res.Criteria = append(res.Criteria, score.CriterionResult{ID: id, Need: "expected", Status: score.Unscored, By: "rules", Reason: "the answer is not written in English"})
	}
	return Report{File: "-", Program: "devel", Content: "sha256:00ff", Result: res}
}

var rubricSample = &catalog.Criterion{ID: "caching.write-policy", Levels: catalog.Ladder{Named: "A word.", Applied: "A datum.", Justified: "A reason.", Weighed: "A cost."},
	Match: catalog.Rules{Concepts: []string{"cache-aside", "write-back"}, Weighed: []string{"lost ~ write"}, Pairs: [][2]string{{"cache-aside", "write-back"}}}}

var unusedSample = []Unused{
	{Unused: score.Unused{Text: "aside", Quote: "Put that \x1b[31maside for now.", Line: 44, Rule: "cache-aside", Needs: "near:cache-aside:0",
		Why: "alone it may mean something else; words of its field must be near"}, Near: strings.Split("cache miss read fill lookup key store hit TTL", " ")},
	{Unused: score.Unused{Text: "write-back?", Quote: "write-back?", Line: 45, Rule: "write-back", Why: "it is asked"}},
}

func phrasesSample(concept string) []string {
	return []string{concept, "read through ~ cache", concept + "d"}
}

func TestGolden(t *testing.T) {
	object := func(r Report) string {
		b, err := JSON(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	tests := map[string]func() string{
		"report.txt":     func() string { return Text(sample(), Style{}, false) },
		"full.txt":       func() string { return Text(sample(), Style{}, true) },
		"accessible.txt": func() string { return Text(sample(), Style{Accessible: true}, false) },
		"colour.txt":     func() string { return Text(sample(), Style{Colour: true}, false) },
		"narrow.txt":     func() string { return Text(sample(), Style{Width: 44}, false) },
		"unscored.txt":   func() string { return Text(unscored(), Style{}, false) },
		"explain.txt": func() string {
			return Explain(sample(), "caching.write-policy", rubricSample, unusedSample, phrasesSample, Style{})
		},
		"explain-none.txt":     func() string { return Explain(sample(), "messaging.async", nil, unusedSample, nil, Style{}) },
		"explain-off.txt":      func() string { return Explain(sample(), "networking.webrtc", nil, nil, nil, Style{}) },
		"report.json":          func() string { return object(sample()) },
		"unscored.json":        func() string { return object(unscored()) },
		"agree.txt":            func() string { return AgreeText(agreeSample(), Style{}) },
		"agree-accessible.txt": func() string { return AgreeText(agreeSample(), Style{Accessible: true}) },
		"agree-nothing.txt":    func() string { return AgreeText(agreeNothing(), Style{}) },
		"agree.json": func() string {
			b, err := AgreeJSON(agreeSample())
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		},
		"summary.txt": func() string {
			return Summary([]Line{{File: "a.md", Score: 61.5, Scored: true, Band: "pass"}, {File: "b.md", Failed: true}, {File: "-", Band: "unscored"}}, Style{})
		},
	}
	maps.Copy(tests, storedGoldens(t))
	for name, f := range tests {
		t.Run(name, func(t *testing.T) {
			got := f()
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("differs from %s; got\n%s", file, got)
			}
			if f() != got {
				t.Error("a second run differs")
			}
		})
	}
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) != len(tests) {
		t.Errorf("testdata holds %d files for %d tests (%v)", len(files), len(tests), err)
	}
}

// TestTextKeepsItsWidth holds every line of every layout within its columns, and free
// of what could steer a terminal.
func TestTextKeepsItsWidth(t *testing.T) {
	paint := regexp.MustCompile("\x1b\\[[0-9]*m")
	for _, width := range []int{44, 60, 80} {
		for _, text := range []string{Text(sample(), Style{Width: width, Colour: true}, true), Explain(sample(), "caching.write-policy", rubricSample, unusedSample, phrasesSample, Style{Width: width}),
			AgreeText(agreeSample(), Style{Width: width, Colour: true})} {
			for line := range strings.Lines(paint.ReplaceAllString(text, "")) {
				line = strings.TrimSuffix(line, "\n")
				if w := displaywidth.String(line); w > width {
					t.Errorf("at width %d a line takes %d: %q", width, w, line)
				}
				if strings.ContainsAny(line, "\x1b\u202e\r\t") {
					t.Errorf("an escape is left in %q", line)
				}
			}
		}
	}
}

// TestJSONShape decodes the report without knowing its Go types.
func TestJSONShape(t *testing.T) {
	r := sample()
	r.Result.Criteria[0].Evidence = []score.Evidence{{Quote: "c1 \u009b bidi \u202e tag \U000e0041 <&> \xff"}}
	b, err := JSON(r)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(b, []byte("\n")) != 1 || !bytes.HasSuffix(b, []byte("}\n")) {
		t.Errorf("not one line: %q", b)
	}
	for _, raw := range []string{"\u009b", "\u202e", "\U000e0041", ":null,\"findings", "\\u003c"} {
		if bytes.Contains(b, []byte(raw)) {
			t.Errorf("holds %q", raw)
		}
	}
	var m struct {
		Criteria []struct {
			Evidence []struct{ Quote string }
			Status   string
			Level    int
		}
		Review any
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if got, want := m.Criteria[0].Evidence[0].Quote, "c1 \u009b bidi \u202e tag \U000e0041 <&> \ufffd"; got != want {
		t.Errorf("the quote comes back as %q, want %q", got, want)
	}
	if len(m.Criteria) != 57 {
		t.Errorf("%d criteria", len(m.Criteria))
	}
	for i, c := range m.Criteria {
		if c.Status != score.Scored && c.Level != 0 {
			t.Errorf("criterion %d is %s with level %d", i, c.Status, c.Level)
		}
	}
}

func TestJSONRefusesWhatIsNoNumber(t *testing.T) {
	r := sample()
	r.Result.Score = math.NaN()
	if _, err := JSON(r); err == nil {
		t.Error("NaN is written as a score")
	}
}

func TestExplainUnknown(t *testing.T) {
	if got := Explain(sample(), "caching.nothing", nil, nil, nil, Style{}); got != "" {
		t.Errorf("got %q", got)
	}
}

// drawing is a small graph.
func drawing() *diagram.Graph {
	g, _ := diagram.Parse("", "mermaid", []byte("flowchart LR\nr[Rider app] -->|unlock| d[Dock service]\nd --> b[(Bikes DB)]\nd -.-> q[[Ride events]]"), diagram.DefaultLimits)
	return g
}
