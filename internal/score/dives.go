package score

// deepDives scores components.deep-dives: the hard parts, an approach, argued for,
// with alternatives weighed.
func (r *reading) deepDives(spots [][]spot) CriterionResult {
	res := r.stageResult("components.deep-dives")
	if r.c.scen == nil {
		return r.genericDives(res)
	}
	type dive struct {
		id                      string
		topic, solution         []spot
		solutions               map[int32]bool
		argued, weighed, failed bool
		priced                  bool // what a solution costs is said
		reasoned                bool // the reason stands in the sentence of the solution, with a number or requirement
	}
	dives := make([]dive, len(r.c.scen.DeepDives))
	for i, p := range r.c.points {
		if p.kind == pointDeepDive {
			dives[p.index].topic = spots[i]
			dives[p.index].id = p.id
		}
	}
	for i := range r.doc.Passages {
		p := int32(i)
		in := &r.info[i]
		for _, k := range in.other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.part != partSolution && ro.part != partSolutionCost || !r.asserts(p, k) {
				continue
			}
			d := &dives[ro.index]
			if len(d.topic) == 0 || !r.close(d.topic, p) {
				continue
			}
			if ro.part == partSolutionCost {
				d.priced = true
				continue
			}
			if d.solutions == nil {
				d.solutions = map[int32]bool{}
			}
			d.solutions[ro.sub] = true
			m := mention{passage: p, sentence: h.Sentence, from: h.From, to: h.To}
			if r.turnedDown(p, &m) {
				continue // an alternative, but none that is taken
			}
			s := spot{p, h.Sentence, "solution", r.c.table.Name(h.Group)}
			d.solution = append(d.solution, s)
			if len(d.solution) > maxSolutions {
				continue
			}
			f := r.look(&m)
			d.argued = d.argued || f[featReason].weight >= 0.7 || f[featRequirement].weight >= 0.85
			d.reasoned = d.reasoned || f[featReason].weight >= whole && max(f[featNumber].weight, f[featRequirement].weight) >= near
			d.weighed = d.weighed || f[featCost].weight >= 0.7 || f[featContrast].weight >= 0.7
			d.failed = d.failed || f[featFailure].weight >= 0.7
		}
	}
	var topics, solved, reasoned, argued, weighed, full int
	var at []spot
	var lack []string
	for i := range dives {
		d := &dives[i]
		if len(d.topic) > 0 {
			topics++
		}
		if len(d.solution) == 0 {
			lack = append(lack, d.id+": "+r.c.scen.DeepDives[i].Title)
			continue
		}
		solved++
		d.weighed = d.weighed || d.priced
		at = append(at, d.solution[0])
		if d.argued || d.weighed {
			argued++
		}
		reasoned += b2i(d.reasoned)
		if d.argued && (d.weighed || len(d.solutions) >= 2) {
			weighed++
		}
		if d.argued && d.weighed && (d.failed || len(d.solutions) >= 2) {
			full++
		}
	}
	if len(at) == 0 {
		for i := range dives {
			if len(dives[i].topic) > 0 {
				at = append(at, dives[i].topic[0])
			}
		}
	}
	// A hard part of its own choosing is a deep dive too, if the answer argues it out.
	sections := r.arguedSections()
	weighedSections := sections.weighed()
	if len(at) == 0 {
		at = sections.at
	}
	level := 0
	switch n := len(sections.by); {
	case topics >= 6 && solved >= 3, topics >= 2 && n >= 7 && weighedSections >= 3, full >= 1 && topics <= 3, full >= 2 && weighed >= 3:
		level = 4
	case argued >= 1 && topics >= 2, reasoned >= 1, topics >= 2 && (n >= 3 || weighedSections >= 1), topics >= 1 && n >= 2 && weighedSections >= 1:
		level = 3
	case n >= 2, weighedSections >= 1, topics >= 2 && n >= 1, solved >= 1:
		level = 2
	case topics >= 1, n >= 1:
		level = 1
	}
	res.Trace.Height = float64(solved) + float64(weighed)/10
	return r.finish(res, level, lack, at...)
}

// close tells whether a passage stands in a section that names the topic, or shortly
// before or after within the same chapter.
func (r *reading) close(topic []spot, p int32) bool {
	section := r.doc.Passages[p].Section
	for _, s := range topic {
		d, other := s.passage-p, r.doc.Passages[s.passage].Section
		if other == section || d >= -8 && d <= 8 && r.chapter(other) == r.chapter(section) {
			return true
		}
	}
	return false
}

// chapter is the section of the second level that holds a section.
func (r *reading) chapter(section int32) int32 {
	for n := 0; n < 8 && r.doc.Sections[section].Level > 2; n++ {
		up := r.doc.Sections[section].Parent
		if up < 0 {
			break
		}
		section = up
	}
	return section
}

// maxSolutions bounds the places of one deep dive that are looked at.
const maxSolutions = 300

// maxDiveMentions bounds the mentions that are looked at for deep dives.
const maxDiveMentions = 4000

// argued are the sections that argue an idea of the system out.
type argued struct {
	by map[int32]bool // section → whether it weighs as well
	at []spot
}

func (a *argued) weighed() int {
	n := 0
	for _, w := range a.by {
		n += b2i(w)
	}
	return n
}

// arguedSections finds the sections with a tied idea and its reason.
func (r *reading) arguedSections() argued {
	out := argued{by: map[int32]bool{}}
	for i := range r.mentions[:min(len(r.mentions), maxDiveMentions)] {
		m := &r.mentions[i]
		if m.status != asserted {
			continue
		}
		f := r.look(m)
		if f[featReason].weight < 0.7 || f[featTie].weight < 0.5 {
			continue
		}
		s := r.doc.Passages[m.passage].Section
		if _, ok := out.by[s]; !ok {
			out.at = append(out.at, spot{m.passage, m.sentence, "solution", r.c.cat.Concepts[m.concept].ID})
		}
		out.by[s] = out.by[s] || f[featCost].weight >= 0.7 || f[featContrast].weight >= 0.7
	}
	return out
}

// genericDives reads deep dives off the sections that argue and weigh.
func (r *reading) genericDives(res CriterionResult) CriterionResult {
	sections := r.arguedSections()
	at, level := sections.at, 0
	switch weighed := sections.weighed(); {
	case weighed >= 3:
		level = 4
	case weighed >= 1 || len(sections.by) >= 3:
		level = 3
	case len(sections.by) >= 1:
		level = 2
	case len(r.mentions) > 0:
		level = 1
		at = append(at, spot{r.mentions[0].passage, r.mentions[0].sentence, "topic", ""})
	}
	return r.finish(res, level, []string{"an approach argued for, with its alternatives"}, at...)
}
