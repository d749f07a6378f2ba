package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// connections is how many a process keeps to PostgreSQL at most, where the address
// does not say it with pool_max_conns. One more listens for changes.
const connections = 8

// OpenPostgres opens a database of PostgreSQL by its address, a URL such as
// postgres://user@host/name, and brings its schema up to date. Several processes may
// do so at a time.
func OpenPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// The driver's own words may hold the password.
		return nil, &AccessError{"DESIGNDRILL_DATABASE", "the address cannot be read", "it is like postgres://user:password@host:5432/name"}
	}
	if !strings.Contains(address, "pool_max_conns") {
		config.MaxConns = connections
	}
	c := config.ConnConfig
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "designdrill"
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 10 * time.Second
	}
	name := "postgres://" + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, explainPostgres(name, err)
	}
	db := &DB{sql: stdlib.OpenDBFromPool(pool), pool: pool, path: name, self: newID(time.Now())}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(db.explain(err), db.Close())
	}
	return db, nil
}

// Shared tells whether several processes serve from the database at a time.
func (db *DB) Shared() bool { return db.pool != nil }

// dialect is what the migrations are applied with.
func (db *DB) dialect() (folder string, d goose.Dialect, options []goose.ProviderOption, err error) {
	options = []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if !db.Shared() {
		return "migrations/sqlite", goose.DialectSQLite3, options, nil
	}
	// Of processes that start together one is to do the work.
	l, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120)) // asks each second
	return "migrations/postgres", goose.DialectPostgres, append(options, goose.WithSessionLocker(l)), err
}

// Ready tells why the database cannot be worked with now: it is not reached, or its
// schema is not the one that this program knows.
func (db *DB) Ready(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	have, know, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return db.explain(err)
	case have > know:
		return &NewerError{db.path, have, know}
	case have < know:
		return fmt.Errorf("the schema of database %q is %d, not %d", db.path, have, know)
	}
	return nil
}

// hold keeps other writers of an attempt or room waiting until the transaction ends.
// SQLite has one writer at a time anyway.
func (db *DB) hold(ctx context.Context, tx *sql.Tx, table, id string) error {
	if !db.Shared() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SELECT 1 FROM "+table+" WHERE id = $1 FOR NO KEY UPDATE", id)
	return err
}

// text is a text as its column takes it.
func (db *DB) text(s string) any {
	if db.Shared() {
		return []byte(s)
	}
	return s
}

// Codes of PostgreSQL.
const (
	pgUnique  = "23505"
	pgForeign = "23503"
)

func pgCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// explainPostgres turns an error of the driver into one of the store's.
func explainPostgres(path string, err error) error {
	const away = "see that the server runs and that DESIGNDRILL_DATABASE names it; what was saved before is safe"
	var known interface{ Hint() string }
	var refused *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, sql.ErrTxDone):
		return err
	case errors.As(err, &refused):
		switch class := refused.Code[:min(2, len(refused.Code))]; {
		case refused.Code == "53100":
			return &AccessError{path, "the server's disk is full", "make room on it; what was saved before is safe"}
		case refused.Code == "53300":
			return &AccessError{path, "the server takes no more connections", "raise its max_connections, or lower pool_max_conns in DESIGNDRILL_DATABASE"}
		case class == "28", class == "3D":
			return &AccessError{path, refused.Message, "see the user, the password and the name of the database in DESIGNDRILL_DATABASE"}
		case refused.Code == "42501", class == "25":
			return &AccessError{path, refused.Message, "the user must own the schema or be allowed to create tables in it, on a server that is no standby"}
		case class == "57":
			return &AccessError{path, "the server is stopping or starting", away}
		}
	case errors.As(err, &connect), errors.As(err, &network), pgconn.SafeToRetry(err), errors.Is(err, context.DeadlineExceeded):
		return &AccessError{path, "it cannot be reached", away}
	}
	return fmt.Errorf("database %q: %w", path, err)
}

// saveRoomDraft is SaveRoomDraft in one statement, which waits for no other seat.
func (db *DB) saveRoomDraft(ctx context.Context, room string, d RoomDraft) error {
	change := db.change(Change{Room: room, Kind: Drafted, Seat: d.Seat, Stage: d.Stage})
	write := `UPDATE room_drafts SET version = $4, text = $5, page = $6, n = $7, at = $8 WHERE room = $1 AND seat = $2 AND stage = $3 AND version = $4 - 1`
	if d.Version == 1 {
		write = `INSERT INTO room_drafts (room, seat, stage, version, text, page, n, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
	}
	var told string
	err := db.sql.QueryRowContext(ctx, "WITH written AS ("+write+" RETURNING 1) SELECT pg_notify($9, $10)::text FROM written",
		room, d.Seat, d.Stage, d.Version, db.text(d.Text), db.text(d.Page), d.N, millis(d.At), channel, change).Scan(&told)
	switch {
	case err == nil:
		return nil
	case pgCode(err) == pgForeign:
		return &NoRoomError{room}
	case !errors.Is(err, sql.ErrNoRows):
		return db.explain(err)
	}
	var last int
	switch err := db.sql.QueryRowContext(ctx, lastVersion, d.Seat, d.Stage, room).Scan(&last); {
	case errors.Is(err, sql.ErrNoRows):
		return &NoRoomError{room}
	case err != nil:
		return db.explain(err)
	}
	return &RoomConflictError{room, d.Version, last}
}

// listenConn is a connection of its own that is told of changes.
func (db *DB) listenConn(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, db.pool.Config().ConnConfig)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return nil, errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}
	return conn, nil
}
