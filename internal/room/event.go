// Package room provides the shared interview as a pure state machine: seats with
// roles, a lobby, stages on one clock that can pause, hints, what the interviewer says
// and marks, the self-assessment, a group's blind review and the results. Stages, prompts and the answer's
// document are those of package interview. It reads no clock and no disk: events carry
// their time and who did them, and the caller keeps them.
package room

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"designdrill/internal/interview"
)

// The kinds of events. Their names are kept with rooms and stay as they are. By is the
// seat that did it, For the seat that it is about.
const (
	Opened   = "opened"   // Plan, Limits, and Group for one
	Joined   = "joined"   // By, Name, Role, Host, Consent: takes a new seat
	Left     = "left"     // By: away, the seat stays
	Returned = "returned" // By
	Recast   = "recast"   // By, For, Role: the host gives another role, in the lobby
	Removed  = "removed"  // By, For: the host takes a seat away
	Started  = "started"  // By
	Ticked   = "ticked"   // the clock ran until now
	Woke     = "woke"     // the time since the last event was nobody's: the server was down
	Paused   = "paused"   // By
	Resumed  = "resumed"  // By
	Extended = "extended" // By, Seconds: more time for the current stage
	Moved    = "moved"    // By, Stage: to this stage, the next one or one before
	Hinted   = "hinted"   // By, For, Question: its next hint
	Thrown   = "thrown"   // By: the curveball, before its time
	Said     = "said"     // By, What, Text: the interviewer's words to the candidates, in writing
	Noted    = "noted"    // By, Text: a private note of the interviewer's
	Marked   = "marked"   // By, For, Criterion, Level, Text: a line of the scorecard; neither Level nor Text takes it back
	Ended    = "ended"    // By: no more answers
	Rated    = "rated"    // By, Ratings: the candidate's self-assessment
	Finished = "finished" // By: the results are shown
)

// Event is something that happened in a room.
type Event struct {
	At   time.Time
	Kind string
	Body
}

// Body is what an event carries beside its time and kind; which fields, its kind says.
// Its JSON is kept with rooms.
type Body struct {
	By        string          `json:"by,omitempty"`
	For       string          `json:"for,omitempty"`
	Plan      *interview.Plan `json:"plan,omitempty"`
	Limits    *Limits         `json:"limits,omitempty"`
	Name      string          `json:"name,omitempty"`
	Role      Role            `json:"role,omitempty"`
	Host      bool            `json:"host,omitempty"`
	Consent   bool            `json:"consent,omitempty"`
	Seconds   int             `json:"seconds,omitempty"`
	Stage     string          `json:"stage,omitempty"`
	Question  string          `json:"question,omitempty"`
	What      string          `json:"what,omitempty"`
	Text      string          `json:"text,omitempty"`
	Criterion string          `json:"criterion,omitempty"`
	Level     *int            `json:"level,omitempty"`
	Ratings   map[string]int  `json:"ratings,omitempty"`
	Group     *Group          `json:"group,omitempty"`
	Round     []Reader        `json:"round,omitempty"`
}

// maxPayload bounds an event in bytes; the largest holds the plan.
const maxPayload = 4 << 20

// Payload returns the event's body as JSON.
func (e Event) Payload() ([]byte, error) { return json.Marshal(e.Body) }

// Decode reads an event as it was kept.
func Decode(kind string, at time.Time, payload []byte) (Event, error) {
	e := Event{At: at, Kind: kind}
	if len(payload) > maxPayload {
		return Event{}, fmt.Errorf("event %q: over %d bytes", kind, maxPayload)
	}
	dec := json.NewDecoder(bytes.NewReader(payload))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e.Body); err != nil {
		return Event{}, fmt.Errorf("event %q: %w", kind, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Event{}, fmt.Errorf("event %q: text after its end", kind)
	}
	return e, nil
}

// Load replays events from the first on.
func Load(events []Event) (State, error) {
	var s State
	for i, e := range events {
		next, err := Apply(s, e)
		if err != nil {
			return s, fmt.Errorf("event %d: %w", i+1, err)
		}
		s = next
	}
	if s.Phase == "" {
		return s, errors.New("the room has no beginning")
	}
	return s, nil
}
