package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"designdrill/internal/answer"
)

// stdinName stands for standard input among the files.
const stdinName = "-"

// input is one answer to read, or the reason why there is none.
type input struct {
	name string // as reports name it, with slashes
	path string
	text []byte // read already; nil is not
	err  error
}

// gather lists the answers that the arguments name: a file is itself, a folder all
// *.md files below it in the order of their paths. What cannot be listed is an input
// with its error, so that the others go on.
func gather(args []string) ([]input, error) {
	if len(args) == 0 {
		return nil, usagef("name Markdown files or folders, or - for standard input", "no answer is given")
	}
	var out []input
	stdin := false
	for _, arg := range args {
		if arg == stdinName {
			if stdin {
				return nil, usagef("", "standard input can be read only once")
			}
			stdin = true
			out = append(out, input{name: arg})
			continue
		}
		name := filepath.ToSlash(arg)
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			out = append(out, input{name: name, err: failedf("", "%s: %s", name, reason(err))})
		case info.IsDir():
			out = append(out, folder(arg)...)
		default:
			out = append(out, input{name: name, path: arg})
		}
	}
	return out, nil
}

// folder lists the *.md files below a folder, each once, whatever links lead to it.
func folder(dir string) []input {
	w := walk{seen: map[string]bool{}}
	w.links = []string{dir}
	for len(w.links) > 0 {
		// Real folders come before linked ones, so that a file keeps its own path.
		next := w.links[0]
		w.links = w.links[1:]
		w.dir(next)
	}
	slices.SortFunc(w.found, func(a, b input) int { return strings.Compare(a.name, b.name) })
	if len(w.found) == 0 {
		name := filepath.ToSlash(dir)
		w.found = append(w.found, input{name: name, err: failedf("", "%s: the folder holds no *.md file", name)})
	}
	return w.found
}

// walk goes through folders without going round in circles.
type walk struct {
	found []input
	links []string        // linked folders still to do
	seen  map[string]bool // real paths of folders and files
}

// first notes a real path and tells whether it is new.
func (w *walk) first(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	if abs, err := filepath.Abs(real); err == nil {
		real = abs
	}
	if w.seen[real] {
		return false
	}
	w.seen[real] = true
	return true
}

func (w *walk) fail(path string, err error) {
	name := filepath.ToSlash(path)
	w.found = append(w.found, input{name: name, err: failedf("", "%s: %s", name, reason(err))})
}

func (w *walk) dir(dir string) {
	if !w.first(dir) {
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.fail(dir, err)
		return
	}
	var linked []string
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		md := strings.EqualFold(filepath.Ext(entry.Name()), ".md")
		switch {
		case entry.IsDir():
			w.dir(path)
		case entry.Type()&fs.ModeSymlink != 0:
			linked = append(linked, path)
		case md:
			w.file(path, entry.Type())
		}
	}
	for _, path := range linked {
		info, err := os.Stat(path)
		switch md := strings.EqualFold(filepath.Ext(path), ".md"); {
		case err == nil && info.IsDir():
			w.links = append(w.links, path)
		case md && err != nil:
			w.fail(path, err)
		case md:
			w.file(path, info.Mode().Type())
		}
	}
}

func (w *walk) file(path string, kind fs.FileMode) {
	switch {
	case kind != 0:
		w.fail(path, errors.New("not a regular file"))
	case w.first(path):
		w.found = append(w.found, input{name: filepath.ToSlash(path), path: path})
	}
}

// read returns an input's bytes. Reading standard input ends with ctx.
func (e *env) read(ctx context.Context, in input) ([]byte, error) {
	if in.err != nil {
		return nil, in.err
	}
	var src []byte
	var err error
	switch {
	case in.text != nil:
		src = in.text
	case in.name == stdinName:
		src, err = readAll(ctx, e.in)
	default:
		src, err = readFile(in.path)
	}
	shown := in.name
	if shown == stdinName {
		shown = "standard input"
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failedf("", "%s: %s", shown, reason(err))
	case len(src) > answer.MaxSize:
		return nil, failedf("an answer of 45 minutes has a few kilobytes", "%s: larger than the limit of %d MiB", shown, answer.MaxSize>>20)
	case binary(src):
		return nil, failedf("an answer is a Markdown file in UTF-8", "%s: not a text file", shown)
	}
	return src, nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return bounded(f)
}

// bounded reads to one byte more than the limit, which tells a larger file from one
// that just fits.
func bounded(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, answer.MaxSize+1)) }

// readAll reads a stream that may never end, such as a terminal.
func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	type result struct {
		src []byte
		err error
	}
	done := make(chan result, 1)
	go func() {
		src, err := bounded(r)
		done <- result{src, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case x := <-done:
		return x.src, x.err
	}
}

// binary tells files that are no text: a NUL near the start, or a good part of
// control characters and bytes that are no UTF-8.
func binary(src []byte) bool {
	const near = 8000
	if slices.Contains(src[:min(len(src), near)], 0) {
		return true
	}
	odd := 0
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\v' {
			odd++
		}
		i += n
	}
	return odd*10 > len(src)*3
}
