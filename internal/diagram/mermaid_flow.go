package diagram

import (
	"bytes"
	"strings"
)

// flowHead skips "flowchart LR" up to the first statement, which may follow a semicolon.
func (p *mermaid) flowHead(end int) {
	if i := bytes.IndexByte(p.src[p.i:end], ';'); i >= 0 {
		end = p.i + i
	}
	p.i = end
}

// maxEnds bounds how many nodes "a & b & …" joins at one end of an arrow.
const maxEnds = 64

// flow reads the statements of a flow chart.
func (p *mermaid) flow() {
	for {
		p.space()
		if p.i >= len(p.src) || p.full {
			break
		}
		start := p.i
		switch {
		case p.keyword("subgraph"):
			p.subgraph(start)
		case p.keyword("end"):
			p.pop()
		case p.keyword("direction"), p.keyword("classDef"), p.keyword("class"), p.keyword("style"), p.keyword("linkStyle"),
			p.keyword("click"), p.keyword("accTitle"), p.keyword("href"):
			p.line()
		case p.keyword("accDescr"):
			p.description()
		default:
			p.chain()
		}
		if p.i == start {
			p.i++ // whatever it is, go on behind it
		}
	}
	if len(p.open) > 0 && !p.full {
		p.warnf(len(p.src), "diagram-syntax", "a subgraph is not closed: expected \"end\"")
	}
}

// description skips "accDescr: …" and "accDescr { … }".
func (p *mermaid) description() {
	p.blanks()
	if p.at(0) == '{' {
		if i := bytes.IndexByte(p.src[p.i:], '}'); i >= 0 {
			p.i += i + 1
			return
		}
	}
	p.line()
}

// subgraph reads what stands behind the word: an id, a title, or both.
func (p *mermaid) subgraph(at int) {
	p.blanks()
	start, end := p.i, p.i
	for end < len(p.src) && p.src[end] != '\n' && p.src[end] != ';' {
		if p.src[end] == '"' {
			if k := bytes.IndexByte(p.src[end+1:lineEnd(p.src, end)], '"'); k >= 0 {
				end += k + 1
			}
		}
		end++
	}
	p.i = end
	start, end = trimmed(p.src, start, end)
	text := string(p.src[start:end])
	id, title := text, text
	if i := strings.IndexAny(text, "[("); i > 0 && text[0] != '"' && (text[len(text)-1] == ']' || text[len(text)-1] == ')') {
		id, title = strings.TrimSpace(text[:i]), strings.Trim(text[i:], "[]() ")
	}
	id, title = strings.Trim(id, `"`), strings.Trim(title, "\"`")
	if i := strings.Index(id, "@{"); i > 0 {
		id = id[:i]
		title = id
	}
	p.push(id, title, at, end)
}

// chain reads "a --> b & c -- text --> d".
func (p *mermaid) chain() {
	start := p.i
	left := p.ends()
	if p.i == start {
		p.syntax(start)
		return
	}
	for {
		p.blanks()
		at := p.i
		l, ok := p.link()
		if !ok {
			break
		}
		p.blanks()
		from := p.i
		right := p.ends()
		if p.i == from {
			p.warnf(at, "diagram-syntax", "expected a node after the arrow")
			break
		}
		for _, a := range left {
			for _, b := range right {
				if l.hidden {
					continue
				}
				e := Edge{From: a, To: b, Label: l.label, Mode: l.mode}
				e.heads(l.head, l.tip)
				p.edge(e, at, p.i)
			}
		}
		left = right
	}
	p.blanks()
	if c := p.at(0); p.i < len(p.src) && c != '\n' && c != ';' && c != '%' {
		p.syntax(p.i)
	}
}

// syntax reports what was not understood and skips the rest of the line.
func (p *mermaid) syntax(at int) {
	end := lineEnd(p.src, at)
	if p.i < end {
		p.i = end
	}
	p.warnf(at, "diagram-syntax", "expected a node, an arrow or the end of the line, found %q", cut(string(bytes.TrimSpace(p.src[at:end])), 40))
}

// ends reads nodes joined by "&".
func (p *mermaid) ends() []int {
	var all []int
	for {
		n, ok := p.vertex()
		if !ok {
			return all
		}
		if len(all) < maxEnds && n >= 0 {
			all = append(all, n)
		}
		save := p.i
		p.blanks()
		if p.at(0) != '&' {
			p.i = save
			return all
		}
		p.i++
		p.space()
	}
}

// vertex reads an id with its shape, class and attributes.
func (p *mermaid) vertex() (int, bool) {
	start := p.i
	end := p.idEnd(start)
	if end == start {
		return -1, false
	}
	id := string(p.src[start:end])
	p.i = end
	if p.has("@{") {
		attrs := p.attributes()
		if p.edgeIDs[id] {
			return -1, true
		}
		n := p.node(id, p.inner(), start, end)
		p.label(n, attrs["label"])
		p.shape(n, attrs["shape"])
		if attrs["icon"] != "" {
			p.shape(n, attrs["icon"])
		}
		return n, true
	}
	n := p.node(id, p.inner(), start, end)
	if text, shape, ok := p.form(); ok {
		p.label(n, text)
		p.shape(n, shape)
		if n >= 0 {
			p.g.Nodes[n].At = p.span(start, p.i)
		}
	}
	for p.has(":::") {
		p.i += 3
		for p.i < len(p.src) && (isWord(p.src[p.i]) || p.src[p.i] == '-' || p.src[p.i] == ',') {
			p.i++
		}
	}
	if p.has("@{") {
		attrs := p.attributes()
		p.label(n, attrs["label"])
		p.shape(n, attrs["shape"])
	}
	return n, true
}

// idEnd returns where the id that begins at i ends. A hyphen, an equals sign or a dot
// that begins an arrow is no part of it.
func (p *mermaid) idEnd(i int) int {
	for i < len(p.src) {
		c := p.src[i]
		next := byte(0)
		if i+1 < len(p.src) {
			next = p.src[i+1]
		}
		switch {
		case isWord(c), strings.IndexByte("!#$'*+.`?/\\,", c) >= 0:
		case c == '-' && next != '-' && next != '.' && next != '>' && next != 0:
		case c == '=' && next != '=':
		case c == ':' && next != ':' && next != 0 && !isSpace(next) && next != '\n':
		case c == '&' && isWord(next):
		default:
			return i
		}
		i++
	}
	return i
}

// forms are the brackets of shapes, the longest first.
var forms = []struct{ open, end, shape string }{
	{"(((", ")))", "circle"}, {"((", "))", "circle"}, {"([", "])", "stadium"}, {"[[", "]]", "subroutine"}, {"[(", ")]", "cylinder"},
	{"{{", "}}", "hexagon"}, {"[/", "/]", "lean"}, {"[/", `\]`, "trapezoid"}, {`[\`, `\]`, "lean"}, {`[\`, "/]", "trapezoid"},
	{"(-", "-)", "ellipse"}, {">", "]", "flag"}, {"{", "}", "diamond"}, {"(", ")", "rounded"}, {"[", "]", ""},
}

// maxQuoted is the longest text in quotes that is looked for.
const maxQuoted = 4096

// form reads a shape with its text.
func (p *mermaid) form() (text, shape string, ok bool) {
	for _, f := range forms {
		if !p.has(f.open) || f.open == ">" && p.i > 0 && isSpace(p.src[p.i-1]) {
			continue
		}
		from := p.i + len(f.open)
		limit := lineEnd(p.src, from)
		q := from
		for q < limit && isSpace(p.src[q]) {
			q++
		}
		if q < limit && p.src[q] == '"' {
			k := bytes.IndexByte(p.src[q+1:min(len(p.src), q+1+maxQuoted)], '"')
			if k >= 0 {
				after := q + k + 2
				for after < len(p.src) && isSpace(p.src[after]) {
					after++
				}
				if bytes.HasPrefix(p.src[after:], []byte(f.end)) {
					p.i = after + len(f.end)
					return strings.Trim(string(p.src[q+1:q+1+k]), "`"), f.shape, true
				}
			}
			// A quotation mark within the text of a damaged label is part of it.
		}
		if k := p.closing(from, limit, f.end); k >= 0 {
			p.i = k + len(f.end)
			return strings.Trim(string(p.src[from:k]), " \"`"), f.shape, true
		}
	}
	if c := p.at(0); c == '[' || c == '(' || c == '{' {
		start, end := p.i+1, lineEnd(p.src, p.i)
		p.warnf(p.i, "diagram-syntax", "the bracket %q is not closed", string(c))
		// The arrow after it is worth more than the label.
		if k := bytes.Index(p.src[start:end], []byte("--")); k >= 0 {
			end = start + k
		}
		p.i = end
		return strings.Trim(string(p.src[start:end]), "[](){}\" "), "", true
	}
	return "", "", false
}

// closing finds the bracket that ends a text, past nested ones of the same sort.
func (p *mermaid) closing(from, limit int, end string) int {
	open := byte(0)
	switch end {
	case "]":
		open = '['
	case ")":
		open = '('
	case "}":
		open = '{'
	}
	depth := 0
	for i := from; i+len(end) <= limit; i++ {
		switch {
		case open != 0 && p.src[i] == open:
			depth++
		case p.src[i] == end[0] && string(p.src[i:i+len(end)]) == end:
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

// attributes reads "@{ shape: cyl, label: "…" }".
func (p *mermaid) attributes() map[string]string {
	start := p.i + 2
	limit := min(len(p.src), start+maxQuoted)
	attrs := map[string]string{}
	i := start
	for i < limit && p.src[i] != '}' {
		for i < limit && (isSpace(p.src[i]) || p.src[i] == '\n' || p.src[i] == ',') {
			i++
		}
		from := i
		for i < limit && p.src[i] != ':' && p.src[i] != '}' && p.src[i] != ',' && p.src[i] != '\n' {
			i++
		}
		key := strings.Trim(string(p.src[from:i]), " \"'")
		if i >= limit || p.src[i] != ':' {
			continue
		}
		i++
		for i < limit && isSpace(p.src[i]) {
			i++
		}
		if i < limit && (p.src[i] == '"' || p.src[i] == '\'') {
			if k := bytes.IndexByte(p.src[i+1:limit], p.src[i]); k >= 0 {
				attrs[key] = string(p.src[i+1 : i+1+k])
				i += k + 2
				continue
			}
		}
		from = i
		for i < limit && p.src[i] != ',' && p.src[i] != '}' && p.src[i] != '\n' {
			i++
		}
		attrs[key] = strings.TrimSpace(string(p.src[from:i]))
	}
	if i >= limit {
		p.warnf(p.i, "diagram-syntax", "the attributes are not closed: expected \"}\"")
		p.i = lineEnd(p.src, p.i)
		return attrs
	}
	p.i = i + 1
	return attrs
}

// flowLink is an arrow: head says that it points back at its start, tip that it points on.
type flowLink struct {
	head, tip, hidden bool
	label             string
	mode              Mode
}

// link reads an arrow with its text in either form.
func (p *mermaid) link() (l flowLink, ok bool) {
	start := p.i
	// "e1@-->" names the arrow.
	if i := p.idEnd(start); i > start && i+1 < len(p.src) && p.src[i] == '@' && p.src[i+1] != '{' {
		p.edgeIDs[string(p.src[start:i])] = true
		p.i = i + 1
		if l, ok = p.link(); !ok {
			p.i = start
		}
		return l, ok
	}
	if p.has("~~~") {
		for p.at(0) == '~' {
			p.i++
		}
		l.hidden = true
		return l, true
	}
	if c := p.at(0); (c == '<' || c == 'x' || c == 'o') && (p.at(1) == '-' || p.at(1) == '=') && (p.at(2) == '-' || p.at(2) == '=' || p.at(2) == '.') {
		l.head = true
		p.i++
	}
	sign := p.at(0)
	switch {
	case sign == '-' && p.at(1) == '.':
		l.mode = Async
	case (sign == '-' || sign == '=') && p.at(1) == sign:
	default:
		p.i = start
		return flowLink{}, false
	}
	line := func(c byte) bool { return c == sign || l.mode == Async && c == '.' }
	n := 0
	for line(p.at(0)) {
		p.i++
		n++
	}
	switch c := p.at(0); {
	case c == '>':
		l.tip = true
		p.i++
	case (c == 'x' || c == 'o') && !isWord(p.at(1)):
		l.tip = true
		p.i++
	case n == 2 || l.mode == Async && p.src[p.i-1] == '.':
		if !p.linkText(&l, sign) {
			if n == 2 {
				return l, true // "a -- b" is no arrow of Mermaid but means one
			}
			p.i = start
			return flowLink{}, false
		}
	}
	p.blanks()
	if p.at(0) == '|' {
		end := lineEnd(p.src, p.i)
		if k := bytes.IndexByte(p.src[p.i+1:end], '|'); k >= 0 {
			l.label = strings.Trim(string(p.src[p.i+1:p.i+1+k]), " \"`")
			p.i += k + 2
		}
	}
	return l, true
}

// linkText reads the text within an arrow and the arrow's end.
func (p *mermaid) linkText(l *flowLink, sign byte) bool {
	start, limit := p.i, lineEnd(p.src, p.i)
	i := start
	for i < limit && isSpace(p.src[i]) {
		i++
	}
	if i < limit && p.src[i] == '"' {
		if k := bytes.IndexByte(p.src[i+1:min(len(p.src), i+1+maxQuoted)], '"'); k >= 0 {
			i += k + 2
			limit = lineEnd(p.src, i)
		}
	}
	for ; i+1 < limit; i++ {
		c, next := p.src[i], p.src[i+1]
		if sign == '-' && l.mode != Async && c == '-' && next == '-' || sign == '=' && c == '=' && next == '=' || l.mode == Async && c == '.' && next == '-' {
			l.label = strings.Trim(string(p.src[start:i]), " \"`")
			for i < limit && (p.src[i] == sign || p.src[i] == '.') {
				i++
			}
			if i < limit && (p.src[i] == '>' || p.src[i] == 'x' || p.src[i] == 'o') {
				l.tip = true
				i++
			}
			p.i = i
			return true
		}
	}
	return false
}
