package answer

import "unicode/utf8"

// tex maps the commands of formulas that numbers and units are written with.
var tex = []struct{ name, text string }{
	{"times", "×"}, {"cdot", "×"}, {"approx", "≈"}, {"sim", "~"}, {"div", "/"}, {"frac", " "}, {"text", " "},
	{"mathrm", " "}, {"leq", "≤"}, {"geq", "≥"}, {"le", "≤"}, {"ge", "≥"}, {"rightarrow", "→"}, {"to", "→"},
	{"Rightarrow", "→"}, {"quad", " "}, {"left", " "}, {"right", " "},
}

// unescape reads a backslash escape or a formula's command at the start of src. It
// returns its length and the text it stands for; with text "" the bytes after the
// backslash stand for themselves. A length of 0 means that the backslash is one.
func unescape(src []byte) (int, string) {
	c := src[1]
	if c == ',' || c == ';' {
		return 2, " " // a thin space in formulas
	}
	if c < utf8.RuneSelf && (asciiClass[c] == clsJoin || asciiClass[c] == clsBreak || asciiClass[c] == clsOther) {
		return 2, ""
	}
	for _, t := range tex {
		if n := len(t.name) + 1; len(src) >= n && string(src[1:n]) == t.name && (len(src) == n || asciiLetter(src[n]) == 0) {
			return n, t.text
		}
	}
	return 0, ""
}

// braces notes what the braces after a command at src[at:] stand for, by offset:
// those of a fraction are brackets with a slash between, those of a text go. Only
// braces close by are looked at.
func braces(groups map[int]string, src []byte, at int, fraction bool) map[int]string {
	first, n := group(src, at)
	if n == 0 {
		return groups
	}
	if groups == nil {
		groups = map[int]string{}
	}
	if !fraction {
		groups[first], groups[n] = " ", " "
		return groups
	}
	groups[first], groups[n] = "(", ")"
	if second, m := group(src, n+1); m > 0 {
		groups[n] = ")/"
		groups[second], groups[m] = "(", ")"
	}
	return groups
}

// group returns the offsets of the braces around the group at src[at:]; 0, 0 if there
// is none.
func group(src []byte, at int) (open, end int) {
	if at >= len(src) || src[at] != '{' {
		return 0, 0
	}
	depth := 0
	for i := at; i < len(src) && i < at+300; i++ {
		switch src[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return at, i
			}
		}
	}
	return 0, 0
}
