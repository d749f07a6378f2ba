package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"designdrill/internal/store"
)

// loadSize is how many rooms of two candidates type for how long: few and short, or as
// the variable says, "100 60s". In a "100 60s watched" an interviewer looks on in
// each room, for whom the rules read along.
func loadSize(t *testing.T, variable string) (rooms int, long time.Duration, watched bool) {
	rooms, long, watched = 5, 6*time.Second, true
	if s := os.Getenv(variable); s != "" {
		s, watched = strings.CutSuffix(s, " watched")
		n, d, _ := strings.Cut(s, " ")
		var err, other error
		rooms, err = strconv.Atoi(n)
		long, other = time.ParseDuration(d)
		if err != nil || other != nil {
			t.Fatalf("%s is a number of rooms and a time, such as \"100 60s\", not %q", variable, s)
		}
	}
	return min(rooms, 200), min(long, 2*time.Minute), watched
}

// typist is a candidate of the load.
type typist struct {
	c       *http.Client
	room    string
	version int
	text    string
	sent    sync.Map // when the save of a version was sent
}

// TestLoad lets candidates type, one save each two seconds, and listen, against a server
// in a process of its own. Nothing may be lost; how long it takes is only told.
func TestLoad(t *testing.T) {
	rooms, long, watched := loadSize(t, "DESIGNDRILL_LOAD")
	dir := t.TempDir()
	srv := start(t, dir, "0", rooms)
	base := "http://" + srv.Addr
	var all, hosts []*typist
	for _, r := range srv.Rooms {
		host := client(t)
		mustDo(t, host, "GET", base+"/r/"+r.Code+"/seat/"+r.Key, "", "")
		hosts = append(hosts, &typist{c: host, room: base + "/r/" + r.Code})
		for i := range 2 {
			x := &typist{c: client(t), room: base + "/r/" + r.Code}
			mustDo(t, x.c, "POST", x.room+"/join", "application/x-www-form-urlencoded", url.Values{"name": {fmt.Sprint("C", i)}, "role": {"candidate"}}.Encode())
			all = append(all, x)
		}
		mustDo(t, host, "POST", base+"/r/"+r.Code+"/start", "application/x-www-form-urlencoded", "")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	var saves, events []time.Duration
	var lost, failed atomic.Int64
	var listening, typing sync.WaitGroup
	for _, x := range all {
		ready := make(chan struct{})
		listening.Go(func() {
			x.listen(ctx, ready, func(d time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				events = append(events, d)
			})
		})
		<-ready
	}
	if watched {
		for _, x := range hosts {
			ready := make(chan struct{})
			listening.Go(func() { x.listen(ctx, ready, func(time.Duration) {}) })
			<-ready
		}
	}
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
	kept := map[string]bool{}
	for _, r := range srv.Rooms {
		drafts, err := db.RoomDrafts(t.Context(), r.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drafts {
			kept[d.Text] = true
		}
	}
	for _, x := range all {
		if !kept[x.text] {
			lost.Add(1)
		}
	}
	if lost.Load() > 0 || failed.Load() > 0 || len(saves) == 0 || len(events) < len(saves)*9/10 {
		t.Errorf("%d texts lost, %d saves failed, %d saves and %d events", lost.Load(), failed.Load(), len(saves), len(events))
	}
	t.Logf("%d candidates in %d rooms for %s, watched %t: %d saves, half in %s, p99 %s, longest %s; %d events, half in %s, p99 %s, longest %s; memory %s; none lost after a kill",
		len(all), rooms, long, watched, len(saves), part(saves, .5), part(saves, .99), part(saves, 1), len(events), part(events, .5), part(events, .99), part(events, 1), memory)
}

func part(list []time.Duration, p float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(int(p*float64(len(list))), len(list)-1)].Round(100 * time.Microsecond)
}

func client(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}
}

func mustDo(t *testing.T, c *http.Client, method, url, kind, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, url, resp.Status)
	}
}

// paragraph is what a candidate types in two seconds.
const paragraph = "Reads beat writes a hundred to one, so the timeline is kept in memory for a day, at the cost of stale entries. "

// save sends one more paragraph.
func (x *typist) save(ctx context.Context, n int) (time.Duration, error) {
	text := x.text + fmt.Sprintf("%s %p %d: %s\n", x.room, x, n, paragraph)
	body, err := json.Marshal(map[string]any{"stage": "requirements", "text": text, "base": x.version, "page": "other", "n": n})
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, "POST", x.room+"/draft", strings.NewReader(string(body)))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Designdrill", "script")
	from := time.Now()
	x.sent.Store(x.version+1, from)
	resp, err := x.c.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var reply struct{ Version int }
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil || resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("save %d: %s, %w", n, resp.Status, err)
	}
	x.version, x.text = reply.Version, text
	return time.Since(from), nil
}

// listen measures the time from the sending of a save to its event on another page.
func (x *typist) listen(ctx context.Context, ready chan struct{}, came func(time.Duration)) {
	x.hear(ctx, ready, came, func(string) {})
}

// hear is listen that tells of the stages too.
func (x *typist) hear(ctx context.Context, ready chan struct{}, came func(time.Duration), moved func(stage string)) {
	open := sync.OnceFunc(func() { close(ready) })
	defer open()
	r, err := http.NewRequestWithContext(ctx, "GET", x.room+"/events?page=listener", nil)
	if err != nil {
		return
	}
	resp, err := x.c.Do(r)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 4<<20)
	name := ""
	for lines.Scan() {
		open()
		if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = n
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && name == "view" {
			var v struct{ Stage string }
			if json.Unmarshal([]byte(data), &v) == nil {
				moved(v.Stage)
			}
		} else if ok && name == "saved" {
			var v struct{ Version int }
			if json.Unmarshal([]byte(data), &v) == nil {
				if from, ok := x.sent.Load(v.Version); ok {
					came(time.Since(from.(time.Time)))
				}
			}
		}
	}
}

// memoryOf is the most memory that a process has held, where the system tells.
func memoryOf(pid int) string {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return "not told on " + runtime.GOOS
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(v)
		}
	}
	return "not told"
}
