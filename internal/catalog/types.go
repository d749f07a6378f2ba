// Package catalog provides the content of the product as typed values:
// scenarios, rubrics, concepts, cues and scoring numbers, and their loader.
package catalog

import "designdrill/internal/diag"

// Need says how much a point or a criterion weighs in a scenario.
type Need string

// The needs, in falling weight.
const (
	Core     Need = "core"
	Expected Need = "expected"
	Bonus    Need = "bonus"
	Off      Need = "off"
)

// Rubric is one file of criteria: a roadmap step (1–11) or, with step 0, the
// interview's stages.
type Rubric struct {
	At       diag.Pos `json:"-"`
	Step     int
	ID       string // "caching"; "interview" for step 0
	Title    string
	Intro    string
	Criteria []Criterion
}

// Criterion is one line of the roadmap (or one thing a stage asks for) with the
// ladder spelled out for it.
type Criterion struct {
	At       diag.Pos `json:"-"`
	ID       string   // "caching.write-policy"
	Title    string
	Roadmap  []string // verbatim lines of the roadmap; empty for stage criteria
	Idea     string
	Levels   Ladder // what each level looks like, in general
	Probes   Ladder // the question that asks for this level when it is the next one missing
	Strong   string // what a strong answer does
	Instead  []string
	Study    []string
	Examples []Example // the levels in at least two systems
	Match    Rules
	Snippets []Snippet
}

// Ladder holds one text per level 1–4.
type Ladder struct {
	Named, Applied, Justified, Weighed string
}

// Example is the ladder as it sounds in one system.
type Example struct {
	At       diag.Pos `json:"-"`
	Scenario string
	Levels   Ladder
}

// Rules say what the scorer looks for. Concepts make the criterion present.
// Faint concepts make it present at level 1 and never more. Argued concepts count only
// with a reason, a property or an alternative beside them: naming a store weighs
// nothing, saying what it is good for does. Applied, Justified
// and Weighed are phrases that, close to a mention, serve as the tie, the reason
// or the cost even without the general cues. Pairs are alternatives: both sides
// close together are a sign of weighing.
type Rules struct {
	Concepts  []string
	Faint     []string
	Argued    []string
	Applied   []string
	Justified []string
	Weighed   []string
	Pairs     [][2]string
}

// Snippet is an example passage with the level it must get.
type Snippet struct {
	At       diag.Pos `json:"-"`
	Level    int
	Kind     string // "" | "bare" | "negated" | "listed"
	Scenario string // "" means no scenario
	Text     string
}

// Concept is an idea with all its phrasings.
type Concept struct {
	At        diag.Pos `json:"-"`
	ID        string
	Title     string
	Kind      string // component kind when the concept is a thing one draws as a box
	Phrases   []string
	Ambiguous []Ambiguous
}

// Ambiguous holds phrasings that count only in company: at least one Near phrase
// in the same passage or in a heading above it, and no Unless phrase in the same
// sentence.
type Ambiguous struct {
	At      diag.Pos `json:"-"`
	Phrases []string
	Near    []string
	Unless  []string
}

// Cues maps a cue category ("reason", "cost", …) to its phrasings.
type Cues struct {
	At   diag.Pos `json:"-"`
	Sets map[string][]string
}

// Scenario is a practice system.
type Scenario struct {
	At            diag.Pos `json:"-"`
	ID            string
	Title         string
	Version       int
	Draft         bool // parts and exemplars may be missing still
	Brief         string
	Names         []string // phrases by which an answer names the system
	Vocabulary    []string // phrases that tie a sentence to this system
	Facts         []Fact
	Functional    []Point
	Nonfunctional []Point
	Scope         []Point
	Inputs        []Input
	Estimates     []Estimate
	Components    []Component
	Flows         []Flow
	Entities      []Entity
	Calls         []Point
	DeepDives     []DeepDive
	Failures      []Point
	Security      []Point
	Mistakes      []Mistake
	Prompts       []Prompt
	FollowUps     []FollowUp
	Curveballs    []Curveball
	Weights       map[string]Weight // criterion id → weight
	Sources       []Source
}

// Fact is something the interviewer knows. Reveal is "brief" (in the brief) or
// "asked" (told only when asked).
type Fact struct {
	At      diag.Pos `json:"-"`
	ID      string
	Text    string
	Reveal  string
	Source  string // id of a Source; empty when Assumed
	Year    int
	Assumed bool
}

// Point is something this scenario expects to be said.
type Point struct {
	At    diag.Pos `json:"-"`
	ID    string
	Need  Need
	Text  string
	Match []string
}

// Input is a figure the estimates start from. Value is a quantity such as
// "500M/day" or "1 KB".
type Input struct {
	At      diag.Pos `json:"-"`
	ID      string   // snake_case: it is a variable in formulas
	Text    string
	Value   string
	Source  string
	Year    int
	Assumed bool
	Match   []string
}

// Estimate is a quantity a candidate should arrive at.
type Estimate struct {
	At        diag.Pos `json:"-"`
	ID        string   // snake_case: later formulas may use it
	Criterion string   // estimates.traffic | .storage | .bandwidth | .memory
	Text      string
	Formula   string // over inputs and earlier estimates
	Value     string // the worked value, a quantity; its unit is the unit of the answer
	Factor    float64
	Plausible [2]string // quantities
	Kind      string    // "average" | "peak" | "total"
	Need      Need
	Match     []string
}

// Component is a box this system needs.
type Component struct {
	At       diag.Pos `json:"-"`
	ID       string
	Title    string
	Need     Need
	Kind     string
	Job      string
	Names    []string
	Concepts []string
}

// Flow is a path through components.
type Flow struct {
	At    diag.Pos `json:"-"`
	ID    string
	Title string
	Need  Need
	Steps []FlowStep
}

// FlowStep is one hop of a flow. Mode is "sync" or "async".
type FlowStep struct {
	At        diag.Pos `json:"-"`
	Component string
	Mode      string
	Text      string
	Match     []string
}

// Entity is a thing the data model keeps.
type Entity struct {
	At     diag.Pos `json:"-"`
	ID     string
	Need   Need
	Text   string // fields, keys, the query they serve
	Names  []string
	Fields []string
	Keys   []string // phrasings of the key or partition choice
}

// DeepDive is a hard part of this system.
type DeepDive struct {
	At        diag.Pos `json:"-"`
	ID        string
	Title     string
	Need      Need
	Problem   string
	Match     []string
	Solutions []Solution
}

// Solution is an accepted answer to a deep dive.
type Solution struct {
	At        diag.Pos `json:"-"`
	ID        string
	Text      string
	Match     []string
	Cost      string
	CostMatch []string
}

// Mistake is what weak candidates do here, and what to do instead.
type Mistake struct {
	At      diag.Pos `json:"-"`
	ID      string
	Text    string
	Instead string
}

// Prompt is a question the interview asks in a stage, with three hints.
type Prompt struct {
	At     diag.Pos `json:"-"`
	ID     string
	Stage  string // requirements | estimates | components | deep-dives | trade-offs | wrap-up
	Ask    string
	Expect string
	Hints  []string
}

// FollowUp is asked when the answer lacks what Lacks names: a criterion id, or
// "point:" and the id of a point.
type FollowUp struct {
	At     diag.Pos `json:"-"`
	ID     string
	Stage  string
	Lacks  []string
	Ask    string
	Strong string
}

// Curveball changes the problem in the middle.
type Curveball struct {
	At     diag.Pos `json:"-"`
	ID     string
	Minute int
	Text   string
	Good   []string
}

// Weight is how much a roadmap criterion counts in a scenario.
type Weight struct {
	At   diag.Pos `json:"-"`
	Need Need
	Why  string
}

// Source is where a published figure comes from.
type Source struct {
	At        diag.Pos `json:"-"`
	ID        string
	Publisher string
	Title     string
	Year      int
	URL       string
	Secondary bool
}
