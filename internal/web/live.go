package web

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
)

// place is where a draft belongs.
type place struct{ seat, stage string }

// live is a room that is served. Its lock is held while a change is stored, so that
// changes come one after another and none is told before it is kept.
type live struct {
	id   string
	meta store.SharedRoom
	*Content
	x               *catalog.Scenario
	mu              sync.Mutex
	state           room.State
	seq             int
	keys            map[string]string // seats by hash of key
	drafts          map[place]room.Draft
	subs            map[*sub]struct{}
	others          map[string]presence // who has pages open in other processes, by process
	told            time.Time           // when others were told who has pages open here
	untold, telling bool                // that has changed since; somebody tells it
	news            news
	slow            func()    // counts a page that is dropped
	asked           bool      // for the readings of the room
	used            time.Time // when somebody came last; the server's lock is held for it
	seen            map[string]*seen
	open            map[string]int // pages by seat
	closed          bool

	// Of a group.
	soon, soonAll bool // something is told soon, to all
	reading       *reading
}

// seen is what the rules found in a candidate's text.
type seen struct {
	res     *score.Result
	pending bool          // a scoring waits
	stale   bool          // the text has changed since
	last    *score.Result // of the end, of lastDoc
	lastDoc string
}

// sub is one open page that listens.
type sub struct {
	seat  string
	about string // the candidate whom an interviewer or observer looks at
	page  string // its own name, as it saves under
	ch    chan message
}

// message is what a page is told: the name of an event and its data in JSON.
type message struct {
	name string
	data []byte
}

// waiting is how many messages a page may be behind before it is dropped. It comes
// back by itself and is told how things stand.
const waiting = 32

// send tells a page, or drops one that does not keep up. The lock is held.
func (l *live) send(x *sub, name string, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		text = []byte("null")
	}
	select {
	case x.ch <- message{name, text}:
	default:
		l.slow()
		l.drop(x)
	}
}

func (l *live) drop(x *sub) {
	if _, ok := l.subs[x]; ok {
		delete(l.subs, x)
		l.open[x.seat]--
		close(x.ch)
	}
}

// here tells whether a seat has a page open.
func (l *live) here(seat string) bool { return l.open[seat] > 0 || l.elsewhere(seat) }

// texts are a candidate's drafts by stage.
func (l *live) texts(seat string) map[string]string {
	out := map[string]string{}
	for p, d := range l.drafts {
		if p.seat == seat {
			out[p.stage] = d.Text
		}
	}
	return out
}

// apply keeps an event, and tells everyone what has changed. The event's time is now.
func (s *Server) apply(ctx context.Context, l *live, e room.Event, keys ...store.RoomKey) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return s.applyLocked(ctx, l, e, keys...)
}

func (s *Server) applyLocked(ctx context.Context, l *live, e room.Event, keys ...store.RoomKey) error {
	// Who sent it may hang up: it is kept all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	for behind := 0; ; behind++ {
		if l.closed {
			return errGone
		}
		e.At = moment()
		next, err := room.Apply(l.state, e)
		if err == nil {
			var rows []store.Event
			if rows, err = rowsOf(l.seq, e); err != nil {
				return err
			}
			if err = s.Store.AppendRoom(ctx, l.id, keys, rows...); err == nil {
				s.metrics.events.WithLabelValues(e.Kind).Inc()
				for _, k := range keys {
					l.keys[string(k.Hash)] = k.Seat
				}
				s.took(l, next, e)
				s.want(l)
				return nil
			}
			if !overtaken(err) {
				return s.failed(l, err)
			}
			s.metrics.behind.Inc()
		}
		// Another process may have gone on with the room.
		more, failed := s.catchUp(ctx, l, behind < maxBehind)
		switch {
		case failed != nil:
			return s.failed(l, failed)
		case more && e.Kind == room.Ticked:
			return nil // what came has moved the clock
		case !more && overtaken(err):
			return s.failed(l, err)
		case !more:
			return err
		}
	}
}

// took makes an event that is kept part of the room and tells everyone. The lock is
// held.
func (s *Server) took(l *live, next room.State, e room.Event) {
	phase, curve := l.state.Phase, l.state.Curve
	l.state = next
	l.seq++
	if e.Kind == room.Removed {
		for x := range l.subs {
			if x.seat == e.For {
				l.send(x, "bye", bye{"removed"})
				l.drop(x)
			}
		}
	}
	if e.Kind == room.Ticked && phase == next.Phase && curve == next.Curve {
		s.tellClock(l)
		return
	}
	s.tellOf(l, e)
}

// failed turns an error of the store into what a person is told; a room that is gone
// is closed.
func (s *Server) failed(l *live, err error) error {
	s.metrics.lost.Inc()
	s.Log.Error("a room cannot be kept", "room", l.id, "error", err)
	var gone *store.NoRoomError
	if errors.As(err, &gone) {
		s.close(l)
		return errGone
	}
	return &keepError{err}
}

// keepError says that something could not be stored.
type keepError struct{ err error }

func (e *keepError) Error() string { return "it cannot be saved now; try again in a moment" }
func (e *keepError) Unwrap() error { return e.err }

// close ends the serving of a room. The room's lock is held.
func (s *Server) close(l *live) {
	l.closed = true
	for x := range l.subs {
		l.send(x, "bye", bye{"deleted"})
		l.drop(x)
	}
	// The server's lock is not held by who holds a room's, but for a moment.
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.rooms, l.id)
	}()
}

type bye struct {
	Why string `json:"why"` // stopped, moved, deleted or removed
}

// save keeps what a candidate typed and tells who reads along.
func (s *Server) save(ctx context.Context, l *live, seat, stage string, x room.Save) (room.Draft, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	for behind := 0; ; behind++ {
		if l.closed {
			return room.Draft{}, errGone
		}
		was := l.drafts[place{seat, stage}]
		d := was
		err := l.state.MayWrite(seat, stage)
		if err == nil {
			if d, err = was.Next(x, moment()); err == nil && d == was {
				return d, nil
			}
		}
		if err == nil {
			d.Seat, d.Stage = seat, stage
			from := time.Now()
			err = s.Store.SaveRoomDraft(ctx, l.id, store.RoomDraft{Seat: seat, Stage: stage, Version: d.Version, Text: d.Text, Page: d.By, N: d.N, At: d.At})
			if err == nil {
				s.metrics.saves.Observe(time.Since(from).Seconds())
				s.tookDraft(l, d)
				return d, nil
			}
			if !overtaken(err) {
				return room.Draft{}, s.failed(l, err)
			}
			s.metrics.behind.Inc()
		}
		more, failed := s.catchUp(ctx, l, behind < maxBehind)
		if failed == nil {
			var wrote bool
			wrote, failed = s.catchUpDraft(ctx, l, place{seat, stage}, behind < maxBehind)
			more = more || wrote
		}
		switch {
		case failed != nil:
			return room.Draft{}, s.failed(l, failed)
		case !more && overtaken(err):
			return room.Draft{}, s.failed(l, err)
		case !more:
			return d, err
		}
	}
}

// tookDraft makes a draft that is kept part of the room and tells who reads it. The lock
// is held.
func (s *Server) tookDraft(l *live, d room.Draft) {
	seat, stage := d.Seat, d.Stage
	l.drafts[place{seat, stage}] = d
	for y := range l.subs {
		switch mine := y.seat == seat; {
		case mine:
			x := saved{Stage: stage, Version: d.Version, Page: d.By}
			if y.page != d.By {
				x.Text = &d.Text
			}
			l.send(y, "saved", x)
		case y.about == seat && l.readsAlong(y.seat):
			l.send(y, "text", text{Stage: stage, Text: d.Text})
		}
	}
	s.look(l, seat)
}

// readsAlong tells whether a seat may see a candidate's text while it is written.
func (l *live) readsAlong(seat string) bool {
	x, ok := l.state.Seat(seat)
	return ok && l.state.Group == nil && (x.Role == room.Interviewer || x.Role == room.Observer)
}

// saved tells the pages of a seat that a text of theirs was saved, and the pages that
// did not write it the text.
type saved struct {
	Stage   string  `json:"stage"`
	Version int     `json:"version"`
	Page    string  `json:"page"`
	Text    *string `json:"text,omitempty"`
}

// own are the texts of a seat, as a page needs them that was away.
func (l *live) own(seat string) []saved {
	out := []saved{}
	for p, d := range l.drafts {
		if p.seat == seat {
			out = append(out, saved{p.stage, d.Version, d.By, &d.Text})
		}
	}
	return out
}

type text struct {
	Stage string `json:"stage"`
	Text  string `json:"text"`
}

// calm is how long the rules wait for more text.
const calm = 1200 * time.Millisecond

// look lets the rules read a candidate's text soon, when an interviewer looks on. The
// lock is held.
func (s *Server) look(l *live, seat string) {
	v := l.seen[seat]
	if v == nil {
		v = &seen{}
		l.seen[seat] = v
	}
	v.stale = true
	if v.pending || !l.watched(seat) {
		return
	}
	v.pending = true
	s.jobs.Go(func() {
		select {
		case <-s.ended:
			return
		case <-time.After(calm):
		}
		s.work <- struct{}{}
		defer func() { <-s.work }()
		l.mu.Lock()
		doc := []byte(room.Document(l.state, seat, l.texts(seat)))
		v.pending, v.stale = false, false
		l.mu.Unlock()
		from := time.Now()
		res, err := l.Score(doc)
		s.metrics.scoring.Observe(time.Since(from).Seconds())
		if err != nil {
			s.Log.Error("an answer cannot be scored", "room", l.id, "error", err)
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		v.res = res
		for x := range l.subs {
			if x.about == seat {
				s.tellOne(l, x)
			}
		}
	})
}

// watched tells whether an interviewer looks at a candidate.
func (l *live) watched(seat string) bool {
	for x := range l.subs {
		if y, ok := l.state.Seat(x.seat); ok && x.about == seat && y.Role == room.Interviewer {
			return true
		}
	}
	return false
}

// tellAll tells every page how the room stands. The lock is held.
func (s *Server) tellAll(l *live) {
	for x := range l.subs {
		s.tellOne(l, x)
	}
}

func (s *Server) tellOne(l *live, x *sub) {
	v, err := s.view(l, x.seat, x.about)
	if err != nil {
		s.Log.Error("a page cannot be made", "room", l.id, "error", err)
		l.drop(x)
		return
	}
	l.send(x, "view", v)
}

func (s *Server) tellClock(l *live) {
	for x := range l.subs {
		l.send(x, "clock", l.clock(moment()))
	}
}
