package contract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"designdrill/internal/store"
)

// Rooms is the part of a store that shared interviews need.
type Rooms interface {
	CreateRoom(ctx context.Context, r store.SharedRoom, keys []store.RoomKey, events ...store.Event) error
	Rooms(ctx context.Context, now time.Time) ([]store.SharedRoom, error)
	Room(ctx context.Context, id string, now time.Time) (store.SharedRoom, error)
	AppendRoom(ctx context.Context, room string, keys []store.RoomKey, events ...store.Event) error
	RoomEvents(ctx context.Context, room string, after int) ([]store.Event, error)
	RoomKeys(ctx context.Context, room string) ([]store.RoomKey, error)
	SaveRoomDraft(ctx context.Context, room string, d store.RoomDraft) error
	RoomDrafts(ctx context.Context, room string) ([]store.RoomDraft, error)
	RoomVersions(ctx context.Context, room string) ([]store.RoomDraft, error)
	RoomDraft(ctx context.Context, room, seat, stage string) (store.RoomDraft, error)
	DeleteRoom(ctx context.Context, id string) error
	ExpireRooms(ctx context.Context, now time.Time) (int, error)
	Shared() bool
	Watch(ctx context.Context, tell func(store.Change)) error
	Tell(ctx context.Context, c store.Change) error
	Ready(ctx context.Context) error
	KeepPack(ctx context.Context, hash string, pack []byte) error
	Pack(ctx context.Context, hash string) ([]byte, error)
	DropPacks(ctx context.Context, but string, now time.Time) error
	SaveReading(ctx context.Context, room, seat string, reading []byte) error
	Readings(ctx context.Context, room string) (map[string][]byte, error)
}

// RunRooms is Run for rooms.
func RunRooms(t *testing.T, open func(t *testing.T, name string) Rooms) {
	for _, part := range []struct {
		name string
		test func(*testing.T, Rooms, func() Rooms)
	}{{"rooms", rooms}, {"room-events", roomEvents}, {"room-drafts", roomDrafts}, {"room-end", roomEnd}, {"room-concurrency", roomConcurrency},
		{"room-changes", roomChanges}, {"room-packs", roomPacks}, {"room-readings", roomReadings}} {
		t.Run(part.name, func(t *testing.T) {
			part.test(t, open(t, part.name), func() Rooms { return open(t, part.name) })
		})
	}
}

func sharedRoom(id string, minute int) store.SharedRoom {
	at := start.Add(time.Duration(minute) * time.Minute)
	return store.SharedRoom{ID: id, Scenario: "twitter", Content: "sha256:aa", Opened: at, Expires: at.Add(24 * time.Hour)}
}

func key(b byte, seat string) store.RoomKey {
	return store.RoomKey{Hash: []byte{b, 0, 255}, Seat: seat}
}

func rooms(t *testing.T, s Rooms, again func() Rooms) {
	list, err := s.Rooms(t.Context(), start)
	must(t, err)
	same(t, len(list), 0)
	a, b := sharedRoom("aa", 0), sharedRoom("bb", 5)
	b.Lock = []byte{0, 1, 2}
	must(t, s.CreateRoom(t.Context(), a, []store.RoomKey{key(1, "s1")}, event(1, "opened", `{}`), event(2, "joined", `{}`)))
	must(t, s.CreateRoom(t.Context(), b, nil))
	for _, x := range []Rooms{s, again()} {
		list, err := x.Rooms(t.Context(), start)
		must(t, err)
		same(t, list, []store.SharedRoom{b, a})
		keys, err := x.RoomKeys(t.Context(), "aa")
		must(t, err)
		same(t, keys, []store.RoomKey{key(1, "s1")})
		got, err := x.Room(t.Context(), "bb", start)
		must(t, err)
		same(t, got, b)
	}
	_, err = s.Room(t.Context(), "aa", a.Expires)
	wantError[*store.NoRoomError](t, err)
	_, err = s.Room(t.Context(), "zz", start)
	wantError[*store.NoRoomError](t, err)
	list, err = s.Rooms(t.Context(), a.Expires)
	must(t, err)
	same(t, list, []store.SharedRoom{b})
	for name, err := range map[string]error{
		"again":      s.CreateRoom(t.Context(), a, nil),
		"no id":      s.CreateRoom(t.Context(), sharedRoom("", 0), nil),
		"endless":    s.CreateRoom(t.Context(), sharedRoom(strings.Repeat("x", store.MaxName+1), 0), nil),
		"no time":    s.CreateRoom(t.Context(), store.SharedRoom{ID: "cc"}, nil),
		"no hash":    s.CreateRoom(t.Context(), sharedRoom("cc", 0), []store.RoomKey{{Seat: "s"}}),
		"a gap":      s.CreateRoom(t.Context(), sharedRoom("cc", 0), nil, event(2, "opened", `{}`)),
		"no JSON":    s.CreateRoom(t.Context(), sharedRoom("cc", 0), nil, event(1, "opened", `{`)),
		"a key, too": s.AppendRoom(t.Context(), "aa", []store.RoomKey{key(1, "s2")}),
	} {
		if err == nil {
			t.Errorf("a room is stored %s", name)
		}
	}
	list, err = s.Rooms(t.Context(), start)
	must(t, err)
	same(t, len(list), 2)
}

func roomEvents(t *testing.T, s Rooms, again func() Rooms) {
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil, event(1, "opened", `{}`)))
	must(t, s.AppendRoom(t.Context(), "aa", []store.RoomKey{key(1, "s1"), key(2, "s1")}, event(2, "joined", `{"name":"é \u0000"}`), event(3, "ticked", `{}`)))
	for _, x := range []Rooms{s, again()} {
		got, err := x.RoomEvents(t.Context(), "aa", 0)
		must(t, err)
		same(t, got, []store.Event{event(1, "opened", `{}`), event(2, "joined", `{"name":"é \u0000"}`), event(3, "ticked", `{}`)})
		keys, err := x.RoomKeys(t.Context(), "aa")
		must(t, err)
		same(t, len(keys), 2)
		got, err = x.RoomEvents(t.Context(), "aa", 2)
		must(t, err)
		same(t, got, []store.Event{event(3, "ticked", `{}`)})
	}
	e := wantError[*store.RoomConflictError](t, s.AppendRoom(t.Context(), "aa", []store.RoomKey{key(3, "s3")}, event(3, "ticked", `{}`)))
	if e != nil {
		same(t, *e, store.RoomConflictError{Room: "aa", Seq: 3, Last: 3})
	}
	keys, err := s.RoomKeys(t.Context(), "aa")
	must(t, err)
	same(t, len(keys), 2) // all or none
	wantError[*store.RoomConflictError](t, s.AppendRoom(t.Context(), "aa", nil, event(5, "ticked", `{}`)))
	wantError[*store.NoRoomError](t, s.AppendRoom(t.Context(), "zz", nil, event(1, "opened", `{}`)))
}

func roomDrafts(t *testing.T, s Rooms, again func() Rooms) {
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil))
	d := store.RoomDraft{Seat: "s1", Stage: "estimates", Version: 1, Text: "1M users\n\x00é", Page: "p", N: 1, At: start}
	other := store.RoomDraft{Seat: "s0", Stage: "estimates", Version: 1, Text: "", Page: "q", N: 4, At: start}
	must(t, s.SaveRoomDraft(t.Context(), "aa", d))
	must(t, s.SaveRoomDraft(t.Context(), "aa", other))
	next := d
	next.Version, next.Text, next.N, next.At = 2, "2M users", 2, start.Add(time.Second)
	must(t, s.SaveRoomDraft(t.Context(), "aa", next))
	for _, x := range []Rooms{s, again()} {
		got, err := x.RoomDrafts(t.Context(), "aa")
		must(t, err)
		same(t, got, []store.RoomDraft{other, next})
		one, err := x.RoomDraft(t.Context(), "aa", "s1", "estimates")
		must(t, err)
		same(t, one, next)
		one, err = x.RoomDraft(t.Context(), "aa", "s1", "components")
		must(t, err)
		same(t, one, store.RoomDraft{})
		bare := next
		bare.Text = ""
		got, err = x.RoomVersions(t.Context(), "aa")
		must(t, err)
		same(t, got, []store.RoomDraft{other, bare})
	}
	e := wantError[*store.RoomConflictError](t, s.SaveRoomDraft(t.Context(), "aa", d))
	if e != nil {
		same(t, *e, store.RoomConflictError{Room: "aa", Seq: 1, Last: 2})
	}
	ahead := next
	ahead.Version = 4
	wantError[*store.RoomConflictError](t, s.SaveRoomDraft(t.Context(), "aa", ahead))
	wantError[*store.NoRoomError](t, s.SaveRoomDraft(t.Context(), "zz", d))
	ahead.Version, ahead.Text = 3, strings.Repeat("x", store.MaxDraft+1)
	if s.SaveRoomDraft(t.Context(), "aa", ahead) == nil {
		t.Error("an endless draft is stored")
	}
}

func roomEnd(t *testing.T, s Rooms, _ func() Rooms) {
	for i, id := range []string{"aa", "bb", "cc"} {
		must(t, s.CreateRoom(t.Context(), sharedRoom(id, i), []store.RoomKey{key(1, "s1")}, event(1, "opened", `{}`)))
		must(t, s.SaveRoomDraft(t.Context(), id, store.RoomDraft{Seat: "s1", Stage: "x", Version: 1, Page: "p", N: 1, At: start}))
	}
	must(t, s.DeleteRoom(t.Context(), "bb"))
	wantError[*store.NoRoomError](t, s.DeleteRoom(t.Context(), "bb"))
	n, err := s.ExpireRooms(t.Context(), sharedRoom("aa", 0).Expires)
	must(t, err)
	same(t, n, 1)
	for id, want := range map[string]int{"aa": 0, "bb": 0, "cc": 1} {
		events, err := s.RoomEvents(t.Context(), id, 0)
		must(t, err)
		keys, err := s.RoomKeys(t.Context(), id)
		must(t, err)
		drafts, err := s.RoomDrafts(t.Context(), id)
		must(t, err)
		same(t, []int{len(events), len(keys), len(drafts)}, []int{want, want, want})
	}
}

// roomConcurrency lets writers race for the same numbers: each number is won once, and
// who loses is told so.
func roomConcurrency(t *testing.T, s Rooms, again func() Rooms) {
	const writers, each = 4, 15
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil))
	stores := []Rooms{s, again()}
	var wg sync.WaitGroup
	race := func(w int, try func(n int) error) {
		wg.Go(func() {
			for won, n := 0, 1; won < each; {
				var lost *store.RoomConflictError
				switch err := try(n); {
				case err == nil:
					won, n = won+1, n+1
				case errors.As(err, &lost):
					n = lost.Last + 1
				default:
					t.Error(w, err)
					return
				}
			}
		})
	}
	for w := range writers {
		own := stores[w%len(stores)]
		race(w, func(n int) error { return own.AppendRoom(t.Context(), "aa", nil, event(n, "noted", fmt.Sprint(w))) })
		race(w, func(n int) error {
			return own.SaveRoomDraft(t.Context(), "aa", store.RoomDraft{Seat: "s", Stage: "x", Version: n, Page: "p", N: n, At: start})
		})
	}
	wg.Wait()
	got, err := s.RoomEvents(t.Context(), "aa", 0)
	must(t, err)
	drafts, err := s.RoomDrafts(t.Context(), "aa")
	must(t, err)
	same(t, []int{len(got), drafts[0].Version}, []int{writers * each, writers * each})
}

// roomChanges are told to other processes where there can be any, in their order, and
// not to the one that makes them.
func roomChanges(t *testing.T, s Rooms, again func() Rooms) {
	must(t, s.Ready(t.Context()))
	other := again()
	same(t, other.Shared(), s.Shared())
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil, event(1, "opened", `{}`)))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	heard, own := make(chan store.Change, 20), make(chan store.Change, 20)
	var watching sync.WaitGroup
	for _, w := range []struct {
		s  Rooms
		ch chan store.Change
	}{{other, heard}, {s, own}} {
		watching.Go(func() {
			if err := w.s.Watch(ctx, func(c store.Change) { c.From = ""; w.ch <- c }); !errors.Is(err, context.Canceled) {
				t.Errorf("watching ended with %v", err)
			}
		})
	}
	if s.Shared() { // the first change says that they listen
		same(t, []store.Change{<-heard, <-own}, make([]store.Change, 2))
	}
	d := store.RoomDraft{Seat: "s1", Stage: "x", Version: 1, Text: "t", Page: "p", N: 1, At: start}
	must(t, s.AppendRoom(t.Context(), "aa", nil, event(2, "ticked", `{}`)))
	must(t, s.SaveRoomDraft(t.Context(), "aa", d))
	d.Version = 2
	must(t, s.SaveRoomDraft(t.Context(), "aa", d))
	wantError[*store.RoomConflictError](t, s.SaveRoomDraft(t.Context(), "aa", d))
	wantError[*store.RoomConflictError](t, s.AppendRoom(t.Context(), "aa", nil, event(2, "ticked", `{}`)))
	must(t, s.Tell(t.Context(), store.Change{Room: "aa", Kind: store.Present, Seats: []string{"s1", "s2"}}))
	must(t, s.DeleteRoom(t.Context(), "aa"))
	if s.Shared() {
		drafted := store.Change{Room: "aa", Kind: store.Drafted, Seat: "s1", Stage: "x"}
		for _, want := range []store.Change{{Room: "aa", Kind: store.Grown}, drafted, drafted,
			{Room: "aa", Kind: store.Present, Seats: []string{"s1", "s2"}}, {Room: "aa", Kind: store.Closed}} {
			same(t, <-heard, want)
		}
		must(t, other.Tell(t.Context(), store.Change{Room: "bb", Kind: store.Asking}))
		same(t, <-own, store.Change{Room: "bb", Kind: store.Asking}) // nothing before it
	}
	stop()
	watching.Wait()
	same(t, len(heard)+len(own), 0)
}

func roomPacks(t *testing.T, s Rooms, again func() Rooms) {
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil))
	for _, hash := range []string{"sha256:aa", "sha256:bb", "sha256:cc"} {
		must(t, s.KeepPack(t.Context(), hash, []byte(hash+"\x00")))
		must(t, s.KeepPack(t.Context(), hash, []byte("other")))
	}
	must(t, s.DropPacks(t.Context(), "sha256:bb", start)) // the room needs aa
	for _, x := range []Rooms{s, again()} {
		for hash, want := range map[string][]byte{"sha256:aa": []byte("sha256:aa\x00"), "sha256:bb": []byte("sha256:bb\x00"), "sha256:cc": nil} {
			got, err := x.Pack(t.Context(), hash)
			must(t, err)
			same(t, got, want)
		}
	}
	must(t, s.DropPacks(t.Context(), "sha256:bb", sharedRoom("aa", 0).Expires))
	got, err := s.Pack(t.Context(), "sha256:aa")
	must(t, err)
	same(t, got, []byte(nil))
}

func roomReadings(t *testing.T, s Rooms, again func() Rooms) {
	must(t, s.CreateRoom(t.Context(), sharedRoom("aa", 0), nil))
	must(t, s.SaveReading(t.Context(), "aa", "s1", []byte(`{"n":1}`)))
	must(t, s.SaveReading(t.Context(), "aa", "s1", []byte(`{"n":2}`)))
	must(t, s.SaveReading(t.Context(), "aa", "s2", []byte(`{}`)))
	for _, x := range []Rooms{s, again()} {
		got, err := x.Readings(t.Context(), "aa")
		must(t, err)
		same(t, got, map[string][]byte{"s1": []byte(`{"n":2}`), "s2": []byte(`{}`)})
	}
	wantError[*store.NoRoomError](t, s.SaveReading(t.Context(), "zz", "s1", []byte(`{}`)))
	if s.SaveReading(t.Context(), "aa", "s1", []byte(`{`)) == nil {
		t.Error("a reading that is no JSON is stored")
	}
	must(t, s.DeleteRoom(t.Context(), "aa"))
	got, err := s.Readings(t.Context(), "aa")
	must(t, err)
	same(t, len(got), 0)
}
