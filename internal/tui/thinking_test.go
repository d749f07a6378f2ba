package tui

import (
	"context"
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"designdrill/internal/interview"
)

// thinker is an interviewer that thinks until it is let go, or is not waited for.
type thinker struct {
	let chan struct{}
}

func (x *thinker) wait(ctx context.Context) (note string) {
	select {
	case <-x.let:
		return ""
	case <-ctx.Done():
		return "not waited for"
	}
}

func (x *thinker) FollowUps(ctx context.Context, _ *interview.State) interview.Body {
	if note := x.wait(ctx); note != "" {
		return interview.Body{Questions: []interview.Question{{ID: "plain", Ask: "And why so?"}}, Note: note}
	}
	return interview.Body{Questions: []interview.Question{{ID: "worded", Ask: "You say ten: why so?", Quote: "ten\x1b[31m", By: "m"}}}
}

func (x *thinker) Reply(ctx context.Context, _ *interview.State) interview.Body {
	return interview.Body{Text: "Ten people use it.", By: "m", Note: x.wait(ctx)}
}

func (x *thinker) Slow() bool { return true }

// settles runs what the screen started, as Bubble Tea would.
func (m *model) settles(t *testing.T, cmd tea.Cmd) {
	t.Helper()
	if cmd == nil {
		t.Fatal("nothing was started")
	}
	m.Update(cmd())
}

func slowDesk(t *testing.T) (*desk, *thinker) {
	d := newDesk(t)
	x := &thinker{make(chan struct{}, 10)}
	d.host = x
	return d, x
}

func TestScreenWaitsForAModel(t *testing.T) {
	d, x := slowDesk(t)
	m := d.screen(t)
	m.press("ten", "ctrl+d", "twenty", "ctrl+d")
	if m.view != waiting || !m.thinking || !strings.Contains(m.View(), "The model reads what you wrote") {
		t.Fatalf("shows:\n%s", m.View())
	}
	// The command of the last key is not at hand here; what it does is this.
	m.thinking = false
	cmd := m.settle()
	if m.settle() != nil {
		t.Error("asks twice at a time")
	}
	x.let <- struct{}{}
	m.settles(t, cmd)
	at(t, m, "worded")
	if v := m.View(); !strings.Contains(v, "Follow-up of the model's own") || strings.Contains(v, "\x1b[31m") {
		t.Errorf("shows:\n%q", v)
	}
}

func TestModelIsNotWaitedFor(t *testing.T) {
	d, _ := slowDesk(t)
	m := d.screen(t)
	m.press("ten", "ctrl+d", "twenty", "ctrl+d")
	m.thinking = false
	cmd := m.settle()
	done := make(chan tea.Msg)
	go func() { done <- cmd() }()
	for { // until it thinks, so that there is something to hurry
		d.mu.Lock()
		thinks := d.hurry != nil
		d.mu.Unlock()
		if thinks {
			break
		}
	}
	m.press("enter")
	m.Update(<-done)
	at(t, m, "plain")
	if !strings.Contains(m.View(), "not waited for") {
		t.Errorf("does not say so:\n%s", m.View())
	}
}

func TestLeavingWhileAModelThinks(t *testing.T) {
	d, _ := slowDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	m := newModel(ctx, Screen{Session: d.Session})
	m.press("ten", "ctrl+d", "twenty", "ctrl+d")
	m.thinking = false
	cmd := m.settle()
	m.press("ctrl+q")
	if m.outcome != Left {
		t.Errorf("outcome %d", m.outcome)
	}
	cancel()
	m.Update(cmd())
	if s := d.State(); s.Phase != interview.Choosing {
		t.Errorf("in the phase %q; the follow-ups are to come when it goes on", s.Phase)
	}
	if err := leave(d.Session, interview.Asked{}, ""); err != nil || !d.State().Paused {
		t.Errorf("not left: %v", err)
	}
}

func TestAskingBackOnTheScreen(t *testing.T) {
	d := newDesk(t)
	s := d.State()
	s.Plan.Known = []interview.Fact{{ID: "users", Text: "Ten people use it"}}
	d.state = s
	m := d.screen(t)
	m.press("half an answer", "ctrl+r")
	if m.view != enquiring {
		t.Fatalf("shows:\n%s", m.View())
	}
	m.press("esc")
	if m.view != asking || m.text() != "half an answer" {
		t.Errorf("back with %q", m.text())
	}
	for _, text := range []string{"how many users?", "what is the budget?"} {
		m.press("ctrl+r", text)
		if !strings.Contains(m.View(), text) {
			t.Errorf("%q is not seen while it is typed:\n%s", text, m.View())
		}
		m.submit()
		if m.view != asking || m.text() != "half an answer" {
			t.Errorf("after asking, the view is %d with %q", m.view, m.text())
		}
	}
	if v := m.View(); !strings.Contains(v, "Told: Ten people use it.") || !strings.Contains(v, "The scenario does not tell") {
		t.Errorf("shows:\n%s", v)
	}
	m.press("ctrl+o")
	if !strings.Contains(m.View(), "told when you asked: Ten people use it.") {
		t.Errorf("the task does not hold what was told:\n%s", m.View())
	}
	if n := len(d.State().Enquiries); n != 2 {
		t.Errorf("%d enquiries are kept", n)
	}
}

// submit presses Enter in a form and lets the form finish.
func (m *model) submit() {
	_, cmd := m.Update(tea.KeyMsg{Type: tea.KeyEnter})
	for range 10 {
		if cmd == nil || m.view != enquiring {
			return
		}
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				if c != nil {
					_, cmd = m.Update(c())
				}
			}
			continue
		}
		_, cmd = m.Update(msg)
	}
}

func TestAskingBackLineByLine(t *testing.T) {
	d := newDesk(t)
	d.state.Plan.Known = []interview.Fact{{ID: "users", Text: "Ten people use it"}}
	var out strings.Builder
	in := strings.NewReader("half\n/ask how many users?\n/ask\nwhat is the budget?\n/asking is text\n.\n/quit\n")
	if outcome, err := (Plain{Session: d.Session, In: in, Out: &out, Width: 80}).Run(t.Context()); outcome != Left || err != nil {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if text := out.String(); !strings.Contains(text, "The interviewer: Ten people use it.") || !strings.Contains(text, "The interviewer: The scenario does not tell.") {
		t.Errorf("says:\n%s", text)
	}
	if got := d.State().Asked[0].Answer; got != "half\n/asking is text" {
		t.Errorf("the answer is %q", got)
	}

	d, x := slowDesk(t)
	x.let <- struct{}{}
	x.let <- struct{}{}
	out.Reset()
	in = strings.NewReader("/ask how many?\none\n.\n/skip\n/quit\n")
	if outcome, err := (Plain{Session: d.Session, In: in, Out: &out, Width: 80}).Run(t.Context()); outcome != Left || err != nil {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if text := out.String(); !strings.Contains(text, "The interviewer: Ten people use it.") || !strings.Contains(text, "The model reads what you wrote") || !strings.Contains(text, "You say ten: why so?") {
		t.Errorf("says:\n%s", text)
	}
}

func TestAskingBackInAScript(t *testing.T) {
	d := newDesk(t)
	d.state.Plan.Known = []interview.Fact{{ID: "users", Text: "Ten people use it"}}
	if outcome, err := Script(t.Context(), d.Session, strings.NewReader("@ask\nhow many users?\n.\n@requirements-1\ntext\n.\n")); outcome != Done || err != nil {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if s := d.State(); len(s.Enquiries) != 1 || s.Enquiries[0].Reply != "Ten people use it." || s.Asked[1].Answer != "text" {
		t.Errorf("%+v", s.Enquiries)
	}
	d = newDesk(t)
	if _, err := Script(t.Context(), d.Session, io.MultiReader(strings.NewReader("@ask\n"), strings.NewReader(strings.Repeat("long ", 1000)), strings.NewReader("\n.\n"))); err == nil || !strings.Contains(err.Error(), "asks back") {
		t.Errorf("a long question is no fault: %v", err)
	}
}
