package agreement

// Levels is the number of steps of the ladder, 0–4.
const Levels = 5

// Confusion counts pairs of levels: the row is what the labels say, the column what
// the other reader says.
type Confusion [Levels][Levels]int

// Add counts a pair. Levels outside of the ladder are cut to it.
func (c *Confusion) Add(label, got int) { c[onLadder(label)][onLadder(got)]++ }

func onLadder(level int) int { return min(max(level, 0), Levels-1) }

// Pool adds the counts of another.
func (c *Confusion) Pool(d *Confusion) {
	for i := range c {
		for j := range c[i] {
			c[i][j] += d[i][j]
		}
	}
}

// Both returns the pairs in which both sides are above 0: what is left when being
// there at all is taken out, the depth.
func (c Confusion) Both() Confusion {
	for i := range c {
		c[0][i], c[i][0] = 0, 0
	}
	return c
}

// N is the number of pairs.
func (c Confusion) N() int {
	n := 0
	c.each(func(_, _, k int) { n += k })
	return n
}

func (c *Confusion) each(f func(label, got, count int)) {
	for i := range c {
		for j, k := range c[i] {
			if k > 0 {
				f(i, j, k)
			}
		}
	}
}

// Kappa is Cohen's kappa with quadratic weights: 1 is full agreement, 0 what the two
// distributions of levels give by chance. It is n/a when both sides say one and the
// same level throughout.
func (c Confusion) Kappa() Value {
	var label, got [Levels]float64
	n, off := 0.0, 0.0
	c.each(func(i, j, k int) {
		count := float64(k)
		label[i] += count
		got[j] += count
		n += count
		off += count * square(i-j)
	})
	chance := 0.0
	for i := range label {
		for j := range got {
			chance += label[i] * got[j] * square(i-j)
		}
	}
	if chance == 0 {
		return NA
	}
	return Value(1 - off*n/chance)
}

func square(d int) float64 { return float64(d * d) }

// Within is the share of pairs that differ by at most d levels: 0 exact, 1 adjacent.
func (c Confusion) Within(d int) Value {
	n, in := 0.0, 0.0
	c.each(func(i, j, k int) {
		n += float64(k)
		if i-j <= d && j-i <= d {
			in += float64(k)
		}
	})
	return ratio(in, n)
}

// Bias is by how many levels the reader stands above the labels on average.
func (c Confusion) Bias() Value {
	n, sum := 0.0, 0.0
	c.each(func(i, j, k int) {
		n += float64(k)
		sum += float64(k * (j - i))
	})
	return ratio(sum, n)
}

// Detection is how well a reader finds the pairs that the labels put at a level or
// above.
type Detection struct {
	Right, Wrong, Missed int // true positives, false positives, false negatives
}

// From counts what is found at a level or above.
func (c Confusion) From(level int) Detection {
	var d Detection
	c.each(func(i, j, k int) {
		switch {
		case i >= level && j >= level:
			d.Right += k
		case j >= level:
			d.Wrong += k
		case i >= level:
			d.Missed += k
		}
	})
	return d
}

// Precision is the share of what was found that the labels have too.
func (d Detection) Precision() Value { return ratio(float64(d.Right), float64(d.Right+d.Wrong)) }

// Recall is the share of what the labels have that was found.
func (d Detection) Recall() Value { return ratio(float64(d.Right), float64(d.Right+d.Missed)) }

// F1 is the harmonic mean of precision and recall.
func (d Detection) F1() Value {
	return ratio(2*float64(d.Right), float64(2*d.Right+d.Wrong+d.Missed))
}
