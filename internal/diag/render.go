package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineWidth is the display width to which source lines are cut.
const lineWidth = 100

// tabWidth is how many columns a tab takes in an excerpt.
const tabWidth = 4

// Render writes the list in its order, each finding with its source line, a marker
// under the place and its hint. source returns a file's bytes, or nil when there are
// none; it may be nil itself. A byte order mark at the start of a source counts in no
// column. Control characters come out neutralised, colour is never written.
func Render(w io.Writer, list List, source func(file string) []byte) error {
	files := map[string]*lines{}
	for _, f := range list {
		var b strings.Builder
		b.WriteString(f.String())
		b.WriteByte('\n')
		if f.At.Line > 0 && source != nil {
			src, known := files[f.At.File]
			if !known {
				src = split(source(f.At.File))
				files[f.At.File] = src
			}
			if text, ok := src.line(f.At.Line); ok {
				excerpt(&b, f, text)
			}
		}
		if f.Hint != "" {
			b.WriteString("  hint: " + Clean(f.Hint) + "\n")
		}
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// excerpt writes the source line and, when the column is known, the marker.
func excerpt(b *strings.Builder, f Finding, text []byte) {
	text, base := around(text, f.At.Col-1)
	cells := display(text)
	f.At.Col, f.EndCol = f.At.Col-base, f.EndCol-base
	from, to := -1, -1 // the marked cells, half-open
	if f.At.Col > 0 {
		end := max(f.EndCol, f.At.Col+1)
		from, to = len(cells), len(cells)
		for i, c := range cells {
			if c.offset+c.size > f.At.Col-1 && i < from {
				from = i
			}
			if c.offset >= end-1 {
				to = i
				break
			}
		}
		to = max(to, from+1)
	}
	shown, cut := window(cells, max(from, 0), to)
	var line strings.Builder
	pad, mark := 0, 0
	if cut > 0 || base > 0 {
		line.WriteString("…")
		pad++
	}
	for i, c := range shown {
		line.WriteString(c.text)
		switch at := cut + i; {
		case at < from:
			pad += c.width
		case at < to:
			mark += c.width
		}
	}
	if cut+len(shown) < len(cells) {
		line.WriteString("…")
	}
	fmt.Fprintf(b, "%5d | %s\n", f.At.Line, strings.TrimRight(line.String(), " "))
	if from >= 0 {
		fmt.Fprintf(b, "      | %s%s\n", strings.Repeat(" ", pad), strings.Repeat("^", max(mark, 1)))
	}
}

// around cuts a very long line to the bytes near an offset, before anything is
// computed per character, and returns where the cut begins.
func around(text []byte, offset int) ([]byte, int) {
	const reach = 1024
	if len(text) <= 4*reach {
		return text, 0
	}
	from := min(max(offset-reach, 0), len(text))
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	return text[from:min(max(offset, 0)+2*reach, len(text))], from
}

// cell is one displayed character of a source line.
type cell struct {
	text         string
	width        int
	offset, size int // bytes in the source line
}

// display turns a line into cells that are safe to print.
func display(text []byte) []cell {
	cells := make([]cell, 0, min(len(text), 4096))
	col := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		c := cell{text: string(r), width: width(r), offset: i, size: n}
		switch {
		case r == '\t':
			c.width = tabWidth - col%tabWidth
			c.text = strings.Repeat(" ", c.width)
		case r == utf8.RuneError && n <= 1:
			c.text, c.width = "\uFFFD", 1
		case r < 0x20:
			c.text, c.width = string(rune(0x2400)+r), 1 // the picture of the control
		case risky(r):
			c.text, c.width = "\uFFFD", 1
		}
		col += c.width
		cells = append(cells, c)
		i += n
	}
	return cells
}

// window returns the part of the cells that fits, with the marked ones in view, and
// the index of its first cell.
func window(cells []cell, from, to int) ([]cell, int) {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	if total <= lineWidth {
		return cells, 0
	}
	// A third of the width goes to what stands before the mark.
	start := min(from, len(cells))
	for before := 0; start > 0 && before+cells[start-1].width <= lineWidth/3; start-- {
		before += cells[start-1].width
	}
	end, used := start, 0
	for end < len(cells) && used+cells[end].width <= lineWidth {
		used += cells[end].width
		end++
	}
	// At the end of a line the room left over goes to the front.
	for start > 0 && used+cells[start-1].width <= lineWidth {
		start--
		used += cells[start].width
	}
	return cells[start:end], start
}

// Clean returns text on one line in which no terminal finds a command: control
// characters, direction marks and broken encoding are written as escapes.
func Clean(text string) string {
	safe := true
	for _, r := range text {
		if r < 0x20 || r == utf8.RuneError || risky(r) {
			safe = false
			break
		}
	}
	if safe {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteByte(' ')
		case r < 0x80 && (r < 0x20 || r == 0x7f):
			fmt.Fprintf(&b, `\x%02x`, r)
		case risky(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// risky reports the characters beyond the first 32 that move the cursor, change
// the direction of text or show nothing.
func risky(r rune) bool {
	return r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r)
}

// width is the number of columns a character takes in a terminal: a simple rule
// (marks 0, East Asian wide and pictographs 2) that is right for prose.
func width(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && r <= 0x115f,
		r >= 0x2e80 && r <= 0x303e,
		r >= 0x3041 && r <= 0xa4cf && r != 0x303f,
		r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f,
		r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1f64f,
		r >= 0x1f680 && r <= 0x1f6ff,
		r >= 0x1f900 && r <= 0x1f9ff,
		r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// lines gives a source's lines by number without splitting it again per finding.
type lines struct {
	src    []byte
	starts []int
}

func split(src []byte) *lines {
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	l := &lines{src: src}
	if len(src) == 0 {
		return l
	}
	l.starts = append(l.starts, 0)
	for i, c := range src {
		if c == '\n' && i+1 < len(src) {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// line returns line n, counted from 1, without its line break.
func (l *lines) line(n int) ([]byte, bool) {
	if n < 1 || n > len(l.starts) {
		return nil, false
	}
	end := len(l.src)
	if n < len(l.starts) {
		end = l.starts[n]
	}
	return bytes.TrimRight(l.src[l.starts[n-1]:end], "\r\n"), true
}
