package cli

import (
	"context"
	"math/rand/v2"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/labels"
	"designdrill/internal/report"
	"designdrill/internal/review"
	"designdrill/internal/score"
)

// modelRead is an answer as the model alone has it, and merged with the rules.
type modelRead struct {
	alone, merged labels.Read
	review        *report.Review
}

// measure lets the model read a labelled answer. rules is how the rules have it.
func (s *second) measure(ctx context.Context, name string, doc *answer.Document, content *score.Content, res *score.Result, rules labels.Read) *modelRead {
	all := *s
	all.flags.policy = string(score.Override) // read for all criteria: the model alone is to be measured
	v, _ := all.read(ctx, name, doc, content, res)
	merged := content.Merge(doc, res, v.Verdicts, score.Policy(s.flags.policy))

	m := &modelRead{alone: rules, merged: rules, review: v}
	m.alone.Found = make([]labels.Found, len(catalog.CriterionIDs))
	levels := make([]int, len(catalog.CriterionIDs))
	for _, x := range v.Verdicts {
		i := catalog.CriterionIndex(x.Criterion)
		if i < 0 || x.State != score.Supported && x.State != score.Absent {
			continue
		}
		m.alone.Found[i], levels[i] = labels.Found{Level: x.Level, Scored: true}, x.Level
	}
	y := score.Measure(doc, content, score.Options{}, levels)
	m.alone.Score, m.alone.Scored = y.Total, y.Scored && v.Status == review.Complete
	m.merged.Found = nil
	for _, c := range merged.Criteria {
		m.merged.Found = append(m.merged.Found, labels.Found{Level: c.Level, Scored: c.Status == score.Scored})
	}
	m.merged.Score, m.merged.Scored = merged.Score, merged.Scored
	return m
}

// agreement compares what the model read with the labels.
func (s *second) agreement(truth *labels.Set, list []modelRead) *report.AgreeReview {
	out := &report.AgreeReview{Model: s.client.Model(), Server: s.client.Host(), Prompt: s.prompts.Hash, Policy: score.Policy(s.flags.policy),
		Samples: s.flags.samples, Priced: s.client.Priced()}
	var alone, merged []labels.Read
	flips := 0.0
	for _, m := range list {
		alone, merged = append(alone, m.alone), append(merged, m.merged)
		v := m.review
		out.Asked += len(v.Verdicts)
		for _, x := range v.Verdicts {
			if x.State == score.Supported || x.State == score.Absent {
				out.Counted++
			}
		}
		if v.Status != review.Complete {
			out.Failed++
			out.Reason = v.Reason
		}
		flips += v.Flips
		out.Cached, out.Input, out.Output, out.Cost = out.Cached+v.Cached, out.Input+v.Input, out.Output+v.Output, out.Cost+v.Cost
	}
	if len(list) > 0 {
		out.Flips = flips / float64(len(list))
	}
	compare := func(read []labels.Read) *labels.Study {
		return labels.Compare(truth, nil, read, labels.Options{Resamples: agreeResamples, Source: rand.New(rand.NewPCG(agreeSeed, agreeSeed))})
	}
	out.Alone, out.Merged = compare(alone), compare(merged)
	return out
}

// agreePlan tells what measuring the model would send.
func (e *env) agreePlan(ctx context.Context, r *labelReader, inputs []input) error {
	for _, in := range inputs {
		src, err := r.read(ctx, in)
		if err != nil {
			return err
		}
		content, err := r.contents.of(r.scenarioOf(in))
		if err != nil {
			return err
		}
		doc := answer.Parse(src)
		s := *r.second
		s.flags.policy = string(score.Override)
		if err := e.print(s.plan(in.name, doc, content, score.Score(doc, content, score.Options{}))); err != nil {
			return err
		}
	}
	return nil
}
