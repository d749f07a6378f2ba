package diagram

import (
	"unicode"
	"unicode/utf8"
)

// The sides on which a sign of a drawing goes on.
const (
	north uint8 = 1 << iota
	east
	south
	west
)

var opposite = map[uint8]uint8{north: south, south: north, east: west, west: east}

// sign is one column of a line of a drawing. A wide character takes two; the second
// holds none.
type sign struct {
	r    rune
	off  int32 // byte offset in the source
	open uint8 // sides on which a line goes on; 0 is no line
	head uint8 // the side to which an arrow's head points, both for a double one
	box  int32 // box whose edge or leaf's inside it is, from 1
	net  int32 // lines joined to one, from 1
	life int32 // lifeline, from 1
}

// signs is a drawing in signs, its lines as long as they are written.
type signs struct {
	*builder
	rows     [][]sign
	boxes    []signBox
	runs     []run
	byRow    [][]int      // runs of each row
	work     int          // steps left, so that a hostile drawing ends
	frame    []bool       // by box: holds a drawing of its own
	titles   map[int]bool // rows that hold the title of a frame
	netEnds  []netEnd
	netCount int
}

// at returns a cell, or a blank one outside the drawing.
func (g *signs) at(r, c int) sign {
	if r < 0 || r >= len(g.rows) || c < 0 || c >= len(g.rows[r]) {
		return sign{}
	}
	return g.rows[r][c]
}

// lines of more columns are cut: no person draws them.
const maxColumns = 2000

func newSigns(b *builder) *signs {
	g := &signs{builder: b}
	cells := 0
	for at := 0; at < len(b.src); {
		end := lineEnd(b.src, at)
		row := make([]sign, 0, min(end-at, maxColumns))
		for i := at; i < end && len(row) < maxColumns; {
			r, n := utf8.DecodeRune(b.src[i:end])
			switch w := columns(r); {
			case r == '\t':
				for k := 4 - len(row)%4; k > 0; k-- {
					row = append(row, sign{r: ' ', off: int32(i)})
				}
			case w > 0:
				row = append(row, sign{r: r, off: int32(i)})
				if w == 2 {
					row = append(row, sign{off: int32(i)})
				}
			}
			i += n
		}
		g.rows = append(g.rows, row)
		cells += len(row)
		at = end + 1
	}
	g.work = 60*cells + 10_000
	g.findSigns()
	return g
}

// columns is the number of columns that a character takes.
func columns(r rune) int {
	switch {
	case r == '\t':
		return 1
	case r < 0x20 || r == 0x7f || r == 0xfeff:
		return 0
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf && r != 0x303f, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0x1f300 && r <= 0x1faff, r == 0x26a1, r == 0x2705, r == 0x274c, r == 0x2b50:
		return 2
	}
	return 1
}

func sides(r rune) uint8 {
	switch r {
	case '─', '━', '═', '╌', '┄', '┈', '╴', '╶', '⎯', '―':
		return east | west
	case '│', '┃', '║', '╎', '┆', '┊', '╵', '╷', '⏐':
		return north | south
	case '┌', '┏', '╔', '╭', '╒', '╓', '┍', '┎':
		return east | south
	case '┐', '┓', '╗', '╮', '╕', '╖', '┑', '┒':
		return west | south
	case '└', '┗', '╚', '╰', '╘', '╙', '┕', '┖':
		return north | east
	case '┘', '┛', '╝', '╯', '╛', '╜', '┙', '┚':
		return north | west
	case '├', '┣', '╠', '╞', '╟', '┝':
		return north | east | south
	case '┤', '┫', '╣', '╡', '╢', '┥':
		return north | west | south
	case '┬', '┳', '╦', '╤', '╥', '┯':
		return east | south | west
	case '┴', '┻', '╩', '╧', '╨', '┷':
		return east | north | west
	case '┼', '╋', '╬', '╪', '╫', '┿':
		return north | east | south | west
	}
	return 0
}

// heads are the signs that are an arrow's head wherever they stand.
func headOf(r rune) (points, open uint8) {
	switch r {
	case '▼', '↓', '⬇', '⇓', '▽', '⯆', '🠗':
		return south, north
	case '▲', '↑', '⬆', '⇑', '△', '⯅':
		return north, south
	case '►', '▶', '→', '⇒', '➔', '➜', '➝', '⟶', '▷', '▸', '⟹', '➞', '🡒':
		return east, west
	case '◄', '◀', '←', '⇐', '⟵', '◁', '◂', '⟸':
		return west, east
	case '↔', '⟷', '⇔', '⇄', '⇆', '⟺':
		return east | west, 0
	case '↕', '⇕':
		return north | south, 0
	}
	return 0, 0
}

// findSigns finds what of the drawing is line. ASCII signs are lines in company only.
func (g *signs) findSigns() {
	for _, row := range g.rows {
		for c := range row {
			x := &row[c]
			if x.r < 0x80 {
				continue
			}
			if x.open = sides(x.r); x.open == 0 {
				x.head, x.open = headOf(x.r)
			}
		}

	}
	for r, row := range g.rows {
		for c := range row {
			if x := &row[c]; x.r > ' ' && x.r < 0x80 {
				x.open, x.head = g.ascii(r, c, x.r)
			}
		}
	}
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// is reports whether the character at a place is one of the given, or a drawn sign that
// goes on at a side.
func (g *signs) is(r, c int, any string, side uint8) bool {
	x := g.at(r, c)
	for _, a := range any {
		if x.r == a {
			return true
		}
	}
	return side != 0 && sides(x.r)&side != 0
}

// ascii tells what one of the signs + - | = < > v ^ is where it stands.
func (g *signs) ascii(r, c int, x rune) (open, head uint8) {
	left, right := g.at(r, c-1).r, g.at(r, c+1).r
	switch x {
	case '-', '=', '~':
		run := g.is(r, c-1, "-=<+|~*", east) || g.is(r, c+1, "-=>+|~*", west)
		if hl, _ := headOf(left); hl&west != 0 {
			run = true
		}
		if hr, _ := headOf(right); hr&east != 0 {
			run = true
		}
		if !run || letter(left) && letter(right) || x == '=' && left != '=' && right != '=' && right != '>' && left != '<' || x == '~' && left != '~' && right != '~' && right != '>' {
			return 0, 0
		}
		return east | west, 0
	case '>':
		if g.is(r, c-1, "-=~.", east) && !(left == '.' && g.at(r, c-2).r != '.') {
			return west, east
		}
	case '<':
		if g.is(r, c+1, "-=~", west) {
			return east, west
		}
	case 'v', 'V':
		if !letter(left) && !letter(right) && g.is(r-1, c, "|+:!", south) {
			return north, south
		}
	case '^':
		if !letter(left) && !letter(right) && g.is(r+1, c, "|+:!", north) {
			return south, north
		}
	case '|':
		if g.is(r-1, c, "|+^v'.:", south) || g.is(r+1, c, "|+v^'.:", north) {
			return north | south, 0
		}
		if g.is(r, c-1, "-=>", east) || g.is(r, c+1, "-=<", west) {
			return north | south, 0
		}
	case '+':
		var o uint8
		if g.is(r-1, c, "|+^", south) {
			o |= north
		}
		if g.is(r+1, c, "|+vV", north) {
			o |= south
		}
		if g.is(r, c-1, "-=+<~", east) {
			o |= west
		}
		if g.is(r, c+1, "-=+>~", west) {
			o |= east
		}
		return o, 0
	case '\\', '/', '`', '\'':
		// Corners of rounded boxes: no lines of their own.
	}
	return 0, 0
}

// step returns the place next to one on a side.
func step(r, c int, side uint8) (int, int) {
	switch side {
	case north:
		return r - 1, c
	case south:
		return r + 1, c
	case east:
		return r, c + 1
	}
	return r, c - 1
}

var allSides = [...]uint8{north, east, south, west}
