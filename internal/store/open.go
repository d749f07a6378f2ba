package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/rogpeppe/go-internal/lockedfile"
	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// FileName is the database's file in the data folder.
const FileName = "designdrill.db"

// Open opens the database in a folder and makes both when they are not there. A
// damaged file is moved aside and told of by a CorruptError; one of a newer schema is
// left as it is and told of by a NewerError.
func Open(ctx context.Context, dir string) (*DB, error) {
	path := filepath.Join(dir, FileName)
	if err := private(dir); err != nil {
		return nil, denied(path, err)
	}
	// Of two processes that open a new, old or damaged file one is to do the work.
	lock := filepath.Join(dir, ".lock")
	if err := ready(lock); err != nil {
		return nil, denied(path, err)
	}
	unlock, err := lockedfile.MutexAt(lock).Lock()
	if err != nil {
		return nil, denied(path, err)
	}
	defer unlock()
	if err := ready(path); err != nil {
		return nil, denied(path, err)
	}
	db, err := prepare(ctx, path)
	var damaged *CorruptError
	if errors.As(err, &damaged) {
		damaged.Aside, err = setAside(path, time.Now())
		if err != nil {
			return nil, fmt.Errorf("%w, and it cannot be moved aside: %w", damaged, denied(path, err))
		}
		return nil, damaged
	}
	return db, err
}

// OpenExisting is Open for who only reads: where nothing is stored it makes nothing
// and returns ErrNoDatabase.
func OpenExisting(ctx context.Context, dir string) (*DB, error) {
	path := filepath.Join(dir, FileName)
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoDatabase
	case err != nil:
		return nil, denied(path, err)
	}
	return Open(ctx, dir)
}

// private makes a folder that only the user can look into.
func private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(dir, 0o700) // as with the file
	}
	return err
}

// ready makes a file when it is not there, for the user alone.
func ready(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	// A copy from elsewhere may be open to others. Not all file systems know modes,
	// so there is nothing to do about a failure.
	_ = f.Chmod(0o600)
	return f.Close()
}

// magic begins every file of SQLite's.
const magic = "SQLite format 3\x00"

// foreign returns an error for a file that has something else in it than a database.
// SQLite itself would write over a short one.
func foreign(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return denied(path, err)
	}
	defer f.Close()
	head := make([]byte, len(magic))
	switch n, err := io.ReadFull(f, head); {
	case err == io.EOF: // new
		return nil
	case err != nil && err != io.ErrUnexpectedEOF:
		return denied(path, err)
	case string(head[:n]) != magic:
		return &CorruptError{Path: path, Err: errors.New("it does not begin like a database")}
	}
	return nil
}

// prepare connects to the file and brings its schema up to date.
func prepare(ctx context.Context, path string) (*DB, error) {
	if err := foreign(path); err != nil {
		return nil, err
	}
	conn, err := sql.Open("sqlite", address(path))
	if err != nil {
		return nil, err
	}
	db := &DB{sql: conn, path: path}
	if err = db.check(ctx); err == nil {
		err = db.migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(db.explain(err), conn.Close())
	}
	return db, nil
}

// address is the file as the driver takes it. synchronous=full puts every commit on
// the disk before it is confirmed; immediate transactions wait for each other instead
// of failing half-way.
func address(path string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "foreign_keys(on)", "synchronous(full)"}}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + q.Encode()
}

// check looks through the file's structure, about 1.5 ms a megabyte, and turns on the
// write-ahead log.
func (db *DB) check(ctx context.Context) error {
	var found string
	if err := db.sql.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return &CorruptError{Path: db.path, Err: errors.New(found)}
	}
	_, err := db.sql.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

// provider applies the migrations of the engine.
func (db *DB) provider() (*goose.Provider, error) {
	name, dialect, options, err := db.dialect()
	if err != nil {
		return nil, err
	}
	folder, err := fs.Sub(migrations, name)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db.sql, folder, options...)
}

// migrate brings the schema up to date.
func (db *DB) migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	have, know, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have > know:
		return &NewerError{db.path, have, know}
	case have == know:
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// setAside renames the file, and what its log still holds, to a name that is free. It
// returns the new path.
func setAside(path string, now time.Time) (string, error) {
	aside := path + ".damaged-" + now.UTC().Format("20060102T150405Z")
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s.damaged-%s-%d", path, now.UTC().Format("20060102T150405Z"), n)
	}
	// The file goes first: SQLite drops a log without its file, but would take a file
	// without its log for a whole one.
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
