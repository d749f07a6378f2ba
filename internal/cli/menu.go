package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"designdrill/internal/report"
	"designdrill/internal/store"
	"designdrill/internal/tui"
)

// dialog is where questions go when standard output is for the result alone.
func (e *env) dialog() io.Writer {
	if f, ok := e.out.w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return e.out
	}
	return e.err
}

// width is the width of a dialog in columns.
func (e *env) width() int {
	if w := e.style().Width; w > 0 {
		return min(w, report.DefaultWidth)
	}
	return report.DefaultWidth
}

// menu is what the bare command shows in a terminal: what one can do next. It returns
// the arguments of the choice.
func (e *env) menu(ctx context.Context) ([]string, error) {
	engine, err := e.loadEngine()
	if err != nil {
		return nil, err
	}
	d := tui.Dialog{In: e.in, Out: e.dialog(), Accessible: e.accessible || os.Getenv("TERM") == "dumb"}
	var choices []tui.Choice
	add := func(text string, args ...string) {
		choices = append(choices, tui.Choice{Text: text, Value: strings.Join(args, " ")})
	}
	left, tried, err := e.leftOver(ctx)
	if err != nil {
		// The rest of the menu works without what is kept.
		e.report(asFailure(ctx, err))
	}
	for _, a := range left {
		add(fmt.Sprintf("Go on with %s from %s", a.Scenario, a.Started.Local().Format("2 January 15:04")), "practice", "--resume", a.ID)
	}
	add("Practise what is proposed next", "practice")
	add("Choose a system to practise", "choose")
	add("Practise one stage of the interview", "drill")
	if tried {
		add("See how I am doing", "progress")
		add("See what I did so far", "history")
	}
	add("Check a file that I have written", "check")
	add("Leave", "leave")
	chosen, err := d.Menu(ctx, "What next?", choices)
	if err != nil {
		return nil, aborted(err)
	}
	switch chosen {
	case "leave":
		return nil, nil
	case "choose", "drill":
		return e.chooseSystem(ctx, d, engine.Catalog().ScenarioIDs(), chosen == "drill")
	case "check":
		return e.chooseFile(ctx, d, engine.Catalog().ScenarioIDs())
	}
	return strings.Fields(chosen), nil
}

// aborted maps a menu that was left.
func aborted(err error) error {
	if errors.Is(err, tui.ErrAborted) {
		return &failure{code: exitAborted}
	}
	return err
}

// maxLeft is how many unfinished attempts the menu offers.
const maxLeft = 3

// leftOver returns the latest unfinished attempts, and whether there is any attempt.
func (e *env) leftOver(ctx context.Context) (left []store.Attempt, tried bool, err error) {
	db, err := e.database(ctx, store.OpenExisting)
	switch {
	case errors.Is(err, store.ErrNoDatabase):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	defer db.Close()
	all, err := db.Attempts(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, a := range all {
		if a.Unfinished() && a.Source == store.Practice && len(left) < maxLeft {
			left = append(left, a)
		}
	}
	return left, len(all) > 0, nil
}

func (e *env) chooseSystem(ctx context.Context, d tui.Dialog, ids []string, drill bool) ([]string, error) {
	id, err := chooseID(ctx, d, "Which system?", ids)
	if err != nil {
		return nil, err
	}
	args := []string{"practice", id}
	if drill {
		stage, err := chooseID(ctx, d, "Which stage?", []string{"requirements", "estimates", "components", "deep-dives", "trade-offs"})
		if err != nil {
			return nil, err
		}
		return append(args, "--stage", stage), nil
	}
	target, err := chooseID(ctx, d, "Aiming at?", []string{"senior", "mid", "staff"})
	if err != nil {
		return nil, err
	}
	return append(args, "--target", target), nil
}

func chooseID(ctx context.Context, d tui.Dialog, title string, ids []string) (string, error) {
	var list []tui.Choice
	for _, id := range ids {
		list = append(list, tui.Choice{Text: id, Value: id})
	}
	id, err := d.Menu(ctx, title, list)
	return id, aborted(err)
}

func (e *env) chooseFile(ctx context.Context, d tui.Dialog, ids []string) ([]string, error) {
	path, err := d.Ask(ctx, "The Markdown file, or a folder of them:", func(s string) error {
		if _, err := os.Stat(strings.TrimSpace(s)); err != nil {
			return errors.New(reason(err))
		}
		return nil
	})
	if err != nil {
		return nil, aborted(err)
	}
	const own = "none: my own system, or the front matter says it"
	id, err := chooseID(ctx, d, "Which system is it?", append([]string{own}, ids...))
	if err != nil {
		return nil, err
	}
	args := []string{"check", strings.TrimSpace(path)}
	if id != own {
		args = append(args, "--scenario", id)
	}
	return args, nil
}

// bare runs the command without arguments: the menu in a terminal, help in a pipe.
func (e *env) bare(cmd *cobra.Command) error {
	if e.manner() == scripted || e.dialog() != io.Writer(e.out) {
		return cmd.Help()
	}
	args, err := e.menu(cmd.Context())
	if err != nil || args == nil {
		return err
	}
	if e.accessible {
		args = append(args, "--accessible")
	}
	if e.contentDir != "" {
		args = append(args, "--content", e.contentDir)
	}
	next := newRoot(e) // sets the flags back
	next.SetArgs(args)
	next.SetIn(e.in)
	next.SetOut(e.out)
	next.SetErr(e.err)
	return next.ExecuteContext(cmd.Context())
}
