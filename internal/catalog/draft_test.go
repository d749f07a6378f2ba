package catalog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

// withDraft loads the base with a scenario over it.
func withDraft(t *testing.T, id, src string) (*catalog.Catalog, diag.List, string) {
	t.Helper()
	return load(t, over(base(t), fstest.MapFS{"scenarios/" + id + ".yaml": &fstest.MapFile{Data: []byte(src)}}))
}

// The skeleton loads under any id; the one remark names the first part.
func TestSkeleton(t *testing.T) {
	for _, id := range []string{"parking-garage", "x", "404", "true", "null", "2024-01-01", "1e3", strings.Repeat("a", 64)} {
		if !catalog.IsID(id) {
			t.Errorf("%q is no id", id)
		}
		c, findings, out := withDraft(t, id, catalog.Skeleton(id))
		if findings.HasErrors() || len(findings) != 1 || findings[0].Rule != "next-step" || !strings.Contains(out, "next: brief") {
			t.Errorf("%s: want one next step, got\n%s", id, out)
		}
		if s := c.Scenarios[id]; s == nil || !s.Draft || s.Filled() || s.Title == "" {
			t.Errorf("%s: loaded as %+v", id, s)
		}
	}
}

func TestIDsOfOnesOwn(t *testing.T) {
	for _, id := range []string{"", "A", "a_b", "-a", "a-", "a--b", "a b", "a/b", "..", "ä", strings.Repeat("a", 65)} {
		if catalog.IsID(id) {
			t.Errorf("%q passes as an id", id)
		}
	}
}

// What may be missing in a draft is a fault without that line; what is wrong in itself
// is a fault in both.
func TestDraft(t *testing.T) {
	skeleton := catalog.Skeleton("shop")
	_, findings, _ := withDraft(t, "shop", strings.Replace(skeleton, "draft: true", "draft: false", 1))
	for _, rule := range []string{"missing-file", "missing-estimate", "range"} {
		if !hasRule(findings, rule) {
			t.Errorf("no %s without the draft line", rule)
		}
	}
	if hasRule(findings, "next-step") {
		t.Error("a next step without the draft line")
	}
	for _, change := range [][2]string{
		{"functional: []", "functional: {}"},
		{"curveballs: []", "curveball: []"},
		{"  caching.cache: {need: expected", "  caching.cache: {need: core"},
		{"  caching.cache: {need: expected, why: \"\"}\n", ""},
		{"stage: wrap-up", "stage: wrap"},
	} {
		text := strings.Replace(skeleton, change[0], change[1], 1)
		if text == skeleton {
			t.Fatalf("the skeleton has no %q", change[0])
		}
		if _, findings, _ := withDraft(t, "shop", text); !findings.HasErrors() {
			t.Errorf("no fault with %q", change[1])
		}
	}
	noPrompt := strings.Replace(skeleton, "stage: wrap-up", "stage: trade-offs", 1)
	if _, findings, out := withDraft(t, "shop", noPrompt); findings.HasErrors() || !hasRule(findings, "missing-prompt") {
		t.Errorf("a stage without a prompt is no warning in a draft:\n%s", out)
	}
}

func hasRule(list diag.List, rule string) bool {
	for _, f := range list {
		if f.Rule == rule {
			return true
		}
	}
	return false
}
