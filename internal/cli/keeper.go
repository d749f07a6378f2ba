package cli

import (
	"context"
	"errors"
	"time"

	"designdrill/internal/interview"
	"designdrill/internal/store"
)

// keeper numbers the events of an attempt and keeps them.
type keeper struct {
	db      *store.DB
	attempt string
	seq     int
}

// lostError says that an attempt cannot go on in this process.
type lostError struct{ error }

func (e lostError) Permanent() bool { return true }

func (e lostError) Unwrap() error { return e.error }

// lost marks errors that trying again does not mend.
func lost(err error) error {
	var conflict *store.ConflictError
	var finished *store.FinishedError
	var gone *store.NotFoundError
	if errors.As(err, &conflict) || errors.As(err, &finished) || errors.As(err, &gone) {
		return lostError{err}
	}
	return err
}

func (k *keeper) Append(ctx context.Context, e interview.Event, last bool) error {
	payload, err := e.Payload()
	if err != nil {
		return err
	}
	row := store.Event{Seq: k.seq + 1, At: e.At, Kind: e.Kind, Payload: payload}
	if last {
		err = k.db.AppendLast(ctx, k.attempt, e.At, row)
	} else {
		err = k.db.Append(ctx, k.attempt, row)
	}
	if err != nil {
		return lost(err)
	}
	k.seq++
	return nil
}

func (k *keeper) SaveDraft(ctx context.Context, question, text string, at time.Time) error {
	return lost(k.db.SaveDraft(ctx, k.attempt, store.Draft{Prompt: question, Text: text, At: at}))
}

func (k *keeper) DropDraft(ctx context.Context, question string) error {
	return lost(k.db.DropDraft(ctx, k.attempt, question))
}
