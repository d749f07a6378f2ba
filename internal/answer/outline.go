package answer

import "strings"

// outline writes a line of notes that are nested by indentation alone as a list
// item. It reports false for a line that is no such note.
func (s *scanner) outline(i, col, t, b int) bool {
	line := s.text[t:b]
	under := 0 // column from which on a line stands under the open item
	n := len(s.stack)
	if n > 0 {
		under = s.stack[n-1].content
	}
	switch {
	case n == 0 && col < 4:
		return false
	case s.prev == wasText:
		pa, pb := int(s.starts[s.prevAt]), int(s.ends[s.prevAt])
		pcol, pt := indentation(s.text, pa, pb)
		if pt == pb {
			return false
		}
		if m, ok := markerAt(s.text[pt:pb]); ok {
			pcol += m.width
			pt += m.size
		}
		for pb > pt && (s.text[pb-1] == ' ' || s.text[pb-1] == '\t') {
			pb--
		}
		if pt >= pb || strings.IndexByte("=*/+x<>|", line[0]) >= 0 || wraps(s.text[pt:pb], line) || dangles(s.text[pt:pb]) {
			return false
		}
		bare := n > 0 && s.stack[n-1].bare
		if !bare && (col < pcol+2 || n > 0 && !opensLine(line)) {
			return false
		}
	case n > 0 && !s.stack[n-1].bare && col < under+4:
		return false
	}
	for n > 0 && col < s.stack[n-1].col+2 {
		n--
	}
	if n == 0 && col < 4 || n > 0 && col < s.stack[n-1].content {
		return false
	}
	s.stack = s.stack[:n]
	if s.full() {
		s.stack = s.stack[:0]
		s.cut(true)
	}
	s.deepIndent(i)
	indent := s.norm()
	s.push(openItem{col: col, content: col, norm: indent + 2, bare: true})
	s.emit(indent, "- ", t, b, "")
	return true
}
