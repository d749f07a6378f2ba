package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/report"
	"designdrill/internal/score"
)

// checkOptions are the flags of check.
type checkOptions struct {
	scenario string
	format   string
	output   string
	target   string
	minScore float64
	marked   bool // --min-score is given
	explain  string
	full     bool
	drawings []string // --diagram
	picture  string   // --diagram-out
	reviewed bool     // --review
	review   reviewFlags
}

var formats = []string{"text", "json"}

func newCheck(e *env) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check FILE|DIR...",
		Short: "Score written answers",
		Long: `Score written answers. A folder means every *.md file below it; - reads standard
input. Without a scenario, named by -s or by the answer's front matter, an answer is
scored against the roadmap alone.

Drawings count with the text: fences in the answer (mermaid, plantuml, d2, dot, boxes and
arrows in signs), files below the answer's folder that it links to, and those given with
--diagram (.excalidraw, .drawio and the languages above).

With --review a language model reads the answer too, if one is configured. It is a second
reader: its verdicts need quotes that stand in the answer, and change a level only as
--review-policy says. --min-score is held against the rules' score all the same.

Exits with 1 when an answer is below --min-score, 2 on wrong usage, 3 when a file
could not be read or nothing could be scored under --min-score.`,
		Example: `  designdrill check design.md --scenario twitter
  designdrill check designs/ -s twitter --format json -o out.jsonl
  cat design.md | designdrill check - -s twitter --min-score 60
  designdrill check design.md -s twitter --explain caching.write-policy
  designdrill check design.md -s twitter --diagram board.excalidraw --diagram-out board.svg`,
		Args: cobra.ArbitraryArgs,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"md"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		o.marked = cmd.Flags().Changed("min-score")
		if err := reviewFlagsAlone(cmd, o.reviewed); err != nil {
			return err
		}
		if err := o.validate(); err != nil {
			return err
		}
		inputs, err := gather(args)
		if err != nil {
			return err
		}
		return e.check(cmd.Context(), inputs, o)
	})
	flags := cmd.Flags()
	flags.StringVarP(&o.scenario, "scenario", "s", "", "the practice system that the answers are for")
	flags.StringVar(&o.format, "format", "text", "text, or json: one object a line")
	flags.StringVarP(&o.output, "output", "o", "", "write to this file instead of standard output")
	flags.StringVar(&o.target, "target", "", "the seniority aimed at: mid, senior or staff (default: the front matter's, or senior)")
	flags.Float64Var(&o.minScore, "min-score", 0, "exit with 1 when an answer scores below this")
	flags.StringVar(&o.explain, "explain", "", "tell how this criterion got its level, instead of the report")
	flags.StringArrayVar(&o.drawings, "diagram", nil, "a drawing that belongs to the answer; may be given several times")
	flags.StringVar(&o.picture, "diagram-out", "", "write the answer's drawing with its faults marked to this SVG file")
	flags.BoolVar(&o.full, "full", false, "show every criterion, probe and point; with --explain every phrase")
	flags.BoolVar(&o.reviewed, "review", false, "let a language model read the answer too; see designdrill doctor")
	o.review.add(cmd, "review-")
	mustComplete(cmd.RegisterFlagCompletionFunc("scenario", e.completeScenarios))
	mustComplete(cmd.RegisterFlagCompletionFunc("explain", e.completeCriteria))
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(targets(), cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("min-score", cobra.NoFileCompletions))
	return cmd
}

func targets() []string {
	var out []string
	for _, t := range catalog.Targets {
		out = append(out, string(t))
	}
	return out
}

// validate checks what needs no content.
func (o *checkOptions) validate() error {
	known := func(what, plural, value string, all []string) error {
		if value == "" || slices.Contains(all, value) {
			return nil
		}
		return usagef(diag.DidYouMean(value, plural, all), "unknown %s %q", what, value)
	}
	if err := errors.Join(known("target", "targets", o.target, targets()), known("format", "formats", o.format, formats),
		known("criterion", "criteria", o.explain, catalog.CriterionIDs)); err != nil {
		return err
	}
	if o.reviewed {
		if err := o.review.validate(); err != nil {
			return err
		}
	}
	switch {
	case o.format == "":
		return usagef("", "--format is empty")
	case math.IsNaN(o.minScore) || o.minScore < 0 || o.minScore > 100:
		return usagef("", "--min-score is a number from 0 to 100")
	case o.format == "json" && (o.full || o.explain != ""):
		return usagef("the JSON report always holds every criterion", "--full and --explain belong to the text report")
	}
	return nil
}

// checker scores inputs with the content they ask for. It is safe for concurrent use.
type checker struct {
	*env
	o        checkOptions
	cat      *catalog.Catalog
	contents *contents
	style    report.Style
	program  string
	given    []score.Drawing                  // of --diagram
	texts    func() (*catalog.Catalog, error) // the content with all its texts, loaded once
	second   *second                          // nil when no model reads
}

// check scores the inputs in parallel and writes their reports in order.
func (e *env) check(ctx context.Context, inputs []input, o checkOptions) error {
	read := inputs
	for _, path := range o.drawings {
		read = append(read[:len(read):len(read)], input{path: path})
	}
	for _, path := range []string{o.output, o.picture} {
		if err := notOverInput(path, read); err != nil {
			return err
		}
	}
	if (o.picture != "" || len(o.drawings) > 0) && len(inputs) != 1 {
		return usagef("check the answers one by one", "--diagram and --diagram-out belong to a single answer, and there are %d", len(inputs))
	}
	given, err := givenDrawings(o.drawings)
	if err != nil {
		return err
	}
	engine, err := e.loadEngine()
	if err != nil {
		return err
	}
	cat := engine.Catalog()
	if o.scenario != "" && cat.Scenarios[o.scenario] == nil {
		return usagef(diag.DidYouMean(o.scenario, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", o.scenario)
	}
	if o.explain != "" && o.full {
		// The phrases are in the content's texts only.
		if cat, err = e.loadContent(); err != nil {
			return err
		}
	}
	c := &checker{env: e, o: o, cat: cat, contents: newContents(engine), program: version(), style: report.Style{Accessible: e.accessible},
		texts: sync.OnceValues(e.loadContent), given: given}
	if o.reviewed {
		if c.second, err = e.newSecond(o.review); err != nil {
			return err
		}
	}
	return c.run(ctx, inputs)
}

// run checks the inputs and writes what is to be said of them.
func (c *checker) run(ctx context.Context, inputs []input) error {
	e, o := c.env, c.o
	var out output = stdoutput{e.out}
	var err error
	if o.output == "" {
		c.style = e.style()
	} else if out, err = openOutput(o.output); err != nil {
		return err
	}
	defer out.discard()

	code, reports := exitOK, 0
	var lines []report.Line
	err = inOrder(ctx, inputs, c.work, func(r outcome) error {
		if c.second != nil {
			c.second.notice.say("")
		}
		for _, f := range r.failures {
			e.report(f)
			code = max(code, f.code)
		}
		lines = append(lines, r.line)
		if r.text == nil {
			return nil
		}
		text := r.text
		if reports > 0 && o.format == "text" && !c.planning() {
			text = slices.Concat([]byte("\n"), text)
		}
		reports++
		_, err := out.Write(text)
		return err
	})
	if err == nil && reports > 0 && len(lines) > 1 && o.format == "text" && o.explain == "" && !c.planning() {
		_, err = fmt.Fprint(out, "\n"+report.Summary(lines, c.style))
	}
	if err == nil && reports > 0 {
		err = out.commit()
	}
	switch {
	case err == nil && code == exitOK:
		return nil
	case err == nil, broken(e.out.err):
		return &failure{code: code}
	}
	return err
}

// notOverInput refuses to write the reports over an answer.
func notOverInput(path string, inputs []input) error {
	if path == "" {
		return nil
	}
	to, err := os.Stat(path)
	if err != nil {
		return nil // a new file, or openOutput says what is wrong
	}
	for _, in := range inputs {
		if in.path == "" {
			continue
		}
		if from, err := os.Stat(in.path); err == nil && from.Mode().IsRegular() && os.SameFile(from, to) {
			return usagef("name another file to write", "%q is one of the files to read", path)
		}
	}
	return nil
}

// outcome is what became of one input.
type outcome struct {
	text     []byte // nil when there is no report
	line     report.Line
	failures []*failure
}

func (o *outcome) fail(ctx context.Context, err error) {
	o.failures = append(o.failures, asFailure(ctx, err))
}

// work reads, scores and renders one input.
func (c *checker) work(ctx context.Context, in input) outcome {
	o := outcome{line: report.Line{File: in.name, Failed: true}}
	src, err := c.read(ctx, in)
	if err != nil {
		o.fail(ctx, err)
		return o
	}
	doc := answer.Parse(src)
	res, err := c.score(doc, c.drawings(in, src))
	if err == nil && c.o.picture != "" {
		svg, perr := c.picture(res.Diagram)
		if perr == nil {
			perr = writePicture(c.o.picture, svg)
		}
		if perr != nil {
			o.fail(ctx, perr)
		}
	}
	if err == nil && c.planning() {
		o.text, err = c.plan(in.name, doc, res)
		o.line.Failed = err != nil
		if err == nil {
			return o
		}
	}
	rep := report.Report{File: in.name, Attempt: doc.Front.Attempt, Program: c.program, Content: c.cat.Hash, Result: res}
	if err == nil && c.second != nil {
		if rep, err = c.reviewed(ctx, doc, rep); err == nil {
			if missed := c.second.missed(in.name, rep.Review); missed != nil {
				o.fail(ctx, missed)
			}
		}
	}
	if err == nil {
		o.text, err = c.render(doc, rep)
	}
	if err != nil {
		o.fail(ctx, failedf("", "%s: %s", in.name, err))
		return o
	}
	o.line = report.Line{File: in.name, Score: rep.Result.Score, Scored: rep.Result.Scored, Band: rep.Result.Band}
	switch {
	case !c.o.marked:
	case !res.Scored:
		o.fail(ctx, failedf("", "%s: nothing could be scored, so it cannot be held against the mark", in.name))
	case res.Score < c.o.minScore:
		o.fail(ctx, &failure{exitBelow, fmt.Sprintf("%s: scores %g, below the mark of %g", in.name, res.Score, c.o.minScore), ""})
	}
	return o
}

// score scores an answer against the scenario of -s, else that of its front matter.
func (c *checker) score(doc *answer.Document, drawings []score.Drawing) (*score.Result, error) {
	front := doc.Front.Scenario
	id := front
	var remark []score.Finding
	switch {
	case c.o.scenario != "":
		id = c.o.scenario
		if front != "" && front != id {
			remark = append(remark, score.Finding{ID: "scenario-mismatch", Line: doc.Front.ScenarioLine,
				Message: fmt.Sprintf("the front matter names the scenario %q; scored as %q, as asked for", front, id)})
		}
	case front != "" && c.cat.Scenarios[front] == nil:
		id = ""
		message := fmt.Sprintf("the front matter names the scenario %q, which is not known; scored without one", front)
		if near := diag.Nearest(front, c.cat.ScenarioIDs()); near != "" {
			message += fmt.Sprintf("; did you mean %q?", near)
		}
		remark = append(remark, score.Finding{ID: "unknown-scenario", Line: doc.Front.ScenarioLine, Message: message})
	}
	content, err := c.contents.of(id)
	if err != nil {
		return nil, err
	}
	target := c.o.target
	if target == "" && slices.Contains(targets(), doc.Front.Target) {
		target = doc.Front.Target
	}
	res := score.Score(doc, content, score.Options{Target: target, Drawings: drawings})
	res.Findings = append(remark, res.Findings...)
	return res, nil
}

// render writes a report in the format asked for.
func (c *checker) render(doc *answer.Document, r report.Report) ([]byte, error) {
	switch {
	case c.o.explain != "":
		unused, err := c.unused(doc, r.Result.Scenario)
		var words func(concept string) []string
		if c.o.full {
			words = func(concept string) []string { return phrasings(c.cat, concept) }
		}
		return []byte(report.Explain(r, c.o.explain, c.cat.CriterionByID(c.o.explain), unused, words, c.style)), err
	case c.o.format == "json":
		return report.JSON(r)
	}
	return []byte(report.Text(r, c.style, c.o.full)), nil
}

// unused lists the places that have words of the criterion to explain and did not
// count, with what would have made them count.
func (c *checker) unused(doc *answer.Document, scenario string) ([]report.Unused, error) {
	content, err := c.contents.of(scenario)
	if err != nil {
		return nil, err
	}
	var out []report.Unused
	for _, u := range score.FindUnused(doc, content, c.o.explain) {
		x := report.Unused{Unused: u}
		if u.Needs != "" {
			// The phrases are in the content's texts only.
			cat, err := c.texts()
			if err != nil {
				return nil, err
			}
			x.Near = nearWords(cat, u.Needs)
		}
		out = append(out, x)
	}
	return out, nil
}

// nearWords are the phrases of a group "near:concept:n" that stand for words as they
// are written.
func nearWords(cat *catalog.Catalog, group string) []string {
	parts := strings.Split(group, ":")
	if len(parts) != 3 {
		return nil
	}
	concept := cat.ConceptByID(parts[1])
	n, err := strconv.Atoi(parts[2])
	if err != nil || concept == nil || n < 0 || n >= len(concept.Ambiguous) {
		return nil
	}
	var out []string
	for _, phrase := range concept.Ambiguous[n].Near {
		// A choice of single words reads better as words.
		if in, ok := strings.CutPrefix(phrase, "("); ok && strings.Count(phrase, "(") == 1 && strings.HasSuffix(in, ")") {
			out = append(out, strings.Split(strings.TrimSuffix(in, ")"), "|")...)
			continue
		}
		out = append(out, phrase)
	}
	return out
}

// phrasings are all phrases of a concept, those that need company last.
func phrasings(cat *catalog.Catalog, id string) []string {
	concept := cat.ConceptByID(id)
	if concept == nil {
		return nil
	}
	out := slices.Clone(concept.Phrases)
	for _, a := range concept.Ambiguous {
		out = append(out, a.Phrases...)
	}
	return out
}
