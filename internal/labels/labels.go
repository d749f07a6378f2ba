// Package labels provides labelled answers: the format of label files, and the
// comparison of a reader of answers with the labels.
package labels

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
)

// Set holds what one person or program says of a number of answers.
type Set struct {
	File    string
	Answers map[string]*Answer // by id
}

// Answer is what is said of one answer. A criterion without a label is at level 0.
type Answer struct {
	ID      string
	Line    int             // its first row
	Marks   map[string]Mark // by criterion
	Overall float64         // 0–100
	Rated   bool            // there is an overall
}

// Mark is one criterion's label.
type Mark struct {
	Level int
	Quote string
	Line  int // in the label file
}

// Level returns the level of a criterion, 0 where there is no label.
func (a *Answer) Level(criterion string) int { return a.Marks[criterion].Level }

// overall is the row that holds the score as a whole.
const overall = "overall"

// columns are the columns of a label file; the last may be left out.
var columns = []string{"id", "criterion", "level", "quote"}

// maxFaults bounds how many faults of a file are gathered.
const maxFaults = 100

// maxID is the longest id of an answer, in bytes.
const maxID = 200

// Parse reads a label file: lines of id, criterion, level and quote with a tab between
// each two, after a header line with these names or without one. The row whose
// criterion is "overall" holds a score of 0–100 for its level. Blank lines and lines
// that begin with # do not count. All faults are reported.
func Parse(name string, src []byte) (*Set, diag.List) {
	p := parser{set: &Set{File: name, Answers: map[string]*Answer{}}}
	text := strings.TrimPrefix(string(src), "\uFEFF")
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		p.row(strings.TrimSuffix(line, "\r"))
		if len(p.faults) >= maxFaults {
			p.faults.Errorf(diag.Pos{File: name, Line: p.line}, "too-many-faults", "reading ends after %d faults", maxFaults)
			return p.set, p.faults
		}
	}
	if len(p.set.Answers) == 0 && len(p.faults) == 0 {
		p.faults.Errorf(diag.Pos{File: name}, "empty", "the file holds no label")
	}
	return p.set, p.faults
}

type parser struct {
	set    *Set
	line   int
	faults diag.List
}

// fail reports a fault in a field; start is the field's offset in its line.
func (p *parser) fail(rule string, start int, field, hint, message string) {
	p.faults.Add(diag.Finding{Rule: rule, At: diag.Pos{File: p.set.File, Line: p.line, Col: start + 1}, EndCol: start + 1 + len(field),
		Message: message, Hint: hint})
}

func (p *parser) row(line string) {
	if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
		return
	}
	if !utf8.ValidString(line) {
		p.fail("bad-encoding", 0, "", "", "expected text in UTF-8")
		return
	}
	fields := strings.Split(line, "\t")
	starts := make([]int, len(fields))
	for i := 1; i < len(fields); i++ {
		starts[i] = starts[i-1] + len(fields[i-1]) + 1
	}
	for i := range fields[:min(len(fields), 3)] {
		trimmed := strings.TrimLeft(fields[i], " ")
		starts[i] += len(fields[i]) - len(trimmed)
		fields[i] = strings.TrimRight(trimmed, " ")
	}
	if p.line == 1 && len(fields) >= 3 && slices.Equal(fields[:3], columns[:3]) {
		return
	}
	switch {
	case len(fields) < 3:
		p.fail("bad-row", 0, "", "a tab stands between each two; spaces do not part columns", "expected the columns id, criterion, level and quote")
		return
	case len(fields) > len(columns):
		p.fail("bad-row", starts[len(columns)]-1, "\t", "write a space for a tab within a quote", "expected no more than the columns id, criterion, level and quote")
		return
	}
	p.label(fields, starts)
}

func (p *parser) label(fields []string, starts []int) {
	id, criterion := fields[0], fields[1]
	switch {
	case id == "":
		p.fail("bad-id", starts[0], "", "", "expected the id of an answer: the name of its file without .md")
		return
	case len(id) > maxID:
		p.fail("bad-id", starts[0], "", "", "an id has no more than "+strconv.Itoa(maxID)+" bytes")
		return
	}
	a := p.set.Answers[id]
	if a == nil {
		a = &Answer{ID: id, Line: p.line, Marks: map[string]Mark{}}
		p.set.Answers[id] = a
	}
	if criterion == overall {
		v, err := strconv.ParseFloat(fields[2], 64)
		switch {
		case err != nil || !(v >= 0 && v <= 100):
			p.fail("bad-level", starts[2], fields[2], "", "expected an overall score from 0 to 100, not "+quote(fields[2]))
		case a.Rated:
			p.fail("duplicate", starts[1], criterion, "", "a second overall score for "+quote(id))
		default:
			a.Overall, a.Rated = v, true
		}
		return
	}
	if !catalog.IsCriterion(criterion) {
		p.fail("unknown-criterion", starts[1], criterion, diag.DidYouMean(criterion, "criteria", append([]string{overall}, catalog.CriterionIDs...)),
			"unknown criterion "+quote(criterion))
		return
	}
	level := strings.IndexByte("01234", (fields[2] + "x")[0])
	if len(fields[2]) != 1 || level < 0 {
		p.fail("bad-level", starts[2], fields[2], "", "expected a level from 0 to 4, not "+quote(fields[2]))
		return
	}
	if _, twice := a.Marks[criterion]; twice {
		p.fail("duplicate", starts[1], criterion, "", "a second label of "+quote(id)+" for "+criterion)
		return
	}
	m := Mark{Level: level, Line: p.line}
	if len(fields) > 3 {
		m.Quote = strings.TrimSpace(fields[3])
	}
	a.Marks[criterion] = m
}

// quote shows a field in a message, shortened when it is long.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strconv.Quote(s)
}

// IDs lists the answers in the order of their first rows.
func (s *Set) IDs() []string {
	list := make([]*Answer, 0, len(s.Answers))
	for _, a := range s.Answers {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *Answer) int { return cmp.Compare(a.Line, b.Line) })
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	return ids
}
