package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// MaxPack bounds a pack in bytes.
const MaxPack = 64 << 20

// KeepPack keeps the content of a hash, in a form that is the caller's, if it is not
// there.
func (db *DB) KeepPack(ctx context.Context, hash string, pack []byte) error {
	if err := errors.Join(bounded("a hash", len(hash), MaxName), bounded("a pack", len(pack), MaxPack)); err != nil {
		return err
	}
	_, err := db.sql.ExecContext(ctx, "INSERT INTO packs (hash, pack) VALUES ($1, $2) ON CONFLICT DO NOTHING", hash, pack)
	return db.explain(err)
}

// Pack returns the content of a hash, nil for one that was not kept.
func (db *DB) Pack(ctx context.Context, hash string) ([]byte, error) {
	var pack []byte
	err := db.sql.QueryRowContext(ctx, "SELECT pack FROM packs WHERE hash = $1", hash).Scan(&pack)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return pack, db.explain(err)
}

// DropPacks removes the packs that no room needs any more but for one.
func (db *DB) DropPacks(ctx context.Context, but string, now time.Time) error {
	_, err := db.sql.ExecContext(ctx, "DELETE FROM packs WHERE hash <> $1 AND NOT EXISTS (SELECT 1 FROM rooms WHERE rooms.content = packs.hash AND expires > $2)", but, millis(now))
	return db.explain(err)
}

// SaveReading keeps what the second reader found in a candidate's answer, in JSON, in
// place of what it found before. It returns a NoRoomError for a room that is not there.
func (db *DB) SaveReading(ctx context.Context, room, seat string, reading []byte) error {
	if err := errors.Join(bounded("a seat", len(seat), MaxName), bounded("a reading", len(reading), MaxReport)); err != nil {
		return err
	}
	if !json.Valid(reading) {
		return errors.New("the reading is no JSON")
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		var one int
		if err := tx.QueryRowContext(ctx, "SELECT 1 FROM rooms WHERE id = $1", room).Scan(&one); errors.Is(err, sql.ErrNoRows) {
			return &NoRoomError{room}
		} else if err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO room_readings (room, seat, reading) VALUES ($1, $2, $3) ON CONFLICT (room, seat) DO UPDATE SET reading = excluded.reading",
			room, seat, reading)
		return err
	})
}

// Readings returns what the second reader found in a room, by seat.
func (db *DB) Readings(ctx context.Context, room string) (map[string][]byte, error) {
	type reading struct {
		seat string
		text []byte
	}
	rows, err := db.sql.QueryContext(ctx, "SELECT seat, reading FROM room_readings WHERE room = $1", room)
	list, err := gather(db, rows, err, func(scan func(...any) error) (reading, error) {
		var r reading
		return r, scan(&r.seat, &r.text)
	})
	out := map[string][]byte{}
	for _, r := range list {
		out[r.seat] = r.text
	}
	return out, err
}
