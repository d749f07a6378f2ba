package diagram

import (
	"cmp"
	"slices"
)

// vertex is what stands in a layer: a block, an edge that passes, or the crossing of an
// edge with the frame.
type vertex struct {
	block       int // -1 for an edge
	rank        int
	h           float64
	y           float64
	pos         int   // in its layer
	left, right []int // segments at its sides
}

// segment is the part of a hop between two neighbouring layers.
type segment struct {
	hop    int
	u, v   int     // vertices
	pu, pv float64 // how far down it leaves u and enters v
	track  int
}

// sheaf is what is laid out in one go: a part of a level in layers.
type sheaf struct {
	s     *levels
	l     *level
	vs    []vertex
	segs  []segment
	ranks [][]int // vertices by layer; the first and last are the sides of the frame
	of    map[int]int
}

// gather makes the vertices and segments of some blocks of a level and the hops between them.
func (s *levels) gather(l *level, blocks []int) *sheaf {
	f := &sheaf{s: s, l: l, of: map[int]int{}}
	lo, hi := 0, 0
	for i, b := range blocks {
		r := s.blocks[b].rank
		if i == 0 {
			lo, hi = r, r
		}
		lo, hi = min(lo, r), max(hi, r)
	}
	f.ranks = make([][]int, hi-lo+3)
	for _, b := range blocks {
		f.of[b] = f.vertex(vertex{block: b, rank: s.blocks[b].rank - lo + 1, h: s.blocks[b].h})
	}
	for i := range l.hops {
		h := &l.hops[i]
		u, okU := f.of[h.a]
		v, okV := f.of[h.b]
		if h.a == leftFrame {
			u, okU = f.vertex(vertex{block: -1, rank: 0, h: passGap}), true
		}
		if h.b == rightFrame {
			v, okV = f.vertex(vertex{block: -1, rank: len(f.ranks) - 1, h: passGap}), true
		}
		if !okU || !okV {
			continue
		}
		for r := f.vs[u].rank + 1; r <= f.vs[v].rank; r++ {
			w := v
			if r < f.vs[v].rank {
				w = f.vertex(vertex{block: -1, rank: r, h: passGap})
			}
			f.segs = append(f.segs, segment{hop: i, u: u, v: w})
			f.vs[u].right = append(f.vs[u].right, len(f.segs)-1)
			f.vs[w].left = append(f.vs[w].left, len(f.segs)-1)
			u = w
		}
	}
	return f
}

func (f *sheaf) vertex(v vertex) int {
	f.s.spent++
	f.vs = append(f.vs, v)
	f.ranks[v.rank] = append(f.ranks[v.rank], len(f.vs)-1)
	return len(f.vs) - 1
}

// order sorts the layers so that few edges cross: each by the middle of its neighbours,
// back and forth, with neighbours swapped where that helps. The best order found stays.
func (f *sheaf) order() {
	f.number()
	best, crossings := f.snapshot(), f.crossings()
	rounds := 14
	if len(f.vs) > 1500 {
		rounds = 6
	}
	for round := 0; round < rounds && crossings > 0; round++ {
		if round%2 == 0 {
			for r := 1; r < len(f.ranks); r++ {
				f.sort(r, true)
			}
		} else {
			for r := len(f.ranks) - 2; r >= 0; r-- {
				f.sort(r, false)
			}
		}
		if len(f.vs) <= 1500 {
			f.swap()
		}
		if c := f.crossings(); c < crossings {
			best, crossings = f.snapshot(), c
		}
	}
	for r := range best {
		copy(f.ranks[r], best[r])
	}
	f.number()
}

func (f *sheaf) number() {
	for _, rank := range f.ranks {
		for i, v := range rank {
			f.vs[v].pos = i
		}
	}
}

func (f *sheaf) snapshot() [][]int {
	out := make([][]int, len(f.ranks))
	for r := range f.ranks {
		out[r] = slices.Clone(f.ranks[r])
	}
	return out
}

// sort orders a layer by the mean place of what each vertex is joined to on one side.
func (f *sheaf) sort(r int, byLeft bool) {
	key := make(map[int]float64, len(f.ranks[r]))
	for _, v := range f.ranks[r] {
		list := f.vs[v].right
		if byLeft {
			list = f.vs[v].left
		}
		sum := 0.0
		for _, i := range list {
			if byLeft {
				sum += f.height(i, true)
			} else {
				sum += f.height(i, false)
			}
		}
		if key[v] = float64(f.vs[v].pos); len(list) > 0 {
			key[v] = sum / float64(len(list))
		}
	}
	slices.SortStableFunc(f.ranks[r], func(a, b int) int { return cmp.Compare(key[a], key[b]) })
	for i, v := range f.ranks[r] {
		f.vs[v].pos = i
	}
}

// height is the place of a segment's end among its layer, a little more exact where the
// block is a group with a fixed crossing.
func (f *sheaf) height(i int, atU bool) float64 {
	g := &f.segs[i]
	v := g.v
	if atU {
		v = g.u
	}
	at := float64(f.vs[v].pos)
	if b := f.vs[v].block; b >= 0 && f.s.blocks[b].group >= 0 && f.vs[v].h > 0 {
		at += 0.9*f.s.blocks[b].ports[portKey{f.l.hops[g.hop].edge, atU}]/f.vs[v].h - 0.45
	}
	return at
}

// swap exchanges neighbours in a layer where that takes crossings away.
func (f *sheaf) swap() {
	for range 3 {
		better := false
		for _, rank := range f.ranks {
			for i := 0; i+1 < len(rank); i++ {
				a, b := rank[i], rank[i+1]
				if f.between(a, b) > f.between(b, a) {
					rank[i], rank[i+1] = b, a
					f.vs[a].pos, f.vs[b].pos = i+1, i
					better = true
				}
			}
		}
		if !better {
			return
		}
	}
}

// between counts the crossings of the edges of two vertices, a above b.
func (f *sheaf) between(a, b int) int {
	n := 0
	for _, i := range f.vs[a].left {
		for _, k := range f.vs[b].left {
			if f.height(i, true) > f.height(k, true) {
				n++
			}
		}
	}
	for _, i := range f.vs[a].right {
		for _, k := range f.vs[b].right {
			if f.height(i, false) > f.height(k, false) {
				n++
			}
		}
	}
	return n
}

// crossings counts those of all layers, by inversions.
func (f *sheaf) crossings() int {
	n := 0
	for r := 0; r+1 < len(f.ranks); r++ {
		var list []int
		for _, u := range f.ranks[r] {
			list = append(list, f.vs[u].right...)
		}
		slices.SortStableFunc(list, func(a, b int) int {
			return cmp.Or(cmp.Compare(f.height(a, true), f.height(b, true)), cmp.Compare(f.height(a, false), f.height(b, false)))
		})
		ends := make([]float64, len(list))
		for i, k := range list {
			ends[i] = f.height(k, false)
		}
		n += inversions(ends)
	}
	return n
}

// inversions counts the pairs out of order, and sorts v.
func inversions(v []float64) int {
	if len(v) < 2 {
		return 0
	}
	m := len(v) / 2
	a, b := slices.Clone(v[:m]), slices.Clone(v[m:])
	n := inversions(a) + inversions(b)
	i, j := 0, 0
	for k := range v {
		if i < len(a) && (j >= len(b) || a[i] <= b[j]) {
			v[k] = a[i]
			i++
		} else {
			v[k] = b[j]
			n += len(a) - i
			j++
		}
	}
	return n
}
