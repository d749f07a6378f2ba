package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// ErrNoDatabase is the error of OpenExisting when nothing has been stored yet.
var ErrNoDatabase = errors.New("nothing is stored yet")

// NotFoundError says that no attempt has an id that begins like this.
type NotFoundError struct{ Word string }

func (e *NotFoundError) Error() string { return fmt.Sprintf("no attempt %q", e.Word) }

// Hint says what to do.
func (e *NotFoundError) Hint() string { return "designdrill history lists them" }

// AmbiguousError says that several ids begin like this.
type AmbiguousError struct {
	Word string
	IDs  []string // the first few of them
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q stands for several attempts: %s", e.Word, strings.Join(e.IDs, ", "))
}

// Hint says what to do.
func (e *AmbiguousError) Hint() string { return "type more of the id" }

// ConflictError says that an event of this number is there already, or that one before
// it is missing: another process goes on with the same attempt.
type ConflictError struct {
	Attempt string
	Seq     int // the number that was to be appended
	Last    int // the last number that is stored
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("attempt %s was continued elsewhere: event %d cannot follow event %d", e.Attempt, e.Seq, e.Last)
}

// Hint says what to do.
func (e *ConflictError) Hint() string {
	return "another window has it open; close one of them, then resume the attempt"
}

// FinishedError says that an attempt takes no more events.
type FinishedError struct{ Attempt string }

func (e *FinishedError) Error() string { return fmt.Sprintf("attempt %s is finished", e.Attempt) }

// CorruptError says that the file is damaged. Aside is where it was moved to; it is
// empty when it still is where it was.
type CorruptError struct {
	Path, Aside string
	Err         error
}

func (e *CorruptError) Error() string {
	if e.Aside == "" {
		return fmt.Sprintf("the database %q is damaged: %s", e.Path, e.Err)
	}
	return fmt.Sprintf("the database was damaged and is now %q: %s", e.Aside, e.Err)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *CorruptError) Hint() string {
	if e.Aside == "" {
		return "run the command once more: the file is then set aside"
	}
	return fmt.Sprintf("nothing of it is deleted, and the next command starts an empty one; what is left can be read with: sqlite3 %q .recover", e.Aside)
}

// NewerError says that a later version of the program has changed the database.
type NewerError struct {
	Path       string
	Have, Know int64 // the schema of the file, and the latest that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the database %q is of a newer designdrill: its schema is %d, this one knows %d", e.Path, e.Have, e.Know)
}

// Hint says what to do.
func (e *NewerError) Hint() string {
	return "use the newer designdrill, or keep apart data in another folder with XDG_DATA_HOME"
}

// AccessError says that the folder or file cannot be used.
type AccessError struct {
	Path string
	Why  string // "the disk is full"
	Help string
}

func (e *AccessError) Error() string {
	return fmt.Sprintf("cannot use the database %q: %s", e.Path, e.Why)
}

// Hint says what to do.
func (e *AccessError) Hint() string { return e.Help }

const helpWritable = "the folder and the files in it must be writable; XDG_DATA_HOME names another place"

// explain turns an error of the driver into one of the above.
func (db *DB) explain(err error) error {
	if db.Shared() {
		return explainPostgres(db.path, err)
	}
	return explain(db.path, err)
}

func explain(path string, err error) error {
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return err
	}
	switch driver.Code() & 0xff {
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return &CorruptError{Path: path, Err: err}
	case codes.SQLITE_FULL:
		return &AccessError{path, "the disk is full", "make room on the disk; what was saved before is safe"}
	case codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_CANTOPEN, codes.SQLITE_AUTH:
		return &AccessError{path, "it cannot be written", helpWritable}
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return &AccessError{path, "another process keeps it locked", "close other windows of designdrill and try again"}
	case codes.SQLITE_IOERR:
		return &AccessError{path, "the disk fails: " + err.Error(), "see whether the disk is full or damaged; what was saved before is safe"}
	}
	return fmt.Errorf("database %q: %w", path, err)
}

// denied turns an error of the file system into an AccessError.
func denied(path string, err error) error {
	var p *fs.PathError
	why := err.Error()
	switch {
	case errors.Is(err, fs.ErrPermission):
		why = "permission denied"
	case errors.As(err, &p):
		why = p.Err.Error()
	}
	return &AccessError{path, why, helpWritable}
}
