package diagram

import (
	"cmp"
	"math"
	"slices"
)

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
	last := 0.0 // where the segment before ended
	for i := range f.segs {
		g := &f.segs[i]
		h := &f.l.hops[g.hop]
		u, v := &f.vs[g.u], &f.vs[g.v]
		y1, y2 := u.y+g.pu, v.y+g.pv
		if !f.starts(i) {
			y1 = last
		}
		if g.track < 0 && (v.block < 0 || f.s.blocks[v.block].node >= 0) {
			y2 = y1 // no slant, however small
		}
		last = y2
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
