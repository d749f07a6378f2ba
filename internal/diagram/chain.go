package diagram

import "bytes"

// maxChainLine is the longest line that is looked at for a chain.
const maxChainLine = 600

// Chain reads a line of prose such as "Client → API gateway → Order service": parts with
// arrows between them. It is nil unless the line has at least three parts and all of them
// are known kinds of parts; most arrows in prose mean "becomes" or "leads to".
func Chain(line []byte) *Graph {
	if len(line) > maxChainLine || !bytes.Contains(line, []byte("->")) && !bytes.Contains(line, []byte("→")) {
		return nil
	}
	// Emphasis and code marks become spaces, so that places stay.
	src := bytes.Map(func(r rune) rune {
		switch r {
		case '`', '*', '|', '<', '\n', '\r', '\t':
			return ' '
		}
		return r
	}, line)
	g, _ := parseASCII("", src, Limits{Bytes: maxChainLine, Elements: 40, Depth: 4})
	if len(g.Nodes) < 3 || len(g.Edges) < len(g.Nodes)-1 {
		return nil
	}
	for i := range g.Nodes {
		if KindOf(g.Nodes[i].Label, "", nil) == KindUnknown {
			return nil
		}
	}
	g.Classify(nil)
	return g
}
