package quantity

import "strings"

// Echo is what was understood of one place of a text: a quantity, or a calculation
// with its verdict. It is made to be shown to the writer while they write.
type Echo struct {
	Start, End int // byte offsets
	Text       string
	Means      []string // the value in short, and in the units that people compare by: "600 TB/day", "6.9 GB/s"
	Chain      bool     // a calculation; Means is then the value that it comes to, when that is known
	Verdict    Verdict  // of a calculation
	Slip       string   // names a slip
}

// Echoes reads a text in the order of its places. Quantities that a calculation joins
// are not told apart from it; plain numbers are left out.
func Echoes(text string) []Echo {
	found := Find(text)
	chains := ChainsOf(text, found)
	var out []Echo
	k := 0
	for i := range found {
		f := &found[i]
		for k < len(chains) && f.Start >= chains[k].Start {
			c := &chains[k]
			e := Echo{Start: c.Start, End: c.End, Text: oneLine(c.Text), Chain: true, Verdict: c.Verdict, Slip: c.Slip}
			switch {
			case c.Verdict == Wrong || c.Verdict == Slip:
				e.Means = meanings(c.Computed)
			case c.Verdict == Right:
				e.Means = meanings(c.Stated)
			}
			out = append(out, e)
			k++
		}
		inside := len(out) > 0 && out[len(out)-1].Chain && f.End <= out[len(out)-1].End
		if f.Bare || inside {
			continue
		}
		e := Echo{Start: f.Start, End: f.End, Text: f.Text}
		if !f.Range() {
			e.Means = meanings(f.Q)
		}
		out = append(out, e)
	}
	return out
}

// String is the echo as one line: "600 TB per day = 600 TB/day = 6.9 GB/s", "2 × 3 =
// 7: comes to 6".
func (e Echo) String() string {
	means := strings.Join(e.Means, " = ")
	switch {
	case !e.Chain:
		if len(e.Means) == 0 || plainly(e.Text) == plainly(e.Means[0]) || e.Means[0] == e.Text[:max(0, strings.IndexByte(e.Text, ' '))] {
			return strings.Join(append([]string{e.Text}, e.Means[min(1, len(e.Means)):]...), " = ")
		}
		return e.Text + " = " + means
	case e.Verdict == Slip:
		return e.Text + ": comes to " + means + ", a slip of " + e.Slip
	case e.Verdict == Wrong:
		return e.Text + ": comes to " + means
	case e.Verdict == Right && len(e.Means) > 1:
		return e.Text + ": right, that is " + strings.Join(e.Means[1:], " = ")
	}
	return e.Text + ": " + e.Verdict.String()
}

// plainly takes out what two ways to write one quantity differ in.
func plainly(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(s, " per ", "/"), " ", ""))
}

// meanings gives a quantity in short and in the units that it is compared by: rates
// by the second and by the day, bits in bytes, and binary sizes in decimal ones.
func meanings(q Quantity) []string {
	out := []string{Format(q)}
	add := func(x Quantity) {
		text := Format(x)
		for _, o := range out {
			if o == text {
				return
			}
		}
		out = append(out, text)
	}
	u := q.Unit
	switch {
	case u.Per != "" || u.Noun == "frames":
		// "10 posts per user per day" is no load.
	case u.Data == 1 && u.Money == 0 && u.Time == -1:
		bytes := u
		bytes.Bits = false
		add(normal(q.Base(), per(bytes, Second)))
		if u.Bits {
			break
		}
		if u.Period == Second {
			bits := u
			bits.Bits = true
			add(normal(q.Base(), per(bits, Second)))
			add(normal(q.Base(), per(bytes, Day)))
		}
	case u.Data == 1 && u.Money == 0 && u.Time == 0:
		bytes := u
		bytes.Bits = false
		add(normal(q.Base(), bytes))
	case u.Data == 0 && u.Money == 0 && u.Time == -1 && u.Form == Plain:
		if u.Period == Second {
			add(normal(q.Base(), per(u, Day)))
		} else {
			add(normal(q.Base(), per(u, Second)))
		}
	}
	return out
}

func per(u Unit, period float64) Unit {
	u.Period = period
	return u
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
