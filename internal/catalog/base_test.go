package catalog_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"text/template"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

// rubricTemplate is a complete rubric with nothing to say: what is written by hand in
// the samples lies over it.
var rubricTemplate = template.Must(template.New("rubric").Parse(`format: 1
step: {{.Step}}
id: {{.ID}}
title: Step {{.Step}}
intro: What the step is about.
criteria:
{{- range .Criteria}}
  - id: {{.ID}}
    title: {{.ID}}
    roadmap: [{{if .Roadmap}}A line of the roadmap.{{end}}]
    idea: An idea.
    levels: {named: a, applied: b, justified: c, weighed: d}
    probes: {named: "a?", applied: "b?", justified: "c?", weighed: "d?"}
    strong: Does it well.
    instead: [Something else]
    study: ["caching.cache: read it again"]
    examples:
      - {scenario: bikes, levels: {named: a, applied: b, justified: c, weighed: d}}
      - {scenario: boats, levels: {named: a, applied: b, justified: c, weighed: d}}
    match: { {{- if .Roadmap}}concepts: [{{.Concept}}], pairs: [[{{.Concept}}, extra]]{{end -}} }
    snippets:
      - {level: 2, scenario: bikes, text: a}
      - {level: 2, scenario: boats, text: b}
      - {level: 3, scenario: bikes, text: c}
      - {level: 3, text: d}
      - {level: 4, text: e}
      - {level: 4, text: f}
      - {level: 1, kind: bare, text: g}
      - {level: 0, kind: negated, text: h}
{{- end}}
`))

type criterionData struct {
	ID, Concept string
	Roadmap     bool
}

// base is a complete content in which nothing is wrong.
func base(t testing.TB) catalog.Sources {
	t.Helper()
	rubrics := fstest.MapFS{}
	concepts := "format: 1\nconcepts:\n  - {id: extra, title: Extra, kind: \"\", phrases: [extra thing]}\n"
	group := func(step int, id string, criteria []string) {
		var data []criterionData
		for _, c := range criteria {
			name := strings.ReplaceAll(c, ".", "-")
			data = append(data, criterionData{c, name, step > 0})
			if step > 0 {
				concepts += fmt.Sprintf("  - {id: %s, title: %s, phrases: [%s]}\n", name, name, strings.ReplaceAll(name, "-", " "))
			}
		}
		var b bytes.Buffer
		if err := rubricTemplate.Execute(&b, map[string]any{"Step": step, "ID": id, "Criteria": data}); err != nil {
			t.Fatal(err)
		}
		rubrics[fmt.Sprintf("%02d-%s.yaml", step, id)] = &fstest.MapFile{Data: b.Bytes()}
	}
	group(0, "interview", catalog.StageIDs)
	for _, s := range catalog.Steps {
		group(s.Step, s.ID, s.Criteria)
	}
	rubrics["concepts/base.yaml"] = &fstest.MapFile{Data: []byte(concepts)}

	// The second system is the first under another name.
	bikes := os.DirFS("testdata/base/scenarios")
	boats := fstest.MapFS{}
	err := fs.WalkDir(bikes, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(bikes, path)
		if err != nil {
			return err
		}
		boats[strings.ReplaceAll(path, "bikes", "boats")] = &fstest.MapFile{Data: bytes.Replace(src, []byte("\nid: bikes"), []byte("\nid: boats"), 1)}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return catalog.Sources{
		Rubrics:   catalog.Overlay(rubrics, os.DirFS("testdata/base/rubrics")),
		Scenarios: catalog.Overlay(bikes, boats),
	}
}

// over lays a sample's folder over the base.
func over(s catalog.Sources, dir fs.FS) catalog.Sources {
	sub := func(name string) fs.FS {
		f, err := fs.Sub(dir, name)
		if err != nil {
			return nil
		}
		return f
	}
	s.Rubrics = catalog.Overlay(s.Rubrics, sub("rubrics"))
	s.Scenarios = catalog.Overlay(s.Scenarios, sub("scenarios"))
	return s
}

// load loads and renders the findings.
func load(t testing.TB, s catalog.Sources) (*catalog.Catalog, diag.List, string) {
	t.Helper()
	c, findings, err := catalog.LoadAll(s)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := diag.Render(&b, findings, s.Read); err != nil {
		t.Fatal(err)
	}
	return c, findings, b.String()
}

func TestBaseIsSilent(t *testing.T) {
	if _, _, out := load(t, base(t)); out != "" {
		t.Errorf("findings in the base:\n%s", out)
	}
}
