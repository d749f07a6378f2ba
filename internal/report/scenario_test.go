package report

import (
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/catalog"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

func loadContent(t *testing.T) *catalog.Catalog {
	t.Helper()
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// flat is a text without its layout.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// secrets are the texts of a scenario that a candidate may not see: what both pages with
// solutions have to hold, and what the interviewer alone needs.
func secrets(x *catalog.Scenario) (both, interviewer []string) {
	for _, list := range [][]catalog.Point{x.Functional, x.Nonfunctional, x.Scope, x.Calls, x.Failures, x.Security} {
		for _, p := range list {
			both = append(both, p.Text)
		}
	}
	for _, e := range x.Estimates {
		both = append(both, e.Text+": "+e.Value)
	}
	for _, c := range x.Components {
		both = append(both, c.Job)
	}
	for _, f := range x.Flows {
		for _, s := range f.Steps {
			both = append(both, s.Text)
		}
	}
	for _, e := range x.Entities {
		both = append(both, e.Text)
	}
	for _, d := range x.DeepDives {
		both = append(both, d.Title, d.Problem)
		for _, s := range d.Solutions {
			both = append(both, s.Text, s.Cost)
		}
	}
	for _, m := range x.Mistakes {
		both = append(both, m.Text, m.Instead)
	}
	for _, w := range x.Weights {
		if w.Need == catalog.Core {
			both = append(both, w.Why)
		}
	}
	for _, f := range x.Facts {
		if f.Reveal == "asked" {
			interviewer = append(interviewer, f.Text)
		}
	}
	for _, p := range x.Prompts {
		interviewer = append(append(interviewer, p.Ask, p.Expect), p.Hints...)
	}
	for _, f := range x.FollowUps {
		interviewer = append(interviewer, f.Ask, f.Strong)
	}
	for _, c := range x.Curveballs {
		interviewer = append(append(interviewer, c.Text), c.Good...)
	}
	return both, interviewer
}

// What a page may show is decided by who reads it.
func TestPagesOfScenarios(t *testing.T) {
	cat := loadContent(t)
	for _, id := range cat.ScenarioIDs() {
		x := cat.Scenarios[id]
		open := map[string]string{
			"overview":  ScenarioOverview(cat, x, "", Style{}),
			"candidate": CandidatePage(cat, x, Style{}),
		}
		sheet, answer := RunSheet(cat, x, Style{}), WorkedAnswer(cat, x, cat.ExemplarOf(id, "strong"), Style{})
		flatSheet, flatAnswer, flatOpen := flat(sheet), flat(answer), map[string]string{}
		for name, page := range open {
			flatOpen[name] = flat(page)
		}
		both, interviewer := secrets(x)
		for _, s := range append(both, interviewer...) {
			for name, page := range flatOpen {
				if strings.Contains(page, flat(s)) {
					t.Errorf("%s: the %s page gives away %q", id, name, s)
				}
			}
			if !strings.Contains(flatSheet, flat(s)) {
				t.Errorf("%s: the run sheet lacks %q", id, s)
			}
		}
		for _, s := range both {
			if !strings.Contains(flatAnswer, flat(s)) {
				t.Errorf("%s: the worked answer lacks %q", id, s)
			}
		}
		for name, page := range flatOpen {
			if !strings.Contains(page, flat(x.Brief)) {
				t.Errorf("%s: the %s page lacks the brief", id, name)
			}
		}
		before, _, _ := strings.Cut(answer, "A strong answer\n")
		for _, page := range []string{open["overview"], open["candidate"], sheet, before} {
			for line := range strings.Lines(page) {
				if line = strings.TrimRight(line, "\n"); displaywidth.String(line) > DefaultWidth && !strings.Contains(line, "://") {
					t.Errorf("%s: %d columns: %q", id, displaywidth.String(line), line)
				}
			}
		}
		if strong := string(cat.ExemplarOf(id, "strong").Text); flat(answer[len(before):]) != "A strong answer "+flat(strong) {
			t.Errorf("%s: the strong exemplar does not stand whole in the worked answer", id)
		}
	}
}

// The stages fill the interview, and each curveball falls into it.
func TestTimetable(t *testing.T) {
	sum := 0
	for _, m := range catalog.StageMinutes {
		sum += m
	}
	if sum != catalog.InterviewMinutes || len(catalog.StageMinutes) != len(catalog.Stages) {
		t.Errorf("the stages take %d minutes, want %d", sum, catalog.InterviewMinutes)
	}
	cat := loadContent(t)
	for _, id := range cat.ScenarioIDs() {
		x := cat.Scenarios[id]
		p := scenarioPage{newPage(Style{}), cat, x}
		p.timetable(true)
		last := ""
		for line := range strings.Lines(p.String()) {
			if f := strings.Fields(line); len(f) > 0 && strings.Contains(f[0], ":") {
				if f[0] < last {
					t.Errorf("%s: %s stands after %s", id, f[0], last)
				}
				last = f[0]
			}
		}
		for _, c := range x.Curveballs {
			if !strings.Contains(p.String(), clock(c.Minute)+"      curveball: "+c.ID) {
				t.Errorf("%s: the time table lacks the curveball %s", id, c.ID)
			}
		}
	}
}

func TestWritten(t *testing.T) {
	known := map[string]string{"users": "2M", "per_user": "3/day", "share": "0.1"}
	for formula, want := range map[string]string{
		"users * per_user":              "2M × 3/day",
		"users*(share + 0.5) / 3":       "2M×(0.1 + 0.5) / 3",
		"rate * day":                    "rate × day",
		"users * 1.5e3 * users_per_day": "2M × 1.5e3 × users_per_day",
		"":                              "",
	} {
		if got := written(formula, known); got != want {
			t.Errorf("written(%q) = %q, want %q", formula, got, want)
		}
	}
}
