package score

import (
	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// Score scores one answer. It is safe for concurrent use.
func Score(doc *answer.Document, c *Content, o Options) *Result {
	r := c.read(doc, o)
	r.findMentions()
	res := &Result{Target: o.Target, Words: doc.Words - interviewerWords(doc), PassMark: c.cat.Scoring.PassMark}
	if res.Target == "" {
		res.Target = string(catalog.Senior)
	}
	if c.scen != nil {
		res.Scenario = c.scen.ID
	}
	for _, f := range doc.Findings {
		res.Findings = append(res.Findings, Finding(f))
	}
	r.draw(o, res)
	spots := r.pointSpots()
	res.Criteria = append(r.roadmap(), r.stages(res, spots)...)
	r.checkDrawing(res, spots)
	r.waive(res)
	r.english(res)
	r.total(res)
	if res.Scored {
		r.likeness(res)
	}
	return res
}
