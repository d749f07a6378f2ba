package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"designdrill/internal/catalog"
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

// secrets are the texts that a candidate is not to see before the results.
func secrets(x *catalog.Scenario, cat *catalog.Catalog, stage string) []string {
	out := []string{"PRIVATE NOTE", "PRIVATE REMARK"}
	for _, q := range x.Prompts {
		out = append(out, q.Expect)
		out = append(out, q.Hints...)
		if q.Stage != stage {
			out = append(out, q.Ask)
		}
	}
	for _, f := range x.Facts {
		if f.Reveal == "asked" {
			out = append(out, f.Text)
		}
	}
	for _, f := range x.FollowUps {
		out = append(out, f.Ask, f.Strong)
	}
	for _, c := range x.Curveballs {
		out = append(out, c.Text)
		out = append(out, c.Good...)
	}
	for _, m := range x.Mistakes {
		out = append(out, m.Text, m.Instead)
	}
	for _, list := range [][]catalog.Point{x.Functional, x.Nonfunctional, x.Scope, x.Calls, x.Failures, x.Security} {
		for _, p := range list {
			out = append(out, p.Text)
		}
	}
	for _, id := range catalog.StageIDs {
		c := cat.CriterionByID(id)
		out = append(out, c.Levels.Applied, c.Levels.Weighed, c.Probes.Named)
	}
	return slices.DeleteFunc(out, func(s string) bool { return len(s) < 12 })
}

func squeezed(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// TestSecrets asks every route, and the stream, as everyone but the interviewer, in
// every phase before the results.
func TestSecrets(t *testing.T) {
	h := newHouse(t, "")
	ivy, cal, obi := h.host(), h.joins("Cal", room.Candidate), h.joins("Obi", room.Observer)
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	hidden := secrets(cat.Scenarios["twitter"], cat, "requirements")
	calID := between(cal.get("", 200), `data-seat="`, `"`)
	look := func(phase string) {
		t.Helper()
		for who, g := range map[string]*guest{"candidate": cal, "observer": obi, "nobody": h.guest()} {
			text := ""
			for _, path := range []string{"", "?for=" + calID, "/answer.md", "/report.md", "/report.json", "/report.md?for=" + calID, "/seat/x", "/x", "//", "//join?code=" + h.code} {
				text += g.get(path, 0)
			}
			if who != "nobody" {
				text += g.first("") + g.first("?for="+calID)
			}
			if text = squeezed(text); len(text) < 1000 {
				t.Fatalf("%s as %s sees nothing", phase, who)
			}
			for _, s := range hidden {
				if s = squeezed(s); strings.Contains(text, s) {
					t.Errorf("in the %s a %s is shown: %s", phase, who, s)
				}
			}
		}
	}
	look("lobby")
	ivy.post("/start", nil, 200)
	cal.save("requirements", requirements, 0, 1, 200)
	ivy.post("/note", url.Values{"text": {"PRIVATE NOTE"}}, 200)
	ivy.post("/mark", url.Values{"for": {calID}, "criterion": {"requirements.scope"}, "level": {"3"}, "remark": {"PRIVATE REMARK"}}, 200)
	// The rules have read the text when the interviewer is told of points.
	ivy.stream("", func(_, data string) bool { return strings.Contains(data, "Expected points") })
	look("interview")
	text := squeezed(ivy.get("", 200))
	missing := 0
	for _, s := range hidden {
		if !strings.Contains(text, squeezed(s)) {
			missing++
		}
	}
	if missing > len(hidden)*3/4 || !strings.Contains(text, "PRIVATE NOTE") {
		t.Errorf("the interviewer lacks %d of %d texts: the test tests nothing", missing, len(hidden))
	}
	ivy.post("/end", nil, 200)
	look("self-assessment")
	cal.post("/rate", url.Values{"total": {"2"}}, 200)
	ivy.post("/finish", nil, 200)
	for _, g := range []*guest{cal, obi} {
		text := g.get("", 200) + g.get("/report.md", 200) + g.get("/report.json", 200)
		if strings.Contains(text, "PRIVATE NOTE") || !strings.Contains(text, "PRIVATE REMARK") {
			t.Error("with the results come the remarks, and never the notes")
		}
	}
}

func between(s, open, end string) string {
	_, s, _ = strings.Cut(s, open)
	s, _, _ = strings.Cut(s, end)
	return s
}

// TestRoutes asks for every change as everyone.
func TestRoutes(t *testing.T) {
	for _, tt := range []struct {
		path string
		form url.Values
		may  string
	}{
		{"/start", nil, "ivy"},
		{"/pause", nil, "ivy"},
		{"/extend", url.Values{"seconds": {"60"}}, "ivy"},
		{"/move", url.Values{"stage": {"estimates"}}, "ivy"},
		{"/end", nil, "ivy"},
		{"/curveball", nil, "ivy"},
		{"/say", url.Values{"what": {"word"}, "text": {"x"}}, "ivy"},
		{"/note", url.Values{"text": {"x"}}, "ivy"},
		{"/mark", url.Values{"for": {"CAL"}, "criterion": {"requirements.scope"}, "level": {"1"}}, "ivy"},
		{"/hint", url.Values{"for": {"CAL"}, "question": {"req-functions"}}, "ivy cal"},
		{"/remove", url.Values{"seat": {"OBI"}}, "ivy"},
		{"/leave", nil, "ivy cal obi"},
		{"/draft", nil, "cal"},
		{"/draw", nil, "ivy cal obi"},
		{"/delete", nil, "ivy"},
	} {
		for _, who := range []string{"ivy", "cal", "obi", "nobody"} {
			h := newHouse(t, "")
			ivy, cal, obi := h.host(), h.joins("Cal", room.Candidate), h.joins("Obi", room.Observer)
			g := map[string]*guest{"ivy": ivy, "cal": cal, "obi": obi, "nobody": h.guest()}[who]
			if tt.path != "/start" {
				ivy.post("/start", nil, 200)
			}
			form := tt.form.Encode()
			form = strings.ReplaceAll(form, "CAL", between(cal.get("", 200), `data-seat="`, `"`))
			form = strings.ReplaceAll(form, "OBI", between(obi.get("", 200), `data-seat="`, `"`))
			if tt.path == "/draft" {
				form = `{"stage":"requirements","text":"x","base":0,"page":"p","n":1}`
			}
			status, text, _ := g.do("POST", tt.path, script, strings.NewReader(form))
			if want := strings.Contains(tt.may, who); want != (status < 300) || !want && status != http.StatusForbidden {
				t.Errorf("%s by %s: %d %s", tt.path, who, status, text)
			}
			for _, method := range []string{"GET", "PUT", "DELETE"} {
				if status, _, _ := g.do(method, tt.path, nil, nil); status < 400 {
					t.Errorf("%s %s by %s: %d", method, tt.path, who, status)
				}
			}
			// The cookie alone does nothing from another site.
			foreign := map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
			if status, _, _ := g.do("POST", tt.path, foreign, strings.NewReader(form)); status != http.StatusForbidden {
				t.Errorf("%s by %s from another site: %d", tt.path, who, status)
			}
		}
	}
}

const evil = `"'></textarea></script><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}`

// TestInjection writes what would be a script into every field that takes text and looks
// at every page.
func TestInjection(t *testing.T) {
	h := newHouse(t, "")
	ivy := h.host()
	name := `<script>alert(1)</script><img src=x>`
	cal := h.joins(name, room.Candidate)
	again := h.guest()
	taken := again.post("/join", url.Values{"name": {name}, "role": {"candidate"}}, http.StatusConflict)
	pages := []string{taken, again.post("/join", url.Values{"name": {evil}, "role": {evil}}, 0)}
	ask := func(gs ...*guest) {
		for _, g := range gs {
			pages = append(pages, g.get("", 200), g.get("?for="+url.QueryEscape(evil), 200), g.first(""))
		}
	}
	ask(ivy, cal)
	calID := between(cal.get("", 200), `data-seat="`, `"`)
	ivy.post("/start", nil, 200)
	for _, what := range []string{"fact", "probe", "word"} {
		ivy.post("/say", url.Values{"what": {what}, "text": {evil}}, 200)
	}
	ivy.post("/note", url.Values{"text": {evil}}, 200)
	ivy.post("/mark", url.Values{"for": {calID}, "criterion": {"requirements.functional"}, "level": {"1"}, "remark": {evil}}, 200)
	cal.save("requirements", "Users post tweets because "+evil+"\n\n"+requirements, 0, 1, 200)
	for _, path := range []string{"/move", "/hint", "/mark", "/role", "/remove", "/say", "/rate", "/extend"} {
		for _, field := range []string{"stage", "question", "criterion", "level", "role", "seat", "for", "what", "seconds", "total"} {
			pages = append(pages, ivy.post(path, url.Values{field: {evil}}, 0))
		}
	}
	for _, path := range []string{"//join?code=" + url.QueryEscape(evil), "/" + url.PathEscape(evil), "/seat/" + url.PathEscape(evil)} {
		pages = append(pages, ivy.get(path, 0))
	}
	ivy.stream("", func(_, data string) bool { return strings.Contains(data, "Expected points") })
	ask(ivy, cal, h.joins("Obi", room.Observer))
	ivy.post("/end", nil, 200)
	ask(ivy, cal)
	ivy.post("/finish", nil, 200)
	pages = append(pages, ivy.get("", 200), cal.get("", 200))
	found := 0
	for _, p := range pages {
		found += strings.Count(p, "alert(1)")
		// What the stream carries as text, and not as a piece of a page, is put as text.
		p = strings.ReplaceAll(p, "Users post tweets because "+evil, "")
		for _, bad := range []string{"<script>alert", "<img src=x", "</textarea></script>"} {
			if i := strings.Index(p, bad); i >= 0 {
				t.Errorf("a page has %s:\n%s", bad, p[max(0, i-200):min(len(p), i+100)])
			}
		}
	}
	if found < 20 {
		t.Errorf("the text came up %d times only: the test tests nothing", found)
	}
	md := cal.get("/report.md", 200)
	_, results, _ := strings.Cut(md, "\n## Results\n")
	for line := range strings.Lines(results) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "> Interviewer: ") {
			t.Errorf("a line of the report is no word of the interviewer's: %s", line)
		}
	}
	if strings.Contains(results, "<script") {
		t.Error("the report's results have a script")
	}
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
