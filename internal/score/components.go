package score

import (
	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/match"
)

// asserts tells whether a hit of a point counts: not denied, not put aside.
func (r *reading) asserts(p int32, k int32) bool {
	in := &r.info[p]
	if in.around.has(labelDefer) || in.around.has(labelReference) {
		return false
	}
	h := r.hits.All[k]
	m := mention{passage: p, sentence: h.Sentence, from: h.From, to: h.To}
	x := &r.doc.Passages[p]
	if r.dealtWith(h.Group) && bareList(x, h.Sentence) {
		return false // a name in a list is no part, and no problem that is dealt with
	}
	if s := x.Sentences[h.Sentence]; s.Question && x.Kind != answer.Heading && len(r.children[p]) == 0 || s.Last-s.First <= deferredWords && r.inSentence(p, &m, cueDeferral) {
		return false
	}
	return !r.denied(p, &m)
}

// dealtWith tells whether a group of phrases stands for something that an answer must deal
// with, and not only list.
func (r *reading) dealtWith(g match.Group) bool {
	switch ro := r.c.roles[g]; ro.part {
	case partSolution, partSolutionCost:
		return true
	case partPoint:
		switch r.c.points[ro.index].kind {
		case pointComponent, pointDeepDive, pointFlow, pointFailure, pointSecurity:
			return true
		}
	}
	return false
}

// maxSpots bounds the places kept of one point.
const maxSpots = 400

// pointSpots gives, for every point, the places that cover it, best first.
func (r *reading) pointSpots() [][]spot {
	out := make([][]spot, len(r.c.points))
	for i := range r.doc.Passages {
		p := int32(i)
		for _, k := range r.info[i].other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.part != partPoint || len(out[ro.index]) >= maxSpots || !r.asserts(p, k) {
				continue
			}
			out[ro.index] = append(out[ro.index], spot{p, h.Sentence, "point", r.c.points[ro.index].id})
		}
	}
	return out
}

// coverage scores components.coverage: how much of what the system needs is there,
// each with its job.
func (r *reading) coverage(spots [][]spot) CriterionResult {
	res := r.stageResult("components.coverage")
	var at []spot
	var core, cores, expected, expecteds, jobs, found, drawn int
	var boxes []Evidence
	tied := false
	var lack []string
	for i, p := range r.c.points {
		if p.kind != pointComponent {
			continue
		}
		has := len(spots[i]) > 0 || r.drawnPoint(i)
		if r.drawnPoint(i) {
			drawn++
			boxes = append(boxes, r.drawnEvidence(i)...)
		}
		switch p.need {
		case catalog.Core:
			cores++
			if has {
				core++
			} else {
				lack = append(lack, p.id+": "+p.text)
			}
		case catalog.Expected:
			expecteds++
			if has {
				expected++
			}
		}
		if len(spots[i]) > 0 { // a box shows that a part is there, not what it does
			found++
			job := false
			for _, s := range spots[i] {
				tied = tied || r.ties(s)
				if r.job(s) {
					job = true
					at = append(at, s)
					break
				}
			}
			if job {
				jobs++
			} else {
				at = append(at, spots[i][0])
			}
		}
	}
	kinds, kindJobs, kindAt := r.kinds()
	if found == 0 {
		// Boxes in a list of names are at least named.
		for i := range r.mentions {
			if m := &r.mentions[i]; m.status == listed && r.c.cat.Concepts[m.concept].Kind != "" {
				at = append(at, spot{m.passage, m.sentence, "part", r.c.cat.Concepts[m.concept].ID})
			}
		}
	}
	if r.c.scen == nil {
		return r.finish(res, genericLevel(kinds, kindJobs), []string{"parts with their jobs"}, kindAt...)
	}
	coreShare := float64(core) / float64(max(cores, 1))
	all := float64(core+expected) / float64(max(cores+expecteds, 1))
	jobShare := float64(jobs) / float64(max(found, 1))
	level := 0
	switch {
	case found == 0 && drawn >= 3 && coreShare >= 0.5 && all >= 0.35:
		level = 2 // the drawing names most of it
	case found == 0 && (len(at) >= 3 || drawn > 0):
		level = 1
	case found == 0:
	case !tied:
		level = 1 // boxes that any system has
	case coreShare >= 0.95 && all >= 0.85 && jobShare >= 0.8:
		level = 4
	case coreShare >= 0.75 && all >= 0.6 && jobShare >= 0.6, found >= 10 && kinds >= 8 && jobShare >= 0.45, found >= 7 && kinds >= 11 && jobShare >= 0.45:
		level = 3
	case coreShare >= 0.5 && all >= 0.35 && jobShare >= 0.4, found >= 5 && jobShare >= 0.4, found >= 4 && kinds >= 5 && jobShare >= 0.3:
		level = 2
	default:
		level = 1
	}
	res.Trace.Height = all
	if found == 0 && drawn > 0 {
		res.Evidence = boxes[:min(len(boxes), 3)]
	}
	return r.finish(res, level, lack, at...)
}

// job tells whether a sentence says more of a part than its name.
func (r *reading) job(s spot) bool {
	x := &r.doc.Passages[s.passage]
	if x.Kind == answer.Heading {
		sec := &r.sections[x.Section]
		return sec.to-sec.from > 1
	}
	if int(s.sentence) >= len(x.Sentences) {
		return false
	}
	if len(r.children[s.passage]) > 0 || x.Kind == answer.Cell {
		return true
	}
	sen := x.Sentences[s.sentence]
	return sen.Last-sen.First >= max(6, 3*r.partsIn(s)) || arrows(x.Text[sen.From:sen.To]) >= 4
}

// ties tells whether a sentence speaks of this system in the words of its scenario.
func (r *reading) ties(s spot) bool {
	return int(s.sentence) < len(r.doc.Passages[s.passage].Sentences) && r.tieIn(s.passage, s.sentence)
}

// partsIn counts the parts of the system that a sentence names: "product service, cart
// service, order service" gives none of them a job.
func (r *reading) partsIn(s spot) int32 {
	n := int32(0)
	for _, k := range r.within(r.info[s.passage].other, s.sentence, s.sentence) {
		ro := r.c.roles[r.hits.All[k].Group]
		n += int32(b2i(ro.part == partPoint && r.c.points[ro.index].kind == pointComponent))
	}
	return max(n, 1)
}

// kinds counts the kinds of parts the answer names, and those with their job.
func (r *reading) kinds() (n, jobs int, at []spot) {
	kinds := map[string]bool{}
	for i := range r.mentions {
		m := &r.mentions[i]
		k := r.c.cat.Concepts[m.concept].Kind
		if k == "" || kinds[k] || m.status == negated || m.status == deferred || m.status == listed || m.status == asked {
			continue
		}
		kinds[k] = true
		s := spot{m.passage, m.sentence, "part", k}
		if r.job(s) {
			jobs++
		}
		at = append(at, s)
	}
	return len(kinds), jobs, at
}

func genericLevel(kinds, jobs int) int {
	switch {
	case kinds >= 9 && jobs >= 7:
		return 4
	case kinds >= 7 && jobs >= 5:
		return 3
	case kinds >= 4 && jobs >= 2:
		return 2
	case kinds >= 1:
		return 1
	}
	return 0
}
