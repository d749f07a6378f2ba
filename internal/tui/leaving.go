package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"designdrill/internal/interview"
)

// quit leaves, unless what is typed cannot be saved: then it takes the key twice.
func (m *model) quit(outcome Outcome) tea.Cmd {
	if q, ok := m.current(); ok {
		m.Session.Type(m.ctx, q, m.text())
		if err := m.Session.Trouble(); err != nil && !m.warned {
			m.warned = true
			m.warn(fmt.Errorf("not saved: %w; the same key again leaves and loses what is not saved", err))
			return nil
		}
	}
	m.outcome = outcome
	return tea.Quit
}

func (m *model) unpause(msg tea.KeyMsg) tea.Cmd {
	switch msg.String() {
	case "ctrl+p", "enter", " ":
		if m.do(interview.Resumed, interview.Body{}) {
			m.view = asking
		}
	}
	return nil
}
