package report

import (
	"fmt"
	"strings"

	"designdrill/internal/catalog"
)

// skeleton is the order of a written answer: the headings of each stage. They name
// places, not ideas, so that an empty skeleton earns nothing.
var skeleton = []struct {
	stage, heading string
	parts          []string
}{
	{"requirements", "Requirements", []string{"Functional", "Non-functional", "Out of scope"}},
	{"estimates", "Estimates", nil},
	{"components", "Components", []string{"API", "Data model", "Parts", "Flows"}},
	{"deep-dives", "Deep dives", nil},
	{"trade-offs", "Trade-offs", nil},
	{"wrap-up", "Wrap-up", nil},
}

// stageTitle is the name of a stage as a heading.
func stageTitle(stage string) string {
	for _, s := range skeleton {
		if s.stage == stage {
			return s.heading
		}
	}
	return stage
}

// Template returns a skeleton answer in Markdown: front matter, the brief and the
// questions as block quotes, and a heading for each part.
func Template(x *catalog.Scenario) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nscenario: %s\nscenario_version: %d\ntarget: %s\n---\n\n# %s\n\n", x.ID, x.Version, catalog.Senior, x.Title)
	quote(&b, x.Brief)
	for _, s := range skeleton {
		fmt.Fprintf(&b, "## %s\n\n", s.heading)
		for _, q := range x.Prompts {
			if q.Stage == s.stage {
				quote(&b, q.Ask)
			}
		}
		for _, part := range s.parts {
			fmt.Fprintf(&b, "### %s\n\n", part)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// quote writes a text as one block quote.
func quote(b *strings.Builder, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
	}
	b.WriteByte('\n')
}
