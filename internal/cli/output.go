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
	fail := func(err error) (output, error) { return nil, cannotWrite(path, err) }
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
		return &device{f, path}, nil
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, os.ErrNotExist):
		return fail(err)
	}
	f, err := beside(target)
	if err != nil {
		return fail(err)
	}
	return &pending{f: f, path: path, target: target, mode: mode}, nil
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

// device is a file that is written to as it is.
type device struct {
	f    *os.File
	path string
}

func (d *device) Write(b []byte) (int, error) { return written(d.f, d.path, b) }
func (d *device) commit() error               { return d.f.Close() }
func (d *device) discard()                    { d.f.Close() }

// pending is a file that takes its target's place when it is complete.
type pending struct {
	f            *os.File
	path, target string
	mode         os.FileMode // of the file that is replaced; 0 when there was none
	stands       bool
}

func (p *pending) Write(b []byte) (int, error) { return written(p.f, p.path, b) }

func (p *pending) commit() error {
	err := p.f.Sync()
	if err == nil && p.mode != 0 {
		err = p.f.Chmod(p.mode)
	}
	err = errors.Join(err, p.f.Close())
	if err == nil {
		err = atomic.ReplaceFile(p.f.Name(), p.target)
	}
	if err != nil {
		return cannotWrite(p.path, err)
	}
	p.stands = true
	return nil
}

func (p *pending) discard() {
	if !p.stands {
		p.f.Close()
		os.Remove(p.f.Name())
	}
}

func written(f *os.File, path string, b []byte) (int, error) {
	n, err := f.Write(b)
	if err != nil {
		err = cannotWrite(path, err)
	}
	return n, err
}

func cannotWrite(path string, err error) error {
	return failedf("", "cannot write %q: %s", path, reason(err))
}
