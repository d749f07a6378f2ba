// Command gen compiles the built-in content into content.bin.
package main

import (
	"fmt"
	"os"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/score"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	sources := catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS}
	cat, findings, err := catalog.LoadAll(sources)
	if err != nil {
		return err
	}
	if findings.HasErrors() {
		if err := diag.Render(os.Stderr, findings, sources.Read); err != nil {
			return err
		}
		return fmt.Errorf("the content has faults")
	}
	data, err := score.NewEngine(cat).Pack()
	if err != nil {
		return err
	}
	return os.WriteFile("content.bin", data, 0o644)
}
