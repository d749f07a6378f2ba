package score

import (
	"sort"
	"strings"

	"designdrill/internal/answer"
)

// feature is something found around a mention that lets it climb.
type feature uint8

const (
	featTie feature = iota
	featReason
	featBenefit
	featRequirement
	featCost
	featStrain
	featContrast
	featFailure
	featGrowth
	featNumber
	featPair
	featApplied
	featJustified
	featWeighed
	featCount
)

var featureNames = [featCount]string{"tie", "reason", "benefit", "requirement", "cost", "strain", "contrast", "failure", "growth", "number", "pair", "applied", "justified", "weighed"}

// where a cue stands seen from the mention.
type where uint8

const (
	inSentence where = iota
	inPassage
	inChild
	inRow
	inParent
	inHeading
	inNeighbour
	inSection
	whereCount
)

var whereNames = [whereCount]string{"sentence", "passage", "child", "row", "parent", "heading", "neighbour", "section"}

// reach is how much a cue counts by where it stands. What stands in the passage itself,
// under it or in its row counts whole, but the sentence of the mention is the better
// evidence; what stands over it ties. Beside it only the criterion's own words count:
// on real answers a reason in the next bullet is as often about something else.
var reach = [whereCount]float32{1, 0.95, 0.9, 0.9, 0.75, 0.7, 0.5, 0.35}

// near is the least a cue counts that stands at the mention.
const near = 0.8

// feat is the best cue of one kind. Hit is -1 for a label or a part named by the
// answer; then Passage and Word say where.
type feat struct {
	weight  float32
	hit     int32
	passage int32
	word    int32
	where   where
}

type features [featCount]feat

func (f *features) offer(k feature, x feat) {
	if x.weight > f[k].weight {
		f[k] = x
	}
}

// merge keeps the better of each.
func (f *features) merge(o *features) {
	for k := range f {
		if o[k].weight > f[k].weight {
			f[k] = o[k]
		}
	}
}

var cueFeature = [...]feature{
	cueReason: featReason, cueBenefit: featBenefit, cueStrain: featStrain, cueRequirement: featRequirement, cueCost: featCost, cueContrast: featContrast, cueFailure: featFailure, cueGrowth: featGrowth,
}

// Windows are bounded so that time stays linear in the answer.
const (
	maxChildren  = 24
	maxSiblings  = 2
	maxUnderHead = 40
	sentenceSpan = 2 // sentences before and after within a passage
	farSentences = 8
	maxCues      = 64
	partReach    = 80 // words
)

// look fills a mention's features.
func (r *reading) look(m *mention) *features {
	if m.read {
		return &m.feats
	}
	m.read = true
	p := &r.doc.Passages[m.passage]
	r.gather(m, m.passage, inSentence)
	under := func(from int32, w where, depth int) {
		r.eachChild(from, depth, func(q int32) { r.gather(m, q, w) })
	}
	under(m.passage, inChild, 2)
	if p.Kind == answer.Cell {
		r.row(m)
	}
	// "Trade-off: …" as a line of its own belongs to what stands before it.
	for q := m.passage + 1; q < r.sections[p.Section].to && q <= m.passage+maxSiblings; q++ {
		if x := &r.doc.Passages[q]; x.Kind == p.Kind && x.Block == p.Block && r.opensWith(q) {
			r.gather(m, q, inChild)
		}
	}
	for up, n := p.Parent, 0; up >= 0 && n < 2; up, n = r.doc.Passages[up].Parent, n+1 {
		r.gather(m, up, inParent)
	}
	s := p.Section
	if p.Kind == answer.Heading {
		sec := &r.sections[s]
		for q := sec.from + 1; q < sec.to && q <= sec.from+maxUnderHead; q++ {
			r.gather(m, q, inChild)
		}
	} else {
		for up, n := s, 0; up >= 0 && n < 3; up, n = r.doc.Sections[up].Parent, n+1 {
			if h := r.doc.Sections[up].Heading; h >= 0 && !r.isTitle(h) { // the title stands over everything
				r.gather(m, h, inHeading)
			}
		}
	}
	return &m.feats
}

// opensWith tells whether a line opens with a label that makes it a reason or a cost of
// the line before it.
func (r *reading) opensWith(q int32) bool {
	x := &r.doc.Passages[q]
	colon := strings.IndexByte(x.Text, ':')
	if colon < 0 || colon > maxLabelBytes {
		return false
	}
	for _, k := range r.info[q].cues {
		h := r.hits.All[k]
		if c := cue(r.c.roles[h.Group].index); c != cueCost && c != cueReason && c != cueStrain {
			continue
		}
		if int(r.text.Words[h.To-1].End-r.text.Words[r.text.First[q]].Start) <= colon && h.From == r.text.First[q] {
			return true
		}
	}
	return false
}

// maxLabelBytes is the longest label at the head of a line.
const maxLabelBytes = 32

func (r *reading) eachChild(p int32, depth int, f func(int32)) {
	for n, q := range r.children[p] {
		if n >= maxChildren {
			return
		}
		f(q)
		if depth > 1 {
			r.eachChild(q, depth-1, f)
		}
	}
}

// row gathers the other cells of a table row, each typed by its column's header.
func (r *reading) row(m *mention) {
	p := &r.doc.Passages[m.passage]
	for q := m.passage - 1; q >= 0 && r.sameRow(p, q); q-- {
		r.gather(m, q, inRow)
	}
	for q := m.passage + 1; int(q) < len(r.doc.Passages) && r.sameRow(p, q); q++ {
		r.gather(m, q, inRow)
	}
}

func (r *reading) sameRow(p *answer.Passage, q int32) bool {
	x := &r.doc.Passages[q]
	return x.Kind == answer.Cell && x.Block == p.Block && x.Row == p.Row
}

// gather offers the cues of passage q to a mention.
func (r *reading) gather(m *mention, q int32, w where) {
	in := &r.info[q]
	if in.off {
		return
	}
	same := q == m.passage
	place := func(sentence int32) where {
		if !same {
			return w
		}
		switch d := sentence - m.sentence; {
		case d == 0:
			return inSentence
		case d >= -sentenceSpan && d <= sentenceSpan:
			return inPassage
		default:
			return inSection
		}
	}
	// In its own passage a mention sees a few sentences around it, in others the first
	// cues only: no passage of reasonable length has more.
	ties, cues := in.ties, in.cues
	if same {
		ties = r.within(ties, m.sentence-farSentences, m.sentence+farSentences)
		cues = r.within(cues, m.sentence-farSentences, m.sentence+farSentences)
	} else {
		ties, cues = ties[:min(len(ties), maxCues)], cues[:min(len(cues), maxCues)]
	}
	for _, k := range ties {
		h := r.hits.All[k]
		if same && h.From >= m.from && h.To <= m.to {
			continue
		}
		at := place(h.Sentence)
		if at > inRow && r.c.roles[h.Group].part == partName {
			continue // the name of the system in a title ties nothing
		}
		m.feats.offer(featTie, feat{reach[at], k, q, h.From, at})
	}
	for _, k := range cues {
		h := r.hits.All[k]
		c := cue(r.c.roles[h.Group].index)
		if int(c) >= len(cueFeature) || same && h.From >= m.from && h.To <= m.to {
			continue
		}
		at := place(h.Sentence)
		if at == inHeading {
			continue // a heading ties, it does not argue
		}
		m.feats.offer(cueFeature[c], feat{reach[at], k, q, h.From, at})
	}
	r.partTie(m, q, w)
	if w == inHeading || w == inParent {
		return
	}
	r.labelled(m, q, w)
	if len(r.found(q)) > 0 {
		at := w
		if same {
			at = inPassage
		}
		m.feats.offer(featNumber, feat{reach[at], -1, q, r.text.First[q], at})
	}
}

// partTie offers a part that the answer names itself as the tie.
func (r *reading) partTie(m *mention, q int32, w where) {
	if m.feats[featTie].weight >= reach[w] {
		return
	}
	parts := r.info[q].parts
	if q == m.passage {
		from := sort.Search(len(parts), func(i int) bool { return parts[i] >= m.from-partReach })
		to := from + sort.Search(len(parts)-from, func(i int) bool { return parts[from+i] > m.to+partReach })
		parts = parts[from:to]
	}
	for _, i := range parts[:min(len(parts), maxCues)] {
		if q == m.passage && i >= m.from && i < m.to {
			continue
		}
		at := w
		if q == m.passage && r.text.Words[i].Sentence != m.sentence {
			at = inPassage
		}
		m.feats.offer(featTie, feat{reach[at] * 0.9, -1, q, i, at})
	}
}

// labelled offers what a label over a passage makes of it.
func (r *reading) labelled(m *mention, q int32, w where) {
	in := &r.info[q]
	if len(r.doc.Passages[q].Tokens) < 2 {
		return
	}
	l := in.around
	if q != m.passage {
		l |= in.own
	}
	first := r.text.First[q]
	// In a row the problem stands before its answer and the price after it.
	cost, reason := l.has(labelCost), l.has(labelReason)
	if cost && w == inRow && q < m.passage {
		cost, reason = false, true
	}
	if reason {
		m.feats.offer(featReason, feat{reach[w] * 0.95, -1, q, first, w})
		if w == inRow { // what it is for has a column of its own
			m.feats.offer(featTie, feat{whole, -1, q, first, w})
		}
	}
	if cost {
		m.feats.offer(featCost, feat{reach[w] * 0.95, -1, q, first, w})
	}
	if l.has(labelAlternative) {
		m.feats.offer(featContrast, feat{reach[w] * 0.6, -1, q, first, w})
	}
}
