package score

import (
	"math"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

// figure is a quantity of the answer with its place and its context.
type figure struct {
	quantity.Found
	passage, sentence int32
	derived           bool // the result of a calculation in the answer
	kind              figureKind
	peak, read, write bool
	in, out           bool
}

// figureKind is which estimate a figure belongs to.
type figureKind uint8

const (
	figureOther figureKind = iota
	figureTraffic
	figureStorage
	figureBandwidth
	figureMemory
	figureUsers
)

// context words of the estimates.
var (
	memoryWords  = set("cache", "caching", "memory", "ram", "redis", "memcached", "hot", "cached")
	storageWords = set("storage", "store", "stored", "disk", "database", "db", "size", "space", "year", "years", "retention", "data", "metadata", "media", "day", "daily")
	readWords    = set("read", "reads", "fetch", "view", "views", "search", "searches", "download", "downloads", "get", "timeline", "viewing", "watch", "stream", "browse", "query", "queries", "playback", "redirect")
	writeWords   = set("write", "writes", "post", "posts", "upload", "uploads", "create", "tweets", "tweet", "send", "sent", "booking", "bookings", "reservations", "orders", "messages", "update", "updates", "ingest", "new", "reservation", "order")
	peakWords    = set("peak", "peaks", "spike", "spikes", "burst", "max", "maximum", "surge", "evening", "rush", "busiest", "worst")
	inWords      = set("ingress", "incoming", "inbound", "upload", "uploads", "in", "write")
	outWords     = set("egress", "outgoing", "outbound", "download", "downloads", "out", "read", "streaming")
	copyWords    = set("replica", "replicas", "replication", "copies", "redundancy", "replicated", "factor", "backup")
	timeWords    = set("year", "years", "yr", "yrs", "yearly", "month", "months", "annual", "annually", "retention", "growth", "decade")
	shareWords   = set("80", "pareto", "rule", "active", "80%", "hot", "20%", "newest", "last", "first", "share", "popular", "recent", "days", "only", "per", "ids", "one", "copies")
)

// figures collects the quantities of the answer with what the words around say of
// them.
func (r *reading) figures() []figure {
	var out []figure
	for i := range r.doc.Passages {
		p := int32(i)
		found := r.found(p)
		if len(found) == 0 || r.info[i].around.has(labelReference) {
			continue
		}
		chains := r.figuresOf(p).chains
		for _, f := range found {
			fig := figure{Found: f, passage: p, sentence: r.sentenceAt(p, f.Start)}
			for _, c := range chains {
				if c.Claim.Start == f.Start && len(c.Left) >= 2 {
					fig.derived = true
				}
			}
			r.classify(&fig)
			if fig.kind != figureOther {
				out = append(out, fig)
			}
		}
	}
	return out
}

// classify reads a figure's kind from its unit and from the words in its sentence,
// its lead-in and its headings.
func (r *reading) classify(f *figure) {
	u := f.Q.Unit
	x := &r.doc.Passages[f.passage]
	has := func(words map[string]bool) bool {
		s := x.Sentences[f.sentence]
		for k := s.First; k < s.Last; k++ {
			if words[x.Tokens[k].Norm] {
				return true
			}
		}
		return false
	}
	above := func(words map[string]bool) bool {
		if has(words) {
			return true
		}
		for _, q := range r.above(f.passage) {
			if q != f.passage && len(r.doc.Passages[q].Tokens) <= 12 && anyWord(&r.doc.Passages[q], words) {
				return true
			}
		}
		return x.Kind == answer.Cell && r.headHas(x, words)
	}
	f.peak, f.read, f.write = has(peakWords), above(readWords), above(writeWords)
	f.in, f.out = above(inWords), above(outWords)
	under := r.info[f.passage].around.has(labelEstimates)
	size := f.Q.Base()
	if u.Time == -1 {
		size *= u.Period // what one day or year brings
	}
	switch {
	case u.Data == 1 && u.Time == -1 && u.Period <= 60:
		f.kind = figureBandwidth
	case u.Data == 1 && (u.Time == 0 || u.Time == -1):
		switch {
		case above(memoryWords) && size >= 5e7:
			f.kind = figureMemory
		case u.Per == "" && (has(storageWords) || above(storageWords) || under) && size >= 1e6:
			f.kind = figureStorage
		}
	case u.Data == 0 && u.Money == 0 && u.Time == -1 && u.Form == quantity.Plain:
		if u.Per == "" && (under || u.Period <= 60 || f.Q.Value >= 1000) {
			f.kind = figureTraffic
		}
	case u.Time == 0 && u.Data == 0 && u.Money == 0 && f.Q.Base() >= 1000:
		switch u.Noun {
		case "users", "daily users", "monthly users", "active users", "concurrent users", "members", "customers", "viewers", "drivers", "riders":
			f.kind = figureUsers
		}
	}
}

func (r *reading) headHas(x *answer.Passage, words map[string]bool) bool {
	for _, w := range answer.Words(x.Head) {
		if words[w.Norm] {
			return true
		}
	}
	return false
}

// estimateLevels scores the four estimate criteria.
func (r *reading) estimateLevels(figs []figure) []CriterionResult {
	return []CriterionResult{
		r.estimate("estimates.traffic", figs, figureTraffic),
		r.estimate("estimates.storage", figs, figureStorage),
		r.estimate("estimates.bandwidth", figs, figureBandwidth),
		r.estimate("estimates.memory", figs, figureMemory),
	}
}

func (r *reading) estimate(id string, figs []figure, kind figureKind) CriterionResult {
	res := r.stageResult(id)
	var any, derived, split []spot
	var read, write, peak, in, out bool
	used := false
	for i := range figs {
		f := &figs[i]
		bare := kind == figureTraffic && f.kind == figureUsers
		if f.kind != kind && !bare {
			continue
		}
		s := spot{f.passage, f.sentence, "number", "quantity"}
		any = append(any, s)
		if bare {
			continue
		}
		d := f.derived || r.derivedNear(f) || kind == figureTraffic && r.fromDaily(f)
		if kind == figureTraffic && f.Q.Unit.Period > 60 && !f.derived {
			d = false
		}
		if d {
			derived = append(derived, s)
		}
		read, write, peak = read || f.read, write || f.write, peak || f.peak
		in, out = in || f.in, out || f.out
		used = used || r.usedLater(f)
	}
	switch kind {
	case figureTraffic:
		if read && write && len(derived) >= 2 || peak && len(derived) >= 1 {
			split = derived
		}
	case figureStorage:
		for _, s := range derived {
			x := &r.doc.Passages[s.passage]
			if anyWord(x, copyWords) || anyWord(x, timeWords) {
				split = append(split, s)
			}
		}
	case figureBandwidth:
		if in && out && len(derived) >= 2 {
			split = derived
		}
	case figureMemory:
		for _, s := range derived {
			if anyWord(&r.doc.Passages[s.passage], shareWords) || r.cueIn(s.passage, s.sentence, cueReason) {
				split = append(split, s)
			}
		}
	}
	level := 0
	at := any
	switch {
	case len(split) > 0 && used:
		level, at = 4, split
	case len(split) > 0:
		level, at = 3, split
	case len(derived) > 0:
		level, at = 2, derived
	case len(any) > 0:
		level = 1
	}
	lack := [...][5]string{
		figureTraffic:   {"a number for the load", "requests per second derived from users", "reads and writes apart, or the peak", "the number taken up in the design", ""},
		figureStorage:   {"a number for the storage", "storage derived from item size and rate", "storage over time and with replicas", "the number taken up in the design", ""},
		figureBandwidth: {"a number for the bandwidth", "bandwidth derived from sizes and rates", "in and out apart", "the number taken up in the design", ""},
		figureMemory:    {"a number for the memory", "memory derived from a hot share and an item size", "why that share", "the number taken up in the design", ""},
	}[kind][level]
	return r.finish(res, level, []string{lack}, at...)
}

// fromDaily tells whether a rate per second stands in a sentence with the daily count
// or the users that it comes from: "2 million uploads a day, or 23 per second".
func (r *reading) fromDaily(f *figure) bool {
	if f.Q.Unit.Period > 60 {
		return false
	}
	for _, o := range r.foundIn(f.passage, f.sentence) {
		u := o.Q.Unit
		if o.Start != f.Start && (u.Time == -1 && u.Data == 0 && u.Period >= quantity.Hour || strings.HasSuffix(u.Noun, "users")) {
			return true
		}
	}
	return false
}

// derivedNear tells whether the figure's passage holds a calculation: an operator or
// several quantities and an equals sign.
func (r *reading) derivedNear(f *figure) bool { return r.figuresOf(f.passage).worked }

// worked tells whether a text calculates.
func worked(text string, quantities int) bool {
	ops, eq := 0, 0
	for _, c := range text {
		switch c {
		case '*', '×', '/', '÷':
			ops++
		case '=', '≈', '→':
			eq++
		}
	}
	return (ops >= 1 && eq >= 1 || ops >= 2) && quantities >= 2
}

// laterIndex finds the quantities that stand beside an idea of the design, by their
// size: a bucket is 6 % wide.
type laterIndex map[laterKey][]int32

type laterKey struct {
	data, time, money int8
	bucket            int32
}

const (
	sameValue   = 0.06
	bucketPlace = 16 // places kept of one bucket
)

func keyOf(q quantity.Quantity) laterKey {
	return laterKey{q.Unit.Data, q.Unit.Time, q.Unit.Money, int32(math.Floor(math.Log(q.Base()) / sameValue))}
}

// indexLater notes the quantities of all passages that hold a mention.
func (r *reading) indexLater() {
	r.later = laterIndex{}
	last := int32(-1)
	for i := range r.mentions {
		p := r.mentions[i].passage
		if p == last || r.info[p].around.has(labelEstimates) {
			continue
		}
		last = p
		for _, f := range r.found(p) {
			if f.Q.Base() < 100 {
				continue
			}
			if k := keyOf(f.Q); len(r.later[k]) < bucketPlace {
				r.later[k] = append(r.later[k], p)
			}
		}
	}
}

// usedLater tells whether the figure's value is taken up outside the block that
// computes it, by a passage that builds something.
func (r *reading) usedLater(f *figure) bool {
	if f.Q.Base() < 100 {
		return false
	}
	if r.later == nil {
		r.indexLater()
	}
	home := &r.doc.Passages[f.passage]
	k := keyOf(f.Q)
	for _, d := range [3]int32{0, -1, 1} {
		near := k
		near.bucket += d
		for _, p := range r.later[near] {
			if r.doc.Passages[p].Block != home.Block {
				return true
			}
		}
	}
	return false
}
