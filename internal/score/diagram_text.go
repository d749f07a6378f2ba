package score

import (
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diagram"
)

// severalWords say that there is more than one of what a sentence is about.
var severalWords = set("replica", "replicas", "replicated", "replication", "replicate", "replicates", "standby", "failover", "redundant", "redundancy", "multiple", "several", "cluster",
	"clusters", "clustered", "sharded", "shard", "shards", "partitioned", "secondary", "secondaries", "slave", "slaves", "follower", "followers", "quorum", "autoscaling", "horizontally", "replicating",
	"az", "azs", "regions", "multi", "pairs", "pair", "instances", "nodes", "two", "three")

// prose turns what the answer says into what the rules of drawings compare with.
func (r *reading) prose(spots [][]spot) diagram.Text {
	t := diagram.Text{Words: map[string]bool{}}
	for i := range r.doc.Passages {
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || x.Kind == answer.Code {
			continue
		}
		for k := range x.Tokens {
			t.Words[x.Tokens[k].Norm] = true
		}
		for _, s := range x.Sentences {
			r.several(&t, x, s)
		}
	}
	t.Refused = r.refusals()
	if r.c.scen == nil {
		return t
	}
	for i, p := range r.c.points {
		if p.kind != pointComponent || p.need != catalog.Core || len(spots[i]) == 0 {
			continue
		}
		if len(r.sketch.points[i]) > 0 {
			continue
		}
		for _, s := range spots[i] {
			if !r.job(s) || r.doc.Passages[s.passage].Kind == answer.Heading {
				continue
			}
			t.Parts = append(t.Parts, componentPart(r.c.scen.Components[p.index].ID, p.text, r.evidence(s.passage, s.sentence).Line))
			break
		}
	}
	return t
}

// componentPart says by which words a component of the scenario would be known in a
// drawing: those of its id and title that are not what all parts are called.
func componentPart(id, title string, line int) diagram.Part {
	part := diagram.Part{Name: title, Kind: componentKind(id), Line: line}
	for _, w := range answer.Words(strings.ReplaceAll(id, "-", " ") + " " + title) {
		if len(w.Norm) > 2 && !vague[w.Norm] && !boxWords[w.Norm] {
			part.Words = append(part.Words, w.Norm)
		}
	}
	return part
}

// componentKind reads the kind off a component's id: "event-queue" is a queue.
func componentKind(id string) diagram.Kind {
	return diagram.KindOf(strings.ReplaceAll(id, "-", " "), "", nil)
}

// maxSeveral bounds the sentences on replicas that are kept.
const maxSeveral = 200

// several notes a sentence that says there is more than one of its parts.
func (r *reading) several(t *diagram.Text, x *answer.Passage, s answer.Sentence) {
	hit, spof, active, regions := false, false, 0, false
	for k := s.First; k < s.Last; k++ {
		w := x.Tokens[k].Norm
		hit = hit || severalWords[w]
		regions = regions || w == "region" || w == "regions"
		active += b2i(w == "active" || w == "passive")
		spof = spof || w == "spof" || w == "failure" && k > s.First && x.Tokens[k-1].Norm == "of"
	}
	if spof {
		t.Replicated = append(t.Replicated, "*") // the answer deals with it in words
		return
	}
	if !hit || len(t.Replicated) >= maxSeveral {
		return
	}
	var b strings.Builder
	for k := s.First; k < s.Last && b.Len() < 400; k++ {
		b.WriteString(x.Tokens[k].Norm + " ")
	}
	if regions && active > 1 {
		b.WriteString("balancer gateway") // a second region has a way in of its own
	}
	t.Replicated = append(t.Replicated, b.String())
}

// refusals lists the products that the answer only ever decides against.
func (r *reading) refusals() []diagram.Refusal {
	type seen struct {
		name      string
		line      int
		for_, not int
	}
	by := map[string]*seen{}
	var order []string
	for i := range r.mentions {
		m := &r.mentions[i]
		if r.c.cat.Concepts[m.concept].Kind == "" || m.to-m.from != 1 {
			continue
		}
		x := &r.doc.Passages[m.passage]
		w := x.Tokens[r.text.Words[m.from].Token].Norm
		if boxWords[w] || !diagram.IsProduct(w) {
			continue
		}
		s := by[w]
		if s == nil {
			s = &seen{name: w, line: x.Line}
			by[w] = s
			order = append(order, w)
		}
		switch m.status {
		case rejected, negated:
			s.not++
			s.line = r.evidence(m.passage, m.sentence).Line
		default:
			s.for_++
		}
	}
	var out []diagram.Refusal
	for _, w := range order {
		if s := by[w]; s.not > 0 && s.for_ == 0 {
			out = append(out, diagram.Refusal{Name: s.name, Line: s.line})
		}
	}
	return out
}

// checkDrawing runs the rules on the drawing and lets them count.
func (r *reading) checkDrawing(res *Result, spots [][]spot) {
	s := r.sketch
	if s == nil {
		return
	}
	s.faults = diagram.Analyse(s.graph, r.prose(spots))
	res.Diagram.Faults = s.faults
	for _, f := range s.faults {
		if f.Told > 0 && f.At.Pos.File == "" {
			res.Consistency = append(res.Consistency, Consistency{Rule: f.Rule, Line: f.At.Pos.Line, Other: f.Told, Message: f.Message})
		}
		if len(res.Diagram.Findings) >= maxDiagramFindings {
			continue
		}
		d := DiagramFinding{Rule: f.Rule, File: f.At.Pos.File, Line: f.At.Pos.Line, Message: f.Message}
		if f.Node >= 0 {
			d.Node = clip(s.graph.Nodes[f.Node].Label)
		}
		res.Diagram.Findings = append(res.Diagram.Findings, d)
	}
	for i := range res.Criteria {
		r.holdDrawing(&res.Criteria[i])
	}
}

// holding are the rules that keep a criterion from its highest level, or that its next
// question is about.
var holding = map[string][]string{
	"components.coverage":    {"unconnected", "told-not-drawn", "contradiction"},
	"components.flows":       {"never-reached", "queue-without-consumer", "no-entry-point", "cache-without-source"},
	"services.spof":          {"single-point-of-failure"},
	"messaging.async":        {"heavy-work-in-request"},
	"services.microservices": {"long-synchronous-chain"},
	"databases.replication":  {"write-to-replica"},
	"caching.cache":          {"cache-without-source"},
	"load-balancing.proxies": {"client-to-store"},
}

// holdDrawing lets the drawing's faults bear on a criterion: the level of weighed needs a
// drawing that does not speak against it, and what lacks names the box.
func (r *reading) holdDrawing(c *CriterionResult) {
	rules := holding[c.ID]
	if len(rules) == 0 || c.Status != Scored {
		return
	}
	first, n := -1, 0
	for i, f := range r.sketch.faults {
		if slices.Contains(rules, f.Rule) {
			n++
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return
	}
	f := r.sketch.faults[first]
	if c.Level == 4 && strings.HasPrefix(c.ID, "components.") && (n > 1 || f.Rule == "contradiction") {
		c.Level = 3
	}
	if c.Level == 4 {
		return
	}
	at := "line " + strconv.Itoa(f.At.Pos.Line)
	if f.At.Pos.File != "" {
		at = f.At.Pos.File + ", " + at
	}
	lacks := "In the drawing (" + at + "): " + f.Message + "."
	if c.Missing != "" {
		lacks = strings.TrimRight(c.Missing, " .") + ". " + lacks
	}
	c.Missing = lacks
}
