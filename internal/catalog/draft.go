package catalog

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// briefWords are the fewest and the most words of a brief.
var briefWords = [2]int{80, 150}

// draftPart is a part of a scenario that an author fills.
type draftPart struct {
	key  string
	done func(*Scenario) bool
	next string // what to do, for who has not done it
}

// draftParts are the parts of a scenario's file in the order in which an author fills
// them.
var draftParts = []draftPart{
	{"brief", func(s *Scenario) bool { return len(strings.Fields(s.Brief)) >= briefWords[0] },
		"write what the candidate reads, 80 to 150 words: what to design, who uses it, what is asked"},
	{"vocabulary", func(s *Scenario) bool { return len(s.Vocabulary) > 0 },
		"list 25 to 60 phrases that only an answer to this system uses"},
	{"facts", func(s *Scenario) bool { return len(s.Facts) > 0 },
		"write down 10 to 16 facts that the interviewer knows, each with its source or as assumed"},
	{"functional", func(s *Scenario) bool { return len(s.Functional) > 0 },
		"say in 5 to 7 points what it must do, each with the phrases that cover it"},
	{"nonfunctional", func(s *Scenario) bool { return len(s.Nonfunctional) > 0 },
		"say in 5 or 6 points how good it must be, each with a target"},
	{"scope", func(s *Scenario) bool { return len(s.Scope) > 0 }, "name 3 things that most people leave out"},
	{"inputs", func(s *Scenario) bool { return len(s.Inputs) > 0 },
		"list the 6 to 12 figures that estimates start from"},
	{"estimates", func(s *Scenario) bool { return len(s.Estimates) > 0 },
		"write 6 to 10 estimates with formula and value: traffic, storage, bandwidth and memory, one each at least"},
	{"components", func(s *Scenario) bool { return len(s.Components) > 0 },
		"list the 10 to 16 boxes with their jobs and the names that people give them"},
	{"flows", func(s *Scenario) bool { return len(s.Flows) > 0 },
		"take 2 to 4 requests through the components, step by step"},
	{"entities", func(s *Scenario) bool { return len(s.Entities) > 0 },
		"list the 4 to 7 entities with fields and keys"},
	{"calls", func(s *Scenario) bool { return len(s.Calls) > 0 }, "list the 5 to 8 calls"},
	{"deep_dives", func(s *Scenario) bool { return len(s.DeepDives) > 0 },
		"describe 5 to 7 hard parts with 2 or 3 solutions each, and what each costs"},
	{"failures", func(s *Scenario) bool { return len(s.Failures) > 0 }, "say in 4 to 6 points what breaks and what is done"},
	{"security", func(s *Scenario) bool { return len(s.Security) > 0 }, "say in 3 to 5 points what is protected, and how"},
	{"mistakes", func(s *Scenario) bool { return len(s.Mistakes) > 0 }, "list the 5 to 8 mistakes of weak answers, and what to do instead"},
	{"follow_ups", func(s *Scenario) bool { return len(s.FollowUps) > 0 }, "write 6 questions, each with the gap that it reacts to"},
	{"curveballs", func(s *Scenario) bool { return len(s.Curveballs) > 0 }, "write 2 or 3 changes of the problem"},
	{"weights", func(s *Scenario) bool {
		return slices.ContainsFunc(RoadmapIDs, func(id string) bool { return s.Weights[id].Need == Core })
	},
		"make 8 to 12 criteria core, each with a reason why this system needs it"},
}

// Filled reports whether every part of the scenario's file has something in it.
func (s *Scenario) Filled() bool {
	return !slices.ContainsFunc(draftParts, func(p draftPart) bool { return !p.done(s) })
}

// nextPart tells the author of a draft which part comes next.
func (r *scenarioReader) nextPart(m *yamlpos.Map) {
	done, next := 0, -1
	for i, p := range draftParts {
		switch {
		case p.done(r.s):
			done++
		case next < 0:
			next = i
		}
	}
	if next >= 0 {
		p := draftParts[next]
		m.Get(p.key).Warnf("next-step", p.next, "draft, %d of %d parts filled; next: %s", done, len(draftParts), p.key)
	}
}

// draftExemplars tells the author of a draft whose file is filled what is left.
func (l *loader) draftExemplars(s *Scenario, missing []string) {
	f := diag.Finding{Rule: "next-step", Severity: diag.Warning, At: s.At, Message: "draft, complete",
		Hint: `take the line "draft: true" out; from then on the scenario is held to everything`}
	if len(missing) > 0 {
		f.Message = fmt.Sprintf("draft, all parts filled; next: %s", missing[0])
		f.Hint = "write the answers of a weak, a solid and a strong candidate, and the levels they deserve as in the built-in scenarios; " +
			"they are to score 10 to 40, 45 to 75 and 80 to 100"
	}
	l.findings.Add(f)
}
