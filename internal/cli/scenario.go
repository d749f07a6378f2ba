package cli

import (
	"io"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/report"
)

func newScenario(e *env) *cobra.Command {
	return group(e, &cobra.Command{
		Use:   "scenario",
		Short: "Show the practice systems",
	}, newScenarioList(e), newScenarioShow(e))
}

func newScenarioList(e *env) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List the practice systems",
		Args:              none,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: run(func(*cobra.Command, []string) error {
			cat, err := e.loadContent()
			if err != nil {
				return err
			}
			return e.print(report.ScenarioList(cat, e.style()))
		}),
	}
}

func newScenarioShow(e *env) *cobra.Command {
	template := false
	cmd := &cobra.Command{
		Use:   "show SCENARIO",
		Short: "Show a practice system with what it expects",
		Long: `Show a practice system: the brief, what it expects, the figures with how they are
worked out, and the sources. It gives the solutions away. With --template it prints a
skeleton answer instead, which gives nothing away.`,
		Example: `  designdrill scenario show twitter
  designdrill scenario show twitter --template > design.md`,
		Args:              exactly("scenario"),
		ValidArgsFunction: onlyFirst(e.completeScenarios),
		RunE: run(func(_ *cobra.Command, args []string) error {
			x, err := e.scenario(args[0])
			if err != nil {
				return err
			}
			if template {
				return e.print(report.Template(x))
			}
			return e.print(report.ScenarioPage(x, e.style()))
		}),
	}
	cmd.Flags().BoolVar(&template, "template", false, "print a skeleton answer in Markdown")
	return cmd
}

// scenario loads one practice system.
func (e *env) scenario(id string) (*catalog.Scenario, error) {
	cat, err := e.loadContent()
	if err != nil {
		return nil, err
	}
	x := cat.Scenarios[id]
	if x == nil {
		return nil, usagef(diag.DidYouMean(id, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", id)
	}
	return x, nil
}

func (e *env) print(text string) error {
	_, err := io.WriteString(e.out, text)
	return err
}
