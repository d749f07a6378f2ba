package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"designdrill/internal/diag"
	"designdrill/internal/interview"
)

// theme is huh's plainest, which leaves colours to the terminal.
func theme() *huh.Theme {
	t := huh.ThemeBase()
	t.Focused.Title = t.Focused.Title.Bold(true)
	t.Focused.SelectedOption = lipgloss.NewStyle().Bold(true)
	return t
}

func (m *model) formWidth() int { return min(m.width-2, 78) }

func (m *model) form1(fields ...huh.Field) *huh.Form {
	keys := huh.NewDefaultKeyMap()
	keys.Quit.SetEnabled(false) // Ctrl-C is handled for all views
	return huh.NewForm(huh.NewGroup(fields...)).WithTheme(theme()).WithKeyMap(keys).WithShowHelp(false).WithWidth(m.formWidth())
}

// endChoice and stayChoice are choices of the menu that are no question.
const (
	endChoice  = "\x00end"
	stayChoice = ""
)

// openMenu offers the stages that were reached, and the end.
func (m *model) openMenu() tea.Cmd {
	s := m.Session.State()
	options := []huh.Option[string]{huh.NewOption("Stay at this question", stayChoice)}
	for k, st := range s.Plan.Stages {
		for i, q := range s.Asked {
			if q.Stage == k && s.Reached(i) && i != s.At {
				options = append(options, huh.NewOption(fmt.Sprintf("Go to %s: %s", st.Title, shortened(diag.Clean(q.Ask), max(m.formWidth()-30, 20))), q.ID))
			}
		}
	}
	options = append(options, huh.NewOption("Finish now: no more questions, see the report", endChoice))
	m.goTo = stayChoice
	m.form = m.form1(huh.NewSelect[string]().Title("Where to?").Description("The clock goes on. Esc closes this.").
		Options(options...).Value(&m.goTo).Height(min(len(options)+3, max(m.height-4, 5))))
	m.view = menu
	return m.form.Init()
}

// shortened cuts a text to a width of about n.
func shortened(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// noRating is the choice of not guessing.
const noRating = -1

// ratingForm asks for the self-assessment.
func (m *model) ratingForm(s *interview.State) *huh.Form {
	options := []huh.Option[int]{huh.NewOption("no guess", noRating)}
	for i, word := range ratings {
		options = append(options, huh.NewOption(word, i))
	}
	m.ratings = map[string]*int{}
	var fields []huh.Field
	for _, key := range s.Plan.Rated() {
		v := noRating
		if old, ok := s.Ratings[key]; ok {
			v = old
		}
		m.ratings[key] = &v
		fields = append(fields, huh.NewSelect[int]().Title(rated(s, key)).Options(options...).Value(&v).Inline(true))
	}
	return m.form1(fields...)
}

// completed acts on a form that was filled in.
func (m *model) completed() tea.Cmd {
	if m.view == rating {
		body := interview.Body{Ratings: map[string]int{}}
		for key, v := range m.ratings {
			if *v != noRating {
				body.Ratings[key] = *v
			}
		}
		if !m.do(interview.Rated, body) {
			s := m.Session.State()
			m.form = m.ratingForm(&s)
			return m.form.Init()
		}
		m.outcome = Done
		return tea.Quit
	}
	if m.view == enquiring {
		return m.enquired()
	}
	switch m.goTo {
	case stayChoice:
	case endChoice:
		q, _ := m.current()
		if err := finish(m.ctx, m.Session, q, m.text()); err != nil {
			m.load()
			m.failed(err)
			if m.form != nil {
				return m.form.Init()
			}
			return nil
		}
	default:
		m.do(interview.Moved, interview.Body{Question: m.goTo})
	}
	return m.next()
}
