package answer

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// blocks reads the blocks of a chunk or a quote at the top level.
func (b *builder) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			b.heading(n)
		case *ast.Paragraph:
			b.paragraph(n)
		case *ast.TextBlock:
			b.paragraph(n)
		case *ast.List:
			b.topList(n)
		case *ast.Blockquote:
			b.quoted++
			b.blocks(n)
			b.quoted--
		case *ast.FencedCodeBlock:
			b.fence(n, b.takeLead(true), 0)
		case *east.Table:
			b.table(n, b.takeLead(true), 0)
		case *ast.ThematicBreak:
			b.takeLead(true)
		}
	}
}

// read collects the inline text of a block.
func (b *builder) read(n ast.Node) int {
	b.in.reset()
	b.node(n, false)
	b.settle()
	return len(b.in.text)
}

// heading reads a heading with hashes or an underline.
func (b *builder) heading(n *ast.Heading) {
	end := b.read(n)
	if b.quoted > 0 {
		b.newBlock()
		b.emit(place{kind: Paragraph, parent: -1, rowLead: -1}, 0, end)
		return
	}
	if n.Lines().Len() > 1 || end > 160 && bytes.HasSuffix(bytes.TrimSpace(b.in.text), []byte(".")) {
		// A paragraph with a rule right under it.
		b.lines(end, nil)
		return
	}
	b.realHeading(uint8(n.Level), 0, end)
}

// topList reads an outermost list.
func (b *builder) topList(n *ast.List) {
	if b.cont && n.PreviousSibling() == nil {
		b.list(n, 0, b.listLead)
		return
	}
	if b.labelItem(n) {
		return
	}
	lead := b.takeLead(true)
	if lead < 0 && !n.HasBlankPreviousLines() {
		switch prev := n.PreviousSibling().(type) {
		case *ast.List:
			if prev.IsOrdered() && !n.IsOrdered() {
				lead = b.lastItem() // bullets right under a numbered line
			}
		case *ast.Paragraph:
			lead = b.lastLine()
		}
	}
	b.newBlock()
	b.listLead = lead
	b.list(n, 0, lead)
	if i := len(b.doc.Passages) - 1; i >= 0 && b.doc.Passages[i].Kind == Item && isLead(b.doc.Passages[i].Text) {
		b.lead = int32(i)
	}
}

// lastLine returns the last passage if it is a short line of its own; -1.
func (b *builder) lastLine() int32 {
	i := len(b.doc.Passages) - 1
	if i < 0 || b.doc.Passages[i].Block != b.block || b.doc.Passages[i].Kind == Heading || b.spans[i].last-b.spans[i].first > 1 {
		return -1
	}
	return int32(i)
}

// lastItem returns the last item at depth 0 of the last block; -1.
func (b *builder) lastItem() int32 {
	for i := len(b.doc.Passages) - 1; i >= 0 && b.doc.Passages[i].Block == b.block; i-- {
		if p := &b.doc.Passages[i]; p.Kind == Item && p.Depth == 0 {
			return int32(i)
		}
	}
	return -1
}

// labelItem reads a numbered list of one short item with other text after it
// ("1. Requirements") as a heading.
func (b *builder) labelItem(n *ast.List) bool {
	item := n.FirstChild()
	next := n.NextSibling()
	if b.quoted > 0 || !n.IsOrdered() || n.ChildCount() != 1 || item == nil || item.ChildCount() != 1 || next == nil {
		return false
	}
	switch next := next.(type) {
	case *ast.List:
		if next.IsOrdered() {
			return false
		}
	case *ast.Heading, *ast.ThematicBreak:
		return false
	}
	text := item.FirstChild()
	if k := text.Kind(); k != ast.KindTextBlock && k != ast.KindParagraph {
		return false
	}
	end := b.read(text)
	if len(b.in.marks) > 0 || !isLabel(strings.TrimRight(string(b.in.text), ": ")) {
		return false
	}
	b.addHeading(b.labelLevel(lookStrong), 0, end)
	return true
}

// list reads a list; an item's own text comes before its children.
func (b *builder) list(n *ast.List, depth int, parent int32) {
	for it := n.FirstChild(); it != nil; it = it.NextSibling() {
		self, first := parent, true
		for c := it.FirstChild(); c != nil; c = c.NextSibling() {
			if h, ok := c.(*ast.Heading); ok && depth == 0 && b.quoted == 0 {
				if b.realHeading(uint8(h.Level), 0, b.read(h)) {
					b.newBlock()
					self, parent = -1, -1
				}
				first = false
				continue
			}
			self = b.itemChild(c, n, depth, self, &first)
		}
	}
}

// itemChild reads a block of a list item and returns the passage that is the parent
// of the blocks after it. first tells that the item has no text yet.
func (b *builder) itemChild(c ast.Node, n *ast.List, depth int, self int32, first *bool) int32 {
	switch c := c.(type) {
	case *ast.List:
		b.list(c, depth+1, self)
	case *ast.Blockquote:
		b.quoted++
		text := false
		for q := c.FirstChild(); q != nil; q = q.NextSibling() {
			b.itemChild(q, n, depth, self, &text)
		}
		b.quoted--
	case *ast.FencedCodeBlock:
		b.fence(c, self, depth)
	case *east.Table:
		b.table(c, self, depth)
	default:
		if i := b.itemText(c, n, depth, self, *first); i >= 0 && *first {
			self = i
		}
		*first = false
	}
	return self
}

// itemText emits a paragraph of a list item.
func (b *builder) itemText(c ast.Node, n *ast.List, depth int, parent int32, first bool) int32 {
	end := b.read(c)
	pl := place{kind: Item, parent: parent, rowLead: -1, depth: uint8(min(depth, 255)), ordered: n.IsOrdered()}
	if !first {
		pl.kind = Paragraph
		pl.ordered = false
	}
	return b.emit(pl, 0, end)
}

// table reads a table's body; the header's texts go to the cells.
func (b *builder) table(n *east.Table, parent int32, depth int) {
	var heads []string
	empty := true
	row := int32(0)
	if b.cont && n.PreviousSibling() == nil && n.Parent().Kind() == ast.KindDocument {
		row, parent = b.tableRow, b.tableLead
	} else {
		b.newBlock()
	}
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		header := r.NextSibling() != nil && (r.Kind() == east.KindTableHeader || empty && r.PreviousSibling() != nil && r.PreviousSibling().Kind() == east.KindTableHeader)
		if header {
			heads = heads[:0]
			for c := r.FirstChild(); c != nil; c = c.NextSibling() {
				b.read(c)
				h := string(bytes.TrimSpace(b.in.text))
				empty = empty && h == ""
				heads = append(heads, h)
			}
			continue
		}
		lead := int32(-1)
		col := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			end := b.read(c)
			pl := place{kind: Cell, parent: parent, rowLead: lead, row: row, depth: uint8(min(depth, 255))}
			if col < len(heads) {
				pl.head = heads[col]
			}
			if i := b.emit(pl, 0, end); lead < 0 {
				lead = i
			}
			col++
		}
		row++
	}
	b.tableRow, b.tableLead = row, parent
}

// fence reads a code fence.
func (b *builder) fence(n *ast.FencedCodeBlock, parent int32, depth int) {
	b.newBlock()
	f := Fence{Section: b.section, Parent: parent}
	sp := b.spanOf(n)
	if sp != nil {
		f.Info, f.Start, f.End, f.Diagram = sp.info, sp.start, sp.stop, sp.diag
	} else {
		// In a quote.
		lines := n.Lines()
		if lines.Len() == 0 {
			return
		}
		f.Start = b.src.toRaw(b.base + lines.At(0).Start)
		f.End = b.src.toRaw(b.base + lines.At(lines.Len()-1).Stop - 1)
		if n.Info != nil {
			f.Info = string(n.Info.Segment.Value(b.source))
		}
		f.Diagram = diagramInfos[infoWord(f.Info)]
	}
	f.Line = b.doc.LineAt(f.Start)
	f.Body = string(b.src.text[f.Start:f.End])
	b.doc.Fences = append(b.doc.Fences, f)
	drawn := false
	if f.Diagram {
		lang := infoWord(f.Info)
		if drawn = proseInfos[lang] || strings.HasPrefix(lang, "ascii"); !drawn {
			return
		}
	}
	b.code(f, parent, depth, drawn)
}

// spanOf returns what the scanner found about a fence; nil for one in a quote.
func (b *builder) spanOf(n *ast.FencedCodeBlock) *fenceSpan {
	if n.Info == nil {
		return nil
	}
	info := n.Info.Segment.Value(b.source)
	if len(info) < 2 || info[0] != subst {
		return nil
	}
	k, err := strconv.Atoi(string(info[1:]))
	if err != nil || k < 0 || k >= len(b.src.fences) {
		return nil
	}
	return &b.src.fences[k]
}
