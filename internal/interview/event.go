package interview

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// The kinds of events. Their names are kept with attempts and stay as they are.
const (
	Started  = "started"  // Plan
	Ticked   = "ticked"   // the clock ran until now
	Answered = "answered" // Question, Text: the answer, which replaces an earlier one
	Skipped  = "skipped"  // Question: left as it is
	Hinted   = "hinted"   // Question: its next hint was shown
	Chosen   = "chosen"   // Stage, Questions: its follow-ups, which may be none; Note
	Enquired = "enquired" // Question, Text: what the candidate asks back
	Told     = "told"     // Text, Facts, By: the reply to what was asked back; Note
	Moved    = "moved"    // Question: back to one that was asked already
	Paused   = "paused"
	Resumed  = "resumed"  // the time since the last event was a pause
	Ended    = "ended"    // no more questions
	Rated    = "rated"    // Ratings: the self-assessment, which may be empty
	Imported = "imported" // Text: a whole document that was written elsewhere
)

// Event is something that happened in an interview.
type Event struct {
	At   time.Time
	Kind string
	Body
}

// Body is what an event carries beside its time and kind; which fields, its kind
// says. Its JSON is kept with attempts.
type Body struct {
	Plan      *Plan          `json:"plan,omitempty"`
	Question  string         `json:"question,omitempty"`
	Text      string         `json:"text,omitempty"`
	Stage     string         `json:"stage,omitempty"`
	Questions []Question     `json:"questions,omitempty"`
	Ratings   map[string]int `json:"ratings,omitempty"`
	Facts     []string       `json:"facts,omitempty"`
	By        string         `json:"by,omitempty"`
	Note      string         `json:"note,omitempty"` // why a model that was to speak did not
}

// MaxText bounds an answer in bytes, MaxDocument an imported document.
const (
	MaxText     = 256 << 10
	MaxDocument = 8 << 20
	maxPayload  = 2*MaxDocument + 1<<20
)

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
		next, _, err := Apply(s, e)
		if err != nil {
			return s, fmt.Errorf("event %d: %w", i+1, err)
		}
		s = next
	}
	if s.Phase == "" {
		return s, errors.New("the attempt has no beginning")
	}
	return s, nil
}
