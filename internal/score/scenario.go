package score

import (
	"fmt"

	"designdrill/internal/catalog"
)

// pointKind says what list of the scenario a point comes from.
type pointKind uint8

const (
	pointFunctional pointKind = iota
	pointNonfunctional
	pointScope
	pointComponent
	pointFlow
	pointEntity
	pointCall
	pointDeepDive
	pointFailure
	pointSecurity
)

var pointPrefix = [...]string{"functional", "nonfunctional", "scope", "component", "flow", "entity", "call", "deep-dive", "failure", "security"}

// pointStage is the stage a point belongs to in the report.
var pointStage = [...]string{"requirements", "requirements", "requirements", "components", "components", "components", "components",
	"components", "components", "components"}

// point is one expected thing of the scenario with its index in its list.
type point struct {
	kind  pointKind
	index int
	id    string
	need  catalog.Need
	text  string
}

// lay adds a scenario's phrases to the table.
func (c *Content) lay(b *tableBuilder) {
	s := c.scen
	b.add("vocabulary", role{part: partVocabulary}, s.Vocabulary)
	b.add("names", role{part: partName}, s.Names)
	add := func(kind pointKind, index int, id string, need catalog.Need, text string, phrases []string) {
		n := int32(len(c.points))
		full := pointPrefix[kind] + "." + id
		c.points = append(c.points, point{kind, index, full, need, text})
		b.add("point:"+full, role{part: partPoint, index: n}, phrases)
	}
	list := func(kind pointKind, points []catalog.Point) {
		for i, p := range points {
			add(kind, i, p.ID, p.Need, p.Text, p.Match)
		}
	}
	list(pointFunctional, s.Functional)
	list(pointNonfunctional, s.Nonfunctional)
	list(pointScope, s.Scope)
	for i, x := range s.Components {
		phrases := append([]string{titleWords(x.Title)}, x.Names...)
		add(pointComponent, i, x.ID, x.Need, x.Title, append(phrases, c.conceptPhrases(x.Concepts)...))
	}
	for i, f := range s.Flows {
		add(pointFlow, i, f.ID, f.Need, f.Title, nil)
		for k, st := range f.Steps {
			b.add(fmt.Sprintf("step:%s.%d", f.ID, k), role{part: partStep, index: int32(i), sub: int32(k)}, st.Match)
		}
	}
	for i, x := range s.Entities {
		add(pointEntity, i, x.ID, x.Need, x.Text, x.Names)
		b.add("field:"+x.ID, role{part: partField, index: int32(i)}, x.Fields)
		b.add("key:"+x.ID, role{part: partKey, index: int32(i)}, x.Keys)
	}
	list(pointCall, s.Calls)
	for i, d := range s.DeepDives {
		add(pointDeepDive, i, d.ID, d.Need, d.Title, d.Match)
		for k, sol := range d.Solutions {
			b.add("solution:"+d.ID+"."+sol.ID, role{part: partSolution, index: int32(i), sub: int32(k)}, sol.Match)
			b.add("solution-cost:"+d.ID+"."+sol.ID, role{part: partSolutionCost, index: int32(i), sub: int32(k)}, sol.CostMatch)
		}
	}
	list(pointFailure, s.Failures)
	list(pointSecurity, s.Security)
	for i, x := range s.Inputs {
		b.add("input:"+x.ID, role{part: partInput, index: int32(i)}, x.Match)
	}
	for i, x := range s.Estimates {
		b.add("estimate:"+x.ID, role{part: partEstimate, index: int32(i)}, x.Match)
	}
}

// others adds the vocabulary of all scenarios, so that the report can say which one an
// answer reads like.
func (c *Content) others(b *tableBuilder) {
	for i, id := range c.cat.ScenarioIDs() {
		s := c.cat.Scenarios[id]
		b.add("other:"+id, role{part: partOther, index: int32(i), near: -1, unless: -1}, append(append([]string{}, s.Names...), s.Vocabulary...))
	}
}
