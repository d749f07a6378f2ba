package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"designdrill/internal/report"
	"designdrill/internal/room"
)

func secs(n int) time.Duration { return time.Duration(n) * time.Second }

// results is the page at the end.
type results struct {
	common
	About      room.Seat
	Candidates []room.Seat
	Sheet      report.RoomSheet
	Texts      []stageText
	Notes      []line // the interviewer's, for interviewers
}

// outcome makes the page at the end, about a candidate. The room's lock is held. A
// candidate sees their own.
func (s *Server) outcome(l *live, me room.Seat, about string) (*results, error) {
	x := l.subject(about)
	if me.Role == room.Candidate {
		x = me
	}
	r := &results{common: l.common(s, me, x.ID), About: x, Texts: l.stageTexts(x.ID)}
	if me.Role != room.Candidate {
		r.Candidates = l.state.Of(room.Candidate)
	}
	if me.Role == room.Interviewer {
		for _, n := range l.state.Notes {
			r.Notes = append(r.Notes, lineOf(&l.state, n))
		}
	}
	if x.ID == "" {
		return r, nil
	}
	full, err := s.full(l, x)
	if err != nil {
		return nil, err
	}
	r.Sheet = report.RoomResults(full)
	return r, nil
}

// full gathers the report of a candidate. The room's lock is held.
func (s *Server) full(l *live, x room.Seat) (report.Room, error) {
	st := &l.state
	doc := room.Document(*st, x.ID, l.texts(x.ID))
	v := l.seen[x.ID]
	if v == nil {
		v = &seen{stale: true}
		l.seen[x.ID] = v
	}
	if v.last == nil || v.lastDoc != doc {
		res, err := l.Score([]byte(doc))
		if err != nil {
			return report.Room{}, err
		}
		l.keep(x.ID, doc, res)
	}
	r := report.Room{Report: report.Report{Program: s.Program, Content: l.Catalog.Hash, Result: v.last}, Title: st.Plan.Title, Candidate: x.Name, Started: st.Began,
		Document: doc, Ratings: st.Ratings[x.ID], Bands: l.Catalog.Scoring.Bands, Worth: l.Catalog.Scoring.Levels, Away: st.Away, Marks: map[string]report.RoomMark{}}
	s.want(l) // again, if the process that showed the results first was killed
	r.Review = s.reading(l, x.ID, v.last)
	for _, y := range st.Of(room.Interviewer) {
		r.Interviewers = append(r.Interviewers, y.Name)
	}
	for id, m := range st.Marks[x.ID] {
		r.Marks[id] = report.RoomMark{Level: m.Level, Remark: m.Remark}
	}
	for k, stage := range st.Plan.Stages {
		r.Stages = append(r.Stages, report.StageTime{ID: stage.ID, Title: stage.Title, Spent: st.Spent[k], Planned: st.Planned(k)})
		for _, q := range stage.Prompts {
			if n := st.Hints[x.ID][q.ID]; n > 0 {
				r.Hints = append(r.Hints, report.HintUse{Question: q.Ask, Shown: n, Of: len(q.Hints)})
			}
		}
	}
	return r, nil
}

// answer gives a candidate their text as it stands.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	s.fresh(r.Context(), l)
	l.mu.Lock()
	me, _ := l.state.Seat(seat)
	doc := room.Document(l.state, seat, l.texts(seat))
	phase := l.state.Phase
	l.mu.Unlock()
	if me.Role != room.Candidate || phase == room.Lobby {
		s.refuse(w, r, http.StatusForbidden, "only a candidate has an answer, once the interview runs")
		return
	}
	download(w, "text/markdown; charset=utf-8", "answer.md", []byte(doc))
}

// report gives the report that everyone can keep.
func (s *Server) report(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	s.fresh(r.Context(), l)
	l.mu.Lock()
	me, _ := l.state.Seat(seat)
	x := l.subject(r.URL.Query().Get("for"))
	if me.Role == room.Candidate {
		x = me
	}
	if l.state.Phase != room.Results || x.ID == "" {
		l.mu.Unlock()
		s.refuse(w, r, http.StatusForbidden, "the report is there with the results")
		return
	}
	if l.state.Group != nil && (!s.ready(l) || !l.wrote(x.ID)) {
		l.mu.Unlock()
		s.refuse(w, r, http.StatusForbidden, "there is no report: no answer was written, or the rules still read")
		return
	}
	full, err := s.full(l, x)
	if err == nil {
		err = s.peers(l, x, &full)
	}
	l.mu.Unlock()
	name, kind, text := l.x.ID+"-report.md", "text/markdown; charset=utf-8", []byte(nil)
	if err == nil {
		if strings.HasSuffix(r.URL.Path, ".json") {
			name, kind = l.x.ID+"-report.json", "application/json"
			text, err = report.RoomJSON(full)
		} else {
			text = []byte(report.RoomMarkdown(full))
		}
	}
	if err != nil {
		s.Log.Error("a report cannot be made", "room", l.id, "error", err)
		s.refuse(w, r, http.StatusInternalServerError, "the report cannot be made")
		return
	}
	download(w, kind, name, text)
}

func download(w http.ResponseWriter, kind, name string, text []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	_, _ = w.Write(text) // who asked may be gone
}
