package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"designdrill/internal/interview"
)

// Screen runs the interview on the whole screen of a terminal.
type Screen struct {
	Session *Session
	Editor  Editor
	Always  bool // open each question in the editor at once
	Notice  string
	In      io.Reader
	Out     io.Writer
}

// Run runs until the interview is done or left.
func (sc Screen) Run(ctx context.Context) (Outcome, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // an interviewer that still thinks
	m := newModel(ctx, sc)
	p := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(sc.In), tea.WithOutput(sc.Out), tea.WithAltScreen())
	_, err := p.Run()
	if m.fatal != nil {
		return Left, m.fatal
	}
	if m.outcome == Done {
		return Done, nil
	}
	q, _ := m.current()
	if e := leave(sc.Session, q, m.text()); e != nil {
		return Left, e
	}
	if err != nil && !errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrInterrupted) && ctx.Err() == nil {
		return Left, err
	}
	return m.outcome, nil
}

// view is what the screen shows.
type view int

const (
	asking view = iota
	brief
	paused
	menu
	rating
	waiting // until follow-ups are chosen and saved
	enquiring
)

type model struct {
	ctx context.Context
	Screen
	width, height int
	view          view
	area          textarea.Model
	loaded, base  string // the text as it was loaded, and as the area took it
	long          bool   // too long to be edited here
	status        string
	alarm         bool // the status is a warning
	warned        bool // that leaving loses text
	form          *huh.Form
	goTo          string
	ratings       map[string]*int
	enquiry       string // what is asked back
	thinking      bool   // the interviewer thinks
	edit          *edit
	outcome       Outcome
	fatal         error
}

// The longest text that is edited in place; longer ones belong into an editor.
const (
	maxInPlace = 64 << 10
	maxLines   = 2000
)

func newModel(ctx context.Context, sc Screen) *model {
	area := textarea.New()
	area.MaxHeight, area.MaxWidth, area.CharLimit = 0, 0, 0
	area.ShowLineNumbers = false
	area.Prompt = "│ "
	plain := textarea.Style{}
	area.FocusedStyle, area.BlurredStyle = plain, plain
	area.Placeholder = "Type your answer here. Enter begins a new line, ^D is done."
	area.Focus()
	m := &model{ctx: ctx, Screen: sc, width: 80, height: 24, area: area, status: sc.Notice}
	m.load()
	return m
}

type (
	tickMsg   time.Time
	editedMsg struct{ err error }
)

func tick() tea.Cmd { return tea.Tick(step, func(t time.Time) tea.Msg { return tickMsg(t) }) }

func (m *model) Init() tea.Cmd {
	cmds := []tea.Cmd{tick(), textarea.Blink}
	if m.view == asking && m.Always {
		cmds = append(cmds, m.openEditor())
	}
	if m.form != nil {
		cmds = append(cmds, m.form.Init())
	}
	return tea.Batch(append(cmds, m.settle())...)
}

// current is the question on the screen.
func (m *model) current() (interview.Asked, bool) {
	s := m.Session.State()
	return s.Current()
}

// text is what is typed.
func (m *model) text() string {
	if v := m.area.Value(); v != m.base {
		return v
	}
	return m.loaded
}

// load shows what the interview asks now.
func (m *model) load() {
	s := m.Session.State()
	q, ok := s.Current()
	switch {
	case s.Phase == interview.Choosing:
		m.form, m.view = nil, waiting
		return
	case !ok:
		m.form, m.view = m.ratingForm(&s), rating
		return
	}
	m.view, m.form = asking, nil
	m.loaded = m.Session.Draft(q)
	m.long = len(m.loaded) > maxInPlace || strings.Count(m.loaded, "\n") > maxLines
	m.area.Reset()
	if !m.long {
		m.area.SetValue(m.loaded)
	}
	m.base = m.area.Value()
}

func (m *model) say(format string, args ...any) {
	m.status, m.alarm = fmt.Sprintf(format, args...), false
}

func (m *model) warn(err error) { m.status, m.alarm = err.Error(), true }

// do sends an event. What is not saved stays on the screen.
func (m *model) do(kind string, body interview.Body) bool {
	effects, err := m.Session.Do(m.ctx, kind, body)
	m.tell(effects)
	if err != nil {
		m.failed(err)
		m.waits()
		return false
	}
	return true
}

// waits shows that the follow-ups of a stage are still to come, when they are.
func (m *model) waits() {
	if s := m.Session.State(); s.Phase == interview.Choosing {
		m.load()
	}
}

// failed shows an error; one that trying again does not mend ends the run.
func (m *model) failed(err error) {
	var keep *KeepError
	if errors.As(err, &keep) {
		m.fatal = permanent(keep.Err)
	}
	m.warn(err)
}

// permanent returns the error when the attempt cannot go on in this window.
func permanent(err error) error {
	var p interface{ Permanent() bool }
	if errors.As(err, &p) && p.Permanent() {
		return err
	}
	return nil
}

// tell shows effects that are news.
func (m *model) tell(effects []interview.Effect) {
	s := m.Session.State()
	for _, e := range effects {
		switch e.Kind {
		case interview.Overran:
			m.say("The time for %s is over. Finish the thought; what you write still counts.", rated(&s, e.Stage))
			m.alarm = true
		case interview.Answer:
			m.say("The interviewer thinks about it. Go on meanwhile.")
		case interview.ShowReply:
			m.say("The interviewer: %s", e.Text)
		}
	}
}

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	if m.fatal != nil {
		return m, tea.Quit
	}
	return m, cmd
}

func (m *model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = max(msg.Width, 20), max(msg.Height, 8)
		if m.form != nil {
			m.form = m.form.WithWidth(m.formWidth())
		}
		return nil
	case tickMsg:
		m.ticked()
		return tea.Batch(tick(), m.settle())
	case settledMsg:
		return m.settled(msg)
	case editedMsg:
		return m.edited(msg.err)
	case tea.ResumeMsg:
		if m.do(interview.Resumed, interview.Body{}) {
			if m.view == paused || m.view == waiting {
				m.load()
			}
			m.say("Stopped and continued; the clock stood still meanwhile.")
		}
		return nil
	case tea.KeyMsg:
		if msg.Type == tea.KeyRunes && !msg.Alt && len(msg.Runes) > 1 {
			return m.typed(msg.Runes)
		}
		return m.key(msg)
	}
	return m.pass(msg)
}

// typed takes characters that came in one go, as from a paste or over a slow line. As
// a key message the word "up" would be the key of that name.
func (m *model) typed(runes []rune) tea.Cmd {
	if m.view == asking && !m.long {
		m.area.InsertString(string(runes))
		return nil
	}
	var cmds []tea.Cmd
	for _, r := range runes {
		cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
	}
	return tea.Batch(cmds...)
}

// pass hands a message to what has the focus.
func (m *model) pass(msg tea.Msg) tea.Cmd {
	if m.form != nil {
		next, cmd := m.form.Update(msg)
		if f, ok := next.(*huh.Form); ok {
			m.form = f
		}
		if m.form.State == huh.StateCompleted {
			return m.completed()
		}
		return cmd
	}
	if m.view != asking || m.long {
		if _, typed := msg.(tea.KeyMsg); typed && m.long {
			m.say("This answer is too long to be edited here: ^E opens it in the editor.")
		}
		return nil
	}
	var cmd tea.Cmd
	m.area, cmd = m.area.Update(msg)
	return cmd
}

func (m *model) ticked() {
	if q, ok := m.current(); ok && m.view != paused {
		m.Session.Type(m.ctx, q, m.text())
	}
	effects, err := m.Session.Tick(m.ctx)
	m.tell(effects)
	if s := m.Session.State(); m.view == waiting && s.Phase != interview.Choosing {
		m.load()
	}
	if err == nil {
		if err = m.Session.Trouble(); err != nil {
			err = &KeepError{err}
		}
	}
	if err != nil {
		if !m.warned {
			m.failed(err)
		}
	} else if m.alarm && strings.HasPrefix(m.status, "not saved") {
		m.warned = false
		m.say("Saved again.")
	}
}

// key handles the keys that are ours; the others are typing.
func (m *model) key(msg tea.KeyMsg) tea.Cmd {
	switch msg.String() {
	case "ctrl+c":
		return m.quit(Interrupted)
	case "ctrl+q":
		return m.quit(Left)
	case "ctrl+z":
		if q, ok := m.current(); ok {
			m.Session.Type(m.ctx, q, m.text())
		}
		if !m.do(interview.Paused, interview.Body{}) {
			return nil
		}
		return tea.Suspend
	}
	switch m.view {
	case paused:
		return m.unpause(msg)
	case brief:
		m.view = asking
		return nil
	case waiting:
		if msg.String() == "enter" {
			m.Session.Hurry()
		}
		return nil
	case menu, enquiring:
		if s := msg.String(); s == "esc" || s == "ctrl+g" {
			m.load()
			return nil
		}
		return m.pass(msg)
	case rating:
		if s := msg.String(); s == "ctrl+b" {
			return m.back()
		}
		return m.pass(msg)
	}
	return m.askingKey(msg)
}

func (m *model) askingKey(msg tea.KeyMsg) tea.Cmd {
	q, _ := m.current()
	if !m.alarm {
		m.status = ""
	}
	switch msg.String() {
	case "ctrl+d":
		m.alarm, m.status = false, ""
		effects, err := confirm(m.ctx, m.Session, q, m.text())
		m.tell(effects)
		switch {
		case errors.Is(err, errBlank):
			m.say("Nothing is typed yet. ^N leaves the question out.")
			return nil
		case err != nil:
			m.failed(err)
			m.waits()
			return nil
		}
		return m.next()
	case "ctrl+n":
		m.alarm = false
		m.Session.Type(m.ctx, q, m.text())
		if m.do(interview.Skipped, interview.Body{Question: q.ID}) {
			return m.next()
		}
	case "ctrl+t":
		if q.Hints >= len(q.Question.Hints) {
			m.say("There is no further hint for this question.")
			return nil
		}
		m.do(interview.Hinted, interview.Body{Question: q.ID})
	case "ctrl+b":
		return m.back()
	case "ctrl+p":
		m.Session.Type(m.ctx, q, m.text())
		if m.do(interview.Paused, interview.Body{}) {
			m.view = paused
		}
	case "ctrl+o":
		m.view = brief
	case "ctrl+g":
		m.Session.Type(m.ctx, q, m.text())
		return m.openMenu()
	case "ctrl+e":
		return m.openEditor()
	case "ctrl+r":
		m.Session.Type(m.ctx, q, m.text())
		return m.openEnquiry()
	case "pgup", "pgdown":
		for range max(m.area.Height()-1, 1) {
			if msg.String() == "pgup" {
				m.area.CursorUp()
			} else {
				m.area.CursorDown()
			}
		}
	default:
		return m.pass(msg)
	}
	return nil
}

// next shows the question that follows.
func (m *model) next() tea.Cmd {
	m.load()
	if m.form != nil {
		return m.form.Init()
	}
	if m.view == waiting {
		return m.settle()
	}
	if m.Always {
		return m.openEditor()
	}
	return nil
}

func (m *model) back() tea.Cmd {
	s := m.Session.State()
	if q, ok := s.Current(); ok {
		m.Session.Type(m.ctx, q, m.text())
	}
	q, ok := s.Back()
	if !ok {
		m.say("This is the first question.")
		return nil
	}
	if m.do(interview.Moved, interview.Body{Question: q.ID}) {
		m.load()
		m.say("Back at an earlier question. ^D keeps the answer and returns to where you were.")
	}
	return nil
}

// openEditor hands the terminal to the editor.
func (m *model) openEditor() tea.Cmd {
	q, ok := m.current()
	if !ok {
		return nil
	}
	text := m.text()
	m.Session.Type(m.ctx, q, text)
	e, err := m.Editor.open(q, text)
	if err != nil {
		m.warn(err)
		return nil
	}
	m.edit = e
	e.watch(m.ctx, m.Session)
	return tea.ExecProcess(e.cmd, func(err error) tea.Msg { return editedMsg{err} })
}

func (m *model) edited(failed error) tea.Cmd {
	e := m.edit
	if e == nil {
		return nil
	}
	m.edit = nil
	text, err := e.close()
	if err == nil {
		m.Session.Type(m.ctx, e.q, text)
		m.load()
		m.say("Back from the editor. ^D keeps the answer.")
	}
	if err = errors.Join(failed, err); err != nil {
		m.warn(fmt.Errorf("editor %q: %w", e.cmd.Path, err))
	}
	return nil
}
