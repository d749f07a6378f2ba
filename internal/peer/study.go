package peer

import (
	"cmp"
	"slices"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

// Person is a member of the group with what they wrote and how they graded.
type Person struct {
	Name     string
	Scenario string
	Bias     Bias               // on the exemplar
	Score    agreement.Value    // of the rules, 0–100; n/a when nothing was scored
	Rules    map[string]Found   // the rules' levels by stage criterion, without those that were not scored
	Self     map[string]int     // the self-assessment by stage or stage criterion; others do not count
	Steps    map[string]float64 // 0–100 by roadmap step and stage, without those that were not scored
	Reviews  []Review           // that this person gave
}

// Review is one reviewer's reading of one answer.
type Review struct {
	Of      int // the author's place among the people
	Levels  Marks
	Quotes  map[string]string // by criterion; only those that stand in the answer
	Comment string
}

// Found is a level with the passage behind it, "" without one.
type Found struct {
	Level int
	Quote string
}

// Study is what the reviews of a group say. People are named by their places.
type Study struct {
	Answers  []Answer // in the order of the people
	Overall  Agreement
	Criteria []Agreement // in the order of catalog.StageIDs
	Disputes []Dispute   // the largest first
	Best     []Best      // in the order of catalog.StageIDs, without criteria that nobody shows
}

// Answer is one answer as rules, peers and its author see it.
type Answer struct {
	Criteria []Levels // in the order of catalog.StageIDs
	Stages   []Levels // means of the criteria, by catalog.ScoredStages
	Total    Levels   // means of all stage criteria
	Comments []Comment
}

// Levels are the readers' levels of one criterion, or their means. What nobody gave
// is n/a.
type Levels struct {
	ID        string
	Rules     agreement.Value
	Peers     agreement.Value // mean of the levels as given
	Corrected agreement.Value // mean of the levels without each reviewer's bias
	Self      agreement.Value
	Given     []Given // of a criterion: each peer's level
}

// Given is a level that a peer gave.
type Given struct {
	By        int
	Level     int
	Corrected float64
	Quote     string
}

// Comment is what a reviewer says of an answer as a whole.
type Comment struct {
	By   int
	Text string
}

// Agreement says how far readers agree on a criterion, or on all.
type Agreement struct {
	ID        string
	Answers   int             // with two peers' levels of it; of all criteria together such pairs
	Alpha     agreement.Value // Krippendorff's, ordinal, among peers
	Corrected agreement.Value // Krippendorff's, interval, of the levels without bias
	Kappa     agreement.Value // weighted, among peers
	Rules     agreement.Value // weighted, of each peer with the rules
}

// Dispute is an answer's criterion on which its readers differ.
type Dispute struct {
	Of        int
	Criterion string
	Gap       int  // between the lowest and the highest level
	Among     bool // the peers alone differ so
}

// Best is the passage that shows a criterion best.
type Best struct {
	Criterion string
	Of        int
	Level     float64 // mean of the rules' level and the peers' corrected one, or the one there is
	Quote     string
	By        int // the reviewer who chose it; -1 for the rules
}

// leastBest is the lowest level from which a passage is an example to others.
const leastBest = 2

// leastGap is the smallest gap between levels worth a discussion.
const leastGap = 2

// NewStudy lays the reviews of a group side by side.
func NewStudy(people []Person) *Study {
	s := &Study{Answers: make([]Answer, len(people))}
	for i, p := range people {
		a := &s.Answers[i]
		for _, id := range catalog.StageIDs {
			x := Levels{ID: id, Rules: agreement.NA, Self: agreement.NA}
			if r, ok := p.Rules[id]; ok {
				x.Rules = agreement.Value(r.Level)
			}
			if v, ok := p.Self[id]; ok {
				x.Self = agreement.Value(v)
			}
			a.Criteria = append(a.Criteria, x)
		}
	}
	for by, p := range people {
		for _, r := range p.Reviews {
			a := &s.Answers[r.Of]
			for k, id := range catalog.StageIDs {
				if level, ok := r.Levels[id]; ok {
					a.Criteria[k].Given = append(a.Criteria[k].Given, Given{by, level, p.Bias.Correct(level), r.Quotes[id]})
				}
			}
			if r.Comment != "" {
				a.Comments = append(a.Comments, Comment{by, r.Comment})
			}
		}
	}
	for i := range s.Answers {
		s.Answers[i].means(people[i].Self)
	}
	s.agreements()
	s.disputes()
	s.best(people)
	return s
}

// means fills what follows from the levels given.
func (a *Answer) means(self map[string]int) {
	for k := range a.Criteria {
		x := &a.Criteria[k]
		x.Peers = mean(x.Given, func(g Given) agreement.Value { return agreement.Value(g.Level) })
		x.Corrected = mean(x.Given, func(g Given) agreement.Value { return agreement.Value(g.Corrected) })
	}
	at := 0
	for _, g := range catalog.ScoredStages {
		x := together(g.ID, a.Criteria[at:at+len(g.Criteria)])
		if v, ok := self[g.ID]; ok {
			x.Self = agreement.Value(v)
		}
		at += len(g.Criteria)
		a.Stages = append(a.Stages, x)
	}
	a.Total = together("all", a.Criteria)
	// Who rates stages and not criteria has a total all the same.
	if !a.Total.Self.Known() {
		a.Total.Self = mean(a.Stages, func(l Levels) agreement.Value { return l.Self })
	}
}

// together is the mean of levels.
func together(id string, list []Levels) Levels {
	return Levels{ID: id,
		Rules:     mean(list, func(l Levels) agreement.Value { return l.Rules }),
		Peers:     mean(list, func(l Levels) agreement.Value { return l.Peers }),
		Corrected: mean(list, func(l Levels) agreement.Value { return l.Corrected }),
		Self:      mean(list, func(l Levels) agreement.Value { return l.Self }),
	}
}

// mean is the mean of the values that are known, n/a without any.
func mean[T any](list []T, of func(T) agreement.Value) agreement.Value {
	n, sum := 0, agreement.Value(0)
	for _, x := range list {
		if v := of(x); v.Known() {
			n++
			sum += v
		}
	}
	if n == 0 {
		return agreement.NA
	}
	return sum / agreement.Value(n)
}

func (s *Study) agreements() {
	var all tally
	for k, id := range catalog.StageIDs {
		var one tally
		for _, a := range s.Answers {
			one.add(a.Criteria[k])
		}
		s.Criteria = append(s.Criteria, one.agreement(id))
		all.pool(one)
	}
	s.Overall = all.agreement("all")
}

// tally gathers pairs of levels.
type tally struct {
	given, corrected [][]float64
	peers, rules     agreement.Confusion
	twice            int
}

func (t *tally) add(x Levels) {
	var given, corrected []float64
	for i, g := range x.Given {
		given, corrected = append(given, float64(g.Level)), append(corrected, g.Corrected)
		if x.Rules.Known() {
			t.rules.Add(int(x.Rules), g.Level)
		}
		// Neither of two peers is the label: each pair counts both ways.
		for _, h := range x.Given[:i] {
			t.peers.Add(g.Level, h.Level)
			t.peers.Add(h.Level, g.Level)
		}
	}
	t.given, t.corrected = append(t.given, given), append(t.corrected, corrected)
	if len(given) > 1 {
		t.twice++
	}
}

func (t *tally) pool(o tally) {
	t.given, t.corrected = append(t.given, o.given...), append(t.corrected, o.corrected...)
	t.peers.Pool(&o.peers)
	t.rules.Pool(&o.rules)
	t.twice += o.twice
}

func (t *tally) agreement(id string) Agreement {
	return Agreement{ID: id, Answers: t.twice, Alpha: agreement.Alpha(t.given, agreement.Ordinal),
		Corrected: agreement.Alpha(t.corrected, agreement.Interval), Kappa: t.peers.Kappa(), Rules: t.rules.Kappa()}
}

func (s *Study) disputes() {
	for i, a := range s.Answers {
		for _, x := range a.Criteria {
			var peers []int
			for _, g := range x.Given {
				peers = append(peers, g.Level)
			}
			readers := slices.Clone(peers)
			for _, v := range []agreement.Value{x.Rules, x.Self} {
				if v.Known() {
					readers = append(readers, int(v))
				}
			}
			if gap := spread(readers); len(peers) > 0 && gap >= leastGap {
				s.Disputes = append(s.Disputes, Dispute{i, x.ID, gap, spread(peers) == gap})
			}
		}
	}
	// What people see differently is worth more talk than what a rule missed.
	slices.SortStableFunc(s.Disputes, func(a, b Dispute) int {
		return cmp.Or(cmp.Compare(b.Gap, a.Gap), cmp.Compare(rank(b.Among), rank(a.Among)))
	})
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func spread(levels []int) int {
	if len(levels) == 0 {
		return 0
	}
	return slices.Max(levels) - slices.Min(levels)
}

func (s *Study) best(people []Person) {
	for k, id := range catalog.StageIDs {
		top := Best{Criterion: id, Level: leastBest, Of: -1}
		for i, a := range s.Answers {
			x := a.Criteria[k]
			level := mean([]agreement.Value{x.Rules, x.Corrected}, func(v agreement.Value) agreement.Value { return v })
			if !level.Known() || float64(level) < top.Level || float64(level) == top.Level && top.Of >= 0 {
				continue
			}
			quote, by := passage(x, people[i].Rules[id].Quote)
			if quote != "" {
				top.Of, top.Level, top.Quote, top.By = i, float64(level), quote, by
			}
		}
		if top.Of >= 0 {
			s.Best = append(s.Best, top)
		}
	}
}

// passage is the quote of the peer with the highest level, else the rules' own.
func passage(x Levels, rules string) (quote string, by int) {
	by, top := -1, -1
	for _, g := range x.Given {
		if g.Quote != "" && g.Level > top {
			quote, by, top = g.Quote, g.By, g.Level
		}
	}
	if by < 0 {
		quote = rules
	}
	return quote, by
}

// Earlier is what is known of a person from an earlier round.
type Earlier struct {
	Scenario string
	Score    agreement.Value
	Peers    agreement.Value // the mean of the corrected levels
}

// Change is how a person stands to an earlier round.
type Change struct {
	Who      int
	Scenario string          // of the earlier round
	Score    agreement.Value // points more
	Peers    agreement.Value // levels more
}

// Changes lists those who took part before, who gained most first: by the rules'
// score, then by the peers' levels.
func (s *Study) Changes(people []Person, before map[string]Earlier) []Change {
	var out []Change
	for i, p := range people {
		if e, ok := before[p.Name]; ok {
			// A difference with n/a is n/a.
			out = append(out, Change{i, e.Scenario, p.Score - e.Score, s.Answers[i].Total.Corrected - e.Peers})
		}
	}
	known := func(v agreement.Value) float64 {
		if !v.Known() {
			return -1000 // after everyone who can be compared
		}
		return float64(v)
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(known(b.Score), known(a.Score)), cmp.Compare(known(b.Peers), known(a.Peers)))
	})
	return out
}
