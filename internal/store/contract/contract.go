// Package contract provides the test that every engine of the store must pass.
package contract

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"designdrill/internal/store"
)

// Store is what the contract is about.
type Store interface {
	Create(context.Context, store.Attempt, ...store.Event) (store.Attempt, error)
	Attempts(context.Context) ([]store.Attempt, error)
	Find(ctx context.Context, word string) (store.Attempt, error)
	Last(context.Context) (store.Attempt, error)
	Delete(ctx context.Context, id string) error
	Append(ctx context.Context, attempt string, events ...store.Event) error
	AppendLast(ctx context.Context, attempt string, finished time.Time, events ...store.Event) error
	Events(ctx context.Context, attempt string) ([]store.Event, error)
	SaveDraft(ctx context.Context, attempt string, d store.Draft) error
	DropDraft(ctx context.Context, attempt, prompt string) error
	Drafts(ctx context.Context, attempt string) ([]store.Draft, error)
	SaveReport(context.Context, store.Report) error
	Reports(ctx context.Context, attempt string) ([]store.Report, error)
	Scores(context.Context) ([]store.Report, error)
	ReportsOf(ctx context.Context, content string) ([]store.Report, error)
}

// Run tests an engine. open gives a store: the same name the same data, in a test a
// new name none. What it opens it closes when its test ends.
func Run(t *testing.T, open func(t *testing.T, name string) Store) {
	for _, part := range []struct {
		name string
		test func(*testing.T, Store, func() Store)
	}{
		{"attempts", attempts}, {"find", find}, {"events", events}, {"finish", finish}, {"drafts", drafts},
		{"reports", reports}, {"delete", remove}, {"refusals", refusals}, {"concurrency", concurrency},
	} {
		t.Run(part.name, func(t *testing.T) {
			part.test(t, open(t, part.name), func() Store { return open(t, part.name) })
		})
	}
}

// start is when the attempts of the tests begin.
var start = time.Date(2026, 11, 25, 9, 30, 0, 123e6, time.UTC)

func attempt() store.Attempt {
	return store.Attempt{Scenario: "twitter", ScenarioVersion: 2, Content: "sha256:aa", Target: "senior", Minutes: 45, Source: store.Practice, Started: start}
}

func event(seq int, kind, payload string) store.Event {
	return store.Event{Seq: seq, At: start.Add(time.Duration(seq) * time.Second), Kind: kind, Payload: []byte(payload)}
}

// create stores an attempt; change alters the sample before.
func create(t *testing.T, s Store, change func(*store.Attempt)) store.Attempt {
	t.Helper()
	a := attempt()
	if change != nil {
		change(&a)
	}
	a, err := s.Create(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same compares what came back with what was stored.
func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func wantError[E error](t *testing.T, err error) (e E) {
	t.Helper()
	if !errors.As(err, &e) {
		t.Errorf("got error %v, want a %T", err, e)
	}
	return e
}

// attempts come back as they were stored, from a second store too, the latest first.
func attempts(t *testing.T, s Store, again func() Store) {
	got, err := s.Attempts(t.Context())
	must(t, err)
	same(t, len(got), 0)
	if _, err := s.Last(t.Context()); err == nil {
		t.Error("there is a last attempt before there is any")
	} else {
		wantError[*store.NotFoundError](t, err)
	}
	whole := create(t, s, nil)
	drill := create(t, s, func(a *store.Attempt) {
		a.Stage, a.Minutes, a.Started = "estimates", 6, start.Add(time.Hour)
	})
	imported := create(t, s, func(a *store.Attempt) {
		a.ID, a.Source, a.Scenario, a.Finished, a.Started = "261124-0abc", store.Import, "", start.Add(-time.Hour), start.Add(-2*time.Hour)
	})
	for _, a := range []store.Attempt{whole, drill, imported} {
		if !store.ValidID(a.ID) {
			t.Errorf("the id %q is not valid", a.ID)
		}
	}
	same(t, imported.ID, "261124-0abc")
	want := []store.Attempt{drill, whole, imported}
	for _, x := range []Store{s, again()} {
		got, err := x.Attempts(t.Context())
		must(t, err)
		same(t, got, want)
		last, err := x.Last(t.Context())
		must(t, err)
		same(t, last, drill)
	}
	same(t, []bool{whole.Unfinished(), imported.Unfinished()}, []bool{true, false})
	precise := create(t, s, func(a *store.Attempt) { a.Started = start.Add(123456 * time.Nanosecond) })
	same(t, precise.Started, start)
}

func find(t *testing.T, s Store, _ func() Store) {
	for _, id := range []string{"261125-k7q0", "261125-k7qz", "261125-2611", "261126-a0b1"} {
		create(t, s, func(a *store.Attempt) { a.ID = id })
	}
	for word, want := range map[string]string{
		"261125-k7q0": "261125-k7q0", " 261125-K7QO\n": "261125-k7q0", "k7qz": "261125-k7qz", "A": "261126-a0b1", "aobl": "261126-a0b1",
		"261126": "261126-a0b1", "2611": "several", "k7": "several", "261125-": "several", "": "none", "zzzz": "none", "%": "none", "_61126": "none",
		"261126-a0b1x": "none", "last": "none", "'": "none", strings.Repeat("2", 1000): "none",
	} {
		got, err := s.Find(t.Context(), word)
		switch want {
		case "none":
			wantError[*store.NotFoundError](t, err)
		case "several":
			if e := wantError[*store.AmbiguousError](t, err); len(e.IDs) < 2 {
				t.Errorf("%q is said to stand for %v", word, e.IDs)
			}
		default:
			must(t, err)
			same(t, got.ID, want)
		}
	}
}

func events(t *testing.T, s Store, again func() Store) {
	a, b := create(t, s, nil), create(t, s, nil)
	must(t, s.Append(t.Context(), a.ID, event(1, "began", `{}`)))
	must(t, s.Append(t.Context(), b.ID, event(1, "began", `{"other":true}`)))
	must(t, s.Append(t.Context(), a.ID, event(2, "answered", `{"text":"a \u0000 \"cache\" é\n"}`), event(3, "ticked", `null`)))
	must(t, s.Append(t.Context(), a.ID))
	want := []store.Event{event(1, "began", `{}`), event(2, "answered", `{"text":"a \u0000 \"cache\" é\n"}`), event(3, "ticked", `null`)}
	for _, x := range []Store{s, again()} {
		got, err := x.Events(t.Context(), a.ID)
		must(t, err)
		same(t, got, want)
	}
	for name, batch := range map[string][]store.Event{
		"again":    {event(3, "answered", `{}`)},
		"gap":      {event(5, "answered", `{}`)},
		"zero":     {event(0, "answered", `{}`)},
		"later":    {event(4, "answered", `{}`), event(4, "answered", `{}`)},
		"negative": {event(-1, "answered", `{}`)},
	} {
		e := wantError[*store.ConflictError](t, again().Append(t.Context(), a.ID, batch...))
		if e != nil && (e.Attempt != a.ID || e.Seq != batch[len(batch)-1].Seq) {
			t.Errorf("%s: the conflict is said to be at %s %d", name, e.Attempt, e.Seq)
		}
	}
	got, err := s.Events(t.Context(), a.ID)
	must(t, err)
	same(t, got, want)
	// An attempt may begin with events, or not at all.
	whole := attempt()
	whole.Finished = start.Add(time.Minute)
	whole, err = s.Create(t.Context(), whole, event(1, "imported", `{}`), event(2, "rated", `{}`))
	must(t, err)
	got, err = s.Events(t.Context(), whole.ID)
	must(t, err)
	same(t, got, []store.Event{event(1, "imported", `{}`), event(2, "rated", `{}`)})
	before, err := s.Attempts(t.Context())
	must(t, err)
	_, err = s.Create(t.Context(), attempt(), event(2, "imported", `{}`))
	wantError[*store.ConflictError](t, err)
	_, err = s.Create(t.Context(), attempt(), event(1, "imported", `{`))
	same(t, err != nil, true)
	after, err := s.Attempts(t.Context())
	must(t, err)
	same(t, after, before)
	wantError[*store.NotFoundError](t, s.Append(t.Context(), "261125-zzzz", event(1, "began", `{}`)))
	got, err = s.Events(t.Context(), "261125-zzzz")
	must(t, err)
	same(t, len(got), 0)
}

func finish(t *testing.T, s Store, _ func() Store) {
	a := create(t, s, nil)
	must(t, s.Append(t.Context(), a.ID, event(1, "began", `{}`)))
	wantError[*store.ConflictError](t, s.AppendLast(t.Context(), a.ID, start.Add(time.Hour), event(1, "ended", `{}`)))
	got, err := s.Find(t.Context(), a.ID)
	must(t, err)
	same(t, got.Unfinished(), true)
	must(t, s.AppendLast(t.Context(), a.ID, start.Add(time.Hour), event(2, "ended", `{}`)))
	got, err = s.Find(t.Context(), a.ID)
	must(t, err)
	same(t, got.Finished, start.Add(time.Hour))
	wantError[*store.FinishedError](t, s.Append(t.Context(), a.ID, event(3, "answered", `{}`)))
	wantError[*store.FinishedError](t, s.AppendLast(t.Context(), a.ID, start.Add(time.Hour)))
	wantError[*store.FinishedError](t, s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: "p", At: start}))
	wantError[*store.NotFoundError](t, s.AppendLast(t.Context(), "261125-zzzz", start))
}

func drafts(t *testing.T, s Store, again func() Store) {
	a, b := create(t, s, nil), create(t, s, nil)
	must(t, s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: "scope", Text: "we", At: start}))
	must(t, s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: "api", Text: "GET", At: start}))
	must(t, s.SaveDraft(t.Context(), b.ID, store.Draft{Prompt: "scope", Text: "other", At: start}))
	must(t, s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: "scope", Text: "we leave\nads out", At: start.Add(time.Second)}))
	want := []store.Draft{{Prompt: "api", Text: "GET", At: start}, {Prompt: "scope", Text: "we leave\nads out", At: start.Add(time.Second)}}
	for _, x := range []Store{s, again()} {
		got, err := x.Drafts(t.Context(), a.ID)
		must(t, err)
		same(t, got, want)
	}
	must(t, s.DropDraft(t.Context(), a.ID, "scope"))
	must(t, s.DropDraft(t.Context(), a.ID, "scope"))
	got, err := s.Drafts(t.Context(), a.ID)
	must(t, err)
	same(t, got, want[:1])
	wantError[*store.NotFoundError](t, s.SaveDraft(t.Context(), "261125-zzzz", store.Draft{Prompt: "p", At: start}))
}

func reports(t *testing.T, s Store, again func() Store) {
	a, b := create(t, s, nil), create(t, s, nil)
	mark := func(x float64) *float64 { return &x }
	report := func(id, content, program string, minute int, score *float64) store.Report {
		return store.Report{Attempt: id, Content: content, Program: program, Seq: minute, Created: start.Add(time.Duration(minute) * time.Minute),
			JSON: fmt.Appendf(nil, `{"minute":%d}`, minute), Score: score}
	}
	first, second := report(a.ID, "c1", "v1", 1, mark(40)), report(a.ID, "c1", "v2", 2, mark(45.5))
	third, other := report(a.ID, "c2", "v2", 3, nil), report(b.ID, "c1", "v1", 4, mark(0))
	for _, r := range []store.Report{report(a.ID, "c1", "v1", 0, mark(1)), first, second, third, other} {
		must(t, s.SaveReport(t.Context(), r))
	}
	for _, x := range []Store{s, again()} {
		got, err := x.Reports(t.Context(), a.ID)
		must(t, err)
		same(t, got, []store.Report{third, second, first})
	}
	of := func(content string) map[string]store.Report {
		list, err := s.ReportsOf(t.Context(), content)
		must(t, err)
		m := map[string]store.Report{}
		for _, r := range list {
			m[r.Attempt] = r
		}
		same(t, len(m), len(list))
		return m
	}
	same(t, of("c1"), map[string]store.Report{a.ID: second, b.ID: other})
	same(t, of("c2"), map[string]store.Report{a.ID: third})
	same(t, len(of("c3")), 0)
	list, err := s.Scores(t.Context())
	must(t, err)
	bare := []store.Report{other, third, second, first}
	for i := range bare {
		bare[i].JSON = nil
	}
	same(t, list, bare)
	// A report of the same minute that was saved later is the later one.
	newer := report(b.ID, "c1", "v0", 4, mark(7))
	must(t, s.SaveReport(t.Context(), newer))
	same(t, of("c1")[b.ID], newer)
	wantError[*store.NotFoundError](t, s.SaveReport(t.Context(), report("261125-zzzz", "c1", "v1", 1, nil)))
}

func remove(t *testing.T, s Store, _ func() Store) {
	a, b := create(t, s, nil), create(t, s, nil)
	for _, x := range []store.Attempt{a, b} {
		must(t, s.Append(t.Context(), x.ID, event(1, "began", `{}`)))
		must(t, s.SaveDraft(t.Context(), x.ID, store.Draft{Prompt: "p", Text: "t", At: start}))
		must(t, s.SaveReport(t.Context(), store.Report{Attempt: x.ID, Content: "c", Program: "v", Created: start, JSON: []byte(`{}`)}))
	}
	must(t, s.Delete(t.Context(), a.ID))
	wantError[*store.NotFoundError](t, s.Delete(t.Context(), a.ID))
	left := func(id string) [3]int {
		events, err := s.Events(t.Context(), id)
		must(t, err)
		drafts, err := s.Drafts(t.Context(), id)
		must(t, err)
		reports, err := s.Reports(t.Context(), id)
		must(t, err)
		return [3]int{len(events), len(drafts), len(reports)}
	}
	same(t, left(a.ID), [3]int{})
	same(t, left(b.ID), [3]int{1, 1, 1})
	// The id may be used again, and begins without a past.
	create(t, s, func(x *store.Attempt) { x.ID = a.ID })
	same(t, left(a.ID), [3]int{})
}

func refusals(t *testing.T, s Store, _ func() Store) {
	a := create(t, s, nil)
	for name, change := range map[string]func(*store.Attempt){
		"no time":      func(a *store.Attempt) { a.Started = time.Time{} },
		"odd id":       func(a *store.Attempt) { a.ID = "../x" },
		"taken id":     func(x *store.Attempt) { x.ID = a.ID },
		"odd source":   func(a *store.Attempt) { a.Source = "rumour" },
		"negative":     func(a *store.Attempt) { a.Minutes = -1 },
		"endless name": func(a *store.Attempt) { a.Scenario = strings.Repeat("x", store.MaxName+1) },
	} {
		x := attempt()
		change(&x)
		if _, err := s.Create(t.Context(), x); err == nil {
			t.Errorf("an attempt with %s is stored", name)
		}
	}
	for name, err := range map[string]error{
		"no JSON":            s.Append(t.Context(), a.ID, event(1, "k", `{`)),
		"nothing":            s.Append(t.Context(), a.ID, event(1, "k", ``)),
		"an endless kind":    s.Append(t.Context(), a.ID, event(1, strings.Repeat("x", store.MaxName+1), `{}`)),
		"an endless draft":   s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: "p", Text: strings.Repeat("x", store.MaxDraft+1), At: start}),
		"an endless prompt":  s.SaveDraft(t.Context(), a.ID, store.Draft{Prompt: strings.Repeat("x", store.MaxName+1), At: start}),
		"a report not JSON":  s.SaveReport(t.Context(), store.Report{Attempt: a.ID, Created: start, JSON: []byte("x")}),
		"an end at no time":  s.AppendLast(t.Context(), a.ID, time.Time{}),
		"a report's program": s.SaveReport(t.Context(), store.Report{Attempt: a.ID, Program: strings.Repeat("x", store.MaxName+1), Created: start, JSON: []byte("{}")}),
	} {
		if err == nil {
			t.Errorf("%s is stored", name)
		}
	}
	got, err := s.Events(t.Context(), a.ID)
	must(t, err)
	same(t, len(got), 0)
}

// concurrency lets writers race for the same numbers: each number is won once, and who
// loses is told so.
func concurrency(t *testing.T, s Store, again func() Store) {
	const writers, each = 4, 25
	a := create(t, s, nil)
	stores := []Store{s, again()}
	var wg sync.WaitGroup
	for w := range writers {
		own := stores[w%len(stores)]
		wg.Go(func() {
			for n := 0; n < each; {
				list, err := own.Events(t.Context(), a.ID)
				if err != nil {
					t.Error(err)
					return
				}
				e := event(len(list)+1, "answered", fmt.Sprintf(`{"writer":%d,"n":%d}`, w, n))
				var lost *store.ConflictError
				switch err := own.Append(t.Context(), a.ID, e); {
				case err == nil:
					n++
				case !errors.As(err, &lost):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	got, err := s.Events(t.Context(), a.ID)
	must(t, err)
	same(t, len(got), writers*each)
	seen := map[string]bool{}
	for i, e := range got {
		if e.Seq != i+1 || seen[string(e.Payload)] {
			t.Fatalf("event %d is number %d, %s", i+1, e.Seq, e.Payload)
		}
		seen[string(e.Payload)] = true
	}
}
