package web

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits of what one address or seat may send.
const (
	failRate   = 1  // failed tries of an address in a second, in the long run
	failBurst  = 20 // and at once
	openRate   = 0.1
	openBurst  = 20 // rooms of an address at once
	postRate   = 10 // requests of a seat in a second
	postBurst  = 40
	maxStreams = 8   // pages of one seat that listen
	maxListen  = 128 // pages of one room that listen; of one with many seats two each
	maxForm    = 32 << 10
	maxKey     = 100 // bytes of a key
	maxBehind  = 20  // times that other processes may come first with a change
	maxRooms   = 10_000
	maxKnown   = 50_000 // addresses that are remembered
)

// limiter counts what each address or seat does.
type limiter struct {
	mu  sync.Mutex
	all map[string]*tries
}

type tries struct {
	*rate.Limiter
	last time.Time
}

func newLimiter() *limiter { return &limiter{all: map[string]*tries{}} }

// of returns the limit of a key.
func (l *limiter) of(key string, each rate.Limit, burst int) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	t := l.all[key]
	if t == nil {
		if len(l.all) >= maxKnown {
			for k, x := range l.all {
				if now.Sub(x.last) > time.Minute {
					delete(l.all, k)
				}
			}
		}
		if len(l.all) >= maxKnown {
			return rate.NewLimiter(0, 0) // under attack from everywhere nobody new comes in
		}
		t = &tries{Limiter: rate.NewLimiter(each, burst)}
		l.all[key] = t
	}
	t.last = now
	return t.Limiter
}

// mayTry tells whether an address may try another code, key or password; failed counts
// one that was wrong.
func (s *Server) mayTry(r *http.Request) bool {
	return s.slow.of("a "+s.address(r), failRate, failBurst).Tokens() >= 1
}

func (s *Server) wrongTry(r *http.Request) { s.slow.of("a "+s.address(r), failRate, failBurst).Allow() }

// mayPost tells whether a seat may send another request now.
func (s *Server) mayPost(room, seat string) bool {
	return s.slow.of("s "+room+" "+seat, postRate, postBurst).Allow()
}
