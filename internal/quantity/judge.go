package quantity

import "math"

// judge decides one link.
type judge struct {
	text     string
	chain    *Chain
	left     *expression
	right    *expression
	sign     sign
	operands int
}

// decide tries the readings in turn: one that fits makes the link right. When none
// does, the first reading that is sure says what the value should have been.
func (j *judge) decide() {
	c := j.chain
	if j.left.missing || j.left.depth != 0 || j.left.waiting {
		return
	}
	var best outcome
	alternatives := j.doubts()
	for mask := range 1 << min(len(alternatives), 3) {
		for _, swallow := range []bool{false, true} {
			if swallow && !j.swallows() {
				continue
			}
			outcomes, n := j.read(alternatives, mask, swallow)
			for k := range n {
				o := outcomes[k]
				if !best.sure && (o.sure || best.computed == 0) {
					best = o
				}
				if j.fits(o.ratio) {
					c.Computed = Quantity{Value: o.computed, Unit: c.Stated.Unit}
					c.Verdict = Right
					return
				}
			}
		}
	}
	if best.computed != 0 && !math.IsInf(best.computed, 0) && !math.IsNaN(best.computed) {
		c.Computed = Quantity{Value: best.computed, Unit: c.Stated.Unit}
	}
	if j.operands < 2 || !best.sure || !j.clean() || j.rightFits(best) {
		return
	}
	j.blame(best, len(alternatives) > 0)
}

// fits reports whether stated over computed is within rounding.
func (j *judge) fits(ratio float64) bool {
	c := j.chain
	low, high := 0.89, 1.12
	if j.sign.approx || c.Claim.Approx || j.aboutDay() {
		low, high = 0.77, 1.3
	}
	if step := lastDigit(c.Claim.Q.Value); step > 0 && !c.Claim.Range() {
		// Rounded to the digits that are there.
		slack := min(step/2/c.Claim.Q.Value, 0.25)
		low, high = min(low, 1-slack), max(high, 1/(1-slack))
	}
	if c.Claim.Range() && c.Claim.Q.Value > 0 {
		low = min(low, low*c.Claim.Q.Value/c.Claim.High)
		if c.Claim.Low > 0 {
			high = max(high, high*c.Claim.Q.Value/c.Claim.Low)
		}
	}
	return ratio >= low && ratio <= high
}

// aboutDay reports whether a day's seconds are a factor, which people take for
// 100,000.
func (j *judge) aboutDay() bool {
	for _, t := range j.left.terms {
		if v := t.Found.Q.Value; t.Op == 0 && (v >= 80000 && v <= 100000 || v >= 2.4e6 && v <= 2.7e6) {
			return true
		}
	}
	return false
}

// lastDigit is the size of the last significant digit: 1000 for 34000.
func lastDigit(v float64) float64 {
	if v <= 0 {
		return 0
	}
	step := math.Pow(10, math.Floor(math.Log10(v)))
	for range 4 {
		if n := v / step; math.Abs(n-math.Round(n)) < 1e-9*n {
			return step
		}
		step /= 10
	}
	return step
}

// clean reports whether nothing but numbers, operators and harmless words make up
// the link, so that a deviation is the writer's.
func (j *judge) clean() bool {
	c := j.chain
	if j.left.loose || j.right.words > 0 || j.unread() || c.Claim.Range() || c.Claim.Compare != "" || c.Claim.Q.Value == 0 {
		return false
	}
	for i, t := range j.left.terms {
		if t.Op != 0 {
			continue
		}
		if t.Found.Range() || t.Found.Compare != "" || t.Found.Q.Unit.Form == Times {
			return false
		}
		if i > 0 && t.Found.Q.Unit.Form == Percent && (j.left.terms[i-1].Op == '+' || j.left.terms[i-1].Op == '-') {
			return false // 100 + 20%
		}
	}
	return true
}

// unread reports whether the stated number is followed by what may be a unit that
// is not known.
func (j *judge) unread() bool {
	claim := &j.chain.Claim
	if !claim.Q.Unit.plain() || claim.Q.Unit.Noun != "" || claim.Q.Unit.Form != Plain {
		return false
	}
	i := space(j.text, claim.End)
	c := at(j.text, i)
	return isLetter(c) && !stopped(wordAt(j.text, i)) || c == '\\' || c >= 0x80 && !isSymbol(j.text, i)
}

// rightFits reports whether the stated side is an expression that comes to the
// same: "500M × 2 = 10^6 × 1000".
func (j *judge) rightFits(best outcome) bool {
	e := j.right
	if len(e.terms) < 2 || e.restart {
		return false
	}
	if !e.complete() || e.missing || e.loose {
		return true // not understood: give no verdict
	}
	stated := j.chain.Stated
	for _, how := range []func(Quantity) Quantity{func(q Quantity) Quantity { return q }, stripTime} {
		q, ok := compute(e.terms, false, how)
		if !ok {
			continue
		}
		if left, ok := compute(j.left.terms, false, how); ok && left.Base() != 0 && j.fits(q.Base()/left.Base()) {
			return true
		}
		if v := q.Base() / stated.Unit.factor(); best.computed != 0 && j.fits(v/best.computed) {
			return true
		}
	}
	return false
}

var slips = []struct {
	factor, slack float64
	name          string
	time, data    bool
}{
	{8, 0.06, "bits/bytes", false, true},
	{Day, 0.17, "per day/per second", true, false},
	{1000, 0.06, "thousand", false, false},
	{1e6, 0.1, "million", false, false},
	{1e9, 0.12, "billion", false, false},
	{60, 0.05, "per minute/per second", true, false},
	{Hour, 0.06, "per hour/per second", true, false},
	{24, 0.05, "per day/per hour", true, false},
	{30, 0.05, "per month/per day", true, false},
	{365, 0.06, "per year/per day", true, false},
}

// blame names the fault of a link whose readings all miss.
func (j *judge) blame(o outcome, doubtful bool) {
	c := j.chain
	off := o.ratio
	if off < 1 {
		off = 1 / off
	}
	if off < 1.5 && !(off > 1.18 && j.crisp() && !doubtful) {
		return
	}
	if j.explains(off) || j.explains(1/off) {
		return
	}
	dropped := o.matching && j.strippedFits()
	for _, s := range slips {
		if off < s.factor*(1-s.slack) || off > s.factor*(1+s.slack) {
			continue
		}
		switch {
		case s.time && o.matching && !j.oneRate():
			return
		case s.data && c.Stated.Unit.Data == 0, s.time && !(o.matching && c.Stated.Unit.Time != 0):
			if s.time && !o.matching && (c.Stated.Unit.Time != 0 || j.timed()) {
				return // a conversion that was left unsaid
			}
			continue
		}
		if dropped && !s.time {
			return
		}
		c.Verdict, c.Slip = Slip, s.name
		return
	}
	if !dropped && !j.sign.arrow {
		c.Verdict = Wrong
	}
}

// strippedFits reports whether the numbers agree when time and money are left out,
// as when a unit was dropped on the way.
func (j *judge) strippedFits() bool {
	q, ok := compute(j.left.terms, false, stripTime)
	stated := stripTime(j.chain.Stated)
	return ok && q.Unit.Data == stated.Unit.Data && q.Base() != 0 && j.fits(stated.Base()/q.Base())
}

// oneRate reports whether time comes in by a single rate on the left, such as
// 500M/day, so that its period is what the result must have too.
func (j *judge) oneRate() bool {
	rates := 0
	for _, t := range j.left.terms {
		if t.Op == 0 && t.Found.Q.Unit.Time != 0 {
			if t.Found.Q.Unit.Time != -1 {
				return false
			}
			rates++
		}
	}
	return rates == 1
}

// timed reports whether a term on the left has a time unit.
func (j *judge) timed() bool {
	for _, t := range j.left.terms {
		if t.Op == 0 && t.Found.Q.Unit.Time != 0 {
			return true
		}
	}
	return false
}

// crisp reports a short exact calculation, where a deviation of a fifth is a
// mistake and no rounding.
func (j *judge) crisp() bool {
	if j.sign.approx || j.operands > 3 || j.chain.Claim.Approx || j.converts() {
		return false
	}
	for _, t := range j.left.terms {
		if t.Op == 0 && t.Found.Approx {
			return false
		}
	}
	return true
}
