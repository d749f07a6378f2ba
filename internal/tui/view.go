package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/tui/ink"
)

// View draws the screen: what is asked on top, the answer in the rest, the keys at the
// bottom.
func (m *model) View() string {
	s := m.Session.State()
	switch m.view {
	case brief:
		return m.frame(&s, m.briefText(&s), "any key goes back to the question")
	case paused:
		return m.frame(&s, "\n"+m.wrapped("Paused. The clock stands still, and all is saved.", ink.Bold)+"\n\n"+
			m.wrapped("Enter or ^P goes on. ^Q leaves; designdrill practice --resume goes on later.", plainInk), "Enter go on  ^Q save and quit")
	case waiting:
		if m.thinking {
			return m.frame(&s, "\n"+m.wrapped("The model reads what you wrote and thinks of what to ask. The clock stands still, and all is saved.", plainInk)+"\n\n"+
				m.wrapped("Enter does not wait for it: the questions are then in the scenario's own words.", plainInk), "Enter go on without the model  ^Q save and quit")
		}
		return m.frame(&s, "\n"+m.wrapped("Your answer is saved. The next question comes as soon as it can be saved too.", plainInk)+"\n\n"+
			strings.Join(m.statusLines(), "\n"), "^Q save and quit")
	case enquiring:
		// Not as the field's description: where that wraps, the field is cut off.
		return m.frame(&s, "\n"+m.wrapped("The interviewer tells what the scenario says, and nothing else. The clock goes on.", plainInk)+"\n\n"+m.form.View(), "Enter ask  Esc back  ^Q save and quit")
	case menu:
		return m.frame(&s, "\n"+m.form.View(), "Enter choose  Esc back  ^Q save and quit")
	case rating:
		intro := m.wrapped("Before the report: how good was it? Guess the band of each part, from empty over weak, borderline and pass to strong; the report shows how near you were.", plainInk)
		return m.frame(&s, "\n"+intro+"\n\n"+m.form.View()+"\n"+strings.Join(m.statusLines(), "\n"), "←/→ choose  Enter next  ^B back to the questions  ^Q save and quit")
	}
	return m.askingView(&s)
}

var plainInk = lipgloss.NewStyle()

// wrapped wraps a text of ours to the screen.
func (m *model) wrapped(text string, style lipgloss.Style) string {
	var out []string
	for _, line := range wrap(diag.Clean(text), m.textWidth()) {
		out = append(out, style.Render(line))
	}
	return strings.Join(out, "\n")
}

// textWidth is how wide text gets: longer lines read worse.
func (m *model) textWidth() int { return min(m.width, 100) }

// frame puts a body between header and keys.
func (m *model) frame(s *interview.State, body, keys string) string {
	return m.header(s) + "\n" + m.filled(body, m.height-2) + "\n" + ink.Faint.Render(ansi.Truncate(keys, m.width, "…"))
}

// bare is frame without a header.
func (m *model) bare(body, keys string) string {
	return m.filled(body, m.height-1) + "\n" + ink.Bold.Render(ansi.Truncate(keys, m.width, "…"))
}

// filled cuts or fills a body to a number of lines.
func (m *model) filled(body string, room int) string {
	lines := strings.Split(strings.TrimRight(body, "\n"), "\n")
	if len(lines) > room {
		lines = lines[:room]
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

// header names system, stage and question, and tells the time.
func (m *model) header(s *interview.State) string {
	title := diag.Clean(s.Plan.Title)
	place := "Self-assessment"
	if q, ok := s.Current(); ok {
		place = fmt.Sprintf("%s, question %d of %d", diag.Clean(s.Plan.Stages[q.Stage].Title), s.At+1, len(s.Asked))
	}
	stage, all, over := left(s)
	time := stage
	if all != "" {
		time += " · " + all
	}
	if m.view == rating {
		time = ""
	}
	leftPart := " " + title + " · " + place
	gap := m.width - ansi.StringWidth(leftPart) - ansi.StringWidth(time) - 1
	if gap < 1 { // a narrow screen: the time matters more than the name
		leftPart = " " + place
		if gap = m.width - ansi.StringWidth(leftPart) - ansi.StringWidth(time) - 1; gap < 1 {
			leftPart = ansi.Truncate(leftPart, max(m.width-ansi.StringWidth(stage)-2, 0), "…")
			time = ansi.Truncate(stage, m.width-1, "")
			gap = max(m.width-ansi.StringWidth(leftPart)-ansi.StringWidth(time)-1, 0)
		}
	}
	if over {
		return ink.Head.Render(leftPart+strings.Repeat(" ", gap)) + ink.Head.Inherit(ink.Warning).Render(time+" ")
	}
	return ink.Head.Render(leftPart + strings.Repeat(" ", gap) + time + " ")
}

const askingKeys = "^D done ^R ask ^T hint ^E editor ^B back ^N skip ^P pause ^O brief ^G go ^Q quit"

func (m *model) askingView(s *interview.State) string {
	q, ok := s.Current()
	if !ok {
		return ""
	}
	var top []string
	add := func(text string, style lipgloss.Style) {
		top = append(top, strings.Split(m.wrapped(text, style), "\n")...)
	}
	if b := badge(q); b != "" {
		add(b+".", ink.Hint)
	}
	if q.Quote != "" {
		add("You wrote: \""+q.Quote+"\"", ink.Faint)
	}
	add(q.Ask, ink.Ask)
	expects := len(top)
	if q.Kind == interview.Prompt {
		add(s.Plan.Stages[q.Stage].Expects, ink.Faint)
	}
	const least = 4 // lines of the answer
	room := m.height - 3 - least
	for _, x := range s.Enquiries {
		if x.Question == q.ID && x.Answered && x.Reply != interview.NotTold && len(top) < room/2 {
			add("Told: "+x.Reply, ink.Hint)
		}
	}
	m.hints(q, room, expects, &top, add)
	if len(top) > room {
		top = top[:max(room, 1)]
	}
	var bottom []string
	if s.Plan.Stages[q.Stage].ID == "estimates" && !m.long {
		bottom = append(bottom, ink.Hint.Render(ansi.Truncate(m.echo(), m.width, "…")))
	}
	bottom = append(bottom, m.statusLines()...)
	height := max(m.height-2-len(top)-len(bottom), 1)
	body := ink.Faint.Render(fmt.Sprintf("  (%d lines; ^E opens them in the editor)", strings.Count(m.loaded, "\n")+1)) + strings.Repeat("\n", height-1)
	if !m.long {
		m.area.SetWidth(m.textWidth())
		m.area.SetHeight(height)
		body = m.area.View()
	}
	return m.frame(s, strings.Join(top, "\n")+"\n"+body+"\n"+strings.Join(bottom, "\n"), askingKeys)
}

// hints adds the hints that were shown: all where there is room, else the latest.
func (m *model) hints(q interview.Asked, room, expects int, top *[]string, add func(string, lipgloss.Style)) {
	before := len(*top)
	show := func(from int) {
		for k := from; k < q.Hints; k++ {
			add(fmt.Sprintf("Hint %d of %d: %s", k+1, len(q.Question.Hints), q.Question.Hints[k]), ink.Hint)
		}
	}
	for from := 0; from < q.Hints; from++ {
		*top = (*top)[:before]
		show(from)
		if len(*top) <= room {
			return
		}
	}
	if q.Hints > 0 { // the latest hint matters more than what is expected
		*top = (*top)[:min(expects, before)]
		show(q.Hints - 1)
	}
}

// echo is how the figures of the line with the cursor are understood.
func (m *model) echo() string {
	lines := strings.Split(m.area.Value(), "\n")
	for i := min(m.area.Line(), len(lines)-1); i >= 0; i-- {
		if strings.TrimSpace(lines[i]) == "" {
			continue
		}
		if e := Echo(lines[i]); e != "" {
			return "read as: " + diag.Clean(e)
		}
		break
	}
	return ""
}

// maxStatus is how many lines the status has at most: what went wrong may need two.
const maxStatus = 2

func (m *model) statusLines() []string {
	style := ink.Good
	if m.alarm {
		style = ink.Warning
	}
	lines := wrap(diag.Clean(m.status), m.width)
	if len(lines) > maxStatus {
		lines = append(lines[:maxStatus-1], ansi.Truncate(strings.Join(lines[maxStatus-1:], " "), m.width, "…"))
	}
	for i, l := range lines {
		lines[i] = style.Render(l)
	}
	return lines
}

// briefText is the task with the facts that are told with it.
func (m *model) briefText(s *interview.State) string {
	var parts []string
	for para := range strings.SplitSeq(s.Plan.Brief, "\n\n") {
		parts = append(parts, m.wrapped(strings.Join(strings.Fields(para), " "), plainInk))
	}
	var facts []string
	for _, f := range s.Plan.Facts {
		facts = append(facts, strings.ReplaceAll(m.wrapped("- "+f, plainInk), "\n", "\n  "))
	}
	for _, x := range s.Enquiries {
		if x.Answered && x.Reply != interview.NotTold {
			facts = append(facts, strings.ReplaceAll(m.wrapped("- told when you asked: "+x.Reply, plainInk), "\n", "\n  "))
		}
	}
	if len(facts) > 0 {
		parts = append(parts, strings.Join(facts, "\n"))
	}
	return "\n" + strings.Join(parts, "\n\n")
}
