package interview

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"designdrill/internal/answer"
)

// Document returns the answer as Markdown: front matter, a section for each stage,
// questions and hints as block quotes and the answers as they were typed. attempt is
// the id in the front matter; "" leaves it out. drafts, by question, stand in for
// answers that were not confirmed yet. Of an imported attempt it is the text itself.
func Document(s State, attempt string, drafts map[string]string) string {
	if s.Text != "" || len(s.Plan.Stages) == 0 {
		return s.Text
	}
	var b strings.Builder
	s.front(&b, attempt)
	quote(&b, "", s.Plan.Brief)
	stage := -1
	for i, q := range s.Asked {
		text := q.Answer
		if d := drafts[q.ID]; strings.TrimSpace(d) != "" {
			text = d
		}
		if !s.Reached(i) && text == "" {
			continue
		}
		if q.Stage != stage {
			stage = q.Stage
			fmt.Fprintf(&b, "## %s\n\n", s.Plan.Stages[stage].Title)
		}
		switch q.Kind {
		case FollowUp:
			label := "Follow-up. "
			if q.Topic != "" {
				label = "Follow-up on " + q.Topic + ". "
			}
			if q.By != "" && q.Plain == "" {
				label += fmt.Sprintf("You wrote: \"%s\" ", q.Quote)
			}
			quote(&b, label, q.Ask)
		case Surprise:
			quote(&b, "The problem changes. ", q.Ask)
		default:
			quote(&b, "", q.Ask)
		}
		for k := range q.Hints {
			quote(&b, fmt.Sprintf("Hint %d. ", k+1), q.Question.Hints[k])
		}
		for _, x := range s.Enquiries {
			if x.Question == q.ID {
				quote(&b, fmt.Sprintf("You asked: \"%s\" ", x.Text), x.Reply)
			}
		}
		if text = contained(text); text != "" {
			b.WriteString(text + "\n\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// front writes the front matter.
func (s *State) front(b *strings.Builder, attempt string) {
	fmt.Fprintf(b, "---\nscenario: %s\nscenario_version: %d\ntarget: %s\n", scalar(s.Plan.Scenario), s.Plan.Version, scalar(s.Plan.Target))
	if attempt != "" {
		fmt.Fprintf(b, "attempt: %s\n", scalar(attempt))
	}
	fmt.Fprintf(b, "started: %s\n", s.Began.UTC().Format(time.RFC3339))
	var spent, hints []string
	for k, st := range s.Plan.Stages {
		if d := s.Spent[k].Round(time.Second); d > 0 {
			spent = append(spent, fmt.Sprintf("  %s: %s\n", scalar(st.ID), d))
		}
	}
	for _, q := range s.Asked {
		if q.Hints > 0 {
			hints = append(hints, fmt.Sprintf("  - %q\n", fmt.Sprintf("%s: %d", q.ID, q.Hints)))
		}
	}
	block := func(key string, lines []string) {
		if len(lines) > 0 {
			b.WriteString(key + ":\n" + strings.Join(lines, ""))
		}
	}
	block("spent", spent)
	block("hints", hints)
	var self []string
	for _, key := range slices.Sorted(maps.Keys(s.Ratings)) {
		self = append(self, fmt.Sprintf("  %s: %d\n", scalar(key), s.Ratings[key]))
	}
	block("self", self)
	b.WriteString("---\n\n")
}

// scalar writes a word as YAML.
func scalar(s string) string {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return strconv.QuoteToASCII(s)
		}
	}
	if s == "" || s[0] < 'a' {
		return strconv.QuoteToASCII(s)
	}
	return s
}

// interviewer begins every block quote of ours, by which the scorer knows it again.
const interviewer = "Interviewer: "

// quoteWidth is where the lines of a quote are broken, before words only that cannot
// begin a list, heading or rule.
const quoteWidth = 100

// quote writes a text of ours as one paragraph in a block quote.
func quote(b *strings.Builder, label, text string) {
	line := ">"
	for w := range strings.FieldsSeq(inert(interviewer + label + text)) {
		if letter := w[0] | 0x20; len(line)+1+len(w) > quoteWidth && letter >= 'a' && letter <= 'z' {
			b.WriteString(line + "\n")
			line = ">"
		}
		line += " " + w
	}
	b.WriteString(line + "\n\n")
}

// tags are what would begin HTML.
var tags = regexp.MustCompile(`<([a-zA-Z!/?])`)

// inert takes from a text what Markdown or a terminal would take for more than words:
// candidates and models may have written it.
func inert(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return tags.ReplaceAllString(text, "&lt;$1")
}

// openers are what would swallow the text behind an answer, with what closes it.
var openers = [][2]string{{"<!--", "-->"}, {"<script", "</script>"}, {"<style", "</style>"}}

// contained returns an answer so that what follows it in the document stays what it
// is: a code fence that was left open is closed, a comment that was left open is text.
func contained(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimRight(strings.Trim(text, "\n"), " \t\n")
	for _, o := range openers {
		lower := asciiLower(text)
		if at := strings.LastIndex(lower, o[0]); at >= 0 && !strings.Contains(lower[at:], o[1]) {
			text = text[:at] + "&lt;" + text[at+1:]
		}
	}
	if !strings.Contains(text, "```") && !strings.Contains(text, "~~~") || !leftOpen(text) {
		return text
	}
	for n := 3; n <= longestFence(text); n++ {
		for _, mark := range []string{"`", "~"} {
			if closed := text + "\n" + strings.Repeat(mark, n); !leftOpen(closed) {
				return closed
			}
		}
	}
	return text
}

// asciiLower keeps the length of what it lowers.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func leftOpen(text string) bool {
	return slices.ContainsFunc(answer.Parse([]byte(text)).Findings, func(f answer.Finding) bool { return f.ID == "unclosed-fence" })
}

// longestFence is the length of the longest run of fence marks, at most 20: nobody
// types longer ones.
func longestFence(text string) int {
	best, run := 3, 0
	for i := range len(text) {
		if c := text[i]; c != '`' && c != '~' || i > 0 && text[i-1] != c {
			run = 0
		}
		if c := text[i]; c == '`' || c == '~' {
			run++
		}
		best = max(best, run)
	}
	return min(best, 20)
}
