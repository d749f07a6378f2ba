package diagram

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLabel is the most of a label that is kept, in bytes.
const maxLabel = 400

// lineBreak separates the lines of a label until they are told apart by name.
const lineBreak = '\n'

// name takes the text of a box apart: its name, and what it says besides (further lines,
// bullets). Markup, escapes and line breaks are gone from both.
func name(text string) (label, detail string) {
	lines := labelLines(text)
	if len(lines) == 0 {
		return "", ""
	}
	n := 1
	// "User" over "Service" is one name on two lines.
	for n < len(lines) && n < 3 && len(strings.Fields(lines[n-1])) <= 2 && headWords[strings.ToLower(lines[n])] {
		n++
	}
	return strings.Join(lines[:n], " "), strings.Join(lines[n:], " ")
}

// headWords end the name of a box and stand on a line of their own when it is wrapped.
var headWords = words("service services server servers gateway balancer balancers db database queue cache store storage worker workers cluster " +
	"bucket broker api app client clients proxy engine manager processor handler scheduler index search pool replica primary topic stream bus cdn system platform layer")

// labelLines returns the non-empty lines of a label in plain text.
func labelLines(text string) []string {
	text = unmark(cut(text, 4*maxLabel))
	var lines []string
	for l := range strings.SplitSeq(text, string(lineBreak)) {
		if l = fold(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// plain returns a text on one line without markup.
func plain(text string) string { return fold(unmark(cut(text, 4*maxLabel))) }

// unmark takes HTML tags, entities and escapes out; breaks become line breaks.
func unmark(s string) string {
	if strings.ContainsAny(s, "<&#\\`*:") {
		s = stripTags(s)
		s = mermaidEntities(s)
		s = html.UnescapeString(s)
		s = escapes.Replace(s)
		s = stripIcons(s)
	}
	return s
}

// stripTags removes what looks like a tag; "a < b" stays.
func stripTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '<' {
			b.WriteByte(s[i])
			i++
			continue
		}
		end := strings.IndexByte(s[i:], '>')
		if i+1 >= len(s) || end < 0 || s[i+1] != '/' && s[i+1] != '!' && (s[i+1]|0x20 < 'a' || s[i+1]|0x20 > 'z') {
			b.WriteByte(s[i])
			i++
			continue
		}
		tag := leadingWord(strings.TrimPrefix(s[i+1:i+end], "/"))
		switch tag {
		case "br", "p", "div", "li", "tr", "hr", "h1", "h2", "h3", "h4":
			b.WriteByte(lineBreak)
		case "td", "th":
			b.WriteByte(' ')
		}
		i += end + 1
	}
	return b.String()
}

// mermaidEntities rewrites "#35;" and "#quot;" as the entities that HTML has.
func mermaidEntities(s string) string {
	if strings.IndexByte(s, '#') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && (i == 0 || s[i-1] != '&') {
			k := i + 1
			for k < len(s) && k-i < 10 && (isWord(s[k]) && s[k] < utf8.RuneSelf) {
				k++
			}
			if k < len(s) && s[k] == ';' && k > i+1 {
				b.WriteByte('&')
				if s[i+1] >= '0' && s[i+1] <= '9' {
					b.WriteByte('#')
				}
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// stripIcons removes icon codes: "fa:fa-user", ":fas-server:", "<&key>".
func stripIcons(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	f := strings.Fields(s)
	changed := false
	for i, w := range f {
		if p, _, ok := strings.Cut(w, ":fa-"); ok && len(p) <= 3 {
			f[i], changed = "", true
		}
	}
	if !changed {
		return s
	}
	return strings.Join(f, " ")
}

// fold puts a text on one line: white space folded, controls and invisible characters
// gone, cut to a length.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != 0x200d, unicode.Is(unicode.Co, r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		if b.Len() > maxLabel {
			break
		}
	}
	return b.String()
}

// words makes a set of the words of a text.
func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

var escapes = strings.NewReplacer(`\n`, "\n", `\l`, "\n", `\r`, "\n", `\t`, " ", "`", "", "**", "")
