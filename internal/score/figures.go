package score

import (
	"sort"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

// figure is a quantity of the answer with its place and with what the words around
// say of it.
type figure struct {
	quantity.Found // in the unit that its label gives it, where it has none of its own
	passage        int32
	sentence       int32
	lo, hi         int32 // bytes of the passage's text that speak of this figure and no other
	result         bool  // what a calculation in the answer comes to
	comesOut       bool  // and the calculation is right
	miscomputed    bool  // or wrong
	kind           figureKind
	near, label    sense   // said beside it; said before the first figure of its sentence
	around         sense   // said anywhere in its sentence, its label or above it
	above          sense   // said by its lead-in, row, column or heading
	over           float64 // seconds that an amount is collected over: "for 5 years"; 0
	expects        binding // the scenario's estimates that the words around speak of
	states         binding // the scenario's inputs
}

// binding holds, by how near the words stand, which entries of a list they mean.
type binding struct{ beside, sentence, above uint64 }

func (b binding) any() uint64 { return b.beside | b.sentence | b.above }

// sense is what a word says of the figures around it.
type sense uint32

const (
	saysPeak sense = 1 << iota
	saysAverage
	saysRead
	saysWrite
	saysIn
	saysOut
	saysMemory
	saysStorage
	saysCopies
	saysSpan
	saysShare
	saysLimit
	saysServers
	saysDaily
	saysBandwidth
	saysSomething // set on every passage that was read
)

func (s sense) has(x sense) bool { return s&x != 0 }

var senses = func() map[string]sense {
	m := map[string]sense{}
	for bit, words := range map[sense]string{
		saysPeak:      "peak peaks spike spikes burst bursts max maximum surge evening rush busiest worst",
		saysAverage:   "average avg mean averages typical typically",
		saysRead:      "read reads fetch view views viewing search searches download downloads get timeline watch stream browse query queries playback redirect viewed reading",
		saysWrite:     "write writes post posts upload uploads create tweets tweet send sent booking bookings reservations orders messages update updates ingest new reservation order writing written uploaded",
		saysIn:        "ingress incoming inbound upload uploads in write ingest uplink",
		saysOut:       "egress outgoing outbound download downloads out read streaming downlink delivery",
		saysMemory:    "cache caching memory ram redis memcached hot cached caches",
		saysStorage:   "storage store stored disk database db size space year years retention data metadata media day daily",
		saysCopies:    "replica replicas replication copies redundancy replicated factor backup",
		saysSpan:      "year years yr yrs yearly month months annual annually retention growth decade",
		saysShare:     "80 pareto rule active 80% hot 20% newest last first share popular recent days only per ids one copies",
		saysLimit:     "limit limits max maximum default cap quota payload chunk chunks",
		saysServers:   "server servers shard shards node nodes machine machines partition partitions instance instances gateway gateways replica replicas cluster brokers broker hosts",
		saysDaily:     "daily dau active",
		saysBandwidth: "bandwidth network throughput ingress egress gbps mbps tbps",
	} {
		for _, w := range strings.Fields(words) {
			m[w] |= bit
		}
	}
	return m
}()

func (r *reading) sensesOf(p int32, first, last int32) sense {
	x := &r.doc.Passages[p]
	var s sense
	for k := first; k < last; k++ {
		s |= senses[x.Tokens[k].Norm]
	}
	return s
}

// said gives what the words of a passage say, and saidWith adds the passages that name
// it. Both are read once.
func (r *reading) said(p int32) sense {
	if r.senses == nil {
		r.senses = make([]sense, len(r.doc.Passages))
	}
	if r.senses[p] == 0 {
		r.senses[p] = r.sensesOf(p, 0, int32(len(r.doc.Passages[p].Tokens))) | saysSomething
	}
	return r.senses[p]
}

func (r *reading) saidWith(p int32) sense {
	s := r.said(p)
	for _, q := range r.labelPassages(p) {
		s |= r.said(q)
	}
	return s
}

const (
	maxZone    = 240 // bytes before and after a figure whose words are bound to it
	maxLabel   = 14  // words of a passage that may name what stands under it
	labelsBack = 8   // lines of a fence looked back for one that names what follows
)

// figures collects the quantities of the answer with what the words around say of
// them.
func (r *reading) figures() []figure {
	var out []figure
	for i := range r.doc.Passages {
		p := int32(i)
		n := r.figuresOf(p)
		if len(n.all) == 0 || r.info[i].around.has(labelReference) || isData(&r.doc.Passages[i]) {
			continue
		}
		out = r.passageFigures(out, p, n)
	}
	return out
}

// isData tells whether a passage is a line of a message or a schema: its numbers are
// examples.
func isData(x *answer.Passage) bool {
	return x.Kind == answer.Code && (strings.Contains(x.Text, `":`) || strings.Contains(x.Text, "{") || strings.HasSuffix(x.Text, ";"))
}

// passageFigures appends the figures of one passage.
func (r *reading) passageFigures(out []figure, p int32, n *numbers) []figure {
	x := &r.doc.Passages[p]
	base := len(out)
	labels := r.labelPassages(p)
	var above sense
	var est, inp uint64
	for _, q := range labels {
		above |= r.said(q)
		e, i := r.expectedIn(q, r.info[q].other)
		est, inp = est|e, inp|i
	}
	if x.Kind == answer.Cell && x.Head != "" {
		for _, w := range answer.Words(x.Head) {
			above |= senses[w.Norm]
		}
		e, i := r.expectedGroups(x.Head)
		est, inp = est|e, inp|i
	}
	heading := r.headingSense(p)
	period := r.periodAbove(p, labels)
	results, verdicts := map[int]bool{}, map[int]quantity.Verdict{}
	starts := map[int]int{}
	for _, c := range n.chains {
		if len(c.Left) >= 2 {
			results[c.Claim.Start] = true
			verdicts[c.Claim.Start] = c.Verdict
		}
		if _, ok := starts[c.Claim.Start]; !ok {
			starts[c.Claim.Start] = c.Start
		}
	}
	sentence := int32(-1)
	var here sense
	var label sense
	var labelPeriod float64
	var estHere, inpHere uint64
	for k := range n.all {
		f := figure{Found: n.all[k], passage: p, sentence: r.sentenceAt(p, n.all[k].Start), above: above | heading}
		s := x.Sentences[f.sentence]
		if f.sentence != sentence {
			sentence = f.sentence
			here = r.sensesOf(p, s.First, s.Last)
			label, labelPeriod = r.labelBefore(p, s, f.Start)
			hits := r.within(r.info[p].other, sentence, sentence)
			estHere, inpHere = r.expectedIn(p, hits)
		}
		f.result, f.comesOut = results[f.Start], verdicts[f.Start] == quantity.Right
		f.miscomputed = verdicts[f.Start] == quantity.Wrong || verdicts[f.Start] == quantity.Slip
		f.label = label
		r.zone(&f, out[base:], n.all, k, s, starts)
		f.near = r.zoneSense(p, &f)
		f.around = here | f.above
		f.expects.beside, f.states.beside = r.expectedNear(p, &f)
		f.expects.sentence, f.states.sentence = estHere, inpHere
		f.expects.above, f.states.above = est, inp
		first := k == 0 || r.sentenceAt(p, n.all[k-1].Start) != f.sentence
		switch {
		case labelPeriod > 0 && (first || f.result):
			f.dress(labelPeriod)
		case period > 0 && (len(n.all) == 1 || f.result || x.Kind == answer.Cell):
			f.dress(period)
		}
		r.spanOf(&f, n.all)
		r.classify(&f)
		out = append(out, f)
	}
	return out
}

// zone sets which stretch of the sentence speaks of the figure: up to its neighbours,
// and of the text between two figures what lies on its side of a comma. A result has
// the words before its calculation.
func (r *reading) zone(f *figure, before []figure, all []quantity.Found, k int, s answer.Sentence, starts map[int]int) {
	text := r.doc.Passages[f.passage].Text
	lo, hi := max(int(s.From), f.Start-maxZone), min(int(s.To), f.End+maxZone)
	if k > 0 && all[k-1].End > lo {
		lo = all[k-1].End
		if lo > f.Start {
			lo = f.Start
		}
		if i := lastSplit(text[lo:f.Start]); i > 0 {
			lo += i
		}
	}
	if k+1 < len(all) && all[k+1].Start < hi {
		hi = max(all[k+1].Start, f.End)
		if i := firstSplit(text[f.End:hi]); i >= 0 {
			hi = f.End + i
		}
	}
	if at, ok := starts[f.Start]; ok {
		i := sort.Search(len(before), func(i int) bool { return before[i].Start >= at })
		if i < len(before) {
			lo = min(lo, max(int(before[i].lo), f.Start-maxZone))
		}
	}
	f.lo, f.hi = int32(lo), int32(max(hi, f.End))
}

var splits = []string{",", ";", "→", "->", " and ", " vs ", " plus ", " with ", "("}

func firstSplit(s string) int {
	at := -1
	for _, x := range splits {
		if i := strings.Index(s, x); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	return at
}

func lastSplit(s string) int {
	at := -1
	for _, x := range splits[:7] {
		if i := strings.LastIndex(s, x); i >= 0 {
			at = max(at, i+len(x))
		}
	}
	return at
}

// zoneSense gives what the words of the figure's zone say.
func (r *reading) zoneSense(p int32, f *figure) sense {
	x := &r.doc.Passages[p]
	i := sort.Search(len(x.Tokens), func(i int) bool { return x.Tokens[i].At >= f.lo })
	var s sense
	for ; i < len(x.Tokens) && x.Tokens[i].At < f.hi; i++ {
		s |= senses[x.Tokens[i].Norm]
	}
	return s
}

// labelBefore reads the words of a sentence before its first figure.
func (r *reading) labelBefore(p int32, s answer.Sentence, at int) (sense, float64) {
	x := &r.doc.Passages[p]
	last := s.First
	for last < s.Last && int(x.Tokens[last].At) < at && last < s.First+maxLabel {
		last++
	}
	return r.sensesOf(p, s.First, last), periodIn(x.Tokens[s.First:last])
}

// labelPassages lists the passages that name what stands in this one: the first cell
// of its row, its lead-in, the line that it goes on from, or in a fence the last line
// that ends in a colon.
func (r *reading) labelPassages(p int32) []int32 {
	x := &r.doc.Passages[p]
	var out []int32
	add := func(q int32) {
		if q >= 0 && q != p && len(r.doc.Passages[q].Tokens) <= maxLabel {
			out = append(out, q)
		}
	}
	add(x.RowLead)
	if p > 0 && goesOn(x.Text) && r.doc.Passages[p-1].Block == x.Block {
		add(p - 1)
	}
	if x.Kind == answer.Code {
		for q := p - 1; q >= 0 && q >= p-labelsBack && r.doc.Passages[q].Block == x.Block; q-- {
			if strings.HasSuffix(strings.TrimRight(r.doc.Passages[q].Text, " "), ":") {
				add(q)
				break
			}
		}
	}
	for up, n := x.Parent, 0; up >= 0 && n < 2 && r.doc.Passages[up].Kind != answer.Heading; up, n = r.doc.Passages[up].Parent, n+1 {
		add(up)
	}
	return out
}

// headingSense gives what the heading right above says.
func (r *reading) headingSense(p int32) sense {
	h := r.doc.Sections[r.doc.Passages[p].Section].Heading
	if h < 0 || h == p || len(r.doc.Passages[h].Tokens) > maxLabel {
		return 0
	}
	return r.said(h)
}

// expectedIn gives the estimates and inputs that hits speak of.
func (r *reading) expectedIn(p int32, hits []int32) (est, inp uint64) {
	for _, k := range hits {
		est, inp = r.expected(est, inp, r.c.roles[r.hits.All[k].Group])
	}
	return est, inp
}

func (r *reading) expected(est, inp uint64, ro role) (uint64, uint64) {
	switch {
	case ro.part == partEstimate && ro.index < 64:
		est |= 1 << ro.index
	case ro.part == partInput && ro.index < 64:
		inp |= 1 << ro.index
	}
	return est, inp
}

func (r *reading) expectedGroups(head string) (est, inp uint64) {
	for _, g := range r.headHits[head] {
		est, inp = r.expected(est, inp, r.c.roles[g])
	}
	return est, inp
}

// expectedNear gives those whose words stand in the figure's zone.
func (r *reading) expectedNear(p int32, f *figure) (est, inp uint64) {
	hits := r.within(r.info[p].other, f.sentence, f.sentence)
	i := sort.Search(len(hits), func(i int) bool { return r.hitAt(p, hits[i]) >= f.lo-maxZone })
	for ; i < len(hits) && r.hitAt(p, hits[i]) < f.hi; i++ {
		if r.hitEnd(p, hits[i]) > f.lo {
			est, inp = r.expected(est, inp, r.c.roles[r.hits.All[hits[i]].Group])
		}
	}
	return est, inp
}

// hitAt and hitEnd are the bytes of the passage's text where a hit begins and where
// its last word begins.
func (r *reading) hitAt(p, k int32) int32 {
	return r.doc.Passages[p].Tokens[r.text.Words[r.hits.All[k].From].Token].At
}

func (r *reading) hitEnd(p, k int32) int32 {
	return r.doc.Passages[p].Tokens[r.text.Words[r.hits.All[k].To-1].Token].At + 1
}

var periodWords = map[string]float64{
	"qps": quantity.Second, "rps": quantity.Second, "tps": quantity.Second, "iops": quantity.Second,
	"daily": quantity.Day, "monthly": quantity.Month, "yearly": quantity.Year, "annual": quantity.Year, "annually": quantity.Year, "hourly": quantity.Hour,
}

var periodUnits = map[string]float64{
	"second": quantity.Second, "sec": quantity.Second, "s": quantity.Second, "minute": quantity.Minute, "min": quantity.Minute, "hour": quantity.Hour,
	"day": quantity.Day, "month": quantity.Month, "year": quantity.Year, "week": quantity.Week,
}

// periodIn gives the seconds that a label such as "Peak QPS", "photos/day" or "Daily
// volume" says a number is for; 0 when it says none. "Daily active users" says none.
func periodIn(tokens []answer.Token) float64 {
	for i := range tokens {
		t := &tokens[i]
		if s, ok := periodWords[t.Norm]; ok {
			if i+1 < len(tokens) {
				switch tokens[i+1].Norm {
				case "active", "users", "user", "unique", "visitors", "viewers":
					continue
				}
			}
			return s
		}
		if s, ok := periodUnits[t.Norm]; ok && i > 0 {
			switch prev := tokens[i-1].Norm; {
			case prev == "per", prev == "a" && t.Norm != "s", prev == "each", prev == "every", t.Joined && !(prev[0] >= '0' && prev[0] <= '9'):
				return s
			}
		}
	}
	return 0
}

// periodAbove reads the period from the column's header or the labels above.
func (r *reading) periodAbove(p int32, labels []int32) float64 {
	x := &r.doc.Passages[p]
	if x.Kind == answer.Cell && x.Head != "" {
		return periodIn(answer.Words(x.Head))
	}
	for _, q := range labels {
		if s := periodIn(r.doc.Passages[q].Tokens); s > 0 {
			return s
		}
	}
	return 0
}

// dress gives a count or an amount the period that its label tells.
func (f *figure) dress(period float64) {
	u := &f.Q.Unit
	if u.Time != 0 || u.Money != 0 || u.Form != quantity.Plain || u.Data < 0 || u.Data > 1 || strings.HasSuffix(u.Noun, "users") {
		return
	}
	if u.Scale == 0 {
		u.Scale = 1
	}
	u.Time, u.Period, u.Scale = -1, period, u.Scale/period
	f.Bare = false
}

// spanOf notes over which time an amount is collected: "5 years" beside it, in its
// label or its heading.
func (r *reading) spanOf(f *figure, all []quantity.Found) {
	if f.Q.Unit.Data != 1 || f.Q.Unit.Time != 0 {
		return
	}
	long := func(list []quantity.Found) float64 {
		for i := range list {
			if u := list[i].Q.Unit; i < maxLabel && u.Time == 1 && u.Data == 0 && u.Period >= quantity.Month && list[i].Q.Base() < 100*quantity.Year {
				return list[i].Q.Base()
			}
		}
		return 0
	}
	if f.over = long(r.foundIn(f.passage, f.sentence)); f.over > 0 {
		return
	}
	for _, q := range r.above(f.passage) {
		if q != f.passage && len(r.doc.Passages[q].Tokens) <= maxLabel {
			if f.over = long(r.found(q)); f.over > 0 {
				return
			}
		}
	}
}

// peak tells whether the figure is one of the busiest moment: the nearest words
// decide.
func (f *figure) peak() bool {
	for _, s := range [...]sense{f.near, f.label, f.above} {
		if s.has(saysPeak | saysAverage) {
			return s.has(saysPeak) && !s.has(saysAverage)
		}
	}
	return false
}

// sides tells which of two ways the figure goes, by the nearest words that say so; both
// may be false.
func (f *figure) sides(one, other sense) (a, b bool) {
	for _, s := range [...]sense{f.near, f.label, f.above} {
		if s.has(one | other) {
			return s.has(one), s.has(other)
		}
	}
	return false, false
}

// headHas tells whether the header of a cell's column has one of the words.
func (r *reading) headHas(x *answer.Passage, words map[string]bool) bool {
	for _, w := range answer.Words(x.Head) {
		if words[w.Norm] {
			return true
		}
	}
	return false
}
