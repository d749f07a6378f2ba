package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"designdrill/internal/room"
	"designdrill/internal/store"
)

// groupSize is how many type in one room for how long: few and short, or as
// DESIGNDRILL_GROUP_LOAD says, "200 60s".
func groupSize(t *testing.T) (people int, long time.Duration) {
	people, long = 12, 5*time.Second
	if s := os.Getenv("DESIGNDRILL_GROUP_LOAD"); s != "" {
		n, d, _ := strings.Cut(s, " ")
		var err, other error
		people, err = strconv.Atoi(n)
		long, other = time.ParseDuration(d)
		if err != nil || other != nil {
			t.Fatalf("DESIGNDRILL_GROUP_LOAD is a number of people and a time, such as \"200 60s\", not %q", s)
		}
	}
	return min(people, room.MaxGroup-1), min(long, 2*time.Minute)
}

// TestGroupLoad lets a whole group type in one room, one save each two seconds, and
// listen, against a server in a process of its own, while the host moves on. Nothing may
// be lost, and everyone must hear where the room stands; how long it takes is only told.
func TestGroupLoad(t *testing.T) {
	people, long := groupSize(t)
	t.Setenv("DESIGNDRILL_TEST_GROUP", string(room.Observer))
	dir := t.TempDir()
	srv := start(t, dir, "0", 1)
	r := srv.Rooms[0]
	base := "http://" + srv.Addr + "/r/" + r.Code
	host := client(t)
	mustDo(t, host, "GET", base+"/seat/"+r.Key, "", "")
	const form = "application/x-www-form-urlencoded"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	var saves, events, moves []time.Duration
	var moved atomic.Pointer[time.Time] // when the host moved on
	var failed atomic.Int64
	var heard sync.Map // who has heard of the move
	var listening, typing sync.WaitGroup
	all := make([]*typist, people)
	began := time.Now()
	for i := range all {
		x := &typist{c: client(t), room: base}
		all[i] = x
		mustDo(t, x.c, "POST", base+"/join", form, url.Values{"name": {fmt.Sprint("Person ", i)}, "role": {"candidate"}}.Encode())
		ready := make(chan struct{})
		listening.Go(func() {
			x.hear(ctx, ready, func(d time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				events = append(events, d)
			}, func(stage string) {
				if at := moved.Load(); at != nil && stage == "estimates" {
					if _, again := heard.LoadOrStore(x, true); !again {
						mu.Lock()
						defer mu.Unlock()
						moves = append(moves, time.Since(*at))
					}
				}
			})
		})
		<-ready
	}
	joined := time.Since(began)
	mustDo(t, host, "POST", base+"/start", form, "")
	end := time.Now().Add(long)
	for i, x := range all {
		typing.Go(func() {
			tick := time.NewTimer(time.Duration(i) * 2 * time.Second / time.Duration(len(all)))
			for n := 1; ; n++ {
				<-tick.C
				if time.Now().After(end) {
					return
				}
				tick.Reset(2 * time.Second)
				d, err := x.save(ctx, n)
				if err != nil {
					t.Error(err)
					failed.Add(1)
					continue
				}
				mu.Lock()
				saves = append(saves, d)
				mu.Unlock()
			}
		})
	}
	<-time.After(long / 2)
	now := time.Now()
	moved.Store(&now)
	mustDo(t, host, "POST", base+"/move", form, "stage=estimates")
	typing.Wait()
	memory := memoryOf(srv.cmd.Process.Pid)
	cancel()
	listening.Wait()
	srv.end(syscall.SIGKILL)
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	drafts, err := db.RoomDrafts(t.Context(), r.Code)
	if err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, x := range all {
		if !slices.ContainsFunc(drafts, func(d store.RoomDraft) bool { return d.Text == x.text }) {
			lost++
		}
	}
	if lost > 0 || failed.Load() > 0 || len(saves) == 0 || len(events) < len(saves)*9/10 || len(moves) < people {
		t.Errorf("%d texts lost, %d saves failed, %d saves and %d events; %d of %d heard of the next stage", lost, failed.Load(), len(saves), len(events), len(moves), people)
	}
	t.Logf("%d people in one room, there after %s, for %s: %d saves, half in %s, p99 %s, longest %s; %d events, half in %s, p99 %s, longest %s; the next stage heard by half in %s, by the last in %s; memory %s; none lost after a kill",
		people, joined.Round(time.Millisecond), long, len(saves), part(saves, .5), part(saves, .99), part(saves, 1), len(events), part(events, .5), part(events, .99), part(events, 1),
		part(moves, .5), part(moves, 1), memory)
}
