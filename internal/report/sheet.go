package report

import (
	"fmt"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/peer"
	files "designdrill/internal/round" // round is how this package rounds numbers
)

// Sheet tells a reviewer what is still open and how they stand to the exemplar's gold
// levels; titles are those of the criteria.
func Sheet(file string, s *files.Sheet, b peer.Bias, x *catalog.Exemplar, titles map[string]string, st Style) string {
	p := newPage(st)
	p.title(span{name(file), bold})
	for _, g := range s.Graded {
		all := len(catalog.StageIDs)
		line := fmt.Sprintf("%d of %d graded", all-len(g.Open), all)
		k := good
		if len(g.Open)+len(g.Bare) > 0 {
			k = fair
		}
		p.entry(2, 20, g.Of, k, span{line, plain})
		if n := len(g.Open); n > 0 && n < all {
			p.flow(4, 6, span{"no level yet:", faint}, span{strings.Join(g.Open, ", "), plain})
		}
		if len(g.Bare) > 0 {
			p.flow(4, 6, span{"a level without a passage of the answer:", faint}, span{strings.Join(g.Bare, ", "), plain})
		}
	}
	p.blank()
	if b.Graded < len(catalog.StageIDs) {
		p.text(0, "Grade all of the exemplar, and you see here how you stand to its gold levels.", faint)
		return p.String()
	}
	p.title(span{"You and the exemplar", bold})
	p.text(2, BiasText(b), plain)
	p.text(2, "The average is taken off your other levels when the results are made. Leave the exemplar as it is now: changing it would make that wrong.", faint)
	for _, d := range b.Worst[:min(len(b.Worst), 5)] {
		t := titles[d.Criterion]
		if t == "" {
			t = d.Criterion
		}
		p.flow(2, 4, span{fmt.Sprintf("%s: gold %d, you %d.", t, d.Gold, d.Mine), plain}, span{x.Levels[d.Criterion].Why, faint})
	}
	p.blank()
	if s.Complete() {
		p.text(0, "The sheet is complete.", good)
	}
	return p.String()
}

// SheetState is how far one reviewer is.
type SheetState struct {
	Name   string
	Status string // as in Group
	Open   int    // levels not given
	All    int
	Bare   int // levels without a passage
}

// Sheets lists how far the reviewers of a group are, and none of their levels.
func Sheets(dir string, list []SheetState, s Style) string {
	p := newPage(s)
	p.title(span{"Review sheets of " + name(dir), bold})
	rows := [][]string{{"name", "sheet", "levels", "without quote"}}
	for _, x := range list {
		levels := "-"
		if x.Status != SheetFaulty && x.All > 0 {
			levels = fmt.Sprintf("%d/%d", x.All-x.Open, x.All)
		}
		rows = append(rows, []string{x.Name, x.Status, levels, fmt.Sprint(x.Bare)})
	}
	if p.style.Accessible || !p.table(rows, 2, 0) {
		p.records(rows)
	}
	return p.String()
}
