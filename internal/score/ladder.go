package score

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// criterionRules are a criterion's match rules by index.
type criterionRules struct {
	crit   *catalog.Criterion
	pairs  [][2]int32
	height float64 // where a mention with a tie starts, from scoring.yaml
}

// use says what a concept does for a criterion.
type use struct {
	criterion int32
	as        useKind
}

type useKind uint8

const (
	useWhole  useKind = iota
	useFaint          // level 1 at most, when nothing else is found
	useArgued         // only with an argument beside it
)

// rules resolves the concept names of the rubrics once.
func (e *Engine) resolveRules() {
	index := make(map[string]int32, len(e.cat.Concepts))
	for i, c := range e.cat.Concepts {
		index[c.ID] = int32(i)
	}
	e.uses = make([][]use, len(e.cat.Concepts))
	e.rules = make([]criterionRules, len(catalog.RoadmapIDs))
	for i, id := range catalog.RoadmapIDs {
		c := e.cat.CriterionByID(id)
		if c == nil {
			continue
		}
		ru := &e.rules[i]
		ru.crit, ru.height = c, e.cat.Scoring.Heights[id]
		seen := map[int32]bool{}
		note := func(names []string, as useKind) {
			for _, n := range names {
				if k, ok := index[n]; ok && !seen[k] {
					seen[k] = true
					e.uses[k] = append(e.uses[k], use{int32(i), as})
				}
			}
		}
		note(c.Match.Concepts, useWhole)
		note(c.Match.Faint, useFaint)
		note(c.Match.Argued, useArgued)
		for _, p := range c.Match.Pairs {
			a, ok1 := index[p[0]]
			b, ok2 := index[p[1]]
			if ok1 && ok2 {
				ru.pairs = append(ru.pairs, [2]int32{a, b})
			}
		}
	}
}

// cluster is the mentions of one criterion in one part of the answer, read as one.
type cluster struct {
	mentions []*mention
	best     *mention
	feats    features
	faint    bool // nothing but faint concepts
	status   status
	height   float64
	level    int
}

// longSection is the number of words above which a section is read block by block.
const longSection = 220

// clusterKey says which mentions are read together: those of one section, or of one
// block where the section is long.
func (r *reading) clusterKey(p int32) int64 {
	x := &r.doc.Passages[p]
	s := &r.sections[x.Section]
	if r.text.First[s.to]-r.text.First[s.from] <= longSection {
		return int64(x.Section) << 32
	}
	return int64(x.Section)<<32 | int64(x.Block) + 1
}

// roadmap scores the 45 criteria.
func (r *reading) roadmap() []CriterionResult {
	n := len(catalog.RoadmapIDs)
	strong := make([][]*mention, n)
	faint := make([][]*mention, n)
	for i := range r.mentions {
		m := &r.mentions[i]
		for _, u := range r.c.uses[m.concept] {
			switch {
			case u.as == useFaint:
				faint[u.criterion] = append(faint[u.criterion], m)
			case u.as == useWhole || r.argues(u.criterion, m):
				strong[u.criterion] = append(strong[u.criterion], m)
			}
		}
	}
	out := make([]CriterionResult, n)
	for i, id := range catalog.RoadmapIDs {
		out[i] = r.climb(int32(i), id, strong[i], faint[i])
	}
	return out
}

// climb finds the best passage for a criterion.
func (r *reading) climb(index int32, id string, strong, faint []*mention) CriterionResult {
	ru := &r.c.rules[index]
	res := CriterionResult{ID: id, Status: Scored, By: "rules"}
	if ru.crit == nil {
		res.Status, res.Reason = Unscored, "no rubric holds this criterion yet"
		return res
	}
	res.Title = ru.crit.Title
	ms, weak := strong, false
	if len(ms) == 0 {
		ms, weak = faint, true
	}
	var best *cluster
	for _, c := range r.clusters(ms) {
		c.faint = weak
		r.rate(index, ru, c)
		if best == nil || c.level > best.level || c.level == best.level && c.height > best.height {
			best = c
		}
	}
	r.report(&res, ru, best, strong)
	return res
}

// clusters groups mentions by where they stand, in the order of the text.
func (r *reading) clusters(ms []*mention) []*cluster {
	var out []*cluster
	at := map[int64]int{}
	for _, m := range ms {
		key := r.clusterKey(m.passage)
		k, ok := at[key]
		if !ok {
			k = len(out)
			at[key] = k
			out = append(out, &cluster{})
		}
		out[k].mentions = append(out[k].mentions, m)
	}
	return out
}

// maxRead bounds how many mentions of one cluster are looked at: the best passage
// counts, not the sum of many.
const maxRead = 12

// rate gives a cluster its level.
func (r *reading) rate(index int32, ru *criterionRules, c *cluster) {
	var bestSum float32 = -1
	usable := slices.ContainsFunc(c.mentions[:min(len(c.mentions), maxRead)], func(m *mention) bool { return m.states() })
	for i, m := range c.mentions {
		if i >= maxRead {
			break
		}
		f := *r.look(m)
		r.own(index, m, &f)
		sum := float32(0)
		for _, x := range f {
			sum += x.weight
		}
		if usable && !m.states() {
			continue // lends nothing to what is stated
		}
		if sum > bestSum {
			bestSum, c.best = sum, m
		}
		c.feats.merge(&f)
	}
	c.pair(r, ru)
	c.status = c.best.status
	c.height, c.level = r.c.height(ru, &c.feats, c.status, c.faint)
	if c.status == rejected && !r.chooses(c) {
		c.level = min(c.level, 2)
	}
}

// chooses tells whether the cluster takes something: "not X, too slow" weighs only
// against what is taken instead.
func (r *reading) chooses(c *cluster) bool {
	for _, m := range c.mentions {
		if m.status == asserted {
			return true
		}
	}
	s := &r.sections[r.doc.Passages[c.best.passage].Section]
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.status == asserted && m.passage >= s.from && m.passage < s.to && max(m.passage-c.best.passage, c.best.passage-m.passage) <= 4 {
			return true
		}
	}
	return false
}

// argues tells whether an argument stands at the mention.
func (r *reading) argues(index int32, m *mention) bool {
	f := *r.look(m)
	r.own(index, m, &f)
	for _, k := range [...]feature{featJustified, featWeighed, featContrast} {
		if f[k].weight >= near {
			return true
		}
	}
	return f[featReason].weight >= whole
}

// own offers the criterion's own phrases around the mention.
func (r *reading) own(index int32, m *mention, f *features) {
	offer := func(q int32, w where) {
		list := r.info[q].other
		if q == m.passage {
			list = r.within(list, m.sentence-farSentences, m.sentence+farSentences)
		}
		for _, k := range list[:min(len(list), 4*maxCues)] {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.index != index {
				continue
			}
			var feat0 feature
			switch ro.part {
			case partApplied:
				feat0 = featApplied
			case partJustified:
				feat0 = featJustified
			case partWeighed:
				feat0 = featWeighed
			default:
				continue
			}
			at := w
			if q == m.passage && h.Sentence != m.sentence {
				at = inPassage
			}
			f.offer(feat0, feat{reach[at], k, q, h.From, at})
		}
	}
	offer(m.passage, inSentence)
	r.eachChild(m.passage, 1, func(q int32) { offer(q, inChild) })
	if up := r.doc.Passages[m.passage].Parent; up >= 0 {
		offer(up, inParent)
	}
	s := &r.sections[r.doc.Passages[m.passage].Section]
	for q := max(s.from, m.passage-maxSiblings); q < min(s.to, m.passage+maxSiblings+1); q++ {
		if q != m.passage {
			offer(q, inNeighbour)
		}
	}
}

// pair looks for both sides of an alternative in the cluster.
func (c *cluster) pair(r *reading, ru *criterionRules) {
	for _, p := range ru.pairs {
		var a, b *mention
		for _, m := range c.mentions {
			if m.status == listed {
				continue // a list of names sets nothing against anything
			}
			switch m.concept {
			case p[0]:
				a = m
			case p[1]:
				b = m
			}
			if a != nil && b != nil {
				w := inSection
				switch {
				case a.passage == b.passage:
					w = inSentence
				case r.sameRow(&r.doc.Passages[a.passage], b.passage):
					w = inRow
				case max(a.passage-b.passage, b.passage-a.passage) <= 6:
					w = inNeighbour
				}
				c.feats.offer(featPair, feat{reach[w], b.hit, b.passage, b.from, w})
				break
			}
		}
	}
}

// Weights of the ladder: how much each kind of cue lifts. They are few, the same for
// all criteria, and fitted on labelled answers.
var lift = [featCount]float64{
	featTie: 0.44, featReason: 0.27, featRequirement: 0.02, featCost: 0.2, featStrain: 0.14,
	featContrast: 0.01, featFailure: 0.22, featNumber: 0.38, featPair: 0.32, featApplied: 0.28, featJustified: 0.57, featWeighed: 0.84,
}

// above is the share of its lift that a cue has when it does not stand at the mention
// but over it, or, of the criterion's own phrases and pairs, beside it.
var above = [featCount]float64{featTie: 0.8, featCost: 0.4, featStrain: 0.4, featContrast: 0.4, featFailure: 0.1, featGrowth: 0.5, featPair: 0.8, featApplied: 0.5, featJustified: 0.5, featWeighed: 0.7}

// enough is how much a cue must weigh to carry a level by itself; whole is a cue in
// the sentence of the mention.
const (
	enough = 0.5
	whole  = 1.0
)

// height adds up what was found and reads the level off it. A level needs its own
// cue: 2 a tie, 3 a reason or a cost, 4 a cost or a contrast. A sentence that ties and
// gives its reason, with the cost in it or right beside it, climbs without the sum.
func (c *Content) height(ru *criterionRules, f *features, s status, faint bool) (float64, int) {
	best := func(kinds ...feature) float32 {
		w := float32(0)
		for _, k := range kinds {
			w = max(w, f[k].weight)
		}
		return w
	}
	tie, reason := best(featTie, featApplied), best(featReason, featJustified)
	argued := max(reason, best(featBenefit, featRequirement, featNumber)) >= enough
	cost := best(featCost, featContrast, featWeighed)
	weighed := max(cost, best(featStrain, featPair, featFailure)) >= enough
	switch {
	case s == negated && !position(f):
		return 0, 0
	case s == asked, s == listed, faint:
		return 1, 1
	}
	h := 1 + ru.height
	for k, x := range f {
		switch {
		case x.weight >= near:
			h += lift[k]
		case x.weight >= enough:
			h += lift[k] * above[k]
		}
	}
	level := int(h)
	if s == asserted && tie >= whole {
		straight := 2
		if reason >= whole || f[featReason].where == inRow && reason >= near {
			straight = 3
			if cost >= near {
				straight = 4
			}
		} else if f[featWeighed].weight >= whole && f[featRequirement].weight >= whole && best(featCost, featStrain, featContrast) >= near {
			straight = 4
		}
		// One step at most: the sum has the say on the rest.
		level = max(level, min(straight, level+1))
	}
	switch {
	case s == deferred && !argued:
		level = min(level, 1)
	case tie < enough && !argued:
		level = min(level, 1)
	case !argued && !weighed:
		level = min(level, 2)
	case !weighed:
		level = min(level, 3)
	}
	return h, min(max(level, 1), 4)
}

// position tells whether a denial comes with what makes it a position: in the same
// passage a reason, or what is done instead.
func position(f *features) bool {
	for _, k := range [...]feature{featReason, featContrast, featJustified, featWeighed} {
		if f[k].hit >= 0 && f[k].weight >= reach[inPassage] {
			return true
		}
	}
	return false
}

// report writes the result of a criterion from its best cluster.
func (r *reading) report(res *CriterionResult, ru *criterionRules, c *cluster, all []*mention) {
	if c == nil {
		res.Missing, res.Probe = ru.crit.Levels.Named, ru.crit.Probes.Named
		res.Trace.Lacking = []string{"a mention of the idea under any of its names"}
		return
	}
	res.Level = c.level
	m := c.best
	ev := r.evidence(m.passage, m.sentence)
	if c.level > 0 {
		res.Evidence = []Evidence{ev}
	}
	t := &res.Trace
	t.Passage, t.Line, t.Height = clip(r.doc.Passages[m.passage].Text), ev.Line, c.height
	t.Heading = strings.Join(r.doc.Path(int(r.doc.Passages[m.passage].Section)), " > ")
	t.Cues = append(t.Cues, Cue{Kind: "mention", Rule: r.c.cat.Concepts[m.concept].ID, Text: r.span(m.from, m.to), Line: r.line(m.from), From: "sentence"})
	r.trace(t, ru, c)
	if c.status != asserted {
		t.Cues = append(t.Cues, Cue{Kind: "status", Rule: statusNames[c.status], Text: r.span(m.from, m.to), Line: ev.Line, From: "sentence"})
	}
	for _, o := range all {
		if len(t.Others) >= 3 {
			break
		}
		if o.passage != m.passage {
			t.Others = append(t.Others, r.evidence(o.passage, o.sentence))
		}
	}
	levels, probes := rungs(ru.crit.Levels), rungs(ru.crit.Probes)
	if c.level < 4 {
		res.Missing, res.Probe = levels[c.level], probes[c.level]
		t.Lacking = lacking(c)
	}
}

func rungs(l catalog.Ladder) [4]string { return [4]string{l.Named, l.Applied, l.Justified, l.Weighed} }

// lacking says which cue the next level needs.
func lacking(c *cluster) []string {
	f := &c.feats
	switch {
	case c.status == listed || c.status == asked || c.status == negated && c.level == 0:
		return []string{fmt.Sprintf("an assertion: the mention is %s", statusNames[c.status])}
	case c.level == 1:
		return []string{"a tie: the part, flow or datum of this system that it is for"}
	case c.level == 2:
		return []string{"a reason: the requirement, number or problem of this system that leads to it"}
	case f[featCost].weight < enough && f[featContrast].weight < enough:
		return []string{"a cost, a rejected alternative with its reason, or what happens when it fails or grows"}
	}
	return []string{"more of the argument at this passage: both the reason and what it costs"}
}

func (r *reading) span(from, to int32) string {
	if from >= to || int(to) > len(r.text.Words) {
		return ""
	}
	return string(r.doc.Raw[r.text.Words[from].Start:r.text.Words[to-1].End])
}

func (r *reading) line(word int32) int {
	if int(word) >= len(r.text.Words) {
		return 0
	}
	return r.doc.LineAt(int(r.text.Words[word].Start))
}

func (r *reading) clipPassage(q int32) string {
	s := r.doc.Passages[q].Text
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + " …"
	}
	return s
}
