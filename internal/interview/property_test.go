package interview_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"designdrill/internal/interview"
)

// TestRandomEvents plays random events, fitting and not, and holds what must hold in
// every state.
func TestRandomEvents(t *testing.T) {
	cat := load(t)
	ids := cat.ScenarioIDs()
	rapid.Check(t, func(rt *rapid.T) {
		o := interview.Options{Minutes: rapid.SampledFrom([]int{0, 1, 45, 90}).Draw(rt, "minutes"), Seed: rapid.Uint64().Draw(rt, "seed")}
		if rapid.Bool().Draw(rt, "drill") {
			o.Drill = rapid.SampledFrom(interview.Drills).Draw(rt, "stage")
		}
		plan, err := interview.NewPlan(cat.Scenarios[rapid.SampledFrom(ids).Draw(rt, "scenario")], o)
		if err != nil {
			rt.Fatal(err)
		}
		now := begin
		log := []interview.Event{{At: now, Kind: interview.Started, Body: interview.Body{Plan: &plan}}}
		s, _, err := interview.Apply(interview.State{}, log[0])
		if err != nil {
			rt.Fatal(err)
		}
		given := map[string]string{}
		for i := range rapid.IntRange(0, 120).Draw(rt, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90_000).Draw(rt, "ms")) * time.Millisecond)
			e := anyEvent(rt, s, i)
			e.At = now
			before := s
			next, _, err := interview.Apply(s, e)
			if err != nil {
				if !reflect.DeepEqual(next, before) {
					rt.Fatalf("a refused %q changes the state", e.Kind)
				}
				continue
			}
			s = next
			log = append(log, e)
			if e.Kind == interview.Answered {
				given[e.Question] = e.Text
			}
			holds(rt, s, now, given)
		}
		replay(rt, s, log)
	})
}

func anyEvent(rt *rapid.T, s interview.State, i int) interview.Event {
	kind := rapid.SampledFrom([]string{interview.Ticked, interview.Answered, interview.Answered, interview.Answered, interview.Skipped, interview.Hinted,
		interview.Moved, interview.Chosen, interview.Chosen, interview.Paused, interview.Resumed, interview.Ended, interview.Rated,
		interview.Enquired, interview.Told, "other"}).Draw(rt, "kind")
	e := interview.Event{Kind: kind}
	q, asked := s.Current()
	switch kind {
	case interview.Answered, interview.Skipped, interview.Hinted:
		if asked {
			e.Question = q.ID
		}
		if kind == interview.Answered {
			e.Text = rapid.SampledFrom([]string{"", "one\n\ntwo", "```\nA --> B", "<!-- half", "# Head\n\ntext"}).Draw(rt, "text")
			if e.Text != "" {
				e.Text += fmt.Sprint(" ", i)
			}
		}
	case interview.Moved:
		e.Question = s.Asked[rapid.IntRange(0, len(s.Asked)-1).Draw(rt, "to")].ID
	case interview.Chosen:
		e.Stage = s.Plan.Stages[s.Stage()].ID
		for k := range rapid.IntRange(0, 4).Draw(rt, "follow-ups") {
			e.Questions = append(e.Questions, interview.Question{ID: fmt.Sprintf("follow-up-%s-%d", e.Stage, k), Ask: "Why so?"})
		}
	case interview.Enquired:
		e.Question, e.Text = q.ID, rapid.SampledFrom([]string{"", "how many users?", "<!-- half", "# one\n\n- two", strings.Repeat("x", interview.MaxEnquiry+1)}).Draw(rt, "enquiry")
	case interview.Told:
		e.Text, e.Note = rapid.SampledFrom([]string{"", interview.NotTold, "Ten. <script>", "~~~\n```"}).Draw(rt, "reply"), rapid.SampledFrom([]string{"", "silent"}).Draw(rt, "note")
	case interview.Rated:
		e.Ratings = map[string]int{rapid.SampledFrom(s.Plan.Rated()).Draw(rt, "key"): rapid.IntRange(-1, 5).Draw(rt, "rating")}
	}
	return e
}

func holds(rt *rapid.T, s interview.State, now time.Time, given map[string]string) {
	for k, d := range s.Spent {
		if d < 0 {
			rt.Fatalf("stage %d has %s", k, d)
		}
	}
	if s.Away < 0 || s.Clock()+s.Away != now.Sub(begin) {
		rt.Fatalf("%s on and %s off the clock, %s have passed", s.Clock(), s.Away, now.Sub(begin))
	}
	curveballs, last := 0, -1
	for _, q := range s.Asked {
		if q.Kind == interview.Surprise {
			curveballs++
		}
		if q.Answer != given[q.ID] {
			rt.Fatalf("the answer to %q is %q, given was %q", q.ID, q.Answer, given[q.ID])
		}
		if q.Hints > len(q.Question.Hints) {
			rt.Fatalf("%d hints of %d", q.Hints, len(q.Question.Hints))
		}
		if q.Stage < last {
			rt.Fatal("the stages are out of order")
		}
		last = q.Stage
	}
	if curveballs > 1 {
		rt.Fatalf("%d curveballs", curveballs)
	}
	if s.At < 0 || s.At >= len(s.Asked) {
		rt.Fatalf("at question %d of %d", s.At, len(s.Asked))
	}
	doc := interview.Document(s, "a1", nil)
	for id, text := range given {
		first, _, _ := strings.Cut(strings.ReplaceAll(text, "<!--", "&lt;!--"), "\n")
		if !strings.Contains(doc, first) {
			rt.Fatalf("the document lacks the answer to %q", id)
		}
	}
}

// replay reads the events back as they are kept and wants the same state.
func replay(rt *rapid.T, s interview.State, log []interview.Event) {
	var back []interview.Event
	for _, e := range log {
		payload, err := e.Payload()
		if err != nil {
			rt.Fatal(err)
		}
		x, err := interview.Decode(e.Kind, e.At, payload)
		if err != nil {
			rt.Fatal(err)
		}
		back = append(back, x)
	}
	again, err := interview.Load(back)
	if err != nil {
		rt.Fatal(err)
	}
	if interview.Document(again, "x", nil) != interview.Document(s, "x", nil) || !reflect.DeepEqual(again.Spent, s.Spent) || again.Away != s.Away ||
		!reflect.DeepEqual(again.Enquiries, s.Enquiries) || !reflect.DeepEqual(again.Notes, s.Notes) ||
		again.Phase != s.Phase || again.At != s.At || again.Paused != s.Paused {
		rt.Fatal("the replay gives another state")
	}
}

// TestTicksBetweenMakeNoDifference leaves out ticks as they are not all kept.
func TestTicksBetweenMakeNoDifference(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plan, err := interview.NewPlan(load(t).Scenarios["zoom"], interview.Options{Minutes: 45})
		if err != nil {
			rt.Fatal(err)
		}
		all := []interview.Event{{At: begin, Kind: interview.Started, Body: interview.Body{Plan: &plan}}}
		few := all[:1:1]
		now, kept := begin, begin
		for range rapid.IntRange(1, 200).Draw(rt, "ticks") {
			now = now.Add(time.Duration(rapid.IntRange(100, 2000).Draw(rt, "ms")) * time.Millisecond)
			e := interview.Event{At: now, Kind: interview.Ticked}
			all = append(all, e)
			if now.Sub(kept) > 30*time.Second {
				few, kept = append(few, e), now
			}
		}
		few = append(few, all[len(all)-1])
		a, err := interview.Load(all)
		if err != nil {
			rt.Fatal(err)
		}
		b, err := interview.Load(few)
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(a.Spent, b.Spent) || a.Away != b.Away {
			rt.Fatalf("%v and %s with all ticks, %v and %s with few", a.Spent, a.Away, b.Spent, b.Away)
		}
	})
}

func FuzzDecode(f *testing.F) {
	plan, err := interview.NewPlan(load(f).Scenarios["uber"], interview.Options{Minutes: 45})
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range []interview.Event{{Kind: interview.Started, Body: interview.Body{Plan: &plan}}, {Kind: interview.Answered, Body: interview.Body{Question: "req-functions", Text: "x"}},
		{Kind: interview.Enquired, Body: interview.Body{Question: "req-functions", Text: "how many?"}}, {Kind: interview.Told, Body: interview.Body{Text: "ten", Facts: []string{"users"}, By: "m", Note: "n"}},
		{Kind: interview.Rated, Body: interview.Body{Ratings: map[string]int{"total": 3}}}, {Kind: interview.Imported, Body: interview.Body{Text: "# x"}}} {
		payload, err := e.Payload()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(e.Kind, payload)
	}
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		e, err := interview.Decode(kind, begin.Add(time.Second), payload)
		if err != nil {
			return
		}
		for _, events := range [][]interview.Event{{e}, {{At: begin, Kind: interview.Started, Body: interview.Body{Plan: &plan}}, e, e}} {
			s, err := interview.Load(events)
			if err != nil {
				continue
			}
			interview.Document(s, "x", nil)
			s.Current()
			s.Back()
		}
	})
}
