package store_test

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"designdrill/internal/store"
	"designdrill/internal/store/contract"
	"designdrill/internal/store/pgtest"
)

// TestContractPostgres holds PostgreSQL to the contract.
func TestContractPostgres(t *testing.T) {
	open := databases()
	contract.Run(t, func(t *testing.T, name string) contract.Store { return open(t, name) })
	contract.RunRooms(t, func(t *testing.T, name string) contract.Rooms { return open(t, name) })
}

// databases gives each name a database, and another process's view of it when it comes
// again.
func databases() func(t *testing.T, name string) *store.DB {
	urls := map[string]string{}
	return func(t *testing.T, name string) *store.DB {
		t.Helper()
		if urls[name] == "" {
			urls[name] = pgtest.URL(t)
		}
		return openPostgres(t, urls[name])
	}
}

func openPostgres(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.OpenPostgres(t.Context(), url)
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

// TestPostgresTogether lets several processes find the database empty at a time.
func TestPostgresTogether(t *testing.T) {
	address := pgtest.URL(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			db, err := store.OpenPostgres(t.Context(), address)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(db.Ready(t.Context()), db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestPostgresRefused looks at the errors of addresses that do not work, in which no
// password stands.
func TestPostgresRefused(t *testing.T) {
	good := pgtest.URL(t)
	change := func(f func(*url.URL)) string {
		u, err := url.Parse(good)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(u.User.Username(), "teapot")
		f(u)
		return u.String()
	}
	for name, tt := range map[string]struct{ address, want string }{
		"no address":  {"postgres://u:teapot@[", "cannot be read"},
		"no server":   {change(func(u *url.URL) { u.Host = "127.0.0.1:1" }), "cannot be reached"},
		"no user":     {change(func(u *url.URL) { u.User = url.UserPassword("somebody", "teapot") }), "somebody"},
		"no database": {change(func(u *url.URL) { u.Path = "/nothing" }), "nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := store.OpenPostgres(t.Context(), tt.address)
			var denied *store.AccessError
			if !errors.As(err, &denied) || denied.Hint() == "" || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error()+denied.Hint(), "teapot") {
				t.Errorf("got %v", err)
			}
		})
	}
}
