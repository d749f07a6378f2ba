package diagram

import (
	"bytes"
	"strings"

	"designdrill/internal/diag"
)

// mermaid reads Mermaid statement by statement.
type mermaid struct {
	*builder
	i       int   // offset of what is read next
	open    []int // groups around the statement; -1 for one that was not kept
	edgeIDs map[string]bool
}

// unread are kinds of Mermaid drawings that show no system.
var unread = words("classdiagram classdiagram-v2 statediagram statediagram-v2 gantt pie mindmap timeline gitgraph journey quadrantchart " +
	"requirementdiagram sankey-beta sankey xychart-beta xychart block-beta block packet-beta packet kanban radar-beta radar treemap-beta zenuml c4dynamic")

// parseMermaid reads a Mermaid drawing: flow charts, sequences, C4, architecture and
// entity drawings. Other kinds are a finding.
func parseMermaid(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	p := &mermaid{builder: newBuilder(file, "mermaid", src, lim), edgeIDs: map[string]bool{}}
	p.preamble()
	start, end := p.i, lineEnd(p.src, p.i)
	head := leadingWord(string(p.src[start:min(end, start+40)]))
	switch {
	case head == "flowchart" || head == "graph" || head == "flowchart-elk":
		p.flowHead(end)
		p.flow()
	case head == "sequencediagram":
		p.g.Format = "mermaid-sequence"
		p.i = end
		p.sequence()
	case strings.HasPrefix(head, "c4") && !unread[head]:
		p.i = end
		p.c4()
	case head == "architecture-beta" || head == "architecture":
		p.i = start + len(head)
		p.architecture()
	case head == "erdiagram":
		p.g.Format = "mermaid-er"
		p.i = end
		p.entities()
	case unread[head]:
		p.warnf(start, "diagram-kind", "a Mermaid %q shows no components and is not read; a flowchart, sequenceDiagram, C4Container or architecture-beta is", head)
	case start < len(p.src):
		p.warnf(start, "diagram-syntax", "expected a kind of drawing such as \"flowchart LR\" in the first line; it is read as a flowchart")
		p.flow()
	}
	return p.done()
}

// preamble skips front matter, comments and directives before the first statement.
func (p *mermaid) preamble() {
	if bytes.HasPrefix(p.src, []byte("\uFEFF")) {
		p.i = len("\uFEFF")
	}
	p.space()
	if bytes.HasPrefix(p.src[p.i:], []byte("---")) && p.lineBlankFrom(p.i+3) {
		for at := lineEnd(p.src, p.i) + 1; at < len(p.src); {
			end := lineEnd(p.src, at)
			line := bytes.TrimSpace(p.src[at:end])
			at = end + 1
			if bytes.Equal(line, []byte("---")) {
				p.i = min(at, len(p.src))
				break
			}
			if t, ok := bytes.CutPrefix(line, []byte("title:")); ok {
				p.g.Title = plain(strings.Trim(string(bytes.TrimSpace(t)), `"'`))
			}
		}
	}
	p.space()
}

func (p *mermaid) lineBlankFrom(i int) bool {
	return len(bytes.TrimSpace(p.src[i:lineEnd(p.src, i)])) == 0
}

// space skips white space, line breaks, semicolons, comments and directives.
func (p *mermaid) space() {
	for p.i < len(p.src) {
		switch c := p.src[p.i]; {
		case isSpace(c) || c == '\n' || c == ';':
			p.i++
		case c == '%' && bytes.HasPrefix(p.src[p.i:], []byte("%%{")):
			end := bytes.Index(p.src[p.i:], []byte("}%%"))
			if end < 0 {
				p.i = lineEnd(p.src, p.i)
			} else {
				p.i += end + 3
			}
		case c == '%' && p.i+1 < len(p.src) && p.src[p.i+1] == '%':
			p.i = lineEnd(p.src, p.i)
		default:
			return
		}
	}
}

// blanks skips spaces within a line.
func (p *mermaid) blanks() {
	for p.i < len(p.src) && isSpace(p.src[p.i]) {
		p.i++
	}
}

// line returns the rest of the current line and moves behind it.
func (p *mermaid) line() (start, end int) {
	start, end = p.i, lineEnd(p.src, p.i)
	p.i = end
	return trimmed(p.src, start, end)
}

// inner returns the group around the statement, or -1.
func (p *mermaid) inner() int {
	if len(p.open) == 0 {
		return -1
	}
	return p.open[len(p.open)-1]
}

// push opens a group. Deeper than the limit its content belongs to the one around it.
func (p *mermaid) push(id, label string, start, end int) {
	g := p.inner()
	switch {
	case len(p.open) >= p.lim.Depth:
		p.errorf(start, "too-deep", "groups are nested more than %d deep; deeper ones are read as part of the one around them", p.lim.Depth)
	default:
		if n := p.group(id, label, g, start, end); n >= 0 && n != g {
			g = n
		}
	}
	if len(p.open) < 1<<16 {
		p.open = append(p.open, g)
	}
}

func (p *mermaid) pop() {
	if len(p.open) > 0 {
		p.open = p.open[:len(p.open)-1]
	}
}

// keyword consumes a word if it stands here with white space or a line's end after it.
func (p *mermaid) keyword(word string) bool {
	rest := p.src[p.i:]
	if len(rest) < len(word) || string(rest[:len(word)]) != word {
		return false
	}
	if len(rest) > len(word) {
		if c := rest[len(word)]; !isSpace(c) && c != '\n' && c != ';' && c != ':' && c != '{' {
			return false
		}
	}
	p.i += len(word)
	return true
}

// has reports whether a text stands at the offset that is read next.
func (p *mermaid) has(text string) bool {
	return len(p.src)-p.i >= len(text) && string(p.src[p.i:p.i+len(text)]) == text
}

// at returns the byte k after the next one to be read, 0 at the end.
func (p *mermaid) at(k int) byte {
	if p.i+k >= len(p.src) {
		return 0
	}
	return p.src[p.i+k]
}
