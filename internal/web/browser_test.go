package web_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/launcher/flags"
	"github.com/go-rod/rod/lib/proto"

	"designdrill/internal/report"
)

// chromium finds the browser: DESIGNDRILL_BROWSER, or by its usual names.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("DESIGNDRILL_BROWSER"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium is installed: apt-get install chromium, or name one in DESIGNDRILL_BROWSER")
	return ""
}

func browser(t *testing.T) *rod.Browser {
	t.Helper()
	l := launcher.New().Bin(chromium(t)).Leakless(false).NoSandbox(true).Headless(true).UserDataDir(t.TempDir())
	for _, f := range []string{"disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "disable-dev-shm-usage",
		"disable-background-timer-throttling", "disable-renderer-backgrounding", "disable-backgrounding-occluded-windows"} {
		l.Set(flags.Flag(f))
	}
	url, err := l.Launch()
	if err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	b := rod.New().ControlURL(url)
	if err := b.Connect(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = b.Close()
		l.Kill()
	})
	return b
}

// person is someone at a browser of their own.
type person struct {
	t *testing.T
	b *rod.Browser
	*rod.Page
}

func visit(t *testing.T, b *rod.Browser, url string) *person {
	t.Helper()
	own, err := b.Incognito()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, b: own}
	p.Page = p.open(url)
	return p
}

func (p *person) open(url string) *rod.Page {
	p.t.Helper()
	page, err := p.b.Page(proto.TargetCreateTarget{URL: url})
	if err != nil {
		p.t.Fatal(err)
	}
	go page.EachEvent(func(e *proto.PageJavascriptDialogOpening) {
		_ = proto.PageHandleJavaScriptDialog{Accept: true}.Call(page)
	})()
	return page.Timeout(5 * time.Minute)
}

// wait waits until a script gives true.
func (p *person) wait(what, js string, args ...any) {
	p.t.Helper()
	page := p.Timeout(30 * time.Second)
	js = "(...args) => { try { return (" + js + ")(...args) } catch { return false } }" // what is not there yet
	err := page.Wait(rod.Eval(js, args...))
	// A page that is loaded anew takes the question with it.
	for err != nil && page.GetContext().Err() == nil && (strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "context")) {
		err = page.Wait(rod.Eval(js, args...))
	}
	if err != nil {
		text, _ := p.Eval(`() => document.body.innerText.slice(0, 3000)`)
		shot, _ := p.Screenshot(false, nil)
		_ = os.WriteFile(filepath.Join(os.TempDir(), "designdrill-failed.png"), shot, 0o600)
		p.t.Fatalf("it did not come to this: %s (%v)\nthe page shows:\n%v", what, err, text)
	}
}

func (p *person) waitText(selector, want string) {
	p.t.Helper()
	p.wait(selector+" shows "+want, `(s, want) => { const e = document.querySelector(s); return !!e && !e.hidden && (e.value ?? e.textContent).includes(want) }`, selector, want)
}

func (p *person) click(selector string) {
	p.t.Helper()
	p.wait(selector+" is there", `(s) => { const e = document.querySelector(s); return !!e && !e.disabled && e.offsetParent !== null && document.readyState === "complete" }`, selector)
	if _, err := p.Eval(`(s) => document.querySelector(s).click()`, selector); err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) write(selector, text string) {
	p.t.Helper()
	p.wait(selector+" is there", `(s) => { const e = document.querySelector(s); return !!e && !e.readOnly && e.offsetParent !== null }`, selector)
	// A page in the background draws nothing and takes no keys, and one that has just come
	// to the front may still drop them.
	for range 5 {
		_, err := p.Activate()
		if err == nil {
			_, err = p.Eval(`(s) => { const e = document.querySelector(s); e.focus(); e.setSelectionRange(e.value.length, e.value.length) }`, selector)
		}
		if err == nil {
			err = p.InsertText(text)
		}
		if err != nil {
			p.t.Fatal(err)
		}
		typed, err := p.Eval(`(s, text) => { const e = document.querySelector(s); return !e || e.value.includes(text.slice(0, e.maxLength > 0 ? e.maxLength : undefined)) }`, selector, text)
		if err != nil {
			p.t.Fatal(err)
		}
		if typed.Value.Bool() {
			return
		}
	}
	p.t.Fatalf("%s does not take the keys", selector)
}

// offline takes the network away from the page, or gives it back.
func (p *person) offline(yes bool) {
	p.t.Helper()
	if err := (proto.NetworkEnable{}).Call(p); err != nil {
		p.t.Fatal(err)
	}
	if err := (proto.NetworkEmulateNetworkConditions{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1}).Call(p); err != nil {
		p.t.Fatal(err)
	}
}

// shoot takes pictures for a person to look at: wide and narrow, light and dark. The
// folder is that of DESIGNDRILL_SHOTS.
func (p *person) shoot(name string) {
	p.t.Helper()
	dir := os.Getenv("DESIGNDRILL_SHOTS")
	if dir == "" {
		return
	}
	if _, err := p.Activate(); err != nil {
		p.t.Fatal(err)
	}
	for _, size := range []struct {
		name string
		w, h int
	}{{"wide", 1360, 900}, {"narrow", 390, 844}} {
		for _, scheme := range []string{"light", "dark"} {
			err := p.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: size.w, Height: size.h, DeviceScaleFactor: 1, Mobile: size.w < 500})
			if err == nil {
				err = proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}.Call(p)
			}
			var shot []byte
			if err == nil {
				shot, err = p.Screenshot(true, nil)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s-%s.png", name, size.name, scheme)), shot, 0o600)
			}
			if err != nil {
				p.t.Fatal(err)
			}
		}
	}
	if err := p.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: 1360, Height: 900, DeviceScaleFactor: 1}); err != nil {
		p.t.Fatal(err)
	}
}

const requirements = `Users post a tweet of up to 280 characters and read their home timeline; likes and follows come after that, because reading is what they open the app for.

- Reading the home timeline matters most: 100 reads for each write, so p99 under 300 ms.
- Out of scope: ads and video, because they change nothing of the fan-out.`

// TestMock holds a whole mock interview in a browser: with reloads, a network that goes
// away, two pages of one seat, a server that is killed and one that is stopped.
func TestMock(t *testing.T) {
	dir := t.TempDir()
	srv := start(t, dir, "0", 1)
	_, port, err := net.SplitHostPort(srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	home, r := "http://"+srv.Addr, srv.Rooms[0]
	b := browser(t)

	ivy := visit(t, b, home+"/r/"+r.Code+"/seat/"+r.Key)
	ivy.waitText("#start", "when a candidate is here")
	cal := visit(t, b, home)
	cal.shoot("home")
	cal.write("#code", strings.ToUpper(r.Code[:4]+"-"+r.Code[4:8]+" "+r.Code[8:]))
	cal.click("button.main")
	cal.waitText("#main", "You come as")
	cal.shoot("join")
	cal.write("#name", "Cal")
	cal.click("#join")
	cal.waitText("#start", "when the host starts it")
	ivy.waitText("#people", "Cal")
	ivy.shoot("lobby")
	ivy.click("#begin")

	// The candidate types; the interviewer sees it, and the rules tick it off.
	cal.write("#text-requirements", requirements)
	cal.waitText("#saved", "Saved")
	ivy.waitText(`[data-text="requirements"]`, "fan-out")
	ivy.wait("a point is ticked off", `() => document.querySelectorAll('#run section:not([hidden]) li.yes').length > 0`)
	ivy.wait("there is something to probe", `() => document.querySelectorAll('.probe').length > 0`)
	if err := cal.Keyboard.Press(input.AltLeft); err != nil {
		t.Fatal(err)
	}
	if err := cal.Keyboard.Type(input.KeyH); err != nil {
		t.Fatal(err)
	}
	if err := cal.Keyboard.Release(input.AltLeft); err != nil {
		t.Fatal(err)
	}
	cal.wait("a hint is shown", `() => document.querySelectorAll('#asked .hints li').length === 1`)
	ivy.waitText("#run", "Given:")
	ivy.write("#sayword", "Take 300 million users a day.")
	ivy.click("#say")
	cal.waitText("#asked", "300 million users")
	ivy.write("#note", "ranks at once, calm")
	ivy.click("#addnote")
	ivy.waitText("#notes", "ranks at once")
	ivy.click(`[id="mark-requirements.functional-3"]`)
	ivy.waitText("#marked", "Saved")
	ivy.write(`[id="remark-requirements.functional"]`, "Ranked, with a reason.")
	ivy.click(`[id="mark-requirements.functional-2"]`)
	ivy.click(`[id="mark-requirements.scope-4"]`)
	ivy.shoot("sheet")
	cal.shoot("desk")

	// A reload, and a network that goes away.
	if err := cal.Reload(); err != nil {
		t.Fatal(err)
	}
	cal.waitText("#text-requirements", "fan-out")
	cal.offline(true)
	cal.write("#text-requirements", "\nTYPED OFFLINE")
	cal.waitText("#saved", "no connection")
	cal.shoot("offline")
	cal.offline(false)
	ivy.waitText(`[data-text="requirements"]`, "TYPED OFFLINE")
	cal.waitText("#saved", "Saved")

	// The server is killed; what was typed since comes when it is back.
	srv.end(syscall.SIGKILL)
	cal.write("#text-requirements", "\nTYPED WHILE IT WAS DEAD")
	cal.waitText("#saved", "no connection")
	if err := cal.Reload(); err == nil {
		cal.wait("the page is the browser's", `() => document.readyState !== "loading"`)
	}
	srv = start(t, dir, port, 0)
	if err := cal.Navigate(home + "/r/" + r.Code); err != nil {
		t.Fatal(err)
	}
	cal.waitText("#text-requirements", "TYPED WHILE IT WAS DEAD")
	ivy.waitText(`[data-text="requirements"]`, "TYPED WHILE IT WAS DEAD")
	ivy.waitText("#notes", "ranks at once")

	// Two pages of one seat: a conflict offers both texts.
	second := &person{t: t, b: cal.b, Page: cal.open(home + "/r/" + r.Code)}
	second.waitText("#text-requirements", "TYPED WHILE")
	second.offline(true)
	second.write("#text-requirements", "\nFROM THE SECOND PAGE")
	second.waitText("#saved", "no connection")
	cal.write("#text-requirements", "\nFROM THE FIRST PAGE")
	ivy.waitText(`[data-text="requirements"]`, "FROM THE FIRST PAGE")
	second.offline(false)
	second.waitText("#theirs", "FROM THE FIRST PAGE")
	second.waitText("#mine", "FROM THE SECOND PAGE")
	second.shoot("conflict")
	second.click("#keepboth")
	cal.waitText("#text-requirements", "FROM THE SECOND PAGE")
	cal.waitText("#text-requirements", "FROM THE FIRST PAGE")
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}

	// The next stage, the curveball, a pause, a diagram, and a server that is stopped.
	ivy.click("#next")
	cal.waitText("#stagename", "Estimates")
	cal.click("#tab-estimates")
	cal.write("#text-estimates", "300M users x 2/day / 86,400 = 7k/s writes, which one store does not take.")
	ivy.waitText(`[data-text="estimates"]`, "7k/s")
	ivy.click("#throw")
	cal.waitText("#asked", "The problem changes")
	ivy.click("#pause")
	cal.wait("the pause is told", `() => !document.getElementById('pausednote').hidden && document.getElementById('text-estimates').readOnly`)
	ivy.click("#resume")
	cal.wait("it goes on", `() => !document.getElementById('text-estimates').readOnly`)
	cal.click("#addgraph")
	cal.wait("the picture is drawn", `() => document.getElementById('pic').naturalWidth > 0`)
	cal.shoot("diagram")
	file := filepath.Join(t.TempDir(), "parts.drawio")
	if err := os.WriteFile(file, []byte("boxes"), 0o600); err != nil {
		t.Fatal(err)
	}
	field, err := cal.Element("#upload")
	if err == nil {
		err = field.SetFiles([]string{file})
	}
	if err != nil {
		t.Fatal(err)
	}
	cal.waitText("#text-estimates", "parts.drawio: boxes")
	cal.waitText("#alert", "a note")
	ivy.wait("the interviewer sees the picture", `() => document.getElementById('pic').naturalWidth > 0`)
	srv.end(syscall.SIGINT)
	cal.waitText("#net", "server stops")
	start(t, dir, port, 0)
	cal.wait("the connection is back", `() => document.getElementById('net').textContent === ""`)
	cal.waitText("#text-estimates", "parts.drawio")
	ivy.wait("the connection is back", `() => document.getElementById('net').textContent === ""`)

	// The end.
	ivy.click("#end")
	cal.waitText("#main", "How did it go?")
	cal.click("#rate-requirements-3")
	cal.click("#rate-estimates-1")
	cal.click("#rate-components-0")
	cal.click("#rate-total-1")
	cal.shoot("rating")
	cal.click("#rate")
	cal.waitText("#after", "Thank you")
	ivy.shoot("scorecard")
	ivy.click("#finish")
	for _, p := range []*person{ivy, cal} {
		p.waitText("#main", "Three judgements")
		p.waitText("#main", "Ranked, with a reason.")
		p.waitText("tbody", "weak")
	}
	cal.shoot("results")
	md := cal.fetch("/r/" + r.Code + "/report.md")
	for _, want := range []string{"scenario: twitter", "TYPED OFFLINE", "FROM THE FIRST PAGE", "FROM THE SECOND PAGE", "7k/s", "> Interviewer: Requirements: rules", "Ranked, with a reason."} {
		if !strings.Contains(md, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(md, "ranks at once, calm") {
		t.Error("the report has a private note")
	}
	text := cal.fetch("/r/" + r.Code + "/report.json")
	doc, ok := report.RoomAnswer([]byte(text))
	if !ok {
		t.Fatalf("the report is no JSON of a room:\n%.300s", text)
	}
	var kept struct{ Report struct{ Score float64 } }
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{"Markdown": md, "JSON": doc} {
		res, err := scoreText([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		if d := res.Score - kept.Report.Score; d > 0.06 || d < -0.06 {
			t.Errorf("the report in %s scores %g, the room said %g", name, res.Score, kept.Report.Score)
		}
	}
	ivy.click("#delete")
	cal.waitText("#net", "deleted")
	if err := cal.Navigate(home + "/r/" + r.Code); err != nil {
		t.Fatal(err)
	}
	cal.waitText("#main", "no such room")
}

// fetch gets a file as the person whose page it is.
func (p *person) fetch(path string) string {
	p.t.Helper()
	v, err := p.Eval(`async (path) => (await fetch(path)).text()`, path)
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Value.Str()
}
