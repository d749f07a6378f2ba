package score

import (
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

// maxLead is how much of the line before is read with one that goes on from it.
const maxLead = 300

// linked gives the calculations that reach into passage i from elsewhere: the line
// before, the item below that tells how its number came about, the cells of its row.
// Their claims are placed in the passage's text.
func (r *reading) linked(i int32, all []quantity.Found) []quantity.Chain {
	x := &r.doc.Passages[i]
	if len(all) == 0 {
		return nil
	}
	if x.Kind == answer.Cell {
		return r.rowChain(i, all)
	}
	if goesOn(x.Text) && i > 0 {
		if before := &r.doc.Passages[i-1]; before.Block == x.Block && before.Kind == x.Kind {
			lead := before.Text
			if len(lead) > maxLead {
				lead = lead[len(lead)-maxLead:]
			}
			return claimsAfter(lead+" ", x.Text)
		}
	}
	return r.toldBelow(i, all)
}

// goesOn tells whether a line begins with a sign of equality, which needs the line
// before it.
func goesOn(text string) bool {
	text = strings.TrimLeft(text, " \t")
	for _, sign := range [...]string{"=", "≈", "~=", "→ ", "-> "} {
		if strings.HasPrefix(text, sign) && !strings.HasPrefix(text, "==") {
			return true
		}
	}
	return false
}

// claimsAfter gives the links of lead+text whose left side begins in lead and whose
// claim stands in text.
func claimsAfter(lead, text string) []quantity.Chain {
	var out []quantity.Chain
	for _, c := range quantity.Chains(lead + text) {
		if c.Start < len(lead) && c.Claim.Start >= len(lead) {
			c.Start = 0
			c.Claim.Start -= len(lead)
			c.Claim.End -= len(lead)
			out = append(out, c)
		}
	}
	return out
}

// toldBelow reads a number whose first item below it is the calculation: "150 TB a
// month", and below it "10 KB per tweet * 15 billion tweets". Only one that comes out
// is taken: other items below a number say other things.
func (r *reading) toldBelow(i int32, all []quantity.Found) []quantity.Chain {
	x := &r.doc.Passages[i]
	if len(r.children[i]) == 0 || len(all) > 3 {
		return nil
	}
	y := &r.doc.Passages[r.children[i][0]]
	if len(y.Text) > maxLead || strings.ContainsAny(y.Text, "=≈") || !strings.ContainsAny(y.Text, "*×/") {
		return nil
	}
	chains := quantity.Chains(y.Text + " = " + x.Text[all[0].Start:])
	for _, c := range chains {
		if c.Verdict == quantity.Right && c.Claim.Text == all[0].Text && len(c.Left) >= 3 {
			c.Start, c.Claim.Start, c.Claim.End = all[0].Start, all[0].Start, all[0].End
			return []quantity.Chain{c}
		}
	}
	return nil
}

// rowChain reads a row of a table that multiplies: a number of things, the size of
// one, and under a header of a total the product.
func (r *reading) rowChain(i int32, all []quantity.Found) []quantity.Chain {
	x := &r.doc.Passages[i]
	if len(all) != 1 || all[0].Q.Unit.Data != 1 || !isTotal(x.Head) {
		return nil
	}
	var size, count *quantity.Found
	for q := i - 1; q >= 0 && r.sameRow(x, q); q-- {
		list := r.figuresOf(q).all
		if len(list) == 0 {
			continue
		}
		if len(list) > 1 || len(list[0].Text)+8 < len(strings.TrimSpace(r.doc.Passages[q].Text)) {
			if r.doc.Passages[q].RowLead < 0 {
				continue // a name with a number in it
			}
			return nil
		}
		f := &list[0]
		switch u := f.Q.Unit; {
		case u.Data == 1 && u.Time == 0 && size == nil:
			size = f
		case u.Data == 0 && u.Money == 0 && u.Time <= 0 && u.Form == quantity.Plain && count == nil:
			count = f
		default:
			return nil // more than two factors
		}
	}
	if size == nil || count == nil {
		return nil
	}
	chains := quantity.Chains(count.Text + " × " + size.Text + " = ~" + all[0].Text)
	if len(chains) != 1 {
		return nil
	}
	c := chains[0]
	c.Start, c.Claim.Start, c.Claim.End = all[0].Start, all[0].Start, all[0].End
	return []quantity.Chain{c}
}

var totalWords = set("total", "storage", "annual", "yearly", "volume", "memory", "bandwidth", "sum", "data", "daily")

// isTotal tells whether a column's header asks for a product.
func isTotal(head string) bool {
	for _, w := range answer.Words(head) {
		if totalWords[w.Norm] {
			return true
		}
	}
	return false
}
