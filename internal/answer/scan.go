package answer

import (
	"bytes"
)

// Limits on structure. Markers beyond them become plain text.
const (
	maxNesting   = 64       // list and quote levels
	maxIndent    = 256      // columns of indentation that count
	maxParagraph = 500      // lines; the Markdown parser walks over them for every bracket
	chunkSize    = 32 << 10 // bytes of source after which the next heading opens a chunk of its own
)

// openItem is a list item that later lines may belong to.
type openItem struct {
	col     int // raw column of its marker
	content int // raw column of its text
	norm    int // column of its text in the normalised source
	ordered bool
	bare    bool // it has no marker, only its indentation
}

// What the previous line was.
const (
	wasBlank = iota
	wasText  // a line of a paragraph or an item
	wasQuote
	wasOther // heading, rule, fence, table: closed by its end
)

// scanner turns raw lines into the normalised source.
type scanner struct {
	doc    *Document
	text   []byte          // raw, cleaned, without comments; same offsets
	own    bool            // text is a copy and may be written to
	never  map[string]bool // closing tags that do not occur in the rest
	starts []int32
	ends   []int32 // without the line end
	source
	chunks    []chunk
	refs      []reference
	fences    []fenceSpan
	atFence   int // index of the next fence in fences
	stack     []openItem
	prev      int
	prevAt    int  // the previous line's index
	last      int  // start of the current chunk
	cont      bool // the current chunk goes on with the one before
	deep      bool
	keepTabs  bool // leading tabs of a table's row are empty cells
	paraLines int  // text lines since the last empty line
	cells     int  // bars in table rows
}

// spaces is what indentation is written with.
var spaces = bytes.Repeat([]byte{' '}, maxIndent)

// emit writes one line: indentation, marker, the raw text from a to b, a suffix.
func (s *scanner) emit(indent int, marker string, a, b int, suffix string) {
	hard := false
	for b > a && (s.text[b-1] == ' ' || s.text[b-1] == '\t') {
		b--
		hard = b > a && s.text[b-1] == ' ' || hard
	}
	if b < a {
		b = a
	}
	out := len(s.buf)
	s.buf = append(s.buf, spaces[:min(indent, maxIndent)]...)
	s.buf = append(s.buf, marker...)
	pre := len(s.buf) - out
	s.buf = append(s.buf, s.text[a:b]...)
	guard(s.buf[out+pre:])
	s.buf = append(s.buf, suffix...)
	s.buf = append(s.buf, '\n')
	s.lines = append(s.lines, srcLine{int32(out), int32(pre), int32(a), int32(b - a), hard})
}

// blank writes an empty line.
func (s *scanner) blank(at int) {
	s.paraLines = 0
	s.emit(0, "", at, at, "")
	if len(s.stack) == 0 && len(s.buf)-s.last > 2*chunkSize {
		s.cut(false)
	}
}

// chunk is a stretch of the normalised source that is parsed by itself, so that no
// more than one syntax tree is held at a time.
type chunk struct {
	end  int
	cont bool // it goes on with the list or table that the chunk before ended in
}

// cut ends the current chunk; cont tells whether the list or table at hand goes on.
func (s *scanner) cut(cont bool) {
	s.last = len(s.buf)
	s.chunks = append(s.chunks, chunk{end: s.last, cont: s.cont})
	s.cont = cont
}

// full reports whether the current chunk must end although nothing in the text does.
func (s *scanner) full() bool { return len(s.buf)-s.last > 4*chunkSize }

// norm returns the column at which the text of the open item stands.
func (s *scanner) norm() int {
	if n := len(s.stack); n > 0 {
		return s.stack[n-1].norm
	}
	return 0
}

// pop closes the items that a line at the given column cannot belong to.
func (s *scanner) pop(col int) {
	n := len(s.stack)
	for n > 0 && col < s.stack[n-1].col+2 {
		n--
	}
	s.stack = s.stack[:n]
}

// run normalises all lines from the first on.
func (s *scanner) run(first int) {
	for i := first; i < len(s.starts); {
		i = s.line(i)
	}
	s.chunks = append(s.chunks, chunk{end: len(s.buf), cont: s.cont})
}

// line handles the line i and returns the index of the next one.
func (s *scanner) line(i int) int {
	a, b := int(s.starts[i]), int(s.ends[i])
	col, t := indentation(s.text, a, b)
	if t == b {
		s.blank(b)
		s.prev = wasBlank
		return i + 1
	}
	if f := s.fenceAt(i); f != nil {
		return s.fence(i, f, col, t, b)
	}
	line := s.text[t:b]
	kind := wasText
	next := i + 1
	switch {
	case line[0] == '[' && s.prev != wasText && s.definition(t, b):
		s.blank(b)
		s.prev = wasBlank
		return next
	case line[0] == '>':
		s.leaveQuote(t, wasQuote)
		if s.full() {
			s.stack = s.stack[:0]
			s.cut(false)
		}
		s.place(col, t, line)
		s.quote(i, t, b)
		kind = wasQuote
	case s.heading(col, t, b):
		kind = wasOther
	case isRule(line):
		s.leaveQuote(t, wasOther)
		if !(s.prev == wasText && (line[0] == '-' || line[0] == '=') && col >= s.rawContent()) {
			s.pop(col)
		}
		s.emit(s.norm(), "", t, b, "")
		kind = wasOther
	default:
		s.leaveQuote(t, wasText)
		if n := s.table(i, col); n > 0 {
			next, kind = i+n, wasOther
		} else if !s.items(i, col, t, b) && !s.outline(i, col, t, b) {
			s.place(col, t, line)
			if s.full() {
				s.stack = s.stack[:0]
				s.cut(false)
			}
			if s.paraLines++; s.paraLines > maxParagraph {
				s.blank(t)
			}
			s.emit(s.norm(), "", t+s.noteMark(t, b), b, "")
		}
	}
	s.prev, s.prevAt = kind, next-1
	return next
}

// rawContent returns the raw column of the open item's text.
func (s *scanner) rawContent() int {
	if n := len(s.stack); n > 0 {
		return s.stack[n-1].content
	}
	return 0
}

// leaveQuote ends a block quote before a line that is not quoted: what stands under
// a quoted prompt is the author's own.
func (s *scanner) leaveQuote(at, kind int) {
	if s.prev == wasQuote && kind != wasQuote {
		s.blank(at)
		s.prev = wasBlank
	}
}

// place closes the items that the text line does not belong to. A line directly
// under an item goes on with it only where it is indented or looks wrapped.
func (s *scanner) place(col, t int, line []byte) {
	if len(s.stack) == 0 {
		return
	}
	if s.prev == wasText {
		if col > s.stack[len(s.stack)-1].col {
			return
		}
		pa, pb := int(s.starts[s.prevAt]), int(s.ends[s.prevAt])
		if wraps(bytes.TrimSpace(s.text[pa:pb]), line) {
			return
		}
		s.pop(col)
		s.emit(0, "", t, t, "")
		s.prev = wasBlank
		return
	}
	s.pop(col)
}

// wraps reports whether cur looks like the continuation of a sentence that was
// broken for width.
func wraps(prev, cur []byte) bool {
	if len(prev) < 40 {
		return false
	}
	c := cur[0]
	if c >= 'a' && c <= 'z' {
		return true
	}
	switch prev[len(prev)-1] {
	case '.', '!', '?', ':', ';', ')', '*', '|', '>':
		return false
	}
	word := bytes.IndexByte(cur, ' ')
	if word < 0 {
		word = len(cur)
	}
	return len(prev) >= 60 && len(prev) <= 130 && len(prev)+1+word > 72
}

// indentation returns the column and offset of the first sign of text[a:b].
func indentation(text []byte, a, b int) (col, at int) {
	for at = a; at < b; at++ {
		switch text[at] {
		case ' ':
			col++
		case '\t':
			col += 4 - col%4
		case 0x0b, 0x0c, '\r':
		default:
			return col, at
		}
	}
	return col, at
}

// isRule reports whether the line is a thematic break or the underline of a heading.
func isRule(line []byte) bool {
	c := line[0]
	if c != '-' && c != '*' && c != '_' && c != '=' {
		return false
	}
	n, gap := 0, false
	for _, d := range line {
		switch d {
		case c:
			n++
		case ' ', '\t':
			gap = true
		default:
			return false
		}
	}
	return n >= 3 || n == 2 && !gap && (c == '-' || c == '=')
}
