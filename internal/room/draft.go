package room

import (
	"errors"
	"fmt"
	"time"
)

// Draft is the text of a candidate in one stage, as it was saved last. Versions count
// from 1; the zero Draft is what nobody has written yet.
type Draft struct {
	Seat    string
	Stage   string
	Text    string
	Version int
	By      string // the page that wrote it
	N       int    // the number of the save among that page's
	At      time.Time
}

// Save is one attempt to save: of a page that last saw version Base.
type Save struct {
	Text string
	Base int
	By   string
	N    int
}

// ConflictError says that a draft was changed elsewhere since the page last saw it.
// Both texts are there to choose from.
type ConflictError struct{ Theirs Draft }

func (e *ConflictError) Error() string {
	return fmt.Sprintf("the text was changed elsewhere: it is at version %d", e.Theirs.Version)
}

// Next returns the draft after a save, or a ConflictError. A save that arrives twice,
// or late, changes nothing: what is there then comes back. A page that wrote the last
// version itself may not know of it, when the reply was lost, and has no conflict.
func (d Draft) Next(x Save, at time.Time) (Draft, error) {
	switch {
	case len(x.Text) > MaxText:
		return d, fmt.Errorf("the text is over %d bytes; shorten it, it is not saved", MaxText)
	case x.By == "" || len(x.By) > 64 || x.N < 1 || x.Base < 0:
		return d, errors.New("the save does not say whose it is")
	case x.By == d.By && x.N <= d.N, x.Text == d.Text && d.Version > 0:
		return d, nil
	case x.Base != d.Version && (x.By != d.By || x.Base > d.Version):
		return d, &ConflictError{d}
	}
	d.Text, d.By, d.N, d.At = x.Text, x.By, x.N, at
	d.Version++
	return d, nil
}

// MayWrite tells why a seat cannot save text in a stage now; nil when it can. What was
// typed before the end is taken until the results are shown: it may have had no network.
func (s *State) MayWrite(seat, stage string) error {
	x, ok := s.Seat(seat)
	switch {
	case !ok || x.Role != Candidate:
		return &RefusedError{"only a candidate can write"}
	case s.Phase != Running && s.Phase != Rating:
		return errors.New("the interview is not running")
	}
	if k := s.StageIndex(stage); k < 0 || k > s.Reached {
		return fmt.Errorf("the stage %q is not reached yet", stage)
	}
	return nil
}
