package web_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"designdrill/internal/catalog"
	"designdrill/internal/room"
)

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
		{"/upload", nil, "cal"},
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

// TestRoutesAtRandom sends what nobody sends on purpose, as everyone, in any order. No
// reply is a fault of the server, nobody does what is not theirs, and what is the
// interviewer's stays there.
func TestRoutesAtRandom(t *testing.T) {
	h := newHouse(t, "")
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	x := cat.Scenarios["twitter"]
	hidden := []string{"PRIVATE NOTE", "PRIVATE REMARK"}
	for _, q := range x.Prompts {
		hidden = append(hidden, q.Expect)
	}
	for _, f := range x.FollowUps {
		hidden = append(hidden, f.Strong)
	}
	for _, m := range x.Mistakes {
		hidden = append(hidden, m.Text)
	}
	for _, p := range x.Functional {
		hidden = append(hidden, p.Text)
	}
	hidden = slices.DeleteFunc(hidden, func(s string) bool { return len(s) < 12 })
	leading := strings.Fields("start pause resume extend move end finish curveball say note mark role remove delete")
	posts := append(strings.Fields("hint rate leave draft draw upload join"), leading...)
	gets := []string{"", "/events", "/answer.md", "/report.md", "/report.json", "/left", "/seat/x", "/nothing"}
	fields := strings.Fields("seconds stage for question what text criterion level remark total seat role name password")
	values := []string{"", "0", "1", "-1", "99999999999999999999", "4", "requirements", "estimates", "components", "wrap-up", "req-functions", "word", "probe", "requirements.scope", "total",
		"candidate", "observer", "\x00", "\xff\xfe", evil, strings.Repeat("é", 3000), "SEAT"}
	rapid.Check(t, func(t *rapid.T) {
		o, err := opening(room.Limits{Seats: 6, Candidates: 2, Interviewers: 1}, "")
		if err != nil {
			t.Fatal(err)
		}
		code, key, err := h.s.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		send := func(method, path, body, cookie string) (int, string, http.Header) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			r := httptest.NewRequestWithContext(ctx, method, "/r/"+code+path, strings.NewReader(body))
			r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", rapid.IntRange(0, 255).Draw(t, "a"), rapid.IntRange(0, 255).Draw(t, "b"), rapid.IntRange(0, 255).Draw(t, "c"))
			if method == "POST" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			if cookie != "" {
				r.AddCookie(&http.Cookie{Name: "seat-" + code, Value: cookie})
			}
			w := &reader{ResponseRecorder: httptest.NewRecorder(), enough: cancel}
			h.s.ServeHTTP(w, r)
			return w.Code, w.Body.String(), w.Header()
		}
		keys := map[string]string{"ivy": key}
		for who, role := range map[string]string{"cal": "candidate", "obi": "observer"} {
			status, text, head := send("POST", "/join", url.Values{"name": {who}, "role": {role}}.Encode(), "")
			if status != http.StatusSeeOther {
				t.Fatalf("joining: %d %s", status, text)
			}
			keys[who] = between(head.Get("Set-Cookie"), "seat-"+code+"=", ";")
		}
		_, page, _ := send("GET", "", "", keys["cal"])
		seat := between(page, `data-seat="`, `"`)
		send("POST", "/note", "text=PRIVATE+NOTE", key)
		if rapid.Bool().Draw(t, "begun") {
			send("POST", "/start", "", key)
			send("POST", "/mark", url.Values{"for": {seat}, "criterion": {"requirements.scope"}, "level": {"3"}, "remark": {"PRIVATE REMARK"}}.Encode(), key)
		}
		shown := false
		for range rapid.IntRange(5, 25).Draw(t, "requests") {
			who := rapid.SampledFrom([]string{"ivy", "cal", "obi", "nobody"}).Draw(t, "who")
			method, path, body := "GET", rapid.SampledFrom(gets).Draw(t, "get"), ""
			if rapid.Bool().Draw(t, "post") {
				name := rapid.SampledFrom(posts).Draw(t, "path")
				f := url.Values{}
				for range rapid.IntRange(0, 5).Draw(t, "fields") {
					f.Set(rapid.SampledFrom(fields).Draw(t, "field"), strings.ReplaceAll(rapid.SampledFrom(values).Draw(t, "value"), "SEAT", seat))
				}
				method, path, body = "POST", "/"+name, f.Encode()
				if name == "draft" {
					body = fmt.Sprintf(`{"stage":%q,"text":%q,"base":%d,"page":"p","n":%d}`, f.Get("stage"), f.Get("text"), rapid.IntRange(-1, 3).Draw(t, "base"), rapid.IntRange(-1, 30).Draw(t, "n"))
				}
			} else if rapid.Bool().Draw(t, "about") {
				path += "?for=" + seat
			}
			status, text, _ := send(method, path, body, keys[who])
			if status >= 500 {
				t.Fatalf("%s %s %q by %s: %d %s", method, path, body, who, status, text)
			}
			if who != "ivy" && method == "POST" && slices.Contains(leading, path[1:]) && status < 400 {
				t.Fatalf("%s %q by %s is taken: %d", path, body, who, status)
			}
			shown = shown || path == "/finish" && status < 400
			if who == "ivy" || shown {
				continue
			}
			// What the stream carries is in JSON.
			text = squeezed(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\"`, `"`, `\n`, "\n").Replace(text))
			for _, s := range hidden {
				if strings.Contains(text, squeezed(s)) {
					t.Fatalf("%s %s by %s shows %q", method, path, who, s)
				}
			}
		}
	})
}

// reader takes a reply. Of a stream it has enough after the first view.
type reader struct {
	*httptest.ResponseRecorder
	enough func()
}

func (r *reader) Flush() {
	if strings.Contains(r.Body.String(), "event: view") {
		r.enough()
	}
}

func (r *reader) SetWriteDeadline(time.Time) error { return nil }
