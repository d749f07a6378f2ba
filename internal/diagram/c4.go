package diagram

import (
	"bytes"
	"strings"
)

// C4 is written with the same macros in Mermaid and in PlantUML:
// Container(alias, "label", "technology", "text").

// macro is a call with its arguments in plain text.
type macro struct {
	name string
	args []string
}

func (m macro) arg(i int) string {
	if i < len(m.args) {
		return m.args[i]
	}
	return ""
}

// cutMacro reads a call at the front of a text and returns what follows it.
func cutMacro(s string) (m macro, rest string, ok bool) {
	i := 0
	for i < len(s) && isWord(s[i]) {
		i++
	}
	if i == 0 || i >= len(s) || s[i] != '(' {
		return m, s, false
	}
	m.name = s[:i]
	depth, quoted, from := 0, false, i+1
	add := func(end int) {
		a := strings.TrimSpace(s[from:end])
		if strings.HasPrefix(a, "$") && strings.Contains(a, "=") {
			return // a named argument: tags, links, sprites
		}
		if len(m.args) < 16 {
			m.args = append(m.args, strings.Trim(a, `"`))
		}
	}
	for k := i; k < len(s); k++ {
		switch c := s[k]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				add(k)
				return m, strings.TrimSpace(s[k+1:]), true
			}
		case c == ',' && depth == 1:
			add(k)
			from = k + 1
		}
	}
	return m, s, false
}

// c4Shapes tells by the beginning of a macro's name what it draws; the longest first.
var c4Shapes = []struct{ name, shape string }{
	{"person", "person"}, {"systemdb", "database"}, {"systemqueue", "queue"}, {"system", "system"},
	{"containerdb", "database"}, {"containerqueue", "queue"}, {"container", "container"},
	{"componentdb", "database"}, {"componentqueue", "queue"}, {"component", "component"},
}

// c4Element reads a macro of C4 and reports whether it was one. open says that its
// content follows in braces.
func (b *builder) c4Element(m macro, inner int, start, end int) (known, opens bool, group int) {
	low := strings.ToLower(m.name)
	switch {
	case strings.HasPrefix(low, "rel") || strings.HasPrefix(low, "birel"):
		b.c4Relation(m, low, start, end)
		return true, false, -1
	case strings.Contains(low, "boundary") || strings.HasPrefix(low, "deployment_node") || low == "node" || low == "node_l" || low == "node_r":
		return true, true, b.group(m.arg(0), m.arg(1), inner, start, end)
	case strings.HasPrefix(low, "lay_") || strings.HasPrefix(low, "update") || strings.HasPrefix(low, "show_") || strings.HasPrefix(low, "layout_") ||
		strings.HasPrefix(low, "add") || strings.HasPrefix(low, "set") || strings.HasPrefix(low, "hide_") || low == "legend":
		return true, false, -1
	}
	base, outside := strings.CutSuffix(low, "_ext")
	for _, s := range c4Shapes {
		if base != s.name {
			continue
		}
		n := b.node(m.arg(0), inner, start, end)
		b.label(n, m.arg(1))
		b.shape(n, s.shape)
		if outside && s.shape == "system" || outside && s.shape == "container" || outside && s.shape == "component" {
			b.shape(n, "external")
		}
		if n >= 0 {
			if t := plain(m.arg(2)); t != "" {
				b.g.Nodes[n].Detail = t
			}
		}
		return true, false, -1
	}
	return false, false, -1
}

func (b *builder) c4Relation(m macro, low string, start, end int) {
	if low == "relindex" && len(m.args) > 0 {
		m.args = m.args[1:]
	}
	if len(m.args) < 2 {
		b.warnf(start, "diagram-syntax", "%s needs the two elements that it joins", m.name)
		return
	}
	e := Edge{From: b.node(m.arg(0), -1, start, end), To: b.node(m.arg(1), -1, start, end), Label: m.arg(2), Both: strings.HasPrefix(low, "birel")}
	if strings.HasPrefix(low, "rel_back") {
		e.From, e.To = e.To, e.From
	}
	if t := m.arg(3); t != "" && modeOf(e.Label) == ModeUnknown {
		e.Mode = modeOf(t)
	}
	b.edge(e, start, end)
}

// c4 reads a Mermaid C4 drawing: a macro a line, boundaries in braces.
func (p *mermaid) c4() {
	for p.i < len(p.src) && !p.full {
		p.space()
		start, end := p.line()
		text := string(p.src[start:end])
		for {
			rest, ok := strings.CutPrefix(text, "}")
			if !ok {
				break
			}
			p.pop()
			text = strings.TrimSpace(rest)
		}
		if text == "" {
			continue
		}
		if t, ok := strings.CutPrefix(text, "title "); ok {
			p.g.Title = plain(t)
			continue
		}
		m, rest, ok := cutMacro(text)
		if !ok {
			if w := leadingWord(text); w != "direction" && w != "acctitle" && w != "accdescr" && text != "{" {
				p.warnf(start, "diagram-syntax", "expected a macro such as \"Container(id, \\\"label\\\")\", found %q", cut(text, 40))
			}
			continue
		}
		known, opens, g := p.c4Element(m, p.inner(), start, end)
		switch {
		case !known:
			p.warnf(start, "diagram-syntax", "%q is no macro of C4", cut(m.name, 40))
		case opens:
			p.enter(g, start)
			for c := range strings.SplitSeq(rest, "") {
				if c == "}" {
					p.pop()
				}
			}
		}
	}
	if len(p.open) > 0 && !p.full {
		p.warnf(len(p.src), "diagram-syntax", "a boundary is not closed: expected \"}\"")
	}
}

// enter opens a group that exists already; deeper than the limit it stays in the one
// around it.
func (p *mermaid) enter(g, at int) {
	if len(p.open) >= p.lim.Depth {
		p.errorf(at, "too-deep", "groups are nested more than %d deep; deeper ones are read as part of the one around them", p.lim.Depth)
		g = p.inner()
	}
	if len(p.open) < 1<<16 {
		p.open = append(p.open, g)
	}
}

// architecture reads the architecture-beta drawing: groups, services, junctions, edges.
func (p *mermaid) architecture() {
	for p.i < len(p.src) && !p.full {
		p.space()
		start, end := p.line()
		if i := bytes.Index(p.src[start:end], []byte("%%")); i >= 0 {
			start, end = trimmed(p.src, start, start+i)
		}
		if start < end {
			p.architectureLine(string(p.src[start:end]), start, end)
		}
	}
}

func (p *mermaid) architectureLine(text string, start, end int) {
	word := leadingWord(text)
	rest := strings.TrimSpace(text[min(len(word), len(text)):])
	switch word {
	case "group", "service", "junction":
		id, parent := rest, ""
		if i := strings.LastIndex(rest, " in "); i >= 0 {
			id, parent = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+4:])
		}
		icon, title := "", ""
		if i := strings.IndexByte(id, '['); i >= 0 {
			title = strings.Trim(id[i:], "[]\"")
			id = id[:i]
		}
		if i := strings.IndexByte(id, '('); i >= 0 {
			icon = strings.Trim(id[i:], "()\" ")
			id = id[:i]
		}
		id = strings.TrimSpace(id)
		g, ok := p.groups[parent]
		if !ok {
			g = -1
			if parent != "" {
				p.warnf(start, "diagram-syntax", "there is no group %q", cut(parent, 40))
			}
		}
		switch {
		case id == "":
			p.warnf(start, "diagram-syntax", "expected a name after %q", word)
		case word == "group":
			if title == "" {
				title = id
			}
			if p.depth(g) >= p.lim.Depth {
				g = -1
			}
			p.group(id, title, g, start, end)
		default:
			n := p.node(id, g, start, end)
			p.label(n, title)
			p.shape(n, icon)
			if word == "junction" {
				p.shape(n, shapeJunction)
			}
		}
	case "title", "acctitle", "accdescr", "align":
	default:
		if !p.architectureEdge(text, start, end) {
			p.warnf(start, "diagram-syntax", "expected a group, a service or an edge such as \"a:R --> L:b\", found %q", cut(text, 40))
		}
	}
}

// depth returns how many groups there are around and including g.
func (b *builder) depth(g int) int {
	n := 0
	for ; g >= 0 && n <= b.lim.Depth; g = b.g.Groups[g].Parent {
		n++
	}
	return n
}

// architectureEdge reads "a:R --> L:b", "a{group}:B <--> T:b" and "a:R -[label]-> L:b".
func (p *mermaid) architectureEdge(text string, start, end int) bool {
	i := strings.IndexByte(text, '-')
	for i >= 0 && i+1 < len(text) && text[i+1] != '-' && text[i+1] != '[' {
		k := strings.IndexByte(text[i+1:], '-')
		if k < 0 {
			return false
		}
		i += k + 1
	}
	if i <= 0 {
		return false
	}
	left, right := text[:i], text[i:]
	var e Edge
	if label, ok := strings.CutPrefix(right, "-["); ok {
		l, after, ok := strings.Cut(label, "]")
		if !ok {
			return false
		}
		e.Label, right = l, after
	}
	right = strings.TrimLeft(right, "-")
	tip := strings.HasPrefix(right, ">")
	right = strings.TrimPrefix(right, ">")
	head := strings.HasSuffix(left, "<")
	left = strings.TrimSuffix(left, "<")
	if k := strings.LastIndexByte(left, ':'); k >= 0 {
		left = left[:k]
	}
	if k := strings.IndexByte(right, ':'); k >= 0 {
		right = right[k+1:]
	}
	strip := func(s string) string {
		s, _, _ = strings.Cut(s, "{")
		return strings.TrimSpace(s)
	}
	left, right = strip(left), strip(right)
	if left == "" || right == "" {
		return false
	}
	e.From, e.To = p.node(left, -1, start, end), p.node(right, -1, start, end)
	e.heads(head, tip)
	p.edge(e, start, end)
	return true
}

// entities reads an entity drawing: tables and their relations, which have no direction.
func (p *mermaid) entities() {
	attributes := false
	for p.i < len(p.src) && !p.full {
		p.space()
		start, end := p.line()
		text := string(p.src[start:end])
		switch {
		case text == "":
		case strings.HasPrefix(text, "}"):
			attributes = false
		case attributes:
		default:
			attributes = p.entityLine(text, start, end)
		}
	}
	for i := range p.g.Nodes {
		p.g.Nodes[i].Shape = "entity"
	}
}

// entityLine reads "A ||--o{ B : label" or "A {" and reports whether a list of
// attributes follows.
func (p *mermaid) entityLine(text string, start, end int) bool {
	f := strings.Fields(text)
	for i, w := range f {
		if i > 0 && i+1 < len(f) && (strings.Contains(w, "--") || strings.Contains(w, "..")) && strings.ContainsAny(w, "|{}o") {
			right, label, _ := strings.Cut(strings.Join(f[i+1:], " "), ":")
			e := Edge{From: p.entity(strings.Join(f[:i], " "), start, end), To: p.entity(right, start, end), Label: strings.Trim(strings.TrimSpace(label), `"`), Undirected: true}
			p.edge(e, start, end)
			return false
		}
	}
	id, rest, opens := strings.Cut(text, "{")
	if leadingWord(text) == "direction" || leadingWord(text) == "title" || strings.TrimSpace(id) == "" {
		return false
	}
	p.entity(id, start, end)
	return opens && !strings.Contains(rest, "}")
}

func (p *mermaid) entity(text string, start, end int) int {
	id, alias, ok := strings.Cut(strings.TrimSpace(text), "[")
	n := p.node(strings.Trim(strings.TrimSpace(id), `"`), -1, start, end)
	if ok {
		p.label(n, strings.Trim(alias, "[]\""))
	}
	return n
}
