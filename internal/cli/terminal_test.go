//go:build unix

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"designdrill/internal/llm/fakeserver"
)

// patience is how long a terminal is waited for: long, for busy machines.
const patience = 30 * time.Second

// terminal is the program in a terminal of its own.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	pty  *os.File
	mu   sync.Mutex
	seen bytes.Buffer  // all that was written
	from int           // what of it was waited for, escapes left out
	more chan struct{} // something was written, or nothing more will be
	done bool
}

// inTerminal starts the program with 80 columns and 24 lines. env adds variables.
func inTerminal(t *testing.T, data string, env []string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command("designdrill", args...)
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+data, "TERM=xterm-256color", "NO_COLOR=", "VISUAL=", "EDITOR=")
	cmd.Env = append(cmd.Env, env...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, cmd: cmd, pty: f, more: make(chan struct{}, 1)}
	go x.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = f.Close()
	})
	return x
}

func (x *terminal) read() {
	b := make([]byte, 4096)
	for {
		n, err := x.pty.Read(b)
		x.mu.Lock()
		x.seen.Write(b[:n])
		x.done = err != nil
		x.mu.Unlock()
		select {
		case x.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

var escapes = regexp.MustCompile(`\x1b(\[[0-9;?<>=]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>78])|\r`)

// expect waits for texts, in their order, in what was written since the last time.
func (x *terminal) expect(texts ...string) {
	x.t.Helper()
	limit := time.After(patience)
	for _, text := range texts {
		for {
			x.mu.Lock()
			all := escapes.ReplaceAllString(x.seen.String(), "")
			rest := all[min(x.from, len(all)):]
			at, done := strings.Index(rest, text), x.done
			found := at >= 0
			if found {
				x.from += at + len(text)
			}
			x.mu.Unlock()
			if found {
				break
			}
			if done {
				x.t.Fatalf("ended without %q:\n%s", text, rest)
			}
			select {
			case <-x.more:
			case <-limit:
				x.t.Fatalf("no %q in:\n%s", text, rest)
			}
		}
	}
}

func (x *terminal) send(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.pty, keys); err != nil {
		x.t.Fatal(err)
	}
}

// exit waits for the end and returns the exit code, -1 after a signal.
func (x *terminal) exit() int {
	x.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- x.cmd.Wait() }()
	select {
	case err := <-ended:
		var e *exec.ExitError
		if err != nil && !errors.As(err, &e) {
			x.t.Fatal(err)
		}
	case <-time.After(patience):
		x.t.Fatal("does not end")
	}
	return x.cmd.ProcessState.ExitCode()
}

// Keys.
const (
	ctrlB, ctrlC, ctrlD, ctrlE, ctrlG, ctrlN, ctrlO, ctrlP, ctrlQ, ctrlR, ctrlT = "\x02", "\x03", "\x04", "\x05", "\x07", "\x0e", "\x0f", "\x10", "\x11", "\x12", "\x14"
	enter, right                                                                = "\r", "\x1b[C"
)

// TestInterviewInTerminal goes from the brief to the report as a person would.
func TestInterviewInTerminal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	x := inTerminal(t, data, nil, "practice", "twitter")
	x.expect("Enter begins")
	x.send(enter)
	x.expect("question 1 of 12")
	x.send("1. Post a tweet, follow people, read the home timeline up to its end")
	x.expect("its end")
	x.send(ctrlT)
	x.expect("Hint 1 of 4")
	x.send(ctrlP)
	x.expect("Paused.")
	x.send(enter)
	x.expect("Hint 1 of 4")
	x.send(ctrlD)
	x.expect("question 2 of 12")
	x.send(ctrlB)
	x.expect("Back at an earlier question")
	x.send(ctrlN)
	x.expect("How good does it have to be?")
	if err := pty.Setsize(x.pty, &pty.Winsize{Rows: 30, Cols: 60}); err != nil {
		t.Fatal(err)
	}
	x.expect("Requirements, question 2 of 12")
	x.send(ctrlN)
	x.expect("Follow-up")
	x.send(ctrlO)
	x.expect("Design the core of Twitter")
	x.send("x")
	x.expect("Follow-up")
	x.send(ctrlG)
	x.expect("Where to?", "Finish now")
	x.send("\x1b[A" + enter) // up, from the first to the last
	x.expect("Self-assessment")
	x.send(right + enter + enter + enter + right + right + enter)
	x.expect("Attempt ", "Your own guess and the score", "1 hint taken")
	if code := x.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestCtrlCSavesAndTellsHowToGoOn(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, manner := range []struct {
		args []string
		hint string // asked for after the text, to know that it was read
	}{
		{nil, ctrlT},
		{[]string{"--accessible"}, "/hint" + enter},
	} {
		x := inTerminal(t, data, nil, append([]string{"practice", "uber"}, manner.args...)...)
		x.expect("Enter begins")
		x.send(enter)
		x.expect("Lists are fine")
		x.send("the first half of it" + enter)
		x.expect("half of it")
		x.send(manner.hint)
		x.expect("Hint 1 of 4")
		x.send(ctrlC)
		x.expect("interrupted; everything is saved", "practice --resume")
		if code := x.exit(); code != 130 {
			t.Errorf("%v: exit code %d, want 130", manner.args, code)
		}
		x = inTerminal(t, data, nil, append([]string{"practice", "--resume"}, manner.args...)...)
		x.expect("the first half of it")
		x.send(ctrlC)
		x.exit()
	}
}

func TestCtrlZStopsTheClock(t *testing.T) {
	t.Parallel()
	x := inTerminal(t, t.TempDir(), nil, "practice", "uber")
	x.expect("Enter begins")
	x.send(enter)
	x.expect("question 1 of 12")
	x.send("\x1a")
	// A program alone in its terminal cannot be stopped; it waits to be continued, though.
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for t := time.NewTicker(50 * time.Millisecond); ; {
			select {
			case <-stop:
				t.Stop()
				return
			case <-t.C:
				_ = x.cmd.Process.Signal(syscall.SIGCONT)
			}
		}
	}()
	x.expect("the clock stood still")
	x.send(ctrlQ)
	x.expect("Saved: designdrill practice --resume")
}

// editorScript is an editor that adds a line, or dies with its parent.
func editorScript(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEditor(t *testing.T) {
	t.Parallel()
	for _, manner := range []string{"screen", "--accessible"} {
		data := t.TempDir()
		args, open := []string{"practice", "uber"}, ctrlE
		if manner != "screen" {
			args, open = append(args, manner), "/editor"+enter
		}
		x := inTerminal(t, data, []string{"EDITOR=" + editorScript(t, `echo "by the editor" >> "$1"`)}, args...)
		x.expect("Enter begins")
		x.send(enter)
		x.expect("Lists are fine")
		x.send("typed" + enter)
		x.expect("typed")
		x.send(open)
		x.expect("Back from the editor")
		x.send(ctrlC)
		x.expect("everything is saved")
		x.exit()
		if left, _ := filepath.Glob(filepath.Join(data, "designdrill", "editor", "*")); len(left) > 0 {
			t.Errorf("%s: the editor's file is left: %v", manner, left)
		}
		x = inTerminal(t, data, nil, "practice", "--resume")
		x.expect("by the editor")
		// What an editor has saved survives when the program is killed meanwhile.
		x.send(ctrlC)
		x.exit()
		x = inTerminal(t, data, []string{"EDITOR=" + editorScript(t, `echo "and killed" >> "$1"; echo killing; kill -9 $PPID`)}, "practice", "--resume")
		x.expect("Continued.")
		x.send(ctrlE)
		x.expect("killing")
		x.exit()
		x = inTerminal(t, data, nil, "practice", "--resume")
		x.expect("and killed")
		x.send(ctrlC)
		x.exit()
	}
}

func TestMenuInTerminal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	x := inTerminal(t, data, nil)
	x.expect("What next?", "Choose a system")
	x.send("\x1b[B" + enter) // down
	x.expect("Which system?", "airbnb")
	x.send(enter)
	x.expect("Aiming at?")
	x.send(enter)
	x.expect("Enter begins")
	x.send(enter)
	x.expect("question 1 of 12")
	x.send(ctrlQ)
	x.expect("Saved")
	x.exit()
	x = inTerminal(t, data, nil)
	x.expect("Go on with airbnb")
	x.send(enter)
	x.expect("Continued.")
	x.send(ctrlQ)
	x.exit()
	for _, leave := range []string{ctrlC, "\x1b"} {
		x = inTerminal(t, data, nil)
		x.expect("What next?")
		x.send(leave)
		if code := x.exit(); code != 130 {
			t.Errorf("leaving the menu with %q: exit code %d", leave, code)
		}
	}
	x = inTerminal(t, data, nil, "--accessible")
	x.expect("Enter a number")
	x.send("1" + enter)
	x.expect("ends with a line that is a single dot")
	x.send("/quit" + enter)
	x.expect("Saved")
	x.exit()
}

func TestNoColour(t *testing.T) {
	t.Parallel()
	x := inTerminal(t, t.TempDir(), []string{"NO_COLOR=1"}, "practice", "uber")
	x.expect("Enter begins")
	x.send(enter)
	x.expect("question 1 of 12")
	x.send(ctrlT)
	x.expect("Hint 1 of 4")
	x.send(ctrlQ)
	x.expect("Saved")
	x.exit()
	x.mu.Lock()
	defer x.mu.Unlock()
	if colour := regexp.MustCompile(`\x1b\[(3[0-7]|4[0-7]|9[0-7]|38|48)[;m]`).FindString(x.seen.String()); colour != "" {
		t.Errorf("there is colour: %q", colour)
	}
}

// TestNoCommandAsksTheTerminal holds that what is linked in for the interview does not
// query the terminal, which costs time and puts the answer into what is typed next.
func TestNoCommandAsksTheTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--version"}, {"scenario", "show", "twitter", "--template"}} {
		x := inTerminal(t, t.TempDir(), nil, args...)
		if code := x.exit(); code != 0 {
			t.Errorf("%v: exit code %d", args, code)
		}
		x.mu.Lock()
		if got := x.seen.String(); strings.Contains(got, "\x1b]") || strings.Contains(got, "\x1b[6n") {
			t.Errorf("%v asks the terminal: %q", args, got)
		}
		x.mu.Unlock()
	}
}

// TestKilledInTerminal kills the program itself in a terminal while someone types.
func TestKilledInTerminal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	x := inTerminal(t, data, nil, "practice", "uber", "--stage", "components")
	x.expect("Enter begins")
	x.send(enter)
	x.expect("question 1 of 4")
	for i := range 10 {
		text := fmt.Sprintf("round %d. ", i)
		x.send(text)
		x.expect(strings.TrimSpace(text))
		if i%2 == 0 {
			// A clock that moved twice has kept the draft.
			x.expect(" left", " left")
		}
		if i == 5 {
			x.send(ctrlD)
			x.expect("question 2 of 4")
		}
		if err := x.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		x.exit()
		x = inTerminal(t, data, nil, "practice", "--resume")
		want := "question 1 of 4"
		if i >= 5 {
			want = "question 2 of 4"
		}
		x.expect(want)
		if i%2 == 0 {
			x.expect(strings.TrimSpace(text))
		}
		x.expect("Continued.")
	}
	x.send(ctrlQ)
	x.expect("Saved")
}

// TestInterviewWithModelInTerminal asks back, sees a model word the follow-ups, does not
// wait for one that is silent, and goes on when it is gone.
func TestInterviewWithModelInTerminal(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	s := fakeserver.New(t, func(c fakeserver.Call) fakeserver.Reply {
		r, ok := interviewing(c, "speaking")
		switch {
		case !ok:
			return fakeserver.Error(400, "", "not asked in an interview")
		case strings.Contains(c.Chat.User(), "The stage that is over: Estimates"):
			close(hold)
			return fakeserver.Reply{Hang: true}
		}
		return r
	})
	env := []string{"OPENAI_BASE_URL=" + s.URL, "OPENAI_API_KEY=" + modelKey, "DESIGNDRILL_MODEL=small", "XDG_CONFIG_HOME=" + t.TempDir(), "XDG_CACHE_HOME=" + t.TempDir()}
	x := inTerminal(t, t.TempDir(), env, "practice", "twitter", "--ai")
	x.expect("The model small on 127.0.0.1", "Enter begins")
	x.send(enter)
	x.expect("question 1 of 12")
	x.send(ctrlR)
	x.expect("What do you want to know?")
	x.send("how bursty is it at the World Cup?")
	x.expect("World Cup?")
	x.send(enter)
	x.expect("143,199 tweets")
	x.send("We post and follow. When a part fails we keep posting and let delivery lag.")
	x.expect("delivery lag.")
	x.send(ctrlD)
	x.expect("question 2 of 12")
	x.send(ctrlN)
	x.expect("From what you wrote so far")
	x.send(ctrlN)
	x.expect("Follow-up")
	x.send(ctrlN)
	x.expect("You wrote: \"we keep posting and let delivery lag", "How far may delivery lag")
	x.send(ctrlN)
	x.expect("assumptions")
	x.send("250M x 2/day = 500M/day")
	x.expect("500M/day")
	x.send(ctrlD)
	x.expect("Estimates, question")
	x.send(ctrlN)
	<-hold
	x.expect("The model reads what you wrote")
	x.send(enter)
	x.expect("you did not wait for the model")
	x.send(ctrlQ)
	x.expect("Saved: designdrill practice --resume")
	if code := x.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if strings.Contains(x.seen.String(), "script-secret") {
		t.Error("the key is shown")
	}
}
