package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/score"
)

// Text returns the report for a reader: the score and what held it down, stages and
// steps, each criterion that the answer shows with its line, the scenario's points and
// figures, and at the end what to add. full shows every criterion with its probe, and
// every point.
func Text(r Report, s Style, full bool) string {
	t := &textReport{page: newPage(s), Report: r, full: full}
	t.head()
	t.bars()
	if r.Result.Scored || full {
		t.criteria()
	}
	t.points()
	t.estimates()
	t.arithmetic()
	t.diagram()
	t.consistency()
	t.review()
	t.next()
	return t.String()
}

type textReport struct {
	*page
	Report
	full bool
}

// at names a line of the answer.
func (t *textReport) at(line int) string { return place(t.File, line) }

// longPath is the length from which a place leaves the folders of a path out: the
// heading of the report has them.
const longPath = 32

// place names a line of a file; "-" is standard input and has no name.
func place(file string, line int) string {
	if len(file) > longPath {
		file = path.Base(file)
	}
	switch {
	case file == "-" || file == "":
		return fmt.Sprintf("line %d", line)
	case line <= 0:
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// name is the file as a heading has it.
func name(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

// number writes a score or points without needless zeros.
func number(x float64, decimals int) string {
	return strconv.FormatFloat(round(x, decimals), 'f', -1, 64)
}

// signed writes a gain with its sign and one decimal, so that a column lines up.
func signed(x float64) string { return "+" + strconv.FormatFloat(round(x, 1), 'f', 1, 64) }

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (t *textReport) head() {
	res := t.Result
	against := "no scenario: against the roadmap"
	if res.Scenario != "" {
		against = "scenario " + res.Scenario
	}
	t.title(span{name(t.File), bold})
	t.text(0, fmt.Sprintf("%s, target %s, %s", against, res.Target, count(res.Words, "word", "words")), faint)
	t.blank()
	if !res.Scored {
		t.flow(0, 2, span{"Score: none", bold}, span{"(unscored)", plain})
	} else {
		line := []span{{"Score " + number(res.Score, 1) + " of 100:", bold}, {res.Band, bandInk(res.Band)},
			{fmt.Sprintf("(the pass mark is %s)", number(res.PassMark, 1)), faint}}
		t.flow(0, 2, line...)
	}
	if v := t.Review; v != nil && (v.Rules.Score != res.Score || v.Rules.Scored != res.Scored) {
		alone := "nothing could be scored"
		if v.Rules.Scored {
			alone = number(v.Rules.Score, 1) + ", " + v.Rules.Band
		}
		t.flow(0, 2, span{"By the rules alone:", fair}, span{alone + ".", plain},
			span{fmt.Sprintf("The score above has levels by %s in it (policy %s).", v.Model, v.Policy), plain})
	}
	t.gates()
	t.findings()
	t.blank()
}

// gates tells what held the score down.
func (t *textReport) gates() {
	for _, g := range t.Result.Gates {
		t.flow(0, 2, span{"Held down to " + number(g.Cap, 1), poor}, span{"by the gate " + g.ID + ":", poor},
			span{g.Why + ".", plain}, span{"Without gates it would be " + number(t.Result.Stretched, 1) + ".", faint})
	}
}

// findings are the remarks on the answer as a whole.
func (t *textReport) findings() {
	for _, f := range t.Result.Findings {
		t.flow(0, 2, span{"Note,", fair}, span{t.at(f.Line) + ":", fair}, span{f.Message, plain}, span{"[" + f.ID + "]", faint})
	}
}

func bandInk(band string) ink {
	switch band {
	case "pass", "strong":
		return good
	case "borderline":
		return fair
	}
	return poor
}

// bars gives the stages and the steps at a glance.
func (t *textReport) bars() {
	res := t.Result
	if !res.Scored {
		return
	}
	column := 0
	for _, s := range res.Stages {
		column = max(column, displaywidth.String(s.Title)+4)
	}
	for _, s := range res.Steps {
		column = max(column, displaywidth.String(stepTitle(s))+4)
	}
	column = min(column, t.style.Width-barWidth-6)
	t.title(span{"Stages of the interview", bold})
	for _, s := range res.Stages {
		t.bar(column, s.Title, s.Score, s.Scored)
	}
	t.blank()
	t.title(span{"Steps of the roadmap", bold})
	for _, s := range res.Steps {
		t.bar(column, stepTitle(s), s.Score, s.Scored)
	}
	t.blank()
}

func stepTitle(s score.StepScore) string { return fmt.Sprintf("%d %s", s.Step, s.Title) }

func (t *textReport) bar(column int, title string, x float64, scored bool) {
	value := []span{{"unscored", faint}}
	switch {
	case scored && t.style.Accessible:
		value = []span{{number(x, 0) + " of 100", plain}}
	case scored:
		value = []span{{bar(x), barInk(x)}, {number(x, 0), plain}}
	}
	t.entry(2, column, title, plain, value...)
}

func barInk(x float64) ink {
	switch {
	case x >= 60:
		return good
	case x >= 30:
		return fair
	}
	return faint
}

// criteria goes through the stages and steps.
func (t *textReport) criteria() {
	groups := map[string][]score.CriterionResult{}
	for _, c := range t.Result.Criteria {
		if !inDrill(t.Drill, c.ID) {
			continue
		}
		g, _, _ := strings.Cut(c.ID, ".")
		groups[g] = append(groups[g], c)
	}
	known := map[string]bool{}
	group := func(id, title string, x float64, scored bool) {
		known[id] = true
		list := groups[id]
		if len(list) == 0 {
			return
		}
		value := span{"unscored", faint}
		if scored {
			value = span{number(x, 0) + " of 100", bold}
		}
		t.rule()
		t.sides(0, value, span{title, bold})
		t.group(list)
		t.blank()
	}
	for _, s := range t.Result.Stages {
		group(s.ID, s.Title, s.Score, s.Scored)
	}
	for _, s := range t.Result.Steps {
		group(s.ID, stepTitle(s), s.Score, s.Scored)
	}
	// An unscored answer has no stages and steps.
	for _, c := range t.Result.Criteria {
		if id, _, _ := strings.Cut(c.ID, "."); !known[id] {
			group(id, id, 0, false)
		}
	}
}

// group writes the criteria of one stage or step; those that show nothing come last,
// on one line each kind.
func (t *textReport) group(list []score.CriterionResult) {
	var absent, off []string
	put := map[string][]string{} // by reason
	var reasons []string
	for _, c := range list {
		switch {
		case c.Status != score.Scored:
			reason := c.Status + ", " + cmp.Or(c.Reason, "no reason given")
			if put[reason] == nil {
				reasons = append(reasons, reason)
			}
			put[reason] = append(put[reason], title(c))
		case c.Need == "off" && c.Level == 0:
			off = append(off, title(c))
		case c.Level > 0 || t.full:
			t.criterion(c)
		default:
			absent = append(absent, title(c))
		}
	}
	aside := func(label string, names []string) {
		if len(names) > 0 {
			t.flow(2, 4, span{label + ":", faint}, span{strings.Join(names, "; "), faint})
		}
	}
	aside("Not shown in the answer", absent)
	aside("Not asked for here", off)
	for _, reason := range reasons {
		aside(capital(reason), put[reason])
	}
}

func title(c score.CriterionResult) string { return cmp.Or(c.Title, c.ID) }

// titled is a criterion's title with its id.
func titled(c score.CriterionResult) []span {
	if c.Title == "" {
		return []span{{c.ID, plain}}
	}
	return []span{{c.Title, plain}, {"(" + c.ID + ")", faint}}
}

// capital writes the first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func levelInk(level int) ink {
	switch {
	case level >= 3:
		return good
	case level == 2:
		return fair
	}
	return plain
}

func (t *textReport) criterion(c score.CriterionResult) {
	value := levelName(c.Level) + points100(c)
	if t.style.Accessible {
		value = fmt.Sprintf("level %d of 4, %s%s", c.Level, levelName(c.Level), points100(c))
	}
	if c.By == score.ByModel {
		value += ", by the model"
	}
	t.sides(2, span{value, levelInk(c.Level)}, titled(c)...)
	evidence := c.Evidence
	if !t.full && len(evidence) > 1 {
		evidence = evidence[:1]
	}
	for _, e := range evidence {
		t.flow(4, 4, span{quoted(e.Quote), plain}, span{place(cmp.Or(e.File, t.File), e.Line), faint})
	}
	if c.Level < 4 && c.Missing != "" {
		t.flow(4, 6, span{"for " + levelName(c.Level+1) + ":", faint}, span{c.Missing, plain})
	}
	if t.full && c.Level < 4 && c.Probe != "" {
		t.flow(4, 6, span{"asked as:", faint}, span{c.Probe, plain})
	}
}

// points100 tells what a criterion earned; "" for one without a weight.
func points100(c score.CriterionResult) string {
	if c.Possible <= 0 {
		return ""
	}
	return ", " + strconv.FormatFloat(round(c.Earned, 1), 'f', 1, 64) + " of " + strconv.FormatFloat(round(c.Possible, 1), 'f', 1, 64)
}

// points tells which of the scenario's points are covered, by kind.
func (t *textReport) points() {
	if len(t.Result.Points) == 0 || !t.Result.Scored {
		return
	}
	t.rule()
	t.title(span{"What this scenario expects", bold})
	type tally struct {
		kind     string
		all, got int
		lacking  []score.PointResult
	}
	var kinds []*tally
	for _, p := range t.Result.Points {
		kind, _, _ := strings.Cut(p.ID, ".")
		i := slices.IndexFunc(kinds, func(k *tally) bool { return k.kind == kind })
		if i < 0 {
			i = len(kinds)
			kinds = append(kinds, &tally{kind: kind})
		}
		k := kinds[i]
		k.all++
		if p.Covered {
			k.got++
		} else {
			k.lacking = append(k.lacking, p)
		}
	}
	for _, k := range kinds {
		t.entry(2, 20, k.kind, plain, span{fmt.Sprintf("%d of %d covered", k.got, k.all), plain})
		for _, p := range k.lacking {
			if p.Need == "core" || t.full {
				t.flow(4, 6, span{"not found, " + p.Need + ":", faint}, span{cmp.Or(p.Text, p.ID), plain})
			}
		}
		if !t.full {
			continue
		}
		for _, p := range t.Result.Points {
			if strings.HasPrefix(p.ID, k.kind+".") && p.Covered {
				t.covered(p)
			}
		}
	}
	t.blank()
}

func (t *textReport) covered(p score.PointResult) {
	line := []span{{"covered:", faint}, {cmp.Or(p.Text, p.ID), plain}}
	for _, e := range p.Evidence {
		line = append(line, span{place(cmp.Or(e.File, t.File), e.Line), faint})
	}
	t.flow(4, 6, line...)
}

// maxNext is how many additions the short report shows.
const maxNext = 8

// next says what to add.
func (t *textReport) next() {
	list := t.Result.Next
	if len(list) == 0 {
		return
	}
	t.rule()
	t.title(span{"Add next, most valuable first", bold})
	if !t.full && len(list) > maxNext {
		list = list[:maxNext]
	}
	by := map[string]score.CriterionResult{}
	for _, c := range t.Result.Criteria {
		by[c.ID] = c
	}
	for _, a := range list {
		c := by[a.Criterion]
		t.entry(2, 9, signed(a.Gain), good, span{cmp.Or(c.Title, a.Criterion), bold}, span{"(" + a.Criterion + "),", faint},
			span{"from " + levelName(c.Level) + " to " + levelName(c.Level+1), plain})
		t.text(9, a.Do, plain)
		if c.Probe != "" && c.Probe != a.Do {
			t.flow(9, 11, span{"asked as:", faint}, span{c.Probe, plain})
		}
	}
	if left := len(t.Result.Next) - len(list); left > 0 {
		t.text(2, "and "+count(left, "smaller one", "smaller ones")+"; --full shows all", faint)
	}
	t.blank()
}
