package quantity

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	dataUnits  = []string{"B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB"}
	rateUnits  = []string{"Kbps", "Mbps", "Gbps", "MB/s", "GB/day", "TB/month", "PB/year", "KB/min"}
	countUnits = []string{"", "k", "M", "/s", "/day", "k/s", "M/month", " users", "M DAU", " QPS", "k rps", " requests/min"}
	otherUnits = []string{"%", "x", " s", " ms", " min", " h", " days", " years"}
)

// written draws a quantity in writing, by a number and a unit.
func written(t *rapid.T) string {
	value := rapid.Float64Range(1, 9999).Draw(t, "value")
	number := digits(value)
	list := rapid.SampledFrom([][]string{dataUnits, rateUnits, countUnits, otherUnits}).Draw(t, "kind")
	unit := rapid.SampledFrom(list).Draw(t, "unit")
	if unit != "" && isLetter(unit[0]) && len(unit) > 1 {
		unit = " " + unit
	}
	if unit == "B" {
		unit = " bytes"
	}
	return number + unit
}

func TestFormatParses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := written(t)
		q, err := Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		short := Format(q)
		back, err := Parse(short)
		if err != nil {
			t.Fatalf("%q is written %q: %v", text, short, err)
		}
		if ratio, ok := Ratio(back, q); !ok || math.Abs(ratio-1) > 0.03 {
			t.Fatalf("%q is written %q, which is %g times it (%v)", text, short, ratio, ok)
		}
		if again := Format(back); again != short {
			t.Fatalf("%q is written %q, and that %q", text, short, again)
		}
	})
}

func TestScalingChangesNothing(t *testing.T) {
	steps := []struct {
		small, large string
		factor       float64
	}{
		{"KB", "MB", 1000}, {"MB", "GB", 1000}, {"GB", "TB", 1000}, {"KiB", "MiB", 1024},
		{"/s", "/min", 60}, {"/s", "/day", 86400}, {"/day", "/month", 30}, {"/day", "/year", 365},
		{"Gbit", "GB", 0.125}, {"MB/s", "Mbps", 8}, {" s", " min", 1.0 / 60}, {" days", " weeks", 1.0 / 7},
	}
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom(steps).Draw(t, "step")
		n := float64(rapid.IntRange(1, 1000000).Draw(t, "n"))
		a, err := Parse(strconv.FormatFloat(n, 'f', -1, 64) + " " + strings.TrimSpace(step.small))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse("1 " + strings.TrimSpace(step.large))
		if err != nil {
			t.Fatal(err)
		}
		c, err := Convert(a, b.Unit)
		if err != nil {
			t.Fatal(err)
		}
		if ratio, ok := Ratio(a, c); !ok || math.Abs(ratio-1) > 1e-9 {
			t.Fatalf("%s is not %s: %g", Format(a), Format(c), ratio)
		}
		if a.Unit.Data == 1 && a.Unit.Time == 0 && !a.Unit.Bits {
			want := n / step.factor
			if math.Abs(c.Value-want) > 1e-9*want {
				t.Fatalf("%g %s = %g %s, want %g", n, step.small, c.Value, step.large, want)
			}
		}
	})
}

func TestEvalAgreesWithArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Quantity{Value: rapid.Float64Range(1, 1e9).Draw(t, "a"), Unit: Unit{Time: -1, Period: Day, Scale: 1 / Day}}
		b := Quantity{Value: rapid.Float64Range(1, 1e6).Draw(t, "b"), Unit: Unit{Data: 1, Scale: 1000}}
		n := Quantity{Value: rapid.Float64Range(1, 100).Draw(t, "n")}
		vars := map[string]Quantity{"a": a, "b": b, "n": n}
		left, err := Eval("a * b * n + b * a", vars)
		if err != nil {
			t.Fatal(err)
		}
		right, err := Eval("(n + 1) * a * b", vars)
		if err != nil {
			t.Fatal(err)
		}
		if ratio, ok := Ratio(left, right); !ok || math.Abs(ratio-1) > 1e-9 {
			t.Fatalf("%s is not %s", Format(left), Format(right))
		}
		back, err := Eval("a * b / b", vars)
		if err != nil {
			t.Fatal(err)
		}
		if ratio, ok := Ratio(back, a); !ok || math.Abs(ratio-1) > 1e-9 {
			t.Fatalf("a*b/b is %s, not %s", Format(back), Format(a))
		}
	})
}

// TestFindInPlace puts quantities into text without letters or digits around and
// wants them back whole.
func TestFindInPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var want []string
		for range rapid.IntRange(1, 6).Draw(t, "count") {
			w := written(t)
			if isDigit(w[len(w)-1]) {
				w += " users" // alone it may be a year or a status code
			}
			want = append(want, w)
			text.WriteString(rapid.SampledFrom([]string{"(", " ", "; ", "and so ", "is "}).Draw(t, "before"))
			text.WriteString(w)
			text.WriteString(rapid.SampledFrom([]string{", ", "; ", ". "}).Draw(t, "after"))
		}
		var got []string
		for _, f := range Find(text.String()) {
			got = append(got, f.Text)
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Fatalf("%q: found %q, want %q", text.String(), got, want)
		}
	})
}
