package score

import "designdrill/internal/diagram"

// Result is the scored answer. Offsets are half-open byte offsets into the raw file,
// lines count from 1, points are of the 100.
type Result struct {
	Scenario    string // "" when scored against the roadmap alone
	Target      string
	Score       float64
	Scored      bool // false when nothing could be scored; Score is then 0 and Band "unscored"
	Band        string
	PassMark    float64
	Raw         float64 // the total before stretch and gates, 0–1
	Stretched   float64 // the total before gates, 0–100
	Gates       []Gate
	Findings    []Finding
	Stages      []StageScore
	Steps       []StepScore
	Criteria    []CriterionResult // all 57, in the order of criteria.md
	Points      []PointResult
	Estimates   []EstimateResult
	Arithmetic  []Arithmetic
	Diagram     Diagram
	Consistency []Consistency
	Next        []Addition
	Words       int
}

// Gate is a cap on the total that applied.
type Gate struct {
	ID  string
	Cap float64
	Why string
}

// Finding is a remark on the answer as a whole.
type Finding struct {
	ID      string
	Line    int
	Message string
}

// StageScore is the mean of a stage's criteria, 0–100. Scored is false when none of
// them could be scored.
type StageScore struct {
	ID     string
	Title  string
	Score  float64
	Scored bool
}

// StepScore is the weighted mean of a roadmap step's criteria, 0–100.
type StepScore struct {
	ID     string
	Step   int
	Title  string
	Score  float64
	Scored bool
}

// Status of a criterion.
const (
	Scored   = "scored"
	Unscored = "unscored"
	Waived   = "waived"
)

// CriterionResult is one criterion's level with what earned it.
type CriterionResult struct {
	ID       string
	Title    string
	Level    int
	Need     string // core | expected | bonus | off
	Status   string
	Reason   string // why unscored or waived
	By       string // "rules"
	Earned   float64
	Possible float64
	Evidence []Evidence
	Missing  string // what the next level lacks
	Probe    string // the question that asks for it
	Trace    Trace  // how the level came about, for --explain
}

// Evidence is a quoted span of the answer. File is empty for the answer itself.
type Evidence struct {
	Quote string
	Line  int
	Start int
	End   int
	File  string
}

// Trace says which cues were found for a criterion's best passage and which lacked.
type Trace struct {
	Heading string // heading path of the passage
	Passage string
	Line    int
	Cues    []Cue
	Lacking []string
	Start   float64    // where a mention of this idea starts, on the scale of Height; 0 for a stage criterion
	Height  float64    // Start with the cues' lifts; a level begins at its own number
	Others  []Evidence // further mentions that were not the best
}

// Cue is something the rules found at the passage.
type Cue struct {
	Kind string // "mention" | "tie" | "reason" | "cost" | "contrast" | "failure" | "growth" | "pair" | "number" | "status" | …
	Rule string // concept or cue set, or the point
	Text string
	Line int
	From string  // where it stands: "sentence" | "passage" | "child" | "parent" | "heading" | "row" | "section"
	Lift float64 // what it adds to Height
}

// PointResult tells whether a point of the scenario is covered.
type PointResult struct {
	ID       string
	Stage    string
	Need     string
	Text     string
	Covered  bool
	Evidence []Evidence
}

// EstimateResult is an expected quantity held against what the answer states.
type EstimateResult struct {
	ID       string
	Text     string
	Formula  string
	Status   string // right | near | off | missing | other-unit
	Stated   string
	Expected string
	Inputs   []EstimateInput
	Used     bool
	Line     int
	Note     string
}

// EstimateInput is a value a formula was computed with. Line is 0 for the scenario's own.
type EstimateInput struct {
	Name  string
	Value string
	Line  int
}

// Arithmetic is a chain of the answer, recomputed.
type Arithmetic struct {
	Line     int
	Text     string
	Status   string // right | wrong | slip | undecided
	Slip     string
	Computed string
}

// Diagram is what was read from the answer's diagrams.
type Diagram struct {
	Nodes    int
	Edges    int
	Findings []DiagramFinding
	Graph    *diagram.Graph  // all drawings as one; nil without one
	Faults   []diagram.Fault // what the rules found in it
}

// DiagramFinding is a remark on a diagram.
type DiagramFinding struct {
	Rule    string
	Node    string
	Line    int
	Message string
	File    string // "" for the answer itself
}

// Consistency is a contradiction between two places.
type Consistency struct {
	Rule    string
	Line    int
	Other   int
	Message string
}

// Addition is what would lift the score, with its gain in points.
type Addition struct {
	Criterion string
	Gain      float64
	Do        string
}
