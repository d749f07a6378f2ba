package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// SharedRoom is an interview of several people. Its events, keys and drafts are kept
// with it and go with it.
type SharedRoom struct {
	ID       string // what people join by; whoever makes it sees that nobody guesses it
	Scenario string
	Content  string // hash of the content that it began with
	Lock     []byte // what a password is checked with; empty for none
	Opened   time.Time
	Expires  time.Time
}

// RoomKey gives who has it a seat in a room. Only its hash is kept.
type RoomKey struct {
	Hash []byte
	Seat string
}

// RoomDraft is the text of a seat in a stage. Versions count from 1.
type RoomDraft struct {
	Seat    string
	Stage   string
	Version int
	Text    string
	Page    string // which page of the browser wrote it
	N       int    // the number of the save among that page's
	At      time.Time
}

// NoRoomError says that a room is not there, or no more.
type NoRoomError struct{ ID string }

func (e *NoRoomError) Error() string { return fmt.Sprintf("there is no room %q", e.ID) }

// RoomConflictError says that an event or draft of this number is there already, or
// that one before it is missing: another process serves the same room.
type RoomConflictError struct {
	Room string
	Seq  int // the number that was to be stored
	Last int // the last number that is stored
}

func (e *RoomConflictError) Error() string {
	return fmt.Sprintf("the room %s was continued elsewhere: number %d cannot follow number %d", e.Room, e.Seq, e.Last)
}

// CreateRoom stores a new room with its first keys and events, all or nothing.
func (db *DB) CreateRoom(ctx context.Context, r SharedRoom, keys []RoomKey, events ...Event) error {
	switch {
	case r.ID == "" || r.Opened.IsZero() || r.Expires.IsZero():
		return errors.New("a room needs an id, and the times when it opens and expires")
	case len(r.ID) > MaxName || len(r.Scenario) > MaxName || len(r.Content) > MaxName || len(r.Lock) > MaxName:
		return fmt.Errorf("a name of a room is over %d bytes", MaxName)
	}
	if err := usable(events); err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		lock := r.Lock
		if lock == nil {
			lock = []byte{}
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO rooms (id, scenario, content, lock, opened, expires) VALUES ($1, $2, $3, $4, $5, $6)",
			r.ID, r.Scenario, r.Content, lock, millis(r.Opened), millis(r.Expires)); err != nil {
			return err
		}
		return insertRoom(ctx, tx, r.ID, 0, keys, events)
	})
}

// Rooms returns the rooms that have not expired, the latest first.
func (db *DB) Rooms(ctx context.Context, now time.Time) ([]SharedRoom, error) {
	return db.rooms(ctx, "expires > $1 ORDER BY opened DESC, id DESC", millis(now))
}

// Room returns a room that has not expired, or a NoRoomError.
func (db *DB) Room(ctx context.Context, id string, now time.Time) (SharedRoom, error) {
	list, err := db.rooms(ctx, "id = $1 AND expires > $2", id, millis(now))
	switch {
	case err != nil:
		return SharedRoom{}, err
	case len(list) == 0:
		return SharedRoom{}, &NoRoomError{id}
	}
	return list[0], nil
}

func (db *DB) rooms(ctx context.Context, where string, args ...any) ([]SharedRoom, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT id, scenario, content, lock, opened, expires FROM rooms WHERE "+where, args...)
	return gather(db, rows, err, func(scan func(...any) error) (SharedRoom, error) {
		var r SharedRoom
		var opened, expires int64
		err := scan(&r.ID, &r.Scenario, &r.Content, &r.Lock, &opened, &expires)
		r.Opened, r.Expires = moment(opened), moment(expires)
		if len(r.Lock) == 0 {
			r.Lock = nil
		}
		return r, err
	})
}

// AppendRoom stores keys, and events that follow the ones that are there, all or none.
// It returns a RoomConflictError when their numbers do not, a NoRoomError for a room
// that is not there.
func (db *DB) AppendRoom(ctx context.Context, room string, keys []RoomKey, events ...Event) error {
	if err := usable(events); err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		if err := db.hold(ctx, tx, "rooms", room); err != nil {
			return err
		}
		var last int
		switch err := tx.QueryRowContext(ctx, "SELECT (SELECT coalesce(max(seq), 0) FROM room_events WHERE room = id) FROM rooms WHERE id = $1", room).Scan(&last); {
		case errors.Is(err, sql.ErrNoRows):
			return &NoRoomError{room}
		case err != nil:
			return err
		}
		if err := insertRoom(ctx, tx, room, last, keys, events); err != nil {
			return err
		}
		return db.notify(ctx, tx, Change{Room: room, Kind: Grown})
	})
}

func insertRoom(ctx context.Context, tx *sql.Tx, room string, last int, keys []RoomKey, events []Event) error {
	for _, k := range keys {
		if len(k.Hash) == 0 || len(k.Hash) > MaxName || k.Seat == "" || len(k.Seat) > MaxName {
			return errors.New("a key needs its hash and its seat")
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO room_keys (room, hash, seat) VALUES ($1, $2, $3)", room, k.Hash, k.Seat); err != nil {
			return err
		}
	}
	for _, e := range events {
		if e.Seq != last+1 {
			return &RoomConflictError{room, e.Seq, last}
		}
		last++
		if _, err := tx.ExecContext(ctx, "INSERT INTO room_events (room, seq, at, kind, payload) VALUES ($1, $2, $3, $4, $5)",
			room, e.Seq, millis(e.At), e.Kind, e.Payload); err != nil {
			return err
		}
	}
	return nil
}

// RoomEvents returns the events of a room after a number in their order, none for one
// that is not there.
func (db *DB) RoomEvents(ctx context.Context, room string, after int) ([]Event, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT seq, at, kind, payload FROM room_events WHERE room = $1 AND seq > $2 ORDER BY seq", room, after)
	return gather(db, rows, err, func(scan func(...any) error) (Event, error) {
		var e Event
		var at int64
		err := scan(&e.Seq, &at, &e.Kind, &e.Payload)
		e.At = moment(at)
		return e, err
	})
}

// RoomKeys returns the keys of a room, in the order of their seats.
func (db *DB) RoomKeys(ctx context.Context, room string) ([]RoomKey, error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT hash, seat FROM room_keys WHERE room = $1 ORDER BY seat, hash", room)
	return gather(db, rows, err, func(scan func(...any) error) (RoomKey, error) {
		var k RoomKey
		return k, scan(&k.Hash, &k.Seat)
	})
}

// SaveRoomDraft keeps a draft whose version follows the one that is there. It returns
// a RoomConflictError when it does not, a NoRoomError for a room that is not there.
func (db *DB) SaveRoomDraft(ctx context.Context, room string, d RoomDraft) error {
	if err := errors.Join(bounded("a name", max(len(d.Seat), len(d.Stage), len(d.Page)), MaxName), bounded("a draft", len(d.Text), MaxDraft)); err != nil {
		return err
	}
	if db.Shared() {
		return db.saveRoomDraft(ctx, room, d)
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		var last int
		switch err := tx.QueryRowContext(ctx, lastVersion, d.Seat, d.Stage, room).Scan(&last); {
		case errors.Is(err, sql.ErrNoRows):
			return &NoRoomError{room}
		case err != nil:
			return err
		case d.Version != last+1:
			return &RoomConflictError{room, d.Version, last}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO room_drafts (room, seat, stage, version, text, page, n, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (room, seat, stage) DO UPDATE SET version = excluded.version, text = excluded.text, page = excluded.page, n = excluded.n, at = excluded.at`,
			room, d.Seat, d.Stage, d.Version, d.Text, d.Page, d.N, millis(d.At))
		return err
	})
}

// lastVersion is the version of a draft, of a seat and stage in a room, 0 for none.
const lastVersion = `SELECT coalesce((SELECT version FROM room_drafts WHERE room = rooms.id AND seat = $1 AND stage = $2), 0) FROM rooms WHERE id = $3`

// RoomDrafts returns the drafts of a room, in the order of their seats and stages.
func (db *DB) RoomDrafts(ctx context.Context, room string) ([]RoomDraft, error) {
	return db.roomDrafts(ctx, "SELECT seat, stage, version, text, page, n, at FROM room_drafts WHERE room = $1 ORDER BY seat, stage", room)
}

// RoomVersions returns the drafts of a room without their texts.
func (db *DB) RoomVersions(ctx context.Context, room string) ([]RoomDraft, error) {
	return db.roomDrafts(ctx, "SELECT seat, stage, version, '', page, n, at FROM room_drafts WHERE room = $1 ORDER BY seat, stage", room)
}

// RoomDraft returns the draft of a seat in a stage; its version is 0 where there is none.
func (db *DB) RoomDraft(ctx context.Context, room, seat, stage string) (RoomDraft, error) {
	list, err := db.roomDrafts(ctx, "SELECT seat, stage, version, text, page, n, at FROM room_drafts WHERE room = $1 AND seat = $2 AND stage = $3", room, seat, stage)
	if err != nil || len(list) == 0 {
		return RoomDraft{}, err
	}
	return list[0], nil
}

func (db *DB) roomDrafts(ctx context.Context, query string, args ...any) ([]RoomDraft, error) {
	rows, err := db.sql.QueryContext(ctx, query, args...)
	return gather(db, rows, err, func(scan func(...any) error) (RoomDraft, error) {
		var d RoomDraft
		var at int64
		err := scan(&d.Seat, &d.Stage, &d.Version, &d.Text, &d.Page, &d.N, &at)
		d.At = moment(at)
		return d, err
	})
}

// DeleteRoom removes a room with all that is kept of it. It returns a NoRoomError for
// one that is not there.
func (db *DB) DeleteRoom(ctx context.Context, id string) error {
	return db.transact(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "DELETE FROM rooms WHERE id = $1", id)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, &NoRoomError{id})
		}
		return db.notify(ctx, tx, Change{Room: id, Kind: Closed})
	})
}

// ExpireRooms removes the rooms whose time is over and tells how many they were.
func (db *DB) ExpireRooms(ctx context.Context, now time.Time) (int, error) {
	r, err := db.sql.ExecContext(ctx, "DELETE FROM rooms WHERE expires <= $1", millis(now))
	if err != nil {
		return 0, db.explain(err)
	}
	n, err := r.RowsAffected()
	return int(n), err
}
