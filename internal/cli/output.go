package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// output is where reports go.
type output interface {
	io.Writer
	// commit makes what was written stand.
	commit() error
	// discard gives up what was written, unless it stands already.
	discard()
}

// stdoutput is standard output; what is written cannot be taken back.
type stdoutput struct{ io.Writer }

func (stdoutput) commit() error { return nil }
func (stdoutput) discard()      {}

// openOutput opens the file of -o. A regular file is replaced as a whole when all is
// written; a device or pipe is written to as it is.
func openOutput(path string) (output, error) {
	fail := func(err error) (output, error) { return nil, failedf("", "cannot write %q: %s", path, reason(err)) }
	target := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		target = real // what a link points to is replaced, not the link
	}
	mode := os.FileMode(0)
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return fail(errors.New("it is a folder"))
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return fail(err)
		}
		return &device{f}, nil
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, os.ErrNotExist):
		return fail(err)
	}
	f, err := beside(target)
	if err != nil {
		return fail(err)
	}
	return &pending{File: f, path: path, target: target, mode: mode}, nil
}

// beside creates a new file in the target's folder, with the permissions that the user
// gives new files.
func beside(target string) (*os.File, error) {
	dir, base := filepath.Split(target)
	var last error
	for i := range 100 {
		f, err := os.OpenFile(filepath.Join(dir, fmt.Sprintf(".%s.%d-%d.tmp", base, os.Getpid(), i)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil || !errors.Is(err, os.ErrExist) {
			return f, err
		}
		last = err
	}
	return nil, last
}

type device struct{ *os.File }

func (d *device) commit() error { return d.Close() }
func (d *device) discard()      { d.Close() }

// pending is a file that takes its target's place when it is complete.
type pending struct {
	*os.File
	path, target string
	mode         os.FileMode // of the file that is replaced; 0 when there was none
	stands       bool
}

func (p *pending) commit() error {
	err := p.Sync()
	if err == nil && p.mode != 0 {
		err = p.Chmod(p.mode)
	}
	err = errors.Join(err, p.Close())
	if err == nil {
		err = atomic.ReplaceFile(p.Name(), p.target)
	}
	if err != nil {
		return failedf("", "cannot write %q: %s", p.path, reason(err))
	}
	p.stands = true
	return nil
}

func (p *pending) discard() {
	if !p.stands {
		p.Close()
		os.Remove(p.Name())
	}
}
