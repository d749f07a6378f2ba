package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// stages scores the 12 stage criteria and fills the points and estimates.
func (r *reading) stages(res *Result, spots [][]spot) []CriterionResult {
	figs := r.figures()
	out := []CriterionResult{r.functional(), r.nonfunctionalLevel(), r.scope()}
	out = append(out, r.estimateLevels(figs)...)
	out = append(out, r.coverage(spots), r.flows(spots), r.dataModel(spots), r.api(spots), r.deepDives(spots))
	for i, p := range r.c.points {
		pr := PointResult{ID: p.id, Stage: pointStage[p.kind], Need: string(p.need), Text: p.text, Covered: len(spots[i]) > 0}
		if len(spots[i]) > 0 {
			pr.Evidence = []Evidence{r.evidence(spots[i][0].passage, spots[i][0].sentence)}
		} else if at := r.drawnEvidence(i); p.kind == pointComponent && at != nil {
			pr.Covered, pr.Evidence = true, at
		}
		if p.kind == pointFlow {
			pr.Covered = slices.Contains(r.told, p.id)
		}
		res.Points = append(res.Points, pr)
	}
	res.Estimates = r.hold(figs)
	res.Arithmetic = r.arithmetic()
	res.Consistency = r.consistency(figs)
	return out
}

// maxWaivedStages is how many criteria of the stages an answer may take out: what is
// left must still tell of the design.
const maxWaivedStages = 3

// waive takes out what the answer's own comments ask to skip.
func (r *reading) waive(res *Result) {
	stages := 0
	for _, w := range r.doc.Waivers {
		i := catalog.CriterionIndex(w.Criterion)
		if i < 0 {
			res.Findings = append(res.Findings, Finding{"waived", w.Line, "the comment skips " + quoted(w.Criterion) + ", which is no criterion"})
			continue
		}
		if !catalog.IsRoadmap(w.Criterion) && res.Criteria[i].Status != Waived {
			if stages++; stages > maxWaivedStages {
				res.Findings = append(res.Findings, Finding{"waived", w.Line, fmt.Sprintf("%s is not taken out: of the stages' criteria at most %d may be", w.Criterion, maxWaivedStages)})
				continue
			}
		}
		c := &res.Criteria[i]
		c.Status, c.Reason, c.Level, c.Evidence = Waived, w.Reason, 0, nil
		res.Findings = append(res.Findings, Finding{"waived", w.Line, w.Criterion + " is taken out: " + w.Reason})
	}
}

// total weighs the levels, applies the gates and says what would lift most.
func (r *reading) total(res *Result) {
	sc := &r.c.cat.Scoring
	t := catalog.Target(res.Target)
	share := [2]float64{sc.Shares.Roadmap, sc.Shares.Stages}
	var sum, weight [2]float64
	weights := make([]float64, len(res.Criteria))
	need := make([]catalog.Need, len(res.Criteria))
	half := func(i int) int {
		if i >= len(catalog.RoadmapIDs) {
			return 1
		}
		return 0
	}
	for i := range res.Criteria {
		c := &res.Criteria[i]
		need[i] = r.need(c.ID)
		c.Need = string(need[i])
		w := sc.Needs[need[i]]
		if half(i) == 1 {
			w = 1
		}
		weights[i] = w * sc.Multiplier(t, c.ID)
		if c.Status != Scored || need[i] == catalog.Off {
			weights[i] = 0
		}
		k := half(i)
		v := sc.Levels[c.Level]
		if k == 0 && need[i] == catalog.Bonus {
			// A bonus adds but never lowers: it enters both sides only by what it shows.
			sum[k] += v * weights[i]
			weight[k] += v * weights[i]
			continue
		}
		sum[k] += v * weights[i]
		weight[k] += weights[i]
	}
	if weight[0]+weight[1] == 0 && !r.anyScored(res) {
		res.Band = "unscored"
		return
	}
	raw := 0.0
	norm := 0.0
	for k := range share {
		if weight[k] > 0 {
			raw += share[k] * sum[k] / weight[k]
			norm += share[k]
		}
	}
	if norm > 0 {
		raw /= norm
	}
	res.Scored = true
	res.Raw = raw
	res.Stretched = sc.Points(raw)
	res.Score = res.Stretched
	r.gates(res)
	res.Score = math.Round(res.Score*10) / 10
	res.Band = sc.Bands.Of(res.Score)
	r.points(res, weights, sum, weight, norm)
	r.groups(res, weights)
}

func (r *reading) anyScored(res *Result) bool {
	return slices.ContainsFunc(res.Criteria, func(c CriterionResult) bool { return c.Status == Scored })
}

// need is a criterion's weight in the scenario; without one all of the roadmap is
// expected.
func (r *reading) need(id string) catalog.Need {
	if !catalog.IsRoadmap(id) {
		return catalog.Core
	}
	if r.c.scen == nil {
		return catalog.Expected
	}
	if w, ok := r.c.scen.Weights[id]; ok {
		return w.Need
	}
	return catalog.Expected
}

// gates caps the total where something is missing that no design can do without.
func (r *reading) gates(res *Result) {
	level := func(id string) (int, bool) {
		c := res.Criteria[catalog.CriterionIndex(id)]
		return c.Level, c.Status == Scored
	}
	apply := func(id string, holds bool) {
		if !holds {
			return
		}
		for _, g := range r.c.cat.Scoring.Gates {
			if g.ID == id && res.Score > g.Cap {
				res.Gates = append(res.Gates, Gate{g.ID, g.Cap, g.Why})
			}
		}
	}
	zero := func(ids ...string) bool {
		for _, id := range ids {
			if l, scored := level(id); l > 0 || !scored {
				return false
			}
		}
		return true
	}
	l, scored := level("components.coverage")
	apply("no-requirements", zero("requirements.functional", "requirements.nonfunctional"))
	apply("no-components", scored && l == 0)
	apply("no-numbers", zero("estimates.traffic", "estimates.storage", "estimates.bandwidth", "estimates.memory"))
	apply("off-scenario", r.offScenario(res))
	for _, g := range res.Gates {
		res.Score = math.Min(res.Score, g.Cap)
	}
}

// offScenario tells whether the answer is to another question: under a third of the
// scenario's core points is covered, or it speaks the language of another scenario. One
// that calls the system by its name, or speaks its language, is only thin.
func (r *reading) offScenario(res *Result) bool {
	core, covered := 0, 0
	for i, p := range r.c.points {
		if p.need == catalog.Core {
			core++
			if res.Points[i].Covered {
				covered++
			}
		}
	}
	thin := covered*3 < core
	like, clear := r.readsLike()
	switch {
	case core == 0 || like == r.c.scen.ID:
		return false
	case r.namesSystem():
		return like != "" && clear && thin
	}
	return like != "" || thin
}

// namesSystem tells whether the answer calls the system by its name, in its title or
// time and again.
func (r *reading) namesSystem() bool {
	n := 0
	for i := range r.hits.All {
		h := &r.hits.All[i]
		if r.c.roles[h.Group].part == partName && !r.info[h.Passage].off {
			if n++; n >= 3 || h.Passage <= 1 {
				return true
			}
		}
	}
	return false
}

// points writes what each criterion earned and could earn, in points of the score
// before gates, and the additions that would lift most.
func (r *reading) points(res *Result, weights []float64, sum, weight [2]float64, norm float64) {
	sc := &r.c.cat.Scoring
	share := [2]float64{sc.Shares.Roadmap, sc.Shares.Stages}
	// What a share of the raw score is worth on average, so that what was earned adds up.
	per := 100.0
	if res.Raw > 0 {
		per = res.Stretched / res.Raw
	}
	for i := range res.Criteria {
		c := &res.Criteria[i]
		k := 0
		if i >= len(catalog.RoadmapIDs) {
			k = 1
		}
		if weights[i] == 0 || norm == 0 {
			continue
		}
		total := weight[k]
		if c.Need == string(catalog.Bonus) && k == 0 {
			total = weight[k] - sc.Levels[c.Level]*weights[i] + weights[i]
		}
		if total <= 0 {
			continue
		}
		unit := per * share[k] / norm * weights[i] / total
		c.Possible = round2(unit)
		c.Earned = round2(unit * sc.Levels[c.Level])
		if c.Level >= 4 {
			continue
		}
		now := sum[k] / weight[k]
		up, upWeight := sum[k]+(sc.Levels[c.Level+1]-sc.Levels[c.Level])*weights[i], weight[k]
		if c.Need == string(catalog.Bonus) && k == 0 {
			upWeight += (sc.Levels[c.Level+1] - sc.Levels[c.Level]) * weights[i]
		}
		gain := sc.Points(res.Raw+share[k]/norm*(up/upWeight-now)) - res.Stretched
		if gain > 0.05 {
			do := c.Probe
			if do == "" {
				do = c.Missing
			}
			res.Next = append(res.Next, Addition{c.ID, round2(gain), do})
		}
	}
	slices.SortStableFunc(res.Next, func(a, b Addition) int { return cmp.Compare(b.Gain, a.Gain) })
}

func round2(v float64) float64 { return math.Round(v*100) / 100 }

// groups writes the scores of stages and steps.
func (r *reading) groups(res *Result, weights []float64) {
	mean := func(ids []string) (float64, bool) {
		var s, w float64
		scored := false
		for _, id := range ids {
			i := catalog.CriterionIndex(id)
			if res.Criteria[i].Status != Scored {
				continue
			}
			scored = true
			s += weights[i] * r.c.cat.Scoring.Levels[res.Criteria[i].Level]
			w += weights[i]
		}
		if w == 0 {
			return 0, scored
		}
		return math.Round(1000*s/w) / 10, scored
	}
	for _, g := range catalog.ScoredStages {
		v, ok := mean(g.Criteria)
		res.Stages = append(res.Stages, StageScore{g.ID, stageTitle(g.ID), v, ok})
	}
	for _, g := range catalog.Steps {
		title := g.ID
		if rb := r.c.cat.RubricByStep(g.Step); rb != nil {
			title = rb.Title
		}
		v, ok := mean(g.Criteria)
		res.Steps = append(res.Steps, StepScore{g.ID, g.Step, title, v, ok})
	}
}

func stageTitle(id string) string {
	switch id {
	case "requirements":
		return "Requirements"
	case "estimates":
		return "Estimates"
	}
	return "Components"
}

func quoted(s string) string { return "\"" + clip(s) + "\"" }

// Yardstick is what a score is held against when its agreement with labels is measured.
type Yardstick struct {
	Total    float64 // the total that given levels make, gates applied
	Scored   bool
	Concepts int // distinct ideas of the lexicon that the answer mentions
}

// Measure totals an answer with given levels, by the order of catalog.CriterionIDs, in
// place of those that the rules find.
func Measure(doc *answer.Document, c *Content, o Options, levels []int) Yardstick {
	r := c.read(doc, o)
	r.findMentions()
	seen := map[int32]bool{}
	for i := range r.mentions {
		seen[r.mentions[i].concept] = true
	}
	res := &Result{Target: cmp.Or(o.Target, string(catalog.Senior))}
	res.Criteria = append(r.roadmap(), r.stages(res, r.pointSpots())...)
	for i := range res.Criteria {
		if i < len(levels) {
			res.Criteria[i].Level = min(max(levels[i], 0), 4)
		}
	}
	r.waive(res)
	r.english(res)
	r.total(res)
	return Yardstick{res.Score, res.Scored, len(seen)}
}
