package quantity

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestEval(t *testing.T) {
	vars := map[string]Quantity{}
	for name, text := range map[string]string{
		"dau": "250M", "tweets_per_day": "500M/day", "posts": "2/day", "size": "1 KB", "bitrate": "5 Mbps",
		"keep": "5 years", "share": "20%", "price": "$0.02/GB", "egress": "1 PB/day", "replicas": "3", "watch": "30 min/day",
	} {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		vars[name] = q
	}
	for _, c := range []struct{ expr, want string }{
		{"tweets_per_day", "5787/s"},
		{"tweets_per_day * size", "500 GB/day"},
		{"tweets_per_day * size * keep", "912.5 TB"},
		{"tweets_per_day * size * keep * replicas", "2737.5 TB"},
		{"dau * posts", "500M/day"},
		{"dau * 2 / day", "500M/day"},
		{"dau * 2 / 86400 / second", "5787/s"},
		{"tweets_per_day / second * second", "5787/s"},
		{"share * tweets_per_day * 3 * day * size", "300 GB"},
		{"dau * share * bitrate", "250 Tbps"},
		{"dau * share * bitrate", "31.25 TB/s"},
		{"egress * price", "$20k/day"},
		{"egress", "92.6 Gbps"},
		{"egress * month * price", "$600k"},
		{"1 KB + 24 bytes", "1024 B"},
		{"8 Mbps - 1 MB/second", "0 bps"},
		{"(1 + 2) * 3", "9"},
		{"1 + 2 * 3", "7"},
		{"2 * (3 + 4) * 5 / 7", "10"},
		{"-3 + 5", "2"},
		{"10 - 3 - 2", "5"},
		{"100 / 5 / 2", "10"},
		{"dau * watch / day", "5.20833M/day"},
		{"year / day", "365"},
		{"month / day", "30"},
		{"1 GB / 1 MB", "1000"},
		{"1 Mb / 1 Kb", "1000"},
		{"1 KB / 1 byte", "1000"},
		{"1 MB / 1 bit", "8M"},
		{"10^6 * 2", "2M"},
		{"1e6 * 2", "2M"},
		{"10 / 2 * 10^3", "5000"},
		{"20% * 50", "10"},
		{"5k * 3", "15k"},
		{"2.5 GB / 500 KB", "5000"},
		{"2 × 3 ÷ 4", "1.5"},
		{"$5 * 3", "$15"},
		{"90 days / day", "90"},
		{"200 ms * 5", "1 s"},
		{"posts * day * 4 B", "8 bytes"},
	} {
		want, err := Parse(c.want)
		if err != nil {
			t.Fatalf("%s: %v", c.want, err)
		}
		got, err := Eval(c.expr, vars)
		if err != nil {
			t.Errorf("%s: %v", c.expr, err)
			continue
		}
		if want.Value == 0 {
			if math.Abs(got.Value) > 1e-6 || !got.Unit.Same(want.Unit) {
				t.Errorf("%s = %s, want %s", c.expr, Format(got), c.want)
			}
			continue
		}
		if ratio, ok := Ratio(got, want); !ok || math.Abs(ratio-1) > 0.001 {
			t.Errorf("%s = %s (%s), want %s (%s)", c.expr, Format(got), got.Unit.Dimension(), c.want, want.Unit.Dimension())
		}
	}
}

func TestEvalErrors(t *testing.T) {
	vars := map[string]Quantity{"rate": must(t, "500M/day"), "size": must(t, "1 KB"), "cost": must(t, "$5"), "euro": must(t, "5 EUR")}
	for _, c := range []struct{ expr, want string }{
		{"", "ends where a value"},
		{"rate +", "ends where a value"},
		{"rate + size", "cannot add 500M/day (rate per time) and 1 KB (data)"},
		{"size - rate", "cannot subtract 1 KB (data) and 500M/day (rate per time)"},
		{"cost + euro", "money in EUR"},
		{"rate * missing", `"missing" is not defined`},
		{"rate / 0", "division by zero"},
		{"(rate", `a ")" is missing`},
		{"rate)", `")" is not understood`},
		{"rate size", `"size" is not understood`},
		{"rate @ 2", "is not understood"},
		{"* 2", "is not understood"},
		{"1.2.3", "is no quantity"},
		{"5 / (3 - 3)", "division by zero"},
		{"10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30 * 10^30", "no finite value"},
		{strings.Repeat("(", 80) + "1" + strings.Repeat(")", 80), "nests deeper"},
		{strings.Repeat("1+", 4000) + "1", "at most"},
	} {
		got, err := Eval(c.expr, vars)
		if err == nil {
			t.Errorf("%q = %s, want an error with %q", c.expr, Format(got), c.want)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %q, want %q in it", c.expr, err, c.want)
		}
	}
}

func TestVars(t *testing.T) {
	for _, c := range []struct {
		expr string
		want []string
	}{
		{"dau * posts_per_user / day * 1 KB", []string{"dau", "posts_per_user"}},
		{"a + b * a - (c / year)", []string{"a", "b", "c"}},
		{"5 GB * 20% + x1", []string{"x1"}},
		{"3 * 4", nil},
		{"250M*size2", []string{"size2"}},
	} {
		if got := Vars(c.expr); !slices.Equal(got, c.want) {
			t.Errorf("Vars(%q) = %q, want %q", c.expr, got, c.want)
		}
	}
}

func must(t testing.TB, s string) Quantity {
	t.Helper()
	q, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return q
}
