package score

import (
	"encoding/binary"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// shingleLen is the number of words in a row by which text of ours is known again.
const shingleLen = 6

// shingles is a set of hashed word runs of the product's own texts: brief, prompts,
// hints, probes, rubrics. What an answer repeats of them earns nothing.
type shingles struct {
	set   map[uint32]struct{}
	list  []byte // the same as sorted little-endian words, when read from compiled content
	under *shingles
}

func (s *shingles) has(h uint32) bool {
	if _, ok := s.set[h]; ok {
		return true
	}
	lo, hi := 0, len(s.list)/4
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch v := binary.LittleEndian.Uint32(s.list[4*mid:]); {
		case v == h:
			return true
		case v < h:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return s.under != nil && s.under.has(h)
}

func (s *shingles) with(set map[uint32]struct{}) shingles { return shingles{set: set, under: s} }

const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

func hashWord(w string) uint32 {
	h := uint32(fnvOffset)
	for i := range len(w) {
		h = (h ^ uint32(w[i])) * fnvPrime
	}
	return h
}

// runHash hashes a run of word hashes.
func runHash(words []uint32) uint32 {
	h := uint32(fnvOffset)
	for _, w := range words {
		h = (h ^ w) * fnvPrime
		h ^= h >> 15
	}
	return h
}

func addText(set map[uint32]struct{}, texts ...string) {
	var words []uint32
	for _, t := range texts {
		words = words[:0]
		for _, w := range answer.Words(t) {
			words = append(words, hashWord(w.Norm))
		}
		for i := 0; i+shingleLen <= len(words); i++ {
			set[runHash(words[i:i+shingleLen])] = struct{}{}
		}
	}
}

func ladderTexts(l catalog.Ladder) []string {
	return []string{l.Named, l.Applied, l.Justified, l.Weighed}
}

func rubricShingles(cat *catalog.Catalog) shingles {
	set := map[uint32]struct{}{}
	for _, r := range cat.Rubrics {
		addText(set, r.Intro)
		for _, c := range r.Criteria {
			addText(set, c.Idea, c.Strong)
			addText(set, ladderTexts(c.Levels)...)
			addText(set, ladderTexts(c.Probes)...)
			addText(set, c.Instead...)
			addText(set, c.Study...)
			for _, x := range c.Examples {
				addText(set, ladderTexts(x.Levels)...)
			}
		}
	}
	return shingles{set: set}
}

// snippetShingles are those of the rubrics' snippets, apart from the rest because the
// content check scores them.
func snippetShingles(cat *catalog.Catalog) shingles {
	set := map[uint32]struct{}{}
	for _, r := range cat.Rubrics {
		for _, c := range r.Criteria {
			for _, x := range c.Snippets {
				addText(set, x.Text)
			}
		}
	}
	return shingles{set: set}
}

func scenarioShingles(s *catalog.Scenario) map[uint32]struct{} {
	set := map[uint32]struct{}{}
	addText(set, s.Brief)
	for _, list := range [][]catalog.Point{s.Functional, s.Nonfunctional, s.Scope, s.Calls, s.Failures, s.Security} {
		for _, p := range list {
			addText(set, p.Text)
		}
	}
	for _, x := range s.Facts {
		addText(set, x.Text)
	}
	for _, x := range s.Estimates {
		addText(set, x.Text, x.Text+": "+x.Formula)
	}
	for _, x := range s.Components {
		addText(set, x.Job, x.Title+": "+x.Job)
	}
	for _, x := range s.Flows {
		for _, st := range x.Steps {
			addText(set, st.Text)
		}
	}
	for _, x := range s.Entities {
		addText(set, x.Text)
	}
	for _, d := range s.DeepDives {
		addText(set, d.Problem)
		for _, sol := range d.Solutions {
			addText(set, sol.Text, sol.Cost)
		}
	}
	for _, x := range s.Mistakes {
		addText(set, x.Text, x.Instead)
	}
	for _, x := range s.Prompts {
		addText(set, x.Ask, x.Expect)
		addText(set, x.Hints...)
	}
	for _, x := range s.FollowUps {
		addText(set, x.Ask, x.Strong)
	}
	for _, x := range s.Curveballs {
		addText(set, x.Text)
		addText(set, x.Good...)
	}
	return set
}

// Interviewer begins the block quotes of a document that are the interviewer's words.
const Interviewer = "Interviewer:"

// spoken tells whether a passage is the interviewer's: a block quote that says so. It
// knows texts again that are too short for runs of words, or that the content has no
// more.
func spoken(p *answer.Passage) bool {
	return p.Quoted && strings.HasPrefix(p.Text, Interviewer)
}

// interviewerWords counts the words that are the interviewer's.
func interviewerWords(doc *answer.Document) int {
	n := 0
	for i := range doc.Passages {
		if p := &doc.Passages[i]; spoken(p) {
			n += len(p.Tokens)
		}
	}
	return n
}

// isOurs tells whether a passage repeats text of ours: most of its word runs are
// known.
func (s *shingles) isOurs(p *answer.Passage, buf []uint32) bool {
	if len(p.Tokens) < shingleLen {
		return false
	}
	buf = buf[:0]
	for i := range p.Tokens {
		buf = append(buf, hashWord(p.Tokens[i].Norm))
	}
	known := 0
	for i := 0; i+shingleLen <= len(buf); i++ {
		if s.has(runHash(buf[i : i+shingleLen])) {
			known++
		}
	}
	return known*10 >= (len(buf)-shingleLen+1)*6
}
