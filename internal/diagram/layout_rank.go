package diagram

import (
	"math"
	"slices"
)

// rank gives the blocks of a level their layers. Edges that would close a circle are
// turned for that.
func (s *levels) rank(l *level) {
	in, out := s.turn(l)
	order := topological(l.blocks, in, out)
	for _, b := range order {
		s.blocks[b].rank = 0
		for _, a := range in[b] {
			s.blocks[b].rank = max(s.blocks[b].rank, s.blocks[a].rank+1)
		}
	}
	// Draw what has more to its right there: short edges.
	for range 4 {
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			hi := math.MaxInt
			for _, o := range out[b] {
				hi = min(hi, s.blocks[o].rank-1)
			}
			if hi < math.MaxInt && len(out[b]) > len(in[b]) {
				s.blocks[b].rank = max(s.blocks[b].rank, hi)
			}
		}
		for _, b := range order {
			lo := 0
			for _, a := range in[b] {
				lo = max(lo, s.blocks[a].rank+1)
			}
			if len(in[b]) > len(out[b]) {
				s.blocks[b].rank = lo
			}
		}
	}
}

// turn makes the hops of a level run without circles and returns each block's neighbours
// to the left and to the right.
func (s *levels) turn(l *level) (in, out map[int][]int) {
	next := map[int][]int{} // hops by the block that they leave
	degree := map[int]int{}
	for i := range l.hops {
		h := &l.hops[i]
		if h.a >= 0 && h.b >= 0 {
			next[h.a] = append(next[h.a], i)
			degree[h.b]++
		}
	}
	const open, done = 1, 2
	state := map[int]int{}
	back := map[int]bool{}
	var visit func(b int)
	visit = func(b int) {
		state[b] = open
		for _, i := range next[b] {
			switch to := l.hops[i].b; state[to] {
			case open:
				back[i] = true
			case done:
			default:
				visit(to)
			}
		}
		state[b] = done
	}
	// Begin where a request does: at clients, then at what nothing leads to, then anywhere.
	starts := slices.Clone(l.blocks)
	slices.SortStableFunc(starts, func(a, b int) int { return s.eager(a, degree) - s.eager(b, degree) })
	for _, b := range starts {
		if state[b] == 0 {
			visit(b)
		}
	}
	in, out = map[int][]int{}, map[int][]int{}
	for i := range l.hops {
		h := &l.hops[i]
		if h.a < 0 || h.b < 0 {
			continue
		}
		if back[i] {
			h.a, h.b = h.b, h.a
			s.flip[h.edge] = true
		}
		in[h.b] = append(in[h.b], h.a)
		out[h.a] = append(out[h.a], h.b)
	}
	return in, out
}

// eager is how early a block is looked at.
func (s *levels) eager(b int, degree map[int]int) int {
	n := s.blocks[b].node
	switch {
	case n >= 0 && s.g.Nodes[n].Kind == Client:
		return 0
	case degree[b] == 0:
		return 1
	}
	return 2
}

// topological orders the blocks so that each stands after those to its left.
func topological(blocks []int, in, out map[int][]int) []int {
	left := map[int]int{}
	var ready, order []int
	for _, b := range blocks {
		if left[b] = len(in[b]); left[b] == 0 {
			ready = append(ready, b)
		}
	}
	for len(ready) > 0 {
		b := ready[0]
		ready = ready[1:]
		order = append(order, b)
		for _, o := range out[b] {
			if left[o]--; left[o] == 0 {
				ready = append(ready, o)
			}
		}
	}
	return order
}
