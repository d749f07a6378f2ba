package answer

import (
	"sort"
	"unicode/utf8"
)

// subst stands in the source for a byte that is no text: NUL or invalid UTF-8.
const subst = 0x1a

// srcLine maps one line of the normalised source to the raw file.
type srcLine struct {
	out  int32 // offset in the normalised source
	pre  int32 // bytes written before the raw text: indentation, list marker
	raw  int32 // offset of the raw text
	n    int32 // length of the raw text
	hard bool  // ended with two spaces
}

// source is the document as it is given to the Markdown parser: same words, but
// indentation, markers and tables put right. Raw text is kept byte for byte, so
// that every offset leads back.
type source struct {
	buf    []byte
	lines  []srcLine
	cursor int // index of the line last asked for
}

// lineOf returns the line that holds the offset of the normalised source.
func (s *source) lineOf(off int) *srcLine {
	o := int32(off)
	for i, c := 0, s.cursor; i < 4 && c < len(s.lines); i, c = i+1, c+1 {
		if s.lines[c].out <= o && (c+1 == len(s.lines) || o < s.lines[c+1].out) {
			s.cursor = c
			return &s.lines[c]
		}
	}
	i := sort.Search(len(s.lines), func(i int) bool { return s.lines[i].out > o })
	s.cursor = max(i-1, 0)
	return &s.lines[s.cursor]
}

// toRaw maps an offset of the normalised source to the raw file.
func (s *source) toRaw(off int) int {
	l := s.lineOf(off)
	d := int32(off) - l.out - l.pre
	return int(l.raw + min(max(d, 0), l.n))
}

// rawLines returns the offsets at which the lines of raw begin. "\n", "\r\n" and a
// lone "\r" end a line.
func rawLines(raw []byte) []int32 {
	n := 1
	for _, c := range raw {
		if c == '\n' {
			n++
		}
	}
	starts := make([]int32, 1, n)
	for i, c := range raw {
		if c == '\n' || c == '\r' && (i+1 == len(raw) || raw[i+1] != '\n') {
			starts = append(starts, int32(i+1))
		}
	}
	return starts
}

// clean returns raw with NUL and invalid bytes replaced one for one, how many there
// were, and the offset of the first. Without any it returns raw itself.
func clean(raw []byte) (text []byte, bad, first int) {
	text, first = raw, -1
	replace := func(i int) {
		if bad == 0 {
			first = i
			text = append([]byte(nil), raw...)
		}
		bad++
		text[i] = subst
	}
	for i := 0; i < len(raw); {
		c := raw[i]
		if c < utf8.RuneSelf {
			if c == 0 {
				replace(i)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			replace(i)
		}
		i += n
	}
	return text, bad, first
}
