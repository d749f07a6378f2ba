package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Append stores events that follow the ones that are there, all or none. It returns a
// ConflictError when their numbers do not, a FinishedError for an attempt that is
// finished, a NotFoundError for one that is not there.
func (db *DB) Append(ctx context.Context, attempt string, events ...Event) error {
	return db.append(ctx, attempt, events, time.Time{})
}

// AppendLast is Append for the events that finish an attempt, at the time given.
func (db *DB) AppendLast(ctx context.Context, attempt string, finished time.Time, events ...Event) error {
	if finished.IsZero() {
		return errors.New("an attempt needs the time when it is finished")
	}
	return db.append(ctx, attempt, events, finished)
}

func (db *DB) append(ctx context.Context, attempt string, events []Event, finished time.Time) error {
	if err := usable(events); err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		if err := db.hold(ctx, tx, "attempts", attempt); err != nil {
			return err
		}
		last, err := lastEvent(ctx, tx, attempt)
		if err != nil {
			return err
		}
		if err := insert(ctx, tx, attempt, last, events); err != nil || finished.IsZero() {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE attempts SET finished = $1 WHERE id = $2", millis(finished), attempt)
		return err
	})
}

// usable refuses events that cannot be kept.
func usable(events []Event) error {
	for _, e := range events {
		if err := errors.Join(bounded("a kind", len(e.Kind), MaxName), bounded("an event", len(e.Payload), MaxPayload)); err != nil {
			return err
		}
		if !json.Valid(e.Payload) {
			return fmt.Errorf("the payload of event %d is no JSON", e.Seq)
		}
	}
	return nil
}

// insert stores events that follow the last one.
func insert(ctx context.Context, tx *sql.Tx, attempt string, last int, events []Event) error {
	for _, e := range events {
		if e.Seq != last+1 {
			return &ConflictError{attempt, e.Seq, last}
		}
		last++
		if _, err := tx.ExecContext(ctx, "INSERT INTO events (attempt, seq, at, kind, payload) VALUES ($1, $2, $3, $4, $5)",
			attempt, e.Seq, millis(e.At), e.Kind, e.Payload); err != nil {
			return err
		}
	}
	return nil
}

// lastEvent returns the number of the last event of an attempt that is not finished.
func lastEvent(ctx context.Context, tx *sql.Tx, attempt string) (last int, err error) {
	var finished int64
	err = tx.QueryRowContext(ctx, "SELECT finished, (SELECT coalesce(max(seq), 0) FROM events WHERE attempt = id) FROM attempts WHERE id = $1", attempt).
		Scan(&finished, &last)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, &NotFoundError{attempt}
	case err == nil && finished != 0:
		return 0, &FinishedError{attempt}
	}
	return last, err
}

// Events returns the events of an attempt in their order, none for one that is not
// there.
func (db *DB) Events(ctx context.Context, attempt string) ([]Event, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT seq, at, kind, payload FROM events WHERE attempt = $1 ORDER BY seq", attempt)
	return gather(db, rows, err, func(scan func(...any) error) (Event, error) {
		var e Event
		var at int64
		err := scan(&e.Seq, &at, &e.Kind, &e.Payload)
		e.At = moment(at)
		return e, err
	})
}

// SaveDraft keeps what is being typed in place of what the prompt had before. It
// returns a FinishedError or a NotFoundError as Append does.
func (db *DB) SaveDraft(ctx context.Context, attempt string, d Draft) error {
	if err := errors.Join(bounded("a prompt's name", len(d.Prompt), MaxName), bounded("a draft", len(d.Text), MaxDraft)); err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		if err := db.hold(ctx, tx, "attempts", attempt); err != nil {
			return err
		}
		if _, err := lastEvent(ctx, tx, attempt); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO drafts (attempt, prompt, text, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (attempt, prompt) DO UPDATE SET text = excluded.text, at = excluded.at`, attempt, d.Prompt, db.text(d.Text), millis(d.At))
		return err
	})
}

// DropDraft removes a draft, if there is one: its text has become an answer.
func (db *DB) DropDraft(ctx context.Context, attempt, prompt string) error {
	_, err := db.sql.ExecContext(ctx, "DELETE FROM drafts WHERE attempt = $1 AND prompt = $2", attempt, prompt)
	return db.explain(err)
}

// Drafts returns the drafts of an attempt, in the order of their prompts' names.
func (db *DB) Drafts(ctx context.Context, attempt string) ([]Draft, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT prompt, text, at FROM drafts WHERE attempt = $1 ORDER BY prompt", attempt)
	return gather(db, rows, err, func(scan func(...any) error) (Draft, error) {
		var d Draft
		var at int64
		err := scan(&d.Prompt, &d.Text, &at)
		d.At = moment(at)
		return d, err
	})
}
