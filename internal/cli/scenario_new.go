package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"designdrill/internal/catalog"
	"designdrill/scenarios"
)

func newScenarioNew(e *env) *cobra.Command {
	file := ""
	cmd := &cobra.Command{
		Use:   "new SCENARIO",
		Short: "Write the skeleton of a scenario of one's own",
		Long: `Write the skeleton of a scenario of one's own: a draft with a comment and an example
for each part. It goes to scenarios/SCENARIO.yaml in the folder of --content, else in
this folder, or to the file of -o; "-o -" is standard output. A file that is there is
never touched.

content check then names the part to fill next, and every fault of what is there.`,
		Example: `  designdrill scenario new parking-garage
  designdrill content check .
  designdrill scenario show parking-garage --content .

  designdrill scenario new parking-garage --content interviews`,
		Args:              exactly("name for the scenario"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: run(func(cmd *cobra.Command, args []string) error {
			return e.newScenario(args[0], file)
		}),
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file; - is standard output")
	return cmd
}

func (e *env) newScenario(id, file string) error {
	switch {
	case !catalog.IsID(id):
		return usagef("lower-case letters and digits, joined by single hyphens, 64 at most, as in parking-garage", "%q cannot be a scenario's id", id)
	case builtIn(id):
		return usagef("choose another name; designdrill scenario list shows those that are taken", "the scenario %q comes with designdrill", id)
	}
	if file == stdinName {
		return e.print(catalog.Skeleton(id))
	}
	if file == "" {
		file = filepath.Join(e.contentDir, "scenarios", id+".yaml")
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return cannotWrite(filepath.Dir(file), err)
		}
	}
	if base := filepath.Base(file); base != id+".yaml" {
		return usagef(fmt.Sprintf("name it %s.yaml, in a folder called scenarios", id), "a scenario stands in a file of its own name, not in %q", base)
	}
	if err := create(file, catalog.Skeleton(id)); err != nil {
		return err
	}
	text := "wrote " + filepath.ToSlash(file) + "\n"
	if dir := filepath.Dir(file); filepath.Base(dir) == "scenarios" {
		text += "next: designdrill content check " + filepath.ToSlash(filepath.Dir(dir)) + "\n"
	} else {
		text += "next: move it to a folder called scenarios, and run designdrill content check on the folder above\n"
	}
	return e.print(text)
}

// builtIn tells whether a scenario of that id comes with the program.
func builtIn(id string) bool {
	names, err := fs.Glob(scenarios.FS, "*.yaml")
	return err == nil && slices.Contains(names, id+".yaml")
}

// create writes a file that must not be there yet. One that cannot be written whole is
// taken away again.
func create(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return usagef("choose another name, or move it away", "%q is there already, and nothing was written", filepath.ToSlash(path))
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
		return cannotWrite(path, err)
	}
	return nil
}
