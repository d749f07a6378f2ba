package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"designdrill/internal/diag"
	"designdrill/internal/report"
	"designdrill/internal/store"
)

// listFormats are the formats of commands whose output is a list.
var listFormats = []string{"text", "json"}

// formatFlag gives a command its --format.
func formatFlag(cmd *cobra.Command, format *string, usage string) {
	cmd.Flags().StringVar(format, "format", "text", usage)
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(listFormats, cobra.ShellCompDirectiveNoFileComp)))
}

func knownFormat(format string) error {
	if !slices.Contains(listFormats, format) {
		return usagef(diag.DidYouMean(format, "formats", listFormats), "unknown format %q", format)
	}
	return nil
}

func newHistory(e *env) *cobra.Command {
	var format string
	cmd := group(e, &cobra.Command{
		Use:   "history",
		Short: "List the attempts, or delete one",
		Long: `List the attempts with their scores, the latest first. The scores are those of each
attempt's latest report; a drill has the score of its stage.`,
		Example: `  designdrill history
  designdrill history --format json
  designdrill history delete k7qx`,
	}, newHistoryDelete(e))
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		if err := knownFormat(format); err != nil {
			return err
		}
		return e.history(cmd.Context(), format)
	})
	formatFlag(cmd, &format, "text, or json: one object a line")
	return cmd
}

func (e *env) history(ctx context.Context, format string) error {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		return e.noAttempts(format)
	}
	if err != nil {
		return err
	}
	defer db.Close()
	attempts, err := db.Attempts(ctx)
	if err != nil {
		return err
	}
	if len(attempts) == 0 {
		return e.noAttempts(format)
	}
	scores, err := db.Scores(ctx)
	if err != nil {
		return err
	}
	latest := map[string]store.Report{}
	for _, r := range scores {
		if _, ok := latest[r.Attempt]; !ok {
			latest[r.Attempt] = r
		}
	}
	contents := map[string]bool{}
	var list []report.Past
	for _, a := range attempts {
		p := report.Past{ID: a.ID, Scenario: a.Scenario, Version: a.ScenarioVersion, Target: a.Target, Drill: a.Stage, Minutes: a.Minutes,
			Source: a.Source, Started: a.Started.Local(), Finished: a.Finished}
		if l, err := load(ctx, db, a); err == nil {
			p.Spent = l.spent()
		} else if failure := new(failure); !errors.As(err, &failure) {
			return err // not the attempt's own fault, which its report tells
		}
		if r, ok := latest[a.ID]; ok && !a.Unfinished() {
			p.Content, p.Score = r.Content, r.Score
			contents[r.Content] = true
		}
		list = append(list, p)
	}
	if format == "json" {
		return e.printJSON(report.HistoryJSON(list))
	}
	return e.print(report.History(list, len(contents) > 1, e.style()))
}

// noAttempts is the empty state; as JSON it is no line.
func (e *env) noAttempts(format string) error {
	if format == "json" {
		return nil
	}
	return e.print(report.NoAttempts(e.style()))
}

// printJSON writes JSON that may have failed to be made.
func (e *env) printJSON(text []byte, err error) error {
	if err != nil {
		return err
	}
	_, err = e.out.Write(text)
	return err
}

func newHistoryDelete(e *env) *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use:   "delete ID",
		Short: "Delete an attempt with its drafts and reports",
		Long: `Delete an attempt with its drafts and reports, named by its id, the beginning of it,
or last. It asks before; --yes does not. designdrill export ID saves the answer first.`,
		Example: `  designdrill history delete 261125-k7qx
  designdrill history delete k7 --yes`,
		Args:              exactly("attempt"),
		ValidArgsFunction: onlyFirst(e.completeAttempts),
		RunE: run(func(cmd *cobra.Command, args []string) error {
			return e.deleteAttempt(cmd.Context(), args[0], yes)
		}),
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "delete without asking")
	return cmd
}

func (e *env) deleteAttempt(ctx context.Context, word string, yes bool) error {
	db, a, err := e.stored(ctx, word)
	if err != nil {
		return err
	}
	defer db.Close()
	if !yes {
		if !e.atTerminal() {
			return usagef("--yes deletes without asking", "attempt %s is deleted only after asking, and here is no terminal to ask at", a.ID)
		}
		what := []string{a.ID}
		if a.Scenario != "" {
			what = append(what, a.Scenario)
		}
		if a.Stage != "" {
			what = append(what, a.Stage+" alone")
		}
		what = append(what, a.Started.Local().Format(report.DateTime))
		if a.Unfinished() {
			what = append(what, "unfinished")
		}
		sure, err := e.confirm(ctx, "Delete "+strings.Join(what, ", ")+"?")
		if err != nil {
			return err
		}
		if !sure {
			return e.print("Nothing is deleted.\n")
		}
	}
	if err := db.Delete(ctx, a.ID); err != nil {
		return err
	}
	return e.print("Deleted " + a.ID + ".\n")
}

// atTerminal tells whether there is somebody to ask.
func (e *env) atTerminal() bool {
	f, ok := e.in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// confirm asks a question that is answered with y or n; all but yes is no.
func (e *env) confirm(ctx context.Context, question string) (bool, error) {
	fmt.Fprintf(e.err, "%s [y/N] ", diag.Clean(question))
	type result struct {
		line string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		line, err := bufio.NewReader(e.in).ReadString('\n')
		done <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(e.err)
		return false, ctx.Err()
	case r := <-done:
		if r.err != nil { // the end of input answers no
			fmt.Fprintln(e.err)
		}
		switch strings.ToLower(strings.TrimSpace(r.line)) {
		case "y", "yes":
			return true, nil
		}
		return false, nil
	}
}

// completeAttempts offers the ids of attempts.
func (e *env) completeAttempts(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	db, err := e.database(cmd.Context(), store.OpenExisting)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer db.Close()
	attempts, err := db.Attempts(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, a := range attempts {
		out = append(out, cobra.CompletionWithDesc(a.ID, strings.TrimSpace(a.Scenario+" "+a.Stage)+", "+a.Started.Local().Format(report.DateTime)))
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
