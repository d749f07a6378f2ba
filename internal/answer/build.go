package answer

import "sort"

// builder turns the syntax tree of each chunk into passages.
type builder struct {
	doc    *Document
	src    *scanner
	source []byte // the chunk
	base   int    // its offset in src.buf
	cont   bool   // the chunk goes on with the list or table before it
	more   bool   // another chunk follows
	in     inline
	tok    tokenizer
	tokens []Token    // of all passages
	sents  []Sentence // of all passages
	spans  []span     // their ranges per passage
	cuts   []int

	section                       int32
	block                         int32
	real                          uint8       // level of the last heading with hashes or an underline
	ranks                         [ranks]bool // the kinds of label headings that are open below it
	labels                        []int32     // passages that would be headings in a document without any
	quoted                        int
	lead                          int32 // the passage that introduces the next block; -1
	weak                          bool  // lead is a label without a colon
	pieces                        []piece
	full                          bool  // no more passages are taken
	listLead, tableLead, tableRow int32 // of the list and table last read
}

// maxPassages bounds the memory that an answer takes; no answer comes near it.
const maxPassages = 400_000

// span is a passage's range of tokens and sentences.
type span struct{ from, to, first, last int32 }

// place says where a passage stands.
type place struct {
	kind    Kind
	parent  int32
	depth   uint8
	level   uint8
	ordered bool
	row     int32
	rowLead int32
	head    string
}

// newBlock starts the next block.
func (b *builder) newBlock() { b.block++ }

// emit makes a passage of the inline text from at to end and returns its index, or
// -1 if there is nothing to read in it.
func (b *builder) emit(pl place, at, end int) int32 {
	in := &b.in
	for at < end && in.text[at] == ' ' {
		at++
	}
	for end > at && in.text[end-1] == ' ' {
		end--
	}
	if at >= end {
		return -1
	}
	if len(b.doc.Passages) >= maxPassages {
		b.full = true
		return -1
	}
	text := string(in.text[at:end])
	p := Passage{
		Kind: pl.kind, Section: b.section, Parent: pl.parent, RowLead: pl.rowLead, Block: b.block, Row: pl.row,
		Depth: pl.depth, Level: pl.level, Ordered: pl.ordered, Quoted: b.quoted > 0, Text: text, Head: pl.head,
	}
	p.Link = b.covered(in.link, at, end)
	m := mapper{runs: in.runs}
	m.k = max(sort.Search(len(m.runs), func(k int) bool { return int(m.runs[k].text) > at })-1, 0)
	p.Start, p.End = m.start(at), m.end(end)
	first, sent := len(b.tokens), len(b.sents)
	b.sentences(&p, &m, at, end)
	n := len(b.tokens) - first
	if n == 0 && pl.kind != Cell && pl.kind != Heading {
		return -1
	}
	p.Line = b.doc.LineAt(p.Start)
	if pl.kind != Code {
		b.doc.Words += n
	}
	b.spans = append(b.spans, span{int32(first), int32(len(b.tokens)), int32(sent), int32(len(b.sents))})
	b.doc.Passages = append(b.doc.Passages, p)
	return int32(len(b.doc.Passages) - 1)
}

// sentences splits the passage, whose text stands at inline text offsets at to end,
// into sentences and tokens.
func (b *builder) sentences(p *Passage, m *mapper, at, end int) {
	first, sent := len(b.tokens), len(b.sents)
	from := at
	k := sort.Search(len(b.in.marks), func(k int) bool { return int(b.in.marks[k].at) > at })
	for ; k <= len(b.in.marks) && from < end; k++ {
		// A line break that the author asked for ends a sentence.
		to := end
		if k < len(b.in.marks) {
			if mk := b.in.marks[k]; int(mk.at) < end && (!mk.hard || int(mk.at) <= from) {
				continue
			} else if int(mk.at) < end {
				to = int(mk.at)
			}
		}
		b.cuts = splitSentences(b.cuts[:0], p.Text[from-at:to-at])
		start := from - at
		for _, c := range b.cuts {
			stop := from - at + c
			b.sentence(p, m, first, sent, start, stop, at)
			start = stop
		}
		from = to
	}
}

// sentence adds the sentence p.Text[from:to]. Signs without a word belong to the
// sentence before.
func (b *builder) sentence(p *Passage, m *mapper, first, sent, from, to, at int) {
	for from < to && p.Text[from] == ' ' {
		from++
	}
	for to > from && p.Text[to-1] == ' ' {
		to--
	}
	if from == to {
		return
	}
	k := len(b.tokens)
	b.tokens = b.tok.split(b.tokens, p.Text, from, to)
	if k == len(b.tokens) {
		if n := len(b.sents); n > sent {
			s := &b.sents[n-1]
			s.To, s.End = int32(to), m.end(at+to)
			s.Question = isQuestion(p.Text[s.From:s.To])
		}
		return
	}
	s := Sentence{First: int32(k - first), Last: int32(len(b.tokens) - first), From: int32(from), To: int32(to)}
	s.Start = m.start(at + from)
	for i := k; i < len(b.tokens); i++ {
		t := &b.tokens[i]
		start, end := m.start(at+int(t.Start)), m.end(at+int(t.End))
		t.Start, t.End = int32(start), int32(end)
	}
	s.End = m.end(at + to)
	s.Question = isQuestion(p.Text[from:to])
	b.sents = append(b.sents, s)
}

// mapper maps inline text offsets to raw offsets. Offsets should be asked for in
// rising order.
type mapper struct {
	runs []run
	k    int
}

// at finds the run that holds the offset.
func (m *mapper) at(off int) *run {
	if len(m.runs) == 0 {
		return &run{}
	}
	for m.k > 0 && int(m.runs[m.k].text) > off {
		m.k--
	}
	for m.k+1 < len(m.runs) && int(m.runs[m.k+1].text) <= off {
		m.k++
	}
	return &m.runs[m.k]
}

// start maps the offset of the first byte of something.
func (m *mapper) start(off int) int {
	r := m.at(off)
	if r.n != r.m {
		return int(r.raw)
	}
	return int(r.raw) + min(off-int(r.text), int(r.m))
}

// end maps the offset after the last byte of something.
func (m *mapper) end(off int) int {
	if off == 0 {
		return m.start(0)
	}
	r := m.at(off - 1)
	if r.n != r.m {
		return int(r.raw + r.m)
	}
	return int(r.raw) + min(off-int(r.text), int(r.m))
}

// addHeading emits a heading passage and opens its section.
func (b *builder) addHeading(level uint8, at, end int) int32 {
	for end > at && (b.in.text[end-1] == ' ' || b.in.text[end-1] == ':') {
		end--
	}
	b.newBlock()
	b.lead = -1
	level = min(max(level, 1), 6)
	parent := b.section
	for parent > 0 && b.doc.Sections[parent].Level >= level {
		parent = b.doc.Sections[parent].Parent
	}
	old := b.section
	b.section = int32(len(b.doc.Sections))
	i := b.emit(place{kind: Heading, parent: -1, rowLead: -1, level: level}, at, end)
	if i < 0 {
		b.section = old
		return -1
	}
	b.doc.Sections = append(b.doc.Sections, Section{Heading: i, Parent: parent, Level: level, Title: b.doc.Passages[i].Text})
	return i
}

// finish hands the tokens to their passages.
func (b *builder) finish() {
	for i, sp := range b.spans {
		p := &b.doc.Passages[i]
		p.Tokens = b.tokens[sp.from:sp.to:sp.to]
		p.Sentences = b.sents[sp.first:sp.last:sp.last]
	}
	b.titleLabels()
}
