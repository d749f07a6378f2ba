package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"designdrill/internal/interview"
)

// settledMsg says that the interviewer has thought.
type settledMsg struct {
	effects []interview.Effect
	notes   int // how many there were before
	err     error
}

// settle lets a slow interviewer think, when something waits for it.
func (m *model) settle() tea.Cmd {
	if m.thinking || !m.Session.Slow() || !m.Session.Waits() {
		return nil
	}
	m.thinking = true
	notes := len(m.Session.State().Notes)
	return func() tea.Msg {
		effects, err := m.Session.Settle(m.ctx)
		return settledMsg{effects, notes, err}
	}
}

// settled goes on when the interviewer has thought.
func (m *model) settled(msg settledMsg) tea.Cmd {
	m.thinking = false
	m.tell(msg.effects)
	s := m.Session.State()
	if msg.err != nil && m.ctx.Err() == nil {
		m.failed(msg.err)
	} else if len(s.Notes) > msg.notes {
		m.say("%s", s.Notes[len(s.Notes)-1])
		m.alarm = true
	}
	if m.view == waiting && s.Phase != interview.Choosing {
		return m.next()
	}
	return nil
}

// openEnquiry takes a question to the interviewer.
func (m *model) openEnquiry() tea.Cmd {
	if s := m.Session.State(); s.Asks() {
		m.say("The interviewer still thinks about your last question.")
		return nil
	}
	m.enquiry = ""
	m.form = m.form1(huh.NewInput().Title("What do you want to know?").Placeholder("how many users?").CharLimit(maxEnquiry).Value(&m.enquiry))
	m.view = enquiring
	return m.form.Init()
}

// maxEnquiry bounds what is asked back, in characters; each may have four bytes.
const maxEnquiry = interview.MaxEnquiry / 4

// enquired asks the interviewer back.
func (m *model) enquired() tea.Cmd {
	m.load()
	if text := strings.TrimSpace(m.enquiry); text != "" {
		effects, err := m.Session.Enquire(m.ctx, text)
		m.alarm = false
		m.tell(effects)
		if err != nil {
			m.failed(err)
		}
	}
	return m.settle()
}
