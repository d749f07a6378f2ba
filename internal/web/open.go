package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"designdrill/internal/room"
)

// Opens lets people open rooms from the first page.
type Opens struct {
	Password string // that they are asked for; "" lets everyone open rooms
	Choices  []Choice
	Kinds    []Choice
	// Make turns a request into a room to be opened; its error is for who asks.
	Make func(OpenRequest) (Opening, error)
}

// Choice is one of several in a form.
type Choice struct{ ID, Title string }

// OpenRequest is what somebody asks for who opens a room.
type OpenRequest struct {
	Scenario, Kind, Target, Name, Password string
	Role                                   room.Role
	Consent                                bool
	Minutes                                int
}

// opener is the form to open a room.
type opener struct {
	Choices, Kinds []Choice
	Targets        []string
	Roles          []room.Role
	Locked         bool
	Reader         string
	Error          string
	Was            OpenRequest
}

func (s *Server) opener(was OpenRequest, fault string) *opener {
	if s.Opens == nil {
		return nil
	}
	return &opener{s.Opens.Choices, s.Opens.Kinds, []string{"mid", "senior", "staff"}, room.Roles, s.Opens.Password != "", s.reader(), fault, was}
}

// open opens a room and gives who asked the host's seat.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	if s.Opens == nil {
		s.lost(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "the form is too long or cannot be read")
		return
	}
	f := r.PostForm
	q := askedFor(f)
	again := func(status int, fault string) { s.show(w, status, "home", s.opener(q, fault)) }
	minutes, err := strconv.Atoi(f.Get("minutes"))
	switch {
	case !s.mayTry(r):
		again(http.StatusTooManyRequests, "Too many tries; wait a minute.")
		return
	case s.openLock != nil && !opens(s.openLock, f.Get("opening")):
		s.wrongTry(r)
		again(http.StatusForbidden, "The password for opening rooms is wrong.")
		return
	case err != nil:
		again(http.StatusUnprocessableEntity, "The minutes are a number.")
		return
	case !s.slow.of("o "+s.address(r), openRate, openBurst).Allow():
		again(http.StatusTooManyRequests, "That were many rooms; wait a minute.")
		return
	}
	q.Minutes = minutes
	o, err := s.Opens.Make(q)
	if err != nil {
		again(http.StatusUnprocessableEntity, sentence(err.Error()))
		return
	}
	if there, err := s.Store.Rooms(r.Context(), time.Now()); err != nil || len(there) >= maxRooms {
		if err != nil {
			s.Log.Error("rooms cannot be read", "error", err)
		}
		again(http.StatusServiceUnavailable, "No room can be opened now; try again later.")
		return
	}
	o.Consent = q.Consent && s.Second != nil
	code, key, err := s.Open(r.Context(), o)
	if err != nil {
		s.Log.Error("a room cannot be opened", "error", err)
		again(http.StatusServiceUnavailable, "The room cannot be opened now; try again in a moment.")
		return
	}
	s.Log.Info("a room is opened", "room", code, "scenario", o.Scenario.ID)
	l, err := s.served(r.Context(), code)
	if err != nil || l == nil {
		again(http.StatusServiceUnavailable, "The room cannot be read now.")
		return
	}
	s.sit(w, r, l, key)
	http.Redirect(w, r, "/r/"+code, http.StatusSeeOther)
}

func askedFor(f url.Values) OpenRequest {
	return OpenRequest{Scenario: f.Get("scenario"), Kind: f.Get("kind"), Target: f.Get("target"), Name: room.CleanName(f.Get("name")), Password: f.Get("password"),
		Role: room.Role(f.Get("role")), Consent: f.Get("consent") == "yes"}
}
