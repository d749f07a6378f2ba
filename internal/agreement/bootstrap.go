package agreement

import (
	"math"
	"slices"
)

// Source draws numbers from 0 up to, not including, n. A *rand.Rand of math/rand/v2
// is one; with a fixed seed the intervals are the same in every run.
type Source interface {
	IntN(n int) int
}

// Range is a 95 % interval; both ends are n/a where there is none.
type Range struct {
	Low  Value `json:"low"`
	High Value `json:"high"`
}

// Known reports whether there is an interval.
func (r Range) Known() bool { return r.Low.Known() && r.High.Known() }

// Bootstrap gives the percentile intervals of statistics over n units, such as
// answers: it draws n of them with replacement, times over, and lets stats compute all
// statistics of each draw from the indices drawn. stats returns the same number of
// values every time, and must not keep the draw. A statistic has an interval when at
// least half of the draws determine it; the other draws do not count.
func Bootstrap(n, times int, src Source, stats func(draw []int) []Value) []Range {
	if n <= 0 || times <= 0 {
		return nil
	}
	draw := make([]int, n)
	var seen [][]float64
	for range times {
		for i := range draw {
			draw[i] = src.IntN(n)
		}
		values := stats(draw)
		if seen == nil {
			seen = make([][]float64, len(values))
		}
		for i, v := range values {
			if i < len(seen) && v.Known() {
				seen[i] = append(seen[i], float64(v))
			}
		}
	}
	out := make([]Range, len(seen))
	for i, s := range seen {
		out[i] = Range{NA, NA}
		if 2*len(s) >= times && n > 1 {
			slices.Sort(s)
			out[i] = Range{Quantile(s, 0.025), Quantile(s, 0.975)}
		}
	}
	return out
}

// Quantile is the value below which a share of sorted values lies, between two of
// them in proportion (type 7 of Hyndman and Fan). It is n/a without values.
func Quantile(sorted []float64, share float64) Value {
	if len(sorted) == 0 {
		return NA
	}
	at := min(max(share, 0), 1) * float64(len(sorted)-1)
	low := int(math.Floor(at))
	high := min(low+1, len(sorted)-1)
	return Value(sorted[low] + (at-float64(low))*(sorted[high]-sorted[low]))
}
