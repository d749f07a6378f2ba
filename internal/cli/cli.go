// Package cli provides the command line: the commands, what they are wired to, and
// the exit codes.
package cli

import (
	"context"
	"io"
	"os"
	"runtime"

	"golang.org/x/term"

	"designdrill/internal/report"
)

// env is what the commands share.
type env struct {
	in  io.Reader
	out *sink // standard output
	err io.Writer

	// attempted tells whether someone has tried a scenario here: its answer is shown
	// only then.
	attempted func(ctx context.Context, scenario string) (bool, error)

	// Global flags.
	contentDir string
	accessible bool
}

// Main runs a command line, without the program's name, and returns the exit code:
// 0 done, 1 below the mark or faults in the content, 2 wrong usage, 3 could not run,
// 130 aborted. Cancelling ctx aborts.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := &env{in: stdin, out: &sink{w: stdout}, err: stderr}
	e.attempted = e.hasAttempt
	root := newRoot(e)
	if args == nil {
		args = []string{} // cobra takes nil for the process's own
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(e.out)
	root.SetErr(stderr)
	return e.exit(ctx, root.ExecuteContext(ctx))
}

// sink is standard output; it keeps the first error, so that no command can forget it.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(b)
	s.err = err
	return n, err
}

// style is how text to standard output is laid out.
func (e *env) style() report.Style {
	s := report.Style{Accessible: e.accessible}
	f, ok := e.out.w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		s.Width = width
	}
	s.Colour = !e.accessible && colourful(os.Getenv, runtime.GOOS)
	return s
}

// colourful tells whether a terminal is to have colour.
func colourful(getenv func(string) string, goos string) bool {
	switch {
	case getenv("NO_COLOR") != "", getenv("TERM") == "dumb":
		return false
	case goos == "windows":
		// Older consoles there show the sequences as they are.
		return getenv("WT_SESSION") != "" || getenv("TERM") != ""
	}
	return true
}
