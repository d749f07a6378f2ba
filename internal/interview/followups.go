package interview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/catalog"
)

// Shown is what an answer shows so far, as a scorer sees it.
type Shown struct {
	Criteria []Criterion
	Points   []Point
	Wrong    int // calculations that do not come out
}

// Criterion is one criterion of the answer. Gain is what the next level would add to
// the score; Probe asks for it. Quote is what earned the level.
type Criterion struct {
	ID    string
	Title string
	Quote string
	Level int
	Gain  float64
	Probe string
}

// Point is something the scenario expects.
type Point struct {
	ID      string
	Covered bool
}

// belongs tells whether the probes of a criterion fit into a stage. What a candidate
// says where is free, what is asked where is not.
func belongs(stage, criterion string) bool {
	group := catalog.GroupOf(criterion)
	switch stage {
	case "requirements", "estimates":
		return group == stage
	case "components":
		return group == stage && criterion != "components.deep-dives" || group == "databases" || group == "services" || group == "messaging"
	case "deep-dives":
		return criterion == "components.deep-dives" || catalog.IsRoadmap(criterion) && group != "trade-offs"
	case "trade-offs":
		return group == stage
	}
	return false
}

// wrongCalculation does not name the calculation: finding it is the point.
const wrongCalculation = "One of your calculations does not come out. Go through them again with their units: which one is it, and what is right?"

// FollowUps chooses what to ask at the end of a stage: the questions of the scenario
// whose matter is missing and the probes of criteria that would lift most. It returns
// up to most of them, fewer when the others would lift little, none in the wrap-up.
// What was asked before is not asked again.
func FollowUps(x *catalog.Scenario, s *State, shown Shown, most int) []Question {
	stage := s.Plan.Stages[s.Stage()].ID
	if !slices.ContainsFunc(s.Asked, func(q Asked) bool { return q.Stage == s.Stage() && q.Status == Done }) {
		return nil // who left the stage out is not asked about it
	}
	var list []candidate
	if stage == "estimates" && shown.Wrong > 0 {
		list = append(list, candidate{Question{Ask: wrongCalculation}, 100, false})
	}
	for _, f := range x.FollowUps {
		if f.Stage != stage {
			continue
		}
		if worth, criterion := shown.lacks(f.Lacks); worth > 0 {
			// What is about this system beats a question that fits any.
			list = append(list, candidate{shown.question(f.Ask, criterion), 2 * worth, false})
		}
	}
	for _, c := range shown.Criteria {
		if c.Gain > 0 && c.Level < 4 && c.Probe != "" && belongs(stage, c.ID) {
			list = append(list, candidate{shown.question(c.Probe, c.ID), c.Gain, c.Level == 3})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		switch {
		case a.good == b.good:
			return cmp.Compare(b.worth, a.worth)
		case a.good:
			return 1
		}
		return -1
	})
	asked := map[string]bool{}
	for _, q := range s.Asked {
		asked[cmp.Or(q.Plain, q.Ask)] = true
		if q.Criterion != "" {
			asked[q.Criterion] = true
		}
	}
	var out []Question
	var first float64
	for _, c := range list {
		if len(out) == min(most, maxFollowUps) {
			break
		}
		if asked[c.Ask] || c.Criterion != "" && asked[c.Criterion] || len(out) > 0 && (c.good || c.worth < first/3) {
			continue
		}
		if len(out) == 0 {
			first = min(c.worth, 10) // a wrong calculation does not silence the others
		}
		asked[c.Ask], asked[c.Criterion] = true, true
		c.Question.ID = fmt.Sprintf("follow-up-%s-%d", stage, len(out)+1)
		out = append(out, c.Question)
	}
	return out
}

// maxFollowUps is how many follow-ups a stage has by the rules.
const maxFollowUps = 3

// maxQuote is how much of the answer a follow-up quotes, in characters.
const maxQuote = 160

// question asks about a criterion, with what was said on it.
func (sh *Shown) question(ask, criterion string) Question {
	q := Question{Ask: oneLine(ask), Criterion: criterion}
	for _, c := range sh.Criteria {
		if c.ID == criterion {
			q.Topic = oneLine(c.Title)
			r := []rune(oneLine(c.Quote))
			if len(r) > maxQuote {
				r = append(r[:maxQuote], '…')
			}
			q.Quote = string(r)
		}
	}
	return q
}

// candidate is a question with the points that its answer could add.
type candidate struct {
	Question
	worth float64
	good  bool // the answer is good already: asked only when nothing else is
}

// lacks weighs what a follow-up is after: the gain of criteria that are at most named,
// for the share of its matter that is missing. It is 0 when most of it is there.
func (sh *Shown) lacks(ids []string) (worth float64, criterion string) {
	missing, best := 0, 0.0
	for _, id := range ids {
		if point, ok := strings.CutPrefix(id, "point:"); ok {
			if slices.ContainsFunc(sh.Points, func(p Point) bool { return p.ID == point && !p.Covered }) {
				missing++
				worth += 0.5
			}
			continue
		}
		for _, c := range sh.Criteria {
			if c.ID == id && c.Level < 2 {
				missing++
				worth += c.Gain
				if criterion == "" || c.Gain > best {
					criterion, best = id, c.Gain
				}
			}
		}
	}
	if len(ids) == 0 || missing*2 < len(ids) {
		return 0, ""
	}
	return worth * float64(missing) / float64(len(ids)), criterion
}
