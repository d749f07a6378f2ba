package labels

import (
	"cmp"
	"slices"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

// leftOut is the level of a criterion that a reader did not score.
const leftOut = -1

// levels makes the table of a reader's levels, by answer and criterion.
func levels(n int, level func(answer, criterion int) int) [][]int {
	out := make([][]int, n)
	for i := range out {
		out[i] = make([]int, len(catalog.CriterionIDs))
		for k := range out[i] {
			out[i][k] = level(i, k)
		}
	}
	return out
}

// commonest is the most frequent level of each criterion in the labels, of equally
// frequent ones the lower. It is taken from the very labels that it is held against,
// which favours it.
func commonest(marks []*Answer) []int {
	out := make([]int, len(catalog.CriterionIDs))
	for k, id := range catalog.CriterionIDs {
		var counts [agreement.Levels]int
		for _, a := range marks {
			counts[a.Level(id)]++
		}
		for level, n := range counts {
			if n > counts[out[k]] {
				out[k] = level
			}
		}
	}
	return out
}

// levelTable holds one reader's pairs with the labels.
type levelTable struct {
	id       string
	answers  int // with a pair
	pairs    [][][2]int
	roadmap  []agreement.Confusion // by answer
	stages   []agreement.Confusion // by answer
	one      []agreement.Confusion // by criterion
	labelled []int                 // answers that the labels put above 0, by criterion
}

func tabulate(id string, marks []*Answer, got [][]int) *levelTable {
	t := &levelTable{id: id, pairs: make([][][2]int, len(marks)), roadmap: make([]agreement.Confusion, len(marks)),
		stages: make([]agreement.Confusion, len(marks)), one: make([]agreement.Confusion, len(catalog.CriterionIDs)),
		labelled: make([]int, len(catalog.CriterionIDs))}
	for i, a := range marks {
		t.pairs[i] = make([][2]int, len(catalog.CriterionIDs))
		paired := false
		for k, id := range catalog.CriterionIDs {
			label := a.Level(id)
			t.pairs[i][k] = [2]int{label, got[i][k]}
			if got[i][k] == leftOut {
				continue
			}
			paired = true
			t.one[k].Add(label, got[i][k])
			if label > 0 {
				t.labelled[k]++
			}
			if catalog.IsRoadmap(id) {
				t.roadmap[i].Add(label, got[i][k])
			} else {
				t.stages[i].Add(label, got[i][k])
			}
		}
		if paired {
			t.answers++
		}
	}
	return t
}

// sum pools the pairs of the answers drawn.
func (t *levelTable) sum(draw []int) agreement.Confusion {
	var c agreement.Confusion
	for _, i := range draw {
		c.Pool(&t.roadmap[i])
		c.Pool(&t.stages[i])
	}
	return c
}

// figures are the values of LevelFigures for the answers drawn, and the kappas of the
// criteria, which the means among them are made of.
func (t *levelTable) figures(draw []int) (figures, kappas []agreement.Value) {
	var roadmap, stages agreement.Confusion
	for _, i := range draw {
		roadmap.Pool(&t.roadmap[i])
		stages.Pool(&t.stages[i])
	}
	all := roadmap
	all.Pool(&stages)
	out := append(make([]agreement.Value, 0, len(LevelFigures)), all.Kappa(), roadmap.Kappa(), stages.Kappa(), all.Both().Kappa())
	kappas = t.kappas(draw)
	out = append(out, t.macro(kappas, 1), t.macro(kappas, Enough))
	for level := 1; level <= 3; level++ {
		d := all.From(level)
		out = append(out, d.Precision(), d.Recall(), d.F1())
	}
	return append(out, all.Within(0), all.Within(1), all.Bias()), kappas
}

// kappas are those of each criterion for the answers drawn.
func (t *levelTable) kappas(draw []int) []agreement.Value {
	counts := make([]agreement.Confusion, len(catalog.CriterionIDs))
	for _, i := range draw {
		for k, p := range t.pairs[i] {
			if p[1] != leftOut {
				counts[k].Add(p[0], p[1])
			}
		}
	}
	out := make([]agreement.Value, len(counts))
	for k := range counts {
		out[k] = counts[k].Kappa()
	}
	return out
}

// macro is the mean kappa of the criteria that enough answers are labelled for.
func (t *levelTable) macro(kappas []agreement.Value, enough int) agreement.Value {
	sum, n := 0.0, 0
	for k, v := range kappas {
		if t.labelled[k] >= enough && v.Known() {
			sum += float64(v)
			n++
		}
	}
	if n == 0 {
		return agreement.NA
	}
	return agreement.Value(sum / float64(n))
}

// point is what a reader says of an answer as a whole: by says where it puts it among
// the others, points is its score on the scale of the labels.
type point struct {
	by, points float64
	known      bool
}

// overallTable holds one reader's overall scores beside the labels'.
type overallTable struct {
	id     string
	points []point
	noGap  bool // the reader's points say nothing of their own: only the correlations count
	length bool // the reader is the length itself, which a partial correlation holds fixed
	marks  []*Answer
	read   []Read
}

// overallTables are those of the program and of what could stand in its place.
func overallTables(marks []*Answer, read []Read) []*overallTable {
	table := func(id string, get func(r Read) (float64, bool)) *overallTable {
		t := &overallTable{id: id, points: make([]point, len(read)), marks: marks, read: read}
		for i, r := range read {
			v, ok := get(r)
			t.points[i] = point{v, v, ok && marks[i].Rated}
		}
		return t
	}
	program := table("program", func(r Read) (float64, bool) { return r.Score, r.Scored })
	formula := table("formula", func(r Read) (float64, bool) { return r.Formula, r.Scored })
	length := table("length", func(r Read) (float64, bool) { return float64(r.Words), true })
	length.length = true
	concepts := table("concepts", func(r Read) (float64, bool) { return float64(r.Concepts), true })
	for _, t := range []*overallTable{length, concepts} {
		t.onScale()
	}
	// One score for all, the middle of the labels', is the least that a reader must beat.
	middle := median(marks)
	mode := table("mode", func(Read) (float64, bool) { return middle, true })
	return []*overallTable{program, formula, length, concepts, mode}
}

// onScale predicts the points of a reader in other units from the other answers.
func (t *overallTable) onScale() {
	var x, y []float64
	var at []int
	for i, p := range t.points {
		if p.known {
			x, y, at = append(x, p.by), append(y, t.marks[i].Overall), append(at, i)
		}
	}
	predicted := agreement.LeaveOneOut(x, y)
	t.noGap = predicted == nil
	for k, v := range predicted {
		t.points[at[k]].points = min(max(v, 0), 100)
	}
}

func median(marks []*Answer) float64 {
	var all []float64
	for _, a := range marks {
		if a.Rated {
			all = append(all, a.Overall)
		}
	}
	slices.Sort(all)
	if v := agreement.Quantile(all, 0.5); v.Known() {
		return float64(v)
	}
	return 0
}

// pairs lists, for the answers drawn that both sides rate, the reader's place and
// points, the labels' score and the length.
func (t *overallTable) pairs(draw []int) (by, points, label, words []float64) {
	for _, i := range draw {
		if p := t.points[i]; p.known && t.marks[i].Rated {
			by, points = append(by, p.by), append(points, p.points)
			label, words = append(label, t.marks[i].Overall), append(words, float64(t.read[i].Words))
		}
	}
	return by, points, label, words
}

func (t *overallTable) count() int {
	n := 0
	for i, p := range t.points {
		if p.known && t.marks[i].Rated {
			n++
		}
	}
	return n
}

// figures are the values of OverallFigures for the answers drawn.
func (t *overallTable) figures(draw []int) []agreement.Value {
	by, points, label, words := t.pairs(draw)
	gap, bias := agreement.NA, agreement.NA
	if !t.noGap {
		gap, bias = agreement.MeanAbsoluteError(points, label), agreement.MeanError(points, label)
	}
	ranks, values := agreement.NA, agreement.NA
	if !t.length {
		ranks, values = agreement.PartialRanks(by, label, words), agreement.Partial(by, label, words)
	}
	return []agreement.Value{agreement.Spearman(by, label), agreement.Pearson(by, label), gap, bias, ranks, values}
}

// third gives the error and the bias in one third of the answers drawn.
func (t *overallTable) third(draw, group []int, k int) []agreement.Value {
	members := slices.DeleteFunc(slices.Clone(draw), func(i int) bool { return group[i] != k })
	_, points, label, _ := t.pairs(members)
	return []agreement.Value{agreement.MeanAbsoluteError(points, label), agreement.MeanError(points, label)}
}

// span is the range of the labels' scores of some answers.
func (t *overallTable) span(members []int) (low, high float64) {
	for n, i := range members {
		v := t.marks[i].Overall
		if n == 0 {
			low, high = v, v
		}
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// splitThirds parts the rated answers by the labels' score, equal ones by their place;
// fewer than six are not worth parting.
func splitThirds(marks []*Answer) [][]int {
	var order []int
	for i, a := range marks {
		if a.Rated {
			order = append(order, i)
		}
	}
	if len(order) < 6 {
		return nil
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(marks[a].Overall, marks[b].Overall) })
	n := len(order)
	return [][]int{order[:n/3], order[n/3 : n-n/3], order[n-n/3:]}
}

// thirdOf gives the third of each answer, -1 for one that is not rated.
func thirdOf(thirds [][]int, n int) []int {
	out := slices.Repeat([]int{-1}, n)
	for k, members := range thirds {
		for _, i := range members {
			out[i] = k
		}
	}
	return out
}
