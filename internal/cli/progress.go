package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/coach"
	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/score"
	"designdrill/internal/store"
)

func newProgress(e *env) *cobra.Command {
	var format, step string
	cmd := &cobra.Command{
		Use:   "progress",
		Short: "Show how the scores go over time, and what to practise next",
		Long: `Show how the scores go over time: the whole, each stage of the interview and each step
of the roadmap, and what to practise next. Only reports of the content of today are
compared.`,
		Example: `  designdrill progress
  designdrill progress --step caching
  designdrill progress --format json`,
		Args:              none,
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.RunE = run(func(cmd *cobra.Command, _ []string) error {
		if err := knownFormat(format); err != nil {
			return err
		}
		groups := groupIDs()
		if step != "" && !slices.Contains(groups, step) {
			return usagef(diag.DidYouMean(step, "steps and stages", groups), "unknown step %q", step)
		}
		return e.progress(cmd.Context(), format, step)
	})
	formatFlag(cmd, &format, "text, or json: one object on a line")
	cmd.Flags().StringVar(&step, "step", "", "show only this step of the roadmap or stage of the interview")
	mustComplete(cmd.RegisterFlagCompletionFunc("step", e.completeSteps))
	return cmd
}

func groupIDs() []string {
	var out []string
	for _, g := range slices.Concat(catalog.ScoredStages, catalog.Steps) {
		out = append(out, g.ID)
	}
	return out
}

func (e *env) progress(ctx context.Context, format, step string) error {
	engine, err := e.loadEngine()
	if err != nil {
		return err
	}
	p, err := e.gatherProgress(ctx, engine)
	switch {
	case err != nil:
		return err
	case format == "json":
		return e.printJSON(report.ProgressJSON(*p))
	case len(p.Tries)+p.Stale == 0:
		return e.print(report.NoAttempts(e.style()) + "\n" + report.Proposal(*p.Proposal, p.Titles, p.Minutes, e.style()))
	}
	return e.print(report.ProgressPage(*p, step, e.style()))
}

// gatherProgress reads all reports of a content, and works out what to practise next.
// Where nothing is stored it is the progress of a beginner.
func (e *env) gatherProgress(ctx context.Context, engine *score.Engine) (*report.Progress, error) {
	cat := engine.Catalog()
	p := &report.Progress{Content: cat.Hash, Titles: map[string]string{}, Now: time.Now()}
	for _, r := range cat.Rubrics {
		p.Titles[r.ID] = r.Title
	}
	db, err := e.database(ctx, store.OpenExisting)
	switch {
	case err == nil:
		defer db.Close()
		if err := readProgress(ctx, db, p); err != nil {
			return nil, err
		}
	case !errors.Is(err, store.ErrNoDatabase):
		return nil, err
	}
	var tries []coach.Try
	for _, t := range p.Tries {
		tries = append(tries, t.Try)
	}
	var systems []coach.System
	for _, id := range cat.ScenarioIDs() {
		x, err := engine.Scenario(id)
		if err != nil {
			return nil, err
		}
		systems = append(systems, coach.NewSystem(x, cat.Scoring.Needs))
	}
	if x, ok := coach.Next(systems, tries, p.Now); ok {
		p.Proposal, p.Minutes = &x, interview.MinutesOf(x.Drill.Group)
	}
	return p, nil
}

// readProgress adds what is stored, the oldest first.
func readProgress(ctx context.Context, db *store.DB, p *report.Progress) error {
	attempts, err := db.Attempts(ctx)
	if err != nil {
		return err
	}
	reports, err := db.ReportsOf(ctx, p.Content)
	if err != nil {
		return err
	}
	by := map[string]store.Report{}
	for _, r := range reports {
		by[r.Attempt] = r
	}
	for _, a := range slices.Backward(attempts) {
		r, ok := by[a.ID]
		switch {
		case a.Unfinished():
			continue
		case !ok:
			p.Stale++
			continue
		}
		kept, err := report.ReadKept(r.JSON)
		if err != nil {
			return err
		}
		t := report.ProgressTry{ID: a.ID, Target: a.Target, Score: kept.Score,
			Try: coach.Try{Scenario: a.Scenario, Drill: a.Stage, At: a.Started.Local(), Scores: kept.Scores}}
		if a.Stage != "" {
			t.Scores = drilled(a.Stage, r.Score)
		}
		p.Tries = append(p.Tries, t)
	}
	return nil
}

// drilled is what a drill says: of the other stages and steps nothing.
func drilled(stage string, mark *float64) map[string]float64 {
	if mark == nil || !slices.Contains(groupIDs(), stage) {
		return nil
	}
	return map[string]float64{stage: *mark}
}

func newRegrade(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "regrade",
		Short: "Score all attempts anew with the content of today",
		Long: `Score all finished attempts anew with the content of today, so that their scores
compare, and tell which have changed. Reports of earlier content are kept.`,
		Args:              none,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: run(func(cmd *cobra.Command, _ []string) error {
			return e.regrade(cmd.Context())
		}),
	}
}

func (e *env) regrade(ctx context.Context) error {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		return e.noAttempts("text")
	}
	if err != nil {
		return err
	}
	defer db.Close()
	attempts, err := db.Attempts(ctx)
	if err != nil {
		return err
	}
	scores, err := db.Scores(ctx)
	if err != nil {
		return err
	}
	before := map[string]*float64{}
	for _, r := range slices.Backward(scores) { // the latest is left
		before[r.Attempt] = r.Score
	}
	g, err := e.grader(db, checkOptions{format: "json"})
	if err != nil {
		return err
	}
	var list []report.Regraded
	code := exitOK
	for _, a := range slices.Backward(attempts) {
		if a.Unfinished() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		x, err := g.regrade(ctx, a)
		var own *failure
		if errors.As(err, &own) {
			// One that cannot be read or scored does not stop the others.
			e.report(own)
			code = max(code, own.code)
			continue
		}
		if err != nil {
			return err
		}
		r := report.Regraded{ID: a.ID, Scenario: a.Scenario, Before: before[a.ID]}
		if mark, ok := x.report.Mark(); ok {
			r.After = &mark
		}
		list = append(list, r)
	}
	if err := e.print(report.Regrade(list, e.style())); err != nil {
		return err
	}
	if code != exitOK {
		return &failure{code: code}
	}
	return nil
}

// regrade scores one attempt and keeps the report.
func (g *grader) regrade(ctx context.Context, a store.Attempt) (*graded, error) {
	l, err := load(ctx, g.db, a)
	if err != nil {
		return nil, err
	}
	x, err := g.grade(l)
	if err != nil {
		return nil, err
	}
	return x, g.keep(ctx, x)
}
