package agreement

import (
	"math"
	"slices"
)

// Metric says how far two values are apart.
type Metric uint8

// The metrics of Alpha.
const (
	Interval Metric = iota // by their difference
	Ordinal                // by how many of all ratings lie between them
)

// Alpha is Krippendorff's alpha: the agreement of any number of readers, of whom each
// may have left units out. units holds the ratings of each unit, in any order; a NaN is
// a rating left out, and a unit with a single rating does not count. 1 is full
// agreement, 0 what chance gives. It is n/a when nothing is rated twice or all ratings
// are the same. The work grows with the ratings and the square of the distinct values.
func Alpha(units [][]float64, metric Metric) Value {
	units, values := pairable(units)
	if len(values) < 2 {
		return NA
	}
	place := make(map[float64]int, len(values))
	for i, v := range values {
		place[v] = i
	}
	// How often each value stands in all units.
	total := make([]float64, len(values))
	n := 0.0
	for _, u := range units {
		for _, v := range u {
			total[place[v]]++
			n++
		}
	}
	far := distances(values, total, metric)
	observed := 0.0
	for _, u := range units {
		counts := map[int]float64{}
		var present []int
		for _, v := range u {
			k := place[v]
			if counts[k] == 0 {
				present = append(present, k)
			}
			counts[k]++
		}
		for _, a := range present {
			for _, b := range present {
				observed += counts[a] * counts[b] * far(a, b) / float64(len(u)-1)
			}
		}
	}
	expected := 0.0
	for a := range values {
		for b := range values {
			expected += total[a] * total[b] * far(a, b)
		}
	}
	if expected == 0 {
		return NA
	}
	return Value(1 - (n-1)*observed/expected)
}

// pairable keeps the ratings that can be compared and lists their values in order.
func pairable(units [][]float64) ([][]float64, []float64) {
	var kept [][]float64
	var values []float64
	for _, u := range units {
		u = slices.DeleteFunc(slices.Clone(u), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
		if len(u) > 1 {
			kept = append(kept, u)
			values = append(values, u...)
		}
	}
	slices.Sort(values)
	return kept, slices.Compact(values)
}

// distances gives the squared distance of two values by their places.
func distances(values, total []float64, metric Metric) func(a, b int) float64 {
	if metric == Interval {
		return func(a, b int) float64 {
			d := values[a] - values[b]
			return d * d
		}
	}
	upTo := make([]float64, len(total)) // ratings up to a place, that place by half
	sum := 0.0
	for i, t := range total {
		upTo[i] = sum + t/2
		sum += t
	}
	return func(a, b int) float64 {
		d := upTo[a] - upTo[b]
		return d * d
	}
}
