package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"designdrill/internal/interview"
)

// memory is a Keeper that can be told to fail.
type memory struct {
	events []interview.Event
	drafts map[string]string
	fail   error
	// failKind is the kind of event that cannot be kept.
	failKind string
}

var errFull = errors.New("the disk is full")

func (k *memory) Append(_ context.Context, e interview.Event, _ bool) error {
	if k.fail != nil || k.failKind == e.Kind {
		return cmp.Or(k.fail, errFull)
	}
	k.events = append(k.events, e)
	return nil
}

func (k *memory) SaveDraft(_ context.Context, question, text string, _ time.Time) error {
	if k.fail != nil {
		return k.fail
	}
	k.drafts[question] = text
	return nil
}

func (k *memory) DropDraft(_ context.Context, question string) error {
	if k.fail != nil {
		return k.fail
	}
	delete(k.drafts, question)
	return nil
}

// rules is an interviewer that is not slow.
type rules struct {
	followUps func(*interview.State) []interview.Question
}

func (r rules) FollowUps(_ context.Context, s *interview.State) interview.Body {
	return interview.Body{Questions: r.followUps(s)}
}

func (r rules) Reply(_ context.Context, s *interview.State) interview.Body {
	return interview.Body{Text: interview.Reply(interview.Lookup(s.Plan.Known, s.Enquiries[len(s.Enquiries)-1].Text))}
}

func (r rules) Slow() bool { return false }

// desk is a session under test with its clock.
type desk struct {
	*Session
	keep *memory
	now  time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	plan := interview.Plan{Scenario: "demo", Version: 1, Title: "Demo", Brief: "Design a demo.\n\nIt is small.", Facts: []string{"Ten people use it"}, Target: "senior", Minutes: 10}
	for _, id := range []string{"requirements", "estimates"} {
		st := interview.Stage{ID: id, Title: strings.ToUpper(id[:1]) + id[1:], Expects: "Lists are fine.", Seconds: 300}
		for k := range 2 {
			st.Prompts = append(st.Prompts, interview.Question{ID: fmt.Sprintf("%s-%d", id, k), Ask: "What do you think of " + id + ", and why is that so in a system that is as large as this one?",
				Hints: []string{"Think of the reader.", "Think of the author, who waits for an answer and does not like to wait for long."}})
		}
		plan.Stages = append(plan.Stages, st)
	}
	d := &desk{keep: &memory{drafts: map[string]string{}}, now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	first := interview.Event{At: d.now, Kind: interview.Started, Body: interview.Body{Plan: &plan}}
	s, _, err := interview.Apply(interview.State{}, first)
	if err != nil {
		t.Fatal(err)
	}
	d.keep.events = append(d.keep.events, first)
	d.Session = NewSession(s, nil, d.keep, func() time.Time { return d.now }, rules{func(s *interview.State) []interview.Question {
		if s.Stage() > 0 {
			return nil
		}
		return []interview.Question{{ID: "more", Ask: "And why so?", Topic: "Scope", Quote: "no ads"}}
	}})
	return d
}

func (d *desk) screen(t *testing.T) *model {
	t.Helper()
	return newModel(t.Context(), Screen{Session: d.Session})
}

// press sends keys by their names, or text.
func (m *model) press(keys ...string) {
	named := map[string]tea.KeyType{"ctrl+d": tea.KeyCtrlD, "ctrl+n": tea.KeyCtrlN, "ctrl+t": tea.KeyCtrlT, "ctrl+b": tea.KeyCtrlB, "ctrl+p": tea.KeyCtrlP,
		"ctrl+o": tea.KeyCtrlO, "ctrl+g": tea.KeyCtrlG, "ctrl+e": tea.KeyCtrlE, "ctrl+c": tea.KeyCtrlC, "ctrl+q": tea.KeyCtrlQ, "ctrl+r": tea.KeyCtrlR, "enter": tea.KeyEnter, "esc": tea.KeyEsc}
	for _, k := range keys {
		if kind, ok := named[k]; ok {
			m.Update(tea.KeyMsg{Type: kind})
			continue
		}
		m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)})
	}
}

func at(t *testing.T, m *model, question string) {
	t.Helper()
	if q, _ := m.current(); q.ID != question {
		t.Errorf("asks %q, want %q", q.ID, question)
	}
}

func TestScreenGoesThrough(t *testing.T) {
	d := newDesk(t)
	m := d.screen(t)
	m.press("ctrl+d")
	at(t, m, "requirements-0")
	m.press("up and down", "enter", "home", "ctrl+d")
	at(t, m, "requirements-1")
	if got := d.State().Asked[0].Answer; got != "up and down\nhome" {
		t.Errorf("the answer is %q", got)
	}
	m.press("ctrl+t", "ctrl+t", "ctrl+t", "ctrl+n")
	at(t, m, "more")
	if s := d.State(); s.Asked[1].Hints != 2 || s.Asked[1].Status != interview.PassedBy {
		t.Errorf("after hints and skipping: %+v", s.Asked[1])
	}
	if v := m.View(); !strings.Contains(v, "Follow-up: Scope.") || !strings.Contains(v, "You wrote: \"no ads\"") {
		t.Errorf("the follow-up does not say what it is about:\n%s", v)
	}
	m.press("a draft", "ctrl+b")
	at(t, m, "requirements-1")
	if d.keep.drafts["more"] != "a draft" {
		t.Errorf("going back loses the draft: %v", d.keep.drafts)
	}
	m.press("now answered", "ctrl+d")
	at(t, m, "more")
	if m.text() != "a draft" {
		t.Errorf("the draft comes back as %q", m.text())
	}
	m.press("ctrl+p")
	if !d.State().Paused || m.view != paused {
		t.Error("does not pause")
	}
	m.press("enter", "ctrl+d")
	at(t, m, "estimates-0")
	if _, left := d.keep.drafts["more"]; left {
		t.Error("a confirmed draft is still kept")
	}
	m.press("600 TB/day")
	if !strings.Contains(m.View(), "600 TB/day = 6.9 GB/s") {
		t.Errorf("figures are not echoed:\n%s", m.View())
	}
	m.press("ctrl+d", "ctrl+n")
	if d.State().Phase != interview.Rating || m.view != rating {
		t.Errorf("ends in the phase %q", d.State().Phase)
	}
	m.press("ctrl+b")
	at(t, m, "estimates-1")
	m.press("last", "ctrl+d")
	if m.view != rating {
		t.Error("does not come back to the self-assessment")
	}
}

func TestNothingIsLostWhenItCannotBeSaved(t *testing.T) {
	d := newDesk(t)
	m := d.screen(t)
	d.keep.fail = errFull
	m.press("my answer")
	m.Update(tickMsg{})
	if !strings.Contains(m.View(), "not saved: the disk is full") {
		t.Errorf("the failure is not shown:\n%s", m.View())
	}
	m.press("ctrl+d")
	at(t, m, "requirements-0")
	if m.text() != "my answer" {
		t.Errorf("the text on the screen is %q", m.text())
	}
	m.press("ctrl+q")
	if m.outcome != Interrupted || !strings.Contains(m.View(), "the same key again") {
		t.Errorf("leaves without a warning:\n%s", m.View())
	}
	d.keep.fail = nil
	m.Update(tickMsg{})
	if d.keep.drafts["requirements-0"] != "my answer" || strings.Contains(m.View(), "not saved") {
		t.Errorf("is not saved when it can be: %v", d.keep.drafts)
	}
	m.press("ctrl+d")
	at(t, m, "requirements-1")
}

func TestFollowUpsThatCannotBeSavedComeLater(t *testing.T) {
	d := newDesk(t)
	d.keep.failKind = interview.Chosen
	m := d.screen(t)
	m.press("one", "ctrl+d", "two", "ctrl+d")
	if v := m.View(); !strings.Contains(v, "Your answer is saved") || !strings.Contains(v, "the disk is full") {
		t.Errorf("shows:\n%s", v)
	}
	m.press("x", "ctrl+d")
	m.Update(tickMsg{})
	d.keep.failKind = ""
	m.Update(tickMsg{})
	at(t, m, "more")
	if m.text() != "" {
		t.Errorf("the question begins with %q", m.text())
	}

	d = newDesk(t)
	d.keep.failKind = interview.Chosen
	var out strings.Builder
	in, typed := io.Pipe()
	go func() {
		_, _ = io.WriteString(typed, "one\n.\n/skip\n")
		_, _ = io.WriteString(typed, "\n")
		typed.Close()
	}()
	if outcome, err := (Plain{Session: d.Session, In: in, Out: &out, Width: 80}).Run(t.Context()); outcome != Left || err != nil {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if strings.Count(out.String(), "Enter tries again") != 2 {
		t.Errorf("says:\n%s", out.String())
	}
}

// gone is an error that trying again does not mend.
type gone struct{}

func (gone) Error() string   { return "continued elsewhere" }
func (gone) Permanent() bool { return true }

func TestAttemptThatGoesOnElsewhereEndsTheScreen(t *testing.T) {
	d := newDesk(t)
	m := d.screen(t)
	d.keep.fail = gone{}
	m.press("x", "ctrl+d")
	if m.fatal == nil {
		t.Error("goes on")
	}
}

func TestLongAnswersAreKeptWhole(t *testing.T) {
	long := strings.Repeat("a line\twith a tab\n", 500) + "end"
	d := newDesk(t)
	q := d.State().Asked[0]
	d.Type(t.Context(), q, long)
	m := d.screen(t)
	m.press("ctrl+d")
	if got := d.State().Asked[0].Answer; got != long {
		t.Errorf("of %d bytes %d are kept", len(long), len(got))
	}
	d.Type(t.Context(), d.State().Asked[1], strings.Repeat("x\n", 3*maxLines))
	m = d.screen(t)
	m.press("typed", "ctrl+d")
	if got := d.State().Asked[1].Answer; len(got) != 6*maxLines {
		t.Errorf("an answer that is too long to be edited has %d bytes of %d", len(got), 6*maxLines)
	}
}

// TestViewsFit draws every view in many sizes: no line is wider than the screen and
// there are never more lines than it has.
func TestViewsFit(t *testing.T) {
	d := newDesk(t)
	for _, keys := range [][]string{{}, {"ctrl+o"}, {"x", "ctrl+t", "ctrl+t"}, {"ctrl+g"}, {"esc", "ctrl+r"}, {"ctrl+p"}, {"enter", "ctrl+d", "ctrl+n"}, {"ctrl+n", strings.Repeat("12 GB/day ", 30)},
		{"ctrl+n", "ctrl+n"}} {
		m := d.screen(t)
		m.press(keys...)
		for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 8}, {120, 50}, {200, 10}} {
			m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			lines := strings.Split(m.View(), "\n")
			if len(lines) > size[1] {
				t.Errorf("view %d after %v has %d lines on %v", m.view, keys, len(lines), size)
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w > size[0] {
					t.Errorf("view %d after %v on %v: %d columns: %q", m.view, keys, size, w, l)
				}
			}
		}
		if m.view == menu || m.view == enquiring {
			m.press("esc")
		}
	}
}

func TestClockOnTheScreen(t *testing.T) {
	d := newDesk(t)
	m := d.screen(t)
	for range 10 {
		d.now = d.now.Add(31 * time.Second)
		m.Update(tickMsg{})
	}
	v := m.View()
	if !strings.Contains(v, "over by 0:10 · 4:50 in all") || !strings.Contains(v, "The time for Requirements is over") {
		t.Errorf("after 5:10 of 5:00:\n%s", v)
	}
	ticks := 0
	for _, e := range d.keep.events {
		if e.Kind == interview.Ticked {
			ticks++
		}
	}
	if ticks != 10 {
		t.Errorf("%d ticks are kept; a gap between events must not be a pause", ticks)
	}
	d.now = d.now.Add(time.Hour) // a closed lid
	m.Update(tickMsg{})
	if !strings.Contains(m.View(), "over by 0:10") {
		t.Errorf("an hour of a closed lid counts:\n%s", m.View())
	}
}

func TestContinue(t *testing.T) {
	d := newDesk(t)
	q := d.State().Asked[0]
	for range 45 {
		d.now = d.now.Add(time.Second)
		d.Type(t.Context(), q, fmt.Sprint("typed until ", d.now.Second()))
		if _, err := d.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	killed := d.State()
	kept, err := interview.Load(d.keep.events)
	if err != nil {
		t.Fatal(err)
	}
	s, more, err := Continue(kept, d.beat, d.now.Add(20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if diff := killed.Clock() - s.Clock(); diff < 0 || diff > beatEvery {
		t.Errorf("%s on the clock, %s when it was killed", s.Clock(), killed.Clock())
	}
	if len(more) == 0 || more[len(more)-1].Kind != interview.Resumed {
		t.Errorf("continues with %v", more)
	}
}
