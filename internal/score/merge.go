package score

import (
	"slices"
	"strings"

	"designdrill/internal/answer"
)

// Policy says what a second reader's verdicts do to the levels.
type Policy string

// The policies.
const (
	Advise   Policy = "advise"                 // nothing: the verdicts stand beside the rules
	Fill     Policy = "fill"                   // where the rules found nothing, evidence raises to at most 2
	Override Policy = "override-with-evidence" // evidence replaces the rules' level, up or down
)

// Policies are all policies, the mildest first.
var Policies = []Policy{Advise, Fill, Override}

// State of a verdict: what checking it came to.
const (
	Supported    = "supported"     // a quote of the answer, about the criterion and asserted, bears it out
	Absent       = "absent"        // the reader found nothing, which needs no quote
	Unsupported  = "unsupported"   // no quote that counts
	Conflict     = "conflict"      // the quote stands there, but is negated, rejected, put off, asked or only listed
	CannotAssess = "cannot_assess" // the reader cannot tell
	NotRead      = "not_read"      // there is no verdict; the reason says why
)

// Verdict is a second reader's word on one criterion after it was checked.
type Verdict struct {
	Criterion string
	Word      string // the reader's own word, "" where there is none
	Level     int    // what the word is worth, 0–4; counts only when State is Supported or Absent
	State     string
	Reason    string // why it does not count, or not in full; "" where it does
	Evidence  []Evidence
	Unstable  bool // repeated readings did not agree
}

// maxFill is the highest level that a second reader can give where the rules found
// nothing.
const maxFill = 2

// ByModel says that a level is a second reader's.
const ByModel = "model"

// Merge gives the result that the verdicts make by a policy, with the total computed
// anew, gates included. res itself stays as it is: it is the rules' own result. What a
// waiver took out stays out, and a figure that the rules could check stays theirs.
//
// An answer that the rules cannot read at all gets no total from a few verdicts: they
// count only if there is one for every criterion.
func (c *Content) Merge(doc *answer.Document, res *Result, verdicts []Verdict, policy Policy) *Result {
	out := *res
	out.Criteria = slices.Clone(res.Criteria)
	if policy != Fill && policy != Override || !res.Scored && !complete(res, verdicts) {
		return &out
	}
	changed := false
	for _, v := range verdicts {
		i := slices.IndexFunc(out.Criteria, func(x CriterionResult) bool { return x.ID == v.Criterion })
		if i < 0 {
			continue
		}
		if x, ok := decide(out.Criteria[i], v, policy); ok {
			if crit := c.cat.CriterionByID(x.ID); crit != nil && x.Level < 4 {
				x.Missing, x.Probe = ladderTexts(crit.Levels)[x.Level], ladderTexts(crit.Probes)[x.Level]
			}
			out.Criteria[i], changed = x, true
		}
	}
	if !changed {
		return &out
	}
	r := c.read(doc, Options{Target: res.Target})
	out.Gates, out.Stages, out.Steps, out.Next = nil, nil, nil, nil
	out.Score, out.Raw, out.Stretched, out.Scored, out.Band = 0, 0, 0, false, ""
	for i := range out.Criteria {
		out.Criteria[i].Earned, out.Criteria[i].Possible = 0, 0
	}
	r.total(&out)
	return &out
}

// complete tells whether there is a verdict that counts for every criterion that is
// not waived.
func complete(res *Result, verdicts []Verdict) bool {
	has := map[string]bool{}
	for _, v := range verdicts {
		has[v.Criterion] = v.State == Supported || v.State == Absent
	}
	for _, c := range res.Criteria {
		if c.Status != Waived && !has[c.ID] {
			return false
		}
	}
	return true
}

// decide gives a criterion its level by a verdict; false leaves it as it is.
func decide(c CriterionResult, v Verdict, policy Policy) (CriterionResult, bool) {
	level := min(max(v.Level, 0), 4)
	open := c.Status == Unscored || c.Status == Scored && c.Level == 0
	switch {
	case c.Status == Waived:
		return c, false
	case v.State == Absent:
		// Nothing found moves no level; it only settles what the rules could not score.
		if c.Status != Unscored {
			return c, false
		}
		c.Status, c.Reason, c.Level, c.By = Scored, "", 0, ByModel
		return c, true
	case v.State != Supported || level == 0 || len(v.Evidence) == 0 || v.Unstable:
		return c, false
	case policy == Fill:
		if !open {
			return c, false
		}
		level = min(level, maxFill)
	case !open && (level == c.Level || strings.HasPrefix(c.ID, "estimates.")):
		return c, false
	}
	c.Status, c.Reason, c.Level, c.By, c.Evidence = Scored, "", level, ByModel, v.Evidence
	c.Missing, c.Probe = "", ""
	return c, true
}
