package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// RubricList returns all criteria by step, the interview's stages first, and then the
// consistency rules.
func RubricList(cat *catalog.Catalog, s Style) string {
	p := newPage(s)
	for _, r := range cat.Rubrics {
		p.title(span{rubricTitle(r), bold}, span{"(" + r.ID + ")", faint})
		for _, c := range r.Criteria {
			p.entry(2, 38, c.ID, plain, span{c.Title, plain})
		}
		p.blank()
	}
	ruleList(p)
	return p.String()
}

func rubricTitle(r *catalog.Rubric) string {
	if r.Step > 0 {
		return fmt.Sprintf("Step %d: %s", r.Step, r.Title)
	}
	return r.Title
}

// RubricPage returns one rubric: what the step is about and, per criterion, the idea
// with its ladder. only, when not empty, keeps the criteria of one stage.
func RubricPage(r *catalog.Rubric, only string, s Style) string {
	p := newPage(s)
	p.title(span{rubricTitle(r), bold}, span{"(" + r.ID + ")", faint})
	p.text(0, r.Intro, plain)
	p.blank()
	for _, c := range r.Criteria {
		if only != "" && catalog.GroupOf(c.ID) != only {
			continue
		}
		p.rule()
		p.title(span{c.Title, bold}, span{"(" + c.ID + ")", faint})
		p.text(0, c.Idea, plain)
		p.blank()
		ladder(p, c.Levels)
		p.blank()
	}
	p.text(0, "designdrill rubric explain CRITERION tells what each level sounds like, with probes and passages", faint)
	return p.String()
}

// ladder writes the texts of the four levels.
func ladder(p *page, l catalog.Ladder) {
	for level := 1; level <= 4; level++ {
		p.entry(2, 16, fmt.Sprintf("%d %s", level, levelName(level)), levelInk(level), span{rung(l, level), plain})
	}
}

// CriterionPage returns all that the rubric says of one criterion, in the order in
// which one learns it: the idea, the ladder, how it sounds in several systems, the
// strong answer, what people write instead, passages with what they earn, and what to
// study next. r is its rubric.
func CriterionPage(r *catalog.Rubric, c *catalog.Criterion, s Style) string {
	p := newPage(s)
	p.title(span{c.Title, bold}, span{"(" + c.ID + ")", faint})
	if r.Step > 0 {
		p.text(0, fmt.Sprintf("Step %d of the roadmap: %s", r.Step, r.Title), faint)
	} else {
		p.text(0, "A stage of the interview: "+catalog.GroupOf(c.ID), faint)
	}
	for _, line := range c.Roadmap {
		p.flow(2, 4, span{line, faint})
	}
	p.blank()
	p.text(0, c.Idea, plain)
	p.blank()

	p.title(span{"The ladder", bold})
	for level := 1; level <= 4; level++ {
		p.entry(2, 16, fmt.Sprintf("%d %s", level, levelName(level)), levelInk(level), span{rung(c.Levels, level), plain})
		if probe := rung(c.Probes, level); probe != "" {
			p.flow(16, 18, span{"asked as:", faint}, span{probe, plain})
		}
	}
	p.blank()

	for _, x := range c.Examples {
		p.title(span{"How it sounds in " + cmp.Or(x.Scenario, "any system"), bold})
		ladder(p, x.Levels)
		p.blank()
	}
	p.title(span{"What a strong answer does", bold})
	p.text(2, c.Strong, plain)
	p.blank()
	bullets(p, "What people write instead", c.Instead)
	passages(p, c.Snippets)
	bullets(p, "What to study next", c.Study)
	return p.String()
}

func bullets(p *page, head string, items []string) {
	if len(items) == 0 {
		return
	}
	p.title(span{head, bold})
	for _, x := range items {
		p.flow(2, 4, span{"- " + x, plain})
	}
	p.blank()
}

// passages writes the example passages by rising level.
func passages(p *page, list []catalog.Snippet) {
	if len(list) == 0 {
		return
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b catalog.Snippet) int { return cmp.Compare(a.Level, b.Level) })
	p.title(span{"Passages and what they earn", bold})
	for _, x := range list {
		head := fmt.Sprintf("level %d, %s", x.Level, levelName(x.Level))
		rest := ""
		if x.Scenario != "" {
			rest = "in " + x.Scenario
		}
		if x.Kind != "" {
			rest = strings.TrimSpace(rest + " (" + x.Kind + ")")
		}
		p.flow(2, 4, span{head, levelInk(x.Level)}, span{rest, faint})
		p.markdown(6, x.Text)
	}
	p.blank()
}

// markdown writes Markdown of the content as it stands, paragraphs wrapped; lines that
// begin an item, a row or a heading keep their place.
func (p *page) markdown(indent int, text string) {
	var block []string
	flush := func() {
		if len(block) > 0 {
			first := block[0]
			in := indent + len(first) - len(strings.TrimLeft(first, " "))
			rest := in
			if marked(first) {
				rest += 2
			}
			p.flow(in, rest, span{strings.Join(block, " "), plain})
		}
		block = nil
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		switch {
		case strings.TrimSpace(line) == "":
			flush()
			p.blank()
			continue
		case marked(line):
			flush()
		}
		block = append(block, line)
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			flush()
		}
	}
	flush()
}

// marked tells whether a line of Markdown begins a block of its own.
func marked(line string) bool {
	line = strings.TrimLeft(line, " ")
	digits := strings.TrimLeft(line, "0123456789")
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "|") ||
		strings.HasPrefix(line, "#") || strings.HasPrefix(line, ">") ||
		len(digits) < len(line) && (strings.HasPrefix(digits, ". ") || strings.HasPrefix(digits, ") "))
}
