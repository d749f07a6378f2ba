package review

import (
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// topics are the words that each criterion's own text uses, and how many criteria use
// each: a quote that shares none of them is about something else. The rules' lexicon is
// no help where it is the lexicon that lacks the phrasing.
type topics struct {
	words map[string]map[string]bool // by criterion
	uses  map[string]int
}

// A quote is about a criterion that shares one rare word with it, or two of middling
// rarity: used by so many of the 57 criteria.
const (
	rareUses  = 4
	someUses  = 16
	rootBytes = 6
)

func newTopics(cat *catalog.Catalog) *topics {
	t := &topics{words: map[string]map[string]bool{}, uses: map[string]int{}}
	for _, id := range catalog.CriterionIDs {
		c := cat.CriterionByID(id)
		if c == nil {
			continue
		}
		set := map[string]bool{}
		for _, text := range []string{c.Title, c.Idea, c.Levels.Named, c.Levels.Applied, c.Levels.Justified, c.Levels.Weighed, c.Strong} {
			for _, w := range answer.Words(text) {
				if r := root(w.Norm); r != "" {
					set[r] = true
				}
			}
		}
		for r := range set {
			t.uses[r]++
		}
		t.words[id] = set
	}
	return t
}

// about tells whether words share enough with a criterion.
func (t *topics) about(criterion string, words []answer.Token) bool {
	some := map[string]bool{}
	for i := range words {
		r := root(words[i].Norm)
		if r == "" || !t.words[criterion][r] {
			continue
		}
		switch n := t.uses[r]; {
		case n <= rareUses:
			return true
		case n <= someUses:
			some[r] = true
		}
	}
	return len(some) >= 2
}

// root is the head of a word, by which its forms are taken for one; "" is a word
// without content.
func root(norm string) string {
	w := plain(norm)
	if empty[w] || len(w) < 3 || w[0] >= '0' && w[0] <= '9' {
		return ""
	}
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if b, ok := strings.CutSuffix(w, end); ok && len(b) >= 3 {
			w = b
			break
		}
	}
	return w[:cut(w, rootBytes)]
}
