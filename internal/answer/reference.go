package answer

import (
	"bytes"
	"strings"
)

// maxRefs is how many link definitions are kept.
const maxRefs = 10_000

// reference is a link definition: "[label]: address".
type reference struct{ label, dest string }

// definition reads a link definition at text[t:b]. What stands after the colon must
// look like an address; "[Redis]: fast" is text.
func (s *scanner) definition(t, b int) bool {
	line := s.text[t:b]
	n := bytes.IndexByte(line[:min(len(line), 200)], ']')
	if n < 2 || n+2 >= len(line) || line[n+1] != ':' || line[1] == '^' || bytes.IndexByte(line[1:n], '[') >= 0 {
		return false
	}
	rest := strings.Trim(string(line[n+2:min(len(line), n+2000)]), " \t<")
	dest, _, _ := strings.Cut(rest, " ")
	dest = strings.TrimRight(dest, ">")
	ok := strings.Contains(dest, "://")
	for _, p := range [...]string{"/", "#", "./", "../", "www.", "mailto:"} {
		ok = ok || strings.HasPrefix(dest, p) && len(dest) > len(p)
	}
	if ok && len(s.refs) < maxRefs {
		s.refs = append(s.refs, reference{string(line[1:n]), dest})
	}
	return ok
}

// noteMark returns the length of a footnote's mark at the start of a line: "[^1]: ".
func (s *scanner) noteMark(t, b int) int {
	line := s.text[t:b]
	if len(line) < 5 || line[0] != '[' || line[1] != '^' {
		return 0
	}
	n := bytes.IndexByte(line[:min(len(line), 40)], ']')
	if n < 3 || n+2 >= len(line) || line[n+1] != ':' {
		return 0
	}
	return n + 2
}
