package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"designdrill/internal/room"
	"designdrill/internal/store"
	"designdrill/internal/store/pgtest"
	"designdrill/internal/web"
)

// twoHouses are two servers on one database with a room that the first has opened, each
// as if in a process of its own. stop ends one as a signal would.
func twoHouses(t *testing.T) (a, b *house, stop func(*house)) {
	t.Helper()
	address := pgtest.URL(t)
	ends := map[*house]func(){}
	var all [2]*house
	for i := range all {
		db, err := store.OpenPostgres(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		s, err := newServer(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		ln, err := web.Listen(t.Context(), 0, false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx, ln, nil) }()
		h := &house{t: t, s: s, db: db, url: "http://" + ln.Addr().String()}
		all[i] = h
		ends[h] = sync.OnceFunc(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(ends[h])
	}
	a, b = all[0], all[1]
	o, err := opening(room.Limits{Seats: 5, Candidates: 2, Interviewers: 1}, "")
	if err != nil {
		t.Fatal(err)
	}
	if a.code, a.key, err = a.s.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	b.code, b.key = a.code, a.key
	return a, b, func(h *house) { ends[h]() }
}

// at is the same person at another process.
func (g *guest) at(h *house) *guest { return &guest{h, g.c} }

// TestShared takes a room through two processes, each request to the other one than the
// request before.
func TestShared(t *testing.T) {
	a, b, _ := twoHouses(t)
	host := a.host()
	cy := b.joins("Cy", room.Candidate)
	if page := cy.at(a).get("", http.StatusOK); !strings.Contains(page, "Lobby") {
		t.Errorf("who joined at one process has no seat at the other:\n%.300s", page)
	}
	if page := host.at(b).get("", http.StatusOK); !strings.Contains(page, "Cy") {
		t.Errorf("the host does not see Cy:\n%.300s", page)
	}
	host.at(b).post("/start", nil, http.StatusOK)
	one := cy.at(a).save("requirements", "first", 0, 1, http.StatusOK)
	two := cy.at(b).save("requirements", "second", 1, 2, http.StatusOK)
	again := cy.at(a).save("requirements", "second", 1, 2, http.StatusOK) // the reply was lost
	if !strings.Contains(one, `"version":1`) || !strings.Contains(two, `"version":2`) || again != two {
		t.Errorf("versions are %s %s %s", one, two, again)
	}
	body := strings.NewReader(`{"stage":"requirements","text":"other","base":1,"page":"other","n":1}`)
	if status, text, _ := cy.at(a).do("POST", "/draft", map[string]string{"Designdrill": "script"}, body); status != http.StatusConflict || !strings.Contains(text, "second") {
		t.Errorf("a text over a newer one: %d %s", status, text)
	}
	host.at(a).post("/move", url.Values{"stage": {"estimates"}}, http.StatusOK)
	cy.at(b).save("estimates", "1M users", 0, 1, http.StatusOK)
	if page := cy.at(a).get("", http.StatusOK); !strings.Contains(page, "1M users") || !strings.Contains(page, "second") {
		t.Errorf("a page lacks what was saved at the other process:\n%.300s", page)
	}
	if text := cy.at(a).get("/answer.md", http.StatusOK); !strings.Contains(text, "1M users") {
		t.Errorf("the answer lacks what was saved at the other process:\n%s", text)
	}
}

// TestSharedEvents listens at one process to what happens at the other.
func TestSharedEvents(t *testing.T) {
	a, b, _ := twoHouses(t)
	host := a.host()
	cy, dee := a.joins("Cy", room.Candidate), b.joins("Dee", room.Candidate)
	host.post("/start", nil, http.StatusOK)
	wait := func(g *guest, act func(), came func(name, data string) bool) {
		t.Helper()
		acted := false
		g.stream("?page=listener", func(name, data string) bool {
			if !acted && name == "view" {
				acted = true
				act()
			}
			return acted && came(name, data)
		})
	}
	wait(cy.at(b), func() { cy.at(a).save("requirements", "typed at a", 0, 1, http.StatusOK) },
		func(name, data string) bool { return name == "saved" && strings.Contains(data, "typed at a") })
	wait(host.at(b), func() { cy.at(a).save("requirements", "typed at a again", 1, 2, http.StatusOK) },
		func(name, data string) bool { return name == "text" && strings.Contains(data, "typed at a again") })
	wait(cy.at(b), func() { host.post("/pause", nil, http.StatusOK) },
		func(name, data string) bool { return name == "view" && strings.Contains(data, `"paused":true`) })
	// Who has a page open at one process is there for the other.
	here := func(name, data string) bool {
		var v struct{ Parts map[string]string }
		return name == "view" && json.Unmarshal([]byte(data), &v) == nil && strings.Count(v.Parts["people"], ", away") == 1 // Cy alone
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	wait(host.at(a), func() {
		r, err := http.NewRequestWithContext(ctx, "GET", b.url+"/r/"+b.code+"/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&http.Client{Jar: dee.c.Jar}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
	}, here)
	wait(cy.at(b), func() { host.at(a).post("/delete", nil, http.StatusOK) },
		func(name, data string) bool { return name == "bye" && strings.Contains(data, "deleted") })
	if _, text, _ := cy.at(b).do("GET", "", nil, nil); !strings.Contains(text, "no such room") {
		t.Errorf("the room is still there:\n%.300s", text)
	}
}

// TestSharedStop stops one process: its pages are sent to the other, where all is there.
func TestSharedStop(t *testing.T) {
	a, b, stop := twoHouses(t)
	host, cy := a.host(), a.joins("Cy", room.Candidate)
	host.post("/start", nil, http.StatusOK)
	stopped := make(chan struct{})
	seen := false
	cy.stream("?page=p", func(name, data string) bool {
		if name == "view" && !seen {
			seen = true
			cy.save("requirements", "before the stop", 0, 1, http.StatusOK)
			go func() { stop(a); close(stopped) }()
		}
		return name == "bye" && strings.Contains(data, "moved")
	})
	<-stopped
	cy = cy.at(b)
	cy.save("requirements", "after the stop", 1, 2, http.StatusOK)
	host.at(b).post("/end", nil, http.StatusOK)
	if page := cy.get("", http.StatusOK); !strings.Contains(page, "How") {
		t.Errorf("the interview does not go on:\n%.300s", page)
	}
}

// TestSharedRace lets both processes write to one room at a time: everything is taken,
// in one order.
func TestSharedRace(t *testing.T) {
	a, b, _ := twoHouses(t)
	host := a.host()
	var all sync.WaitGroup
	for i, h := range []*house{a, b} {
		all.Go(func() {
			for n := range 15 {
				host.at(h).post("/note", url.Values{"text": {fmt.Sprintf("note %d of %d", n, i)}}, http.StatusOK)
			}
		})
	}
	all.Wait()
	events, err := a.db.RoomEvents(t.Context(), a.code, 0)
	if err != nil {
		t.Fatal(err)
	}
	notes := map[string]bool{}
	for _, e := range events {
		if e.Kind == room.Noted {
			notes[string(e.Payload)] = true
		}
	}
	if len(notes) != 30 {
		t.Errorf("%d of 30 notes are kept", len(notes))
	}
}
