package report

import (
	"designdrill/internal/score"
)

// RulePage returns what there is to say of one consistency rule: what is held against
// what, what to do about a finding, and a passage in which the rule finds something
// beside one that it leaves alone.
func RulePage(r score.ConsistencyRule, s Style) string {
	p := newPage(s)
	p.title(span{r.Title, bold}, span{"(" + r.ID + ")", faint})
	p.text(0, "A consistency rule: two places of one answer are held against each other", faint)
	p.blank()
	p.text(0, r.Idea, plain)
	p.blank()
	p.title(span{"What to do about it", bold})
	p.text(2, r.Do, plain)
	p.blank()
	p.title(span{"It finds something in", bold})
	p.markdown(2, r.Fires)
	p.blank()
	p.title(span{"and nothing in", bold})
	p.markdown(2, r.Rests)
	return p.String()
}

// ruleList writes the ids of the consistency rules.
func ruleList(p *page) {
	p.title(span{"Consistency", bold}, span{"(two places of one answer that disagree)", faint})
	for _, r := range score.ConsistencyRules() {
		p.entry(2, 38, r.ID, plain, span{r.Title, plain})
	}
	p.blank()
}
