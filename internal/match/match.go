// Package match provides the concept matcher: phrases over word stems, found in an
// answer in one pass, with the place of every hit. It is pure; time is linear in the
// length of the answer.
//
// A Table holds groups of phrases: a concept, a cue category, a point of a scenario.
// Text is an answer resolved against a table's vocabulary; Scan finds the hits.
package match

import "math/bits"

// Group is a numbered set of phrases; a hit says which group it belongs to.
type Group = int32

// Hit is one place where a phrase of a group stands. From and To are word indices
// into Text.Words, half-open.
type Hit struct {
	Group    Group
	Passage  int32
	Sentence int32 // index into the passage's sentences
	From, To int32
}

// Element opcodes of a packed phrase: a word is opWord or opOptional, a count n and
// n symbol ids; an exact word is opExact, a symbol id and the index of its spelling;
// a gap is opGap and its length; a number is opNumber alone.
const (
	opWord int32 = iota
	opOptional
	opExact
	opGap
	opNumber
)

// Table is a packed set of phrases. A table built over a base shares the base's
// vocabulary and holds only what is added; the zero Group belongs to the base.
type Table struct {
	base *Table

	Symbols   []string // stems, in the order of their ids (first id is base's count)
	Spellings []string // exact spellings
	Groups    []string // names of groups, for explanations
	Code      []int32  // packed elements of all phrases
	Phrases   []packed
	Index     []int32 // Postings of symbol s: Postings[Index[s]:Index[s+1]]
	Postings  []int32 // phrase numbers
	Numbers   []int32 // phrases that begin with a number

	ids      map[string]int32 // symbol → id, own symbols only
	prefixes map[string]bool  // first letters of own symbols long enough to be compounds
	masks    []uint64         // by posting: a signature of the phrase's rarest further word; 0 for none
}

type packed struct {
	Group    Group
	From, To int32 // range in Code
}

const prefixLen = 5

// symbol gives the id of a stem, or -1.
func (t *Table) symbol(stem string) int32 {
	for ; t != nil; t = t.base {
		if id, ok := t.ids[stem]; ok {
			return id
		}
	}
	return -1
}

func (t *Table) firstSymbol() int32 {
	if t.base == nil {
		return 0
	}
	return t.base.symbolCount()
}

func (t *Table) symbolCount() int32 { return t.firstSymbol() + int32(len(t.Symbols)) }

func (t *Table) firstGroup() Group {
	if t.base == nil {
		return 0
	}
	return t.base.GroupCount()
}

// GroupCount is the number of groups of the table and its bases.
func (t *Table) GroupCount() Group { return t.firstGroup() + Group(len(t.Groups)) }

// Name gives the name a group was added with.
func (t *Table) Name(g Group) string {
	for t.base != nil && g < t.firstGroup() {
		t = t.base
	}
	return t.Groups[g-t.firstGroup()]
}

// link makes the lookup maps from the flat arrays.
func (t *Table) link() {
	t.ids = make(map[string]int32, len(t.Symbols))
	t.prefixes = make(map[string]bool, len(t.Symbols))
	first := t.firstSymbol()
	for i, s := range t.Symbols {
		t.ids[s] = first + int32(i)
		if len(s) > prefixLen {
			t.prefixes[s[:prefixLen]] = true
		}
	}
	t.sign()
}

// sign makes the signatures: of the required words after the first, the one with the
// fewest forms. A sentence without any of its bits cannot hold the phrase.
func (t *Table) sign() {
	t.masks = make([]uint64, len(t.Postings))
	byPhrase := make([]uint64, len(t.Phrases))
	for n, ph := range t.Phrases {
		code := t.Code[ph.From:ph.To]
		fewest := 64
		for k := opSize(code); int(k) < len(code); k += opSize(code[k:]) {
			var m uint64
			switch code[k] {
			case opWord:
				for _, s := range code[k+2 : k+2+code[k+1]] {
					m |= bit(s)
				}
			case opExact:
				m = bit(code[k+1])
			default:
				continue
			}
			if c := bits.OnesCount64(m); c < fewest {
				fewest, byPhrase[n] = c, m
			}
		}
	}
	for i, n := range t.Postings {
		t.masks[i] = byPhrase[n]
	}
}

func bit(symbol int32) uint64 { return 1 << (uint32(symbol) * 2654435761 >> 26) }

func (t *Table) hasPrefix(p []byte) bool {
	for ; t != nil; t = t.base {
		if t.prefixes[string(p)] {
			return true
		}
	}
	return false
}
