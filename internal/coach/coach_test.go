package coach_test

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"designdrill/internal/catalog"
	"designdrill/internal/coach"
)

var now = time.Date(2026, 11, 25, 18, 0, 0, 0, time.UTC)

func ago(days int) time.Time { return now.AddDate(0, 0, -days) }

// all gives every stage and step one score, but for those that are named.
func all(score float64, but map[string]float64) map[string]float64 {
	m := map[string]float64{}
	for _, g := range slices.Concat(catalog.ScoredStages, catalog.Steps) {
		m[g.ID] = score
	}
	maps.Copy(m, but)
	return m
}

var systems = []coach.System{
	{ID: "cached", Core: 5, Shares: map[string]float64{"caching": 0.8, "databases": 0.2}},
	{ID: "queued", Core: 7, Shares: map[string]float64{"messaging": 0.8, "databases": 0.2}},
	{ID: "stored", Core: 7, Shares: map[string]float64{"databases": 1}},
}

func TestNext(t *testing.T) {
	tests := map[string]struct {
		tries    []coach.Try
		scenario string
		isNew    bool
		days     int
		weak     []string
		drill    string
	}{
		"nothing yet":       {nil, "queued", true, 0, nil, ""},
		"weak at messaging": {[]coach.Try{{Scenario: "stored", At: ago(1), Scores: all(70, map[string]float64{"messaging": 10})}}, "queued", true, 0, []string{"messaging", "databases"}, ""},
		"weak at caching":   {[]coach.Try{{Scenario: "stored", At: ago(1), Scores: all(70, map[string]float64{"caching": 10})}}, "cached", true, 0, []string{"caching", "databases"}, ""},
		"just tried, though weak there": {[]coach.Try{{Scenario: "cached", At: ago(0), Scores: all(50, map[string]float64{"caching": 20})},
			{Scenario: "queued", At: ago(60), Scores: all(50, nil)}, {Scenario: "stored", At: ago(20), Scores: all(50, nil)}}, "queued", false, 60, []string{"messaging", "databases"}, ""},
		"weak long ago": {[]coach.Try{{Scenario: "cached", At: ago(20), Scores: all(50, map[string]float64{"caching": 20})},
			{Scenario: "queued", At: ago(60), Scores: all(50, nil)}, {Scenario: "stored", At: ago(20), Scores: all(50, nil)}}, "cached", false, 20, []string{"caching", "databases"}, ""},
		"a stage weak twice": {[]coach.Try{{Scenario: "cached", At: ago(2), Scores: map[string]float64{"estimates": 30, "requirements": 35}},
			{Scenario: "cached", At: ago(1), Scores: map[string]float64{"estimates": 20, "requirements": 55}}}, "queued", true, 0, nil, "estimates"},
		"a stage weak once":   {[]coach.Try{{Scenario: "cached", At: ago(2), Scores: map[string]float64{"estimates": 30}}}, "queued", true, 0, nil, ""},
		"a system of no ours": {[]coach.Try{{At: ago(2), Scores: map[string]float64{"caching": 0}}}, "cached", true, 0, []string{"caching"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, ok := coach.Next(systems, tt.tries, now)
			var weak []string
			for _, s := range p.Weak {
				weak = append(weak, s.Group)
			}
			if !ok || p.Scenario != tt.scenario || p.New != tt.isNew || p.Days != tt.days || !slices.Equal(weak, tt.weak) || p.Drill.Group != tt.drill || p.First != (len(tt.tries) == 0) {
				t.Errorf("got %+v", p)
			}
		})
	}
	if p, ok := coach.Next(nil, nil, now); ok {
		t.Errorf("of no system %+v is proposed", p)
	}
}

func TestStandings(t *testing.T) {
	tries := []coach.Try{ // in any order
		{At: ago(1), Scores: map[string]float64{"caching": 80}},
		{At: ago(9), Scores: map[string]float64{"caching": 30, "databases": 40}},
		{At: ago(5), Scores: map[string]float64{"requirements": 10}},
	}
	got := coach.Standings(tries, now)
	if len(got) != 14 || got[0].Group != "requirements" || got[3].Group != "fundamentals" {
		t.Fatalf("got %+v", got)
	}
	want := map[string]coach.Standing{
		"caching":      {Group: "caching", Score: 60, Tries: 2, Days: 1},
		"databases":    {Group: "databases", Score: 40, Tries: 1, Days: 9},
		"requirements": {Group: "requirements", Score: 10, Tries: 1, Days: 5},
		"security":     {Group: "security"},
	}
	for _, s := range got {
		if w, ok := want[s.Group]; ok && s != w {
			t.Errorf("got %+v, want %+v", s, w)
		}
	}
}

func TestNewSystem(t *testing.T) {
	needs := map[catalog.Need]float64{catalog.Core: 3, catalog.Expected: 2, catalog.Bonus: 1}
	x := &catalog.Scenario{ID: "a", Weights: map[string]catalog.Weight{}}
	for _, id := range catalog.RoadmapIDs {
		x.Weights[id] = catalog.Weight{Need: catalog.Off}
	}
	x.Weights["caching.cdn"] = catalog.Weight{Need: catalog.Core}
	x.Weights["messaging.async"] = catalog.Weight{Need: catalog.Bonus}
	a := coach.NewSystem(x, needs)
	if a.ID != "a" || a.Core != 1 || a.Shares["caching"] != 0.75 || a.Shares["messaging"] != 0.25 || a.Shares["databases"] != 0 {
		t.Errorf("got %+v", a)
	}
	sum := 0.0
	for _, x := range coach.NewSystem(&catalog.Scenario{ID: "b"}, needs).Shares {
		sum += x
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the shares of b add up to %g", sum)
	}
}

// TestNextIsStable wants the same proposal whatever the order of the tries, never a
// system that is not there, and never more of a step's weakness than there is.
func TestNextIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := []string{"caching", "messaging", "databases", "requirements", "estimates"}
		tries := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) coach.Try {
			x := coach.Try{Scenario: rapid.SampledFrom([]string{"cached", "queued", "stored", "", "gone"}).Draw(t, "scenario"), Scores: map[string]float64{}}
			for _, g := range groups {
				if rapid.Bool().Draw(t, "scored") {
					x.Scores[g] = float64(rapid.IntRange(0, 100).Draw(t, "score"))
				}
			}
			return x
		}), 0, 8).Draw(t, "tries")
		for i := range tries {
			tries[i].At = ago(3 * i)
		}
		p, ok := coach.Next(systems, tries, now)
		if !ok || !slices.ContainsFunc(systems, func(s coach.System) bool { return s.ID == p.Scenario }) {
			t.Fatalf("proposes %+v", p)
		}
		for _, s := range p.Weak {
			if s.Tries == 0 || s.Score < 0 || s.Score > 100 || s.Days < 0 {
				t.Fatalf("standing %+v", s)
			}
		}
		slices.Reverse(tries)
		q, _ := coach.Next(systems, tries, now)
		if p.Scenario != q.Scenario || !slices.Equal(p.Weak, q.Weak) || p.Drill != q.Drill {
			t.Fatalf("proposes %+v, in another order %+v", p, q)
		}
	})
}
