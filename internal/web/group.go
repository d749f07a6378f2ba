package web

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"designdrill/internal/peer"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/round"
)

// Whom a page of a group names beside the host: few are listed, of many the number.
const fewPeople = 40

// crowd is who is in a room of many.
type crowd struct {
	All, Here  int // who answer
	Done       int // with what the phase asks of everyone
	Doing      string
	List       []crowdLine
	Unlisted   bool // there are too many
	Answering  bool // the host answers too
	CanRecast  bool
	ReviewOpen bool // two people have written something
}

type crowdLine struct {
	room.Seat
	Here, Me bool
	Late     string // when they came; "" for the beginning
	Note     string
}

// crowd gathers who is there. The room's lock is held.
func (l *live) crowd(me room.Seat) crowd {
	st := &l.state
	c := crowd{Doing: map[room.Phase]string{room.Rating: "have rated themselves", room.Reviewing: "have handed in their reviews"}[st.Phase],
		Answering: me.Role == room.Candidate, CanRecast: me.Host && st.Phase == room.Lobby}
	people := st.Of(room.Candidate)
	c.All = len(people)
	if st.Phase == room.Reviewing {
		c.All = len(st.Round)
	}
	for _, x := range people {
		here := l.here(x.ID)
		if here {
			c.Here++
		}
		line := crowdLine{Seat: x, Here: here, Me: x.ID == me.ID}
		if d := x.Late(); d > 0 {
			line.Late = report.Clock(d)
		}
		done := false
		switch st.Phase {
		case room.Rating:
			_, done = st.Ratings[x.ID]
			line.Note = noteOf(done, "has rated", "rates")
		case room.Reviewing:
			r, takes := st.Reader(x.ID)
			done = takes && st.Handed[x.ID]
			line.Note = "wrote nothing"
			if takes {
				line.Note = noteOf(done, "has handed in", "reviews")
			}
			if takes && !done && me.Host {
				line.Note = l.progress(r)
			}
		}
		if done {
			c.Done++
		}
		if me.Host || len(people) <= fewPeople {
			c.List = append(c.List, line)
		}
	}
	c.Unlisted, c.ReviewOpen = len(c.List) < len(people), st.Phase == room.Rating && len(l.authors()) > 1
	return c
}

func noteOf(done bool, yes, no string) string {
	if done {
		return yes
	}
	return no
}

// progress tells the host how far a reviewer is, and none of the levels.
func (l *live) progress(r room.Reader) string {
	st := &l.state
	if !st.Calibrated[r.Seat] {
		return "grades the exemplar"
	}
	n := 0
	for _, of := range r.Reviews {
		if st.Open(r.Seat, of) == 0 {
			n++
		}
	}
	return fmt.Sprintf("%d of %d answers graded", n, len(r.Reviews))
}

// groupName names a seat's page in a group. The room's lock is held.
func (s *Server) groupName(l *live, me room.Seat) string {
	st := &l.state
	_, reviews := st.Reader(me.ID)
	switch {
	case st.Phase == room.Lobby:
		return "lobby"
	case st.Phase == room.Results && s.ready(l):
		return "group-results"
	case st.Phase == room.Reviewing && reviews:
		s.ready(l) // the rules read the answers meanwhile
		return "group-review"
	case me.Role == room.Candidate && st.Phase == room.Running:
		return "desk"
	case me.Role == room.Candidate && st.Phase == room.Rating:
		return "rating"
	}
	return "group-watch"
}

// groupModel returns the name of a seat's page in a group and what it is made of; for
// the parts that change while it is open less is enough.
func (s *Server) groupModel(l *live, me room.Seat, about string, parts bool) (name string, data any, err error) {
	name = s.groupName(l, me)
	var c *common
	switch {
	case name == "desk" || name == "rating":
		d := l.desk(s, me)
		c, data = &d.common, d
	case name == "group-review" && !parts:
		p := s.reviewPage(l, me, about)
		c, data = &p.common, p
	case name == "group-results" && !parts:
		p, err := s.groupResults(l, me)
		if err != nil {
			return "", nil, err
		}
		c, data = &p.common, p
	default:
		x := l.common(s, me, me.ID)
		c, data = &x, &x
	}
	c.Page = name // a phase has several
	return name, data, nil
}

// tell tells every page how the room stands, a group's with the others that have
// changed something meanwhile. The lock is held.
func (s *Server) tell(l *live) {
	if l.state.Group != nil {
		s.tellSoon(l, true)
		return
	}
	s.tellAll(l)
}

// tellOf tells who needs to know of an event. The lock is held.
func (s *Server) tellOf(l *live, e room.Event) {
	if l.state.Group == nil {
		s.tellAll(l)
		return
	}
	switch e.Kind {
	case room.Joined, room.Left, room.Returned, room.Recast, room.Removed, room.Rated, room.Handed, room.Helped:
		s.tellSoon(l, true)
	case room.Graded, room.Commented, room.Calibrated:
		s.tellSoon(l, false)
	case room.Hinted:
		for x := range l.subs {
			if x.seat == e.For {
				s.tellOne(l, x)
			}
		}
	default:
		s.tellAll(l)
	}
}

// How long what happens in a group is gathered before it is told: at least, for each
// page that listens, and at most.
const (
	gatherLeast = 100 * time.Millisecond
	gatherEach  = 5 * time.Millisecond
	gatherMost  = time.Second
)

// tellSoon tells all, or who leads only, within a second: a hundred people who come at
// once are told of once. The lock is held.
func (s *Server) tellSoon(l *live, all bool) {
	l.soonAll = l.soonAll || all
	if l.soon {
		return
	}
	l.soon = true
	wait := min(gatherLeast+gatherEach*time.Duration(len(l.subs)), gatherMost)
	s.jobs.Go(func() {
		select {
		case <-s.ended:
			return
		case <-time.After(wait):
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		all := l.soonAll
		l.soon, l.soonAll = false, false
		for x := range l.subs {
			if me, ok := l.state.Seat(x.seat); ok && (all || me.Leads()) {
				s.tellOne(l, x)
			}
		}
	})
}

// wrote tells whether a seat has an answer at all. The lock is held.
func (l *live) wrote(seat string) bool {
	for p, d := range l.drafts {
		if p.seat == seat && strings.TrimSpace(d.Text) != "" {
			return true
		}
	}
	return false
}

// authors are those who have an answer. The lock is held.
func (l *live) authors() []room.Seat {
	wrote := map[string]bool{}
	for p, d := range l.drafts {
		wrote[p.seat] = wrote[p.seat] || strings.TrimSpace(d.Text) != ""
	}
	var out []room.Seat
	for _, x := range l.state.Of(room.Candidate) {
		if wrote[x.ID] {
			out = append(out, x)
		}
	}
	return out
}

// assigned makes the event that begins the review: chance says who reviews whom.
func (l *live) assigned(by string, src peer.Source) room.Event {
	list := l.authors()
	taken := func(name string) bool {
		for _, x := range list {
			if strings.EqualFold(x.Name, name) {
				return true
			}
		}
		return false
	}
	names := peer.Pseudonyms(len(list), src, taken)
	e := room.Event{Kind: room.Assigned, Body: room.Body{By: by}}
	for i, of := range peer.Assign(len(list), src) {
		r := room.Reader{Seat: list[i].ID, Pseudonym: names[i]}
		for _, k := range of {
			r.Reviews = append(r.Reviews, names[k])
		}
		e.Round = append(e.Round, r)
	}
	return e
}

func chance() peer.Source { return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) }

// member is someone as the hiding of names needs them.
func (l *live) member(r room.Reader) round.Member {
	m := round.Member{Scenario: l.state.Plan.Scenario, Pseudonym: r.Pseudonym}
	for _, x := range l.state.Seats {
		if x.ID == r.Seat {
			m.Name = x.Name
		}
	}
	return m
}

// readable are the texts of an answer as its reviewers get them. The lock is held.
func (l *live) readable(of string) []stageText {
	if of == room.ExemplarAnswer {
		return []stageText{{ID: of, Text: l.state.Group.Exemplar.Text}}
	}
	r, _ := l.state.Behind(of)
	m := l.member(r)
	list := l.stageTexts(r.Seat)
	for i := range list {
		list[i].Text, _ = round.Masked(list[i].Text, m)
	}
	return list
}
