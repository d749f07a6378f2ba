package diagram

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"designdrill/internal/diag"
)

// importer reads one format. What it cannot read is a finding, and the graph holds what
// was read so far; it is never nil.
type importer func(file string, src []byte, lim Limits) (*Graph, []diag.Finding)

// A format has the names under which fences and files know it.
type format struct {
	names []string
	read  importer
}

// formats lists what can be read. The first name is the format's own.
func formats() []format {
	return []format{
		{[]string{"mermaid", "mmd"}, parseMermaid},
		{[]string{"plantuml", "puml", "uml", "pu", "iuml", "wsd", "c4plantuml"}, parsePlantUML},
		{[]string{"excalidraw", "excalidraw.md"}, parseExcalidraw},
		{[]string{"drawio", "dio", "drawio.xml"}, parseDrawio},
		{[]string{"d2"}, parseD2},
		{[]string{"dot", "gv", "graphviz"}, parseDOT},
		{[]string{"ascii", "asciiart", "ascii-art", "ditaa", "svgbob", "diagram", "text", "txt"}, parseASCII},
	}
}

// Formats returns the names that Parse takes as a format, sorted.
func Formats() []string {
	var all []string
	for _, f := range formats() {
		all = append(all, f.names...)
	}
	slices.Sort(all)
	return all
}

// Known reports whether a fence's info string or a file's extension names a format.
func Known(name string) bool { return find(name) != nil }

func find(name string) importer {
	name = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "."))
	for _, f := range formats() {
		if slices.Contains(f.names, name) {
			return f.read
		}
	}
	return nil
}

// Parse reads a drawing. format is a fence's info string or a file's extension; where it
// names no format the file's extension and then the source's beginning decide. The graph
// is never nil; kinds are set from words and shapes, Classify may refine them.
func Parse(file, format string, src []byte, lim Limits) (*Graph, diag.List) {
	var found diag.List
	if len(src) > lim.Bytes {
		found.Errorf(diag.Pos{File: file, Line: 1, Col: 1}, "too-large", "the drawing has %d bytes, at most %d are read", len(src), lim.Bytes)
		return &Graph{}, found
	}
	read := find(format)
	if read == nil {
		_, exts, _ := strings.Cut(path.Base(strings.ReplaceAll(file, `\`, "/")), ".")
		if read = find(exts); read == nil {
			read = find(path.Ext(exts))
		}
	}
	if read == nil {
		read = find(Sniff(src))
	}
	if read == nil {
		found.Errorf(diag.Pos{File: file, Line: 1, Col: 1}, "diagram-format", "unknown format of a drawing; known formats: %s", strings.Join(Formats(), ", "))
		return &Graph{}, found
	}
	g, f := read(file, src, lim)
	found.Add(f...)
	if g.Format == "excalidraw" || g.Format == "drawio" {
		for i := range g.Nodes {
			g.Nodes[i].Loose = true
		}
	}
	g.Classify(nil)
	return g, found
}

// Sniff tells a drawing's format from its beginning, "" if it looks like none.
func Sniff(src []byte) string {
	head := bytes.TrimSpace(bytes.TrimPrefix(src[:min(len(src), 4096)], []byte("\uFEFF")))
	low := strings.ToLower(string(head))
	switch {
	case strings.HasPrefix(low, "@start"):
		return "plantuml"
	case strings.HasPrefix(low, "%%") || strings.HasPrefix(low, "---\n") && strings.Contains(low, "\n---"):
		return "mermaid"
	}
	if strings.HasPrefix(low, "<") && (strings.Contains(low, "mxfile") || strings.Contains(low, "mxgraphmodel")) {
		return "drawio"
	}
	if strings.HasPrefix(low, "{") && (strings.Contains(low, `"excalidraw"`) || strings.Contains(low, "excalidraw/clipboard")) || strings.Contains(low, "excalidraw-plugin") {
		return "excalidraw"
	}
	first := strings.TrimSpace(strings.SplitN(low, "\n", 2)[0])
	word := leadingWord(first)
	switch {
	case word == "digraph" || word == "strict" || word == "graph" && strings.HasSuffix(first, "{"):
		return "dot"
	case word == "flowchart" || word == "graph" || word == "sequencediagram" || word == "erdiagram" || word == "architecture-beta" || unread[word] ||
		strings.HasPrefix(word, "c4c") || strings.HasPrefix(word, "c4d"):
		return "mermaid"
	case drawsASCII(head):
		return "ascii"
	}
	return ""
}

// drawsASCII reports whether a text has boxes or arrows drawn with signs.
func drawsASCII(src []byte) bool {
	for _, sign := range [...]string{"┌", "│", "├", "╭", "→", "▼", "↓", "+--", "-->", "->", "──", "<-"} {
		if bytes.Contains(src, []byte(sign)) {
			return true
		}
	}
	return false
}
