package quantity

import "math"

// outcome is one way to read both sides: stated over computed, and whether the
// dimensions agree on both sides as written.
type outcome struct {
	ratio    float64
	computed float64 // in the unit of the stated value
	matching bool    // full dimensions agree
	sure     bool    // good enough to call the statement wrong
}

// doubts lists the terms with a second reading; -1 stands for the stated value.
func (j *judge) doubts() []int {
	var list []int
	if j.chain.Claim.alt != altNone {
		list = append(list, -1)
	}
	for i, t := range j.left.terms {
		if t.Op == 0 && t.Found.alt != altNone {
			list = append(list, i)
		}
	}
	return list
}

// otherwise is the second reading of f.
func otherwise(f Found) Found {
	u := &f.Q.Unit
	scale := 1.0
	switch f.alt {
	case altBytes:
		*u, scale = Unit{Data: 1, Scale: 1}, 1e-9
	case altBillion:
		*u, scale = Unit{}, 1e9
	case altMinutes:
		*u, scale = Unit{Time: 1, Period: Minute, Scale: Minute}, 1e-6
	case altMillion:
		*u, scale = Unit{}, 1e6
	case altBits:
		u.Bits, u.Scale = true, u.Scale/8
	case altOctets:
		u.Bits, u.Scale = false, u.Scale*8
	case altTera:
		*u, scale = Unit{}, 1e12
	}
	f.Q.Value *= scale
	f.Low *= scale
	f.High *= scale
	return f
}

// read computes the readings of one choice of units.
func (j *judge) read(alternatives []int, mask int, swallow bool) (list [8]outcome, n int) {
	terms := j.left.terms
	claim := j.chain.Claim
	if mask != 0 {
		terms = append([]Term(nil), terms...)
		for bit, i := range alternatives {
			if bit > 2 || mask&(1<<bit) == 0 {
				continue
			}
			if i < 0 {
				claim = otherwise(claim)
			} else {
				terms[i].Found = otherwise(terms[i].Found)
			}
		}
	}
	exact, okExact := compute(terms, swallow, func(q Quantity) Quantity { return q })
	plain, okPlain := compute(terms, swallow, stripTime)
	stated := claim.Q
	unit := stated.Unit
	add := func(computed float64, matching, sure bool) {
		if computed == 0 || math.IsNaN(computed) || math.IsInf(computed, 0) || n == len(list) {
			return
		}
		list[n] = outcome{ratio: stated.Value / computed, computed: computed, matching: matching, sure: sure}
		n++
	}
	matching := okExact && exact.Unit.Same(unit)
	timeless := isTimeless(unit)
	for _, t := range terms {
		timeless = timeless || t.Op == 0 && isTimeless(t.Found.Q.Unit)
	}
	if matching {
		add(exact.Base()/unit.factor(), true, !timeless)
	}
	if bare := stripTime(stated); okPlain && plain.Unit.Data == bare.Unit.Data {
		// The stated value's own unit without its time and money.
		value := plain.Base() / bare.Unit.factor()
		if !matching {
			add(value, false, !timeless)
		} else if timeless || j.converts() {
			add(value, false, false)
		}
		if plain.Unit.Bits != unit.Bits && j.eight() {
			// Bits and bytes converted by hand.
			if unit.Bits {
				add(value/8, false, false)
			} else {
				add(value*8, false, false)
			}
		}
		if okExact && exact.Unit.Time == 1 && unit.plain() && exact.Unit.Data == 0 {
			add(exact.Base(), false, false) // seconds, without saying so
		}
		if unit.Time == -1 && (!okExact || exact.Unit.Time == 0) && unit.Period < Day {
			add(value/(Day/unit.Period), false, false) // a day's worth stated per second
		}
	}
	if okExact && exact.Unit.Time == -1 && exact.Unit.Data == 0 && unit.plain() {
		add(exact.Base(), false, false) // per second, without saying so
	}
	if len(alternatives) == 0 && okPlain && plain.Unit.Data == 0 && unit.Data == 1 {
		// The data unit stands on the right only: 2 × 1.6 = 3.2 Mbps, 4e6 × 3600 = 14 Gbit.
		add(plain.Base(), false, false)
		bare := stripTime(stated).Unit.factor()
		if unit.Bits {
			bare *= 8
		}
		add(plain.Base()/bare, false, false)
	}
	return list, n
}

// stripTime reads a quantity as people do who write units for colour only: 500M/day
// is 500M, 5 years is 5. Data keeps its size.
func stripTime(q Quantity) Quantity {
	u := q.Unit
	if u.Time != 0 && u.Period > 0 {
		u.Scale = u.factor() / math.Pow(u.Period, float64(u.Time))
	}
	if isTimeless(u) {
		u.Scale = 1
	}
	u.Time, u.Period = 0, 0
	return Quantity{Value: q.Value, Unit: u}
}

// isTimeless reports a time per time, such as 86,400 s/day, which some compute with
// and some do not.
func isTimeless(u Unit) bool { return u.plain() && u.Form == Plain && u.factor() != 1 }

// plain reports whether u has no dimension.
func (u Unit) plain() bool { return u.Data == 0 && u.Time == 0 && u.Money == 0 }

// swallows reports whether a product follows a division, which some write for a
// product below the line: 500M / 24 * 3600.
func (j *judge) swallows() bool {
	divided := false
	for _, t := range j.left.terms {
		if t.Op == '/' {
			divided = true
		} else if t.Op == '*' && divided {
			return true
		}
	}
	return false
}

// converts reports whether a factor of the left side may be a conversion between
// units, written out: / 86400, × 8, / 1024.
func (j *judge) converts() bool {
	for _, t := range j.left.terms {
		if t.Op == 0 && isConversion(t.Found.Q) {
			return true
		}
	}
	return false
}

// eight reports a bare factor 8.
func (j *judge) eight() bool {
	for _, t := range j.left.terms {
		if t.Op == 0 && t.Found.Bare && t.Found.Q.Value == 8 {
			return true
		}
	}
	return false
}

// explains reports whether conversions that are written out on the left come
// together to off, so that a unit was converted twice only in our reading.
func (j *judge) explains(off float64) bool {
	products := []float64{1}
	for _, t := range j.left.terms {
		if t.Op != 0 || !isConversion(t.Found.Q) || len(products) > 100 {
			continue
		}
		for _, p := range products {
			products = append(products, p*t.Found.Q.Base(), p/t.Found.Q.Base())
		}
	}
	for _, p := range products[1:] {
		if r := off / p; r > 0.7 && r < 1.4 {
			return true
		}
	}
	return false
}

func isConversion(q Quantity) bool {
	u := q.Unit
	if !u.plain() || u.Noun != "" || u.Form != Plain {
		return false
	}
	switch v := q.Value; v {
	case 7, 8, 12, 24, 28, 30, 31, 52, 60, 100, 360, 365, 366, 400, 720, 730, 1000, 1024, 1440, 3600:
		return true
	default:
		return v >= 80000 && v <= 100000 || v >= 2.4e6 && v <= 2.7e6 || v >= 3e7 && v <= 3.2e7 ||
			v == 1e6 || v == 1e9 || v == 1e12 || v == 1<<20 || v == 1<<30 || v == 1<<40 || v == 1<<50
	}
}
