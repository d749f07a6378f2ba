package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/store"
	"designdrill/scenarios"
)

// TestPins opens the content of before when the program has another: what --content laid
// over the built-in one is in it, and scores.
func TestPins(t *testing.T) {
	dir := t.TempDir()
	text, err := scenarios.FS.ReadFile("twitter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "scenarios"), 0o700); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "title: ", "title: Other ", 1)
	if err := os.WriteFile(filepath.Join(dir, "scenarios", "twitter.yaml"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e := &env{out: &sink{w: io.Discard}, err: io.Discard, contentDir: dir}
	before, err := e.loadContent()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.pin(t.Context(), db, before.Hash); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateRoom(t.Context(), store.SharedRoom{ID: "aa", Content: before.Hash, Opened: time.Now(), Expires: time.Now().Add(time.Hour)}, nil); err != nil {
		t.Fatal(err)
	}
	e.contentDir = ""
	today, err := e.loadContent()
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.pin(t.Context(), db, today.Hash)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.content(t.Context(), before.Hash)
	if err != nil || c == nil {
		t.Fatalf("got %v, %v", c, err)
	}
	res, err := c.Score([]byte("---\nscenario: twitter\n---\nWe cache the timeline in Redis."))
	if err != nil {
		t.Fatal(err)
	}
	if title := c.Catalog.Scenarios["twitter"].Title; !strings.HasPrefix(title, "Other ") || res.Scenario != "twitter" || c.Catalog.Hash == today.Hash {
		t.Errorf("title %q, scored as %q", title, res.Scenario)
	}
	if c, err := p.content(t.Context(), "sha256:none"); c != nil || err != nil {
		t.Errorf("of a content that was never kept: %v, %v", c, err)
	}
}

// TestPackedAll packs every file.
func TestPackedAll(t *testing.T) {
	s, err := sources("")
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packed(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := unpacked(pack)
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := catalog.LoadAll(s)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := catalog.LoadAll(again)
	if err != nil || a.Hash != b.Hash || store.MaxPack < 20*len(pack) {
		t.Errorf("%d bytes are read as %s, not %s (%v)", len(pack), b.Hash, a.Hash, err)
	}
	for _, damaged := range [][]byte{nil, pack[:len(pack)/2], []byte("no zip")} {
		if _, err := unpacked(damaged); err == nil {
			t.Errorf("%d bytes that are no pack are read", len(damaged))
		}
	}
}
