package interview_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"designdrill/internal/interview"
)

func TestWholeInterview(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	var stages []string
	curveballs := 0
	for r.s.Phase != interview.Finished {
		switch r.s.Phase {
		case interview.Asking:
			q, _ := r.s.Current()
			if q.Kind == interview.Surprise {
				curveballs++
			}
			r.work(2 * time.Minute)
			r.answer("I answer " + q.ID)
		case interview.Choosing:
			stages = append(stages, r.s.Plan.Stages[r.s.Stage()].ID)
			r.choose(interview.Question{ID: "follow-up-" + stages[len(stages)-1], Ask: "And then?"})
			if q, _ := r.s.Current(); q.Kind != interview.FollowUp {
				t.Errorf("after the choice %q is asked", q.ID)
			}
			// A stage with a follow-up is not chosen for again.
		case interview.Rating:
			r.do(time.Second, interview.Event{Kind: interview.Rated, Body: interview.Body{Ratings: map[string]int{"requirements": 3, "total": 2}}})
		}
	}
	if want := []string{"requirements", "estimates", "components", "deep-dives", "trade-offs", "wrap-up"}; !slices.Equal(stages, want) {
		t.Errorf("stages in the order %v", stages)
	}
	if curveballs != 1 {
		t.Errorf("%d curveballs, want 1", curveballs)
	}
	if _, _, err := interview.Apply(r.s, interview.Event{At: r.now, Kind: interview.Ticked}); err == nil {
		t.Error("a finished interview goes on")
	}
}

func TestMinutesAreScaled(t *testing.T) {
	for _, c := range []struct {
		o    interview.Options
		want []time.Duration
	}{
		{interview.Options{Minutes: 45}, []time.Duration{7 * time.Minute, 6 * time.Minute, 15 * time.Minute, 10 * time.Minute, 4 * time.Minute, 3 * time.Minute}},
		{interview.Options{Minutes: 90}, []time.Duration{14 * time.Minute, 12 * time.Minute, 30 * time.Minute, 20 * time.Minute, 8 * time.Minute, 6 * time.Minute}},
		{interview.Options{Minutes: 0}, []time.Duration{0, 0, 0, 0, 0, 0}},
		{interview.Options{Minutes: 6, Drill: "estimates"}, []time.Duration{6 * time.Minute}},
	} {
		r := start(t, "twitter", c.o)
		var got []time.Duration
		for k := range r.s.Plan.Stages {
			got = append(got, r.s.Planned(k))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v gives %v, want %v", c.o, got, c.want)
		}
	}
}

func TestClock(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	r.work(3 * time.Minute)
	r.do(90*time.Second, interview.Event{Kind: interview.Ticked}) // a closed lid
	r.work(time.Minute)
	r.do(5*time.Second, interview.Event{Kind: interview.Paused})
	r.do(30*time.Second, interview.Event{Kind: interview.Ticked})
	r.do(10*time.Second, interview.Event{Kind: interview.Resumed})
	r.do(20*time.Second, interview.Event{Kind: interview.Resumed}) // killed and started again
	if got, want := r.s.Clock(), 4*time.Minute+5*time.Second; got != want {
		t.Errorf("%s on the clock, want %s", got, want)
	}
	if want := 150 * time.Second; r.s.Away != want {
		t.Errorf("%s off the clock, want %s", r.s.Away, want)
	}
	r.do(-time.Hour, interview.Event{Kind: interview.Ticked}) // the clock of the machine is set
	if got := r.s.Clock(); got < 0 || got > 5*time.Minute {
		t.Errorf("%s on the clock after it was set back", got)
	}
}

func TestOverrunIsToldOnceAndCutsNothingOff(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	told := 0
	for range 40 {
		r.do(30*time.Second, interview.Event{Kind: interview.Ticked})
		for _, e := range r.effects {
			if e.Kind == interview.Overran && e.Stage == "requirements" {
				told++
			}
		}
	}
	if told != 1 || !r.s.Over[0] {
		t.Errorf("the overrun was told %d times", told)
	}
	r.answer("late, but counted")
	if r.s.Asked[0].Answer != "late, but counted" {
		t.Error("the late answer is lost")
	}
}

func TestCurveballComesAtItsMinuteOrWithItsStage(t *testing.T) {
	asked := func(r *run) bool {
		return slices.ContainsFunc(r.s.Asked, func(q interview.Asked) bool { return q.ID == interview.CurveballID })
	}
	r := start(t, "twitter", interview.Options{Minutes: 45})
	r.work(26*time.Minute + 10*time.Second)
	r.answer("slow, in the first stage still")
	if !asked(r) || r.question() != interview.CurveballID {
		t.Errorf("after 26 minutes %q is asked", r.question())
	}
	for _, minutes := range []int{0, 45} {
		r = start(t, "twitter", interview.Options{Minutes: minutes})
		for !asked(r) && r.s.Phase != interview.Rating {
			if r.s.Phase == interview.Choosing {
				r.choose()
				continue
			}
			r.answer("fast")
		}
		if got := r.s.Plan.Stages[r.s.Stage()].ID; !asked(r) || got != "components" {
			t.Errorf("with %d minutes the curveball comes in %q", minutes, got)
		}
	}
}

func TestBackAndForth(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	r.answer("first")
	r.answer("second")
	r.choose()
	r.do(0, interview.Event{Kind: interview.Skipped, Body: interview.Body{Question: "est-traffic"}})
	left := r.question()
	r.do(0, interview.Event{Kind: interview.Moved, Body: interview.Body{Question: "req-functions"}})
	r.do(0, interview.Event{Kind: interview.Skipped, Body: interview.Body{Question: "req-functions"}})
	if r.s.Asked[0].Answer != "first" || r.s.Asked[0].Status != interview.Done {
		t.Error("passing an answered question by loses its answer")
	}
	if r.question() != left {
		t.Errorf("comes back to %q, left at %q", r.question(), left)
	}
	for _, bad := range []string{"wrap", "no-such"} {
		if _, _, err := interview.Apply(r.s, interview.Event{At: r.now, Kind: interview.Moved, Body: interview.Body{Question: bad}}); err == nil {
			t.Errorf("moves to %q", bad)
		}
	}
	r.do(0, interview.Event{Kind: interview.Ended})
	if r.s.Phase != interview.Rating {
		t.Errorf("ended in the phase %q", r.s.Phase)
	}
	back, ok := r.s.Back()
	if !ok || back.ID != left {
		t.Errorf("back from the end leads to %q", back.ID)
	}
	r.do(0, interview.Event{Kind: interview.Moved, Body: interview.Body{Question: back.ID}})
	r.answer("so it goes on")
	if r.s.Phase != interview.Choosing {
		t.Errorf("after going back the phase is %q", r.s.Phase)
	}
}

func TestHintsAreALadder(t *testing.T) {
	r := start(t, "twitter", interview.Options{})
	hint := interview.Event{Kind: interview.Hinted, Body: interview.Body{Question: "req-functions"}}
	for i := range 4 {
		r.do(0, hint)
		if got, want := r.effects[0].Text, r.s.Plan.Stages[0].Prompts[0].Hints[i]; got != want {
			t.Errorf("hint %d is %q", i+1, got)
		}
	}
	hint.At = r.now
	if _, _, err := interview.Apply(r.s, hint); err == nil {
		t.Error("there is a fifth hint")
	}
	if r.s.Asked[0].Hints != 4 {
		t.Errorf("%d hints are logged", r.s.Asked[0].Hints)
	}
}

func TestDrill(t *testing.T) {
	r := start(t, "uber", interview.Options{Minutes: 6, Drill: "estimates"})
	if r.question() != "est-traffic" || len(r.s.Plan.Stages) != 1 || r.s.Plan.Curveball != nil {
		t.Errorf("a drill begins with %q", r.question())
	}
	r.toEnd()
	if got := r.s.Plan.Rated(); !slices.Equal(got, []string{"estimates"}) {
		t.Errorf("a drill asks to rate %v", got)
	}
	for _, o := range []interview.Options{{Drill: "wrap-up"}, {Drill: "none"}, {Minutes: -1}, {Minutes: 601}} {
		if _, err := interview.NewPlan(load(t).Scenarios["uber"], o); err == nil {
			t.Errorf("%+v is a plan", o)
		}
	}
}

func TestRefusedEventsChangeNothing(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	for name, e := range map[string]interview.Event{
		"other question":   {Kind: interview.Answered, Body: interview.Body{Question: "wrap", Text: "x"}},
		"empty answer":     {Kind: interview.Answered, Body: interview.Body{Question: "req-functions", Text: " \n"}},
		"too long":         {Kind: interview.Answered, Body: interview.Body{Question: "req-functions", Text: strings.Repeat("x", interview.MaxText+1)}},
		"follow-ups early": {Kind: interview.Chosen, Body: interview.Body{Stage: "requirements"}},
		"rating early":     {Kind: interview.Rated},
		"second start":     {Kind: interview.Started, Body: interview.Body{Plan: &r.s.Plan}},
		"unknown":          {Kind: "teleported"},
	} {
		e.At = r.now.Add(time.Second)
		s, effects, err := interview.Apply(r.s, e)
		if err == nil || len(effects) > 0 || s.Last != r.s.Last {
			t.Errorf("%s: %v, %v", name, effects, err)
		}
	}
	if _, _, err := interview.Apply(r.s, interview.Event{Kind: interview.Ticked}); err == nil {
		t.Error("an event without a time is taken")
	}
}
