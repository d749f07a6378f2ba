package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"designdrill/internal/room"
	"designdrill/internal/store"
	"designdrill/internal/web"
)

// house is a server under test with one room.
type house struct {
	t    *testing.T
	s    *web.Server
	db   *store.DB
	url  string
	code string
	key  string
}

func newHouse(t *testing.T, password string) *house {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	o, err := opening(room.Limits{Seats: 5, Candidates: 2, Interviewers: 1}, password)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, s: s, db: db}
	if h.code, h.key, err = s.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	h.url = srv.URL
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// guest is someone with cookies of their own.
type guest struct {
	*house
	c *http.Client
}

func (h *house) guest() *guest {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &guest{h, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

func (h *house) host() *guest {
	g := h.guest()
	g.get("/seat/"+h.key, http.StatusOK)
	return g
}

func (h *house) joins(name string, role room.Role) *guest {
	g := h.guest()
	g.post("/join", url.Values{"name": {name}, "role": {string(role)}}, http.StatusOK)
	return g
}

func (g *guest) do(method, path string, head map[string]string, body io.Reader) (int, string, http.Header) {
	g.t.Helper()
	if !strings.HasPrefix(path, "//") {
		path = "/r/" + g.code + path
	}
	r, err := http.NewRequestWithContext(g.t.Context(), method, g.url+strings.TrimPrefix(path, "/"), body)
	if strings.HasPrefix(path, "/r/") {
		r, err = http.NewRequestWithContext(g.t.Context(), method, g.url+path, body)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	for k, v := range head {
		r.Header.Set(k, v)
	}
	resp, err := g.c.Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

func (g *guest) get(path string, want int) string {
	g.t.Helper()
	status, text, _ := g.do("GET", path, nil, nil)
	if want != 0 && status != want {
		g.t.Fatalf("GET %s: %d, want %d:\n%.400s", path, status, want, text)
	}
	return text
}

var script = map[string]string{"Designdrill": "script", "Content-Type": "application/x-www-form-urlencoded"}

func (g *guest) post(path string, f url.Values, want int) string {
	g.t.Helper()
	status, text, _ := g.do("POST", path, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(f.Encode()))
	if want != 0 && status != want {
		g.t.Fatalf("POST %s: %d, want %d:\n%.400s", path, status, want, text)
	}
	return text
}

func (g *guest) save(stage, text string, base, n, want int) string {
	g.t.Helper()
	body, err := json.Marshal(map[string]any{"stage": stage, "text": text, "base": base, "page": "p", "n": n})
	if err != nil {
		g.t.Fatal(err)
	}
	status, reply, _ := g.do("POST", "/draft", map[string]string{"Designdrill": "script"}, strings.NewReader(string(body)))
	if status != want {
		g.t.Fatalf("saving: %d, want %d: %s", status, want, reply)
	}
	return reply
}

// stream reads the events of a page until f is content with one.
func (g *guest) stream(query string, f func(name, data string) bool) {
	g.t.Helper()
	ctx, cancel := context.WithTimeout(g.t.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", g.url+"/r/"+g.code+"/events"+query, nil)
	if err != nil {
		g.t.Fatal(err)
	}
	resp, err := (&http.Client{Jar: g.c.Jar}).Do(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		g.t.Fatalf("the stream is refused with %d", resp.StatusCode)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 4<<20)
	name := ""
	for lines.Scan() {
		if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = n
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && f(name, data) {
			return
		}
	}
	g.t.Fatalf("the stream ended: %v", lines.Err())
}

// first is all text of the first view of a page, decoded.
func (g *guest) first(query string) string {
	g.t.Helper()
	var out string
	g.stream(query, func(name, data string) bool {
		var v any
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			g.t.Fatal(err)
		}
		out += flat(v)
		return name == "view"
	})
	return out
}

func flat(v any) string {
	switch v := v.(type) {
	case string:
		return v + "\n"
	case []any:
		var b strings.Builder
		for _, x := range v {
			b.WriteString(flat(x))
		}
		return b.String()
	case map[string]any:
		var b strings.Builder
		for _, x := range v {
			b.WriteString(flat(x))
		}
		return b.String()
	}
	return ""
}

// TestHeaders holds what every reply says to the browser.
func TestHeaders(t *testing.T) {
	h := newHouse(t, "")
	ivy := h.host()
	for _, path := range []string{"", "/seat/x", "/answer.md", "//", "//assets/room.js", "//nothing"} {
		_, _, head := ivy.do("GET", path, nil, nil)
		if csp := head.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") ||
			head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", path, head)
		}
	}
	g := h.guest()
	g.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, _, head := g.do("GET", "/seat/"+h.key, nil, nil)
	if c := head.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/r/"+h.code) || strings.Contains(c, "Secure") {
		t.Errorf("the cookie is %s", c)
	}
}

// TestDoor holds the ways in: codes, keys, passwords, full rooms.
func TestDoor(t *testing.T) {
	h := newHouse(t, "teapot")
	for _, form := range []url.Values{{"name": {"Cal"}, "role": {"candidate"}}, {"name": {"Cal"}, "role": {"candidate"}, "password": {"Teapot"}}} {
		if text := h.guest().post("/join", form, http.StatusForbidden); !strings.Contains(text, "password is wrong") {
			t.Error("who has not the password is not told so")
		}
	}
	in := func(name, role string, want int) *guest {
		g := h.guest()
		g.post("/join", url.Values{"name": {name}, "role": {role}, "password": {"teapot"}}, want)
		return g
	}
	cal := in("Cal", "candidate", 200)
	in("cal", "candidate", http.StatusConflict)
	in("", "candidate", http.StatusUnprocessableEntity)
	in("Dee", "interviewer", http.StatusConflict)
	in("Eve", "candidate", 200)
	in("Fay", "candidate", http.StatusConflict)
	in("Gus", "observer", 200)
	in("Hal", "observer", 200)
	in("Ida", "observer", http.StatusConflict)
	if text := h.guest().get("", 200); !strings.Contains(text, "All seats of this room are taken") {
		t.Error("who comes to a full room is not told so")
	}
	// Leaving and coming back is the same seat.
	cal.post("/leave", nil, 200)
	if text := h.host().get("", 200); !strings.Contains(text, "left") {
		t.Error("who left is not marked so")
	}
	if text := cal.get("", 200); !strings.Contains(text, "Cal <span") {
		t.Error("who comes back has no seat")
	}
	if text := h.guest().get("//join?code="+strings.ToUpper(web.Shown(h.code)), 200); !strings.Contains(text, "You come as") && !strings.Contains(text, "All seats") {
		t.Error("a code as people type it does not lead to the room")
	}
	g := h.guest()
	for i := range 40 {
		status, _, _ := g.do("GET", "//r/"+strings.Repeat("0", 12), nil, nil)
		if status == http.StatusTooManyRequests {
			if i < 5 {
				t.Errorf("%d wrong codes are too many already", i)
			}
			return
		}
	}
	t.Error("codes can be tried without end")
}

// TestLimits holds what is too long and too often.
func TestLimits(t *testing.T) {
	h := newHouse(t, "")
	ivy, cal := h.host(), h.joins("Cal", room.Candidate)
	ivy.post("/start", nil, 200)
	long := strings.Repeat("x", 200<<10)
	cal.save("requirements", long, 0, 1, http.StatusConflict)
	cal.save("requirements", strings.Repeat("x", 400<<10), 0, 2, http.StatusRequestEntityTooLarge)
	ivy.post("/note", url.Values{"text": {long}}, http.StatusBadRequest)
	cal.save("requirements", strings.Repeat("é\n", 30<<10), 0, 3, 200)
	if reply := cal.save("requirements", "other", 0, 1, 200); !strings.Contains(reply, `"version":1`) {
		t.Errorf("a late save changes something: %s", reply)
	}
	for name, want := range map[string]int{"4 MB": http.StatusRequestEntityTooLarge, "broken": http.StatusUnprocessableEntity, "much": http.StatusUnprocessableEntity} {
		body := map[string]string{"4 MB": strings.Repeat("x", 5<<20), "broken": "broken", "much": strings.Repeat("y", 100<<10)}[name]
		if status, text, _ := cal.do("POST", "/upload?name=x.drawio", script, strings.NewReader(body)); status != want {
			t.Errorf("a file of %s: %d %s", name, status, text)
		}
	}
	if _, text, _ := cal.do("POST", "/upload?name=x.drawio", script, strings.NewReader("boxes")); !strings.Contains(text, "x.drawio: boxes") {
		t.Errorf("a drawing comes back as %s", text)
	}
	for i := range 100 {
		status, _, _ := ivy.do("POST", "/note", script, strings.NewReader("text="+strconv.Itoa(i)))
		if status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("a seat may send without end")
}

// TestStays serves the same rooms from another server on the same store, and no room
// whose time is over.
func TestStays(t *testing.T) {
	h := newHouse(t, "")
	ivy, cal := h.host(), h.joins("Cal", room.Candidate)
	ivy.post("/start", nil, 200)
	cal.save("requirements", "KEPT TEXT", 0, 1, 200)
	s, err := newServer(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	keys, err := s.HostKeys(t.Context())
	if err != nil || len(keys) != 1 || keys[0].Code != h.code || keys[0].Phase != room.Running {
		t.Fatalf("%+v, %v", keys, err)
	}
	h.url = srv.URL
	if text := cal.get("", 200); !strings.Contains(text, "KEPT TEXT") {
		t.Error("the text is not there")
	}
	h.key = keys[0].Key
	if text := h.host().get("", 200); !strings.Contains(text, "Run sheet") {
		t.Error("the host's new key does not give the seat")
	}
	if n, err := h.db.ExpireRooms(t.Context(), time.Now().Add(web.Lifetime+time.Hour)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	cal.save("requirements", "LATE", 1, 2, http.StatusGone)
	late, err := newServer(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := late.HostKeys(t.Context()); err != nil || len(keys) != 0 {
		t.Errorf("%+v, %v", keys, err)
	}
}

// stuck is a connection that nobody reads.
type stuck struct {
	*httptest.ResponseRecorder
	free chan struct{}
}

func (w *stuck) Write(b []byte) (int, error) {
	<-w.free
	return w.ResponseRecorder.Write(b)
}

func (w *stuck) SetWriteDeadline(time.Time) error { return nil }

// TestSlow lets a page read nothing. The others are told at once all the same, and the
// slow one is dropped.
func TestSlow(t *testing.T) {
	h := newHouse(t, "")
	ivy, cal := h.host(), h.joins("Cal", room.Candidate)
	ivy.post("/start", nil, 200)
	u, err := url.Parse(h.url + "/r/" + h.code)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/r/"+h.code+"/events?page=slow", nil)
	for _, c := range cal.c.Jar.Cookies(u) {
		r.AddCookie(c)
	}
	w := &stuck{httptest.NewRecorder(), make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.s.ServeHTTP(w, r)
	}()
	ivy.stream("", func(_, data string) bool { return strings.Count(data, "dot on") == 2 })
	version := 0
	for n := 1; n <= 36; n++ { // more than a page may be behind
		cal.save("requirements", strings.Repeat("x", n), version, n, 200)
		version++
	}
	last := ""
	cal.stream("?page=quick", func(name, data string) bool { last += data; return name == "view" })
	if !strings.Contains(last, strings.Repeat("x", 36)) {
		t.Error("another page of the seat is not told how things stand")
	}
	close(w.free)
	<-done // the server has dropped it: nobody else ends this
	if n := strings.Count(w.Body.String(), "event: "); n > 40 {
		t.Errorf("a page that reads nothing had %d messages waiting", n)
	}
}

// TestProxy holds who asks apart behind a proxy, and believes nobody else.
func TestProxy(t *testing.T) {
	h := newHouse(t, "")
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.New(t.Context(), web.Config{Store: h.db, Catalog: cat, Score: scoreText, Probes: probes, Proxy: "https://practice.example.org", Secure: true})
	if err != nil {
		t.Fatal(err)
	}
	try := func(s *web.Server, forwarded string) int {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/r/000000000000", nil)
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	for range 40 {
		try(s, "6.6.6.6, 10.0.0.1")
		try(h.s, "10.0.0.1")
	}
	if a, b, c := try(s, "10.0.0.1"), try(s, "10.0.0.1, 10.0.0.2"), try(h.s, "10.0.0.3"); a != http.StatusTooManyRequests || b != http.StatusNotFound || c != http.StatusTooManyRequests {
		t.Errorf("the same address is answered with %d, another one with %d, a made up one without a proxy with %d", a, b, c)
	}
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/r/"+h.code+"/join", strings.NewReader("name=Cal&role=candidate"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://practice.example.org")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if c := w.Header().Get("Set-Cookie"); w.Code != http.StatusSeeOther || !strings.Contains(c, "Secure") {
		t.Errorf("joining by the proxy's address: %d, the cookie is %q", w.Code, c)
	}
}
