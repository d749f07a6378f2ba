package match

import (
	"designdrill/internal/answer"
)

// Word is one word of the text, resolved. A CamelCase token gives several words.
type Word struct {
	Symbol   int32 // id of its stem in the table, or -1
	Joint    int32 // id of this word and the next written as one, or -1
	Token    int32 // index into the passage's tokens
	Sentence int32
	Start    int32 // raw offsets
	End      int32
	Skip     bool // a determiner
	Number   bool
	Break    bool // punctuation before it
	Stop     bool // a comma, semicolon or bracket before it: neighbours in a phrase do not cross it
	Upper    bool
}

// Text is a document resolved against a table.
type Text struct {
	Doc   *answer.Document
	Words []Word
	First []int32 // Words of passage p: Words[First[p]:First[p+1]]

	table  *Table
	seen   []int32 // symbol → last passage number that has it, plus one
	cache  map[string]int32
	joints map[string]int32
}

// Resolve looks every word of the document up in the table's vocabulary.
func (t *Table) Resolve(doc *answer.Document) *Text {
	x := &Text{Doc: doc, table: t, First: make([]int32, 1, len(doc.Passages)+1), cache: make(map[string]int32, 512), joints: map[string]int32{}}
	n := 0
	for i := range doc.Passages {
		n += len(doc.Passages[i].Tokens)
	}
	x.Words = make([]Word, 0, n+n/16)
	for i := range doc.Passages {
		x.passage(&doc.Passages[i])
		x.First = append(x.First, int32(len(x.Words)))
	}
	return x
}

func (x *Text) passage(p *answer.Passage) {
	first := len(x.Words)
	for si, s := range p.Sentences {
		for ti := s.First; ti < s.Last; ti++ {
			x.token(&p.Tokens[ti], ti, int32(si))
		}
	}
	x.stops(x.Words[first:])
	x.join(x.Words[first:])
}

func (x *Text) token(tok *answer.Token, ti, si int32) {
	w := Word{Joint: -1, Token: ti, Sentence: si, Start: tok.Start, End: tok.End, Break: tok.Break, Upper: tok.Upper}
	c := tok.Norm[0]
	w.Number = c >= '0' && c <= '9' || c == '~' || c == '$'
	w.Skip = determiners[tok.Norm]
	w.Symbol = x.symbol(tok.Norm)
	if w.Symbol < 0 && tok.Camel {
		if x.camel(w, tok) {
			return
		}
	}
	x.Words = append(x.Words, w)
}

// camel splits "IngestionService" and "DynamoDB" at the change of case. It reports
// false when the raw spelling does not split.
func (x *Text) camel(w Word, tok *answer.Token) bool {
	raw := x.Doc.Raw[tok.Start:tok.End]
	var cuts [8]int
	n := 0
	for i := 1; i < len(raw) && n < len(cuts); i++ {
		up := isUpper(raw[i])
		if up && isLower(raw[i-1]) || up && i+1 < len(raw) && isLower(raw[i+1]) && isUpper(raw[i-1]) {
			cuts[n] = i
			n++
		}
	}
	if n == 0 {
		return false
	}
	from := 0
	for k := 0; k <= n; k++ {
		to := len(raw)
		if k < n {
			to = cuts[k]
		}
		part := w
		part.Start, part.End = tok.Start+int32(from), tok.Start+int32(to)
		part.Symbol = x.symbol(lower(string(raw[from:to])))
		part.Break = w.Break && k == 0
		x.Words = append(x.Words, part)
		from = to
	}
	return true
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// maxCache bounds the memory of hostile texts made of ever new words.
const maxCache = 1 << 16

func (x *Text) symbol(norm string) int32 {
	if id, ok := x.cache[norm]; ok {
		return id
	}
	id := int32(-1)
	if len(norm) <= 40 {
		id = x.table.symbol(stem(bare(norm)))
	}
	if len(x.cache) < maxCache {
		x.cache[norm] = id
	}
	return id
}

// join finds neighbours that the vocabulary knows as one word ("micro services").
func (x *Text) join(words []Word) {
	var buf [48]byte
	for i := 0; i+1 < len(words); i++ {
		w, next := &words[i], &words[i+1]
		if next.Break || w.Skip || next.Skip || w.Sentence != next.Sentence {
			continue
		}
		a, b := x.Doc.Raw[w.Start:w.End], x.Doc.Raw[next.Start:next.End]
		if len(a) < 2 || len(b) < 2 || len(a)+len(b) > len(buf) || len(a)+len(b) <= prefixLen {
			continue
		}
		j := append(append(buf[:0], a...), b...)
		for k, c := range j {
			if isUpper(c) {
				j[k] = c + 32
			}
		}
		if !x.table.hasPrefix(j[:prefixLen]) {
			continue
		}
		w.Joint = x.joint(j, len(a))
	}
}

// joint gives the symbol of two words written as one. The second word must keep its
// own stem: "server logic" is not "server logs".
func (x *Text) joint(j []byte, cut int) int32 {
	if id, ok := x.joints[string(j)]; ok {
		return id
	}
	id := int32(-1)
	word := string(j)
	if s := stem(word); s == word[:cut]+stem(word[cut:]) {
		id = x.table.symbol(s)
	}
	if len(x.joints) < maxCache {
		x.joints[word] = id
	}
	return id
}

// stops marks the words after a comma, a semicolon or a bracket.
func (x *Text) stops(words []Word) {
	for i := 1; i < len(words); i++ {
		if w := &words[i]; w.Break && w.Sentence == words[i-1].Sentence {
			for _, c := range x.Doc.Raw[words[i-1].End:max(w.Start, words[i-1].End)] {
				if c == ',' || c == ';' || c == '(' || c == ')' {
					w.Stop = true
					break
				}
			}
		}
	}
}
