package score

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

// maxPerRule bounds the findings of one consistency rule: more of one kind say no more.
const maxPerRule = 3

// consistency looks for places of the answer that do not agree with each other. Each
// rule names two lines.
func (r *reading) consistency(figs []figure) []Consistency {
	c := &contradictions{reading: r, figs: figs, lastP: -1}
	for _, rule := range consistencyRules {
		before := len(c.out)
		c.rule = rule.ID
		rule.find(c)
		if len(c.out) > before+maxPerRule {
			c.out = c.out[:before+maxPerRule]
		}
	}
	slices.SortStableFunc(c.out, func(a, b Consistency) int { return min(a.Line, a.Other) - min(b.Line, b.Other) })
	return c.out
}

// contradictions gathers what the rules find.
type contradictions struct {
	*reading
	figs []figure
	rule string
	out  []Consistency

	lastP, lastS int32 // the sentence that stands was asked for last
	lastStands   bool
}

// report notes a finding between two sentences.
func (c *contradictions) report(p, s, q, t int32, format string, args ...any) {
	c.out = append(c.out, Consistency{Rule: c.rule, Line: c.line(p, s), Other: c.line(q, t), Message: fmt.Sprintf(format, args...)})
}

func (c *contradictions) line(p, s int32) int {
	return c.doc.LineAt(c.doc.Passages[p].Sentences[s].Start)
}

// aside holds words that make a sentence speak of something else than the design as it
// is: a case, a wish, a problem, a stage to come.
var asideWords = set("if", "would", "could", "might", "may", "suppose", "imagine", "unlike", "instead", "not", "no", "never", "without", "avoid", "cannot", "rather",
	"later", "future", "initially", "eventually", "until", "grow", "grows", "growing", "growth", "phase", "start", "mvp", "example", "problem", "issue", "naive",
	"previously", "old", "today", "currently", "alternative", "otherwise", "but", "launch", "beyond", "once", "twitter", "competitor")

// stands tells whether a sentence says how the design is: it is no question, no text
// put aside, and neither denies nor supposes.
func (c *contradictions) stands(p, s int32) bool {
	if c.lastP != p || c.lastS != s {
		c.lastP, c.lastS, c.lastStands = p, s, c.asserts(p, s)
	}
	return c.lastStands
}

func (c *contradictions) asserts(p, s int32) bool {
	x, in := &c.doc.Passages[p], &c.info[p]
	if in.off || in.around.has(labelDefer|labelAlternative|labelReference|labelScope) || c.refused(p) || int(s) >= len(x.Sentences) || x.Sentences[s].Question || x.Quoted {
		return false
	}
	for k := x.Sentences[s].First; k < x.Sentences[s].Last; k++ {
		if asideWords[x.Tokens[k].Norm] {
			return false
		}
	}
	return !c.cueIn(p, s, cueRejection) && !c.cueIn(p, s, cueDeferral) && !c.cueIn(p, s, cueHypothetical)
}

// population is a number of users that an answer states once for the whole system.
type population uint8

const (
	noPopulation population = iota
	dailyUsers
	monthlyUsers
	concurrentUsers
)

var populationNames = [...]string{"", "daily users", "monthly users", "concurrent users"}

// populationOf reads which population a figure states, by its own words and the label
// before it.
func (c *contradictions) populationOf(f *figure) population {
	u := f.Q.Unit
	if u.Data != 0 || u.Time != 0 || u.Money != 0 || u.Form != quantity.Plain || f.Range() || f.Compare == "<" || f.Compare == "≤" || f.Q.Value < 1000 || u.Per != "" {
		return noPopulation
	}
	x := &c.doc.Passages[f.passage]
	text := strings.ToLower(x.Text[f.lo:f.hi])
	if len(text) > 90 {
		return noPopulation
	}
	var found population
	n := 0
	for kind, names := range [...][]string{dailyUsers: {"dau", "daily active user", "daily user"}, monthlyUsers: {"mau", "monthly active user", "monthly user"},
		concurrentUsers: {"concurrent user", "concurrent viewer", "concurrent peak user", "peak concurrent user", "concurrent participant"}} {
		for _, name := range names {
			if strings.Contains(text, name) {
				found = population(kind)
				n++
				break
			}
		}
	}
	if n != 1 || strings.Contains(text, "%") {
		return noPopulation
	}
	return found
}

// inCalculation tells whether a figure stands inside a calculation, and not at its
// beginning, where its value may be of something else.
func (c *contradictions) inCalculation(f *figure) bool {
	for i, chain := range c.figuresOf(f.passage).chains {
		if i == 64 || f.Start > chain.Start && f.Start <= chain.Claim.Start {
			return true
		}
	}
	return false
}

// findTwoValues finds a number of users that is stated twice and differs.
func findTwoValues(c *contradictions) {
	var first [4]*figure
	var done [4]bool
	for i := range c.figs {
		f := &c.figs[i]
		kind := c.populationOf(f)
		if kind == noPopulation || c.inCalculation(f) || !c.stands(f.passage, f.sentence) {
			continue
		}
		if first[kind] == nil {
			first[kind] = f
			continue
		}
		a, b := first[kind].Q.Base(), f.Q.Base()
		if !done[kind] && max(a, b) > 1.5*min(a, b) {
			done[kind] = true
			c.report(first[kind].passage, first[kind].sentence, f.passage, f.sentence, "two numbers of %s, %s and %s: say which one the design is for",
				populationNames[kind], strings.TrimSpace(first[kind].Text), strings.TrimSpace(f.Text))
		}
	}
	d, m := first[dailyUsers], first[monthlyUsers]
	if d != nil && m != nil && d.Q.Base() > m.Q.Base()*1.05 {
		c.report(d.passage, d.sentence, m.passage, m.sentence, "more users a day (%s) than in a month (%s)", strings.TrimSpace(d.Text), strings.TrimSpace(m.Text))
	}
}

// findRatio finds reads and writes whose rates are not in the ratio that is stated.
func findRatio(c *contradictions) {
	var ratio *figure
	var want float64
	for i := range c.figs {
		f := &c.figs[i]
		if f.Q.Unit.Form != quantity.Portion || !c.stands(f.passage, f.sentence) || f.Q.Value <= 0 {
			continue
		}
		text := c.doc.Passages[f.passage].SentenceText(int(f.sentence))
		if len(text) > 120 {
			continue
		}
		text = strings.ToLower(text)
		rd, wr := strings.Index(text, "read"), strings.Index(text, "write")
		if rd < 0 || wr < 0 || strings.Count(text, "read") > 1 || strings.Count(text, "write") > 1 {
			continue
		}
		ratio, want = f, f.Q.Value
		if wr < rd {
			want = 1 / want
		}
		break
	}
	if ratio == nil {
		return
	}
	var read, write *figure
	for i := range c.figs {
		f := &c.figs[i]
		if f.kind != figureTraffic || f.peak() || !c.info[f.passage].around.has(labelEstimates) || f.Q.Unit.Period != quantity.Second || !c.stands(f.passage, f.sentence) {
			continue
		}
		text := strings.ToLower(c.doc.Passages[f.passage].Text[f.lo:f.hi])
		switch isRead, isWrite := strings.Contains(text, "read"), strings.Contains(text, "write"); {
		case isRead && !isWrite && (read == nil || f.Q.Base() > read.Q.Base()):
			read = f
		case isWrite && !isRead && (write == nil || f.Q.Base() > write.Q.Base()):
			write = f
		}
	}
	if read == nil || write == nil || write.Q.Base() == 0 {
		return
	}
	if got := read.Q.Base() / write.Q.Base(); max(got/want, want/got) > 3 {
		c.report(ratio.passage, ratio.sentence, read.passage, read.sentence, "the ratio of reads to writes is given as %s, but %s reads and %s writes are %s to 1",
			strings.TrimSpace(ratio.Text), quantity.Format(read.Q), quantity.Format(write.Q), quantity.Format(quantity.Quantity{Value: got}))
	}
}

// findSingle finds an availability that one database or server cannot keep.
func findSingle(c *contradictions) {
	var promise *figure
	for i := range c.figs {
		f := &c.figs[i]
		if f.Q.Unit.Form != quantity.Percent || f.Q.Base() < 0.9989 || f.Q.Base() >= 1 || !c.stands(f.passage, f.sentence) || f.Compare == "<" {
			continue
		}
		x := &c.doc.Passages[f.passage]
		words := x.Text + " " + x.Head
		for _, q := range c.labelPassages(f.passage) {
			words += " " + c.doc.Passages[q].Text
		}
		words = strings.ToLower(words)
		if (strings.Contains(words, "availab") || strings.Contains(words, "uptime")) && !strings.Contains(words, "durab") {
			promise = f
			break
		}
	}
	if promise == nil {
		return
	}
	for i := range c.mentions {
		switch c.c.cat.Concepts[c.mentions[i].concept].ID {
		case "replication", "leader-follower", "read-replica", "standby", "failover", "availability-zone", "redundancy", "multi-region", "quorum", "disaster-recovery":
			return // the answer knows of a second one
		}
	}
	for i := range c.doc.Passages {
		p := int32(i)
		x := &c.doc.Passages[i]
		if x.Kind == answer.Heading {
			continue
		}
		for s := range x.Sentences {
			if at := singleMachine(x, x.Sentences[s]); at >= 0 && c.stands(p, int32(s)) {
				c.report(promise.passage, promise.sentence, p, int32(s), "%s is promised, but %q stands alone and nothing takes over when it fails",
					strings.TrimSpace(promise.Text), strings.TrimSpace(x.Text[x.Tokens[at].At:min(int(x.Tokens[at].At)+40, int(x.Sentences[s].To))]))
				return
			}
		}
	}
}

var aloneNouns = set("database", "db", "postgres", "postgresql", "mysql", "mongodb", "instance", "server", "redis", "vm", "machine", "master", "primary")

// singleMachine gives the token where a sentence says that there is one database or
// server; -1 when it does not.
func singleMachine(x *answer.Passage, s answer.Sentence) int32 {
	for k := s.First; k+1 < s.Last; k++ {
		if w := x.Tokens[k].Norm; w != "single" && w != "one" {
			continue
		}
		if k > s.First {
			switch x.Tokens[k-1].Norm {
			case "per", "each", "on", "than", "every", "any", "of", "from", "to", "only", "which", "that":
				continue
			}
		}
		for n := k + 1; n < s.Last && n <= k+3; n++ {
			if aloneNouns[x.Tokens[n].Norm] {
				if n+1 < s.Last {
					switch x.Tokens[n+1].Norm {
					case "transaction", "per", "can", "fails", "fail", "call", "query", "row", "handles", "bandwidth", "limit", "is", "cannot", "for", "bottleneck":
						return -1
					}
				}
				return k
			}
		}
	}
	return -1
}

// subjects gives the words of a sentence that can be what it is about.
func (c *contradictions) subjects(p, s int32) map[string]bool {
	x := &c.doc.Passages[p]
	out := map[string]bool{}
	for k := x.Sentences[s].First; k < x.Sentences[s].Last; k++ {
		w := singular(x.Tokens[k].Norm)
		if len(w) > 3 && w[0] >= 'a' && w[0] <= 'z' && !generalWords[w] {
			out[w] = true
		}
	}
	return out
}

func singular(w string) string {
	if len(w) > 4 && strings.HasSuffix(w, "ies") {
		return w[:len(w)-3] + "y"
	}
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

// general words say nothing of which part is meant.
var generalWords = set("data", "user", "system", "service", "consistency", "consistent", "strong", "strongly", "latency", "time", "second", "within", "must", "should",
	"need", "with", "from", "that", "this", "have", "will", "their", "they", "request", "response", "server", "database", "cache", "replica", "read", "write", "under",
	"less", "than", "more", "target", "real", "p99", "p95", "every", "when", "what", "which", "into", "each", "also", "after", "before", "because", "only", "high",
	"availability", "requirement", "support", "million", "store", "update", "redis", "async", "asynchronous", "replication", "there", "them", "then", "over",
	"across", "multiple", "able", "takes", "take", "minute", "hour", "delay", "about", "between", "performance", "load", "feel", "guarantee", "same", "client", "storage", "most", "some", "other")

// findStale finds strong consistency promised of something that is then read from a
// replica behind, or from a cache that nothing invalidates.
func findStale(c *contradictions) {
	invalidates := false
	type place struct{ p, s int32 }
	var strong, stale []place
	var how []string
	for i := range c.mentions {
		m := &c.mentions[i]
		id := c.c.cat.Concepts[m.concept].ID
		switch id {
		case "cache-invalidation", "write-through", "read-your-writes":
			invalidates = true
		case "strong-consistency", "linearizable":
			if m.status == asserted && c.info[m.passage].around.has(labelRequirements|labelNonfunctional) && c.stands(m.passage, m.sentence) {
				strong = append(strong, place{m.passage, m.sentence})
			}
		case "read-replica", "replication-lag":
			if m.status == asserted && !c.info[m.passage].around.has(labelRequirements|labelNonfunctional) && c.stands(m.passage, m.sentence) {
				stale = append(stale, place{m.passage, m.sentence})
				how = append(how, "replica")
			}
		case "cache", "ttl", "cache-aside":
			if m.status == asserted && !c.info[m.passage].around.has(labelRequirements|labelNonfunctional) && c.stands(m.passage, m.sentence) {
				stale = append(stale, place{m.passage, m.sentence})
				how = append(how, "cache")
			}
		}
	}
	for _, a := range strong[:min(len(strong), 8)] {
		about := c.subjects(a.p, a.s)
		if len(about) > 12 {
			continue
		}
		for i, b := range stale[:min(len(stale), 60)] {
			if how[i] == "cache" && invalidates || a.p == b.p {
				continue
			}
			other := c.subjects(b.p, b.s)
			if len(other) > 14 || other["primary"] || other["master"] || other["leader"] || other["stale"] {
				continue
			}
			var shared []string
			for w := range about {
				if other[w] {
					shared = append(shared, w)
				}
			}
			if len(shared) == 0 {
				continue
			}
			sort.Strings(shared)
			where := "a replica that lags"
			if how[i] == "cache" {
				where = "a cache that nothing invalidates"
			}
			c.report(a.p, a.s, b.p, b.s, "strong consistency is promised for %s, which is then read from %s", strings.Join(shared, ", "), where)
			return
		}
	}
}
