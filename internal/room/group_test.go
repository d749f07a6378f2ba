package room_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"designdrill/internal/catalog"
	"designdrill/internal/peer"
	"designdrill/internal/room"
)

// assembled is the room of a group with a host who may answer too, and n others.
func assembled(t testing.TB, n int, role room.Role) *table {
	t.Helper()
	p := plan(t, 45)
	r := &table{t: t, now: began}
	g := room.Group{Exemplar: room.Exemplar{Name: "solid", Text: "An answer.", Gold: map[string]int{}, Why: map[string]string{}}}
	for _, id := range catalog.StageIDs {
		g.Exemplar.Gold[id], g.Exemplar.Why[id] = 2, "it is so"
	}
	r.do(0, room.Opened, room.Body{Plan: &p, Limits: &room.Limits{Seats: n + 1, Candidates: n + 1}, Group: &g})
	r.do(0, room.Joined, room.Body{By: "s0", Name: "Host", Role: role, Host: true})
	for i := range n {
		r.do(0, room.Joined, room.Body{By: fmt.Sprint("s", i+1), Name: fmt.Sprint("Name ", i+1), Role: room.Candidate})
	}
	return r
}

// roundOf assigns all who may answer, as the caller does it.
func roundOf(s room.State, seed uint64) []room.Reader {
	src := rand.New(rand.NewPCG(seed, 0))
	list := s.Of(room.Candidate)
	names := peer.Pseudonyms(len(list), src, func(string) bool { return false })
	var out []room.Reader
	for i, of := range peer.Assign(len(list), src) {
		r := room.Reader{Seat: list[i].ID, Pseudonym: names[i]}
		for _, k := range of {
			r.Reviews = append(r.Reviews, names[k])
		}
		out = append(out, r)
	}
	return out
}

var groupKinds = []string{room.Joined, room.Left, room.Returned, room.Recast, room.Removed, room.Started, room.Ticked, room.Paused, room.Moved, room.Hinted, room.Ended, room.Ended,
	room.Rated, room.Assigned, room.Assigned, room.Graded, room.Graded, room.Graded, room.Graded, room.Commented, room.Calibrated, room.Calibrated, room.Handed, room.Handed, room.Helped,
	room.Finished, room.Said, room.Noted, room.Marked, room.Thrown}

var groupOrder = map[room.Phase]int{room.Lobby: 0, room.Running: 1, room.Rating: 2, room.Reviewing: 3, room.Results: 4}

// TestRandomGroups plays random events in a group and holds what must hold in every
// state: above all who may read what.
func TestRandomGroups(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := assembled(t, rapid.IntRange(0, 6).Draw(rt, "people"), rapid.SampledFrom([]room.Role{room.Candidate, room.Observer}).Draw(rt, "host"))
		for range rapid.IntRange(0, 150).Draw(rt, "events") {
			e := groupEvent(rt, r.s)
			if me, ok := r.s.Reader(e.By); ok && (e.Kind == room.Calibrated || e.Kind == room.Handed) && rapid.IntRange(0, 2).Draw(rt, "through") > 0 {
				through(r, me)
			}
			before, text := r.s, written(rt, r.s)
			err := r.try(time.Duration(rapid.IntRange(0, 60_000).Draw(rt, "ms"))*time.Millisecond, e.Kind, e.Body)
			if written(rt, before) != text {
				rt.Fatalf("%q changes the state before it", e.Kind)
			}
			if err != nil && !reflect.DeepEqual(before, r.s) {
				rt.Fatalf("a refused %q changes the state", e.Kind)
			}
			if err == nil {
				groupHolds(rt, before, r.s, e)
			}
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

// through grades all that a reviewer may grade now.
func through(r *table, me room.Reader) {
	level := 2
	for _, of := range append([]string{room.ExemplarAnswer}, me.Reviews...) {
		for _, id := range catalog.StageIDs {
			_ = r.try(0, room.Graded, room.Body{By: me.Seat, For: of, Criterion: id, Level: &level}) // refused where it is not the time
		}
	}
}

func groupEvent(rt *rapid.T, s room.State) room.Event {
	seats := []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"}
	b := room.Body{By: rapid.SampledFrom(seats).Draw(rt, "by")}
	kind := rapid.SampledFrom(groupKinds).Draw(rt, "kind")
	if rapid.IntRange(0, 3).Draw(rt, "led") > 0 && !slices.Contains([]string{room.Joined, room.Graded, room.Commented, room.Calibrated, room.Handed, room.Rated}, kind) {
		b.By = "s0"
	}
	switch kind {
	case room.Joined:
		b.Name, b.Role = "Name "+b.By, rapid.SampledFrom(room.Roles).Draw(rt, "role")
	case room.Recast, room.Removed:
		b.For, b.Role = rapid.SampledFrom(seats).Draw(rt, "for"), rapid.SampledFrom(room.Roles).Draw(rt, "role")
	case room.Moved:
		b.Stage = rapid.SampledFrom(catalog.Stages).Draw(rt, "stage")
	case room.Hinted:
		b.For, b.Question = b.By, "ask-requirements"
	case room.Rated:
		b.Ratings = map[string]int{"total": 2}
	case room.Said:
		b.What, b.Text = room.Word, "x"
	case room.Noted:
		b.Text = "x"
	case room.Marked:
		level := 2
		b.For, b.Criterion, b.Level = rapid.SampledFrom(seats).Draw(rt, "for"), catalog.StageIDs[0], &level
	case room.Assigned:
		b.Round = roundOf(s, rapid.Uint64().Draw(rt, "seed"))
		if len(b.Round) > 0 && rapid.IntRange(0, 4).Draw(rt, "broken") == 0 {
			k := rapid.IntRange(0, len(b.Round)-1).Draw(rt, "which")
			switch rapid.IntRange(0, 3).Draw(rt, "how") {
			case 0:
				b.Round[k].Reviews = append(b.Round[k].Reviews, b.Round[k].Pseudonym)
			case 1:
				b.Round[k].Seat = "nobody"
			case 2:
				b.Round[k].Pseudonym = room.ExemplarAnswer
			default:
				b.Round[k].Reviews = append(b.Round[k].Reviews, "unknown")
			}
		}
	case room.Graded, room.Commented, room.Helped:
		of := []string{room.ExemplarAnswer, room.ExemplarAnswer, "unknown"}
		for _, x := range s.Round {
			of = append(of, x.Pseudonym)
		}
		b.For = rapid.SampledFrom(of).Draw(rt, "of")
		b.Text = strings.Repeat("x", rapid.SampledFrom([]int{0, 0, 5, 9000}).Draw(rt, "text"))
		if kind != room.Graded {
			break
		}
		b.Criterion = rapid.SampledFrom(append([]string{"other"}, catalog.StageIDs...)).Draw(rt, "criterion")
		if level := rapid.IntRange(-2, 5).Draw(rt, "level"); level > -2 {
			b.Level = &level
		}
	}
	return room.Event{Kind: kind, Body: b}
}

func groupHolds(rt *rapid.T, before, s room.State, e room.Event) {
	if d := groupOrder[s.Phase] - groupOrder[before.Phase]; d < 0 || d > 1 && (before.Phase != room.Rating || s.Phase != room.Results) {
		rt.Fatalf("from %s to %s", before.Phase, s.Phase)
	}
	if s.Phase != before.Phase {
		if x, _ := s.Seat(e.By); !x.Host {
			rt.Fatalf("%s led the room to %s", e.By, s.Phase)
		}
	}
	if len(before.Round) > 0 && e.Kind != room.Helped && !reflect.DeepEqual(before.Round, s.Round) {
		rt.Fatal("the round changed")
	}
	for i, r := range before.Round {
		now := s.Round[i]
		if n := len(now.Reviews) - len(r.Reviews); now.Seat != r.Seat || !slices.Equal(now.Reviews[:len(r.Reviews)], r.Reviews) || n > 1 || n == 1 && r.Seat != e.By {
			rt.Fatalf("%q makes of %+v %+v", e.Kind, r, now)
		}
	}
	if (len(s.Papers) > 0 || len(s.Calibrated) > 0 || len(s.Handed) > 0) && len(s.Round) == 0 {
		rt.Fatal("someone reviewed before the review")
	}
	if len(s.Of(room.Interviewer)) > 0 || len(s.Notes)+len(s.Said)+len(s.Marks) > 0 {
		rt.Fatal("a group has an interviewer")
	}
	pseudonyms := map[string]string{}
	for _, r := range s.Round {
		if pseudonyms[r.Pseudonym] != "" || r.Pseudonym == room.ExemplarAnswer {
			rt.Fatalf("%s stands twice", r.Pseudonym)
		}
		pseudonyms[r.Pseudonym] = r.Seat
	}
	for _, x := range s.Seats {
		own, _ := s.Reader(x.ID)
		for k, of := range own.Reviews {
			if slices.Contains(own.Reviews[:k], of) || pseudonyms[of] == x.ID {
				rt.Fatalf("%s has %v to review", x.ID, own.Reviews)
			}
		}
		if x.Role == room.Observer && !x.Host {
			rt.Fatal("someone looks on")
		}
		mine, ok := s.Reader(x.ID)
		for p := range pseudonyms {
			if s.Sees(x.ID, p) && (s.Phase != room.Reviewing || !ok || !s.Calibrated[x.ID] || p == mine.Pseudonym || !slices.Contains(mine.Reviews, p)) {
				rt.Fatalf("%s sees %s in the %s", x.ID, p, s.Phase)
			}
		}
		if s.MayWrite(x.ID, "requirements") == nil && s.Phase != room.Running && s.Phase != room.Rating {
			rt.Fatal("an answer changes after the review began")
		}
		for of, paper := range s.Papers[x.ID] {
			if of != room.ExemplarAnswer && (!s.Calibrated[x.ID] || !slices.Contains(mine.Reviews, of)) {
				rt.Fatalf("%s graded %s", x.ID, of)
			}
			for id, level := range paper.Levels {
				if level < 0 || level > 4 || !slices.Contains(catalog.StageIDs, id) {
					rt.Fatalf("level %d of %s", level, id)
				}
			}
			for id := range paper.Quotes {
				if _, ok := paper.Levels[id]; !ok {
					rt.Fatal("a passage without a level")
				}
			}
		}
		if s.Calibrated[x.ID] && !before.Calibrated[x.ID] && s.Open(x.ID, room.ExemplarAnswer) > 0 {
			rt.Fatal("the gold levels are seen before the exemplar is graded")
		}
		if before.Calibrated[x.ID] && !reflect.DeepEqual(before.Papers[x.ID][room.ExemplarAnswer], s.Papers[x.ID][room.ExemplarAnswer]) {
			rt.Fatal("the exemplar is graded again by who has seen its levels")
		}
		if s.Handed[x.ID] && s.Left(x.ID) > 0 {
			rt.Fatal("open reviews are handed in")
		}
	}
}

// graded gives all levels of an answer.
func (r *table) graded(by, of string, level int) {
	r.t.Helper()
	for _, id := range catalog.StageIDs {
		r.do(0, room.Graded, room.Body{By: by, For: of, Criterion: id, Level: &level})
	}
}

// TestReview goes the way of a reviewer, and of those who never come.
func TestReview(t *testing.T) {
	r := assembled(t, 4, room.Observer)
	r.do(0, room.Started, room.Body{By: "s0"})
	r.work(2 * time.Minute)
	r.do(0, room.Removed, room.Body{By: "s0", For: "s4"})
	r.do(0, room.Joined, room.Body{By: "late", Name: "Late", Role: room.Candidate})
	r.work(3 * time.Minute)
	if late, _ := r.s.Seat("late"); late.Late() != 2*time.Minute {
		t.Errorf("who came late came at %s", late.Late())
	}
	for seat, want := range map[string]string{"late": "requirements: 3m0s", "s1": "requirements: 5m0s"} {
		if doc := room.Document(r.s, seat, map[string]string{"requirements": "Mine."}); !strings.Contains(doc, want) {
			t.Errorf("the document of %s lacks %q:\n%s", seat, want, doc)
		}
	}
	r.do(0, room.Ended, room.Body{By: "s0"})
	if err := r.try(0, room.Joined, room.Body{By: "s9", Name: "X", Role: room.Candidate}); err == nil {
		t.Error("someone joins after the end")
	}
	list := roundOf(r.s, 1)
	r.do(0, room.Assigned, room.Body{By: "s0", Round: list})
	me := list[0]
	level := 3
	var refused *room.RefusedError
	if err := r.try(0, room.Graded, room.Body{By: me.Seat, For: me.Reviews[0], Criterion: catalog.StageIDs[0], Level: &level}); !errors.As(err, &refused) {
		t.Errorf("an answer is graded before the exemplar: %v", err)
	}
	r.graded(me.Seat, room.ExemplarAnswer, 3)
	r.do(0, room.Calibrated, room.Body{By: me.Seat})
	if err := r.try(0, room.Graded, room.Body{By: me.Seat, For: me.Pseudonym, Criterion: catalog.StageIDs[0], Level: &level}); !errors.As(err, &refused) {
		t.Errorf("one's own answer is graded: %v", err)
	}
	for _, of := range me.Reviews {
		r.graded(me.Seat, of, 2)
	}
	r.do(0, room.Graded, room.Body{By: me.Seat, For: me.Reviews[0], Criterion: catalog.StageIDs[1], Level: &level, Text: "a passage"})
	r.do(0, room.Commented, room.Body{By: me.Seat, For: me.Reviews[0], Text: " good \n"})
	r.do(0, room.Handed, room.Body{By: me.Seat})
	p := r.s.Papers[me.Seat][me.Reviews[0]]
	if p.Comment != "good" || p.Levels[catalog.StageIDs[1]] != 3 || !maps.Equal(p.Quotes, map[string]string{catalog.StageIDs[1]: "a passage"}) {
		t.Errorf("the paper is %+v", p)
	}
	r.do(0, room.Graded, room.Body{By: me.Seat, For: me.Reviews[0], Criterion: catalog.StageIDs[1]})
	if r.s.Handed[me.Seat] || r.s.Left(me.Seat) != 1 {
		t.Error("a level that is taken back leaves the reviews handed in")
	}
	if r.try(0, room.Helped, room.Body{By: me.Seat, For: list[3].Pseudonym}) == nil {
		t.Error("who is not done takes another answer")
	}
	r.do(0, room.Graded, room.Body{By: me.Seat, For: me.Reviews[0], Criterion: catalog.StageIDs[1], Level: &level})
	r.do(0, room.Handed, room.Body{By: me.Seat})
	for _, x := range list[1:] {
		if err := r.try(0, room.Helped, room.Body{By: me.Seat, For: x.Pseudonym}); (err != nil) != slices.Contains(me.Reviews, x.Pseudonym) {
			t.Errorf("%s beside %v: %v", x.Pseudonym, me.Reviews, err)
		} else if err == nil && (!r.s.Sees(me.Seat, x.Pseudonym) || r.s.Handed[me.Seat] || r.s.Read(me.Reviews[0]) != 1 || r.s.Read(x.Pseudonym) != 0) {
			t.Errorf("another answer is taken and not to be read, or it is handed in")
		}
	}
	// The others have done nothing: the host moves on all the same.
	r.do(time.Hour, room.Finished, room.Body{By: "s0"})
	if r.s.Phase != room.Results || r.s.Sees(me.Seat, me.Reviews[0]) {
		t.Errorf("the room is in the %s", r.s.Phase)
	}
}

// TestBig lets as many as there may be sit down, ask for hints and review.
func TestBig(t *testing.T) {
	r := assembled(t, room.MaxGroup-1, room.Candidate)
	if r.try(0, room.Joined, room.Body{By: "x", Name: "X", Role: room.Candidate}) == nil {
		t.Error("more than all sit down")
	}
	r.do(0, room.Started, room.Body{By: "s0"})
	for _, x := range r.s.Of(room.Candidate) {
		for range 2 {
			r.do(0, room.Hinted, room.Body{By: x.ID, For: x.ID, Question: "ask-requirements"})
		}
	}
	r.do(0, room.Ended, room.Body{By: "s0"})
	r.do(0, room.Assigned, room.Body{By: "s0", Round: roundOf(r.s, 7)})
	for _, x := range r.s.Round {
		r.graded(x.Seat, room.ExemplarAnswer, 1)
		r.do(0, room.Calibrated, room.Body{By: x.Seat})
	}
	r.do(0, room.Finished, room.Body{By: "s0"})
}

// TestNoGroup holds what is no group, and what only a group does.
func TestNoGroup(t *testing.T) {
	p := plan(t, 45)
	good := room.Exemplar{Text: "An answer.", Gold: map[string]int{"requirements.scope": 2}}
	for name, b := range map[string]room.Body{
		"an interviewer": {Plan: &p, Limits: &room.Limits{Seats: 4, Candidates: 2, Interviewers: 1}, Group: &room.Group{Exemplar: good}},
		"no exemplar":    {Plan: &p, Limits: &room.Limits{Seats: 4, Candidates: 2}, Group: &room.Group{}},
		"no gold levels": {Plan: &p, Limits: &room.Limits{Seats: 4, Candidates: 2}, Group: &room.Group{Exemplar: room.Exemplar{Text: "x"}}},
		"a level of 5":   {Plan: &p, Limits: &room.Limits{Seats: 4, Candidates: 2}, Group: &room.Group{Exemplar: room.Exemplar{Text: "x", Gold: map[string]int{"requirements.scope": 5}}}},
		"too many":       {Plan: &p, Limits: &room.Limits{Seats: room.MaxGroup + 1, Candidates: 2}, Group: &room.Group{Exemplar: good}},
	} {
		if _, err := room.Apply(room.State{}, room.Event{At: began, Kind: room.Opened, Body: b}); err == nil {
			t.Errorf("a group with %s opens", name)
		}
	}
	r := running(t, 45)
	r.do(0, room.Ended, room.Body{By: "ivy"})
	if r.try(0, room.Assigned, room.Body{By: "ivy", Round: []room.Reader{{Seat: "cal", Pseudonym: "a"}, {Seat: "obi", Pseudonym: "b"}}}) == nil {
		t.Error("a room of two reviews its peers")
	}
	for _, kind := range []string{room.Graded, room.Commented, room.Calibrated, room.Handed, room.Helped} {
		if r.try(0, kind, room.Body{By: "cal", For: room.ExemplarAnswer, Criterion: catalog.StageIDs[0]}) == nil {
			t.Errorf("%s in a room of two", kind)
		}
	}
}

// FuzzReview throws events as they might be kept at a group in its review.
func FuzzReview(f *testing.F) {
	f.Add(room.Graded, []byte(`{"by":"s1","for":"exemplar","criterion":"requirements.scope","level":2,"text":"x"}`))
	f.Add(room.Commented, []byte(`{"by":"s1","for":"exemplar","text":"x"}`))
	f.Add(room.Calibrated, []byte(`{"by":"s1"}`))
	f.Add(room.Handed, []byte(`{"by":"s1"}`))
	f.Add(room.Helped, []byte(`{"by":"s1","for":"x"}`))
	f.Add(room.Assigned, []byte(`{"by":"s0","round":[{"seat":"s1","pseudonym":"a","reviews":["b"]},{"seat":"s2","pseudonym":"b","reviews":["a"]}]}`))
	f.Add(room.Opened, []byte(`{"limits":{"seats":2,"candidates":2},"group":{"exemplar":{"text":"x","gold":{"a":9}}}}`))
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		e, err := room.Decode(kind, began.Add(time.Hour), payload)
		if err != nil {
			return
		}
		r := assembled(t, 3, room.Observer)
		r.do(0, room.Started, room.Body{By: "s0"})
		r.do(0, room.Ended, room.Body{By: "s0"})
		for range 2 {
			if s, err := room.Apply(r.s, e); err == nil {
				for _, x := range s.Round {
					s.Left(x.Seat)
					s.Read(x.Pseudonym)
					s.Sees(x.Seat, e.For)
				}
			}
			if r.s.Phase == room.Rating {
				r.do(0, room.Assigned, room.Body{By: "s0", Round: roundOf(r.s, 1)})
			}
		}
	})
}
