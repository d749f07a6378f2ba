package catalog_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

func TestIDs(t *testing.T) {
	if n := len(catalog.RoadmapIDs); n != 45 {
		t.Errorf("%d roadmap criteria", n)
	}
	if n := len(catalog.StageIDs); n != 12 {
		t.Errorf("%d stage criteria", n)
	}
	var all []string
	for i, g := range catalog.Steps {
		if g.Step != i+1 {
			t.Errorf("step %q has the number %d", g.ID, g.Step)
		}
		all = append(all, g.Criteria...)
	}
	for _, g := range catalog.ScoredStages {
		if g.Step != 0 || !slices.Contains(catalog.Stages, g.ID) {
			t.Errorf("stage %q has the number %d", g.ID, g.Step)
		}
		all = append(all, g.Criteria...)
	}
	if !slices.Equal(all, catalog.CriterionIDs) {
		t.Errorf("the groups hold %v", all)
	}
	if len(catalog.Steps) != 11 || len(catalog.ScoredStages) != 3 {
		t.Errorf("%d steps, %d scored stages", len(catalog.Steps), len(catalog.ScoredStages))
	}
	for i, id := range catalog.CriterionIDs {
		if catalog.CriterionIndex(id) != i || catalog.IsRoadmap(id) != (i < 45) || !catalog.IsCriterion(id) {
			t.Errorf("%q is at %d", id, catalog.CriterionIndex(id))
		}
	}
	if catalog.IsCriterion("caching") || catalog.IsRoadmap("") || catalog.CriterionIndex("x") != -1 {
		t.Error("an unknown id is known")
	}
}

func TestCatalog(t *testing.T) {
	c, _, _ := load(t, base(t))
	if len(c.Rubrics) != 12 || c.Rubrics[0].ID != "interview" || c.Rubrics[4].ID != "caching" || c.RubricByStep(11).ID != "trade-offs" || c.RubricByStep(12) != nil {
		t.Errorf("rubrics %v", c.Rubrics)
	}
	for _, id := range catalog.CriterionIDs {
		if x := c.CriterionByID(id); x == nil || x.ID != id {
			t.Errorf("criterion %q: %v", id, x)
		}
	}
	if got := c.CriterionByID("caching.cache").Match.Pairs; len(got) != 1 || got[0] != [2]string{"caching-cache", "extra"} {
		t.Errorf("pairs %v", got)
	}
	if c.ConceptByID("extra").Title != "Extra" || c.ConceptByID("x") != nil || len(c.ConceptIDs()) != 46 || !slices.IsSorted(c.ConceptIDs()) {
		t.Errorf("concepts %v", c.ConceptIDs())
	}
	if got := c.ScenarioIDs(); !slices.Equal(got, []string{"bikes", "boats"}) {
		t.Errorf("scenarios %v", got)
	}
	var names []string
	for _, e := range c.Exemplars["boats"] {
		names = append(names, e.Name)
	}
	if !slices.Equal(names, catalog.ExemplarNames) || c.ExemplarOf("bikes", "strong").Levels["components.api"].Level != 4 || c.ExemplarOf("bikes", "x") != nil {
		t.Errorf("exemplars %v", names)
	}
	if got := c.Cues.Categories(); !slices.Equal(got, []string{"cost", "reason"}) {
		t.Errorf("cues %v", got)
	}
	s := c.Scenarios["bikes"]
	if s.Estimates[0].Factor != 2 || s.Estimates[1].Factor != 3 || s.Estimates[0].Plausible != [2]string{"0.5/s", "20/s"} || s.Inputs[1].Value != "2000" {
		t.Errorf("estimates %+v", s.Estimates[:2])
	}
	if w := s.Weights["networking.webrtc"]; len(s.Weights) != 45 || w.Need == "" || s.Weights["fundamentals.serverless"].Need != catalog.Core {
		t.Errorf("%d weights", len(s.Weights))
	}
	ids := s.PointIDs()
	for _, id := range []string{"functional.find", "nonfunctional.once", "scope.repair", "component.billing", "flow.unlock", "entity.ride", "call.start", "deep-dive.double", "failure.cache-lost", "security.cards"} {
		if !slices.Contains(ids, id) {
			t.Errorf("point %q is missing in %v", id, ids)
		}
	}
	f := s.Flows[0].Steps[1]
	if f.At.File != "scenarios/bikes.yaml" || f.At.Line == 0 || f.Component != "ride-service" || f.Mode != "sync" {
		t.Errorf("flow step %+v", f)
	}
}

func TestScoring(t *testing.T) {
	c, _, _ := load(t, base(t))
	s := &c.Scoring
	if s.Levels != [5]float64{0, 0.1, 0.5, 0.8, 1} || s.Shares.Stages != 0.4 || s.Needs[catalog.Core] != 3 || s.Stretch != 1.4 || s.PassMark != 60 || s.Gates[0].Cap != 70 || s.Heights["caching.cache"] != 1.2 {
		t.Errorf("%+v", s)
	}
	for _, tc := range []struct {
		target    catalog.Target
		criterion string
		want      float64
	}{
		{catalog.Mid, "observability.logging", 0.5}, {catalog.Mid, "caching.cache", 1.5}, {catalog.Mid, "caching.cdn", 1},
		{catalog.Senior, "caching.cache", 1}, {catalog.Staff, "trade-offs.push-pull", 1.5}, {"none", "caching.cache", 1},
	} {
		if got := s.Multiplier(tc.target, tc.criterion); got != tc.want {
			t.Errorf("%s %s: %v, want %v", tc.target, tc.criterion, got, tc.want)
		}
	}
	for score, want := range map[float64]string{0: "empty", 9.99: "empty", 10: "weak", 39.9: "weak", 40: "borderline", 60: "pass", 79.9: "pass", 80: "strong", 100: "strong"} {
		if got := s.Bands.Of(score); got != want {
			t.Errorf("%v is %q, want %q", score, got, want)
		}
	}
}

// TestTwentyFaults asks that one file with many different faults shows every one.
func TestTwentyFaults(t *testing.T) {
	_, findings, _ := load(t, over(base(t), os.DirFS("testdata/err/twenty-faults")))
	kinds := map[string]bool{}
	for _, f := range findings {
		if f.At.File != "scenarios/bikes.yaml" || f.At.Line == 0 || f.At.Col == 0 {
			t.Errorf("a finding without its place: %s", f)
		}
		kinds[f.Rule+" "+f.Message] = true
	}
	if len(kinds) < 20 {
		t.Errorf("%d different faults are reported", len(kinds))
	}
}

// TestEdits makes one small fault at a time in the good scenario.
func TestEdits(t *testing.T) {
	src, err := os.ReadFile("testdata/base/scenarios/bikes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	for _, tc := range []struct{ old, new, want string }{
		{"brief: |\n", "brief: |\n  " + strings.Repeat("word ", 80) + "\n", "warning: the brief has 1"},
		{"brief: |\n", "brief: " + strings.Repeat("word ", 79) + "\nbrief2: |\n", "warning: the brief has 79 words, expected 80 to 150"},
		{"url: \"http://journal.example.org/1\"", "url: \"https://x.global.ssl.fastly.net/a\"", `is a mirror's or proxy's`},
		{"url: \"http://journal.example.org/1\"", "url: \"https://user:pw@example.org/\"", `names no public host`},
		{"url: \"http://journal.example.org/1\"", "url: \"https://local/\"", `names no public host`},
		{"url: \"http://journal.example.org/1\"", "url: \"http://exa mple.org/\"", `is not a URL`},
		{"id: ride_size", "id: month", `"month" is a constant of formulas`},
		{"id: ride_rate", "id: rides", `input or estimate "rides" stands twice`},
		{"  - {id: vans,", "  - {id: app,", `fact "app" stands twice`},
		{"assumed: true}\n  - {id: peak,", "assumed: false}\n  - {id: peak,", `the fact has no source and is not assumed`},
		{"  - {id: bikes, text: There are 20 thousand bikes, reveal: asked, ", "  - {id: bikes, text: There are 20 thousand bikes, reveal: asked, assumed: true, ", "has a source and is assumed"},
		{"  - {id: app, text: Riders use a phone app, reveal: brief, assumed: true}\n", "", "warning: 9 facts, expected 10 to 16"},
		{"  - {id: race, minute: 20", "  - {id: race, minute: 0", "from 1 to 45"},
		{"mode: async, text: The end", "mode: asyn, text: The end", `did you mean "async"?`},
		{"lacks: [trade-offs.push-pull]", "lacks: []", `"lacks" has 0 items`},
		{"lacks: [trade-offs.push-pull]", "lacks: [\"point:flow.unlok\"]", `did you mean "flow.unlock"?`},
		{"stage: trade-offs, ask", "stage: wrap-up, ask", `no prompt for the stage "trade-offs"`},
		{"{id: api, stage: components", "{id: api, stage: requirements", "warning: 2 prompts for components, expected 3 to 4"},
		{"criterion: estimates.memory", "criterion: estimates.storage", `no estimate for "estimates.memory"`},
		{"factor: 3", "factor: 1", "from 1.01 to 100"},
		{"version: 1", "version: 0", "from 1 to 10000"},
		{"need: \"off\"", "need: off", ""},
		{"need: \"off\"", "need: none", `expected one of core, expected, bonus, off`},
		{"title: Bike sharing", "title: " + strings.Repeat("long ", 30), "has more than 120 characters"},
	} {
		t.Run(tc.old+" to "+tc.new, func(t *testing.T) {
			edited := bytes.Replace(src, []byte(tc.old), []byte(tc.new), 1)
			if bytes.Equal(edited, src) {
				t.Fatalf("%q is not in the file", tc.old)
			}
			_, _, out := load(t, over(base(t), fstest.MapFS{"scenarios/bikes.yaml": &fstest.MapFile{Data: edited}}))
			if tc.want == "" && out != "" || !strings.Contains(out, tc.want) {
				t.Errorf("want %q in:\n%s", tc.want, out)
			}
		})
	}
}

func TestMissingFiles(t *testing.T) {
	_, _, out := load(t, catalog.Sources{})
	for _, want := range []string{
		"rubrics/00-interview.yaml: error: the file is missing [missing-file]\n",
		"rubrics/11-trade-offs.yaml: error: the file is missing [missing-file]\n",
		"rubrics/scoring.yaml: error: the file is missing [missing-file]\n",
		"rubrics/concepts/cues.yaml: error: the file is missing [missing-file]\n",
		"scenarios: error: there are no scenarios [missing-file]\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	s := base(t)
	s.Scenarios = without{s.Scenarios, "exemplars/boats/solid"}
	if _, _, out := load(t, s); out != "scenarios/exemplars/boats/solid.md: error: the file is missing [missing-file]\n" {
		t.Errorf("a missing exemplar:\n%s", out)
	}
	s.Scenarios = without{base(t).Scenarios, "exemplars/boats/solid.levels"}
	if _, _, out := load(t, s); out != "scenarios/exemplars/boats/solid.levels.yaml: error: the file is missing [missing-file]\n" {
		t.Errorf("missing levels:\n%s", out)
	}
}

// without hides the files that begin with a prefix from listings.
type without struct {
	fs.FS
	prefix string
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(name+"/"+e.Name(), w.prefix) }), err
}

func TestFileLimits(t *testing.T) {
	many := fstest.MapFS{}
	for i := range 600 {
		many[fmt.Sprintf("concepts/%03d.yaml", i)] = &fstest.MapFile{Data: []byte("x")}
	}
	_, findings, err := catalog.LoadAll(catalog.Sources{Rubrics: many})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Message == "more than 500 files, the rest is not read" }) {
		t.Errorf("600 files are read: %v", findings[:3])
	}
	heavy, heavyFile := fstest.MapFS{}, make([]byte, 2<<20) // zeros: refused after a glance
	for i := range 40 {
		heavy[fmt.Sprintf("concepts/%03d.yaml", i)] = &fstest.MapFile{Data: heavyFile}
	}
	_, findings, err = catalog.LoadAll(catalog.Sources{Rubrics: heavy})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range findings {
		if strings.HasPrefix(f.Message, "more than 67108864 bytes") && f.At.File == "rubrics/concepts/032.yaml" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("80 MiB are read, %d findings say so", n)
	}
	large := bytes.Repeat([]byte("#\n"), 1<<20+1)
	s := over(base(t), fstest.MapFS{
		"rubrics/concepts/large.yaml":          &fstest.MapFile{Data: large},
		"scenarios/exemplars/bikes/weak.md":    &fstest.MapFile{Data: large},
		"scenarios/exemplars/bikes/strong.md":  &fstest.MapFile{Mode: fs.ModeNamedPipe},
		"rubrics/concepts/device.yaml":         &fstest.MapFile{Mode: fs.ModeDevice},
		"rubrics/concepts/folder.yaml/x.yaml":  &fstest.MapFile{Data: large},
		"rubrics/concepts/.hidden/hidden.yaml": &fstest.MapFile{Data: large},
	})
	_, _, out := load(t, s)
	want := `rubrics/concepts/device.yaml: error: not a regular file [not-a-file]
rubrics/concepts/large.yaml: error: the file has more than 2097152 bytes [too-large]
  hint: split it
scenarios/exemplars/bikes/strong.md: error: not a regular file [not-a-file]
scenarios/exemplars/bikes/weak.md: error: the file has more than 2097152 bytes [too-large]
`
	if out != want {
		t.Errorf("got:\n%s\nwant:\n%s", out, want)
	}
}

func TestHash(t *testing.T) {
	plain, _, _ := load(t, base(t))
	if !strings.HasPrefix(plain.Hash, "sha256:") || len(plain.Hash) != 7+64 {
		t.Fatalf("hash %q", plain.Hash)
	}
	bikes, err := os.ReadFile("testdata/base/scenarios/bikes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	bikes = bytes.ReplaceAll(bikes, []byte("\r\n"), []byte("\n"))
	for _, tc := range []struct {
		name, path, data string
		same             bool
	}{
		{"the same again", "scenarios/bikes.yaml", string(bikes), true},
		{"other line ends", "scenarios/bikes.yaml", "\uFEFF" + strings.ReplaceAll(string(bikes), "\n", "\r\n"), true},
		{"an exemplar", "scenarios/exemplars/bikes/weak.md", "Other text.", true},
		{"a file nobody reads", "rubrics/README.md", "Text.", true},
		{"a comment in a scenario", "scenarios/bikes.yaml", string(bikes) + "# more\n", false},
		{"a new concept", "rubrics/concepts/new.yaml", "format: 1\nconcepts: [{id: new, title: New, kind: cache, phrases: [new thing]}]\n", false},
		{"cues", "rubrics/concepts/cues.yaml", "format: 1\ncues: {reason: [since]}\n", false},
	} {
		c, _, out := load(t, over(base(t), fstest.MapFS{tc.path: &fstest.MapFile{Data: []byte(tc.data)}}))
		if out != "" {
			t.Errorf("%s: %s", tc.name, out)
		}
		if (c.Hash == plain.Hash) != tc.same {
			t.Errorf("%s: the hash is the same: %v", tc.name, !tc.same)
		}
	}
}

func TestLoadingTwiceIsTheSame(t *testing.T) {
	s := over(base(t), os.DirFS("testdata/err/rubric"))
	c1, _, out1 := load(t, s)
	c2, _, out2 := load(t, s)
	if out1 != out2 || c1.Hash != c2.Hash {
		t.Error("two runs differ")
	}
}

func FuzzParseScenario(f *testing.F) {
	src, err := os.ReadFile("testdata/base/scenarios/bikes.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	twenty, err := os.ReadFile("testdata/err/twenty-faults/scenarios/bikes.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(twenty)
	for _, part := range []string{"sources:\n", "facts:\n", "estimates:\n", "flows:\n", "deep_dives:\n", "prompts:\n", "weights:\n"} {
		at := bytes.Index(src, []byte(part))
		f.Add(append([]byte("format: 1\nid: fuzz\n"), src[at:at+400]...))
	}
	f.Add([]byte("format: 1\nid: fuzz\nweights: {a: b}\nflows: [{steps: [{}, 1]}]\nestimates: [{plausible: [1, 2]}]\nfollow_ups: [{lacks: [\"point:\"]}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, findings := catalog.ParseScenario("scenarios/fuzz.yaml", src)
		if s == nil {
			t.Fatal("no scenario")
		}
		s.PointIDs()
		for id := range s.Weights {
			if !catalog.IsRoadmap(id) {
				t.Errorf("weight for %q", id)
			}
		}
		if !findings.HasErrors() && (s.ID != "fuzz" || len(s.Prompts) < len(catalog.Stages)) {
			t.Error("an incomplete scenario without an error")
		}
		lines := bytes.Count(src, []byte("\n")) + 2
		for _, x := range findings {
			if x.At.Line > lines {
				t.Errorf("line %d of %d: %s", x.At.Line, lines, x)
			}
		}
	})
}
