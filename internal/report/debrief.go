package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// Debrief is the account that stands at the end of an attempt.
type Debrief struct {
	Report
	Title      string    // of the scenario; "" for none
	Started    time.Time // in the reader's time zone
	Unfinished bool
	Bands      catalog.Bands
	Stages     []StageTime
	Away       time.Duration  // off the clock: paused, or gone
	Ratings    map[string]int // the self-assessment, 0–4 by stage or Total; nil when there is none
	Hints      []HintUse
	Earlier    *Earlier // the last try of the same; nil when there is none
	Enquiries  []Enquiry
	Voice      Voice
}

// Enquiry is a question that the candidate asked back, with what was told.
type Enquiry struct {
	Asked, Told string
	Known       bool   // the scenario tells it
	By          string // the model that found the facts; "" when the rule did
}

// Voice is the part that models had as the interviewer's voice.
type Voice struct {
	Models []string
	Worded int      // follow-ups of the rules in a model's words
	Own    int      // questions of a model's own
	Notes  []string // why a model did not speak where it was to
}

// Total is the key of the whole in a self-assessment.
const Total = "total"

// StageTime is the time that a stage took. Planned is 0 without a clock.
type StageTime struct {
	ID, Title      string
	Spent, Planned time.Duration
}

// HintUse is a question for which hints were shown.
type HintUse struct {
	Question  string
	Shown, Of int // Of is 0 when it is not known
}

// Earlier is an attempt to compare with. Kept is nil when it has no report with the
// content of today.
type Earlier struct {
	ID      string
	Started time.Time
	Score   float64
	Scored  bool
	Kept    *Kept
}

// ratingBands are the self-assessment's words: rating i is band i.
var ratingBands = [...]string{"empty", "weak", "borderline", "pass", "strong"}

// RatingName returns the word for a rating of 0–4: the band that it guesses.
func RatingName(rating int) string {
	return ratingBands[min(max(rating, 0), len(ratingBands)-1)]
}

// Attempt returns the account at the end of an attempt: score, stages and steps, how
// it compares with the candidate's own guess and with the last try, time and hints,
// and what to do next. With brief it leaves out the criteria, points and figures.
func Attempt(d Debrief, s Style, brief, full bool) string {
	t := &textReport{page: newPage(s), Report: d.Report, full: full}
	d.head(t)
	if d.Drill == "" {
		t.bars()
	}
	d.guess(t)
	d.compare(t)
	d.time(t)
	d.hints(t)
	d.enquiries(t)
	d.voice(t)
	if !brief {
		if t.Result.Scored || full {
			t.criteria()
		}
		if d.Drill == "" {
			t.points()
		}
		if d.Drill == "" || d.Drill == "estimates" {
			t.estimates()
		}
		t.arithmetic()
		t.diagram()
		t.consistency()
	}
	d.todo(t)
	return t.String()
}

func (d *Debrief) head(t *textReport) {
	what := "Attempt " + d.Attempt
	if d.Title != "" {
		what += ": " + d.Title
	}
	if d.Drill != "" {
		what += ", " + d.Drill + " alone"
	}
	t.title(span{what, bold})
	about := []string{"no scenario: against the roadmap"}
	if d.Result.Scenario != "" {
		about[0] = "scenario " + d.Result.Scenario
	}
	about = append(about, "target "+d.Result.Target, d.Started.Format(DateTime))
	if spent := d.spent(); spent > 0 {
		about = append(about, Clock(spent)+" on the clock")
	}
	about = append(about, count(t.Result.Words, "word", "words"))
	t.text(0, strings.Join(about, ", "), faint)
	t.text(0, "Lines are those of: designdrill export "+d.Attempt, faint)
	if d.Unfinished {
		t.text(0, "It is unfinished; this is the score of what is there. It goes on with:", fair)
		t.link(2, "designdrill practice --resume")
	}
	t.blank()
	d.verdict(t)
}

// verdict is the score with what held it down.
func (d *Debrief) verdict(t *textReport) {
	x, scored := d.Mark()
	switch {
	case !scored:
		t.flow(0, 2, span{"Score: none", bold}, span{"(unscored)", plain})
	case d.Drill != "":
		t.flow(0, 2, span{"Score " + number(x, 1) + " of 100", bold}, span{"for this stage", plain})
	default:
		t.flow(0, 2, span{"Score " + number(x, 1) + " of 100:", bold}, span{d.Result.Band, bandInk(d.Result.Band)},
			span{fmt.Sprintf("(the pass mark is %s)", number(d.Result.PassMark, 1)), faint})
		t.gates()
	}
	t.findings()
	t.blank()
}

// DateTime is how the reports write a moment.
const DateTime = "2006-01-02 15:04"

const dateOnly = "2006-01-02"

// Clock writes a duration as minutes and seconds.
func Clock(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func (d *Debrief) spent() time.Duration {
	var sum time.Duration
	for _, s := range d.Stages {
		sum += s.Spent
	}
	return sum
}

// guess holds the self-assessment against the score.
func (d *Debrief) guess(t *textReport) {
	if len(d.Ratings) == 0 {
		return
	}
	t.title(span{"Your own guess and the score", bold})
	column := 18
	off, n := 0, 0
	row := func(key, title string, x float64, scored bool) {
		rating, ok := d.Ratings[key]
		if !ok || !scored {
			return
		}
		band := d.Bands.Of(x)
		diff := rating - slices.Index(ratingBands[:], band)
		off += diff
		n++
		line := []span{{"you: " + RatingName(rating) + ",", plain}, {"score: " + band + " (" + number(x, 0) + "),", plain}}
		switch {
		case diff == 0:
			line = append(line, span{"as guessed", good})
		case diff > 0:
			line = append(line, span{count(diff, "band", "bands") + " lower", fair})
		default:
			line = append(line, span{count(-diff, "band", "bands") + " higher", fair})
		}
		t.entry(2, column, title, plain, line...)
	}
	if d.Drill != "" {
		x, scored := d.Mark()
		row(d.Drill, capital(d.Drill), x, scored)
	} else {
		for _, s := range d.Result.Stages {
			row(s.ID, s.Title, s.Score, s.Scored)
		}
		row(Total, "The whole", d.Result.Score, d.Result.Scored)
	}
	switch {
	case n < 2:
	case off >= n:
		t.text(2, "You rate yourself higher than the rubric does: read what the next level lacks, and say that next time.", faint)
	case -off >= n:
		t.text(2, "You are better than you think.", faint)
	}
	t.blank()
}

// compare tells what changed since the last try.
func (d *Debrief) compare(t *textReport) {
	e := d.Earlier
	if e == nil {
		return
	}
	t.title(span{"Against your last try, " + e.ID + " of " + e.Started.Format(dateOnly), bold})
	x, scored := d.Mark()
	switch {
	case e.Kept == nil:
		t.text(2, "It was scored with other content, which does not compare. designdrill regrade scores every attempt with the content of today.", plain)
		t.blank()
		return
	case scored && e.Scored:
		k := plain
		if diff := round(x-e.Score, 1); diff > 0 {
			k = good
		} else if diff < 0 {
			k = poor
		}
		t.flow(2, 4, span{number(e.Score, 1) + " then, " + number(x, 1) + " now:", plain}, span{difference(x - e.Score), k})
	}
	better, worse := d.changes()
	d.changed(t, "better", better, good)
	d.changed(t, "worse", worse, poor)
	if len(better)+len(worse) == 0 {
		t.text(2, "No criterion changed its level.", plain)
	}
	t.blank()
}

// difference writes a change of a score with its sign, or that there is none.
func difference(x float64) string {
	x = round(x, 1)
	switch {
	case x > 0:
		return "+" + number(x, 1)
	case x < 0:
		return number(x, 1)
	}
	return "no change"
}

// change is a criterion whose level differs from the earlier one.
type change struct {
	score.CriterionResult
	from int
}

func (d *Debrief) changes() (better, worse []change) {
	for _, c := range d.Result.Criteria {
		from, ok := d.Earlier.Kept.Levels[c.ID]
		switch {
		case !ok || c.Status != score.Scored || !inDrill(d.Drill, c.ID):
		case c.Level > from:
			better = append(better, change{c, from})
		case c.Level < from:
			worse = append(worse, change{c, from})
		}
	}
	byStep := func(a, b change) int { return cmp.Compare(abs(b.Level-b.from), abs(a.Level-a.from)) }
	slices.SortStableFunc(better, byStep)
	slices.SortStableFunc(worse, byStep)
	return better, worse
}

func abs(n int) int { return max(n, -n) }

// maxChanges is how many changed criteria of a kind the short report shows.
const maxChanges = 6

func (d *Debrief) changed(t *textReport, word string, list []change, k ink) {
	for i, c := range list {
		if i == maxChanges && !t.full && len(list) > maxChanges+1 {
			t.text(10, "and "+count(len(list)-i, "other", "others")+" "+word+"; --full shows all", faint)
			return
		}
		t.entry(2, 10, word, k, span{title(c.CriterionResult) + ":", plain}, span{levelName(c.from) + ", now " + levelName(c.Level), plain})
	}
}

// time is the log of the clock.
func (d *Debrief) time(t *textReport) {
	if d.spent() == 0 {
		return
	}
	t.title(span{"Time", bold})
	var planned time.Duration
	for _, s := range d.Stages {
		planned += s.Planned
		d.stageTime(t, s.Title, s.Spent, s.Planned)
	}
	if len(d.Stages) > 1 {
		d.stageTime(t, "In all", d.spent(), planned)
	}
	if away := d.Away.Round(time.Second); away > 0 {
		t.entry(2, 18, "Off the clock", plain, span{Clock(away), plain})
	}
	t.blank()
}

func (d *Debrief) stageTime(t *textReport, title string, spent, planned time.Duration) {
	line := []span{{Clock(spent), plain}}
	if planned > 0 {
		line = []span{{Clock(spent) + " of " + Clock(planned), plain}}
		if over := (spent - planned).Round(time.Second); over > 0 {
			line[0].text += ","
			line = append(line, span{Clock(over) + " over", fair})
		}
	}
	t.entry(2, 18, title, plain, line...)
}

// hints lists the questions for which help was taken.
func (d *Debrief) hints(t *textReport) {
	if len(d.Hints) == 0 {
		return
	}
	n := 0
	for _, h := range d.Hints {
		n += h.Shown
	}
	t.title(span{count(n, "hint", "hints") + " taken, which change no score", bold})
	for _, h := range d.Hints {
		shown := fmt.Sprint(h.Shown)
		if h.Of > 0 {
			shown = fmt.Sprintf("%d of %d", h.Shown, h.Of)
		}
		t.entry(2, 10, shown, plain, span{quoted(h.Question), plain})
	}
	t.blank()
}

// enquiries lists what the candidate asked back and what was told.
func (d *Debrief) enquiries(t *textReport) {
	if len(d.Enquiries) == 0 {
		return
	}
	t.title(span{count(len(d.Enquiries), "question", "questions") + " asked back, which changes no score", bold})
	for _, e := range d.Enquiries {
		told := span{e.Told, plain}
		if !e.Known {
			told.ink = faint
		}
		t.flow(2, 4, span{quoted(e.Asked), plain}, told)
	}
	t.blank()
}

// voice tells what a model had to say in the interview, and why it had not.
func (d *Debrief) voice(t *textReport) {
	v := d.Voice
	if len(v.Models)+len(v.Notes) == 0 {
		return
	}
	t.title(span{"The model in the interview, which gives no level", bold})
	if len(v.Models) > 0 {
		t.text(2, fmt.Sprintf("%s: %s in its words, %s of its own.", strings.Join(v.Models, ", "), count(v.Worded, "follow-up", "follow-ups"), count(v.Own, "question", "questions")), plain)
	}
	for _, n := range v.Notes {
		t.text(2, n, faint)
	}
	t.blank()
}

// doNext is how many things to do an account ends with.
const doNext = 3

// todo names the few things that would lift the score most, each with what to read.
func (d *Debrief) todo(t *textReport) {
	criteria := map[string]score.CriterionResult{}
	for _, c := range d.Result.Criteria {
		criteria[c.ID] = c
	}
	var list []score.Addition
	for _, a := range d.Result.Next {
		if inDrill(d.Drill, a.Criterion) && len(list) < doNext {
			list = append(list, a)
		}
	}
	if len(list) == 0 {
		return
	}
	t.rule()
	heading := "The thing to do next"
	if len(list) > 1 {
		heading = fmt.Sprintf("The %s things to do next", [...]string{2: "two", 3: "three"}[len(list)])
	}
	t.title(span{heading, bold})
	for i, a := range list {
		c := criteria[a.Criterion]
		lead := []span{{cmp.Or(c.Title, a.Criterion) + ",", bold}, {"from " + levelName(c.Level) + " to " + levelName(c.Level+1), plain}}
		if d.Drill == "" {
			lead[1].text += ":"
			lead = append(lead, span{signed(a.Gain) + " points", good})
		}
		t.entry(2, 5, fmt.Sprintf("%d.", i+1), bold, lead...)
		t.text(5, a.Do, plain)
		t.flow(5, 7, span{"read up on", faint}, span{d.lesson(a.Criterion) + ":", plain})
		t.link(7, "designdrill rubric explain "+a.Criterion)
	}
}

// lesson names the step of the roadmap that a criterion is taught in; what the stages
// ask for is the roadmap's last step, the practice itself.
func (d *Debrief) lesson(criterion string) string {
	group := catalog.GroupOf(criterion)
	for _, s := range d.Result.Steps {
		if s.ID == group {
			return fmt.Sprintf("step %d, %s", s.Step, s.Title)
		}
	}
	for _, s := range d.Result.Stages {
		if s.ID == group {
			return fmt.Sprintf("step %d, %s", practiceStep, strings.ToLower(s.Title))
		}
	}
	return group
}

// practiceStep is the number of the roadmap's last step, which is the practice.
const practiceStep = 12
