package room

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"designdrill/internal/interview"
)

// Role is what a seat is there for. Who hosts a room has one of them too.
type Role string

// The roles.
const (
	Interviewer Role = "interviewer"
	Candidate   Role = "candidate"
	Observer    Role = "observer"
)

// Roles lists them.
var Roles = []Role{Interviewer, Candidate, Observer}

// Phase says where a room stands.
type Phase string

// The phases in their order.
const (
	Lobby   Phase = "lobby"
	Running Phase = "running"
	Rating  Phase = "rating" // the self-assessment, and the rest of the scorecard
	Results Phase = "results"
)

// Limits bound who may sit in a room.
type Limits struct {
	Seats        int `json:"seats"`
	Candidates   int `json:"candidates"`
	Interviewers int `json:"interviewers"`
}

// Gap is how long the clock runs without an event; a longer time is nobody's.
const Gap = interview.Gap

// Bounds of what a room may hold.
const (
	MaxSeats    = 64
	MaxName     = 40        // characters
	MaxText     = 128 << 10 // bytes of a stage's answer
	MaxWords    = 4 << 10   // bytes of a note, a remark or what is said
	MaxExtra    = 3600      // seconds of one extension
	maxNotes    = 500
	maxSaid     = 200
	maxLog      = 2000
	maxAllExtra = 10 * time.Hour
)

// State is a room at one moment. States are values: Apply returns a new one and leaves
// the old one as it is.
type State struct {
	Plan    interview.Plan
	Limits  Limits
	Phase   Phase
	Seats   []Seat
	Stage   int // index into the plan's stages
	Reached int // the furthest stage so far
	Paused  bool
	Opened  time.Time
	Began   time.Time
	Last    time.Time       // of the last event that moved the clock
	Spent   []time.Duration // on the clock, by stage
	Extra   []time.Duration // granted beside the plan, by stage
	Away    time.Duration   // off the clock
	Curve   int             // the stage in which the curveball came, -1 before
	Hints   map[string]map[string]int
	Said    []Line
	Notes   []Line
	Log     []Line
	Marks   map[string]map[string]Mark // by candidate and criterion
	Ratings map[string]map[string]int  // by candidate and stage

	// Of a group; see Group.
	Group      *Group
	Round      []Reader                    // from the review on
	Papers     map[string]map[string]Paper // by reviewer and answer
	Calibrated map[string]bool             // by reviewer
	Handed     map[string]bool             // by reviewer
}

// Seat is a person's place in a room.
type Seat struct {
	ID      string
	Name    string
	Role    Role
	Host    bool
	Consent bool // a language model may read what is written here
	Gone    bool // left, and may come back
	Out     bool // taken away by the host
	Saw     bool // has had the interviewer's pages, and can be no candidate any more
	// Before is what had passed on the clock of each stage when they sat down; nil for
	// who was there from the beginning.
	Before []time.Duration
}

// Late is how much of the clock had passed when they sat down.
func (x Seat) Late() time.Duration {
	var d time.Duration
	for _, b := range x.Before {
		d += b
	}
	return d
}

// Line is something written down at a moment of the interview.
type Line struct {
	At    time.Duration // on the clock
	Stage int
	By    string
	For   string
	What  string
	Text  string
}

// Mark is a line of the scorecard: of a criterion of the stages, or of the whole, whose
// levels are those of the self-assessment. Remark is for the candidate to read.
type Mark struct {
	Level  int // -1 for a remark alone
	Remark string
}

// Seat returns a seat that was not taken away.
func (s *State) Seat(id string) (Seat, bool) {
	for _, x := range s.Seats {
		if x.ID == id && !x.Out {
			return x, true
		}
	}
	return Seat{}, false
}

// Of returns the seats of a role.
func (s *State) Of(r Role) []Seat {
	var out []Seat
	for _, x := range s.Seats {
		if x.Role == r && !x.Out {
			out = append(out, x)
		}
	}
	return out
}

func (s *State) taken() int {
	n := 0
	for _, x := range s.Seats {
		if !x.Out {
			n++
		}
	}
	return n
}

// Free tells whether another person may sit down in a role now.
func (s *State) Free(r Role) bool {
	if s.Phase == Results || s.Phase == Reviewing || s.taken() >= s.Limits.Seats || len(s.Seats) >= 4*s.most() {
		return false
	}
	if s.Group != nil && r == Observer {
		return len(s.Seats) == 0 // whoever looks on reads answers; only the host may come without one, and sees none
	}
	switch r {
	case Candidate:
		return len(s.Of(r)) < s.Limits.Candidates && s.Phase != Rating
	case Interviewer:
		return len(s.Of(r)) < s.Limits.Interviewers
	}
	return r == Observer
}

// most is how many seats there can be.
func (s *State) most() int {
	if s.Group != nil {
		return MaxGroup
	}
	return MaxSeats
}

// Leads tells whether a seat runs the clock: the host and the interviewers do.
func (x Seat) Leads() bool { return x.Host || x.Role == Interviewer }

// Clock is the time on the clock so far, up to the last event.
func (s *State) Clock() time.Duration {
	var d time.Duration
	for _, x := range s.Spent {
		d += x
	}
	return d
}

// Moving tells whether the clock runs.
func (s *State) Moving() bool { return s.Phase == Running && !s.Paused }

// Since is what has passed on the clock since the last event.
func (s *State) Since(now time.Time) time.Duration {
	if d := now.Sub(s.Last); s.Moving() && d > 0 && d <= Gap {
		return d
	}
	return 0
}

// Planned is the time of a stage with what was granted beside, 0 without a clock.
func (s *State) Planned(stage int) time.Duration {
	if s.Plan.Minutes == 0 {
		return 0
	}
	return time.Duration(s.Plan.Stages[stage].Seconds)*time.Second + s.Extra[stage]
}

// Due tells whether something waits for a tick: the curveball's minute has come, or
// the last event is so old that a kill would lose more than every of the clock.
func (s *State) Due(now time.Time, every time.Duration) bool {
	if !s.Moving() {
		return false
	}
	d := s.Since(now)
	c := s.Plan.Curveball
	thrown := c == nil || s.Curve >= 0 || s.Plan.Minutes == 0
	return d >= every || now.Sub(s.Last) > Gap || !thrown && s.Clock()+d >= time.Duration(c.Seconds)*time.Second
}

// StageIndex returns the index of a stage, -1 for one that the plan does not have.
func (s *State) StageIndex(id string) int {
	return slices.IndexFunc(s.Plan.Stages, func(x interview.Stage) bool { return x.ID == id })
}

// question finds a prompt and its stage.
func (s *State) question(id string) (interview.Question, int) {
	for k, st := range s.Plan.Stages {
		for _, q := range st.Prompts {
			if q.ID == id {
				return q, k
			}
		}
	}
	return interview.Question{}, -1
}

// CleanName returns a name as it is shown: one line without signs that control or
// reorder text. It is "" for what is no name.
func CleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) > MaxName {
		name = strings.TrimSpace(string([]rune(name)[:MaxName]))
	}
	return name
}
