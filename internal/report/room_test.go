package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/report"
	"designdrill/internal/score"
)

// judged is what came of a room in which the interviewer marked two lines and the whole.
func judged() report.Room {
	r := report.Room{Title: "Twitter", Candidate: "Cal <b>", Interviewers: []string{"Ivy"}, Started: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC),
		Document: "---\nscenario: twitter\n---\n\nUsers post tweets.\n", Worth: [5]float64{0, .1, .5, .8, 1}, Bands: catalog.Bands{Weak: 10, Borderline: 40, Pass: 60, Strong: 80},
		Marks:   map[string]report.RoomMark{"requirements.functional": {Level: 4, Remark: "ranked\n\n# no heading"}, "requirements.scope": {Level: -1, Remark: "say what is out"}, report.Total: {Level: 1, Remark: "good start"}},
		Ratings: map[string]int{"requirements": 3, report.Total: 2}, Stages: []report.StageTime{{ID: "requirements", Title: "Requirements", Spent: 8 * time.Minute, Planned: 7 * time.Minute}}}
	r.Result = &score.Result{Scenario: "twitter", Scored: true, Score: 21.3, Band: "weak", PassMark: 60,
		Criteria: []score.CriterionResult{{ID: "requirements.functional", Title: "Functional requirements", Level: 2, Status: score.Scored}, {ID: "requirements.scope", Title: "Scope", Level: 1, Status: score.Scored}}}
	return r
}

func TestRoomResults(t *testing.T) {
	s := report.RoomResults(judged())
	whole := s.Judged[len(s.Judged)-1]
	if whole.Rules != "21.3" || whole.Interviewer != "weak" || whole.MarkBand != "(marks 100)" || whole.Self != "borderline" || s.Remark != "good start" {
		t.Errorf("the whole: %+v, %q", whole, s.Remark)
	}
	if j := s.Judged[0]; j.Interviewer != "100" || j.MarkBand != "strong" || j.Self != "pass" {
		t.Errorf("a stage: %+v", j)
	}
	if len(s.Apart) != 1 || s.Apart[0].Apart != 2 {
		t.Errorf("a remark alone differs from nothing: %+v", s.Apart)
	}
	for _, l := range s.Lines {
		if l.ID == "requirements.scope" && (l.Interviewer != -1 || l.Remark != "say what is out") {
			t.Errorf("a remark alone: %+v", l)
		}
	}
	r := judged()
	delete(r.Marks, report.Total)
	if j := report.RoomResults(r).Judged; j[len(j)-1].Interviewer != "100" || j[len(j)-1].MarkBand != "strong" {
		t.Errorf("without a judgement of the whole: %+v", j[len(j)-1])
	}
}

func TestRoomReports(t *testing.T) {
	md := report.RoomMarkdown(judged())
	for _, want := range []string{"Twitter with Cal &lt;b&gt;, 4 March 2026", "The whole: rules 21.3 weak, interviewer weak (marks 100), own guess borderline.", "On the whole: good start",
		"Scope: rules 1 (named), interviewer none. Remark: say what is out", "Remark: ranked # no heading", "Requirements took 8:00 of 7:00."} {
		if !strings.Contains(md, want) {
			t.Errorf("the Markdown lacks %q:\n%s", want, md)
		}
	}
	text, err := report.RoomJSON(judged())
	if err != nil {
		t.Fatal(err)
	}
	var x struct {
		Overall struct {
			Rating *int
			Remark string
		}
		Criteria []struct {
			ID                 string
			Rules, Interviewer *int
			Remark             string
		}
		Self map[string]int
	}
	if err := json.Unmarshal(text, &x); err != nil {
		t.Fatal(err)
	}
	if x.Overall.Rating == nil || *x.Overall.Rating != 1 || x.Overall.Remark != "good start" || x.Self["total"] != 2 {
		t.Errorf("%s", text)
	}
	for _, c := range x.Criteria {
		if c.ID == "requirements.scope" && (c.Interviewer != nil || c.Remark == "") {
			t.Errorf("a remark alone is kept as %+v", c)
		}
	}
	if doc, ok := report.RoomAnswer(text); !ok || doc != judged().Document {
		t.Errorf("the answer comes back as %q", doc)
	}
}
