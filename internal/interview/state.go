package interview

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Gap is how long the clock runs without an event; a longer time is a pause, as after
// a suspend, a closed lid or a crash.
const Gap = 60 * time.Second

// Phase says what an interview waits for.
type Phase string

// The phases in their order.
const (
	Asking   Phase = "asking"   // the answer to the current question
	Choosing Phase = "choosing" // the follow-ups of the current stage
	Rating   Phase = "rating"   // the self-assessment
	Finished Phase = "finished"
)

// State is an interview at one moment. States are values: Apply returns a new one and
// leaves the old one as it is.
type State struct {
	Plan    Plan
	Phase   Phase
	Asked   []Asked // all questions, in the order they are asked
	At      int     // index of the current question
	Began   time.Time
	Last    time.Time       // of the last event
	Spent   []time.Duration // on the clock, by stage of the plan
	Away    time.Duration   // off the clock
	Chosen  []bool          // by stage: its follow-ups are in Asked
	Over    []bool          // by stage: it took longer than planned
	Paused  bool
	Ended   bool // before all was asked
	Ratings map[string]int
	Text    string // of an imported attempt: its document

	Enquiries []Enquiry // what the candidate asked back, in order
	Notes     []string  // why a model did not speak where it was to, each once
}

// Asked is a question with what became of it.
type Asked struct {
	Question
	Stage  int // index into the plan's stages
	Kind   string
	Status string
	Answer string // kept as it was given
	Hints  int    // how many were shown
}

// The kinds of questions.
const (
	Prompt    = "prompt"
	FollowUp  = "follow-up"
	Surprise  = "curveball"
	Open      = "" // neither answered nor skipped
	Done      = "answered"
	PassedBy  = "skipped"
	maxAsked  = 500
	maxChosen = maxFollowUps + 1 // with one of a model's own
	maxNote   = 400              // bytes of a note, and of a model's name
)

// Effect is something that a caller is to tell or do after an event. What the
// interview waits for stands in the state's Phase.
type Effect struct {
	Kind     string
	Stage    string
	Question string
	Text     string
}

// The kinds of effects.
const (
	ShowQuestion  = "show-question"  // Question, Stage
	ShowHint      = "show-hint"      // Question, Text
	Answer        = "answer"         // Question, Text: reply to what was asked back, send Told
	ShowReply     = "show-reply"     // Question, Text
	ShowCurveball = "show-curveball" // Question, Text
	ChooseMore    = "choose"         // Stage: run the scorer, send Chosen
	Overran       = "overran"        // Stage: its time is over, once
	AskRating     = "rate"
	ShowReport    = "report"
)

// Apply returns the state after an event, with what is to be done. An event that does
// not fit is an error and changes nothing.
func Apply(s State, e Event) (State, []Effect, error) {
	if s.Phase == "" {
		return begin(e)
	}
	if err := s.fits(e); err != nil {
		return s, nil, err
	}
	n := s
	n.Asked, n.Spent, n.Chosen, n.Over = slices.Clone(s.Asked), slices.Clone(s.Spent), slices.Clone(s.Chosen), slices.Clone(s.Over)
	effects := n.pass(e)
	switch e.Kind {
	case Paused:
		n.Paused = true
	case Resumed:
		n.Paused = false
	case Answered:
		i := n.index(e.Question)
		n.Asked[i].Status, n.Asked[i].Answer = Done, e.Text
		effects = append(effects, n.settled(i)...)
	case Skipped:
		i := n.index(e.Question)
		if n.Asked[i].Status == Open {
			n.Asked[i].Status = PassedBy
		}
		effects = append(effects, n.settled(i)...)
	case Hinted:
		q := &n.Asked[n.index(e.Question)]
		effects = append(effects, Effect{Kind: ShowHint, Question: q.ID, Text: q.Question.Hints[q.Hints]})
		q.Hints++
	case Chosen:
		k := n.Stage()
		n.Chosen[k] = true
		at := n.end(k)
		for _, q := range e.Questions {
			n.Asked = slices.Insert(n.Asked, at, Asked{Question: q, Stage: k, Kind: FollowUp})
			at++
		}
		effects = append(effects, n.advance()...)
	case Enquired:
		n.Enquiries = append(slices.Clip(n.Enquiries), Enquiry{Question: e.Question, Text: e.Text})
		effects = append(effects, Effect{Kind: Answer, Question: e.Question, Text: e.Text})
	case Told:
		n.Enquiries = slices.Clone(n.Enquiries)
		q := &n.Enquiries[len(n.Enquiries)-1]
		q.Answered, q.Reply, q.Facts, q.By = true, e.Text, slices.Clone(e.Facts), e.By
		effects = append(effects, Effect{Kind: ShowReply, Question: q.Question, Text: q.Reply})
	case Moved:
		n.Phase, n.At, n.Ended = Asking, n.index(e.Question), false
		effects = append(effects, n.show())
	case Ended:
		n.Phase, n.Ended = Rating, true
		effects = append(effects, Effect{Kind: AskRating})
	case Rated:
		n.Ratings = maps.Clone(e.Ratings)
		n.Phase = Finished
		effects = append(effects, Effect{Kind: ShowReport})
	}
	if e.Note != "" && !slices.Contains(n.Notes, e.Note) {
		n.Notes = append(slices.Clip(n.Notes), e.Note)
	}
	return n, effects, nil
}

// begin makes the first state.
func begin(e Event) (State, []Effect, error) {
	if e.At.IsZero() {
		return State{}, nil, errors.New("the event has no time")
	}
	s := State{Began: e.At, Last: e.At}
	switch {
	case e.Kind == Imported && len(e.Text) > MaxDocument:
		return State{}, nil, fmt.Errorf("the document is over %d bytes", MaxDocument)
	case e.Kind == Imported:
		s.Phase, s.Text = Finished, e.Text
		return s, nil, nil
	case e.Kind != Started || e.Plan == nil:
		return State{}, nil, fmt.Errorf("an attempt begins with %q and its plan, not with %q", Started, e.Kind)
	}
	if err := e.Plan.check(); err != nil {
		return State{}, nil, err
	}
	s.Plan, s.Phase = *e.Plan, Asking
	for k, st := range s.Plan.Stages {
		for _, q := range st.Prompts {
			s.Asked = append(s.Asked, Asked{Question: q, Stage: k, Kind: Prompt})
		}
	}
	n := len(s.Plan.Stages)
	s.Spent, s.Chosen, s.Over = make([]time.Duration, n), make([]bool, n), make([]bool, n)
	return s, []Effect{s.show()}, nil
}

// fits tells why an event cannot happen in this state.
func (s *State) fits(e Event) error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%q cannot be now: %s", e.Kind, fmt.Sprintf(format, args...))
	}
	if e.At.IsZero() {
		return wrong("it has no time")
	}
	if s.Phase == Finished {
		return wrong("the interview is finished")
	}
	if s.Paused && e.Kind != Ticked && e.Kind != Resumed && e.Kind != Paused && e.Kind != Told {
		return wrong("the interview is paused")
	}
	if len(e.Note) > maxNote || len(e.By) > maxNote {
		return wrong("its note is over %d bytes", maxNote)
	}
	switch e.Kind {
	case Ticked, Paused, Resumed:
		return nil
	case Answered, Skipped, Hinted:
		if s.Phase != Asking || s.Asked[s.At].ID != e.Question {
			return wrong("%q is not the question", e.Question)
		}
		switch q := s.Asked[s.At]; {
		case e.Kind == Answered && strings.TrimSpace(e.Text) == "":
			return wrong("the answer is empty")
		case e.Kind == Answered && len(e.Text) > MaxText:
			return wrong("the answer is over %d bytes", MaxText)
		case e.Kind == Hinted && q.Hints >= len(q.Question.Hints):
			return wrong("there is no further hint")
		}
		return nil
	case Chosen:
		return s.fitsChosen(e, wrong)
	case Enquired:
		return s.fitsEnquired(e, wrong)
	case Told:
		switch {
		case !s.Asks():
			return wrong("nothing was asked back")
		case strings.TrimSpace(e.Text) == "" || len(e.Text) > maxAsk || len(e.Facts) > maxTold:
			return wrong("the reply is empty, or over %d bytes", maxAsk)
		}
		return nil
	case Moved:
		if s.Phase == Choosing {
			return wrong("the follow-ups are being chosen")
		}
		if i := s.index(e.Question); i < 0 || !s.Reached(i) {
			return wrong("%q was not asked yet", e.Question)
		}
		return nil
	case Ended:
		if s.Phase != Asking {
			return wrong("all is asked")
		}
		return nil
	case Rated:
		if s.Phase != Rating {
			return wrong("it is not the time for it")
		}
		for key, v := range e.Ratings {
			if !slices.Contains(s.Plan.Rated(), key) || v < 0 || v > 4 {
				return wrong("%q: %d is no rating", key, v)
			}
		}
		return nil
	}
	return wrong("there is no such event in an interview under way")
}

func (s *State) fitsChosen(e Event, wrong func(string, ...any) error) error {
	switch {
	case s.Phase != Choosing || e.Stage != s.Plan.Stages[s.Stage()].ID:
		return wrong("no follow-ups are due for %q", e.Stage)
	case len(e.Questions) > maxChosen || len(s.Asked)+len(e.Questions) > maxAsked:
		return wrong("too many follow-ups")
	}
	seen := map[string]bool{CurveballID: true}
	for _, q := range s.Asked {
		seen[q.ID] = true
	}
	for _, q := range e.Questions {
		if err := q.check(seen); err != nil {
			return err
		}
	}
	return nil
}

func (s *State) fitsEnquired(e Event, wrong func(string, ...any) error) error {
	switch {
	case s.Phase != Asking || s.Asked[s.At].ID != e.Question:
		return wrong("%q is not the question", e.Question)
	case s.Asks():
		return wrong("the last one was not answered yet")
	case strings.TrimSpace(e.Text) == "":
		return wrong("nothing is asked")
	case len(e.Text) > MaxEnquiry:
		return wrong("it is over %d bytes", MaxEnquiry)
	case len(s.Enquiries) >= MaxEnquiries:
		return wrong("%d questions were asked back already", MaxEnquiries)
	}
	return nil
}

// Asks tells whether the candidate's last question waits for its reply.
func (s *State) Asks() bool {
	n := len(s.Enquiries)
	return n > 0 && !s.Enquiries[n-1].Answered
}

// pass lets the time until an event go by. While follow-ups are chosen, which takes a
// model some time, the clock stands still.
func (s *State) pass(e Event) []Effect {
	d := max(e.At.Sub(s.Last), 0)
	s.Last = e.At
	if s.Paused || s.Phase == Choosing || e.Kind == Resumed || d > Gap {
		s.Away += d
		return nil
	}
	k := s.Stage()
	s.Spent[k] += d
	if planned := s.Planned(k); planned > 0 && s.Spent[k] > planned && !s.Over[k] {
		s.Over[k] = true
		return []Effect{{Kind: Overran, Stage: s.Plan.Stages[k].ID}}
	}
	return nil
}

// settled goes on after a question.
func (s *State) settled(i int) []Effect {
	k := s.Asked[i].Stage
	if c := s.Plan.Curveball; c != nil && s.index(CurveballID) < 0 {
		late := k > s.Plan.stage(c.Stage) || k == s.Plan.stage(c.Stage) && s.open(k) < 0
		if late || s.Plan.Minutes > 0 && s.Clock() >= time.Duration(c.Seconds)*time.Second {
			q := Question{ID: CurveballID, Ask: c.Text}
			s.Asked = slices.Insert(s.Asked, i+1, Asked{Question: q, Stage: k, Kind: Surprise})
			s.Phase, s.At = Asking, i+1
			return []Effect{{Kind: ShowCurveball, Question: q.ID, Text: q.Ask, Stage: s.Plan.Stages[k].ID}}
		}
	}
	return s.advance()
}

// advance finds what comes next: the first open question of the first stage that is
// not through.
func (s *State) advance() []Effect {
	for k := range s.Plan.Stages {
		if i := s.open(k); i >= 0 {
			s.Phase, s.At = Asking, i
			return []Effect{s.show()}
		}
		if !s.Chosen[k] {
			s.Phase, s.At = Choosing, s.end(k)-1
			return []Effect{{Kind: ChooseMore, Stage: s.Plan.Stages[k].ID}}
		}
	}
	s.Phase, s.At = Rating, len(s.Asked)-1
	return []Effect{{Kind: AskRating}}
}

// open returns the first open question of a stage, -1 when there is none.
func (s *State) open(stage int) int {
	return slices.IndexFunc(s.Asked, func(q Asked) bool { return q.Stage == stage && q.Status == Open })
}

// end returns the index after a stage's last question.
func (s *State) end(stage int) int {
	i := slices.IndexFunc(s.Asked, func(q Asked) bool { return q.Stage > stage })
	if i < 0 {
		return len(s.Asked)
	}
	return i
}

func (s *State) index(question string) int {
	return slices.IndexFunc(s.Asked, func(q Asked) bool { return q.ID == question })
}

func (s *State) show() Effect {
	q := s.Asked[s.At]
	return Effect{Kind: ShowQuestion, Question: q.ID, Stage: s.Plan.Stages[q.Stage].ID}
}

// Stage returns the index of the stage whose time runs.
func (s *State) Stage() int {
	if s.Phase == Rating || len(s.Asked) == 0 {
		return len(s.Plan.Stages) - 1
	}
	return s.Asked[s.At].Stage
}

// Reached tells whether a question was asked: it is settled, or the first open one.
func (s *State) Reached(i int) bool {
	return s.Asked[i].Status != Open || i == slices.IndexFunc(s.Asked, func(q Asked) bool { return q.Status == Open })
}

// Back returns the question before the current one; ok is false at the first.
func (s *State) Back() (Asked, bool) {
	switch {
	case s.Phase == Rating:
		return s.Asked[s.At], true
	case s.Phase != Asking || s.At == 0:
		return Asked{}, false
	}
	return s.Asked[s.At-1], true
}

// Current returns the question that is being asked; ok is false when none is.
func (s *State) Current() (Asked, bool) {
	if s.Phase != Asking {
		return Asked{}, false
	}
	return s.Asked[s.At], true
}

// Planned is the time of a stage, 0 without a clock.
func (s *State) Planned(stage int) time.Duration {
	return time.Duration(s.Plan.Stages[stage].Seconds) * time.Second
}

// Clock is the time on the clock so far.
func (s *State) Clock() time.Duration {
	var d time.Duration
	for _, x := range s.Spent {
		d += x
	}
	return d
}
