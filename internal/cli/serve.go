package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
	"designdrill/internal/web"
)

// Environment variables of a server. What is secret stays off the command line.
const (
	envDatabase = "DESIGNDRILL_DATABASE"
	envOpening  = "DESIGNDRILL_OPEN_PASSWORD"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	addr   string
	cert   string
	key    string
	url    string // of a proxy in front
	format string
	level  slog.LevelVar
	review bool
	reads  reviewFlags
}

func newServe(e *env) *cobra.Command {
	var o serveOptions
	var level string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve rooms to a team",
		Long: `Serve many rooms, which people open in the browser, until an interrupt or SIGTERM. The
rooms are kept in the file that host uses too, for one process; with
DESIGNDRILL_DATABASE=postgres://… in a database of PostgreSQL, which any number of
processes serve at the same time: a request may go to any of them.

With DESIGNDRILL_OPEN_PASSWORD only who knows it opens rooms. --content lays packs of
scenarios over the built-in ones; a room keeps the content that it was opened with.

/healthz answers while the process lives, /readyz while it can work, /metrics is for
Prometheus. The log goes to standard error; no answers stand in it.`,
		Example: `  designdrill serve --addr :8080
  DESIGNDRILL_DATABASE=postgres://drill@db.example/drill designdrill serve --addr :8080 --url https://drill.example`,
		Args: none,
		RunE: run(func(cmd *cobra.Command, _ []string) error {
			if err := o.validate(level); err != nil {
				return err
			}
			return e.serve(cmd.Context(), &o)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "addr", "localhost:8080", "the address to serve on; :8080 is port 8080 of all networks")
	flags.StringVar(&o.cert, "tls-cert", "", "serve over TLS with the certificate in this file")
	flags.StringVar(&o.key, "tls-key", "", "the file with the certificate's key")
	flags.StringVar(&o.url, "url", "", "the address of a proxy in front, such as https://practice.example.org; what it says of who asks is believed")
	flags.BoolVar(&o.review, "review", false, "let a language model read the answers of those who agree to it when they join; needs PostgreSQL")
	flags.StringVar(&o.reads.profile, "profile", "", "the profile of the configuration file that --review uses")
	flags.IntVar(&o.reads.calls, "max-calls", 0, "of --review: send at most so many requests while the process runs (0: no limit)")
	flags.Float64Var(&o.reads.cost, "max-cost", 0, "of --review: spend at most so much while the process runs, by the profile's prices")
	flags.StringVar(&o.format, "log-format", "json", "json or text")
	flags.StringVar(&level, "log-level", "info", "debug, info, warn or error")
	mustComplete(cmd.RegisterFlagCompletionFunc("addr", cobra.NoFileCompletions))
	mustComplete(cmd.RegisterFlagCompletionFunc("log-format", cobra.FixedCompletions([]string{"json", "text"}, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("log-level", cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp)))
	for _, name := range []string{"url", "profile", "max-calls", "max-cost"} {
		mustComplete(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	return cmd
}

func (o *serveOptions) validate(level string) error {
	_, port, err := net.SplitHostPort(o.addr)
	n, bad := strconv.Atoi(port)
	switch {
	case err != nil || bad != nil || n < 0 || n > 65535:
		return usagef("such as localhost:8080 or :8080", "--addr %q is no address with a port", o.addr)
	case (o.cert == "") != (o.key == ""):
		return usagef("", "--tls-cert and --tls-key go together")
	case !o.review && (o.reads.profile != "" || o.reads.calls != 0 || o.reads.cost != 0):
		return usagef("add --review", "--profile, --max-calls and --max-cost are about a model's reading")
	case o.reads.calls < 0 || !(o.reads.cost >= 0):
		return usagef("", "a limit is not below 0")
	case o.review && os.Getenv(envDatabase) == "":
		return usagef("set "+envDatabase+"=postgres://…", "--review needs PostgreSQL, which keeps what is to be read")
	case o.url != "" && !isOrigin(o.url):
		return usagef("such as https://practice.example.org, without a path", "--url is no address of a server: %q", o.url)
	case o.format != "json" && o.format != "text":
		return usagef(diag.DidYouMean(o.format, "formats", []string{"json", "text"}), "unknown log format %q", o.format)
	}
	if err := o.level.UnmarshalText([]byte(level)); err != nil {
		return usagef("debug, info, warn or error", "unknown log level %q", level)
	}
	return nil
}

// shownOfCode is how much of a room's code stands in the log: enough to follow a room,
// too little to join it.
const shownOfCode = 4

// logger is the server's log.
func (e *env) logger(o *serveOptions) *slog.Logger {
	h := &slog.HandlerOptions{Level: &o.level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == "room" {
			code := a.Value.String()
			a.Value = slog.StringValue(code[:min(shownOfCode, len(code))])
		}
		return a
	}}
	if o.format == "text" {
		return slog.New(slog.NewTextHandler(e.err, h))
	}
	return slog.New(slog.NewJSONHandler(e.err, h))
}

// serverDatabase opens what the environment names, else the user's file.
func (e *env) serverDatabase(ctx context.Context) (*store.DB, error) {
	if address := os.Getenv(envDatabase); address != "" {
		return store.OpenPostgres(ctx, address)
	}
	return e.database(ctx, store.Open)
}

// serve serves rooms until it is told to stop.
func (e *env) serve(ctx context.Context, o *serveOptions) error {
	stopped, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	cat, err := e.loadContent()
	if err != nil {
		return err
	}
	cert, err := certificate(o.cert, o.key)
	if err != nil {
		return err
	}
	var second *second
	if o.review {
		o.reads.policy, o.reads.samples = string(score.Advise), 1
		if second, err = e.newSecond(o.reads); err != nil {
			return err
		}
		second.notice = &notice{}
	}
	db, err := e.serverDatabase(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	g, err := e.grader(db, checkOptions{})
	if err != nil {
		return err
	}
	log := e.logger(o)
	kept, err := e.pin(ctx, db, cat.Hash)
	if err != nil {
		return err
	}
	kept.second = second
	config := web.Config{Pinned: kept.content, Store: db, Catalog: cat, Program: g.program, Secure: cert != nil || strings.HasPrefix(o.url, "https:"), Proxy: o.url, Draw: drawMermaid, Convert: convertDrawing, Log: log, Score: g.scoreText, Probes: probes,
		Ready: db.Ready, Opens: e.opens(ctx, cat, os.Getenv(envOpening)), ReadText: g.reads(second)}
	var queue *store.Queue
	if second != nil {
		config.Second = &web.Second{Name: second.client.Model() + " on " + second.client.Host(),
			Want: func(ctx context.Context, r store.Reading) error { return queue.Want(ctx, r) }}
	}
	server, err := web.New(ctx, config)
	if err != nil {
		return err
	}
	if second != nil {
		// The queue's own log is for its makers, and errors in it quote the model.
		if queue, err = db.StartQueue(ctx, slog.New(slog.DiscardHandler), server.Read); err != nil {
			return err
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			if err := queue.Stop(ctx); err != nil {
				log.Warn("readings are broken off", "error", err)
			}
		}()
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", o.addr)
	if err != nil {
		return failedf("--addr takes another one", "%s cannot be served on: %s", o.addr, portReason(err))
	}
	defer ln.Close()
	log.Info("serving", "address", ln.Addr().String(), "database", db.Path(), "several processes", db.Shared(), "scenarios", len(cat.Scenarios), "content", cat.Hash, "program", g.program)
	err = server.Serve(stopped, ln, cert)
	if err != nil {
		log.Error("serving ended", "error", err)
		return failedf("", "serving ended: %s", err)
	}
	log.Info("stopped")
	return nil
}

// reads lets the second reader read documents; nil when there is none.
func (g *grader) reads(s *second) func(ctx context.Context, text []byte) (*report.Review, error) {
	if s == nil {
		return nil
	}
	return func(ctx context.Context, text []byte) (*report.Review, error) {
		doc := answer.Parse(text)
		res, err := g.score(doc, nil)
		if err != nil {
			return nil, err
		}
		content, err := g.contents.of(res.Scenario)
		if err != nil {
			return nil, err
		}
		v, _ := s.read(ctx, "", doc, content, res)
		return v, ctx.Err()
	}
}

// certificate reads the files of a certificate; nil for none.
func certificate(cert, key string) (*tls.Certificate, error) {
	if cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, failedf("both files are in PEM", "the certificate cannot be used: %s", err)
	}
	return &pair, nil
}

// probes chooses what to ask next.
func probes(x *catalog.Scenario, s *interview.State, res *score.Result) []interview.Question {
	return interview.FollowUps(x, s, shown(res), 3)
}

// opens lets people open the rooms that host and mock open.
func (e *env) opens(ctx context.Context, cat *catalog.Catalog, password string) *web.Opens {
	o := &web.Opens{Password: password, Kinds: []web.Choice{{ID: "mock", Title: "Two: an interviewer and a candidate"}, {ID: "host", Title: "Several candidates, up to three interviewers"},
		{ID: "group", Title: "A group that answers and reviews each other"}}}
	for _, id := range cat.ScenarioIDs() {
		o.Choices = append(o.Choices, web.Choice{ID: id, Title: cat.Scenarios[id].Title})
	}
	o.Make = func(q web.OpenRequest) (web.Opening, error) {
		h := hostOptions{target: q.Target, minutes: q.Minutes, password: q.Password, role: string(q.Role), mock: q.Kind == "mock", group: q.Kind == "group", asGiven: true, exemplar: "solid"}
		switch {
		case cat.Scenarios[q.Scenario] == nil:
			return web.Opening{}, errors.New("choose a system")
		case q.Kind != "mock" && q.Kind != "host" && q.Kind != "group":
			return web.Opening{}, errors.New("choose whom the room is for")
		case q.Name == "":
			return web.Opening{}, errors.New("type a name that the others will see")
		case q.Minutes < 0 || q.Minutes > interview.MaxMinutes:
			return web.Opening{}, fmt.Errorf("the minutes are from 0 to %d", interview.MaxMinutes)
		}
		if h.group && q.Role == room.Interviewer {
			return web.Opening{}, errors.New("a group has no interviewer: come as a candidate, or as an observer to run it only")
		}
		if err := h.validate(); err != nil {
			return web.Opening{}, err
		}
		group, err := e.hostedGroup(ctx, q.Scenario, &h)
		if err != nil {
			return web.Opening{}, err
		}
		return web.Opening{Group: group, Scenario: cat.Scenarios[q.Scenario], Target: q.Target, Minutes: q.Minutes, Limits: h.limits(), Password: q.Password, Host: q.Name, Role: q.Role, Seed: rand.Uint64()}, nil
	}
	return o
}
