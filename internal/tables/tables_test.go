package tables_test

import (
	"bytes"
	"testing"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/score"
	"designdrill/internal/tables"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

// The compiled content is what the YAML compiles to, byte for byte.
func TestTablesMatchContent(t *testing.T) {
	cat, findings, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	if err != nil {
		t.Fatal(err)
	}
	if n := findings.Count(diag.Error); n > 0 {
		t.Fatalf("the content has %d faults: run designdrill content check", n)
	}
	want, err := score.NewEngine(cat).Pack()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, tables.Data) {
		t.Fatal("internal/tables/content.bin is stale: run make generate")
	}
}

// Damaged tables are refused, wherever they are cut.
func TestDamagedTables(t *testing.T) {
	for _, n := range []int{0, 5, 30, 1000, len(tables.Data) / 2, len(tables.Data) - 1} {
		e, err := score.Unpack(tables.Data[:n])
		if err != nil {
			continue
		}
		if _, err := e.Content("zoom"); err == nil {
			t.Errorf("tables cut after %d bytes are taken for whole", n)
		}
	}
}

func BenchmarkUnpack(b *testing.B) {
	for b.Loop() {
		e, err := score.Unpack(tables.Data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Content("twitter"); err != nil {
			b.Fatal(err)
		}
	}
}
