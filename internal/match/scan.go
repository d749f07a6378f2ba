package match

// Hits are the places found, in the order of the text.
type Hits struct {
	All   []Hit
	First []int32 // hits of passage p: All[First[p]:First[p+1]]
}

// Of gives the hits of one passage.
func (h *Hits) Of(passage int32) []Hit { return h.All[h.First[passage]:h.First[passage+1]] }

// Scan finds all phrases in the text.
func (x *Text) Scan() *Hits {
	h := &Hits{First: make([]int32, 1, len(x.First)), All: make([]Hit, 0, len(x.Words)/2)}
	x.seen = make([]int32, x.table.symbolCount())
	for p := 0; p+1 < len(x.First); p++ {
		from, to := x.First[p], x.First[p+1]
		for i := from; i < to; i++ {
			x.note(x.Words[i].Symbol, p)
			x.note(x.Words[i].Joint, p)
		}
		for i := from; i < to; {
			// A passage may hold many sentences; phrases stay within one.
			end := i
			for end < to && x.Words[end].Sentence == x.Words[i].Sentence {
				end++
			}
			var mask uint64
			for k := i; k < end; k++ {
				if w := &x.Words[k]; w.Symbol >= 0 {
					mask |= bit(w.Symbol)
				}
				if w := &x.Words[k]; w.Joint >= 0 {
					mask |= bit(w.Joint)
				}
			}
			for ; i < end; i++ {
				x.at(h, int32(p), i, end, mask)
			}
		}
		h.First = append(h.First, int32(len(h.All)))
	}
	return h
}

func (x *Text) note(symbol int32, p int) {
	if symbol >= 0 {
		x.seen[symbol] = int32(p) + 1
	}
}

// at tries every phrase that may begin with word i.
func (x *Text) at(h *Hits, p, i, end int32, mask uint64) {
	w := &x.Words[i]
	first := len(h.All)
	for t := x.table; t != nil; t = t.base {
		if w.Number {
			for _, n := range t.Numbers {
				x.try(t, h, n, p, i, end)
			}
		}
		for _, s := range [2]int32{w.Symbol, w.Joint} {
			if s < 0 || int(s)+1 >= len(t.Index) {
				continue
			}
			from, to := t.Index[s], t.Index[s+1]
			for k, m := range t.masks[from:to] {
				if m == 0 || m&mask != 0 {
					x.try(t, h, t.Postings[int(from)+k], p, i, end)
				}
			}
		}
	}
	h.All = keepLongest(h.All, first)
}

// keepLongest leaves one hit per group among those added since first, all of which
// begin at one word.
func keepLongest(all []Hit, first int) []Hit {
	out := first
next:
	for _, hit := range all[first:] {
		for k := first; k < out; k++ {
			if all[k].Group == hit.Group {
				all[k].To = max(all[k].To, hit.To)
				continue next
			}
		}
		all[out] = hit
		out++
	}
	return all[:out]
}

func (x *Text) try(t *Table, h *Hits, n, p, i, end int32) {
	ph := &t.Phrases[n]
	code := t.Code[ph.From:ph.To]
	if !x.possible(code, p) {
		return
	}
	if to := x.run(t, code, i, end, true); to >= 0 {
		h.All = append(h.All, Hit{ph.Group, p, x.Words[i].Sentence, i, to})
	}
}

// possible tells whether the passage has, anywhere, a word for every required
// element: a cheap test that fails for nearly all candidates.
func (x *Text) possible(code []int32, p int32) bool {
	for k := 0; k < len(code); {
		switch code[k] {
		case opWord:
			n := int(code[k+1])
			found := false
			for _, s := range code[k+2 : k+2+n] {
				if x.seen[s] == p+1 {
					found = true
					break
				}
			}
			if !found {
				return false
			}
			k += 2 + n
		case opOptional:
			k += 2 + int(code[k+1])
		case opExact:
			if x.seen[code[k+1]] != p+1 {
				return false
			}
			k += 3
		case opGap:
			k += 2
		case opNumber:
			k++
		}
	}
	return true
}

// run matches the rest of a phrase from word i on and returns the word after it, or
// -1. Gaps are tried shortest first; phrases are short and gaps bounded, so the work
// per word is bounded too.
func (x *Text) run(t *Table, code []int32, i, end int32, first bool) int32 {
	for k := 0; k < len(code); {
		if code[k] == opGap {
			rest := code[k+2:]
			skipped := int32(0)
			for j := i; j < end && skipped <= code[k+1]; j++ {
				if to := x.run(t, rest, j, end, true); to >= 0 {
					return to
				}
				if !x.Words[j].Skip {
					skipped++
				}
			}
			return -1
		}
		for !first && i < end && x.Words[i].Skip && !x.is(t, code[k:], i) {
			i++
		}
		size, step := int(opSize(code[k:])), int32(0)
		if i < end && (first || !x.Words[i].Stop) {
			step = x.step(t, code[k:], i, end)
		}
		switch {
		case step > 0:
			if code[k] == opOptional {
				// Prefer to use the optional word; else go on without it.
				if to := x.run(t, code[k+size:], i+step, end, false); to >= 0 {
					return to
				}
				k += size
				continue
			}
			i += step
			k += size
			first = false
		case code[k] == opOptional:
			k += size
		default:
			return -1
		}
	}
	return i
}

func opSize(code []int32) int32 {
	switch code[0] {
	case opWord, opOptional:
		return 2 + code[1]
	case opExact:
		return 3
	case opGap:
		return 2
	default:
		return 1
	}
}

func (x *Text) is(t *Table, code []int32, i int32) bool { return x.step(t, code, i, i+1) > 0 }

// step tells how many words the element takes at word i: 0 for none, 2 when two
// words of the text are one of the phrase.
func (x *Text) step(t *Table, code []int32, i, end int32) int32 {
	w := &x.Words[i]
	switch code[0] {
	case opNumber:
		if w.Number {
			return 1
		}
	case opExact:
		if w.Symbol == code[1] && string(x.Doc.Raw[w.Start:w.End]) == t.Spellings[code[2]] {
			return 1
		}
	default:
		n := code[1]
		for _, s := range code[2 : 2+n] {
			if s == w.Symbol {
				return 1
			}
			if s == w.Joint && i+1 < end {
				return 2
			}
		}
	}
	return 0
}
