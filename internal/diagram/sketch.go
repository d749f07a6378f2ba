package diagram

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of a sketch.
const (
	sketchLines = 60
	sketchDepth = 12
)

// sketcher writes a graph as indented text.
type sketcher struct {
	g     *Graph
	width int
	out   [][]int // edges by the node they leave
	told  []bool  // edges that are written
	shown []bool  // nodes that are written with what they lead to
	lines []string
}

// Sketch returns the graph as indented text, at most so many letters wide: entry points
// first and below each what it calls. "->" is an arrow, "~>" an asynchronous one. What
// stands above already is referred to. A sketch has at most some sixty lines and says
// what it leaves out; it is "" for a graph without boxes.
func Sketch(g *Graph, width int) string {
	s := &sketcher{g: g, width: max(width, 24), out: make([][]int, len(g.Nodes)), told: make([]bool, len(g.Edges)), shown: make([]bool, len(g.Nodes))}
	in := make([]int, len(g.Nodes))
	joined := make([]bool, len(g.Nodes))
	for i, e := range g.Edges {
		s.out[e.From] = append(s.out[e.From], i)
		if e.From != e.To {
			joined[e.From], joined[e.To] = true, true
			in[e.To]++
			if e.Both {
				in[e.From]++
			}
		}
	}
	held := make([]bool, len(g.Groups)) // told with their group
	for i := range g.Nodes {
		if n := &g.Nodes[i]; joined[i] && n.Group >= 0 && (n.Shape == shapeGroup || n.Shape == shapeContainer) {
			held[n.Group] = true
		}
	}
	var roots, alone []int
	for i := range g.Nodes {
		n := &g.Nodes[i]
		switch {
		case n.Kind == Note || n.Shape == shapeNote:
		case joined[i]:
			roots = append(roots, i)
		case n.Real() && (n.Group < 0 || !held[n.Group]):
			alone = append(alone, i)
		}
	}
	// Clients come first, then what nothing calls, then what only circles lead to.
	rank := func(i int) int {
		switch {
		case g.Nodes[i].Kind == Client && len(s.out[i]) > 0:
			return 0
		case in[i] == 0:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(roots, func(a, b int) int { return rank(a) - rank(b) })
	for _, i := range roots {
		if !s.shown[i] && (rank(i) < 2 || slices.ContainsFunc(s.out[i], func(e int) bool { return !s.told[e] })) {
			s.line(0, s.named(i))
			s.below(i, 1)
		}
	}
	if len(alone) > 0 {
		s.list("not joined to anything: ", alone)
	}
	if left := s.untold(); left > 0 {
		s.lines = append(s.lines, fmt.Sprintf("… and %s more", count(left, "arrow", "arrows")))
	}
	if len(s.lines) == 0 {
		return ""
	}
	return strings.Join(s.lines, "\n") + "\n"
}

func (s *sketcher) untold() int {
	n := 0
	for i, t := range s.told {
		if e := &s.g.Edges[i]; !t && s.g.Nodes[e.From].Kind != Note && s.g.Nodes[e.To].Kind != Note {
			n++
		}
	}
	return n
}

// line adds a line unless there are enough.
func (s *sketcher) line(depth int, text string) bool {
	if len(s.lines) >= sketchLines {
		return false
	}
	indent := strings.Repeat("  ", min(depth, s.width/5))
	s.lines = append(s.lines, indent+clip(text, s.width-len(indent)))
	return true
}

// named is a node's label with its kind.
func (s *sketcher) named(i int) string {
	n := &s.g.Nodes[i]
	text := shownLabel(n)
	if n.Shape == shapeGroup && strings.TrimSpace(n.Label) == "" {
		text = "(a group)"
	}
	if n.Shape == shapeJunction {
		text = "(a junction)"
	}
	if k := n.Kind.String(); k != "" {
		text += " [" + k + "]"
	}
	if n.Shape == shapeGroup || n.Shape == shapeContainer {
		var in []string
		for k := range s.g.Nodes {
			if m := &s.g.Nodes[k]; m.Group == n.Group && n.Group >= 0 && m.Real() && k != i && len(in) < 9 {
				in = append(in, shownLabel(m))
			}
		}
		if len(in) > 0 {
			text += " with " + strings.Join(in, ", ")
		}
	}
	return text
}

// below writes what a node leads to.
func (s *sketcher) below(i, depth int) {
	s.shown[i] = true
	for k, e := range s.out[i] {
		if s.told[e] {
			continue
		}
		edge := &s.g.Edges[e]
		labels := []string{}
		same := 0
		for _, o := range s.out[i][k:] {
			if other := &s.g.Edges[o]; other.To == edge.To && other.Mode == edge.Mode && other.Both == edge.Both && other.Undirected == edge.Undirected && !s.told[o] {
				same++
				if other.Label != "" && !slices.Contains(labels, other.Label) {
					labels = append(labels, other.Label)
				}
				s.told[o] = true
			}
		}
		text := arrowSign(edge) + " " + s.named(edge.To)
		if edge.To == i {
			text = arrowSign(edge) + " itself"
		}
		if edge.Mode == Async {
			text += ", async"
		}
		if same > 1 {
			text += fmt.Sprintf(", %d times", same)
		}
		again := s.shown[edge.To]
		if again && edge.To != i && len(s.out[edge.To]) > 0 {
			text += ", see above"
		}
		if len(labels) > 0 {
			text += ": " + strings.Join(labels, "; ")
		}
		if !s.line(depth, text) {
			for _, o := range s.out[i][k:] {
				if s.g.Edges[o].To == edge.To {
					s.told[o] = false
				}
			}
			return
		}
		if !again && depth < sketchDepth {
			s.below(edge.To, depth+1)
		}
	}
}

func arrowSign(e *Edge) string {
	switch {
	case e.Undirected:
		return "--"
	case e.Both && e.Mode == Async:
		return "<~>"
	case e.Both:
		return "<->"
	case e.Mode == Async:
		return "~>"
	}
	return "->"
}

// list writes nodes one after the other over a few lines.
func (s *sketcher) list(head string, nodes []int) {
	line := head
	for k, i := range nodes {
		word := s.named(i)
		if k+1 < len(nodes) {
			word += ","
		}
		if letters(line)+letters(word)+1 > s.width && strings.TrimSpace(line) != "" {
			if !s.line(0, strings.TrimRight(line, " ")) {
				return
			}
			line = "  "
		}
		line += word + " "
	}
	s.line(0, strings.TrimRight(line, " "))
}
