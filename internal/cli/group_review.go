package cli

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/peer"
	"designdrill/internal/report"
	"designdrill/internal/round"
)

func newGroupReview(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "review SHEET|DIR",
		Short: "Check a review sheet, and tell the reviewer their bias",
		Long: `Check a review sheet: what is wrong with it and where, what is still open, and, once the
exemplar is graded, how the reviewer stands to its gold levels. The sheet lies in a
reviewer's folder, and that folder is all that is needed. With the folder of a whole
group, every sheet is checked and no levels are shown.

Exits with 1 when a sheet has faults or open levels.`,
		Example: `  designdrill group review week3/review/anna/sheet.yaml
  designdrill group review week3/`,
		Args: exactly("sheet or folder"),
		ValidArgsFunction: onlyFirst(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"yaml"}, cobra.ShellCompDirectiveDefault
		}),
	}
	cmd.RunE = run(func(_ *cobra.Command, args []string) error {
		dir, file := args[0], ""
		info, err := os.Stat(dir)
		if err != nil {
			return failedf("", "%s: %s", filepath.ToSlash(dir), reason(err))
		}
		if !info.IsDir() {
			dir, file = filepath.Split(dir)
			if dir == "" {
				dir = "."
			}
		}
		d, err := openGroup(dir)
		if err != nil {
			return err
		}
		defer d.close()
		switch {
		case file != "":
			return e.reviewOne(d, file)
		case d.exists(mappingPath):
			return e.reviewAll(d)
		case d.exists(round.SheetFile):
			return e.reviewOne(d, round.SheetFile)
		}
		return failedf("name a sheet.yaml, the folder it lies in, or the folder of the group", "%s: there is no review sheet in this folder", d.name)
	})
	return cmd
}

// reviewOne checks the sheet of a reviewer's folder with nothing but that folder.
func (e *env) reviewOne(d *groupDir, file string) error {
	src, err := d.read(file)
	if err != nil {
		return err
	}
	cat, err := e.groupContent()
	if err != nil {
		return err
	}
	files, err := d.mdFiles(".")
	if err != nil {
		return err
	}
	want := round.Asked{Answers: []string{round.Exemplar}, Texts: map[string]round.Text{}}
	for _, name := range files {
		text, err := d.read(name)
		if err != nil {
			return err
		}
		of := stem(name)
		want.Texts[of] = round.NewText(text)
		if of != round.Exemplar {
			want.Answers = append(want.Answers, of)
		}
	}
	if len(want.Answers) == 1 {
		return failedf("a sheet is checked in the folder where assign wrote it", "%s: the answers to review do not lie beside the sheet", d.shown(file))
	}
	s, faults := round.ParseSheet(d.shown(file), src, want)
	var x *catalog.Exemplar
	if !faults.HasErrors() {
		if x = cat.exemplar(s.Scenario, s.Exemplar); x == nil {
			return failedf("the sheet's head is as assign wrote it", "%s: there is no exemplar %q of the scenario %q", d.shown(file), s.Exemplar, s.Scenario)
		}
	}
	if err := diag.Render(e.err, faults, func(string) []byte { return src }); err != nil {
		return err
	}
	if faults.HasErrors() {
		return &failure{exitBelow, fmt.Sprintf("%s: %s", d.shown(file), plural(faults.Count(diag.Error), "fault")), ""}
	}
	if err := e.print(report.Sheet(d.shown(file), s, biasOf(s, x), x, sheetTitles(cat), e.style())); err != nil {
		return err
	}
	if !s.Complete() {
		return &failure{code: exitBelow}
	}
	return nil
}

// biasOf holds the graded exemplar of a sheet against gold.
func biasOf(s *round.Sheet, x *catalog.Exemplar) peer.Bias {
	for _, g := range s.Graded {
		if g.Of == round.Exemplar && x != nil {
			return peer.BiasOf(gold(x), g.Levels)
		}
	}
	return peer.BiasOf(nil, nil)
}

// sheetTitles are the titles of what the pages on a round name.
func sheetTitles(cat *groupContent) map[string]string {
	out := map[string]string{}
	for _, r := range cat.Rubrics {
		out[r.ID] = r.Title
	}
	for _, id := range catalog.StageIDs {
		if c := cat.CriterionByID(id); c != nil {
			out[id] = c.Title
		}
	}
	return out
}

// sheets are the sheets of a round, by member; nil for one that is missing or faulty.
type sheets struct {
	list   []*round.Sheet
	status []string // as report names them
}

// readSheets reads everyone's sheet. Faults are shown and do not stop the others.
func (e *env) readSheets(d *groupDir, cat *groupContent, m *round.Mapping) (*sheets, error) {
	out := &sheets{list: make([]*round.Sheet, len(m.People)), status: make([]string, len(m.People))}
	texts := d.texts(m)
	for i, p := range m.People {
		out.status[i] = report.SheetMissing
		file := sheetPath(p)
		if len(p.Reviews) == 0 {
			out.status[i] = report.SheetNone
			continue
		}
		if !d.exists(file) {
			continue
		}
		src, err := d.read(file)
		if err != nil {
			out.status[i] = report.SheetFaulty
			e.report(asFailureOf(err))
			continue
		}
		s, faults := round.ParseSheet(d.shown(file), src, asked(m, i, cat.exemplar(p.Scenario, m.Exemplar), texts))
		// Quotes that are not found are for the reviewer, who checks the sheet alone.
		faults = slices.DeleteFunc(faults, func(f diag.Finding) bool { return f.Severity != diag.Error })
		if err := diag.Render(e.err, faults, func(string) []byte { return src }); err != nil {
			return nil, err
		}
		switch {
		case len(faults) > 0:
			out.status[i] = report.SheetFaulty
			continue
		case s.Complete():
			out.status[i] = report.SheetComplete
		case s.Filled():
			out.status[i] = report.SheetPartial
		}
		out.list[i] = s
	}
	return out, nil
}

// texts gives what a reviewer read under a pseudonym. Answers are read once; of one
// that was changed since, the reviewer's copy counts.
func (d *groupDir) texts(m *round.Mapping) func(reviewer round.Member, pseudonym string) (round.Text, bool) {
	known := map[string]*round.Text{}
	return func(reviewer round.Member, pseudonym string) (round.Text, bool) {
		x, read := known[pseudonym]
		if !read {
			p := m.People[m.ByPseudonym(pseudonym)]
			if src, err := d.read(p.File); err == nil && round.Sum(src) == p.Sum {
				copied, _ := round.Anonymous(answer.Parse(src), p)
				t := round.NewText(copied)
				x = &t
			}
			known[pseudonym] = x
		}
		if x != nil {
			return *x, true
		}
		src, err := d.read(path.Join(round.Folder, reviewer.Folder, pseudonym+".md"))
		return round.NewText(src), err == nil
	}
}

// asFailureOf is the failure that an error is already.
func asFailureOf(err error) *failure {
	if f, ok := err.(*failure); ok {
		return f
	}
	return &failure{exitFailed, err.Error(), ""}
}

// reviewAll checks every sheet of a group and tells how far each is.
func (e *env) reviewAll(d *groupDir) error {
	m, err := d.needMapping(e)
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
	var list []report.SheetState
	done := true
	for i, p := range m.People {
		x := report.SheetState{Name: p.Name, Status: s.status[i], Open: (len(p.Reviews) + 1) * len(catalog.StageIDs), All: (len(p.Reviews) + 1) * len(catalog.StageIDs)}
		if len(p.Reviews) == 0 {
			x.Open, x.All = 0, 0
		}
		if got := s.list[i]; got != nil {
			x.Open = 0
			for _, g := range got.Graded {
				x.Open += len(g.Open)
				x.Bare += len(g.Bare)
			}
		}
		done = done && (x.Status == report.SheetComplete || x.Status == report.SheetNone)
		list = append(list, x)
	}
	if err := e.print(report.Sheets(d.name, list, e.style())); err != nil {
		return err
	}
	if !done {
		return &failure{code: exitBelow}
	}
	return nil
}
