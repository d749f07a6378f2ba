package diagram

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// legends head the part of a drawing that explains its signs.
var legends = words("legend legende legenda key notation обозначения легенда")

func isLegend(title string) bool {
	return legends[strings.Trim(strings.ToLower(strings.TrimSpace(title)), ":.-– ")]
}

// build adds what the canvas shows to the graph.
func (c *canvas) build(b *builder) {
	c.settle()
	c.follow()
	routes, loose := c.routes()
	for _, r := range routes {
		c.items[r.from].edges++
		c.items[r.to].edges++
	}
	c.legend()
	c.labelLinks(routes)
	c.judge()
	nodes := c.emit(b)
	for _, r := range routes {
		from, to := nodes[r.from], nodes[r.to]
		l := &c.links[r.link]
		if from < 0 || to < 0 || c.items[r.from].noted || c.items[r.to].noted || !b.room(l.at.Start) {
			continue
		}
		label := plain(l.text)
		e := Edge{From: from, To: to, Label: label, Mode: modeOf(label), Undirected: r.plain, Both: r.both, Snapped: r.snapped, At: l.at}
		if r.dashed {
			e.Mode = Async
		}
		b.g.Edges = append(b.g.Edges, e)
	}
	for _, i := range loose {
		c.complain(b, i)
	}
}

// complain says that an arrow leads from or to nothing, unless it is part of a legend or a
// drawing of something else, where no end is at a box.
func (c *canvas) complain(b *builder, i int) {
	l := &c.links[i]
	k := 0
	if l.ends[0].item >= 0 {
		k = 1
	}
	known := l.ends[1-k].item
	if known < 0 || c.items[known].noted || len(b.found) >= maxFindings {
		return
	}
	label, _ := boxName(c.items[known].text)
	what := "ends at no box"
	if k == 0 {
		what = "comes from no box"
	}
	b.found.Warnf(l.at.Pos, "loose-arrow", "an arrow at %q %s and is left out", cmp.Or(label, unnamed), what)
	b.found[len(b.found)-1].Hint = "drag its end onto the box until the editor shows that it holds"
}

// legend marks what stands in the explanation of signs: in a frame whose title says so.
func (c *canvas) legend() {
	at, g := c.boxes()
	for i := range c.items {
		it := &c.items[i]
		if it.free && it.into < 0 && isLegend(it.text) {
			for _, k := range g.near(it.rect) {
				if o := &c.items[at[k]]; o.kids && o.rect.meets(it.rect) && it.rect.centre().y < o.rect.centre().y {
					o.noted, it.noted = true, true
				}
			}
		}
		if (it.kids || it.frame) && isLegend(it.text) {
			it.noted = true
		}
	}
	for i := range c.items {
		for k, n := c.items[i].inside, 0; k >= 0 && n < 8; k, n = c.items[k].inside, n+1 {
			if c.items[k].noted && c.items[k].kids {
				c.items[i].noted = true
			}
		}
	}
}

// labelLinks gives arrows the free texts that stand at them.
func (c *canvas) labelLinks(routes []route) {
	if len(routes) == 0 {
		return
	}
	paths := make([]Rect, len(routes))
	for k, r := range routes {
		paths[k] = around(c.links[r.link].path)
	}
	g := newGrid(paths)
	for i := range c.items {
		it := &c.items[i]
		if !it.free || it.into >= 0 || it.edges > 0 || it.noted || !short(it.text) {
			continue
		}
		reach := max(1.5*it.fontSize, 0.1*c.scale)
		best, nearest := -1, math.Inf(1)
		for _, k := range g.near(it.rect.grow(reach)) {
			path := c.links[routes[k].link].path
			if len(path) < 2 {
				continue
			}
			d := it.toPath(path)
			if d <= reach && d < nearest {
				best, nearest = routes[k].link, d
			}
		}
		if best >= 0 {
			l := &c.links[best]
			l.text = strings.TrimSpace(l.text + "\n" + it.text)
			it.used, it.quiet = true, true
		}
	}
}

// toPath is the gap between a text and a line, plus a little of how far its middle is.
func (it *item) toPath(path []point) float64 {
	r := it.rect
	middle := r.centre().toPath(path)
	gap := middle - it.fontSize*0.6*float64(1+strings.Count(it.text, "\n"))
	if !it.turned {
		for _, p := range [4]point{{r.X, r.Y}, {r.X + r.W, r.Y}, {r.X, r.Y + r.H}, {r.X + r.W, r.Y + r.H}} {
			gap = min(gap, p.toPath(path))
		}
		for _, p := range path {
			gap = min(gap, r.away(p))
		}
	}
	return max(0, gap) + 0.1*middle
}

// judge tells the boxes of the system from notes.
func (c *canvas) judge() {
	for i := range c.items {
		it := &c.items[i]
		long := strings.Count(it.text, "\n") >= 4 || utf8.RuneCountInString(it.text) > 100
		switch {
		case it.shape == shapeNote:
			it.noted = true
		case it.edges > 0:
		case it.free, it.shape == shapeTable, long && !it.kids, stepText(it.text):
			it.noted = true
		}
	}
}

// emit adds the nodes and groups and returns the node of each item, or -1.
func (c *canvas) emit(b *builder) []int {
	nodes, groups := make([]int, len(c.items)), make([]int, len(c.items))
	filled := map[int]bool{}
	for i := range c.items {
		nodes[i], groups[i] = -1, -1
		if it := &c.items[i]; it.inside >= 0 && c.shown(i) && !it.noted {
			filled[it.inside] = true
		}
	}
	for i := range c.items {
		it := &c.items[i]
		if it.into >= 0 || it.quiet || it.noted || !it.kids && !it.frame {
			continue
		}
		if (filled[i] || it.frame && it.shape != shapeTable && it.edges == 0) && b.room(it.at.Start) {
			groups[i] = len(b.g.Groups)
			label, detail := boxName(it.text)
			if detail != "" && len(it.text) <= 60 {
				label += " " + detail
			}
			b.g.Groups = append(b.g.Groups, Group{ID: c.unique(it.id), Label: label, Parent: c.group, At: it.at})
		}
	}
	around := func(i int) int {
		for k := c.items[i].inside; k >= 0; k = c.items[k].inside {
			if groups[k] >= 0 {
				return groups[k]
			}
		}
		return c.group
	}
	for i := range c.items {
		it := &c.items[i]
		if groups[i] >= 0 {
			b.g.Groups[groups[i]].Parent = around(i)
		}
		if !c.shown(i) || groups[i] >= 0 && it.edges == 0 || !b.room(it.at.Start) {
			continue
		}
		n := Node{Shape: it.shape, Group: around(i), At: it.at, Box: it.rect}
		n.Label, n.Detail = boxName(it.text)
		switch {
		case groups[i] >= 0:
			n.ID, n.Group, n.Shape = b.g.Groups[groups[i]].ID, groups[i], shapeContainer
			if n.Label == "" {
				n.Shape = shapeGroup
			}
		case n.Label == "":
			n.Label = cmp.Or(stencilLabel(it.shape), unnamed)
			if n.Label == unnamed && len(b.found) < maxFindings {
				b.found.Warnf(it.at.Pos, "unnamed-box", "a box with %s has no text in it or beside it", count(it.edges, "arrow", "arrows"))
			}
		}
		if n.ID == "" {
			n.ID = c.unique(it.id)
		}
		if it.noted {
			n.Kind = Note
		}
		nodes[i] = len(b.g.Nodes)
		b.g.Nodes = append(b.g.Nodes, n)
	}
	return nodes
}

// shown reports whether the item becomes a node: it has a text, arrows, or a picture that
// has a name of its own.
func (c *canvas) shown(i int) bool {
	it := &c.items[i]
	return it.into < 0 && !it.quiet && (strings.TrimSpace(it.text) != "" || it.edges > 0 || stencilLabel(it.shape) != "")
}

// unique returns an id that no node or group has yet, like the one given.
func (c *canvas) unique(id string) string {
	id = cmp.Or(fold(id), "box")
	for try := id; ; try = id + "~" + strconv.Itoa(c.ids[id]) {
		c.ids[id]++
		if c.ids[try] == 0 || try == id && c.ids[id] == 1 {
			if try != id {
				c.ids[try] = 1
			}
			return try
		}
	}
}
