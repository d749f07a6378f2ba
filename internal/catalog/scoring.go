package catalog

import (
	"math"
	"slices"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// Scoring holds the numbers that turn levels into a score of 0–100.
type Scoring struct {
	At       diag.Pos   `json:"-"`
	Levels   [5]float64 // what the levels 0–4 are worth, from 0 to 1, rising
	Shares   Shares
	Needs    map[Need]float64 // core, expected, bonus: the weight of a criterion
	Stretch  float64          // score = Stretch × raw × 100 up to the knee, from there on evenly to 100
	Knee     float64          // the raw score up to which the stretch holds
	Bands    Bands
	PassMark float64
	Gates    []Gate
	Targets  map[Target]map[string]float64 // multipliers of weights by criterion id or by its step
	Heights  map[string]float64            // by criterion id; criteria that are not listed have none
}

// Shares are the parts of a raw score that the stages and the roadmap have; their sum
// is 1.
type Shares struct {
	At              diag.Pos `json:"-"`
	Stages, Roadmap float64
}

// Bands are the lowest scores of each band; below Weak an answer is empty.
type Bands struct {
	At                             diag.Pos `json:"-"`
	Weak, Borderline, Pass, Strong float64
}

// Of returns the band of a score.
func (b Bands) Of(score float64) string {
	switch {
	case score < b.Weak:
		return "empty"
	case score < b.Borderline:
		return "weak"
	case score < b.Pass:
		return "borderline"
	case score < b.Strong:
		return "pass"
	}
	return "strong"
}

// Gate caps the score of an answer that lacks something no answer can do without.
type Gate struct {
	At  diag.Pos `json:"-"`
	ID  string
	Cap float64
	Why string
}

// Points turns a raw score of 0–1 into points of 0–100, rising all the way.
func (s *Scoring) Points(raw float64) float64 {
	if raw <= s.Knee || s.Knee >= 1 {
		return min(100, 100*s.Stretch*raw)
	}
	at := s.Stretch * s.Knee
	return 100 * (at + (1-at)*(raw-s.Knee)/(1-s.Knee))
}

// Target is the seniority an answer aims at.
type Target string

// The targets. Senior is what an answer aims at when it does not say.
const (
	Mid    Target = "mid"
	Senior Target = "senior"
	Staff  Target = "staff"
)

// Targets are the targets in rising order.
var Targets = []Target{Mid, Senior, Staff}

// Multiplier returns what a target makes of a criterion's weight: the number of the
// criterion itself, else of its step, else 1.
func (s *Scoring) Multiplier(t Target, criterion string) float64 {
	m := s.Targets[t]
	if f, ok := m[criterion]; ok {
		return f
	}
	if f, ok := m[GroupOf(criterion)]; ok {
		return f
	}
	return 1
}

// ParseScoring reads the scoring numbers.
func ParseScoring(name string, src []byte) (*Scoring, diag.List) {
	s, r := readScoring(name, src)
	return s, r.Findings()
}

func readScoring(name string, src []byte) (*Scoring, *reader) {
	r, m := open(name, src, "scoring")
	s := &Scoring{At: r.Start(), Needs: map[Need]float64{}, Targets: map[Target]map[string]float64{}, Heights: map[string]float64{}}
	levels := m.Get("levels", yamlpos.Required)
	if items := levels.Items("level", yamlpos.Count(5, 5)); len(items) == 5 {
		for i, v := range items {
			s.Levels[i] = v.Float(yamlpos.Between(0, 1))
		}
		if !slices.IsSorted(s.Levels[:]) || s.Levels[0] != 0 || s.Levels[4] != 1 {
			levels.Errorf("bad-value", "", "what levels are worth rises from 0 to 1")
		}
	}
	shares := m.Map("shares", yamlpos.Required)
	s.Shares = Shares{shares.At(), shares.Float("stages", yamlpos.Required, yamlpos.Between(0, 1)), shares.Float("roadmap", yamlpos.Required, yamlpos.Between(0, 1))}
	shares.Done()
	if sum := s.Shares.Stages + s.Shares.Roadmap; math.Abs(sum-1) > 1e-9 {
		shares.Errorf("bad-value", "", "the shares do not add up to 1")
	}
	needs := m.Map("needs", yamlpos.Required)
	for _, n := range []Need{Core, Expected, Bonus} {
		s.Needs[n] = needs.Float(string(n), yamlpos.Required, yamlpos.Between(0, 100))
	}
	needs.Done()
	if s.Needs[Core] < s.Needs[Expected] || s.Needs[Expected] < s.Needs[Bonus] {
		needs.Errorf("bad-value", "", "core weighs at least as much as expected, and that at least as much as bonus")
	}
	s.Stretch = m.Float("stretch", yamlpos.Required, yamlpos.Between(0.1, 10))
	knee := m.Get("knee", yamlpos.Required)
	if s.Knee = knee.Float(yamlpos.Between(0, 1)); knee.Present() && s.Stretch*s.Knee > 1 {
		knee.Errorf("bad-value", "", "the stretch leads past 100 before the knee")
	}
	bands := m.Map("bands", yamlpos.Required)
	s.Bands.At = bands.At()
	last := 0.0
	for _, b := range []struct {
		key  string
		into *float64
	}{{"weak", &s.Bands.Weak}, {"borderline", &s.Bands.Borderline}, {"pass", &s.Bands.Pass}, {"strong", &s.Bands.Strong}} {
		v := bands.Get(b.key, yamlpos.Required)
		*b.into = v.Float(yamlpos.Between(0, 100))
		if v.Present() && *b.into < last {
			v.Errorf("bad-value", "bands rise: weak, borderline, pass, strong", "the band %q begins below the one before it", b.key)
		}
		last = *b.into
	}
	bands.Done()
	mark := m.Get("pass_mark", yamlpos.Required)
	s.PassMark = mark.Float(yamlpos.Between(0, 100))
	if bands.Present() && s.PassMark != s.Bands.Pass {
		mark.Errorf("bad-value", "", "the pass mark is not where the band \"pass\" begins")
	}
	ids := newUnique("gate")
	m.Maps("gates", "gate", func(m *yamlpos.Map) {
		g := Gate{At: m.At(), ID: ids.id(m)}
		g.Cap = m.Float("cap", yamlpos.Required, yamlpos.Between(0, 100))
		g.Why = m.Text("why", yamlpos.Required)
		m.Done()
		s.Gates = append(s.Gates, g)
	}, yamlpos.Required, yamlpos.Count(0, 50))
	targets := m.Map("targets", yamlpos.Required)
	for _, t := range Targets {
		tm := targets.Map(string(t), yamlpos.Required)
		s.Targets[t] = r.byCriterion(tm, true)
	}
	targets.Done()
	s.Heights = r.byCriterion(m.Map("heights"), false)
	m.Done()
	return s, r
}

// byCriterion reads a map from criteria, or also from their steps and stages, to
// numbers.
func (r *reader) byCriterion(m *yamlpos.Map, groups bool) map[string]float64 {
	known := slices.Clone(CriterionIDs)
	if groups {
		for _, g := range slices.Concat(Steps, ScoredStages) {
			known = append(known, g.ID)
		}
	}
	out := map[string]float64{}
	for _, e := range m.Entries() {
		if !slices.Contains(known, e.Key) {
			what := "criteria"
			if groups && !strings.Contains(e.Key, ".") {
				what = "criteria and steps"
			}
			r.Add(diag.Finding{Rule: "unknown-reference", At: e.Span.At, EndCol: e.Span.EndCol,
				Message: "unknown criterion " + yamlpos.Quote(e.Key), Hint: diag.DidYouMean(e.Key, what, known)})
			continue
		}
		out[e.Key] = e.Value.Float(yamlpos.Between(0, 100))
	}
	return out
}
