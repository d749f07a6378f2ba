package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"designdrill/internal/agreement"
	"designdrill/internal/answer"
	"designdrill/internal/diag"
	"designdrill/internal/peer"
	"designdrill/internal/report"
	"designdrill/internal/round"
	"designdrill/internal/score"
)

// resultFormats are the formats of group results.
var resultFormats = []string{"text", "json", "csv", "md"}

// earlierFile holds earlier results where no other file is named.
const earlierFile = "earlier.json"

// resultsOptions are the flags of group results.
type resultsOptions struct {
	format, output, earlier string
}

func newGroupResults(e *env) *cobra.Command {
	var o resultsOptions
	cmd := &cobra.Command{
		Use:   "results DIR",
		Short: "Reveal the names and lay rules, peers and self side by side",
		Long: `Reveal the names and lay rules, peers and self side by side: levels per answer and stage,
the peers' also without each reviewer's bias, agreement per criterion, the largest
disagreements to talk about, the best passages, and each step of the roadmap. A sheet
that is missing is named and does not hold up the others.

With the JSON results of an earlier round, named with --earlier or lying in DIR as
earlier.json, they also say who improved. Exits with 1 when a sheet has faults.`,
		Example: `  designdrill group results week3/
  designdrill group results week3/ --format md -o week3/results.md
  designdrill group results week2/ --format json -o week3/earlier.json`,
		Args:              exactly("folder"),
		ValidArgsFunction: onlyFirst(completeFolder),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(resultFormats, o.format) {
			return usagef(diag.DidYouMean(o.format, "formats", resultFormats), "unknown format %q", o.format)
		}
		return e.results(cmd.Context(), args[0], o)
	})
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "text", "text, md, json (one object) or csv (each level a row)")
	flags.StringVarP(&o.output, "output", "o", "", "write to this file instead of standard output")
	flags.StringVar(&o.earlier, "earlier", "", "JSON results of an earlier round, to see who improved")
	mustComplete(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(resultFormats, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.MarkFlagFilename("earlier", "json"))
	return cmd
}

func (e *env) results(ctx context.Context, dir string, o resultsOptions) error {
	d, err := openGroup(dir)
	if err != nil {
		return err
	}
	defer d.close()
	m, err := d.needMapping(e)
	if err != nil {
		return err
	}
	if err := notOverInput(o.output, d.inputs(m)); err != nil {
		return err
	}
	before, from, err := e.earlier(ctx, d, o.earlier)
	if err != nil {
		return err
	}
	cat, err := e.groupContent()
	if err != nil {
		return err
	}
	s, err := e.readSheets(d, cat, m)
	if err != nil {
		return err
	}
	g := report.Group{Dir: d.name, Program: version(), Content: cat.Hash, Exemplar: m.Exemplar, Titles: sheetTitles(cat), Earlier: from}
	code := exitOK
	if slices.Contains(s.status, report.SheetFaulty) {
		code = exitBelow
	}
	scorer := &groupScorer{d, newContents(cat.engine), map[string]string{}}
	inputs := make([]input, len(m.People))
	for i, p := range m.People {
		inputs[i] = input{name: p.File}
		scorer.scenarios[p.File] = p.Scenario
	}
	err = inOrder(ctx, inputs, scorer.work, func(r groupScore) error {
		i := len(g.People)
		p := m.People[i]
		x := report.GroupMember{File: p.File, Pseudonym: p.Pseudonym, Sheet: s.status[i]}
		if r.err != nil {
			f := asFailure(ctx, r.err)
			e.report(f)
			code = max(code, f.code)
			x.Unread = true
		} else {
			x.Band, x.Changed = r.band, r.sum != p.Sum
		}
		g.Members = append(g.Members, x)
		g.People = append(g.People, s.person(m, i, cat, r.Person))
		return nil
	})
	if err != nil {
		return err
	}
	g.Study = peer.NewStudy(g.People)
	g.Heat = peer.NewHeat(g.People)
	if from != "" {
		g.Changes = g.Study.Changes(g.People, before)
	}
	if err := e.writeResults(g, o); err != nil {
		return err
	}
	if code != exitOK {
		return &failure{code: code}
	}
	return nil
}

func (e *env) writeResults(g report.Group, o resultsOptions) error {
	style := report.Style{Accessible: e.accessible}
	var out output = stdoutput{e.out}
	if o.output == "" {
		style = e.style()
	}
	var text []byte
	var err error
	switch o.format {
	case "json":
		text, err = report.GroupJSON(g)
	case "csv":
		text, err = report.GroupCSV(g)
	case "md":
		text = []byte(report.GroupMarkdown(g))
	default:
		text = []byte(report.GroupText(g, style))
	}
	if err != nil {
		return err
	}
	if o.output != "" {
		if out, err = openOutput(o.output); err != nil {
			return err
		}
	}
	defer out.discard()
	if _, err := out.Write(text); err != nil {
		return err
	}
	return out.commit()
}

// inputs are the files of a round that results must not be written over.
func (d *groupDir) inputs(m *round.Mapping) []input {
	at := func(file string) input { return input{name: file, path: d.root.Name() + "/" + file} }
	list := []input{at(mappingPath)}
	for _, p := range m.People {
		list = append(list, at(p.File), at(sheetPath(p)))
	}
	return list
}

// earlier reads earlier results: of the file named, else of the one that lies in the
// folder, if any. from is how the results name it.
func (e *env) earlier(ctx context.Context, d *groupDir, file string) (before map[string]peer.Earlier, from string, err error) {
	var src []byte
	switch {
	case file != "":
		from = file
		src, err = e.read(ctx, input{name: file, path: file})
	case d.exists(earlierFile):
		from = d.shown(earlierFile)
		src, err = d.read(earlierFile)
	default:
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	if before, err = report.ReadGroup(src); err != nil {
		return nil, "", failedf("write it with: designdrill group results DIR --format json -o FILE", "%s: %s", from, err)
	}
	return before, from, nil
}

// groupScorer scores the hand-ins of a round. It is safe for concurrent use.
type groupScorer struct {
	d         *groupDir
	contents  *contents
	scenarios map[string]string // by file
}

// groupScore is what the rules say of one answer, or why they say nothing.
type groupScore struct {
	peer.Person
	band string
	sum  string
	err  error
}

func (g *groupScorer) work(_ context.Context, in input) groupScore {
	out := groupScore{Person: peer.Person{Score: agreement.NA}}
	src, err := g.d.read(in.name)
	if err != nil {
		out.err = err
		return out
	}
	out.sum = round.Sum(src)
	doc := answer.Parse(src)
	content, err := g.contents.of(g.scenarios[in.name])
	if err != nil {
		out.err = failedf("", "%s: %s", g.d.shown(in.name), err)
		return out
	}
	o := score.Options{}
	if slices.Contains(targets(), doc.Front.Target) {
		o.Target = doc.Front.Target
	}
	res := score.Score(doc, content, o)
	out.Person, out.band = report.GroupPerson(res), res.Band
	out.Self = doc.Front.Self
	return out
}

// person adds to what the rules say what the person's sheet does.
func (s *sheets) person(m *round.Mapping, i int, cat *groupContent, p peer.Person) peer.Person {
	p.Name, p.Scenario = m.People[i].Name, m.People[i].Scenario
	p.Bias = peer.BiasOf(nil, nil)
	sheet := s.list[i]
	if sheet == nil {
		return p
	}
	p.Bias = biasOf(sheet, cat.exemplar(p.Scenario, m.Exemplar))
	for _, g := range sheet.Graded {
		if g.Of != round.Exemplar {
			p.Reviews = append(p.Reviews, peer.Review{Of: m.ByPseudonym(g.Of), Levels: g.Levels, Quotes: g.Quotes, Comment: g.Comment})
		}
	}
	return p
}
