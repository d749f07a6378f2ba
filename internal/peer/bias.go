package peer

import (
	"math"
	"slices"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

// Marks are the levels 0–4 that someone gives one answer, by stage criterion. A
// criterion without a level is left out.
type Marks map[string]int

// EnoughGraded is the number of the exemplar's criteria that must be graded before
// there is a bias: the mean of fewer says more of the criteria than of the reviewer.
const EnoughGraded = 6

// Bias is how a reviewer's levels of an exemplar stand to the gold levels.
type Bias struct {
	Graded int                 // criteria that have both
	Mean   agreement.Value     // by how many levels the reviewer is above gold; n/a below EnoughGraded
	Error  agreement.Value     // the mean distance in levels, whatever its direction; n/a without any
	Kappa  agreement.Value     // with quadratic weights
	Within agreement.Value     // share of criteria within one level
	counts agreement.Confusion // gold by reviewer
	Worst  []Difference        // the criteria that differ, the furthest first
}

// Difference is a criterion on which a reviewer and gold differ.
type Difference struct {
	Criterion  string
	Gold, Mine int
}

// BiasOf compares a reviewer's levels of an exemplar with gold.
func BiasOf(gold, mine Marks) Bias {
	b := Bias{Mean: agreement.NA, Error: agreement.NA}
	sum := 0
	for _, id := range catalog.StageIDs {
		g, ok := gold[id]
		m, given := mine[id]
		if !ok || !given {
			continue
		}
		b.Graded++
		b.counts.Add(g, m)
		sum += abs(m - g)
		if m != g {
			b.Worst = append(b.Worst, Difference{id, g, m})
		}
	}
	slices.SortStableFunc(b.Worst, func(x, y Difference) int { return abs(y.Mine-y.Gold) - abs(x.Mine-x.Gold) })
	if b.Graded > 0 {
		b.Error = agreement.Value(float64(sum) / float64(b.Graded))
	}
	if b.Graded >= EnoughGraded {
		b.Mean = b.counts.Bias()
	}
	b.Kappa, b.Within = b.counts.Kappa(), b.counts.Within(1)
	return b
}

// Correct takes a reviewer's bias off a level and keeps it on the ladder. Without a
// known bias the level stays as it is.
func (b Bias) Correct(level int) float64 {
	x := float64(level)
	if b.Mean.Known() {
		x -= float64(b.Mean)
	}
	return math.Min(math.Max(x, 0), agreement.Levels-1)
}

func abs(n int) int { return max(n, -n) }
