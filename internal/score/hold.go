package score

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/quantity"
)

// hold compares the scenario's estimates with what the answer states, by the formula
// on the answer's own inputs where it states them.
func (r *reading) hold(figs []figure) []EstimateResult {
	if r.c.scen == nil {
		return nil
	}
	vars, inputs, taken := r.inputs(figs)
	var out []EstimateResult
	for i := range r.c.scen.Estimates {
		e := &r.c.scen.Estimates[i]
		res := EstimateResult{ID: e.ID, Text: e.Text, Formula: e.Formula, Status: "missing"}
		want, err := quantity.Eval(e.Formula, vars)
		unit, uerr := quantity.Parse(e.Value)
		if err != nil || uerr != nil {
			continue
		}
		if q, err := quantity.Convert(want, unit.Unit); err == nil {
			want = q
		}
		res.Expected = quantity.Format(want)
		var unstated []string
		seen := map[string]bool{}
		for _, v := range quantity.Vars(e.Formula) {
			if in, ok := inputs[v]; ok && !seen[v] {
				seen[v] = true
				res.Inputs = append(res.Inputs, in)
				if in.Line == 0 {
					unstated = append(unstated, v)
				}
			}
		}
		best := r.bestFigure(figs, e, uint(i), want, taken, unstated)
		vars[e.ID] = want
		inputs[e.ID] = EstimateInput{Name: e.ID, Value: res.Expected}
		if best.figure != nil {
			f := best.figure
			res.Status, res.Stated, res.Line = best.status, strings.TrimSpace(f.Text), r.lineOf(f)
			res.Used = r.usedLater(f)
			res.Note = note(e, best, want)
			taken[f] = true
			if best.status == "right" || best.status == "near" && !best.otherMoment {
				// What follows is computed from the answer's own result.
				vars[e.ID] = best.q
				inputs[e.ID] = EstimateInput{Name: e.ID, Value: res.Stated, Line: res.Line}
				if in, ok := inputs[e.Formula]; ok && in.Line == 0 { // the estimate is the input itself
					vars[e.Formula] = best.q
					inputs[e.Formula] = EstimateInput{Name: e.Formula, Value: res.Stated, Line: res.Line}
				}
			}
		}
		out = append(out, res)
	}
	return out
}

func (r *reading) lineOf(f *figure) int {
	return r.doc.LineAt(r.doc.Passages[f.passage].Sentences[f.sentence].Start)
}

// held is a figure taken for an estimate.
type held struct {
	figure      *figure
	q           quantity.Quantity // in the dimension of the estimate
	status      string
	ratio       float64  // stated over expected
	otherMoment bool     // the average where the peak is asked for, or the reverse
	own         []string // inputs that the answer set otherwise in its calculation, without a name
	score       int
}

// bestFigure picks the figure that the answer states for an estimate. One that is
// right is believed where its sentence or what stands above speaks of the estimate;
// one that is not, only where the words stand beside it and it was taken for nothing
// else.
func (r *reading) bestFigure(figs []figure, e *catalog.Estimate, index uint, want quantity.Quantity, taken map[*figure]bool, unstated []string) held {
	var best held
	factor := e.Factor
	if factor == 0 {
		factor = 2
	}
	asked := askedOf(e)
	bit := uint64(1) << (index & 63)
	for k := range figs {
		f := &figs[k]
		if f.expects.any()&bit == 0 || f.Bare && want.Unit.Time != 0 || f.Compare != "" || f.Q.Unit.Per != "" || !suits(f, e, want, asked) {
			continue
		}
		h := held{figure: f, q: f.Q}
		beside := f.expects.beside&bit != 0
		switch {
		case f.Q.Unit.Same(want.Unit):
		case want.Unit.Data == 1 && want.Unit.Time == -1 && f.Q.Unit.Data == 1 && f.Q.Unit.Time == 0 && f.over > 0:
			h.q = normalised(f.Q, f.over)
		case beside && f.result && f.kind == kindOf(e) && !taken[f] && otherPeriod(f.Q, want):
			h.status, h.score = "other-unit", 10
		default:
			continue
		}
		// What a label names, and a line under it computes, is told as plainly.
		told := beside || f.result && f.expects.above&bit != 0
		if h.status == "" && !h.judge(e, want, factor, told, beside, taken[f], unstated) {
			continue
		}
		if beside {
			h.score += 5
		} else if f.expects.sentence&bit != 0 {
			h.score += 2
		}
		if f.result {
			h.score += 3
		}
		if r.info[f.passage].around.has(labelEstimates) {
			h.score += 5
		}
		if taken[f] {
			h.score -= 2 // an input, where the answer says more
		}
		if h.score > best.score {
			best = h
		}
	}
	return best
}

// maxOff is how far from the formula a figure may be to be taken for a wrong result
// and not for another quantity.
const maxOff = 1500

// asPeak is how much of the expected peak a figure is at least to be the peak without
// a word that says so.
const asPeak = 0.6

// judge sets the status of a figure of the estimate's dimension; false when it is
// none of this estimate.
func (h *held) judge(e *catalog.Estimate, want quantity.Quantity, factor float64, told, beside, taken bool, unstated []string) bool {
	var ok bool
	if h.ratio, ok = quantity.Ratio(h.q, want); !ok || h.ratio <= 0 {
		return false
	}
	off := max(h.ratio, 1/h.ratio)
	f := h.figure
	h.otherMoment = e.Kind != "total" && want.Unit.Time != 0 && (e.Kind == "peak") != f.peak()
	switch {
	case off <= factor && (!h.otherMoment || e.Kind == "peak" && h.ratio > asPeak):
		h.status, h.score, h.otherMoment = "right", 100, false
	case taken || !told || f.kind != kindOf(e) && f.Q.Unit.Time != 0:
		return false
	case h.otherMoment && off <= 10*factor:
		h.status, h.score = "near", 30
	case h.otherMoment:
		return false
	case f.comesOut && len(unstated) > 0 && plausible(e, h.q):
		h.status, h.score, h.own = "right", 80, unstated
	case off <= 10*factor:
		h.status, h.score = "near", 60
	case f.result && off <= maxOff && (beside || f.miscomputed):
		h.status, h.score = "off", 20
	default:
		return false
	}
	return true
}

// otherPeriod tells whether an amount of data may be what is asked for, though it is
// given for another time: a day's worth at least, and no more than that of a hundred
// years.
func otherPeriod(q, want quantity.Quantity) bool {
	if q.Unit.Data != 1 || want.Unit.Data != 1 || q.Unit.Time == want.Unit.Time {
		return false
	}
	amount, rate := q.Base(), want.Base()
	if q.Unit.Time != 0 {
		amount, rate = rate, amount
	}
	days := amount / (rate * quantity.Day)
	return days > 0.1 && days < 36500
}

// kindOf is the kind of figure that an estimate's criterion is about.
func kindOf(e *catalog.Estimate) figureKind {
	switch e.Criterion {
	case "estimates.storage":
		return figureStorage
	case "estimates.bandwidth":
		return figureBandwidth
	case "estimates.memory":
		return figureMemory
	}
	return figureTraffic
}

func plausible(e *catalog.Estimate, q quantity.Quantity) bool {
	low, err1 := quantity.Parse(e.Plausible[0])
	high, err2 := quantity.Parse(e.Plausible[1])
	return err1 != nil || err2 != nil || !q.Unit.Same(low.Unit) || q.Base() >= low.Base() && q.Base() <= high.Base()
}

// normalised is an amount collected over a time as what a second brings, shown by the
// day.
func normalised(q quantity.Quantity, over float64) quantity.Quantity {
	day := quantity.Unit{Data: 1, Bits: q.Unit.Bits, Time: -1, Period: quantity.Day, Scale: 1 / quantity.Day}
	return quantity.Quantity{Value: q.Base() / over * quantity.Day, Unit: day}
}

// asked is which way an estimate goes, by its id and text.
func askedOf(e *catalog.Estimate) sense {
	var s sense
	for _, w := range strings.FieldsFunc(strings.ToLower(e.ID+" "+e.Text), func(c rune) bool { return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') }) {
		s |= senses[w]
	}
	if e.Criterion == "estimates.memory" {
		s |= saysMemory
	}
	return s
}

// suits tells whether nothing around the figure says that it is of another kind than
// the estimate: a read where a write is asked for, memory where storage is.
func suits(f *figure, e *catalog.Estimate, want quantity.Quantity, asked sense) bool {
	clash := func(one, other sense) bool {
		a, b := f.sides(one, other)
		return asked.has(one) && !asked.has(other) && b && !a
	}
	switch e.Criterion {
	case "estimates.memory":
		if want.Unit.Data == 1 && !f.around.has(saysMemory) {
			return false
		}
	case "estimates.storage":
		if f.kind == figureBandwidth || f.kind == figureMemory && (f.near|f.label).has(saysMemory) {
			return false
		}
	case "estimates.bandwidth":
		if want.Unit.Data == 1 && f.kind != figureBandwidth && !f.around.has(saysBandwidth) || clash(saysIn, saysOut) || clash(saysOut, saysIn) {
			return false
		}
	}
	if want.Unit.Data == 0 && want.Unit.Time == 0 && !counts(f.Q.Unit.Noun, e.Text+" "+strings.Join(e.Match, " ")) {
		return false
	}
	return !clash(saysRead, saysWrite) && !clash(saysWrite, saysRead)
}

// counts tells whether a text speaks of what is counted; "" is never told apart.
func counts(noun, text string) bool {
	text = strings.ToLower(text)
	for _, w := range strings.Fields(noun) {
		if w = strings.TrimSuffix(w, "s"); len(w) > 2 && !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// note says in a sentence what is to be said of a stated figure.
func note(e *catalog.Estimate, h held, want quantity.Quantity) string {
	var out []string
	off := max(h.ratio, 1/h.ratio)
	switch {
	case h.status == "other-unit":
		out = append(out, fmt.Sprintf("the answer gives %s, asked is %s", describe(h.figure.Q.Unit), describe(want.Unit)))
	case h.otherMoment && e.Kind == "peak":
		out = append(out, "this is the average; the peak is asked for")
	case h.otherMoment:
		out = append(out, "this is the peak; the average is asked for")
	case len(h.own) > 0:
		out = append(out, fmt.Sprintf("computed right on inputs of its own; the formula uses the scenario's %s", strings.Join(h.own, ", ")))
	case h.status == "near" || h.status == "off":
		side := "high"
		if h.ratio < 1 {
			side = "low"
		}
		text := fmt.Sprintf("too %s by a factor of %s on these inputs", side, quantity.Format(quantity.Quantity{Value: off}))
		if slip := slipOf(off); slip != "" {
			text += " (" + slip + "?)"
		}
		out = append(out, text)
	}
	if h.status != "other-unit" && h.figure.over > 0 && !h.figure.Q.Unit.Same(want.Unit) {
		out = append(out, "spread over its time this is "+quantity.Format(h.q))
	}
	if h.status != "other-unit" && !plausible(e, h.q) {
		out = append(out, fmt.Sprintf("outside of what is plausible here, %s to %s: look at the assumptions", e.Plausible[0], e.Plausible[1]))
	}
	return strings.Join(out, "; ")
}

func describe(u quantity.Unit) string {
	switch {
	case u.Time == 0:
		return "an amount"
	case u.Period >= quantity.Day:
		return "an amount per day"
	}
	return "a rate per second"
}

// slipOf names the factor that a result is often off by.
func slipOf(off float64) string {
	for _, s := range []struct {
		factor, slack float64
		name          string
	}{
		{8, 0.05, "bits taken for bytes"}, {quantity.Day, 0.1, "per day taken for per second"}, {1000, 0.05, "a thousand lost"},
		{1e6, 0.05, "a million lost"}, {60, 0.03, "minutes taken for seconds"}, {quantity.Hour, 0.05, "hours taken for seconds"},
	} {
		if off > s.factor*(1-s.slack) && off < s.factor*(1+s.slack) {
			return s.name
		}
	}
	return ""
}

// inputs gives the scenario's inputs, replaced by the answer's own where the words of
// an input stand with a figure of its kind. A figure is one input at most: the nearest
// words win.
func (r *reading) inputs(figs []figure) (map[string]quantity.Quantity, map[string]EstimateInput, map[*figure]bool) {
	vars := map[string]quantity.Quantity{}
	shown := map[string]EstimateInput{}
	type claim struct {
		input  int
		figure *figure
		rank   int
	}
	var claims []claim
	for i := range r.c.scen.Inputs {
		in := &r.c.scen.Inputs[i]
		q, err := quantity.Parse(in.Value)
		if err != nil {
			continue
		}
		vars[in.ID] = q
		shown[in.ID] = EstimateInput{Name: in.ID, Value: in.Value}
		bit := uint64(1) << (uint(i) & 63)
		for k := range figs {
			f := &figs[k]
			if f.states.any()&bit == 0 || !isInput(f, in, q) {
				continue
			}
			if rank := r.inputRank(f, in, bit); rank > 0 {
				claims = append(claims, claim{i, f, rank})
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return b.rank - a.rank })
	taken := map[*figure]bool{}
	for _, c := range claims {
		in := &r.c.scen.Inputs[c.input]
		if shown[in.ID].Line > 0 || taken[c.figure] {
			continue
		}
		vars[in.ID] = c.figure.Q
		shown[in.ID] = EstimateInput{in.ID, strings.TrimSpace(c.figure.Text), r.lineOf(c.figure)}
		taken[c.figure] = true
	}
	return vars, shown, taken
}

// inputRank says how surely a figure states an input; 0 is not.
func (r *reading) inputRank(f *figure, in *catalog.Input, bit uint64) int {
	rank := 0
	switch {
	case f.states.beside&bit != 0:
		rank = 6
	case f.result:
		return 0
	case f.states.above&bit != 0:
		rank = 4
	default:
		rank = 2
	}
	switch {
	case r.info[f.passage].around.has(labelEstimates | labelRequirements | labelNonfunctional | labelScope):
		rank += 3
	case 2*int(r.text.First[f.passage]) > len(r.text.Words):
		rank -= 3 // deep in the design a number is of a part of it
	}
	if noun := f.Q.Unit.Noun; noun != "" && in.Text != "" {
		last := noun[strings.LastIndexByte(noun, ' ')+1:]
		if strings.Contains(headOf(in.Text), singular(last)) {
			rank += 2
		}
	}
	if f.peak() && !strings.Contains(strings.ToLower(in.Text), "peak") {
		rank = max(1, rank-4)
	}
	return max(rank, 0)
}

// headOf is what a text such as "Tweets on one timeline page" counts: its words up to
// the first that binds another.
func headOf(text string) string {
	words := strings.Fields(strings.ToLower(text))
	for i, w := range words {
		switch w {
		case "of", "on", "in", "a", "per", "that", "to", "with", "for", "from", "by", "at", "kept", "posted", "sent", "stored":
			return strings.Join(words[:i], " ")
		}
	}
	return strings.Join(words, " ")
}

// isInput tells whether a figure can be the answer's own value of an input: of its
// kind, not absurdly far away, and counting the same thing.
func isInput(f *figure, in *catalog.Input, q quantity.Quantity) bool {
	if f.Range() || f.Compare != "" || f.Q.Unit.Per != q.Unit.Per && f.Q.Unit.Per != "users" {
		return false
	}
	share := q.Unit.Data == 0 && q.Unit.Time == 0 && q.Value < 1
	isShare := f.Q.Unit.Form != quantity.Plain || f.Bare && f.Q.Value < 1
	if share != isShare {
		return false
	}
	reach := 1e3
	if q.Unit.Data != 0 && q.Unit.Time == 0 || share || q.Value < 1000 && q.Unit.Data == 0 {
		reach = 60
	}
	if ratio, ok := quantity.Ratio(f.Q, q); !ok || ratio < 1/reach || ratio > reach {
		return false
	}
	told := strings.ToLower(in.Text + " " + strings.Join(in.Match, " "))
	if in.Text != "" && !counts(f.Q.Unit.Noun, told) {
		return false
	}
	if strings.HasPrefix(in.ID, "daily") && q.Unit.Time == 0 && !(f.near | f.label).has(saysDaily) && !strings.HasPrefix(f.Q.Unit.Noun, "daily") {
		return false
	}
	// "28 billion tweet views a day" are no tweets.
	stated := strings.ToLower(f.Text)
	for _, act := range [...]string{"view", "read", "deliver", "search", "like", "fanout", "request"} {
		if strings.Contains(stated, act) && in.Text != "" && !strings.Contains(told, act) {
			return false
		}
	}
	return true
}
