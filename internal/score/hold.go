package score

import (
	"designdrill/internal/quantity"
)

// arithmetic recomputes the calculations of the answer.
func (r *reading) arithmetic() []Arithmetic {
	var out []Arithmetic
	for i := range r.doc.Passages {
		x := &r.doc.Passages[i]
		if len(r.found(int32(i))) == 0 {
			continue
		}
		for _, c := range r.figuresOf(int32(i)).chains {
			a := Arithmetic{Line: x.Line, Text: clip(c.Text), Status: c.Verdict.String(), Slip: c.Slip}
			if c.Verdict == quantity.Wrong || c.Verdict == quantity.Slip {
				a.Computed = quantity.Format(c.Computed)
			}
			out = append(out, a)
		}
	}
	return out
}

// hold compares the scenario's estimates with what the answer states, by the formula
// on the answer's own inputs where it states them.
func (r *reading) hold(figs []figure) []EstimateResult {
	if r.c.scen == nil {
		return nil
	}
	vars, inputs := r.inputs()
	var out []EstimateResult
	for i := range r.c.scen.Estimates {
		e := &r.c.scen.Estimates[i]
		res := EstimateResult{ID: e.ID, Text: e.Text, Status: "missing"}
		want, err := quantity.Eval(e.Formula, vars)
		unit, uerr := quantity.Parse(e.Value)
		if err != nil || uerr != nil {
			continue
		}
		if q, err := quantity.Convert(want, unit.Unit); err == nil {
			want = q
		}
		vars[e.ID] = want
		res.Expected = quantity.Format(want)
		for _, v := range quantity.Vars(e.Formula) {
			if in, ok := inputs[v]; ok {
				res.Inputs = append(res.Inputs, in)
			}
		}
		factor := e.Factor
		if factor == 0 {
			factor = 2
		}
		rank := map[string]int{"missing": 0, "other-unit": 1, "off": 2, "near": 3, "right": 4}
		for k := range figs {
			f := &figs[k]
			if !r.speaksOf(f, int32(i)) {
				continue
			}
			status := "other-unit"
			if q, ok := quantity.Ratio(f.Q, want); ok {
				status = "off"
				if q > 0 && q < 1 {
					q = 1 / q
				}
				switch {
				case q <= 0:
				case q <= factor:
					status = "right"
				case q <= 10*factor:
					status = "near"
				}
			}
			if rank[status] > rank[res.Status] {
				res.Status, res.Stated = status, f.Text
				res.Line = r.doc.LineAt(r.doc.Passages[f.passage].Sentences[f.sentence].Start)
				res.Used = r.usedLater(f)
			}
		}
		out = append(out, res)
	}
	return out
}

// speaksOf tells whether the words of an estimate stand in the figure's sentence.
func (r *reading) speaksOf(f *figure, estimate int32) bool {
	for _, k := range r.within(r.info[f.passage].other, f.sentence, f.sentence) {
		if ro := r.c.roles[r.hits.All[k].Group]; ro.part == partEstimate && ro.index == estimate {
			return true
		}
	}
	return false
}

// inputs gives the scenario's inputs, replaced by the answer's own where a sentence
// with the input's words states one figure of its kind.
func (r *reading) inputs() (map[string]quantity.Quantity, map[string]EstimateInput) {
	vars := map[string]quantity.Quantity{}
	shown := map[string]EstimateInput{}
	for i, in := range r.c.scen.Inputs {
		q, err := quantity.Parse(in.Value)
		if err != nil {
			continue
		}
		vars[in.ID] = q
		shown[in.ID] = EstimateInput{Name: in.ID, Value: in.Value}
	search:
		for p := range r.doc.Passages {
			for _, k := range r.info[p].other {
				h := r.hits.All[k]
				if ro := r.c.roles[h.Group]; ro.part != partInput || int(ro.index) != i {
					continue
				}
				for _, f := range r.foundIn(int32(p), h.Sentence) {
					if f.Range() || f.Compare != "" {
						continue
					}
					// The answer's own value, unless it is of another kind or absurdly far
					// away: then the words stood for something else.
					if ratio, ok := quantity.Ratio(f.Q, q); ok && ratio > 1e-3 && ratio < 1e3 && f.Q.Unit.Per == q.Unit.Per {
						vars[in.ID] = f.Q
						shown[in.ID] = EstimateInput{in.ID, f.Text, r.doc.LineAt(r.doc.Passages[p].Sentences[h.Sentence].Start)}
						break search
					}
				}
			}
		}
	}
	return vars, shown
}
