package room_test

import (
	"testing"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/room"
)

var began = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

// scenario is a small practice system with all that a room uses of one.
func scenario() *catalog.Scenario {
	x := &catalog.Scenario{ID: "bus", Title: "Bus times", Version: 2, Brief: "Design a service that tells when the next bus comes.",
		Curveballs: []catalog.Curveball{{ID: "strike", Minute: 20, Text: "All drivers strike: what changes?"}}}
	for _, stage := range catalog.Stages {
		x.Prompts = append(x.Prompts, catalog.Prompt{ID: "ask-" + stage, Stage: stage, Ask: "What about " + stage + "?", Hints: []string{"First hint.", "Second hint."}})
	}
	return x
}

func plan(t testing.TB, minutes int) interview.Plan {
	t.Helper()
	p, err := interview.NewPlan(scenario(), interview.Options{Minutes: minutes})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// table is a room under test with its clock.
type table struct {
	t   testing.TB
	s   room.State
	now time.Time
	log []room.Event
}

func opened(t testing.TB, minutes int) *table {
	t.Helper()
	p := plan(t, minutes)
	r := &table{t: t, now: began}
	r.do(0, room.Opened, room.Body{Plan: &p, Limits: &room.Limits{Seats: 4, Candidates: 2, Interviewers: 1}})
	return r
}

// seated is a room with an interviewer who hosts, a candidate and an observer.
func seated(t testing.TB, minutes int) *table {
	t.Helper()
	r := opened(t, minutes)
	r.do(0, room.Joined, room.Body{By: "ivy", Name: "Ivy", Role: room.Interviewer, Host: true})
	r.do(0, room.Joined, room.Body{By: "cal", Name: "Cal", Role: room.Candidate})
	r.do(0, room.Joined, room.Body{By: "obi", Name: "Obi", Role: room.Observer})
	return r
}

func running(t testing.TB, minutes int) *table {
	t.Helper()
	r := seated(t, minutes)
	r.do(time.Minute, room.Started, room.Body{By: "ivy"})
	return r
}

// try applies an event after some time.
func (r *table) try(after time.Duration, kind string, b room.Body) error {
	e := room.Event{At: r.now.Add(after), Kind: kind, Body: b}
	s, err := room.Apply(r.s, e)
	if err == nil {
		r.s, r.now, r.log = s, e.At, append(r.log, e)
	}
	return err
}

// do is try for what must fit.
func (r *table) do(after time.Duration, kind string, b room.Body) {
	r.t.Helper()
	if err := r.try(after, kind, b); err != nil {
		r.t.Fatal(err)
	}
}

// work lets time pass on the clock.
func (r *table) work(d time.Duration) {
	r.t.Helper()
	for ; d > 0; d -= 30 * time.Second {
		r.do(min(d, 30*time.Second), room.Ticked, room.Body{})
	}
}
