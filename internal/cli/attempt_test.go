package cli_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/store"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

var content = sync.OnceValues(func() (*catalog.Catalog, error) {
	cat, _, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	return cat, err
})

// attempt stores an interview of "attempt NAME STARTED SCENARIO FILE [OPTION…]" and
// puts its id into the variable NAME. The file answers the first question, the others
// are skipped. Options: unfinished, rated, hint, over, and stage=STAGE for a drill.
func attempt(ts *testscript.TestScript, _ bool, args []string) {
	option := func(word string) bool { return slices.Contains(args[4:], word) }
	started, err := time.Parse(time.RFC3339, args[1])
	ts.Check(err)
	drill := ""
	for _, o := range args[4:] {
		if s, ok := strings.CutPrefix(o, "stage="); ok {
			drill = s
		}
	}
	cat, err := content()
	ts.Check(err)
	plan, err := interview.NewPlan(cat.Scenarios[args[2]], interview.Options{Minutes: interview.MinutesOf(drill), Drill: drill})
	ts.Check(err)

	var state interview.State
	var rows []store.Event
	now := started
	do := func(kind string, body interview.Body) {
		e := interview.Event{At: now, Kind: kind, Body: body}
		state, _, err = interview.Apply(state, e)
		ts.Check(err)
		payload, err := e.Payload()
		ts.Check(err)
		rows = append(rows, store.Event{Seq: len(rows) + 1, At: now, Kind: kind, Payload: payload})
		now = now.Add(40 * time.Second)
	}
	do(interview.Started, interview.Body{Plan: &plan})
	question := func() string {
		q, _ := state.Current()
		return q.ID
	}
	if option("hint") {
		do(interview.Hinted, interview.Body{Question: question()})
	}
	if option("over") {
		for range 12 {
			do(interview.Ticked, interview.Body{})
		}
	}
	first := question()
	if !option("unfinished") {
		do(interview.Answered, interview.Body{Question: first, Text: ts.ReadFile(args[3])})
		for state.Phase != interview.Rating {
			if state.Phase == interview.Choosing {
				do(interview.Chosen, interview.Body{Stage: state.Plan.Stages[state.Stage()].ID})
				continue
			}
			do(interview.Skipped, interview.Body{Question: question()})
		}
		var ratings map[string]int
		if option("rated") {
			ratings = map[string]int{}
			for _, key := range plan.Rated() {
				ratings[key] = 4
			}
		}
		do(interview.Rated, interview.Body{Ratings: ratings})
	}

	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(ts.Getenv("XDG_DATA_HOME"), "designdrill"))
	ts.Check(err)
	defer db.Close()
	a := store.Attempt{Scenario: plan.Scenario, ScenarioVersion: plan.Version, Content: cat.Hash, Target: plan.Target, Stage: drill,
		Minutes: plan.Minutes, Source: store.Practice, Started: started}
	if !option("unfinished") {
		a.Finished = now
	}
	a, err = db.Create(ctx, a, rows...)
	ts.Check(err)
	if option("unfinished") {
		ts.Check(db.SaveDraft(ctx, a.ID, store.Draft{Prompt: first, Text: ts.ReadFile(args[3]), At: now}))
	}
	ts.Setenv(args[0], a.ID)
}

// sqliteExec runs "sqlite STATEMENT" on the database; backquotes stand for quotes.
func sqliteExec(ts *testscript.TestScript, _ bool, args []string) {
	path := filepath.Join(ts.Getenv("XDG_DATA_HOME"), "designdrill", store.FileName)
	_, err := os.Stat(path)
	ts.Check(err)
	db, err := sql.Open("sqlite", path)
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(strings.ReplaceAll(strings.Join(args, " "), "`", "'"))
	ts.Check(err)
}
