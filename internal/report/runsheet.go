package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// box is where a tick goes on paper.
const box = "[ ]"

// RunSheet returns what a person needs to run the interview from paper or screen: the
// time table, the brief, what to reveal only if asked, and per stage the questions with
// their hints, the points to tick, and the probes for what is missing.
func RunSheet(cat *catalog.Catalog, x *catalog.Scenario, s Style) string {
	p := scenarioPage{newPage(s), cat, x}
	p.title(span{"Run sheet: " + x.Title, bold}, span{fmt.Sprintf("(%s, version %d)", x.ID, x.Version), faint})
	p.text(0, "For the interviewer alone: it holds the solutions. Ask, then listen, and tick what is said without help. Give hints one at a "+
		"time and note them, and ask one to three probes a stage. What is to be revealed only if asked stays with you until then.", faint)
	p.blank()
	p.timetable(true)
	p.title(span{"Read out", bold})
	p.markdown(2, x.Brief)
	p.blank()
	p.facts("Tell with it", "brief")
	p.facts("Reveal only if asked", "asked")
	p.inputs("Figures to give when asked, or to agree on")
	at := 0
	for i, stage := range catalog.Stages {
		p.stage(i, stage, at)
		at += catalog.StageMinutes[i]
	}
	p.curveballs()
	p.mistakes()
	p.ideas()
	p.marks()
	p.sources()
	return p.String()
}

// stage writes one stage: what to ask, what to expect and what to say when it does not
// come.
func (p scenarioPage) stage(i int, stage string, at int) {
	p.rule()
	p.title(span{clock(at) + " " + stageTitle(stage) + ",", bold}, span{fmt.Sprintf("%d minutes", catalog.StageMinutes[i]), plain})
	p.blank()
	for _, q := range p.x.Prompts {
		if q.Stage != stage {
			continue
		}
		p.flow(0, 5, span{"Ask:", bold}, span{q.Ask, plain})
		p.flow(2, 4, span{"Expect:", faint}, span{q.Expect, plain})
		for n, h := range q.Hints {
			p.flow(2, 4, span{fmt.Sprintf("Hint %d:", n+1), faint}, span{h, plain})
		}
		p.blank()
	}
	switch stage {
	case "requirements":
		p.ticks("Functional", p.x.Functional)
		p.ticks("Non-functional", p.x.Nonfunctional)
		p.ticks("Left out", p.x.Scope)
	case "estimates":
		p.estimateTicks()
	case "components":
		p.designTicks()
	case "deep-dives":
		for _, d := range p.x.DeepDives {
			p.tick(d.Need, span{d.Title + ":", bold}, span{d.Problem, plain})
			for _, s := range d.Solutions {
				p.flow(needColumn+4, needColumn+6, span{"- " + s.Text, plain})
				p.flow(needColumn+6, needColumn+8, span{"It costs:", faint}, span{s.Cost, plain})
			}
		}
		p.blank()
		p.ticks("What breaks", p.x.Failures)
		p.ticks("What is protected", p.x.Security)
	}
	for _, f := range p.x.FollowUps {
		if f.Stage != stage {
			continue
		}
		var lacks []string
		for _, l := range f.Lacks {
			lacks = append(lacks, p.gap(l))
		}
		p.flow(0, 2, span{"Probe, when this is missing:", bold}, span{strings.Join(lacks, "; "), plain})
		p.flow(2, 4, span{"Ask:", faint}, span{f.Ask, plain})
		p.flow(2, 4, span{"A strong reply:", faint}, span{f.Strong, plain})
		p.blank()
	}
}

// tick writes a point with a box before it.
func (p scenarioPage) tick(need catalog.Need, spans ...span) {
	p.entry(2, needColumn+4, strings.TrimSpace(box+" "+string(need)), needInk(need), spans...)
}

func (p scenarioPage) ticks(head string, list []catalog.Point) {
	if len(list) == 0 {
		return
	}
	p.title(span{head, bold})
	for _, x := range list {
		p.tick(x.Need, span{x.Text, plain})
	}
	p.blank()
}

func (p scenarioPage) estimateTicks() {
	if len(p.x.Estimates) == 0 {
		return
	}
	p.title(span{"Figures", bold})
	for _, e := range p.x.Estimates {
		p.tick(e.Need, span{e.Text + ":", plain}, span{e.Value, bold}, span{fmt.Sprintf("= %s (a factor of %s off is right)",
			written(e.Formula, nil), number(e.Factor, 2)), faint})
	}
	p.blank()
}

func (p scenarioPage) designTicks() {
	head := func(s string, n int) {
		if n > 0 {
			p.title(span{s, bold})
		}
	}
	head("Parts", len(p.x.Components))
	for _, c := range p.x.Components {
		p.tick(c.Need, span{c.Title + ":", bold}, span{c.Job, plain})
	}
	p.blank()
	for _, f := range p.x.Flows {
		p.title(span{"Flow: " + f.Title, bold}, span{string(f.Need), faint})
		for _, s := range f.Steps {
			p.flow(2, 6, span{box, plain}, span{p.component(s.Component) + ",", bold}, span{s.Mode + ":", faint}, span{s.Text, plain})
		}
		p.blank()
	}
	head("Data", len(p.x.Entities))
	for _, e := range p.x.Entities {
		p.tick(e.Need, span{e.ID + ":", bold}, span{e.Text, plain})
	}
	p.blank()
	p.ticks("Calls", p.x.Calls)
}

// gap names what a follow-up reacts to.
func (p scenarioPage) gap(id string) string {
	point, ok := strings.CutPrefix(id, catalog.PointPrefix)
	if !ok {
		return p.criterion(id)
	}
	for _, list := range []struct {
		kind   string
		points []catalog.Point
	}{
		{"functional", p.x.Functional}, {"nonfunctional", p.x.Nonfunctional}, {"scope", p.x.Scope}, {"call", p.x.Calls},
		{"failure", p.x.Failures}, {"security", p.x.Security},
	} {
		for _, x := range list.points {
			if list.kind+"."+x.ID == point {
				return x.Text
			}
		}
	}
	kind, name, _ := strings.Cut(point, ".")
	for _, c := range p.x.Components {
		if kind == "component" && c.ID == name {
			return c.Title
		}
	}
	for _, d := range p.x.DeepDives {
		if kind == "deep-dive" && d.ID == name {
			return d.Title
		}
	}
	for _, f := range p.x.Flows {
		if kind == "flow" && f.ID == name {
			return f.Title
		}
	}
	return kind + " " + strings.ReplaceAll(name, "-", " ")
}

func (p scenarioPage) curveballs() {
	if len(p.x.Curveballs) == 0 {
		return
	}
	p.rule()
	p.title(span{"Curveballs: throw one, at about its minute", bold})
	for _, c := range p.x.Curveballs {
		p.entry(2, needColumn, clock(c.Minute), bold, span{c.ID + ":", bold}, span{c.Text, plain})
		for _, g := range c.Good {
			p.flow(needColumn, needColumn+4, span{box, plain}, span{g, plain})
		}
	}
	p.blank()
}

// ideas writes, for the criteria that this system cannot do without, how to probe them
// from one level to the next.
func (p scenarioPage) ideas() {
	p.title(span{"Ideas that weigh most, and how to probe them", bold})
	for _, id := range slices.SortedFunc(maps.Keys(p.x.Weights), func(a, b string) int { return catalog.CriterionIndex(a) - catalog.CriterionIndex(b) }) {
		w, c := p.x.Weights[id], p.cat.CriterionByID(id)
		if w.Need != catalog.Core || c == nil {
			continue
		}
		p.flow(2, 4, span{c.Title + ":", bold}, span{w.Why, plain})
		p.entry(4, 18, "not there", faint, span{c.Probes.Named, plain})
		p.entry(4, 18, "only named", faint, span{c.Probes.Applied, plain})
		p.entry(4, 18, "no reason", faint, span{c.Probes.Justified, plain})
		p.entry(4, 18, "no price", faint, span{c.Probes.Weighed, plain})
	}
	p.blank()
}

// marks writes the ladder, and a line to mark each criterion of the stages on.
func (p scenarioPage) marks() {
	p.title(span{"Marks", bold})
	p.text(2, "0 not there, 1 named, 2 applied to this system, 3 justified, 4 weighed: with its cost, what was rejected, or how it fails", plain)
	for _, id := range catalog.StageIDs {
		p.entry(2, 40, p.criterion(id), plain, span{"0 1 2 3 4", plain})
	}
	p.blank()
}
