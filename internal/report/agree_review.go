package report

import (
	"fmt"

	"designdrill/internal/labels"
	"designdrill/internal/score"
)

// AgreeReview is how a language model's levels, alone and merged with the rules', agree
// with the labels.
type AgreeReview struct {
	Model   string
	Server  string
	Prompt  string
	Policy  score.Policy // of the merged levels
	Alone   *labels.Study
	Merged  *labels.Study
	Asked   int // criteria asked for, over all answers
	Counted int // that have a verdict which counts
	Failed  int // answers that were not read in full
	Reason  string
	Samples int
	Flips   float64
	Cached  int
	Input   int
	Output  int
	Cost    float64
	Priced  bool
}

// agreeFigures are the figures in which the readers are compared.
var agreeFigures = []struct{ label, id string }{
	{"kappa, all", "kappa"}, {"kappa, roadmap", "kappa-roadmap"}, {"kappa, stages", "kappa-stages"}, {"kappa, criteria mean", "macro"},
	{"kappa, depth", "kappa-depth"}, {"present, F1", "present-f1"}, {"applied, F1", "applied-f1"}, {"justified, F1", "justified-f1"},
	{"exact", "exact"}, {"within one level", "adjacent"}, {"bias in levels", "bias"},
}

// program is the study's figures of the levels that were given to it.
func program(s *labels.Study) (labels.LevelReader, labels.OverallReader) {
	var levels labels.LevelReader
	var overall labels.OverallReader
	for _, r := range s.Readers {
		if r.ID == "program" {
			levels = r
		}
	}
	for _, r := range s.Overall {
		if r.ID == "program" {
			overall = r
		}
	}
	return levels, overall
}

// review sets the rules, the model and both together beside each other.
func (t *agreeText) review() {
	v := t.Review
	if v == nil {
		return
	}
	t.title(span{"Rules, model and both", bold})
	t.text(0, fmt.Sprintf("model %s on %s; merged by %s", v.Model, v.Server, v.Policy), faint)
	if v.Failed > 0 {
		t.flow(0, 2, span{"Note:", fair}, span{count(v.Failed, "answer was", "answers were") + " not read in full: " + v.Reason, plain})
	}
	studies := []*labels.Study{t.Study, v.Alone, v.Merged}
	heads := []string{"", "rules alone", "model alone", "merged"}
	var rows []row
	add := func(label string, cell func(l labels.LevelReader, o labels.OverallReader) string) {
		x := row{label: label}
		for _, s := range studies {
			x.cells = append(x.cells, cell(program(s)))
		}
		rows = append(rows, x)
	}
	add("answers, pairs", func(l labels.LevelReader, _ labels.OverallReader) string {
		return fmt.Sprintf("%d, %d", l.Answers, l.Pairs)
	})
	for _, f := range agreeFigures {
		add(f.label, func(l labels.LevelReader, _ labels.OverallReader) string { return interval(l.Figure(f.id), 2) })
	}
	add("score, Spearman", func(_ labels.LevelReader, o labels.OverallReader) string { return interval(o.Figure("spearman"), 2) })
	add("score, error", func(_ labels.LevelReader, o labels.OverallReader) string { return interval(o.Figure("error"), 1) })
	t.table([]int{23, 19}, heads, rows)
	line := fmt.Sprintf("coverage: %d of %s with a verdict that counts (%s %%)", v.Counted, count(v.Asked, "criterion", "criteria"), share(v.Counted, v.Asked))
	if v.Samples > 1 {
		line += fmt.Sprintf("; %s %% not the same in %d readings", number(100*v.Flips, 1), v.Samples)
	}
	t.text(0, line, plain)
	t.text(0, (&Review{Server: v.Server, Input: v.Input, Output: v.Output, Cost: v.Cost, Priced: v.Priced, Cached: v.Cached}).spent(), plain)
	t.text(0, "The model alone is held to the criteria on which its word counts; the others make no pair. Read its figures with the coverage.", faint)
	t.blank()
}

func share(part, of int) string {
	if of == 0 {
		return "0"
	}
	return number(100*float64(part)/float64(of), 1)
}

type jsonAgreeReview struct {
	Model   string             `json:"model"`
	Server  string             `json:"server"`
	Prompt  string             `json:"prompt"`
	Policy  string             `json:"policy"`
	Asked   int                `json:"asked"`
	Counted int                `json:"counted"`
	Failed  int                `json:"failed"`
	Samples int                `json:"samples"`
	Flips   float64            `json:"flips"`
	Tokens  jsonTokens         `json:"tokens"`
	Cost    *float64           `json:"cost"`
	Readers []jsonReviewReader `json:"readers"`
}

type jsonReviewReader struct {
	Reader   string                   `json:"reader"` // rules | model | merged
	Pairs    int                      `json:"pairs"`
	Figures  map[string]labels.Figure `json:"figures"`
	Spearman labels.Figure            `json:"spearman"`
	Error    labels.Figure            `json:"error"`
}

func agreeReviewJSON(a Agreement) *jsonAgreeReview {
	v := a.Review
	if v == nil {
		return nil
	}
	out := &jsonAgreeReview{Model: v.Model, Server: v.Server, Prompt: v.Prompt, Policy: string(v.Policy), Asked: v.Asked, Counted: v.Counted, Failed: v.Failed,
		Samples: v.Samples, Flips: round(v.Flips, 4), Tokens: jsonTokens{v.Input, v.Output}}
	if v.Priced {
		cost := round(v.Cost, 6)
		out.Cost = &cost
	}
	for i, s := range []*labels.Study{a.Study, v.Alone, v.Merged} {
		l, o := program(s)
		r := jsonReviewReader{[]string{"rules", "model", "merged"}[i], l.Pairs, map[string]labels.Figure{}, o.Figure("spearman"), o.Figure("error")}
		for _, f := range agreeFigures {
			r.Figures[f.id] = l.Figure(f.id)
		}
		out.Readers = append(out.Readers, r)
	}
	return out
}
