package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
)

// SaveReport keeps a report in place of one by the same program with the same content.
// It returns a NotFoundError when its attempt is not there.
func (db *DB) SaveReport(ctx context.Context, r Report) error {
	if err := errors.Join(bounded("a name", max(len(r.Content), len(r.Program)), MaxName), bounded("a report", len(r.JSON), MaxReport)); err != nil {
		return err
	}
	if !json.Valid(r.JSON) {
		return errors.New("the report is no JSON")
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		var one int
		if err := tx.QueryRowContext(ctx, "SELECT 1 FROM attempts WHERE id = $1", r.Attempt).Scan(&one); errors.Is(err, sql.ErrNoRows) {
			return &NotFoundError{r.Attempt}
		} else if err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO reports (attempt, content, program, seq, created, report, score) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (attempt, content, program) DO UPDATE
			SET seq = excluded.seq, created = excluded.created, report = excluded.report, score = excluded.score`,
			r.Attempt, r.Content, r.Program, r.Seq, millis(r.Created), r.JSON, r.Score)
		return err
	})
}

// Reports returns the reports of an attempt, the latest first.
func (db *DB) Reports(ctx context.Context, attempt string) ([]Report, error) {
	return db.reports(ctx, "WHERE attempt = $1 ORDER BY created DESC, rowid DESC", attempt)
}

// ReportsOf returns of every attempt the latest report with a content, in no
// particular order.
func (db *DB) ReportsOf(ctx context.Context, content string) ([]Report, error) {
	return db.reports(ctx, `WHERE content = $1 AND NOT EXISTS (SELECT 1 FROM reports AS later WHERE later.attempt = reports.attempt AND later.content = $1
		AND (later.created, later.rowid) > (reports.created, reports.rowid))`, content)
}

// Scores returns the reports of all attempts without their JSON, the latest first.
func (db *DB) Scores(ctx context.Context) ([]Report, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT attempt, content, program, seq, created, NULL, score FROM reports ORDER BY created DESC, rowid DESC")
	return gather(db, rows, err, scanReport)
}

func (db *DB) reports(ctx context.Context, where string, args ...any) ([]Report, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT attempt, content, program, seq, created, report, score FROM reports "+where, args...)
	return gather(db, rows, err, scanReport)
}

func scanReport(scan func(...any) error) (Report, error) {
	var r Report
	var created int64
	err := scan(&r.Attempt, &r.Content, &r.Program, &r.Seq, &created, &r.JSON, &r.Score)
	r.Created = moment(created)
	return r, err
}
