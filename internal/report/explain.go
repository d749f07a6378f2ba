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
// is the criterion as the content has it, nil where it has none; unused are the places
// that did not count. phrases, when not nil, gives the phrasings of a concept, and with
// them all phrases that the rules look for are shown. An id that is not in the result
// gives "".
func Explain(r Report, id string, rubric *catalog.Criterion, unused []Unused, phrases func(concept string) []string, s Style) string {
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
	explainCues(p, r.File, c)
	if c.Level < 4 {
		explainLacking(p, c, rubric)
	}
	explainUnused(p, r.File, unused)
	if len(c.Trace.Others) > 0 {
		p.title(span{"Found elsewhere, and no better", bold})
		for _, e := range c.Trace.Others {
			p.flow(2, 4, span{place(cmp.Or(e.File, r.File), e.Line) + ":", faint}, span{quoted(e.Quote), plain})
		}
		p.blank()
	}
	if rubric != nil {
		explainRules(p, rubric.Match, phrases)
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
	for i, e := range c.Evidence {
		if e.Quote == t.Passage || slices.ContainsFunc(c.Evidence[:i], func(o score.Evidence) bool { return o.Quote == e.Quote && o.Line == e.Line }) {
			continue
		}
		p.flow(2, 4, span{"quoted,", faint}, span{place(cmp.Or(e.File, file), e.Line) + ":", faint}, span{quoted(e.Quote), plain})
	}
	p.blank()
}

func explainCues(p *page, file string, c score.CriterionResult) {
	t := c.Trace
	if len(t.Cues) == 0 {
		return
	}
	p.title(span{"What the rules found there", bold})
	for i, x := range t.Cues {
		// Several figures of one line are one to the reader.
		if slices.ContainsFunc(t.Cues[:i], func(o score.Cue) bool {
			return o.Kind == x.Kind && o.Rule == x.Rule && o.Text == x.Text && o.Line == x.Line
		}) {
			continue
		}
		line := []span{{quoted(x.Text), plain}}
		if x.Rule != "" {
			line = append(line, span{"by " + x.Rule + ",", faint})
		}
		line = append(line, span{x.From, faint}, span{place(file, x.Line), faint})
		if x.Lift > 0 {
			line = append(line, span{"+" + number(x.Lift, 2), faint})
		}
		p.entry(2, 16, x.Kind, fair, line...)
	}
	if t.Start > 0 {
		p.text(2, sum(c), faint)
	}
	p.blank()
}

// sum tells how the cues of a roadmap criterion make its level.
func sum(c score.CriterionResult) string {
	t := c.Trace
	reached := min(int(t.Height), 4)
	text := fmt.Sprintf("This idea starts at %s, and the cues above bring it to %s; a level begins at its own number.", number(t.Start, 2), number(t.Height, 2))
	switch {
	case t.Height < t.Start:
		text = "A mention that is not asserted adds nothing up."
	case c.Level > reached:
		text += fmt.Sprintf(" What one sentence ties and argues stands one level higher: %d.", c.Level)
	case c.Level < reached:
		text += fmt.Sprintf(" The sum would do for %d, but level %d needs a cue of its own kind.", reached, c.Level+1)
	case c.Level < 4:
		text += fmt.Sprintf(" To level %d it is %s.", c.Level+1, number(float64(c.Level+1)-t.Height, 2))
	}
	return text
}

// Unused is a place that has words of the criterion and did not count for it.
type Unused struct {
	score.Unused
	Near []string // words of which one would have to be near; nil where they are not known
}

// maxNear is how many of the words that would have to be near are shown.
const maxNear = 8

func explainUnused(p *page, file string, list []Unused) {
	if len(list) == 0 {
		return
	}
	p.title(span{"Seen, and not counted", bold})
	for _, u := range list {
		why := u.Why
		if len(u.Near) > 0 {
			why += ": " + strings.Join(u.Near[:min(len(u.Near), maxNear)], ", ")
			if len(u.Near) > maxNear {
				why += ", …"
			}
		}
		p.flow(2, 4, span{place(file, u.Line) + ":", faint}, span{quoted(u.Text), plain}, span{"by " + u.Rule + ":", faint}, span{why + ".", plain})
		if u.Quote != "" && u.Quote != u.Text {
			p.flow(4, 6, span{"in", faint}, span{quoted(u.Quote), faint})
		}
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
func explainRules(p *page, m catalog.Rules, phrases func(concept string) []string) {
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
	if phrases != nil {
		list("applied", m.Applied)
		list("justified", m.Justified)
		list("weighed", m.Weighed)
	}
	var pairs []string
	for _, x := range m.Pairs {
		pairs = append(pairs, x[0]+" with "+x[1])
	}
	list("pairs", pairs)
	if phrases != nil {
		p.blank()
		p.title(span{"The concepts in words", bold})
		for _, id := range slices.Concat(m.Concepts, m.Faint, m.Argued) {
			p.entry(2, 24, id, faint, span{strings.Join(phrases(id), ", "), plain})
		}
	}
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
