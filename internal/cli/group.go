package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/round"
	"designdrill/internal/score"
)

func newGroup(e *env) *cobra.Command {
	return group(e, &cobra.Command{
		Use:   "group",
		Short: "Review each other's answers blind, in a folder of files",
		Long: `Review each other's answers blind, in a folder of files: no server, and whatever carries
the folder (a repository, a shared drive) carries the round.

  1. Everyone puts an answer into the folder, as NAME.md with the front matter that
     "designdrill scenario show SCENARIO --template" begins with.
  2. "group assign" gives each person a folder below review/ with an exemplar to grade
     first, two answers under pseudonyms, and a sheet to fill in.
  3. "group review" checks a sheet, and tells the reviewer their own bias.
  4. "group results" reveals the names and lays rules, peers and self side by side.`,
		Example: `  designdrill group assign week3/
  designdrill group review week3/review/anna/
  designdrill group results week3/
  designdrill group results week3/ --format md -o week3/results.md`,
	}, newGroupAssign(e), newGroupReview(e), newGroupResults(e))
}

func completeFolder(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// groupDir is the folder of a round. Whatever names its files hold, and whatever links
// lie in it, nothing outside of it is read or written.
type groupDir struct {
	root *os.Root
	name string // as the user named it, with slashes and none at the end
}

func openGroup(dir string) (*groupDir, error) {
	name := strings.TrimSuffix(strings.ReplaceAll(dir, "\\", "/"), "/")
	if os.PathSeparator == '/' {
		name = strings.TrimRight(dir, "/")
	}
	if name == "" {
		name = dir
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failedf("", "%s: %s", name, reason(err))
	}
	return &groupDir{root, name}, nil
}

func (d *groupDir) close() { d.root.Close() }

// shown is how messages name a file of the folder.
func (d *groupDir) shown(file string) string {
	if d.name == "." {
		return file
	}
	return path.Join(d.name, file)
}

// read returns the text of a file in the folder.
func (d *groupDir) read(file string) ([]byte, error) {
	fail := func(hint, what string) ([]byte, error) { return nil, failedf(hint, "%s: %s", d.shown(file), what) }
	info, err := d.root.Stat(file)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist) && d.isLink(file):
		return fail("put the file itself into the folder", "a link that leads out of the folder")
	case err != nil:
		return fail("", reason(err))
	case !info.Mode().IsRegular():
		return fail("", "not a regular file")
	}
	f, err := d.root.Open(file)
	if err != nil {
		return fail("", reason(err))
	}
	defer f.Close()
	src, err := bounded(f)
	switch {
	case err != nil:
		return fail("", reason(err))
	case len(src) > answer.MaxSize:
		return fail("", fmt.Sprintf("larger than the limit of %d MiB", answer.MaxSize>>20))
	case binary(src):
		return fail("", "not a text file")
	}
	return src, nil
}

func (d *groupDir) isLink(file string) bool {
	info, err := d.root.Lstat(file)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func (d *groupDir) exists(file string) bool {
	_, err := d.root.Lstat(file)
	return err == nil
}

// create writes a file that is not there yet, and leaves one that is. It tells
// whether it wrote. A file stands whole or not at all.
func (d *groupDir) create(file string, src []byte) (bool, error) {
	if d.exists(file) {
		return false, nil
	}
	fail := func(err error) (bool, error) {
		return false, failedf("", "cannot write %q: %s", d.shown(file), reason(err))
	}
	if err := d.root.MkdirAll(path.Dir(file), 0o777); err != nil {
		return fail(err)
	}
	part := path.Join(path.Dir(file), "."+path.Base(file)+".tmp")
	f, err := d.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(src)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = d.root.Rename(part, file)
	}
	if err != nil {
		return fail(errors.Join(err, d.root.Remove(part)))
	}
	return true, nil
}

// mdFiles lists the *.md files of a folder within, without its sub-folders, sorted. A
// README is no answer.
func (d *groupDir) mdFiles(within string) ([]string, error) {
	f, err := d.root.Open(within)
	if err != nil {
		return nil, failedf("", "%s: %s", d.shown(within), reason(err))
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, failedf("", "%s: %s", d.shown(within), reason(err))
	}
	var out []string
	for _, x := range entries {
		name := x.Name()
		if strings.EqualFold(path.Ext(name), ".md") && !x.IsDir() && !strings.HasPrefix(name, ".") && !strings.EqualFold(name, "readme.md") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

const mappingPath = round.Folder + "/" + round.MappingFile

// mapping reads who reviews whom; nil when there is no round yet.
func (d *groupDir) mapping(e *env) (*round.Mapping, error) {
	if !d.exists(mappingPath) {
		return nil, nil
	}
	src, err := d.read(mappingPath)
	if err != nil {
		return nil, err
	}
	m, faults := round.ParseMapping(d.shown(mappingPath), src)
	if len(faults) > 0 {
		if err := diag.Render(e.err, faults, func(string) []byte { return src }); err != nil {
			return nil, err
		}
		return nil, failedf("", "%s: %s", d.shown(mappingPath), plural(len(faults), "fault"))
	}
	return m, nil
}

// needMapping reads who reviews whom of a round that must be there.
func (d *groupDir) needMapping(e *env) (*round.Mapping, error) {
	m, err := d.mapping(e)
	if err == nil && m == nil {
		err = failedf("designdrill group assign "+d.name+" begins one", "%s: there is no round of peer review in this folder", d.name)
	}
	return m, err
}

// groupContent is what a round needs of the content: the compiled part, and the few
// exemplars that are graded, read one by one.
type groupContent struct {
	*catalog.Catalog
	engine  *score.Engine
	sources catalog.Sources
	read    map[[2]string]*catalog.Exemplar
}

func (e *env) groupContent() (*groupContent, error) {
	engine, err := e.loadEngine()
	if err != nil {
		return nil, err
	}
	s, err := sources(e.contentDir)
	return &groupContent{engine.Catalog(), engine, s, map[[2]string]*catalog.Exemplar{}}, err
}

// exemplar returns a graded exemplar, nil when there is none.
func (c *groupContent) exemplar(scenario, name string) *catalog.Exemplar {
	if c.Scenarios[scenario] == nil || !slices.Contains(catalog.ExemplarNames, name) {
		return nil
	}
	key := [2]string{scenario, name}
	x, read := c.read[key]
	if !read {
		x = catalog.ReadExemplar(c.sources, scenario, name)
		c.read[key] = x
	}
	return x
}

// gold are the levels of an exemplar.
func gold(x *catalog.Exemplar) map[string]int {
	out := map[string]int{}
	for id, g := range x.Levels {
		out[id] = g.Level
	}
	return out
}

// asked is what a member's sheet must be about; texts gives the answers that they read.
func asked(m *round.Mapping, i int, exemplar *catalog.Exemplar, texts func(round.Member, string) (round.Text, bool)) round.Asked {
	p := m.People[i]
	a := round.Asked{Reviewer: p.Folder, Scenario: p.Scenario, Exemplar: m.Exemplar, Answers: append([]string{round.Exemplar}, p.Reviews...),
		Texts: map[string]round.Text{}}
	if exemplar != nil {
		a.Texts[round.Exemplar] = round.NewText(exemplar.Text)
	}
	for _, name := range p.Reviews {
		if t, ok := texts(p, name); ok {
			a.Texts[name] = t
		}
	}
	return a
}

func sheetPath(p round.Member) string { return path.Join(round.Folder, p.Folder, round.SheetFile) }
