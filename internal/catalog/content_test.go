package catalog_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

var only = flag.String("only", "", "show only the findings of files whose name has this in it")

// TestContent holds the product's own content against the contract. An author sees the
// findings of one file with "go test ./internal/catalog -run TestContent -v -only caching".
func TestContent(t *testing.T) {
	src := catalog.Sources{Rubrics: os.DirFS("../../rubrics"), Scenarios: os.DirFS("../../scenarios"), Prompts: os.DirFS("../../prompts")}
	_, findings, err := catalog.LoadAll(src)
	if err != nil {
		t.Fatal(err)
	}
	findings = slices.DeleteFunc(findings, func(f diag.Finding) bool { return !strings.Contains(f.At.File, *only) })
	var b strings.Builder
	if err := diag.Render(&b, findings, src.Read); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d errors, %d warnings\n%s", findings.Count(diag.Error), findings.Count(diag.Warning), b.String())
	if findings.HasErrors() {
		t.Fail()
	}
}
