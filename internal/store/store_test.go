package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"designdrill/internal/store"
	"designdrill/internal/store/contract"
)

func TestContract(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "a b?c#d%20&e") // would end the address of the file or mean another
	contract.Run(t, func(t *testing.T, name string) contract.Store { return open(t, filepath.Join(odd, name)) })
	contract.RunRooms(t, func(t *testing.T, name string) contract.Rooms { return open(t, filepath.Join(odd, name)) })
	if _, err := os.Stat(filepath.Join(odd, "events", store.FileName)); err != nil {
		t.Error(err)
	}
}

// open opens a folder's database until the test ends.
func open(t *testing.T, dir string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
