package cli

import (
	"context"
	"designdrill/internal/answer"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/report"
	"designdrill/internal/store"
)

func newReport(e *env) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "report ID|last",
		Short: "Show the report of an attempt",
		Long: `Show the report of an attempt, named by its id, the beginning of it, or last: the
score, how it compares with your own guess and with your last try, the time and hints
it took, what earned each level, and what to do next. The lines are those of the
answer as designdrill export writes it.`,
		Example: `  designdrill report last
  designdrill report k7qx --full
  designdrill report k7qx --explain caching.write-policy
  designdrill report k7qx --format json -o report.json`,
		Args:              exactly("attempt"),
		ValidArgsFunction: onlyFirst(e.completeAttempts),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if err := o.validate(); err != nil {
			return err
		}
		return e.reportOn(cmd.Context(), args[0], o)
	})
	flags := cmd.Flags()
	flags.StringVarP(&o.output, "output", "o", "", "write to this file instead of standard output")
	flags.StringVar(&o.explain, "explain", "", "tell how this criterion got its level, instead of the report")
	flags.BoolVar(&o.full, "full", false, "show every criterion, probe and point; with --explain every phrase")
	flags.StringVar(&o.format, "format", "text", "text, or json: one object on a line")
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("explain", e.completeCriteria))
	return cmd
}

func (e *env) reportOn(ctx context.Context, word string, o checkOptions) error {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		if word == lastWord && o.output == "" {
			return e.noAttempts(o.format)
		}
		return nothingStored(word)
	}
	if err != nil {
		return err
	}
	defer db.Close()
	a, err := findAttempt(ctx, db, word)
	if err != nil {
		return err
	}
	l, err := load(ctx, db, a)
	if err != nil {
		return err
	}
	g, err := e.grader(db, o)
	if err != nil {
		return err
	}
	var out output = stdoutput{e.out}
	if o.output == "" {
		g.style = e.style()
	} else if out, err = openOutput(o.output); err != nil {
		return err
	}
	defer out.discard()
	text, err := g.text(ctx, l)
	if err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		return err
	}
	return out.commit()
}

// text is the report of an attempt in the format asked for. It keeps the report; one
// that this program made of this answer with this content is taken as it is.
func (g *grader) text(ctx context.Context, l *loaded) ([]byte, error) {
	if g.o.format == "json" && !l.Unfinished() && namesBuild(g.program) {
		kept, err := g.db.Reports(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range kept {
			if r.Content == g.cat.Hash && r.Program == g.program && r.Seq == l.seq {
				return r.JSON, nil
			}
		}
	}
	x, err := g.grade(l)
	if err != nil {
		return nil, err
	}
	if err := g.keep(ctx, x); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		// A full disk is no reason not to show it.
		g.env.report(asFailure(ctx, ofStore(err)))
	}
	switch {
	case g.o.format == "json":
		return x.json, nil
	case g.o.explain != "":
		return g.render(answer.Parse(l.text), x.report)
	}
	d, err := g.debrief(ctx, x)
	if err != nil {
		return nil, err
	}
	return []byte(report.Attempt(d, g.style, false, g.o.full)), nil
}

// namesBuild tells whether a version stands for one program only. Those of programs
// that are being worked on do not.
func namesBuild(version string) bool {
	return version != "devel" && version != "unknown" && !strings.HasSuffix(version, "modified")
}
