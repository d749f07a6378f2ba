package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"designdrill/internal/room"
)

// TestGroupRoutes asks for every change of a group as everyone.
func TestGroupRoutes(t *testing.T) {
	now := []string{"/finish", "/grade", "/comment", "/delete", "/draw"} // what the review is the time for
	for path, may := range map[string]string{"/start": "host", "/pause": "host", "/move": "host", "/end": "host", "/assign": "host", "/finish": "host", "/extend": "host",
		"/curveball": "", "/say": "", "/note": "", "/mark": "", "/delete": "host", "/grade": "ann", "/calibrate": "", "/handin": "", "/comment": "ann", "/draw": "host ann out"} {
		h, host, people := reviewed(t)
		form := url.Values{"for": {room.ExemplarAnswer}, "criterion": {"requirements.scope"}, "level": {"1"}, "text": {"x"}, "what": {"word"}, "stage": {"estimates"}, "seconds": {"60"}}.Encode()
		who := map[string]*guest{"nobody": h.guest(), "ann": people["Ann"], "host": host}
		for _, n := range []string{"nobody", "ann", "host"} { // in this order: the host's may end it
			status, text, _ := who[n].do("POST", path, script, strings.NewReader(form))
			allowed := strings.Contains(may, n)
			if n == "nobody" && status != http.StatusForbidden || !allowed && status < 400 || allowed && slices.Contains(now, path) && status >= 300 {
				t.Errorf("%s by %s: %d %s", path, n, status, text)
			}
		}
	}
	// Answers that are not one's own to review cannot be graded, whatever they are called.
	_, _, people := reviewed(t)
	ann := people["Ann"]
	for _, of := range []string{"", "x", "quiet-otter", strings.Repeat("x", 1000), evil} {
		ann.posts("/grade", url.Values{"for": {of}, "criterion": {"requirements.scope"}, "level": {"1"}}, http.StatusForbidden)
		ann.posts("/comment", url.Values{"for": {of}, "text": {"x"}}, http.StatusForbidden)
	}
	for _, f := range []url.Values{{"level": {"5"}}, {"level": {"-1"}}, {"level": {"x"}}, {"quote": {"x"}}, {"criterion": {"x"}, "level": {"1"}}} {
		f.Set("for", room.ExemplarAnswer)
		if !f.Has("criterion") {
			f.Set("criterion", "requirements.scope")
		}
		ann.posts("/grade", f, http.StatusConflict)
	}
}

// TestGroupInjection writes what would be a script into every field of a group that takes
// text and looks at every page.
func TestGroupInjection(t *testing.T) {
	h := newGroupHouse(t, room.Candidate)
	name := `<script>alert(1)</script><img src=x>`
	host, cal := h.host(), h.joins(name, room.Candidate)
	pages := []string{host.get("", 200), cal.first("")}
	host.post("/start", nil, 200)
	text := "Users post tweets because " + evil + "\n\n" + requirements
	host.save("requirements", text, 0, 1, 200)
	cal.save("requirements", text+" again", 0, 1, 200)
	host.post("/end", nil, 200)
	host.post("/assign", nil, 200)
	for _, g := range []*guest{host, cal} {
		g.grades(room.ExemplarAnswer, 2)
		g.posts("/calibrate", nil, http.StatusNoContent)
		of := g.papers()[0]
		g.grades(of, 2)
		g.posts("/grade", url.Values{"for": {of}, "criterion": {"requirements.functional"}, "level": {"4"}, "quote": {evil}}, 200)
		g.posts("/comment", url.Values{"for": {of}, "text": {evil}}, http.StatusNoContent)
		pages = append(pages, g.get("", 200), g.get("?for="+of, 200), g.get("?for="+url.QueryEscape(evil), 200), g.first(""))
	}
	host.post("/finish", nil, 200)
	host.stream("", func(_, data string) bool { return strings.Contains(data, `"page":"group-results"`) })
	for _, g := range []*guest{host, cal} {
		pages = append(pages, g.get("", 200), g.get("/compare", 200), g.get("/compare?stage="+url.QueryEscape(evil)+"&a="+url.QueryEscape(evil), 200), g.get("/group.md", 200))
	}
	found := 0
	for _, p := range pages {
		found += strings.Count(p, "alert(1)")
		p = strings.ReplaceAll(p, "Users post tweets because "+evil, "") // the stream's own text is put as text
		for _, bad := range []string{"<script>alert", "<img src=x", "</textarea></script>"} {
			if i := strings.Index(p, bad); i >= 0 {
				t.Errorf("a page has %s:\n%s", bad, p[max(0, i-200):min(len(p), i+100)])
			}
		}
	}
	if found < 15 {
		t.Errorf("the text came up %d times only: the test tests nothing", found)
	}
	_, _, md := cal.do("GET", "/report.md", nil, nil)
	if !strings.HasPrefix(md.Get("Content-Type"), "text/markdown") {
		t.Errorf("the report comes as %s", md.Get("Content-Type"))
	}
}

// TestManyWrongTries keeps those with a seat in, whatever others behind the same address
// try.
func TestManyWrongTries(t *testing.T) {
	h := newGroupHouse(t, room.Observer)
	ann := h.joins("Ann", room.Candidate)
	other := h.guest()
	for range 60 {
		status, _, _ := other.do("GET", "//r/"+strings.Repeat("0", 12), nil, nil)
		if status == http.StatusTooManyRequests {
			break
		}
	}
	other.get("", http.StatusTooManyRequests)
	ann.get("", 200)
	status, _, _ := ann.do("POST", "/leave", script, strings.NewReader(""))
	if status != http.StatusNoContent {
		t.Errorf("who has a seat is kept out: %d", status)
	}
}
