package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/catalog"
)

// ScenarioList returns the practice systems, one a line.
func ScenarioList(cat *catalog.Catalog, s Style) string {
	p := newPage(s)
	for _, id := range cat.ScenarioIDs() {
		p.entry(0, 16, id, bold, span{firstSentence(cat.Scenarios[id].Brief), plain})
	}
	return p.String()
}

// firstSentence returns the start of a text up to its first full stop.
func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// ScenarioPage returns what a scenario holds, for a reader: the brief, the facts, what
// is expected, the figures with how they are worked out, and the sources.
func ScenarioPage(x *catalog.Scenario, s Style) string {
	p := scenarioPage{newPage(s), x}
	p.title(span{x.Title, bold}, span{fmt.Sprintf("(%s, version %d)", x.ID, x.Version), faint})
	p.blank()
	p.markdown(0, x.Brief)
	p.blank()
	p.facts()
	p.list("Functional requirements", x.Functional)
	p.list("Non-functional requirements", x.Nonfunctional)
	p.list("Usually left out of scope", x.Scope)
	p.figures()
	p.design()
	p.deepDives()
	p.list("Failures", x.Failures)
	p.list("Security", x.Security)
	p.mistakes()
	p.weights()
	p.sources()
	return p.String()
}

type scenarioPage struct {
	*page
	x *catalog.Scenario
}

// origin tells where a figure comes from.
func origin(source string, year int, assumed bool) string {
	switch {
	case assumed || source == "":
		return "(assumed)"
	case year > 0:
		return fmt.Sprintf("[%s, %d]", source, year)
	}
	return "[" + source + "]"
}

func (p scenarioPage) facts() {
	told := func(head, reveal string) {
		if !slices.ContainsFunc(p.x.Facts, func(f catalog.Fact) bool { return f.Reveal == reveal }) {
			return
		}
		p.title(span{head, bold})
		for _, f := range p.x.Facts {
			if f.Reveal == reveal {
				p.flow(2, 4, span{"- " + f.Text, plain}, span{origin(f.Source, f.Year, f.Assumed), faint})
			}
		}
		p.blank()
	}
	told("Told with the brief", "brief")
	told("Told when asked", "asked")
}

// needColumn is where the text after a need begins.
const needColumn = 12

func (p scenarioPage) list(head string, list []catalog.Point) {
	if len(list) == 0 {
		return
	}
	p.title(span{head, bold})
	for _, x := range list {
		p.entry(2, needColumn, string(x.Need), needInk(x.Need), span{x.Text, plain})
	}
	p.blank()
}

func needInk(n catalog.Need) ink {
	if n == catalog.Core {
		return good
	}
	return faint
}

func (p scenarioPage) figures() {
	p.title(span{"What the estimates start from", bold})
	for _, in := range p.x.Inputs {
		p.flow(2, 4, span{in.ID + " = " + in.Value, plain}, span{in.Text, faint}, span{origin(in.Source, in.Year, in.Assumed), faint})
	}
	p.blank()
	p.title(span{"Estimates, worked out", bold})
	for _, e := range p.x.Estimates {
		p.entry(2, needColumn, string(e.Need), needInk(e.Need), span{e.Text + ":", plain}, span{e.Value, bold})
		p.text(needColumn, e.ID+" = "+strings.Join(strings.Fields(e.Formula), " "), plain)
		p.text(needColumn, fmt.Sprintf("%s, %s; right within a factor of %s, plausible from %s to %s", e.Kind, catalog.GroupOf(e.Criterion)+" of "+
			strings.TrimPrefix(e.Criterion, "estimates."), number(e.Factor, 2), e.Plausible[0], e.Plausible[1]), faint)
	}
	p.blank()
}

func (p scenarioPage) design() {
	p.title(span{"Components", bold})
	for _, c := range p.x.Components {
		p.entry(2, needColumn, string(c.Need), needInk(c.Need), span{c.Title, bold}, span{"(" + c.Kind + "):", faint}, span{c.Job, plain})
	}
	p.blank()
	for _, f := range p.x.Flows {
		p.title(span{"Flow: " + f.Title, bold}, span{string(f.Need), faint})
		for i, s := range f.Steps {
			p.flow(2, 5, span{strconv.Itoa(i+1) + ".", plain}, span{p.component(s.Component) + ",", bold}, span{s.Mode + ":", faint}, span{s.Text, plain})
		}
		p.blank()
	}
	p.title(span{"Data model", bold})
	for _, e := range p.x.Entities {
		p.entry(2, needColumn, string(e.Need), needInk(e.Need), span{e.ID + ":", bold}, span{e.Text, plain})
	}
	p.blank()
	p.list("API calls", p.x.Calls)
}

func (p scenarioPage) component(id string) string {
	for _, c := range p.x.Components {
		if c.ID == id {
			return c.Title
		}
	}
	return id
}

func (p scenarioPage) deepDives() {
	for _, d := range p.x.DeepDives {
		p.title(span{"Deep dive: " + d.Title, bold}, span{string(d.Need), faint})
		p.text(2, d.Problem, plain)
		for _, s := range d.Solutions {
			p.flow(2, 4, span{"- " + s.Text, plain})
			p.flow(4, 6, span{"It costs:", faint}, span{s.Cost, plain})
		}
		p.blank()
	}
}

func (p scenarioPage) mistakes() {
	if len(p.x.Mistakes) == 0 {
		return
	}
	p.title(span{"Common mistakes", bold})
	for _, m := range p.x.Mistakes {
		p.flow(2, 4, span{"- " + m.Text, plain})
		p.flow(4, 6, span{"Instead:", faint}, span{m.Instead, plain})
	}
	p.blank()
}

// weights names the criteria that matter most here, and why; the others by need.
func (p scenarioPage) weights() {
	p.title(span{"What weighs most here", bold})
	ids := slices.SortedFunc(maps.Keys(p.x.Weights), func(a, b string) int { return catalog.CriterionIndex(a) - catalog.CriterionIndex(b) })
	for _, id := range ids {
		if w := p.x.Weights[id]; w.Need == catalog.Core {
			p.flow(2, 4, span{id + ":", plain}, span{w.Why, plain})
		}
	}
	for _, n := range []catalog.Need{catalog.Expected, catalog.Bonus, catalog.Off} {
		var of []string
		for _, id := range ids {
			if p.x.Weights[id].Need == n {
				of = append(of, id)
			}
		}
		if len(of) > 0 {
			p.flow(2, 4, span{string(n) + ":", plain}, span{strings.Join(of, ", "), faint})
		}
	}
	p.blank()
}

func (p scenarioPage) sources() {
	if len(p.x.Sources) == 0 {
		return
	}
	p.title(span{"Sources", bold})
	for _, s := range p.x.Sources {
		kind := ""
		if s.Secondary {
			kind = "(secondary)"
		}
		p.flow(2, 4, span{"[" + s.ID + "]", faint}, span{fmt.Sprintf("%s, %q, %d.", s.Publisher, s.Title, s.Year), plain}, span{kind, faint})
		p.link(4, s.URL)
	}
	p.blank()
}
