package web

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
	"designdrill/internal/peer"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
)

// reading is the rules' reading of a group's answers, which nobody changes any more.
type reading struct {
	done  bool
	group *report.Group // of the state at seq
	parts []report.GroupSection
	heat  heatTable
	seats []room.Seat // in its order
	seq   int
}

// ready tells whether the rules have read all answers of a group, and lets them begin.
// The room's lock is held; from the review on the answers stay as they are.
func (s *Server) ready(l *live) bool {
	if l.reading != nil {
		return l.reading.done
	}
	r := &reading{}
	l.reading = r
	type paper struct{ seat, doc string }
	var list []paper
	for _, x := range l.authors() {
		list = append(list, paper{x.ID, room.Document(l.state, x.ID, l.texts(x.ID))})
	}
	s.jobs.Go(func() {
		for _, p := range list {
			if s.stopping() {
				return
			}
			var res *score.Result
			var err error
			s.inTurn(func() { res, err = l.Score([]byte(p.doc)) })
			l.mu.Lock()
			if err != nil {
				s.Log.Error("an answer cannot be scored", "room", l.id, "error", err)
			} else {
				l.keep(p.seat, p.doc, res)
			}
			l.mu.Unlock()
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		r.done = true
		if l.state.Phase == room.Results {
			s.tellAll(l)
		}
	})
	return false
}

// keep remembers what the rules say of a document. The lock is held.
func (l *live) keep(seat, doc string, res *score.Result) {
	v := l.seen[seat]
	if v == nil {
		v = &seen{}
		l.seen[seat] = v
	}
	v.last, v.lastDoc = res, doc
}

// group lays the answers and reviews of a room side by side. The room's lock is held.
func (s *Server) group(l *live) (*report.Group, []room.Seat, error) {
	c := l.reading
	if c.group != nil && c.seq == l.seq {
		return c.group, c.seats, nil
	}
	st := &l.state
	x := st.Group.Exemplar
	g := &report.Group{Dir: st.Plan.Title, Program: s.Program, Content: l.Catalog.Hash, Exemplar: x.Name, Titles: l.titles(), Earlier: st.Group.From}
	seats := l.authors()
	at := map[string]int{}
	for i, a := range seats {
		if r, ok := st.Reader(a.ID); ok {
			at[r.Pseudonym] = i
		}
	}
	for _, a := range seats {
		full, err := s.full(l, a)
		if err != nil {
			return nil, nil, err
		}
		p := report.GroupPerson(full.Result)
		p.Name, p.Scenario, p.Self = a.Name, st.Plan.Scenario, st.Ratings[a.ID]
		m := report.GroupMember{Band: full.Result.Band, Sheet: report.SheetNone}
		if r, ok := st.Reader(a.ID); ok {
			m.Pseudonym, m.Sheet = r.Pseudonym, sheetOf(st, r)
			p.Bias = peer.BiasOf(x.Gold, st.Papers[a.ID][room.ExemplarAnswer].Levels)
			for _, of := range r.Reviews {
				paper := st.Papers[a.ID][of]
				if author, there := at[of]; there && (len(paper.Levels) > 0 || paper.Comment != "") {
					p.Reviews = append(p.Reviews, peer.Review{Of: author, Levels: paper.Levels, Quotes: paper.Quotes, Comment: paper.Comment})
				}
			}
		}
		g.Members, g.People = append(g.Members, m), append(g.People, p)
	}
	g.Study, g.Heat = peer.NewStudy(g.People), peer.NewHeat(g.People)
	if g.Earlier != "" {
		g.Changes = g.Study.Changes(g.People, earlierOf(st.Group.Earlier))
	}
	c.group, c.parts, c.heat, c.seats, c.seq = g, report.GroupSections(*g), heatOf(g), seats, l.seq
	return g, seats, nil
}

// sheetOf tells what became of someone's reviews.
func sheetOf(st *room.State, r room.Reader) string {
	all := len(catalog.StageIDs) * (len(r.Reviews) + 1)
	switch left := st.Left(r.Seat); {
	case len(r.Reviews) == 0:
		return report.SheetNone
	case left == 0 && st.Calibrated[r.Seat]:
		return report.SheetComplete
	case left == all:
		return report.SheetMissing
	}
	return report.SheetPartial
}

func earlierOf(list map[string]room.Earlier) map[string]peer.Earlier {
	value := func(v *float64) agreement.Value {
		if v == nil {
			return agreement.NA
		}
		return agreement.Value(*v)
	}
	out := map[string]peer.Earlier{}
	for name, e := range list {
		out[name] = peer.Earlier{Scenario: e.Scenario, Score: value(e.Score), Peers: value(e.Peers)}
	}
	return out
}

// titles are those of stage criteria and roadmap steps.
func (c *Content) titles() map[string]string {
	out := map[string]string{}
	for _, r := range c.Catalog.Rubrics {
		out[r.ID] = r.Title
	}
	for _, id := range catalog.StageIDs {
		out[id] = c.titleOf(id)
	}
	return out
}

// groupEnd is the page at the end of a group.
type groupEnd struct {
	common
	Mine     *ownAnswer // nil for who wrote nothing
	Sections []report.GroupSection
	Heat     heatTable
	Pairs    bool // there are two answers to lay side by side
}

// ownAnswer is what rules, peers and author say of one answer.
type ownAnswer struct {
	Name     string
	Sheet    report.RoomSheet
	Levels   string // the mean of the peers', without their bias
	Stages   []ownLine
	Lines    []ownLine
	Comments []said
}

// ownLine is a stage or criterion. Values are "–" where nothing was said.
type ownLine struct {
	ID, Title, Rules, Peers, Corrected, Self, Word, Quote, Missing string
	Given                                                          []said
}

type said struct {
	By, Text, Quote string
	Level           int
}

type heatTable struct {
	Steps []string
	Rows  []heatRow
}

type heatRow struct {
	Name  string
	Cells []heatCell
}

type heatCell struct {
	Value string
	Heat  int // 0–4; -1 where nothing was scored
}

func shown(v agreement.Value, decimals int) string {
	if !v.Known() {
		return "–"
	}
	return v.Text(decimals)
}

// groupResults makes the page at the end. The room's lock is held.
func (s *Server) groupResults(l *live, me room.Seat) (*groupEnd, error) {
	g, seats, err := s.group(l)
	if err != nil {
		return nil, err
	}
	v := &groupEnd{common: l.common(s, me, ""), Sections: l.reading.parts, Heat: l.reading.heat, Pairs: len(seats) > 1}
	if i := slices.IndexFunc(seats, func(x room.Seat) bool { return x.ID == me.ID }); i >= 0 {
		if v.Mine, err = s.own(l, g, i, seats[i]); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// own lays out what is said of one answer.
func (s *Server) own(l *live, g *report.Group, i int, x room.Seat) (*ownAnswer, error) {
	full, err := s.full(l, x)
	if err != nil {
		return nil, err
	}
	a := g.Study.Answers[i]
	o := &ownAnswer{Name: x.Name, Sheet: report.RoomResults(full), Levels: shown(a.Total.Corrected, 1)}
	for _, c := range a.Comments {
		o.Comments = append(o.Comments, said{By: g.People[c.By].Name, Text: c.Text})
	}
	for k, y := range append(slices.Clone(a.Stages), a.Total) {
		j := o.Sheet.Judged[k]
		line := ownLine{ID: j.ID, Title: j.Title, Rules: shown(y.Rules, 1), Peers: shown(y.Peers, 1), Corrected: shown(y.Corrected, 1), Self: j.Self}
		if line.Self == "" {
			line.Self = "–"
		}
		o.Stages = append(o.Stages, line)
	}
	for k, y := range a.Criteria {
		r := o.Sheet.Lines[k]
		line := ownLine{ID: y.ID, Title: r.Title, Rules: shown(y.Rules, 0), Word: r.RulesWord, Corrected: shown(y.Corrected, 1), Quote: r.Quote, Missing: r.Missing}
		for _, v := range y.Given {
			line.Given = append(line.Given, said{By: g.People[v.By].Name, Level: v.Level, Quote: v.Quote})
		}
		o.Lines = append(o.Lines, line)
	}
	return o, nil
}

func heatOf(g *report.Group) heatTable {
	var t heatTable
	n := len(catalog.Steps)
	for _, x := range catalog.Steps {
		t.Steps = append(t.Steps, g.Titles[x.ID])
	}
	row := func(name string, cells []agreement.Value) {
		r := heatRow{Name: name}
		for _, v := range cells[:n] {
			c := heatCell{shown(v, 0), -1}
			if v.Known() {
				c.Heat = min(max(int(v+12.5)/25, 0), 4)
			}
			r.Cells = append(r.Cells, c)
		}
		t.Rows = append(t.Rows, r)
	}
	for i, cells := range g.Heat.Cells {
		row(g.People[i].Name, cells)
	}
	row("All", g.Heat.Mean)
	return t
}

// pair are two answers side by side.
type pair struct {
	common
	Of    tab
	Tabs  []tab
	All   []room.Seat
	Sides []side
}

type side struct {
	room.Seat
	Field, Text string
	Stage       ownLine // "" but for scored stages
	Lines       []ownLine
}

// compare shows two answers side by side, in one stage.
func (s *Server) compare(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.freshen(r.Context(), l)
	if l.state.Group == nil || l.state.Phase != room.Results || !s.ready(l) {
		s.refuse(w, r, http.StatusForbidden, "the answers are there with the results")
		return
	}
	v, err := s.pair(l, seat, r.URL.Query().Get("stage"), r.URL.Query().Get("a"), r.URL.Query().Get("b"))
	if err != nil {
		s.Log.Error("a page cannot be made", "room", l.id, "error", err)
		s.refuse(w, r, http.StatusInternalServerError, "the page cannot be made")
		return
	}
	s.show(w, http.StatusOK, "group-compare", v)
}

func (s *Server) pair(l *live, seat, stage, a, b string) (*pair, error) {
	g, seats, err := s.group(l)
	if err != nil {
		return nil, err
	}
	me, _ := l.state.Seat(seat)
	v := &pair{common: l.common(s, me, ""), All: seats}
	k := max(l.state.StageIndex(stage), 0)
	for i, t := range v.Stages {
		if i <= l.state.Reached {
			t.Current = i == k
			v.Tabs = append(v.Tabs, t)
		}
	}
	k = min(k, len(v.Tabs)-1)
	v.Of = v.Tabs[k]
	place := func(id string) int { return slices.IndexFunc(seats, func(x room.Seat) bool { return x.ID == id }) }
	first, second := place(a), place(b)
	if first < 0 {
		first = max(place(seat), 0)
	}
	if second < 0 || second == first {
		second = best(g, first)
	}
	for n, i := range []int{first, second} {
		if i < 0 || i >= len(seats) {
			continue
		}
		o, err := s.own(l, g, i, seats[i])
		if err != nil {
			return nil, err
		}
		x := side{Seat: seats[i], Field: []string{"a", "b"}[n], Text: l.texts(seats[i].ID)[v.Of.ID]}
		for _, y := range o.Stages {
			if y.ID == v.Of.ID {
				x.Stage = y
			}
		}
		for _, y := range o.Lines {
			if strings.HasPrefix(y.ID, v.Of.ID+".") {
				x.Lines = append(x.Lines, y)
			}
		}
		v.Sides = append(v.Sides, x)
	}
	return v, nil
}

// best is the answer that scores highest beside one; -1 when there is no other.
func best(g *report.Group, but int) int {
	top := -1
	for i, p := range g.People {
		if i != but && (top < 0 || p.Score > g.People[top].Score) {
			top = i
		}
	}
	return top
}

// export gives all results of a group, in the form that the path names.
func (s *Server) export(w http.ResponseWriter, r *http.Request, l *live, _ string) {
	l.mu.Lock()
	s.freshen(r.Context(), l)
	if l.state.Group == nil || l.state.Phase != room.Results || !s.ready(l) {
		l.mu.Unlock()
		s.refuse(w, r, http.StatusForbidden, "the results of all are there when the names are shown")
		return
	}
	g, _, err := s.group(l)
	l.mu.Unlock() // a finished group is only replaced, never changed
	ext, kind, text := path.Ext(r.URL.Path), "text/markdown; charset=utf-8", []byte(nil)
	if err == nil {
		switch ext {
		case ".json":
			kind = "application/json"
			text, err = report.GroupJSON(*g)
		case ".csv":
			kind = "text/csv; charset=utf-8"
			text, err = report.GroupCSV(*g)
		default:
			text = []byte(report.GroupMarkdown(*g))
		}
	}
	if err != nil {
		s.Log.Error("results cannot be made", "room", l.id, "error", err)
		s.refuse(w, r, http.StatusInternalServerError, "the results cannot be made")
		return
	}
	download(w, kind, l.x.ID+"-group"+ext, text)
}

// peers adds what the peers say to the report of an answer. The room's lock is held.
func (s *Server) peers(l *live, x room.Seat, r *report.Room) error {
	if l.state.Group == nil {
		return nil
	}
	g, seats, err := s.group(l)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(seats, func(y room.Seat) bool { return y.ID == x.ID }); i >= 0 {
		r.Peers = &report.RoomPeers{Group: *g, At: i}
	}
	return nil
}
