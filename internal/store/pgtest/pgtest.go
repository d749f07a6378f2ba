// Package pgtest provides databases of PostgreSQL for tests: on the server that
// DESIGNDRILL_TEST_POSTGRES names, else on one that it starts itself from the programs
// installed, in a temporary folder and on a free port of this machine. Where there is
// neither, tests fail and say so: none is skipped.
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable names a server whose user may create databases, as a URL.
const Variable = "DESIGNDRILL_TEST_POSTGRES"

const hint = "install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql), or name a server whose user may create databases with " + Variable + "=postgres://user@host/postgres"

// URL makes an empty database and returns its address. It goes with the test.
func URL(t testing.TB) string {
	t.Helper()
	server, err := running()
	if err != nil {
		t.Fatalf("this test needs PostgreSQL: %v\nhint: %s", err, hint)
	}
	name := "designdrill_" + strings.ToLower(rand.Text()[:12])
	do(t.Context(), t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { do(context.Background(), t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func do(ctx context.Context, t testing.TB, server, query string) {
	t.Helper()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, query); err != nil {
		t.Fatal(err)
	}
}

// running returns the address of the one server that all tests of a package share.
func running() (string, error) {
	s, err := started()
	return s.address, err
}

// server is one that runs until life closes.
type server struct {
	address string
	life    io.Closer
}

var started = sync.OnceValues(func() (server, error) {
	if u := os.Getenv(Variable); u != "" {
		return server{u, io.NopCloser(nil)}, nil
	}
	postgres, initdb := find("postgres"), find("initdb")
	if postgres == "" || initdb == "" {
		return server{}, errors.New("its programs postgres and initdb are not found")
	}
	dir, err := os.MkdirTemp("", "designdrill-pg-")
	if err != nil {
		return server{}, err
	}
	as, err := own(dir)
	if err != nil {
		return server{}, err
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(initdb, "-D", data, "-U", "designdrill", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	init.Dir, init.SysProcAttr = dir, as
	if out, err := init.CombinedOutput(); err != nil {
		return server{}, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return server{}, err
	}
	// The shell waits for the end of its input, which comes with the end of the tests,
	// however they end, and stops the server.
	const script = `"$1" -D "$2" -h 127.0.0.1 -p "$3" -k "" >"$4/log" 2>&1 & p=$!; cat >/dev/null; kill -INT $p; wait $p; rm -rf "$4"`
	cmd := exec.Command("/bin/sh", "-c", script, "sh", postgres, data, port, dir)
	cmd.Dir, cmd.SysProcAttr = dir, as
	life, err := cmd.StdinPipe()
	if err != nil {
		return server{}, err
	}
	if err := cmd.Start(); err != nil {
		return server{}, err
	}
	address := "postgres://designdrill@127.0.0.1:" + port + "/postgres?sslmode=disable"
	return server{address, life}, answers(address, filepath.Join(dir, "log"))
})

// answers waits for the server to take connections.
func answers(address, log string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			text, _ := os.ReadFile(log)
			return fmt.Errorf("the server does not start: %w\n%s", err, text)
		case <-tick.C:
		}
	}
}

// find returns the path of a program of PostgreSQL's, the newest; "" for none.
func find(program string) string {
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/", "/usr/pgsql-*/bin/", "/opt/homebrew/opt/postgresql*/bin/", "/usr/local/opt/postgresql*/bin/"} {
		found, _ := filepath.Glob(pattern + program)
		if len(found) > 0 {
			return slices.Max(found)
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return ""
	}
	return path
}

func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	return port, err
}
