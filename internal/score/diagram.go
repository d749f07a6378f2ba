package score

import (
	"bytes"
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/diagram"
)

// Drawing is a drawing that belongs to an answer but stands in a file of its own.
type Drawing struct {
	File     string // as reports name it
	Graph    *diagram.Graph
	Findings diag.List
}

// fenceLimits bound a drawing within an answer; files of their own may be larger.
var fenceLimits = diagram.Limits{Bytes: 1 << 20, Elements: 5000, Depth: 64}

// maxFences bounds how many drawings of one answer are read.
const maxFences = 60

// maxDiagramFindings bounds what is said of an answer's drawings.
const maxDiagramFindings = 20

// sketches are the drawings of an answer as one graph, and what they show of the scenario.
type sketches struct {
	graph  *diagram.Graph
	next   [][]int       // by node: where its arrows lead
	joined []bool        // by node: an arrow meets it
	points map[int][]int // by point of the scenario: the nodes that are it
	faults []diagram.Fault
}

// draw reads the drawings in the answer and those given with it, and checks them.
func (r *reading) draw(o Options, res *Result) {
	var graphs []*diagram.Graph
	var found diag.List
	for _, f := range r.doc.Fences {
		if len(graphs) >= maxFences {
			break
		}
		g, said := r.fence(f)
		graphs = append(graphs, g)
		found.Add(said...)
	}
	graphs = append(graphs, r.chains()...)
	for _, d := range o.Drawings {
		graphs = append(graphs, d.Graph)
		found.Add(d.Findings...)
	}
	for _, f := range found {
		if len(res.Diagram.Findings) < maxDiagramFindings {
			res.Diagram.Findings = append(res.Diagram.Findings, DiagramFinding{Rule: f.Rule, File: f.At.File, Line: f.At.Line, Message: f.Message})
		}
	}
	m := diagram.Merge(graphs...)
	res.Diagram.Graph = m
	if len(m.Nodes) == 0 {
		return
	}
	s := &sketches{graph: m, points: map[int][]int{}}
	r.sketch = s
	r.name(s)
	res.Diagram.Nodes, res.Diagram.Edges = m.Counts()
	s.next, s.joined = make([][]int, len(m.Nodes)), make([]bool, len(m.Nodes))
	inGroups := make([]bool, len(m.Groups))
	for _, e := range m.Edges {
		for _, n := range [...]int{e.From, e.To} {
			s.joined[n] = true
			if !m.Nodes[n].Real() && m.Nodes[n].Group >= 0 {
				inGroups[m.Nodes[n].Group] = true
			}
		}
		s.next[e.From] = append(s.next[e.From], e.To)
		if e.Both || e.Undirected {
			s.next[e.To] = append(s.next[e.To], e.From)
		}
	}
	for i := range m.Nodes {
		for g, n := m.Nodes[i].Group, 0; g >= 0 && n < 100; g, n = m.Groups[g].Parent, n+1 {
			s.joined[i] = s.joined[i] || inGroups[g] // an arrow to a frame means what is in it
		}
	}
}

// fence reads one fence if it holds a drawing; its places are those of the answer.
func (r *reading) fence(f answer.Fence) (*diagram.Graph, diag.List) {
	src := r.doc.Raw[min(f.Start, len(r.doc.Raw)):min(f.End, len(r.doc.Raw))]
	format, _, _ := strings.Cut(strings.TrimLeft(strings.ToLower(f.Info), "{. "), " ")
	format = strings.TrimRight(format, "}")
	if sniffed := diagram.Sniff(src); !diagram.Known(format) || format == "text" || format == "txt" || format == "diagram" || format == "uml" && sniffed != "" {
		format = sniffed
	}
	if format == "" || format == "ascii" && !f.Diagram || len(src) == 0 {
		return nil, nil
	}
	g, found := diagram.Parse("", format, src, fenceLimits)
	if format == "ascii" && len(g.Nodes) == 0 {
		found = nil // signs that are no drawing
	}
	shift(g, f.Line-1, f.Start)
	for i := range found {
		found[i].At.Line += f.Line - 1
	}
	return g, found
}

// shift moves a graph's places from those of a part of the answer to the answer's.
func shift(g *diagram.Graph, lines, offset int) {
	move := func(s *diagram.Span) {
		if s.Pos.Line > 0 {
			s.Pos.Line += lines
		}
		s.Start, s.End = s.Start+offset, s.End+offset
	}
	for i := range g.Nodes {
		move(&g.Nodes[i].At)
	}
	for i := range g.Groups {
		move(&g.Groups[i].At)
	}
	for i := range g.Edges {
		move(&g.Edges[i].At)
	}
}

// maxChains bounds the lines of prose that are read as drawings.
const maxChains = 60

// chains reads the lines of prose that join parts with arrows.
func (r *reading) chains() []*diagram.Graph {
	var out []*diagram.Graph
	for i := range r.doc.Passages {
		x, in := &r.doc.Passages[i], &r.info[i]
		if len(out) >= maxChains {
			break
		}
		if in.off || in.around.has(labelDefer|labelReference) || x.Kind == answer.Heading || x.Kind == answer.Code || !hasArrow(x.Text) {
			continue
		}
		start, end := min(max(x.Start, 0), len(r.doc.Raw)), min(max(x.End, x.Start), len(r.doc.Raw))
		for at := start; at < end; {
			stop := end
			if k := bytes.IndexByte(r.doc.Raw[at:end], '\n'); k >= 0 {
				stop = at + k
			}
			if g := diagram.Chain(r.doc.Raw[at:stop]); g != nil {
				shift(g, r.doc.LineAt(at)-1, at)
				out = append(out, g)
			}
			at = stop + 1
		}
	}
	return out
}

// name matches the boxes' texts with the phrases of the content: it gives kinds to boxes
// that have none and finds the components of the scenario.
func (r *reading) name(s *sketches) {
	var b strings.Builder
	var nodes []int // by line
	for i := range s.graph.Nodes {
		n := &s.graph.Nodes[i]
		if !n.Real() || len(nodes) >= 1000 {
			continue
		}
		nodes = append(nodes, i)
		// A paragraph each, begun so that no label is taken for markup.
		b.WriteString("box ")
		for _, c := range n.Label + " (" + n.Detail + ")" {
			if strings.ContainsRune("`*_<>#|~\\[]!:$&", c) || c < ' ' {
				c = ' '
			}
			b.WriteRune(c)
		}
		b.WriteString("\n\n")
	}
	doc := answer.Parse([]byte(b.String()))
	hits := r.c.table.Resolve(doc).Scan()
	kinds := map[string]string{}
	for _, h := range hits.All {
		ro := r.c.roles[h.Group]
		line := (doc.Passages[h.Passage].Line - 1) / 2
		if line >= len(nodes) {
			continue
		}
		n := nodes[line]
		switch ro.part {
		case partPoint:
			if r.c.points[ro.index].kind == pointComponent && !slices.Contains(s.points[int(ro.index)], n) {
				s.points[int(ro.index)] = append(s.points[int(ro.index)], n)
			}
		case partConcept:
			if k := r.c.cat.Concepts[ro.index].Kind; k != "" && ro.near < 0 && kinds[s.graph.Nodes[n].Label] == "" {
				kinds[s.graph.Nodes[n].Label] = k
			}
		}
	}
	s.graph.Classify(func(label string) string { return kinds[label] })
	if r.c.scen == nil {
		return
	}
	// A component whose kind only one box has is that box, whatever it is called.
	for i, p := range r.c.points {
		if p.kind != pointComponent || len(s.points[i]) > 0 {
			continue
		}
		want := componentKind(r.c.scen.Components[p.index].ID)
		switch want {
		case diagram.CDN, diagram.LoadBalancer, diagram.Gateway, diagram.DNS, diagram.Notifier:
			for n := range s.graph.Nodes {
				if s.graph.Nodes[n].Kind == want {
					s.points[i] = append(s.points[i], n)
				}
			}
		}
	}
}

// drawnPoint reports whether a component of the scenario is drawn with an arrow.
func (r *reading) drawnPoint(i int) bool {
	if r.sketch == nil {
		return false
	}
	for _, n := range r.sketch.points[i] {
		if r.sketch.joined[n] {
			return true
		}
	}
	return false
}

// drawnEvidence is the box that shows a component.
func (r *reading) drawnEvidence(i int) []Evidence {
	if !r.drawnPoint(i) {
		return nil
	}
	for _, n := range r.sketch.points[i] {
		if r.sketch.joined[n] {
			return []Evidence{boxEvidence(&r.sketch.graph.Nodes[n])}
		}
	}
	return nil
}

func boxEvidence(n *diagram.Node) Evidence {
	return Evidence{Quote: clip(n.Label), Line: n.At.Pos.Line, Start: n.At.Start, End: n.At.End, File: n.At.Pos.File}
}

// drawnSteps tells which steps of a flow the drawing shows: those whose component an arrow,
// or two in a row, joins with that of the step before or after.
func (r *reading) drawnSteps(f catalog.Flow) []bool {
	steps := make([]bool, len(f.Steps))
	if r.sketch == nil {
		return steps
	}
	at := make([][]int, len(f.Steps))
	for k, st := range f.Steps {
		for i, p := range r.c.points {
			if p.kind == pointComponent && r.c.scen.Components[p.index].ID == st.Component {
				at[k] = r.sketch.points[i]
			}
		}
	}
	for k := 1; k < len(steps); k++ {
		if r.sketch.leads(at[k-1], at[k]) {
			steps[k-1], steps[k] = true, true
		}
	}
	return steps
}

// pathSteps counts the steps that are drawn.
func pathSteps(drawn []bool) int {
	n := 0
	for _, d := range drawn {
		n += b2i(d)
	}
	return n
}

// leads reports whether an arrow, or two in a row, lead from one of some boxes to another.
func (s *sketches) leads(from, to []int) bool {
	for _, a := range from {
		for _, b := range s.next[a] {
			if slices.Contains(to, b) {
				return true
			}
			for _, c := range s.next[b] {
				if slices.Contains(to, c) {
					return true
				}
			}
		}
	}
	return false
}
