package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/store"
)

func newExport(e *env) *cobra.Command {
	output := ""
	cmd := &cobra.Command{
		Use:   "export ID|last",
		Short: "Write an attempt's answer as Markdown",
		Long: `Write the answer of an attempt as one Markdown document: front matter, the questions
as block quotes, the answers as they were typed. It is what the report is about;
check gives it the same score, and import takes it back.`,
		Example: `  designdrill export last > answer.md
  designdrill export k7qx -o answer.md`,
		Args:              exactly("attempt"),
		ValidArgsFunction: onlyFirst(e.completeAttempts),
		RunE: run(func(cmd *cobra.Command, args []string) error {
			return e.export(cmd.Context(), args[0], output)
		}),
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this file instead of standard output")
	return cmd
}

func (e *env) export(ctx context.Context, word, path string) error {
	db, a, err := e.stored(ctx, word)
	if err != nil {
		return err
	}
	defer db.Close()
	l, err := load(ctx, db, a)
	if err != nil {
		return err
	}
	var out output = stdoutput{e.out}
	if path != "" {
		if out, err = openOutput(path); err != nil {
			return err
		}
	}
	defer out.discard()
	if _, err := out.Write(l.text); err != nil {
		return err
	}
	return out.commit()
}

func newImport(e *env) *cobra.Command {
	var scenario, target string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in an answer that was written elsewhere",
		Long: `Take in a Markdown answer as an attempt, score it and keep it as it is; - reads
standard input. Its front matter tells the scenario, target, start, times and
self-assessment; -s and --target name what it lacks. The report of a room is taken in
either form, Markdown or JSON.`,
		Example: `  designdrill import answer.md
  designdrill import notes.md -s twitter --target staff
  designdrill export k7qx | ssh desk designdrill import -`,
		Args: exactly("file"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"md"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: run(func(cmd *cobra.Command, args []string) error {
			if target != "" && !slices.Contains(targets(), target) {
				return usagef(diag.DidYouMean(target, "targets", targets()), "unknown target %q", target)
			}
			return e.importAnswer(cmd.Context(), args[0], scenario, target)
		}),
	}
	flags := cmd.Flags()
	flags.StringVarP(&scenario, "scenario", "s", "", "the practice system that the answer is for, when its front matter names none")
	flags.StringVar(&target, "target", "", "the seniority aimed at, when its front matter names none: mid, senior (default) or staff")
	mustComplete(cmd.RegisterFlagCompletionFunc("scenario", e.completeScenarios))
	mustComplete(cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(targets(), cobra.ShellCompDirectiveNoFileComp)))
	return cmd
}

// importAnswer stores a file as a finished attempt.
func (e *env) importAnswer(ctx context.Context, path, scenario, target string) error {
	src, err := e.readAnswer(ctx, path)
	if err != nil {
		return err
	}
	if text, ok := report.RoomAnswer(src); ok {
		src = []byte(text) // of a room's report in JSON
	}
	engine, err := e.loadEngine()
	if err != nil {
		return err
	}
	a, err := e.importedAttempt(engine.Catalog(), src, scenario, target)
	if err != nil {
		return err
	}
	if a.Scenario != "" {
		x, err := engine.Scenario(a.Scenario)
		if err != nil {
			return err
		}
		a.ScenarioVersion = x.Version
	}
	a.Content = engine.Catalog().Hash
	if src, err = completed(src, a); err != nil {
		return err
	}
	event := interview.Event{At: a.Started, Kind: interview.Imported, Body: interview.Body{Text: string(src)}}
	payload, err := event.Payload()
	if err == nil {
		_, err = interview.Decode(event.Kind, event.At, payload) // what cannot be read again is not stored
	}
	if err != nil {
		return failedf("an answer is a Markdown file in UTF-8", "%s: cannot be kept: %s", inputName(path), err)
	}
	db, err := e.database(ctx, store.Open)
	if err != nil {
		return err
	}
	defer db.Close()
	if a.ID != "" {
		stands, err := e.storedAlready(ctx, db, a.ID, src)
		if stands || err != nil {
			return err
		}
		if _, err := db.Find(ctx, a.ID); err == nil {
			e.note("%s names the attempt %s, which is another one here; it gets an id of its own", inputName(path), a.ID)
			a.ID = ""
		}
	}
	if a, err = db.Create(ctx, a, store.Event{Seq: 1, At: event.At, Kind: event.Kind, Payload: payload}); err != nil {
		return err
	}
	l, err := load(ctx, db, a)
	if err != nil {
		return err
	}
	g, err := e.grader(db, checkOptions{format: "text"})
	if err != nil {
		return err
	}
	x, err := g.grade(l)
	if err != nil {
		return err
	}
	if err := g.keep(ctx, x); err != nil {
		return err
	}
	against := "against the roadmap"
	if x.report.Result.Scenario != "" {
		against = x.report.Result.Scenario
	}
	return e.print(fmt.Sprintf("Imported as %s: %s, target %s, %s.\ndesigndrill report %s shows it.\n",
		a.ID, against, x.report.Result.Target, scoreText(x.report), a.ID))
}

// readAnswer reads a file to import, within the limits of check.
func (e *env) readAnswer(ctx context.Context, path string) ([]byte, error) {
	in := input{name: path, path: path}
	if info, err := os.Stat(path); path != stdinName && err == nil && info.IsDir() {
		return nil, usagef("import the answers in it one by one", "%q is a folder", path)
	}
	src, err := e.read(ctx, in)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, failedf("", "%s: there is nothing in it", inputName(path))
	}
	if !utf8.Valid(src) {
		e.note("%s has bytes that are no UTF-8; each is kept as the sign for an unknown character", inputName(path))
		src = bytes.ToValidUTF8(src, []byte("\uFFFD"))
	}
	return src, nil
}

func inputName(path string) string {
	if path == stdinName {
		return "standard input"
	}
	return path
}

// importedAttempt reads what an answer says of itself.
func (e *env) importedAttempt(cat *catalog.Catalog, src []byte, scenario, target string) (store.Attempt, error) {
	front := answer.Parse(src).Front
	known := func(id string) bool { _, ok := cat.Scenarios[id]; return ok }
	differs := func(flag, given, own string) error {
		return usagef("edit the front matter, or leave out "+flag, "the answer's front matter says %q, %s says %q", own, flag, given)
	}
	switch {
	case scenario != "" && !known(scenario):
		return store.Attempt{}, usagef(diag.DidYouMean(scenario, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", scenario)
	case scenario != "" && front.Scenario != "" && scenario != front.Scenario:
		return store.Attempt{}, differs("-s", scenario, front.Scenario)
	case target != "" && front.Target != "" && target != front.Target:
		return store.Attempt{}, differs("--target", target, front.Target)
	}
	a := store.Attempt{Scenario: front.Scenario, Target: front.Target, Source: store.Import, Started: time.Now()}
	if scenario != "" {
		a.Scenario = scenario
	}
	if a.Scenario != "" && !known(a.Scenario) {
		e.note("the front matter names the scenario %q, which is not known; scored without one", a.Scenario)
		a.Scenario = ""
	}
	if a.Target = strings.TrimSpace(a.Target); !slices.Contains(targets(), a.Target) {
		a.Target = string(catalog.Senior)
		if target != "" {
			a.Target = target
		}
	}
	if id := front.Attempt; store.ValidID(id) {
		a.ID = id
	}
	if at, err := time.Parse(time.RFC3339, front.Started); err == nil && at.Year() >= 1970 && !at.After(a.Started) {
		a.Started = at
	}
	a.Finished = a.Started
	for _, s := range front.Spent {
		if d, err := time.ParseDuration(s); err == nil && d > 0 && d < 100*time.Hour {
			a.Finished = a.Finished.Add(d)
		}
	}
	return a, nil
}

// completed adds to front matter what only the command line says, so that the answer
// says all of itself. An answer without gets front matter of its own when it is read.
func completed(src []byte, a store.Attempt) ([]byte, error) {
	front := answer.Parse(src).Front
	if !front.Present {
		return src, nil
	}
	lines := ""
	if front.Scenario == "" && a.Scenario != "" {
		lines += "scenario: " + a.Scenario + "\n"
	}
	if front.Target == "" && a.Target != string(catalog.Senior) {
		lines += "target: " + a.Target + "\n"
	}
	if lines == "" {
		return src, nil
	}
	at := bytes.IndexByte(src, '\n') + 1
	if at > 1 && src[at-2] == '\r' {
		lines = strings.ReplaceAll(lines, "\n", "\r\n")
	}
	src = slices.Concat(src[:at], []byte(lines), src[at:])
	if front = answer.Parse(src).Front; front.Scenario != a.Scenario || front.Target != a.Target && a.Target != string(catalog.Senior) {
		return nil, usagef("mend it first; designdrill check tells what is wrong with it", "the answer's front matter cannot be read, so that -s and --target cannot be noted in it")
	}
	return src, nil
}

// storedAlready tells, and says, that an attempt holds just this answer.
func (e *env) storedAlready(ctx context.Context, db *store.DB, id string, src []byte) (bool, error) {
	a, err := db.Find(ctx, id)
	var none *store.NotFoundError
	if errors.As(err, &none) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	l, err := load(ctx, db, a)
	if err != nil || !bytes.Equal(l.text, src) {
		return false, err
	}
	return true, e.print(fmt.Sprintf("%s is stored already; nothing is imported.\n", a.ID))
}

// note writes a remark that is no failure.
func (e *env) note(format string, args ...any) {
	// Nothing is left to say it to when this fails.
	fmt.Fprintf(e.err, "designdrill: %s\n", diag.Clean(fmt.Sprintf(format, args...)))
}
