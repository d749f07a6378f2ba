package web

import (
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/interview"
	"designdrill/internal/report"
	"designdrill/internal/room"
	"designdrill/internal/score"
)

// sheet is the interviewer's page.
type sheet struct {
	common
	About      room.Seat
	Candidates []room.Seat
	Texts      []stageText
	Run        []runStage
	Reveal     []fact
	Curveball  *curveball
	Probes     []interview.Question
	Wrong      []calculation
	Read       bool // the rules have read the text
	Notes      []line
	Card       []cardGroup
	Overall    cardLine
	Mistakes   []catalog.Mistake
}

type runStage struct {
	ID, Title string
	Current   bool
	Prompts   []runPrompt
	Points    []point
	Covered   int
	FollowUps []catalog.FollowUp
}

// calculation is one that does not come out, with what it comes to.
type calculation struct{ Text, Computed string }

type runPrompt struct {
	ID, Ask, Expect string
	Shown, Next     []string
}

type point struct {
	ID, Need, Text, Quote string
	Covered               bool
}

type fact struct {
	ID, Text string
	Told     bool
}

type curveball struct {
	Text, At string
	Good     []string
	Thrown   bool
}

type cardGroup struct {
	ID, Title string
	Open      bool
	Judged    int
	Lines     []cardLine
}

type cardLine struct {
	ID, Title string
	Anchors   []anchor
	Level     int // -1 for none
	Remark    string
}

type anchor struct {
	Level int
	Word  string
	Text  string
}

func (s *Server) sheet(l *live, me room.Seat, about string) *sheet {
	x := l.subject(about)
	st := &l.state
	v := &sheet{common: l.common(s, me, x.ID), About: x, Candidates: st.Of(room.Candidate), Texts: l.stageTexts(x.ID), Mistakes: l.x.Mistakes}
	var res *score.Result
	if seen := l.seen[x.ID]; seen != nil && seen.res != nil {
		res = seen.res
	} else if x.ID != "" {
		s.look(l, x.ID)
	}
	for k, stage := range st.Plan.Stages {
		r := runStage{ID: stage.ID, Title: stage.Title, Current: k == st.Stage}
		for _, q := range stage.Prompts {
			shown := st.Hints[x.ID][q.ID]
			p := runPrompt{ID: q.ID, Ask: q.Ask, Shown: q.Hints[:shown], Next: q.Hints[shown:]}
			for _, y := range l.x.Prompts {
				if y.ID == q.ID {
					p.Expect = y.Expect
				}
			}
			r.Prompts = append(r.Prompts, p)
		}
		for _, f := range l.x.FollowUps {
			if f.Stage == stage.ID {
				r.FollowUps = append(r.FollowUps, f)
			}
		}
		if res != nil {
			r.points(res)
		}
		v.Run = append(v.Run, r)
	}
	told := map[string]bool{}
	for _, t := range st.Said {
		told[strings.Join(strings.Fields(t.Text), " ")] = true
	}
	for _, f := range l.x.Facts {
		if f.Reveal == "asked" {
			text := strings.Join(strings.Fields(f.Text), " ")
			v.Reveal = append(v.Reveal, fact{f.ID, text, told[text]})
		}
	}
	if c := st.Plan.Curveball; c != nil {
		v.Curveball = &curveball{Text: c.Text, At: report.Clock(secs(c.Seconds)), Thrown: st.Curve >= 0}
		for _, y := range l.x.Curveballs {
			if y.ID == c.ID {
				v.Curveball.Good = y.Good
			}
		}
	}
	if res != nil && st.Phase == room.Running {
		v.Read = true
		part := room.Interview(*st, x.ID, l.texts(x.ID))
		v.Probes = s.Probes(l.x, &part, res)
		for _, a := range res.Arithmetic {
			if a.Status == "wrong" || a.Status == "slip" {
				v.Wrong = append(v.Wrong, calculation{a.Text, a.Computed})
			}
		}
	}
	for _, n := range st.Notes {
		v.Notes = append(v.Notes, lineOf(st, n))
	}
	v.Card = cardOf(l.Catalog, st.Marks[x.ID], v.Stage.ID, v.Phase == room.Rating)
	v.Overall = overallOf(st.Marks[x.ID])
	return v
}

// points lists what the scenario expects in a stage, with what the rules have found.
func (r *runStage) points(res *score.Result) {
	for _, p := range res.Points {
		if p.Stage != r.ID {
			continue
		}
		x := point{ID: p.ID, Need: p.Need, Text: p.Text, Covered: p.Covered}
		if p.Covered {
			r.Covered++
			if len(p.Evidence) > 0 {
				x.Quote = p.Evidence[0].Quote
			}
		}
		r.Points = append(r.Points, x)
	}
	if r.ID == "estimates" {
		for _, e := range res.Estimates {
			x := point{ID: e.ID, Text: e.Text + ": " + e.Expected, Covered: e.Status == "right" || e.Status == "near"}
			if e.Stated != "" {
				x.Quote = e.Stated + " (" + e.Status + ")"
			}
			if x.Covered {
				r.Covered++
			}
			r.Points = append(r.Points, x)
		}
	}
}

// cardOf is the scorecard: the criteria of the stages with the ladder spelled out. The
// group of the stage that is on stands open, or all of them.
func cardOf(cat *catalog.Catalog, marks map[string]room.Mark, stage string, all bool) (card []cardGroup) {
	open := catalog.ScoredStages[len(catalog.ScoredStages)-1].ID // the stages after it judge no more criteria
	for _, g := range catalog.ScoredStages {
		if g.ID == stage {
			open = g.ID
		}
	}
	for _, g := range catalog.ScoredStages {
		group := cardGroup{ID: g.ID, Title: strings.ToUpper(g.ID[:1]) + g.ID[1:], Open: g.ID == open || all}
		for _, id := range g.Criteria {
			line := cardLine{ID: id, Title: id, Level: -1}
			var ladder catalog.Ladder
			if c := cat.CriterionByID(id); c != nil {
				line.Title, ladder = c.Title, c.Levels
			}
			for i, text := range []string{"Not there.", ladder.Named, ladder.Applied, ladder.Justified, ladder.Weighed} {
				line.Anchors = append(line.Anchors, anchor{i, levelWords[i], text})
			}
			if m, ok := marks[id]; ok {
				line.Level, line.Remark = m.Level, m.Remark
			}
			if line.Level >= 0 {
				group.Judged++
			}
			group.Lines = append(group.Lines, line)
		}
		card = append(card, group)
	}
	return card
}

// overallOf is the judgement of the whole.
func overallOf(marks map[string]room.Mark) cardLine {
	line := cardLine{ID: interview.TotalRating, Title: "The whole", Level: -1}
	for i := range levelWords {
		line.Anchors = append(line.Anchors, anchor{Level: i, Word: report.RatingName(i)})
	}
	if m, ok := marks[interview.TotalRating]; ok {
		line.Level, line.Remark = m.Level, m.Remark
	}
	return line
}

// levelWords are the ladder's words.
var levelWords = [...]string{"absent", "named", "applied", "justified", "weighed"}
