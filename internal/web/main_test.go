package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/room"
	"designdrill/internal/score"
	"designdrill/internal/store"
	"designdrill/internal/tables"
	"designdrill/internal/web"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

// TestMain runs the tests or, where a test asks for it, a server in a process of its
// own, which can be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DESIGNDRILL_TEST_SERVE"); dir != "" {
		if err := serve(dir, os.Getenv("DESIGNDRILL_TEST_PORT"), os.Getenv("DESIGNDRILL_TEST_ROOMS")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

var content = sync.OnceValues(func() (*catalog.Catalog, error) {
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	return cat, err
})

var scorer = sync.OnceValues(func() (*score.Content, error) {
	e, err := score.Unpack(tables.Data)
	if err != nil {
		return nil, err
	}
	return e.Content("twitter")
})

func scoreText(text []byte) (*score.Result, error) {
	c, err := scorer()
	if err != nil {
		return nil, err
	}
	doc := answer.Parse(text)
	return score.Score(doc, c, score.Options{Target: doc.Front.Target}), nil
}

// probes asks after the first criteria that are not there.
func probes(x *catalog.Scenario, s *interview.State, res *score.Result) []interview.Question {
	var shown interview.Shown
	for _, c := range res.Criteria {
		shown.Criteria = append(shown.Criteria, interview.Criterion{ID: c.ID, Title: c.Title, Level: c.Level, Gain: c.Possible - c.Earned, Probe: c.Probe})
	}
	return interview.FollowUps(x, s, shown, 3)
}

// box draws a picture that shows the source: what is drawn is another package's matter.
func box(source []byte) ([]byte, error) {
	if bytes.Contains(source, []byte("broken")) {
		return nil, fmt.Errorf("line 1: it is broken")
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="200" height="80" rx="8" fill="#8ab"/><text x="12" y="45">%d bytes</text></svg>`, len(source)), nil
}

// taken says what it was given: what is read is another package's matter.
func taken(name string, file []byte) (string, []string, error) {
	if bytes.Contains(file, []byte("broken")) {
		return "", nil, fmt.Errorf("it is broken")
	}
	return "flowchart LR\n  %% " + name + ": " + string(file) + "\n", []string{"a note"}, nil
}

func newServer(ctx context.Context, s web.Store) (*web.Server, error) {
	cat, err := content()
	if err != nil {
		return nil, err
	}
	return web.New(ctx, web.Config{Store: s, Catalog: cat, Score: scoreText, Probes: probes, Draw: box, Convert: taken, Program: "test", Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
}

func opening(seats room.Limits, password string) (web.Opening, error) {
	cat, err := content()
	if err != nil {
		return web.Opening{}, err
	}
	return web.Opening{Scenario: cat.Scenarios["twitter"], Minutes: 45, Limits: seats, Password: password, Host: "Ivy", Role: room.Interviewer}, nil
}

// standing is what the server's process says first.
type standing struct {
	Addr  string
	Rooms []link
}

type link struct{ Code, Key string }

// serve is the server's process: it opens rooms and serves until it is interrupted.
func serve(dir, port, rooms string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	open := store.Open
	if strings.HasPrefix(dir, "postgres://") {
		open = store.OpenPostgres
	}
	db, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := newServer(ctx, db)
	if err != nil {
		return err
	}
	p, _ := strconv.Atoi(port)
	n, _ := strconv.Atoi(rooms)
	var out standing
	for range n {
		o, err := opening(room.Limits{Seats: 8, Candidates: 5, Interviewers: 1}, "")
		if role := os.Getenv("DESIGNDRILL_TEST_GROUP"); role != "" {
			o, err = groupOpening(room.Role(role))
		}
		if err != nil {
			return err
		}
		code, key, err := s.Open(ctx, o)
		if err != nil {
			return err
		}
		out.Rooms = append(out.Rooms, link{code, key})
	}
	ln, err := web.Listen(ctx, p, false)
	if err != nil {
		return err
	}
	out.Addr = ln.Addr().String()
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		return err
	}
	return s.Serve(ctx, ln, nil)
}

// process is a server in a process of its own.
type process struct {
	standing
	cmd *exec.Cmd
}

// start starts a server's process on a folder or a database's address. Port 0 is any.
func start(t testing.TB, dir string, port string, rooms int) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), "DESIGNDRILL_TEST_SERVE="+dir, "DESIGNDRILL_TEST_PORT="+port, "DESIGNDRILL_TEST_ROOMS="+strconv.Itoa(rooms))
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the server does not start: %v", err)
	}
	if err := json.Unmarshal(line, &p.standing); err != nil {
		t.Fatal(err)
	}
	return p
}

// end ends the process and waits for it.
func (p *process) end(how syscall.Signal) {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(how)
	done := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer done.Stop()
	_ = p.cmd.Wait()
}
