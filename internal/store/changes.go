package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// The kinds of changes.
const (
	Grown   = "grown"   // a room has more events or keys
	Drafted = "drafted" // a seat's draft in a stage
	Closed  = "closed"  // a room is no more
	Present = "present" // Seats have pages open in a process
	Asking  = "asking"  // a process wants to know who is present in a room
)

// Change is what another process did to a room. The zero Change says that anything may
// have happened.
type Change struct {
	From  string   `json:"from,omitempty"` // the process
	Room  string   `json:"room,omitempty"`
	Kind  string   `json:"kind,omitempty"`
	Seat  string   `json:"seat,omitempty"`
	Stage string   `json:"stage,omitempty"`
	Seats []string `json:"seats,omitempty"`
}

// channel is what processes tell each other of changes on. A change goes out with the
// transaction that makes it, and not without.
const channel = "designdrill"

// maxChange bounds a change in bytes; the server takes 8000.
const maxChange = 7900

// change is a change as it is sent.
func (db *DB) change(c Change) string {
	c.From = db.self
	text, err := json.Marshal(c)
	if err != nil || len(text) > maxChange { // of names that are no seats or rooms
		return "{}"
	}
	return string(text)
}

// notify tells other processes of a change when the transaction is committed. There is
// none that could listen at a file.
func (db *DB) notify(ctx context.Context, tx *sql.Tx, c Change) error {
	if !db.Shared() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, db.change(c))
	return err
}

// Tell tells other processes what is kept nowhere: who is present in a room.
func (db *DB) Tell(ctx context.Context, c Change) error {
	if !db.Shared() {
		return nil
	}
	_, err := db.sql.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, db.change(c))
	return db.explain(err)
}

// alive is how long a connection may be silent before it is looked at.
const alive = 20 * time.Second

// Watch tells of the changes that other processes make, one after another, until ctx
// ends or the connection breaks. The first is the zero Change: what came before is not
// told. Where only one process serves, it waits for ctx to end.
func (db *DB) Watch(ctx context.Context, tell func(Change)) error {
	if !db.Shared() {
		<-ctx.Done()
		return ctx.Err()
	}
	conn, err := db.listenConn(ctx)
	if err != nil {
		return db.explain(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	tell(Change{})
	for {
		wait, stop := context.WithTimeout(ctx, alive)
		n, err := conn.WaitForNotification(wait)
		quiet := errors.Is(wait.Err(), context.DeadlineExceeded)
		stop()
		switch {
		case err == nil:
			var c Change
			if err := json.Unmarshal([]byte(n.Payload), &c); err != nil {
				c = Change{}
			}
			if c.From != db.self {
				tell(c)
			}
			continue
		case ctx.Err() != nil:
			return ctx.Err()
		case !quiet:
			return db.explain(err)
		}
		ping, stop := context.WithTimeout(ctx, alive/4)
		err = conn.Ping(ping)
		stop()
		if err != nil {
			return db.explain(err)
		}
	}
}
