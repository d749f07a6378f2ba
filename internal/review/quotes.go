package review

import (
	"strings"
	"unicode/utf8"

	"designdrill/internal/answer"
	"designdrill/internal/score"
)

// A quote must have some length to be one: two words stand in any answer.
const (
	minQuoteWords = 3
	minQuoteBytes = 12
	maxQuoteWords = 160
	// Of this many words one may differ from the answer's.
	wordsPerSlip = 10
)

// place is where a quote stands: a run of the sheet's tokens.
type place struct {
	from, to int  // half-open
	repaired bool // the quote had other words here and there; ours stand
}

// find looks a quote up in the answer: its parts, where an ellipsis cuts it, one after
// the other. Every part must be there.
func (s *sheet) find(quote string) ([]place, string) {
	quote = strings.NewReplacer("[…]", "…", "[...]", "…", "(...)", "…", "....", "…", "...", "…").Replace(quote[:cut(quote, maxQuoteText)])
	var out []place
	after := 0
	long := false
	for part := range strings.SplitSeq(quote, "…") {
		words := quoteWords(part)
		if len(words) == 0 {
			continue
		}
		if len(words) > maxQuoteWords {
			return nil, "too-long"
		}
		if enough(words) {
			long = true
		} else if len(out) == 0 && !strings.Contains(quote, "…") {
			return nil, "too-short"
		}
		p, ok := s.exact(words, after)
		if !ok {
			p, ok = s.near(words, after)
		}
		if !ok {
			return nil, "not-found"
		}
		out = append(out, p)
		after = p.to
	}
	if !long {
		return nil, "too-short"
	}
	return out, ""
}

// cut gives the largest length of at most n bytes that parts no character.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

func quoteWords(text string) []string {
	var out []string
	text = strings.Map(func(r rune) rune {
		if unseen(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	for _, t := range answer.Words(text) {
		if n := plain(t.Norm); n != "" {
			out = append(out, n)
		}
	}
	// The mark at a line's head is not part of the answer, but models copy it.
	if trimmed := strings.TrimSpace(text); len(out) > 1 && strings.HasPrefix(trimmed, "["+out[0]+"]") {
		out = out[1:]
	}
	return out
}

// enough tells whether words are a quote: long enough, and with words of content.
func enough(words []string) bool {
	bytes, content := 0, 0
	for _, w := range words {
		bytes += len(w) + 1
		if !empty[w] && len(w) > 2 {
			content++
		}
	}
	return len(words) >= minQuoteWords && bytes > minQuoteBytes && content >= 2
}

// exact finds the words in a row, from a token on.
func (s *sheet) exact(words []string, after int) (place, bool) {
	for _, at := range s.at[words[0]] {
		if at >= after && s.runs(words, at) {
			return place{from: at, to: at + len(words)}, true
		}
	}
	return place{}, false
}

func (s *sheet) runs(words []string, at int) bool {
	if at+len(words) > len(s.tokens) {
		return false
	}
	for i, w := range words {
		if s.tokens[at+i].norm != w {
			return false
		}
	}
	return true
}

// near finds words of which few differ, by comparing each stretch that begins with one
// of the first words; two words never make up for a third.
func (s *sheet) near(words []string, after int) (place, bool) {
	slips := len(words) / wordsPerSlip
	if slips == 0 {
		return place{}, false
	}
	tried := 0
	for skip := 0; skip <= slips; skip++ {
		for _, at := range s.at[words[skip]] {
			if at < after {
				continue
			}
			if tried++; tried > maxTried {
				return place{}, false
			}
			if to, ok := s.distance(words[skip:], at, slips-skip); ok {
				return place{from: at, to: to, repaired: true}, true
			}
		}
	}
	return place{}, false
}

// maxTried bounds the stretches that are compared for one quote.
const maxTried = 2000

// distance tells whether the words stand from a token on with at most so many words
// put in, left out or changed, and where that stretch ends.
func (s *sheet) distance(words []string, at, slips int) (int, bool) {
	n := len(words)
	width := min(n+slips, len(s.tokens)-at)
	if width < n-slips {
		return 0, false
	}
	prev := make([]int, width+1)
	row := make([]int, width+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= n; i++ {
		row[0] = i
		least := row[0]
		for j := 1; j <= width; j++ {
			same := 1
			if words[i-1] == s.tokens[at+j-1].norm {
				same = 0
			}
			row[j] = min(prev[j-1]+same, prev[j]+1, row[j-1]+1)
			least = min(least, row[j])
		}
		if least > slips {
			return 0, false
		}
		prev, row = row, prev
	}
	best := 0
	for j := 1; j <= width; j++ {
		if prev[j] < prev[best] {
			best = j
		}
	}
	return at + best, prev[best] <= slips && best > 0
}

// stretch is a place within one passage, by its sentences.
type stretch struct {
	passage     int
	first, last int // sentences
	evidence    score.Evidence
}

// stretches parts a place by passages.
func (s *sheet) stretches(p place) []stretch {
	var out []stretch
	for i := p.from; i < p.to; {
		k := i
		for k < p.to && s.tokens[k].passage == s.tokens[i].passage {
			k++
		}
		x := &s.doc.Passages[s.tokens[i].passage]
		from, to := s.tokens[i].index, s.tokens[k-1].index
		st := stretch{passage: s.tokens[i].passage}
		for n, sentence := range x.Sentences {
			if int(sentence.First) <= from {
				st.first = n
			}
			if int(sentence.First) <= to {
				st.last = n
			}
		}
		start, end := int(x.Tokens[from].Start), int(x.Tokens[to].End)
		st.evidence = score.Evidence{Quote: shorten(s.doc.Slice(start, end)), Line: s.doc.LineAt(start), Start: start, End: end}
		out = append(out, st)
		i = k
	}
	return out
}

// maxShown bounds a quote as it is reported, in bytes.
const maxShown = 240

func shorten(quote string) string {
	quote = oneLine(quote)
	if len(quote) <= maxShown {
		return quote
	}
	return quote[:cut(quote, maxShown)] + " …"
}

// empty are words without content.
var empty = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`a an the of to and in is are was were for on with that it as be by this from or we can will at not if when which
		has have should use used each all per so but into one using our their they then than there these those its also just very more most some any no
		do does did you your i my me us he she them would could may might must shall about over under between through because while where what how who why`) {
		out[w] = true
	}
	return out
}()
