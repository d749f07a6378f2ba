package cli

import (
	"context"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/labels"
	"designdrill/internal/report"
	"designdrill/internal/score"
)

// The intervals are the same in every run: the number of draws and the seed are fixed.
const (
	agreeResamples = 2000
	agreeSeed      = 1
)

// maxMisses bounds the list of disagreements.
const maxMisses = 10000

// agreeOptions are the flags of agree.
type agreeOptions struct {
	labels string
	second string
	format string
	misses int
	asked  bool // --misses is given
	// --review and its flags.
	reviewed bool
	review   reviewFlags
}

func newAgree(e *env) *cobra.Command {
	var o agreeOptions
	cmd := &cobra.Command{
		Use:   "agree DIR --labels FILE",
		Short: "Measure how far the scores agree with labels",
		Long: `Measure how far the scores agree with labels that people or other readers gave. An
answer is a *.md file below DIR: its id is its name without .md, its scenario the name
of the folder it is in.

A label file has lines of id, criterion, level 0–4 and quote, with a tab between each
two. A criterion without a line is at level 0. The line whose criterion is "overall"
holds a score of 0–100 for its level. Answers without labels are left out.

With --review a configured language model reads the answers too. Its levels, alone and
merged by --review-policy, stand beside the rules' in one more table, with their coverage
and cost: so you can measure your model before you believe it. Its policy is fill unless
another is named, since advise merges nothing.`,
		Example: `  designdrill agree answers/ --labels labels.tsv
  designdrill agree answers/ --labels labels.tsv --second colleague.tsv
  designdrill agree answers/ --labels labels.tsv --misses 20
  designdrill agree answers/ --labels labels.tsv --review --max-cost 1
  designdrill agree answers/ --labels labels.tsv --format json`,
		Args: exactly("folder"),
		ValidArgsFunction: onlyFirst(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		o.asked = cmd.Flags().Changed("misses")
		if err := reviewFlagsAlone(cmd, o.reviewed); err != nil {
			return err
		}
		if err := o.validate(); err != nil {
			return err
		}
		return e.agree(cmd.Context(), args[0], o)
	})
	flags := cmd.Flags()
	flags.StringVar(&o.labels, "labels", "", "the labels to agree with")
	flags.StringVar(&o.second, "second", "", "another reader's labels of the same answers, to compare with")
	flags.StringVar(&o.format, "format", "text", "text, or json: one object")
	flags.IntVar(&o.misses, "misses", 0, "list this many of the worst disagreements, with both quotes")
	flags.BoolVar(&o.reviewed, "review", false, "measure a language model's levels too")
	o.review.add(cmd, "review-")
	mustComplete(cmd.MarkFlagFilename("labels", "tsv"))
	mustComplete(cmd.MarkFlagFilename("second", "tsv"))
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("misses", cobra.NoFileCompletions))
	return cmd
}

// validate checks what needs no file.
func (o *agreeOptions) validate() error {
	switch {
	case o.labels == "":
		return usagef("a line is: id, criterion, level, quote, with a tab between each two", "designdrill agree needs --labels FILE")
	case !slices.Contains(formats, o.format):
		return usagef(diag.DidYouMean(o.format, "formats", formats), "unknown format %q", o.format)
	case o.reviewed && o.review.validate() != nil:
		return o.review.validate()
	case o.asked && (o.misses < 1 || o.misses > maxMisses):
		return usagef("", "--misses is a number from 1 to %d", maxMisses)
	}
	return nil
}

// agree scores the labelled answers below a folder and writes how they agree.
func (e *env) agree(ctx context.Context, dir string, o agreeOptions) error {
	truth, err := e.readLabels(ctx, o.labels)
	if err != nil {
		return err
	}
	var second *labels.Set
	if o.second != "" {
		if second, err = e.readLabels(ctx, o.second); err != nil {
			return err
		}
	}
	inputs, err := gather([]string{dir})
	if err != nil {
		return err
	}
	labelled, files, unlabelled, err := pick(inputs, truth)
	if err != nil {
		return err
	}
	engine, err := e.loadEngine()
	if err != nil {
		return err
	}
	r := &labelReader{env: e, contents: newContents(engine), scenarios: engine.Catalog().ScenarioIDs(), truth: truth}
	if o.reviewed {
		if o.review.policy == string(score.Advise) {
			o.review.policy = string(score.Fill)
		}
		if r.second, err = e.newSecond(o.review); err != nil {
			return err
		}
		if o.review.dryRun {
			return e.agreePlan(ctx, r, labelled)
		}
	}
	code := exitOK
	var read []labels.Read
	var readings []modelRead
	err = inOrder(ctx, labelled, r.work, func(x labelRead) error {
		if r.second != nil {
			r.second.notice.say("")
		}
		if x.err == nil {
			read = append(read, x.Read)
			if x.model != nil {
				readings = append(readings, *x.model)
			}
			return nil
		}
		f := asFailure(ctx, x.err)
		e.report(f)
		code = max(code, f.code)
		return nil
	})
	if err != nil {
		return err
	}
	if len(read) == 0 {
		if code != exitOK {
			return &failure{code: code}
		}
		return failedf("the id of an answer is the name of its file without .md", "no answer below %q has a label in %q", dir, o.labels)
	}
	a := report.Agreement{Labels: o.labels, Second: o.second, Program: version(), Content: engine.Catalog().Hash, Resamples: agreeResamples,
		Seed: agreeSeed, Unlabelled: unlabelled, ShowMisses: o.asked}
	for _, id := range truth.IDs() {
		if !files[id] {
			a.Missing = append(a.Missing, id)
		}
	}
	for _, x := range read {
		if x.Scenario == "" {
			a.Plain++
		}
	}
	a.Study = labels.Compare(truth, second, read, labels.Options{Resamples: agreeResamples, Source: rand.New(rand.NewPCG(agreeSeed, agreeSeed))})
	if r.second != nil {
		a.Review = r.second.agreement(truth, readings)
		if o.review.required && a.Review.Failed > 0 {
			e.report(&failure{exitFailed, plural(a.Review.Failed, "answer") + " not read in full by the model: " + a.Review.Reason, ""})
			code = max(code, exitFailed)
		}
	}
	if o.asked {
		all := labels.Misses(truth, read)
		a.Missed, a.Misses = len(all), all[:min(len(all), o.misses)]
	}
	if err := e.printAgreement(a, o.format); err != nil {
		return err
	}
	if code != exitOK {
		return &failure{code: code}
	}
	return nil
}

func (e *env) printAgreement(a report.Agreement, format string) error {
	if format != "json" {
		return e.print(report.AgreeText(a, e.style()))
	}
	text, err := report.AgreeJSON(a)
	if err == nil {
		_, err = e.out.Write(text)
	}
	return err
}

// readLabels reads a label file; its faults are shown with their places.
func (e *env) readLabels(ctx context.Context, file string) (*labels.Set, error) {
	src, err := e.read(ctx, input{name: file, path: file})
	if err != nil {
		return nil, err
	}
	set, faults := labels.Parse(file, src)
	if len(faults) == 0 {
		return set, nil
	}
	if err := diag.Render(e.err, faults, func(string) []byte { return src }); err != nil {
		return nil, err
	}
	return nil, failedf("", "%s: %s", file, plural(len(faults), "fault"))
}

// pick keeps the answers that have labels. files are the ids of all.
func pick(inputs []input, truth *labels.Set) (labelled []input, files map[string]bool, unlabelled int, err error) {
	files = map[string]bool{}
	first := map[string]string{}
	for _, in := range inputs {
		if in.err != nil {
			labelled = append(labelled, in) // reported in its turn
			continue
		}
		id := answerID(in.name)
		if truth.Answers[id] == nil {
			unlabelled++
			continue
		}
		if files[id] {
			return nil, nil, 0, failedf("ids are the names of files without .md, whatever folder they are in",
				"two answers have the id %q: %s and %s", id, first[id], in.name)
		}
		files[id], first[id] = true, in.name
		labelled = append(labelled, in)
	}
	return labelled, files, unlabelled, nil
}

func answerID(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}

// labelReader scores answers that have labels. It is safe for concurrent use.
type labelReader struct {
	*env
	contents  *contents
	scenarios []string
	truth     *labels.Set
	second    *second // nil when no model reads
}

// labelRead is an answer read, or why it was not.
type labelRead struct {
	labels.Read
	model *modelRead
	err   error
}

// scenarioOf is the scenario that an answer's folder is named after, "" when none is.
func (r *labelReader) scenarioOf(in input) string {
	if scenario := path.Base(path.Dir(in.name)); slices.Contains(r.scenarios, scenario) {
		return scenario
	}
	return ""
}

func (r *labelReader) work(ctx context.Context, in input) labelRead {
	src, err := r.read(ctx, in)
	if err != nil {
		return labelRead{err: err}
	}
	scenario := r.scenarioOf(in)
	content, err := r.contents.of(scenario)
	if err != nil {
		return labelRead{err: failedf("", "%s: %s", in.name, err)}
	}
	doc := answer.Parse(src)
	res := score.Score(doc, content, score.Options{})
	x := labels.Read{ID: answerID(in.name), Scenario: scenario, File: in.name, Score: res.Score, Scored: res.Scored, Words: res.Words}
	for _, c := range res.Criteria {
		f := labels.Found{Level: c.Level, Scored: c.Status == score.Scored, Lacks: c.Missing}
		if len(c.Evidence) > 0 {
			f.Quote, f.Line = c.Evidence[0].Quote, c.Evidence[0].Line
		}
		x.Found = append(x.Found, f)
	}
	own := make([]int, len(catalog.CriterionIDs))
	for i, id := range catalog.CriterionIDs {
		own[i] = r.truth.Answers[x.ID].Level(id)
	}
	y := score.Measure(doc, content, score.Options{}, own)
	x.Formula, x.Concepts = y.Total, y.Concepts
	if r.second == nil {
		return labelRead{Read: x}
	}
	return labelRead{Read: x, model: r.second.measure(ctx, in.name, doc, content, res, x)}
}
