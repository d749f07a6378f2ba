package diagram

import (
	"math"
	"strings"

	"designdrill/internal/diag"
)

// plan is where everything of a picture stands.
type plan struct {
	w, h   float64
	nodes  []Rect    // by node; zero for one that is not drawn, or is its group's frame
	groups []Rect    // by group; zero for an empty one
	paths  [][]point // by edge, from its source to its target; nil for one that is not drawn
	labels []point   // by edge: where the label begins
	lines  [][]string
	grid   bool // too big for layers
}

// Bounds of what is laid out in layers; more than that stands in a plain grid.
const (
	maxLayered  = 250  // nodes
	maxJoined   = 1000 // edges
	maxVertices = 6000 // nodes and the places where long edges pass
)

// Sizes of a picture, in its units.
const (
	rankGap   = 44.0 // between layers, besides tracks and labels
	rowGap    = 22.0 // between boxes of a layer
	passGap   = 14.0 // between edges that pass a layer
	trackGap  = 9.0  // between the upright parts of edges
	portGap   = 17.0 // between edges at one side of a box
	framePad  = 16.0
	frameHead = 26.0
	partGap   = 40.0 // between parts that are not joined
	fontWidth = 7.0  // of a letter in a box, about
	noteWidth = 5.6  // of a letter in an edge's label
	maxLine   = 22   // letters of a line in a box
	maxNote   = 26   // letters of an edge's label
)

// layout finds a place for everything, layer by layer from the left: a group is laid out
// by itself and is a box in what is around it. The same graph gives the same plan.
func layout(g *Graph) *plan {
	p := &plan{nodes: make([]Rect, len(g.Nodes)), groups: make([]Rect, len(g.Groups)), paths: make([][]point, len(g.Edges)),
		labels: make([]point, len(g.Edges)), lines: make([][]string, len(g.Nodes))}
	drawn := 0
	for i := range g.Nodes {
		if g.Nodes[i].drawn() {
			drawn++
			p.lines[i] = wrap(shownLabel(&g.Nodes[i]), maxLine, 3)
		}
	}
	if drawn > maxLayered || len(g.Edges) > maxJoined || !p.layered(g) {
		p.asGrid(g)
	}
	return p
}

// drawn reports whether the node is a box of its own in a picture.
func (n *Node) drawn() bool {
	return n.Kind != Note && n.Shape != shapeNote && n.Shape != shapeGroup && n.Shape != shapeContainer
}

func shownLabel(n *Node) string {
	if n.Shape == shapeJunction {
		return ""
	}
	if strings.TrimSpace(n.Label) == "" {
		return n.ID
	}
	return n.Label
}

// wrap breaks a text into at most rows lines of at most width letters.
func wrap(text string, width, rows int) []string {
	var lines []string
	line := ""
	for w := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = w
		case letters(line)+1+letters(w) <= width:
			line += " " + w
		default:
			lines = append(lines, line)
			line = w
		}
		if len(lines) > rows {
			break
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i := range lines {
		if i == rows-1 && len(lines) > rows {
			lines[i] = clip(lines[i]+" …", width)
			if !strings.HasSuffix(lines[i], "…") {
				lines[i] += "…"
			}
		}
		lines[i] = clip(lines[i], width+2)
	}
	return lines[:min(len(lines), rows)]
}

// letters is the width of a text in letters; those of East Asia take two.
func letters(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300) {
			n++
		}
	}
	return n
}

// clip cuts a text to a width in letters and says so.
func clip(s string, width int) string {
	if letters(s) <= width {
		return s
	}
	n := 0
	for i, r := range s {
		n += letters(string(r))
		if n > width-1 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// nodeSize is how big the box of a node is.
func nodeSize(n *Node, lines []string) (w, h float64) {
	if n.Shape == shapeJunction {
		return 10, 10
	}
	for _, l := range lines {
		w = max(w, fontWidth*float64(letters(l)))
	}
	return max(84, w+28), max(44, 17*float64(len(lines))+20)
}

// asGrid puts the boxes into rows and joins them by straight lines.
func (p *plan) asGrid(g *Graph) {
	p.grid = true
	clear(p.groups)
	clear(p.nodes)
	var order []int
	for k := -1; k < len(g.Groups); k++ {
		for i := range g.Nodes {
			if g.Nodes[i].Group == k && g.Nodes[i].Kind != Note && g.Nodes[i].Shape != shapeNote {
				order = append(order, i)
			}
		}
		if len(g.Groups) > 2000 {
			order = order[:0]
			for i := range g.Nodes {
				if g.Nodes[i].Kind != Note && g.Nodes[i].Shape != shapeNote {
					order = append(order, i)
				}
			}
			break
		}
	}
	cols := max(1, int(math.Ceil(math.Sqrt(float64(len(order))))))
	const cw, ch = 230.0, 110.0
	for k, i := range order {
		if p.lines[i] == nil {
			p.lines[i] = wrap(shownLabel(&g.Nodes[i]), maxLine, 3)
		}
		w, h := nodeSize(&g.Nodes[i], p.lines[i])
		x, y := float64(k%cols)*cw, float64(k/cols)*ch
		p.nodes[i] = Rect{x + (cw-40-w)/2, y + (ch-40-h)/2, w, h}
		p.w, p.h = max(p.w, x+cw-40), max(p.h, y+ch-40)
	}
	for i := range g.Edges {
		a, b := p.nodes[g.Edges[i].From], p.nodes[g.Edges[i].To]
		p.paths[i] = nil
		if a.W == 0 || b.W == 0 || g.Edges[i].From == g.Edges[i].To {
			continue
		}
		p.paths[i] = []point{rim(a, b.centre()), rim(b, a.centre())}
	}
}

// rim is the point of the outline of r in the direction of a point outside.
func rim(r Rect, to point) point {
	m := r.centre()
	d := to.sub(m)
	f := math.Inf(1)
	if d.x != 0 {
		f = min(f, r.W/2/math.Abs(d.x))
	}
	if d.y != 0 {
		f = min(f, r.H/2/math.Abs(d.y))
	}
	if math.IsInf(f, 1) {
		return m
	}
	return point{m.x + f*d.x, m.y + f*d.y}
}

// Mark is a remark on a picture, such as a finding: a numbered badge on a node, or on an
// edge, and a line of text below the picture.
type Mark struct {
	Node     int // index into Nodes, or -1
	Edge     int // index into Edges, or -1
	Text     string
	Severity diag.Severity
}
