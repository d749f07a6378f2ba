package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// Explain returns how one criterion's level came about: the passage, the cues found in
// it with their rules, the cue that lacked, and the question that asks for it. rubric
// is the criterion as the content has it, nil where it has none. full adds the phrases
// that the rules look for. An id that is not in the result gives "".
func Explain(r Report, id string, rubric *catalog.Criterion, s Style, full bool) string {
	i := slices.IndexFunc(r.Result.Criteria, func(c score.CriterionResult) bool { return c.ID == id })
	if i < 0 {
		return ""
	}
	c := r.Result.Criteria[i]
	p := newPage(s)
	p.title(titled(c)...)
	p.text(0, "in "+name(r.File), faint)
	p.blank()
	if c.Status != score.Scored {
		p.text(0, capital(c.Status)+": "+cmp.Or(c.Reason, "no reason given")+".", plain)
		return p.String()
	}
	verdict := fmt.Sprintf("Level %d of 4, %s", c.Level, levelName(c.Level))
	p.flow(0, 2, span{verdict, levelInk(c.Level)}, span{fmt.Sprintf("(weight %s%s points)", cmp.Or(c.Need, "none"), points100(c)), faint})
	if rubric != nil && c.Level > 0 {
		p.flow(2, 2, span{levelName(c.Level) + " here means:", faint}, span{rung(rubric.Levels, c.Level), plain})
	}
	p.blank()
	explainPassage(p, r.File, c)
	explainCues(p, r.File, c.Trace)
	if c.Level < 4 {
		explainLacking(p, c, rubric)
	}
	if len(c.Trace.Others) > 0 {
		p.title(span{"Found elsewhere, and no better", bold})
		for _, e := range c.Trace.Others {
			p.flow(2, 4, span{place(cmp.Or(e.File, r.File), e.Line) + ":", faint}, span{quoted(e.Quote), plain})
		}
		p.blank()
	}
	if rubric != nil {
		explainRules(p, rubric.Match, full)
	}
	return p.String()
}

func explainPassage(p *page, file string, c score.CriterionResult) {
	t := c.Trace
	if t.Passage == "" && len(c.Evidence) == 0 {
		p.text(0, "No passage of the answer brings this up.", plain)
		p.blank()
		return
	}
	p.title(span{"The passage that counts", bold})
	if t.Passage != "" {
		where := place(file, t.Line)
		if t.Heading != "" {
			where += ", under " + t.Heading
		}
		p.text(2, where, faint)
		p.text(4, t.Passage, plain)
	}
	for _, e := range c.Evidence {
		if e.Quote == t.Passage {
			continue
		}
		p.flow(2, 4, span{"quoted,", faint}, span{place(cmp.Or(e.File, file), e.Line) + ":", faint}, span{quoted(e.Quote), plain})
	}
	p.blank()
}

func explainCues(p *page, file string, t score.Trace) {
	if len(t.Cues) == 0 {
		return
	}
	p.title(span{"What the rules found there", bold})
	for _, c := range t.Cues {
		line := []span{{quoted(c.Text), plain}}
		if c.Rule != "" {
			line = append(line, span{"by " + c.Rule + ",", faint})
		}
		line = append(line, span{c.From, faint}, span{place(file, c.Line), faint})
		p.entry(2, 16, c.Kind, fair, line...)
	}
	if t.Height > 0 {
		p.text(2, fmt.Sprintf("together %s; each level from 1 to 4 begins at its own number and needs its own kind of cue", number(t.Height, 2)), faint)
	}
	p.blank()
}

func explainLacking(p *page, c score.CriterionResult, rubric *catalog.Criterion) {
	p.title(span{"What lacks for " + levelName(c.Level+1), bold})
	for _, l := range c.Trace.Lacking {
		p.flow(2, 4, span{"- " + l, plain})
	}
	missing := c.Missing
	if missing == "" && rubric != nil {
		missing = rung(rubric.Levels, c.Level+1)
	}
	if missing != "" {
		p.text(2, missing, plain)
	}
	if c.Probe != "" {
		p.flow(2, 4, span{"asked as:", faint}, span{c.Probe, plain})
	}
	p.blank()
}

// explainRules tells what could have been found.
func explainRules(p *page, m catalog.Rules, full bool) {
	if len(m.Concepts)+len(m.Faint)+len(m.Argued) == 0 {
		return // a stage criterion: its points are the scenario's
	}
	list := func(label string, items []string) {
		if len(items) > 0 {
			p.entry(2, 16, label, faint, span{strings.Join(items, ", "), plain})
		}
	}
	p.title(span{"What the rules look for", bold})
	list("concepts", m.Concepts)
	list("faint", m.Faint)
	list("argued", m.Argued)
	if full {
		list("applied", m.Applied)
		list("justified", m.Justified)
		list("weighed", m.Weighed)
	}
	var pairs []string
	for _, x := range m.Pairs {
		pairs = append(pairs, x[0]+" with "+x[1])
	}
	list("pairs", pairs)
	p.blank()
}

// rung returns a ladder's text for a level 1–4, "" for others.
func rung(l catalog.Ladder, level int) string {
	texts := [...]string{"", l.Named, l.Applied, l.Justified, l.Weighed}
	if level < 0 || level >= len(texts) {
		return ""
	}
	return texts[level]
}
