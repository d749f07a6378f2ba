package report

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/catalog"
	"designdrill/internal/coach"
	"designdrill/internal/score"
)

var morning = time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)

// debrief is an account with something in every part of it.
func debrief(t *testing.T) Debrief {
	t.Helper()
	r := sample()
	r.File, r.Attempt = "261125-k7qx", "261125-k7qx"
	before := sample()
	before.Result.Criteria[catalog.CriterionIndex("caching.write-policy")].Level = 1
	before.Result.Criteria[catalog.CriterionIndex("messaging.async")].Level = 4
	before.Result.Score = 44.5
	text, err := JSON(before)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := ReadKept(text)
	if err != nil {
		t.Fatal(err)
	}
	return Debrief{
		Report: r, Title: "Bike rental", Started: morning, Bands: catalog.Bands{Weak: 10, Borderline: 40, Pass: 60, Strong: 80},
		Stages: []StageTime{{"requirements", "Requirements", 7*time.Minute + 40*time.Second, 7 * time.Minute}, {"estimates", "Estimates", 90 * time.Second, 6 * time.Minute}},
		Away:   3 * time.Minute, Ratings: map[string]int{"requirements": 4, "components": 1, Total: 2},
		Hints:   []HintUse{{"How does a rider unlock a bike, and what may not happen twice?", 2, 4}, {"What is stored?", 1, 0}},
		Earlier: &Earlier{ID: "261118-ab2c", Started: morning.AddDate(0, 0, -7), Score: 44.5, Scored: true, Kept: kept},
	}
}

func pastSample() []Past {
	x := 61.5
	return []Past{
		{ID: "261125-k7qx", Scenario: "bikes", Version: 2, Target: "senior", Minutes: 45, Source: "practice", Started: morning, Spent: 12 * time.Minute},
		{ID: "261124-0abc", Scenario: "bikes", Version: 2, Target: "staff", Drill: "requirements", Minutes: 7, Source: "practice", Started: morning.AddDate(0, 0, -1),
			Finished: morning, Spent: 100 * time.Minute, Content: "sha256:00", Score: &x},
		{ID: "261123-zzzz", Target: "mid", Source: "import", Started: morning.AddDate(0, 0, -2), Finished: morning, Content: "sha256:01"},
		{ID: "261122-esc0", Scenario: "a-scenario-with-a-name-that-is-far-too-long\x1b[31m", Target: "mid", Source: "import", Started: morning.AddDate(0, 0, -3), Finished: morning},
	}
}

func progressSample(tries int) Progress {
	p := Progress{Content: "sha256:00", Titles: map[string]string{"caching": "Cache", "requirements": "Requirements"}, Now: morning, Stale: 1, Minutes: 6}
	for i := range tries {
		x := float64(30 + 15*i)
		try := ProgressTry{ID: "26112" + string(rune('0'+i)) + "-aaaa", Target: []string{"senior", "staff"}[i%2], Score: &x,
			Try: coach.Try{Scenario: "bikes", At: morning.AddDate(0, 0, i-tries), Scores: map[string]float64{"caching": x / 2, "requirements": 100 - x}}}
		if i == 2 {
			try.Score, try.Drill, try.Scores = nil, "requirements", map[string]float64{"requirements": 30}
		}
		p.Tries = append(p.Tries, try)
	}
	p.Proposal = &coach.Proposal{Scenario: "boats", New: true, Weak: []coach.Standing{{Group: "caching", Score: 22.4, Tries: 2, Days: 1}},
		Drill: coach.Standing{Group: "estimates", Score: 31, Tries: 3}}
	return p
}

func regradedSample() []Regraded {
	x := func(v float64) *float64 { return &v }
	return []Regraded{{"261125-k7qx", "bikes", x(50), x(52.5)}, {"261124-0abc", "", x(60), x(59)}, {"261123-zzzz", "boats", nil, x(10)}, {"261122-esc0", "boats", x(10), nil},
		{"261121-same", "boats", x(10), x(10.04)}}
}

// storedGoldens are the pages over what is stored.
func storedGoldens(t *testing.T) map[string]func() string {
	t.Helper()
	with := func(change func(*Debrief)) Debrief {
		d := debrief(t)
		change(&d)
		return d
	}
	object := func(text []byte, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return map[string]func() string{
		"attempt.txt":            func() string { return Attempt(debrief(t), Style{}, false, false) },
		"attempt-brief.txt":      func() string { return Attempt(debrief(t), Style{}, true, false) },
		"attempt-accessible.txt": func() string { return Attempt(debrief(t), Style{Accessible: true}, true, false) },
		"attempt-drill.txt": func() string {
			return Attempt(with(func(d *Debrief) {
				d.Drill, d.Ratings, d.Stages, d.Earlier.Kept = "requirements", map[string]int{"requirements": 3}, d.Stages[:1], nil
			}), Style{}, false, false)
		},
		"attempt-dives.txt": func() string {
			return Attempt(with(func(d *Debrief) {
				d.Drill, d.Unfinished, d.Ratings, d.Stages, d.Away = "deep-dives", true, nil, nil, 0
				c := &d.Result.Criteria[catalog.CriterionIndex("components.deep-dives")]
				c.Level, c.Earned, c.Possible = 2, 4, 10
			}), Style{}, true, false)
		},
		"drill.json":              func() string { r := sample(); r.Drill = "requirements"; return object(JSON(r)) },
		"history.txt":             func() string { return History(pastSample(), true, Style{}) },
		"history-narrow.txt":      func() string { return History(pastSample(), false, Style{Width: 60}) },
		"history-accessible.txt":  func() string { return History(pastSample(), false, Style{Accessible: true}) },
		"history.json":            func() string { return object(HistoryJSON(pastSample())) },
		"history-none.txt":        func() string { return NoAttempts(Style{}) },
		"progress.txt":            func() string { return ProgressPage(progressSample(4), "", Style{}) },
		"progress-one.txt":        func() string { return ProgressPage(progressSample(1), "", Style{}) },
		"progress-step.txt":       func() string { return ProgressPage(progressSample(4), "caching", Style{}) },
		"progress-colour.txt":     func() string { return ProgressPage(progressSample(2), "caching", Style{Colour: true}) },
		"progress-accessible.txt": func() string { return ProgressPage(progressSample(4), "", Style{Accessible: true}) },
		"progress.json":           func() string { return object(ProgressJSON(progressSample(3))) },
		"regrade.txt":             func() string { return Regrade(regradedSample(), Style{}) },
		"regrade-none.txt":        func() string { return Regrade(regradedSample()[4:], Style{}) },
	}
}

// TestStoredPagesKeepTheirWidth holds the pages over what is stored within their
// columns, and free of what could steer a terminal.
func TestStoredPagesKeepTheirWidth(t *testing.T) {
	paint := regexp.MustCompile("\x1b\\[[0-9]*m")
	d := debrief(t)
	d.Title, d.Hints[0].Question = "T\x1b[2J\u202eitle", strings.Repeat("x\x1b]0;y", 200)
	for _, width := range []int{50, 70, 80} {
		s := Style{Width: width, Colour: true}
		for _, text := range []string{Attempt(d, s, false, true), ProgressPage(progressSample(30), "", s), History(pastSample(), true, s), Regrade(regradedSample(), s)} {
			for line := range strings.Lines(paint.ReplaceAllString(text, "")) {
				line = strings.TrimSuffix(line, "\n")
				if w := displaywidth.String(line); w > width && !strings.HasPrefix(strings.TrimSpace(line), "designdrill rubric") {
					t.Errorf("at width %d a line takes %d: %q", width, w, line)
				}
				if strings.ContainsAny(line, "\x1b\u202e\r\t") {
					t.Errorf("an escape is left in %q", line)
				}
			}
		}
	}
}

func TestReadKept(t *testing.T) {
	text, err := JSON(sample())
	if err != nil {
		t.Fatal(err)
	}
	k, err := ReadKept(text)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	if *k.Score != want.Result.Score || k.Band != "borderline" || k.Content != want.Content || k.Scores["requirements"] != 70 || k.Scores["caching"] != 20 || k.Levels["caching.write-policy"] != 2 {
		t.Errorf("got %+v", k)
	}
	if _, ok := k.Scores["security"]; ok {
		t.Error("a step that was not scored has a score")
	}
	if _, ok := k.Levels["networking.webrtc"]; ok && want.Result.Criteria[catalog.CriterionIndex("networking.webrtc")].Status != score.Scored {
		t.Error("a criterion that was not scored has a level")
	}
	for _, bad := range []string{"", "{", "[]", `{"schema":"designdrill.report/9"}`} {
		if _, err := ReadKept([]byte(bad)); err == nil {
			t.Errorf("%q is read as a report", bad)
		}
	}
}

func TestMark(t *testing.T) {
	r := sample()
	c := &r.Result.Criteria[catalog.CriterionIndex("components.deep-dives")]
	c.Earned, c.Possible = 3, 12
	for drill, want := range map[string]float64{"": 50, "requirements": 70, "components": 33.3, "trade-offs": 55, "deep-dives": 25, "security": math.NaN(), "wrap-up": math.NaN()} {
		r.Drill = drill
		got, ok := r.Mark()
		if ok == math.IsNaN(want) || ok && got != want {
			t.Errorf("%q: %g, %v, want %g", drill, got, ok, want)
		}
	}
}

// TestProgressOfMany plots more points than the page has columns.
func TestProgressOfMany(t *testing.T) {
	p := progressSample(0)
	for i := range 300 {
		x := float64(i % 101)
		p.Tries = append(p.Tries, ProgressTry{ID: "x", Target: "mid", Score: &x, Try: coach.Try{At: morning.AddDate(0, 0, i)}})
	}
	text := ProgressPage(p, "", Style{})
	if !strings.Contains(text, "┤") || !strings.Contains(text, "0 first, 97 last: +97") {
		t.Errorf("got\n%s", text)
	}
	for line := range strings.Lines(text) {
		if displaywidth.String(line) > 81 {
			t.Errorf("a line takes %d columns", displaywidth.String(line))
		}
	}
}

func FuzzReadKept(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("testdata", "report.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"schema":"designdrill.report/1","criteria":[{"id":"x","level":-3}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if k, err := ReadKept(text); err == nil && (k.Scores == nil || k.Levels == nil || !json.Valid(text)) {
			t.Errorf("%q is read as %+v", text, k)
		}
	})
}
