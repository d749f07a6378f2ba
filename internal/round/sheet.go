package round

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// Sheet is what a reviewer says.
type Sheet struct {
	Reviewer string // the name of the reviewer's folder
	Scenario string
	Exemplar string
	Graded   []Graded // the exemplar first
}

// Graded is the reviewer's view of one answer.
type Graded struct {
	Of      string // Exemplar, or a pseudonym
	Levels  map[string]int
	Quotes  map[string]string // only those that stand in the answer
	Open    []string          // criteria without a level, in their order
	Bare    []string          // criteria above level 0 without a quote that stands in the answer
	Comment string
}

// Filled reports whether anything was entered.
func (s *Sheet) Filled() bool {
	return slices.ContainsFunc(s.Graded, func(g Graded) bool { return len(g.Levels)+len(g.Bare) > 0 || g.Comment != "" })
}

// Complete reports whether every level is given, each above 0 with its quote.
func (s *Sheet) Complete() bool {
	return !slices.ContainsFunc(s.Graded, func(g Graded) bool { return len(g.Open)+len(g.Bare) > 0 })
}

// Asked is what a sheet must be about. What is empty is taken as the sheet has it.
type Asked struct {
	Reviewer string
	Scenario string
	Exemplar string
	Answers  []string        // Exemplar, then the pseudonyms
	Texts    map[string]Text // of the answers, to look for quotes in
}

const sheetHead = `# Review sheet. For each answer and criterion give the highest level that the answer
# shows, 0-4, and copy the passage that shows it between the quotation marks:
#
#       level: 2
#       quote: "the timeline is read from the cache"
#
# A passage with quotation marks in it goes between single ones: '... "hot" keys ...';
# three dots stand for what you leave out. Level 0 needs no quote.
#
# 1. Read exemplar.md and grade it first: how you stand to its gold levels is taken
#    off your other levels, so grade it as you would any other.
# 2. Then grade the other answers. You do not know whose they are; leave it at that.
# 3. Save, and check with: designdrill group review sheet.yaml
`

// anchorWidth is the width of the anchors, in columns.
const anchorWidth = 100

// WriteSheet returns a sheet to fill in, with the ladder of each stage criterion.
func WriteSheet(cat *catalog.Catalog, reviewer, scenario, exemplar string, pseudonyms []string) []byte {
	var b strings.Builder
	b.WriteString(sheetHead)
	fmt.Fprintf(&b, "format: 1\nreviewer: %s\nscenario: %s\nexemplar: %s\nanswers:\n", quote(reviewer), quote(scenario), quote(exemplar))
	for _, of := range append([]string{Exemplar}, pseudonyms...) {
		fmt.Fprintf(&b, "\n  # %s %s.md\n  %s:\n", strings.Repeat("=", 80), of, of)
		for _, id := range catalog.StageIDs {
			b.WriteByte('\n')
			if c := cat.CriterionByID(id); c != nil {
				comment(&b, "", c.Title)
				comment(&b, "0 absent: ", "it is not brought up")
				for i, text := range []string{c.Levels.Named, c.Levels.Applied, c.Levels.Justified, c.Levels.Weighed} {
					comment(&b, fmt.Sprintf("%d %s: ", i+1, Levels[i+1]), text)
				}
			}
			fmt.Fprintf(&b, "    %s:\n      level:\n      quote: \"\"\n", id)
		}
		b.WriteString("\n    # What would you tell the author? They read it when the names are out.\n    comment: \"\"\n")
	}
	return []byte(b.String())
}

// Levels are the words of the ladder.
var Levels = [...]string{"absent", "named", "applied", "justified", "weighed"}

// comment writes text as comment lines; what goes over one hangs under it.
func comment(b *strings.Builder, head, text string) {
	line := "    # " + head
	for w := range strings.FieldsSeq(diag.Clean(text)) {
		if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(w) > anchorWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = "    #    "
		}
		if !strings.HasSuffix(line, " ") {
			line += " "
		}
		line += w
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// ParseSheet reads a sheet. What is not filled in yet is no finding. A quote that does
// not stand in the answer is a warning: its level counts, the quote does not.
func ParseSheet(name string, src []byte, want Asked) (*Sheet, diag.List) {
	d := yamlpos.Parse(name, src, yamlpos.Options{})
	m := d.Root("sheet")
	m.Int("format", yamlpos.Required, yamlpos.Between(1, 1))
	s := &Sheet{Reviewer: must(m, "reviewer", want.Reviewer), Scenario: must(m, "scenario", want.Scenario), Exemplar: must(m, "exemplar", want.Exemplar)}
	answers := m.Map("answers", yamlpos.Required)
	for _, of := range want.Answers {
		a := answers.Map(of, yamlpos.Required)
		s.Graded = append(s.Graded, graded(a, of, want.Texts))
	}
	answers.Done()
	m.Done()
	return s, d.Findings()
}

// must reads a key that assign wrote.
func must(m *yamlpos.Map, key, want string) string {
	v := m.Get(key, yamlpos.Required)
	got := v.Text(yamlpos.MaxLen(255))
	if v.Present() && want != "" && got != "" && got != want {
		v.Errorf("wrong-sheet", "the sheet was moved or changed: each stays in the folder where assign wrote it", "expected the %s %q, found %s", key, want, yamlpos.Quote(got))
	}
	return got
}

func graded(a *yamlpos.Map, of string, texts map[string]Text) Graded {
	g := Graded{Of: of, Levels: map[string]int{}, Quotes: map[string]string{}}
	text, known := texts[of]
	for _, id := range catalog.StageIDs {
		level, quote := mark(a.Get(id))
		if !level.Present() || level.Null() {
			g.Open = append(g.Open, id)
		} else {
			n := level.Int(yamlpos.Between(0, 4))
			g.Levels[id] = n
			if n == 0 {
				continue
			}
		}
		q := ""
		if quote.Present() && !quote.Null() {
			q = quote.Text(yamlpos.Scalar, yamlpos.MayBeEmpty, yamlpos.MaxLen(maxQuote))
		}
		switch {
		case q == "":
			if _, given := g.Levels[id]; given {
				g.Bare = append(g.Bare, id)
			}
		case known && !text.Has(q):
			g.Bare = append(g.Bare, id)
			quote.Warnf("not-in-answer", "copy the passage as it stands; three dots stand for what you leave out", "the quote does not stand in %s.md", of)
		default:
			g.Quotes[id] = q
		}
	}
	if v := a.Get("comment"); v.Present() && !v.Null() {
		g.Comment = v.Text(yamlpos.Scalar, yamlpos.MayBeEmpty)
	}
	a.Done()
	return g
}

// mark returns the level and the quote of a criterion, which may be left open.
func mark(v yamlpos.Value) (level, quote yamlpos.Value) {
	if !v.Present() || v.Null() {
		return level, quote
	}
	m := v.Map("criterion")
	level, quote = m.Get("level"), m.Get("quote")
	m.Done()
	return level, quote
}
