package cli

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/peer"
	"designdrill/internal/round"
)

// assignOptions are the flags of group assign.
type assignOptions struct {
	scenario string
	exemplar string
	seed     uint64
	seeded   bool // --seed is given
	anew     bool
}

func newGroupAssign(e *env) *cobra.Command {
	var o assignOptions
	cmd := &cobra.Command{
		Use:   "assign DIR",
		Short: "Give everyone an exemplar and two answers to review",
		Long: `Give everyone an exemplar and two answers to review. A hand-in is a *.md file in DIR
itself; its front matter names the scenario, and the person with "name:", else the file's
name does. Only people with the same scenario review each other: everyone gives and gets
two reviews, and no two review each other where there are five or more.

Each person finds a folder below DIR/review/. The copies in it have no front matter and
hide the author's name; DIR/review/mapping.yaml says whose they are. No file that is there
is ever written over: run again, it adds what is missing. --new sets the round aside as
review-1 and begins another.`,
		Example: `  designdrill group assign week3/
  designdrill group assign week3/ --scenario twitter --exemplar strong
  designdrill group assign week3/ --new --seed 7`,
		Args:              exactly("folder"),
		ValidArgsFunction: onlyFirst(completeFolder),
	}
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		o.seeded = cmd.Flags().Changed("seed")
		if !slices.Contains(catalog.ExemplarNames, o.exemplar) {
			return usagef(diag.DidYouMean(o.exemplar, "exemplars", catalog.ExemplarNames), "unknown exemplar %q", o.exemplar)
		}
		return e.assign(args[0], o)
	})
	flags := cmd.Flags()
	flags.StringVarP(&o.scenario, "scenario", "s", "", "the practice system that the answers are for, whatever their front matter says")
	flags.StringVar(&o.exemplar, "exemplar", "solid", "the graded answer to begin with: weak, solid or strong")
	flags.Uint64Var(&o.seed, "seed", 0, "what the assignment is drawn with (default: drawn from the answers)")
	flags.BoolVar(&o.anew, "new", false, "set the round that is there aside and begin another")
	mustComplete(cmd.RegisterFlagCompletionFunc("scenario", e.completeScenarios))
	mustComplete(cmd.RegisterFlagCompletionFunc("exemplar", cobra.FixedCompletions(catalog.ExemplarNames, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("seed", cobra.NoFileCompletions))
	return cmd
}

// handIn is an answer with the person who wrote it.
type handIn struct {
	round.Member
	doc *answer.Document
}

func (e *env) assign(dir string, o assignOptions) error {
	d, err := openGroup(dir)
	if err != nil {
		return err
	}
	defer d.close()
	cat, err := e.groupContent()
	if err != nil {
		return err
	}
	if o.scenario != "" && cat.Scenarios[o.scenario] == nil {
		return usagef(diag.DidYouMean(o.scenario, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", o.scenario)
	}
	var m *round.Mapping
	if !o.anew {
		if m, err = d.mapping(e); err != nil {
			return err
		}
		if m == nil && d.exists(round.Folder) {
			return failedf("restore it, or set the folder aside and begin anew with --new", "%s: there is no %s in it", d.shown(round.Folder), round.MappingFile)
		}
	}
	if m != nil {
		return e.complete(d, cat, m)
	}
	list, err := e.handIns(d, cat, o.scenario)
	if err != nil {
		return err
	}
	if m, err = draw(list, o); err != nil {
		return err
	}
	aside := ""
	if o.anew && d.exists(round.Folder) {
		if aside, err = d.setAside(); err != nil {
			return err
		}
	}
	if _, err := d.create(mappingPath, m.Write()); err != nil {
		return err
	}
	docs := map[string]*answer.Document{}
	for _, h := range list {
		docs[h.File] = h.doc
	}
	if _, err := d.writeRound(cat, m, func(p round.Member) (*answer.Document, error) { return docs[p.File], nil }); err != nil {
		return err
	}
	if aside != "" {
		fmt.Fprintf(e.out, "the round before is in %s\n", diag.Clean(d.shown(aside)))
	}
	e.tellRound(d, m)
	e.tellHidden(list, m)
	return nil
}

// setAside moves the round that is there out of the way.
func (d *groupDir) setAside() (string, error) {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s-%d", round.Folder, n)
		if d.exists(name) {
			continue
		}
		if err := d.root.Rename(round.Folder, name); err != nil {
			return "", failedf("", "cannot set %q aside: %s", d.shown(round.Folder), reason(err))
		}
		return name, nil
	}
}

// handIns reads the answers of a folder. All that is wrong is reported before
// anything is written: a round without someone who handed in helps nobody.
func (e *env) handIns(d *groupDir, cat *groupContent, scenario string) ([]handIn, error) {
	files, err := d.mdFiles(".")
	if err != nil {
		return nil, err
	}
	switch {
	case len(files) == 0:
		return nil, failedf("a hand-in is a *.md file in the folder itself", "%s: the folder holds no *.md file", d.name)
	case len(files) > peer.MaxPeople:
		return nil, failedf("", "%s: more than %d hand-ins", d.name, peer.MaxPeople)
	}
	var list []handIn
	code := exitOK
	fail := func(err error) {
		var f *failure
		if errors.As(err, &f) {
			e.report(f)
			code = max(code, f.code)
		}
	}
	for _, file := range files {
		h, err := e.handIn(d, cat, file, scenario)
		if err != nil {
			fail(err)
			continue
		}
		list = append(list, h)
	}
	if code != exitOK {
		return nil, &failure{code: code}
	}
	var names, stems []string
	for _, h := range list {
		names, stems = append(names, h.Name), append(stems, stem(h.File))
	}
	for i, folder := range round.Folders(stems) {
		list[i].Folder = folder
		list[i].Name = round.Distinct(names, stems)[i]
	}
	return list, nil
}

func stem(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

func (e *env) handIn(d *groupDir, cat *groupContent, file, scenario string) (handIn, error) {
	if !round.PlainFile(file) {
		return handIn{}, failedf("rename it: letters, digits, spaces, hyphens and dots", "%s: the name of the file has characters that cannot be used", d.shown(file))
	}
	src, err := d.read(file)
	if err != nil {
		return handIn{}, err
	}
	doc := answer.Parse(src)
	h := handIn{round.Member{Name: round.CleanName(doc.Front.Name), File: file, Scenario: scenario, Sum: round.Sum(src)}, doc}
	if h.Name == "" {
		h.Name = round.CleanName(stem(file))
	}
	front := doc.Front.Scenario
	switch {
	case scenario != "" && front != "" && front != scenario:
		fmt.Fprintf(e.err, "%s: the front matter names the scenario %q; reviewed as %q, as asked for\n", diag.Clean(d.shown(file)), front, scenario)
	case scenario != "":
	case front == "":
		return h, usagef(`begin the file with the lines "---", "scenario: twitter", "---", or name one for all with -s`, "%s: no scenario is named", d.shown(file))
	case cat.Scenarios[front] == nil:
		return h, usagef(diag.DidYouMean(front, "scenarios", cat.ScenarioIDs()), "%s:%d: unknown scenario %q", d.shown(file), doc.Front.ScenarioLine, front)
	default:
		h.Scenario = front
	}
	if cat.exemplar(h.Scenario, "solid") == nil {
		return h, failedf("a draft of a scenario has none yet", "%s: the scenario %q has no exemplars", d.shown(file), h.Scenario)
	}
	return h, nil
}

// draw makes the mapping of a round.
func draw(list []handIn, o assignOptions) (*round.Mapping, error) {
	if len(list) == 1 {
		return nil, failedf("designdrill check "+list[0].File+" scores an answer by the rules",
			"%s is the only one who handed in: a review needs at least two people", list[0].Name)
	}
	byScenario := map[string][]int{}
	var all []byte
	for i, h := range list {
		byScenario[h.Scenario] = append(byScenario[h.Scenario], i)
		all = append(all, h.Name+h.Sum...)
	}
	if len(byScenario) == len(list) {
		return nil, failedf("only answers to the same scenario are reviewed by each other; -s names one for all",
			"each of the %d hand-ins is to another scenario", len(list))
	}
	m := &round.Mapping{Seed: o.seed, Exemplar: o.exemplar}
	if !o.seeded {
		// The answers themselves: the same folder gives the same round anywhere.
		_, digits, _ := strings.Cut(round.Sum(all), ":")
		seed, err := strconv.ParseUint(digits[:16], 16, 64)
		if err != nil {
			return nil, err
		}
		m.Seed = seed
	}
	src := rand.New(rand.NewPCG(m.Seed, 0))
	taken := func(name string) bool {
		return slices.ContainsFunc(list, func(h handIn) bool { return strings.EqualFold(stem(h.File), name) || strings.EqualFold(h.Name, name) })
	}
	names := peer.Pseudonyms(len(list), src, taken)
	for i, h := range list {
		h.Pseudonym = names[i]
		m.People = append(m.People, h.Member)
	}
	for _, id := range slices.Sorted(maps.Keys(byScenario)) {
		places := byScenario[id]
		for i, of := range peer.Assign(len(places), src) {
			for _, k := range of {
				p := &m.People[places[i]]
				p.Reviews = append(p.Reviews, m.People[places[k]].Pseudonym)
			}
		}
	}
	return m, nil
}

// writeRound writes what is not there yet of everyone's folder, and returns how many
// files that was.
func (d *groupDir) writeRound(cat *groupContent, m *round.Mapping, doc func(round.Member) (*answer.Document, error)) (int, error) {
	written := 0
	put := func(p round.Member, file string, src []byte) error {
		made, err := d.create(path.Join(round.Folder, p.Folder, file), src)
		if made {
			written++
		}
		return err
	}
	for _, p := range m.People {
		x := cat.exemplar(p.Scenario, m.Exemplar)
		if x == nil {
			return written, failedf("", "the scenario %q has no exemplar %q", p.Scenario, m.Exemplar)
		}
		if len(p.Reviews) == 0 {
			continue
		}
		if err := put(p, round.ExemplarFile, x.Text); err != nil {
			return written, err
		}
		for _, name := range p.Reviews {
			author := m.People[m.ByPseudonym(name)]
			if d.exists(path.Join(round.Folder, p.Folder, name+".md")) {
				continue
			}
			a, err := doc(author)
			if err != nil {
				return written, err
			}
			text, _ := round.Anonymous(a, author)
			if err := put(p, name+".md", text); err != nil {
				return written, err
			}
		}
		if err := put(p, round.SheetFile, round.WriteSheet(cat.Catalog, p.Folder, p.Scenario, m.Exemplar, p.Reviews)); err != nil {
			return written, err
		}
	}
	return written, nil
}

// complete adds what is missing of a round that is there.
func (e *env) complete(d *groupDir, cat *groupContent, m *round.Mapping) error {
	n, err := d.writeRound(cat, m, func(p round.Member) (*answer.Document, error) {
		src, err := d.read(p.File)
		if err == nil && round.Sum(src) != p.Sum {
			err = failedf("restore it, or begin anew with --new", "%s: the answer was changed after it was assigned, and a reviewer's copy of it is missing", d.shown(p.File))
		}
		return answer.Parse(src), err
	})
	if err != nil {
		return err
	}
	files, err := d.mdFiles(".")
	if err != nil {
		return err
	}
	if n == 0 {
		fmt.Fprintf(e.out, "nothing to do: the round of %s in %s is complete\n", plural(len(m.People), "answer"), diag.Clean(d.shown(round.Folder)))
	} else {
		fmt.Fprintf(e.out, "%s added to the round in %s\n", plural(n, "missing file"), diag.Clean(d.shown(round.Folder)))
	}
	for _, file := range files {
		if !slices.ContainsFunc(m.People, func(p round.Member) bool { return p.File == file }) {
			fmt.Fprintf(e.out, "%s came after the assignment and takes no part; --new begins another round\n", diag.Clean(d.shown(file)))
		}
	}
	return nil
}

// tellRound says where everyone finds their part, and nothing of whose answers are in it.
func (e *env) tellRound(d *groupDir, m *round.Mapping) {
	fmt.Fprintf(e.out, "%s, each with an exemplar to grade first:\n", plural(len(m.People), "answer"))
	for _, p := range m.People {
		switch n := len(p.Reviews); n {
		case 0:
			fmt.Fprintf(e.out, "  %s: nobody else answered %s, so there is nothing to review and nobody to be reviewed by\n", p.Name, p.Scenario)
		default:
			fmt.Fprintf(e.out, "  %s: %s, %s\n", p.Name, diag.Clean(d.shown(path.Dir(sheetPath(p)))), plural(n, "answer"))
		}
	}
	fmt.Fprintf(e.out, "everyone fills in their sheet.yaml and checks it with: designdrill group review %s/NAME\n", diag.Clean(d.shown(round.Folder)))
}

// tellHidden says where the author's name was hidden, so that the organiser can look.
func (e *env) tellHidden(list []handIn, m *round.Mapping) {
	for i, h := range list {
		if _, n := round.Anonymous(h.doc, m.People[i]); n > 0 {
			fmt.Fprintf(e.out, "%s: the name stood in the text in %s and is hidden in the copies\n", diag.Clean(h.File), plural(n, "place"))
		}
	}
}
