package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"designdrill/internal/catalog"
	"designdrill/internal/coach"
)

// Progress is how one's scores go over time. All of them come from one content.
type Progress struct {
	Content  string
	Tries    []ProgressTry     // the oldest first
	Titles   map[string]string // of stages and steps
	Now      time.Time
	Stale    int // attempts without a report of this content
	Proposal *coach.Proposal
	Minutes  int // of the proposed drill
}

// ProgressTry is a scored attempt.
type ProgressTry struct {
	coach.Try
	ID     string
	Target string
	Score  *float64 // of the whole; nil of a drill
}

// point is one score in a series.
type point struct {
	id string
	at time.Time
	x  float64
}

// series are the scores of a stage or step, or with "" the totals.
func (g *Progress) series(group string) []point {
	var out []point
	for _, t := range g.Tries {
		x, ok := t.Scores[group]
		if group == "" {
			if ok = t.Score != nil; ok {
				x = *t.Score
			}
		}
		if ok {
			out = append(out, point{t.ID, t.At, x})
		}
	}
	return out
}

func (g *Progress) title(group string, step int) string {
	name := g.Titles[group]
	if name == "" {
		name = capital(group)
	}
	if step > 0 {
		return fmt.Sprintf("%d %s", step, name)
	}
	return name
}

// ProgressPage returns the scores over time: the whole, then each stage and step, and
// what to practise next. only shows one stage or step; "" shows all.
func ProgressPage(g Progress, only string, s Style) string {
	p := newPage(s)
	if len(g.Tries) > 0 {
		first, last := g.Tries[0].At, g.Tries[len(g.Tries)-1].At
		when := "of " + first.Format(dateOnly)
		if first.Format(dateOnly) != last.Format(dateOnly) {
			when = "from " + first.Format(dateOnly) + " to " + last.Format(dateOnly)
		}
		p.title(span{count(len(g.Tries), "attempt", "attempts") + " " + when, bold})
		if targets := g.targets(); len(targets) > 1 {
			p.text(0, "They aim at different targets ("+strings.Join(targets, ", ")+"), which weigh differently.", faint)
		}
		p.blank()
	}
	if only == "" {
		p.series("The whole", g.series(""), 5)
	}
	for _, group := range slices.Concat(catalog.ScoredStages, catalog.Steps) {
		if only == "" || only == group.ID {
			height := 4 // 0, 25, 50, 75, 100
			if only != "" {
				height = 10
			}
			p.series(g.title(group.ID, group.Step), g.series(group.ID), height)
		}
	}
	if g.Stale > 0 {
		p.text(0, count(g.Stale, "finished attempt has", "finished attempts have")+" no report of today's content and is left out: designdrill regrade scores every one anew.", fair)
		p.blank()
	}
	if only == "" && g.Proposal != nil {
		g.next(p)
	}
	return p.String()
}

func (g *Progress) targets() []string {
	var out []string
	for _, t := range g.Tries {
		if !slices.Contains(out, t.Target) {
			out = append(out, t.Target)
		}
	}
	return out
}

// series writes one row of scores: a plot of two and more, the number of one.
func (p *page) series(title string, list []point, height int) {
	switch {
	case len(list) == 0:
		p.sides(0, span{"not scored yet", faint}, span{title, bold})
		return
	case len(list) == 1:
		p.sides(0, span{number(list[0].x, 0) + " of 100", barInk(list[0].x)}, span{title, bold})
		return
	}
	first, last := list[0].x, list[len(list)-1].x
	p.sides(0, span{number(first, 0) + " first, " + number(last, 0) + " last: " + difference(round(last, 0)-round(first, 0)), barInk(last)}, span{title, bold})
	if p.style.Accessible {
		var all []span
		for _, x := range list {
			all = append(all, span{x.at.Format(dateOnly) + " " + number(x.x, 0) + ";", plain})
		}
		p.flow(2, 2, all...)
		return
	}
	values := make([]float64, len(list))
	for i, x := range list {
		values[i] = x.x
	}
	const axis = 8 // columns of the labels with their rule
	// A plot of few points is drawn no wider than reads well.
	width := min(p.style.Width-axis-2, 8*len(values))
	plot := asciigraph.Plot(values, asciigraph.Height(height), asciigraph.Width(width), asciigraph.LowerBound(0), asciigraph.UpperBound(100),
		asciigraph.Precision(0), asciigraph.Offset(2))
	for line := range strings.SplitSeq(plot, "\n") {
		p.out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	p.blank()
}

// next says what to practise, and why.
func (g *Progress) next(p *page) {
	p.rule()
	p.proposal(*g.Proposal, g.Titles, g.Minutes)
}

// Proposal says what to practise next, and why. titles are those of stages and steps,
// minutes the time of the drill that may be proposed.
func Proposal(x coach.Proposal, titles map[string]string, minutes int, s Style) string {
	p := newPage(s)
	p.proposal(x, titles, minutes)
	return p.String()
}

func (p *page) proposal(x coach.Proposal, titles map[string]string, minutes int) {
	g := Progress{Titles: titles}
	p.flow(0, 2, span{"Practise next:", bold}, span{"designdrill practice " + x.Scenario, good})
	switch {
	case x.First:
		p.text(2, "Nothing was practised yet; this system has the most of the roadmap at its core.", plain)
	case x.New:
		p.text(2, "You have not tried it yet.", plain)
	default:
		p.text(2, "You tried it last "+daysAgo(x.Days)+".", plain)
	}
	if len(x.Weak) > 0 {
		p.text(2, "What it exercises and you need most:", plain)
		for _, w := range x.Weak {
			p.entry(4, 12, number(w.Score, 0), barInk(w.Score), span{g.title(w.Group, stepOf(w.Group)) + ",", plain}, span{"last " + daysAgo(w.Days), faint})
		}
	}
	if d := x.Drill; d.Group != "" {
		p.flow(2, 4, span{fmt.Sprintf("Or in %d minutes:", minutes), bold}, span{"designdrill practice " + x.Scenario + " --stage " + d.Group, good},
			span{fmt.Sprintf("(%s: %s of 100 over %d tries)", g.title(d.Group, 0), number(d.Score, 0), d.Tries), faint})
	}
}

// stepOf returns the number of a roadmap step, 0 for a stage.
func stepOf(group string) int {
	for _, g := range catalog.Steps {
		if g.ID == group {
			return g.Step
		}
	}
	return 0
}

func daysAgo(n int) string {
	switch n {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	}
	return fmt.Sprintf("%d days ago", n)
}

// ProgressSchema names the shape of the progress as JSON.
const ProgressSchema = "designdrill.progress/1"

type jsonProgress struct {
	Schema  string        `json:"schema"`
	Content string        `json:"content"`
	Stale   int           `json:"left_out"`
	Tries   []jsonTry     `json:"attempts"`
	Groups  []jsonGroup   `json:"groups"`
	Next    *jsonProposal `json:"next"`
}

type jsonTry struct {
	ID       string             `json:"id"`
	Scenario string             `json:"scenario"`
	Target   string             `json:"target"`
	Stage    string             `json:"stage"`
	Started  string             `json:"started"`
	Score    *float64           `json:"score"`
	Scores   map[string]float64 `json:"scores"`
}

type jsonGroup struct {
	ID    string  `json:"id"`
	Step  int     `json:"step"`
	Title string  `json:"title"`
	Tries int     `json:"attempts"`
	Score float64 `json:"standing"`
	Days  int     `json:"days_ago"`
}

type jsonProposal struct {
	Scenario string   `json:"scenario"`
	New      bool     `json:"new"`
	Days     int      `json:"days_ago"`
	Weak     []string `json:"weak"`
	Drill    string   `json:"drill"`
}

// ProgressJSON returns the progress as one JSON object on one line.
func ProgressJSON(g Progress) ([]byte, error) {
	out := jsonProgress{Schema: ProgressSchema, Content: g.Content, Stale: g.Stale}
	var tries []coach.Try
	out.Tries = each(g.Tries, func(t ProgressTry) jsonTry {
		tries = append(tries, t.Try)
		return jsonTry{t.ID, t.Scenario, t.Target, t.Drill, t.At.UTC().Format(time.RFC3339), t.Score, t.Scores}
	})
	out.Groups = each(coach.Standings(tries, g.Now), func(s coach.Standing) jsonGroup {
		return jsonGroup{s.Group, stepOf(s.Group), g.title(s.Group, 0), s.Tries, round(s.Score, 1), s.Days}
	})
	if x := g.Proposal; x != nil {
		out.Next = &jsonProposal{x.Scenario, x.New, x.Days, each(x.Weak, func(s coach.Standing) string { return s.Group }), x.Drill.Group}
	}
	var b bytes.Buffer
	if err := encodeLine(&b, out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
