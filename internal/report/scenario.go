package report

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// ScenarioList returns the practice systems, one a line.
func ScenarioList(cat *catalog.Catalog, s Style) string {
	p := newPage(s)
	for _, id := range cat.ScenarioIDs() {
		x := cat.Scenarios[id]
		about := []span{{firstSentence(x.Brief), plain}}
		if x.Draft {
			about = append([]span{{"(draft)", faint}}, about...)
		}
		p.entry(0, 16, id, bold, about...)
	}
	return p.String()
}

// firstSentence returns the start of a text up to its first full stop.
func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// ScenarioOverview returns what a person wants to know who decides what to practise:
// the candidate's page, and what the system trains. It gives no solution away. content
// is the folder that lies over the built-in content, for the commands on the page; ""
// for none.
func ScenarioOverview(cat *catalog.Catalog, x *catalog.Scenario, content string, s Style) string {
	p := scenarioPage{newPage(s), cat, x}
	p.head()
	p.task()
	head := false
	for _, g := range catalog.Steps {
		var titles []string
		for _, id := range catalog.RoadmapIDs {
			if catalog.GroupOf(id) == g.ID && x.Weights[id].Need == catalog.Core {
				titles = append(titles, p.criterion(id))
			}
		}
		if len(titles) > 0 {
			if !head {
				p.title(span{"What it trains most", bold})
				head = true
			}
			p.entry(2, 31, p.step(g.Step), plain, span{strings.Join(titles, "; "), plain})
		}
	}
	if head {
		p.blank()
	}
	p.title(span{"Practise it", bold})
	if content != "" {
		content = " --content " + content
	}
	show := "designdrill scenario show " + x.ID + content
	for _, way := range [][2]string{
		{show + " --template > " + x.ID + ".md", "a skeleton to fill in"},
		{"designdrill check " + x.ID + ".md" + content, "the score, for the target senior; --target mid or staff for another"},
		{show + " --for interviewer", "a run sheet for who interviews you"},
		{show + " --answer", "the worked answer, after an attempt"},
	} {
		p.text(2, way[0], plain)
		p.text(6, way[1], faint)
	}
	return p.String()
}

// CandidatePage returns what a candidate may see: the task, what is told with it, and
// the time there is.
func CandidatePage(cat *catalog.Catalog, x *catalog.Scenario, s Style) string {
	p := scenarioPage{newPage(s), cat, x}
	p.head()
	p.task()
	p.text(0, "Ask for what is missing. What nobody knows you may assume: say it aloud and go on.", plain)
	return p.String()
}

type scenarioPage struct {
	*page
	cat *catalog.Catalog
	x   *catalog.Scenario
}

func (p scenarioPage) head() {
	about := fmt.Sprintf("(%s, version %d)", p.x.ID, p.x.Version)
	if p.x.Draft {
		about = fmt.Sprintf("(%s, version %d, draft)", p.x.ID, p.x.Version)
	}
	p.title(span{p.x.Title, bold}, span{about, faint})
	p.blank()
}

// task writes what a candidate is given.
func (p scenarioPage) task() {
	p.markdown(0, p.x.Brief)
	p.blank()
	p.facts("Known from the start", "brief")
	p.timetable(false)
}

// timetable writes the stages with the minute at which each begins; for the interviewer
// with the curveballs in their places.
func (p scenarioPage) timetable(curveballs bool) {
	p.title(span{fmt.Sprintf("The %d minutes", catalog.InterviewMinutes), bold})
	at := 0
	for i, stage := range catalog.Stages {
		end := at + catalog.StageMinutes[i]
		p.entry(2, needColumn, clock(at), plain, span{stageTitle(stage) + ",", plain}, span{fmt.Sprintf("%d minutes", catalog.StageMinutes[i]), plain})
		for _, c := range p.x.Curveballs {
			if curveballs && c.Minute >= at && c.Minute < end {
				p.entry(2, needColumn, clock(c.Minute), plain, span{"curveball: " + c.ID, plain})
			}
		}
		at = end
	}
	p.blank()
}

// clock is a minute of the interview as a clock shows it.
func clock(minute int) string { return fmt.Sprintf("%d:%02d", minute/60, minute%60) }

func (p scenarioPage) criterion(id string) string {
	if c := p.cat.CriterionByID(id); c != nil && c.Title != "" {
		return c.Title
	}
	return id
}

func (p scenarioPage) step(n int) string {
	if r := p.cat.RubricByStep(n); r != nil {
		return r.Title
	}
	return catalog.Steps[n-1].ID
}

// facts writes what is told with the brief, or when asked.
func (p scenarioPage) facts(head, reveal string) {
	if !slices.ContainsFunc(p.x.Facts, func(f catalog.Fact) bool { return f.Reveal == reveal }) {
		return
	}
	p.title(span{head, bold})
	for _, f := range p.x.Facts {
		if f.Reveal == reveal {
			p.flow(2, 4, span{"- " + f.Text, plain}, span{p.origin(f.Source, f.Year, f.Assumed), faint})
		}
	}
	p.blank()
}

// origin tells where a figure comes from.
func (p scenarioPage) origin(source string, year int, assumed bool) string {
	for _, s := range p.x.Sources {
		if s.ID == source && !assumed {
			return fmt.Sprintf("(%s, %d)", s.Publisher, year)
		}
	}
	return "(assumed)"
}
