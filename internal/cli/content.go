package cli

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/proof"
	"designdrill/internal/score"
	"designdrill/internal/tables"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

// contentFolders are what a content folder can hold.
var contentFolders = []string{"rubrics", "scenarios", "prompts"}

// sources lays a folder over the embedded content; "" is the embedded content alone.
func sources(dir string) (catalog.Sources, error) {
	s := catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS}
	if dir == "" {
		return s, nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return s, failedf("", "content folder %q: %s", dir, reason(err))
	}
	if !info.IsDir() {
		return s, failedf("", "content folder %q: not a folder", dir)
	}
	into := map[string]*fs.FS{"rubrics": &s.Rubrics, "scenarios": &s.Scenarios, "prompts": &s.Prompts}
	found := false
	for _, name := range contentFolders {
		sub := filepath.Join(dir, name)
		if info, err := os.Stat(sub); err != nil || !info.IsDir() {
			continue
		}
		found = true
		*into[name] = catalog.Overlay(*into[name], os.DirFS(sub))
	}
	if !found {
		return s, failedf("a content folder holds at least one of the folders rubrics, scenarios and prompts",
			"content folder %q: nothing in it is content", dir)
	}
	return s, nil
}

// loadContent loads the content with all its texts. Content with faults is not used.
func (e *env) loadContent() (*catalog.Catalog, error) {
	s, err := sources(e.contentDir)
	if err != nil {
		return nil, err
	}
	cat, findings, err := catalog.LoadAll(s)
	if err != nil {
		return nil, failedf("", "content: %s", err)
	}
	if n := findings.Count(diag.Error); n > 0 {
		return nil, failedf("designdrill content check shows them all", "content: %s, the first is %s", plural(n, "fault"), firstError(findings))
	}
	return cat, nil
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// loadEngine loads what scoring needs: the compiled content, or what lies over it.
func (e *env) loadEngine() (*score.Engine, error) {
	if e.contentDir == "" {
		engine, err := score.Unpack(tables.Data)
		if err != nil {
			return nil, failedf("", "%s", err)
		}
		return engine, nil
	}
	cat, err := e.loadContent()
	if err != nil {
		return nil, err
	}
	return score.NewEngine(cat), nil
}

func firstError(list diag.List) diag.Finding {
	for _, f := range list {
		if f.Severity == diag.Error {
			return f
		}
	}
	return diag.Finding{}
}

func newContent(e *env) *cobra.Command {
	return group(e, &cobra.Command{
		Use:   "content",
		Short: "Check scenarios and rubrics while writing them",
	}, newContentCheck(e))
}

func newContentCheck(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR]",
		Short: "Report every fault of the content, with its place",
		Long: `Report every fault of the content, with its place. With DIR, the folders rubrics,
scenarios and prompts in it lie over the built-in ones: the same path replaces, a new
path adds; warnings are those of the files in DIR. For a draft, as scenario new writes
it, a warning names the part that comes next. Exits with 1 when there is a fault;
warnings alone do not fail.`,
		Example: `  designdrill content check
  designdrill content check my-content/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("", "%s takes one folder, not also %q", cmd.CommandPath(), args[1])
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: run(func(_ *cobra.Command, args []string) error {
			dir := e.contentDir
			if len(args) == 1 {
				if dir != "" && dir != args[0] {
					return usagef("name one of them", "both %q and --content %q are given", args[0], dir)
				}
				dir = args[0]
			}
			return e.checkContent(dir)
		}),
	}
}

// checkContent renders what the loader finds and, when that is no error, what the
// scorer makes of snippets and exemplars.
func (e *env) checkContent(dir string) error {
	s, err := sources(dir)
	if err != nil {
		return err
	}
	cat, findings, err := catalog.LoadAll(s)
	if err != nil {
		return failedf("", "content: %s", err)
	}
	var proven proof.Report
	if !findings.HasErrors() {
		r, err := proof.Check(cat, scenariosOf(dir)...)
		if err != nil {
			return failedf("", "content: %s", err)
		}
		proven = *r
		findings.Add(proven.Findings...)
		findings.Sort()
	}
	if dir != "" {
		findings = slices.DeleteFunc(findings, func(f diag.Finding) bool {
			_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.At.File)))
			return f.Severity == diag.Warning && err != nil
		})
	}
	if err := diag.Render(e.out, findings, s.Read); err != nil {
		return err
	}
	for id, bands := range byScenario(proven.Exemplars) {
		fmt.Fprintf(e.out, "%s: %s\n", id, strings.Join(bands, ", "))
	}
	criteria, snippets := 0, 0
	for _, r := range cat.Rubrics {
		criteria += len(r.Criteria)
		for _, c := range r.Criteria {
			snippets += len(c.Snippets)
		}
	}
	errs := findings.Count(diag.Error)
	fmt.Fprintf(e.out, "%s, %d criteria, %s, %s, %s\n", plural(len(cat.Rubrics), "rubric"), criteria, plural(snippets, "snippet"),
		plural(len(cat.Concepts), "concept"), plural(len(cat.Scenarios), "scenario"))
	if proven.Snippets > 0 {
		fmt.Fprintf(e.out, "%d of %s at their level, %s scored\n", proven.SnippetsRight, plural(proven.Snippets, "snippet"), plural(proven.Variants, "variant"))
	}
	fmt.Fprintf(e.out, "%s, %s\n", plural(errs, "fault"), plural(findings.Count(diag.Warning), "warning"))
	if errs > 0 {
		return &failure{code: exitBelow}
	}
	return nil
}

// scenariosOf lists the systems that a content folder brings or changes, when that is
// all it holds; nil means all systems.
func scenariosOf(dir string) []string {
	if dir == "" {
		return nil
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "rubrics")); err == nil && len(entries) > 0 {
		return nil
	}
	var ids []string
	for _, sub := range []string{"scenarios", filepath.Join("scenarios", "exemplars")} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			continue // what cannot be read was reported by the loader
		}
		for _, x := range entries {
			if id, yaml := strings.CutSuffix(x.Name(), ".yaml"); yaml != x.IsDir() {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// byScenario goes through exemplars, which are in the order of their systems, with
// their scores by system.
func byScenario(list []proof.Band) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for len(list) > 0 {
			id := list[0].Scenario
			var bands []string
			for len(list) > 0 && list[0].Scenario == id {
				bands = append(bands, fmt.Sprintf("%s %.1f", list[0].Name, list[0].Score))
				list = list[1:]
			}
			if !yield(id, bands) {
				return
			}
		}
	}
}
