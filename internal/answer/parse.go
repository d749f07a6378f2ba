package answer

import (
	"bytes"
	"fmt"
	"sort"

	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown is the parser for the normalised source. Indented code and HTML blocks
// are left out: many people indent notes with tabs, and text within tags is text.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
	),
)

// Parse reads an answer. It never fails: what it cannot read as structure is text,
// and what it had to repair stands in the findings.
func Parse(raw []byte) *Document {
	doc := &Document{Raw: raw}
	if len(raw) > MaxSize {
		doc.find("too-long", 1, fmt.Sprintf("the answer has more than %d MiB; the rest is not read", MaxSize>>20))
		raw = raw[:MaxSize]
	}
	doc.lines = rawLines(raw)
	text, bad, first := clean(raw)
	if bad > 0 {
		doc.find("invalid-utf8", doc.LineAt(first), fmt.Sprintf("%d bytes are not valid UTF-8 text; the first is on this line", bad))
	}
	s := &scanner{doc: doc, text: text, own: bad > 0, starts: doc.lines, never: map[string]bool{}}
	s.ends = lineEnds(text, doc.lines)
	if bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		// The mark is no part of the first line.
		s.starts = append([]int32{3}, doc.lines[1:]...)
	}
	skip := s.front()
	s.buf = make([]byte, 0, len(raw)+len(raw)/16+64)
	s.lines = make([]srcLine, 0, len(doc.lines)+len(doc.lines)/8+8)
	s.findFences(skip)
	s.dropComments(skip)
	s.run(skip)

	b := &builder{doc: doc, src: s, lead: -1}
	b.doc.Sections = append(b.doc.Sections, Section{Heading: -1, Parent: -1})
	b.tokens = make([]Token, 0, len(raw)/6+16)
	size := 16 + s.cells
	for _, l := range s.lines {
		if l.n > 0 {
			size++
		}
	}
	b.sents = make([]Sentence, 0, size+size/4)
	doc.Passages = make([]Passage, 0, size)
	b.spans = make([]span, 0, size)
	pc := parser.NewContext()
	for _, r := range s.refs {
		pc.AddReference(parser.NewReference([]byte(r.label), []byte(r.dest), nil))
	}
	from := 0
	for k, c := range s.chunks {
		b.base, b.cont, b.more = from, c.cont, k+1 < len(s.chunks)
		b.source = s.buf[from:c.end]
		root := markdown.Parse(gtext.NewReader(b.source), parser.WithContext(pc))
		b.blocks(root)
		from = c.end
		if b.full {
			last := doc.Passages[len(doc.Passages)-1].Line
			doc.find("too-long", last, fmt.Sprintf("the answer has more than %d passages; what follows this line is not read", maxPassages))
			break
		}
	}
	b.finish()
	sort.SliceStable(doc.Findings, func(i, k int) bool { return doc.Findings[i].Line < doc.Findings[k].Line })
	return doc
}

// lineEnds returns where each line ends without its line end.
func lineEnds(text []byte, starts []int32) []int32 {
	ends := make([]int32, len(starts))
	for i := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = int(starts[i+1])
		}
		for end > int(starts[i]) && (text[end-1] == '\n' || text[end-1] == '\r') {
			end--
		}
		ends[i] = int32(end)
	}
	return ends
}
