package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/score"
	"designdrill/internal/store"
)

// lastWord stands for the attempt that started last.
const lastWord = "last"

// database opens the user's database with store.Open, which makes it where there is
// none, or with store.OpenExisting, for commands that only read.
func (e *env) database(ctx context.Context, open func(context.Context, string) (*store.DB, error)) (*store.DB, error) {
	dir, err := store.Dir(runtime.GOOS, os.Getenv, os.UserHomeDir)
	if err != nil {
		return nil, err
	}
	return open(ctx, dir)
}

// nothingStored is the error for who asks for an attempt where there are none.
func nothingStored(word string) error {
	return usagef("designdrill practice starts one", "no attempt %q: none is stored yet", word)
}

// findAttempt returns the attempt that a word means: an id, its beginning, or "last".
func findAttempt(ctx context.Context, db *store.DB, word string) (store.Attempt, error) {
	if strings.EqualFold(strings.TrimSpace(word), lastWord) {
		a, err := db.Last(ctx)
		var none *store.NotFoundError
		if errors.As(err, &none) {
			return a, nothingStored(word)
		}
		return a, err
	}
	return db.Find(ctx, word)
}

// stored opens the user's database and finds the attempt that a word means. The caller
// closes the database.
func (e *env) stored(ctx context.Context, word string) (*store.DB, store.Attempt, error) {
	db, err := e.database(ctx, store.OpenExisting)
	if errors.Is(err, store.ErrNoDatabase) {
		return nil, store.Attempt{}, nothingStored(word)
	}
	if err != nil {
		return nil, store.Attempt{}, err
	}
	a, err := findAttempt(ctx, db, word)
	if err != nil {
		return nil, store.Attempt{}, errors.Join(err, db.Close())
	}
	return db, a, nil
}

// loaded is an attempt with what its events come to.
type loaded struct {
	store.Attempt
	seq   int // of the last event
	state interview.State
	text  []byte // the answer as one document
}

// load replays an attempt. Of one that is unfinished, drafts stand in for answers.
func load(ctx context.Context, db *store.DB, a store.Attempt) (*loaded, error) {
	stored, err := db.Events(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	l := &loaded{Attempt: a, seq: len(stored)}
	events := make([]interview.Event, len(stored))
	for i, s := range stored {
		if events[i], err = interview.Decode(s.Kind, s.At, s.Payload); err != nil {
			return nil, unreadable(a, err)
		}
	}
	if l.state, err = interview.Load(events); err != nil {
		return nil, unreadable(a, err)
	}
	drafts := map[string]string{}
	if a.Unfinished() {
		list, err := db.Drafts(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			drafts[d.Prompt] = d.Text
		}
	}
	l.text = []byte(interview.Document(l.state, a.ID, drafts))
	if l.state.Text != "" && !answer.Parse(l.text).Front.Present {
		l.text = slices.Concat(frontMatter(a), l.text)
	}
	return l, nil
}

func unreadable(a store.Attempt, err error) error {
	return failedf("a newer designdrill may have written it", "attempt %s cannot be read: %s", a.ID, err)
}

// frontMatter is what an imported answer lacks that had none.
func frontMatter(a store.Attempt) []byte {
	var b bytes.Buffer
	b.WriteString("---\n")
	if a.Scenario != "" {
		fmt.Fprintf(&b, "scenario: %s\nscenario_version: %d\n", a.Scenario, a.ScenarioVersion)
	}
	fmt.Fprintf(&b, "target: %s\nattempt: %q\nstarted: %s\n---\n\n", a.Target, a.ID, a.Started.UTC().Format(time.RFC3339))
	return b.Bytes()
}

// spent is the time on the clock: of an imported answer as its front matter has it.
func (l *loaded) spent() time.Duration {
	var sum time.Duration
	for _, s := range l.stages() {
		sum += s.Spent
	}
	return sum
}

// stages is the time log.
func (l *loaded) stages() []report.StageTime {
	var out []report.StageTime
	if l.state.Text == "" {
		for k, s := range l.state.Plan.Stages {
			out = append(out, report.StageTime{ID: s.ID, Title: s.Title, Spent: l.state.Spent[k], Planned: l.state.Planned(k)})
		}
		return out
	}
	spent := answer.Parse(l.text).Front.Spent
	for _, id := range interviewStages {
		// An author may have written anything there; what is no time says nothing.
		if d, err := time.ParseDuration(spent[id]); err == nil && d > 0 && d < 100*time.Hour {
			out = append(out, report.StageTime{ID: id, Title: capital(id), Spent: d})
		}
	}
	return out
}

// hints lists the questions for which hints were shown.
func (l *loaded) hints() []report.HintUse {
	var out []report.HintUse
	for _, q := range l.state.Asked {
		if q.Hints > 0 {
			out = append(out, report.HintUse{Question: q.Ask, Shown: q.Hints, Of: len(q.Question.Hints)})
		}
	}
	return out
}

// enquiries lists what was asked back and what was told.
func (l *loaded) enquiries() []report.Enquiry {
	var out []report.Enquiry
	for _, e := range l.state.Enquiries {
		if e.Answered {
			out = append(out, report.Enquiry{Asked: e.Text, Told: e.Reply, Known: len(e.Facts) > 0, By: e.By})
		}
	}
	return out
}

// voice is the part that models had.
func (l *loaded) voice() report.Voice {
	v := report.Voice{Notes: l.state.Notes}
	heard := func(model string) {
		if model != "" && !slices.Contains(v.Models, model) {
			v.Models = append(v.Models, model)
		}
	}
	for _, q := range l.state.Asked {
		heard(q.By)
		switch {
		case q.By != "" && q.Plain != "":
			v.Worded++
		case q.By != "":
			v.Own++
		}
	}
	for _, e := range l.state.Enquiries {
		heard(e.By)
	}
	return v
}

// ratings is the self-assessment, of an imported answer that of its front matter.
func (l *loaded) ratings(front answer.Front) map[string]int {
	if l.state.Text != "" {
		return front.Self
	}
	return l.state.Ratings
}

// grader scores attempts and keeps their reports.
type grader struct {
	*checker
	db *store.DB
}

// grader loads the content.
func (e *env) grader(db *store.DB, o checkOptions) (*grader, error) {
	engine, err := e.loadEngine()
	if err != nil {
		return nil, err
	}
	g := e.graderOf(db, engine)
	c := g.checker
	c.o = o
	if o.explain != "" && o.full {
		// The phrases are in the content's texts only.
		if c.cat, err = e.loadContent(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// graderOf grades with the content of an engine.
func (e *env) graderOf(db *store.DB, engine *score.Engine) *grader {
	return &grader{&checker{env: e, cat: engine.Catalog(), contents: newContents(engine), style: report.Style{Accessible: e.accessible}, program: version(),
		texts: sync.OnceValues(e.loadContent)}, db}
}

// graded is an attempt with its report.
type graded struct {
	*loaded
	front  answer.Front
	report report.Report
	json   []byte
}

// grade scores an attempt's document, as check would.
func (g *grader) grade(l *loaded) (*graded, error) {
	if l.Scenario != "" && g.cat.Scenarios[l.Scenario] == nil {
		return nil, failedf("--content names the folder that it is in", "attempt %s is at the scenario %q, which is not known", l.ID, l.Scenario)
	}
	doc := answer.Parse(l.text)
	res, err := g.score(doc, nil)
	if err != nil {
		return nil, err
	}
	r := report.Report{File: l.ID, Attempt: l.ID, Drill: l.Stage, Program: g.program, Content: g.cat.Hash, Result: res}
	text, err := report.JSON(r)
	if err != nil {
		return nil, err
	}
	return &graded{l, doc.Front, r, text}, nil
}

// keep stores the report of a finished attempt, unless it is the latest already.
func (g *grader) keep(ctx context.Context, x *graded) error {
	if x.Unfinished() {
		return nil
	}
	kept, err := g.db.Reports(ctx, x.ID)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		if r := kept[0]; r.Content == g.cat.Hash && r.Program == g.program && r.Seq == x.seq && bytes.Equal(r.JSON, x.json) {
			return nil
		}
	}
	r := store.Report{Attempt: x.ID, Content: g.cat.Hash, Program: g.program, Seq: x.seq, Created: time.Now(), JSON: x.json}
	if mark, ok := x.report.Mark(); ok {
		r.Score = &mark
	}
	return g.db.SaveReport(ctx, r)
}

// debrief is the account of a graded attempt.
func (g *grader) debrief(ctx context.Context, x *graded) (report.Debrief, error) {
	title := x.state.Plan.Title
	if s, err := g.contents.engine.Scenario(x.report.Result.Scenario); title == "" && err == nil && s != nil {
		title = s.Title
	}
	d := report.Debrief{Report: x.report, Title: title, Started: x.Started.Local(), Unfinished: x.Unfinished(),
		Bands: g.cat.Scoring.Bands, Stages: x.stages(), Away: x.state.Away, Ratings: x.ratings(x.front), Hints: x.hints(),
		Enquiries: x.enquiries(), Voice: x.voice()}
	var err error
	d.Earlier, err = g.earlier(ctx, x)
	return d, err
}

// earlier returns the last finished try of the same scenario, target and stages that
// started before this one; nil when there is none.
func (g *grader) earlier(ctx context.Context, x *graded) (*report.Earlier, error) {
	if x.Scenario == "" {
		return nil, nil
	}
	all, err := g.db.Attempts(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(a store.Attempt) bool {
		return a.ID != x.ID && !a.Unfinished() && a.Scenario == x.Scenario && a.Target == x.Target && a.Stage == x.Stage &&
			(a.Started.Before(x.Started) || a.Started.Equal(x.Started) && a.ID < x.ID)
	})
	if i < 0 {
		return nil, nil
	}
	e := &report.Earlier{ID: all[i].ID, Started: all[i].Started.Local()}
	kept, err := g.db.Reports(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range kept {
		if r.Content != g.cat.Hash {
			continue
		}
		if e.Kept, err = report.ReadKept(r.JSON); err != nil {
			return nil, err
		}
		if r.Score != nil {
			e.Score, e.Scored = *r.Score, true
		}
		break
	}
	return e, nil
}

// interviewStages are the stages that a time log can name.
var interviewStages = append(slices.Clone(interview.Drills), "wrap-up")

// capital writes the first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// scoreText is a report's score in a few words.
func scoreText(r report.Report) string {
	x, ok := r.Mark()
	switch {
	case !ok:
		return "nothing could be scored"
	case r.Drill != "":
		return fmt.Sprintf("%g of 100 for %s", x, r.Drill)
	}
	return fmt.Sprintf("%g of 100, %s", x, cmp.Or(r.Result.Band, "unscored"))
}
