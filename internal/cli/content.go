package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
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

// loadContent loads the content. It is the only place that does, and only commands
// that need content call it. Content with faults is not used.
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
		return nil, failedf("designdrill content check shows them all", "content: %s, the first is %s", faults(n), firstError(findings))
	}
	return cat, nil
}

func faults(n int) string { return plural(n, "fault") }

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
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
path adds. Exits with 1 when there is a fault; warnings alone do not fail.`,
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

// checkContent renders what the loader finds.
func (e *env) checkContent(dir string) error {
	s, err := sources(dir)
	if err != nil {
		return err
	}
	cat, findings, err := catalog.LoadAll(s)
	if err != nil {
		return failedf("", "content: %s", err)
	}
	if err := diag.Render(e.out, findings, s.Read); err != nil {
		return err
	}
	criteria, snippets := 0, 0
	for _, r := range cat.Rubrics {
		criteria += len(r.Criteria)
		for _, c := range r.Criteria {
			snippets += len(c.Snippets)
		}
	}
	errs, warnings := findings.Count(diag.Error), findings.Count(diag.Warning)
	fmt.Fprintf(e.out, "%s, %d criteria, %s, %s, %s: %s, %s\n", plural(len(cat.Rubrics), "rubric"), criteria, plural(snippets, "snippet"),
		plural(len(cat.Concepts), "concept"), plural(len(cat.Scenarios), "scenario"), faults(errs), plural(warnings, "warning"))
	if errs > 0 {
		return &failure{code: exitBelow}
	}
	return nil
}
