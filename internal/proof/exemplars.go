package proof

import (
	"fmt"
	"math"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/quantity"
)

// What the exemplars of a system must show, target senior.
var bands = map[string][2]float64{"weak": {10, 40}, "solid": {45, 75}, "strong": {80, 100}}

const (
	apart     = 15 // points between neighbours
	otherCap  = 60 // a strong answer to another system
	briefCap  = 5
	bagCap    = 15
	deniedCap = 25
	shuffle   = 3 // points a reordering may change
)

// exemplars checks one system's exemplars and the adversarial variants of the strong
// one.
func (p *prover) exemplars(id string) {
	s := p.cat.Scenarios[id]
	last := -1.0
	for _, name := range catalog.ExemplarNames {
		e := p.cat.ExemplarOf(id, name)
		if e == nil {
			continue
		}
		at := diag.Pos{File: "scenarios/exemplars/" + id + "/" + name + ".md", Line: 1, Col: 1}
		text := string(e.Text)
		res := p.score(text, id)
		p.mu.Lock()
		p.report.Exemplars = append(p.report.Exemplars, Band{id, name, res.Score})
		p.mu.Unlock()
		if b := bands[name]; res.Score < b[0] || res.Score > b[1] {
			p.short(s, "exemplar-band", at, "", "the %s exemplar scores %.1f, want %.0f–%.0f", name, res.Score, b[0], b[1])
		}
		if last >= 0 && res.Score-last < apart {
			p.short(s, "exemplar-apart", at, "", "the %s exemplar scores %.1f, only %.1f above its neighbour, want %d", name, res.Score, res.Score-last, apart)
		}
		last = res.Score
		for _, c := range catalog.StageIDs {
			g, ok := e.Levels[c]
			if !ok {
				continue
			}
			got := res.Criteria[catalog.CriterionIndex(c)].Level
			if d := got - g.Level; d > 1 || d < -1 {
				p.short(s, "gold-level", g.At, "", "%s of the %s exemplar is %d by hand and %d by the rules", c, name, g.Level, got)
			}
		}
		if name == "strong" {
			for _, a := range res.Arithmetic {
				if a.Status == "wrong" || a.Status == "slip" {
					p.short(s, "exemplar-arithmetic", diag.Pos{File: at.File, Line: a.Line, Col: 1}, "computed: "+a.Computed, "%q does not compute", a.Text)
				}
			}
			p.variants(s, text, res.Score, at)
			p.others(id, text)
		}
	}
}

// others scores a strong answer in every other system that one of the two is asked
// for. A draft that has parts without content cannot tell answers apart yet.
func (p *prover) others(id, text string) {
	for _, other := range p.cat.ScenarioIDs() {
		s := p.cat.Scenarios[other]
		if other == id || !p.asked(id) && !p.asked(other) || s.Draft && !s.Filled() {
			continue
		}
		p.count()
		if got := p.score(text, other).Score; got >= otherCap {
			p.short(s, "off-scenario", s.At, "its core points match what is said of another system: bind their phrases to this one",
				"the strong exemplar of %s scores %.1f as an answer to %s, want under %d", id, got, other, otherCap)
		}
	}
}

// short reports an exemplar or system that falls short: a fault, in a draft a warning.
func (p *prover) short(s *catalog.Scenario, rule string, at diag.Pos, hint, format string, args ...any) {
	f := diag.Finding{Rule: rule, At: at, Message: fmt.Sprintf(format, args...), Hint: hint}
	if s.Draft {
		f.Severity = diag.Warning
	}
	p.add(f)
}

func (p *prover) count() {
	p.mu.Lock()
	p.report.Variants++
	p.mu.Unlock()
}

// variants scores what is made of a system's texts to game the score.
func (p *prover) variants(s *catalog.Scenario, strong string, own float64, at diag.Pos) {
	under := func(what, text string, limit float64) {
		p.count()
		if got := p.score(text, s.ID).Score; got >= limit {
			p.short(s, "adversarial", at, "", "%s scores %.1f on %s, want under %.0f", what, got, s.ID, limit)
		}
	}
	p.count()
	if got := p.score("", s.ID).Score; got != 0 {
		p.short(s, "adversarial", at, "", "an empty answer scores %.1f on %s, want 0", got, s.ID)
	}
	under("the brief copied back", s.Brief, briefCap)
	under("a bag of product names", productBag(), bagCap)
	under("the strong exemplar denied", denied(strong), deniedCap)
	p.count()
	if got := p.score(shuffled(strong), s.ID).Score; math.Abs(got-own) > shuffle {
		p.short(s, "adversarial", at, "", "the strong exemplar shuffled scores %.1f on %s, want %.1f ± %d", got, s.ID, own, shuffle)
	}
	p.count()
	if got := p.score(strong+"\n\n"+filler(), s.ID).Score; got > own {
		p.short(s, "adversarial", at, "", "the strong exemplar with filler scores %.1f on %s, want at most %.1f", got, s.ID, own)
	}
}

// estimates checks that formulas evaluate and give their worked values.
func (p *prover) estimates(s *catalog.Scenario) {
	vars := map[string]quantity.Quantity{}
	for _, in := range s.Inputs {
		q, err := quantity.Parse(in.Value)
		if err != nil {
			p.faultf("bad-quantity", in.At, "", "the value of input %q: %s", in.ID, err)
			continue
		}
		vars[in.ID] = q
	}
	for _, e := range s.Estimates {
		want, err := quantity.Parse(e.Value)
		if err != nil {
			p.faultf("bad-quantity", e.At, "", "the value of estimate %q: %s", e.ID, err)
			continue
		}
		got, err := quantity.Eval(e.Formula, vars)
		if err != nil {
			p.faultf("bad-formula", e.At, "", "the formula of estimate %q: %s", e.ID, err)
			continue
		}
		vars[e.ID] = got
		ratio, ok := quantity.Ratio(got, want)
		switch {
		case !ok:
			p.faultf("worked-value", e.At, "", "estimate %q: the formula gives %s, another kind of quantity than %q", e.ID, quantity.Format(got), e.Value)
		case math.Abs(ratio-1) > 0.05:
			p.faultf("worked-value", e.At, "", "estimate %q: the formula gives %s, not %q", e.ID, quantity.Format(got), e.Value)
		}
		p.plausible(e, want)
	}
}

func (p *prover) plausible(e catalog.Estimate, want quantity.Quantity) {
	var bound [2]quantity.Quantity
	for i, text := range e.Plausible {
		if strings.TrimSpace(text) == "" {
			return
		}
		q, err := quantity.Parse(text)
		if err != nil {
			p.faultf("bad-quantity", e.At, "", "the plausible range of estimate %q: %s", e.ID, err)
			return
		}
		bound[i] = q
	}
	low, ok1 := quantity.Ratio(bound[0], want)
	high, ok2 := quantity.Ratio(bound[1], want)
	if !ok1 || !ok2 || low > 1 || high < 1 {
		p.faultf("worked-value", e.At, "", "estimate %q: the worked value %q lies outside its plausible range", e.ID, e.Value)
	}
}
