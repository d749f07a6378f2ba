package proof

import (
	"strings"
	"testing"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

func load(t *testing.T) *catalog.Catalog {
	t.Helper()
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// Each check sees the fault it is for.
func TestFaultsAreSeen(t *testing.T) {
	cat := load(t)
	snippet := &cat.CriterionByID("caching.cache").Snippets[0]
	snippet.Level = 4 - snippet.Level
	s := cat.Scenarios["twitter"]
	s.Estimates[0].Value = "1 PB"
	s.Estimates[1].Formula = "nobody * 2"
	weak, strong := cat.ExemplarOf("uber", "weak"), cat.ExemplarOf("uber", "strong")
	weak.Text = append([]byte("Numbers: 100 * 200 = 50,000\n\n"), strong.Text...)
	strong.Text = append([]byte("Load: 100 requests/s * 10 KB = 50 MB/s\n\n"), strong.Text...)
	delete(cat.Cues.Sets, "reason")
	r, err := Check(cat)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ rule, message string }{
		{"snippet-level", "a snippet of caching.cache"},
		{"worked-value", `"1 PB"`},
		{"bad-formula", "nobody"},
		{"exemplar-band", "the weak exemplar scores"},
		{"exemplar-apart", "above its neighbour"},
		{"exemplar-arithmetic", "does not compute"},
		{"missing-cue", `"reason"`},
	} {
		seen := false
		for _, f := range r.Findings {
			seen = seen || f.Rule == want.rule && strings.Contains(f.Message, want.message)
		}
		if !seen {
			t.Errorf("no %s fault with %q", want.rule, want.message)
		}
	}
}

// An author who brings one system hears of that system; in a draft exemplars that fall
// short are warnings, and a wrong formula is a fault all the same.
func TestOneSystem(t *testing.T) {
	cat := load(t)
	snippet := &cat.CriterionByID("caching.cache").Snippets[0]
	snippet.Level = 4 - snippet.Level
	cat.Scenarios["twitter"].Estimates[0].Value = "1 PB"
	uber := cat.Scenarios["uber"]
	weak, strong := cat.ExemplarOf("uber", "weak"), cat.ExemplarOf("uber", "strong")
	weak.Text = strong.Text
	cat.ExemplarOf("zoom", "strong").Text = strong.Text
	for _, draft := range []bool{false, true} {
		uber.Draft = draft
		r, err := Check(cat, "uber")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, f := range r.Findings {
			seen[f.Rule] = true
			if (f.Severity == diag.Warning) != draft {
				t.Errorf("draft %v: %s", draft, f)
			}
		}
		if !seen["exemplar-band"] || !seen["exemplar-apart"] || !seen["off-scenario"] || seen["snippet-level"] || seen["worked-value"] {
			t.Errorf("draft %v: found %v", draft, seen)
		}
		if len(r.Exemplars) != 3 || r.Snippets != 0 {
			t.Errorf("%d exemplars and %d snippets are scored", len(r.Exemplars), r.Snippets)
		}
	}
	uber.Estimates[0].Formula = "nobody * 2"
	r, err := Check(cat, "uber")
	if err != nil {
		t.Fatal(err)
	}
	if !r.Findings.HasErrors() {
		t.Error("a wrong formula of a draft is no fault")
	}
}

func TestVariants(t *testing.T) {
	text := "## Cache\n\n- We cache tweets in **Redis** because reads are hot. It is fast.\n\n| a | b |\n"
	got := denied(text)
	for _, want := range []string{"## Cache", "- We will not use We cache tweets in Redis. We will not use It is fast.", "We will not use a   b."} {
		if !strings.Contains(got, want) {
			t.Errorf("denied lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "because") {
		t.Error("a reason is left in what is denied")
	}
	if n := len(strings.Fields(productBag())); n < 150 {
		t.Errorf("%d product names, want 150", n)
	}
	if n := len(strings.Fields(filler())); n < 2900 {
		t.Errorf("%d words of filler, want about 3,000", n)
	}
	parts := "# T\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc"
	if s := shuffled(parts); s == parts || len(s) != len(parts) {
		t.Errorf("shuffled: %q", s)
	}
}
