package room

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
)

// What an interviewer can say in writing.
const (
	Fact  = "fact"  // something that was asked for
	Probe = "probe" // a question on what is missing
	Word  = "word"  // in their own words
)

// Apply returns the state after an event. An event that does not fit, or that its seat
// may not do, is an error and changes nothing.
func Apply(s State, e Event) (State, error) {
	if s.Phase == "" {
		return open(e)
	}
	if err := s.fits(e); err != nil {
		return s, err
	}
	n := s
	n.Spent, n.Extra = slices.Clone(s.Spent), slices.Clone(s.Extra)
	n.pass(e)
	switch e.Kind {
	case Joined:
		x := Seat{ID: e.By, Name: e.Name, Role: e.Role, Host: e.Host, Consent: e.Consent, Saw: e.Role == Interviewer}
		if n.Clock() > 0 {
			x.Before = slices.Clone(n.Spent)
		}
		n.Seats = append(slices.Clone(s.Seats), x)
	case Left, Returned:
		n.change(e.By, func(x *Seat) { x.Gone = e.Kind == Left })
	case Recast:
		n.change(e.For, func(x *Seat) { x.Role, x.Saw = e.Role, x.Saw || e.Role == Interviewer })
	case Removed:
		n.change(e.For, func(x *Seat) { x.Out = true })
	case Started:
		n.Phase, n.Began, n.Last = Running, e.At, e.At
		n.note(e, "")
	case Paused:
		n.Paused = true
		n.note(e, "")
	case Resumed:
		n.Paused = false
		n.note(e, "")
	case Extended:
		n.Extra[n.Stage] += time.Duration(e.Seconds) * time.Second
		n.note(e, (time.Duration(e.Seconds) * time.Second).String())
	case Moved:
		n.Stage = n.StageIndex(e.Stage)
		n.Reached = max(n.Reached, n.Stage)
		n.note(e, e.Stage)
		if c := n.Plan.Curveball; c != nil && n.Curve < 0 && n.Stage > n.StageIndex(c.Stage) {
			n.throw()
		}
	case Hinted:
		n.Hints = maps.Clone(s.Hints)
		mine := maps.Clone(s.Hints[e.For])
		if mine == nil {
			mine = map[string]int{}
		}
		mine[e.Question]++
		n.Hints[e.For] = mine
		n.note(e, fmt.Sprintf("%s: %d", e.Question, mine[e.Question]))
	case Thrown:
		if n.Curve < 0 { // its minute may have come with this very event
			n.throw()
		}
	case Said:
		n.Said = append(slices.Clip(s.Said), n.line(e, e.Text))
	case Noted:
		n.Notes = append(slices.Clip(s.Notes), n.line(e, e.Text))
	case Marked:
		n.mark(e)
	case Ended:
		n.Phase, n.Paused = Rating, false
		n.note(e, "")
	case Rated:
		n.Ratings = maps.Clone(s.Ratings)
		n.Ratings[e.By] = maps.Clone(e.Ratings)
	case Finished:
		n.Phase = Results
		n.note(e, "")
	case Assigned, Graded, Commented, Calibrated, Handed, Helped:
		n.review(e)
	}
	return n, nil
}

// open makes the first state.
func open(e Event) (State, error) {
	most := MaxSeats
	if e.Group != nil {
		most = MaxGroup
	}
	switch l := e.Limits; {
	case e.At.IsZero():
		return State{}, errors.New("the event has no time")
	case e.Kind != Opened || e.Plan == nil || l == nil:
		return State{}, fmt.Errorf("a room begins with %q, its plan and its limits, not with %q", Opened, e.Kind)
	case l.Seats < 1 || l.Seats > most || l.Candidates < 1 || l.Candidates > l.Seats || l.Interviewers < 0 || l.Interviewers > l.Seats:
		return State{}, fmt.Errorf("a room has 1 to %d seats for all, not %d with %d candidates and %d interviewers", most, l.Seats, l.Candidates, l.Interviewers)
	case e.Plan.Drill != "":
		return State{}, errors.New("a room is a whole interview")
	case e.Group != nil && (l.Interviewers > 0 || !e.Group.Exemplar.graded() || strings.TrimSpace(e.Group.Exemplar.Text) == ""):
		return State{}, errors.New("a group has no interviewers, and a graded exemplar")
	}
	// The interview knows what makes a plan usable.
	if _, _, err := interview.Apply(interview.State{}, interview.Event{At: e.At, Kind: interview.Started, Body: interview.Body{Plan: e.Plan}}); err != nil {
		return State{}, err
	}
	n := len(e.Plan.Stages)
	return State{Plan: *e.Plan, Limits: *e.Limits, Group: e.Group, Phase: Lobby, Opened: e.At, Last: e.At, Curve: -1,
		Spent: make([]time.Duration, n), Extra: make([]time.Duration, n),
		Hints: map[string]map[string]int{}, Marks: map[string]map[string]Mark{}, Ratings: map[string]map[string]int{}}, nil
}

// pass lets the time until an event go by.
func (s *State) pass(e Event) {
	if s.Phase != Running {
		return
	}
	d := max(e.At.Sub(s.Last), 0)
	if e.At.After(s.Last) {
		s.Last = e.At
	}
	if s.Paused || e.Kind == Woke || d > Gap {
		s.Away += d
		return
	}
	s.Spent[s.Stage] += d
	if c := s.Plan.Curveball; c != nil && s.Curve < 0 && s.Plan.Minutes > 0 && s.Clock() >= time.Duration(c.Seconds)*time.Second {
		s.throw()
	}
}

func (s *State) throw() {
	s.Curve = s.Stage
	s.Log = append(slices.Clip(s.Log), Line{At: s.Clock(), Stage: s.Stage, What: Thrown})
}

func (s *State) change(id string, f func(*Seat)) {
	s.Seats = slices.Clone(s.Seats)
	for i := range s.Seats {
		if s.Seats[i].ID == id {
			f(&s.Seats[i])
		}
	}
}

// note logs an event.
func (s *State) note(e Event, text string) {
	l := s.line(e, text)
	l.What = e.Kind
	s.Log = append(slices.Clip(s.Log), l)
}

func (s *State) line(e Event, text string) Line {
	return Line{At: s.Clock(), Stage: s.Stage, By: e.By, For: e.For, What: e.What, Text: text}
}

func (s *State) mark(e Event) {
	all := maps.Clone(s.Marks)
	mine := maps.Clone(all[e.For])
	if mine == nil {
		mine = map[string]Mark{}
	}
	switch {
	case e.Level != nil:
		mine[e.Criterion] = Mark{*e.Level, e.Text}
	case e.Text != "":
		mine[e.Criterion] = Mark{-1, e.Text}
	default:
		delete(mine, e.Criterion)
	}
	all[e.For], s.Marks = mine, all
}

// RefusedError says that a seat may not do what it asked for.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return e.Why }

// fits tells why an event cannot happen in this state.
func (s *State) fits(e Event) error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%q cannot be now: %s", e.Kind, fmt.Sprintf(format, args...))
	}
	if e.At.IsZero() {
		return wrong("it has no time")
	}
	switch e.Kind {
	case Ticked, Woke:
		return nil
	case Joined:
		return s.fitsJoined(e, wrong)
	}
	by, ok := s.Seat(e.By)
	if !ok {
		return &RefusedError{"you have no seat in this room"}
	}
	if len(s.Log) >= maxGroupLog || s.Group == nil && len(s.Log) >= maxLog {
		return wrong("too much has happened in this room")
	}
	if refused := s.refuses(by, e); refused != nil {
		return refused
	}
	switch e.Kind {
	case Left, Returned, Recast, Removed:
		return s.fitsSeat(e, wrong)
	case Started:
		if s.Phase != Lobby {
			return wrong("the interview has begun")
		}
		if len(s.Of(Candidate)) == 0 {
			return wrong("no candidate has come yet")
		}
	case Paused, Resumed, Extended, Moved, Ended, Hinted, Thrown, Said:
		if s.Phase != Running {
			return wrong("the interview is not running")
		}
		return s.fitsRunning(e, wrong)
	case Noted:
		if len(e.Text) > MaxWords || strings.TrimSpace(e.Text) == "" || len(s.Notes) >= maxNotes {
			return wrong("a note has 1 to %d bytes, a room %d notes", MaxWords, maxNotes)
		}
	case Marked:
		return s.fitsMarked(e, wrong)
	case Rated:
		if s.Phase != Rating {
			return wrong("it is not the time for it")
		}
		for key, v := range e.Ratings {
			if !slices.Contains(s.Plan.Rated(), key) || v < 0 || v > 4 {
				return wrong("%q: %d is no rating", key, v)
			}
		}
	case Finished:
		if s.Phase != Rating && s.Phase != Reviewing {
			return wrong("the self-assessment comes before the results")
		}
	case Assigned, Graded, Commented, Calibrated, Handed, Helped:
		return s.fitsReview(e, wrong)
	default:
		return wrong("there is no such event in a room")
	}
	return nil
}

// refuses tells whether a seat may not do what an event says.
func (s *State) refuses(by Seat, e Event) error {
	switch e.Kind {
	case Recast, Removed:
		if !by.Host {
			return &RefusedError{"only the host can do this"}
		}
	case Started, Paused, Resumed, Extended, Moved, Ended, Finished, Assigned:
		if !by.Leads() {
			return &RefusedError{"only the host and the interviewer can do this"}
		}
	case Thrown, Said, Noted, Marked:
		if by.Role != Interviewer {
			return &RefusedError{"only the interviewer can do this"}
		}
	case Hinted:
		if by.Role != Interviewer && (by.Role != Candidate || e.For != by.ID) {
			return &RefusedError{"only the candidate and the interviewer can do this"}
		}
	case Rated:
		if by.Role != Candidate {
			return &RefusedError{"only a candidate can do this"}
		}
	}
	return nil
}

func (s *State) fitsJoined(e Event, wrong func(string, ...any) error) error {
	switch {
	case e.By == "" || len(e.By) > 64 || slices.ContainsFunc(s.Seats, func(x Seat) bool { return x.ID == e.By }):
		return wrong("the seat %q is taken", e.By)
	case e.Name == "" || CleanName(e.Name) != e.Name:
		return wrong("%q is no name", e.Name)
	case slices.ContainsFunc(s.Seats, func(x Seat) bool { return !x.Out && strings.EqualFold(x.Name, e.Name) }):
		return wrong("the name %q is taken; choose another one", e.Name)
	case !slices.Contains(Roles, e.Role):
		return wrong("%q is no role", e.Role)
	case e.Host && slices.ContainsFunc(s.Seats, func(x Seat) bool { return x.Host }):
		return wrong("there is a host already")
	case !s.Free(e.Role):
		return wrong("no seat is free for another %s", e.Role)
	}
	return nil
}

// fitsSeat is fits for events about seats.
func (s *State) fitsSeat(e Event, wrong func(string, ...any) error) error {
	if e.Kind == Left || e.Kind == Returned {
		if x, _ := s.Seat(e.By); x.Gone == (e.Kind == Left) {
			return wrong("it is so already")
		}
		return nil
	}
	x, ok := s.Seat(e.For)
	switch {
	case !ok:
		return wrong("there is no such seat")
	case e.Kind == Removed && x.Host:
		return wrong("the host stays")
	case e.Kind == Removed:
		return nil
	case s.Phase != Lobby:
		return wrong("roles change in the lobby only")
	case !slices.Contains(Roles, e.Role) || x.Role == e.Role:
		return wrong("%q is no other role", e.Role)
	case s.Group != nil && !x.Host:
		return wrong("all but the host answer in a group")
	case e.Role == Candidate && x.Saw:
		return wrong("%s has seen the interviewer's pages", x.Name)
	case e.Role != Observer && !s.Free(e.Role) && s.taken() < s.Limits.Seats, e.Role == Candidate && len(s.Of(Candidate)) >= s.Limits.Candidates,
		e.Role == Interviewer && len(s.Of(Interviewer)) >= s.Limits.Interviewers:
		return wrong("no seat is free for another %s", e.Role)
	}
	return nil
}

func (s *State) fitsRunning(e Event, wrong func(string, ...any) error) error {
	switch e.Kind {
	case Paused, Resumed:
		if s.Paused == (e.Kind == Paused) {
			return wrong("it is so already")
		}
	case Extended:
		if e.Seconds < 1 || e.Seconds > MaxExtra || s.Plan.Minutes == 0 || s.Extra[s.Stage] >= maxAllExtra {
			return wrong("a stage is extended by 1 to %d seconds", MaxExtra)
		}
	case Moved:
		if k := s.StageIndex(e.Stage); k < 0 || k > s.Reached+1 || k == s.Stage {
			return wrong("%q is not a stage to go to", e.Stage)
		}
	case Hinted:
		if x, ok := s.Seat(e.For); !ok || x.Role != Candidate {
			return wrong("hints are for a candidate")
		}
		q, k := s.question(e.Question)
		switch {
		case k < 0 || k > s.Reached:
			return wrong("%q is not asked yet", e.Question)
		case s.Paused:
			return wrong("the interview is paused")
		case s.Hints[e.For][e.Question] >= len(q.Hints):
			return wrong("there is no further hint")
		}
	case Thrown:
		if s.Plan.Curveball == nil || s.Curve >= 0 {
			return wrong("there is no curveball, or it has come already")
		}
	case Said:
		switch {
		case e.What != Fact && e.What != Probe && e.What != Word:
			return wrong("%q is nothing to say", e.What)
		case strings.TrimSpace(e.Text) == "" || len(e.Text) > MaxWords || len(s.Said) >= maxSaid:
			return wrong("what is said has 1 to %d bytes, and %d times are the most", MaxWords, maxSaid)
		}
	}
	return nil
}

func (s *State) fitsMarked(e Event, wrong func(string, ...any) error) error {
	x, ok := s.Seat(e.For)
	switch {
	case s.Phase != Running && s.Phase != Rating:
		return wrong("the scorecard is closed")
	case !ok || x.Role != Candidate:
		return wrong("marks are for a candidate")
	case e.Criterion != interview.TotalRating && !slices.Contains(catalog.StageIDs, e.Criterion):
		return wrong("%q is not on the scorecard", e.Criterion)
	case e.Level != nil && (*e.Level < 0 || *e.Level > 4):
		return wrong("levels are 0 to 4")
	case len(e.Text) > MaxWords:
		return wrong("a remark has at most %d bytes", MaxWords)
	}
	return nil
}
