package diagram

import (
	"slices"
	"strings"
)

// signBox is a rectangle drawn with signs; the edges belong to it.
type signBox struct {
	top, left, bottom, right int
	parent                   int // index into boxes, or -1
	children                 int
	title                    string // text within the upper edge
	node, group              int    // what became of it; -1
}

// maxBoxes bounds how many are compared with each other.
const maxBoxes = 3000

// findBoxes looks for the upper left corner of boxes and follows their edges.
func (g *signs) findBoxes() {
	for r := range g.rows {
		for c := range g.rows[r] {
			if x := g.at(r, c); x.r == '+' && x.open&(east|south) == east|south || sides(x.r) == east|south {
				if b, ok := g.boxFrom(r, c); ok && len(g.boxes) < maxBoxes {
					g.boxes = append(g.boxes, b)
				}
			}
			if g.work < 0 {
				return
			}
		}
	}
	// The larger first, so that each has its smallest surrounding one as parent.
	slices.SortStableFunc(g.boxes, func(a, b signBox) int { return b.area() - a.area() })
	for i := range g.boxes {
		b := &g.boxes[i]
		b.parent = -1
		for k := i - 1; k >= 0; k-- {
			if g.boxes[k].holds(b) {
				b.parent = k
				g.boxes[k].children++
				break
			}
		}
	}
}

func (b *signBox) area() int { return (b.bottom - b.top) * (b.right - b.left) }

func (b *signBox) holds(in *signBox) bool {
	return b.top < in.top && in.bottom < b.bottom && b.left < in.left && in.left < b.right && in.right <= b.right+2
}

// boxFrom follows a box's edges from its upper left corner. Its sides may be off by the
// few columns that wide characters cost.
func (g *signs) boxFrom(r, c int) (signBox, bool) {
	plus := g.at(r, c).r == '+'
	right, title, ok := g.upperEdge(r, c, plus)
	if !ok || right-c < 2 {
		return signBox{}, false
	}
	slack := 4
	if plus {
		slack = 1
	}
	col := c
	for y := r + 1; y < len(g.rows); y++ {
		g.work--
		if g.work < 0 {
			return signBox{}, false
		}
		at, corner := g.leftEdge(y, col, plus)
		if at < 0 {
			return signBox{}, false
		}
		col = at
		if !corner {
			continue
		}
		end, ok := g.lowerEdge(y, col, right, slack, plus)
		if !ok {
			if plus {
				continue // a table's line
			}
			return signBox{}, false
		}
		if plus && g.is(y+1, col, "|", 0) && g.is(y+1, end, "|", 0) && y+1 < len(g.rows) && g.closesBelow(y+1, col, end) {
			continue // a line within the box
		}
		return signBox{top: r, left: c, bottom: y, right: max(right, end), title: title, node: -1, group: -1}, y > r+1
	}
	return signBox{}, false
}

// closesBelow reports whether the two sides go on to another line of the box.
func (g *signs) closesBelow(y, left, right int) bool {
	for ; y < len(g.rows); y++ {
		g.work--
		if g.at(y, left).r == '+' && g.at(y, right).r == '+' {
			return true
		}
		if g.at(y, left).r != '|' || g.at(y, right).r != '|' || g.work < 0 {
			return false
		}
	}
	return false
}

// upperEdge returns the column of the upper right corner and the text in the edge.
func (g *signs) upperEdge(r, c int, plus bool) (int, string, bool) {
	var title strings.Builder
	gap := 0
	for x := c + 1; x < len(g.rows[r]); x++ {
		g.work--
		cell := g.at(r, x)
		s := sides(cell.r)
		switch {
		case plus && cell.r == '+':
			if g.is(r+1, x, "|+", north) && !(g.at(r, x+1).r == '-' && g.at(r+1, x).r != '|') {
				return x, fold(title.String()), true
			}
			gap = 0
		case !plus && s == west|south:
			return x, fold(title.String()), gap == 0
		case s&(east|west) == east|west, plus && (cell.r == '-' || cell.r == '=') || cell.r == '-' && gap == 0, cell.head&(north|south) != 0:
			gap = 0
		case x > c+1 && gap < 60 && (cell.r >= ' ' || cell.r == 0) && s == 0:
			gap++
			if cell.r != 0 {
				title.WriteRune(cell.r)
			}
		default:
			return 0, "", false
		}
		if g.work < 0 {
			break
		}
	}
	return 0, "", false
}

// leftEdge finds the left side in a row: its column, and whether it is the lower corner.
func (g *signs) leftEdge(y, col int, plus bool) (at int, corner bool) {
	for _, d := range [...]int{0, -1, 1, -2, 2} {
		x := g.at(y, col+d)
		if plus {
			switch {
			case d != 0:
				return -1, false
			case x.r == '|' || x.r == '│' || x.head&(east|west) != 0 || x.r == '>' || x.r == '<':
				return col, false
			case x.r == '+':
				return col, true
			}
			continue
		}
		s := sides(x.r)
		switch {
		case s == north|east:
			return col + d, true
		case s&(north|south) == north|south && (d == 0 || s&(east|west) == 0), d == 0 && x.head&(east|west) != 0, d == 0 && x.r == '|':
			return col + d, false
		}
	}
	return -1, false
}

// lowerEdge returns the column of the lower right corner, near the upper one.
func (g *signs) lowerEdge(y, c, right, slack int, plus bool) (int, bool) {
	for x := c + 1; x <= right+slack && x < len(g.rows[y]); x++ {
		g.work--
		cell := g.at(y, x)
		s := sides(cell.r)
		switch {
		case plus && cell.r == '+':
			if x >= right-slack {
				return x, true
			}
		case !plus && s == north|west:
			return x, x >= right-slack-2
		case s&(east|west) == east|west, cell.r == '-' || cell.r == '=', cell.head != 0, cell.r == 'v' || cell.r == '^':
		case !plus && (s&(north|south) == north|south && x >= right-slack):
			return x, true
		default:
			return 0, false
		}
	}
	return 0, false
}

// mark writes the boxes into the cells: the edges of all, the inside of those that hold
// no drawing of their own.
func (g *signs) mark() {
	g.frame, g.titles = make([]bool, len(g.boxes)), map[int]bool{}
	for i := range g.boxes {
		g.frame[i] = g.boxes[i].children > 0 || g.holdsDrawing(&g.boxes[i])
		if g.boxes[i].children > 0 {
			g.titles[g.boxes[i].top+1] = true
		}
	}
	for i := range g.boxes {
		b := &g.boxes[i]
		for y := b.top; y <= b.bottom; y++ {
			from, to := g.leftSide(b, y), g.rightSide(b, y)
			for x := from; x <= to && x < len(g.rows[y]); x++ {
				if y == b.top || y == b.bottom || x == from || x == to || !g.frame[i] {
					g.rows[y][x].box = int32(i + 1)
				}
			}
		}
	}
}

// leftSide returns the column of a box's left side in a row.
func (g *signs) leftSide(b *signBox, y int) int {
	for _, d := range [...]int{0, -1, 1, -2, 2} {
		if x := g.at(y, b.left+d); sides(x.r)&(north|south) != 0 || x.r == '|' || x.r == '+' {
			return max(b.left+d, 0)
		}
	}
	return b.left
}

// rightSide returns the column of a box's right side in a row.
func (g *signs) rightSide(b *signBox, y int) int {
	for _, d := range [...]int{0, -1, 1, -2, 2, -3, 3, -4, 4} {
		if x := g.at(y, b.right+d); sides(x.r)&(north|south) != 0 || x.r == '|' || x.r == '+' || sides(x.r) == north|west || sides(x.r) == south|west {
			return b.right + d
		}
	}
	return b.right
}

// holdsDrawing reports whether lines with heads are drawn within a box that holds none.
func (g *signs) holdsDrawing(b *signBox) bool {
	if b.bottom-b.top < 4 {
		return false
	}
	n := 0
	for y := b.top + 1; y < b.bottom; y++ {
		for x := b.left + 1; x < b.right && x < len(g.rows[y]); x++ {
			g.work--
			h := g.at(y, x).head
			if h == 0 {
				continue
			}
			for _, side := range allSides {
				if h&side == 0 {
					continue
				}
				py, px := step(y, x, opposite[side])
				if p := g.at(py, px); p.head == 0 && p.open&side != 0 {
					qy, qx := step(py, px, opposite[side])
					if g.at(qy, qx).open&side != 0 || side&(north|south) != 0 {
						n++
					}
				}
			}
		}
	}
	return n >= 2
}

// inside returns the text lines in a box, without those of boxes and drawings in it.
func (g *signs) inside(i int) []string {
	b := &g.boxes[i]
	var lines []string
	if b.title != "" {
		lines = append(lines, b.title)
	}
	if g.frame[i] && b.children == 0 {
		return lines // its texts are the parts of the drawing in it
	}
	for y := b.top + 1; y < b.bottom; y++ {
		var t strings.Builder
		to := g.rightSide(b, y)
		rule := 0
		for x := g.leftSide(b, y) + 1; x < to && x < len(g.rows[y]); x++ {
			c := g.rows[y][x]
			switch {
			case int(c.box) != i+1 && (c.box != 0 || g.frame[i] && c.open != 0):
				t.WriteByte(' ')
			case c.r == 0:
			case sides(c.r) != 0 || c.r == '|' && c.open != 0:
				t.WriteByte(' ')
				rule++
			default:
				t.WriteRune(c.r)
			}
		}
		line := fold(t.String())
		if strings.Trim(line, "-=_ ") == "" {
			line = ""
			if rule > 2 && len(lines) > 0 {
				lines = append(lines, "") // a rule across the box
			}
		}
		if line == "" && len(lines) == 0 {
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// signName takes the lines of a box apart: the name goes up to a blank line, a bullet or
// a bracket.
func signName(lines []string) (label, detail string) {
	n := 0
	for n < len(lines) && n < 4 {
		l := lines[n]
		if l == "" || n > 0 && (strings.HasPrefix(l, "(") || strings.HasPrefix(l, "[") || isBullet(l) || strings.HasSuffix(lines[n-1], ")")) {
			break
		}
		if all := strings.Join(lines[:n], " "); n > 0 && len(strings.Fields(all)) > 3 && strings.Count(all, "(") <= strings.Count(all, ")") && !strings.HasSuffix(lines[n-1], "/") && !strings.HasSuffix(lines[n-1], "&") {
			break
		}
		n++
	}
	clean := func(s string) string { return plain(s) }
	return clean(strings.Join(lines[:n], " ")), clean(strings.Join(lines[n:], " "))
}

func isBullet(s string) bool {
	if len(s) < 2 {
		return false
	}
	for _, p := range [...]string{"- ", "* ", "• ", "+ ", "· ", "→", "✓", "► "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return s[0] >= '0' && s[0] <= '9' && (s[1] == '.' || s[1] == ')')
}
