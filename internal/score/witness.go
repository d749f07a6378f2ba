package score

import (
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// Witness tells of single places of an answer what the rules know about them, for a
// reader who claims that a place shows something.
type Witness struct{ r *reading }

// Witness opens an answer for questions. It is not safe for concurrent use.
func (c *Content) Witness(doc *answer.Document) *Witness {
	r := c.read(doc, Options{})
	r.findMentions()
	return &Witness{r}
}

// Own tells whether a passage can be evidence: it is no text of ours, no reference and
// no copy of an earlier passage.
func (w *Witness) Own(passage int) bool { return !w.r.info[passage].off }

// English tells whether the rules can read the answer.
func (w *Witness) English() bool { return w.r.isEnglish() }

// About tells whether the sentences first..last of a passage mention what the criterion
// is about: a concept or a phrasing of its rules, for the stages' criteria also what
// the scenario expects, and figures where it asks for figures.
func (w *Witness) About(criterion string, passage, first, last int) bool {
	r, index := w.r, catalog.CriterionIndex(criterion)
	if index < 0 {
		return false
	}
	if strings.HasPrefix(criterion, "estimates.") && len(r.found(int32(passage))) > 0 {
		return true
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if int(m.passage) == passage && int(m.sentence) >= first && int(m.sentence) <= last && w.serves(m.concept, index) {
			return true
		}
	}
	for _, k := range r.within(r.info[passage].other, int32(first), int32(last)) {
		switch ro := r.c.roles[r.hits.All[k].Group]; ro.part {
		case partApplied, partJustified, partWeighed:
			if int(ro.index) == index {
				return true
			}
		case partPoint:
			if stagePart[criterion] == pointPrefix[r.c.points[ro.index].kind] {
				return true
			}
		case partStep:
			if criterion == "components.flows" {
				return true
			}
		case partField, partKey:
			if criterion == "components.data-model" {
				return true
			}
		case partSolution, partSolutionCost:
			if criterion == "components.deep-dives" {
				return true
			}
		}
	}
	return false
}

// stagePart is the kind of the scenario's points that a stage's criterion is about.
var stagePart = map[string]string{
	"requirements.functional": "functional", "requirements.nonfunctional": "nonfunctional", "requirements.scope": "scope",
	"components.coverage": "component", "components.flows": "flow", "components.data-model": "entity", "components.api": "call",
	"components.deep-dives": "deep-dive",
}

// serves tells whether a concept makes a criterion present.
func (w *Witness) serves(concept int32, criterion int) bool {
	for _, u := range w.r.c.uses[concept] {
		if int(u.criterion) == criterion {
			return true
		}
	}
	return false
}

// Stance says how the sentences first..last of a passage are meant: "asserted",
// "negated", "rejected", "deferred", "asked" or "listed". Where they name what the
// criterion is about, that decides; else the sentences as a whole do.
func (w *Witness) Stance(criterion string, passage, first, last int) string {
	r, index := w.r, catalog.CriterionIndex(criterion)
	found := status(0)
	seen := false
	for i := range r.mentions {
		m := &r.mentions[i]
		if int(m.passage) != passage || int(m.sentence) < first || int(m.sentence) > last || !w.serves(m.concept, index) {
			continue
		}
		if m.status == asserted {
			return statusNames[asserted]
		}
		if !seen {
			seen, found = true, m.status
		}
	}
	if seen {
		return statusNames[found]
	}
	return statusNames[w.sentences(int32(passage), int32(first), int32(last))]
}

// sentences is the stance of sentences in which no concept decides: that of the first
// one that is not asserted.
func (w *Witness) sentences(p, first, last int32) status {
	r := w.r
	x := &r.doc.Passages[p]
	in := &r.info[p]
	if in.around.has(labelDefer) || in.own.has(labelDefer) {
		return deferred
	}
	if r.refused(p) {
		return negated
	}
	for s := max(first, 0); s <= last && int(s) < len(x.Sentences); s++ {
		sentence := x.Sentences[s]
		if sentence.Question && x.Kind != answer.Heading && len(r.children[p]) == 0 {
			return asked
		}
		words, denied := 0, 0
		for k := r.text.First[p]; k < r.text.First[p+1]; k++ {
			if r.text.Words[k].Sentence == s {
				words++
				denied += b2i(r.disowned(p, k))
			}
		}
		if denied > 0 && 2*denied >= words {
			return negated
		}
		for _, k := range r.within(in.cues, s, s) {
			switch cue(r.c.roles[r.hits.All[k].Group].index) {
			case cueRejection:
				return rejected
			case cueDeferral:
				if words <= deferredWords {
					return deferred
				}
			case cueNegation:
				if words <= shortSentence {
					return negated
				}
			}
		}
	}
	return asserted
}

// shortSentence is the length up to which one negation may turn all of a sentence
// around.
const shortSentence = 12
