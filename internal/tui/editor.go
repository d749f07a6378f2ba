package tui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"designdrill/internal/interview"
)

// Editor opens texts in the user's editor.
type Editor struct {
	Command []string // the program with its arguments; none when there is no editor
	Folder  string   // where the files are kept while they are open
	Attempt string
}

var errNoEditor = errors.New("there is no editor: set EDITOR to one")

// edit is one visit to the editor.
type edit struct {
	q      interview.Asked
	path   string
	header string
	cmd    *exec.Cmd
	stop   func() // ends the watch
}

// path names the file of a question.
func (e *Editor) path(q interview.Asked) string {
	return filepath.Join(e.Folder, e.Attempt+"-"+q.ID+".md")
}

// open writes the file of a question, with the question on top.
func (e *Editor) open(q interview.Asked, text string) (*edit, error) {
	if len(e.Command) == 0 {
		return nil, errNoEditor
	}
	x := &edit{q: q, path: e.path(q), header: "> Interviewer: " + q.Ask + "\n\n"}
	if err := os.MkdirAll(e.Folder, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(x.path, []byte(x.header+text), 0o600); err != nil {
		return nil, err
	}
	x.cmd = exec.Command(e.Command[0], append(e.Command[1:len(e.Command):len(e.Command)], x.path)...)
	return x, nil
}

// text reads what is in the file.
func (x *edit) text() (string, error) {
	info, err := os.Stat(x.path)
	if err != nil {
		return "", err
	}
	if info.Size() > interview.MaxText+int64(len(x.header)) {
		return "", fmt.Errorf("an answer is at most %d KiB; it is in %s", interview.MaxText>>10, x.path)
	}
	src, err := os.ReadFile(x.path)
	if err != nil {
		return "", err
	}
	text := strings.ReplaceAll(strings.ToValidUTF8(string(src), "\uFFFD"), "\r\n", "\n")
	text = strings.TrimPrefix(text, x.header)
	return strings.TrimRight(text, "\n"), nil
}

// watch keeps what the editor saves while it is open, and lets the clock go on.
func (x *edit) watch(ctx context.Context, s *Session) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	x.stop = func() { cancel(); <-done }
	go func() {
		defer close(done)
		t := time.NewTicker(step)
		defer t.Stop()
		var last time.Time
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			// Faults show again when the editor is left: the text is read once more then.
			if info, err := os.Stat(x.path); err == nil && info.ModTime() != last {
				last = info.ModTime()
				if text, err := x.text(); err == nil {
					s.Type(ctx, x.q, text)
				}
			}
			s.Tick(ctx)
		}
	}()
}

// close ends the visit and returns the text.
func (x *edit) close() (string, error) {
	if x.stop != nil {
		x.stop()
	}
	text, err := x.text()
	if err == nil {
		os.Remove(x.path) // its text is a draft now
	}
	return text, err
}

// Recover returns the text of a file that was open in the editor when the process was
// killed, when it is later than the draft.
func (e *Editor) Recover(q interview.Asked, draft time.Time) (string, bool) {
	x := &edit{q: q, path: e.path(q), header: "> Interviewer: " + q.Ask + "\n\n"}
	info, err := os.Stat(x.path)
	if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(draft) {
		return "", false
	}
	text, err := x.text()
	return text, err == nil && strings.TrimSpace(text) != ""
}

// Discard removes the file of a question that an earlier run has left.
func (e *Editor) Discard(q interview.Asked) error {
	if err := os.Remove(e.path(q)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
