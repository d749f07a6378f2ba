package diagram

import (
	"bytes"
	"strings"

	"designdrill/internal/diag"
)

// dot reads Graphviz's language by descent.
type dot struct {
	*builder
	lex      dotLexer
	tok      dotToken
	directed bool
	depth    int
}

// dotScope holds what applies to the statements of one pair of braces.
type dotScope struct {
	group      int
	node, edge map[string]string
}

// parseDOT reads a graph or digraph with its clusters.
func parseDOT(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	p := &dot{builder: newBuilder(file, "dot", src, lim)}
	p.lex.src = src
	p.advance()
	if p.word("strict") {
		p.advance()
	}
	switch {
	case p.word("digraph"):
		p.directed = true
	case p.word("graph"):
	default:
		p.warnf(p.tok.start, "diagram-syntax", "expected \"digraph\" or \"graph\", found %q", cut(p.tok.text, 40))
		return p.done()
	}
	p.advance()
	if p.tok.kind == dotID {
		p.advance()
	}
	if !p.sign("{") {
		p.warnf(p.tok.start, "diagram-syntax", "expected \"{\" after the graph's name, found %q", cut(p.tok.text, 40))
		return p.done()
	}
	p.advance()
	s := &dotScope{group: -1, node: map[string]string{}, edge: map[string]string{}}
	p.statements(s)
	return p.done()
}

func (p *dot) advance()           { p.tok = p.lex.next() }
func (p *dot) sign(s string) bool { return p.tok.kind == dotSign && p.tok.text == s }
func (p *dot) word(w string) bool {
	return p.tok.kind == dotID && !p.tok.quoted && strings.EqualFold(p.tok.text, w)
}
func (p *dot) arrow() bool { return p.sign("->") || p.sign("--") }
func (p *dot) stop() bool  { return p.tok.kind == dotEnd || p.full }
func (p *dot) expected(what string) {
	found := p.tok.text
	if p.tok.kind == dotEnd {
		found = "the end"
	}
	p.warnf(p.tok.start, "diagram-syntax", "expected %s, found %q", what, cut(found, 40))
}

// statements reads up to the closing brace and returns the nodes that it names.
func (p *dot) statements(s *dotScope) []int {
	var named []int
	for !p.stop() {
		start := p.tok.start
		switch {
		case p.sign("}"):
			p.advance()
			return named
		case p.sign(";") || p.sign(","):
			p.advance()
		case p.word("node") || p.word("edge") || p.word("graph"):
			what := strings.ToLower(p.tok.text)
			p.advance()
			attrs := p.attributes()
			switch what {
			case "node":
				over(s.node, attrs)
			case "edge":
				over(s.edge, attrs)
			default:
				p.groupLabel(s, attrs["label"])
			}
		case p.word("subgraph") || p.sign("{") || p.tok.kind == dotID:
			named = append(named, p.statement(s)...)
		default:
			p.expected("a node, an edge or \"}\"")
			p.advance()
		}
		if p.tok.start == start && p.tok.kind != dotEnd && p.lex.i <= start {
			p.advance()
		}
	}
	if !p.full {
		p.expected("\"}\"")
	}
	return named
}

func over(to, from map[string]string) {
	for k, v := range from {
		to[k] = v
	}
}

func (p *dot) groupLabel(s *dotScope, label string) {
	if label == "" {
		return
	}
	if s.group < 0 {
		p.g.Title = plain(label)
		return
	}
	p.g.Groups[s.group].Label = plain(label)
}

// statement reads a node, a chain of edges, a subgraph or "a = b".
func (p *dot) statement(s *dotScope) []int {
	start := p.tok.start
	left, single, isGroup := p.end(s)
	if !isGroup && p.sign("=") {
		p.advance()
		if single != "" && strings.EqualFold(single, "label") {
			p.groupLabel(s, p.tok.text)
		}
		p.advance()
		return nil
	}
	if !p.arrow() {
		attrs := p.attributes()
		if !isGroup && single != "" {
			left = p.named(s, single, attrs, start)
		}
		return left
	}
	ends := [][]int{left}
	if !isGroup {
		ends[0] = p.named(s, single, nil, start)
	}
	for p.arrow() && !p.stop() {
		p.advance()
		at := p.tok.start
		right, id, group := p.end(s)
		if !group {
			if id == "" {
				p.expected("a node after the arrow")
				break
			}
			right = p.named(s, id, nil, at)
		}
		ends = append(ends, right)
	}
	end := p.lex.i
	attrs := map[string]string{}
	over(attrs, s.edge)
	over(attrs, p.attributes())
	p.join(ends, attrs, start, end)
	var all []int
	for _, e := range ends {
		all = append(all, e...)
	}
	return all
}

// join adds the edges of a chain, from each node of an end to each of the next.
func (p *dot) join(ends [][]int, attrs map[string]string, start, end int) {
	style := strings.ToLower(attrs["style"])
	if strings.Contains(style, "invis") {
		return
	}
	for i := 1; i < len(ends); i++ {
		for _, a := range ends[i-1] {
			for _, b := range ends[i] {
				if p.full {
					return
				}
				e := Edge{From: a, To: b, Label: attrs["label"]}
				if e.Label == "" {
					e.Label = attrs["xlabel"]
				}
				if strings.Contains(style, "dashed") || strings.Contains(style, "dotted") {
					e.Mode = Async
				}
				switch dir := strings.ToLower(attrs["dir"]); {
				case dir == "both":
					e.heads(true, true)
				case dir == "back":
					e.heads(true, false)
				case dir == "none" || dir == "" && !p.directed:
					e.heads(false, false)
				}
				p.edge(e, start, end)
			}
		}
	}
}

// end reads one end of an edge: a node's id with its port, or a subgraph.
func (p *dot) end(s *dotScope) (nodes []int, id string, group bool) {
	if p.word("subgraph") || p.sign("{") {
		return p.subgraph(s), "", true
	}
	if p.tok.kind != dotID {
		return nil, "", false
	}
	id = p.tok.text
	p.advance()
	for n := 0; n < 2 && p.sign(":"); n++ {
		p.advance()
		if p.tok.kind == dotID {
			p.advance()
		}
	}
	return nil, id, false
}

// subgraph reads "subgraph cluster_x { … }"; without the word cluster it makes no group.
func (p *dot) subgraph(s *dotScope) []int {
	start := p.tok.start
	id := ""
	if p.word("subgraph") {
		p.advance()
		if p.tok.kind == dotID {
			id = p.tok.text
			p.advance()
		}
	}
	if !p.sign("{") {
		return nil
	}
	p.advance()
	inner := &dotScope{group: s.group, node: map[string]string{}, edge: map[string]string{}}
	over(inner.node, s.node)
	over(inner.edge, s.edge)
	if p.depth >= p.lim.Depth {
		p.errorf(start, "too-deep", "subgraphs are nested more than %d deep; deeper ones are not read", p.lim.Depth)
		for d := 1; d > 0 && !p.stop(); p.advance() {
			if p.sign("{") {
				d++
			} else if p.sign("}") {
				d--
			}
		}
		return nil
	}
	if strings.HasPrefix(strings.ToLower(id), "cluster") {
		label := strings.TrimLeft(id[len("cluster"):], "_- ")
		if g := p.group(id, label, s.group, start, p.lex.i); g >= 0 && g != s.group {
			inner.group = g
		}
	}
	p.depth++
	nodes := p.statements(inner)
	p.depth--
	return nodes
}

// named returns the node with an id, with its attributes.
func (p *dot) named(s *dotScope, id string, attrs map[string]string, start int) []int {
	_, known := p.nodes[id]
	n := p.node(id, s.group, start, p.lex.last)
	if n < 0 {
		return nil
	}
	get := func(key string) string {
		if v := attrs[key]; v != "" {
			return v
		}
		if known {
			return ""
		}
		return s.node[key]
	}
	if l := get("label"); l != "" && l != `\N` {
		if strings.EqualFold(get("shape"), "record") || strings.EqualFold(get("shape"), "mrecord") || s.node["shape"] == "record" {
			l = recordText(l)
		}
		p.label(n, l)
	}
	if shape := strings.ToLower(get("shape")); shape != "" {
		if dotPlain[shape] {
			shape = ""
		}
		if shape == "note" {
			shape = shapeNote
		}
		p.g.Nodes[n].Shape = shape
	}
	for _, key := range [...]string{"image", "icon"} {
		if v := attrs[key]; v != "" {
			p.shape(n, v)
		}
	}
	return []int{n}
}

// dotPlain are shapes that say nothing.
var dotPlain = words("box rect rectangle square ellipse oval circle plaintext plain none record mrecord polygon point egg")

// recordText takes the fields of a record label apart: "{<f0> Name | text}".
func recordText(s string) string {
	var b strings.Builder
	port := false
	for _, r := range s {
		switch {
		case r == '<':
			port = true
		case r == '>':
			port = false
		case port:
		case r == '|':
			b.WriteByte(lineBreak)
		case r == '{' || r == '}':
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// attributes reads "[a=b, c=d] [e=f]".
func (p *dot) attributes() map[string]string {
	attrs := map[string]string{}
	for p.sign("[") {
		p.advance()
		for !p.stop() && !p.sign("]") {
			if p.tok.kind != dotID {
				if !p.sign(",") && !p.sign(";") {
					p.expected("an attribute or \"]\"")
					if p.sign("}") || p.sign("{") || p.arrow() {
						return attrs
					}
				}
				p.advance()
				continue
			}
			key := strings.ToLower(p.tok.text)
			p.advance()
			if !p.sign("=") {
				attrs[key] = "true"
				continue
			}
			p.advance()
			if p.tok.kind == dotID {
				attrs[key] = p.tok.text
				p.advance()
			}
		}
		if p.sign("]") {
			p.advance()
		}
	}
	return attrs
}

// The kinds of tokens.
const (
	dotEnd = iota
	dotID
	dotSign
)

type dotToken struct {
	kind   int
	text   string
	quoted bool
	start  int
}

type dotLexer struct {
	src  []byte
	i    int
	last int // where the last token ended
}

// blank skips white space and comments.
func (l *dotLexer) blank() {
	for l.i < len(l.src) {
		rest := l.src[l.i:]
		switch c := rest[0]; {
		case isSpace(c) || c == '\n':
			l.i++
		case c == '#', bytes.HasPrefix(rest, []byte("//")):
			l.i = lineEnd(l.src, l.i)
		case bytes.HasPrefix(rest, []byte("/*")):
			if k := bytes.Index(rest[2:], []byte("*/")); k >= 0 {
				l.i += k + 4
			} else {
				l.i = len(l.src)
			}
		default:
			return
		}
	}
}

func (l *dotLexer) next() dotToken {
	l.last = l.i
	l.blank()
	start := l.i
	if l.i >= len(l.src) {
		return dotToken{kind: dotEnd, start: len(l.src)}
	}
	switch c := l.src[l.i]; {
	case c == '"':
		text := l.quoted()
		for { // "a" + "b" is one text
			save := l.i
			l.blank()
			if l.i >= len(l.src) || l.src[l.i] != '+' {
				l.i = save
				break
			}
			l.i++
			l.blank()
			if l.i >= len(l.src) || l.src[l.i] != '"' {
				break
			}
			text += l.quoted()
		}
		return dotToken{dotID, text, true, start}
	case c == '<':
		depth := 0
		for l.i < len(l.src) {
			if l.src[l.i] == '<' {
				depth++
			} else if l.src[l.i] == '>' {
				depth--
			}
			l.i++
			if depth == 0 {
				break
			}
		}
		return dotToken{dotID, strings.TrimSuffix(string(l.src[start+1:l.i]), ">"), true, start}
	case c == '-' && l.i+1 < len(l.src) && (l.src[l.i+1] == '>' || l.src[l.i+1] == '-'):
		l.i += 2
		return dotToken{dotSign, string(l.src[start:l.i]), false, start}
	case isWord(c) || c == '.' || c == '-':
		l.i++
		for l.i < len(l.src) && (isWord(l.src[l.i]) || l.src[l.i] == '.') {
			l.i++
		}
		return dotToken{dotID, string(l.src[start:l.i]), false, start}
	default:
		l.i++
		return dotToken{dotSign, string(c), false, start}
	}
}

// quoted reads a text in quotes. A line ending in a backslash goes on.
func (l *dotLexer) quoted() string {
	l.i++
	start := l.i
	for l.i < len(l.src) && l.src[l.i] != '"' {
		if l.src[l.i] == '\\' {
			l.i++
		}
		l.i++
	}
	end := min(l.i, len(l.src))
	l.i = min(l.i+1, len(l.src))
	s := string(l.src[start:end])
	if strings.Contains(s, `\"`) || strings.Contains(s, "\\\n") {
		s = strings.NewReplacer(`\"`, `"`, "\\\n", "").Replace(s)
	}
	return s
}
