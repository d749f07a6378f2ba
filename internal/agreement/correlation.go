package agreement

import (
	"cmp"
	"math"
	"slices"
)

// Lists that are compared have the same length; of a longer one the rest is left out.

// Pearson is the product-moment correlation, n/a for fewer than two pairs or where one
// side is constant.
func Pearson(x, y []float64) Value {
	n := min(len(x), len(y))
	if n < 2 {
		return NA
	}
	mx, my := mean(x[:n]), mean(y[:n])
	var xy, xx, yy float64
	for i := range n {
		dx, dy := x[i]-mx, y[i]-my
		xy += dx * dy
		xx += dx * dx
		yy += dy * dy
	}
	// What rounding leaves of a constant is no variation.
	if xx <= epsilon*mx*mx*float64(n) || yy <= epsilon*my*my*float64(n) {
		return NA
	}
	return Value(min(max(xy/math.Sqrt(xx*yy), -1), 1))
}

// epsilon is the relative size below which a difference is rounding.
const epsilon = 1e-24

// Spearman is the correlation of the ranks; equal values share the mean of their
// ranks.
func Spearman(x, y []float64) Value {
	n := min(len(x), len(y))
	return Pearson(Ranks(x[:n]), Ranks(y[:n]))
}

// Ranks returns the rank of each value, from 1; equal values share the mean of theirs.
func Ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	ranks := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			ranks[k] = float64(i+j+1) / 2
		}
		i = max(j, i+1) // a NaN equals not even itself
	}
	return ranks
}

// Partial is the correlation of x and y that is left when z is held fixed. It is n/a
// for fewer than four triples, or where z alone determines one side.
func Partial(x, y, z []float64) Value {
	n := min(len(x), len(y), len(z))
	if n < 4 {
		return NA
	}
	xy, xz, yz := float64(Pearson(x[:n], y[:n])), float64(Pearson(x[:n], z[:n])), float64(Pearson(y[:n], z[:n]))
	left := (1 - xz*xz) * (1 - yz*yz)
	if math.IsNaN(xy) || math.IsNaN(left) || left < 1e-12 {
		return NA
	}
	return Value(min(max((xy-xz*yz)/math.Sqrt(left), -1), 1))
}

// PartialRanks is Partial on ranks, in which no single long answer can decide.
func PartialRanks(x, y, z []float64) Value {
	n := min(len(x), len(y), len(z))
	return Partial(Ranks(x[:n]), Ranks(y[:n]), Ranks(z[:n]))
}

// MeanAbsoluteError is by how much x misses y on average.
func MeanAbsoluteError(x, y []float64) Value {
	return meanOf(x, y, func(d float64) float64 { return math.Abs(d) })
}

// MeanError is by how much x stands above y on average.
func MeanError(x, y []float64) Value {
	return meanOf(x, y, func(d float64) float64 { return d })
}

func meanOf(x, y []float64, f func(d float64) float64) Value {
	n := min(len(x), len(y))
	sum := 0.0
	for i := range n {
		sum += f(x[i] - y[i])
	}
	return ratio(sum, float64(n))
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// LeaveOneOut predicts each y from its x by the least-squares line through all the
// other pairs: what a baseline in other units, such as a length, says of y. It returns
// nil for fewer than three pairs. Where the others share one x it is their mean.
func LeaveOneOut(x, y []float64) []float64 {
	n := min(len(x), len(y))
	if n < 3 {
		return nil
	}
	// Sums about the means, so that large values lose no digits.
	mx, my := mean(x[:n]), mean(y[:n])
	var sxx, sxy float64
	for i := range n {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - my)
	}
	out := make([]float64, n)
	m := float64(n - 1)
	for i := range n {
		dx, dy := x[i]-mx, y[i]-my
		// The others' means are off by -dx/m and -dy/m.
		xx, xy := sxx-dx*dx-dx*dx/m, sxy-dx*dy-dx*dy/m
		slope := 0.0
		if xx > 1e-12*sxx {
			slope = xy / xx
		}
		out[i] = my - dy/m + slope*(dx+dx/m)
	}
	return out
}
