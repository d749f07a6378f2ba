package score

import (
	"fmt"
	"sort"

	"designdrill/internal/answer"
)

// flows scores components.flows: paths through the parts, in order.
func (r *reading) flows(spots [][]spot) CriterionResult {
	res := r.stageResult("components.flows")
	type found struct {
		share float64
		steps int
		drawn int // steps that the drawing joins
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
			drawn := r.drawnSteps(f)
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
					x.at = append(x.at, at[0])
				}
				if len(at) > 0 || drawn[k] {
					hit++
					if st.Mode == "async" {
						asyncFound++
					}
				}
			}
			x.steps, x.drawn = hit, pathSteps(drawn)
			x.share = float64(hit) / float64(max(len(f.Steps), 1))
			x.async = asyncSteps > 0 && asyncFound > 0
			flows = append(flows, x)
		}
	}
	seq, seqAt := r.sequences()
	full, part, async, tied := 0, 0, false, false
	paths := 0   // flows that the drawing joins arrow by arrow
	longest := 0 // steps told of the flow that is told best
	where := map[[2]int32]bool{}
	var at, some []spot
	var lack []string
	for _, f := range flows {
		longest = max(longest, f.steps)
		paths += b2i(f.drawn >= 3)
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
	case r.c.scen == nil:
		level, at = r.toldFlows(failure != nil)
	case failure != nil && (full >= 2 && (async || seq >= 1) || full >= 1 && full+part >= 3 || full >= 1 && seq >= 4):
		level = 4
		at = append(at, *failure)
	case full >= 2 && len(where) >= 3 && tied:
		level = 3
	case !tied && full+part >= 1:
		level = 1 // boxes that any system has
	case full+part >= 1 && len(where)+seq+paths >= 2, full >= 1 && longest >= 3 && r.movesIn(at) >= 3:
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

// A system without a scenario has no flows to look for: the sentences that move
// something through a part of it are counted, and the sections that tell three or more.
const (
	fewSteps   = 2
	oneFlow    = 7
	twoFlows   = 18
	manySteps  = 25
	flowSteps  = 3 // sentences of a section that make a flow
	manyFlows  = 4
	maxToldSay = 6 // places reported
)

// toldFlows gives the level of flows told in prose, and where.
func (r *reading) toldFlows(failure bool) (int, []spot) {
	steps, flows, inSection, last := 0, 0, 0, int32(-1)
	var at []spot
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if x.Section != last {
			inSection, last = 0, x.Section
		}
		if in.off || x.Kind == answer.Heading || x.Kind == answer.Code || in.around.has(labelDefer) || r.refused(p) ||
			in.around.has(labelRequirements|labelNonfunctional) && !in.around.has(labelFlows) {
			continue
		}
		for si := range x.Sentences {
			s := spot{p, int32(si), "sequence", "steps"}
			if x.Sentences[si].Question || !r.moves(s) || !r.partIn(s) {
				continue
			}
			if steps++; len(at) < maxToldSay {
				at = append(at, s)
			}
			if inSection++; inSection == flowSteps {
				flows++
			}
		}
	}
	switch {
	case failure && steps >= manySteps && flows >= manyFlows:
		return 4, at
	case steps >= twoFlows && flows >= 2:
		return 3, at
	case steps >= oneFlow && flows >= 1:
		return 2, at
	case steps >= fewSteps:
		return 1, at
	}
	return 0, nil
}

// partIn tells whether a sentence names a part of the system.
func (r *reading) partIn(s spot) bool {
	in := &r.info[s.passage]
	for _, k := range in.parts {
		if r.text.Words[k].Sentence == s.sentence {
			return true
		}
	}
	for _, list := range [][]int32{in.ties, in.other} {
		for _, k := range list {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if h.Sentence == s.sentence && (ro.part != partConcept || r.c.cat.Concepts[ro.index].Kind != "") {
				return true
			}
		}
	}
	return false
}
