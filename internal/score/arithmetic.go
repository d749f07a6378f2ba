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
			out = append(out, arithmeticOf(x.Line, &c))
		}
	}
	return out
}

func arithmeticOf(line int, c *quantity.Chain) Arithmetic {
	a := Arithmetic{Line: line, Text: clip(c.Text), Status: c.Verdict.String(), Slip: c.Slip}
	if c.Verdict == quantity.Wrong || c.Verdict == quantity.Slip {
		a.Computed = quantity.Format(c.Computed)
	}
	return a
}
