package score

import (
	"slices"
	"sort"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/match"
	"designdrill/internal/quantity"
)

// labels are what a heading, lead-in, column header or bold label says of the text
// under it.
type labels uint16

const (
	labelReason labels = 1 << iota
	labelCost
	labelAlternative
	labelDefer
	labelReference
	labelRequirements
	labelNonfunctional
	labelScope
	labelEstimates
	labelComponents
	labelFlows
	labelData
	labelAPI
	labelDeep
)

func (l labels) has(x labels) bool { return l&x != 0 }

// reading is a document with everything that was found in it.
type reading struct {
	c     *Content
	doc   *answer.Document
	text  *match.Text
	hits  *match.Hits
	title int32 // the first heading of the first level, or -1

	info       []passageInfo
	children   [][]int32 // by passage
	sections   []sectionInfo
	numbers    []numbers // by passage
	told       []string  // flows of the scenario that are told end to end
	later      laterIndex
	senses     []sense                  // by passage
	companions map[int64][]match.Hit    // by passage and group
	headHits   map[string][]match.Group // what stands in a column's header
	mentions   []mention
	parts      map[string]bool // stems of the parts that the answer names itself
	sketch     *sketches       // the answer's drawings; nil when there are none
}

type passageInfo struct {
	own    labels // said by the passage itself about what stands under it
	around labels // from headings, lead-ins and headers above it
	off    bool   // text of ours, a reference, or otherwise no evidence
	ties   []int32
	cues   []int32    // hit indices of cues, in order
	other  []int32    // hit indices of the rest
	parts  []int32    // words that name a part of the answer's own
	denied [][2]int32 // stretches of words that are denied
}

type sectionInfo struct {
	from, to int32 // its own passages, heading included, half-open
	end      int32 // with those of its subsections
	labels   labels
}

func (c *Content) read(doc *answer.Document, o Options) *reading {
	r := &reading{c: c, doc: doc}
	r.text = c.table.Resolve(doc)
	r.hits = r.text.Scan()
	r.tree()
	r.title = r.findTitle()
	r.labels()
	r.exclude(o.Author)
	r.parts = r.ownParts()
	r.sort()
	r.gatherCompany()
	r.denials()
	r.drop()
	return r
}

// tree makes the child lists and the ranges of the sections.
func (r *reading) tree() {
	n := len(r.doc.Passages)
	r.info = make([]passageInfo, n)
	r.numbers = make([]numbers, n)
	r.children = make([][]int32, n)
	r.sections = make([]sectionInfo, len(r.doc.Sections))
	for i := range r.sections {
		r.sections[i].from = -1
	}
	for i := range r.doc.Passages {
		p := &r.doc.Passages[i]
		if p.Parent >= 0 && int(p.Parent) != i {
			r.children[p.Parent] = append(r.children[p.Parent], int32(i))
		}
		s := &r.sections[p.Section]
		if s.from < 0 {
			s.from = int32(i)
		}
		s.to = int32(i) + 1
	}
	for i := len(r.sections) - 1; i >= 0; i-- {
		s := &r.sections[i]
		s.end = max(s.end, s.to)
		if up := r.doc.Sections[i].Parent; up >= 0 && int(up) < i {
			r.sections[up].end = max(r.sections[up].end, s.end)
		}
	}
}

// findTitle gives the heading that stands over the whole answer: the first, if no other
// is of its level or above.
func (r *reading) findTitle() int32 {
	for i := range r.doc.Sections {
		if h := r.doc.Sections[i].Heading; h >= 0 {
			return h
		}
	}
	return -1
}

// isTitle tells whether a heading is the title, or says the same again.
func (r *reading) isTitle(h int32) bool {
	return r.title >= 0 && r.doc.Passages[h].Text == r.doc.Passages[r.title].Text
}

// maxLabelWords is the longest heading or label whose words say what it is about.
const (
	maxLabelWords   = 9
	maxHeadingWords = 10
)

// labels reads what headings, lead-ins, headers and bold labels say.
func (r *reading) labels() {
	for i := range r.sections {
		if h := r.doc.Sections[i].Heading; h >= 0 {
			r.info[h].own = r.labelOf(h)
			r.sections[i].labels = r.info[h].own
		}
		if up := r.doc.Sections[i].Parent; up >= 0 && int(up) < i {
			above := r.sections[up].labels
			if r.sections[i].labels != 0 {
				// A heading with a label of its own overrides what stands above, but for
				// what puts the whole section aside.
				above &= labelDefer | labelReference | labelScope | labelRequirements&^r.nonfunctional(i)
			}
			r.sections[i].labels |= above
		}
	}
	heads := map[string]labels{}
	r.headHits = map[string][]match.Group{}
	for i := range r.doc.Passages {
		p, in := &r.doc.Passages[i], &r.info[i]
		in.around = r.sections[p.Section].labels
		if p.Kind == answer.Heading {
			continue
		}
		in.own = r.labelOf(int32(i))
		if p.Parent >= 0 && int(p.Parent) < i {
			up := &r.info[p.Parent]
			if r.doc.Passages[p.Parent].Kind != answer.Heading {
				in.around |= up.own
				if r.doc.Passages[p.Parent].Parent >= 0 {
					in.around |= r.info[r.doc.Passages[p.Parent].Parent].own
				}
			}
		}
		if p.Kind == answer.Cell {
			l, ok := heads[p.Head]
			if !ok {
				l = r.head(p.Head)
				heads[p.Head] = l
			}
			in.around |= l
			if p.RowLead >= 0 {
				in.around |= r.info[p.RowLead].own
			}
		}
	}
}

// nonfunctional keeps a "non-functional" subsection from counting as functional.
func (r *reading) nonfunctional(section int) labels {
	if r.sections[section].labels.has(labelNonfunctional) {
		return labelRequirements
	}
	return 0
}

// labelOf reads the labels of a heading, or of the first words before a colon of
// another passage ("Pros: …"), or of a short lead-in.
func (r *reading) labelOf(i int32) labels {
	words := r.text.Words[r.text.First[i]:r.text.First[i+1]]
	p := &r.doc.Passages[i]
	limit := len(words)
	if p.Kind != answer.Heading {
		limit = 0
		for k := 1; k <= len(words) && k <= 6; k++ {
			if k == len(words) || words[k].Break && labelEnd(r.doc.Raw, words[k-1].End) {
				limit = k
				break
			}
		}
		if limit == len(words) && len(r.children[i]) == 0 && p.Kind != answer.Cell {
			limit = 0
		}
	}
	if limit == 0 || limit > maxLabelWords && p.Kind != answer.Heading || limit > maxHeadingWords {
		return 0
	}
	var l labels
	functional := false // said before any word of the non-functional ones
	for _, h := range r.hits.Of(i) {
		ro := r.c.roles[h.Group]
		if ro.part == partCue && cue(ro.index) >= cueLabelReason && int(h.To-r.text.First[i]) <= limit {
			l |= 1 << (cue(ro.index) - cueLabelReason)
			functional = functional || l.has(labelRequirements) && !l.has(labelNonfunctional)
		}
	}
	if functional && p.Kind == answer.Heading {
		l &^= labelNonfunctional // "Functional and non-functional requirements"
	}
	return l.settle()
}

// settle resolves labels whose words hold each other.
func (l labels) settle() labels {
	if l.has(labelNonfunctional) {
		l &^= labelRequirements
	}
	if l.has(labelDefer) {
		l &^= labelRequirements | labelComponents
	}
	if l.has(labelEstimates) {
		l &^= labelReference // "Resource estimation" lists no sources
	}
	return l
}

// labelEnd tells whether a colon or a dash follows the raw offset, markup aside.
func labelEnd(raw []byte, at int32) bool {
	for _, c := range raw[at:min(int(at)+6, len(raw))] {
		switch c {
		case ':', '-', '=', '>':
			return true
		case '*', '_', '`', ' ', ')':
		default:
			return c >= 0x80 // a dash or an arrow
		}
	}
	return false
}

// head reads a text that is no passage: a column header.
func (r *reading) head(s string) labels {
	if s == "" || len(s) > 200 {
		return 0
	}
	var l labels
	for _, h := range r.c.table.Resolve(answer.Parse([]byte(s))).Scan().All {
		r.headHits[s] = append(r.headHits[s], h.Group)
		ro := r.c.roles[h.Group]
		if ro.part == partCue && cue(ro.index) >= cueLabelReason {
			l |= 1 << (cue(ro.index) - cueLabelReason)
		}
	}
	return l.settle()
}

// sort puts the hits of each passage into ties, cues and the rest, and counts what
// makes a bare list.
func (r *reading) sort() {
	for i := range r.info {
		in := &r.info[i]
		if in.off {
			continue
		}
		p := &r.doc.Passages[i]
		for k := r.text.First[i]; k < r.text.First[i+1]; k++ {
			t := r.text.Words[k].Token
			if r.parts[p.Tokens[t].Norm] || userPart(p, t) {
				in.parts = append(in.parts, k)
			}
		}
		lo, hi := r.hits.First[i], r.hits.First[i+1]
		for k := lo; k < hi; k++ {
			switch ro := r.c.roles[r.hits.All[k].Group]; ro.part {
			case partCue:
				if cue(ro.index) < cueLabelReason {
					in.cues = append(in.cues, k)
				}
			case partVocabulary, partName:
				in.ties = append(in.ties, k)
			default:
				in.other = append(in.other, k)
			}
		}
	}
}

// drop leaves out what a denial covers, but for the concepts: they are told as denied.
func (r *reading) drop() {
	for i := range r.info {
		in := &r.info[i]
		if len(in.denied) == 0 {
			continue
		}
		gone := func(k int32) bool {
			h := r.hits.All[k]
			return r.disowned(int32(i), h.From) || r.disowned(int32(i), h.To-1)
		}
		in.ties = slices.DeleteFunc(in.ties, gone)
		in.cues = slices.DeleteFunc(in.cues, gone)
		in.parts = slices.DeleteFunc(in.parts, func(w int32) bool { return r.disowned(int32(i), w) })
		in.other = slices.DeleteFunc(in.other, func(k int32) bool { return gone(k) && r.c.roles[r.hits.All[k].Group].part != partConcept })
	}
}

// numbers are the quantities of a passage and the calculations made of them.
type numbers struct {
	read   bool
	told   []quantity.Found // with a unit, a noun or a magnitude
	all    []quantity.Found // with the plain numbers
	worked bool             // the passage calculates
	chains []quantity.Chain
}

// figuresOf reads the quantities of a passage, once.
func (r *reading) figuresOf(i int32) *numbers {
	n := &r.numbers[i]
	if n.read {
		return n
	}
	n.read = true
	if r.info[i].off {
		return n
	}
	text := r.doc.Passages[i].Text
	all := quantity.Find(text)
	n.worked = worked(text, len(all))
	if len(all) > 1 {
		n.chains = quantity.ChainsOf(text, all)
	}
	for _, f := range all {
		if r.deniedAt(i, f.Start) {
			continue
		}
		n.all = append(n.all, f)
		if !f.Bare {
			n.told = append(n.told, f)
		}
	}
	n.chains = append(n.chains, r.linked(i, n.all)...)
	return n
}

// found gives the numbers of a passage that have a unit, a noun or a magnitude.
func (r *reading) found(i int32) []quantity.Found { return r.figuresOf(i).told }

// deniedAt tells whether a byte of the passage's text lies in a denial.
func (r *reading) deniedAt(i int32, at int) bool {
	p := &r.doc.Passages[i]
	for _, d := range r.info[i].denied {
		if d[0] >= d[1] {
			continue
		}
		first, last := &p.Tokens[r.text.Words[d[0]].Token], &p.Tokens[r.text.Words[d[1]-1].Token]
		if at >= int(first.At) && at < int(last.At)+len(last.Norm) {
			return true
		}
	}
	return false
}

// within cuts a passage's list of hits, which is in the order of the text, down to
// those of the sentences first..last.
func (r *reading) within(list []int32, first, last int32) []int32 {
	from := sort.Search(len(list), func(i int) bool { return r.hits.All[list[i]].Sentence >= first })
	to := from + sort.Search(len(list)-from, func(i int) bool { return r.hits.All[list[from+i]].Sentence > last })
	return list[from:to]
}

// foundIn gives the numbers of one sentence.
func (r *reading) foundIn(p, sentence int32) []quantity.Found {
	list, s := r.found(p), r.doc.Passages[p].Sentences[sentence]
	from := sort.Search(len(list), func(i int) bool { return list[i].Start >= int(s.From) })
	to := from + sort.Search(len(list)-from, func(i int) bool { return list[from+i].Start >= int(s.To) })
	return list[from:to]
}

// evidence quotes a sentence of a passage.
func (r *reading) evidence(passage, sentence int32) Evidence {
	p := &r.doc.Passages[passage]
	if int(sentence) >= len(p.Sentences) {
		return Evidence{Quote: clip(p.Text), Line: p.Line, Start: p.Start, End: p.End}
	}
	s := p.Sentences[sentence]
	return Evidence{Quote: clip(p.SentenceText(int(sentence))), Line: r.doc.LineAt(s.Start), Start: s.Start, End: s.End}
}

// maxQuote bounds a quote, in bytes.
const maxQuote = 240

func clip(s string) string {
	if len(s) <= maxQuote {
		return s
	}
	cut := maxQuote
	if k := strings.LastIndexByte(s[:cut], ' '); k > maxQuote/2 {
		cut = k
	}
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + " …"
}
