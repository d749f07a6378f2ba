package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)

// TestDriverErrors provokes what the driver can fail with and looks at what is made
// of it.
func TestDriverErrors(t *testing.T) {
	text := strings.Repeat("cache ", 50_000)
	draft := func(db *DB, id string) error {
		return db.SaveDraft(t.Context(), id, Draft{Prompt: "p", Text: text, At: day})
	}
	tests := map[string]struct {
		provoke func(t *testing.T, db *DB, id string) error
		want    string
	}{
		"full": {func(t *testing.T, db *DB, id string) error {
			exec(t, db, "PRAGMA max_page_count = 20")
			return draft(db, id)
		}, "the disk is full"},
		"read only": {func(t *testing.T, db *DB, id string) error {
			exec(t, db, "PRAGMA query_only = on")
			return draft(db, id)
		}, "it cannot be written"},
		"locked": {func(t *testing.T, db *DB, id string) error {
			other, err := Open(t.Context(), filepath.Dir(db.path))
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			tx, err := other.sql.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			exec(t, db, "PRAGMA busy_timeout = 0")
			return draft(db, id)
		}, "another process keeps it locked"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			db, id := sample(t)
			err := tt.provoke(t, db, id)
			var denied *AccessError
			if !errors.As(err, &denied) || denied.Why != tt.want || denied.Help == "" {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if list, err := db.Events(t.Context(), id); err != nil || len(list) != 1 {
				t.Errorf("%d events are left, %v", len(list), err)
			}
		})
	}
}

// sample is a database of one connection with an attempt of one event.
func sample(t *testing.T) (*DB, string) {
	t.Helper()
	db, err := Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.sql.SetMaxOpenConns(1)
	a, err := db.Create(t.Context(), Attempt{Source: Practice, Started: day})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Append(t.Context(), a.ID, Event{Seq: 1, At: day, Kind: "began", Payload: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	return db, a.ID
}

func exec(t *testing.T, db *DB, query string) {
	t.Helper()
	if _, err := db.sql.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedWhileOpen damages the file behind the back of an open database.
func TestDamagedWhileOpen(t *testing.T) {
	db, id := sample(t)
	exec(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
	db.sql.SetMaxIdleConns(0) // the next query sees the file, not what it remembers
	info, err := os.Stat(db.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(db.path, []byte(strings.Repeat("x", int(info.Size()))), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = db.Events(t.Context(), id)
	var damaged *CorruptError
	if !errors.As(err, &damaged) || damaged.Aside != "" || !strings.Contains(err.Error(), db.path) || damaged.Hint() == "" {
		t.Errorf("got %v", err)
	}
}

func TestDenied(t *testing.T) {
	for err, want := range map[error]string{
		&fs.PathError{Op: "open", Path: "p", Err: syscall.EACCES}: "permission denied",
		&fs.PathError{Op: "open", Path: "p", Err: syscall.EROFS}:  syscall.EROFS.Error(),
		errors.New("something"):                                   "something",
	} {
		if got := denied("p", err).Error(); got != `cannot use the database "p": `+want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDir(t *testing.T) {
	abs := func(parts ...string) string {
		root := "/"
		if runtime.GOOS == "windows" {
			root = `C:\`
		}
		return root + filepath.Join(parts...)
	}
	home := abs("home", "u")
	tests := []struct {
		goos string
		env  map[string]string
		home string
		want string // "" for an error
	}{
		{"linux", nil, home, abs("home", "u", ".local", "share", "designdrill")},
		{"linux", map[string]string{"XDG_DATA_HOME": abs("data")}, "", abs("data", "designdrill")},
		{"linux", map[string]string{"XDG_DATA_HOME": "data"}, home, abs("home", "u", ".local", "share", "designdrill")},
		{"linux", map[string]string{"LocalAppData": abs("x")}, home, abs("home", "u", ".local", "share", "designdrill")},
		{"darwin", nil, home, abs("home", "u", "Library", "Application Support", "designdrill")},
		{"darwin", map[string]string{"XDG_DATA_HOME": abs("data")}, home, abs("data", "designdrill")},
		{"windows", map[string]string{"LocalAppData": abs("local")}, home, abs("local", "designdrill")},
		{"windows", nil, home, abs("home", "u", ".local", "share", "designdrill")},
		{"linux", nil, "", ""},
		{"linux", nil, "relative", ""},
	}
	for _, tt := range tests {
		got, err := Dir(tt.goos, func(k string) string { return tt.env[k] }, func() (string, error) {
			if tt.home == "" {
				return "", errors.New("no home")
			}
			return tt.home, nil
		})
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s %v %q: got %q, %v, want %q", tt.goos, tt.env, tt.home, got, err, tt.want)
		}
	}
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := newID(day)
		if !ValidID(id) || !strings.HasPrefix(id, "261125-") || readID(id) != id {
			t.Fatalf("made the id %q", id)
		}
		seen[id] = true
	}
	if len(seen) < 990 { // of a million
		t.Errorf("only %d different ids of 1000", len(seen))
	}
	if newID(day.Add(24*time.Hour)) < newID(day) {
		t.Error("a later day sorts before an earlier one")
	}
}

// TestReadID reads whatever is typed. It is no fuzz test, which would have to compile
// all of SQLite with its instruments.
func TestReadID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ 0-9a-zA-Z-]{0,12}`), rapid.StringMatching(`[0-9]{6}-[0-9a-z]{4}`),
			rapid.SampledFrom([]string{"", "last", "%", "261332-0000", "é", strings.Repeat("2", 100)})).Draw(t, "word")
		id := readID(word)
		if len(id) > maxWord || strings.Trim(id, letters+"-") != "" {
			t.Errorf("%q is read as %q", word, id)
		}
		if readID(id) != id {
			t.Errorf("%q is read as %q, and that as %q", word, id, readID(id))
		}
		if ValidID(word) && id != word {
			t.Errorf("the id %q is read as %q", word, id)
		}
	})
}
