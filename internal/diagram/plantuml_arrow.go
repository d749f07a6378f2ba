package diagram

import "strings"

// umlArrow is an arrow of PlantUML. head and tip are the marks at its two ends.
type umlArrow struct {
	head, tip             bool
	dotted, async, hidden bool
	long                  bool // of two signs or more, which answers are drawn with in sequences
}

// cutArrow finds the first arrow outside quotes and brackets.
func cutArrow(s string) (left, right string, a umlArrow, ok bool) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"':
			k := strings.IndexByte(s[i+1:], '"')
			if k < 0 {
				return "", "", a, false
			}
			i += k + 1
		case '[', '(':
			end := byte(']')
			if c == '(' {
				end = ')'
			}
			if k := strings.IndexByte(s[i+1:], end); k >= 0 {
				i += k + 1
			}
		case ':':
			if i > 0 {
				if k := strings.IndexByte(s[i+1:], ':'); k < 0 || !isSpace(s[i-1]) {
					return "", "", a, false // the label begins
				} else if isSpace(s[i-1]) {
					i += k + 1
				}
			} else if k := strings.IndexByte(s[1:], ':'); k >= 0 {
				i += k + 1
			}
		case '-', '.', '=', '~':
			from, to, a, ok := arrowAt(s, i)
			if ok {
				return strings.TrimSpace(s[:from]), strings.TrimSpace(s[to:]), a, true
			}
			for i+1 < len(s) && s[i+1] == c {
				i++
			}
		}
	}
	return "", "", a, false
}

// directions may stand within an arrow.
var directions = words("left right up down l r u d le ri do top bottom le ri")

// arrowAt reads an arrow whose line begins at i and returns where it begins and ends.
func arrowAt(s string, i int) (from, to int, a umlArrow, ok bool) {
	sign, n, k := s[i], 0, i
	for k < len(s) {
		switch c := s[k]; {
		case c == sign || n > 0 && (c == '-' || c == '.'):
			n++
			k++
			continue
		case c == '[' && n > 0:
			e := strings.IndexByte(s[k:], ']')
			if e < 0 {
				return 0, 0, a, false
			}
			style := strings.ToLower(s[k : k+e])
			a.dotted = a.dotted || strings.Contains(style, "dashed") || strings.Contains(style, "dotted")
			a.hidden = a.hidden || strings.Contains(style, "hidden")
			k += e + 1
			n++
			continue
		case n > 0 && c >= 'a' && c <= 'z':
			e := k
			for e < len(s) && s[e] >= 'a' && s[e] <= 'z' {
				e++
			}
			if e < len(s) && (s[e] == '-' || s[e] == '.' || s[e] == '[') && directions[s[k:e]] {
				k = e
				continue
			}
		}
		break
	}
	a.dotted = a.dotted || sign == '.' || sign == '~'
	a.long = n > 1
	to = k
	rest := s[k:]
	switch {
	case strings.HasPrefix(rest, ">>"):
		a.tip, a.async, to = true, n == 1, k+2
	case strings.HasPrefix(rest, "|>"):
		a.tip, to = true, k+2
	case strings.HasPrefix(rest, ">"):
		a.tip, to = true, k+1
		if strings.HasPrefix(s[to:], "o") || strings.HasPrefix(s[to:], "x") {
			if to+1 >= len(s) || isSpace(s[to+1]) {
				to++
			}
		}
	case strings.HasPrefix(rest, "(0"), strings.HasPrefix(rest, "0)"):
		a.tip, to = true, k+2
		for to < len(s) && (s[to] == '-' || s[to] == '.') {
			to++
		}
	case strings.HasPrefix(rest, "(") && !strings.Contains(rest, ")"):
		a.tip, to = true, k+1
	case strings.HasPrefix(rest, `\\`), strings.HasPrefix(rest, "//"):
		a.tip, a.async, to = true, true, k+2
	case strings.HasPrefix(rest, "|") || strings.HasPrefix(rest, "*") || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "^") || strings.HasPrefix(rest, "#") && n > 1 && len(rest) > 1 && isSpace(rest[1]):
		to = k + 1
	case (strings.HasPrefix(rest, "o") || strings.HasPrefix(rest, "x") || strings.HasPrefix(rest, "0") || strings.HasPrefix(rest, "@")) && len(rest) > 1 && (isSpace(rest[1]) || rest[1] == '[' || rest[1] == '"'):
		a.tip, to = rest[0] == 'x', k+1
	}
	from = i
	before := s[:i]
	switch {
	case strings.HasSuffix(before, "<<"), strings.HasSuffix(before, "<|"):
		a.head, from = true, i-2
	case strings.HasSuffix(before, "<"):
		a.head, from = true, i-1
	case strings.HasSuffix(before, "0)"):
		from = i - 2
	case strings.HasSuffix(before, "*"), strings.HasSuffix(before, "+"), strings.HasSuffix(before, "^"), strings.HasSuffix(before, ")") && !strings.Contains(before, "("),
		strings.HasSuffix(before, " #"):
		from = i - 1
	case len(before) > 1 && isSpace(before[len(before)-2]) && strings.IndexByte("o0x@", before[len(before)-1]) >= 0:
		from = i - 1
	}
	return from, to, a, from > 0 && (n >= 2 || a.head || a.tip) && (sign != '=' && sign != '~' || n >= 2 || a.tip)
}
