package web

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"designdrill/internal/room"
	"designdrill/internal/store"
)

// Several processes serve the rooms of one database, and a page may come to any of them
// with any request. Each has a copy of the rooms that somebody has come to it for. What
// is stored decides: a process that is behind is refused by the store, reads what it
// missed and tries again. Changes are told at once, so that pages that listen see them;
// what is told and lost is read when a page is opened.

// overtaken tells whether the store refused a change because another came first.
func overtaken(err error) bool {
	var conflict *store.RoomConflictError
	return errors.As(err, &conflict)
}

func draftOf(d store.RoomDraft) room.Draft {
	return room.Draft{Seat: d.Seat, Stage: d.Stage, Text: d.Text, Version: d.Version, By: d.Page, N: d.N, At: d.At}
}

// served returns a room, nil for one that is not there.
func (s *Server) served(ctx context.Context, code string) (*live, error) {
	s.mu.Lock()
	l := s.rooms[code]
	if l != nil {
		l.used = time.Now()
	}
	s.mu.Unlock()
	if l != nil || !s.Store.Shared() || readCode(code) != code {
		return l, nil
	}
	r, err := s.Store.Room(ctx, code, time.Now())
	var none *store.NoRoomError
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if l, err = s.load(ctx, r); err != nil {
		return nil, err
	}
	s.mu.Lock()
	if first := s.rooms[code]; first != nil {
		s.mu.Unlock()
		return first, nil
	}
	s.rooms[code], l.used = l, time.Now()
	s.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state.Moving() && moment().Sub(l.state.Last) > 2*every { // a process that served it would have moved its clock
		if err := s.applyLocked(ctx, l, room.Event{Kind: room.Woke}); err != nil {
			return nil, err
		}
	}
	s.jobs.Go(func() { s.say(store.Change{Room: code, Kind: store.Asking}) })
	return l, nil
}

// meet reads the keys anew when somebody comes with one that is not known: another
// process may have given it a moment ago.
func (s *Server) meet(ctx context.Context, l *live, keys ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		if key == "" || len(key) > maxKey || l.closed || !s.Store.Shared() {
			continue
		}
		if _, ok := l.keys[string(hashOf(key))]; ok {
			continue
		}
		err := s.readKeys(ctx, l)
		if err == nil {
			_, err = s.catchUp(ctx, l, true)
		}
		if err != nil {
			_ = s.failed(l, err) // who came is told that there is no seat, and comes again
		}
	}
}

func (s *Server) readKeys(ctx context.Context, l *live) error {
	keys, err := s.Store.RoomKeys(ctx, l.id)
	if err != nil {
		return err
	}
	for _, k := range keys {
		l.keys[string(k.Hash)] = k.Seat
	}
	return nil
}

// catchUp takes in the events that other processes have stored, and tells whether there
// were any; with may unset it reads nothing. The lock is held.
func (s *Server) catchUp(ctx context.Context, l *live, may bool) (bool, error) {
	if !may || !s.Store.Shared() {
		return false, nil
	}
	rows, err := s.Store.RoomEvents(ctx, l.id, l.seq)
	if err != nil {
		return false, err
	}
	// With the review of a group its answers are read, as they stand then.
	if slices.ContainsFunc(rows, func(row store.Event) bool { return row.Kind == room.Assigned }) {
		if err := s.catchUpDrafts(ctx, l); err != nil {
			return false, err
		}
	}
	for _, row := range rows {
		e, err := room.Decode(row.Kind, row.At, row.Payload)
		if err != nil {
			return false, err
		}
		next, err := room.Apply(l.state, e)
		if err != nil {
			return false, err
		}
		s.took(l, next, e)
	}
	return len(rows) > 0, nil
}

// catchUpDraft is catchUp for a text.
func (s *Server) catchUpDraft(ctx context.Context, l *live, p place, may bool) (bool, error) {
	if !may || !s.Store.Shared() {
		return false, nil
	}
	d, err := s.Store.RoomDraft(ctx, l.id, p.seat, p.stage)
	if err != nil || d.Version <= l.drafts[p].Version {
		return false, err
	}
	s.tookDraft(l, draftOf(d))
	return true, nil
}

// catchUpAll takes in everything that other processes have stored. The lock is held.
func (s *Server) catchUpAll(ctx context.Context, l *live) error {
	if _, err := s.catchUp(ctx, l, true); err != nil {
		return err
	}
	return s.catchUpDrafts(ctx, l)
}

func (s *Server) catchUpDrafts(ctx context.Context, l *live) error {
	list, err := s.Store.RoomVersions(ctx, l.id)
	for _, d := range list {
		if p := (place{d.Seat, d.Stage}); err == nil && d.Version > l.drafts[p].Version {
			_, err = s.catchUpDraft(ctx, l, p, true)
		}
	}
	return err
}

// fresh brings a room up to date before a page is made of it: the request before may
// have gone to another process.
func (s *Server) fresh(ctx context.Context, l *live) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.freshen(ctx, l)
}

// freshen is fresh for who holds the lock.
func (s *Server) freshen(ctx context.Context, l *live) {
	if s.Store.Shared() && !l.closed {
		if err := s.catchUpAll(ctx, l); err != nil {
			_ = s.failed(l, err) // the page shows what is known here
		}
	}
}

// watch hears of the changes of other processes until ctx ends. When the connection
// breaks it comes back, and reads what was missed.
func (s *Server) watch(ctx context.Context) {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		from := time.Now()
		err := s.Store.Watch(ctx, func(c store.Change) { s.heard(ctx, c) })
		if ctx.Err() != nil {
			return
		}
		s.metrics.watching.Set(0)
		s.Log.Warn("changes of other processes are not heard for a moment", "error", err)
		if time.Since(from) > time.Minute {
			wait = 100 * time.Millisecond
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}

// news is what a room has yet to take in. Its lock is held for a moment only, so that
// the watching never waits for a room.
type news struct {
	mu   sync.Mutex
	busy bool // somebody takes it in
	unread
}

type unread struct {
	all    bool
	grown  bool
	drafts map[place]struct{}
	closed bool
	asked  bool                // who is present
	here   map[string][]string // who is, in other processes
}

// take returns what is new and empties it; ok is false when there is nothing.
func (n *news) take() (x unread, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x, n.unread = n.unread, unread{}
	n.busy = x.all || x.grown || x.closed || x.asked || len(x.drafts)+len(x.here) > 0
	return x, n.busy
}

// heard notes a change for its room, and lets the room take it in.
func (s *Server) heard(ctx context.Context, c store.Change) {
	s.metrics.heard.WithLabelValues(cmp.Or(c.Kind, "all")).Inc()
	s.metrics.watching.Set(1)
	if c.Room == "" {
		for _, l := range s.all() {
			s.digest(ctx, l, c)
		}
		return
	}
	s.mu.Lock()
	l := s.rooms[c.Room]
	s.mu.Unlock()
	if l != nil {
		s.digest(ctx, l, c)
	}
}

func (s *Server) digest(ctx context.Context, l *live, c store.Change) {
	n := &l.news
	n.mu.Lock()
	switch c.Kind {
	case store.Grown:
		n.grown = true
	case store.Closed:
		n.closed = true
	case store.Asking:
		n.asked = true
	case store.Present:
		if n.here == nil {
			n.here = map[string][]string{}
		}
		n.here[c.From] = c.Seats
	case store.Drafted:
		if n.drafts == nil {
			n.drafts = map[place]struct{}{}
		}
		n.drafts[place{c.Seat, c.Stage}] = struct{}{}
	default:
		n.all = true
	}
	start := !n.busy
	n.busy = true
	n.mu.Unlock()
	if start {
		s.jobs.Go(func() {
			for x, ok := n.take(); ok; x, ok = n.take() {
				s.takeIn(ctx, l, x)
			}
		})
	}
}

// takeIn reads what is new, when somebody listens here; who opens a page later gets it
// then.
func (s *Server) takeIn(ctx context.Context, l *live, x unread) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if x.closed && !l.closed {
		s.close(l)
	}
	if l.closed {
		return
	}
	s.takeInPresence(l, x)
	if len(l.subs) == 0 && !l.state.Moving() {
		return
	}
	var err error
	switch {
	case x.all:
		err = s.catchUpAll(ctx, l)
	case x.grown:
		_, err = s.catchUp(ctx, l, true)
	}
	if len(l.subs) > 0 {
		for p := range x.drafts {
			if err == nil {
				_, err = s.catchUpDraft(ctx, l, p, true)
			}
		}
	}
	if err != nil && ctx.Err() == nil {
		_ = s.failed(l, err)
	}
}

// presence is who has pages open in another process, as it said last.
type presence struct {
	seats []string
	at    time.Time
}

// A process tells every announced who is present in it; one that is silent for
// forgotten is gone.
const (
	announced = 10 * time.Second
	forgotten = 25 * time.Second
)

// elsewhere tells whether a seat has a page open in another process.
func (l *live) elsewhere(seat string) bool {
	for _, p := range l.others {
		if slices.Contains(p.seats, seat) {
			return true
		}
	}
	return false
}

// takeInPresence notes who has pages open in other processes. The lock is held.
func (s *Server) takeInPresence(l *live, x unread) {
	if x.asked && len(l.subs) > 0 {
		s.announce(l)
	}
	changed := false
	for from, seats := range x.here {
		changed = changed || !slices.Equal(l.others[from].seats, seats)
		l.others[from] = presence{seats, time.Now()}
	}
	if changed {
		s.tell(l)
	}
}

// announce tells other processes who has pages open here: one after another, so that
// what is told last is how things stand. The lock is held.
func (s *Server) announce(l *live) {
	if !s.Store.Shared() || l.closed {
		return
	}
	l.untold, l.told = true, time.Now()
	if l.telling {
		return
	}
	l.telling = true
	s.jobs.Go(func() {
		for seats, ok := l.takeSeats(); ok; seats, ok = l.takeSeats() {
			s.say(store.Change{Room: l.id, Kind: store.Present, Seats: seats})
		}
	})
}

// takeSeats are the seats with pages here, when others are to be told of them.
func (l *live) takeSeats() (seats []string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.untold {
		l.telling = false
		return nil, false
	}
	l.untold = false
	for x := range l.subs {
		if !slices.Contains(seats, x.seat) {
			seats = append(seats, x.seat)
		}
	}
	slices.Sort(seats)
	return seats, true
}

func (s *Server) say(c store.Change) {
	ctx, cancel := deadline(5 * time.Second)
	defer cancel()
	if err := s.Store.Tell(ctx, c); err != nil {
		s.Log.Warn("other processes cannot be told", "room", c.Room, "error", err)
	}
}

// present says again who is here, and forgets processes that do not. The lock is held.
func (s *Server) present(l *live) {
	if len(l.subs) > 0 && time.Since(l.told) > announced {
		s.announce(l)
	}
	gone := false
	for from, p := range l.others {
		if time.Since(p.at) > forgotten {
			delete(l.others, from)
			gone = gone || len(p.seats) > 0
		}
	}
	if gone && !l.closed {
		s.tell(l)
	}
}

// idle is how long a room that nobody comes for is held here.
const idle = 30 * time.Minute

// forget lets go of rooms that nobody has come for; the store has them.
func (s *Server) forget(now time.Time) {
	if !s.Store.Shared() {
		return
	}
	for _, l := range s.all() {
		l.mu.Lock()
		s.mu.Lock()
		if len(l.subs) == 0 && !l.state.Moving() && now.Sub(l.used) > idle {
			delete(s.rooms, l.id)
		}
		s.mu.Unlock()
		l.mu.Unlock()
	}
}

// handOver sends every page to another process. Saves that are under way are kept.
func (s *Server) handOver() {
	ctx, cancel := deadline(5 * time.Second)
	defer cancel()
	for _, l := range s.all() {
		l.mu.Lock()
		if l.state.Moving() && !l.closed && len(l.subs) > 0 {
			if err := s.applyLocked(ctx, l, room.Event{Kind: room.Ticked}); err != nil {
				s.Log.Error("the clock cannot be kept", "room", l.id, "error", err)
			}
		}
		for x := range l.subs {
			l.send(x, "bye", bye{"moved"})
			l.drop(x)
		}
		s.announce(l)
		l.mu.Unlock()
	}
}
