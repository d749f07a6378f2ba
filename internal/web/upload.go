package web

import (
	"io"
	"net/http"
	"strings"

	"designdrill/internal/room"
)

// maxUpload bounds the file of a drawing in bytes.
const maxUpload = 4 << 20

// uploaded is a drawing from a file as it is put into the text.
type uploaded struct {
	Text  string   `json:"text"` // in Mermaid
	Notes []string `json:"notes"`
}

// upload reads the file of a drawing that a candidate gives and returns it as text for
// the answer. The file itself is not kept: the answer is one document.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	l.mu.Lock()
	me, _ := l.state.Seat(seat)
	phase := l.state.Phase
	l.mu.Unlock()
	switch {
	case s.Convert == nil:
		s.lost(w, r)
		return
	case me.Role != room.Candidate || phase != room.Running:
		s.refuse(w, r, http.StatusForbidden, "only a candidate can give a drawing, while the interview runs")
		return
	}
	src, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		s.refuse(w, r, http.StatusRequestEntityTooLarge, "the file is over 4 MB or did not arrive whole")
		return
	}
	name := r.URL.Query().Get("name")
	name = strings.ToValidUTF8(name[:min(len(name), 200)], "")
	// A hostile file costs some time to read: not many are read at once.
	var text string
	var notes []string
	s.inTurn(func() { text, notes, err = s.Convert(name, src) })
	if err != nil {
		s.refuse(w, r, http.StatusUnprocessableEntity, err.Error())
		return
	}
	if len(text) > room.MaxText/2 {
		s.refuse(w, r, http.StatusUnprocessableEntity, "the drawing is too large for an answer")
		return
	}
	if notes == nil {
		notes = []string{}
	}
	reply(w, http.StatusOK, uploaded{text, notes})
}

// inTurn does work that may take long, of which a few are done at a time.
func (s *Server) inTurn(f func()) {
	s.work <- struct{}{}
	defer func() { <-s.work }()
	f()
}
