package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts what a server does. Nothing in them says who did it or what was
// written.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec // by route, method and status
	saves    prometheus.Histogram
	events   *prometheus.CounterVec // by kind
	behind   prometheus.Counter
	slow     prometheus.Counter
	lost     prometheus.Counter
	heard    *prometheus.CounterVec // by kind
	watching prometheus.Gauge
	scoring  prometheus.Histogram
	reviews  *prometheus.CounterVec // by outcome
}

// seconds are the bounds of times in the metrics.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func (s *Server) newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "designdrill_request_seconds", Help: "Time to answer a request, streams left out.", Buckets: seconds},
			[]string{"route", "method", "status"}),
		saves: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "designdrill_save_seconds", Help: "Time until a text is stored.", Buckets: seconds}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "designdrill_room_events_total", Help: "Events of rooms that were stored by this process."},
			[]string{"kind"}),
		behind: prometheus.NewCounter(prometheus.CounterOpts{Name: "designdrill_overtaken_total", Help: "Changes that had to be tried again because another process came first."}),
		slow:   prometheus.NewCounter(prometheus.CounterOpts{Name: "designdrill_slow_pages_total", Help: "Pages that were dropped because they did not keep up; they come back."}),
		lost:   prometheus.NewCounter(prometheus.CounterOpts{Name: "designdrill_store_errors_total", Help: "Changes that could not be stored; whoever made them was told."}),
		heard: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "designdrill_changes_heard_total", Help: "Changes of other processes."},
			[]string{"kind"}),
		watching: prometheus.NewGauge(prometheus.GaugeOpts{Name: "designdrill_hears_changes", Help: "1 while changes of other processes are heard."}),
		scoring:  prometheus.NewHistogram(prometheus.HistogramOpts{Name: "designdrill_scoring_seconds", Help: "Time the rules take for an answer.", Buckets: seconds}),
		reviews: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "designdrill_reviews_total", Help: "Answers that the second reader has read, by outcome."},
			[]string{"outcome"}),
	}
	gauge := func(name, help string, count func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(count()) })
	}
	m.registry.MustRegister(m.requests, m.saves, m.events, m.behind, m.slow, m.lost, m.heard, m.watching, m.scoring, m.reviews,
		gauge("designdrill_rooms", "Rooms that this process holds.", func() int { return len(s.all()) }),
		gauge("designdrill_streams", "Pages that listen at this process.", s.streams),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (s *Server) streams() int {
	n := 0
	for _, l := range s.all() {
		l.mu.Lock()
		n += len(l.subs)
		l.mu.Unlock()
	}
	return n
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// reply remembers the status of a reply.
type replied struct {
	http.ResponseWriter
	status int
}

func (w *replied) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets streams flush.
func (w *replied) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observed counts and logs requests: their routes, not their addresses, in which keys
// stand, and nothing of what they carry.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := time.Now()
		rw := &replied{ResponseWriter: w}
		next.ServeHTTP(rw, r)
		if rw.status == 0 {
			rw.status = http.StatusOK
		}
		_, route, _ := strings.Cut(r.Pattern, " ")
		if route == "" {
			route = "/"
		}
		took := time.Since(from)
		stream := strings.HasSuffix(route, "/events")
		if !stream {
			s.metrics.requests.WithLabelValues(route, method(r), strconv.Itoa(rw.status)).Observe(took.Seconds())
		}
		log := s.Log.Info
		switch {
		case rw.status >= 500:
			log = s.Log.Warn
		case stream, strings.HasPrefix(route, "/assets/"), route == "/healthz", route == "/readyz", route == "/metrics", strings.HasSuffix(route, "/draft"):
			log = s.Log.Debug
		}
		log("request", "method", method(r), "route", route, "status", rw.status, "ms", float64(took.Microseconds())/1000)
	})
}

// method is a request's method, of those that are served.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodHead:
		return r.Method
	}
	return "other"
}
