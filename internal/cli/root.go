package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"designdrill/internal/diag"
)

const rootLong = `designdrill interviews you on system design and scores what you write by rules: the same
answer gets the same score, and every point shows the line that earned it. No account,
no network.`

const rootExample = `  # be interviewed for 45 minutes, and go on after a break
  designdrill practice twitter
  designdrill practice --resume

  # score an answer to a practice system
  designdrill check design.md --scenario twitter

  # score a folder in CI, one JSON object a line
  designdrill check designs/ -s twitter --format json -o out.jsonl

  # why a criterion got its level
  designdrill check design.md -s twitter --explain caching.write-policy

  # how far the scores agree with labels of your own
  designdrill agree answers/ --labels labels.tsv

  # what a criterion asks for, and how each level sounds
  designdrill rubric explain caching.write-policy`

// newRoot builds the tree of commands.
func newRoot(e *env) *cobra.Command {
	root := group(e, &cobra.Command{
		Use:     "designdrill",
		Short:   "Practise system design interviews",
		Long:    rootLong,
		Example: rootExample,
		Version: version(),
	}, newPractice(e), newMock(e), newHost(e), newServe(e), newCheck(e), newReview(e), newReport(e), newHistory(e), newProgress(e), newExport(e), newImport(e), newRegrade(e),
		newScenario(e), newRubric(e), newContent(e), newAgree(e), newGroup(e), newDoctor(e))
	words := root.RunE
	root.RunE = run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return e.bare(cmd)
		}
		return words(cmd, args)
	})
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef(cmd.CommandPath()+" --help tells what there is", "%s", flagMessage(err))
	})
	flags := root.PersistentFlags()
	flags.StringVar(&e.contentDir, "content", "", "lay the rubrics/ and scenarios/ of this folder over the built-in ones")
	flags.BoolVar(&e.accessible, "accessible", false, "plain text in reading order: no bars, columns or colour")
	mustComplete(root.MarkPersistentFlagDirname("content"))
	return root
}

// flagMessage is cobra's message without the repetition of how flags are declared.
func flagMessage(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// group makes a command that only holds others: alone it shows its help, with a word
// it does not know it fails.
func group(e *env, cmd *cobra.Command, children ...*cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	})
	cmd.AddCommand(children...)
	return cmd
}

func unknownCommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return usagef(diag.DidYouMean(word, "commands", names), "unknown command %q for %q", word, cmd.CommandPath())
}

// run wraps a command so that each of its errors has an exit code: what is no failure
// of ours could not run.
func run(f func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := f(cmd, args)
		var known *failure
		if err == nil || errors.As(err, &known) || broken(err) {
			return err
		}
		if ctxErr := cmd.Context().Err(); ctxErr != nil {
			return ctxErr
		}
		return ofStore(err)
	}
}

// exactly asks for one argument, named for the message.
func exactly(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := cmd.CommandPath() + " --help tells what there is"
		switch {
		case len(args) == 0:
			article := "a"
			if strings.ContainsRune("aeiou", rune(what[0])) {
				article = "an"
			}
			return usagef(hint, "%s needs %s %s", cmd.CommandPath(), article, what)
		case len(args) > 1:
			return usagef(hint, "%s takes one %s, not also %q", cmd.CommandPath(), what, args[1])
		}
		return nil
	}
}

// none asks for no argument.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(cmd.CommandPath()+" --help tells what there is", "%s takes no argument, not %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// newHelp is cobra's help command, but for its exit code on an unknown word.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Tell about a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			at, _, err := cmd.Root().Find(args)
			if err != nil || at == nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, c := range at.Commands() {
				if c.IsAvailableCommand() {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: run(func(cmd *cobra.Command, args []string) error {
			at, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				if at == nil {
					at = cmd.Root()
				}
				return unknownCommand(at, append(rest, args...)[0])
			}
			at.InitDefaultHelpFlag()
			return at.Help()
		}),
	}
}

// mustComplete stops on a mistake in the wiring, such as a completion for a flag that
// does not exist; no input can cause one.
func mustComplete(err error) {
	if err != nil {
		panic(err)
	}
}
