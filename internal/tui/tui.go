// Package tui provides the interview in the terminal: on the whole screen, or line by
// line for screen readers and scripts. What is asked and when the interview package
// says; what is typed is kept within a second.
package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"designdrill/internal/interview"
)

// Outcome says how a run of the interview ended.
type Outcome int

// The outcomes.
const (
	Interrupted Outcome = iota // by a signal or Ctrl-C; all is saved
	Left                       // saved, to go on later
	Done                       // all is answered and rated
)

// leave keeps what is typed and stops the clock.
func leave(x *Session, q interview.Asked, text string) error {
	// The interview may be left because its context has ended; this is still to be kept.
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if q.ID != "" {
		x.Type(ctx, q, text)
	}
	if err := x.Trouble(); err != nil {
		return &KeepError{err}
	}
	if s := x.State(); s.Paused || s.Phase == interview.Finished {
		return nil
	}
	_, err := x.Do(ctx, interview.Paused, interview.Body{})
	return err
}

// errBlank says that a blank text is no answer.
var errBlank = errors.New("nothing is typed yet")

// confirm sends what was typed for a question.
func confirm(ctx context.Context, x *Session, q interview.Asked, text string) ([]interview.Effect, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return nil, errBlank
	case len(text) > interview.MaxText:
		return nil, fmt.Errorf("an answer is at most %d KiB, this one has %d", interview.MaxText>>10, len(text)>>10)
	}
	return x.Do(ctx, interview.Answered, interview.Body{Question: q.ID, Text: text})
}

// finish ends the questions. What is typed is an answer: who ends here means it.
func finish(ctx context.Context, x *Session, q interview.Asked, text string) error {
	if strings.TrimSpace(text) != "" {
		if _, err := confirm(ctx, x, q, text); err != nil {
			return err
		}
	}
	if s := x.State(); s.Phase != interview.Asking {
		return nil
	}
	_, err := x.Do(ctx, interview.Ended, interview.Body{})
	return err
}

// wrap breaks a text between words so that no line is wider than a number of columns.
func wrap(text string, width int) []string {
	var out []string
	line, used := "", 0
	for word := range strings.FieldsSeq(text) {
		w := ansi.StringWidth(word)
		if used > 0 && used+1+w > width {
			out = append(out, line)
			line, used = "", 0
		}
		if used > 0 {
			line += " "
			used++
		}
		for used+w > width { // a word that is wider than the screen
			head := ansi.Truncate(word, max(width-used, 1), "")
			if head == "" {
				break
			}
			out = append(out, line+head)
			word = word[len(head):]
			line, used, w = "", 0, ansi.StringWidth(word)
		}
		line += word
		used += w
	}
	return append(out, line)
}

// clock writes a time as minutes and seconds.
func clock(d time.Duration) string {
	d = d.Round(time.Second)
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// left tells the time left for the stage and in all; "" without a clock. A drill has
// one stage and no other time.
func left(s *interview.State) (stage, all string, over bool) {
	if s.Plan.Minutes == 0 {
		return "", "", false
	}
	k := s.Stage()
	rest := s.Planned(k) - s.Spent[k]
	stage = clock(rest) + " left"
	if rest < 0 {
		stage, over = "over by "+clock(-rest), true
	}
	if len(s.Plan.Stages) == 1 {
		return stage, "", over
	}
	all = clock(s.Plan.Total()-s.Clock()) + " in all"
	if s.Clock() > s.Plan.Total() {
		all = clock(s.Clock()-s.Plan.Total()) + " over in all"
	}
	return stage, all, over
}

// badge names the kind of a question that is no prompt.
func badge(q interview.Asked) string {
	switch q.Kind {
	case interview.FollowUp:
		if q.By != "" && q.Plain == "" {
			return "Follow-up of the model's own"
		}
		if q.Topic != "" {
			return "Follow-up: " + q.Topic
		}
		return "Follow-up"
	case interview.Surprise:
		return "The problem changes"
	}
	return ""
}

// ratings are the words of the self-assessment, which are those of the report's bands.
var ratings = []string{"empty", "weak", "borderline", "pass", "strong"}

// rated names what is rated.
func rated(s *interview.State, key string) string {
	if key == interview.TotalRating {
		return "The whole"
	}
	for _, st := range s.Plan.Stages {
		if st.ID == key {
			return st.Title
		}
	}
	return key
}
