package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"designdrill/internal/cli"
	"designdrill/internal/interview"
	"designdrill/internal/store"
	"designdrill/internal/tui"
)

// lanes is how many attempts TestKilledAtAnyMoment has, rounds how often each is
// killed; with -short there are fewer lanes.
const (
	lanes  = 10
	rounds = 19
)

// longPlan has more questions than are answered before the last kill.
func longPlan() interview.Plan {
	p := interview.Plan{Scenario: "twitter", Version: 1, Title: "Long", Brief: "Answer.", Target: "senior", Minutes: 60}
	for k := range 10 {
		st := interview.Stage{ID: fmt.Sprint("stage-", k), Title: "Stage", Expects: "Words.", Seconds: 360}
		for q := range 40 {
			st.Prompts = append(st.Prompts, interview.Question{ID: fmt.Sprintf("q-%d-%d", k, q), Ask: "What?"})
		}
		p.Stages = append(p.Stages, st)
	}
	return p
}

// kept is an attempt as it is in the store.
type kept struct {
	attempt string
	seq     int
	state   interview.State
	drafts  map[string]string
	beat    time.Time
}

func read(ctx context.Context, db *store.DB) (*kept, error) {
	a, err := db.Last(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.Events(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	k := &kept{attempt: a.ID, seq: len(rows), drafts: map[string]string{}}
	var events []interview.Event
	for _, r := range rows {
		e, err := interview.Decode(r.Kind, r.At, r.Payload)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	if k.state, err = interview.Load(events); err != nil {
		return nil, err
	}
	drafts, err := db.Drafts(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if d.At.After(k.beat) {
			k.beat = d.At
		}
		k.drafts[d.Prompt] = d.Text
	}
	return k, nil
}

// silent is an interviewer that asks nothing.
type silent struct{}

func (silent) FollowUps(context.Context, *interview.State) interview.Body { return interview.Body{} }

func (silent) Reply(context.Context, *interview.State) interview.Body {
	return interview.Body{Text: interview.NotTold}
}

func (silent) Slow() bool { return false }

// telling is a Keeper that says what is safe.
type telling struct{ tui.Keeper }

func (k *telling) Append(ctx context.Context, e interview.Event, last bool) error {
	err := k.Keeper.Append(ctx, e, last)
	if err == nil && e.Kind == interview.Answered {
		fmt.Printf("answer\t%s\t%s\n", e.Question, e.Text)
	}
	return err
}

func (k *telling) SaveDraft(ctx context.Context, question, text string, at time.Time) error {
	err := k.Keeper.SaveDraft(ctx, question, text, at)
	if err == nil {
		fmt.Printf("draft\t%s\t%s\n", question, text)
	}
	return err
}

// interviewed goes on with the last attempt, with answers from standard input, as
// practice does but without the content, which takes long to load.
func interviewed() {
	ctx := context.Background()
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	db, err := store.Open(ctx, filepath.Join(os.Getenv("XDG_DATA_HOME"), "designdrill"))
	fail(err)
	k, err := read(ctx, db)
	fail(err)
	state, more, err := tui.Continue(k.state, k.beat, time.Now())
	fail(err)
	keep := cli.NewKeeper(db, k.attempt, k.seq)
	for _, e := range more {
		fail(keep.Append(ctx, e, false))
	}
	session := tui.NewSession(state, k.drafts, &telling{keep}, time.Now, silent{})
	_, err = session.Settle(ctx)
	fail(err)
	fmt.Printf("clock\t%s\t%s\n", state.Clock(), state.Asked[state.At].ID)
	_, err = tui.Script(ctx, session, os.Stdin)
	fail(err)
}

// lane is an attempt that is killed again and again.
type lane struct {
	t     *testing.T
	data  string
	db    *store.DB
	sent  int
	safe  map[string]string // by question: what was said to be safe
	clock time.Duration     // of the state after the last kill
}

// TestKilledAtAnyMoment kills the interview with SIGKILL at random moments. No answer
// that was kept is lost, nor a draft that was, it goes on at the same question, and the
// clock stands where it stood.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	n := lanes
	if testing.Short() {
		n = 2
	}
	var wg sync.WaitGroup
	for range n {
		l := &lane{t: t, data: t.TempDir(), safe: map[string]string{}}
		wg.Go(l.run)
	}
	wg.Wait()
}

func (l *lane) run() {
	ctx := l.t.Context()
	db, err := store.Open(ctx, filepath.Join(l.data, "designdrill"))
	if err != nil {
		l.t.Error(err)
		return
	}
	defer db.Close()
	l.db = db
	plan := longPlan()
	now := time.Now().Truncate(time.Millisecond)
	first := interview.Event{At: now, Kind: interview.Started, Body: interview.Body{Plan: &plan}}
	payload, err := first.Payload()
	if err != nil {
		l.t.Error(err)
		return
	}
	if _, err := db.Create(ctx, store.Attempt{Scenario: "twitter", Target: "senior", Minutes: 60, Source: store.Practice, Started: now},
		store.Event{Seq: 1, At: now, Kind: first.Kind, Payload: payload}); err != nil {
		l.t.Error(err)
		return
	}
	for round := range rounds {
		if err := l.round(round); err != nil {
			l.t.Errorf("round %d: %s", round, err)
			return
		}
	}
	if len(l.safe) == 0 {
		l.t.Error("nothing was ever answered: the test proves nothing")
	}
}

// round runs the interview until it is killed, and looks at what is left. Every fifth
// waits for a draft before.
func (l *lane) round(round int) error {
	cmd := exec.Command("interviewed")
	cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+l.data)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	told := bufio.NewScanner(out)
	if !told.Scan() || !strings.HasPrefix(told.Text(), "clock\t") {
		return fmt.Errorf("does not begin: %q", told.Text())
	}
	begun := time.Now()
	drafted := round%5 == 4
	var feeding sync.WaitGroup
	feeding.Go(func() { l.feed(in, drafted) })
	if !drafted {
		time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
	}
	drafts := map[string]string{}
	for told.Scan() {
		f := strings.SplitN(told.Text(), "\t", 3)
		switch {
		case len(f) < 3: // cut off by the kill
		case f[0] == "answer":
			l.safe[f[1]] = f[2]
			delete(drafts, f[1])
		case f[0] == "draft" && f[1] != tui.Beat:
			drafts[f[1]] = f[2]
			if strings.HasPrefix(f[2], "half") {
				_ = cmd.Process.Kill()
			}
		}
	}
	_ = cmd.Wait()
	feeding.Wait()
	return l.check(drafts, drafted, time.Since(begun))
}

// feed types answers until there is nobody to read them. With half it ends with an
// answer that is not finished.
func (l *lane) feed(in io.WriteCloser, half bool) {
	for i := range 12 {
		l.sent++
		if _, err := fmt.Fprintf(in, "answer %d\n.\n", l.sent); err != nil {
			return
		}
		if half && i == 2 {
			break
		}
	}
	if half {
		fmt.Fprintf(in, "half an answer after %d\n", l.sent)
	}
}

func (l *lane) check(drafts map[string]string, drafted bool, alive time.Duration) error {
	k, err := read(l.t.Context(), l.db)
	if err != nil {
		return err
	}
	by := map[string]interview.Asked{}
	answered := 0
	for _, q := range k.state.Asked {
		by[q.ID] = q
		if q.Status == interview.Done {
			answered++
		}
	}
	for question, text := range l.safe {
		if by[question].Answer != text {
			return fmt.Errorf("the answer to %s was %q and is %q", question, text, by[question].Answer)
		}
	}
	for question, text := range drafts {
		if k.drafts[question] != text {
			return fmt.Errorf("the draft for %s was %q and is %q", question, text, k.drafts[question])
		}
	}
	if drafted && len(drafts) == 0 {
		return fmt.Errorf("no draft was kept")
	}
	// One answer at most was kept without having been told.
	if answered > len(l.safe)+1 {
		return fmt.Errorf("%d answers are kept, %d were told", answered, len(l.safe))
	}
	for _, q := range k.state.Asked {
		if q.Status == interview.Done {
			l.safe[q.ID] = q.Answer
		}
	}
	// After the last answer of a stage it goes on with choosing the follow-ups.
	if q, ok := k.state.Current(); k.state.Phase != interview.Choosing && (!ok || q.ID != k.state.Asked[answered].ID) {
		return fmt.Errorf("goes on at %q after %d answers", q.ID, answered)
	}
	s, _, err := tui.Continue(k.state, k.beat, time.Now())
	if err != nil {
		return err
	}
	if s.Clock() < l.clock || s.Clock() > l.clock+alive+time.Second {
		return fmt.Errorf("%s on the clock, %s before, and it ran for %s at most", s.Clock(), l.clock, alive)
	}
	l.clock = s.Clock()
	return nil
}
