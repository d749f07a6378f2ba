package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"designdrill/internal/interview"
)

// Keeper keeps an attempt. What it has returned from is safe.
type Keeper interface {
	// Append keeps an event; last says that no other follows.
	Append(ctx context.Context, e interview.Event, last bool) error
	SaveDraft(ctx context.Context, question, text string, at time.Time) error
	DropDraft(ctx context.Context, question string) error
}

// Interviewer speaks for the interview: it chooses what else to ask, and tells what the
// candidate asks back for.
type Interviewer interface {
	// FollowUps are those of the stage that is through: Questions and Note.
	FollowUps(ctx context.Context, s *interview.State) interview.Body
	// Reply answers the last enquiry: Text, Facts, By and Note.
	Reply(ctx context.Context, s *interview.State) interview.Body
	// Slow tells whether it thinks for longer than a moment, as a model does.
	Slow() bool
}

// Beat is the name of the draft whose time says until when the clock ran.
const Beat = "@clock"

// How often what is kept.
const (
	beatEvery = 2 * time.Second        // the clock
	tickEvery = interview.Gap / 2      // a tick among the events, so that no gap is one
	precision = time.Millisecond       // of times that are kept
	step      = 500 * time.Millisecond // of the clock on the screen and of drafts
)

// Session is an interview that is kept as it goes on. It is safe for concurrent use.
type Session struct {
	keep Keeper
	now  func() time.Time
	host Interviewer

	mu     sync.Mutex
	state  interview.State
	drafts map[string]string
	beat   time.Time          // of the last Beat
	kept   time.Time          // of the last event
	wrong  error              // why the last draft could not be kept
	hurry  context.CancelFunc // while the interviewer thinks: do not wait for it
}

// NewSession makes a session of a state and its drafts.
func NewSession(s interview.State, drafts map[string]string, keep Keeper, now func() time.Time, host Interviewer) *Session {
	x := &Session{keep: keep, now: now, host: host, state: s, drafts: map[string]string{}, kept: s.Last, beat: s.Last}
	for q, text := range drafts {
		x.drafts[q] = text
	}
	return x
}

// State returns the state as it is.
func (x *Session) State() interview.State {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.state
}

// Draft returns what was typed for a question: the draft, else the answer.
func (x *Session) Draft(q interview.Asked) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if d, ok := x.drafts[q.ID]; ok {
		return d
	}
	return q.Answer
}

// Drafts returns what is typed and not confirmed, by question.
func (x *Session) Drafts() map[string]string {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := map[string]string{}
	for q, text := range x.drafts {
		out[q] = text
	}
	return out
}

// Do applies an event and keeps it. When it cannot be kept nothing changes. Where the
// event ends a stage it chooses the follow-ups, unless the interviewer is slow: then
// Settle is to be called where it does not hold up the screen. When the follow-ups
// cannot be kept, Tick or Settle tries again.
func (x *Session) Do(ctx context.Context, kind string, body interview.Body) ([]interview.Effect, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	effects, err := x.apply(ctx, kind, body)
	if err != nil {
		return nil, err
	}
	if kind == interview.Answered || kind == interview.Skipped {
		x.drop(ctx, body.Question, kind)
	}
	if x.host.Slow() {
		return effects, nil
	}
	more, err := x.settle(ctx)
	return append(effects, more...), err
}

// Slow tells whether the interviewer thinks for longer than a moment.
func (x *Session) Slow() bool { return x.host.Slow() }

// Waits tells whether the interview waits for the interviewer.
func (x *Session) Waits() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.waits()
}

func (x *Session) waits() bool {
	return x.state.Asks() && x.state.Phase != interview.Finished || x.state.Phase == interview.Choosing && !x.state.Paused
}

// Settle does what waits for the interviewer: the reply to what was asked back, and the
// follow-ups of a stage that is through. It returns when the interviewer has thought,
// or the context ends.
func (x *Session) Settle(ctx context.Context) ([]interview.Effect, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.settle(ctx)
}

// Hurry makes the interviewer say at once what needs no thought.
func (x *Session) Hurry() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.hurry != nil {
		x.hurry()
	}
}

// Enquire keeps what the candidate asks back. The reply comes with Settle, or at once
// when the interviewer is not slow.
func (x *Session) Enquire(ctx context.Context, text string) ([]interview.Effect, error) {
	s := x.State()
	q, _ := s.Current()
	return x.Do(ctx, interview.Enquired, interview.Body{Question: q.ID, Text: text})
}

func (x *Session) settle(ctx context.Context) ([]interview.Effect, error) {
	var effects []interview.Effect
	for x.waits() && x.hurry == nil {
		s := x.state
		kind, think := interview.Chosen, x.host.FollowUps
		if s.Asks() {
			kind, think = interview.Told, x.host.Reply
		}
		body := x.think(ctx, &s, think)
		if err := ctx.Err(); err != nil {
			return effects, err
		}
		if kind == interview.Chosen {
			if x.state.Phase != interview.Choosing || x.state.Paused || x.state.Stage() != s.Stage() {
				continue // it went on meanwhile
			}
			body.Stage = x.state.Plan.Stages[x.state.Stage()].ID
		}
		more, err := x.apply(ctx, kind, body)
		if err != nil {
			return effects, err
		}
		effects = append(effects, more...)
	}
	return effects, nil
}

// think lets the interviewer think, with the session free for others meanwhile.
func (x *Session) think(ctx context.Context, s *interview.State, what func(context.Context, *interview.State) interview.Body) interview.Body {
	ctx, x.hurry = context.WithCancel(ctx)
	cancel := x.hurry
	x.mu.Unlock()
	defer func() {
		cancel()
		x.mu.Lock()
		x.hurry = nil
	}()
	return what(ctx, s)
}

func (x *Session) apply(ctx context.Context, kind string, body interview.Body) ([]interview.Effect, error) {
	e := interview.Event{At: x.now().Round(0).Truncate(precision), Kind: kind, Body: body}
	next, effects, err := interview.Apply(x.state, e)
	if err != nil {
		return nil, err
	}
	if err := x.keep.Append(ctx, e, next.Phase == interview.Finished); err != nil {
		return nil, &KeepError{err}
	}
	x.state, x.kept = next, e.At
	return effects, nil
}

// drop removes a draft that became an answer, or was passed by when it was blank. One
// that cannot be removed says what the answer says.
func (x *Session) drop(ctx context.Context, question, kind string) {
	text, ok := x.drafts[question]
	if !ok || kind == interview.Skipped && strings.TrimSpace(text) != "" {
		return
	}
	_ = x.keep.DropDraft(ctx, question)
	delete(x.drafts, question)
}

// Type keeps what is being typed for a question. When it cannot be kept, Tick tries
// again and Trouble tells why.
func (x *Session) Type(ctx context.Context, q interview.Asked, text string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	old, ok := x.drafts[q.ID]
	if !ok {
		old = q.Answer
	}
	if text == old && x.wrong == nil {
		return
	}
	x.wrong = x.keep.SaveDraft(ctx, q.ID, text, x.now())
	if x.wrong == nil {
		x.drafts[q.ID] = text
	}
}

// Trouble is why the last draft could not be kept; nil when it could.
func (x *Session) Trouble() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.wrong
}

// Tick lets the clock go on. It keeps the time every two seconds, and an event often
// enough for no gap to look like a pause.
func (x *Session) Tick(ctx context.Context) ([]interview.Effect, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.state.Paused || x.state.Phase == interview.Finished {
		return nil, nil
	}
	if x.waits() && !x.host.Slow() {
		return x.settle(ctx)
	}
	if x.state.Phase == interview.Choosing {
		return nil, nil // the clock stands still
	}
	now := x.now().Round(0).Truncate(precision)
	gap := now.Sub(x.state.Last)
	if now.Sub(x.kept) >= tickEvery || gap > interview.Gap || gap < 0 {
		return x.apply(ctx, interview.Ticked, interview.Body{})
	}
	next, effects, err := interview.Apply(x.state, interview.Event{At: now, Kind: interview.Ticked})
	if err != nil {
		return nil, err
	}
	x.state = next
	if now.Sub(x.beat) >= beatEvery {
		x.beat = now
		if err := x.keep.SaveDraft(ctx, Beat, "", now); err != nil {
			return effects, &KeepError{err}
		}
	}
	return effects, nil
}

// KeepError says that something could not be kept.
type KeepError struct{ Err error }

func (e *KeepError) Error() string { return fmt.Sprintf("not saved: %s", e.Err) }

func (e *KeepError) Unwrap() error { return e.Err }

// Continue is a kept state for going on now: the clock counts until the last beat, then
// it stood still. It returns the events that say so, which are not kept yet.
func Continue(s interview.State, beat, now time.Time) (interview.State, []interview.Event, error) {
	if s.Phase == interview.Finished {
		return s, nil, errors.New("the interview is finished")
	}
	var more []interview.Event
	if beat.After(s.Last) && beat.Before(now) && !s.Paused {
		more = append(more, interview.Event{At: beat, Kind: interview.Ticked})
	}
	more = append(more, interview.Event{At: now.Round(0).Truncate(precision), Kind: interview.Resumed})
	var err error
	for _, e := range more {
		if s, _, err = interview.Apply(s, e); err != nil {
			return s, nil, err
		}
	}
	return s, more, nil
}
