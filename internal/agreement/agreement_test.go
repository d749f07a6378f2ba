package agreement

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// same compares a statistic with its known value; NaN stands for n/a.
func same(t *testing.T, what string, got Value, want float64) {
	t.Helper()
	if math.IsNaN(want) && !got.Known() {
		return
	}
	if math.IsNaN(want) != !got.Known() || math.Abs(float64(got)-want) > 5e-7 {
		t.Errorf("%s is %v, want %v", what, float64(got), want)
	}
}

var none = math.NaN()

func confusion(pairs ...[2]int) Confusion {
	var c Confusion
	for _, p := range pairs {
		c.Add(p[0], p[1])
	}
	return c
}

func repeat(n int, label, got int) [][2]int { return slices.Repeat([][2]int{{label, got}}, n) }

func TestKappa(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pairs [][2]int
		want  float64
	}{
		// Off: 1 + 4 = 5. Chance, from margins 2 2 2 and 2 3 1: (1·2·3 + 4·2·1 + 1·2·2 + 1·2·1
		// + 4·2·2 + 1·2·3) / 6 = 42/6 = 7. Kappa: 1 - 5/7.
		{"by hand", [][2]int{{0, 0}, {0, 1}, {1, 1}, {1, 1}, {2, 2}, {2, 0}}, 2.0 / 7},
		// Two categories make weighted kappa Cohen's own. 20 and 15 agreed, 5 and 10 not:
		// observed 0.7, chance 0.5, kappa 0.4 (the example of Wikipedia, Cohen's kappa).
		{"two categories", slices.Concat(repeat(20, 1, 1), repeat(5, 1, 0), repeat(10, 0, 1), repeat(15, 0, 0)), 0.4},
		{"full", [][2]int{{0, 0}, {4, 4}, {2, 2}}, 1},
		// Turned around: off 16 + 16 = 32, chance (16·1·1 + 16·1·1)/2 = 16, kappa 1 - 2.
		{"turned around", [][2]int{{0, 4}, {4, 0}}, -1},
		{"one reader constant", [][2]int{{0, 1}, {1, 1}, {2, 1}}, 0},
		{"both constant and apart", [][2]int{{1, 2}, {1, 2}}, 0},
		{"one level only", [][2]int{{3, 3}, {3, 3}}, none},
		{"nothing", nil, none},
	} {
		same(t, tt.name, confusion(tt.pairs...).Kappa(), tt.want)
	}
}

func TestConfusion(t *testing.T) {
	c := confusion([2]int{0, 0}, [2]int{0, 2}, [2]int{1, 1}, [2]int{2, 1}, [2]int{3, 3}, [2]int{4, 2}, [2]int{4, 4}, [2]int{3, 0})
	// By counting: exact 4 of 8; also adjacent 2>1; bias (2 - 1 - 2 - 3)/8.
	same(t, "exact", c.Within(0), 0.5)
	same(t, "adjacent", c.Within(1), 0.625)
	same(t, "bias", c.Bias(), -0.5)
	if c.N() != 8 || c.Both().N() != 5 {
		t.Errorf("%d pairs, %d of them on both sides", c.N(), c.Both().N())
	}
	// At 2 and above: labels have 2>1 3>3 4>2 4>4 3>0, found are 0>2 3>3 4>2 4>4.
	d := c.From(2)
	if d != (Detection{Right: 3, Wrong: 1, Missed: 2}) {
		t.Errorf("at 2: %+v", d)
	}
	same(t, "precision", d.Precision(), 0.75)
	same(t, "recall", d.Recall(), 0.6)
	same(t, "F1", d.F1(), 2.0/3)
	twice := c
	if twice.Pool(&c); twice.N() != 16 || twice[4][2] != 2 {
		t.Errorf("twice the counts are %v", twice)
	}
	var out Confusion
	out.Add(-3, 9)
	if out[0][4] != 1 {
		t.Errorf("levels off the ladder are not cut to it: %v", out)
	}

	var empty Confusion
	for what, v := range map[string]Value{"exact": empty.Within(0), "bias": empty.Bias(), "precision": empty.From(1).Precision(),
		"recall": empty.From(1).Recall(), "F1": empty.From(1).F1()} {
		same(t, what+" of nothing", v, none)
	}
	// Nothing found, but something there: recall and F1 are 0, precision has nothing to go by.
	missed := confusion([2]int{2, 0}).From(1)
	same(t, "precision of nothing found", missed.Precision(), none)
	same(t, "recall of nothing found", missed.Recall(), 0)
	same(t, "F1 of nothing found", missed.F1(), 0)
}

// anscombe is the first of Anscombe's four data sets (1973): r = 0.816.
var anscombe = [2][]float64{
	{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
	{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68},
}

func TestCorrelations(t *testing.T) {
	same(t, "Anscombe's Pearson", Pearson(anscombe[0], anscombe[1]), 0.81642052)
	// Spearman without ties: intelligence against hours of television, -29/165 (Wikipedia,
	// Spearman's rank correlation coefficient).
	iq := []float64{106, 100, 86, 101, 99, 103, 97, 113, 112, 110}
	hours := []float64{7, 27, 2, 50, 28, 29, 20, 12, 6, 17}
	same(t, "Spearman", Spearman(iq, hours), -29.0/165)
	// With ties: ranks 1 2.5 2.5 4 against 1 3 2 4 give 4.5/√(4.5·5).
	same(t, "Spearman with ties", Spearman([]float64{1, 2, 2, 3}, []float64{1, 3, 2, 4}), 4.5/math.Sqrt(22.5))
	if got := Ranks([]float64{30, 10, 20, 10, 10}); !slices.Equal(got, []float64{5, 2, 4, 2, 2}) {
		t.Errorf("ranks are %v", got)
	}
	// r(x,y) = 3/5, r(x,z) = r(y,z) = 2/√5: (0.6 - 0.8)/(1 - 0.8) = -1.
	x, y, z := []float64{1, 2, 3, 4}, []float64{2, 1, 4, 3}, []float64{1, 1, 2, 2}
	same(t, "partial", Partial(x, y, z), -1)
	// The ranks of all three rise with their values, evenly: the same.
	same(t, "partial of ranks", PartialRanks([]float64{1, 20, 300, 4000}, y, z), -1)
	// z apart from both (r = 0) leaves r(x,y) as it is: x, y as above, z = 1 0 0 1.
	same(t, "partial given what is apart", Partial(x, y, []float64{1, 0, 0, 1}), 0.6)
	same(t, "mean absolute error", MeanAbsoluteError([]float64{1, 5, 3}, []float64{2, 2, 3}), 4.0/3)
	same(t, "mean error", MeanError([]float64{1, 5, 3}, []float64{2, 2, 3}), 2.0/3)

	flat := []float64{0.1, 0.1, 0.1, 0.1}
	for what, v := range map[string]Value{
		"Pearson with a constant":  Pearson(flat, x),
		"Spearman with a constant": Spearman(x, flat),
		"Pearson of one":           Pearson(x[:1], y[:1]),
		"Spearman of none":         Spearman(nil, nil),
		"partial of three":         Partial(x[:3], y[:3], z[:3]),
		"partial given itself":     Partial(x, y, x),
		"partial with a constant":  Partial(x, flat, y),
		"partial given a constant": Partial(x, y, flat),
		"error of none":            MeanAbsoluteError(nil, x),
	} {
		same(t, what, v, none)
	}
}

func TestLeaveOneOut(t *testing.T) {
	// Left out, (1,1) is on the line of (2,2) and (3,6), y = 4x - 6: -2; (2,2) on that of
	// (1,1) and (3,6): 3.5; (3,6) on that of (1,1) and (2,2): 3.
	got := LeaveOneOut([]float64{1, 2, 3}, []float64{1, 2, 6})
	for i, want := range []float64{-2, 3.5, 3} {
		same(t, "prediction", Value(got[i]), want)
	}
	// Without 5 the others share one x: their mean.
	got = LeaveOneOut([]float64{1, 1, 5}, []float64{2, 4, 9})
	same(t, "prediction from one x", Value(got[2]), 3)
	if LeaveOneOut([]float64{1, 2}, []float64{1, 2}) != nil {
		t.Error("two pairs leave no line")
	}
}

func TestAlpha(t *testing.T) {
	// The data of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C:
	// four observers, twelve units, values left out. Ordinal 0.815, interval 0.849.
	o := none
	observers := [][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, o, o, o},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, o, 3},
		{o, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, o},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, o},
	}
	units := make([][]float64, 12)
	for i := range units {
		for _, row := range observers {
			units[i] = append(units[i], row[i])
		}
	}
	for metric, want := range map[Metric]float64{Ordinal: 0.815, Interval: 0.849} {
		if got := Alpha(units, metric); math.Abs(float64(got)-want) > 0.0005 {
			t.Errorf("alpha by metric %d is %v, want %v", metric, got.Text(4), want)
		}
	}
	// By hand: (1,2) and (1,1). Observed 2·1/1 = 2; expected 2·3·1·1 = 6; 1 - 3·2/6 = 0.
	same(t, "alpha by hand", Alpha([][]float64{{1, 2}, {1, 1}}, Interval), 0)
	same(t, "full", Alpha([][]float64{{1, 1}, {2, 2, 2}}, Ordinal), 1)
	same(t, "all the same", Alpha([][]float64{{1, 1}, {1, 1}}, Ordinal), none)
	same(t, "rated once", Alpha([][]float64{{1}, {2}, {3, o}}, Interval), none)
	same(t, "nothing", Alpha(nil, Interval), none)
}

// inTurn draws its numbers one after the other, from the start again at the end.
type inTurn struct {
	numbers []int
	at      int
}

func (s *inTurn) IntN(n int) int {
	v := s.numbers[s.at%len(s.numbers)]
	s.at++
	return v % n
}

func TestBootstrap(t *testing.T) {
	data := []float64{1, 5}
	total := func(draw []int) []Value {
		sum := 0.0
		for _, i := range draw {
			sum += data[i]
		}
		odd := NA
		if sum == 6 {
			odd = 6 // known in one draw of four only
		}
		return []Value{Value(sum), 7, odd}
	}
	// The draws are 00 01 11 10, the sums 2 6 10 6. Sorted 2 6 6 10, at 0.025·3 and
	// 0.975·3: 2 + 0.075·4 and 6 + 0.925·4.
	got := Bootstrap(2, 4, &inTurn{numbers: []int{0, 0, 0, 1, 1, 1, 1, 0}}, total)
	same(t, "low", got[0].Low, 2.3)
	same(t, "high", got[0].High, 9.7)
	same(t, "low of a constant", got[1].Low, 7)
	same(t, "high of a constant", got[1].High, 7)
	same(t, "known in half of the draws", got[2].Low, 6)
	got = Bootstrap(2, 4, &inTurn{numbers: []int{0, 0, 0, 0, 0, 1, 1, 1}}, total)
	same(t, "known in a quarter of the draws", got[2].Low, none)

	if Bootstrap(0, 100, nil, total) != nil {
		t.Error("nothing to draw from has an interval")
	}
	if r := Bootstrap(1, 4, &inTurn{numbers: []int{0}}, total); r[0].Known() {
		t.Errorf("one answer has the interval %v", r[0])
	}
	seeded := func() []Range { return Bootstrap(2, 200, rand.New(rand.NewPCG(1, 2)), total) }
	if a, b := seeded(), seeded(); a[0] != b[0] {
		t.Errorf("the same seed gives %v and %v", a[0], b[0])
	}
}

func TestQuantile(t *testing.T) {
	// Type 7, R's default: quantile(c(1, 2, 4, 8), c(0, .25, .5, 1)) is 1, 1.75, 3, 8.
	for share, want := range map[float64]float64{0: 1, 0.25: 1.75, 0.5: 3, 1: 8} {
		same(t, "quantile", Quantile([]float64{1, 2, 4, 8}, share), want)
	}
	same(t, "quantile of nothing", Quantile(nil, 0.5), none)
}

func TestValueIsWritten(t *testing.T) {
	for _, tt := range []struct {
		v    Value
		text string
		json string
	}{
		{0.12345678, "0.12", "0.1235"}, {NA, "n/a", "null"}, {Value(math.Inf(1)), "n/a", "null"},
		{-0.001, "0.00", "-0.001"}, {-0.00000001, "0.00", "0"}, {1, "1.00", "1"},
	} {
		if got := tt.v.String(); got != tt.text {
			t.Errorf("%v is written %q, want %q", float64(tt.v), got, tt.text)
		}
		if got, err := json.Marshal(tt.v); err != nil || string(got) != tt.json {
			t.Errorf("%v is %s in JSON, want %s (%v)", float64(tt.v), got, tt.json, err)
		}
	}
}

// TestBounds draws any data: statistics keep to their range and do not depend on the
// order or the units of their data.
func TestBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "n")
		level := rapid.SliceOfN(rapid.IntRange(0, 4), n, n)
		a, b := level.Draw(t, "a"), level.Draw(t, "b")
		var c, swapped Confusion
		x, y := make([]float64, n), make([]float64, n)
		units := make([][]float64, n)
		for i := range n {
			c.Add(a[i], b[i])
			swapped.Add(b[i], a[i])
			x[i], y[i] = float64(a[i]), float64(b[i])
			units[i] = []float64{x[i], y[i]}
		}
		in := func(what string, v Value, low, high float64) {
			if v.Known() && (float64(v) < low-1e-9 || float64(v) > high+1e-9) {
				t.Fatalf("%s is %v", what, float64(v))
			}
		}
		in("kappa", c.Kappa(), -1, 1)
		in("alpha", Alpha(units, Ordinal), -1, 1)
		in("Spearman", Spearman(x, y), -1, 1)
		in("F1", c.From(2).F1(), 0, 1)
		if k, s := c.Kappa(), swapped.Kappa(); k.Known() != s.Known() || k.Known() && math.Abs(float64(k-s)) > 1e-9 {
			t.Fatalf("kappa is %v, from the other side %v", k, s)
		}
		scaled := make([]float64, n)
		for i := range x {
			scaled[i] = 1e6 + 250*x[i]
		}
		if p, q := Pearson(x, y), Pearson(scaled, y); p.Known() != q.Known() || p.Known() && math.Abs(float64(p-q)) > 1e-6 {
			t.Fatalf("Pearson is %v, in other units %v", p, q)
		}
	})
}
