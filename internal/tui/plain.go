package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/interview"
)

// Plain runs the interview line by line, in reading order and without colour, for
// screen readers and simple terminals.
type Plain struct {
	Session *Session
	Editor  Editor
	Always  bool // open each question in the editor at once
	Notice  string
	In      io.Reader
	Out     io.Writer
	Width   int
}

const plainHelp = `An answer may have many lines and ends with a line that is a single dot.
/ask how many users? asks the interviewer. /hint, /editor, /skip, /quit and others are
commands; /help names them all.`

const plainCommands = `  .         done with this answer        /hint     the next hint
  /editor   write it in your editor      /skip     leave the question out
  /back     to the question before       /goto     to any question so far
  /brief    read the task again          /pause    stop the clock
  /again    throw away what is typed     /finish   no more questions: the report
  /quit     save and go on another day   ..        a line that is a single dot
  /ask ...  ask the interviewer, who tells what the scenario says`

// plain is a run of Plain.
type plain struct {
	Plain
	ctx  context.Context
	in   *lines
	news []string // what happened while a line was typed
	q    interview.Asked
	text string // typed for q
}

var errQuit = errors.New("quit")

// Run runs until the interview is done or left.
func (p Plain) Run(ctx context.Context) (Outcome, error) {
	r := &plain{Plain: p, ctx: ctx, in: newLines(p.In)}
	err := r.run()
	if err == nil {
		return Done, nil
	}
	var keep *KeepError
	if errors.As(err, &keep) && permanent(keep.Err) != nil {
		return Left, keep.Err
	}
	if e := leave(p.Session, r.q, strings.TrimRight(r.text, "\n")); e != nil {
		return Left, e
	}
	switch {
	case ctx.Err() != nil:
		return Interrupted, nil
	case errors.Is(err, errQuit), errors.Is(err, io.EOF):
		return Left, nil
	}
	return Left, err
}

// PlainIntro tells the task line by line before the clock starts; it returns whether to
// begin.
func PlainIntro(ctx context.Context, plan interview.Plan, notes []string, in io.Reader, out io.Writer, width int) (bool, error) {
	r := &plain{Plain: Plain{Out: out, Width: width}, ctx: ctx, in: newLines(oneByte{in})}
	r.brief(&plan)
	for _, n := range notes {
		r.say("%s", n)
	}
	r.say("Enter begins, and the clock starts.")
	_, err := r.in.next(ctx, func() error { return nil })
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil, err
}

func (r *plain) say(format string, args ...any) {
	text := diag.Clean(fmt.Sprintf(format, args...))
	fmt.Fprintln(r.Out, strings.Join(wrap(text, max(r.Width, 40)), "\n"))
}

// lines writes lines as they are.
func (r *plain) lines(text string) {
	for l := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(r.Out, diag.Clean(l))
	}
}

func (r *plain) blank() { fmt.Fprintln(r.Out) }

// tick runs while a line is typed.
func (r *plain) tick() error {
	if r.q.ID != "" && r.text != "" {
		r.Session.Type(r.ctx, r.q, strings.TrimRight(r.text, "\n"))
	}
	effects, err := r.Session.Tick(r.ctx)
	s := r.Session.State()
	for _, e := range effects {
		if e.Kind == interview.Overran {
			r.news = append(r.news, fmt.Sprintf("The time for %s is over. What you write still counts.", rated(&s, e.Stage)))
		}
	}
	if err == nil {
		if err = r.Session.Trouble(); err != nil {
			err = &KeepError{err}
		}
	}
	if err != nil {
		if permanent(err) != nil {
			return err
		}
		if n := len(r.news); n == 0 || r.news[n-1] != err.Error() {
			r.news = append(r.news, err.Error())
		}
	}
	return nil
}

func (r *plain) next() (string, error) {
	s, err := r.in.next(r.ctx, r.tick)
	for _, n := range r.news {
		r.say("%s", n)
	}
	r.news = nil
	return s, err
}

func (r *plain) run() error {
	if r.Notice != "" {
		r.say("%s", r.Notice)
	}
	r.lines(plainHelp)
	for {
		s := r.Session.State()
		if s.Asks() { // as after a kill at that moment
			if err := r.settled(); err != nil {
				return err
			}
		}
		switch s.Phase {
		case interview.Asking:
			if err := r.ask(&s); err != nil {
				return err
			}
		case interview.Rating:
			if err := r.rate(&s); err != nil {
				return err
			}
		case interview.Choosing:
			r.q, r.text = interview.Asked{}, ""
			if r.Session.Slow() {
				r.say("The model reads what you wrote. The clock stands still.")
			}
			if err := r.settled(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// settled waits for the interviewer. What cannot be saved is tried again.
func (r *plain) settled() error {
	before := r.Session.State()
	for {
		effects, err := r.Session.Settle(r.ctx)
		for _, e := range effects {
			if e.Kind == interview.ShowReply {
				r.say("The interviewer: %s", e.Text)
			}
		}
		if err == nil {
			break
		}
		if _, err := r.settle(err); err != nil {
			return err
		}
		r.say("Enter tries again.")
		if _, err := r.next(); err != nil {
			return err
		}
	}
	after := r.Session.State()
	for _, n := range after.Notes[min(len(before.Notes), len(after.Notes)):] {
		r.say("%s", n)
	}
	return nil
}

// enquire asks the interviewer back.
func (r *plain) enquire(text string) error {
	if text == "" {
		r.say("Your question:")
		l, err := r.next()
		if text = strings.TrimSpace(l); err != nil || text == "" {
			return err
		}
	}
	effects, err := r.Session.Enquire(r.ctx, text)
	if _, err := r.settle(err); err != nil {
		return err
	}
	for _, e := range effects {
		if e.Kind == interview.ShowReply {
			r.say("The interviewer: %s", e.Text)
		}
	}
	return r.settled()
}

func (r *plain) brief(p *interview.Plan) {
	r.blank()
	for para := range strings.SplitSeq(p.Brief, "\n\n") {
		r.say("%s", strings.Join(strings.Fields(para), " "))
		r.blank()
	}
	for _, f := range p.Facts {
		r.say("- %s", f)
	}
	r.blank()
}

// ask asks the current question until it is answered, left out or another is next.
func (r *plain) ask(s *interview.State) error {
	q, _ := s.Current()
	r.q, r.text = q, ""
	st := s.Plan.Stages[q.Stage]
	head := fmt.Sprintf("%s, question %d of %d.", st.Title, s.At+1, len(s.Asked))
	if stage, all, _ := left(s); stage != "" {
		head += " Time: " + stage
		if all != "" {
			head += ", " + all
		}
		head += "."
	}
	r.blank()
	r.say("%s", head)
	if b := badge(q); b != "" {
		r.say("%s.", b)
	}
	if q.Quote != "" {
		r.say("You wrote: \"%s\"", q.Quote)
	}
	r.say("%s", q.Ask)
	if q.Kind == interview.Prompt {
		r.say("Expected: %s", st.Expects)
	}
	for k := range q.Hints {
		r.say("Hint %d: %s", k+1, q.Question.Hints[k])
	}
	for _, x := range s.Enquiries {
		if x.Question == q.ID && x.Answered {
			r.say("You asked: %s", x.Text)
			r.say("The interviewer: %s", x.Reply)
		}
	}
	if old := r.Session.Draft(q); strings.TrimSpace(old) != "" {
		r.text = strings.TrimRight(old, "\n") + "\n"
		r.say("Typed so far:")
		r.lines(strings.TrimRight(r.text, "\n"))
		r.say("Go on below, or /again to begin anew.")
	}
	if r.Always {
		if moved, err := r.command("/editor", st.ID); moved || err != nil {
			return err
		}
	}
	for {
		l, err := r.next()
		if err != nil {
			return err
		}
		moved, err := r.command(l, st.ID)
		if moved || err != nil {
			return err
		}
	}
}

// command takes a line; moved is true when another question is next.
func (r *plain) command(l, stage string) (moved bool, err error) {
	do := func(kind string, body interview.Body) (bool, error) { return r.do(kind, body) }
	word := strings.TrimSpace(l)
	if rest, ok := strings.CutPrefix(word, "/ask"); ok && (rest == "" || rest[0] == ' ') {
		return false, r.enquire(strings.TrimSpace(rest))
	}
	switch word {
	case ".", "/done":
		text := strings.TrimRight(r.text, "\n")
		_, err := confirm(r.ctx, r.Session, r.q, text)
		if errors.Is(err, errBlank) {
			r.say("Nothing is typed yet. /skip leaves the question out.")
			return false, nil
		}
		return r.settle(err)
	case "/skip":
		r.Session.Type(r.ctx, r.q, strings.TrimRight(r.text, "\n"))
		return do(interview.Skipped, interview.Body{Question: r.q.ID})
	case "/hint":
		return false, r.hint()
	case "/back":
		s := r.Session.State()
		q, ok := s.Back()
		if !ok {
			r.say("This is the first question.")
			return false, nil
		}
		return r.goTo(q.ID)
	case "/goto":
		return r.choose()
	case "/brief":
		s := r.Session.State()
		r.brief(&s.Plan)
	case "/pause":
		return false, r.pause()
	case "/again":
		r.text = ""
		r.Session.Type(r.ctx, r.q, "")
		r.say("Begin anew.")
	case "/finish":
		return r.settle(finish(r.ctx, r.Session, r.q, strings.TrimRight(r.text, "\n")))
	case "/quit":
		return false, errQuit
	case "/help":
		r.lines(plainCommands)
	case "/editor":
		return false, r.edit()
	default:
		r.text += unstuffed(l) + "\n"
		if stage == "estimates" {
			if e := Echo(l); e != "" {
				r.say("read as: %s", e)
			}
		}
	}
	return false, nil
}

// do sends an event; what cannot be saved is told and can be tried again.
func (r *plain) do(kind string, body interview.Body) (bool, error) {
	_, err := r.Session.Do(r.ctx, kind, body)
	return r.settle(err)
}

func (r *plain) settle(err error) (bool, error) {
	switch {
	case err == nil:
		return true, nil
	case permanent(err) != nil || r.ctx.Err() != nil:
		return false, err
	}
	r.say("%s", err)
	s := r.Session.State()
	return s.Phase == interview.Choosing, nil // the answer is kept, the follow-ups are not
}

func (r *plain) hint() error {
	s := r.Session.State()
	q, _ := s.Current()
	if q.Hints >= len(q.Question.Hints) {
		r.say("There is no further hint for this question.")
		return nil
	}
	if done, err := r.do(interview.Hinted, interview.Body{Question: q.ID}); !done || err != nil {
		return err
	}
	r.say("Hint %d of %d: %s", q.Hints+1, len(q.Question.Hints), q.Question.Hints[q.Hints])
	return nil
}

func (r *plain) goTo(id string) (bool, error) {
	r.Session.Type(r.ctx, r.q, strings.TrimRight(r.text, "\n"))
	return r.do(interview.Moved, interview.Body{Question: id})
}

// choose offers the questions so far by number.
func (r *plain) choose() (bool, error) {
	s := r.Session.State()
	for i, q := range s.Asked {
		if s.Reached(i) {
			r.say("%d. %s: %s", i+1, s.Plan.Stages[q.Stage].Title, q.Ask)
		}
	}
	r.say("The number of the question, or Enter to stay:")
	l, err := r.next()
	if err != nil || strings.TrimSpace(l) == "" {
		return false, err
	}
	for i, q := range s.Asked {
		if s.Reached(i) && strings.TrimSpace(l) == fmt.Sprint(i+1) {
			return r.goTo(q.ID)
		}
	}
	r.say("There is no such question yet.")
	return false, nil
}

func (r *plain) pause() error {
	if done, err := r.do(interview.Paused, interview.Body{}); !done || err != nil {
		return err
	}
	r.say("Paused, and all is saved. Enter goes on.")
	if _, err := r.next(); err != nil {
		return err
	}
	_, err := r.do(interview.Resumed, interview.Body{})
	return err
}

// edit hands the terminal to the editor.
func (r *plain) edit() error {
	text := strings.TrimRight(r.text, "\n")
	r.Session.Type(r.ctx, r.q, text)
	e, err := r.Editor.open(r.q, text)
	if err != nil {
		r.say("%s", err)
		return nil
	}
	e.cmd.Stdin, e.cmd.Stdout, e.cmd.Stderr = r.In, r.Out, os.Stderr
	e.watch(r.ctx, r.Session)
	failed := e.cmd.Run()
	text, err = e.close()
	if err == nil {
		r.text = text + "\n"
		r.Session.Type(r.ctx, r.q, text)
		r.say("Back from the editor with %d lines. A line with a single dot keeps the answer.", strings.Count(text, "\n")+1)
	}
	if err = errors.Join(failed, err); err != nil {
		r.say("%s: %s", e.cmd.Path, err)
	}
	return nil
}

// rate asks for the self-assessment.
func (r *plain) rate(s *interview.State) error {
	r.q, r.text = interview.Asked{}, ""
	r.blank()
	r.say("Before the report: how good was it? 0 empty, 1 weak, 2 borderline, 3 pass, 4 strong. Enter for no guess, /back to the questions.")
	body := interview.Body{Ratings: map[string]int{}}
	for _, key := range s.Plan.Rated() {
		for {
			r.say("%s:", rated(s, key))
			l, err := r.next()
			if err != nil {
				return err
			}
			switch word := strings.TrimSpace(l); word {
			case "":
			case "/quit":
				return errQuit
			case "/back":
				q, _ := s.Back()
				_, err := r.do(interview.Moved, interview.Body{Question: q.ID})
				return err
			default:
				v, ok := readRating(word)
				if !ok {
					r.say("A number from 0 to 4, or Enter.")
					continue
				}
				body.Ratings[key] = v
			}
			break
		}
	}
	_, err := r.do(interview.Rated, body)
	return err
}
