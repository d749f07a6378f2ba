package web_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
	"designdrill/internal/web"
)

// readers is a second reader that keeps what it was given.
type readers struct {
	mu    sync.Mutex
	want  []store.Reading
	texts []string
	fails bool
	asked chan store.Reading
}

func (x *readers) Want(_ context.Context, r store.Reading) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.want = append(x.want, r)
	if x.asked != nil {
		x.asked <- r
	}
	return nil
}

func (x *readers) Read(_ context.Context, text []byte) (*report.Review, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.texts = append(x.texts, string(text))
	v := &report.Review{Model: "m", Server: "s:1", Policy: score.Advise, Status: "complete", Read: 1, Prompt: "sha256:0"}
	if x.fails {
		v.Status, v.Reason = "failed", "the server is away"
		return v, nil
	}
	v.Verdicts = []score.Verdict{{Criterion: "requirements.functional", Word: "justified", Level: 3, State: score.Supported, Evidence: []score.Evidence{{Quote: "post a tweet", Line: 1}}}}
	return v, nil
}

// operatedHouse is a house with all that serve adds, and its log.
func operatedHouse(t *testing.T, x *readers, opens *web.Opens, log *bytes.Buffer) *house {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	c := web.Config{Store: db, Catalog: cat, Score: scoreText, Probes: probes, Program: "test", Ready: db.Ready, Opens: opens,
		Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	if x != nil {
		c.Second, c.ReadText = &web.Second{Name: "m on s:1", Want: x.Want}, x.Read
	}
	s, err := web.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	o, err := opening(room.Limits{Seats: 5, Candidates: 3, Interviewers: 1}, "")
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
		_ = db.Close() // a test may have closed it
	})
	return h
}

// TestConsent lets the second reader have the text of who agreed when joining, once the
// results are there, and of nobody else.
func TestConsent(t *testing.T) {
	x := &readers{}
	h := operatedHouse(t, x, nil, &bytes.Buffer{})
	if page := h.guest().get("", http.StatusOK); !strings.Contains(page, `name="consent"`) || !strings.Contains(page, "m on s:1") || strings.Contains(page, "checked> Let a") {
		t.Errorf("who joins is not asked:\n%s", page)
	}
	host := h.host()
	yes, no := h.guest(), h.joins("No", room.Candidate)
	yes.post("/join", url.Values{"name": {"Yes"}, "role": {"candidate"}, "consent": {"yes"}}, http.StatusOK)
	host.post("/start", nil, http.StatusOK)
	yes.save("requirements", "Users post a tweet; TEXT-OF-YES.", 0, 1, http.StatusOK)
	no.save("requirements", "Users post a tweet; TEXT-OF-NO.", 0, 1, http.StatusOK)
	host.post("/end", nil, http.StatusOK)
	x.mu.Lock()
	if len(x.want) != 0 {
		t.Errorf("%v are wanted before the results", x.want)
	}
	x.mu.Unlock()
	host.post("/finish", nil, http.StatusOK)
	seats := map[string]string{}
	events, err := h.db.RoomEvents(t.Context(), h.code, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		y, err := room.Decode(e.Kind, e.At, e.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if y.Kind == room.Joined {
			seats[y.Name] = y.By
		}
	}
	for _, name := range []string{"Yes", "No", "Ivy"} { // whatever is in the queue
		if err := h.s.Read(t.Context(), store.Reading{Room: h.code, Seat: seats[name]}, false); err != nil {
			t.Error(err)
		}
	}
	var none *store.NoRoomError
	if err := h.s.Read(t.Context(), store.Reading{Room: "nowhere", Seat: "s"}, false); !errors.As(err, &none) {
		t.Errorf("a room that is not there: %v", err)
	}
	if len(x.texts) != 1 || !strings.Contains(x.texts[0], "TEXT-OF-YES") || strings.Contains(x.texts[0], "TEXT-OF-NO") {
		t.Errorf("read are %q", x.texts)
	}
	if page := yes.get("", http.StatusOK); !strings.Contains(page, "The second reader") || !strings.Contains(page, "justified") {
		t.Errorf("the results lack the reading:\n%s", page)
	}
	for path, want := range map[string]string{"/report.json": `"verdicts"`, "/report.md": "Second reader, which changes no score"} {
		if text := yes.get(path, http.StatusOK); !strings.Contains(text, want) {
			t.Errorf("%s lacks the reading:\n%.2000s", path, text)
		}
		if text := no.get(path, http.StatusOK); strings.Contains(text, want) {
			t.Errorf("%s of who did not agree has a reading", path)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, r := range x.want {
		if r.Seat != seats["Yes"] {
			t.Errorf("a reading of %s is wanted", r.Seat)
		}
	}
}

// TestReadingFails tries again, and at last keeps why.
func TestReadingFails(t *testing.T) {
	x := &readers{fails: true, asked: make(chan store.Reading, 10)}
	h := operatedHouse(t, x, nil, &bytes.Buffer{})
	host, cy := h.host(), h.guest()
	cy.post("/join", url.Values{"name": {"Cy"}, "role": {"candidate"}, "consent": {"yes"}}, http.StatusOK)
	for _, what := range []string{"/start", "/end", "/finish"} {
		host.post(what, nil, http.StatusOK)
	}
	cy.get("", http.StatusOK)
	host.get("", http.StatusOK)
	r := <-x.asked
	if err := h.s.Read(t.Context(), r, false); err == nil {
		t.Error("a failed reading is not tried again")
	}
	if err := h.s.Read(t.Context(), r, true); err != nil {
		t.Error(err)
	}
	if page := cy.get("", http.StatusOK); !strings.Contains(page, "the server is away") {
		t.Errorf("the results do not say why:\n%s", page)
	}
}

// TestLogged goes through a room with the log at its loudest and with a store that
// fails: nothing that anybody wrote stands in the log, nor any key or password; and the
// metrics have none of it either.
func TestLogged(t *testing.T) {
	var log bytes.Buffer
	h := operatedHouse(t, nil, nil, &log)
	host, cy := h.host(), h.joins("NAME-OF-CY", room.Candidate)
	host.post("/start", nil, http.StatusOK)
	cy.save("requirements", "TEXT-OF-CY", 0, 1, http.StatusOK)
	host.post("/note", url.Values{"text": {"NOTE-OF-IVY"}}, http.StatusOK)
	host.post("/say", url.Values{"what": {"word"}, "text": {"WORD-OF-IVY"}}, http.StatusOK)
	cy.get("/answer.md", http.StatusOK)
	measured := cy.get("//metrics", http.StatusOK)
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	cy.save("requirements", "TEXT-OF-CY again", 1, 2, http.StatusServiceUnavailable)
	host.post("/note", url.Values{"text": {"NOTE-OF-IVY again"}}, http.StatusServiceUnavailable)
	if status, _, _ := cy.do("GET", "//readyz", nil, nil); status != http.StatusServiceUnavailable {
		t.Errorf("ready without a database: %d", status)
	}
	text := log.String()
	for _, secret := range []string{"TEXT-OF-CY", "NOTE-OF-IVY", "WORD-OF-IVY", "NAME-OF-CY", h.key} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %q:\n%s", secret, text)
		}
		if strings.Contains(measured, secret) || strings.Contains(measured, h.code) {
			t.Errorf("the metrics have %q or the code", secret)
		}
	}
	for _, want := range []string{`"route":"/r/{code}/draft"`, `"status":503`, "a room cannot be kept"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q:\n%s", want, text)
		}
	}
	for _, want := range []string{`designdrill_request_seconds_count{method="POST",route="/r/{code}/draft",status="200"} 1`, "designdrill_rooms 1", "designdrill_save_seconds_count 1",
		`designdrill_room_events_total{kind="noted"} 1`} {
		if !strings.Contains(measured, want) {
			t.Errorf("the metrics lack %q:\n%s", want, measured)
		}
	}
}

// TestOperated asks for what those look at who run a server, and opens rooms in the
// browser.
func TestOperated(t *testing.T) {
	opens := &web.Opens{Password: "teapot", Choices: []web.Choice{{ID: "twitter", Title: "Twitter"}}, Kinds: []web.Choice{{ID: "mock", Title: "Two"}},
		Make: func(q web.OpenRequest) (web.Opening, error) {
			o, err := opening(room.Limits{Seats: 5, Candidates: 2, Interviewers: 1}, q.Password)
			if q.Scenario != "twitter" {
				return o, errors.New("choose a system")
			}
			o.Host, o.Minutes = q.Name, q.Minutes
			return o, err
		}}
	h := operatedHouse(t, nil, opens, &bytes.Buffer{})
	g := h.guest()
	for path, want := range map[string]string{"//healthz": "ok", "//readyz": "ready", "//metrics": "go_goroutines", "//": "Open a room"} {
		if text := g.get(path, http.StatusOK); !strings.Contains(text, want) {
			t.Errorf("%s says %.200q", path, text)
		}
	}
	form := url.Values{"scenario": {"twitter"}, "kind": {"mock"}, "target": {"senior"}, "minutes": {"45"}, "name": {"Zoe"}, "role": {"interviewer"}, "opening": {"teapot"}}
	for field, wrong := range map[string]string{"opening": "kettle", "scenario": "none", "minutes": "many"} {
		f := url.Values{}
		for k, v := range form {
			f[k] = v
		}
		f.Set(field, wrong)
		status, text, _ := g.do("POST", "//open", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(f.Encode()))
		if status < 400 || !strings.Contains(text, `role="alert"`) || !strings.Contains(text, "Zoe") {
			t.Errorf("with a wrong %s: %d\n%.600s", field, status, text)
		}
	}
	status, text, _ := g.do("POST", "//open", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(form.Encode()))
	if status != http.StatusOK || !strings.Contains(text, "Lobby") || !strings.Contains(text, "Zoe") {
		t.Errorf("opening a room: %d\n%.600s", status, text)
	}
	plain := newHouse(t, "").guest()
	for _, path := range []string{"//metrics", "//readyz", "//healthz"} {
		if status, _, _ := plain.do("GET", path, nil, nil); status != http.StatusNotFound {
			t.Errorf("%s is there where no team is served: %d", path, status)
		}
	}
	if status, _, _ := plain.do("POST", "//open", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, strings.NewReader(form.Encode())); status != http.StatusNotFound {
		t.Errorf("a room is opened where nobody may: %d", status)
	}
}
