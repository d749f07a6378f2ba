// Package quantity provides numbers with units as people write them in system
// designs: parsing with spans, arithmetic, comparison.
//
// The grammar is closed: only units that occur in such texts are units, and what
// looks like a version, a date, an identifier or a status code is no quantity.
package quantity

import "math"

// Seconds in the periods that rates are given in. A month has 30 days and a year
// 365, as in estimates on paper.
const (
	Second = 1.0
	Minute = 60.0
	Hour   = 3600.0
	Day    = 86400.0
	Week   = 7 * Day
	Month  = 30 * Day
	Year   = 365 * Day
)

// Form says how a number without data, time or money is written.
type Form uint8

// The forms of a plain number.
const (
	Plain   Form = iota // a count
	Percent             // 20%
	Times               // 3x
	Portion             // 1/5, 100:1
)

// Unit says what a value counts. Data, Time and Money are exponents: a data rate
// has Data 1 and Time -1. A unit with all three at zero is a count or a ratio.
type Unit struct {
	Data, Time, Money int8

	Form     Form
	Bits     bool    // data is written in bits; Scale still leads to bytes
	Currency string  // "USD", "EUR", … when Money is not zero
	Period   float64 // seconds in the time unit as written; 0 when Time is 0
	Scale    float64 // bytes, seconds, money or ones in one of this unit; 0 is read as 1

	Noun string // what is counted, canonical ("users", "requests", "daily users"); "" when not said
	Per  string // per what, canonical ("users", "videos"); "" when not said
}

// Quantity is a number in a unit: 500 GB/day has the value 500.
type Quantity struct {
	Value float64
	Unit  Unit
}

// Found is a quantity in a text. The span covers the number and its unit, not a
// sign of approximation or comparison before it. Low and High are in the unit of
// Q; for a range Q.Value is the middle.
type Found struct {
	Start, End int // byte offsets
	Text       string
	Low, High  float64
	Q          Quantity
	Approx     bool
	Compare    string // "<", ">", "≤", "≥" or ""
	Bare       bool   // a plain number: no unit, no noun, no magnitude such as k or million

	number int   // end of the number itself, magnitude included
	alt    other // a second way to read the unit
	plain  bool  // digits only
}

// other is a second reading of a unit that people write for two things.
type other uint8

const (
	altNone    other = iota
	altBytes         // read as billion, may be bytes: 10B
	altBillion       // read as bytes, may be billion: 100B
	altMinutes       // read as million, may be minutes: 100m
	altMillion       // read as minutes, may be million: 5m
	altBits          // read as bytes, may be bits: 5 mb
	altOctets        // read as bits, may be bytes: 5 Mb
	altTera          // read as trillion, may be terabytes: 5T
)

// factor is the scale, with the zero unit read as a count.
func (u Unit) factor() float64 {
	if u.Scale == 0 {
		return 1
	}
	return u.Scale
}

// Same reports whether values in u and v can be compared: bits and bytes can, days
// and seconds can, two currencies cannot. What is counted does not matter.
func (u Unit) Same(v Unit) bool {
	return u.Data == v.Data && u.Time == v.Time && u.Money == v.Money &&
		(u.Money == 0 || u.Currency == v.Currency)
}

// Base is the value in bytes, seconds, units of the currency or ones.
func (q Quantity) Base() float64 { return q.Value * q.Unit.factor() }

// Range reports whether f is a range such as 10–20 ms.
func (f Found) Range() bool { return f.Low != f.High }

// Dimension names what the unit measures: "count", "data", "rate per time",
// "data per time", "time", "money per data", …
func (u Unit) Dimension() string {
	var over, under string
	add := func(n int8, name string) {
		switch {
		case n == 1:
			over = join(over, name)
		case n > 1:
			over = join(over, name+superscript(n))
		case n == -1:
			under = join(under, name)
		case n < -1:
			under = join(under, name+superscript(-n))
		}
	}
	add(u.Money, "money")
	add(u.Data, "data")
	add(u.Time, "time")
	switch {
	case over == "" && under == "":
		return "count"
	case over == "":
		return "rate per " + under
	case under == "":
		return over
	}
	return over + " per " + under
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func superscript(n int8) string {
	return "^" + string(rune('0'+min(int(n), 9)))
}

// normal is q with its scale reduced to what bits and the period ask for, so that
// derived units stay readable: bytes per day, not kilobyte-millions per day.
func normal(base float64, u Unit) Quantity {
	u.Scale = 1
	if u.Data == 0 {
		u.Bits = false
	}
	if u.Money == 0 {
		u.Currency = ""
	}
	if u.Bits {
		u.Scale = math.Pow(1.0/8, float64(u.Data))
	}
	if u.Time == 0 {
		u.Period = 0
	} else {
		if u.Period == 0 {
			u.Period = Second
		}
		u.Scale *= math.Pow(u.Period, float64(u.Time))
	}
	return Quantity{Value: base / u.Scale, Unit: u}
}
