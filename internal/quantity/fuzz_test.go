package quantity

import (
	"strings"
	"testing"
	"unicode/utf8"
)

var seeds = []string{
	"", "500M DAU", "1,00,00,000", "10–20 ms", "2 × 10⁹", "half a million users", "$0.02/GB/month", "~5,800 QPS",
	"500M × 2 / 86,400 ≈ 11.6k/s", "(100M / 5) * 200 KB + 3 = 4 TB", "at 1 KB each is 500 GB per day", "1.2.3 10:30 2024-01-02",
	"550e8400-e29b-41d4-a716-446655440000", "dau * (2 + 3) / day * 1 KB", "((((((", "x3 x 3 x", "99.99% 5 nines 11 9s", "1e309", "9^9^9",
	"\xff\xfe5\u00a0000", "1/0", "5 / (3 - 3)", "12+ million", "a million billion trillion", "- - 5 - - 6 = =", "1) 2) 3)", "|5|=|6|",
}

func check(t *testing.T, text string, found []Found) {
	last, valid := 0, utf8.ValidString(text)
	for _, f := range found {
		if f.Start < last || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("%q: span %d:%d after %d", text, f.Start, f.End, last)
		}
		if f.Text != text[f.Start:f.End] {
			t.Fatalf("%q: text %q at %d:%d", text, f.Text, f.Start, f.End)
		}
		if valid && !utf8.ValidString(f.Text) {
			t.Fatalf("%q: span %q cuts a character", text, f.Text)
		}
		if f.Low > f.High {
			t.Fatalf("%q: %q runs from %g to %g", text, f.Text, f.Low, f.High)
		}
		Format(f.Q)
		last = f.End
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, text, Find(text)) })
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			return
		}
		if _, err := Parse(Format(q)); err != nil && q.Base() != 0 && plainUnit(q.Unit) {
			t.Fatalf("%q is written %q: %v", text, Format(q), err)
		}
	})
}

// plainUnit reports the units that Format writes so that Parse reads them.
func plainUnit(u Unit) bool {
	return u.Money == 0 && u.Data >= 0 && u.Data <= 1 && (u.Time == 0 || u.Time == -1 || u.Time == 1 && u.Data == 0)
}

func FuzzEval(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	vars := map[string]Quantity{"dau": {Value: 5e8}, "size": {Value: 1, Unit: Unit{Data: 1, Scale: 1000}}}
	f.Fuzz(func(t *testing.T, expr string) {
		Vars(expr)
		if q, err := Eval(expr, vars); err == nil {
			Format(q)
		}
	})
}

func FuzzChains(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, c := range Chains(text) {
			if c.Start < 0 || c.End > len(text) || c.Start >= c.End || c.Start < last || c.Text != text[c.Start:c.End] {
				t.Fatalf("%q: chain %q at %d:%d after %d", text, c.Text, c.Start, c.End, last)
			}
			if (c.Verdict == Slip) != (c.Slip != "") {
				t.Fatalf("%q: verdict %s with slip %q", text, c.Verdict, c.Slip)
			}
			last = c.Start
			Format(c.Computed)
		}
	})
}

// TestLinear reads hostile texts of some size; a quadratic reader would take
// minutes.
func TestLinear(t *testing.T) {
	for _, unit := range []string{
		"1 ", "1,", "1.", "1-", "1:", "1/", "1 x ", "1=", "(", "1(", "a ", "one hundred ", "1 of ", "1 GB of a ", "~", "1 = 1 ",
		"5 posts per ", "/a", "$", "1e", "10^", "1–", "x1", "9", "5%", "1 sent to ", "=", "1)", "(1 + ", "million ", "a million ",
	} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		check(t, text, Find(text))
		Chains(text)
	}
}

func FuzzEchoes(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, e := range Echoes(text) {
			if e.Start < 0 || e.Start >= e.End || e.End > len(text) {
				t.Fatalf("span %d–%d of %d bytes", e.Start, e.End, len(text))
			}
			if !e.Chain && e.Start < last {
				t.Fatalf("echo at %d after one that ends at %d", e.Start, last)
			}
			last = e.Start
			_ = e.String()
		}
	})
}
