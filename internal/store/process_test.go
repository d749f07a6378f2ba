package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"designdrill/internal/store"
)

// TestMain lets the test binary be the other process of a test.
func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_TEST_DIR"); dir != "" {
		if err := other(context.Background(), dir, os.Args[1], os.Args[2]); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

var began = time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)

// other is what another process does: "create" an attempt, "race" for 100 events of an
// attempt, or "write" drafts and events until it is killed. It says what is confirmed.
func other(ctx context.Context, dir, what, id string) error {
	db, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	event := func(seq int) store.Event {
		return store.Event{Seq: seq, At: began, Kind: "answered", Payload: fmt.Appendf(nil, `{"seq":%d,"text":%q}`, seq, strings.Repeat("we cache ", seq%500))}
	}
	if what == "create" {
		a, err := db.Create(ctx, store.Attempt{Source: store.Practice, Started: began})
		fmt.Println(a.ID)
		return err
	}
	mine := 0
	for {
		list, err := db.Events(ctx, id)
		if err != nil {
			return err
		}
		seq := len(list) + 1
		if what == "write" {
			if err := db.SaveDraft(ctx, id, store.Draft{Prompt: "p", Text: strconv.Itoa(seq), At: began}); err != nil {
				return err
			}
			fmt.Println("draft", seq)
		}
		var lost *store.ConflictError
		switch err := db.Append(ctx, id, event(seq)); {
		case err == nil:
			mine++
			fmt.Println("event", seq)
		case !errors.As(err, &lost):
			return err
		}
		if what == "race" && mine == 100 {
			return nil
		}
	}
}

func process(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Env = append(os.Environ(), "STORE_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestTwoProcesses has two processes make the database at the same time, then write
// to one attempt at the same time.
func TestTwoProcesses(t *testing.T) {
	for range 5 {
		dir := t.TempDir()
		var cmds []*exec.Cmd
		var outs []*strings.Builder
		start := func(args ...string) {
			cmd, out := process(t, dir, args...), &strings.Builder{}
			cmd.Stdout = out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			cmds, outs = append(cmds, cmd), append(outs, out)
		}
		wait := func() {
			for i, cmd := range cmds {
				if err := cmd.Wait(); err != nil {
					t.Fatalf("%v: %s", err, outs[i])
				}
			}
			cmds = nil
		}
		start("create", "")
		start("create", "")
		wait()
		db := open(t, dir)
		list, err := db.Attempts(t.Context())
		if err != nil || len(list) != 2 {
			t.Fatalf("%d attempts, %v", len(list), err)
		}
		start("race", list[0].ID)
		start("race", list[0].ID)
		wait()
		events, err := db.Events(t.Context(), list[0].ID)
		if err != nil || len(events) != 200 {
			t.Fatalf("%d events of two processes, %v", len(events), err)
		}
	}
}

// TestKill kills a writing process without warning at many moments. What it had
// confirmed is there, in order, and the file is whole.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	a, err := db.Create(t.Context(), store.Attempt{Source: store.Practice, Started: began})
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	kills := 40
	if testing.Short() {
		kills = 10
	}
	for range kills {
		cmd := process(t, dir, "write", a.ID)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		confirmed := map[string]int{}
		lines := bufio.NewScanner(out)
		left := 1 + random.IntN(30)
		for lines.Scan() {
			what, n, _ := strings.Cut(lines.Text(), " ")
			if what == "error" {
				t.Fatalf("the process says %q", n)
			}
			seq, err := strconv.Atoi(n)
			if err != nil {
				t.Fatal(err)
			}
			confirmed[what] = seq
			if left--; left == 0 {
				for range random.IntN(20000) { // somewhere in the middle of the next write
					random.Uint64()
				}
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended before it was killed")
		}
		fresh, err := store.Open(t.Context(), dir) // looks through the whole file
		if err != nil {
			t.Fatal(err)
		}
		events, err := fresh.Events(t.Context(), a.ID)
		if err != nil || len(events) < confirmed["event"] {
			t.Fatalf("%d events are left of %d, %v", len(events), confirmed["event"], err)
		}
		drafts, err := fresh.Drafts(t.Context(), a.ID)
		if err != nil || len(drafts) != 1 {
			t.Fatalf("%d drafts, %v", len(drafts), err)
		}
		if n, err := strconv.Atoi(drafts[0].Text); err != nil || n < confirmed["draft"] {
			t.Fatalf("the draft is %q, %d was confirmed", drafts[0].Text, confirmed["draft"])
		}
		if err := fresh.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
