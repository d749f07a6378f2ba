package web_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/store"
	"designdrill/internal/web"
)

// groupOf makes a room one of a group, with a graded exemplar.
func groupOf(t testing.TB) *room.Group {
	t.Helper()
	g, err := groupContent()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func groupContent() (*room.Group, error) {
	cat, err := content()
	if err != nil {
		return nil, err
	}
	x := cat.ExemplarOf("twitter", "solid")
	if x == nil {
		return nil, fmt.Errorf("there is no exemplar")
	}
	g := &room.Group{Exemplar: room.Exemplar{Name: x.Name, Text: string(x.Text), Gold: map[string]int{}, Why: map[string]string{}}, From: "week1.json"}
	for id, v := range x.Levels {
		g.Exemplar.Gold[id], g.Exemplar.Why[id] = v.Level, v.Why
	}
	then, level := 12.5, 1.0
	g.Earlier = map[string]room.Earlier{"Cal": {Scenario: "uber", Score: &then, Peers: &level}}
	return g, nil
}

func groupOpening(role room.Role) (web.Opening, error) {
	o, err := opening(room.Limits{Seats: room.MaxGroup, Candidates: room.MaxGroup}, "")
	if err != nil {
		return o, err
	}
	o.Role = role
	o.Group, err = groupContent()
	return o, err
}

// newGroupHouse is a server under test with the room of a group.
func newGroupHouse(t *testing.T, role room.Role) *house {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := newServer(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	o, err := groupOpening(role)
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

// markOf is what tells someone's answer from all others: the hiding of names leaves it.
func markOf(name string) string { return fmt.Sprintf("ANSWER%d", int(name[0])*7) }

// whoseOf is the name behind a mark.
func whoseOf(mark string) string {
	for _, n := range []string{"Ann", "Bob", "Cal", "Dee", "Eve"} {
		if markOf(n) == strings.TrimSpace(mark) {
			return n
		}
	}
	return ""
}

// answers writes an answer that names its author and can be told from all others.
func (g *guest) answers(name string) {
	g.t.Helper()
	g.save("requirements", fmt.Sprintf("I am %s. %s\n\n%s", name, markOf(name), requirements), 0, 1, 200)
}

// grades gives all levels of an answer.
func (g *guest) grades(of string, level int) {
	g.t.Helper()
	for _, id := range catalog.StageIDs {
		g.posts("/grade", url.Values{"for": {of}, "criterion": {id}, "level": {fmt.Sprint(level)}}, 200)
	}
}

// posts is post as a script of ours does it, which tries again what was too much at a
// time.
func (g *guest) posts(path string, f url.Values, want int) string {
	g.t.Helper()
	status, text, _ := g.do("POST", path, script, strings.NewReader(f.Encode()))
	for status == http.StatusTooManyRequests {
		<-time.After(200 * time.Millisecond)
		status, text, _ = g.do("POST", path, script, strings.NewReader(f.Encode()))
	}
	if want != 0 && status != want {
		g.t.Fatalf("POST %s: %d, want %d:\n%.400s", path, status, want, text)
	}
	return text
}

var paperLink = regexp.MustCompile(`id="paper-([a-z-]+)"`)

// papers are the answers that a reviewer is offered.
func (g *guest) papers() []string {
	g.t.Helper()
	var out []string
	for _, m := range paperLink.FindAllStringSubmatch(g.get("", 200), -1) {
		if m[1] != room.ExemplarAnswer {
			out = append(out, m[1])
		}
	}
	return out
}

// everything is all that someone gets from every route and the stream.
func (g *guest) everything(seated bool, more ...string) string {
	g.t.Helper()
	var b strings.Builder
	paths := []string{"", "/answer.md", "/report.md", "/report.json", "/group.md", "/group.csv", "/group.json", "/compare", "/compare?stage=requirements", "//", "/x"}
	for _, x := range more {
		paths = append(paths, "?for="+url.QueryEscape(x), "/report.md?for="+url.QueryEscape(x), "/compare?a="+url.QueryEscape(x)+"&b="+url.QueryEscape(x))
	}
	for _, p := range paths {
		b.WriteString(g.get(p, 0))
	}
	if seated {
		b.WriteString(g.first(""))
		for _, x := range more {
			b.WriteString(g.first("?for=" + url.QueryEscape(x)))
		}
	}
	return b.String()
}

// TestGroupSecrets holds for everyone, on every route and the stream: no answer of others
// leaves the server before the review, in it only those to review and without names,
// and no results before the names are shown.
func TestGroupSecrets(t *testing.T) {
	for _, hosting := range []room.Role{room.Candidate, room.Observer} {
		t.Run(string(hosting), func(t *testing.T) {
			h := newGroupHouse(t, hosting)
			host := h.host()
			people := map[string]*guest{"Ann": h.joins("Ann", room.Candidate), "Bob": h.joins("Bob", room.Candidate), "Cal": h.joins("Cal", room.Candidate), "Dee": h.joins("Dee", room.Candidate), "Eve": h.joins("Eve", room.Candidate)}
			names := []string{"Ann", "Bob", "Cal", "Dee", "Eve"}
			all := map[string]*guest{"Ivy": host, "": h.guest()}
			ids := map[string]string{}
			for n, g := range people {
				all[n] = g
				ids[n] = between(g.get("", 200), `data-seat="`, `"`)
			}
			host.post("/start", nil, 200)
			for n, g := range people {
				g.answers(n)
			}
			// look gives whose answers each sees, but for their own.
			look := func(phase string, may func(who, whose string) bool) {
				t.Helper()
				for who, g := range all {
					more := slices.Sorted(maps.Values(ids))
					if who != "" && strings.HasPrefix(phase, "review") {
						more = append(more, room.ExemplarAnswer)
						for _, r := range people {
							more = append(more, r.papers()...)
						}
					}
					text := squeezed(g.everything(who != "", more...))
					for _, whose := range names {
						if mark := markOf(whose); whose != who && strings.Contains(text, mark) != may(who, whose) {
							t.Errorf("in the %s %q is shown %s: %t", phase, who, mark, strings.Contains(text, mark))
						}
						if named := "I am " + whose; phase != "results" && whose != who && strings.Contains(text, named) {
							t.Errorf("in the %s %q reads the name %s in an answer", phase, who, whose)
						}
					}
					if strings.Contains(text, "designdrill.group/1") && phase != "results" {
						t.Errorf("in the %s %q gets results", phase, who)
					}
					gold := h.goldShown(text)
					if gold && phase != "results" && phase != "review, calibrated" {
						t.Errorf("in the %s %q sees the gold levels", phase, who)
					}
				}
			}
			nobody := func(string, string) bool { return false }
			look("interview", nobody)
			host.post("/end", nil, 200)
			look("self-assessment", nobody)
			people["Ann"].post("/rate", url.Values{"requirements": {"2"}, "total": {"2"}}, 200)
			host.post("/assign", nil, 200)
			look("review", nobody)
			reads := map[string][]string{}
			for n, g := range people {
				// Neither the exemplar's gold nor the answers come before it is graded.
				g.posts("/calibrate", nil, http.StatusConflict)
				g.grades(room.ExemplarAnswer, 2)
				g.posts("/calibrate", nil, http.StatusNoContent)
				g.posts("/grade", url.Values{"for": {room.ExemplarAnswer}, "criterion": {"requirements.scope"}, "level": {"4"}}, http.StatusConflict)
				papers := g.papers()
				if len(papers) != 2 {
					t.Fatalf("%s has %v to review", n, papers)
				}
				for _, of := range papers {
					text := g.get("?for="+of, 200)
					for _, whose := range names {
						if strings.Contains(text, markOf(whose)) {
							reads[n] = append(reads[n], whose)
						}
						if strings.Contains(text, "I am "+of) == strings.Contains(text, "I am "+whose) {
							t.Errorf("%s reads a name, or no pseudonym, in %s", n, of)
						}
					}
					g.grades(of, 3)
					g.posts("/comment", url.Values{"for": {of}, "text": {"COMMENT by " + n}}, http.StatusNoContent)
				}
				if len(reads[n]) != 2 || slices.Contains(reads[n], n) {
					t.Fatalf("%s reads %v", n, reads[n])
				}
			}
			for n, list := range reads {
				for _, x := range list {
					if slices.Contains(reads[x], n) {
						t.Errorf("%s and %s review each other", n, x)
					}
				}
			}
			// Who is done may take another answer, and reads that one beside.
			ann := people["Ann"]
			ann.posts("/help", nil, http.StatusConflict)
			ann.posts("/handin", nil, http.StatusNoContent)
			ann.posts("/help", nil, http.StatusConflict) // all are read twice
			of := people["Bob"].papers()[0]
			people["Bob"].posts("/grade", url.Values{"for": {of}, "criterion": {"requirements.scope"}}, 200)
			lacks := between(people["Bob"].get("?for="+of, 200), "ANSWER", "\n")
			if own := slices.Contains(reads["Ann"], whoseOf("ANSWER"+lacks)) || whoseOf("ANSWER"+lacks) == "Ann"; own {
				ann.posts("/help", nil, http.StatusConflict)
			} else {
				ann.posts("/help", nil, http.StatusNoContent)
				if papers := ann.papers(); len(papers) != 3 || papers[2] != of {
					t.Errorf("to help, Ann gets %v, not %s", papers, of)
				}
				reads["Ann"] = append(reads["Ann"], whoseOf("ANSWER"+lacks))
			}
			look("review, calibrated", func(who, whose string) bool { return slices.Contains(reads[who], whose) })
			host.post("/finish", nil, 200)
			host.stream("", func(_, data string) bool { return strings.Contains(data, `"page":"group-results"`) })
			look("results", func(who, _ string) bool { return who != "" })
		})
	}
}

// goldShown tells whether a text has a reason of the gold levels.
func (h *house) goldShown(text string) bool {
	for _, why := range groupOf(h.t).Exemplar.Why {
		if why = squeezed(why); len(why) > 20 && strings.Contains(text, why) {
			return true
		}
	}
	return false
}

// reviewed is a group of three at the end of its review.
func reviewed(t *testing.T) (*house, *guest, map[string]*guest) {
	h := newGroupHouse(t, room.Observer)
	host := h.host()
	people := map[string]*guest{}
	for _, n := range []string{"Ann", "Bob", "Cal"} {
		people[n] = h.joins(n, room.Candidate)
	}
	host.post("/start", nil, 200)
	for n, g := range people {
		g.answers(n)
	}
	host.post("/end", nil, 200)
	people["Cal"].post("/rate", url.Values{"requirements": {"3"}, "estimates": {"1"}, "components": {"0"}, "total": {"2"}}, 200)
	host.post("/assign", nil, 200)
	return h, host, people
}

// TestGroupResults holds what comes out at the end, with one who never reviews, one who
// stops in the middle and one who left.
func TestGroupResults(t *testing.T) {
	h, host, people := reviewed(t)
	cal := people["Cal"]
	cal.grades(room.ExemplarAnswer, 4)
	cal.posts("/calibrate", nil, http.StatusNoContent)
	papers := cal.papers()
	cal.grades(papers[0], 3)
	if reply := cal.posts("/grade", url.Values{"for": {papers[0]}, "criterion": {"requirements.scope"}, "level": {"4"}, "quote": {"out of scope: ads and video"}}, 200); strings.Contains(reply, "word for word") {
		t.Errorf("a passage that is there is refused: %s", reply)
	}
	if reply := cal.posts("/grade", url.Values{"for": {papers[0]}, "criterion": {"requirements.functional"}, "level": {"3"}, "quote": {"never written anywhere"}}, 200); !strings.Contains(reply, "word for word") {
		t.Errorf("a passage that is not there is taken: %s", reply)
	}
	cal.posts("/handin", nil, http.StatusConflict)
	cal.grades(papers[1], 0)
	cal.posts("/handin", nil, http.StatusNoContent)
	ann := people["Ann"]
	ann.grades(room.ExemplarAnswer, 1)
	ann.posts("/calibrate", nil, http.StatusNoContent)
	ann.posts("/grade", url.Values{"for": {ann.papers()[0]}, "criterion": {"requirements.scope"}, "level": {"0"}}, 200)
	people["Bob"].post("/leave", nil, 200)
	if text := host.get("", 200); !strings.Contains(text, "1 of 3 have handed in") || !strings.Contains(text, "0 of 2 answers graded") || !strings.Contains(text, "grades the exemplar") {
		t.Errorf("the host is not told how far all are:\n%s", between(text, `id="people"`, "</main>"))
	}
	ann.post("/finish", nil, http.StatusForbidden)
	host.post("/finish", nil, 200)
	cal.stream("", func(_, data string) bool { return strings.Contains(data, `"page":"group-results"`) })
	page := squeezed(cal.get("", 200))
	for _, want := range []string{"Your answer", "Names", "No review sheet yet from: Bob", "open levels or quotes: Ann", "Agreement by criterion", "To discuss", "Since last time", "against week1.json", "The best passage", "By roadmap step"} {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(want)) {
			t.Errorf("the results lack %q", want)
		}
	}
	text := cal.get("/group.json", 200)
	before, err := report.ReadGroup([]byte(text))
	if err != nil || len(before) != 3 || !before["Cal"].Score.Known() {
		t.Errorf("the JSON results are no results of a group: %v, %v", before, err)
	}
	var r struct {
		People []struct {
			Name, Sheet string
			Bias        struct{ Mean float64 }
		}
		Disputes []struct{ Name, Criterion string }
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil || len(r.People) != 3 || r.People[2].Name != "Cal" || r.People[2].Sheet != report.SheetComplete || r.People[2].Bias.Mean <= 0 || len(r.Disputes) == 0 {
		t.Errorf("the JSON results: %+v, %v", r, err)
	}
	rows, err := csv.NewReader(strings.NewReader(cal.get("/group.csv", 200))).ReadAll()
	peers, quoted := 0, false
	for _, row := range rows {
		if row[4] == "peer" {
			peers++
			quoted = quoted || row[8] == "out of scope: ads and video"
		}
	}
	if err != nil || peers != 25 || !quoted {
		t.Errorf("%d levels of peers in the CSV, want 25, with their passages: %t, %v", peers, quoted, err)
	}
	if md := cal.get("/group.md", 200); !strings.Contains(md, "# Results of") || strings.Contains(md, "never written anywhere") {
		t.Errorf("the results as Markdown:\n%.600s", md)
	}
	// Each attempt lands in one's own history: both reports score as the room said.
	md := cal.get("/report.md", 200)
	doc, ok := report.RoomAnswer([]byte(cal.get("/report.json", 200)))
	if !ok || !strings.Contains(md, "> Interviewer:") || !strings.Contains(md, "by Cal in a group") || !strings.Contains(md, markOf("Cal")) {
		t.Errorf("the report of one answer:\n%.1000s", md)
	}
	for name, src := range map[string]string{"Markdown": md, "JSON": doc} {
		res, err := scoreText([]byte(src))
		if err != nil || before["Cal"].Score.Text(1) != fmt.Sprintf("%.1f", res.Score) {
			t.Errorf("the report in %s scores %v, the room said %v (%v)", name, res.Score, before["Cal"].Score, err)
		}
	}
	host.get("/report.md?for=x", 200)
	pair := squeezed(cal.get("/compare?stage=requirements", 200))
	if !strings.Contains(pair, markOf("Cal")) || strings.Count(pair, "I am ") != 2 {
		t.Error("two answers do not stand side by side")
	}
	// Another process serves the same results.
	s, err := newServer(t.Context(), h.db)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	h.url = srv.URL
	cal.stream("", func(_, data string) bool { return strings.Contains(data, `"page":"group-results"`) })
	if again := cal.get("/group.json", 200); again != text {
		t.Errorf("served again the results are others:\n%s\n%s", text, again)
	}
}

// TestGroupFew holds what happens with nobody to review, and that the host need not wait.
func TestGroupFew(t *testing.T) {
	h := newGroupHouse(t, room.Observer)
	host, ann := h.host(), h.joins("Ann", room.Candidate)
	bob := h.joins("Bob", room.Candidate)
	host.post("/start", nil, 200)
	ann.answers("Ann")
	late := h.joins("Cal", room.Candidate)
	if text := late.get("", 200); !strings.Contains(text, `id="text-requirements"`) {
		t.Error("who comes late gets nothing")
	}
	host.post("/end", nil, 200)
	if status, text, _ := h.guest().do("POST", "/join", script, strings.NewReader("name=Dee&role=candidate")); status != http.StatusConflict {
		t.Errorf("after the end someone joins: %d %s", status, text)
	}
	host.post("/assign", nil, http.StatusConflict)
	host.post("/finish", nil, 200)
	host.stream("", func(_, data string) bool { return strings.Contains(data, `"page":"group-results"`) })
	for who, g := range map[string]*guest{"host": host, "Ann": ann, "Bob": bob} {
		if text := g.get("", 200); !strings.Contains(text, "Everyone") || strings.Contains(text, `id="mine"`) != (who == "Ann") {
			t.Errorf("the results of %s", who)
		}
	}
	ann.get("/compare", 200)
	bob.get("/report.md", http.StatusForbidden)
}

// TestGroupListens holds that nothing of an answer comes over the stream of others while
// it is written.
func TestGroupListens(t *testing.T) {
	h := newGroupHouse(t, room.Observer)
	host, ann, bob := h.host(), h.joins("Ann", room.Candidate), h.joins("Bob", room.Candidate)
	id := between(ann.get("", 200), `data-seat="`, `"`)
	host.post("/start", nil, 200)
	saves := 0
	for name, g := range map[string]*guest{"host": host, "Bob": bob} {
		for _, query := range []string{"", "?for=" + id} {
			all, said := "", false
			g.stream(query, func(event, data string) bool {
				all += data
				if event != "view" {
					return false
				}
				if !said {
					said = true
					ann.save("requirements", markOf("Ann")+strings.Repeat(" more", saves), saves, saves+1, 200)
					saves++
					host.post("/pause", nil, 200)
					return false
				}
				return strings.Contains(data, `"paused":true`)
			})
			host.post("/resume", nil, 200)
			if strings.Contains(all, markOf("Ann")) {
				t.Errorf("%s hears what Ann writes", name)
			}
		}
	}
}
