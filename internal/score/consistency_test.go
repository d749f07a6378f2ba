package score_test

import (
	"strings"
	"testing"

	"designdrill/internal/score"
)

// TestConsistencySnippets holds every rule to its own passages: it finds one thing in
// the first, with two lines that are there, and nothing in the second.
func TestConsistencySnippets(t *testing.T) {
	for _, rule := range score.ConsistencyRules() {
		t.Run(rule.ID, func(t *testing.T) {
			found := 0
			for _, c := range run(t, "twitter", rule.Fires).Consistency {
				if c.Rule != rule.ID {
					t.Errorf("also found %s: %s", c.Rule, c.Message)
					continue
				}
				found++
				lines := strings.Count(rule.Fires, "\n") + 1
				if c.Line < 1 || c.Line > lines || c.Other < 1 || c.Other > lines || c.Line == c.Other {
					t.Errorf("lines %d and %d of %d", c.Line, c.Other, lines)
				}
				if c.Message == "" {
					t.Error("no message")
				}
			}
			if found != 1 {
				t.Errorf("found %d, want 1", found)
			}
			for _, c := range run(t, "twitter", rule.Rests).Consistency {
				t.Errorf("found where it must rest: %s: %s", c.Rule, c.Message)
			}
		})
	}
}
