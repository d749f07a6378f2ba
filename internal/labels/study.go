package labels

import (
	"cmp"
	"slices"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

// Read is an answer as the program reads it.
type Read struct {
	ID       string
	Scenario string // "" when scored against the roadmap alone
	File     string
	Found    []Found // by criterion, in the order of catalog.CriterionIDs
	Score    float64
	Scored   bool
	Words    int
	Concepts int     // distinct ideas of the lexicon that it mentions
	Formula  float64 // the total that the labels' own levels give
}

// Found is a criterion's level with the passage that earned it.
type Found struct {
	Level  int
	Scored bool // a waiver, or a language that is not read, leaves it out
	Quote  string
	Line   int
	Lacks  string // what the next level lacks
}

// Enough is the number of answers that must be labelled above 0 for a criterion's own
// kappa to be worth printing.
const Enough = 8

// Options of a comparison.
type Options struct {
	Resamples int              // draws of the bootstrap
	Source    agreement.Source // what they are drawn with
}

// Figure is a statistic with its interval.
type Figure struct {
	Value agreement.Value `json:"value"`
	Range agreement.Range `json:"interval"`
}

// Study is the agreement of the program, and of what else could stand in its place,
// with the labels.
type Study struct {
	Answers  int
	Unscored int // criteria of these answers that were not scored
	Readers  []LevelReader
	Overall  []OverallReader
	Criteria []Criterion
	Matrix   agreement.Confusion // the program's, all criteria
	Thirds   []Third
}

// LevelReader is how one reader's levels agree with the labels.
type LevelReader struct {
	ID      string // program | second | mode
	Answers int
	Pairs   int
	Both    int // pairs that both sides call present
	// By the ids of LevelFigures, in their order.
	Figures []Figure
}

// LevelFigures are the statistics of levels.
var LevelFigures = []string{"kappa", "kappa-roadmap", "kappa-stages", "kappa-depth", "macro", "macro-enough",
	"present-precision", "present-recall", "present-f1", "applied-precision", "applied-recall", "applied-f1",
	"justified-precision", "justified-recall", "justified-f1", "exact", "adjacent", "bias"}

// Figure returns a statistic by its id, n/a for one that is not known.
func (r LevelReader) Figure(id string) Figure { return figure(r.Figures, LevelFigures, id) }

// OverallReader is how one reader's overall scores agree with the labels.
type OverallReader struct {
	ID      string // program | formula | second | length | concepts | mode
	Answers int
	Figures []Figure // by the ids of OverallFigures, in their order
}

// OverallFigures are the statistics of overall scores. The partial correlations hold
// the answers' length in words fixed.
var OverallFigures = []string{"spearman", "pearson", "error", "bias", "partial-ranks", "partial-values"}

// Figure returns a statistic by its id, n/a for one that is not known.
func (r OverallReader) Figure(id string) Figure { return figure(r.Figures, OverallFigures, id) }

func figure(list []Figure, ids []string, id string) Figure {
	if i := slices.Index(ids, id); i >= 0 && i < len(list) {
		return list[i]
	}
	return Figure{agreement.NA, agreement.Range{Low: agreement.NA, High: agreement.NA}}
}

// Criterion is how one criterion's levels agree. Kappa is n/a where fewer than Enough
// answers are labelled above 0.
type Criterion struct {
	ID       string
	Pairs    int
	Labelled int // answers that the labels put above 0
	Found    int // answers that the program puts above 0
	Both     int
	Exact    int
	Kappa    Figure
}

// Third is a third of the answers by the labels' overall score, the weakest first.
type Third struct {
	Answers     int
	Low, High   float64 // of the labels' scores
	Error, Bias Figure
}

// Join puts the answers read in the order of their ids beside their labels; those
// without labels are left out.
func Join(truth *Set, read []Read) ([]Read, []*Answer) {
	kept := slices.DeleteFunc(slices.Clone(read), func(r Read) bool { return truth.Answers[r.ID] == nil })
	slices.SortFunc(kept, func(a, b Read) int { return cmp.Compare(a.ID, b.ID) })
	marks := make([]*Answer, len(kept))
	for i, r := range kept {
		marks[i] = truth.Answers[r.ID]
	}
	return kept, marks
}

// Compare computes the study. second may be nil.
func Compare(truth, second *Set, read []Read, o Options) *Study {
	read, marks := Join(truth, read)
	s := &Study{Answers: len(read)}
	program := levels(len(read), func(i, k int) int {
		if f := read[i].Found; k < len(f) && f[k].Scored {
			return f[k].Level
		}
		s.Unscored++
		return leftOut
	})
	mode := commonest(marks)
	common := levels(len(read), func(_, k int) int { return mode[k] })
	// The program's tables come first: what is told of it alone is taken from there.
	tables := []*levelTable{tabulate("program", marks, program), tabulate("mode", marks, common)}
	scores := overallTables(marks, read)
	if second != nil {
		// An answer that the second reader has not read is no pair.
		tables = slices.Insert(tables, 1, tabulate("second", marks, levels(len(read), func(i, k int) int {
			if a := second.Answers[read[i].ID]; a != nil {
				return a.Level(catalog.CriterionIDs[k])
			}
			return leftOut
		})))
		points := make([]point, len(read))
		for i, r := range read {
			if a := second.Answers[r.ID]; a != nil && a.Rated {
				points[i] = point{a.Overall, a.Overall, true}
			}
		}
		scores = slices.Insert(scores, 2, &overallTable{id: "second", points: points, marks: marks, read: read})
	}
	thirds := splitThirds(marks)
	s.fill(tables, scores, thirds, o)
	return s
}

// fill computes every statistic once as it is and, for its interval, over the draws.
func (s *Study) fill(tables []*levelTable, scores []*overallTable, thirds [][]int, o Options) {
	group := thirdOf(thirds, s.Answers)
	stats := func(draw []int) []agreement.Value {
		var out, byCriterion []agreement.Value
		for i, t := range tables {
			figures, kappas := t.figures(draw)
			out = append(out, figures...)
			if i == 0 {
				byCriterion = kappas
			}
		}
		for _, t := range scores {
			out = append(out, t.figures(draw)...)
		}
		out = append(out, byCriterion...)
		for k := range thirds {
			out = append(out, scores[0].third(draw, group, k)...)
		}
		return out
	}
	all := make([]int, s.Answers)
	for i := range all {
		all[i] = i
	}
	values := stats(all)
	ranges := agreement.Bootstrap(s.Answers, o.Resamples, o.Source, stats)
	at := 0
	take := func(n int) []Figure {
		out := make([]Figure, n)
		for i := range out {
			out[i] = Figure{values[at], agreement.Range{Low: agreement.NA, High: agreement.NA}}
			if at < len(ranges) && values[at].Known() {
				out[i].Range = ranges[at]
			}
			at++
		}
		return out
	}
	for _, t := range tables {
		sum := t.sum(all)
		s.Readers = append(s.Readers, LevelReader{t.id, t.answers, sum.N(), sum.Both().N(), take(len(LevelFigures))})
	}
	for _, t := range scores {
		s.Overall = append(s.Overall, OverallReader{t.id, t.count(), take(len(OverallFigures))})
	}
	s.Matrix = tables[0].sum(all)
	for k, f := range take(len(catalog.CriterionIDs)) {
		c := tables[0].one[k]
		if tables[0].labelled[k] < Enough {
			f = figure(nil, nil, "")
		}
		s.Criteria = append(s.Criteria, Criterion{ID: catalog.CriterionIDs[k], Pairs: c.N(), Labelled: c.From(1).Right + c.From(1).Missed,
			Found: c.From(1).Right + c.From(1).Wrong, Both: c.Both().N(), Exact: diagonal(c), Kappa: f})
	}
	for _, members := range thirds {
		f := take(2)
		low, high := scores[0].span(members)
		s.Thirds = append(s.Thirds, Third{len(members), low, high, f[0], f[1]})
	}
}

func diagonal(c agreement.Confusion) int {
	n := 0
	for i := range c {
		n += c[i][i]
	}
	return n
}
