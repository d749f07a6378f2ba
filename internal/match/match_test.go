package match_test

import (
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/match"
)

func table(t testing.TB, base *match.Table, phrases ...string) *match.Table {
	t.Helper()
	b := match.NewBuilder(base)
	for _, s := range phrases {
		p, err := catalog.ParsePhrase(s)
		if err != nil {
			t.Fatalf("%q: %s", s, err)
		}
		b.Add(b.Group(s), p)
	}
	return b.Build()
}

// found gives the text of each hit of one phrase.
func found(t testing.TB, phrase, text string) []string {
	t.Helper()
	tab := table(t, nil, phrase)
	doc := answer.Parse([]byte(text))
	x := tab.Resolve(doc)
	var out []string
	for _, h := range x.Scan().All {
		out = append(out, text[x.Words[h.From].Start:x.Words[h.To-1].End])
	}
	return out
}

func TestPhrases(t *testing.T) {
	for _, c := range []struct{ phrase, text, want string }{
		{"cache", "We cache it. Caches and caching.", "cache|Caches|caching"},
		{"cache", "A cashier pays.", ""},
		{"write through", "write-through, write through, WriteThrough and writethrough", "write-through|write through|WriteThrough|writethrough"},
		{"websocket", "a web socket and WebSockets", "web socket|WebSockets"},
		{"server log", "server logic", ""},
		{"copy of data", "a copy of the data", "copy of the data"},
		{"(user|guest) book", "a guest books", "guest books"},
		{"redis cluster?", "Redis, or a Redis cluster", "Redis|Redis cluster"},
		{"keep ~ copy", "keep two or three copies", "keep two or three copies"},
		{"keep ~ copy", "keep one two three four copies", ""},
		{"keep ~6 copy", "keep one two three four copies", "keep one two three four copies"},
		{"keep ~ copy", "We keep it. A copy is made.", ""},
		{"=CAP theorem", "the CAP theorem, the cap theorem", "CAP theorem"},
		{"# replica", "3 replicas and some replicas", "3 replicas"},
		{"denormalise", "denormalized, denormalisation", "denormalized|denormalisation"},
		{"object store", "objects, store them", ""},
		{"ingestion service", "the IngestionService", "IngestionService"},
		{"fastly", "fast", ""},
		{"like feed", "likes (feed)", ""},
	} {
		if got := strings.Join(found(t, c.phrase, c.text), "|"); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.phrase, c.text, got, c.want)
		}
	}
}

// A table over a base finds the phrases of both, with groups numbered through.
func TestLayers(t *testing.T) {
	base := table(t, nil, "cache", "shard key")
	over := table(t, base, "tweet", "tweet cache")
	doc := answer.Parse([]byte("The tweet cache and its shard key."))
	var names []string
	for _, h := range over.Resolve(doc).Scan().All {
		names = append(names, over.Name(h.Group))
	}
	if got := strings.Join(names, ", "); got != "tweet, tweet cache, cache, shard key" {
		t.Errorf("hits: %s", got)
	}
}

func TestPackRoundTrip(t *testing.T) {
	base := table(t, nil, "cache", "(a|b) ~ =Exact", "x? y # z")
	got, err := match.LoadTable(base.AppendPack(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.AppendPack(nil)) != string(base.AppendPack(nil)) {
		t.Error("a table changes when packed and loaded")
	}
	packed := base.AppendPack(nil)
	for n := range packed {
		if _, err := match.LoadTable(packed[:n], nil); err == nil {
			t.Errorf("a table cut after %d of %d bytes is taken for whole", n, len(packed))
		}
	}
}
