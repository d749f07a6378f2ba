package score

import (
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/match"
)

// status of a mention.
type status uint8

const (
	asserted status = iota
	negated
	rejected
	deferred
	asked  // in a question
	listed // one of many in a bare list
)

var statusNames = [...]string{"asserted", "negated", "rejected", "deferred", "asked", "listed"}

// mention is a place where a concept stands.
type mention struct {
	concept  int32
	hit      int32
	passage  int32
	sentence int32
	from, to int32 // word range
	status   status
	feats    features
	read     bool // feats are filled
}

// states tells whether the mention says something of the system: it is not denied, asked
// or one of a list.
func (m *mention) states() bool {
	return m.status != negated && m.status != asked && m.status != listed
}

// findMentions keeps the concept hits that count: ambiguous phrasings only in
// company, and of several hits of one concept at one place only the longest.
func (r *reading) findMentions() {
	for i := range r.doc.Passages {
		p := int32(i)
		first := len(r.mentions)
		for _, k := range r.info[i].other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.part != partConcept || !r.inCompany(p, h, ro) {
				continue
			}
			r.addMention(first, mention{concept: ro.index, hit: k, passage: p, sentence: h.Sentence, from: h.From, to: h.To})
		}
		r.statuses(p, r.mentions[first:])
	}
}

// mentionsBack is how far an overlapping mention is looked for.
const mentionsBack = 64

func (r *reading) addMention(first int, m mention) {
	// Overlapping mentions begin close together.
	for k := max(first, len(r.mentions)-mentionsBack); k < len(r.mentions); k++ {
		o := &r.mentions[k]
		if o.concept == m.concept && m.from < o.to && o.from < m.to {
			if m.to-m.from > o.to-o.from {
				*o = m
			}
			return
		}
	}
	r.mentions = append(r.mentions, m)
}

// inCompany tells whether an ambiguous phrasing has a companion in its passage, above
// it or in its row, and none of the words that give it another sense.
func (r *reading) inCompany(p int32, h match.Hit, ro role) bool {
	if ro.unless >= 0 {
		for _, o := range r.company(p, ro.unless) {
			if o.Sentence == h.Sentence {
				return false
			}
		}
	}
	if ro.near < 0 {
		return true
	}
	for _, q := range r.above(p) {
		for _, o := range r.company(q, ro.near) {
			if q != p || o.From < h.From || o.To > h.To {
				return true
			}
		}
	}
	for n, q := range r.children[p] {
		if n >= maxChildren {
			break
		}
		if len(r.company(q, ro.near)) > 0 {
			return true
		}
	}
	for _, g := range r.headHits[r.doc.Passages[p].Head] {
		if g == ro.near {
			return true
		}
	}
	return false
}

// maxCompany is how many companions of one kind are kept of a passage.
const maxCompany = 16

// company gives the hits of a group of companions, or of words that bar one, in a
// passage: the first few.
func (r *reading) company(p int32, g match.Group) []match.Hit {
	key := int64(p)<<32 | int64(g)
	if list, ok := r.companions[key]; ok {
		return list
	}
	return nil
}

// gatherCompany notes where the companions of ambiguous phrasings stand.
func (r *reading) gatherCompany() {
	r.companions = map[int64][]match.Hit{}
	for _, h := range r.hits.All {
		if ro := r.c.roles[h.Group]; ro.part != partNear && ro.part != partUnless {
			continue
		}
		key := int64(h.Passage)<<32 | int64(h.Group)
		if list := r.companions[key]; len(list) < maxCompany {
			r.companions[key] = append(list, h)
		}
	}
}

// above lists a passage, its parents, its row's first cell, and the headings over it.
func (r *reading) above(p int32) []int32 {
	var buf [16]int32
	out := append(buf[:0], p)
	x := &r.doc.Passages[p]
	if x.RowLead >= 0 {
		out = append(out, x.RowLead)
	}
	for up, n := x.Parent, 0; up >= 0 && n < 4; up, n = r.doc.Passages[up].Parent, n+1 {
		out = append(out, up)
	}
	for s, n := x.Section, 0; s >= 0 && n < 4; s, n = r.doc.Sections[s].Parent, n+1 {
		if h := r.doc.Sections[s].Heading; h >= 0 && h != p {
			out = append(out, h)
		}
	}
	return out
}

// denseIdeas is the number of ideas from which a sentence may be a bare list: one
// with hardly more other words than ideas.
const denseIdeas = 3

// crowd counts the ideas of a sentence, and the words that name them.
type crowd struct{ ideas, inside int }

// crowds counts the ideas of each sentence of a passage; the mentions come in the
// order of the text.
func crowds(ms []mention) map[int32]crowd {
	out := map[int32]crowd{}
	last := int32(-1)
	for i := range ms {
		m := &ms[i]
		if m.to <= last {
			continue
		}
		c := out[m.sentence]
		if m.from >= last {
			c.ideas++
		}
		c.inside += int(m.to - max(m.from, last))
		last = m.to
		out[m.sentence] = c
	}
	return out
}

// deferredWords is the longest sentence that a word like "later" puts off as a whole.
const deferredWords = 25

// enumerates tells whether a sentence sets its ideas side by side: punctuation or "and"
// between them. "Rate limits per advertiser throttle ingestion" is dense, but no list.
func enumerates(x *answer.Passage, sentence int32, ideas int) bool {
	s := x.Sentences[sentence]
	n := 1
	for k := s.First + 1; k < s.Last; k++ {
		t := &x.Tokens[k]
		n += b2i(t.Break || t.Norm == "and" || t.Norm == "or")
	}
	return n >= ideas
}

// bareList tells whether a sentence is names with commas between: four or more, of two
// words each or little more.
func bareList(x *answer.Passage, sentence int32) bool {
	s := x.Sentences[sentence]
	items, words := 1, int(s.Last-s.First)
	if words > maxBareList {
		return false
	}
	for k := s.First + 1; k < s.Last; k++ {
		items += b2i(x.Tokens[k].Break)
	}
	return items >= 4 && 4*words <= 9*items && strings.Count(x.Text[s.From:s.To], ",") >= items-1
}

// maxBareList is the longest list of names that is looked at, in words.
const maxBareList = 400

// statuses decides how the mentions of one passage are meant.
func (r *reading) statuses(p int32, ms []mention) {
	if len(ms) == 0 {
		return
	}
	x := &r.doc.Passages[p]
	in := &r.info[p]
	crowds := crowds(ms)
	for i := range ms {
		m := &ms[i]
		if int(m.sentence) >= len(x.Sentences) {
			continue
		}
		s := x.Sentences[m.sentence]
		words := int(s.Last - s.First)
		c := crowds[m.sentence]
		switch {
		case in.around.has(labelDefer) || in.own.has(labelDefer):
			m.status = deferred
		case r.denied(p, m):
			m.status = negated
		case s.Question && x.Kind != answer.Heading && len(r.children[p]) == 0:
			m.status = asked
		case c.ideas >= denseIdeas && words-c.inside <= c.ideas+1 && len(r.children[p]) == 0 && enumerates(x, m.sentence, c.ideas), bareList(x, m.sentence):
			m.status = listed
		case r.turnedDown(p, m):
			m.status = rejected
		case words <= deferredWords && r.inSentence(p, m, cueDeferral):
			m.status = deferred
		}
	}
}

// denied tells whether a negation governs the mention: shortly before it with no
// punctuation between, right after it ("is not needed"), or a denial of its clause.
func (r *reading) denied(p int32, m *mention) bool {
	return r.disowned(p, m.from) || r.near(p, m, cueNegation, 3, 2)
}

// turnedDown tells whether the mention is an alternative that is not taken: a rejection
// touches it, or governs a sentence that takes nothing ("we rejected X because …, Y
// because …").
func (r *reading) turnedDown(p int32, m *mention) bool {
	if r.near(p, m, cueRejection, 1, 3) {
		return true
	}
	x := &r.doc.Passages[p]
	s := x.Sentences[m.sentence]
	if s.Last-s.First > maxRejection {
		return false
	}
	rejects := -1
	for k := s.First; k < s.Last; k++ {
		switch norm := x.Tokens[k].Norm; {
		case takes[norm]:
			return false
		case rejects < 0 && rejections[norm]:
			rejects = int(k)
		}
	}
	return rejects >= 0 && int32(rejects) < r.text.Words[m.from].Token
}

// maxRejection is the longest sentence that one rejection governs, in words.
const maxRejection = 60

var (
	rejections = set("rejected", "discarded", "reject", "discard", "rejecting", "dismissed")
	takes      = set("use", "uses", "using", "used", "take", "takes", "took", "choose", "chose", "chosen", "pick", "picked", "keep", "keeps", "go", "instead", "so", "therefore", "hence", "prefer", "stay", "stays", "wins")
)

// refused tells whether a passage mostly denies.
func (r *reading) refused(p int32) bool {
	n := int32(0)
	for _, d := range r.info[p].denied {
		n += d[1] - d[0]
	}
	return n > 0 && 2*n >= r.text.First[p+1]-r.text.First[p]
}

// resets end a denial: what follows them is said of something else. Others do so only
// after punctuation.
var (
	resets      = set("but", "instead", "because", "since", "rather", "however", "until", "unless", "except")
	breakResets = set("we", "it", "they", "which", "while", "so", "if", "when", "as", "i", "you")
)

// denials notes, for each passage, the stretches of words that a denial covers: from
// the denial to the end of its sentence, or to a word that begins another thought.
func (r *reading) denials() {
	for i := range r.info {
		in := &r.info[i]
		for _, k := range in.cues {
			h := r.hits.All[k]
			if cue(r.c.roles[h.Group].index) != cueDenial {
				continue
			}
			p := &r.doc.Passages[i]
			to := h.To
			for ; to < r.text.First[i+1]; to++ {
				w := &r.text.Words[to]
				norm := p.Tokens[w.Token].Norm
				if w.Sentence != h.Sentence || resets[norm] || w.Break && breakResets[norm] {
					break
				}
			}
			in.denied = append(in.denied, [2]int32{h.To, to})
		}
	}
}

// disowned tells whether a word lies in a denial.
func (r *reading) disowned(p, word int32) bool {
	list := r.info[p].denied
	i, _ := slices.BinarySearchFunc(list, word, func(d [2]int32, word int32) int { return int(d[0] - word - 1) })
	return i > 0 && word < list[i-1][1]
}

// cuesFrom gives the cues of a passage from the first that begins at or after a word;
// cues stand in the order of their first words.
func (r *reading) cuesFrom(p, word int32) []int32 {
	cues := r.info[p].cues
	i, _ := slices.BinarySearchFunc(cues, word, func(k, word int32) int { return int(r.hits.All[k].From - word) })
	return cues[i:]
}

// cueReach is how far before a mention a cue may begin that still touches it.
const cueReach = 24

// near tells whether a cue stands at most `before` words before the mention or
// `after` words after it, without punctuation between.
func (r *reading) near(p int32, m *mention, kind cue, before, after int32) bool {
	for _, k := range r.cuesFrom(p, m.from-cueReach) {
		h := r.hits.All[k]
		if h.From > m.to+after {
			break
		}
		if cue(r.c.roles[h.Group].index) != kind || h.Sentence != m.sentence {
			continue
		}
		switch {
		case h.To <= m.from && m.from-h.To <= before && !r.broken(h.To, m.from):
			return true
		case h.From >= m.to && h.From-m.to <= after && !r.broken(m.to, h.From):
			return true
		case h.From < m.from && h.To > m.from && h.To <= m.to:
			return true // "no need for" runs into the mention
		}
	}
	return false
}

// broken tells whether punctuation stands before one of the words from..to.
func (r *reading) broken(from, to int32) bool {
	for k := from; k <= to && int(k) < len(r.text.Words); k++ {
		if r.text.Words[k].Break {
			return true
		}
	}
	return false
}

// inSentence tells whether a cue stands in the mention's sentence, looking no further
// than a sentence of reasonable length.
func (r *reading) inSentence(p int32, m *mention, kind cue) bool {
	for _, k := range r.cuesFrom(p, m.from-2*cueReach) {
		h := r.hits.All[k]
		if h.From > m.to+2*cueReach {
			break
		}
		if cue(r.c.roles[h.Group].index) == kind && h.Sentence == m.sentence {
			return true
		}
	}
	return false
}
