package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"designdrill/internal/store"
)

// TestQueue lets two processes work on the readings that one of them wants: each once,
// a failed one again, one of a room that is gone not again.
func TestQueue(t *testing.T) {
	open := databases()
	var tries, gone atomic.Int32
	done := make(chan store.Reading, 10)
	work := func(_ context.Context, r store.Reading, _ bool) error {
		switch {
		case r.Seat == "gone":
			gone.Add(1)
			return &store.NoRoomError{ID: r.Room}
		case r.Seat == "later" && tries.Add(1) == 1:
			return errors.New("the model is away")
		}
		done <- r
		return nil
	}
	var all []*store.Queue
	for range 2 {
		q, err := open(t, "queue").StartQueue(t.Context(), slog.New(slog.DiscardHandler), work)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := q.Stop(ctx); err != nil {
				t.Error(err)
			}
		}()
		all = append(all, q)
	}
	for _, seat := range []string{"gone", "once", "once", "later", "once"} {
		for _, q := range all {
			if err := q.Want(t.Context(), store.Reading{Room: "aa", Seat: seat}); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := map[string]int{}
	for range 2 {
		select {
		case r := <-done:
			got[r.Seat]++
		case <-time.After(time.Minute):
			t.Fatalf("done are %v", got)
		}
	}
	if got["once"] != 1 || got["later"] != 1 || tries.Load() != 2 || gone.Load() != 1 || len(done) != 0 {
		t.Errorf("done are %v, tried %d times, gone %d times, and %d more", got, tries.Load(), gone.Load(), len(done))
	}
}

// TestQueueOfFile says that a file has no queue.
func TestQueueOfFile(t *testing.T) {
	if _, err := open(t, t.TempDir()).StartQueue(t.Context(), slog.New(slog.DiscardHandler), nil); err == nil {
		t.Error("a queue is started")
	}
}
