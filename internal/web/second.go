package web

import (
	"context"
	"encoding/json"
	"fmt"

	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
)

// Second is the second reader: a language model that reads the answers of those who
// agreed to it when they joined, once the results are there.
type Second struct {
	Name string // of the model and its server, for who is asked
	// Want lets an answer be read, in some process and at some time.
	Want func(ctx context.Context, r store.Reading) error
}

// want asks for the readings that are due in a room. The lock is held.
func (s *Server) want(l *live) {
	if s.Second == nil || l.state.Phase != room.Results || l.asked {
		return
	}
	l.asked = true
	var due []store.Reading
	for _, x := range l.state.Of(room.Candidate) {
		if x.Consent {
			due = append(due, store.Reading{Room: l.id, Seat: x.ID})
		}
	}
	s.jobs.Go(func() {
		for _, r := range due {
			ctx, cancel := deadline(secs(5))
			if err := s.Second.Want(ctx, r); err != nil {
				s.Log.Error("a reading cannot be asked for", "room", r.Room, "error", err)
			}
			cancel()
		}
	})
}

// Read does a reading: read is given the answer with what the rules found in it. Only
// answers of candidates who agreed are read, and what was read is kept with the room.
// The last try keeps why it failed.
func (s *Server) Read(ctx context.Context, r store.Reading, last bool) error {
	l, err := s.served(ctx, r.Room)
	if err != nil {
		return err
	}
	if l == nil {
		return &store.NoRoomError{ID: r.Room}
	}
	s.fresh(ctx, l)
	l.mu.Lock()
	x, ok := l.state.Seat(r.Seat)
	doc := room.Document(l.state, r.Seat, l.texts(r.Seat))
	may := ok && x.Consent && x.Role == room.Candidate && l.state.Phase == room.Results && l.Content.Read != nil
	l.mu.Unlock()
	if !may {
		return nil
	}
	v, err := l.Content.Read(ctx, []byte(doc))
	switch {
	case err != nil:
		s.metrics.reviews.WithLabelValues("failed").Inc()
		return err
	case v.Status == "failed" && !last:
		s.metrics.reviews.WithLabelValues("again").Inc()
		return fmt.Errorf("the second reader failed: %s", v.Reason)
	}
	s.metrics.reviews.WithLabelValues(v.Status).Inc()
	v.Rules = nil // the report has them
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.Store.SaveReading(ctx, r.Room, r.Seat, text)
}

// reading is what the second reader found in an answer; nil when there is nothing.
func (s *Server) reading(l *live, seat string, rules *score.Result) *report.Review {
	if x, ok := l.state.Seat(seat); !ok || !x.Consent {
		return nil
	}
	ctx, cancel := deadline(secs(5))
	defer cancel()
	all, err := s.Store.Readings(ctx, l.id)
	if err != nil {
		s.Log.Error("readings cannot be read", "room", l.id, "error", err)
		return nil
	}
	if all[seat] == nil {
		return nil
	}
	v := &report.Review{}
	if err := json.Unmarshal(all[seat], v); err != nil {
		s.Log.Error("a reading cannot be read", "room", l.id, "error", err)
		return nil
	}
	v.Rules = rules
	return v
}

// reader names the second reader, "" for none.
func (s *Server) reader() string {
	if s.Second == nil {
		return ""
	}
	return s.Second.Name
}
