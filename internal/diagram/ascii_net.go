package diagram

// netEnd is where a line ends: at a box or a text, with a head or without.
type netEnd struct {
	net      int
	side     uint8
	head     bool
	box, run int // indices, one of them -1
	length   int // of the line that ends here, up to 3
}

// openSides returns the sides on which the line at a place goes on. A line passes through
// a frame's edge where it goes on at both sides of it.
func (g *signs) openSides(r, c int) uint8 {
	x := g.at(r, c)
	if x.life != 0 {
		return 0
	}
	if x.box == 0 {
		return x.open
	}
	i := int(x.box) - 1
	if !g.frame[i] {
		return 0
	}
	b := &g.boxes[i]
	var o uint8
	if sides(x.r) == north|east|south|west {
		if r == b.top || r == b.bottom {
			return north | south
		}
		return east | west
	}
	if (r == b.top || r == b.bottom) && g.goesOn(r-1, c, south) && g.goesOn(r+1, c, north) {
		o |= north | south
	}
	if r != b.top && r != b.bottom && g.goesOn(r, c-1, east) && g.goesOn(r, c+1, west) {
		o |= east | west
	}
	return o
}

// goesOn reports whether a line comes out of a place on a side: a line's sign, or a leaf
// box's edge with an outlet.
func (g *signs) goesOn(r, c int, side uint8) bool {
	x := g.at(r, c)
	if x.box == 0 {
		return x.open&side != 0
	}
	if g.frame[x.box-1] {
		return false
	}
	return sides(x.r)&side != 0 && sides(x.r) != north|south && sides(x.r) != east|west || x.head&opposite[side] != 0
}

// joined returns the place that a line goes on to from a place, if it does.
func (g *signs) joined(r, c int, side uint8) (int, int, bool) {
	y, x := step(r, c, side)
	if g.openSides(y, x)&opposite[side] != 0 || g.meets(r, c, side) {
		return y, x, true
	}
	if side != south && side != north || g.at(y, x).r > ' ' && !g.isTitle(y) {
		return 0, 0, false
	}
	// What hangs below may be off by a column or two.
	for _, d := range [...]int{-1, 1, -2, 2} {
		if g.openSides(y, x+d)&opposite[side] == 0 {
			continue
		}
		if back, col := step(y, x+d, opposite[side]); g.openSides(back, col)&side != 0 || g.at(back, col).box != 0 || g.at(back, col).r > ' ' {
			continue
		}
		return y, x + d, true
	}
	// A row with a frame's title may part a line.
	far, _ := step(y, x, side)
	for _, d := range [...]int{0, -1, 1} {
		if g.openSides(far, x+d)&opposite[side] != 0 && g.openSides(far, x+d)&(east|west) == 0 && g.isTitle(y) {
			return far, x + d, true
		}
	}
	return 0, 0, false
}

// isTitle reports whether a row is the first one of a frame around boxes.
func (g *signs) isTitle(r int) bool { return g.titles[r] }

// meets reports whether an upright line ends on a level one, and not in passing it.
func (g *signs) meets(r, c int, side uint8) bool {
	if side != south && side != north {
		return false
	}
	y, x := step(r, c, side)
	if g.openSides(y, x) != east|west || g.at(y, x).box != 0 || g.at(y, x).r < 0x80 || g.openSides(y, x-1)&east == 0 || g.openSides(y, x+1)&west == 0 {
		return false
	}
	fy, fx := step(y, x, side)
	return g.openSides(fy, fx)&opposite[side] == 0
}

// findNets joins the signs of lines to nets and finds where they end.
func (g *signs) findNets() {
	nets := int32(0)
	var ends []netEnd
	var stack [][2]int
	for r := range g.rows {
		for c := range g.rows[r] {
			x := g.rows[r][c]
			if x.net != 0 || g.openSides(r, c) == 0 && (x.head == 0 || x.box != 0 || x.life != 0) {
				continue
			}
			nets++
			g.rows[r][c].net = nets
			stack = append(stack[:0], [2]int{r, c})
			size := 0
			for len(stack) > 0 {
				p := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				size++
				g.work--
				for _, side := range allSides {
					open := g.openSides(p[0], p[1])&side != 0
					head := g.at(p[0], p[1]).box == 0 && g.at(p[0], p[1]).head&side != 0
					if open {
						if y, x, ok := g.joined(p[0], p[1], side); ok {
							if g.rows[y][x].net == 0 {
								g.rows[y][x].net = nets
								stack = append(stack, [2]int{y, x})
							}
							continue
						}
					}
					if !open && !head {
						continue
					}
					if e, ok := g.endAt(p[0], p[1], side); ok {
						e.net, e.head, e.side = int(nets)-1, head || e.head, side
						e.length = g.lineLength(p[0], p[1], opposite[side])
						ends = append(ends, e)
					}
				}
			}
		}
		if g.work < 0 {
			break
		}
	}
	g.netEnds, g.netCount = ends, int(nets)
}

// lineLength counts the signs of a line from a place on, up to 3.
func (g *signs) lineLength(r, c int, side uint8) int {
	n := 0
	for ; n < 3 && (g.at(r, c).open != 0 || g.at(r, c).head != 0); n++ {
		r, c = step(r, c, side)
	}
	return n
}

// endAt looks for what stands beyond a line's end.
func (g *signs) endAt(r, c int, side uint8) (netEnd, bool) {
	if side == east || side == west {
		for d := 1; d <= 4; d++ {
			x := c + d
			if side == west {
				x = c - d
			}
			k := g.at(r, x)
			switch {
			case k.box != 0:
				i := int(k.box) - 1
				b := &g.boxes[i]
				if x != b.left && x != g.leftSide(b, r) && x != g.rightSide(b, r) && !(x >= b.left && x <= b.right && !g.frame[i]) {
					return netEnd{}, false
				}
				return netEnd{box: i, run: -1}, true
			case k.life != 0:
				return netEnd{}, false
			case textCell(k) || k.r == 0:
				if u := g.runAt(r, x, 0); u >= 0 {
					return netEnd{box: -1, run: u}, true
				}
				return netEnd{}, false
			case k.r > ' ':
				return netEnd{}, false
			}
		}
		return netEnd{}, false
	}
	reach := 2
	for d := 1; d <= reach; d++ {
		y := r + d
		if side == north {
			y = r - d
		}
		k := g.at(y, c)
		if g.isTitle(y) && k.box == 0 && reach < 4 {
			reach++
			continue
		}
		switch {
		case k.box != 0:
			return netEnd{box: int(k.box) - 1, run: -1, head: g.headInEdge(y, c, side)}, true
		case k.life != 0:
			return netEnd{}, false
		}
		if u := g.runAt(y, c, 3); u >= 0 && !g.isBeside(&g.runs[u], c) {
			return netEnd{box: -1, run: u}, true
		}
		if k.open != 0 || k.head != 0 {
			return netEnd{}, false
		}
		if side == north && d == 1 {
			// A box whose lower edge ends a little before the line.
			for _, o := range [...]int{-1, 1, -2, 2} {
				if b := g.at(y, c+o).box; b != 0 && g.boxes[b-1].bottom == y {
					return netEnd{box: int(b) - 1, run: -1}, true
				}
			}
		}
	}
	return netEnd{}, false
}

// headInEdge reports whether a head is drawn into a box's edge at a place or beside it.
func (g *signs) headInEdge(r, c int, side uint8) bool {
	for _, d := range [...]int{0, -1, 1, -2, 2} {
		x := g.at(r, c+d)
		if x.box == g.at(r, c).box && (x.head&side != 0 || d == 0 && side == south && (x.r == 'v' || x.r == 'V')) {
			return true
		}
	}
	return false
}

// runAt returns the run at a place, or the nearest within some columns, or -1.
func (g *signs) runAt(r, c, slack int) int {
	if r < 0 || r >= len(g.byRow) {
		return -1
	}
	best, far := -1, slack+1
	row := g.byRow[r]
	for _, k := range row {
		g.work--
		u := &g.runs[k]
		d := 0
		if c < u.from {
			d = u.from - c
		} else if c > u.to {
			d = c - u.to
		}
		if d < far {
			best, far = k, d
		}
	}
	return best
}

// sets joins nets that a label parts.
type sets []int

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// maxJoin bounds the arrows of one net.
const maxJoin = 64

// edges turns nets into arrows.
func (g *signs) edges() {
	of := make(sets, g.netCount)
	for i := range of {
		of[i] = i
	}
	hasHead := make([]bool, g.netCount)
	for i, e := range g.netEnds {
		if e.run >= 0 {
			h := g.runs[e.run].head
			g.runs[h].ends = append(g.runs[h].ends, i)
		}
		hasHead[e.net] = hasHead[e.net] || e.head
	}
	labels := map[int]string{}
	for i := range g.runs {
		if a, b, ok := g.interrupts(i, hasHead); ok {
			g.runs[i].label = true
			a, b = of.find(a), of.find(b)
			of[a] = b
			labels[b] = g.runs[i].text
		}
	}
	byNet := map[int][]netEnd{}
	var order []int
	for _, e := range g.netEnds {
		n := of.find(e.net)
		if _, ok := byNet[n]; !ok {
			order = append(order, n)
		}
		byNet[n] = append(byNet[n], e)
	}
	first := g.beside()
	for _, n := range order {
		label := labels[n]
		if label == "" {
			label = first[n]
		}
		g.join(byNet[n], label)
	}
}

// interrupts reports whether a text stands within a line: between two ends without heads
// from opposite sides.
func (g *signs) interrupts(i int, hasHead []bool) (a, b int, ok bool) {
	u := &g.runs[i]
	if u.bracketed || len(u.ends) != 2 || u.head != i {
		return 0, 0, false
	}
	x, y := g.netEnds[u.ends[0]], g.netEnds[u.ends[1]]
	if x.head || y.head || x.side != opposite[y.side] || x.net == y.net {
		return 0, 0, false
	}
	if !hasHead[x.net] && !hasHead[y.net] {
		return 0, 0, false
	}
	if x.side == east || x.side == west {
		if x.length < 2 || y.length < 2 {
			return 0, 0, false
		}
		// "A <-- B --> C" has B as a part; "[A] <-- text --> [C]" as a label.
		if hasHead[x.net] && hasHead[y.net] && KindOf(u.text, "", nil) != KindUnknown && !g.betweenBrackets(x.net, y.net) {
			return 0, 0, false
		}
		return x.net, y.net, true
	}
	if hasHead[x.net] && hasHead[y.net] || u.text[0] != '(' && KindOf(u.text, "", nil) != KindUnknown {
		return 0, 0, false
	}
	return x.net, y.net, true
}

func (g *signs) betweenBrackets(nets ...int) bool {
	n := 0
	for _, e := range g.netEnds {
		for _, k := range nets {
			if e.net == k && (e.box >= 0 || e.run >= 0 && g.runs[e.run].bracketed) {
				n++
			}
		}
	}
	return n >= 2
}

// isBeside reports whether a text stands to the right of an upright line, so that a line
// in another column does not mean it.
func (g *signs) isBeside(u *run, c int) bool {
	if c >= u.from && c <= u.to {
		return false
	}
	for d := 1; d <= 3; d++ {
		if x := g.at(u.row, u.from-d); x.open&(north|south) != 0 {
			return true
		} else if x.r > ' ' {
			break
		}
	}
	return false
}

// beside finds the texts to the right of upright lines, which say something of them.
func (g *signs) beside() map[int]string {
	labels := map[int]string{}
	for i := range g.runs {
		u := &g.runs[i]
		if len(g.runs[u.head].ends) > 0 || u.label {
			continue
		}
		for d := 1; d <= 3; d++ {
			x := g.at(u.row, u.from-d)
			if x.net != 0 && x.open&(north|south) != 0 {
				if n := int(x.net) - 1; labels[n] == "" {
					labels[n] = u.text
				}
			}
			if x.r > ' ' {
				break
			}
		}
	}
	return labels
}

// frames reports whether one node stands for a frame around the other.
func (g *signs) frames(a, b int) bool {
	frame, known := g.groups[g.g.Nodes[a].ID]
	if !known {
		return false
	}
	for k := g.g.Nodes[b].Group; k >= 0; k = g.g.Groups[k].Parent {
		if k == frame {
			return true
		}
	}
	return false
}

// join adds the arrows of one net: from each end without head to each with one.
func (g *signs) join(ends []netEnd, label string) {
	type end struct {
		node int
		head bool
	}
	var tails, heads, above, below []int
	seen := map[end]bool{}
	boxes, sideways := 0, 0
	start, stop := -1, 0
	for _, e := range ends {
		n := -1
		if e.box >= 0 {
			n = g.boxEnd(e.box)
			boxes++
		} else {
			n = g.runNode(e.run)
		}
		if e.side == east || e.side == west {
			sideways++
		}
		if n < 0 || seen[end{n, e.head}] {
			continue
		}
		seen[end{n, e.head}] = true
		at := g.g.Nodes[n].At
		if start < 0 {
			start, stop = at.Start, at.End
		}
		if e.head {
			heads = append(heads, n)
		} else {
			tails = append(tails, n)
			if e.side == north {
				above = append(above, n)
			} else if e.side == south {
				below = append(below, n)
			}
		}
	}
	add := func(e Edge) {
		if e.From != e.To && !g.frames(e.From, e.To) && !g.frames(e.To, e.From) {
			e.Label = label
			g.edge(e, start, stop)
		}
	}
	switch {
	case len(tails) > 0 && len(heads) > 0:
		if len(above) == 1 && len(below) > 0 && len(below) == len(tails)-1 {
			tails, heads = above, append(heads, below...) // a head was left out
		}
		n := 0
		for _, a := range tails {
			for _, b := range heads {
				if n++; n <= maxJoin {
					add(Edge{From: a, To: b})
				}
			}
		}
	case len(heads) >= 2:
		for _, b := range heads[1:min(len(heads), maxJoin)] {
			add(Edge{From: heads[0], To: b, Both: true})
		}
	case len(heads) == 0 && len(above) == 1 && len(below) == len(tails)-1 && len(below) > 0 && (boxes == len(ends) || len(tails) == 2):
		// Lines without heads are read downwards.
		for _, b := range below[:min(len(below), maxJoin)] {
			add(Edge{From: above[0], To: b})
		}
	case len(heads) == 0 && len(tails) >= 2 && (boxes == len(ends) || len(tails) == 2 && sideways == 0):
		for _, b := range tails[1:min(len(tails), maxJoin)] {
			add(Edge{From: tails[0], To: b, Undirected: true})
		}
	}
}
