package diagram

import (
	"cmp"
	"math"
	"slices"
)

// place lays the blocks of a level out.
func (s *levels) place(l *level) bool {
	if l.group >= 0 {
		s.column(l.blocks, l, 6)
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
	var find func(b int) int
	find = func(b int) int {
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
	for i := range f.vs {
		v := &f.vs[i]
		if v.block >= 0 && f.s.blocks[v.block].node >= 0 {
			v.h = max(v.h, portGap*float64(max(len(v.left), len(v.right))))
			f.s.blocks[v.block].h = v.h
		}
	}
	f.order()
	f.ports()
	f.heights()
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

// align takes small steps out of edges where a box has only that one at a side.
func (f *sheaf) align() {
	const step = 12.0
	for i := range f.segs {
		g := &f.segs[i]
		u, v := &f.vs[g.u], &f.vs[g.v]
		d := v.y + g.pv - u.y - g.pu
		if d == 0 || math.Abs(d) > step {
			continue
		}
		free := func(w *vertex, port float64, n int) bool {
			return w.block >= 0 && f.s.blocks[w.block].node >= 0 && n == 1 && port >= 8 && port <= w.h-8
		}
		if free(u, g.pu+d, len(u.right)) {
			g.pu += d
		} else if free(v, g.pv-d, len(v.left)) {
			g.pv -= d
		}
	}
}

// across places the layers from x on, with the upright parts of edges between them, and
// writes the paths; it returns how far the sheaf reaches.
func (f *sheaf) across(x float64) float64 {
	width := make([]float64, len(f.ranks))
	for i := range f.vs {
		if v := &f.vs[i]; v.block >= 0 {
			width[v.rank] = max(width[v.rank], f.s.blocks[v.block].w)
		}
	}
	between := make([][]int, len(f.ranks))
	for i := range f.segs {
		r := f.vs[f.segs[i].u].rank
		between[r] = append(between[r], i)
	}
	start := make([]float64, len(f.ranks)) // of each layer
	first := make([]float64, len(f.ranks)) // of the tracks after it
	at := 0.0
	for r := range f.ranks {
		start[r] = at
		if r == 0 {
			start[r] = 0
		}
		at = start[r] + width[r]
		if r+1 == len(f.ranks) {
			break
		}
		tracks, room := f.tracks(between[r]), 0.0
		for _, i := range between[r] {
			if f.starts(i) {
				room = max(room, noteWidth*f.l.hops[f.segs[i].hop].room)
			}
		}
		if room > 0 {
			room += 10
		}
		gap := room + trackGap*float64(max(0, tracks-1))
		outer := r == 0 || r+2 == len(f.ranks)
		switch {
		case outer && len(between[r]) == 0:
			gap = x // only the frame
		case outer:
			gap += max(x, 24)
		default:
			gap += rankGap
		}
		first[r] = at + room + 16
		if outer {
			first[r] = at + room + 10
		}
		at += gap
	}
	for i := range f.vs {
		if v := &f.vs[i]; v.block >= 0 {
			b := &f.s.blocks[v.block]
			b.x, b.y = start[v.rank]+(width[v.rank]-b.w)/2, v.y
		}
	}
	f.trace(first, at)
	return at
}

// starts reports whether a segment is the first of its hop, where the label stands.
func (f *sheaf) starts(i int) bool {
	return i == 0 || f.segs[i-1].hop != f.segs[i].hop
}

// tracks gives the upright part of each segment in a gap its place, so that few cross and
// none lie on each other, and returns how many there are.
func (f *sheaf) tracks(list []int) int {
	type part struct {
		seg    int
		y1, y2 float64
	}
	var down, up []part
	for _, i := range list {
		g := &f.segs[i]
		p := part{i, f.vs[g.u].y + g.pu, f.vs[g.v].y + g.pv}
		switch {
		case math.Abs(p.y1-p.y2) < 0.5:
			g.track = -1
		case p.y2 > p.y1:
			down = append(down, p)
		default:
			up = append(up, p)
		}
	}
	slices.SortStableFunc(down, func(a, b part) int { return cmp.Compare(b.y1, a.y1) })
	slices.SortStableFunc(up, func(a, b part) int { return cmp.Compare(a.y1, b.y1) })
	most := 0
	var taken []part
	for _, p := range append(up, down...) {
		t := 0
		for _, q := range taken {
			if min(p.y1, p.y2) < max(q.y1, q.y2)+6 && min(q.y1, q.y2) < max(p.y1, p.y2)+6 {
				t = max(t, f.segs[q.seg].track+1)
			}
		}
		f.segs[p.seg].track = t
		taken = append(taken, p)
		most = max(most, t+1)
	}
	return most
}

// trace writes the paths of the hops and where they cross the frame.
func (f *sheaf) trace(first []float64, end float64) {
	for i := range f.segs {
		g := &f.segs[i]
		h := &f.l.hops[g.hop]
		u, v := &f.vs[g.u], &f.vs[g.v]
		y1, y2 := u.y+g.pu, v.y+g.pv
		if f.starts(i) {
			from := 0.0
			if u.block >= 0 {
				from = f.s.blocks[u.block].x + f.s.blocks[u.block].w
			} else {
				f.cross(h.edge, false, y1)
			}
			h.path = []point{{from, y1}}
		}
		if g.track >= 0 {
			tx := first[u.rank] + trackGap*float64(g.track)
			h.path = append(h.path, point{tx, y1}, point{tx, y2})
		}
		if v.block >= 0 {
			h.path = append(h.path, point{f.s.blocks[v.block].x, y2})
		} else if h.b == rightFrame && v.rank == len(f.ranks)-1 {
			f.cross(h.edge, true, y2)
			h.path = append(h.path, point{end, y2})
		}
	}
}

// cross notes how far down an edge crosses the frame around the level.
func (f *sheaf) cross(edge int, right bool, y float64) {
	if f.l.group >= 0 {
		f.s.blocks[f.s.frames[f.l.group]].ports[portKey{edge, right}] = y
	}
}

// stretch draws what leaves the level at its right side on to a wider frame.
func (f *sheaf) stretch(w float64) {
	for i := range f.l.hops {
		if h := &f.l.hops[i]; h.b == rightFrame && len(h.path) > 0 {
			h.path[len(h.path)-1].x = w
		}
	}
}

// shift moves the sheaf.
func (f *sheaf) shift(x, y float64) {
	moved := map[int]bool{}
	for i := range f.segs {
		if k := f.segs[i].hop; !moved[k] {
			moved[k] = true
			for j := range f.l.hops[k].path {
				f.l.hops[k].path[j] = f.l.hops[k].path[j].add(point{x, y})
			}
		}
	}
	for b := range f.of {
		f.s.blocks[b].x += x
		f.s.blocks[b].y += y
	}
}
