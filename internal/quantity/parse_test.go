package quantity

import (
	"math"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text  string
		base  float64
		dim   string
		short string
	}{
		{"500M/day", 500e6 / Day, "rate per time", "500M/day"},
		{"1 KB", 1000, "data", "1 KB"},
		{"5.8k/s", 5800, "rate per time", "5.8k/s"},
		{"75 TB/day", 75e12 / Day, "data per time", "75 TB/day"},
		{"$0.02/GB", 0.02e-9, "money per data", "$0.02/GB"},
		{"250M", 250e6, "count", "250M"},
		{"12 TB", 12e12, "data", "12 TB"},
		{"7 Gbps", 7e9 / 8, "data per time", "7 Gbps"},
		{"99.9%", 0.999, "count", "99.9%"},
		{"99.99%", 0.9999, "count", "99.99%"},
		{"99.999999999%", 0.99999999999, "count", "99.999999999%"},
		{"500 GB/day", 500e9 / Day, "data per time", "500 GB/day"},
		{"1.2 PB", 1.2e15, "data", "1.2 PB"},
		{"5787/s", 5787, "rate per time", "5.8k/s"},
		{"11,574 requests per second", 11574, "rate per time", "11.6k/s"},
		{"150 B", 150, "data", "150 bytes"},
		{"2 B", 2, "data", "2 bytes"},
		{"2B", 2e9, "count", "2B"},
		{"64 bits", 8, "data", "64 bit"},
		{"64 kbit", 8000, "data", "64 Kb"},
		{"200 ms", 0.2, "time", "200 ms"},
		{"86400 s", 86400, "time", "1 day"},
		{"5 years", 5 * Year, "time", "5 years"},
		{"1 month", Month, "time", "30 days"},
		{"90 min", 5400, "time", "1.5 h"},
		{"3x", 3, "count", "3x"},
		{"1/5", 0.2, "count", "0.2"},
		{"20%", 0.2, "count", "20%"},
		{"1e9", 1e9, "count", "1B"},
		{"2 trillion", 2e12, "count", "2tn"},
		{"half a million users", 5e5, "count", "500k"},
		{"$5", 5, "money", "$5"},
		{"$1.5M/month", 1.5e6 / Month, "money per time", "$1.5M/month"},
		{"€20", 20, "money", "€20"},
		{"USD 7", 7, "money", "$7"},
		{"0", 0, "count", "0"},
		{"0 KB", 0, "data", "0 bytes"},
		{"-5 GB", -5e9, "data", "-5 GB"},
		{"  12 TB  ", 12e12, "data", "12 TB"},
		{"~5k", 5000, "count", "5k"},
		{"999.9 KB", 999900, "data", "1 MB"},
		{"0.004", 0.004, "count", "0.004"},
		{"10 req/s per user", 10, "rate per time", "10/s"},
		{"$0.01/GB/month", 0.01e-9 / Month, "money per data time", "$0.01/GB/month"},
	} {
		q, err := Parse(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if d := math.Abs(q.Base() - c.base); d > 1e-9*math.Abs(c.base) {
			t.Errorf("%q = %g, want %g", c.text, q.Base(), c.base)
		}
		if got := q.Unit.Dimension(); got != c.dim {
			t.Errorf("%q: dimension %q, want %q", c.text, got, c.dim)
		}
		if got := Format(q); got != c.short {
			t.Errorf("Format(%q) = %q, want %q", c.text, got, c.short)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "empty quantity"},
		{"   ", "empty quantity"},
		{"users", "is no quantity"},
		{"1.2.3", "is no quantity"},
		{"10-20", "is not understood"},
		{"5 GB of", "is not understood"},
		{"5 GB 3", "is not understood"},
		{"1080p", "is no quantity"},
		{"$", "is no quantity"},
		{strings.Repeat("9", 300), "at most"},
		{strings.Repeat("9", 30), "is no quantity"},
	} {
		q, err := Parse(c.text)
		if err == nil {
			t.Errorf("%q = %s, want an error with %q", c.text, Format(q), c.want)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %q, want %q in it", c.text, err, c.want)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     float64
	}{
		{"500M/day", "1/s", 5787.037},
		{"500 GB/day", "1 MB/s", 5.787037},
		{"1 GB", "1 Gbit", 8},
		{"8 Gbps", "1 GB/s", 1},
		{"1 GiB", "1 MiB", 1024},
		{"5 years", "1 day", 1825},
		{"20%", "1", 0.2},
		{"0.5", "1%", 50},
		{"$2/TB", "$1/GB", 0.002},
		{"500M DAU", "1 user", 500e6},
		{"90 min", "1 h", 1.5},
	} {
		got, err := Convert(must(t, c.from), must(t, c.to).Unit)
		if err != nil {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
		} else if math.Abs(got.Value-c.want) > 1e-6*c.want {
			t.Errorf("%s to %s = %g, want %g", c.from, c.to, got.Value, c.want)
		}
	}
	for _, c := range []struct{ from, to, want string }{
		{"5 GB", "1 s", "cannot convert data to time"},
		{"5/s", "5", "cannot convert rate per time to count"},
		{"$5", "€5", "cannot convert money in USD to money in EUR"},
		{"5 GB/s", "5 GB", "cannot convert data per time to data"},
	} {
		if _, err := Convert(must(t, c.from), must(t, c.to).Unit); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s: error %v, want %q", c.from, c.to, err, c.want)
		}
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
		ok   bool
	}{
		{"5787/s", "500M/day", 1, true},
		{"500M/day", "250M/day", 2, true},
		{"1 GB/s", "8 Gbps", 1, true},
		{"1 GB", "1 Gb", 1, true}, // loosely written gigabytes
		{"20 requests/s", "10 queries/s", 2, true},
		{"20%", "1/5", 1, true},
		{"10 GB", "10 s", 0, false},
		{"10/s", "10", 0, false},
		{"$10", "€10", 0, false},
		{"5 GB", "0 GB", 0, false},
	} {
		got, ok := Ratio(must(t, c.a), must(t, c.b))
		if ok != c.ok || ok && math.Abs(got-c.want) > 1e-3*c.want {
			t.Errorf("Ratio(%s, %s) = %g, %v, want %g, %v", c.a, c.b, got, ok, c.want, c.ok)
		}
	}
}

func TestUnitString(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"10 posts per user per day", "posts/users/day"},
		{"5 KiB", "KiB"},
		{"4 Gbps", "Gbit/s"},
		{"$23/TB/month", "USD/TB/month"},
		{"3 GHz", "cycles/ns"},
		{"5 µs", "µs"},
		{"20%", "%"},
		{"3x", "x"},
		{"7", ""},
	} {
		if got := must(t, c.text).Unit.String(); got != c.want {
			t.Errorf("unit of %q = %q, want %q", c.text, got, c.want)
		}
	}
	if got := Format(Quantity{Value: math.Inf(1)}); got != "?" {
		t.Errorf("Format(infinity) = %q, want %q", got, "?")
	}
	if got := (Unit{Data: 2, Time: -3, Money: 1, Scale: 1}).Dimension(); got != "money data^2 per time^3" {
		t.Errorf("dimension = %q", got)
	}
}
