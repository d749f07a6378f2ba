package diagram

import (
	"cmp"
	"math"
	"slices"
)

// extent bounds coordinates, so that arithmetic on hostile ones stays finite.
const extent = 1e7

// bounded returns a coordinate within the extent, and 0 for what is no number.
func bounded(f float64) float64 {
	if math.IsNaN(f) {
		return 0
	}
	return max(-extent, min(extent, f))
}

// point is a place on a canvas, y growing downwards.
type point struct{ x, y float64 }

func (p point) sub(q point) point    { return point{p.x - q.x, p.y - q.y} }
func (p point) add(q point) point    { return point{p.x + q.x, p.y + q.y} }
func (p point) dist(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }
func (r Rect) centre() point         { return point{r.X + r.W/2, r.Y + r.H/2} }
func (r Rect) area() float64         { return r.W * r.H }
func (r Rect) short() float64        { return min(r.W, r.H) }
func (r Rect) grow(by float64) Rect  { return Rect{r.X - by, r.Y - by, r.W + 2*by, r.H + 2*by} }
func (r Rect) has(p point) bool      { return p.x >= r.X && p.x <= r.X+r.W && p.y >= r.Y && p.y <= r.Y+r.H }
func (r Rect) covers(q Rect) bool {
	return r.has(point{q.X, q.Y}) && r.has(point{q.X + q.W, q.Y + q.H})
}
func (r Rect) meets(q Rect) bool {
	return r.X <= q.X+q.W && q.X <= r.X+r.W && r.Y <= q.Y+q.H && q.Y <= r.Y+r.H
}
func overlap(a0, a1, b0, b1 float64) float64 { return min(a1, b1) - max(a0, b0) }

// newRect returns the rectangle with a bounded place and no negative side.
func newRect(x, y, w, h float64) Rect {
	r := Rect{bounded(x), bounded(y), bounded(w), bounded(h)}
	if r.W < 0 {
		r.X, r.W = r.X+r.W, -r.W
	}
	if r.H < 0 {
		r.Y, r.H = r.Y+r.H, -r.H
	}
	return r
}

// common is the area that two rectangles share.
func (r Rect) common(q Rect) float64 {
	w, h := overlap(r.X, r.X+r.W, q.X, q.X+q.W), overlap(r.Y, r.Y+r.H, q.Y, q.Y+q.H)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// union is the smallest rectangle around both; an empty one adds nothing.
func (r Rect) union(q Rect) Rect {
	if r == (Rect{}) {
		return q
	}
	if q == (Rect{}) {
		return r
	}
	x, y := min(r.X, q.X), min(r.Y, q.Y)
	return Rect{x, y, max(r.X+r.W, q.X+q.W) - x, max(r.Y+r.H, q.Y+q.H) - y}
}

// turned is the upright rectangle around r turned by an angle about its centre.
func (r Rect) turned(angle float64) Rect {
	if angle == 0 || math.IsNaN(angle) || math.IsInf(angle, 0) {
		return r
	}
	s, c := math.Abs(math.Sin(angle)), math.Abs(math.Cos(angle))
	w, h, m := r.W*c+r.H*s, r.W*s+r.H*c, r.centre()
	return Rect{m.x - w/2, m.y - h/2, w, h}
}

// away is the distance of a point from the rectangle; 0 inside.
func (r Rect) away(p point) float64 {
	return math.Hypot(max(r.X-p.x, 0, p.x-r.X-r.W), max(r.Y-p.y, 0, p.y-r.Y-r.H))
}

// border is the distance of a point from the rectangle's outline, inside or out.
func (r Rect) border(p point) float64 {
	if !r.has(p) {
		return r.away(p)
	}
	return min(p.x-r.X, r.X+r.W-p.x, p.y-r.Y, r.Y+r.H-p.y)
}

// gap is the distance between two rectangles; 0 when they meet.
func (r Rect) gap(q Rect) float64 {
	return math.Hypot(max(0, -overlap(r.X, r.X+r.W, q.X, q.X+q.W)), max(0, -overlap(r.Y, r.Y+r.H, q.Y, q.Y+q.H)))
}

// ahead is how far from p in the direction d the rectangle begins, or +Inf when the ray misses it.
func (r Rect) ahead(p, d point) float64 {
	l := math.Hypot(d.x, d.y)
	if l == 0 {
		return math.Inf(1)
	}
	lo, hi := 0.0, math.Inf(1)
	for _, axis := range [2][4]float64{{p.x, d.x / l, r.X, r.X + r.W}, {p.y, d.y / l, r.Y, r.Y + r.H}} {
		at, step, from, to := axis[0], axis[1], axis[2], axis[3]
		if math.Abs(step) < 1e-9 {
			if at < from || at > to {
				return math.Inf(1)
			}
			continue
		}
		a, b := (from-at)/step, (to-at)/step
		lo, hi = max(lo, min(a, b)), min(hi, max(a, b))
	}
	if lo > hi {
		return math.Inf(1)
	}
	return lo
}

// toSegment is the distance of a point from the segment ab.
func (p point) toSegment(a, b point) float64 {
	d, l := b.sub(a), a.dist(b)
	if l == 0 {
		return p.dist(a)
	}
	t := max(0, min(1, ((p.x-a.x)*d.x+(p.y-a.y)*d.y)/(l*l)))
	return p.dist(point{a.x + t*d.x, a.y + t*d.y})
}

// toPath is the distance of a point from a line through several points.
func (p point) toPath(path []point) float64 {
	best := math.Inf(1)
	for i := range path {
		best = min(best, p.toSegment(path[max(0, i-1)], path[i]))
	}
	return best
}

// around is the rectangle around points.
func around(path []point) Rect {
	if len(path) == 0 {
		return Rect{}
	}
	lo, hi := path[0], path[0]
	for _, p := range path {
		lo, hi = point{min(lo.x, p.x), min(lo.y, p.y)}, point{max(hi.x, p.x), max(hi.y, p.y)}
	}
	return Rect{lo.x, lo.y, hi.x - lo.x, hi.y - lo.y}
}

// grid finds rectangles near a place without looking at all of them. Those that would
// take very many cells stand apart and are offered to every question.
type grid struct {
	rects []Rect
	cell  float64
	cells map[[2]int][]int
	large []int
}

const (
	gridSpan = 64  // how many cells a rectangle takes at most before it stands apart
	gridNear = 400 // how many rectangles an answer has at most: a hostile drawing heaps them up
)

func newGrid(rects []Rect) *grid {
	g := &grid{rects: rects, cells: map[[2]int][]int{}}
	sides := make([]float64, 0, len(rects))
	for _, r := range rects {
		sides = append(sides, max(r.W, r.H))
	}
	g.cell = max(1, 2*median(sides))
	for i, r := range rects {
		x0, y0, x1, y1 := g.span(r)
		if (x1-x0+1)*(y1-y0+1) > gridSpan {
			g.large = append(g.large, i)
			continue
		}
		for x := x0; x <= x1; x++ {
			for y := y0; y <= y1; y++ {
				g.cells[[2]int{x, y}] = append(g.cells[[2]int{x, y}], i)
			}
		}
	}
	return g
}

func (g *grid) span(r Rect) (x0, y0, x1, y1 int) {
	at := func(f float64) int { return int(math.Floor(f / g.cell)) }
	return at(r.X), at(r.Y), at(r.X + r.W), at(r.Y + r.H)
}

// near returns the indices of rectangles that meet r, ascending and each once.
func (g *grid) near(r Rect) []int {
	var out []int
	keep := func(list []int) {
		n := len(out)
		for _, i := range list {
			if len(out)-n >= gridNear {
				return
			}
			if g.rects[i].meets(r) {
				out = append(out, i)
			}
		}
	}
	keep(g.large)
	x0, y0, x1, y1 := g.span(r)
	if (x1-x0+1)*(y1-y0+1) > len(g.rects)/8+gridSpan {
		for i := range g.rects {
			if len(out) < 2*gridNear && g.rects[i].meets(r) {
				out = append(out, i)
			}
		}
	} else {
		for x := x0; x <= x1 && len(out) < 4*gridNear; x++ {
			for y := y0; y <= y1; y++ {
				keep(g.cells[[2]int{x, y}])
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), gridNear)]
}

// median returns the middle value, or 0 for none.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Clone(v)
	slices.SortFunc(v, cmp.Compare[float64])
	return v[len(v)/2]
}
