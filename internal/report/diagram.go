package report

import (
	"strconv"
	"strings"

	"designdrill/internal/diagram"
	"designdrill/internal/score"
)

// diagram tells what the answer's drawings hold and what speaks against them.
func (t *textReport) diagram() {
	d := t.Result.Diagram
	if d.Nodes == 0 && len(d.Findings) == 0 {
		return
	}
	t.title(span{"Diagram", bold})
	if d.Nodes > 0 {
		t.text(2, count(d.Nodes, "box", "boxes")+", "+count(d.Edges, "arrow", "arrows"), plain)
	}
	t.sketch(d.Graph)
	for _, f := range d.Findings {
		t.flow(2, 4, span{t.place(f) + ":", faint}, span{f.Message, plain}, span{"[" + f.Rule + "]", faint})
	}
	t.blank()
}

// maxSketch is how many lines of the drawing the short report shows.
const maxSketch = 24

// sketch writes the drawing as indented text.
func (t *textReport) sketch(g *diagram.Graph) {
	if g == nil {
		return
	}
	text := diagram.Sketch(g, max(t.style.Width, 40)-4)
	if text == "" {
		return
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if !t.full && len(lines) > maxSketch {
		rest := len(lines) - maxSketch
		lines = append(lines[:maxSketch:maxSketch], "… "+count(rest, "line", "lines")+" more with --full")
	}
	for _, l := range lines {
		words := strings.TrimLeft(l, " ")
		at := 4 + len(l) - len(words)
		t.flow(at, at+2, span{words, plain})
	}
}

// place is where a finding on a drawing stands.
func (t *textReport) place(f score.DiagramFinding) string {
	if f.File == "" {
		return t.at(f.Line)
	}
	return f.File + ":" + strconv.Itoa(f.Line)
}

// DrawingRulePage returns what a rule of drawings means, with a drawing in which it fires and the
// same put right.
func DrawingRulePage(r diagram.Rule, s Style) string {
	p := newPage(s)
	p.title(span{r.Title, bold}, span{"(" + r.ID + ")", faint})
	p.text(0, "A rule that drawings are checked by", faint)
	p.blank()
	p.text(0, r.Why, plain)
	for _, x := range [...]struct{ title, source string }{{"It fires here", r.Fires}, {"And not here", r.Quiet}} {
		if x.source == "" {
			continue
		}
		p.blank()
		p.title(span{x.title, bold})
		for l := range strings.SplitSeq(x.source, "\n") {
			p.flow(2, 4, span{l, plain})
		}
	}
	return p.String()
}

// DrawingRules returns the rules of drawings with their titles.
func DrawingRules(s Style) string {
	p := newPage(s)
	p.title(span{"Rules for drawings", bold})
	for _, r := range diagram.Rules() {
		p.entry(2, 38, r.ID, plain, span{r.Title, plain})
	}
	return p.String()
}
