package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// transact runs f in a transaction that writes.
func (db *DB) transact(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return db.explain(err)
	}
	if err := f(tx); err != nil {
		return errors.Join(db.explain(err), rolledBack(tx.Rollback()))
	}
	return db.explain(tx.Commit())
}

// rolledBack leaves out that a transaction has ended already.
func rolledBack(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// Create stores a new attempt with its first events, all or nothing, and returns it
// with its id. An id that is given is kept; it must be valid and new.
func (db *DB) Create(ctx context.Context, a Attempt, events ...Event) (Attempt, error) {
	a.Started, a.Finished = moment(millis(a.Started)), moment(millis(a.Finished))
	if a.Started.IsZero() {
		return a, errors.New("an attempt needs the time when it started")
	}
	for _, s := range []string{a.Scenario, a.Content, a.Target, a.Stage} {
		if err := bounded("a name", len(s), MaxName); err != nil {
			return a, err
		}
	}
	if err := usable(events); err != nil {
		return a, err
	}
	given := a.ID
	if given != "" && !ValidID(given) {
		return a, fmt.Errorf("%q is no id of an attempt", given)
	}
	const tries = 20 // a day with half of all ids taken still works
	for range tries {
		if given == "" {
			a.ID = newID(a.Started)
		}
		err := db.transact(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO attempts (id, scenario, scenario_version, content, target, stage, minutes, source, started, finished)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
				a.ID, a.Scenario, a.ScenarioVersion, a.Content, a.Target, a.Stage, a.Minutes, a.Source, millis(a.Started), millis(a.Finished)); err != nil {
				return err
			}
			return insert(ctx, tx, a.ID, 0, events)
		})
		var driver *sqlite.Error
		switch taken := errors.As(err, &driver) && driver.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY || pgCode(err) == pgUnique; {
		case !taken:
			return a, err
		case given != "":
			return a, fmt.Errorf("there is an attempt %s already", given)
		}
	}
	return a, errors.New("no free id was found; more attempts start on this day than ids can tell apart")
}

const attemptColumns = "id, scenario, scenario_version, content, target, stage, minutes, source, started, finished"

func scanAttempt(scan func(...any) error) (Attempt, error) {
	var a Attempt
	var started, finished int64
	err := scan(&a.ID, &a.Scenario, &a.ScenarioVersion, &a.Content, &a.Target, &a.Stage, &a.Minutes, &a.Source, &started, &finished)
	a.Started, a.Finished = moment(started), moment(finished)
	return a, err
}

// Attempts returns all attempts, the latest first.
func (db *DB) Attempts(ctx context.Context) ([]Attempt, error) {
	return db.attempts(ctx, "ORDER BY started DESC, id DESC")
}

func (db *DB) attempts(ctx context.Context, tail string, args ...any) ([]Attempt, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT "+attemptColumns+" FROM attempts "+tail, args...)
	return gather(db, rows, err, scanAttempt)
}

// gather reads all rows of a query.
func gather[T any](db *DB, rows *sql.Rows, err error, scan func(func(...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, db.explain(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		x, err := scan(rows.Scan)
		if err != nil {
			return nil, db.explain(err)
		}
		out = append(out, x)
	}
	return out, db.explain(rows.Err())
}

// manyIDs is how many ids an AmbiguousError names.
const manyIDs = 8

// Find returns the attempt that a word means: its id, the beginning of it, or the
// beginning of the letters after the date, as people type them. It returns a
// NotFoundError or an AmbiguousError otherwise.
func (db *DB) Find(ctx context.Context, word string) (Attempt, error) {
	id := readID(word)
	if id == "" {
		return Attempt{}, &NotFoundError{word}
	}
	found, err := db.attempts(ctx, "WHERE substr(id, 1, length($1)) = $1 OR substr(id, $2, length($1)) = $1 ORDER BY id = $1 DESC, started DESC, id DESC LIMIT $3",
		id, len(dateLayout)+2, manyIDs)
	switch {
	case err != nil:
		return Attempt{}, err
	case len(found) == 0:
		return Attempt{}, &NotFoundError{word}
	case len(found) == 1 || found[0].ID == id:
		return found[0], nil
	}
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	return Attempt{}, &AmbiguousError{strings.TrimSpace(word), ids}
}

// Last returns the attempt that started last, or a NotFoundError.
func (db *DB) Last(ctx context.Context) (Attempt, error) {
	found, err := db.attempts(ctx, "ORDER BY started DESC, id DESC LIMIT 1")
	if err == nil && len(found) == 0 {
		err = &NotFoundError{"last"}
	}
	if err != nil {
		return Attempt{}, err
	}
	return found[0], nil
}

// Delete removes an attempt with its events, drafts and reports. It returns a
// NotFoundError for an id that is not there.
func (db *DB) Delete(ctx context.Context, id string) error {
	r, err := db.sql.ExecContext(ctx, "DELETE FROM attempts WHERE id = $1", id)
	if err != nil {
		return db.explain(err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, &NotFoundError{id})
	}
	return nil
}
