package room_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/interview"
	"designdrill/internal/room"
)

// TestWhole plays a room from the lobby to the results, with all that can happen.
func TestWhole(t *testing.T) {
	r := running(t, 45)
	r.work(2 * time.Minute)
	r.do(0, room.Hinted, room.Body{By: "cal", For: "cal", Question: "ask-requirements"})
	r.do(0, room.Hinted, room.Body{By: "ivy", For: "cal", Question: "ask-requirements"})
	r.do(0, room.Said, room.Body{By: "ivy", What: room.Fact, Text: "A thousand buses."})
	r.do(0, room.Paused, room.Body{By: "ivy"})
	r.do(10*time.Minute, room.Resumed, room.Body{By: "ivy"})
	r.do(0, room.Extended, room.Body{By: "ivy", Seconds: 120})
	if got := r.s.Planned(0); got != 9*time.Minute {
		t.Errorf("the stage has %s", got)
	}
	r.do(0, room.Left, room.Body{By: "cal"})
	r.do(5*time.Second, room.Returned, room.Body{By: "cal"})
	r.do(time.Second, room.Moved, room.Body{By: "ivy", Stage: "estimates"})
	r.work(time.Minute)
	r.do(5*time.Minute, room.Woke, room.Body{})
	r.do(0, room.Noted, room.Body{By: "ivy", Text: "calm"})
	two := 2
	r.do(0, room.Marked, room.Body{By: "ivy", For: "cal", Criterion: "requirements.functional", Level: &two, Text: "no ranking"})
	if r.s.Curve >= 0 {
		t.Error("the curveball came early")
	}
	r.work(17 * time.Minute)
	if r.s.Curve != 1 || r.s.Clock() != 20*time.Minute+6*time.Second || r.s.Away != 15*time.Minute {
		t.Errorf("curveball in stage %d at %s on the clock, %s off", r.s.Curve, r.s.Clock(), r.s.Away)
	}
	r.do(0, room.Ended, room.Body{By: "ivy"})
	r.do(time.Hour, room.Rated, room.Body{By: "cal", Ratings: map[string]int{"requirements": 3, "total": 2}})
	r.do(0, room.Finished, room.Body{By: "ivy"})
	if r.s.Phase != room.Results || r.s.Away != 15*time.Minute {
		t.Errorf("%s, %s off the clock", r.s.Phase, r.s.Away)
	}
	doc := room.Document(r.s, "cal", map[string]string{"requirements": "Riders see the next bus.", "estimates": "```\nopen"})
	for _, want := range []string{"scenario: bus\n", "> Interviewer: Hint 2. Second hint.", "Follow-up. A thousand buses.", "The problem changes. All drivers",
		"Riders see the next bus.\n", "total: 2\n", "\"ask-requirements: 2\"", "  estimates: 18m"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document lacks %q:\n%s", want, doc)
		}
	}
	if front := answer.Parse([]byte(doc)).Front; front.Scenario != "bus" || front.Self["total"] != 2 || front.Spent["requirements"] == "" {
		t.Errorf("the front matter reads as %+v", front)
	}
	if other := room.Document(r.s, "obi", nil); strings.Contains(other, "Hint") {
		t.Error("another seat has the hints too")
	}
	again, err := room.Load(r.log)
	if err != nil || !reflect.DeepEqual(again, r.s) {
		t.Errorf("replayed it is another room: %v", err)
	}
}

// TestMarks holds what the scorecard keeps: a level, a remark or both, of criteria and of
// the whole.
func TestMarks(t *testing.T) {
	r := running(t, 45)
	two := 2
	for _, tt := range []struct {
		name, criterion, text string
		level                 *int
		want                  room.Mark
	}{
		{"a remark alone", "requirements.scope", "why no video?", nil, room.Mark{Level: -1, Remark: "why no video?"}},
		{"a level beside it", "requirements.scope", "why no video?", &two, room.Mark{Level: 2, Remark: "why no video?"}},
		{"the level taken back", "requirements.scope", "why no video?", nil, room.Mark{Level: -1, Remark: "why no video?"}},
		{"the whole", interview.TotalRating, "good", &two, room.Mark{Level: 2, Remark: "good"}},
	} {
		r.do(0, room.Marked, room.Body{By: "ivy", For: "cal", Criterion: tt.criterion, Level: tt.level, Text: tt.text})
		if got := r.s.Marks["cal"][tt.criterion]; got != tt.want {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	r.do(0, room.Marked, room.Body{By: "ivy", For: "cal", Criterion: "requirements.scope"})
	if _, ok := r.s.Marks["cal"]["requirements.scope"]; ok || len(r.s.Marks["cal"]) != 1 {
		t.Errorf("nothing is left of a line that is taken back: %+v", r.s.Marks)
	}
}

// TestWho holds what each role may do while the interview runs.
func TestWho(t *testing.T) {
	one := 1
	for _, tt := range []struct {
		kind    string
		body    room.Body
		allowed string
	}{
		{room.Paused, room.Body{}, "ivy"},
		{room.Extended, room.Body{Seconds: 60}, "ivy"},
		{room.Moved, room.Body{Stage: "estimates"}, "ivy"},
		{room.Ended, room.Body{}, "ivy"},
		{room.Thrown, room.Body{}, "ivy"},
		{room.Said, room.Body{What: room.Word, Text: "x"}, "ivy"},
		{room.Noted, room.Body{Text: "x"}, "ivy"},
		{room.Marked, room.Body{For: "cal", Criterion: "requirements.scope", Level: &one}, "ivy"},
		{room.Hinted, room.Body{For: "cal", Question: "ask-requirements"}, "ivy cal"},
		{room.Removed, room.Body{For: "obi"}, "ivy"},
		{room.Left, room.Body{}, "ivy cal obi"},
	} {
		for _, who := range []string{"ivy", "cal", "obi", "nobody", ""} {
			r := running(t, 45)
			before := r.s
			tt.body.By = who
			err := r.try(0, tt.kind, tt.body)
			var refused *room.RefusedError
			switch want := who != "" && strings.Contains(tt.allowed, who); {
			case want && err != nil:
				t.Errorf("%s by %s: %v", tt.kind, who, err)
			case !want && !errors.As(err, &refused):
				t.Errorf("%s by %q: %v, want it refused", tt.kind, who, err)
			case !want && !reflect.DeepEqual(before, r.s):
				t.Errorf("%s by %q changes the room", tt.kind, who)
			}
		}
	}
}

// TestSeats holds who can sit down, and as what.
func TestSeats(t *testing.T) {
	r := seated(t, 45)
	for name, b := range map[string]room.Body{
		"a second interviewer": {By: "x", Name: "X", Role: room.Interviewer},
		"a second host":        {By: "x", Name: "X", Role: room.Observer, Host: true},
		"a taken name":         {By: "x", Name: "CAL", Role: room.Candidate},
		"a taken seat":         {By: "cal", Name: "X", Role: room.Candidate},
		"no name":              {By: "x", Role: room.Candidate},
		"a name of two lines":  {By: "x", Name: "a\nb", Role: room.Candidate},
		"a name that reorders": {By: "x", Name: "a\u202eb", Role: room.Candidate},
		"a long name":          {By: "x", Name: strings.Repeat("x", room.MaxName+1), Role: room.Candidate},
		"no role":              {By: "x", Name: "X", Role: "owner"},
	} {
		if r.try(0, room.Joined, b) == nil {
			t.Errorf("%s sat down", name)
		}
	}
	if r.try(0, room.Recast, room.Body{By: "ivy", For: "ivy", Role: room.Candidate}) == nil {
		t.Error("who has seen the interviewer's pages became a candidate")
	}
	r.do(0, room.Recast, room.Body{By: "ivy", For: "obi", Role: room.Candidate})
	r.do(0, room.Recast, room.Body{By: "ivy", For: "obi", Role: room.Observer})
	r.do(0, room.Joined, room.Body{By: "dee", Name: "Dee", Role: room.Candidate})
	if r.try(0, room.Joined, room.Body{By: "x", Name: "X", Role: room.Observer}) == nil {
		t.Error("the room takes more than it has seats")
	}
	r.do(0, room.Removed, room.Body{By: "ivy", For: "dee"})
	if _, ok := r.s.Seat("dee"); ok || r.try(0, room.Left, room.Body{By: "dee"}) == nil {
		t.Error("a seat that was taken away is used")
	}
	r.do(0, room.Joined, room.Body{By: "eve", Name: "Dee", Role: room.Candidate})
	r.do(0, room.Started, room.Body{By: "ivy"})
	if r.try(0, room.Recast, room.Body{By: "ivy", For: "obi", Role: room.Candidate}) == nil {
		t.Error("a role changed after the lobby")
	}
}

// TestNotYet holds what comes too early, too late or too often.
func TestNotYet(t *testing.T) {
	lobby := seated(t, 45)
	empty := opened(t, 45)
	empty.do(0, room.Joined, room.Body{By: "ivy", Name: "Ivy", Role: room.Interviewer, Host: true})
	run := running(t, 45)
	paused := running(t, 45)
	paused.do(0, room.Paused, room.Body{By: "ivy"})
	rating := running(t, 45)
	rating.do(0, room.Ended, room.Body{By: "ivy"})
	five := 5
	for name, tt := range map[string]struct {
		r    *table
		kind string
		body room.Body
	}{
		"start without a candidate": {empty, room.Started, room.Body{By: "ivy"}},
		"start twice":               {run, room.Started, room.Body{By: "ivy"}},
		"hint in the lobby":         {lobby, room.Hinted, room.Body{By: "cal", For: "cal", Question: "ask-requirements"}},
		"hint of a later stage":     {run, room.Hinted, room.Body{By: "cal", For: "cal", Question: "ask-estimates"}},
		"hint in the pause":         {paused, room.Hinted, room.Body{By: "cal", For: "cal", Question: "ask-requirements"}},
		"hint to nobody":            {run, room.Hinted, room.Body{By: "ivy", For: "obi", Question: "ask-requirements"}},
		"over two stages":           {run, room.Moved, room.Body{By: "ivy", Stage: "components"}},
		"to the same stage":         {run, room.Moved, room.Body{By: "ivy", Stage: "requirements"}},
		"results before ratings":    {run, room.Finished, room.Body{By: "ivy"}},
		"ratings before the end":    {run, room.Rated, room.Body{By: "cal"}},
		"a rating of five":          {rating, room.Rated, room.Body{By: "cal", Ratings: map[string]int{"total": 5}}},
		"a level of five":           {rating, room.Marked, room.Body{By: "ivy", For: "cal", Criterion: "requirements.scope", Level: &five}},
		"a line of the roadmap":     {run, room.Marked, room.Body{By: "ivy", For: "cal", Criterion: "caching.write-policy"}},
		"no note":                   {run, room.Noted, room.Body{By: "ivy", Text: " "}},
		"an endless word":           {run, room.Said, room.Body{By: "ivy", What: room.Word, Text: strings.Repeat("x", room.MaxWords+1)}},
		"pause twice":               {paused, room.Paused, room.Body{By: "ivy"}},
		"extend for ever":           {run, room.Extended, room.Body{By: "ivy", Seconds: room.MaxExtra + 1}},
		"something else":            {run, "exploded", room.Body{By: "ivy"}},
	} {
		if tt.r.try(time.Second, tt.kind, tt.body) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestDrafts(t *testing.T) {
	var none room.Draft
	first, err := none.Next(room.Save{Text: "a", By: "p", N: 1}, began)
	if err != nil || first.Version != 1 {
		t.Fatal(first, err)
	}
	for _, tt := range []struct {
		name    string
		save    room.Save
		version int // 0 for a conflict
	}{
		{"the next", room.Save{Text: "ab", Base: 1, By: "p", N: 2}, 2},
		{"the reply was lost", room.Save{Text: "ab", Base: 0, By: "p", N: 2}, 2},
		{"twice", room.Save{Text: "a", Base: 0, By: "p", N: 1}, 1},
		{"late", room.Save{Text: "z", Base: 0, By: "p", N: 1}, 1},
		{"the same elsewhere", room.Save{Text: "a", Base: 0, By: "q", N: 1}, 1},
		{"another page that knows", room.Save{Text: "ac", Base: 1, By: "q", N: 1}, 2},
		{"another page that does not", room.Save{Text: "c", Base: 0, By: "q", N: 1}, 0},
		{"from the future", room.Save{Text: "c", Base: 7, By: "p", N: 2}, 0},
	} {
		got, err := first.Next(tt.save, began)
		var conflict *room.ConflictError
		switch {
		case tt.version == 0 && (!errors.As(err, &conflict) || conflict.Theirs != first):
			t.Errorf("%s: %v, want a conflict", tt.name, err)
		case tt.version > 0 && (err != nil || got.Version != tt.version):
			t.Errorf("%s: version %d, %v, want %d", tt.name, got.Version, err, tt.version)
		}
	}
	if _, err := none.Next(room.Save{Text: strings.Repeat("x", room.MaxText+1), By: "p", N: 1}, began); err == nil {
		t.Error("an endless text is saved")
	}
	r := running(t, 45)
	for seat, want := range map[string]bool{"cal": true, "ivy": false, "obi": false, "": false} {
		if got := r.s.MayWrite(seat, "requirements") == nil; got != want {
			t.Errorf("%q may write: %t", seat, got)
		}
	}
	if r.s.MayWrite("cal", "components") == nil || r.s.MayWrite("cal", "x") == nil {
		t.Error("a stage to come is written in")
	}
	r.do(0, room.Ended, room.Body{By: "ivy"})
	late := r.s.MayWrite("cal", "requirements")
	r.do(0, room.Finished, room.Body{By: "ivy"})
	if late != nil || r.s.MayWrite("cal", "requirements") == nil {
		t.Error("text is taken until the results are shown, and no longer")
	}
}
