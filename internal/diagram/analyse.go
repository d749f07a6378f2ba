package diagram

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is what a rule found in a drawing.
type Fault struct {
	Rule    string
	Node    int // index into the graph's nodes, or -1
	Other   int // the second node, or -1
	At      Span
	Told    int    // line of the prose that speaks against the drawing, or 0
	Message string // one sentence, names in quotation marks
}

// Text is what the prose around a drawing says, as plain data. The zero Text says nothing.
type Text struct {
	// Words are the words of the prose in lower case. Nil when there is no prose to compare.
	Words map[string]bool
	// Replicated are the names of parts, in lower case, of which the prose says that there is
	// more than one; "*" stands for all of them.
	Replicated []string
	// Refused are things that the prose decides against.
	Refused []Refusal
	// Parts are the parts that the prose says the system has.
	Parts []Part
}

// Refusal is a thing that the prose decides against, with its line.
type Refusal struct {
	Name string // one or more words in lower case
	Line int
}

// Part is a part of the system that the prose names.
type Part struct {
	Name  string
	Kind  Kind
	Words []string // any of these words in a box's text makes it drawn
	Line  int
}

// maxFaults bounds what is said of one rule: more of the same teaches nothing.
const maxFaults = 5

// analysis is a graph with what the rules ask of it.
type analysis struct {
	*Graph
	text   Text
	out    [][]int        // edges that leave a node, with those that have no or two heads
	in     [][]int        // edges that reach it
	names  map[string]int // how many boxes are called so
	member [][]int        // by group: the nodes in it and in its groups
	faults []Fault
	rule   string
	count  int
}

// minNodes is the size from which a drawing is taken for the system as a whole.
const minNodes = 4

// maxNodes bounds the drawings that are checked; no person draws so many boxes.
const maxNodes = 1000

// Analyse checks a drawing. Faults come in the order of the rules and, for one rule, of
// the nodes. A drawing of tables, of steps, or of hardly anything has none.
func Analyse(g *Graph, text Text) []Fault {
	a := &analysis{Graph: g, text: text, names: map[string]int{}}
	if !a.isSystem() {
		return nil
	}
	a.index()
	for _, r := range rules {
		if r.check != nil {
			a.rule, a.count = r.ID, 0
			r.check(a)
		}
	}
	return a.faults
}

// isSystem reports whether most boxes of the drawing are parts of a system.
func (a *analysis) isSystem() bool {
	if a.Format == "mermaid-er" {
		return false
	}
	known, all := 0, 0
	for i := range a.Nodes {
		n := &a.Nodes[i]
		if !n.Real() {
			continue
		}
		all++
		if KindOf(n.Label, n.Shape, nil) != KindUnknown {
			known++
		}
	}
	if all > maxNodes {
		return false
	}
	return all >= minNodes && known*2 > all && len(a.Edges) >= 3
}

// index builds the lists of neighbours. An edge to a group reaches all that is in it.
func (a *analysis) index() {
	a.out, a.in = make([][]int, len(a.Nodes)), make([][]int, len(a.Nodes))
	a.member = make([][]int, len(a.Groups))
	for i := range a.Nodes {
		if !a.Nodes[i].Real() {
			continue
		}
		for g, n := a.Nodes[i].Group, 0; g >= 0 && n < 100; g, n = a.Groups[g].Parent, n+1 {
			a.member[g] = append(a.member[g], i)
		}
	}
	for i := range a.Edges {
		e := &a.Edges[i]
		for _, from := range a.stand(e.From) {
			a.out[from] = append(a.out[from], i)
			if e.Both || e.Undirected {
				a.in[from] = append(a.in[from], i)
			}
		}
		for _, to := range a.stand(e.To) {
			a.in[to] = append(a.in[to], i)
			if e.Both || e.Undirected {
				a.out[to] = append(a.out[to], i)
			}
		}
	}
}

// maxMembers bounds how many nodes an edge to a group reaches.
const maxMembers = 64

// stand returns the nodes that an edge's end means.
func (a *analysis) stand(n int) []int {
	if a.Nodes[n].Shape == shapeGroup {
		if g := a.Nodes[n].Group; g >= 0 {
			return a.member[g][:min(len(a.member[g]), maxMembers)]
		}
		return nil
	}
	return []int{n}
}

// far returns the nodes at the other end of an edge, seen from a node.
func (a *analysis) far(edge, from int) []int {
	e := &a.Edges[edge]
	if slices.Contains(a.stand(e.From), from) {
		return a.stand(e.To)
	}
	return a.stand(e.From)
}

// next returns the nodes that an edge leads to from a node.
func (a *analysis) next(n int) []int {
	var all []int
	for _, e := range a.out[n] {
		all = append(all, a.far(e, n)...)
	}
	return all
}

// neighbours returns all nodes joined with one.
func (a *analysis) neighbours(n int) []int {
	all := a.next(n)
	for _, e := range a.in[n] {
		all = append(all, a.far(e, n)...)
	}
	return all
}

func (a *analysis) kind(n int) Kind { return a.Nodes[n].Kind }

func (a *analysis) fault(node, other int, at Span, format string, args ...any) {
	if a.count++; a.count <= maxFaults {
		a.faults = append(a.faults, Fault{Rule: a.rule, Node: node, Other: other, At: at, Message: fmt.Sprintf(format, args...)})
	}
}

// label returns a node's name for a message.
func (a *analysis) label(n int) string { return cut(a.Nodes[n].Label, 60) }

// says reports whether a node's text has one of some words, or a word that begins so.
func (a *analysis) says(n int, starts ...string) bool {
	return hasWord(a.Nodes[n].Label+" "+a.Nodes[n].Detail, starts...)
}

// hasWord reports whether a word of a text begins with one of the given.
func hasWord(text string, starts ...string) bool {
	for _, w := range kindTokens(text) {
		for _, s := range starts {
			if strings.HasPrefix(w, s) {
				return true
			}
		}
	}
	return false
}

// within reports whether a node's text or a group around it has one of some words.
func (a *analysis) within(n int, starts ...string) bool {
	if a.says(n, starts...) {
		return true
	}
	for g, k := a.Nodes[n].Group, 0; g >= 0 && k < 100; g, k = a.Groups[g].Parent, k+1 {
		if hasWord(a.Groups[g].Label, starts...) {
			return true
		}
	}
	return false
}

// queued reports whether a kind takes work and hands it on later.
func queued(k Kind) bool { return k == Queue || k == Stream }

// isEntry reports whether traffic comes into the system at a kind.
func isEntry(k Kind) bool {
	switch k {
	case Client, DNS, CDN, LoadBalancer, Gateway:
		return true
	}
	return false
}
