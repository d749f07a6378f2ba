package score

import (
	"hash/fnv"

	"designdrill/internal/answer"
)

// exclude marks passages that are no evidence: text of ours, reference lists, what the
// answer has said before in the same words, and words in no order.
func (r *reading) exclude(author bool) {
	var buf []uint32
	said := map[uint64]bool{}
	ours := make([]bool, len(r.info))
	for i := range r.doc.Passages {
		in := &r.info[i]
		p := &r.doc.Passages[i]
		if cap(buf) < len(p.Tokens) {
			buf = make([]uint32, 0, 2*len(p.Tokens))
		}
		ours[i] = r.c.ours.isOurs(p, buf) || !author && r.c.snips.isOurs(p, buf)
		in.off = in.around.has(labelReference) || spoken(p) || ours[i] || again(said, p, in.around.has(labelData|labelAPI))
	}
	r.between(ours)
	r.salad()
	r.cueSoup()
}

// A passage is soup of cues when there is one for every few words: nobody gives four
// reasons and costs in twelve words.
const (
	soupCues  = 5
	soupWords = 4 // words per cue
)

// cueSoup takes out passages made of the words that argue, with little that is argued.
func (r *reading) cueSoup() {
	for i := range r.info {
		n, last := 0, int32(-1)
		for k := r.hits.First[i]; k < r.hits.First[i+1]; k++ {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.part != partCue || h.From < last {
				continue
			}
			switch cue(ro.index) {
			case cueReason, cueCost, cueContrast, cueFailure, cueGrowth:
				n++
				last = h.To
			}
		}
		if n >= soupCues && len(r.doc.Passages[i].Tokens) <= soupWords*n {
			r.info[i].off = true
		}
	}
}

// between takes out what is too short to be known as ours and stands between passages
// that are: the cells and labels of a page that was pasted.
func (r *reading) between(ours []bool) {
	long := func(i int) bool { return len(r.doc.Passages[i].Tokens) >= shingleLen }
	for i := 0; i < len(ours); {
		if long(i) {
			i++
			continue
		}
		to := i
		for to < len(ours) && !long(to) {
			to++
		}
		before, after := i > 0 && ours[i-1], to < len(ours) && ours[to]
		if before && (after || to == len(ours)) || after && i == 0 {
			for k := i; k < to; k++ {
				r.info[k].off = true
			}
		}
		i = to
	}
}

// The number of words from which a passage in the words of an earlier one is a copy and
// not a coincidence, such as a field that two tables have.
const (
	copied      = 2
	copiedField = 4
)

// again tells whether an earlier passage says the same in the same words, and notes it.
func again(said map[uint64]bool, p *answer.Passage, fields bool) bool {
	if len(p.Tokens) < copied || p.Kind == answer.Heading || (fields || p.Kind == answer.Cell || p.Kind == answer.Code) && len(p.Tokens) < copiedField {
		return false
	}
	h := fnv.New64a()
	for k := range p.Tokens {
		h.Write([]byte(p.Tokens[k].Norm))
		h.Write([]byte{0})
	}
	key := h.Sum64()
	if said[key] {
		return true
	}
	said[key] = true
	return false
}

// Words that open a noun phrase, and words that none begins with: "the of" is no
// English.
var (
	articles = set("the", "a", "an", "our", "their", "its", "every", "your")
	never    = set("of", "to", "is", "are", "was", "and", "or", "with", "by", "from", "for", "in", "on", "at", "into", "because", "so", "but", "if", "when", "that", "which", "we", "they",
		"the", "a", "an", "can", "will", "must", "be", "has", "have", "than", "then", "it", "as", "not", "per", "what", "how", "do", "does")
)

// Enough noun phrases to tell whether they are such, and the share of impossible ones
// from which the words stand in no order. Careful and careless people alike stay under
// two in a hundred.
const (
	enoughArticles = 6
	saladShare     = 0.2
)

// salad takes out runs of passages whose words stand in no order.
func (r *reading) salad() {
	first, seen, odd, allSeen, allOdd := 0, 0, 0, 0, 0
	drop := func(from, to, seen, odd int) {
		if seen >= enoughArticles && float64(odd) >= saladShare*float64(seen) {
			for k := from; k < to; k++ {
				r.info[k].off = true
			}
		}
	}
	close := func(to int) {
		drop(first, to, seen, odd)
		allSeen, allOdd = allSeen+seen, allOdd+odd
		first, seen, odd = to, 0, 0
	}
	for i := range r.doc.Passages {
		p := &r.doc.Passages[i]
		if p.Kind == answer.Code {
			continue
		}
		for k := 1; k < len(p.Tokens); k++ {
			a, b := &p.Tokens[k-1], &p.Tokens[k]
			if b.Break || b.Upper || !articles[a.Norm] {
				continue
			}
			seen++
			odd += b2i(never[b.Norm])
		}
		if seen >= 2*enoughArticles {
			close(i + 1)
		}
	}
	close(len(r.info))
	drop(0, len(r.info), allSeen, allOdd)
}
