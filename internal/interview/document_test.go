package interview_test

import (
	"slices"
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/interview"
	"designdrill/internal/score"
)

// TestTextOfOursEarnsNothing shows every hint and asks every follow-up of every
// scenario without an answer.
func TestTextOfOursEarnsNothing(t *testing.T) {
	cat := load(t)
	engine := score.NewEngine(cat)
	for _, id := range cat.ScenarioIDs() {
		content, err := engine.Content(id)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(len(cat.Scenarios[id].Curveballs)) {
			r := start(t, id, interview.Options{Seed: seed})
			for r.s.Phase != interview.Rating {
				if r.s.Phase == interview.Choosing {
					shown := interview.Shown{Wrong: 1}
					for _, c := range score.Score(answer.Parse(nil), content, score.Options{}).Criteria {
						shown.Criteria = append(shown.Criteria, interview.Criterion{ID: c.ID, Gain: 1, Probe: c.Probe})
					}
					r.choose(interview.FollowUps(cat.Scenarios[id], &r.s, shown, 3)...)
					continue
				}
				q, _ := r.s.Current()
				for range q.Question.Hints {
					r.do(0, interview.Event{Kind: interview.Hinted, Body: interview.Body{Question: q.ID}})
				}
				r.do(0, interview.Event{Kind: interview.Answered, Body: interview.Body{Question: q.ID, Text: "-"}})
			}
			doc := interview.Document(r.s, "a1", nil)
			res := score.Score(answer.Parse([]byte(doc)), content, score.Options{})
			for _, c := range res.Criteria {
				if c.Level > 0 {
					t.Errorf("%s: %s has level %d from %v", id, c.ID, c.Level, c.Evidence)
				}
			}
			if res.Scored && res.Score > 0 {
				t.Errorf("%s: an interview without answers scores %g", id, res.Score)
			}
		}
	}
}

func TestDocument(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45, Target: "staff"})
	r.do(0, interview.Event{Kind: interview.Hinted, Body: interview.Body{Question: "req-functions"}})
	r.work(90e9)
	r.answer("Post, follow, read.\r\n\r\n```mermaid\nA --> B")
	r.answer("p99 of 200 ms <!-- why?")
	r.choose(interview.Question{ID: "f1", Ask: "Says who?", Criterion: "requirements.scope"})
	doc := interview.Document(r.s, "20260304-ab", map[string]string{"f1": "a draft"})
	parsed := answer.Parse([]byte(doc))
	f := parsed.Front
	if f.Scenario != "twitter" || f.ScenarioVersion != 1 || f.Target != "staff" || f.Attempt != "20260304-ab" || f.Started != "2026-03-04T10:00:00Z" ||
		f.Spent["requirements"] != "1m32s" || !slices.Equal(f.Hints, []string{"req-functions: 1"}) {
		t.Errorf("front matter %+v", f)
	}
	if len(parsed.Findings) > 0 {
		t.Errorf("findings %v in\n%s", parsed.Findings, doc)
	}
	for _, want := range []string{"\n## Requirements\n", "\nA --> B\n```\n", "&lt;!-- why?", "> Interviewer: Hint 1. ", "> Interviewer: Follow-up. Says who?\n\na draft\n"} {
		if !strings.Contains(doc, want) {
			t.Errorf("%q is not in\n%s", want, doc)
		}
	}
	if strings.Contains(doc, "Estimates") {
		t.Error("a stage that was not reached stands in the document")
	}
	r.toEnd()
	r.do(0, interview.Event{Kind: interview.Rated, Body: interview.Body{Ratings: map[string]int{"requirements": 3, "total": 2}}})
	if self := answer.Parse([]byte(interview.Document(r.s, "", nil))).Front.Self; self["requirements"] != 3 || self["total"] != 2 {
		t.Errorf("self-assessment %v", self)
	}
}

// TestAnswersStayApart puts answers that would swallow what follows before a plain one.
func TestAnswersStayApart(t *testing.T) {
	for _, open := range []string{"```\ncode", "~~~~\ncode ~~~", "````text\n```\nx", "- item\n\n  ```\n  code", "<!-- a", "<SCRIPT>x", "text <style", "> quote", "- a\n  - b", "| a |\n| - |", "a\n---", "````"} {
		r := start(t, "twitter", interview.Options{})
		r.answer(open)
		r.answer("The marker sentence stands alone.")
		doc := answer.Parse([]byte(interview.Document(r.s, "", nil)))
		at := slices.IndexFunc(doc.Passages, func(p answer.Passage) bool { return p.Text == "The marker sentence stands alone." })
		if at < 0 || doc.Passages[at].Kind != answer.Paragraph {
			t.Errorf("%q swallows the answer after it:\n%s", open, interview.Document(r.s, "", nil))
		}
	}
}

func TestImportedDocumentIsKeptAsItIs(t *testing.T) {
	text := "# Mine\r\n\r\nAs it was.\n"
	s, err := interview.Load([]interview.Event{{At: begin, Kind: interview.Imported, Body: interview.Body{Text: text}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := interview.Document(s, "a1", nil); got != text {
		t.Errorf("%q comes back as %q", text, got)
	}
}

func TestFollowUps(t *testing.T) {
	x := load(t).Scenarios["twitter"]
	r := start(t, "twitter", interview.Options{Minutes: 45})
	r.answer("a")
	r.answer("b")
	shown := interview.Shown{Criteria: []interview.Criterion{
		{ID: "requirements.scope", Gain: 4, Probe: "What do you leave out?"},
		{ID: "requirements.functional", Gain: 2, Probe: "What comes first?"},
		{ID: "requirements.nonfunctional", Gain: 0.5, Probe: "How fast?"},
		{ID: "caching.cache", Gain: 9, Probe: "Where do you cache?"},
	}}
	ask := func(list []interview.Question) (out []string) {
		for _, q := range list {
			out = append(out, q.Ask)
		}
		return out
	}
	if got, want := ask(interview.FollowUps(x, &r.s, shown, 3)), []string{"What do you leave out?", "What comes first?"}; !slices.Equal(got, want) {
		t.Errorf("asks %q, want %q", got, want)
	}
	if got := interview.FollowUps(x, &r.s, shown, 1); len(got) != 1 || got[0].ID != "follow-up-requirements-1" || got[0].Criterion != "requirements.scope" {
		t.Errorf("asks %v", got)
	}
	if got := interview.FollowUps(x, &r.s, interview.Shown{}, 3); len(got) != 0 {
		t.Errorf("asks %v of an answer that lacks nothing", got)
	}
	for r.s.Plan.Stages[r.s.Stage()].ID != "deep-dives" || r.s.Phase != interview.Choosing {
		if r.s.Phase == interview.Choosing {
			r.choose()
			continue
		}
		r.answer("x")
	}
	shown = interview.Shown{Criteria: []interview.Criterion{{ID: "trade-offs.push-pull", Gain: 3, Probe: "Push or pull?"}},
		Points: []interview.Point{{ID: "deep-dive.celebrity"}}}
	if got := ask(interview.FollowUps(x, &r.s, shown, 3)); len(got) != 1 || !strings.Contains(got[0], "100 million followers") {
		t.Errorf("asks %q", got)
	}
	shown.Criteria[0].Level, shown.Points[0].Covered = 3, true
	if got := interview.FollowUps(x, &r.s, shown, 3); len(got) != 0 {
		t.Errorf("asks %v for what is there", got)
	}
}
