package cli

import (
	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diagram"
	"designdrill/internal/score"
)

// completion is cobra's type of function for words to offer.
type completion func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// fromContent offers words of the content; without content there are none.
func (e *env) fromContent(words func(*catalog.Catalog) []string) ([]string, cobra.ShellCompDirective) {
	cat, err := e.loadContent()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return words(cat), cobra.ShellCompDirectiveNoFileComp
}

func (e *env) completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return e.fromContent(func(cat *catalog.Catalog) []string {
		var out []string
		for _, id := range cat.ScenarioIDs() {
			out = append(out, cobra.CompletionWithDesc(id, cat.Scenarios[id].Title))
		}
		return out
	})
}

func (e *env) completeCriteria(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return e.fromContent(func(cat *catalog.Catalog) []string {
		var out []string
		for _, id := range catalog.CriterionIDs {
			if c := cat.CriterionByID(id); c != nil {
				out = append(out, cobra.CompletionWithDesc(id, c.Title))
			}
		}
		return out
	})
}

func (e *env) completeCriteriaAndRules(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	out, how := e.completeCriteria(c, args, word)
	for _, r := range score.ConsistencyRules() {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
	}
	for _, r := range diagram.Rules() {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
	}
	return out, how
}

func (e *env) completeSteps(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return e.fromContent(func(cat *catalog.Catalog) []string {
		var out []string
		for _, r := range cat.Rubrics {
			out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
		}
		for _, g := range catalog.ScoredStages {
			out = append(out, cobra.CompletionWithDesc(g.ID, "stage of the interview"))
		}
		return out
	})
}

// onlyFirst offers words for the first argument alone.
func onlyFirst(f completion) completion {
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return f(cmd, args, word)
	}
}
