package score

import (
	"math"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

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

// classify reads a figure's kind from its unit and from the words around it.
func (r *reading) classify(f *figure) {
	if f.Bare {
		return
	}
	u := f.Q.Unit
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
		case f.around.has(saysMemory) && size >= 5e7:
			f.kind = figureMemory
		case u.Per == "" && (f.around.has(saysStorage) || under) && size >= 1e6 && (under || !f.near.has(saysLimit)):
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
		case "rows", "records":
			if under && f.Q.Base() >= 1e5 {
				f.kind = figureStorage
			}
		}
	}
}

// estimateLevels scores the four estimate criteria.
func (r *reading) estimateLevels(figs []figure) []CriterionResult {
	products := r.products(figs)
	return []CriterionResult{
		r.estimate("estimates.traffic", figs, figureTraffic, products),
		r.estimate("estimates.storage", figs, figureStorage, products),
		r.estimate("estimates.bandwidth", figs, figureBandwidth, products),
		r.estimate("estimates.memory", figs, figureMemory, products),
	}
}

func (r *reading) estimate(id string, figs []figure, kind figureKind, products map[int]bool) CriterionResult {
	res := r.stageResult(id)
	var any, derived, sound, split []spot // sound are derived and not miscomputed
	var read, write, peak, in, out, copies bool
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
		d := f.result || products[i] || r.derivedNear(f) || kind == figureTraffic && r.fromDaily(f)
		if kind == figureTraffic && f.Q.Unit.Period > 60 && !f.result && !products[i] {
			d = r.fromDaily(f)
		}
		if d {
			derived = append(derived, s)
			if !f.miscomputed && (kind == figureTraffic || f.Q.Unit.Data == 1) {
				sound = append(sound, s)
			}
		}
		peak = peak || f.peak()
		a, b := f.sides(saysRead, saysWrite)
		read, write = read || a, write || b
		a, b = f.sides(saysIn, saysOut)
		in, out = in || a, out || b
		copies = copies || f.near.has(saysCopies) || f.label.has(saysCopies)
		used = used || r.usedLater(f)
	}
	switch kind {
	case figureTraffic:
		if read && write && len(derived) >= 1 && len(any) >= 2 || peak && len(derived) >= 1 {
			split = derived
		}
	case figureStorage:
		for _, s := range sound {
			words := r.saidWith(s.passage)
			if copies || words.has(saysCopies|saysSpan) {
				split = append(split, s)
			}
		}
	case figureBandwidth:
		if in && out && len(derived) >= 2 {
			split = derived
		}
	case figureMemory:
		for _, s := range sound {
			words := r.saidWith(s.passage)
			if words.has(saysShare) || r.cueIn(s.passage, s.sentence, cueReason) {
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

// maxFactors bounds the figures of a section that are tried as factors of another.
const maxFactors = 24

// products marks the figures that two others of their section come to, though no line
// says so: "50M users", "10 GB each", "500 PB in all". Both factors are named before.
func (r *reading) products(figs []figure) map[int]bool {
	out := map[int]bool{}
	for i := range figs {
		f := &figs[i]
		if f.result || f.kind != figureStorage && f.kind != figureTraffic || !r.info[f.passage].around.has(labelEstimates) {
			continue
		}
		section := r.doc.Passages[f.passage].Section
		from := i
		for from > 0 && i-from < maxFactors && r.doc.Passages[figs[from-1].passage].Section == section {
			from--
		}
		for a := from; a < i && !out[i]; a++ {
			for b := from; b < a; b++ {
				if productOf(f.Q, figs[a].Q, figs[b].Q) {
					out[i] = true
					break
				}
			}
		}
	}
	return out
}

// productOf tells whether a count times a size, or two counts, come to q, to three
// hundredths. Counts under ten multiply too much by chance.
func productOf(q, a, b quantity.Quantity) bool {
	if a.Unit.Data < b.Unit.Data {
		a, b = b, a
	}
	if a.Unit.Data != q.Unit.Data || b.Unit.Data != 0 || a.Unit.Money != 0 || b.Unit.Money != 0 || b.Unit.Form != quantity.Plain || a.Unit.Time == 1 || b.Unit.Time == 1 {
		return false
	}
	if b.Value < 10 || a.Value <= 1 {
		return false
	}
	want := a.Base() * b.Base()
	return want > 0 && math.Abs(q.Base()/want-1) < 0.03
}

// fromDaily tells whether a rate per second stands in a sentence or row with the daily
// count or the users that it comes from: "2 million uploads a day, or 23 per second".
func (r *reading) fromDaily(f *figure) bool {
	x := &r.doc.Passages[f.passage]
	if f.Q.Unit.Period > 60 && x.Kind != answer.Cell {
		return false
	}
	for i, o := range r.foundIn(f.passage, f.sentence) {
		if i == maxFactors {
			break
		}
		u := o.Q.Unit
		if o.Start != f.Start && (u.Time == -1 && u.Data == 0 && u.Period >= quantity.Hour || strings.HasSuffix(u.Noun, "users")) {
			return true
		}
	}
	if x.Kind != answer.Cell {
		return false
	}
	for q := f.passage - 1; q >= 0 && r.sameRow(x, q); q-- {
		if p := r.periodAbove(q, nil); len(r.figuresOf(q).all) == 1 && p >= quantity.Hour && p != f.Q.Unit.Period {
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
	eq += strings.Count(text, "->")
	return (ops >= 1 && eq >= 1 || ops >= 2) && quantities >= 2 || eq >= 2 && quantities >= 3 || eq >= 1 && quantities >= 4
}

// laterIndex finds the quantities that stand where something is built, by their size:
// a bucket is 6 % wide.
type laterIndex map[laterKey][]laterPlace

// laterPlace is a passage, and whether it sizes machines.
type laterPlace struct {
	passage int32
	sizes   bool
}

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

// indexLater notes the quantities of the passages that build: those outside the
// estimates that name an idea of the design, and those that size servers, shards or a
// cache.
func (r *reading) indexLater() {
	r.later = laterIndex{}
	named := map[int32]bool{}
	for i := range r.mentions {
		named[r.mentions[i].passage] = true
	}
	for i := range r.doc.Passages {
		p := int32(i)
		builds := named[p] && !r.info[p].around.has(labelEstimates)
		list := r.found(p)
		if len(list) == 0 {
			continue
		}
		sizes := r.said(p).has(saysServers)
		if !builds && !sizes {
			continue
		}
		for _, f := range list {
			if f.Q.Base() < 100 && f.Q.Unit.Data == 0 {
				continue
			}
			if f.Q.Base() <= 0 {
				continue
			}
			if k := keyOf(f.Q); len(r.later[k]) < bucketPlace {
				r.later[k] = append(r.later[k], laterPlace{p, sizes})
			}
		}
	}
}

// usedLater tells whether the figure's value is taken up outside the block that
// computes it, by a passage that builds something, or by another line that sizes.
func (r *reading) usedLater(f *figure) bool {
	if f.Q.Base() <= 0 || f.Q.Base() < 100 && f.Q.Unit.Data == 0 {
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
		for _, at := range r.later[near] {
			if r.doc.Passages[at.passage].Block != home.Block || at.passage > f.passage && at.sizes {
				return true
			}
		}
	}
	return false
}
