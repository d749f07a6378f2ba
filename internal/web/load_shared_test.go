package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"designdrill/internal/store"
	"designdrill/internal/store/pgtest"
)

// crowd is who types and listens in TestLoadShared, and what they measure.
type crowd struct {
	bases    [2]string
	killed   atomic.Bool // the first process
	mu       sync.Mutex
	saves    []time.Duration
	after    []time.Duration // saves that came to the killed process and went over to the other
	events   []time.Duration
	returned []time.Duration // from the end of a stream to the first event of the next
}

// member is one candidate. Every save goes to the other process than the one before;
// the page that listens is at either.
type member struct {
	*crowd
	c       *http.Client
	path    string
	at      int // the process that it listens at
	version int
	text    string
	sent    sync.Map // when the save of a version was sent
}

// TestLoadShared lets rooms of five type, a save each two seconds, and listen, on
// PostgreSQL with two processes of which one is killed in the middle. Nothing may be
// lost; how long it takes is only told. DESIGNDRILL_LOAD_SHARED="40 60s" makes it long.
func TestLoadShared(t *testing.T) {
	rooms, long, _ := loadSize(t, "DESIGNDRILL_LOAD_SHARED")
	address := pgtest.URL(t)
	first := start(t, address, "0", rooms)
	second := start(t, address, "0", 0)
	all := &crowd{bases: [2]string{"http://" + first.Addr, "http://" + second.Addr}}
	var members []*member
	for _, r := range first.Rooms {
		host := client(t)
		mustDo(t, host, "GET", all.bases[0]+"/r/"+r.Code+"/seat/"+r.Key, "", "")
		for i := range 5 {
			x := &member{crowd: all, c: client(t), path: "/r/" + r.Code, at: i % 2}
			mustDo(t, x.c, "POST", all.bases[i%2]+x.path+"/join", "application/x-www-form-urlencoded", url.Values{"name": {fmt.Sprint("C", i)}, "role": {"candidate"}}.Encode())
			members = append(members, x)
		}
		mustDo(t, host, "POST", all.bases[1]+"/r/"+r.Code+"/start", "application/x-www-form-urlencoded", "")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var listening, typing sync.WaitGroup
	for _, x := range members {
		ready := make(chan struct{})
		listening.Go(func() { x.listen(ctx, sync.OnceFunc(func() { close(ready) })) })
		<-ready
	}
	end := time.Now().Add(long)
	typing.Go(func() {
		<-time.After(long / 2)
		all.killed.Store(true)
		first.end(syscall.SIGKILL)
	})
	var failed atomic.Int64
	for i, x := range members {
		typing.Go(func() {
			tick := time.NewTimer(time.Duration(i) * 2 * time.Second / time.Duration(len(members)))
			for n := 1; ; n++ {
				<-tick.C
				if time.Now().After(end) {
					return
				}
				tick.Reset(2 * time.Second)
				if err := x.save(ctx, n); err != nil {
					t.Error(err)
					failed.Add(1)
				}
			}
		})
	}
	memory := ""
	typing.Go(func() { <-time.After(long/2 - long/20); memory = memoryOf(first.cmd.Process.Pid) })
	typing.Wait()
	memory += " and " + memoryOf(second.cmd.Process.Pid)
	cancel()
	listening.Wait()
	second.end(syscall.SIGKILL)
	lost := all.lost(t, address, members)
	all.mu.Lock()
	defer all.mu.Unlock()
	if lost > 0 || failed.Load() > 0 || len(all.saves) == 0 || len(all.events) < len(all.saves)*8/10 {
		t.Errorf("%d texts lost, %d saves failed, %d saves and %d events", lost, failed.Load(), len(all.saves), len(all.events))
	}
	t.Logf("%d candidates in %d rooms for %s, one of two processes killed: %d saves, half in %s, p99 %s, longest %s; %d saves went over to the other process, longest %s; %d events, half in %s, p99 %s, longest %s; %d pages came back, half in %s, longest %s; memory %s; %d texts lost",
		len(members), rooms, long, len(all.saves), part(all.saves, .5), part(all.saves, .99), part(all.saves, 1), len(all.after), part(all.after, 1),
		len(all.events), part(all.events, .5), part(all.events, .99), part(all.events, 1), len(all.returned), part(all.returned, .5), part(all.returned, 1), memory, lost)
}

// lost counts the candidates whose last confirmed text is not in the database.
func (c *crowd) lost(t *testing.T, address string, members []*member) int {
	db, err := store.OpenPostgres(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	kept := map[string]bool{}
	for _, x := range members {
		drafts, err := db.RoomDrafts(t.Context(), strings.TrimPrefix(x.path, "/r/"))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drafts {
			kept[d.Text] = true
		}
	}
	n := 0
	for _, x := range members {
		if !kept[x.text] {
			n++
		}
	}
	return n
}

// save sends one more paragraph to the next process, and to the other one when that does
// not answer.
func (x *member) save(ctx context.Context, n int) error {
	text := x.text + fmt.Sprintf("%s %p %d: %s\n", x.path, x, n, paragraph)
	body, err := json.Marshal(map[string]any{"stage": "requirements", "text": text, "base": x.version, "page": "other", "n": n})
	if err != nil {
		return err
	}
	from, to, over := time.Now(), n%2, false
	x.sent.Store(x.version+1, from)
	for range 10 {
		version, err := x.try(ctx, to, string(body))
		if err == nil {
			x.version, x.text = version, text
			x.mu.Lock()
			defer x.mu.Unlock()
			if over {
				x.after = append(x.after, time.Since(from))
			} else {
				x.saves = append(x.saves, time.Since(from))
			}
			return nil
		}
		if !x.killed.Load() {
			return fmt.Errorf("save %d: %w", n, err)
		}
		to, over = 1-to, true
	}
	return fmt.Errorf("save %d: no process takes it", n)
}

func (x *member) try(ctx context.Context, to int, body string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", x.bases[to]+x.path+"/draft", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Designdrill", "script")
	resp, err := x.c.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var reply struct{ Version int }
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil || resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s, %w", resp.Status, err)
	}
	return reply.Version, nil
}

// listen measures the time from the sending of a save to its event on another page, and
// goes to the other process when its own is gone.
func (x *member) listen(ctx context.Context, open func()) {
	ended := time.Time{}
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, "GET", x.bases[x.at]+x.path+"/events?page=listener", nil)
		if err != nil {
			return
		}
		resp, err := x.c.Do(r)
		if err == nil {
			lines := bufio.NewScanner(resp.Body)
			lines.Buffer(nil, 4<<20)
			name := ""
			for lines.Scan() {
				open()
				x.mu.Lock()
				if !ended.IsZero() {
					x.returned = append(x.returned, time.Since(ended))
					ended = time.Time{}
				}
				x.mu.Unlock()
				if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
					name = n
				}
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && name == "saved" {
					x.saw(data)
				}
			}
			resp.Body.Close()
		}
		if ended.IsZero() {
			ended = time.Now()
		}
		x.at = 1 - x.at
	}
}

func (x *member) saw(data string) {
	var v struct{ Version int }
	if json.Unmarshal([]byte(data), &v) != nil {
		return
	}
	if from, ok := x.sent.Load(v.Version); ok {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.events = append(x.events, time.Since(from.(time.Time)))
	}
}
