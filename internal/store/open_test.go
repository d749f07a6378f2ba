package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"designdrill/internal/store"
)

// filled makes a folder with a database of some size and returns the file's path and
// bytes.
func filled(t *testing.T) (dir, path string, content []byte) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "new", "designdrill")
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.Create(t.Context(), store.Attempt{Source: store.Practice, Started: began})
	if err != nil {
		t.Fatal(err)
	}
	for seq := range 20 {
		e := store.Event{Seq: seq + 1, At: began, Kind: "answered", Payload: []byte(`"` + strings.Repeat("cache ", 2000) + `"`)}
		if err := db.Append(t.Context(), a.ID, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, store.FileName)
	if content, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return dir, path, content
}

// TestPrivate looks at the modes of what is made, and of what was there before.
func TestPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // no modes there
	}
	dir, path, _ := filled(t)
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(path, 0o644)); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, p := range []string{dir, path, path + "-wal", path + "-shm", filepath.Join(dir, ".lock")} {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
	}
}

func TestOpenExisting(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "designdrill")
	if _, err := store.OpenExisting(t.Context(), dir); !errors.Is(err, store.ErrNoDatabase) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("looking for a database made its folder (%v)", err)
	}
	open(t, dir)
	db, err := store.OpenExisting(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// TestDamaged opens files that are damaged in several ways: each is set aside as it
// was, and the next opening begins anew.
func TestDamaged(t *testing.T) {
	noise := bytes.Repeat([]byte("no database "), 3000)
	for name, damage := range map[string]func([]byte) []byte{
		"noise":     func([]byte) []byte { return noise },
		"no page":   func(b []byte) []byte { return b[:len(b)%4096+30] },
		"one byte":  func([]byte) []byte { return []byte{'x'} },
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"a hole":    func(b []byte) []byte { copy(b[4096*4:], noise); return b },
	} {
		t.Run(name, func(t *testing.T) {
			dir, path, content := filled(t)
			content = damage(content)
			if err := errors.Join(os.WriteFile(path, content, 0o600), os.WriteFile(path+"-wal", []byte("log"), 0o600)); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), dir)
			var damaged *store.CorruptError
			if !errors.As(err, &damaged) || damaged.Aside == "" || !strings.Contains(err.Error(), damaged.Aside) || !strings.Contains(damaged.Hint(), damaged.Aside) {
				t.Fatalf("got %v", err)
			}
			kept, err := os.ReadFile(damaged.Aside)
			if err != nil || !bytes.Equal(kept, content) {
				t.Errorf("%d bytes are kept of %d, %v", len(kept), len(content), err)
			}
			if name == "noise" {
				if log, err := os.ReadFile(damaged.Aside + "-wal"); err != nil || string(log) != "log" {
					t.Errorf("the log is kept as %q, %v", log, err)
				}
			}
			list, err := open(t, dir).Attempts(t.Context())
			if err != nil || len(list) != 0 {
				t.Errorf("the new database holds %d attempts, %v", len(list), err)
			}
		})
	}
}

// TestDamagedTwice gives each file set aside a name of its own.
func TestDamagedTwice(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, store.FileName)
	names := map[string]bool{}
	for range 4 {
		if err := os.WriteFile(path, []byte("no database, and long enough to be one"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), dir)
		var damaged *store.CorruptError
		if !errors.As(err, &damaged) {
			t.Fatalf("got %v", err)
		}
		names[damaged.Aside] = true
	}
	if len(names) != 4 {
		t.Errorf("got the names %v", names)
	}
}

func TestNewer(t *testing.T) {
	dir, path, _ := filled(t)
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), dir)
	var newer *store.NewerError
	if !errors.As(err, &newer) || newer.Have != 99 || newer.Know < 1 || newer.Hint() == "" {
		t.Fatalf("got %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed (%v)", err)
	}
}

// TestNowhere opens where nothing can be written.
func TestNowhere(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	asFile := filepath.Join(root, "taken")
	if err := os.MkdirAll(filepath.Join(asFile, store.FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	dirs := []string{filepath.Join(file, "designdrill"), file, asFile}
	if os.Geteuid() > 0 { // the administrator may write anywhere
		locked, _, _ := filled(t)
		if err := os.Chmod(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(locked, 0o700)
		dirs = append(dirs, locked)
	}
	for _, dir := range dirs {
		_, err := store.Open(t.Context(), dir)
		var denied *store.AccessError
		if !errors.As(err, &denied) || denied.Hint() == "" || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: got %v", dir, err)
		}
	}
}
