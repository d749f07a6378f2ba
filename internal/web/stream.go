package web

import (
	"fmt"
	"net/http"
	"time"

	"designdrill/internal/room"
)

// beat is how often an idle stream shows that it lives; patience how long a page may
// take to read a message.
const (
	beat     = 15 * time.Second
	patience = 10 * time.Second
)

// events is the stream of a page.
func (s *Server) events(w http.ResponseWriter, r *http.Request, l *live, seat string) {
	rc := http.NewResponseController(w)
	x := &sub{seat: seat, ch: make(chan message, waiting), page: r.URL.Query().Get("page")}
	l.mu.Lock()
	s.freshen(r.Context(), l) // under the same lock: nothing comes between this and what is told from now on
	if s.stopping() {
		l.mu.Unlock()
		http.Error(w, "the server stops", http.StatusServiceUnavailable)
		return
	}
	if l.closed || l.open[seat] >= maxStreams || len(l.subs) >= max(maxListen, 2*l.state.Limits.Seats) {
		l.mu.Unlock()
		http.Error(w, "too many pages of this room are open", http.StatusTooManyRequests)
		return
	}
	if me, ok := l.state.Seat(seat); ok && me.Role != room.Candidate {
		x.about = l.subject(r.URL.Query().Get("for")).ID
	}
	came := !l.here(seat)
	l.subs[x] = struct{}{}
	l.open[seat]++
	if me, ok := l.state.Seat(seat); ok && me.Role == room.Candidate {
		l.send(x, "own", l.own(seat))
	}
	if came {
		s.announce(l)
		s.tell(l)
	}
	if !came || l.state.Group != nil {
		s.tellOne(l, x)
	}
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.drop(x)
		if !l.here(seat) && !l.closed {
			s.tell(l)
		}
		s.announce(l)
	}()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy in front is to pass it on at once
	w.WriteHeader(http.StatusOK)
	write := func(format string, args ...any) bool {
		if rc.SetWriteDeadline(time.Now().Add(patience)) != nil {
			return false
		}
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return false
		}
		return rc.Flush() == nil
	}
	if !write("retry: 1000\n\n") {
		return
	}
	idle := time.NewTicker(beat)
	defer idle.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-idle.C:
			if !write("event: beat\ndata: {}\n\n") {
				return
			}
		case m, ok := <-x.ch:
			if !ok {
				return
			}
			if !write("event: %s\ndata: %s\n\n", m.name, m.data) {
				return
			}
		}
	}
}

// goodbye tells every page that the server stops, and stops the clocks where they are.
func (s *Server) goodbye() {
	s.end.Do(func() { close(s.ended) })
	s.mu.Lock()
	all := make([]*live, 0, len(s.rooms))
	for _, l := range s.rooms {
		all = append(all, l)
	}
	s.mu.Unlock()
	ctx, cancel := deadline(5 * time.Second)
	defer cancel()
	for _, l := range all {
		l.mu.Lock()
		if l.state.Moving() && !l.closed {
			if err := s.applyLocked(ctx, l, room.Event{Kind: room.Ticked}); err != nil {
				s.Log.Error("the clock cannot be kept", "room", l.id, "error", err)
			}
		}
		l.closed = true
		for x := range l.subs {
			l.send(x, "bye", bye{"stopped"})
			l.drop(x)
		}
		l.mu.Unlock()
	}
}
