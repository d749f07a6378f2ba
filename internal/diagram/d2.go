package diagram

import (
	"bytes"
	"errors"
	"strings"

	"oss.terrastruct.com/d2/d2ast"
	"oss.terrastruct.com/d2/d2parser"

	"designdrill/internal/diag"
)

// d2 walks the syntax tree of a D2 drawing. What needs D2's compiler (globs, variables,
// imports, classes) is passed over: boxes, nesting, arrows and shapes do not.
type d2 struct {
	*builder
	parents map[string]bool // ids that have boxes inside
	deep    bool
}

// maxD2 bounds the source: the parser keeps a node for every word.
const maxD2 = 2 << 20

// parseD2 reads a D2 drawing.
func parseD2(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	p := &d2{builder: newBuilder(file, "d2", src, lim), parents: map[string]bool{}}
	if len(src) > maxD2 {
		p.errorf(0, "too-large", "a D2 drawing has at most %d bytes, this one has %d", maxD2, len(src))
		return p.done()
	}
	if at := tooDeep(src, lim.Depth); at >= 0 {
		p.errorf(at, "too-deep", "boxes are nested more than %d deep; the drawing is read up to there", lim.Depth)
		src = src[:at]
	}
	tree, err := d2parser.Parse(file, bytes.NewReader(src), nil)
	var faults *d2parser.ParseError
	if errors.As(err, &faults) {
		for _, e := range faults.Errors {
			msg := e.Message
			if i := strings.LastIndex(msg, ": "); i >= 0 {
				msg = msg[i+2:]
			}
			p.warnf(e.Range.Start.Byte, "diagram-syntax", "%s", msg)
		}
	}
	if tree == nil {
		return p.done()
	}
	p.findParents(tree, nil, 0)
	p.walk(tree, nil, 0)
	return p.done()
}

// tooDeep returns the offset at which brackets are nested deeper than a limit, or -1.
// The parser descends with them.
func tooDeep(src []byte, limit int) int {
	depth := 0
	for i, c := range src {
		switch c {
		case '{', '[', '(':
			if depth++; depth > limit {
				return i
			}
		case '}', ']', ')':
			depth = max(depth-1, 0)
		}
	}
	return -1
}

// d2Words are keys that are no boxes.
var d2Words = words("label shape style icon near width height tooltip link class classes vars direction constraint top left grid-rows grid-columns grid-gap " +
	"vertical-gap horizontal-gap source-arrowhead target-arrowhead layers scenarios steps")

// d2Path joins the names of a key below those around it; "_" goes up.
func d2Path(around []string, k *d2ast.KeyPath) []string {
	out := append([]string(nil), around...)
	if k == nil {
		return out
	}
	for _, s := range k.Path {
		t := s.Unbox().ScalarString()
		if t == "_" && s.UnquotedString != nil {
			out = out[:max(0, len(out)-1)]
			continue
		}
		out = append(out, t)
	}
	return out
}

// attribute cuts a path at the first word that is no box.
func attribute(names []string, from int) (box []string, attr string) {
	for i := min(from, len(names)); i < len(names); i++ {
		if d2Words[strings.ToLower(names[i])] {
			return names[:i], strings.ToLower(strings.Join(names[i:], "."))
		}
	}
	return names, ""
}

const d2Sep = "."

// findParents marks the boxes that hold others.
func (p *d2) findParents(m *d2ast.Map, around []string, depth int) {
	if depth > p.lim.Depth {
		return
	}
	mark := func(names []string) {
		for i := 1; i < len(names) && i <= p.lim.Depth; i++ {
			p.parents[strings.Join(names[:i], d2Sep)] = true
		}
	}
	for _, b := range m.Nodes {
		k := b.MapKey
		if k == nil || len(p.parents) > p.lim.Elements {
			continue
		}
		inner := around
		if k.Key != nil {
			full := d2Path(around, k.Key)
			box, attr := attribute(full, 0)
			if attr != "" && len(k.Edges) == 0 {
				continue
			}
			mark(box)
			inner = box
			if len(k.Edges) > 0 && len(box) > 0 {
				p.parents[strings.Join(box, d2Sep)] = true
			}
		}
		for _, e := range k.Edges {
			mark(d2Path(inner, e.Src))
			mark(d2Path(inner, e.Dst))
		}
		if k.Value.Map != nil && len(k.Edges) == 0 && len(inner) < p.lim.Depth {
			p.findParents(k.Value.Map, inner, depth+1)
		}
	}
}

// box returns the node or, for one that holds others, the group of a path.
func (p *d2) box(names []string, r d2ast.Range) (node, group int) {
	if len(names) == 0 {
		return -1, -1
	}
	if len(names) > p.lim.Depth {
		if !p.deep {
			p.deep = true
			p.errorf(r.Start.Byte, "too-deep", "boxes are nested more than %d deep; deeper ones are not read", p.lim.Depth)
		}
		return -1, -1
	}
	parent := -1
	for i := 1; i < len(names); i++ {
		id := strings.Join(names[:i], d2Sep)
		parent = p.group(id, names[i-1], parent, r.Start.Byte, r.End.Byte)
		if p.full {
			return -1, -1
		}
	}
	id, last := strings.Join(names, d2Sep), names[len(names)-1]
	if strings.Contains(last, "*") {
		return -1, -1 // a pattern
	}
	if p.parents[id] {
		return -1, p.group(id, last, parent, r.Start.Byte, r.End.Byte)
	}
	_, known := p.nodes[id]
	n := p.node(id, parent, r.Start.Byte, r.End.Byte)
	if !known {
		p.label(n, last)
	}
	return n, -1
}

// end returns the node that an arrow's end means: a stand-in where it is a group.
func (p *d2) end(names []string, r d2ast.Range) int {
	n, g := p.box(names, r)
	if g >= 0 {
		return p.node(p.g.Groups[g].ID, g, r.Start.Byte, r.End.Byte)
	}
	return n
}

func (p *d2) walk(m *d2ast.Map, around []string, depth int) {
	for _, b := range m.Nodes {
		k := b.MapKey
		if k == nil || p.full || k.Ampersand || k.NotAmpersand {
			continue
		}
		if len(k.Edges) > 0 {
			p.edges(k, around)
			continue
		}
		if k.Key == nil {
			continue
		}
		full := d2Path(around, k.Key)
		box, attr := attribute(full, 0)
		if attr != "" {
			p.attribute(box, attr, scalar(k), k.Range)
			continue
		}
		if len(around) == 0 && len(box) == 1 && strings.EqualFold(box[0], "title") && !p.parents[box[0]] {
			p.g.Title = plain(strings.TrimLeft(scalar(k), "# "))
			continue
		}
		n, g := p.box(box, k.Range)
		if text := scalar(k); text != "" && k.Value.Null == nil {
			p.named(n, g, text, k)
		}
		if k.Value.Map != nil && depth < p.lim.Depth {
			p.walk(k.Value.Map, box, depth+1)
		}
	}
}

// scalar returns the text that a key is given.
func scalar(k *d2ast.Key) string {
	if s := k.Primary.Unbox(); s != nil {
		return s.ScalarString()
	}
	if s, ok := k.Value.Unbox().(d2ast.Scalar); ok && s != nil {
		return s.ScalarString()
	}
	return ""
}

func (p *d2) named(n, g int, text string, k *d2ast.Key) {
	if g >= 0 {
		p.g.Groups[g].Label = plain(text)
		return
	}
	p.label(n, strings.TrimLeft(text, "# "))
	if n >= 0 && (k.Value.BlockString != nil || k.Primary.BlockString != nil) && len(text) > 60 {
		p.shape(n, shapeNote)
	}
}

func (p *d2) attribute(box []string, attr, text string, r d2ast.Range) {
	if len(box) == 0 || text == "" {
		if len(box) == 0 && attr == "label" || attr == "title" {
			p.g.Title = plain(text)
		}
		return
	}
	switch attr {
	case "label", "shape", "icon":
	default:
		return
	}
	n, g := p.box(box, r)
	switch attr {
	case "label":
		if g >= 0 {
			p.g.Groups[g].Label = plain(text)
		} else {
			p.label(n, text)
		}
	case "shape":
		if text = strings.ToLower(text); !d2Plain[text] {
			if text == "text" || text == "code" {
				text = shapeNote
			}
			p.shape(n, text)
		}
	case "icon":
		if n >= 0 && p.g.Nodes[n].Shape == "" {
			p.shape(n, text)
		}
	}
}

var d2Plain = words("rectangle square oval circle diamond hexagon step page parallelogram document package callout image")

func (p *d2) edges(k *d2ast.Key, around []string) {
	if k.EdgeKey != nil || k.EdgeIndex != nil {
		return // says more of an arrow that was drawn already
	}
	inner := d2Path(around, k.Key)
	label, dashed := scalar(k), false
	if k.Value.Map != nil {
		for _, b := range k.Value.Map.Nodes {
			if b.MapKey == nil || b.MapKey.Key == nil {
				continue
			}
			switch name := strings.Join(d2Path(nil, b.MapKey.Key), d2Sep); {
			case name == "label":
				label = scalar(b.MapKey)
			case name == "style.stroke-dash":
				dashed = scalar(b.MapKey) != "0"
			case name == "style" && b.MapKey.Value.Map != nil:
				for _, s := range b.MapKey.Value.Map.Nodes {
					if s.MapKey != nil && s.MapKey.Key != nil && strings.Join(d2Path(nil, s.MapKey.Key), d2Sep) == "stroke-dash" {
						dashed = scalar(s.MapKey) != "0"
					}
				}
			}
		}
	}
	for _, e := range k.Edges {
		if e.Src == nil || e.Dst == nil {
			continue
		}
		edge := Edge{From: p.end(d2Path(inner, e.Src), e.Src.Range), To: p.end(d2Path(inner, e.Dst), e.Dst.Range), Label: label}
		if dashed {
			edge.Mode = Async
		}
		edge.heads(e.SrcArrow != "", e.DstArrow != "")
		p.edge(edge, e.Range.Start.Byte, e.Range.End.Byte)
	}
}
