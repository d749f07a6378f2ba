package web_test

import (
	"net"
	"strings"
	"syscall"
	"testing"

	"designdrill/internal/report"
	"designdrill/internal/room"
)

// gradesAll chooses a level for every criterion of the answer that is shown.
func (p *person) gradesAll(level int) {
	p.t.Helper()
	p.wait("the grades are there", `() => document.querySelectorAll('[data-grade]').length === 12`)
	if _, err := p.Eval(`(level) => document.querySelectorAll('[data-grade] input[value="' + level + '"]').forEach((e) => e.click())`, level); err != nil {
		p.t.Fatal(err)
	}
}

// calibrates grades the exemplar and compares with its gold levels.
func (p *person) calibrates(level int) {
	p.t.Helper()
	p.gradesAll(level)
	p.click("#calibrate")
	p.waitText("#bias", "levels")
	p.waitText(".papers", "12 open")
}

// quotes marks a passage of the answer that is shown, and presses the button beside a
// criterion.
func (p *person) quotes(passage, criterion string) {
	p.t.Helper()
	_, err := p.Eval(`(passage) => {
		for (const pre of document.querySelectorAll('.read pre')) {
			const node = pre.firstChild, at = node.data.indexOf(passage);
			if (at < 0) continue;
			const r = document.createRange();
			r.setStart(node, at);
			r.setEnd(node, at + passage.length);
			getSelection().removeAllRanges();
			getSelection().addRange(r);
			return;
		}
		throw new Error('the passage is not there');
	}`, passage)
	if err != nil {
		p.t.Fatal(err)
	}
	p.wait("the mark is noted", `() => getSelection().toString() !== ""`)
	// The event of the mark comes a moment after it.
	p.wait("it is quoted", `(id) => { const q = document.getElementById('quote-' + id); if (!q.value) q.form.querySelector('[data-quote]').click(); return q.value !== "" }`, criterion)
}

// TestGroupEvening holds a group of four in a browser, from the join to the results:
// with one who comes late, reloads, a network that goes away, a server that is killed in
// the review, and one who never hands in.
func TestGroupEvening(t *testing.T) {
	t.Setenv("DESIGNDRILL_TEST_GROUP", string(room.Candidate))
	dir := t.TempDir()
	srv := start(t, dir, "0", 1)
	_, port, err := net.SplitHostPort(srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	home, r := "http://"+srv.Addr, srv.Rooms[0]
	b := browser(t)
	url := home + "/r/" + r.Code
	ivy := visit(t, b, url+"/seat/"+r.Key)
	ivy.waitText("#people", "Ivy")
	joins := func(name string) *person {
		p := visit(t, b, url)
		p.waitText("#main", "Nobody reads along")
		if name == "Ann" {
			p.shoot("group-join")
		}
		p.write("#name", name)
		p.click("#join")
		return p
	}
	ann, bob := joins("Ann"), joins("Bob")
	ivy.waitText("#people", "3 of 3 are here")
	ann.waitText("#start", "when the host starts it")
	ivy.shoot("group-lobby")
	ivy.click("#recast")
	ivy.waitText("#people", "I answer too")
	ivy.click("#recast")
	ivy.waitText("#people", "3 of 3 are here")
	ivy.click("#begin")

	// All type; one loses the network, one reloads, one comes late.
	for name, p := range map[string]*person{"Ivy": ivy, "Ann": ann, "Bob": bob} {
		p.write("#text-requirements", "I am "+name+" and write this.\n\n"+requirements)
		p.waitText("#saved", "Saved")
	}
	ann.offline(true)
	ann.write("#text-requirements", "\nTYPED OFFLINE")
	ann.waitText("#saved", "no connection")
	cal := joins("Cal")
	ivy.waitText("#people", "Cal")
	ivy.click("#next")
	cal.waitText("#stagename", "Estimates")
	cal.click("#tab-estimates")
	cal.write("#text-estimates", "300M users x 2/day / 86,400 = 7k/s writes, which one store does not take.")
	cal.waitText("#saved", "Saved")
	if err := cal.Reload(); err != nil {
		t.Fatal(err)
	}
	cal.waitText("#text-estimates", "7k/s")
	ann.offline(false)
	ann.waitText("#saved", "Saved")
	ann.waitText("#stagename", "Estimates")
	ivy.shoot("group-desk")

	// The end, and the self-assessment; one does not rate.
	bob.offline(true)
	bob.click("#tab-requirements")
	bob.write("#text-requirements", "\nTYPED BEFORE THE END")
	bob.waitText("#saved", "no connection")
	if err := bob.Navigate("about:blank"); err != nil {
		t.Fatal(err)
	}
	ivy.click("#end")
	ann.waitText("#main", "How did it go?")
	bob.offline(false)
	if err := bob.Navigate(url); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*person{ann, bob, ivy} {
		p.waitText("#main", "How did it go?")
		for _, key := range []string{"requirements", "estimates", "components", "total"} {
			p.click("#rate-" + key + "-2")
		}
		p.click("#rate")
		p.waitText("#after", "Thank you")
	}
	ivy.waitText("#people", "3 of 4 have rated themselves")
	ivy.shoot("group-rating")
	ivy.click("#assign")

	// The exemplar first, then two answers without names.
	for i, p := range []*person{ivy, ann, bob, cal} {
		p.waitText("#readhead", "The exemplar")
		if p == ann {
			p.shoot("group-exemplar")
		}
		p.calibrates(1 + i)
	}
	ann.shoot("group-bias")
	papers := func(p *person) []string {
		v, err := p.Eval(`() => [...document.querySelectorAll('[id^="paper-"]')].map((e) => e.id.slice(6)).slice(1)`)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, x := range v.Value.Arr() {
			out = append(out, x.Str())
		}
		if len(out) != 2 {
			t.Fatalf("there are %v to review", out)
		}
		return out
	}
	mine := papers(ann)
	ann.click("#paper-" + mine[0])
	ann.waitText("#readhead", mine[0])
	ann.offline(true)
	ann.gradesAll(2)
	ann.waitText("#graded", "no connection")
	ann.offline(false)
	ann.waitText("#graded", "Saved")
	ann.waitText(`[data-open-of="`+mine[0]+`"]`, "✓")
	passage := "7k/s writes, which one store does not take"
	if v, err := ann.Eval(`(p) => document.querySelector('.read').innerText.includes(p)`, passage); err != nil || !v.Value.Bool() {
		passage = "likes and follows come after that"
	}
	ann.quotes(passage, "requirements.functional")
	ann.waitText("#graded", "Saved")
	ann.write("#comment", "Say what is dropped first.")
	ann.waitText("#graded", "Saved")
	ann.shoot("group-review")

	// The server is killed; what is graded since is kept on the page, over a reload too.
	srv.end(syscall.SIGKILL)
	ann.wait("the connection is lost", `() => document.getElementById('net').textContent !== ""`)
	ann.click(`[id="grade-requirements.scope-4"]`)
	ann.waitText("#graded", "no connection")
	start(t, dir, port, 0)
	if err := ann.Navigate(url + "?for=" + mine[0]); err != nil {
		t.Fatal(err)
	}
	ann.wait("the level is kept", `() => document.getElementById('grade-requirements.scope-4').checked`)
	ann.waitText("#comment", "dropped first")
	ann.click("#nextpaper")
	ann.waitText("#readhead", mine[1])
	ann.gradesAll(1)
	ann.wait("all is graded", `() => !document.getElementById('handin').disabled`)
	ann.click("#handin")
	ann.waitText(".after", "handed in")
	ivy.waitText("#people", "1 of 4 have handed in")
	// Bob grades one answer, Cal and the host none; the host moves on.
	bob.click("#paper-" + papers(bob)[0])
	bob.gradesAll(3)
	bob.waitText("#graded", "Saved")
	ivy.waitText("#people", "1 of 2 answers graded")
	ivy.shoot("group-progress")
	ivy.click("#finish")

	for name, p := range map[string]*person{"Ivy": ivy, "Ann": ann, "Bob": bob, "Cal": cal} {
		p.waitText("#mine", "The rules give")
		p.waitText("#answers", "Cal")
		p.waitText("#answers", "open levels or quotes: Ivy, Bob, Cal")
		md := p.fetch("/r/" + r.Code + "/report.md")
		doc, ok := report.RoomAnswer([]byte(p.fetch("/r/" + r.Code + "/report.json")))
		if !ok || !strings.Contains(md, name+" in a group") {
			t.Errorf("the report of %s:\n%.600s", name, md)
		}
		if name == "Bob" && !strings.Contains(md, "TYPED BEFORE THE END") {
			t.Errorf("the report lacks what the self-assessment sent:\n%s", md)
		}
		if name == "Ann" && (!strings.Contains(md, "TYPED OFFLINE") || !strings.Contains(doc, "TYPED OFFLINE")) {
			t.Errorf("the report lacks what was typed offline:\n%s", md)
		}
	}
	ann.shoot("group-results")
	csv := ann.fetch("/r/" + r.Code + "/group.csv")
	if !strings.Contains(csv, passage) || !strings.Contains(csv, "requirements.scope,peer,Ann,4,") {
		t.Errorf("the results lack what was quoted and graded:\n%.2000s", csv)
	}
	ann.click("#compare")
	ann.waitText(".sides", "TYPED OFFLINE")
	ann.click("#stage-estimates")
	ann.waitText(".sides", "Levels of 4")
	ann.shoot("group-compare")
}
