package cli

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/report"
	"designdrill/internal/store"
)

func newScenario(e *env) *cobra.Command {
	return group(e, &cobra.Command{
		Use:   "scenario",
		Short: "Show the practice systems, and write new ones",
	}, newScenarioList(e), newScenarioShow(e), newScenarioNew(e))
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

// hasAttempt tells whether an attempt at a scenario is stored.
func (e *env) hasAttempt(ctx context.Context, id string) (bool, error) {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		return false, nil
	}
	if err != nil {
		return false, asFailure(ctx, ofStore(err))
	}
	defer db.Close()
	all, err := db.Attempts(ctx)
	return slices.ContainsFunc(all, func(a store.Attempt) bool { return a.Scenario == id }), err
}

// showOptions are the flags of scenario show.
type showOptions struct {
	reader           string
	template, answer bool
	spoil            bool
}

// readers are whom a page can be for.
var readers = []string{"candidate", "interviewer"}

func newScenarioShow(e *env) *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show SCENARIO",
		Short: "Show a practice system, without giving it away",
		Long: `Show a practice system: the task, the time, and what it trains. This gives no solution
away, nor do --for candidate, which is the task alone, and --template, a skeleton answer.

Two pages hold the solutions. --for interviewer is a run sheet to run the interview from:
the time table, what to reveal only if asked, and per stage the questions, hints, points
and probes, with the curveballs. --answer is a worked answer with every estimate worked
out, every accepted solution with its cost, and a strong example; it asks for an attempt
first, or for --spoil.`,
		Example: `  designdrill scenario show twitter
  designdrill scenario show twitter --template > design.md
  designdrill scenario show twitter --for interviewer > run-sheet.txt
  designdrill scenario show twitter --answer --spoil`,
		Args:              exactly("scenario"),
		ValidArgsFunction: onlyFirst(e.completeScenarios),
		RunE: run(func(cmd *cobra.Command, args []string) error {
			return e.showScenario(cmd.Context(), args[0], o)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.reader, "for", "", "whom the page is for: candidate or interviewer")
	flags.BoolVar(&o.template, "template", false, "print a skeleton answer in Markdown")
	flags.BoolVar(&o.answer, "answer", false, "print the worked answer, after an attempt")
	flags.BoolVar(&o.spoil, "spoil", false, "with --answer: also without an attempt")
	mustComplete(cmd.RegisterFlagCompletionFunc("for", cobra.FixedCompletions(readers, cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

func (e *env) showScenario(ctx context.Context, id string, o showOptions) error {
	pages := 0
	for _, asked := range []bool{o.reader != "", o.template, o.answer} {
		if asked {
			pages++
		}
	}
	switch {
	case pages > 1:
		return usagef("each is a page of its own", "--for, --template and --answer do not go together")
	case o.spoil && !o.answer:
		return usagef("", "--spoil goes with --answer")
	case o.reader != "" && !slices.Contains(readers, o.reader):
		return usagef("it is candidate or interviewer", "unknown reader %q for --for", o.reader)
	}
	cat, x, err := e.scenario(id)
	if err != nil {
		return err
	}
	switch {
	case o.template:
		return e.print(report.Template(x))
	case o.reader == "candidate":
		return e.print(report.CandidatePage(cat, x, e.style()))
	case o.reader == "interviewer":
		return e.print(report.RunSheet(cat, x, e.style()))
	case o.answer:
		if !o.spoil {
			if err := e.mayRead(ctx, id); err != nil {
				return err
			}
		}
		return e.print(report.WorkedAnswer(cat, x, cat.ExemplarOf(id, "strong"), e.style()))
	}
	return e.print(report.ScenarioOverview(cat, x, e.contentDir, e.style()))
}

// mayRead holds the answer back from who has not tried: what is read first is not
// practised any more.
func (e *env) mayRead(ctx context.Context, id string) error {
	tried, err := e.attempted(ctx, id)
	if err != nil {
		return err
	}
	if !tried {
		return usagef("designdrill scenario show "+id+" --template begins one; --spoil shows the answer all the same",
			"the answer to %q is shown after an attempt, and there is none yet", id)
	}
	return nil
}

// scenario loads one practice system, with the content it is in.
func (e *env) scenario(id string) (*catalog.Catalog, *catalog.Scenario, error) {
	cat, err := e.loadContent()
	if err != nil {
		return nil, nil, err
	}
	x := cat.Scenarios[id]
	if x == nil {
		return nil, nil, usagef(diag.DidYouMean(id, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", id)
	}
	return cat, x, nil
}

func (e *env) print(text string) error {
	_, err := io.WriteString(e.out, text)
	return err
}
