package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/user"
	"slices"
	"strings"
	"syscall"

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

// hostOptions are the flags of host and mock.
type hostOptions struct {
	target   string
	minutes  int
	lan      bool
	port     int
	password string
	cert     string
	key      string
	url      string // of a proxy in front
	name     string
	role     string
	mock     bool // one interviewer and one candidate
	group    bool // many who answer and review each other
	exemplar string
	earlier  string
	asGiven  bool // --as is given
}

// defaultPort is where rooms are served, so that a link holds when the program starts
// again.
const defaultPort = 8642

func newHost(e *env) *cobra.Command {
	return hosting(e, hostOptions{}, &cobra.Command{
		Use:   "host [SCENARIO]",
		Short: "Open a room for an interview with others, in the browser",
		Long: `Open a room on this machine, in which one interviews and others answer or look on, in
the browser. It prints your own link, and the link and code for the others. Without
--lan only this machine reaches it. Without a scenario the rooms that were opened
before are served again.

The interviewer has a run sheet, with the expected points ticked off while the
candidate types, and a scorecard. At the end the rules' score, the interviewer's and
the candidate's own guess stand side by side, in a report that import takes.

With --group all answer the same questions on one clock. Then each rates their own
answer, grades an exemplar and, under pseudonyms, two others' answers; at the end names
and results are shown to all: rules, peers and own guess side by side, where they agree
and where not, and who improved since the results that --earlier names.

Ctrl-C ends the serving; the next host goes on where the rooms were. Rooms are kept
for three days, or until the host deletes them.`,
		Example: `  designdrill host uber
  designdrill host uber --lan --password teapot
  designdrill host uber --lan --tls-cert cert.pem --tls-key key.pem
  designdrill host uber --url https://practice.example.org
  designdrill host uber --lan --group
  designdrill host uber --lan --group --as observer --earlier week2.json
  designdrill host`,
	})
}

func newMock(e *env) *cobra.Command {
	return hosting(e, hostOptions{mock: true}, &cobra.Command{
		Use:   "mock [SCENARIO]",
		Short: "Hold a mock interview of two in the browser",
		Long: `Open a room for two, an interviewer and a candidate, as designdrill host does; others
may look on. --as candidate lets the other one interview you.`,
		Example: `  designdrill mock booking --lan
  designdrill mock booking --lan --as candidate`,
	})
}

func hosting(e *env, o hostOptions, cmd *cobra.Command) *cobra.Command {
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usagef(cmd.CommandPath()+" --help tells what there is", "%s takes one scenario, not also %q", cmd.CommandPath(), args[1])
		}
		return nil
	}
	cmd.ValidArgsFunction = onlyFirst(e.completeScenarios)
	cmd.RunE = run(func(cmd *cobra.Command, args []string) error {
		id := ""
		if len(args) == 1 {
			id = args[0]
		}
		o.asGiven = cmd.Flags().Changed("as")
		if o.password == "" {
			o.password = os.Getenv("DESIGNDRILL_ROOM_PASSWORD")
		}
		if err := o.validate(); err != nil {
			return err
		}
		return e.host(cmd.Context(), id, o)
	})
	flags := cmd.Flags()
	as := "what you are in the room: interviewer, candidate or observer"
	if !o.mock {
		as += "; in a group candidate (default), or observer to run it only"
		flags.BoolVar(&o.group, "group", false, "many answer at the same time and review each other blind")
		flags.StringVar(&o.exemplar, "exemplar", "solid", "the graded answer that a group begins its review with: weak, solid or strong")
		flags.StringVar(&o.earlier, "earlier", "", "JSON results of an earlier group, to see who improved")
		mustComplete(cmd.RegisterFlagCompletionFunc("exemplar", cobra.FixedCompletions(catalog.ExemplarNames, cobra.ShellCompDirectiveNoFileComp)))
		mustComplete(cmd.MarkFlagFilename("earlier", "json"))
	}
	flags.StringVar(&o.target, "target", string(catalog.Senior), "the seniority aimed at: mid, senior or staff")
	flags.IntVar(&o.minutes, "minutes", interview.DefaultMinutes, "the length of the interview; 0 is no clock")
	flags.BoolVar(&o.lan, "lan", false, "let other machines in the network reach it")
	flags.IntVar(&o.port, "port", defaultPort, "the port to serve on; 0 takes a free one")
	flags.StringVar(&o.password, "password", "", "ask who joins for this password (or DESIGNDRILL_ROOM_PASSWORD, which no list of processes shows)")
	flags.StringVar(&o.cert, "tls-cert", "", "serve over TLS with the certificate in this file")
	flags.StringVar(&o.key, "tls-key", "", "the file with the certificate's key")
	flags.StringVar(&o.url, "url", "", "the address of a proxy in front, such as https://practice.example.org")
	flags.StringVar(&o.name, "name", "", "your name in the room (default: that of your account here)")
	flags.StringVar(&o.role, "as", string(room.Interviewer), as)
	mustComplete(cmd.RegisterFlagCompletionFunc("target", cobra.FixedCompletions(targets(), cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(roles(), cobra.ShellCompDirectiveNoFileComp)))
	for _, name := range []string{"minutes", "port", "password", "url", "name"} {
		mustComplete(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	return cmd
}

func roles() []string {
	var out []string
	for _, r := range room.Roles {
		out = append(out, string(r))
	}
	return out
}

func (o *hostOptions) validate() error {
	switch {
	case !slices.Contains(targets(), o.target):
		return usagef(diag.DidYouMean(o.target, "targets", targets()), "unknown target %q", o.target)
	case !slices.Contains(roles(), o.role):
		return usagef(diag.DidYouMean(o.role, "roles", roles()), "unknown role %q", o.role)
	case o.minutes < 0 || o.minutes > interview.MaxMinutes:
		return usagef("", "--minutes is a number from 0 to %d", interview.MaxMinutes)
	case o.port < 0 || o.port > 65535:
		return usagef("", "--port is a number from 0 to 65535")
	case (o.cert == "") != (o.key == ""):
		return usagef("", "--tls-cert and --tls-key go together")
	case o.url != "" && !isOrigin(o.url):
		return usagef("such as https://practice.example.org, without a path", "--url is no address of a server: %q", o.url)
	case !o.group && (o.earlier != "" || o.exemplar != "solid" && !o.mock):
		return usagef("", "--exemplar and --earlier are for --group")
	case o.group && !slices.Contains(catalog.ExemplarNames, o.exemplar):
		return usagef(diag.DidYouMean(o.exemplar, "exemplars", catalog.ExemplarNames), "unknown exemplar %q", o.exemplar)
	case o.group && o.asGiven && o.role == string(room.Interviewer):
		return usagef("--as candidate or --as observer", "a group has no interviewer")
	case len(o.password) > 200:
		return usagef("", "the password has at most 200 bytes")
	}
	return nil
}

// isOrigin tells whether an address names a server and nothing else.
func isOrigin(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Scheme+"://"+u.Host == address
}

// limits are how many may sit in the room.
func (o *hostOptions) limits() room.Limits {
	if o.group {
		return room.Limits{Seats: room.MaxGroup, Candidates: room.MaxGroup}
	}
	if o.mock {
		return room.Limits{Seats: 8, Candidates: 1, Interviewers: 1}
	}
	return room.Limits{Seats: 24, Candidates: 8, Interviewers: 3}
}

// host opens a room and serves it, with those that were opened before, until it is
// interrupted.
func (e *env) host(ctx context.Context, id string, o hostOptions) error {
	cat, err := e.loadContent()
	if err != nil {
		return err
	}
	if id != "" && cat.Scenarios[id] == nil {
		return usagef(diag.DidYouMean(id, "scenarios", cat.ScenarioIDs()), "unknown scenario %q", id)
	}
	cert, err := certificate(o.cert, o.key)
	if err != nil {
		return err
	}
	group, err := e.hostedGroup(ctx, id, &o)
	if err != nil {
		return err
	}
	db, err := e.database(ctx, store.Open)
	if err != nil {
		return err
	}
	defer db.Close()
	g, err := e.grader(db, checkOptions{})
	if err != nil {
		return err
	}
	server, err := web.New(ctx, web.Config{Store: db, Catalog: cat, Program: g.program, Secure: cert != nil || strings.HasPrefix(o.url, "https:"), Proxy: o.url, Draw: drawMermaid, Convert: convertDrawing,
		Log:   slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Score: g.scoreText, Probes: probes,
	})
	if err != nil {
		return err
	}
	old, err := server.HostKeys(ctx)
	if err != nil {
		return err
	}
	if id == "" && len(old) == 0 {
		return usagef("designdrill scenario list shows them", "no room is open; name a scenario to open one")
	}
	ln, err := web.Listen(ctx, o.port, o.lan)
	if err != nil {
		return failedf("--port takes another one, or 0 any that is free", "port %d cannot be used: %s", o.port, portReason(err))
	}
	defer ln.Close()
	addr := addresses(ln, o, cert != nil)
	server.Links = links(addr, o, "")
	var b strings.Builder
	if id != "" {
		code, key, err := server.Open(ctx, web.Opening{Group: group, Scenario: cat.Scenarios[id], Target: o.target, Minutes: o.minutes, Limits: o.limits(), Password: o.password,
			Host: hostName(o.name), Role: room.Role(o.role), Seed: rand.Uint64()})
		if err != nil {
			return err
		}
		text, err := report.RoomOpened(report.RoomLinks{Title: cat.Scenarios[id].Title, Code: web.Shown(code), Own: addr[0] + "/r/" + code + "/seat/" + key,
			Others: links(addr, o, "/r/"+code), Lan: o.lan || o.url != "", Locked: o.password != "", TLS: cert != nil || strings.HasPrefix(o.url, "https:")}, e.style())
		if err != nil {
			return failedf("", "%s", err)
		}
		b.WriteString(text)
	}
	slices.SortFunc(old, func(x, y web.Standing) int { return y.Opened.Compare(x.Opened) })
	var before []report.RoomBefore
	for _, x := range old {
		before = append(before, report.RoomBefore{Title: x.Title, Code: web.Shown(x.Code), Phase: string(x.Phase), Opened: x.Opened.Local(), Own: addr[0] + "/r/" + x.Code + "/seat/" + x.Key})
	}
	b.WriteString(report.RoomsBefore(before, e.style()))
	if err := e.print(b.String()); err != nil {
		return err
	}
	if err := server.Serve(ctx, ln, cert); err != nil {
		return failedf("", "serving ended: %s", err)
	}
	return e.print("\nStopped. Everything is kept; designdrill host serves the rooms again.\n")
}

// scoreText scores a document as check would.
func (g *grader) scoreText(text []byte) (*score.Result, error) {
	return g.score(answer.Parse(text), nil)
}

// addresses are what others reach the server by; the first is for this machine.
func addresses(ln net.Listener, o hostOptions, secure bool) []string {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	if o.url != "" {
		return []string{o.url}
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		port = fmt.Sprint(o.port)
	}
	out := []string{scheme + net.JoinHostPort("localhost", port)}
	if o.lan {
		for _, a := range web.Addresses() {
			out = append(out, scheme+net.JoinHostPort(a, port))
		}
	}
	return out
}

// links are the addresses to give to others.
func links(addr []string, o hostOptions, path string) []string {
	if o.lan && len(addr) > 1 {
		addr = addr[1:]
	}
	var out []string
	for _, a := range addr {
		out = append(out, a+path)
	}
	return out
}

// hostName is the name that was given, or that of the account.
func hostName(given string) string {
	if name := room.CleanName(given); name != "" {
		return name
	}
	if u, err := user.Current(); err == nil {
		if name := room.CleanName(strings.Split(u.Name, ",")[0]); name != "" {
			return name
		}
		if name := room.CleanName(u.Username); name != "" {
			return name
		}
	}
	return "Host"
}

// portReason says in a few words why a port cannot be listened on.
func portReason(err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "another program uses it"
	case errors.Is(err, syscall.EACCES):
		return "permission denied"
	}
	return err.Error()
}
