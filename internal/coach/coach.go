// Package coach provides what to practise next, worked out from what was practised
// before: the weakest steps and stages, and what was left alone the longest. It is
// pure: the time is handed in.
package coach

import (
	"cmp"
	"math"
	"slices"
	"time"

	"designdrill/internal/catalog"
)

// Try is an attempt that was scored.
type Try struct {
	Scenario string // "" for none of the practice systems
	Drill    string // the only stage; "" for a whole interview
	At       time.Time
	Scores   map[string]float64 // 0–100 by step or stage of the catalog; what could not be scored is not there
}

// System is a practice system with what it asks for.
type System struct {
	ID     string
	Core   int                // how many criteria are at its core
	Shares map[string]float64 // the weight of each step of the roadmap; their sum is 1
}

// NewSystem describes a scenario; needs are what the content makes of each need.
func NewSystem(x *catalog.Scenario, needs map[catalog.Need]float64) System {
	s := System{ID: x.ID, Shares: map[string]float64{}}
	sum := 0.0
	for _, criterion := range catalog.RoadmapIDs {
		need := catalog.Expected
		if w, ok := x.Weights[criterion]; ok {
			need = w.Need
		}
		if need == catalog.Core {
			s.Core++
		}
		w := needs[need]
		s.Shares[catalog.GroupOf(criterion)] += w
		sum += w
	}
	for g := range s.Shares {
		s.Shares[g] /= max(sum, math.SmallestNonzeroFloat64)
	}
	return s
}

// Standing is how one does at a step or stage.
type Standing struct {
	Group string  // id of the step or stage
	Score float64 // 0–100; of several tries the later ones count more
	Tries int
	Days  int // since the last try
}

// Standings returns the standing at every stage and step: the stages first, then the
// steps, each in their order. One that was never tried has no tries.
func Standings(tries []Try, now time.Time) []Standing {
	tries = slices.Clone(tries)
	slices.SortStableFunc(tries, func(a, b Try) int { return a.At.Compare(b.At) })
	var out []Standing
	for _, g := range slices.Concat(catalog.ScoredStages, catalog.Steps) {
		s := Standing{Group: g.ID}
		for _, t := range tries {
			x, ok := t.Scores[g.ID]
			if !ok {
				continue
			}
			const later = 0.6 // what a further try counts against all before it
			if s.Tries++; s.Tries > 1 {
				x = later*x + (1-later)*s.Score
			}
			s.Score, s.Days = x, days(t.At, now)
		}
		out = append(out, s)
	}
	return out
}

// days counts whole days between two times, never fewer than none.
func days(from, to time.Time) int { return max(int(to.Sub(from)/(24*time.Hour)), 0) }

// Proposal is what to practise next, and why.
type Proposal struct {
	Scenario string
	New      bool // it was not tried before
	Days     int  // since the last try of it
	First    bool // nothing was tried before
	// Weak are the steps that it exercises and that need it most, at most three.
	Weak []Standing
	// Drill is a stage to practise alone, because it was weak more than once; Group is
	// empty when there is none.
	Drill Standing
}

const (
	untried   = 0.6 // how much a step needs practice that was never tried, against 1 for one at 0
	staleDays = 30  // after so many days a step, after half as many a system is as good as new
	weakScore = 40  // a stage below this more than once is to be practised alone
	manyWeak  = 3
)

// need is how much a step needs practice, 0–1: for how weak it is and how long ago it
// was tried.
func (s Standing) need() float64 {
	if s.Tries == 0 {
		return untried
	}
	age := min(float64(s.Days)/staleDays, 1)
	return (1 - s.Score/100) * (0.7 + 0.3*age)
}

// Next proposes the system that exercises best what is weakest and was practised
// longest ago. Of equal systems the one with more at its core, then the first, is
// taken. ok is false when there is no system.
func Next(systems []System, tries []Try, now time.Time) (p Proposal, ok bool) {
	standings := Standings(tries, now)
	needs := map[string]float64{}
	for _, s := range standings {
		needs[s.Group] = s.need()
	}
	best, core := -1.0, 0
	var chosen System
	for _, x := range systems {
		worth := 0.0
		for _, g := range catalog.Steps { // in order, so that the sum is always the same
			worth += x.Shares[g.ID] * needs[g.ID]
		}
		ago, tried := lastTry(tries, x.ID, now)
		switch {
		case !tried:
			worth *= 1.2
		default:
			// What was practised yesterday can wait, however weak it was.
			worth *= 0.4 + 0.6*min(float64(ago)/(staleDays/2), 1)
		}
		worth = math.Round(worth*1e9) / 1e9
		if worth > best || worth == best && x.Core > core {
			best, core, chosen = worth, x.Core, x
			p = Proposal{Scenario: x.ID, New: !tried, Days: ago, First: len(tries) == 0}
		}
	}
	if chosen.ID == "" {
		return Proposal{}, false
	}
	p.Weak = weakest(standings, chosen)
	p.Drill = drill(standings)
	return p, true
}

// lastTry returns how many days ago a system was tried; a drill counts too.
func lastTry(tries []Try, scenario string, now time.Time) (ago int, tried bool) {
	for _, t := range tries {
		if t.Scenario == scenario {
			if d := days(t.At, now); !tried || d < ago {
				ago = d
			}
			tried = true
		}
	}
	return ago, tried
}

// weakest returns the steps that a system exercises and that need practice most, of
// those that were tried.
func weakest(standings []Standing, x System) []Standing {
	var out []Standing
	for _, s := range standings {
		if s.Tries > 0 && x.Shares[s.Group] > 0 && s.need() > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Standing) int {
		return cmp.Compare(x.Shares[b.Group]*b.need(), x.Shares[a.Group]*a.need())
	})
	return out[:min(len(out), manyWeak)]
}

// drill returns the weakest stage that was weak more than once.
func drill(standings []Standing) Standing {
	var out Standing
	for _, s := range standings {
		stage := slices.ContainsFunc(catalog.ScoredStages, func(g catalog.Group) bool { return g.ID == s.Group })
		if stage && s.Tries > 1 && s.Score < weakScore && (out.Group == "" || s.Score < out.Score) {
			out = s
		}
	}
	return out
}
