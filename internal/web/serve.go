package web

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"designdrill/internal/room"
)

// every is how much of the clock a killed process loses at most.
const every = 10 * time.Second

// Serve serves rooms until ctx ends, then says goodbye. cert is nil without TLS.
func (s *Server) Serve(ctx context.Context, ln net.Listener, cert *tls.Certificate) error {
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: log.New(quiet{}, "", 0)}
	if cert != nil {
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
	}
	clocks, stop := context.WithCancel(ctx)
	var loops sync.WaitGroup
	loops.Go(func() { s.tick(clocks) })
	loops.Go(func() { s.watch(clocks) })
	defer func() {
		stop()
		loops.Wait()
		s.jobs.Wait()
	}()
	failed := make(chan error, 1)
	go func() {
		if cert != nil {
			failed <- srv.ServeTLS(ln, "", "")
			return
		}
		failed <- srv.Serve(ln)
	}()
	var err error
	select {
	case err = <-failed:
		s.goodbye()
		return err
	case <-ctx.Done():
	}
	late, cancel := deadline(5 * time.Second)
	defer cancel()
	if s.Store.Shared() {
		// Nobody comes to this process any more: pages that are told to go find another.
		done := make(chan error, 1)
		s.end.Do(func() { close(s.ended) })
		go func() { done <- srv.Shutdown(late) }()
		s.handOver()
		err = <-done
	} else {
		s.goodbye()
		err = srv.Shutdown(late)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	return err
}

func deadline(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), d)
}

// quiet drops what the HTTP server says of connections that break off.
type quiet struct{}

func (quiet) Write(b []byte) (int, error) { return len(b), nil }

// tick moves the clocks of the rooms, and removes the rooms whose time is over.
func (s *Server) tick(ctx context.Context) {
	seconds := time.NewTicker(time.Second)
	defer seconds.Stop()
	purge := time.NewTicker(10 * time.Minute)
	defer purge.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-seconds.C:
			s.tickAll(ctx)
		case <-purge.C:
			s.expire(ctx, time.Now())
			s.forget(time.Now())
		}
	}
}

func (s *Server) all() []*live {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*live, 0, len(s.rooms))
	for _, l := range s.rooms {
		all = append(all, l)
	}
	return all
}

func (s *Server) tickAll(ctx context.Context) {
	for _, l := range s.all() {
		l.mu.Lock()
		if !l.closed && l.state.Due(moment(), every) {
			if err := s.applyLocked(ctx, l, room.Event{Kind: room.Ticked}); err != nil {
				s.Log.Error("the clock cannot be kept", "room", l.id, "error", err)
			}
		}
		s.present(l)
		l.mu.Unlock()
	}
}

// expire closes and removes the rooms whose time is over.
func (s *Server) expire(ctx context.Context, now time.Time) {
	for _, l := range s.all() {
		l.mu.Lock()
		if !l.closed && !now.Before(l.meta.Expires) {
			s.close(l)
		}
		l.mu.Unlock()
	}
	if n, err := s.Store.ExpireRooms(ctx, now); err != nil {
		s.Log.Error("rooms cannot be removed", "error", err)
	} else if n > 0 {
		s.Log.Info("rooms expired", "rooms", n)
	}
}

// Listen opens a port, on this machine alone or, for lan, on all its addresses. Port 0
// takes one that is free.
func Listen(ctx context.Context, port int, lan bool) (net.Listener, error) {
	host := "127.0.0.1"
	if lan {
		host = ""
	}
	var c net.ListenConfig
	return c.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
}

// Addresses are those under which others in the same network reach this machine.
func Addresses() []string {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range list {
		n, ok := a.(*net.IPNet)
		if ok && !n.IP.IsLoopback() && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			out = append(out, n.IP.String())
		}
	}
	return out
}
