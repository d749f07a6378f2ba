package diagram

import (
	"fmt"
	"strings"
)

// reserved are words that cannot be the id of a node in Mermaid.
var reserved = words("end subgraph graph flowchart direction class classdef style linkstyle click default href call acctitle accdescr x o")

// maxWritten bounds a label that Mermaid writes, in bytes.
const maxWritten = 200

// Mermaid writes a graph as a flow chart, which people can read and change: what is read
// back has the same boxes, kinds, frames and arrows. Notes without an arrow are left out.
func Mermaid(g *Graph) string {
	w := mermaidWriter{g: g, told: map[string]bool{}}
	text := w.write()
	// What a shape or an icon said of a box, and Mermaid cannot, is said in its label.
	again, _ := Parse("", "mermaid", []byte(text), DefaultLimits)
	kinds := map[string]Kind{}
	for _, n := range again.Nodes {
		kinds[n.ID] = n.Kind
	}
	for i, id := range w.nodes {
		if k := g.Nodes[i].Kind; k != KindUnknown && k != Note && kinds[id] != k {
			w.told[id] = true
		}
	}
	if len(w.told) > 0 {
		text = w.write()
	}
	return text
}

type mermaidWriter struct {
	b             strings.Builder
	g             *Graph
	nodes, groups []string // their ids
	taken         map[string]bool
	told          map[string]bool // nodes whose kind their label has to tell
	linked        []bool
	within, inner map[int][]int // nodes and groups by the group that they are in
}

// write writes the whole graph.
func (w *mermaidWriter) write() string {
	g := w.g
	w.b.Reset()
	w.nodes, w.groups, w.taken, w.linked, w.within, w.inner = nil, nil, map[string]bool{}, make([]bool, len(g.Nodes)), map[int][]int{}, map[int][]int{}
	for _, e := range g.Edges {
		w.linked[e.From], w.linked[e.To] = true, true
	}
	for i, x := range g.Groups {
		w.groups = append(w.groups, w.id(x.Label, "group"))
		w.inner[x.Parent] = append(w.inner[x.Parent], i)
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Shape == shapeGroup && n.Group >= 0 {
			w.nodes = append(w.nodes, w.groups[n.Group])
			continue
		}
		w.nodes = append(w.nodes, w.id(n.Label, "box"))
		w.within[n.Group] = append(w.within[n.Group], i)
	}
	w.b.WriteString("flowchart LR\n")
	w.frame(-1, "  ")
	for _, e := range g.Edges {
		arrow := map[bool]string{false: "-->", true: "-.->"}[e.Mode == Async]
		switch {
		case e.Both:
			arrow = "<" + arrow
		case e.Undirected:
			arrow = map[bool]string{false: "---", true: "-.-"}[e.Mode == Async]
		}
		if label := strings.ReplaceAll(written(e.Label), "|", "/"); label != "" {
			arrow += "|" + label + "|"
		}
		fmt.Fprintf(&w.b, "  %s %s %s\n", w.nodes[e.From], arrow, w.nodes[e.To])
	}
	return w.b.String()
}

// id makes an id from a label.
func (w *mermaidWriter) id(label, other string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(label) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() >= 24 {
			break
		}
	}
	base := strings.Trim(b.String(), "_")
	if base == "" || reserved[base] || base[0] <= '9' {
		base = other + "_" + base
	}
	base = strings.Trim(base, "_")
	id := base
	for n := 2; w.taken[id]; n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	w.taken[id] = true
	return id
}

// frame writes what is in a group; -1 is the sheet.
func (w *mermaidWriter) frame(group int, indent string) {
	for _, i := range w.within[group] {
		n := &w.g.Nodes[i]
		if (n.Kind == Note || n.Shape == shapeNote) && !w.linked[i] {
			continue
		}
		open, end := formOf(n.Shape)
		label := written(n.Label)
		if label == "" {
			label = " "
		}
		if w.told[w.nodes[i]] {
			label += " (" + strings.ReplaceAll(n.Kind.String(), "-", " ") + ")"
		}
		if d := written(n.Detail); d != "" {
			label += "<br>" + d
		}
		fmt.Fprintf(&w.b, "%s%s%s\"%s\"%s\n", indent, w.nodes[i], open, label, end)
	}
	for _, k := range w.inner[group] {
		fmt.Fprintf(&w.b, "%ssubgraph %s[\"%s\"]\n", indent, w.groups[k], written(w.g.Groups[k].Label))
		w.frame(k, indent+"  ")
		fmt.Fprintf(&w.b, "%send\n", indent)
	}
}

// formOf returns the brackets of a shape.
func formOf(shape string) (open, end string) {
	if isStoreShape(strings.ToLower(shape)) {
		shape = "cylinder"
	}
	for _, f := range forms {
		if f.shape == shape && f.shape != "lean" && f.shape != "flag" && f.shape != "trapezoid" {
			return f.open, f.end
		}
	}
	return "[", "]"
}

// written is a text as it can stand in quotes: on one line, without signs of Mermaid's
// or Markdown's.
func written(text string) string {
	text = strings.NewReplacer(`"`, "'", "`", "'", "<", "‹", ">", "›", "#", "no. ", "\\", "/").Replace(text)
	return strings.TrimSpace(cut(strings.Join(strings.Fields(text), " "), maxWritten))
}
