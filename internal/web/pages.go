package web

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"designdrill/internal/interview"
	"designdrill/internal/room"
	"designdrill/internal/store"
)

// handler answers someone who has a seat.
type handler func(w http.ResponseWriter, r *http.Request, l *live, seat string)

// seated finds the room and the seat of who asks, and holds them to the limits.
func (s *Server) seated(next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l := s.find(w, r)
		if l == nil {
			return
		}
		seat := l.seatOf(r)
		if seat == "" {
			s.refuse(w, r, http.StatusForbidden, "you have no seat in this room; join it first")
			return
		}
		if r.Method == http.MethodPost && !s.mayPost(l.id, seat) {
			s.refuse(w, r, http.StatusTooManyRequests, "that was too much at a time; try again in a moment")
			return
		}
		next(w, r, l, seat)
	}
}

// find returns the room that a path names. It answers itself where there is none.
func (s *Server) find(w http.ResponseWriter, r *http.Request) *live {
	code, may := r.PathValue("code"), s.mayTry(r)
	key := keyOf(r, code)
	var l *live
	if may || key != "" {
		var err error
		if l, err = s.served(r.Context(), code); err != nil {
			s.Log.Error("a room cannot be read", "error", err)
			s.refuse(w, r, http.StatusServiceUnavailable, "the room cannot be read now; try again in a moment")
			return nil
		}
	}
	if l != nil {
		s.meet(r.Context(), l, key)
	}
	// Who has a seat is not kept out by others behind the same address.
	if !may && (l == nil || l.seatOf(r) == "") {
		s.refuse(w, r, http.StatusTooManyRequests, "too many tries; wait a minute")
		return nil
	}
	if l != nil {
		s.meet(r.Context(), l, r.PathValue("key"))
	}
	if l == nil {
		s.wrongTry(r)
		s.refuse(w, r, http.StatusNotFound, "there is no such room: the code is mistyped, or the room has expired or was deleted")
	}
	return l
}

func cookieName(code string) string { return "seat-" + code }

// keyOf is the key to a room that a request carries, "" for none.
func keyOf(r *http.Request, code string) string {
	c, err := r.Cookie(cookieName(code))
	if err != nil || len(c.Value) > maxKey {
		return ""
	}
	return c.Value
}

// seatOf returns the seat whose key a request carries, "" for none.
func (l *live) seatOf(r *http.Request) string {
	key := keyOf(r, l.id)
	if key == "" {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	seat := l.keys[string(hashOf(key))]
	if _, ok := l.state.Seat(seat); !ok {
		return ""
	}
	return seat
}

func (s *Server) sit(w http.ResponseWriter, r *http.Request, l *live, key string) {
	http.SetCookie(w, &http.Cookie{Name: cookieName(l.id), Value: key, Path: "/r/" + l.id, HttpOnly: true, Secure: s.secure(r), SameSite: http.SameSiteLaxMode,
		Expires: l.meta.Expires})
}

// notice is a page with a message and the way on.
type notice struct{ Title, Text, Link, To string }

// show writes a page.
func (s *Server) show(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name+".html", data); err != nil {
		s.Log.Error("a page cannot be made", "page", name, "error", err)
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who asked may be gone
}

// refuse says why something is not done: in a line to a script, on a page otherwise.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	if scripted(r) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(why))
		return
	}
	n := notice{"That did not work", sentence(why), "/", "Type a code"}
	if status == http.StatusNotFound {
		n.Title = "Not found"
	}
	code := r.PathValue("code")
	s.mu.Lock()
	_, known := s.rooms[code]
	s.mu.Unlock()
	if known {
		n.Link, n.To = "/r/"+code, "Go to the room"
	}
	s.show(w, status, "message", n)
}

// sentence makes one of an error.
func sentence(why string) string {
	if why == "" {
		return ""
	}
	return strings.ToUpper(why[:1]) + why[1:] + "."
}

func (s *Server) lost(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, http.StatusNotFound, "there is no such page")
}

func (s *Server) home(w http.ResponseWriter, _ *http.Request) {
	if s.Opens == nil {
		s.show(w, http.StatusOK, "home", nil)
		return
	}
	s.show(w, http.StatusOK, "home", s.opener(OpenRequest{Kind: s.Opens.Kinds[0].ID, Target: "senior", Minutes: interview.DefaultMinutes, Role: room.Interviewer}, ""))
}

// byCode sends who typed a code to its room.
func (s *Server) byCode(w http.ResponseWriter, r *http.Request) {
	code := readCode(r.URL.Query().Get("code"))
	if code == "" {
		s.refuse(w, r, http.StatusNotFound, "a code has 12 letters and digits")
		return
	}
	http.Redirect(w, r, "/r/"+code, http.StatusSeeOther)
}

// readCode reads a code as people type it; it returns "" for what is none.
func readCode(word string) string {
	if len(word) > 100 {
		return ""
	}
	word = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1", "u", "v").Replace(strings.ToLower(word))
	if len(word) != codeLetters || strings.Trim(word, letters) != "" {
		return ""
	}
	return word
}

// page shows a room to who has a seat in it, and the way in to others.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	l := s.find(w, r)
	if l == nil {
		return
	}
	s.fresh(r.Context(), l)
	seat := l.seatOf(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	me, ok := l.state.Seat(seat)
	if !ok {
		s.show(w, http.StatusOK, "join", s.door(l, "", "", ""))
		return
	}
	if me.Gone {
		if err := s.applyLocked(r.Context(), l, room.Event{Kind: room.Returned, Body: room.Body{By: seat}}); err == nil {
			me.Gone = false
		}
	}
	name, data, err := s.model(l, me, r.URL.Query().Get("for"))
	if err != nil {
		s.Log.Error("a page cannot be made", "room", l.id, "error", err)
		s.refuse(w, r, http.StatusInternalServerError, "the page cannot be made")
		return
	}
	s.show(w, http.StatusOK, name, data)
}

// claim gives the seat of a key, as in the host's link.
func (s *Server) claim(w http.ResponseWriter, r *http.Request) {
	l := s.find(w, r)
	if l == nil {
		return
	}
	key := r.PathValue("key")
	l.mu.Lock()
	_, ok := l.keys[string(hashOf(key))]
	l.mu.Unlock()
	if !ok || len(key) > maxKey {
		s.wrongTry(r)
		s.refuse(w, r, http.StatusForbidden, "this link gives no seat")
		return
	}
	s.sit(w, r, l, key)
	http.Redirect(w, r, "/r/"+l.id, http.StatusSeeOther)
}

// left is what is seen after leaving: the room's own page would take the seat again.
func (s *Server) left(w http.ResponseWriter, r *http.Request) {
	if l := s.find(w, r); l != nil {
		s.show(w, http.StatusOK, "message", notice{"You have left the room", "Your seat and what you wrote stay. In this browser you can come back until the room is deleted.", "/r/" + l.id, "Come back"})
	}
}

// door is the way into a room.
type door struct {
	Code, Shown, Title string
	Phase              room.Phase
	Locked             bool
	Roles              []room.Role
	Name, Error        string
	Reader             string // the second reader, which asks for consent
	Consent            bool
	Role               room.Role
	Group              bool
}

func (s *Server) door(l *live, name string, role room.Role, fault string) door {
	d := door{Code: l.id, Shown: Shown(l.id), Title: l.state.Plan.Title, Phase: l.state.Phase, Locked: len(l.meta.Lock) > 0, Name: name, Role: role, Error: fault,
		Group: l.state.Group != nil, Reader: s.reader()}
	for _, r := range []room.Role{room.Candidate, room.Interviewer, room.Observer} {
		if l.state.Free(r) {
			d.Roles = append(d.Roles, r)
		}
	}
	if d.Role == "" && len(d.Roles) > 0 {
		d.Role = d.Roles[0]
	}
	return d
}

// join gives a new seat.
func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	l := s.find(w, r)
	if l == nil {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "the form is too long or cannot be read")
		return
	}
	if l.seatOf(r) != "" {
		http.Redirect(w, r, "/r/"+l.id, http.StatusSeeOther)
		return
	}
	consent := s.Second != nil && r.PostForm.Get("consent") == "yes"
	name, role := room.CleanName(r.PostForm.Get("name")), room.Role(r.PostForm.Get("role"))
	again := func(status int, fault string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		d := s.door(l, name, role, fault)
		d.Consent = consent
		s.show(w, status, "join", d)
	}
	switch {
	case !s.opens(r, l.meta.Lock, r.PostForm.Get("password")):
		again(http.StatusForbidden, "The password is wrong.")
		return
	case name == "":
		again(http.StatusUnprocessableEntity, "Type a name that the others will see.")
		return
	}
	seat, key := newSeat(), newKey()
	err := s.apply(r.Context(), l, room.Event{Kind: room.Joined, Body: room.Body{By: seat, Name: name, Role: role, Consent: consent}}, store.RoomKey{Hash: hashOf(key), Seat: seat})
	if err != nil {
		text := strings.TrimPrefix(err.Error(), `"`+room.Joined+`" cannot be now: `)
		again(s.status(err), strings.ToUpper(text[:1])+text[1:]+".")
		return
	}
	s.sit(w, r, l, key)
	http.Redirect(w, r, "/r/"+l.id, http.StatusSeeOther)
}

const (
	saltBytes = 16
	rounds    = 200_000
)

// lockOf is what a password is checked with; nil for none.
func lockOf(password string) []byte {
	if password == "" {
		return nil
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return append(salt, stretched(password, salt)...)
}

func stretched(password string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil { // of lengths that are no standard's
		panic(err)
	}
	return key
}

// opens checks a password. It costs time on purpose; many tries at once wait for each
// other and are counted before the next one is looked at.
func (s *Server) opens(r *http.Request, lock []byte, password string) bool {
	if len(lock) == 0 {
		return true
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.mayTry(r) {
		return false
	}
	if !opens(lock, password) {
		s.wrongTry(r)
		return false
	}
	return true
}

func opens(lock []byte, password string) bool {
	if len(lock) == 0 {
		return true
	}
	if len(lock) != saltBytes+sha256.Size || len(password) > 1000 {
		return false
	}
	return subtle.ConstantTimeCompare(lock[saltBytes:], stretched(password, lock[:saltBytes])) == 1
}
