package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"designdrill/internal/room"
	"designdrill/internal/store"
)

// action makes the event that a form asks for. What a seat may do, and when, the room
// says.
type action func(seat string, f url.Values) (room.Event, error)

var errForm = errors.New("the form is not filled in as it should be")

func plain(kind string) action {
	return func(seat string, _ url.Values) (room.Event, error) {
		return room.Event{Kind: kind, Body: room.Body{By: seat}}, nil
	}
}

// words is what was typed into a field, with line ends as everywhere else.
func words(f url.Values, field string) string {
	return strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(f.Get(field), "\r\n", "\n"), "\uFFFD"))
}

var actions = map[string]action{
	"start": plain(room.Started), "pause": plain(room.Paused), "resume": plain(room.Resumed), "end": plain(room.Ended), "finish": plain(room.Finished),
	"curveball": plain(room.Thrown), "leave": plain(room.Left), "calibrate": plain(room.Calibrated), "handin": plain(room.Handed),
	"comment": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Commented, Body: room.Body{By: seat, For: f.Get("for"), Text: words(f, "text")}}, nil
	},
	"extend": func(seat string, f url.Values) (room.Event, error) {
		n, err := strconv.Atoi(f.Get("seconds"))
		if err != nil {
			return room.Event{}, errForm
		}
		return room.Event{Kind: room.Extended, Body: room.Body{By: seat, Seconds: n}}, nil
	},
	"move": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Moved, Body: room.Body{By: seat, Stage: f.Get("stage")}}, nil
	},
	"hint": func(seat string, f url.Values) (room.Event, error) {
		b := room.Body{By: seat, For: f.Get("for"), Question: f.Get("question")}
		if b.For == "" {
			b.For = seat
		}
		return room.Event{Kind: room.Hinted, Body: b}, nil
	},
	"say": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Said, Body: room.Body{By: seat, What: f.Get("what"), Text: words(f, "text")}}, nil
	},
	"note": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Noted, Body: room.Body{By: seat, Text: words(f, "text")}}, nil
	},
	"mark": func(seat string, f url.Values) (room.Event, error) {
		b := room.Body{By: seat, For: f.Get("for"), Criterion: f.Get("criterion"), Text: words(f, "remark")}
		if level := f.Get("level"); level != "" {
			n, err := strconv.Atoi(level)
			if err != nil {
				return room.Event{}, errForm
			}
			b.Level = &n
		}
		return room.Event{Kind: room.Marked, Body: b}, nil
	},
	"rate": func(seat string, f url.Values) (room.Event, error) {
		b := room.Body{By: seat, Ratings: map[string]int{}}
		for key := range f {
			n, err := strconv.Atoi(f.Get(key))
			if err != nil || len(b.Ratings) > 20 {
				return room.Event{}, errForm
			}
			b.Ratings[key] = n
		}
		return room.Event{Kind: room.Rated, Body: b}, nil
	},
	"role": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Recast, Body: room.Body{By: seat, For: f.Get("seat"), Role: room.Role(f.Get("role"))}}, nil
	},
	"remove": func(seat string, f url.Values) (room.Event, error) {
		return room.Event{Kind: room.Removed, Body: room.Body{By: seat, For: f.Get("seat")}}, nil
	},
}

// acting carries out an action: for a script with no reply, for a form of a page back
// to the page.
func (s *Server) acting(act action) handler {
	return func(w http.ResponseWriter, r *http.Request, l *live, seat string) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			s.refuse(w, r, http.StatusBadRequest, "the form is too long or cannot be read")
			return
		}
		e, err := act(seat, r.PostForm)
		if err == nil {
			err = s.apply(r.Context(), l, e)
		}
		if err != nil {
			s.refuse(w, r, s.status(err), err.Error())
			return
		}
		if scripted(r) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		to := "/r/" + l.id
		if e.Kind == room.Left {
			to += "/left"
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// scripted tells whether a script of ours asks, rather than a form without one.
func scripted(r *http.Request) bool { return r.Header.Get("Designdrill") == "script" }

// status is the code of an error.
func (s *Server) status(err error) int {
	var refused *room.RefusedError
	var keep *keepError
	switch {
	case errors.As(err, &refused):
		return http.StatusForbidden
	case errors.As(err, &keep):
		return http.StatusServiceUnavailable
	case errors.Is(err, errGone) && s.stopping():
		return http.StatusServiceUnavailable
	case errors.Is(err, errGone):
		return http.StatusGone
	}
	return http.StatusConflict
}

func (s *Server) stopping() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// draftSave is what a page sends to save a text.
type draftSave struct {
	Stage string `json:"stage"`
	Text  string `json:"text"`
	Base  int    `json:"base"`
	Page  string `json:"page"`
	N     int    `json:"n"`
}

type draftReply struct {
	Version  int    `json:"version"`
	Conflict bool   `json:"conflict"`
	Text     string `json:"text,omitempty"` // of a conflict: what is there
}

// draft saves a candidate's text.
func (s *Server) draft(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	var x draftSave
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 2*room.MaxText+maxForm))
	if err := dec.Decode(&x); err != nil {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, "the text is too long or cannot be read")
		return
	}
	d, err := s.save(r.Context(), l, seat, x.Stage, room.Save{Text: x.Text, Base: x.Base, By: x.Page, N: x.N})
	var conflict *room.ConflictError
	switch {
	case errors.As(err, &conflict):
		reply(w, http.StatusConflict, draftReply{Version: conflict.Theirs.Version, Conflict: true, Text: conflict.Theirs.Text})
	case err != nil:
		s.refuse(w, r, s.status(err), err.Error())
	default:
		reply(w, http.StatusOK, draftReply{Version: d.Version})
	}
}

func reply(w http.ResponseWriter, status int, data any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Who asked is gone when this fails.
	_ = json.NewEncoder(w).Encode(data)
}

// maxDrawing bounds a diagram's source in bytes.
const maxDrawing = 64 << 10

// draw makes a picture of a diagram in Mermaid.
func (s *Server) draw(w http.ResponseWriter, r *http.Request, _ *live, _ string) {
	if s.Draw == nil {
		s.lost(w, r)
		return
	}
	src, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDrawing))
	if err != nil {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, "the drawing is too long")
		return
	}
	var svg []byte
	s.inTurn(func() { svg, err = s.Draw(src) })
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, err.Error())
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, _ = w.Write(svg) // who asked may be gone
}

// remove deletes the room with all that is kept of it.
func (s *Server) remove(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	l.mu.Lock()
	me, _ := l.state.Seat(seat)
	l.mu.Unlock()
	if !me.Host {
		s.refuse(w, r, http.StatusForbidden, "only the host can do this")
		return
	}
	var gone *store.NoRoomError // it was deleted meanwhile: what was asked for holds
	if err := s.Store.DeleteRoom(r.Context(), l.id); err != nil && !errors.As(err, &gone) {
		s.Log.Error("a room cannot be deleted", "room", l.id, "error", err)
		s.refuse(w, r, http.StatusServiceUnavailable, "the room cannot be deleted now")
		return
	}
	l.mu.Lock()
	s.close(l)
	l.mu.Unlock()
	if scripted(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.show(w, http.StatusOK, "message", notice{"The room is deleted", "Everything that was kept of it is gone.", "/", "Go to the start"})
}
