package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

// WorkedAnswer returns one way to answer a scenario: what is expected, the estimates
// with their working, the design, the deep dives with each accepted solution and what
// it costs, and the strong exemplar, nil when there is none.
func WorkedAnswer(cat *catalog.Catalog, x *catalog.Scenario, strong *catalog.Exemplar, s Style) string {
	p := scenarioPage{newPage(s), cat, x}
	p.head()
	p.text(0, "One worked answer. Others are as good: what counts is that choices fit the requirements and say what they cost.", faint)
	p.blank()
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
	p.exemplar(strong)
	return p.String()
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
	p.inputs("What the estimates start from")
	if len(p.x.Estimates) == 0 {
		return
	}
	p.title(span{"Estimates, worked out", bold})
	known := map[string]string{}
	for _, in := range p.x.Inputs {
		known[in.ID] = in.Value
	}
	for _, e := range p.x.Estimates {
		p.entry(2, needColumn, string(e.Need), needInk(e.Need), span{e.Text + ":", plain}, span{e.Value, bold})
		p.flow(needColumn, needColumn+2, span{e.ID + " = " + written(e.Formula, nil), plain})
		p.flow(needColumn, needColumn+2, span{"= " + written(e.Formula, known) + " = " + e.Value, plain})
		p.text(needColumn, fmt.Sprintf("%s of %s, right within a factor of %s, plausible from %s to %s", e.Kind,
			strings.TrimPrefix(e.Criterion, "estimates."), number(e.Factor, 2), e.Plausible[0], e.Plausible[1]), faint)
		known[e.ID] = e.Value
	}
	p.blank()
}

func (p scenarioPage) inputs(head string) {
	if len(p.x.Inputs) == 0 {
		return
	}
	p.title(span{head, bold})
	for _, in := range p.x.Inputs {
		p.flow(2, 4, span{"- " + in.Text + ":", plain}, span{in.Value, bold}, span{"(" + in.ID + ")", faint},
			span{p.origin(in.Source, in.Year, in.Assumed), faint})
	}
	p.blank()
}

// written is a formula as one writes it by hand, with the known names replaced by their
// values.
func written(formula string, known map[string]string) string {
	part := func(r rune) bool {
		return r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	var out []string
	for formula != "" {
		n := strings.IndexFunc(formula, func(r rune) bool { return !part(r) })
		switch n {
		case -1:
			n = len(formula)
		case 0:
			n = strings.IndexFunc(formula, part)
			if n < 0 {
				n = len(formula)
			}
			out = append(out, strings.ReplaceAll(formula[:n], "*", "×"))
			formula = formula[n:]
			continue
		}
		word := formula[:n]
		if v, ok := known[word]; ok {
			word = v
		}
		out = append(out, word)
		formula = formula[n:]
	}
	return strings.Join(strings.Fields(strings.Join(out, "")), " ")
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

// exemplar writes the strong answer as it stands, its paragraphs wrapped.
func (p scenarioPage) exemplar(e *catalog.Exemplar) {
	p.rule()
	if e == nil {
		p.text(0, "There is no strong exemplar yet.", faint)
		return
	}
	p.title(span{"A strong answer", bold})
	p.blank()
	p.document(string(e.Text))
}

// document writes Markdown with what is laid out in lines left as it is: fences and
// tables.
func (p scenarioPage) document(text string) {
	var prose []string
	flush := func() {
		if block := strings.Join(prose, "\n"); strings.TrimSpace(block) != "" {
			p.markdown(0, block)
		}
		prose = nil
	}
	fence := false
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		mark := strings.HasPrefix(strings.TrimSpace(line), "```")
		if !fence && !mark && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "|") {
			prose = append(prose, line)
			continue
		}
		flush()
		fence = fence != mark
		p.out.WriteString(strings.TrimRight(diag.Clean(strings.TrimRight(line, "\r")), " ") + "\n")
	}
	flush()
}
