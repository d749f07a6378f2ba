package diagram

import (
	"sort"
	"strings"
	"unicode/utf8"

	"designdrill/internal/diag"
)

// maxFindings bounds what is said of one source: a hostile one has a fault a line.
const maxFindings = 50

// Shapes that importers set and other parts of the package look for.
const (
	shapeGroup    = "group"    // a node that stands for its group at the end of an edge
	shapeJunction = "junction" // a point where lines meet
	shapeNote     = "note"
)

// builder gathers a graph under limits, from a source whose places it knows.
type builder struct {
	file     string
	src      []byte
	lim      Limits
	g        *Graph
	found    diag.List
	nodes    map[string]int
	groups   map[string]int
	lines    []int // offset of each line's first byte
	elements int
	full     bool
}

func newBuilder(file, format string, src []byte, lim Limits) *builder {
	b := &builder{file: file, src: src, lim: lim, g: &Graph{Format: format}, nodes: map[string]int{}, groups: map[string]int{}}
	b.lines = append(b.lines, 0)
	for i, c := range src {
		if c == '\n' {
			b.lines = append(b.lines, i+1)
		}
	}
	return b
}

// done returns what was read.
func (b *builder) done() (*Graph, []diag.Finding) {
	b.standFor()
	return b.g, b.found
}

func (b *builder) pos(offset int) diag.Pos {
	offset = min(max(offset, 0), len(b.src))
	n := sort.Search(len(b.lines), func(i int) bool { return b.lines[i] > offset })
	return diag.Pos{File: b.file, Line: n, Col: offset - b.lines[n-1] + 1}
}

func (b *builder) span(start, end int) Span {
	// A parser that counts a broken byte as the three of its replacement overshoots.
	start = min(start, len(b.src))
	return Span{Pos: b.pos(start), Start: start, End: min(max(start, end), len(b.src))}
}

// warnf says what could not be read at an offset.
func (b *builder) warnf(offset int, rule, format string, args ...any) {
	if len(b.found) < maxFindings {
		b.found.Warnf(b.pos(offset), rule, format, args...)
	}
}

func (b *builder) errorf(offset int, rule, format string, args ...any) {
	if len(b.found) < maxFindings {
		b.found.Errorf(b.pos(offset), rule, format, args...)
	}
}

// room takes one element of the limit and reports whether there was one left.
func (b *builder) room(offset int) bool {
	if b.elements >= b.lim.Elements {
		if !b.full {
			b.full = true
			b.errorf(offset, "too-many-elements", "the drawing has more than %d elements; what follows here is not read", b.lim.Elements)
		}
		return false
	}
	b.elements++
	return true
}

// node returns the index of the node with an id, new if there was none yet, or -1 when
// the limit is reached. The id is its label until there is a better one.
func (b *builder) node(id string, group, start, end int) int {
	if n, ok := b.nodes[id]; ok {
		if b.g.Nodes[n].Group < 0 {
			b.g.Nodes[n].Group = group
		}
		return n
	}
	if !b.room(start) {
		return -1
	}
	n := len(b.g.Nodes)
	b.nodes[id] = n
	label, detail := name(id)
	b.g.Nodes = append(b.g.Nodes, Node{ID: id, Label: label, Detail: detail, Group: group, At: b.span(start, end)})
	return n
}

// label gives a node its text.
func (b *builder) label(n int, text string) {
	if n >= 0 {
		if l, d := name(text); l != "" {
			b.g.Nodes[n].Label, b.g.Nodes[n].Detail = l, d
		}
	}
}

func (b *builder) shape(n int, shape string) {
	if n >= 0 && shape != "" {
		b.g.Nodes[n].Shape = shape
	}
}

// group returns the index of the group with an id, new if there was none yet, or -1.
func (b *builder) group(id, label string, parent, start, end int) int {
	if g, ok := b.groups[id]; ok && id != "" {
		return g
	}
	if !b.room(start) {
		return -1
	}
	l, d := name(label)
	if d != "" {
		l += " " + d
	}
	g := len(b.g.Groups)
	b.groups[id] = g
	b.g.Groups = append(b.g.Groups, Group{ID: id, Label: l, Parent: parent, At: b.span(start, end)})
	return g
}

// edge adds an arrow; from and to are indices or -1.
func (b *builder) edge(e Edge, start, end int) {
	if e.From < 0 || e.To < 0 || !b.room(start) {
		return
	}
	e.Label = plain(e.Label)
	e.At = b.span(start, end)
	b.g.Edges = append(b.g.Edges, e)
}

// standFor turns the nodes that name a group into its stand-ins.
func (b *builder) standFor() {
	for i := range b.g.Nodes {
		n := &b.g.Nodes[i]
		if g, ok := b.groups[n.ID]; ok && n.ID != "" {
			n.Shape, n.Label, n.Detail, n.Group = shapeGroup, b.g.Groups[g].Label, "", g
		}
	}
}

// heads sets an edge's direction from what stands at its two ends.
func (e *Edge) heads(at, to bool) {
	switch {
	case at && to:
		e.Both = true
	case at:
		e.From, e.To = e.To, e.From
	case !to:
		e.Undirected = true
	}
}

// Counts returns the nodes and edges that a reader would count: stand-ins of groups,
// junctions and notes are no boxes of the system.
func (g *Graph) Counts() (nodes, edges int) {
	for i := range g.Nodes {
		if g.Nodes[i].Real() {
			nodes++
		}
	}
	return nodes, len(g.Edges)
}

// Real reports whether the node is a box of the system and not a stand-in of a group, a
// point where lines meet, or a note.
func (n *Node) Real() bool {
	return n.Shape != shapeGroup && n.Shape != shapeJunction && n.Shape != shapeNote && n.Kind != Note
}

// cut returns text up to a number of bytes without splitting a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// lineEnd returns the offset of the line break at or after i, or the end of the source.
func lineEnd(src []byte, i int) int {
	for i < len(src) && src[i] != '\n' {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= utf8.RuneSelf
}

// trimmed returns the range without the spaces at its ends.
func trimmed(src []byte, start, end int) (int, int) {
	for start < end && (isSpace(src[start]) || src[start] == '\n') {
		start++
	}
	for start < end && (isSpace(src[end-1]) || src[end-1] == '\n') {
		end--
	}
	return start, end
}

// leadingWord returns the letters and digits at the front of a text, in lower case.
func leadingWord(s string) string {
	i := 0
	for i < len(s) && (isWord(s[i]) || s[i] == '-') {
		i++
	}
	return strings.ToLower(s[:i])
}
