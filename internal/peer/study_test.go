package peer_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
	"designdrill/internal/peer"
)

// marks gives the stage criteria these levels in their order; -1 leaves one out.
func marks(levels ...int) peer.Marks {
	m := peer.Marks{}
	for i, l := range levels {
		if l >= 0 {
			m[catalog.StageIDs[i]] = l
		}
	}
	return m
}

func same(a agreement.Value, b float64) bool {
	return math.IsNaN(float64(a)) && math.IsNaN(b) || math.Abs(float64(a)-b) < 1e-9
}

func TestBias(t *testing.T) {
	na := math.NaN()
	gold := marks(4, 3, 2, 4, 2, 0, 0, 3, 3, 3, 3, 3)
	for _, c := range []struct {
		name              string
		mine              peer.Marks
		graded            int
		mean, off, within float64
		worst, level      int
		corrected         float64
	}{
		{"as gold", gold, 12, 0, 0, 1, 0, 3, 3},
		{"lenient by a half", marks(4, 4, 3, 4, 3, 1, 1, 4, 3, 3, 3, 3), 12, 0.5, 0.5, 1, 6, 3, 2.5},
		{"severe, and kept on the ladder", marks(2, 1, 0, 2, 0, 0, 0, 1, 1, 1, 1, 1), 12, -20.0 / 12, 20.0 / 12, 2.0 / 12, 10, 3, 4},
		{"lenient, and kept on the ladder", marks(4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4), 12, 1.5, 1.5, 8.0 / 12, 10, 1, 0},
		{"up and down", marks(3, 4, 2, 4, 2, 0, 0, 3, 3, 3, 3, 3), 12, 0, 2.0 / 12, 1, 2, 2, 2},
		{"too few to tell", marks(0, 0, 0, 0, 0), 5, na, 3, 0, 5, 2, 2},
		{"enough", marks(0, 0, 0, 0, 0, 0), 6, -2.5, 2.5, 1.0 / 6, 5, 1, 3.5},
		{"nothing", marks(), 0, na, na, na, 0, 1, 1},
	} {
		b := peer.BiasOf(gold, c.mine)
		if b.Graded != c.graded || !same(b.Mean, c.mean) || !same(b.Error, c.off) || !same(b.Within, c.within) || len(b.Worst) != c.worst {
			t.Errorf("%s: %+v, want graded %d, mean %v, error %v, within %v, %d worst", c.name, b, c.graded, c.mean, c.off, c.within, c.worst)
		}
		if got := b.Correct(c.level); math.Abs(got-c.corrected) > 1e-9 {
			t.Errorf("%s: level %d corrected is %v, want %v", c.name, c.level, got, c.corrected)
		}
	}
	b := peer.BiasOf(gold, marks(3, 3, 2, 4, 2, 3, 0, 3, 3, 3, 3, 3))
	if want := (peer.Difference{Criterion: "estimates.bandwidth", Gold: 0, Mine: 3}); b.Worst[0] != want {
		t.Errorf("the worst is %+v, want %+v", b.Worst[0], want)
	}
}

// TestCorrectedStays holds every corrected level on the ladder and in the order of the
// levels.
func TestCorrectedStays(t *testing.T) {
	levels := rapid.SliceOfN(rapid.IntRange(-1, 4), 12, 12)
	rapid.Check(t, func(t *rapid.T) {
		b := peer.BiasOf(marks(levels.Draw(t, "gold")...), marks(levels.Draw(t, "mine")...))
		before := 0.0
		for level := range 5 {
			x := b.Correct(level)
			if x < before || x > 4 {
				t.Fatalf("%d becomes %v after %v", level, x, before)
			}
			before = x
		}
	})
}

// three is a round of three people with levels that can be worked out by hand: only
// the first criterion is graded.
func three() []peer.Person {
	const id = "requirements.functional"
	person := func(name string, rules int, reviews ...peer.Review) peer.Person {
		return peer.Person{Name: name, Score: agreement.NA, Rules: map[string]peer.Found{id: {Level: rules, Quote: "rules " + name}}, Reviews: reviews}
	}
	give := func(of, level int, quote string) peer.Review {
		return peer.Review{Of: of, Levels: marks(level), Quotes: map[string]string{id: quote}}
	}
	people := []peer.Person{
		person("ann", 3, give(1, 2, "b by a"), give(2, 0, "")),
		person("bob", 2, give(0, 4, "a by b"), give(2, 3, "c by b")),
		person("cid", 1, give(0, 3, "a by c"), give(1, 2, "")),
	}
	people[0].Self = map[string]int{"requirements": 1, "total": 4}
	people[1].Self = map[string]int{id: 2}
	// Bob is one level too kind.
	people[1].Bias = peer.BiasOf(marks(0, 0, 0, 0, 0, 0), marks(1, 1, 1, 1, 1, 1))
	for _, i := range []int{0, 2} {
		people[i].Bias = peer.BiasOf(nil, nil)
	}
	return people
}

func TestStudy(t *testing.T) {
	people := three()
	s := peer.NewStudy(people)
	first := s.Answers[0].Criteria[0]
	if !same(first.Rules, 3) || !same(first.Peers, 3.5) || !same(first.Corrected, 3) || !same(first.Self, math.NaN()) {
		t.Errorf("ann's first criterion: %+v", first)
	}
	if x := s.Answers[0].Stages[0]; !same(x.Self, 1) || !same(x.Peers, 3.5) || x.ID != "requirements" {
		t.Errorf("ann's first stage: %+v", x)
	}
	if x := s.Answers[1].Stages[0]; !same(x.Self, 2) {
		t.Errorf("bob's first stage: %+v", x)
	}
	if x := s.Answers[0].Total; !same(x.Self, 1) || !same(x.Corrected, 3) {
		t.Errorf("ann's total: %+v", x)
	}
	// Units (4,3), (2,2), (0,3). Coincidences, by hand: off the diagonal 3–4 and 0–3,
	// each once in each direction. Without bias (3,3), (2,2), (0,2): n 6, mean of the
	// squared distances observed 8/6, expected 2*(36+...)/30.
	c := s.Criteria[0]
	if c.ID != "requirements.functional" || c.Answers != 3 {
		t.Errorf("the first criterion's agreement: %+v", c)
	}
	// Peers both ways: observed 2*(1+0+9) = 20 of 6; by chance, margins 0:1 2:2 3:2 4:1.
	// sum over i,j of m_i*m_j*(i-j)^2 = 2*(2*4+2*9+16 + 2*2*1+2*4 + 2*1) = 112.
	if want := 1 - 20.0*6/112; !same(c.Kappa, want) {
		t.Errorf("kappa among peers is %v, want %v", c.Kappa, want)
	}
	// Rules by peer: (3,4) (3,3) (2,2) (2,2) (1,0) (1,3). Off: 1+0+0+0+1+4 = 6 of 6.
	// Chance: rules 1:2 2:2 3:2, peers 0:1 2:2 3:2 4:1:
	// 2*(1+2*1+2*4+9) + 2*(4+0+2+4) + 2*(9+2+0+1) = 40+20+24 = 84.
	if want := 1 - 6.0*6/84; !same(c.Rules, want) {
		t.Errorf("kappa with the rules is %v, want %v", c.Rules, want)
	}
	// Interval alpha of (3,3), (2,2), (2,0): 1 - (n-1)*observed/expected with n 6,
	// observed 2*4, expected over counts 0:1 2:3 3:2: 2*(3*4+2*9+3*2*1) = 72.
	if want := 1 - 5.0*8/72; !same(c.Corrected, want) {
		t.Errorf("alpha without bias is %v, want %v", c.Corrected, want)
	}
	if !same(s.Overall.Kappa, float64(c.Kappa)) || s.Overall.Answers != 3 || s.Criteria[1].Alpha.Known() {
		t.Errorf("overall %+v, an empty criterion %+v", s.Overall, s.Criteria[1])
	}
	if want := []peer.Dispute{{Of: 2, Criterion: c.ID, Gap: 3, Among: true}}; !slices.Equal(s.Disputes, want) {
		t.Errorf("disputes %+v, want %+v", s.Disputes, want)
	}
	if want := []peer.Best{{Criterion: c.ID, Of: 0, Level: 3, Quote: "a by b", By: 1}}; !slices.Equal(s.Best, want) {
		t.Errorf("best %+v, want %+v", s.Best, want)
	}
}

// TestBestWithoutPeers takes the rules' passage, and none below level 2.
func TestBestWithoutPeers(t *testing.T) {
	people := three()
	for i := range people {
		people[i].Reviews = nil
	}
	s := peer.NewStudy(people)
	if len(s.Best) != 1 || s.Best[0].Quote != "rules ann" || s.Best[0].By != -1 || len(s.Disputes) > 0 {
		t.Errorf("best %+v, disputes %+v", s.Best, s.Disputes)
	}
	people[0].Rules, people[1].Rules = nil, nil
	if s := peer.NewStudy(people); len(s.Best) > 0 {
		t.Errorf("level 1 is an example to others: %+v", s.Best)
	}
}

func TestChanges(t *testing.T) {
	people := three()
	for i, score := range []agreement.Value{50, 60, agreement.NA} {
		people[i].Score = score
	}
	s := peer.NewStudy(people)
	got := s.Changes(people, map[string]peer.Earlier{"ann": {Score: 45, Peers: 2.5}, "bob": {Score: 40, Peers: agreement.NA}, "cid": {Score: 10, Peers: 1}, "dan": {Score: 1}})
	if len(got) != 3 || got[0].Who != 1 || !same(got[0].Score, 20) || !same(got[0].Peers, math.NaN()) ||
		got[1].Who != 0 || !same(got[1].Score, 5) || !same(got[1].Peers, 0.5) || got[2].Who != 2 || got[2].Score.Known() {
		t.Errorf("changes %+v", got)
	}
}

func TestHeat(t *testing.T) {
	h := peer.NewHeat([]peer.Person{{Steps: map[string]float64{"caching": 40, "requirements": 10}}, {Steps: map[string]float64{"caching": 60}}, {}})
	at := slices.Index(h.IDs, "caching")
	if len(h.IDs) != 14 || at != 3 || !same(h.Cells[0][at], 40) || h.Cells[2][at].Known() || !same(h.Mean[at], 50) || h.Mean[0].Known() || !same(h.Mean[11], 10) {
		t.Errorf("heat %+v", h)
	}
}
