package room_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"designdrill/internal/catalog"
	"designdrill/internal/room"
)

var kinds = []string{room.Joined, room.Joined, room.Joined, room.Left, room.Returned, room.Recast, room.Removed, room.Started, room.Started, room.Ticked, room.Ticked,
	room.Woke, room.Paused, room.Resumed, room.Extended, room.Moved, room.Moved, room.Hinted, room.Thrown, room.Said, room.Noted, room.Marked, room.Ended,
	room.Rated, room.Finished, "other"}

// TestRandomEvents plays random events, fitting and not, and holds what must hold in
// every state.
func TestRandomEvents(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := opened(t, rapid.SampledFrom([]int{0, 1, 45}).Draw(rt, "minutes"))
		r.do(0, room.Joined, room.Body{By: "s0", Name: "Host", Role: rapid.SampledFrom(room.Roles).Draw(rt, "host"), Host: true})
		for range rapid.IntRange(0, 100).Draw(rt, "events") {
			before, text := r.s, written(rt, r.s)
			e := anyEvent(rt, r.s)
			err := r.try(time.Duration(rapid.IntRange(0, 90_000).Draw(rt, "ms"))*time.Millisecond, e.Kind, e.Body)
			if written(rt, before) != text {
				rt.Fatalf("%q changes the state before it", e.Kind)
			}
			if err != nil && !reflect.DeepEqual(before, r.s) {
				rt.Fatalf("a refused %q changes the state", e.Kind)
			}
			holds(rt, before, r.s, r.now)
		}
		log := make([]room.Event, len(r.log))
		for i, e := range r.log {
			payload, err := e.Payload()
			if err == nil {
				log[i], err = room.Decode(e.Kind, e.At, payload)
			}
			if err != nil {
				rt.Fatal(err)
			}
		}
		again, err := room.Load(log)
		if err != nil || written(rt, again) != written(rt, r.s) {
			rt.Fatalf("replayed it is another room (%v):\n%+v\n%+v", err, again, r.s)
		}
	})
}

func written(rt *rapid.T, s room.State) string {
	text, err := json.Marshal(s)
	if err != nil {
		rt.Fatal(err)
	}
	return string(text)
}

func anyEvent(rt *rapid.T, s room.State) room.Event {
	seat := rapid.SampledFrom([]string{"s0", "s1", "s2", "s3", "s4", "s5"})
	b := room.Body{By: seat.Draw(rt, "by"), For: seat.Draw(rt, "for"), Role: rapid.SampledFrom(room.Roles).Draw(rt, "role"),
		Text: strings.Repeat("x", rapid.SampledFrom([]int{0, 1, room.MaxWords + 1}).Draw(rt, "text"))}
	kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
	if rapid.Bool().Draw(rt, "led") && kind != room.Joined && kind != room.Rated {
		b.By = "s0"
	}
	switch kind {
	case room.Joined:
		b.Name, b.For, b.Text = "Name "+b.By, "", ""
	case room.Extended:
		b.Seconds = rapid.IntRange(-1, room.MaxExtra+1).Draw(rt, "seconds")
	case room.Moved:
		b.Stage = rapid.SampledFrom(catalog.Stages).Draw(rt, "stage")
	case room.Hinted:
		b.Question = "ask-" + rapid.SampledFrom(catalog.Stages).Draw(rt, "question")
	case room.Noted:
		b.Text = strings.ReplaceAll(b.Text, "x", "§")
	case room.Said:
		b.What = rapid.SampledFrom([]string{room.Fact, room.Probe, room.Word, "lie"}).Draw(rt, "what")
	case room.Marked:
		b.Criterion = rapid.SampledFrom(catalog.StageIDs).Draw(rt, "criterion")
		if level := rapid.IntRange(-2, 5).Draw(rt, "level"); level > -2 {
			b.Level = &level
		}
	case room.Rated:
		b.Ratings = map[string]int{rapid.SampledFrom(s.Plan.Rated()).Draw(rt, "key"): rapid.IntRange(-1, 5).Draw(rt, "rating")}
	}
	return room.Event{Kind: kind, Body: b}
}

var order = map[room.Phase]int{room.Lobby: 0, room.Running: 1, room.Rating: 2, room.Results: 3}

func holds(rt *rapid.T, before, s room.State, now time.Time) {
	if order[s.Phase] < order[before.Phase] || order[s.Phase] > order[before.Phase]+1 {
		rt.Fatalf("from %s to %s", before.Phase, s.Phase)
	}
	for k, d := range s.Spent {
		if d < before.Spent[k] {
			rt.Fatalf("the clock of stage %d went back", k)
		}
		if k > s.Reached && d > 0 {
			rt.Fatalf("the stage %d was not reached and took %s", k, d)
		}
	}
	if s.Phase == room.Running && s.Clock()+s.Away != s.Last.Sub(s.Began) {
		rt.Fatalf("%s on and %s off the clock of %s", s.Clock(), s.Away, s.Last.Sub(s.Began))
	}
	hosts, seen := 0, map[string]bool{}
	for _, x := range s.Seats {
		if x.Host {
			hosts++
		}
		if name := strings.ToLower(x.Name); !x.Out && seen[name] {
			rt.Fatalf("two are called %s", name)
		} else if !x.Out {
			seen[name] = true
		}
		if x.Role == room.Candidate && x.Saw {
			rt.Fatal("a candidate has seen the interviewer's pages")
		}
	}
	if hosts != 1 || len(s.Of(room.Candidate)) > s.Limits.Candidates || len(s.Of(room.Interviewer)) > s.Limits.Interviewers || len(seen) > s.Limits.Seats {
		rt.Fatalf("too many are there: %+v", s.Seats)
	}
	curves := 0
	for _, l := range s.Log {
		if l.What == room.Thrown {
			curves++
		}
	}
	if curves > 1 || (curves == 1) != (s.Curve >= 0) {
		rt.Fatalf("%d curveballs, in stage %d", curves, s.Curve)
	}
	for _, x := range s.Of(room.Candidate) {
		doc := room.Document(s, x.ID, map[string]string{"requirements": "MINE"})
		if !strings.Contains(doc, "MINE") {
			rt.Fatalf("the document lacks the text:\n%s", doc)
		}
		for _, n := range s.Notes {
			if strings.Contains(doc, n.Text) {
				rt.Fatal("the document has a note of the interviewer's")
			}
		}
	}
}

// TestRandomSaves lets two pages save, with replies and requests lost: what a page was
// told is saved stays until it is replaced by a page that knew of it.
func TestRandomSaves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var d room.Draft
		pages := []room.Save{{By: "p"}, {By: "q"}}
		for i := range rapid.IntRange(1, 60).Draw(rt, "saves") {
			p := &pages[rapid.IntRange(0, 1).Draw(rt, "page")]
			p.N, p.Text = p.N+1, fmt.Sprint("text ", i)
			next, err := d.Next(*p, began)
			if err != nil {
				if next != d {
					rt.Fatal("a refused save changes the draft")
				}
				if p.Base == d.Version {
					rt.Fatal("a page that knew the latest has a conflict")
				}
				p.Base = d.Version // shown both, it chooses
				continue
			}
			if next.Text != p.Text || next.Version != d.Version+1 {
				rt.Fatalf("after %+v it is %+v", *p, next)
			}
			if d.By != p.By && p.Base != d.Version {
				rt.Fatal("a text was replaced by a page that did not know it")
			}
			d = next
			if rapid.Bool().Draw(rt, "heard") {
				p.Base = d.Version
			}
		}
	})
}

func FuzzEvents(f *testing.F) {
	p := plan(f, 45)
	for _, b := range []room.Body{{Plan: &p, Limits: &room.Limits{Seats: 2, Candidates: 1}}, {By: "a", Name: "A", Role: room.Candidate, Host: true}, {By: "a"}, {}} {
		text, err := json.Marshal(b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(room.Joined, text, room.Moved, []byte(`{"by":"a","stage":"estimates"}`))
		f.Add(room.Opened, text, room.Hinted, []byte(`{"by":"a","for":"a","question":"ask-requirements"}`))
	}
	f.Fuzz(func(t *testing.T, k1 string, p1 []byte, k2 string, p2 []byte) {
		r := opened(t, 45)
		for i, x := range []struct {
			kind    string
			payload []byte
		}{{k1, p1}, {room.Started, []byte(`{"by":"a"}`)}, {k2, p2}} {
			e, err := room.Decode(x.kind, began.Add(time.Duration(i)*time.Second), x.payload)
			if err != nil {
				continue
			}
			if s, err := room.Apply(room.State{}, e); err == nil {
				room.Document(s, e.By, nil)
			}
			if r.try(time.Second, e.Kind, e.Body) == nil {
				room.Document(r.s, e.By, map[string]string{"requirements": e.Text})
			}
		}
	})
}
