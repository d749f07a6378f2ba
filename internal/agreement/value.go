// Package agreement provides the statistics that say how far two readers of the same
// answers agree: weighted kappa, precision and recall, correlations, Krippendorff's
// alpha, and bootstrap intervals over answers. It is pure; where chance is needed its
// source is passed in.
package agreement

import (
	"math"
	"strconv"
)

// Value is a statistic. One that the data do not determine, such as the correlation
// with a constant, is n/a: it prints so and is null in JSON.
type Value float64

// NA is the value of a statistic that the data do not determine.
var NA = Value(math.NaN())

// Known reports whether there is a value.
func (v Value) Known() bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

// Text writes the value with a number of decimals, or n/a.
func (v Value) Text(decimals int) string {
	if !v.Known() {
		return "n/a"
	}
	f := math.Pow10(decimals)
	return strconv.FormatFloat(math.Round(float64(v)*f)/f+0, 'f', decimals, 64)
}

// String is the value with two decimals, or n/a.
func (v Value) String() string { return v.Text(2) }

// MarshalJSON writes four decimals at most, or null.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.Known() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, math.Round(float64(v)*1e4)/1e4+0, 'f', -1, 64), nil
}

// ratio is a/b, n/a when b is 0.
func ratio(a, b float64) Value {
	if b == 0 {
		return NA
	}
	return Value(a / b)
}
