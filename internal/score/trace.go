package score

import (
	"cmp"
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// trace writes how a criterion got its level from its best cluster.
func (r *reading) trace(t *Trace, ru *criterionRules, c *cluster) {
	t.Start = 1 + ru.height
	whole, _ := r.c.height(ru, &c.feats, asserted, false)
	for k, x := range c.feats {
		if x.weight <= 0 {
			continue
		}
		// What a cue lifts is what the sum has without it.
		without := c.feats
		without[k] = feat{hit: -1}
		less, _ := r.c.height(ru, &without, asserted, false)
		rule, text := r.cueText(feature(k), x)
		t.Cues = append(t.Cues, Cue{Kind: featureNames[k], Rule: rule, Text: text, Line: r.line(x.word), From: whereNames[x.where], Lift: round2(whole - less)})
	}
}

// shownNumbers is how many figures of a passage a trace quotes.
const shownNumbers = 3

// cueText names the rule that found a cue, and the words it found.
func (r *reading) cueText(k feature, x feat) (rule, text string) {
	switch {
	case x.hit >= 0:
		h := r.hits.All[x.hit]
		return r.c.table.Name(h.Group), r.span(h.From, h.To)
	case k == featTie:
		return "part", r.span(x.word, x.word+1)
	case k == featNumber:
		var figures []string
		for _, f := range r.found(x.passage) {
			if len(figures) == shownNumbers {
				figures = append(figures, "…")
				break
			}
			figures = append(figures, strings.TrimSpace(f.Text))
		}
		return "quantity", strings.Join(figures, ", ")
	}
	p := &r.doc.Passages[x.passage]
	path := r.doc.Path(int(p.Section))
	switch {
	case p.Head != "":
		return "label", p.Head
	case p.Parent >= 0:
		return "label", r.clipPassage(p.Parent)
	case len(path) > 0:
		return "label", path[len(path)-1]
	}
	return "label", r.clipPassage(x.passage)
}

// Unused is a place that has the words of a criterion but did not count for it.
type Unused struct {
	Text  string
	Quote string // the sentence it stands in
	Line  int
	Rule  string // the concept
	Why   string
	Needs string // the group of words that would have to be near, "near:concept:n"; "" for other reasons
}

// maxUnused bounds what FindUnused lists.
const maxUnused = 8

// FindUnused lists, in the order of the text, the first places that have the words of a
// roadmap criterion and did not count, with the reason. It reads the answer anew: only
// who disputes a level asks.
func FindUnused(doc *answer.Document, c *Content, criterion string) []Unused {
	index := int32(catalog.CriterionIndex(criterion))
	if index < 0 || !catalog.IsRoadmap(criterion) {
		return nil
	}
	r := c.read(doc, Options{})
	r.findMentions()
	counted := map[int32]status{}
	for _, m := range r.mentions {
		counted[m.hit] = m.status
	}
	var out []Unused
	covered := int32(-1) // words of a longer mention that is listed or counts
	for k := range r.hits.All {
		h := r.hits.All[k]
		ro := r.c.roles[h.Group]
		if len(out) == maxUnused || ro.part != partConcept || !r.usedFor(ro.index, index) {
			continue
		}
		s, counts := counted[int32(k)]
		u := Unused{Text: r.span(h.From, h.To), Line: r.line(h.From), Rule: r.c.cat.Concepts[ro.index].ID, Quote: r.evidence(h.Passage, h.Sentence).Quote}
		switch {
		case counts && s == asserted, h.From < covered:
			covered = max(covered, h.To)
			continue
		case counts:
			u.Why = "it is " + statusNames[s]
		case r.c.ours.isOurs(&r.doc.Passages[h.Passage], nil):
			u.Why = "the passage repeats text of ours: brief, question, hint or rubric"
		case r.info[h.Passage].off:
			u.Why = "it stands among references"
		case r.barred(h.Passage, h.Sentence, ro):
			u.Why = "a word of its sentence gives it another sense"
		case !r.inCompany(h.Passage, h, ro):
			u.Why, u.Needs = "alone it may mean something else; words of its field must be near", r.c.table.Name(ro.near)
		default:
			continue // part of a longer mention
		}
		covered = h.To
		out = append(out, u)
	}
	slices.SortStableFunc(out, func(a, b Unused) int { return cmp.Compare(a.Line, b.Line) })
	return out
}

// usedFor tells whether a criterion looks for a concept.
func (r *reading) usedFor(concept, criterion int32) bool {
	return slices.ContainsFunc(r.c.uses[concept], func(u use) bool { return u.criterion == criterion })
}

// barred tells whether words of the sentence give an ambiguous phrasing another sense.
func (r *reading) barred(p, sentence int32, ro role) bool {
	if ro.unless < 0 {
		return false
	}
	for _, o := range r.company(p, ro.unless) {
		if o.Sentence == sentence {
			return true
		}
	}
	return false
}
