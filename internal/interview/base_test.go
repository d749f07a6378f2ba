package interview_test

import (
	"sync"
	"testing"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

var content = sync.OnceValues(func() (*catalog.Catalog, error) {
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	return cat, err
})

func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

var begin = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

// run is an interview under test with its clock.
type run struct {
	t       testing.TB
	s       interview.State
	now     time.Time
	log     []interview.Event
	effects []interview.Effect // of the last event
}

func start(t testing.TB, scenario string, o interview.Options) *run {
	t.Helper()
	plan, err := interview.NewPlan(load(t).Scenarios[scenario], o)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{t: t, now: begin}
	r.do(0, interview.Event{Kind: interview.Started, Body: interview.Body{Plan: &plan}})
	return r
}

// do applies an event after some time, which must fit.
func (r *run) do(after time.Duration, e interview.Event) {
	r.t.Helper()
	r.now = r.now.Add(after)
	e.At = r.now
	s, effects, err := interview.Apply(r.s, e)
	if err != nil {
		r.t.Fatal(err)
	}
	r.s, r.effects, r.log = s, effects, append(r.log, e)
}

// work lets time pass on the clock.
func (r *run) work(d time.Duration) {
	r.t.Helper()
	for ; d > 0; d -= 30 * time.Second {
		r.do(min(d, 30*time.Second), interview.Event{Kind: interview.Ticked})
	}
}

func (r *run) question() string {
	r.t.Helper()
	q, ok := r.s.Current()
	if !ok {
		r.t.Fatalf("no question is asked in the phase %q", r.s.Phase)
	}
	return q.ID
}

func (r *run) answer(text string) {
	r.t.Helper()
	r.do(time.Second, interview.Event{Kind: interview.Answered, Body: interview.Body{Question: r.question(), Text: text}})
}

func (r *run) choose(list ...interview.Question) {
	r.t.Helper()
	r.do(0, interview.Event{Kind: interview.Chosen, Body: interview.Body{Stage: r.s.Plan.Stages[r.s.Stage()].ID, Questions: list}})
}

// toEnd answers what is left without follow-ups.
func (r *run) toEnd() {
	r.t.Helper()
	for {
		switch r.s.Phase {
		case interview.Asking:
			r.answer("An answer to " + r.question())
		case interview.Choosing:
			r.choose()
		default:
			return
		}
	}
}
