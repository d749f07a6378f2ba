package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/score"
)

// Interview returns what an interview adds to its report: one's own guess against the
// score, the time by stage, the hints, and the three things to do next.
func Interview(r Report, s *interview.State, style Style) string {
	p := &interviewPage{newPage(style), r, s}
	p.rule()
	p.title(span{"Your interview", bold}, span{p.length(), faint})
	p.blank()
	p.guess()
	p.times()
	p.hints()
	p.todo()
	return p.String()
}

type interviewPage struct {
	*page
	Report
	s *interview.State
}

// minutes writes a time as minutes and seconds.
func minutes(d time.Duration) string {
	d = d.Round(time.Second)
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

func (p *interviewPage) length() string {
	text := minutes(p.s.Clock()) + " on the clock"
	if planned := p.s.Plan.Total(); planned > 0 {
		text += " of " + minutes(planned)
	}
	if away := p.s.Away.Round(time.Minute); away > 0 {
		text += fmt.Sprintf(", %d min of pauses", int(away.Minutes()))
	}
	return "(" + text + ")"
}

// bandNames are the bands in rising order, as the self-assessment numbers them.
var bandNames = [...]string{"empty", "weak", "borderline", "pass", "strong"}

// guess holds the self-assessment against the score.
func (p *interviewPage) guess() {
	if len(p.s.Ratings) == 0 {
		return
	}
	p.title(span{"Your guess and the score", bold})
	for _, key := range p.s.Plan.Rated() {
		guess, ok := p.s.Ratings[key]
		if !ok {
			continue
		}
		name, value, found := p.shown(key)
		if !found {
			continue
		}
		band := bandOf(value)
		remark := span{"as you guessed", good}
		switch real := slices.Index(bandNames[:], band); {
		case guess > real:
			remark = span{"you guessed higher", fair}
		case guess < real:
			remark = span{"you guessed lower", fair}
		}
		p.entry(2, 18, name, plain, span{"guess " + bandNames[min(max(guess, 0), 4)] + ",", plain}, span{"score " + number(value, 1), plain},
			span{"(" + band + "):", plain}, remark)
	}
	p.blank()
}

// shown returns the name and score of what was rated.
func (p *interviewPage) shown(key string) (string, float64, bool) {
	if key == interview.TotalRating {
		return "The whole", p.Result.Score, p.Result.Scored
	}
	return stageScore(p.Result, p.s, key)
}

// stageScore returns a stage's score: of the scored stages, of deep dives their
// criterion, of trade-offs their step.
func stageScore(res *score.Result, s *interview.State, stage string) (string, float64, bool) {
	name := stage
	for _, st := range s.Plan.Stages {
		if st.ID == stage {
			name = st.Title
		}
	}
	for _, st := range res.Stages {
		if st.ID == stage {
			return name, st.Score, st.Scored
		}
	}
	for _, st := range res.Steps {
		if st.ID == stage {
			return name, st.Score, st.Scored
		}
	}
	if stage == "deep-dives" {
		for _, c := range res.Criteria {
			if c.ID == "components.deep-dives" && c.Status == score.Scored {
				return name, float64(c.Level) * 25, true
			}
		}
	}
	return name, 0, false
}

// bandOf names the band of a score; the limits are those that scoring.yaml sets for
// the whole.
func bandOf(value float64) string {
	return catalog.Bands{Weak: 10, Borderline: 40, Pass: 60, Strong: 80}.Of(value)
}

// times is the log of the clock.
func (p *interviewPage) times() {
	if p.s.Clock() < time.Second {
		return
	}
	p.title(span{"Time", bold})
	for k, st := range p.s.Plan.Stages {
		if p.s.Spent[k] < time.Second && !p.reached(k) {
			p.entry(2, 18, st.Title, plain, span{"not reached", faint})
			continue
		}
		line := []span{{minutes(p.s.Spent[k]), plain}}
		if planned := p.s.Planned(k); planned > 0 {
			line = append(line, span{"of " + minutes(planned), plain})
			if over := p.s.Spent[k] - planned; over >= time.Second {
				line[1].text += ","
				line = append(line, span{minutes(over) + " over", poor})
			}
		}
		p.entry(2, 18, st.Title, plain, line...)
	}
	p.blank()
}

func (p *interviewPage) reached(stage int) bool {
	return slices.ContainsFunc(p.s.Asked, func(q interview.Asked) bool { return q.Stage == stage && q.Status != interview.Open })
}

// hints lists what help was taken, and what was left out.
func (p *interviewPage) hints() {
	var hints, skipped []string
	for _, q := range p.s.Asked {
		if q.Hints > 0 {
			hints = append(hints, fmt.Sprintf("%s (%d)", q.ID, q.Hints))
		}
		if q.Status != interview.Done {
			skipped = append(skipped, q.ID)
		}
	}
	if len(hints) > 0 {
		p.entry(0, 18, "Hints used", bold, span{strings.Join(hints, ", "), plain})
	} else {
		p.entry(0, 18, "Hints used", bold, span{"none", plain})
	}
	if len(skipped) > 0 {
		p.entry(0, 18, "Not answered", bold, span{strings.Join(skipped, ", "), plain})
	}
	p.blank()
}

// maxTodo is how many things there are to do next.
const maxTodo = 3

// todo names what to do next, with where to read up on it.
func (p *interviewPage) todo() {
	if !p.Result.Scored {
		return
	}
	steps := map[string]score.StepScore{}
	for _, st := range p.Result.Steps {
		steps[st.ID] = st
	}
	by := map[string]score.CriterionResult{}
	for _, c := range p.Result.Criteria {
		by[c.ID] = c
	}
	n := 0
	for _, a := range p.Result.Next {
		group := catalog.GroupOf(a.Criterion)
		if !inDrill(p.s.Plan.Drill, a.Criterion) {
			continue
		}
		if n++; n == 1 {
			p.title(span{"What to do next", bold})
		}
		c := by[a.Criterion]
		p.entry(2, 5, fmt.Sprintf("%d.", n), bold, span{cmp.Or(c.Title, a.Criterion) + ",", bold},
			span{"from " + levelName(c.Level) + " to " + levelName(c.Level+1) + ":", plain}, span{a.Do, plain})
		where := "in the stage " + group
		if st, ok := steps[group]; ok {
			where = fmt.Sprintf("on step %d of the roadmap, %s", st.Step, st.Title)
		}
		p.text(5, "Read up "+where+":", faint)
		p.link(5, "designdrill rubric explain "+a.Criterion)
		if n == maxTodo {
			break
		}
	}
	if n > 0 {
		p.blank()
	}
}

// inDrill tells whether a criterion belongs to what a drill practises; a whole
// interview practises all.
func inDrill(drill, criterion string) bool {
	switch drill {
	case "":
		return true
	case "deep-dives":
		return criterion == "components.deep-dives"
	case "components":
		return catalog.GroupOf(criterion) == drill && criterion != "components.deep-dives"
	}
	return catalog.GroupOf(criterion) == drill
}

// Drill returns the report of a stage practised alone: its score and criteria, and no
// total, since the other stages were not asked for.
func Drill(r Report, s *interview.State, st Style) string {
	t := &textReport{page: newPage(st), Report: r, full: true}
	name, value, scored := stageScore(r.Result, s, s.Plan.Drill)
	t.title(span{t.File, bold})
	t.text(0, fmt.Sprintf("scenario %s, target %s, the stage %s alone, %s", r.Result.Scenario, r.Result.Target, name, count(r.Result.Words, "word", "words")), faint)
	t.blank()
	if scored {
		t.flow(0, 2, span{name + " " + number(value, 1) + " of 100:", bold}, span{bandOf(value), bandInk(bandOf(value))}, span{"(no total: the other stages were not asked)", faint})
	} else {
		t.flow(0, 2, span{"Score: none", bold}, span{"(unscored)", plain})
	}
	for _, f := range r.Result.Findings {
		t.flow(0, 2, span{"Note,", fair}, span{t.at(f.Line) + ":", fair}, span{f.Message, plain}, span{"[" + f.ID + "]", faint})
	}
	t.blank()
	for _, c := range r.Result.Criteria {
		if inDrill(s.Plan.Drill, c.ID) && c.Status == score.Scored {
			c.Possible = 0 // points of a total that there is none of
			t.criterion(c)
		}
	}
	t.blank()
	if s.Plan.Drill == "estimates" {
		t.full = false // it would give the inputs away
		t.estimates()
		t.arithmetic()
	}
	return t.String()
}
