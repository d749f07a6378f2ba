package answer

import (
	"github.com/yuin/goldmark/ast"
)

// paragraph reads running text at the top level. Its lines may turn out to be
// headings or items.
func (b *builder) paragraph(n ast.Node) {
	end := b.read(n)
	if b.quoted > 0 {
		b.newBlock()
		i := b.emit(place{kind: Paragraph, parent: b.takeLead(false), rowLead: -1}, 0, end)
		b.offerLead(i, true)
		return
	}
	if b.in.head > 0 && b.tagHeading(end) {
		return
	}
	b.lines(end, n)
}

// tagHeading reads a paragraph that is one <h2> or <summary>.
func (b *builder) tagHeading(end int) bool {
	for _, m := range b.in.marks {
		if m.at > 0 && int(m.at) < end {
			return false
		}
	}
	if b.in.head <= 6 {
		b.realHeading(b.in.head, 0, end)
	} else {
		b.addHeading(b.labelLevel(lookBold), 0, end)
	}
	return true
}

// labelLevel returns the level of a heading that is none by its mark: one below the
// real heading above it and below the label headings of higher rank.
func (b *builder) labelLevel(look int) uint8 {
	rank := look - 1
	level := b.real + 1
	for r := range b.ranks {
		if r < rank && b.ranks[r] {
			level++
		}
		if r > rank {
			b.ranks[r] = false
		}
	}
	b.ranks[rank] = true
	return level
}

// realHeading notes a heading that is one by its mark.
func (b *builder) realHeading(level uint8, at, end int) bool {
	if b.addHeading(level, at, end) < 0 {
		return false
	}
	b.real, b.ranks = level, [ranks]bool{}
	return true
}

// lines reads the lines of the paragraph that stands in the inline text. Lines that
// were broken for width are joined; a heading among them is a heading, and lines
// that each stand for themselves are items.
func (b *builder) lines(end int, n ast.Node) {
	first := len(b.pieces)
	from := 0
	longest, count := 0, 0
	for k := 0; k <= len(b.in.marks); k++ {
		to := end
		if k < len(b.in.marks) {
			if !b.in.marks[k].hard {
				continue
			}
			to = int(b.in.marks[k].at)
		}
		if a, e := b.trim(from, to); a < e {
			p := piece{from: a, to: e, head: b.headingLook(a, e)}
			if p.head == lookNone {
				longest = max(longest, e-a)
				count++
			}
			b.pieces = append(b.pieces, p)
		}
		from = to
	}
	pieces := b.pieces[first:]
	if len(pieces) == 1 && pieces[0].head == lookNone && n != nil && b.standsAlone(n) {
		pieces[0].head = b.numbered(pieces[0].from, pieces[0].to)
	}
	kind := Paragraph
	if count > 1 && longest <= 160 {
		kind = Item
	}
	lead := b.takeLead(false)
	b.newBlock()
	for k, p := range pieces {
		if p.head != lookNone {
			b.addHeading(b.labelLevel(p.head), p.from, p.to)
			b.newBlock()
			lead = -1
			continue
		}
		text := string(b.in.text[p.from:p.to])
		pl := place{kind: kind, parent: lead, rowLead: -1}
		if isLead(text) && k+1 < len(pieces) {
			pl.kind = Paragraph
			if lead >= 0 && k > 0 {
				pl.parent = -1
			}
			lead = b.emit(pl, p.from, p.to)
			if k == 0 && lead >= 0 && pl.parent < 0 {
				b.labels = append(b.labels, lead)
			}
			continue
		}
		i := b.emit(pl, p.from, p.to)
		if k == len(pieces)-1 {
			b.offerLead(i, k == 0 || pieces[k-1].head != lookNone)
		}
	}
	b.pieces = b.pieces[:first]
}

// offerLead makes the passage the lead of the next block if it introduces one.
// alone tells that the passage has its lines for itself.
func (b *builder) offerLead(i int32, alone bool) {
	b.lead, b.weak = -1, false
	if i < 0 {
		return
	}
	switch text := b.doc.Passages[i].Text; {
	case isLead(text):
		b.lead = i
	case alone && isLabel(text) && text[0] <= 'Z':
		b.lead, b.weak = i, true
	default:
		return
	}
	if alone && b.quoted == 0 {
		b.labels = append(b.labels, i)
	}
}

// takeLead returns the passage that introduces the block at hand and forgets it. A
// label without a colon introduces lists, tables and fences, but no text.
func (b *builder) takeLead(block bool) int32 {
	l := b.lead
	if b.weak && !block {
		l = -1
	}
	b.lead, b.weak = -1, false
	return l
}

// piece is a line, or several joined ones, of a paragraph.
type piece struct {
	from, to int
	head     int
}

func (b *builder) trim(from, to int) (int, int) {
	for from < to && b.in.text[from] == ' ' {
		from++
	}
	for to > from && b.in.text[to-1] == ' ' {
		to--
	}
	return from, to
}

// standsAlone reports whether text or a list follows the paragraph as a block of its
// own.
func (b *builder) standsAlone(n ast.Node) bool {
	next := n.NextSibling()
	return next == nil && b.more || next != nil && next.Kind() != ast.KindHeading
}
