package peer

import (
	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

// Heat is how far each person got in each step of the roadmap and stage of the
// interview, 0–100 by the rules.
type Heat struct {
	IDs   []string            // the columns: the steps, then the scored stages
	Cells [][]agreement.Value // a row for each person; n/a where nothing was scored
	Mean  []agreement.Value   // of each column
}

// NewHeat lays out the people's steps and stages.
func NewHeat(people []Person) Heat {
	var h Heat
	for _, list := range [][]catalog.Group{catalog.Steps, catalog.ScoredStages} {
		for _, g := range list {
			h.IDs = append(h.IDs, g.ID)
		}
	}
	h.Cells = make([][]agreement.Value, len(people))
	for _, id := range h.IDs {
		var column []agreement.Value
		for i, p := range people {
			v := agreement.NA
			if x, ok := p.Steps[id]; ok {
				v = agreement.Value(x)
			}
			h.Cells[i] = append(h.Cells[i], v)
			column = append(column, v)
		}
		h.Mean = append(h.Mean, mean(column, func(v agreement.Value) agreement.Value { return v }))
	}
	return h
}
