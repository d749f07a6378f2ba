package labels

import (
	"cmp"
	"slices"

	"designdrill/internal/catalog"
)

// Miss is a criterion that the program and the labels put at different levels.
type Miss struct {
	ID        string
	Criterion string
	Scenario  string
	Label     Mark
	Found     Found
	File      string
}

// Misses lists the disagreements, the worst first; of equally bad ones those in the
// order of the answers' ids and the criteria.
func Misses(truth *Set, read []Read) []Miss {
	read, marks := Join(truth, read)
	var out []Miss
	for i, r := range read {
		for k, id := range catalog.CriterionIDs {
			if k >= len(r.Found) || !r.Found[k].Scored {
				continue
			}
			m := Miss{r.ID, id, r.Scenario, marks[i].Marks[id], r.Found[k], r.File}
			if m.gap() > 0 {
				out = append(out, m)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Miss) int { return cmp.Compare(b.gap(), a.gap()) })
	return out
}

func (m Miss) gap() int { return max(m.Label.Level-m.Found.Level, m.Found.Level-m.Label.Level) }
