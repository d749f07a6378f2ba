package quantity

import "strings"

// maxWord bounds the words that can mean something here, in bytes.
const maxWord = 24

func isDigit(c byte) bool { return c-'0' < 10 }
func isLetter(c byte) bool {
	c |= 0x20
	return c-'a' < 26
}
func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) || c == '_' }

// at is the byte at i, 0 outside the text.
func at(s string, i int) byte {
	if uint(i) < uint(len(s)) {
		return s[i]
	}
	return 0
}

// fold writes w in lower case (ASCII) into buf. Longer words are cut: they are in
// no table.
func fold(buf *[maxWord]byte, w string) []byte {
	n := min(len(w), maxWord)
	for i := range n {
		c := w[i]
		if c-'A' < 26 {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	return buf[:n]
}

// lookup finds w in a table of lower-case words without allocating.
func lookup[V any](m map[string]V, w string) (V, bool) {
	if len(w) == 0 || len(w) > maxWord {
		var none V
		return none, false
	}
	var buf [maxWord]byte
	v, ok := m[string(fold(&buf, w))]
	return v, ok
}

// space returns the position after white space at i. It never leaves the line and
// takes no more than four characters, so that columns stay apart.
func space(s string, i int) int {
	for range 4 {
		n := spaceLen(s, i)
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// spaceLen is the length of the space at i in bytes: blank, tab, and the fixed
// spaces people paste (U+00A0, U+2009, U+202F).
func spaceLen(s string, i int) int {
	switch at(s, i) {
	case ' ', '\t':
		return 1
	case 0xC2:
		if at(s, i+1) == 0xA0 {
			return 2
		}
	case 0xE2:
		if at(s, i+1) == 0x80 && (at(s, i+2) == 0x89 || at(s, i+2) == 0xAF) {
			return 3
		}
	}
	return 0
}

// spaceBack is the length of the space that ends at i.
func spaceBack(s string, i int) int {
	switch at(s, i-1) {
	case ' ', '\t':
		return 1
	case 0xA0:
		if at(s, i-2) == 0xC2 {
			return 2
		}
	case 0x89, 0xAF:
		if at(s, i-2) == 0x80 && at(s, i-3) == 0xE2 {
			return 3
		}
	}
	return 0
}

// wordAt is the run of letters at i, with the micro signs of µs. It is cut off
// after maxWord+1 bytes, which is in no table.
func wordAt(s string, i int) string {
	j := i
	for j < len(s) && j-i <= maxWord {
		if isLetter(s[j]) {
			j++
		} else if hasAt(s, j, "µ") || hasAt(s, j, "μ") {
			j += 2
		} else {
			break
		}
	}
	return s[i:j]
}

// wordBefore is the run of letters that ends at i.
func wordBefore(s string, i int) string {
	j := i
	for j > 0 && i-j <= maxWord && isLetter(s[j-1]) {
		j--
	}
	return s[j:i]
}

func hasAt(s string, i int, sub string) bool {
	return i >= 0 && i <= len(s)-len(sub) && s[i:i+len(sub)] == sub
}

func hasBefore(s string, i int, sub string) bool { return hasAt(s, i-len(sub), sub) }

// skipToken returns the end of an identifier-like run: letters, digits and the
// signs that tie such runs together when more of the run follows.
func skipToken(s string, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case isAlnum(c) || c >= 0x80 && spaceLen(s, i) == 0 && !isSymbol(s, i):
			i++
		case (c == '-' || c == '.' || c == ':') && isAlnum(at(s, i+1)):
			i++
		default:
			return i
		}
	}
	return i
}

// isSymbol tells signs such as × and → from letters beyond ASCII.
func isSymbol(s string, i int) bool {
	c := at(s, i)
	return c == 0xE2 || c == 0xC2 || c == 0xC3 && (at(s, i+1) == 0x97 || at(s, i+1) == 0xB7)
}

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
