// Package store provides the keeping of attempts and rooms: their events, drafts and
// reports, in one SQLite file of the user's or in a database of PostgreSQL. It knows
// nothing of what events mean; times are kept to the millisecond, in UTC.
//
// What Append, SaveDraft and SaveReport have returned from is on the disk: a killed
// process loses none of it, nor does a machine that goes down. Several processes may
// use one file or database at a time; those on PostgreSQL hear of each other's changes.
//
// Both engines run the same statements but for a few: placeholders are $1, $2, …, which
// both take.
package store

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Where an attempt's answer comes from.
const (
	Practice = "practice" // typed in the interview
	Import   = "import"   // read from a file
	Room     = "room"     // given in a shared interview
)

// Limits of what is kept. They are far above what an answer of 8 MiB needs, escapes
// of JSON included.
const (
	MaxPayload = 64 << 20 // bytes of an event's payload
	MaxDraft   = 16 << 20 // bytes of a draft
	MaxReport  = 64 << 20 // bytes of a report
	MaxName    = 200      // bytes of a kind, prompt, scenario or the like
)

// Attempt is one person's answer to one scenario.
type Attempt struct {
	ID              string // empty before Create makes one
	Scenario        string // empty for an answer to no scenario
	ScenarioVersion int
	Content         string // hash of the content that it began with
	Target          string
	Stage           string // of a drill; empty for a whole interview
	Minutes         int    // of the clock; 0 is no clock
	Source          string // Practice, Import or Room
	Started         time.Time
	Finished        time.Time // zero while it is not
}

// Unfinished tells whether the attempt can go on.
func (a Attempt) Unfinished() bool { return a.Finished.IsZero() }

// Event is something that happened in an attempt. Events are numbered from 1 without
// gaps and never change.
type Event struct {
	Seq     int
	At      time.Time
	Kind    string
	Payload []byte // JSON
}

// Draft is text that is being typed: the latest of each prompt.
type Draft struct {
	Prompt string
	Text   string
	At     time.Time
}

// Report is a scored answer. For each content and program version there is one, the
// latest that was saved.
type Report struct {
	Attempt string
	Content string // hash of the content that it was scored with
	Program string // version of the program that scored it
	Seq     int    // the last event that it counts
	Created time.Time
	JSON    []byte
	Score   *float64 // nil when nothing could be scored
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	sql  *sql.DB
	pool *pgxpool.Pool // nil with SQLite
	path string        // of the file, or the address without user and password
	self string        // names this process to others
}

// Path names the database's file, or its address without user and password.
func (db *DB) Path() string { return db.path }

// Close ends the use of the database.
func (db *DB) Close() error {
	err := db.explain(db.sql.Close())
	if db.pool != nil {
		db.pool.Close()
	}
	return err
}

// millis is a time as it is kept; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is the time that millis kept.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// bounded refuses a text that no caller of good faith stores.
func bounded(what string, size, most int) error {
	if size > most {
		return fmt.Errorf("%s of %d bytes is over the limit of %d", what, size, most)
	}
	return nil
}
