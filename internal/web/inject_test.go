package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"designdrill/internal/room"
)

const evil = `"'></textarea></script><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}`

// TestInjection writes what would be a script into every field that takes text and looks
// at every page.
func TestInjection(t *testing.T) {
	h := newHouse(t, "")
	ivy := h.host()
	name := `<script>alert(1)</script><img src=x>`
	cal := h.joins(name, room.Candidate)
	again := h.guest()
	pages := []string{again.post("/join", url.Values{"name": {evil}, "role": {"candidate"}, "password": {evil}}, 0)}
	again = h.guest()
	taken := again.post("/join", url.Values{"name": {name}, "role": {"candidate"}}, http.StatusConflict)
	pages = append(pages, taken, again.post("/join", url.Values{"name": {evil}, "role": {evil}}, 0))
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
	ivy.post("/mark", url.Values{"for": {calID}, "criterion": {"requirements.scope"}, "remark": {evil}}, 200)
	ivy.post("/mark", url.Values{"for": {calID}, "criterion": {"total"}, "level": {"2"}, "remark": {evil}}, 200)
	for _, path := range []string{"/draw", "/upload?name=" + url.QueryEscape(evil)} {
		_, text, head := cal.do("POST", path, map[string]string{"Designdrill": "script"}, strings.NewReader("flowchart LR\n a["+evil+"]"))
		if kind := head.Get("Content-Type"); strings.HasPrefix(kind, "text/html") || kind == "image/svg+xml" && strings.Contains(text, "<script") {
			t.Errorf("%s answers as %s:\n%s", path, kind, text)
		}
	}
	for _, body := range []string{`{"stage":` + strconv.Quote(evil) + `,"text":"x","base":0,"page":"p","n":1}`, `{"stage":"requirements","text":"x","base":0,"page":` + strconv.Quote(evil) + `,"n":1}`, evil} {
		_, text, head := cal.do("POST", "/draft", nil, strings.NewReader(body))
		if pages = append(pages, text); strings.Contains(head.Get("Content-Type"), "svg") {
			t.Error("a draft comes back as a picture")
		}
	}
	cal.save("requirements", "Users post tweets because "+evil+"\n\n"+requirements, 0, 5, 200)
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

// TestInjectionInBrowser types scripts where people type, and looks that no browser runs
// one or is even asked to.
func TestInjectionInBrowser(t *testing.T) {
	srv := start(t, t.TempDir(), "0", 1)
	home, r := "http://"+srv.Addr, srv.Rooms[0]
	b := browser(t)
	const watch = `() => { window.caught = []; document.addEventListener("securitypolicyviolation", (e) => caught.push(e.violatedDirective + " " + e.sourceFile + " " + e.sample)); window.alert = (x) => caught.push("alert " + x) }`
	const payload = `"'></textarea><img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>`
	guest := func(url string) *person {
		p := visit(t, b, "about:blank")
		if _, err := p.EvalOnNewDocument("(" + watch + ")()"); err != nil {
			t.Fatal(err)
		}
		if err := p.Navigate(url); err != nil {
			t.Fatal(err)
		}
		return p
	}
	clean := func(where string, all ...*person) {
		t.Helper()
		for _, p := range all {
			v, err := p.Eval(`() => { if (!window.caught) return "nobody watches"; return caught.join("; ") + [...document.querySelectorAll('img[src="x"], a[href^="javascript"], [onerror]')].map((e) => e.outerHTML).join("") }`)
			if err != nil {
				t.Fatal(err)
			}
			if s := v.Value.Str(); s != "" {
				t.Errorf("%s: %s", where, s)
			}
		}
	}
	ivy := guest(home + "/r/" + r.Code + "/seat/" + r.Key)
	ivy.waitText("#start", "when a candidate is here")
	cal := guest(home + "/r/" + r.Code)
	cal.write("#name", `<img src=x onerror=alert(1)>`)
	cal.click("#join")
	cal.waitText("#start", "when the host starts it")
	ivy.waitText("#people", "<img")
	clean("lobby", ivy, cal)
	ivy.click("#begin")
	cal.write("#text-requirements", "Users post tweets because "+payload+"\n\n"+requirements)
	ivy.waitText(`[data-text="requirements"]`, "fan-out")
	ivy.wait("a point is ticked off", `() => document.querySelectorAll('#run section:not([hidden]) li.yes').length > 0`)
	ivy.write("#sayword", payload)
	ivy.click("#say")
	cal.waitText("#newstext", "<img")
	ivy.write("#note", payload)
	ivy.click("#addnote")
	ivy.waitText("#notes", "<img")
	ivy.click(`[id="mark-requirements.scope-1"]`)
	ivy.write(`[id="remark-requirements.scope"]`, payload)
	ivy.write(`[id="remark-total"]`, payload)
	clean("interview", ivy, cal)
	if err := cal.Reload(); err != nil {
		t.Fatal(err)
	}
	cal.waitText("#asked", "<img")
	clean("reload", cal)
	ivy.click("#end")
	cal.waitText("#main", "How did it go?")
	ivy.waitText("#controls", "Waiting for")
	clean("self-assessment", ivy, cal)
	ivy.click("#finish")
	for _, p := range []*person{ivy, cal} {
		p.waitText("#main", "Three judgements")
		p.waitText("#wholeremark", "<img")
	}
	clean("results", ivy, cal)
}
