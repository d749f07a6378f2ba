package web

import (
	"net"
	"net/http"
	"strings"
	"time"
)

// operated adds what those who run a server look at.
func (s *Server) operated(mux *http.ServeMux) {
	if s.Ready == nil {
		return
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plainText(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", s.metrics.handler())
}

// readyz tells a load balancer whether to send people here.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.stopping() {
		plainText(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	ctx, cancel := deadline(3 * time.Second)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		s.Log.Warn("not ready", "error", err)
		plainText(w, http.StatusServiceUnavailable, "the database cannot be used")
		return
	}
	plainText(w, http.StatusOK, "ready")
}

func plainText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // who asked may be gone
}

// address is who asks. Behind a proxy it is whom the proxy names last; what comes
// before that anyone can write.
func (s *Server) address(r *http.Request) string {
	if s.Proxy != "" {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if ip := net.ParseIP(strings.TrimSpace(list[len(list)-1])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// secure tells whether a request came over TLS.
func (s *Server) secure(r *http.Request) bool {
	return s.Secure || s.Proxy != "" && r.Header.Get("X-Forwarded-Proto") == "https"
}
