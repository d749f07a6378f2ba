// Package interview provides the interview as a pure state machine: stages with their
// minutes, one clock that can pause, prompts, hints, follow-ups, one curveball, the
// self-assessment, and the answer as a Markdown document. It reads no clock and no
// disk: events carry their time, and the caller keeps them, runs the scorer and hands
// in the follow-ups.
package interview

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"designdrill/internal/catalog"
)

// DefaultMinutes is the length of a whole interview.
const DefaultMinutes = catalog.InterviewMinutes

// stages are the parts of an interview with their minutes of DefaultMinutes and the
// form that an answer takes, which gives nothing of its substance away.
var stages = []struct {
	id, title string
	minutes   int
	expects   string
}{
	{"requirements", "Requirements", catalog.StageMinutes[0], "Lists are fine. Rank them, give numbers and reasons, and leave something out."},
	{"estimates", "Estimates", catalog.StageMinutes[1], "Your assumptions, then one calculation a line with its units, such as 10M users x 3/day / 86,400 = 350/s, and what the result means for the design."},
	{"components", "Components", catalog.StageMinutes[2], "Prose, lists, tables or a diagram (Mermaid or ASCII arrows in a code fence). Say why, and what it costs."},
	{"deep-dives", "Deep dives", catalog.StageMinutes[3], "The hard part step by step: an alternative you turn down, the price of your choice, what happens when it fails."},
	{"trade-offs", "Trade-offs", catalog.StageMinutes[4], "What you chose, over what, what it costs, and when you would choose otherwise."},
	{"wrap-up", "Wrap-up", catalog.StageMinutes[5], "A short summary, how you notice trouble, and what comes next."},
}

// Drills are the stages that can be practised alone.
var Drills = []string{"requirements", "estimates", "components", "deep-dives", "trade-offs"}

// MinutesOf returns how long a stage takes in an interview of DefaultMinutes, and the
// length of the whole for "".
func MinutesOf(stage string) int {
	for _, s := range stages {
		if s.id == stage {
			return s.minutes
		}
	}
	return DefaultMinutes
}

// Plan is what an attempt is going to be. It holds every text that the interview
// shows, so that an attempt can be continued and read when the content has changed.
type Plan struct {
	Scenario  string     `json:"scenario"`
	Version   int        `json:"version"`
	Title     string     `json:"title"`
	Brief     string     `json:"brief"`
	Facts     []string   `json:"facts,omitempty"` // told with the brief
	Known     []Fact     `json:"known,omitempty"` // all that the interviewer knows
	Target    string     `json:"target"`
	Drill     string     `json:"drill,omitempty"` // the only stage; "" for a whole interview
	Minutes   int        `json:"minutes"`         // 0 is no clock
	Stages    []Stage    `json:"stages"`
	Curveball *Curveball `json:"curveball,omitempty"`
}

// Stage is a part of the interview with its prompts. Seconds is 0 without a clock.
type Stage struct {
	ID      string     `json:"id"`
	Title   string     `json:"title"`
	Expects string     `json:"expects"`
	Seconds int        `json:"seconds"`
	Prompts []Question `json:"prompts"`
}

// Question is something the interview asks. IDs are unique within an attempt.
type Question struct {
	ID        string   `json:"id"`
	Ask       string   `json:"ask"`
	Hints     []string `json:"hints,omitempty"`
	Criterion string   `json:"criterion,omitempty"` // what a follow-up is after
	Topic     string   `json:"topic,omitempty"`     // its name
	Quote     string   `json:"quote,omitempty"`     // what was said on it so far
	By        string   `json:"by,omitempty"`        // the model whose words Ask is
	Plain     string   `json:"plain,omitempty"`     // the scenario's words, where a model's stand in their place
}

// Curveball changes the problem once. It comes with the first answer given after
// Seconds of the clock, at the latest when Stage is done.
type Curveball struct {
	ID      string `json:"id"`
	Seconds int    `json:"seconds"`
	Stage   string `json:"stage"`
	Text    string `json:"text"`
}

// CurveballID is the id of the curveball as a question.
const CurveballID = "curveball"

// Options of a new attempt.
type Options struct {
	Target  string // "" is senior
	Minutes int    // of the whole, or of the drill's stage; 0 is no clock
	Drill   string // a stage of Drills, or ""
	Seed    uint64 // chooses among the scenario's curveballs
}

// MaxMinutes bounds the length of an interview.
const MaxMinutes = 600

// NewPlan makes the plan of an attempt at a scenario.
func NewPlan(x *catalog.Scenario, o Options) (Plan, error) {
	p := Plan{Scenario: x.ID, Version: x.Version, Title: x.Title, Brief: strings.TrimSpace(x.Brief), Target: o.Target, Drill: o.Drill, Minutes: o.Minutes}
	if p.Target == "" {
		p.Target = string(catalog.Senior)
	}
	if o.Minutes < 0 || o.Minutes > MaxMinutes {
		return Plan{}, fmt.Errorf("minutes are a number from 0 to %d, not %d", MaxMinutes, o.Minutes)
	}
	if o.Drill != "" && !slices.Contains(Drills, o.Drill) {
		return Plan{}, fmt.Errorf("%q is no stage to practise alone", o.Drill)
	}
	for _, f := range x.Facts {
		if f.Reveal == "brief" {
			p.Facts = append(p.Facts, oneLine(f.Text))
		}
	}
	p.Known = KnownFacts(x)
	for _, s := range stages {
		if o.Drill != "" && s.id != o.Drill {
			continue
		}
		st := Stage{ID: s.id, Title: s.title, Expects: s.expects, Seconds: o.Minutes * 60 * s.minutes / DefaultMinutes}
		if o.Drill != "" {
			st.Seconds = o.Minutes * 60
		}
		for _, q := range x.Prompts {
			if q.Stage == s.id {
				hints := slices.Clone(q.Hints)
				if q.Expect != "" {
					hints = append(hints, "What an interviewer listens for: "+q.Expect)
				}
				st.Prompts = append(st.Prompts, Question{ID: q.ID, Ask: oneLine(q.Ask), Hints: hints})
			}
		}
		p.Stages = append(p.Stages, st)
	}
	if o.Drill == "" && len(x.Curveballs) > 0 {
		c := x.Curveballs[o.Seed%uint64(len(x.Curveballs))]
		p.Curveball = &Curveball{ID: c.ID, Seconds: o.Minutes * 60 * c.Minute / DefaultMinutes, Stage: stageAt(c.Minute), Text: oneLine(c.Text)}
	}
	return p, p.check()
}

// stageAt returns the stage that a minute of DefaultMinutes falls into.
func stageAt(minute int) string {
	for _, s := range stages {
		if minute -= s.minutes; minute < 0 {
			return s.id
		}
	}
	return stages[len(stages)-1].id
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Bounds of what a plan may hold; content stays far below.
const (
	maxStages  = 12
	maxPrompts = 40
	maxAsk     = 16 << 10
)

// check tells what makes a plan unusable.
func (p *Plan) check() error {
	switch {
	case p.Scenario == "":
		return fmt.Errorf("the plan names no scenario")
	case len(p.Stages) == 0 || len(p.Stages) > maxStages:
		return fmt.Errorf("the plan has %d stages, expected 1 to %d", len(p.Stages), maxStages)
	case p.Minutes < 0 || p.Minutes > MaxMinutes:
		return fmt.Errorf("the plan has %d minutes, expected 0 to %d", p.Minutes, MaxMinutes)
	case len(p.Brief) > maxAsk:
		return fmt.Errorf("the brief is over %d bytes", maxAsk)
	}
	seen := map[string]bool{CurveballID: true}
	staged := map[string]bool{}
	for _, s := range p.Stages {
		if s.ID == "" || staged[s.ID] {
			return fmt.Errorf("the stage %q is there twice or has no name", s.ID)
		}
		staged[s.ID] = true
		if s.Seconds < 0 || s.Seconds > MaxMinutes*60 {
			return fmt.Errorf("the stage %q has %d seconds", s.ID, s.Seconds)
		}
		if len(s.Prompts) == 0 || len(s.Prompts) > maxPrompts {
			return fmt.Errorf("the stage %q has %d prompts, expected 1 to %d", s.ID, len(s.Prompts), maxPrompts)
		}
		for _, q := range s.Prompts {
			if err := q.check(seen); err != nil {
				return err
			}
		}
	}
	if err := checkFacts(p.Known); err != nil {
		return err
	}
	if c := p.Curveball; c != nil && (strings.TrimSpace(c.Text) == "" || len(c.Text) > maxAsk || c.Seconds < 0 || !staged[c.Stage]) {
		return fmt.Errorf("the curveball %q has no text, stage or time", c.ID)
	}
	return nil
}

func (q *Question) check(seen map[string]bool) error {
	switch {
	case q.ID == "" || len(q.ID) > 100 || seen[q.ID]:
		return fmt.Errorf("the question %q is there twice or has no usable name", q.ID)
	case strings.TrimSpace(q.Ask) == "" || len(q.Ask) > maxAsk:
		return fmt.Errorf("the question %q asks nothing, or over %d bytes", q.ID, maxAsk)
	case len(q.Topic) > maxAsk || len(q.Quote) > maxAsk || len(q.Plain) > maxAsk || len(q.By) > maxNote:
		return fmt.Errorf("what the question %q is about has over %d bytes", q.ID, maxAsk)
	case len(q.Hints) > 10:
		return fmt.Errorf("the question %q has %d hints", q.ID, len(q.Hints))
	}
	for _, h := range q.Hints {
		if strings.TrimSpace(h) == "" || len(h) > maxAsk {
			return fmt.Errorf("a hint of the question %q is empty, or over %d bytes", q.ID, maxAsk)
		}
	}
	seen[q.ID] = true
	return nil
}

// stage returns the index of a stage, -1 for one that the plan does not have.
func (p *Plan) stage(id string) int {
	return slices.IndexFunc(p.Stages, func(s Stage) bool { return s.ID == id })
}

// Total is the time of the whole plan, 0 without a clock.
func (p *Plan) Total() time.Duration {
	var n int
	for _, s := range p.Stages {
		n += s.Seconds
	}
	return time.Duration(n) * time.Second
}

// TotalRating is the key of the self-assessment of the whole.
const TotalRating = "total"

// Rated returns what the self-assessment asks for: the scored stages and the whole, or
// the stage of a drill.
func (p *Plan) Rated() []string {
	if p.Drill != "" {
		return []string{p.Drill}
	}
	var out []string
	for _, g := range catalog.ScoredStages {
		out = append(out, g.ID)
	}
	return append(out, TotalRating)
}
