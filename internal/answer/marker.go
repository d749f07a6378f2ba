package answer

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// marker is what stands before the text of a list item.
type marker struct {
	size    int // bytes, with the white space after it
	width   int // columns
	ordered bool
}

// bullets are signs that pasted lists use in place of a dash.
const bullets = "•‣◦●○■□▪▫⁃∙·–—→➜➔➤►▶✓✔✅❖◆◇⚫⭐✦"

// markerAt reads a list marker at the start of the line.
func markerAt(line []byte) (marker, bool) {
	c := line[0]
	switch {
	case c == '-' || c == '*' || c == '+':
		return dash(line)
	case c >= '0' && c <= '9':
		return numeral(line, 0)
	case c == '(':
		return enclosed(line)
	case asciiLetter(c) != 0:
		return letter(line)
	case c >= utf8.RuneSelf:
		return bullet(line)
	}
	return marker{}, false
}

// gapAfter measures the white space at line[n:] and reports whether there is any or
// the line ends.
func gapAfter(line []byte, n, width int) (size, cols int, ok bool) {
	size, cols = n, width
	for size < len(line) && (line[size] == ' ' || line[size] == '\t') {
		size++
		cols++
	}
	return size, cols, size > n || size == len(line)
}

func dash(line []byte) (marker, bool) {
	if size, width, ok := gapAfter(line, 1, 1); ok {
		return marker{size: size, width: width}, true
	}
	// "-Users can post": the space is missing. "-v", "--" and "*emphasis*" are none.
	c := line[0]
	if len(line) < 4 || asciiLetter(line[1]) == 0 || c == '+' {
		return marker{}, false
	}
	if c == '*' && bytes.IndexByte(line[1:], '*') >= 0 {
		return marker{}, false
	}
	if asciiLetter(line[2]) == 0 {
		return marker{}, false
	}
	return marker{size: 1, width: 1}, true
}

// numeral reads "1.", "12)", and "1.Users" without a space. n bytes stand before.
func numeral(line []byte, n int) (marker, bool) {
	i := n
	for i < len(line) && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	if i-n > 9 || i >= len(line) || line[i] != '.' && line[i] != ')' {
		return marker{}, false
	}
	if size, width, ok := gapAfter(line, i+1, i+1); ok {
		return marker{size: size, width: width, ordered: true}, true
	}
	if i-n <= 2 && i+3 < len(line) && line[i+1] >= 'A' && line[i+1] <= 'Z' && asciiLetter(line[i+2]) != 0 {
		return marker{size: i + 1, width: i + 1, ordered: true}, true
	}
	return marker{}, false
}

// enclosed reads "(1)" and "(a)".
func enclosed(line []byte) (marker, bool) {
	i := 1
	for i < len(line) && i < 4 && (line[i] >= '0' && line[i] <= '9' || line[i] >= 'a' && line[i] <= 'z') {
		i++
	}
	if i == 1 || i >= len(line) || line[i] != ')' || i > 2 && line[1] > '9' && !roman(line[1:i]) {
		return marker{}, false
	}
	size, width, ok := gapAfter(line, i+1, i+1)
	if !ok || size == len(line) {
		return marker{}, false
	}
	return marker{size: size, width: width, ordered: true}, true
}

// letter reads "a)", "A)" , "a." and "iv)".
func letter(line []byte) (marker, bool) {
	i := 1
	for i < len(line) && i < 4 && line[i] >= 'a' && line[i] <= 'z' {
		i++
	}
	if i >= len(line) || line[i] != ')' && (line[i] != '.' || line[0] < 'a') {
		return marker{}, false
	}
	if i > 1 && !roman(line[:i]) {
		return marker{}, false
	}
	size, width, ok := gapAfter(line, i+1, i+1)
	if !ok || size == len(line) {
		return marker{}, false
	}
	return marker{size: size, width: width, ordered: true}, true
}

func roman(b []byte) bool {
	for _, c := range b {
		if c != 'i' && c != 'v' && c != 'x' {
			return false
		}
	}
	return true
}

func bullet(line []byte) (marker, bool) {
	r, n := utf8.DecodeRune(line)
	if r == utf8.RuneError || !strings.ContainsRune(bullets, r) {
		return marker{}, false
	}
	if k, m := utf8.DecodeRune(line[n:]); k == 0xfe0f {
		n += m
	}
	size, width, ok := gapAfter(line, n, 1)
	if !ok && r != '•' && r != '●' && r != '▪' && r != '◦' && r != '■' || size == len(line) {
		return marker{}, false
	}
	return marker{size: size, width: width}, true
}

// checkbox returns the length of "[ ] " or "[x] " at the start of an item.
func checkbox(line []byte) int {
	if len(line) >= 4 && line[0] == '[' && line[2] == ']' && line[3] == ' ' &&
		(line[1] == ' ' || line[1] == 'x' || line[1] == 'X') {
		return 4
	}
	return 0
}

// items writes a line that begins with list markers. It reports false if the line
// has none.
func (s *scanner) items(i, col, t, b int) bool {
	m, ok := markerAt(s.text[t:b])
	if !ok {
		return false
	}
	if m.ordered && s.prev == wasText && t+3 < b && s.text[t+2] >= '0' && s.text[t+2] <= '9' {
		return false // "…since\n2019. Then": a year that was wrapped to the start of a line
	}
	s.pop(col)
	if s.full() || len(s.stack) == 0 && len(s.buf)-s.last > 2*chunkSize {
		s.stack = s.stack[:0]
		s.cut(s.prev != wasOther)
	}
	s.deepIndent(i)
	indent := s.norm()
	var lead []byte
	at := col
	for {
		mark, width := "- ", 2
		if m.ordered {
			mark, width = "1. ", 3
		}
		lead = append(lead, mark...)
		content := at + m.width
		t += m.size
		if m.size >= 5 && t < b && m.width > 6 {
			content = at + 2
		}
		if t == b {
			content = at + 2
		}
		s.push(openItem{col: at, content: content, norm: s.norm() + width, ordered: m.ordered})
		at += m.width
		t += checkbox(s.text[t:b])
		if t == b || isRule(s.text[t:b]) {
			break
		}
		if m, ok = markerAt(s.text[t:b]); !ok {
			break
		}
		if s.text[t] >= utf8.RuneSelf || asciiLetter(s.text[t]) != 0 || s.text[t] == '(' {
			break // "- → text": one bullet is enough
		}
		if len(s.stack) >= maxNesting {
			s.tooDeep(i)
			t = skipMarkers(s.text, t, b)
			break
		}
	}
	if t < b && s.text[t] == '#' {
		if h := headingMark(s.text[t:b], false); h != "" {
			lead = append(lead, h...)
			t += hashes(s.text[t:b])
		}
	}
	if t == b && s.prev == wasText {
		s.blank(t) // an item without text does not interrupt a paragraph
	}
	s.emit(indent, string(lead), t, b, "")
	return true
}

func (s *scanner) push(it openItem) { s.stack = append(s.stack, it) }

// deepIndent keeps the stack within its limit.
func (s *scanner) deepIndent(i int) {
	if len(s.stack) >= maxNesting {
		s.stack = s.stack[:maxNesting-1]
		s.tooDeep(i)
	}
}

// tooDeep notes once that markers were dropped.
func (s *scanner) tooDeep(i int) {
	if !s.deep {
		s.deep = true
		s.doc.find("too-deep", i+1, "lists or quotes are nested deeper than 64 levels; the markers beyond are read as text")
	}
}

// skipMarkers returns the offset after all container markers at text[t:b].
func skipMarkers(text []byte, t, b int) int {
	for t < b {
		switch c := text[t]; {
		case c == ' ' || c == '\t' || c == '>':
			t++
		case (c == '-' || c == '*' || c == '+') && (t+1 == b || text[t+1] == ' ' || text[t+1] == '\t'):
			t++
		case c >= '0' && c <= '9':
			m, ok := numeral(text[t:b], 0)
			if !ok {
				return t
			}
			t += m.size
		default:
			return t
		}
	}
	return t
}

// quote writes a line of a block quote. Its markers beyond the limit are dropped.
func (s *scanner) quote(i, t, b int) {
	n := 0
	for k := t; k < b; {
		c := s.text[k]
		switch {
		case c == ' ' || c == '\t':
			k++
			continue
		case c == '>':
			k++
		default:
			size := 0
			if m, ok := markerAt(s.text[k:b]); ok && c < utf8.RuneSelf && asciiLetter(c) == 0 && c != '(' {
				size = m.size
			}
			if size == 0 {
				s.emit(s.norm(), "", t, b, "")
				return
			}
			k += size
		}
		if n++; n >= maxNesting || k-t > maxIndent {
			s.tooDeep(i)
			mark := string(s.text[t:k])
			s.emit(s.norm(), mark, skipMarkers(s.text, k, b), b, "")
			return
		}
	}
	s.emit(s.norm(), "", t, b, "")
}
