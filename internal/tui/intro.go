package tui

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"designdrill/internal/interview"
)

// Intro shows the task before the clock starts; it returns whether to begin.
func Intro(ctx context.Context, plan interview.Plan, notes []string, in io.Reader, out io.Writer) (bool, error) {
	m := &intro{model{ctx: ctx, width: 80, height: 24}, plan, notes, false}
	_, err := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen()).Run()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return m.yes, err
}

type intro struct {
	model
	plan  interview.Plan
	notes []string
	yes   bool
}

func (m *intro) Init() tea.Cmd { return nil }

func (m *intro) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = max(msg.Width, 20), max(msg.Height, 8)
	case tea.KeyMsg:
		switch msg.String() {
		case "enter", " ":
			m.yes = true
			return m, tea.Quit
		case "ctrl+z":
			return m, tea.Suspend
		case "ctrl+c", "ctrl+q", "q", "esc":
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m *intro) View() string {
	s := interview.State{Plan: m.plan, Phase: interview.Finished, Spent: nil}
	body := m.briefText(&s)
	for _, n := range m.notes {
		body += "\n\n" + m.wrapped(n, plainInk)
	}
	return m.bare(body, "Enter begins, and the clock starts  ·  Esc leaves")
}

// Choice is an entry of a menu.
type Choice struct {
	Text  string
	Value string
}

// ErrAborted is returned when a menu was left without a choice.
var ErrAborted = errors.New("aborted")

// Dialog asks short questions outside of an interview.
type Dialog struct {
	In         io.Reader
	Out        io.Writer
	Accessible bool
}

// Menu lets one of several be chosen.
func (d Dialog) Menu(ctx context.Context, title string, choices []Choice) (string, error) {
	var options []huh.Option[string]
	for _, c := range choices {
		options = append(options, huh.NewOption(c.Text, c.Value))
	}
	var got string
	err := d.run(ctx, huh.NewSelect[string]().Title(title).Options(options...).Value(&got))
	return got, err
}

// Ask asks for a line of text; check tells what is wrong with it.
func (d Dialog) Ask(ctx context.Context, title string, check func(string) error) (string, error) {
	var got string
	err := d.run(ctx, huh.NewInput().Title(title).Value(&got).Validate(check))
	return got, err
}

func (d Dialog) run(ctx context.Context, field huh.Field) error {
	keys := huh.NewDefaultKeyMap()
	keys.Quit = key.NewBinding(key.WithKeys("ctrl+c", "esc"))
	f := huh.NewForm(huh.NewGroup(field)).WithTheme(theme()).WithKeyMap(keys).WithShowHelp(false).WithOutput(d.Out).WithAccessible(d.Accessible)
	if d.Accessible {
		f = f.WithInput(oneByte{d.In})
	} else {
		f = f.WithInput(d.In)
	}
	err := f.RunWithContext(ctx)
	switch {
	case errors.Is(err, huh.ErrUserAborted):
		return ErrAborted
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return err
}

// oneByte reads byte by byte: huh buffers what it reads for each field anew and loses
// the rest otherwise.
type oneByte struct{ io.Reader }

func (r oneByte) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	return r.Reader.Read(b[:1])
}

// FindEditor returns the user's editor as a command: VISUAL, EDITOR, or one that most
// systems have.
func FindEditor(getenv func(string) string) []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(getenv(name)); len(words) > 0 {
			return words
		}
	}
	for _, name := range []string{"nano", "vim", "vi", "notepad"} {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}
		}
	}
	return nil
}
