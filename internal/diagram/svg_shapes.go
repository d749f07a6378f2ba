package diagram

import (
	"fmt"
	"math"
	"strings"
)

// tone is the class of colour of a kind.
func (k Kind) tone() string {
	switch k {
	case Client:
		return "client"
	case DNS, CDN, LoadBalancer, Gateway:
		return "edge"
	case Cache:
		return "cache"
	case Database, ObjectStore, Search, Warehouse:
		return "data"
	case Queue, Stream, Scheduler, Notifier:
		return "queue"
	case External:
		return "other"
	}
	return "work"
}

// stackShift is how far a copy stands out behind a box.
const stackShift = 5

// node draws a box with its label; copies behind it say that there are several.
func (s *svg) node(i int, r Rect) {
	n := &s.g.Nodes[i]
	said := shownLabel(n)
	if k := n.Kind.String(); k != "" {
		said += " (" + k + ")"
	}
	if n.Detail != "" {
		said += ": " + clip(n.Detail, 200)
	}
	fmt.Fprintf(s, `<g><title>%s</title>`, esc(said))
	if n.Shape == shapeJunction {
		m := r.centre()
		fmt.Fprintf(s, `<circle class="tip" cx="%s" cy="%s" r="4"/></g>`+"\n", num(m.x), num(m.y))
		return
	}
	if n.Shape == shapeStack {
		s.form(n.Kind, "", Rect{r.X + stackShift, r.Y - stackShift, r.W, r.H})
	}
	s.form(n.Kind, n.Shape, r)
	lines := s.p.lines[i]
	y := r.Y + r.H/2 - 8.5*float64(len(lines)-1) + 4.5
	switch n.Kind {
	case Database, Search:
		y += 3 // below the lid
	case Warehouse:
		y += 6
	}
	x := r.X + r.W/2
	if n.Kind == Queue || n.Kind == Stream {
		x -= 3
	}
	for _, l := range lines {
		fmt.Fprintf(s, `<text class="ink" x="%s" y="%s" font-size="13" text-anchor="middle">%s</text>`, num(x), num(y), esc(l))
		y += 17
	}
	s.WriteString("</g>\n")
}

// form draws the outline that stands for a kind; a box whose kind is not known keeps the
// simple form that it was drawn with.
func (s *svg) form(k Kind, shape string, r Rect) {
	x, y, w, h := r.X, r.Y, r.W, r.H
	path := func(d string, args ...float64) {
		text := make([]any, len(args))
		for i, a := range args {
			text[i] = num(a)
		}
		fmt.Fprintf(s, `<path class="box %s" d="`+strings.ReplaceAll(d, "_", "%s")+`"/>`, append([]any{k.tone()}, text...)...)
	}
	rect := func(rx float64, more string) {
		fmt.Fprintf(s, `<rect class="box %s" x="%s" y="%s" width="%s" height="%s" rx="%s"%s/>`, k.tone(), num(x), num(y), num(w), num(h), num(rx), more)
	}
	switch k {
	case Client:
		rect(h/2, "")
	case DNS, CDN:
		fmt.Fprintf(s, `<ellipse class="box %s" cx="%s" cy="%s" rx="%s" ry="%s"/>`, k.tone(), num(x+w/2), num(y+h/2), num(w/2), num(h/2))
	case LoadBalancer, Gateway:
		c := min(10, w/6)
		path("M_ _L_ _L_ _L_ _L_ _L_ _z", x+c, y, x+w-c, y, x+w, y+h/2, x+w-c, y+h, x+c, y+h, x, y+h/2)
	case Worker:
		rect(2, "")
		c := min(6, w/6)
		path("M_ _V_M_ _V_", x+c, y, y+h, x+w-c, y, y+h)
	case Cache:
		c := min(9, w/6)
		path("M_ _L_ _L_ _L_ _z", x+c, y, x+w, y, x+w-c, y+h, x, y+h)
	case Database, Search, Warehouse:
		c := min(6, h/5)
		path("M_ _A_ _ 0 0 1 _ _V_A_ _ 0 0 1 _ _z", x, y+c, w/2, c, x+w, y+c, y+h-c, w/2, c, x, y+h-c)
		path("M_ _A_ _ 0 0 0 _ _", x, y+c, w/2, c, x+w, y+c)
		if k == Warehouse {
			path("M_ _A_ _ 0 0 0 _ _", x, y+2*c, w/2, c, x+w, y+2*c)
		}
		if k == Search {
			q := c / 2
			path("M_ _l_ _M_ _a_ _ 0 1 1 _ 0a_ _ 0 1 1 _ 0z", x+w-c-1, y+h-c-1, -q, -q, x+w-c-1-3*q, y+h-c-1-2*q, q, q, 2*q, q, q, -2*q)
		}
	case ObjectStore:
		c := min(8, w/6)
		path("M_ _L_ _L_ _L_ _z", x, y, x+w, y, x+w-c, y+h, x+c, y+h)
	case Queue, Stream:
		c := min(7, w/5)
		path("M_ _H_A_ _ 0 0 1 _ _H_A_ _ 0 0 1 _ _z", x+c, y, x+w-c, c, h/2, x+w-c, y+h, x+c, c, h/2, x+c, y)
		path("M_ _A_ _ 0 0 0 _ _", x+w-c, y, c, h/2, x+w-c, y+h)
		if k == Stream {
			path("M_ _A_ _ 0 0 0 _ _", x+w-2*c, y, c, h/2, x+w-2*c, y+h)
		}
	case Scheduler, Notifier:
		c := min(9, w/5)
		path("M_ _H_L_ _L_ _H_z", x, y, x+w-c, x+w, y+h/2, x+w-c, y+h, x)
	case External:
		rect(3, ` stroke-dasharray="4 3"`)
	default:
		rect(5, "")
	}
}

// inset is how far the outline of a kind lies within its rectangle at a height: the line to
// it ends there.
func (k Kind) inset(r Rect, y float64, right bool) float64 {
	t := max(0, min(1, (y-r.Y)/r.H))
	bow := 1 - math.Sqrt(max(0, 1-(2*t-1)*(2*t-1)))
	switch k {
	case Client:
		c := min(r.H, r.W) / 2
		d := max(0, c-min(y-r.Y, r.Y+r.H-y)) / c
		return c * (1 - math.Sqrt(max(0, 1-d*d)))
	case DNS, CDN:
		return r.W / 2 * bow
	case LoadBalancer, Gateway:
		return min(10, r.W/6) * math.Abs(2*t-1)
	case Cache:
		if right {
			return min(9, r.W/6) * t
		}
		return min(9, r.W/6) * (1 - t)
	case ObjectStore:
		return min(8, r.W/6) * t
	case Queue, Stream:
		return min(7, r.W/5) * bow
	case Scheduler, Notifier:
		if right {
			return min(9, r.W/5) * math.Abs(2*t-1)
		}
	}
	return 0
}
