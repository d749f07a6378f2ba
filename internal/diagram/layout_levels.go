package diagram

// block is a box at a level: a node, or a group with what is in it.
type block struct {
	node, group int // one of them is -1
	level       int // of the block itself
	w, h        float64
	x, y        float64 // within the level
	rank        int
	ports       map[portKey]float64 // of a group: how far down an edge crosses its frame
}

// portKey is the end of an edge at a frame.
type portKey struct {
	edge  int
	right bool
}

// level is what stands directly in a group, or in no group.
type level struct {
	group  int // -1 for the outermost
	blocks []int
	hops   []hop
	w, h   float64
}

// The frame as the end of a hop.
const (
	leftFrame  = -1
	rightFrame = -2
)

// hop is the part of an edge within a level, from left to right.
type hop struct {
	edge int
	a, b int // blocks, or a side of the frame
	path []point
	room float64 // letters of its label
}

// levels is a graph cut into its levels.
type levels struct {
	g      *Graph
	p      *plan
	blocks []block
	all    []level // the outermost, then one for each group
	atNode []int   // block of a node; that of its group for one which is a frame
	flip   []bool  // the edge runs from right to left
	top    []int   // the level at which the edge's ends part; -1 for one that is not drawn
	frames []int   // block of a group
	spent  int     // vertices
}

// layered lays the graph out; it reports whether it stayed within bounds.
func (p *plan) layered(g *Graph) bool {
	s := &levels{g: g, p: p, atNode: make([]int, len(g.Nodes)), flip: make([]bool, len(g.Edges)), top: make([]int, len(g.Edges))}
	s.cutUp()
	if !s.split() || s.spent > maxVertices {
		return false
	}
	if !s.lay(0, 0) {
		return false
	}
	p.w, p.h = s.all[0].w, s.all[0].h
	s.mount(0, point{})
	s.connect()
	return true
}

// cutUp makes the blocks and levels. A group without anything drawn in it has none.
func (s *levels) cutUp() {
	g := s.g
	s.all = make([]level, len(g.Groups)+1)
	for i := range s.all {
		s.all[i].group = i - 1
	}
	filled := make([]bool, len(g.Groups))
	for i := range g.Nodes {
		s.atNode[i] = -1
		if n := &g.Nodes[i]; n.drawn() || n.Shape == shapeContainer || n.Shape == shapeGroup {
			for k, steps := n.Group, 0; k >= 0 && !filled[k] && steps <= len(g.Groups); k, steps = g.Groups[k].Parent, steps+1 {
				filled[k] = true
			}
		}
	}
	add := func(b block) int {
		s.blocks = append(s.blocks, b)
		s.all[b.level].blocks = append(s.all[b.level].blocks, len(s.blocks)-1)
		return len(s.blocks) - 1
	}
	frame := make([]int, len(g.Groups))
	for k := range g.Groups {
		frame[k] = -1
		if filled[k] {
			frame[k] = add(block{node: -1, group: k, level: g.Groups[k].Parent + 1, ports: map[portKey]float64{}})
		}
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		switch {
		case n.drawn():
			b := block{node: i, group: -1, level: n.Group + 1}
			b.w, b.h = nodeSize(n, s.p.lines[i])
			s.atNode[i] = add(b)
		case (n.Shape == shapeContainer || n.Shape == shapeGroup) && n.Group >= 0:
			s.atNode[i] = frame[n.Group]
		}
	}
	s.frames = frame
}

// chain returns the blocks around a node's block, from the innermost outwards, itself first.
func (s *levels) chain(b int) []int {
	out := []int{b}
	for s.blocks[b].level > 0 && len(out) <= len(s.all) {
		b = s.frames[s.blocks[b].level-1]
		out = append(out, b)
	}
	return out
}

// split cuts the edges into hops: one at the level where the ends part, and one through
// each frame between there and an end.
func (s *levels) split() bool {
	type inner struct{ from, to []int }
	below := make([]inner, len(s.g.Edges))
	for i, e := range s.g.Edges {
		a, b := s.atNode[e.From], s.atNode[e.To]
		s.top[i] = -1
		if a < 0 || b < 0 || a == b {
			continue
		}
		x, y := s.chain(a), s.chain(b)
		for len(x) > 1 && len(y) > 1 && x[len(x)-1] == y[len(y)-1] {
			x, y = x[:len(x)-1], y[:len(y)-1]
		}
		if s.spent += len(x) + len(y); s.spent > maxVertices {
			return false
		}
		h := hop{edge: i, a: x[len(x)-1], b: y[len(y)-1], room: float64(min(maxNote, letters(e.Label)))}
		switch {
		case h.a == h.b && len(x) == 1: // from a frame to what is in it
			y = y[:len(y)-1]
			h.a, h.b = leftFrame, y[len(y)-1]
		case h.a == h.b:
			x = x[:len(x)-1]
			h.a, h.b = x[len(x)-1], rightFrame
		}
		at := h.a
		if at < 0 {
			at = h.b
		}
		s.top[i] = s.blocks[at].level
		l := &s.all[s.top[i]]
		l.hops = append(l.hops, h)
		below[i] = inner{x[:len(x)-1], y[:len(y)-1]}
	}
	for k := range s.all {
		s.rank(&s.all[k])
	}
	for i := range s.g.Edges {
		for _, b := range below[i].from {
			s.through(i, b, !s.flip[i])
		}
		for _, b := range below[i].to {
			s.through(i, b, s.flip[i])
		}
	}
	return true
}

// through adds the hop of an edge between a block and the frame around it.
func (s *levels) through(edge, b int, right bool) {
	h := hop{edge: edge, a: leftFrame, b: b}
	if right {
		h = hop{edge: edge, a: b, b: rightFrame}
	}
	l := &s.all[s.blocks[b].level]
	l.hops = append(l.hops, h)
}

// lay lays a level out, what is in it first.
func (s *levels) lay(k, depth int) bool {
	if depth > 100 {
		return false
	}
	l := &s.all[k]
	for _, b := range l.blocks {
		if g := s.blocks[b].group; g >= 0 {
			if !s.lay(g+1, depth+1) {
				return false
			}
			s.blocks[b].w, s.blocks[b].h = s.all[g+1].w, s.all[g+1].h
		}
	}
	return s.place(l)
}

// mount turns places within levels into places of the picture.
func (s *levels) mount(k int, at point) {
	l := &s.all[k]
	for i := range l.hops {
		for j := range l.hops[i].path {
			l.hops[i].path[j] = l.hops[i].path[j].add(at)
		}
	}
	for _, b := range l.blocks {
		o := &s.blocks[b]
		r := Rect{at.x + o.x, at.y + o.y, o.w, o.h}
		if o.node >= 0 {
			s.p.nodes[o.node] = r
			continue
		}
		s.p.groups[o.group] = r
		s.mount(o.group+1, point{r.X, r.Y})
	}
}

// connect puts the paths of edges together from their hops.
func (s *levels) connect() {
	g := s.g
	parts := make([][]*hop, len(g.Edges))
	main := make([]*hop, len(g.Edges))
	for k := range s.all {
		for i := range s.all[k].hops {
			h := &s.all[k].hops[i]
			if s.top[h.edge] == k {
				main[h.edge] = h
			} else {
				parts[h.edge] = append(parts[h.edge], h)
			}
		}
	}
	for i, e := range g.Edges {
		if r := s.p.nodes[e.From]; e.From == e.To && r.W > 0 {
			const high = 13.0
			if g.Nodes[e.From].Shape == shapeStack {
				r.Y -= stackShift
			}
			s.p.paths[i] = []point{{r.X + 0.6*r.W, r.Y}, {r.X + 0.6*r.W, r.Y - high}, {r.X + 0.8*r.W, r.Y - high}, {r.X + 0.8*r.W, r.Y}}
			s.p.labels[i] = point{r.X + 0.8*r.W + 5, r.Y - 5}
		}
		if main[i] == nil {
			continue
		}
		path := append([]point(nil), main[i].path...)
		if s.flip[i] {
			reverse(path)
		}
		// Each further part begins or ends where the path does so far.
		for n := len(parts[i]); n > 0; n-- {
			for _, h := range parts[i] {
				q := h.path
				if len(q) < 2 || len(path) == 0 {
					continue
				}
				q = append([]point(nil), q...)
				if s.flip[i] {
					reverse(q)
				}
				switch {
				case q[0].dist(path[len(path)-1]) < 0.01:
					path = append(path, q[1:]...)
					h.path = nil
				case q[len(q)-1].dist(path[0]) < 0.01:
					path = append(q, path[1:]...)
					h.path = nil
				}
			}
		}
		s.p.paths[i] = straighten(path)
		if e.Label != "" && len(main[i].path) > 0 {
			s.p.labels[i] = main[i].path[0].add(point{5, -5})
		}
	}
}

func reverse(path []point) {
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
}

// straighten takes out the points at which a path does not turn.
func straighten(path []point) []point {
	var out []point
	for _, q := range path {
		if n := len(out); n > 0 && out[n-1].dist(q) < 0.01 {
			continue
		}
		if n := len(out); n > 1 && (out[n-1].x == q.x && out[n-2].x == q.x || out[n-1].y == q.y && out[n-2].y == q.y) {
			out[n-1] = q
			continue
		}
		out = append(out, q)
	}
	return out
}
