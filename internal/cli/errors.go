package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"designdrill/internal/diag"
	"designdrill/internal/store"
)

// Exit codes. The highest of several wins.
const (
	exitOK      = 0
	exitBelow   = 1 // below --min-score, or faults in the content
	exitUsage   = 2
	exitFailed  = 3 // could not run
	exitAborted = 130
)

// failure is an error with its exit code and a hint; both texts are one line. A
// failure without a message has been reported already.
type failure struct {
	code    int
	message string
	hint    string
}

func (f *failure) Error() string { return f.message }

func usagef(hint, format string, args ...any) error {
	return &failure{exitUsage, fmt.Sprintf(format, args...), hint}
}

func failedf(hint, format string, args ...any) error {
	return &failure{exitFailed, fmt.Sprintf(format, args...), hint}
}

// ofStore gives an error that is not ours its code, and the hint that errors of the
// store have: a word that means no attempt, or several, is wrong usage.
func ofStore(err error) error {
	var none *store.NotFoundError
	var several *store.AmbiguousError
	var hinted interface{ Hint() string }
	hint := ""
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	if errors.As(err, &none) || errors.As(err, &several) {
		return usagef(hint, "%s", err)
	}
	return failedf(hint, "%s", err)
}

// exit reports what a run ended with and maps it to the exit code. It is the only
// place that does.
func (e *env) exit(ctx context.Context, err error) int {
	var known *failure
	switch {
	case e.out.err == nil:
	case !broken(e.out.err):
		err = failedf("", "cannot write to standard output: %s", reason(e.out.err))
	case !errors.As(err, &known):
		err = nil // who read the output had enough
	}
	if err == nil {
		return exitOK
	}
	f := asFailure(ctx, err)
	e.report(f)
	return f.code
}

// asFailure gives any error its code.
func asFailure(ctx context.Context, err error) *failure {
	var f *failure
	switch {
	case errors.As(err, &f) && f.code == exitAborted:
		return f
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		return &failure{exitAborted, "aborted", ""}
	case errors.As(err, &f):
		return f
	}
	// What is left comes from cobra's reading of the command line; commands wrap theirs.
	return &failure{exitUsage, err.Error(), "designdrill --help tells what there is"}
}

// report writes a failure with its hint.
func (e *env) report(f *failure) {
	if f.message == "" {
		return
	}
	text := "designdrill: " + diag.Clean(f.message) + "\n"
	if f.hint != "" {
		text += "  hint: " + diag.Clean(f.hint) + "\n"
	}
	// Nothing is left to say it to when this fails.
	fmt.Fprint(e.err, text)
}

// broken tells whether an error is that the reader of a pipe is gone.
func broken(err error) bool { return errors.Is(err, syscall.EPIPE) }

// reason says in a few words why a file operation failed, without the path, which the
// message has already.
func reason(err error) string {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &p):
		err = p.Err
	}
	return strings.TrimSuffix(err.Error(), ".")
}
