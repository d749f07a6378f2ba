package diagram

import (
	"cmp"
	"math"
	"slices"
)

// follow finds the items at the ends of all links: what the source binds them to, else
// another line that they join, else what lies nearest.
func (c *canvas) follow() {
	at, boxes := c.boxes()
	s := &snapper{c: c, at: at, boxes: boxes, joint: max(4, 0.12*c.scale), links: map[string]int{}}
	paths := make([]Rect, len(c.links))
	for i := range c.links {
		l := &c.links[i]
		l.part, l.ends = i, [2]end{{item: -1}, {item: -1}}
		paths[i] = around(l.path)
		if _, twice := s.links[l.id]; !twice {
			s.links[l.id] = i
		}
	}
	s.paths = newGrid(paths)
	for i := range c.items {
		if it := &c.items[i]; it.free && it.into < 0 {
			s.free = append(s.free, i)
		}
	}
	rects := make([]Rect, len(s.free))
	for k, i := range s.free {
		rects[k] = c.items[i].rect
	}
	s.texts = newGrid(rects)
	for i := range c.links {
		if l := &c.links[i]; !l.used {
			s.bind(i, 0, l.from)
			s.bind(i, 1, l.to)
		}
	}
	joined := s.join()
	sizes := map[int]int{}
	for i := range c.links {
		sizes[s.network(i)]++
	}
	s.alone = func(i int) bool { return sizes[s.network(i)] == 1 }
	for i := range c.links {
		l := &c.links[i]
		for k := range l.ends {
			if !l.used && l.ends[k].item < 0 && !l.ends[k].note && !joined[[2]int{i, k}] {
				s.reach(i, k)
			}
		}
	}
}

// snapper finds what the ends of links mean.
type snapper struct {
	c     *canvas
	at    []int // items by index in boxes
	boxes *grid
	free  []int // items by index in texts
	texts *grid
	paths *grid
	links map[string]int
	joint float64 // what lies nearer than this touches
	alone func(link int) bool
}

// tip is the place of a link's end and the direction in which it points.
func (l *link) tip(k int) (p, dir point, ok bool) {
	n := len(l.path)
	if n == 0 || l.missing[k] {
		return point{}, point{}, false
	}
	if k == 0 {
		return l.path[0], l.path[0].sub(l.path[min(1, n-1)]), true
	}
	return l.path[n-1], l.path[n-1].sub(l.path[max(0, n-2)]), true
}

// headed reports whether the link has an arrowhead at its end k.
func (l *link) headed(k int) bool { return k == 0 && l.tail || k == 1 && l.head }

// bind takes what the source says of an end, and a box that it touches.
func (s *snapper) bind(i, k int, id string) {
	l := &s.c.links[i]
	p, dir, placed := l.tip(k)
	if o, ok := s.c.owner[id]; ok && id != "" {
		it := &s.c.items[s.c.root(o)]
		switch {
		case !it.free && !it.quiet:
			l.ends[k].item = s.c.root(o)
			return
		case it.free && placed:
			// A text beside the arrow, or a remark at a box, may have caught an end that is at a box.
			b, cost := s.nearest(p, dir, -1)
			beside := b >= 0 && s.c.items[b].text != "" && cost <= 0.5*s.c.scale && it.rect.gap(s.c.items[b].rect) <= 0.35*s.c.scale
			if b >= 0 && (cost <= s.joint && !it.rect.has(p) || beside) {
				l.ends[k] = end{item: b, snapped: true}
				return
			}
		}
		if it.free && it.inside >= 0 && !s.c.items[it.inside].kids {
			l.ends[k].item = it.inside
			return
		}
		if it.free {
			l.ends[k] = end{item: -1, note: true}
			if short(it.text) {
				l.ends[k] = end{item: s.c.root(o)}
			}
			return
		}
	}
	if _, ok := s.links[id]; ok && id != "" || !placed {
		return
	}
	if b, cost := s.nearest(p, point{}, -1); b >= 0 && cost <= s.joint {
		l.ends[k] = end{item: b, snapped: true}
	}
}

// nearest returns the box that an end at p pointing in direction dir most likely means,
// and how far it is; not is never the answer.
func (s *snapper) nearest(p, dir point, not int) (item int, cost float64) {
	side, front := 0.35*s.c.scale, s.c.scale
	item, cost = -1, math.Inf(1)
	for _, k := range s.boxes.near(Rect{p.x, p.y, 0, 0}.grow(front)) {
		i := s.at[k]
		it := &s.c.items[i]
		if i == not {
			continue
		}
		d := it.rect.away(p)
		if it.kids || it.frame {
			d = it.rect.border(p)
		}
		if a := it.rect.ahead(p, dir); a <= front {
			d = min(d, 0.6*a+0.4*d)
		} else if d > side {
			continue
		}
		if it.text == "" && !it.icon && !it.linked {
			d = 1.5*d + 1
		}
		if d < cost || d == cost && it.rect.area() < s.c.items[item].rect.area() {
			item, cost = i, d
		}
	}
	return item, cost
}

// reach snaps an end to the nearest box in reach, else to a text that it points at.
func (s *snapper) reach(i, k int) {
	l := &s.c.links[i]
	p, dir, ok := l.tip(k)
	if !ok {
		return
	}
	other := l.ends[1-k].item
	rule := l.wire() && s.alone(i) // a line may be a rule or an underline: only what it nearly touches
	if rule {
		dir = point{}
	}
	b, cost := s.nearest(p, dir, other)
	if b >= 0 && (!rule || cost <= 0.2*s.c.scale) {
		l.ends[k] = end{item: b, snapped: true}
		return
	}
	if rule {
		return
	}
	best, far := -1, 0.4*s.c.scale
	for _, t := range s.texts.near(Rect{p.x, p.y, 0, 0}.grow(far)) {
		it := &s.c.items[s.free[t]]
		if d := it.rect.away(p); d < far && s.free[t] != other && (it.rect.ahead(p, dir) <= far || d <= 0.3*it.fontSize) {
			best, far = s.free[t], d
		}
	}
	switch {
	case best < 0:
	case short(s.c.items[best].text):
		l.ends[k] = end{item: best, snapped: true}
	default:
		l.ends[k].note = true
	}
}

// join gathers lines that touch into networks, and tells which ends are joints. An end
// joins a line without heads, or the middle of an arrow that it branches off.
func (s *snapper) join() map[[2]int]bool {
	joined := map[[2]int]bool{}
	for i := range s.c.links {
		l := &s.c.links[i]
		for k, id := range [2]string{l.from, l.to} {
			if l.used || l.ends[k].item >= 0 || l.ends[k].note {
				continue
			}
			if m, ok := s.links[id]; ok && id != "" && m != i {
				joined[[2]int{i, k}] = true
				s.union(i, m)
				continue
			}
			p, _, ok := l.tip(k)
			if !ok {
				continue
			}
			for _, m := range s.paths.near(Rect{p.x, p.y, 0, 0}.grow(s.joint)) {
				o := &s.c.links[m]
				if m == i || o.used || p.toPath(o.path) > s.joint || !s.mayJoin(l, k, o, p) {
					continue
				}
				joined[[2]int{i, k}] = true
				s.union(i, m)
			}
		}
	}
	return joined
}

func (s *snapper) mayJoin(l *link, k int, o *link, p point) bool {
	if l.headed(k) {
		return o.wire() && !l.wire()
	}
	if l.wire() {
		a, _, _ := o.tip(0)
		b, _, _ := o.tip(1)
		return !(o.head && p.dist(b) <= s.joint) && !(o.tail && p.dist(a) <= s.joint)
	}
	if o.wire() {
		return true
	}
	a, _, _ := o.tip(0)
	b, _, _ := o.tip(1)
	return p.dist(a) > s.joint && p.dist(b) > s.joint
}

// network is the first link of the network that i belongs to.
func (s *snapper) network(i int) int {
	for s.c.links[i].part != i {
		s.c.links[i].part = s.c.links[s.c.links[i].part].part
		i = s.c.links[i].part
	}
	return i
}

func (s *snapper) union(i, m int) {
	a, b := s.network(i), s.network(m)
	s.c.links[max(a, b)].part = min(a, b)
}

// routes are the links as pairs of items, those of a network of lines taken together.
type route struct {
	from, to int // items
	link     int // the link whose words and place it has
	both     bool
	plain    bool // no heads
	snapped  bool
	dashed   bool
}

// routes returns the links as arrows between items, and those that lead from or to nothing.
func (c *canvas) routes() (routes []route, loose []int) {
	nets := map[int][]int{}
	s := &snapper{c: c}
	for i := range c.links {
		if !c.links[i].used {
			r := s.network(i)
			nets[r] = append(nets[r], i)
		}
	}
	for i := range c.links {
		if net := nets[i]; len(net) == 1 {
			if r, ok := c.single(i); ok {
				routes = append(routes, r)
			} else if l := &c.links[i]; !l.wire() && !l.ends[0].note && !l.ends[1].note && (l.ends[0].item < 0 || l.ends[1].item < 0) {
				loose = append(loose, i)
			}
		} else if len(net) > 1 {
			got := c.several(net)
			if len(got) == 0 && slices.ContainsFunc(net, func(i int) bool { return !c.links[i].wire() }) {
				loose = append(loose, i)
			}
			routes = append(routes, got...)
		}
	}
	slices.SortStableFunc(routes, func(a, b route) int { return cmp.Compare(a.link, b.link) })
	return routes, loose
}

// single makes an arrow of a link that stands alone.
func (c *canvas) single(i int) (route, bool) {
	l := &c.links[i]
	a, b := l.ends[0], l.ends[1]
	r := route{from: a.item, to: b.item, link: i, snapped: a.snapped || b.snapped, dashed: l.dashed}
	if a.item < 0 || b.item < 0 || a.item == b.item && (r.snapped || l.wire()) {
		return r, false
	}
	switch {
	case l.tail && l.head:
		r.both = true
	case l.tail:
		r.from, r.to = r.to, r.from
	case !l.head:
		r.plain = true
	}
	return r, true
}

// several makes arrows of a network: from each item at an end without a head to each item
// at one with a head.
func (c *canvas) several(net []int) []route {
	type terminal struct{ item, link int }
	var tails, heads []terminal
	snapped, dashed := false, false
	for _, i := range net {
		l := &c.links[i]
		dashed = dashed || l.dashed
		for k, e := range l.ends {
			switch {
			case e.item < 0:
			case l.headed(k):
				heads = append(heads, terminal{e.item, i})
			default:
				tails = append(tails, terminal{e.item, i})
			}
			snapped = snapped || e.snapped
		}
	}
	var out []route
	made := map[[2]int]bool{}
	add := func(a, b terminal, both, plain bool) {
		if key := [2]int{a.item, b.item}; a.item != b.item && !made[key] && len(out) < 4*len(net) {
			made[key] = true
			out = append(out, route{from: a.item, to: b.item, link: b.link, both: both, plain: plain, snapped: snapped, dashed: dashed})
		}
	}
	switch {
	case len(heads) == 0 && len(tails) > 1:
		for _, t := range tails[1:] {
			add(tails[0], t, false, true)
		}
	case len(tails) == 0 && len(heads) > 1:
		for _, h := range heads[1:] {
			add(heads[0], h, true, false)
		}
	default:
		for _, t := range tails {
			for _, h := range heads {
				add(t, h, false, false)
			}
		}
	}
	return out
}
