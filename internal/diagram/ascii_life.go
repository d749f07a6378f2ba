package diagram

import "strings"

// lifeline is the upright line below a participant of a sequence drawn in signs.
type lifeline struct{ top, bottom, col, node int }

// minLife is how many lines a lifeline is long at least.
const minLife = 4

// lifelines finds sequences: upright lines that begin in one row below a name and end in
// nothing, with arrows between them.
func (g *signs) lifelines() {
	byTop := map[int][]lifeline{}
	var tops []int
	for r := range g.rows {
		for c := range g.rows[r] {
			if !g.upright(r, c) || g.upright(r-1, c) || g.upright(r-2, c) && g.at(r-1, c).box == 0 {
				continue
			}
			if l, ok := g.lifeFrom(r, c); ok {
				if len(byTop[r]) == 0 {
					tops = append(tops, r)
				}
				byTop[r] = append(byTop[r], l)
			}
			if g.work < 0 {
				return
			}
		}
	}
	for _, r := range tops {
		lines := byTop[r]
		if len(lines) < 2 {
			continue
		}
		g.sequenceIn(lines)
	}
}

// upright reports whether a sign outside the boxes has a line above and below it.
func (g *signs) upright(r, c int) bool {
	x := g.at(r, c)
	return x.box == 0 && x.life == 0 && (x.open&(north|south) == north|south || x.r == '|' && x.open != 0)
}

func (g *signs) lifeFrom(r, c int) (lifeline, bool) {
	last := r
	for y := r + 1; y < len(g.rows) && y-last <= 3; y++ {
		g.work--
		if g.upright(y, c) {
			last = y
		} else if x := g.at(y, c); x.head&(north|south) != 0 || x.box != 0 {
			break
		}
	}
	below := g.at(last+1, c)
	if last-r+1 < minLife || below.head != 0 || below.box != 0 && !g.frame[below.box-1] || below.open&(east|west) != 0 && below.open&north != 0 {
		return lifeline{}, false
	}
	return lifeline{top: r, bottom: last, col: c, node: -1}, true
}

// drawnMessage is an arrow between two lifelines.
type drawnMessage struct {
	from, to, row, left, right int
	label                      string
}

// sequenceIn reads the arrows between lifelines, and if there are enough takes their
// part of the drawing out of what is read as boxes and lines.
func (g *signs) sequenceIn(lines []lifeline) {
	top, bottom := lines[0].top, 0
	for _, l := range lines {
		bottom = max(bottom, l.bottom)
	}
	var found []drawnMessage
	for r := top; r <= bottom; r++ {
		for c := range g.rows[r] {
			h := g.rows[r][c].head & (east | west)
			if h == 0 || h == east|west || g.rows[r][c].box != 0 {
				continue
			}
			if m, ok := g.messageAt(lines, r, c, h); ok {
				found = append(found, m)
			}
		}
		if g.work < 0 {
			return
		}
	}
	if len(found) < 2 {
		return
	}
	first, last := lines[0].col, lines[len(lines)-1].col
	for i := range lines {
		lines[i].node = g.participantAbove(lines[i])
	}
	for r := top; r <= bottom; r++ {
		for c := max(first-1, 0); c < len(g.rows[r]) && c <= last+24; c++ {
			if x := &g.rows[r][c]; x.box == 0 || c <= last {
				x.life = 1
			}
		}
	}
	s := newSequence(g.builder)
	for _, m := range found {
		a, b := lines[m.from].node, lines[m.to].node
		if a < 0 || b < 0 || a == b || s.seen[[3]int{a, b, 0}] || s.seen[[3]int{b, a, 0}] {
			continue // what comes back is an answer
		}
		s.seen[[3]int{a, b, 0}] = true
		start := int(g.at(m.row, m.left).off)
		g.edge(Edge{From: a, To: b, Label: m.label}, start, int(g.at(m.row, m.right).off)+1)
	}
}

// messageAt reads the arrow whose head stands at a place.
func (g *signs) messageAt(lines []lifeline, r, c int, head uint8) (drawnMessage, bool) {
	back := -1
	if head == west {
		back = 1
	}
	on := func(x int) bool {
		for _, l := range lines {
			if l.col == x {
				return true
			}
		}
		return false
	}
	x := c + back
	var label strings.Builder
	for x >= 0 && x < len(g.rows[r]) {
		g.work--
		k := g.at(r, x)
		next := g.at(r, x+back)
		if on(x) && next.open&(east|west) != east|west {
			break
		}
		if k.r == ' ' && (next.r == ' ' || next.r == 0 || on(x+back)) {
			break
		}
		if k.open == 0 && k.r != 0 {
			label.WriteRune(k.r)
		}
		x += back
	}
	nearest := func(at int) (int, int) {
		best, far := -1, 1<<30
		for i, l := range lines {
			if d := abs(l.col - at); d < far {
				best, far = i, d
			}
		}
		return best, far
	}
	from, d := nearest(x)
	to := -1
	for i, l := range lines {
		if head == east && l.col >= c && to < 0 || head == west && l.col <= c {
			to = i
		}
	}
	if d > 3 || to < 0 || from == to {
		return drawnMessage{}, false
	}
	m := drawnMessage{from: from, to: to, row: r, left: min(x, c), right: max(x, c)}
	text := label.String()
	if back < 0 { // it was read backwards
		runes := []rune(text)
		for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
			runes[i], runes[j] = runes[j], runes[i]
		}
		text = string(runes)
	}
	if m.label = fold(text); m.label == "" && r > 0 {
		m.label = g.textBetween(r-1, max(m.left, 0)+1, m.right)
	}
	return m, true
}

// textBetween returns what is written in a row between two columns.
func (g *signs) textBetween(r, from, to int) string {
	var b strings.Builder
	for c := from; c < to && c < len(g.rows[r]); c++ {
		if x := g.rows[r][c]; x.open != 0 || x.head != 0 || x.box != 0 {
			b.WriteByte(' ')
		} else if x.r != 0 {
			b.WriteRune(x.r)
		}
	}
	return fold(b.String())
}

// participantAbove returns the node of the box or the text above a lifeline.
func (g *signs) participantAbove(l lifeline) int {
	for r := l.top - 1; r >= max(0, l.top-2); r-- {
		x := g.at(r, l.col)
		if x.box != 0 && !g.frame[x.box-1] {
			return g.boxes[x.box-1].node
		}
		for _, d := range [...]int{0, -1, 1, -2, 2, -3, 3} {
			c := l.col + d
			if !textCell(g.at(r, c)) {
				continue
			}
			from, to := c, c
			blank := func(c int) bool { x := g.at(r, c); return x.r == ' ' || x.r == 0 && x.off == 0 || x.box != 0 }
			for from > 0 && !(blank(from-1) && blank(from-2)) && g.at(r, from-1).box == 0 {
				from--
			}
			for to+1 < len(g.rows[r]) && !(blank(to+1) && blank(to+2)) && g.at(r, to+1).box == 0 {
				to++
			}
			text := g.textBetween(r, from, to+1)
			id := strings.ToLower(text)
			_, known := g.nodes[id]
			n := g.node(id, g.groupAt(r, c), int(g.at(r, from).off), int(g.at(r, to).off)+1)
			if n >= 0 && !known {
				g.g.Nodes[n].Label, g.g.Nodes[n].Detail = text, ""
			}
			return n
		}
	}
	return -1
}
