package llm

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"sync"
	"time"
)

// cacheVersion changes with what is stored.
const cacheVersion = "designdrill-llm/1"

// maxEntry bounds a cache file that is read.
const maxEntry = 4 << 20

// cache keeps replies that their reader found good, by the hash of what was asked. A
// nil cache keeps nothing.
type cache struct{ root *os.Root }

func openCache(dir string) (*cache, error) {
	if dir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &cache{root}, nil
}

// entry is a cache file.
type entry struct {
	Version string    `json:"version"`
	Key     string    `json:"key"`
	Time    time.Time `json:"time"`
	Reply   Reply     `json:"reply"`
}

// key hashes a request with the server and the model it is for. How the reply is asked
// for is left out: a reply stays the same when the server turns out to take less.
func (c *Client) key(req Request) string {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	for _, s := range []string{cacheVersion, c.identity(), req.System, req.User, req.SchemaName, string(req.Schema)} {
		put(s)
	}
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(req.MaxOutput))
	binary.BigEndian.PutUint64(n[8:], uint64(req.Sample))
	h.Write(n[:])
	return hex.EncodeToString(h.Sum(nil))
}

// Cached tells whether a request would be answered from the cache.
func (c *Client) Cached(req Request) bool {
	_, ok := c.cache.get(c.key(req))
	return ok
}

// Keep stores a reply that its reader found good, so that the same question is not
// asked twice. A reply that cannot be stored is only asked for again.
func (c *Client) Keep(req Request, r *Reply) {
	if c.cache == nil || r.Cached {
		return
	}
	key := c.key(req)
	c.cache.put(key, entry{cacheVersion, key, c.cfg.Clock.Now().UTC().Truncate(time.Second), *r})
}

// get reads an entry; one that is damaged is none.
func (c *cache) get(key string) (*Reply, bool) {
	var e entry
	if !c.read(key+".json", &e) || e.Version != cacheVersion || e.Key != key || e.Reply.Text == "" {
		return nil, false
	}
	e.Reply.Cached = true
	return &e.Reply, true
}

func (c *cache) read(name string, into any) bool {
	if c == nil {
		return false
	}
	info, err := c.root.Stat(name)
	if err != nil || info.Size() > maxEntry {
		return false
	}
	src, err := c.root.ReadFile(name)
	return err == nil && json.Unmarshal(src, into) == nil
}

func (c *cache) put(key string, e any) { c.write(key+".json", e) }

// write replaces a file in one step: readers see the old or the new one.
func (c *cache) write(name string, what any) {
	if c == nil {
		return
	}
	src, err := json.Marshal(what)
	if err != nil {
		return
	}
	temp := name + "." + rand.Text()[:8] + ".tmp"
	if err := c.root.WriteFile(temp, src, 0o600); err != nil {
		return
	}
	if c.root.Rename(temp, name) != nil {
		// The file is only a cache; what could not be put in place is left out.
		_ = c.root.Remove(temp)
	}
}

// capability is what a server takes for a model.
type capability struct {
	Format      string `json:"format"`
	Cap         string `json:"cap"`
	Temperature bool   `json:"temperature"`
	Reasons     bool   `json:"reasons"` // its cap covers hidden reasoning
}

// learnt is what was found out about a server, kept beside the cached replies.
type learnt struct {
	mu    sync.Mutex
	cap   capability
	kept  capability // as stored; zero before anything worked
	cache *cache
	file  string
}

func newLearnt(first capability, c *cache, identity string) *learnt {
	sum := sha256.Sum256([]byte(cacheVersion + " " + identity))
	l := &learnt{cap: first, cache: c, file: "server-" + hex.EncodeToString(sum[:8]) + ".json"}
	var known capability
	if c.read(l.file, &known) && rank(known.Format) >= rank(first.Format) && (known.Cap == CapOld || known.Cap == CapNew) {
		l.cap, l.kept = known, known
	}
	return l
}

// rank orders the formats from the strictest; -1 is none of them.
func rank(format string) int {
	switch format {
	case FormatSchema:
		return 0
	case FormatObject:
		return 1
	case FormatText:
		return 2
	}
	return -1
}

func (l *learnt) now() capability {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cap
}

// change learns from a refused request that was made with what was known then. It
// tells whether another try will be a different one.
func (l *learnt) change(then capability, a adaptation) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cap != then {
		return true // another call has learnt already
	}
	next := then
	switch a {
	case adaptFormat:
		switch then.Format {
		case FormatSchema:
			next.Format = FormatObject
		case FormatObject:
			next.Format = FormatText
		}
	case adaptParameters:
		// Models that refuse the one refuse the other too.
		next.Temperature = false
		if then.Cap == CapOld {
			next.Cap, next.Reasons = CapNew, true
		} else if !then.Temperature {
			next.Cap, next.Reasons = CapOld, false
		} else {
			next.Reasons = true
		}
	}
	if next == then {
		return false
	}
	l.cap = next
	return true
}

// keep stores what worked for the next run.
func (l *learnt) keep(worked capability) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if worked == l.cap && worked != l.kept {
		l.kept = worked
		l.cache.write(l.file, worked)
	}
}

// forget goes back to what was known before a request that nothing helped.
func (l *learnt) forget(start capability) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == (capability{}) {
		l.cap = start
	}
}
