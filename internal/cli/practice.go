package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/score"
	"designdrill/internal/store"
	"designdrill/internal/tui"
)

// practiceOptions are the flags of practice.
type practiceOptions struct {
	target  string
	minutes int
	timed   bool // --minutes is given
	stage   string
	editor  bool
	resume  bool
	ai      bool
	model   reviewFlags // what of them is for an interview
}

func newPractice(e *env) *cobra.Command {
	var o practiceOptions
	cmd := &cobra.Command{
		Use:   "practice [SCENARIO]",
		Short: "Be interviewed on a practice system",
		Long: `Be interviewed on a practice system: questions with a clock, follow-ups on what you
wrote, one change of the problem, and a report at the end. Without a scenario the next
one is proposed. Everything you type is saved within two seconds; Ctrl-C, a closed
window or a crash lose nothing else, and --resume goes on where you were, with the same
time left. A gap of over a minute, as of a closed lid, is a pause.

Without a terminal the answers come from standard input. Each ends with a line that is
a single dot. A line "@" with the id of a question before an answer says what it is
for, and leaves out the questions before it: @est-traffic, @curveball, @self. A text for
@ask is what you ask the interviewer back. The end of the input ends the interview.

You can ask back ("how many users?"): the interviewer tells what the scenario says, and
says when it does not tell. With --ai a language model words the follow-ups that the
rules chose, asks at most one of its own after each stage, about a passage that stands
in your answer, and finds the facts that you ask for. It gives no level; without it the
same interview has the scenario's own words.`,
		Example: `  designdrill practice twitter
  designdrill practice uber --target staff --minutes 60
  designdrill practice twitter --stage estimates
  designdrill practice --resume
  designdrill practice twitter --resume
  designdrill practice twitter --minutes 0 < answers.txt
  designdrill practice twitter --ai --max-cost 0.05`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef(cmd.CommandPath()+" --help tells what there is", "%s takes one scenario, not also %q", cmd.CommandPath(), args[1])
			}
			return nil
		},
		ValidArgsFunction: onlyFirst(e.completeScenarios),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		o.timed = cmd.Flags().Changed("minutes")
		word := ""
		if len(args) == 1 {
			word = args[0]
		}
		if err := o.validate(cmd); err != nil {
			return err
		}
		if err := o.model.validate(); err != nil {
			return err
		}
		return e.practice(cmd.Context(), word, o)
	})
	flags := cmd.Flags()
	flags.StringVar(&o.target, "target", string(catalog.Senior), "the seniority aimed at: mid, senior or staff")
	flags.IntVar(&o.minutes, "minutes", interview.DefaultMinutes, "the length of the interview, or of the stage; 0 is no clock")
	flags.StringVar(&o.stage, "stage", "", "practise this stage alone")
	flags.BoolVar(&o.editor, "editor", false, "answer each question in $VISUAL or $EDITOR")
	flags.BoolVar(&o.resume, "resume", false, "go on with the attempt that was left last, or with the one whose id or scenario is given")
	flags.BoolVar(&o.ai, "ai", false, "let the configured language model speak for the interviewer")
	o.model.policy, o.model.samples = string(score.Advise), 1
	o.model.addServer(cmd)
	mustComplete(cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(targets(), cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("stage", cobra.FixedCompletions(interview.Drills, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("minutes", cobra.NoFileCompletions))
	return cmd
}

// validate checks what needs no content.
func (o *practiceOptions) validate(cmd *cobra.Command) error {
	if !slices.Contains(targets(), o.target) {
		return usagef(diag.DidYouMean(o.target, "targets", targets()), "unknown target %q", o.target)
	}
	if o.stage != "" && !slices.Contains(interview.Drills, o.stage) {
		return usagef(diag.DidYouMean(o.stage, "stages", interview.Drills), "unknown stage %q", o.stage)
	}
	if o.minutes < 0 || o.minutes > interview.MaxMinutes {
		return usagef("", "--minutes is a number from 0 to %d", interview.MaxMinutes)
	}
	if o.resume && (o.timed || o.stage != "" || cmd.Flags().Changed("target")) {
		return usagef("the attempt keeps the target, stage and minutes that it began with", "--resume goes with none of --target, --stage and --minutes")
	}
	for _, name := range serverFlags {
		if cmd.Flags().Changed(name) && !o.ai {
			return usagef("add --ai", "--%s is about a model in the interview", name)
		}
	}
	if !o.timed && o.stage != "" {
		o.minutes = interview.MinutesOf(o.stage)
	}
	return nil
}

// practice begins an attempt or goes on with one, and reports on it when it is done.
func (e *env) practice(ctx context.Context, word string, o practiceOptions) error {
	db, err := e.database(ctx, store.Open)
	if err != nil {
		return err
	}
	defer db.Close()
	g, err := e.grader(db, checkOptions{})
	if err != nil {
		return err
	}
	p := &practice{grader: g, how: e.manner(), editing: o.editor}
	if o.ai {
		if p.voice, err = e.newVoice(o.model); err != nil {
			return err
		}
	}
	if o.resume {
		return p.resume(ctx, word)
	}
	return p.begin(ctx, word, o)
}

// practice is one run of an attempt.
type practice struct {
	*grader
	how     manner
	editing bool   // each question is opened in the editor
	voice   *voice // the model that speaks for the interviewer; nil without --ai
	attempt store.Attempt
	x       *catalog.Scenario
}

// texts loads a scenario with all its texts.
func (p *practice) texts(id string) error {
	if p.cat.Scenarios[id] == nil {
		return usagef(diag.DidYouMean(id, "scenarios", p.cat.ScenarioIDs()), "unknown scenario %q", id)
	}
	s, err := sources(p.contentDir)
	if err != nil {
		return err
	}
	// One file is read in a tenth of the time that all take.
	name := id + ".yaml"
	if src, err := fs.ReadFile(s.Scenarios, name); err == nil {
		if x, findings := catalog.ParseScenario(name, src); !findings.HasErrors() && x.ID == id {
			p.x = x
		}
	}
	if p.x == nil {
		_, p.x, err = p.scenario(id)
	}
	return err
}

// begin makes a new attempt.
func (p *practice) begin(ctx context.Context, id string, o practiceOptions) error {
	attempts, err := p.db.Attempts(ctx)
	if err != nil {
		return err
	}
	var notes []string
	if id == "" {
		var why string
		if id, why, err = p.propose(ctx); err != nil {
			return err
		}
		notes = append(notes, fmt.Sprintf("Proposed: %s, %s. designdrill practice SCENARIO takes another one.", id, why))
	}
	if err := p.texts(id); err != nil {
		return err
	}
	for _, a := range attempts {
		if a.Unfinished() && a.Scenario == id && a.Source == store.Practice {
			notes = append(notes, fmt.Sprintf("An attempt at it from %s is not finished: designdrill practice --resume %s goes on with it.", a.Started.Local().Format("2 January 15:04"), a.ID))
			break
		}
	}
	plan, err := interview.NewPlan(p.x, interview.Options{Target: o.target, Minutes: o.minutes, Drill: o.stage, Seed: rand.Uint64()})
	if err != nil {
		return failedf("", "%s", err)
	}
	notes = append(notes, p.length(plan))
	if p.voice != nil {
		notes = append(notes, p.voice.about())
	}
	yes := true
	switch p.how {
	case onScreen:
		yes, err = tui.Intro(ctx, plan, notes, p.in, p.out.w)
	case byLine:
		yes, err = tui.PlainIntro(ctx, plan, notes, p.in, p.dialog(), p.width())
	}
	switch {
	case err != nil:
		return err
	case !yes:
		return &failure{exitAborted, "nothing was begun", ""}
	}
	now := time.Now().Round(0).Truncate(time.Millisecond)
	first := interview.Event{At: now, Kind: interview.Started, Body: interview.Body{Plan: &plan}}
	state, _, err := interview.Apply(interview.State{}, first)
	if err != nil {
		return failedf("", "%s", err)
	}
	payload, err := first.Payload()
	if err != nil {
		return failedf("", "%s", err)
	}
	p.attempt, err = p.db.Create(ctx, store.Attempt{Scenario: p.x.ID, ScenarioVersion: p.x.Version, Content: p.cat.Hash, Target: plan.Target,
		Stage: plan.Drill, Minutes: plan.Minutes, Source: store.Practice, Started: now}, store.Event{Seq: 1, At: now, Kind: first.Kind, Payload: payload})
	if err != nil {
		return err
	}
	return p.run(ctx, state, nil, 1, "")
}

// length tells what is to come.
func (p *practice) length(plan interview.Plan) string {
	what := "a whole interview"
	if plan.Drill != "" {
		what = "the stage " + plan.Stages[0].Title + " alone"
	}
	if plan.Minutes == 0 {
		return fmt.Sprintf("Target %s, %s, without a clock.", plan.Target, what)
	}
	return fmt.Sprintf("Target %s, %s, %s.", plan.Target, what, plural(plan.Minutes, "minute"))
}

// propose names the scenario to practise next, and why.
func (p *practice) propose(ctx context.Context) (id, why string, err error) {
	progress, err := p.gatherProgress(ctx, p.contents.engine)
	if err != nil {
		return "", "", err
	}
	x := progress.Proposal
	switch {
	case x == nil:
		return p.cat.ScenarioIDs()[0], "the first of all", nil
	case x.First:
		return x.Scenario, "which has the most of the roadmap at its core", nil
	case x.New:
		why = "which you have not tried yet"
	default:
		why = fmt.Sprintf("which you tried %s ago", plural(x.Days, "day"))
	}
	var weak []string
	for _, w := range x.Weak {
		weak = append(weak, strings.ToLower(progress.Titles[w.Group]))
	}
	if len(weak) > 0 {
		why += " and which exercises what you need most: " + strings.Join(weak, ", ")
	}
	return x.Scenario, why, nil
}

// resume goes on with an attempt that was left.
func (p *practice) resume(ctx context.Context, word string) error {
	a, err := p.left(ctx, word)
	if err != nil {
		return err
	}
	p.attempt = a
	if err := p.texts(a.Scenario); err != nil {
		return err
	}
	l, err := load(ctx, p.db, a)
	if err != nil {
		return err
	}
	drafts, err := p.db.Drafts(ctx, a.ID)
	if err != nil {
		return err
	}
	var beat time.Time
	typed := map[string]string{}
	at := map[string]time.Time{}
	for _, d := range drafts {
		if d.At.After(beat) {
			beat = d.At
		}
		if d.Prompt != tui.Beat {
			typed[d.Prompt], at[d.Prompt] = d.Text, d.At
		}
	}
	state, more, err := tui.Continue(l.state, beat, time.Now())
	if err != nil {
		return failedf("", "attempt %s: %s", a.ID, err)
	}
	k := &keeper{p.db, a.ID, l.seq}
	for _, x := range more {
		if err := k.Append(ctx, x, false); err != nil {
			return err
		}
	}
	notice := "Continued."
	if p.voice != nil {
		notice += " " + p.voice.about()
	}
	if q, ok := state.Current(); ok {
		ed := p.editor()
		if text, ok := ed.Recover(q, at[q.ID]); ok && text != typed[q.ID] {
			if err := k.SaveDraft(ctx, q.ID, text, time.Now()); err != nil {
				return err
			}
			typed[q.ID] = text
			notice = "Continued, with the text that was open in the editor."
		}
		// What is in the file is a draft now, or older than one.
		if err := ed.Discard(q); err != nil {
			return failedf("", "%s", err)
		}
	}
	return p.run(ctx, state, typed, k.seq, notice)
}

// left finds the attempt to go on with: the one whose id is given, else the last that
// was left, of a scenario where that is given.
func (p *practice) left(ctx context.Context, word string) (store.Attempt, error) {
	ofScenario := p.cat.Scenarios[word] != nil
	if word != "" && !ofScenario {
		a, err := findAttempt(ctx, p.db, word)
		switch {
		case err != nil:
			return a, err
		case !a.Unfinished():
			return a, failedf("designdrill report "+a.ID+" shows how it went", "attempt %s is finished", a.ID)
		}
		return a, nil
	}
	all, err := p.db.Attempts(ctx)
	if err != nil {
		return store.Attempt{}, err
	}
	for _, a := range all {
		if a.Unfinished() && a.Source == store.Practice && (!ofScenario || a.Scenario == word) {
			return a, nil
		}
	}
	if ofScenario {
		return store.Attempt{}, failedf("designdrill practice "+word+" begins one", "no attempt at %s was left unfinished", word)
	}
	return store.Attempt{}, failedf("designdrill practice begins one", "no attempt was left unfinished")
}

func (p *practice) editor() tui.Editor {
	return tui.Editor{Command: tui.FindEditor(os.Getenv), Folder: filepath.Join(filepath.Dir(p.db.Path()), "editor"), Attempt: p.attempt.ID}
}

// manner is how the interview talks.
type manner int

const (
	scripted manner = iota // answers come from standard input that is no terminal
	byLine                 // line by line
	onScreen
)

// manner chooses how to talk, by what standard input and output are.
func (e *env) manner() manner {
	in, ok := e.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return scripted
	}
	out, ok := e.out.w.(*os.File)
	if e.accessible || !ok || !term.IsTerminal(int(out.Fd())) || os.Getenv("TERM") == "dumb" {
		return byLine
	}
	return onScreen
}

// run interviews and reports.
func (p *practice) run(ctx context.Context, state interview.State, drafts map[string]string, seq int, notice string) error {
	keep := &keeper{p.db, p.attempt.ID, seq}
	session := tui.NewSession(state, drafts, keep, time.Now, &interviewer{practice: p})
	if !session.Slow() {
		if _, err := session.Settle(ctx); err != nil {
			return err
		}
	}
	outcome, err := p.talk(ctx, session, notice)
	if err != nil {
		if ctx.Err() == nil {
			return p.stopped(err)
		}
		return &failure{exitAborted, fmt.Sprintf("interrupted, and not everything was saved: %s", err), p.goOn()}
	}
	switch outcome {
	case tui.Interrupted:
		return &failure{exitAborted, "interrupted; everything is saved", p.goOn()}
	case tui.Left:
		_, err := fmt.Fprintf(p.out, "Saved: %s.\n", p.goOn())
		return err
	}
	// The attempt is finished now; an interrupt cuts only the report short.
	return p.account(ctx)
}

// stopped tells what went wrong and how to go on.
func (p *practice) stopped(err error) error {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		return err
	}
	return failedf(p.goOn(), "%s", err)
}

func (p *practice) goOn() string {
	return "designdrill practice --resume " + p.attempt.ID + " goes on with it"
}

func (p *practice) talk(ctx context.Context, session *tui.Session, notice string) (tui.Outcome, error) {
	switch p.how {
	case onScreen:
		return tui.Screen{Session: session, Editor: p.editor(), Always: p.editing, Notice: notice, In: p.in, Out: p.out.w}.Run(ctx)
	case byLine:
		return tui.Plain{Session: session, Editor: p.editor(), Always: p.editing, Notice: notice, In: p.in, Out: p.dialog(), Width: p.width()}.Run(ctx)
	}
	return tui.Script(ctx, session, p.in)
}

// account scores the answer, keeps the report and prints the account of the attempt.
func (p *practice) account(ctx context.Context) error {
	a, err := p.db.Find(ctx, p.attempt.ID)
	if err != nil {
		return err
	}
	l, err := load(ctx, p.db, a)
	if err != nil {
		return err
	}
	x, err := p.grade(l)
	if err != nil {
		return failedf("", "%s", err)
	}
	keepErr := p.keep(ctx, x)
	d, err := p.debrief(ctx, x)
	if err != nil {
		return err
	}
	brief := l.Stage == ""
	text := report.Attempt(d, p.env.style(), brief, false)
	if brief {
		text += "\nWhat earned each level, with its line: designdrill report " + a.ID + "\n"
	}
	return errors.Join(p.print(text), keepErr)
}
