package catalog

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// inRange warns of a number of things outside the contract's range.
func inRange(v yamlpos.Value, n, low, high int, what string) {
	if n >= low && n <= high {
		return
	}
	expected := fmt.Sprintf("%d to %d", low, high)
	if low == high {
		expected = fmt.Sprint(low)
	}
	v.Warnf("range", "", "%d %s, expected %s", n, what, expected)
}

// counts holds the lists against the sizes a scenario has, and the parts that must
// be there: a prompt per stage, an estimate per criterion.
func (r *scenarioReader) counts(m *yamlpos.Map) {
	s := r.s
	for _, c := range []struct {
		key          string
		n, low, high int
	}{
		{"vocabulary", len(s.Vocabulary), 25, 60},
		{"facts", len(s.Facts), 10, 16},
		{"functional", len(s.Functional), 5, 7},
		{"nonfunctional", len(s.Nonfunctional), 5, 6},
		{"scope", len(s.Scope), 3, 4},
		{"inputs", len(s.Inputs), 6, 12},
		{"estimates", len(s.Estimates), 6, 10},
		{"components", len(s.Components), 10, 16},
		{"flows", len(s.Flows), 2, 4},
		{"entities", len(s.Entities), 4, 7},
		{"calls", len(s.Calls), 5, 8},
		{"deep_dives", len(s.DeepDives), 5, 7},
		{"failures", len(s.Failures), 4, 6},
		{"security", len(s.Security), 3, 5},
		{"mistakes", len(s.Mistakes), 5, 8},
		{"follow_ups", len(s.FollowUps), 6, 6},
		{"curveballs", len(s.Curveballs), 2, 3},
	} {
		if s.Draft && c.n == 0 {
			continue // the next step says so
		}
		inRange(m.Get(c.key), c.n, c.low, c.high, strings.ReplaceAll(c.key, "_", " "))
	}
	prompts := m.Get("prompts")
	perStage := map[string]int{}
	for _, p := range s.Prompts {
		perStage[p.Stage]++
	}
	for _, stage := range Stages {
		n := perStage[stage]
		if n == 0 {
			s.lacks(prompts, "missing-prompt", "no prompt for the stage %q", stage)
			continue
		}
		switch stage {
		case "components":
			inRange(prompts, n, 3, 4, "prompts for components")
		case "estimates", "deep-dives":
			inRange(prompts, n, 2, 2, "prompts for "+stage)
		}
	}
	for _, c := range EstimateCriteria {
		if s.Draft && len(s.Estimates) == 0 {
			break
		}
		if !slices.ContainsFunc(s.Estimates, func(e Estimate) bool { return e.Criterion == c }) {
			s.lacks(m.Get("estimates"), "missing-estimate", "no estimate for %q", c)
		}
	}
}

// lacks reports a part that a scenario must have; in a draft it may come later.
func (s *Scenario) lacks(v yamlpos.Value, rule, format string, args ...any) {
	if s.Draft {
		v.Warnf(rule, "", format, args...)
		return
	}
	v.Errorf(rule, "", format, args...)
}

// badWeight reports a weight for something that is no roadmap criterion.
func (r *scenarioReader) badWeight(e yamlpos.Entry) {
	f := diag.Finding{Rule: "unknown-reference", At: e.Span.At, EndCol: e.Span.EndCol}
	if IsCriterion(e.Key) {
		f.Message, f.Hint = fmt.Sprintf("%q is a criterion of a stage", e.Key), "stages weigh the same in all scenarios: remove the line"
	} else {
		f.Message, f.Hint = "unknown criterion "+yamlpos.Quote(e.Key), diag.DidYouMean(e.Key, "criteria", RoadmapIDs)
	}
	r.Add(f)
}

// missingWeights reports the criteria without a weight, and a spread of weights that
// says little about the system.
func (r *scenarioReader) missingWeights(weights *yamlpos.Map) {
	if !weights.Present() {
		return
	}
	count := map[Need]int{}
	given := map[string]bool{}
	for _, e := range weights.Entries() {
		given[e.Key] = true
	}
	var missing []string
	for _, id := range RoadmapIDs {
		if !given[id] {
			missing = append(missing, id)
		}
		if w, ok := r.s.Weights[id]; ok {
			count[w.Need]++
		}
	}
	if len(missing) > 0 {
		weights.Errorf("missing-weight", "all 45 criteria of the roadmap have a weight", "no weight for %s", strings.Join(missing, ", "))
	}
	for _, c := range []struct {
		need      Need
		low, high int
	}{{Core, 8, 12}, {Expected, 12, 20}} {
		if n := count[c.need]; (n < c.low || n > c.high) && !(r.s.Draft && count[Core] == 0) {
			at := weights.Span()
			r.Add(diag.Finding{Rule: "range", Severity: diag.Warning, At: at.At, EndCol: at.EndCol,
				Message: fmt.Sprintf("%d %s weights, expected %d to %d", n, c.need, c.low, c.high)})
		}
	}
}
