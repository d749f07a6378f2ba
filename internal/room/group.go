package room

import (
	"maps"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// Reviewing is the phase of a group between the self-assessment and the results.
const Reviewing Phase = "review"

// The events of a group's review. For is the answer that they are about: ExemplarAnswer
// or a pseudonym.
const (
	Assigned   = "assigned"   // By, Round: the review begins
	Graded     = "graded"     // By, For, Criterion, Level, Text: a level with its passage, no Level takes it back
	Commented  = "commented"  // By, For, Text: what the author is to read
	Calibrated = "calibrated" // By: the exemplar is graded; its gold levels and the answers may be seen
	Handed     = "handed"     // By: the reviews are done
	Helped     = "helped"     // By, For: who is done takes another's answer beside
)

// ExemplarAnswer is what every reviewer grades first.
const ExemplarAnswer = "exemplar"

// Bounds of a group.
const (
	MaxGroup    = 300 // seats
	maxReviews  = 10  // answers of one reviewer
	maxGroupLog = 40_000
	maxQuote    = 4 << 10
)

// Group makes a room one of many who answer the same stages and review each other.
type Group struct {
	Exemplar Exemplar           `json:"exemplar"`
	From     string             `json:"from,omitempty"`    // where the earlier results come from
	Earlier  map[string]Earlier `json:"earlier,omitempty"` // by name
}

// Earlier is what someone reached in an earlier round; nil where it is not known.
type Earlier struct {
	Scenario string   `json:"scenario"`
	Score    *float64 `json:"score"` // by the rules, 0–100
	Peers    *float64 `json:"peers"` // the mean of the peers' levels without bias
}

// Exemplar is a graded answer, kept with the room so that all grade the same one.
type Exemplar struct {
	Name string            `json:"name"`
	Text string            `json:"text"`
	Gold map[string]int    `json:"gold"` // by stage criterion
	Why  map[string]string `json:"why"`
}

// graded tells whether there are gold levels, and nothing but such.
func (x *Exemplar) graded() bool {
	for id, level := range x.Gold {
		if level < 0 || level > 4 || !slices.Contains(catalog.StageIDs, id) {
			return false
		}
	}
	return len(x.Gold) > 0
}

// Reader is someone who takes part in the review: with an answer under a pseudonym,
// and the pseudonyms of those to review, in this order.
type Reader struct {
	Seat      string   `json:"seat"`
	Pseudonym string   `json:"pseudonym"`
	Reviews   []string `json:"reviews"`
}

// Paper is what a reviewer says of one answer.
type Paper struct {
	Levels  map[string]int
	Quotes  map[string]string
	Comment string
}

// Reader returns the part of a seat in the review.
func (s *State) Reader(seat string) (Reader, bool) {
	for _, r := range s.Round {
		if r.Seat == seat {
			return r, true
		}
	}
	return Reader{}, false
}

// Behind returns whose answer stands behind a pseudonym.
func (s *State) Behind(pseudonym string) (Reader, bool) {
	for _, r := range s.Round {
		if r.Pseudonym == pseudonym {
			return r, true
		}
	}
	return Reader{}, false
}

// Sees tells whether a seat may read an answer under its name of the review: the
// exemplar, and the answers that are theirs to review once the exemplar is graded.
func (s *State) Sees(seat, of string) bool {
	r, ok := s.Reader(seat)
	if !ok || s.Phase != Reviewing {
		return false
	}
	return of == ExemplarAnswer || s.Calibrated[seat] && slices.Contains(r.Reviews, of)
}

// Open returns how many criteria of an answer a reviewer has not graded.
func (s *State) Open(seat, of string) int {
	n := 0
	for _, id := range catalog.StageIDs {
		if _, ok := s.Papers[seat][of].Levels[id]; !ok {
			n++
		}
	}
	return n
}

// Left returns how many levels of a reviewer's are open in all.
func (s *State) Left(seat string) int {
	r, ok := s.Reader(seat)
	if !ok {
		return 0
	}
	n := s.Open(seat, ExemplarAnswer)
	for _, of := range r.Reviews {
		n += s.Open(seat, of)
	}
	return n
}

// Read returns how many reviewers have graded all of an answer.
func (s *State) Read(of string) int {
	n := 0
	for _, r := range s.Round {
		if slices.Contains(r.Reviews, of) && s.Open(r.Seat, of) == 0 {
			n++
		}
	}
	return n
}

// review applies an event of the review that fits.
func (s *State) review(e Event) {
	switch e.Kind {
	case Assigned:
		s.Phase = Reviewing
		s.Round = slices.Clone(e.Round)
		s.note(Event{Kind: e.Kind, Body: Body{By: e.By}}, "")
	case Calibrated:
		s.Calibrated = with(s.Calibrated, e.By)
	case Handed:
		s.Handed = with(s.Handed, e.By)
	case Helped:
		s.Round = slices.Clone(s.Round)
		for i, r := range s.Round {
			if r.Seat == e.By {
				s.Round[i].Reviews = append(slices.Clip(r.Reviews), e.For)
			}
		}
		s.reopen(e.By)
	case Commented:
		s.paper(e, func(p *Paper) { p.Comment = strings.TrimSpace(e.Text) })
	case Graded:
		s.paper(e, func(p *Paper) {
			p.Levels, p.Quotes = maps.Clone(p.Levels), maps.Clone(p.Quotes)
			if p.Levels == nil {
				p.Levels, p.Quotes = map[string]int{}, map[string]string{}
			}
			delete(p.Quotes, e.Criterion)
			if e.Level == nil {
				delete(p.Levels, e.Criterion)
				return
			}
			p.Levels[e.Criterion] = *e.Level
			if e.Text != "" {
				p.Quotes[e.Criterion] = e.Text
			}
		})
		if e.Level == nil {
			s.reopen(e.By)
		}
	}
}

// reopen takes back that someone is done.
func (s *State) reopen(seat string) {
	if s.Handed[seat] {
		s.Handed = maps.Clone(s.Handed)
		delete(s.Handed, seat)
	}
}

func with(m map[string]bool, key string) map[string]bool {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]bool{}
	}
	m[key] = true
	return m
}

func (s *State) paper(e Event, f func(*Paper)) {
	s.Papers = maps.Clone(s.Papers)
	if s.Papers == nil {
		s.Papers = map[string]map[string]Paper{}
	}
	mine := maps.Clone(s.Papers[e.By])
	if mine == nil {
		mine = map[string]Paper{}
	}
	p := mine[e.For]
	f(&p)
	mine[e.For], s.Papers[e.By] = p, mine
}

// fitsReview tells why an event of the review cannot happen.
func (s *State) fitsReview(e Event, wrong func(string, ...any) error) error {
	if e.Kind == Assigned {
		if s.Group == nil || s.Phase != Rating {
			return wrong("a group reviews after its self-assessment")
		}
		return s.fitsRound(e.Round, wrong)
	}
	r, ok := s.Reader(e.By)
	switch {
	case s.Phase != Reviewing:
		return wrong("it is not the time to review")
	case !ok:
		return &RefusedError{"you have no part in this review"}
	}
	switch e.Kind {
	case Calibrated:
		if n := s.Open(e.By, ExemplarAnswer); n > 0 {
			return wrong("%d criteria of the exemplar have no level yet", n)
		}
		if s.Calibrated[e.By] {
			return wrong("it is so already")
		}
		return nil
	case Handed:
		if n := s.Left(e.By); n > 0 || !s.Calibrated[e.By] {
			return wrong("%d criteria have no level yet", n)
		}
		if s.Handed[e.By] {
			return wrong("it is so already")
		}
		return nil
	case Helped:
		author, known := s.Behind(e.For)
		if !s.Handed[e.By] || !known || author.Seat == e.By || slices.Contains(r.Reviews, e.For) || len(r.Reviews) >= maxReviews {
			return wrong("another answer is for who has handed in, and not their own")
		}
		return nil
	}
	switch {
	case e.For == ExemplarAnswer && s.Calibrated[e.By]:
		return wrong("you have seen the exemplar's levels; yours stay as they are")
	case e.For != ExemplarAnswer && !slices.Contains(r.Reviews, e.For):
		return &RefusedError{"this answer is not yours to review"}
	case e.For != ExemplarAnswer && !s.Calibrated[e.By]:
		return &RefusedError{"the exemplar comes first"}
	case len(e.Text) > maxQuote:
		return wrong("a passage or a comment has at most %d bytes", maxQuote)
	case e.Kind == Commented:
		return nil
	case !slices.Contains(catalog.StageIDs, e.Criterion):
		return wrong("%q is no criterion of the stages", e.Criterion)
	case e.Level != nil && (*e.Level < 0 || *e.Level > 4):
		return wrong("levels are 0 to 4")
	case e.Level == nil && e.Text != "":
		return wrong("a passage goes with a level")
	}
	return nil
}

// fitsRound tells why a round cannot be reviewed.
func (s *State) fitsRound(list []Reader, wrong func(string, ...any) error) error {
	if len(list) < 2 || len(list) > MaxGroup {
		return wrong("a review needs two answers at least")
	}
	names, seats := map[string]bool{}, map[string]bool{}
	for _, r := range list {
		x, ok := s.Seat(r.Seat)
		switch {
		case !ok || x.Role != Candidate || seats[r.Seat]:
			return wrong("the seat %q has no answer, or stands twice", r.Seat)
		case r.Pseudonym == "" || len(r.Pseudonym) > 64 || r.Pseudonym == ExemplarAnswer || names[r.Pseudonym]:
			return wrong("%q is no pseudonym, or stands twice", r.Pseudonym)
		case len(r.Reviews) > maxReviews:
			return wrong("%d reviews are too many for one", len(r.Reviews))
		}
		names[r.Pseudonym], seats[r.Seat] = true, true
	}
	for _, r := range list {
		for k, of := range r.Reviews {
			if !names[of] || of == r.Pseudonym || slices.Contains(r.Reviews[:k], of) {
				return wrong("%q is not another's answer, or stands twice", of)
			}
		}
	}
	return nil
}
