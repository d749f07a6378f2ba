package cli

import (
	"context"
	"errors"
	"os"
	"sync"

	"github.com/spf13/cobra"

	"designdrill/internal/diag"
	"designdrill/internal/report"
	"designdrill/internal/store"
)

func newReview(e *env) *cobra.Command {
	o := checkOptions{reviewed: true}
	cmd := &cobra.Command{
		Use:   "review ATTEMPT|FILE",
		Short: "Let a language model read an attempt or a written answer",
		Long: `Let a language model read an attempt or a written answer beside the rules. An attempt
is named by its id, the beginning of it, or last; - is standard input.

The model is a second reader. It says one word of the ladder per criterion with quotes;
a verdict without a quote that stands in the answer, is about the criterion and is meant
as said does not count. The rules' score is always shown, and levels change only by
--policy. A model that fails leaves the report complete; --required makes that exit 3.`,
		Example: `  designdrill review last --dry-run
  designdrill review last
  designdrill review design.md -s twitter --policy fill --max-cost 0.05
  designdrill review design.md -s twitter --replay --format json`,
		Args: exactly("attempt or file"),
		ValidArgsFunction: onlyFirst(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"md"}, cobra.ShellCompDirectiveFilterFileExt
		}),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := o.validate(); err != nil {
			return err
		}
		return e.review(cmd.Context(), args[0], o)
	})
	flags := cmd.Flags()
	flags.StringVarP(&o.scenario, "scenario", "s", "", "the practice system that the answer is for")
	flags.StringVar(&o.target, "target", "", "the seniority aimed at: mid, senior or staff (default: the answer's own, or senior)")
	flags.StringVar(&o.format, "format", "text", "text, or json: one object")
	flags.BoolVar(&o.full, "full", false, "show every criterion and verdict")
	o.review.add(cmd, "")
	mustComplete(cmd.RegisterFlagCompletionFunc("scenario", e.completeScenarios))
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(targets(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// review reads one answer: a file where there is one, else an attempt.
func (e *env) review(ctx context.Context, word string, o checkOptions) error {
	in := input{name: word, path: word}
	if word != stdinName {
		if _, err := os.Stat(word); err != nil {
			text, name, err := e.attemptText(ctx, word)
			if err != nil {
				return err
			}
			in = input{name: name, text: text}
		}
	}
	engine, err := e.loadEngine()
	if err != nil {
		return err
	}
	cat := engine.Catalog()
	if o.scenario != "" && cat.Scenarios[o.scenario] == nil {
		return usagef(diag.DidYouMean(o.scenario, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", o.scenario)
	}
	c := &checker{env: e, o: o, cat: cat, contents: newContents(engine), program: version(), style: report.Style{Accessible: e.accessible},
		texts: sync.OnceValues(e.loadContent)}
	if c.second, err = e.newSecond(o.review); err != nil {
		return err
	}
	return c.run(ctx, []input{in})
}

// attemptText is the answer of a stored attempt as one document, and how reports name
// it.
func (e *env) attemptText(ctx context.Context, word string) ([]byte, string, error) {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		return nil, "", failedf("name a file that is there; designdrill practice makes attempts", "%q is no file, and no attempt is stored yet", word)
	}
	if err != nil {
		return nil, "", err
	}
	defer db.Close()
	a, err := findAttempt(ctx, db, word)
	if err != nil {
		return nil, "", err
	}
	l, err := load(ctx, db, a)
	if err != nil {
		return nil, "", err
	}
	return l.text, "attempt " + a.ID, nil
}
