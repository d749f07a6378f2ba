// Package web provides rooms in the browser: pages from templates, one stream of events
// for each page that is open, and a few small scripts, all embedded. What a room is and
// who may do what says package room; rooms are kept by a Store after every change.
package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
)

//go:embed assets pages
var files embed.FS

// Store keeps rooms.
type Store interface {
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
	SaveReading(ctx context.Context, room, seat string, reading []byte) error
	Readings(ctx context.Context, room string) (map[string][]byte, error)
	// Shared tells whether several processes serve its rooms; Watch and Tell are how they
	// hear of each other.
	Shared() bool
	Watch(ctx context.Context, tell func(store.Change)) error
	Tell(ctx context.Context, c store.Change) error
}

// Config is what a server works with.
type Config struct {
	Store   Store
	Catalog *catalog.Catalog // with all its texts
	// Score scores a document.
	Score func(text []byte) (*score.Result, error)
	// Probes chooses what to ask in the current stage, after what was scored.
	Probes func(x *catalog.Scenario, s *interview.State, res *score.Result) []interview.Question
	// ReadText lets the second reader read a document; nil when there is none.
	ReadText func(ctx context.Context, text []byte) (*report.Review, error)
	// Pinned returns the content of a hash, for rooms that were opened with another one
	// than Catalog; nil when it is not known. Rooms then go on with Catalog.
	Pinned func(ctx context.Context, hash string) (*Content, error)
	// Draw makes a picture of a diagram in Mermaid; nil leaves the pictures out.
	Draw func(source []byte) (svg []byte, err error)
	// Convert reads the file of a drawing, in any format that is known, and writes it in
	// Mermaid; notes say what of it could not be read. nil leaves the upload out.
	Convert func(name string, file []byte) (mermaid string, notes []string, err error)
	Program string // version of the program, for reports
	Secure  bool   // pages come over TLS, so cookies may do so only
	// Links are the addresses under which others reach the server, such as
	// "http://192.168.1.7:8642". They may be set until it serves.
	Links []string
	// Proxy is the address of a proxy in front, such as "https://practice.example.org"; ""
	// for none. What the proxy says of who asks is believed then.
	Proxy  string
	Second *Second // nil when no model reads
	Opens  *Opens  // nil lets nobody open rooms from the first page
	// Ready tells why the server cannot work; nil leaves out what is for those who run it.
	Ready func(ctx context.Context) error
	Log   *slog.Logger
}

// Content is what a room is held with.
type Content struct {
	Catalog *catalog.Catalog // with all its texts
	Score   func(text []byte) (*score.Result, error)
	// Read lets the second reader read a document; nil when there is none.
	Read func(ctx context.Context, text []byte) (*report.Review, error)
}

// content returns what a room was opened with.
func (s *Server) content(ctx context.Context, hash string) *Content {
	if hash != s.Catalog.Hash && s.Pinned != nil {
		c, err := s.Pinned(ctx, hash)
		if c != nil && err == nil {
			return c
		}
		s.Log.Warn("a room goes on with other content than it was opened with", "content", hash, "error", err)
	}
	return &Content{s.Catalog, s.Score, s.ReadText}
}

// Lifetime is how long a room is kept after it was opened.
const Lifetime = 72 * time.Hour

// Server serves rooms. It is an http.Handler.
type Server struct {
	Config
	mux      http.Handler
	pages    *template.Template
	mu       sync.Mutex
	rooms    map[string]*live
	slow     *limiter       // who tries codes, keys and passwords
	lock     sync.Mutex     // of the checking of passwords, one at a time
	work     chan struct{}  // a place for each scoring at a time; half of the processors are for the saves
	jobs     sync.WaitGroup // scorings under way
	ended    chan struct{}
	metrics  *metrics
	openLock []byte // what the password for opening rooms is checked with
	end      sync.Once
}

// New returns a server of all rooms that the store has.
func New(ctx context.Context, c Config) (*Server, error) {
	s := &Server{Config: c, rooms: map[string]*live{}, slow: newLimiter(), work: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), ended: make(chan struct{})}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	s.metrics = s.newMetrics()
	if c.Opens != nil {
		s.openLock = lockOf(c.Opens.Password)
	}
	var err error
	if s.pages, err = template.New("").Funcs(functions).ParseFS(files, "pages/*.html"); err != nil {
		return nil, err
	}
	if s.mux, err = s.routes(); err != nil {
		return nil, err
	}
	if _, err := c.Store.ExpireRooms(ctx, time.Now()); err != nil {
		return nil, err
	}
	if c.Store.Shared() {
		return s, nil // rooms are read when somebody comes
	}
	kept, err := c.Store.Rooms(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	for _, r := range kept {
		l, err := s.load(ctx, r)
		if err != nil {
			s.Log.Warn("a room cannot be read and is left out", "room", r.ID, "error", err)
			continue
		}
		s.rooms[r.ID] = l
		if l.state.Phase == room.Running {
			if err := s.apply(ctx, l, room.Event{Kind: room.Woke}); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

func (s *Server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		return nil, err
	}
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", cached(http.FileServerFS(assets))))
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /join", s.byCode)
	mux.HandleFunc("POST /open", s.open)
	mux.HandleFunc("GET /r/{code}", s.page)
	mux.HandleFunc("GET /r/{code}/seat/{key}", s.claim)
	mux.HandleFunc("POST /r/{code}/join", s.join)
	mux.HandleFunc("GET /r/{code}/left", s.left)
	mux.HandleFunc("GET /r/{code}/events", s.seated(s.events))
	mux.HandleFunc("GET /r/{code}/answer.md", s.seated(s.answer))
	mux.HandleFunc("GET /r/{code}/report.md", s.seated(s.report))
	mux.HandleFunc("GET /r/{code}/report.json", s.seated(s.report))
	for name, act := range actions {
		mux.HandleFunc("POST /r/{code}/"+name, s.seated(s.acting(act)))
	}
	for _, ext := range []string{"md", "csv", "json"} {
		mux.HandleFunc("GET /r/{code}/group."+ext, s.seated(s.export))
	}
	mux.HandleFunc("GET /r/{code}/compare", s.seated(s.compare))
	mux.HandleFunc("POST /r/{code}/assign", s.seated(s.begin))
	mux.HandleFunc("POST /r/{code}/help", s.seated(s.help))
	mux.HandleFunc("POST /r/{code}/grade", s.seated(s.grade))
	mux.HandleFunc("POST /r/{code}/draft", s.seated(s.draft))
	mux.HandleFunc("POST /r/{code}/draw", s.seated(s.draw))
	mux.HandleFunc("POST /r/{code}/upload", s.seated(s.upload))
	mux.HandleFunc("POST /r/{code}/delete", s.seated(s.remove))
	s.operated(mux)
	mux.HandleFunc("/", s.lost)
	guard := http.NewCrossOriginProtection()
	if s.Proxy != "" {
		if err := guard.AddTrustedOrigin(s.Proxy); err != nil {
			return nil, err
		}
	}
	return s.observed(headers(guard.Handler(mux))), nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// policy lets a page use what comes from this server and nothing else. Pictures of
// diagrams are blobs, in which no script runs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets what every reply has.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		next.ServeHTTP(w, r)
	})
}

// Opening is a room to be opened.
type Opening struct {
	Scenario *catalog.Scenario
	Target   string
	Minutes  int
	Limits   room.Limits
	Password string // "" for none
	Host     string // the host's name
	Consent  bool   // of the host's: a language model may read what they write
	Role     room.Role
	Seed     uint64
	Group    *room.Group // nil for a room of two
}

// Open opens a room. key gives who has it the host's seat.
func (s *Server) Open(ctx context.Context, o Opening) (code, key string, err error) {
	plan, err := interview.NewPlan(o.Scenario, interview.Options{Target: o.Target, Minutes: o.Minutes, Seed: o.Seed})
	if err != nil {
		return "", "", err
	}
	now := moment()
	seat, key := newSeat(), newKey()
	events := []room.Event{
		{At: now, Kind: room.Opened, Body: room.Body{Plan: &plan, Limits: &o.Limits, Group: o.Group}},
		{At: now, Kind: room.Joined, Body: room.Body{By: seat, Name: room.CleanName(o.Host), Role: o.Role, Host: true, Consent: o.Consent}},
	}
	if _, err := room.Load(events); err != nil {
		return "", "", err
	}
	rows, err := rowsOf(0, events...)
	if err != nil {
		return "", "", err
	}
	r := store.SharedRoom{ID: newCode(), Scenario: o.Scenario.ID, Content: s.Catalog.Hash, Lock: lockOf(o.Password), Opened: now, Expires: now.Add(Lifetime)}
	if err := s.Store.CreateRoom(ctx, r, []store.RoomKey{{Hash: hashOf(key), Seat: seat}}, rows...); err != nil {
		return "", "", err
	}
	l, err := s.load(ctx, r)
	if err != nil {
		return "", "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[r.ID] = l
	return r.ID, key, nil
}

// Standing is a room that is served, with a new key to its host's seat.
type Standing struct {
	Code, Title, Key string
	Phase            room.Phase
	Opened, Expires  time.Time
}

// HostKeys makes a key to the host's seat of every room that is served, for whoever
// runs the program.
func (s *Server) HostKeys(ctx context.Context) ([]Standing, error) {
	s.mu.Lock()
	all := make([]*live, 0, len(s.rooms))
	for _, l := range s.rooms {
		all = append(all, l)
	}
	s.mu.Unlock()
	var out []Standing
	for _, l := range all {
		l.mu.Lock()
		host := ""
		for _, x := range l.state.Seats {
			if x.Host {
				host = x.ID
			}
		}
		key := newKey()
		err := s.Store.AppendRoom(ctx, l.id, []store.RoomKey{{Hash: hashOf(key), Seat: host}})
		if err == nil {
			l.keys[string(hashOf(key))] = host
			out = append(out, Standing{l.id, l.state.Plan.Title, key, l.state.Phase, l.meta.Opened, l.meta.Expires})
		}
		l.mu.Unlock()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// letters are those of the store's ids: nothing that is misread.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// codeLetters make a code: 60 bits, which nobody guesses at the few tries a second that
// the limiter leaves, and which can be read out.
const codeLetters = 12

func newCode() string {
	var b [codeLetters]byte
	rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:])
}

func newSeat() string {
	var b [6]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func newKey() string {
	var b [20]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func hashOf(key string) []byte {
	h := sha256.Sum256([]byte(key))
	return h[:]
}

// moment is now as the store keeps it.
func moment() time.Time { return time.Now().Round(0).UTC().Truncate(time.Millisecond) }

// Shown writes a code as people read it: in three groups.
func Shown(code string) string {
	if len(code) != codeLetters {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

func rowsOf(seq int, events ...room.Event) ([]store.Event, error) {
	rows := make([]store.Event, len(events))
	for i, e := range events {
		payload, err := e.Payload()
		if err != nil {
			return nil, err
		}
		rows[i] = store.Event{Seq: seq + i + 1, At: e.At, Kind: e.Kind, Payload: payload}
	}
	return rows, nil
}

var errGone = errors.New("the room is closed")

// load reads a room from the store.
func (s *Server) load(ctx context.Context, r store.SharedRoom) (*live, error) {
	c := s.content(ctx, r.Content)
	l := &live{id: r.ID, meta: r, Content: c, x: c.Catalog.Scenarios[r.Scenario], keys: map[string]string{}, drafts: map[place]room.Draft{},
		subs: map[*sub]struct{}{}, open: map[string]int{}, seen: map[string]*seen{}, others: map[string]presence{}, slow: s.metrics.slow.Inc}
	if l.x == nil {
		return nil, fmt.Errorf("its scenario %q is not known", r.Scenario)
	}
	rows, err := s.Store.RoomEvents(ctx, r.ID, 0)
	if err != nil {
		return nil, err
	}
	events := make([]room.Event, len(rows))
	for i, e := range rows {
		if events[i], err = room.Decode(e.Kind, e.At, e.Payload); err != nil {
			return nil, err
		}
	}
	if l.state, err = room.Load(events); err != nil {
		return nil, err
	}
	l.seq = len(rows)
	keys, err := s.Store.RoomKeys(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		l.keys[string(k.Hash)] = k.Seat
	}
	drafts, err := s.Store.RoomDrafts(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		l.drafts[place{d.Seat, d.Stage}] = draftOf(d)
	}
	return l, nil
}
