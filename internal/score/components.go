package score

import (
	"fmt"
	"sort"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
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
	if s := x.Sentences[h.Sentence]; s.Question && x.Kind != answer.Heading && len(r.children[p]) == 0 || s.Last-s.First <= deferredWords && r.inSentence(p, &m, cueDeferral) {
		return false
	}
	return !r.denied(p, &m)
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
	var core, cores, expected, expecteds, jobs, found int
	tied := false
	var lack []string
	for i, p := range r.c.points {
		if p.kind != pointComponent {
			continue
		}
		has := len(spots[i]) > 0
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
		if has {
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
	if r.c.scen == nil {
		return r.finish(res, genericLevel(kinds, kindJobs), []string{"parts with their jobs"}, kindAt...)
	}
	coreShare := float64(core) / float64(max(cores, 1))
	all := float64(core+expected) / float64(max(cores+expecteds, 1))
	jobShare := float64(jobs) / float64(max(found, 1))
	level := 0
	switch {
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
		if k == "" || kinds[k] || m.status == negated || m.status == deferred {
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

// flows scores components.flows: paths through the parts, in order.
func (r *reading) flows(spots [][]spot) CriterionResult {
	res := r.stageResult("components.flows")
	type found struct {
		share float64
		steps int
		async bool
		at    []spot
		id    string
	}
	var flows []found
	if r.c.scen != nil {
		component := map[string]int{}
		for i, p := range r.c.points {
			if p.kind == pointComponent {
				component[r.c.scen.Components[p.index].ID] = i
			}
		}
		steps := r.stepSpots()
		for i, f := range r.c.scen.Flows {
			var x found
			x.id = "flow." + f.ID
			asyncSteps, asyncFound, hit := 0, 0, 0
			for k, st := range f.Steps {
				var at []spot
				at = append(at, steps[[2]int32{int32(i), int32(k)}]...)
				if n, ok := component[st.Component]; ok {
					for _, s := range spots[n] {
						if r.moves(s) {
							at = append(at, s)
						}
					}
				}
				if st.Mode == "async" {
					asyncSteps++
				}
				if len(at) > 0 {
					hit++
					x.at = append(x.at, at[0])
					if st.Mode == "async" {
						asyncFound++
					}
				}
			}
			x.steps = hit
			x.share = float64(hit) / float64(max(len(f.Steps), 1))
			x.async = asyncSteps > 0 && asyncFound > 0
			flows = append(flows, x)
		}
	}
	seq, seqAt := r.sequences()
	full, part, async, tied := 0, 0, false, false
	longest := 0 // steps told of the flow that is told best
	where := map[[2]int32]bool{}
	var at, some []spot
	var lack []string
	for _, f := range flows {
		longest = max(longest, f.steps)
		for _, s := range f.at {
			tied = tied || r.ties(s)
			where[[2]int32{s.passage, s.sentence}] = true
		}
		switch {
		case f.share >= 0.6:
			full++
			r.told = append(r.told, f.id)
			at = append(at, f.at...)
			async = async || f.async
		case f.share >= 0.3:
			part++
			at = append(at, f.at...)
		case f.share > 0:
			some = append(some, f.at...)
		}
		if f.share < 0.6 {
			lack = append(lack, f.id)
		}
	}
	at = append(seqAt, at...)
	failure := r.failureInFlows()
	level := 0
	switch {
	case failure != nil && (full >= 2 && (async || seq >= 1) || full >= 1 && full+part >= 3 || full >= 1 && seq >= 4):
		level = 4
		at = append(at, *failure)
	case full >= 2 && len(where) >= 3 && tied:
		level = 3
	case !tied && full+part >= 1:
		level = 1 // boxes that any system has
	case full+part >= 1 && len(where)+seq >= 2, full >= 1 && longest >= 3 && r.movesIn(at) >= 3, r.c.scen == nil && seq >= 2:
		level = 2
	case full+part >= 1, seq >= 2:
		level = 1
	case len(some) > 0:
		level, at = 1, some
	}
	if level == 3 && failure == nil {
		lack = append(lack, "what happens when a step fails")
	}
	res.Trace.Height = float64(full) + float64(seq)/10
	return r.finish(res, level, lack, at...)
}

// movesIn counts the verbs of a flow and the arrows in the sentence that has most of them.
func (r *reading) movesIn(at []spot) int {
	most := 0
	for _, s := range at {
		x := &r.doc.Passages[s.passage]
		sen := x.Sentences[s.sentence]
		n := arrows(x.Text[sen.From:sen.To])
		for k := sen.First; k < sen.Last; k++ {
			n += b2i(flowVerbs[x.Tokens[k].Norm])
		}
		most = max(most, n)
	}
	return most
}

// moves tells whether a sentence says that something goes somewhere: a verb of a
// flow, or an arrow.
func (r *reading) moves(s spot) bool {
	x := &r.doc.Passages[s.passage]
	if int(s.sentence) >= len(x.Sentences) || r.refused(s.passage) {
		return false
	}
	sen := x.Sentences[s.sentence]
	if hasArrow(x.Text[sen.From:sen.To]) {
		return true
	}
	for k := sen.First; k < sen.Last; k++ {
		if flowVerbs[x.Tokens[k].Norm] {
			return true
		}
	}
	return false
}

var flowVerbs = set("sends", "send", "sent", "calls", "call", "requests", "request", "writes", "write", "written", "reads", "read", "fetches", "fetch", "returns",
	"return", "pushes", "push", "pulls", "pull", "publishes", "publish", "published", "consumes", "consume", "forwards", "forward", "routes", "route", "stores", "store", "stored",
	"saves", "save", "updates", "update", "uploads", "upload", "uploaded", "downloads", "receives", "receive", "queries", "query", "checks", "check", "notifies", "notify",
	"enqueues", "enqueue", "triggers", "trigger", "streams", "stream", "connects", "connect", "posts", "gets", "puts", "inserts", "insert", "emits", "emit", "subscribes",
	"delivers", "deliver", "redirects", "hits", "goes", "passes", "picks", "processes", "responds", "generates", "generate", "validates", "called", "informs", "asks", "asked", "begins", "commits", "locks", "starts", "joins", "opens", "served", "serves", "forwarded", "notified", "creates", "create", "looks", "merges", "answers", "answer", "rebuilds", "rebuilt", "retries", "retried", "skipped")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func hasArrow(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		switch {
		case s[i] == '-' && s[i+1] == '>', s[i] == '=' && s[i+1] == '>':
			return true
		case s[i] == 0xe2 && i+2 < len(s) && (s[i+1] == 0x86 && s[i+2] == 0x92 || s[i+1] == 0x9e): // →, ➜
			return true
		}
	}
	return false
}

// sequences counts the runs of steps in the answer: numbered lists, chains of arrows
// and paragraphs in which several sentences move something on.
func (r *reading) sequences() (int, []spot) {
	n := 0
	var at []spot
	lastBlock := int32(-1)
	run, first := 0, int32(0)
	close := func() {
		if run >= 3 {
			n++
			at = append(at, spot{first, 0, "sequence", "steps"})
		}
		run = 0
	}
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || x.Kind == answer.Heading || x.Kind == answer.Code || x.Kind == answer.Cell || in.around.has(labelDefer) || r.refused(p) {
			continue
		}
		if in.around.has(labelRequirements|labelNonfunctional) && !in.around.has(labelFlows) {
			continue
		}
		if x.Block != lastBlock {
			close()
			lastBlock = x.Block
		}
		moved := 0
		for si := range x.Sentences {
			if r.moves(spot{p, int32(si), "", ""}) && (len(in.ties) > 0 || len(in.parts) > 0 || len(in.other) > 0) {
				moved++
			}
		}
		if arrows(x.Text) >= 2 && r.chained(p) >= 2 {
			n++
			at = append(at, spot{p, 0, "sequence", "arrows"})
			continue
		}
		if moved == 0 {
			if !x.Ordered {
				continue
			}
		}
		if run == 0 {
			first = p
		}
		if x.Kind == answer.Item && x.Ordered || in.around.has(labelFlows) || moved >= 2 {
			run += max(moved, 1)
		}
	}
	close()
	return n, at
}

// chained counts the links of a chain of arrows that name a part of the system.
func (r *reading) chained(p int32) int {
	x, in := &r.doc.Passages[p], &r.info[p]
	var links []int // where the arrows stand
	for i := 0; i+1 < len(x.Text); i++ {
		if hasArrow(x.Text[i:min(i+3, len(x.Text))]) {
			links = append(links, i)
			i++
		}
	}
	seen := map[int]bool{}
	at := func(word int32) { seen[sort.SearchInts(links, int(r.text.Words[word].Start))] = true }
	for _, k := range in.other {
		h := r.hits.All[k]
		switch ro := r.c.roles[h.Group]; ro.part {
		case partPoint:
			if r.c.points[ro.index].kind == pointComponent {
				at(h.From)
			}
		case partConcept:
			if r.c.cat.Concepts[ro.index].Kind != "" {
				at(h.From)
			}
		}
	}
	for _, k := range in.parts {
		at(k)
	}
	return len(seen)
}

func arrows(s string) int {
	n := 0
	for i := 0; i+1 < len(s); i++ {
		if hasArrow(s[i:min(i+3, len(s))]) {
			n++
			i++
		}
	}
	return n
}

// stepSpots gives the places that tell a step of a flow in its own words.
func (r *reading) stepSpots() map[[2]int32][]spot {
	out := map[[2]int32][]spot{}
	for i := range r.doc.Passages {
		p := int32(i)
		for _, k := range r.info[i].other {
			h := r.hits.All[k]
			if ro := r.c.roles[h.Group]; ro.part == partStep && r.asserts(p, k) {
				key := [2]int32{ro.index, ro.sub}
				out[key] = append(out[key], spot{p, h.Sentence, "step", fmt.Sprintf("flow step %d", ro.sub+1)})
			}
		}
	}
	return out
}

// failureInFlows finds a sentence that says what happens when a step fails.
func (r *reading) failureInFlows() *spot {
	for i := range r.doc.Passages {
		p := int32(i)
		in := &r.info[i]
		if in.off || in.around.has(labelDefer) {
			continue
		}
		for _, k := range in.cues {
			h := r.hits.All[k]
			if cue(r.c.roles[h.Group].index) == cueFailure && (len(in.ties) > 0 || len(in.parts) > 0) && r.moves(spot{p, h.Sentence, "", ""}) {
				return &spot{p, h.Sentence, "failure", "cue:failure"}
			}
		}
	}
	return nil
}
