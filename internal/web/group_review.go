package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"designdrill/internal/catalog"
	"designdrill/internal/peer"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/round"
)

// reviewPage is a reviewer's page: one answer at a time.
type reviewPage struct {
	common
	Papers     []paperTab
	Of         string
	Texts      []stageText
	Card       []cardGroup
	Open, Left int // criteria without a level: of this answer, of all
	Comment    string
	Exemplar   bool
	Calibrated bool
	Handed     bool
	Bias       string
	Gold       []goldLine
	More       bool   // an answer lacks reviews and may be taken beside
	NextPaper  string // what is to be read after this one; "" for nothing
}

type paperTab struct {
	Of, Title string
	Open      int
	Current   bool
	Locked    bool
}

type goldLine struct {
	Title           string
	Gold, Mine, Off int
	Why             string
}

// reviewPage makes a reviewer's page about an answer, or about what is to do next. The
// room's lock is held.
func (s *Server) reviewPage(l *live, me room.Seat, of string) *reviewPage {
	st := &l.state
	r, _ := st.Reader(me.ID)
	v := &reviewPage{common: l.common(s, me, ""), Calibrated: st.Calibrated[me.ID], Handed: st.Handed[me.ID], Left: st.Left(me.ID)}
	order := append([]string{room.ExemplarAnswer}, r.Reviews...)
	if !st.Sees(me.ID, of) {
		of = room.ExemplarAnswer
		for _, x := range order {
			if v.Calibrated && st.Open(me.ID, x) > 0 {
				of = x
				break
			}
		}
		if v.Calibrated && of == room.ExemplarAnswer && len(r.Reviews) > 0 {
			of = r.Reviews[len(r.Reviews)-1]
		}
	}
	for i, x := range order {
		t := paperTab{Of: x, Title: "The exemplar", Open: st.Open(me.ID, x), Current: x == of, Locked: !st.Sees(me.ID, x)}
		if x != room.ExemplarAnswer {
			t.Title = "Answer " + strconv.Itoa(i)
			if !t.Locked {
				t.Title = x
			}
		}
		v.Papers = append(v.Papers, t)
		if x == of && i+1 < len(order) && st.Sees(me.ID, order[i+1]) {
			v.NextPaper = order[i+1]
		}
	}
	v.More = v.Handed && l.lacking(me.ID) != ""
	paper := st.Papers[me.ID][of]
	v.Of, v.Open, v.Comment, v.Exemplar, v.Texts = of, st.Open(me.ID, of), paper.Comment, of == room.ExemplarAnswer, l.readable(of)
	if v.Exemplar && v.Calibrated {
		b := peer.BiasOf(st.Group.Exemplar.Gold, paper.Levels)
		v.Bias = capitalized(report.BiasText(b))
		for _, id := range catalog.StageIDs {
			gold, known := st.Group.Exemplar.Gold[id]
			if mine, given := paper.Levels[id]; known && given {
				v.Gold = append(v.Gold, goldLine{l.titleOf(id), gold, mine, mine - gold, st.Group.Exemplar.Why[id]})
			}
		}
		return v
	}
	marks := map[string]room.Mark{}
	for id, level := range paper.Levels {
		marks[id] = room.Mark{Level: level, Remark: paper.Quotes[id]}
	}
	v.Card = cardOf(l.Catalog, marks, "", true)
	return v
}

// lacking returns the answer that fewest have graded, for who may take another one;
// "" when all that are left have their reviews. One whose author reviews the taker
// comes last.
func (l *live) lacking(seat string) string {
	st := &l.state
	me, _ := st.Reader(seat)
	best, least := "", 2*peer.Each
	for _, r := range st.Round {
		n := 2 * st.Read(r.Pseudonym)
		if slices.Contains(r.Reviews, me.Pseudonym) {
			n++
		}
		if _, in := st.Seat(r.Seat); in && r.Seat != seat && !slices.Contains(me.Reviews, r.Pseudonym) && n < least {
			best, least = r.Pseudonym, n
		}
	}
	return best
}

// help gives who is done another answer.
func (s *Server) help(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	l.mu.Lock()
	s.freshen(r.Context(), l)
	err := errors.New("all answers have their reviews")
	of := l.lacking(seat)
	if of != "" {
		err = s.applyLocked(r.Context(), l, room.Event{Kind: room.Helped, Body: room.Body{By: seat, For: of}})
	}
	l.mu.Unlock()
	s.done(w, r, l, err, "?for="+url.QueryEscape(of))
}

func capitalized(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

func (c *Content) titleOf(criterion string) string {
	if x := c.Catalog.CriterionByID(criterion); x != nil {
		return x.Title
	}
	return criterion
}

// begin begins the peer review of a group.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	l.mu.Lock()
	s.freshen(r.Context(), l) // who has an answer
	err := s.applyLocked(r.Context(), l, l.assigned(seat, chance()))
	l.mu.Unlock()
	s.done(w, r, l, err, "")
}

// done answers a form: a script with a status, a page with the room's page again.
func (s *Server) done(w http.ResponseWriter, r *http.Request, l *live, err error, query string) {
	switch {
	case err != nil:
		s.refuse(w, r, s.status(err), err.Error())
	case scripted(r):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.Redirect(w, r, "/r/"+l.id+query, http.StatusSeeOther)
	}
}

// gradeReply tells a reviewer's page what is open.
type gradeReply struct {
	Open int    `json:"open"` // of this answer
	Left int    `json:"left"` // of all
	Note string `json:"note"`
}

// notThere is what a reviewer is told whose passage is not in the answer.
const notThere = "The level is kept. The passage is not: it does not stand in the answer word for word."

// grade keeps a level of a reviewer's, with its passage when that stands in the answer.
func (s *Server) grade(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "the form is too long or cannot be read")
		return
	}
	e, err := gradeOf(seat, r.PostForm)
	if err != nil {
		s.refuse(w, r, s.status(err), err.Error())
		return
	}
	out := gradeReply{}
	l.mu.Lock()
	s.freshen(r.Context(), l)
	if e.Text != "" && l.state.Sees(seat, e.For) {
		all := ""
		for _, t := range l.readable(e.For) {
			all += t.Text + "\n"
		}
		if !round.NewText([]byte(all)).Has(e.Text) {
			e.Text, out.Note = "", notThere
		}
	}
	err = s.applyLocked(r.Context(), l, e)
	out.Open, out.Left = l.state.Open(seat, e.For), l.state.Left(seat)
	l.mu.Unlock()
	if err == nil && scripted(r) {
		reply(w, http.StatusOK, out)
		return
	}
	s.done(w, r, l, err, "?for="+url.QueryEscape(e.For))
}

func gradeOf(seat string, f url.Values) (room.Event, error) {
	e := room.Event{Kind: room.Graded, Body: room.Body{By: seat, For: f.Get("for"), Criterion: f.Get("criterion"), Text: words(f, "quote")}}
	level := f.Get("level")
	if level == "" {
		if e.Text != "" {
			return e, errors.New("choose a level: the passage is kept with it")
		}
		return e, nil
	}
	n, err := strconv.Atoi(level)
	if err != nil {
		return e, errForm
	}
	e.Level = &n
	return e, nil
}
