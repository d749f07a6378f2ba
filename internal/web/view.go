package web

import (
	"bytes"
	"html/template"
	"strings"
	"time"

	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/room"
)

// view is how the room stands for one page: pieces of it in HTML by the id of their
// element, and what the script needs to know.
type view struct {
	Phase    room.Phase        `json:"phase"`
	Role     room.Role         `json:"role"`
	Stage    string            `json:"stage"`
	Paused   bool              `json:"paused"`
	Page     string            `json:"page,omitempty"` // of a group
	Clock    clock             `json:"clock"`
	Parts    map[string]string `json:"parts"`
	Versions map[string]int    `json:"versions"`        // of the seat's own texts
	Texts    map[string]string `json:"texts,omitempty"` // of the candidate whom one reads along with
}

// clock is the time in seconds. Without a clock Planned is 0.
type clock struct {
	Spent   float64 `json:"spent"` // in the stage
	Planned float64 `json:"planned"`
	Total   float64 `json:"total"` // in all
	Whole   float64 `json:"whole"` // what is planned in all
	Runs    bool    `json:"runs"`
}

func (l *live) clock(now time.Time) clock {
	s := &l.state
	more := s.Since(now)
	c := clock{Spent: (s.Spent[s.Stage] + more).Seconds(), Total: (s.Clock() + more).Seconds(), Planned: s.Planned(s.Stage).Seconds(), Runs: s.Moving()}
	for k := range s.Plan.Stages {
		c.Whole += s.Planned(k).Seconds()
	}
	return c
}

// common is what every page of a room is made of.
type common struct {
	Code, Shown, Title string
	Minutes            int
	Target             string
	Phase              room.Phase
	Me                 room.Seat
	Leads              bool
	Paused             bool
	Stage              interview.Stage
	Next               *interview.Stage
	Stages             []tab
	People             []person
	Brief              []string // its paragraphs
	Facts              []string
	Clock              clock
	Told               []line
	Curve              string
	CanStart, Timed    bool
	Expires            string
	Draws, Uploads     bool
	Free               []room.Role
	Asked              []stagePrompts
	Links              []string // by which others reach the room
	Waiting            []string // candidates who have not rated their answer
	Group              bool
	Crowd              crowd
	Page               string // of a group: a phase has several
}

type tab struct {
	ID, Title       string
	Current, Before bool
	Minutes         int
}

type person struct {
	room.Seat
	Here, Me bool
	Others   []room.Role // roles the host can give
}

type line struct {
	At, What, Text, Stage string
}

type stagePrompts struct {
	ID, Title, Expects string
	Current            bool
	Prompts            []prompt
	Told               []line
	Curve              string
}

type prompt struct {
	ID, Ask string
	Hints   []string
	Left    int
}

// desk is the candidate's page. Nothing in it is the interviewer's.
type desk struct {
	common
	Texts    map[string]string
	Versions map[string]int
	Rated    []rated
	Done     bool
}

// rated is a line of the self-assessment.
type rated struct {
	Key, Title string
	Words      []string
	Value      int // -1 for none
}

// along is the page of who reads along with a candidate without the interviewer's
// pages.
type along struct {
	common
	About      room.Seat
	Candidates []room.Seat
	Texts      []stageText
}

type stageText struct{ ID, Title, Text string }

func (l *live) common(s *Server, me room.Seat, hints string) common {
	st := &l.state
	c := common{Code: l.id, Shown: Shown(l.id), Title: st.Plan.Title, Minutes: st.Plan.Minutes, Target: st.Plan.Target, Phase: st.Phase, Me: me, Leads: me.Leads(),
		Paused: st.Paused, Stage: st.Plan.Stages[st.Stage], Brief: paragraphs(st.Plan.Brief), Facts: st.Plan.Facts, Clock: l.clock(moment()), Timed: st.Plan.Minutes > 0,
		CanStart: len(st.Of(room.Candidate)) > 0, Expires: l.meta.Expires.Format("2 January 2006 15:04 MST"), Draws: s.Draw != nil, Uploads: s.Convert != nil}
	for _, x := range st.Of(room.Candidate) {
		if _, ok := st.Ratings[x.ID]; !ok {
			c.Waiting = append(c.Waiting, x.Name)
		}
	}
	for _, x := range s.Links {
		c.Links = append(c.Links, x+"/r/"+l.id)
	}
	if st.Stage+1 < len(st.Plan.Stages) {
		c.Next = &st.Plan.Stages[st.Stage+1]
	}
	for k, x := range st.Plan.Stages {
		c.Stages = append(c.Stages, tab{ID: x.ID, Title: x.Title, Current: k == st.Stage, Before: k <= st.Reached, Minutes: int(st.Planned(k).Minutes())})
		if k > st.Reached {
			continue
		}
		p := stagePrompts{ID: x.ID, Title: x.Title, Expects: x.Expects, Current: k == st.Stage}
		for _, q := range x.Prompts {
			shown := st.Hints[hints][q.ID]
			p.Prompts = append(p.Prompts, prompt{ID: q.ID, Ask: q.Ask, Hints: q.Hints[:shown], Left: len(q.Hints) - shown})
		}
		for _, t := range st.Said {
			if t.Stage == k {
				p.Told = append(p.Told, lineOf(st, t))
			}
		}
		if st.Curve == k {
			p.Curve = st.Plan.Curveball.Text
		}
		c.Asked = append(c.Asked, p)
	}
	if st.Group != nil {
		c.Group, c.Crowd = true, l.crowd(me)
	}
	for _, x := range st.Seats {
		if x.Out || c.Group {
			continue
		}
		p := person{Seat: x, Here: l.here(x.ID), Me: x.ID == me.ID}
		if me.Host && st.Phase == room.Lobby {
			for _, r := range room.Roles {
				if r != x.Role && (r != room.Candidate || !x.Saw) && (r == room.Observer || st.Free(r)) {
					p.Others = append(p.Others, r)
				}
			}
		}
		c.People = append(c.People, p)
	}
	if st.Curve >= 0 {
		c.Curve = st.Plan.Curveball.Text
	}
	for _, x := range st.Said {
		c.Told = append(c.Told, lineOf(st, x))
	}
	return c
}

// paragraphs takes the line ends out of a text but for its paragraphs.
func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func lineOf(st *room.State, x room.Line) line {
	return line{At: report.Clock(x.At), What: x.What, Text: x.Text, Stage: st.Plan.Stages[x.Stage].Title}
}

func (l *live) desk(s *Server, me room.Seat) *desk {
	d := &desk{common: l.common(s, me, me.ID), Texts: l.texts(me.ID), Versions: map[string]int{}}
	for p, x := range l.drafts {
		if p.seat == me.ID {
			d.Versions[p.stage] = x.Version
		}
	}
	_, d.Done = l.state.Ratings[me.ID]
	for _, key := range l.state.Plan.Rated() {
		r := rated{Key: key, Title: stageTitle(&l.state.Plan, key), Value: -1}
		if v, ok := l.state.Ratings[me.ID][key]; ok {
			r.Value = v
		}
		for i := range 5 {
			r.Words = append(r.Words, report.RatingName(i))
		}
		d.Rated = append(d.Rated, r)
	}
	return d
}

func stageTitle(p *interview.Plan, id string) string {
	for _, x := range p.Stages {
		if x.ID == id {
			return x.Title
		}
	}
	return "The whole"
}

// subject is the candidate whom a page is about: the one asked for, or the first.
func (l *live) subject(about string) room.Seat {
	if x, ok := l.state.Seat(about); ok && x.Role == room.Candidate {
		return x
	}
	if list := l.state.Of(room.Candidate); len(list) > 0 {
		return list[0]
	}
	return room.Seat{}
}

func (l *live) along(s *Server, me room.Seat, about string) *along {
	x := l.subject(about)
	a := &along{common: l.common(s, me, x.ID), About: x, Candidates: l.state.Of(room.Candidate)}
	a.Texts = l.stageTexts(x.ID)
	return a
}

// stageTexts are a candidate's texts in the order of the stages that were reached.
func (l *live) stageTexts(seat string) []stageText {
	texts := l.texts(seat)
	var out []stageText
	for k, st := range l.state.Plan.Stages {
		if k <= l.state.Reached {
			out = append(out, stageText{st.ID, st.Title, texts[st.ID]})
		}
	}
	return out
}

// model returns the name of a seat's page and what it is made of, by role and phase.
func (s *Server) model(l *live, me room.Seat, about string) (string, any, error) {
	switch {
	case l.state.Group != nil:
		return s.groupModel(l, me, about, false)
	case l.state.Phase == room.Results:
		r, err := s.outcome(l, me, about)
		return "results", r, err
	case l.state.Phase == room.Lobby:
		c := l.common(s, me, "")
		return "lobby", &c, nil
	case me.Role == room.Interviewer:
		return "sheet", s.sheet(l, me, about), nil
	case me.Role == room.Candidate && l.state.Phase == room.Rating:
		return "rating", l.desk(s, me), nil
	case me.Role == room.Candidate:
		return "desk", l.desk(s, me), nil
	}
	return "along", l.along(s, me, about), nil
}

// parts are the pieces of each page that change while it is open. The id of each
// element is its template's name.
var parts = map[string][]string{
	"lobby":   {"people", "start"},
	"desk":    {"people", "stagebar", "asked", "controls"},
	"along":   {"people", "stagebar", "asked", "controls"},
	"rating":  {"people", "controls"},
	"sheet":   {"people", "stagebar", "controls", "run", "probes", "notes"},
	"results": {"people"},

	"group-watch":   {"people", "stagebar", "asked", "controls"},
	"group-review":  {"people", "controls"},
	"group-results": {},
}

// view makes what a page is told. The room's lock is held.
func (s *Server) view(l *live, seat, about string) (*view, error) {
	me, ok := l.state.Seat(seat)
	if !ok {
		return nil, errGone
	}
	name, data, err := "", any(nil), error(nil)
	if l.state.Group != nil {
		name, data, err = s.groupModel(l, me, about, true)
	} else {
		name, data, err = s.model(l, me, about)
	}
	if err != nil {
		return nil, err
	}
	v := &view{Phase: l.state.Phase, Role: me.Role, Stage: l.state.Plan.Stages[l.state.Stage].ID, Paused: l.state.Paused, Clock: l.clock(moment()),
		Parts: map[string]string{}, Versions: map[string]int{}}
	if l.state.Group != nil {
		v.Page = name
	}
	var b bytes.Buffer
	for _, part := range parts[name] {
		b.Reset()
		if err := s.pages.ExecuteTemplate(&b, part, data); err != nil {
			return nil, err
		}
		v.Parts[part] = b.String()
	}
	for p, d := range l.drafts {
		if p.seat == seat {
			v.Versions[p.stage] = d.Version
		}
	}
	if name == "sheet" || name == "along" {
		v.Texts = l.texts(l.subject(about).ID)
	}
	return v, nil
}

var functions = template.FuncMap{
	"words": func(s string) string { return strings.ReplaceAll(s, "-", " ") },
	"name": func(r room.Role) string {
		return map[room.Role]string{room.Interviewer: "Interviewer", room.Candidate: "Candidate", room.Observer: "Observer"}[r]
	},
	"clock": report.Clock,
	"said": func(what string) string {
		return map[string]string{room.Fact: "You were told", room.Probe: "Follow-up", room.Word: "Interviewer"}[what]
	},
}
