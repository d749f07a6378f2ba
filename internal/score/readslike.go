package score

import (
	"fmt"
	"slices"
)

// enoughWords is how many different phrases of a scenario's vocabulary an answer must
// use before it can be said to read like that scenario.
const enoughWords = 6

// clearTimes is how many times the words of its own scenario those of another must weigh
// for the answer to be to another question although it names the system.
const clearTimes = 2.5

// readsLike names the scenario whose vocabulary the answer uses most, counting each
// phrase once and one that several scenarios share in parts; "" when none stands out.
// Clear says that it does so by far more than that of the scenario it is scored on, as
// one system does not even against its nearest sibling.
func (r *reading) readsLike() (id string, clear bool) {
	ids := r.c.cat.ScenarioIDs()
	if len(ids) == 0 {
		return "", false
	}
	users := map[string]map[int32]bool{}
	for i := range r.hits.All {
		h := &r.hits.All[i]
		ro := r.c.roles[h.Group]
		if ro.part != partOther || r.info[h.Passage].off {
			continue
		}
		// The stems identify the phrase, so that "tweet" and "tweets" are one.
		key := make([]byte, 0, 12)
		for _, w := range r.text.Words[h.From:h.To] {
			key = append(key, byte(w.Symbol), byte(w.Symbol>>8), byte(w.Symbol>>16))
		}
		if users[string(key)] == nil {
			users[string(key)] = map[int32]bool{}
		}
		users[string(key)][ro.index] = true
	}
	total := make([]float64, len(ids))
	count := make([]int, len(ids))
	for _, in := range users {
		for i := range in {
			// Quarters and the like add up without rounding that depends on the order.
			total[i] += float64(int(1024 / len(in)))
			count[i]++
		}
	}
	best, second := 0, -1
	for i := 1; i < len(ids); i++ {
		switch {
		case total[i] > total[best]:
			best, second = i, best
		case second < 0 || total[i] > total[second]:
			second = i
		}
	}
	if count[best] < enoughWords || second >= 0 && total[best] < 1.2*total[second] {
		return "", false
	}
	own := 0.0
	if r.c.scen != nil {
		own = total[slices.Index(ids, r.c.scen.ID)]
	}
	return ids[best], total[best] >= clearTimes*own
}

// likeness adds the finding that names the scenario an answer reads like, when it was
// scored without one or seems to be about another.
func (r *reading) likeness(res *Result) {
	off := false
	for _, g := range res.Gates {
		off = off || g.ID == "off-scenario"
	}
	if r.c.scen != nil && !off {
		return
	}
	id, _ := r.readsLike()
	switch {
	case id == "" || r.c.scen != nil && id == r.c.scen.ID:
	case r.c.scen == nil:
		res.Findings = append(res.Findings, Finding{"reads-like", 1, fmt.Sprintf("the answer reads like the scenario %s: -s %s scores it against what that system needs", id, id)})
	default:
		res.Findings = append(res.Findings, Finding{"reads-like", 1, fmt.Sprintf("little of what %s needs is covered; the answer reads like %s", r.c.scen.ID, id)})
	}
}
