package diagram

import (
	"cmp"
	"math"
	"slices"
)

// place lays the blocks of a level out.
func (s *levels) place(l *level) bool {
	if l.group >= 0 {
		s.column(l.blocks, l, 10)
		f := s.gather(l, l.blocks)
		if s.spent > maxVertices {
			return false
		}
		w, h := f.draw(framePad, frameHead)
		l.w, l.h = max(w, 30+fontWidth*float64(min(40, letters(s.g.Groups[l.group].Label)))), h+framePad
		f.stretch(l.w)
		return true
	}
	// Parts that no edge joins stand next to each other, in rows.
	const widest = 1200.0
	type part struct {
		f    *sheaf
		w, h float64
	}
	var parts []part
	for _, blocks := range s.parts(l) {
		f := s.gather(l, blocks)
		if s.spent > maxVertices {
			return false
		}
		w, h := f.draw(0, 0)
		parts = append(parts, part{f, w, h})
	}
	limit := widest
	for _, p := range parts {
		limit = max(limit, p.w)
	}
	x, y, row := 0.0, 0.0, 0.0
	for _, p := range parts {
		if x > 0 && x+p.w > limit {
			x, y, row = 0, y+row+partGap, 0
		}
		p.f.shift(x, y)
		l.w, l.h = max(l.w, x+p.w), max(l.h, y+p.h)
		x, row = x+p.w+partGap, max(row, p.h)
	}
	return true
}

// parts cuts the outermost level into what hangs together; single boxes come last, as one.
func (s *levels) parts(l *level) [][]int {
	root := map[int]int{}
	find := func(b int) int {
		for root[b] != b {
			root[b] = root[root[b]]
			b = root[b]
		}
		return b
	}
	for _, b := range l.blocks {
		root[b] = b
	}
	for _, h := range l.hops {
		a, b := find(h.a), find(h.b)
		root[max(a, b)] = min(a, b)
	}
	members := map[int][]int{}
	for _, b := range l.blocks {
		members[find(b)] = append(members[find(b)], b)
	}
	var out [][]int
	var single []int
	for _, b := range l.blocks {
		switch list := members[b]; {
		case len(list) > 1 || len(list) == 1 && s.blocks[b].group >= 0:
			out = append(out, list)
		case len(list) == 1:
			single = append(single, b)
		}
	}
	if len(single) > 0 {
		s.column(single, nil, max(1, (len(single)+5)/6))
		out = append(out, single)
	}
	return out
}

// column spreads boxes that nothing in their level is joined to over layers, so many in each.
func (s *levels) column(blocks []int, l *level, each int) {
	joined := map[int]bool{}
	if l != nil {
		for _, h := range l.hops {
			if h.a >= 0 && h.b >= 0 {
				joined[h.a], joined[h.b] = true, true
			}
		}
	}
	n := 0
	for _, b := range blocks {
		if !joined[b] {
			s.blocks[b].rank = n / each
			n++
		}
	}
}

// draw orders and places the sheaf with its upper left corner at x, y, and returns how far
// it reaches.
func (f *sheaf) draw(x, y float64) (w, h float64) {
	if len(f.vs) == 0 {
		return 2*x + 60, y + 20
	}
	for i := range f.vs {
		v := &f.vs[i]
		if v.block >= 0 && f.s.blocks[v.block].node >= 0 {
			if n := max(len(v.left), len(v.right)); n > 1 {
				v.h = max(v.h, portGap*float64(n+1))
			}
			f.s.blocks[v.block].h = v.h
		}
	}
	f.order()
	f.ports()
	f.heights()
	f.compact()
	f.straighten()
	f.align()
	low, high := math.Inf(1), math.Inf(-1)
	for i := range f.vs {
		low, high = min(low, f.vs[i].y), max(high, f.vs[i].y+f.vs[i].h)
	}
	for i := range f.vs {
		f.vs[i].y += y - low
	}
	return f.across(x), y + high - low
}

// ports spreads the edges at a side of a box over it, in the order of their other ends.
func (f *sheaf) ports() {
	for i := range f.vs {
		v := &f.vs[i]
		for _, atU := range [2]bool{true, false} {
			list := v.left
			if atU {
				list = v.right
			}
			slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(f.height(a, !atU), f.height(b, !atU)) })
			for k, n := range list {
				p := v.h * float64(k+1) / float64(len(list)+1)
				if v.block >= 0 && f.s.blocks[v.block].group >= 0 {
					edge := f.l.hops[f.segs[n].hop].edge
					if fixed, ok := f.s.blocks[v.block].ports[portKey{edge, atU}]; ok {
						p = fixed
					}
				}
				if atU {
					f.segs[n].pu = p
				} else {
					f.segs[n].pv = p
				}
			}
		}
	}
}

// gapBelow is the room between two neighbours of a layer.
func (f *sheaf) gapBelow(a, b int) float64 {
	if f.vs[a].block >= 0 && f.vs[b].block >= 0 {
		return rowGap
	}
	if f.vs[a].block < 0 && f.vs[b].block < 0 {
		return 2
	}
	return passGap
}

// heights moves each vertex towards what it is joined to, layer by layer, as far as its
// neighbours allow.
func (f *sheaf) heights() {
	for _, rank := range f.ranks {
		at := 0.0
		for i, v := range rank {
			if i > 0 {
				at += f.gapBelow(rank[i-1], v)
			}
			f.vs[v].y = at
			at += f.vs[v].h
		}
	}
	rounds := 12
	if len(f.vs) > 1500 {
		rounds = 4
	}
	for round := range rounds {
		last := round >= rounds-2
		for r := 1; r < len(f.ranks); r++ {
			f.settle(r, true, last)
		}
		for r := len(f.ranks) - 2; r >= 0; r-- {
			f.settle(r, last, true)
		}
	}
}

// settle finds the heights of a layer nearest to what its edges want, that keep order and
// distance: neighbours that want to be in the same place are moved together.
func (f *sheaf) settle(r int, left, right bool) {
	type pool struct{ sum, weight, n float64 }
	rank := f.ranks[r]
	offset := make([]float64, len(rank))
	var pools []pool
	for i, v := range rank {
		if i > 0 {
			offset[i] = offset[i-1] + f.vs[rank[i-1]].h + f.gapBelow(rank[i-1], v)
		}
		want, weight := 0.0, 0.0
		pull := func(list []int, atU bool) {
			for _, k := range list {
				g := &f.segs[k]
				other, mine, theirs := g.u, g.pv, g.pu
				if atU {
					other, mine, theirs = g.v, g.pu, g.pv
				}
				w := 1.0
				if f.vs[v].block < 0 {
					w += 2
				}
				if f.vs[other].block < 0 {
					w += 2
				}
				want += w * (f.vs[other].y + theirs - mine)
				weight += w
			}
		}
		if left {
			pull(f.vs[v].left, false)
		}
		if right {
			pull(f.vs[v].right, true)
		}
		if weight == 0 {
			weight = 0.1
			want = weight * f.vs[v].y
		}
		pools = append(pools, pool{want - weight*offset[i], weight, 1})
		for n := len(pools); n > 1 && pools[n-2].sum/pools[n-2].weight >= pools[n-1].sum/pools[n-1].weight; n = len(pools) {
			pools[n-2].sum += pools[n-1].sum
			pools[n-2].weight += pools[n-1].weight
			pools[n-2].n += pools[n-1].n
			pools = pools[:n-1]
		}
	}
	i := 0
	for _, p := range pools {
		for range int(p.n) {
			f.vs[rank[i]].y = p.sum/p.weight + offset[i]
			i++
		}
	}
}

// compact takes out the bands in which nothing stands.
func (f *sheaf) compact() {
	order := make([]int, len(f.vs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.vs[a].y, f.vs[b].y) })
	reach, lift := math.Inf(1), 0.0
	for n, i := range order {
		v := &f.vs[i]
		if n > 0 && v.y-lift > reach+rowGap {
			lift = v.y - reach - rowGap
		}
		v.y -= lift
		if n == 0 {
			reach = v.y + v.h
		}
		reach = max(reach, v.y+v.h)
	}
}

// straighten moves the places where an edge passes layers to one height, where they have
// the room.
func (f *sheaf) straighten() {
	room := func(v int, y float64) bool {
		rank, pos := f.ranks[f.vs[v].rank], f.vs[v].pos
		if pos > 0 {
			if o := rank[pos-1]; f.vs[o].y+f.vs[o].h+f.gapBelow(o, v) > y+0.01 {
				return false
			}
		}
		if pos+1 < len(rank) {
			if o := rank[pos+1]; y+f.vs[v].h+f.gapBelow(v, o) > f.vs[o].y+0.01 {
				return false
			}
		}
		return true
	}
	const step = 40.0
	for range 3 {
		for from := 0; from < len(f.segs); {
			to := from + 1
			for to < len(f.segs) && f.segs[to].hop == f.segs[from].hop {
				to++
			}
			f.level(from, to, step, room)
			from = to
		}
	}
}

// level moves neighbouring passing places of one edge to the same height, whole runs first.
func (f *sheaf) level(from, to int, step float64, room func(int, float64) bool) {
	first, last := &f.segs[from], &f.segs[to-1]
	var passes []int
	for i := from; i+1 < to; i++ {
		passes = append(passes, f.segs[i].v)
	}
	if len(passes) == 0 {
		return
	}
	wants := []float64{f.vs[first.u].y + first.pu - passGap/2, f.vs[last.v].y + last.pv - passGap/2}
	for _, v := range passes {
		wants = append(wants, f.vs[v].y)
	}
	for _, y := range wants {
		fits := true
		for _, v := range passes {
			fits = fits && math.Abs(f.vs[v].y-y) <= step && room(v, y)
		}
		if fits {
			for _, v := range passes {
				f.vs[v].y = y
			}
			return
		}
	}
	for k := 1; k < len(passes); k++ {
		a, b := passes[k-1], passes[k]
		switch ya, yb := f.vs[a].y, f.vs[b].y; {
		case ya == yb || math.Abs(ya-yb) > step:
		case room(b, ya):
			f.vs[b].y = ya
		case room(a, yb):
			f.vs[a].y = yb
		}
	}
}

// align takes small steps out of edges by moving where they touch a box, as far as the
// others at that side allow.
func (f *sheaf) align() {
	const step = 12.0
	for i := range f.segs {
		g := &f.segs[i]
		u, v := &f.vs[g.u], &f.vs[g.v]
		d := v.y + g.pv - u.y - g.pu
		switch {
		case d == 0 || math.Abs(d) > step:
		case f.free(u, u.right, i, g.pu+d, true):
			g.pu += d
		case f.free(v, v.left, i, g.pv-d, false):
			g.pv -= d
		}
	}
}

// free reports whether a segment may touch a box at another height of its side.
func (f *sheaf) free(w *vertex, side []int, seg int, port float64, atU bool) bool {
	const apart = 10.0
	if w.block < 0 || f.s.blocks[w.block].node < 0 || port < 8 || port > w.h-8 {
		return false
	}
	before := true
	for _, k := range side {
		p := f.segs[k].pv
		if atU {
			p = f.segs[k].pu
		}
		switch {
		case k == seg:
			before = false
		case before && p > port-apart, !before && p < port+apart:
			return false
		}
	}
	return true
}
