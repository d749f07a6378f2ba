package catalog

import (
	"slices"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// Exemplar is a graded example answer to a scenario.
type Exemplar struct {
	At       diag.Pos // of the answer's file
	Scenario string
	Name     string          // "weak", "solid", "strong"
	Text     []byte          // the answer, Markdown
	Levels   map[string]Gold // by stage criterion
}

// Gold is the level an exemplar has for a criterion, and why.
type Gold struct {
	At    diag.Pos
	Level int
	Why   string
}

// ExemplarNames are the exemplars every scenario has, in rising order.
var ExemplarNames = []string{"weak", "solid", "strong"}

// ParseLevels reads the gold levels of an exemplar by stage criterion.
func ParseLevels(name string, src []byte) (map[string]Gold, diag.List) {
	levels, r := readLevels(name, src)
	return levels, r.Findings()
}

func readLevels(name string, src []byte) (map[string]Gold, *reader) {
	r, m := open(name, src, "file")
	out := map[string]Gold{}
	levels := m.Map("levels", yamlpos.Required)
	for _, e := range levels.Entries() {
		if !slices.Contains(StageIDs, e.Key) {
			r.Add(diag.Finding{Rule: "unknown-reference", At: e.Span.At, EndCol: e.Span.EndCol,
				Message: "unknown stage criterion " + yamlpos.Quote(e.Key), Hint: diag.DidYouMean(e.Key, "criteria", StageIDs)})
			continue
		}
		g := e.Value.Map("level")
		out[e.Key] = Gold{e.Span.At, g.Int("level", yamlpos.Required, yamlpos.Between(0, 4)), g.Text("why", yamlpos.Required)}
		g.Done()
	}
	if levels.Present() {
		var missing []string
		for _, id := range StageIDs {
			if _, ok := out[id]; !ok {
				missing = append(missing, id)
			}
		}
		if len(missing) > 0 {
			levels.Errorf("missing-level", "all 12 stage criteria have a level", "no level for %s", strings.Join(missing, ", "))
		}
	}
	m.Done()
	return out, r
}

// ReadExemplar reads one exemplar with its levels and nothing else of the content; nil
// when there is none without faults.
func ReadExemplar(s Sources, scenario, name string) *Exemplar {
	file := exemplarPlace(scenario, name+".md")
	text, src := s.Read(file), s.Read(exemplarPlace(scenario, name+levelsSuffix))
	if text == nil || src == nil {
		return nil
	}
	levels, faults := ParseLevels(file, src)
	if faults.HasErrors() {
		return nil
	}
	return &Exemplar{At: diag.Pos{File: file, Line: 1, Col: 1}, Scenario: scenario, Name: name, Text: text, Levels: levels}
}

// exemplarPlace is the name of an exemplar's file.
func exemplarPlace(scenario, file string) string {
	return "scenarios/exemplars/" + scenario + "/" + file
}
