package report

import (
	"fmt"
	"strings"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/peer"
)

// What became of a reviewer's sheet.
const (
	SheetComplete = "complete"
	SheetPartial  = "partial"
	SheetMissing  = "missing" // or nothing in it yet
	SheetFaulty   = "faulty"  // and left out
	SheetNone     = "none"    // there is nothing to review
)

// Group is a round of peer review with the names revealed.
type Group struct {
	Dir      string
	Program  string
	Content  string
	Exemplar string // its name
	Members  []GroupMember
	People   []peer.Person // by member
	Study    *peer.Study
	Heat     peer.Heat
	Earlier  string // the file with the earlier results; "" when there are none
	Changes  []peer.Change
	Titles   map[string]string // of stage criteria and of steps, by id
}

// GroupMember is what stands beside a person's levels.
type GroupMember struct {
	File, Pseudonym, Band string
	Sheet                 string // one of the above
	Changed               bool   // the answer is not what the reviewers read
	Unread                bool   // the answer could not be read
}

// maxTalk is how many disagreements the pages show; JSON and CSV have all.
const maxTalk = 10

// fewAnswers is below how many answers figures of agreement say little.
const fewAnswers = 8

// section is a part of the results, for any kind of page.
type section struct {
	id    string
	title string
	notes []string
	rows  [][]string // the first row names the columns
	right int        // columns from here on are figures
	items []sectionItem
	after []string
}

// sectionItem is a line with further lines under it.
type sectionItem struct {
	head  string
	under []string
}

// GroupSection is a part of the results laid out for a page of another kind.
type GroupSection struct {
	ID, Title    string
	Notes, After []string
	Head         []string // of the columns
	Rows         [][]string
	Figures      int // columns from here on are figures
	Items        []GroupItem
}

// GroupItem is a line with further lines under it.
type GroupItem struct {
	Head  string
	Under []string
}

// GroupSections returns the results in the order in which they are read.
func GroupSections(g Group) []GroupSection {
	return each(g.sections(), func(x section) GroupSection {
		s := GroupSection{ID: x.id, Title: x.title, Notes: x.notes, After: x.after, Figures: x.right,
			Items: each(x.items, func(it sectionItem) GroupItem { return GroupItem{it.head, it.under} })}
		if len(x.rows) > 0 {
			s.Head, s.Rows = x.rows[0], x.rows[1:]
		}
		return s
	})
}

// GroupText returns the results for a reader.
func GroupText(g Group, s Style) string {
	p := newPage(s)
	for i, x := range g.sections() {
		if i > 0 {
			p.blank()
		}
		p.title(span{x.title, bold})
		for _, n := range x.notes {
			p.flow(0, 2, span{n, plain})
		}
		if len(x.rows) > 0 && (p.style.Accessible || !p.table(x.rows, x.right, 0)) {
			p.records(x.rows)
		}
		for _, it := range x.items {
			p.flow(2, 4, span{it.head, plain})
			for _, u := range it.under {
				p.flow(4, 6, span{u, faint})
			}
		}
		for _, n := range x.after {
			p.text(0, n, faint)
		}
	}
	return p.String()
}

// GroupMarkdown returns the results as a Markdown document.
func GroupMarkdown(g Group) string {
	var b strings.Builder
	for i, x := range g.sections() {
		level := "## "
		if i == 0 {
			level = "# "
		} else {
			b.WriteByte('\n')
		}
		b.WriteString(level + markdownText(x.title) + "\n")
		paragraphs := func(list []string) {
			for _, n := range list {
				b.WriteString("\n" + markdownText(n) + "\n")
			}
		}
		paragraphs(x.notes)
		for r, row := range x.rows {
			if r == 0 {
				b.WriteByte('\n')
			}
			for _, cell := range row {
				b.WriteString("| " + markdownText(cell) + " ")
			}
			b.WriteString("|\n")
			if r > 0 {
				continue
			}
			for k := range row {
				if k < x.right {
					b.WriteString("| --- ")
				} else {
					b.WriteString("| ---: ")
				}
			}
			b.WriteString("|\n")
		}
		for k, it := range x.items {
			if k == 0 {
				b.WriteByte('\n')
			}
			b.WriteString("- " + markdownText(it.head) + "\n")
			for _, u := range it.under {
				b.WriteString("  - " + markdownText(u) + "\n")
			}
		}
		paragraphs(x.after)
	}
	return b.String()
}

// markdownText writes text so that Markdown and HTML show it as it is.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range diag.Clean(strings.Join(strings.Fields(s), " ")) {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '&':
			b.WriteString("&amp;")
		case '\\', '`', '*', '_', '[', ']', '|', '#', '!', '~':
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (g Group) sections() []section {
	out := []section{g.answers(), g.reviewers(), g.stages(), g.agreement(), g.talk(), g.best(), g.heat()}
	if g.Earlier != "" {
		out = append(out, g.changes())
	}
	if c := g.comments(); len(c.items) > 0 {
		out = append(out, c)
	}
	return out
}

func (g Group) name(i int) string { return g.People[i].Name }

func (g Group) title(id string) string {
	if t := g.Titles[id]; t != "" {
		return t
	}
	return id
}

// figure writes a value, a dash where there is none.
func figure(v agreement.Value, decimals int) string {
	if !v.Known() {
		return "-"
	}
	return v.Text(decimals)
}

// gain writes a value with its sign.
func gain(v agreement.Value, decimals int) string {
	text := figure(v, decimals)
	if v > 0 && strings.Trim(text, "0.") != "" {
		text = "+" + text
	}
	return text
}

func (g Group) answers() section {
	s := section{id: "answers", title: "Results of " + g.Dir, right: 3}
	s.notes = append(s.notes, count(len(g.People), "person", "people")+"; names are revealed.")
	group := func(note string, is func(i int) bool) {
		var names []string
		for i := range g.Members {
			if is(i) {
				names = append(names, g.name(i))
			}
		}
		if len(names) > 0 {
			s.notes = append(s.notes, note+": "+strings.Join(names, ", ")+".")
		}
	}
	sheet := func(kind string) func(int) bool { return func(i int) bool { return g.Members[i].Sheet == kind } }
	group("No review sheet yet from", sheet(SheetMissing))
	group("Review sheets with open levels or quotes", sheet(SheetPartial))
	group("Review sheets with faults, left out", sheet(SheetFaulty))
	group("Changed after the reviewers got it, so that rules and peers read different texts", func(i int) bool { return g.Members[i].Changed })
	group("Answer cannot be read", func(i int) bool { return g.Members[i].Unread })
	s.rows = [][]string{{"name", "pseudonym", "scenario", "score", "rules", "peers", "corrected", "self"}}
	for i, a := range g.Study.Answers {
		s.rows = append(s.rows, []string{g.name(i), g.Members[i].Pseudonym, orDash(g.People[i].Scenario), figure(g.People[i].Score, 1),
			figure(a.Total.Rules, 1), figure(a.Total.Peers, 1), figure(a.Total.Corrected, 1), figure(a.Total.Self, 1)})
	}
	s.after = []string{"Score: 0–100, by the rules, over stages and roadmap. The other columns: mean level 0–4 of the 12 stage criteria. " +
		"Corrected: the peers' levels without each reviewer's bias on the exemplar."}
	return s
}

func (g Group) reviewers() section {
	s := section{id: "reviewers", title: "Reviewers on the exemplar", right: 2,
		rows: [][]string{{"name", "sheet", "graded", "bias", "off by", "within 1", "kappa"}}}
	for i, p := range g.People {
		b := p.Bias
		s.rows = append(s.rows, []string{p.Name, g.Members[i].Sheet, fmt.Sprintf("%d/%d", b.Graded, len(catalog.StageIDs)), gain(b.Mean, 2),
			figure(b.Error, 2), portion(b.Within), figure(b.Kappa, 2)})
	}
	s.after = []string{fmt.Sprintf("The exemplar is %q. Bias: by how many levels someone is above its gold levels on average; it is known from %d graded criteria on. "+
		"Off by: the mean distance, whatever its direction.", g.Exemplar, peer.EnoughGraded)}
	return s
}

func portion(v agreement.Value) string {
	if !v.Known() {
		return "-"
	}
	return (v * 100).Text(0) + " %"
}

func (g Group) stages() section {
	s := section{id: "stages", title: "Stage by stage", right: 2, rows: [][]string{{"name", "stage", "rules", "peers", "corrected", "self"}}}
	for i, a := range g.Study.Answers {
		for _, x := range a.Stages {
			s.rows = append(s.rows, []string{g.name(i), x.ID, figure(x.Rules, 1), figure(x.Peers, 1), figure(x.Corrected, 1), figure(x.Self, 1)})
		}
	}
	return s
}

func (g Group) agreement() section {
	s := section{id: "agreement", title: "Agreement by criterion", right: 1, rows: [][]string{{"criterion", "pairs", "alpha", "corrected", "kappa", "with rules"}}}
	add := func(x peer.Agreement) {
		s.rows = append(s.rows, []string{x.ID, fmt.Sprint(x.Answers), figure(x.Alpha, 2), figure(x.Corrected, 2), figure(x.Kappa, 2), figure(x.Rules, 2)})
	}
	add(g.Study.Overall)
	for _, x := range g.Study.Criteria {
		add(x)
	}
	s.after = []string{"1 is full agreement, 0 what chance gives; - where all levels are the same or nothing is read twice. Alpha: Krippendorff's, ordinal, among peers; " +
		"corrected: without their biases. Kappa: quadratic weights, among peers, and of peers with the rules."}
	if len(g.People) < fewAnswers {
		s.after = append(s.after, fmt.Sprintf("With fewer than %d answers the figures of a single criterion say little.", fewAnswers))
	}
	return s
}

func (g Group) talk() section {
	s := section{id: "talk", title: "To discuss: the largest disagreements"}
	for _, d := range g.Study.Disputes[:min(len(g.Study.Disputes), maxTalk)] {
		s.items = append(s.items, g.dispute(d))
	}
	switch n := len(g.Study.Disputes); {
	case n == 0:
		s.notes = []string{"No two readers of an answer are two levels apart."}
	case n > maxTalk:
		s.after = []string{fmt.Sprintf("%d of %d; the results as CSV have all levels.", maxTalk, n)}
	}
	return s
}

func (g Group) dispute(d peer.Dispute) sectionItem {
	x := g.Study.Answers[d.Of].Criteria[catalog.CriterionIndex(d.Criterion)-len(catalog.RoadmapIDs)]
	it := sectionItem{head: fmt.Sprintf("%s, %s: %s apart", g.name(d.Of), g.title(d.Criterion), count(d.Gap, "level", "levels"))}
	add := func(who string, level int, quote string) {
		line := fmt.Sprintf("%s: %d", who, level)
		if quote != "" {
			line += " " + quoted(quote)
		}
		it.under = append(it.under, line)
	}
	for _, v := range x.Given {
		add(g.name(v.By), v.Level, v.Quote)
	}
	if x.Rules.Known() {
		add("rules", int(x.Rules), g.People[d.Of].Rules[d.Criterion].Quote)
	}
	if x.Self.Known() {
		add("self", int(x.Self), "")
	}
	return it
}

func (g Group) best() section {
	s := section{id: "best", title: "The best passage of each criterion"}
	for _, b := range g.Study.Best {
		by := "found by the rules"
		if b.By >= 0 {
			by = "chosen by " + g.name(b.By)
		}
		s.items = append(s.items, sectionItem{head: fmt.Sprintf("%s: %s, level %s", g.title(b.Criterion), g.name(b.Of), agreement.Value(b.Level).Text(1)),
			under: []string{quoted(b.Quote) + " (" + by + ")"}})
	}
	if len(s.items) == 0 {
		s.notes = []string{"Nothing was shown from level 2 on."}
	}
	return s
}

// shades are the heat of a quarter of the scale each.
var shades = []string{"·", "░", "▒", "▓", "█"}

func (g Group) heat() section {
	steps := len(catalog.Steps)
	s := section{id: "heat", title: "By roadmap step, 0–100 by the rules", right: 1}
	head := []string{"name"}
	var legend []string
	for _, x := range catalog.Steps {
		head = append(head, fmt.Sprint(x.Step))
		legend = append(legend, fmt.Sprintf("%d %s", x.Step, g.title(x.ID)))
	}
	s.rows = append(s.rows, head)
	row := func(name string, cells []agreement.Value) {
		line := []string{name}
		for _, v := range cells[:steps] {
			if !v.Known() {
				line = append(line, "-")
				continue
			}
			line = append(line, shades[min(max(int(float64(v)+12.5)/25, 0), len(shades)-1)]+v.Text(0))
		}
		s.rows = append(s.rows, line)
	}
	for i, cells := range g.Heat.Cells {
		row(g.name(i), cells)
	}
	row("all", g.Heat.Mean)
	s.after = []string{strings.Join(legend, ", ") + "."}
	return s
}

func (g Group) changes() section {
	s := section{id: "changes", title: "Since last time", right: 2}
	if len(g.Changes) == 0 {
		s.notes = []string{"Nobody of this round is in " + g.Earlier + "."}
		return s
	}
	s.rows = [][]string{{"name", "then", "score", "peers' level"}}
	for _, c := range g.Changes {
		s.rows = append(s.rows, []string{g.name(c.Who), orDash(c.Scenario), gain(c.Score, 1), gain(c.Peers, 1)})
	}
	s.after = []string{"The gain in points of the score and in the peers' corrected mean level, against " + g.Earlier + "."}
	return s
}

func (g Group) comments() section {
	s := section{id: "comments", title: "What the reviewers say"}
	for i, a := range g.Study.Answers {
		it := sectionItem{head: g.name(i)}
		for _, c := range a.Comments {
			it.under = append(it.under, g.name(c.By)+": "+c.Text)
		}
		if len(it.under) > 0 {
			s.items = append(s.items, it)
		}
	}
	return s
}
