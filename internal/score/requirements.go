package score

import (
	"sort"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// stageResult starts a stage criterion's result.
func (r *reading) stageResult(id string) CriterionResult {
	res := CriterionResult{ID: id, Status: Scored, By: "rules"}
	if c := r.c.cat.CriterionByID(id); c != nil {
		res.Title = c.Title
	}
	return res
}

// finish sets a stage criterion's level, its evidence and what the next level lacks.
func (r *reading) finish(res CriterionResult, level int, lacking []string, at ...spot) CriterionResult {
	res.Level = level
	if level > 0 {
		for i, s := range at {
			if i >= 3 {
				break
			}
			res.Evidence = append(res.Evidence, r.evidence(s.passage, s.sentence))
		}
		if len(at) == 0 && len(res.Evidence) == 0 {
			res.Level, level = 0, 0
		}
	}
	for _, s := range at {
		if len(res.Trace.Cues) >= 12 {
			break
		}
		ev := r.evidence(s.passage, s.sentence)
		res.Trace.Cues = append(res.Trace.Cues, Cue{Kind: s.kind, Rule: s.rule, Text: ev.Quote, Line: ev.Line, From: "answer"})
	}
	if len(at) > 0 {
		res.Trace.Passage = clip(r.doc.Passages[at[0].passage].Text)
		res.Trace.Line = r.doc.Passages[at[0].passage].Line
	}
	if c := r.c.cat.CriterionByID(res.ID); c != nil && level < 4 {
		res.Missing, res.Probe = rungs(c.Levels)[level], rungs(c.Probes)[level]
		res.Trace.Lacking = lacking
	}
	return res
}

// spot is a sentence that speaks for a stage criterion, and why.
type spot struct {
	passage, sentence int32
	kind, rule        string
}

// demand tells whether a passage states what the system must do: it stands under such
// a heading, or says that users can.
func (r *reading) demand(p int32) bool {
	in := &r.info[p]
	if in.off || in.around.has(labelDefer) {
		return false
	}
	return in.around.has(labelRequirements)
}

// ability tells whether a sentence says what users can do.
func (r *reading) ability(p, sentence int32) bool {
	x := &r.doc.Passages[p]
	s := x.Sentences[sentence]
	for k := s.First; k+1 < s.Last; k++ {
		switch x.Tokens[k+1].Norm {
		case "can", "should", "must", "may", "could", "want", "wants", "need", "needs", "able":
			switch x.Tokens[k].Norm {
			case "user", "users", "people", "customer", "customers", "rider", "riders", "driver", "drivers", "guest", "guests", "host", "hosts", "viewer",
				"viewers", "creator", "creators", "system", "participants", "participant", "seller", "sellers", "buyer", "buyers", "they", "admin", "admins", "anyone":
				return true
			}
		}
	}
	return false
}

// openingWords is how far into an answer its requirements stand when no heading names
// them: a fixed number, so that what follows makes no difference.
const openingWords = 350

// openings finds the blocks at the beginning of the answer that name two or more of
// the things users do: requirements without a heading that says so.
func (r *reading) openings() map[int32]bool {
	seen := map[int32]map[int32]bool{}
	out := map[int32]bool{}
	for i := range r.doc.Passages {
		if r.text.First[i] > openingWords {
			break
		}
		if s := r.doc.Passages[i].Section; s > 0 && r.doc.Sections[s].Heading != r.title {
			continue // a section of its own says itself what it is
		}
		if in := &r.info[i]; in.around.has(labelComponents|labelData|labelAPI) || in.own.has(labelComponents|labelData|labelAPI) {
			continue
		}
		b := r.doc.Passages[i].Block
		for _, k := range r.info[i].other {
			ro := r.c.roles[r.hits.All[k].Group]
			if ro.part != partPoint || r.c.points[ro.index].kind != pointFunctional {
				continue
			}
			if seen[b] == nil {
				seen[b] = map[int32]bool{}
			}
			seen[b][ro.index] = true
			out[b] = len(seen[b]) >= 2
		}
	}
	return out
}

// functional scores requirements.functional.
func (r *reading) functional() CriterionResult {
	res := r.stageResult("requirements.functional")
	var spots []spot
	items, core, cores, ranked := 0, 0, 0, false
	count := map[int32]bool{}
	elsewhere := map[int32]bool{}
	var other []spot
	scoped := false
	opening := r.openings()
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off {
			continue
		}
		if in.around.has(labelDefer) && in.around.has(labelScope|labelRequirements) && x.Kind != answer.Heading {
			scoped = true
		}
		for si := range x.Sentences {
			stated := x.Kind != answer.Heading && !x.Sentences[si].Question && !r.refused(p) && (r.demand(p) || r.ability(p, int32(si)) || opening[x.Block])
			hit := false
			for _, k := range r.within(in.other, int32(si), int32(si)) {
				ro := r.c.roles[r.hits.All[k].Group]
				if ro.part != partPoint || r.c.points[ro.index].kind != pointFunctional {
					continue
				}
				if in.around.has(labelDefer) {
					continue
				}
				elsewhere[ro.index] = true
				other = append(other, spot{p, int32(si), "point", r.c.points[ro.index].id})
				if stated {
					hit = true
					if !count[ro.index] {
						count[ro.index] = true
						spots = append(spots, spot{p, int32(si), "point", r.c.points[ro.index].id})
					}
				}
			}
			onlyQuality := !hit && r.cueIn(p, int32(si), cueQuality) && !r.tieIn(p, int32(si))
			if stated && !onlyQuality && !in.around.has(labelNonfunctional) && (hit || len(x.Tokens) >= 2 && (x.Kind == answer.Item || x.Kind == answer.Cell) && si == 0 ||
				r.ability(p, int32(si))) {
				items++
				if len(spots) == 0 {
					spots = append(spots, spot{p, int32(si), "statement", "requirement"})
				}
			}
			if stated && r.cueIn(p, int32(si), cueRanking) {
				ranked = true
			}
		}
	}
	if r.c.scen == nil {
		level := 0
		switch {
		case items >= 5 && (ranked || scoped):
			level = 4
		case items >= 4:
			level = 3
		case items >= 2:
			level = 2
		case items == 1:
			level = 1
		}
		return r.finish(res, level, []string{"statements of what users can do"}, spots...)
	}
	for i, p := range r.c.points {
		if p.kind == pointFunctional && p.need == catalog.Core {
			cores++
			if count[int32(i)] {
				core++
			}
		}
	}
	items = max(items, len(count))
	share := float64(core) / float64(max(cores, 1))
	level := 0
	switch {
	case items == 0 && len(elsewhere) == 0:
	case len(count) == 0 && items < 3:
		level = 1
		spots = append(spots, other...)
	case (share >= 0.75 || len(count) >= 4) && items >= 3 && (ranked || scoped):
		level = 4
	case share >= 0.7 && items >= 3, len(count) >= 3, len(count) >= 2 && items >= 6:
		level = 3
	case share >= 0.3 || len(count) >= 2 || items >= 3:
		level = 2
	default:
		level = 1
	}
	var lack []string
	for i, p := range r.c.points {
		if p.kind == pointFunctional && p.need == catalog.Core && !count[int32(i)] {
			lack = append(lack, p.id+": "+p.text)
		}
	}
	if len(lack) == 0 && level == 3 {
		lack = append(lack, "a ranking, or what is in scope and what is not")
	}
	return r.finish(res, level, lack, spots...)
}

// nonfunctional scores requirements.nonfunctional.
func (r *reading) nonfunctionalLevel() CriterionResult {
	res := r.stageResult("requirements.nonfunctional")
	var named, tied, target []spot
	ranked := false
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || x.Kind == answer.Heading || in.around.has(labelDefer) || r.refused(p) {
			continue
		}
		under := in.around.has(labelNonfunctional)
		for si := range x.Sentences {
			s := int32(si)
			qualities := r.cuesIn(p, s, cueQuality)
			quality := qualities > 0
			point := r.pointIn(p, s, pointNonfunctional)
			var row rowSigns
			if x.Kind == answer.Cell {
				if x.RowLead >= 0 {
					continue // a row is read once, from its first cell
				}
				row = r.rowSigns(p)
				quality, point = quality || row.quality, point || row.point
			}
			if !under && !(in.around.has(labelRequirements) && (quality || point)) && !(point && quality) {
				continue
			}
			if !quality && !point || x.Sentences[si].Question {
				continue
			}
			sp := spot{p, s, "quality", "cue:quality"}
			named = append(named, sp)
			number := len(r.foundIn(p, s)) > 0 || row.number
			tie := r.tieIn(p, s) || row.tie || point && under || qualities <= 2 && x.Sentences[si].Last-x.Sentences[si].First >= 6 && (under || point)
			if !tie && len(r.children[p]) > 0 {
				for _, q := range r.children[p] {
					tie = tie || len(r.info[q].ties) > 0
				}
			}
			prior := r.cueIn(p, s, cueRanking) || row.ranked
			for _, q := range r.above(p) {
				if q != p && len(r.doc.Passages[q].Tokens) <= 12 && len(r.doc.Passages[q].Sentences) > 0 && r.cueIn(q, 0, cueRanking) {
					ranked = true
				}
			}
			ranked = ranked || prior
			if tie {
				tied = append(tied, sp)
			}
			if number || prior {
				target = append(target, sp)
			}
		}
	}
	level, spots := 0, named
	switch {
	case len(named) == 0:
	case len(target) >= 1 && len(tied) >= 1 && ranked && len(named) >= 2:
		level, spots = 4, target
	case len(target) >= 2, len(target) >= 1 && 4*len(tied) >= 3*len(named):
		level, spots = 3, target
	case 2*len(tied) >= len(named), len(target) >= 1:
		level, spots = 2, append(tied, target...)
	default:
		level = 1
	}
	lack := [...]string{"a quality the system must have", "the feature the quality is for", "a target number or level", "a ranking of the qualities against each other", ""}[level]
	return r.finish(res, level, []string{lack}, spots...)
}

// rowSigns are what the cells of a table row say together.
type rowSigns struct{ quality, point, number, tie, ranked bool }

func (r *reading) rowSigns(p int32) rowSigns {
	var out rowSigns
	x := &r.doc.Passages[p]
	for q := p; int(q) < len(r.doc.Passages) && r.sameRow(x, q); q++ {
		c := &r.doc.Passages[q]
		for si := range c.Sentences {
			s := int32(si)
			out.quality = out.quality || r.cueIn(q, s, cueQuality)
			out.point = out.point || r.pointIn(q, s, pointNonfunctional)
		}
		out.number = out.number || len(r.found(q)) > 0 && q != p
		out.tie = out.tie || len(r.info[q].ties) > 0
		out.ranked = out.ranked || r.headHas(c, rankWords)
	}
	return out
}

var rankWords = set("priority", "rank", "importance", "order")

// cuesIn counts the cues of a kind in a sentence.
func (r *reading) cuesIn(p, s int32, kind cue) int {
	n := 0
	for _, k := range r.within(r.info[p].cues, s, s) {
		if cue(r.c.roles[r.hits.All[k].Group].index) == kind {
			n++
		}
	}
	return n
}

// scope scores requirements.scope.
func (r *reading) scope() CriterionResult {
	res := r.stageResult("requirements.scope")
	var list, questions, reasons []spot
	assumed := 0
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || r.refused(p) {
			continue
		}
		out := in.around.has(labelDefer) && (in.around.has(labelScope) || in.around.has(labelRequirements))
		assume := in.around.has(labelScope) && !in.around.has(labelDefer)
		for si := range x.Sentences {
			s := int32(si)
			sp := spot{p, s, "scope", "label"}
			switch {
			case x.Kind == answer.Heading, x.Kind == answer.Code:
			case out, r.outOfScope(p, s) && (r.early(p) || strings.Contains(strings.ToLower(x.SentenceText(si)), "scope")):
				list = append(list, sp)
				if out || r.early(p) {
					// "Out of scope: ads, payments and live video" is a list too.
					text := x.SentenceText(si)
					for range min(strings.Count(text, ",")+strings.Count(text, ";"), 4) {
						list = append(list, sp)
					}
				}
				if r.cueIn(p, s, cueReason) || explained(x.SentenceText(si)) {
					reasons = append(reasons, sp)
				}
			case (assume || r.cueIn(p, s, cueAssumption)) && r.early(p):
				sp.rule = "cue:assumption"
				questions = append(questions, sp)
				assumed++
			case x.Sentences[si].Question && r.early(p):
				sp.rule = "question"
				questions = append(questions, sp)
			}
		}
	}
	level := 0
	spots := append(append([]spot{}, list...), questions...)
	switch {
	case len(list) >= 2 && len(questions) >= 2 && len(reasons) >= 1:
		level = 4
	case len(list) >= 2 && len(reasons) >= 1, len(list) >= 5 && len(questions) >= 5:
		level = 3
	case len(list) >= 2, len(questions) >= 7:
		level = 2
	case len(list) >= 1, assumed >= 1, len(questions) >= 3:
		level = 1
	}
	lack := [...]string{"what is left out, or an assumption", "an explicit list of what is in and out", "a reason for what is left out", "the questions asked or assumptions that shape the design", ""}[level]
	return r.finish(res, level, []string{lack}, spots...)
}

// explained tells whether a sentence gives reasons in brackets: one of six words or more,
// or of three or more for two things.
func explained(s string) bool {
	n := 0
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return false
		}
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			return false
		}
		words := len(strings.Fields(s[open : open+end]))
		n += b2i(words >= 3)
		if n >= 2 || words >= 6 {
			return true
		}
		s = s[open+end:]
	}
}

var leavingWords = set("out", "not", "later", "without", "excluded")

// outOfScope tells whether a sentence puts something out of scope.
func (r *reading) outOfScope(p, s int32) bool {
	x := &r.doc.Passages[p]
	if sen := x.Sentences[s]; sen.First+1 < sen.Last && leavingWords[x.Tokens[sen.First].Norm] && x.Tokens[sen.First+1].Break {
		return true // "Out: ads, payments"
	}
	return r.cueIn(p, s, cueExclusion)
}

// early tells whether a passage stands at the beginning of the answer, or under
// requirements.
func (r *reading) early(p int32) bool {
	return r.info[p].around.has(labelRequirements|labelNonfunctional|labelScope) || r.text.First[p] <= openingWords
}

// cueIn tells whether a cue of that kind stands in the sentence.
func (r *reading) cueIn(p, s int32, kind cue) bool {
	for _, k := range r.within(r.info[p].cues, s, s) {
		if cue(r.c.roles[r.hits.All[k].Group].index) == kind {
			return true
		}
	}
	return false
}

// tieIn tells whether the sentence speaks of a part of this system.
func (r *reading) tieIn(p, s int32) bool { return len(r.within(r.info[p].ties, s, s)) > 0 }

// pointIn tells whether a point of that kind is told in the sentence.
func (r *reading) pointIn(p, s int32, kind pointKind) bool {
	for _, k := range r.within(r.info[p].other, s, s) {
		ro := r.c.roles[r.hits.All[k].Group]
		if ro.part == partPoint && r.c.points[ro.index].kind == kind {
			return true
		}
	}
	return false
}

// sentenceAt gives the sentence that holds a byte of the passage's text.
func (r *reading) sentenceAt(p int32, at int) int32 {
	list := r.doc.Passages[p].Sentences
	i := sort.Search(len(list), func(i int) bool { return at < int(list[i].To) })
	if i == len(list) {
		return 0
	}
	return int32(i)
}
