package quantity

// Number words. Tens may take a unit ("twenty five"), all of them a magnitude.
var wordValues = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
	"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90,
}

var wordMagnitudes = map[string]float64{
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"lakh": 1e5, "crore": 1e7, "dozen": 12, "thousands": 1e3, "millions": 1e6, "billions": 1e9,
	"lakhs": 1e5, "crores": 1e7,
}

var wordFractions = map[string]float64{
	"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
	"fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10,
}

// startsNumber marks the first letters of number words, to pass over other words
// quickly.
var startsNumber = func() (set [256]bool) {
	for _, c := range "aothfsentAOTHFSENT" {
		set[c] = true
	}
	return set
}()

// scanWords reads a number in words at i: "two hundred thousand", "half a
// million", "a dozen", "two thirds". It is false for all else.
func scanWords(s string, i int) (n number, portion, ok bool) {
	n.word = true
	w := wordAt(s, i)
	j := i + len(w)
	if equalFold(w, "a") || equalFold(w, "an") {
		next, end := nextWord(s, j)
		if equalFold(next, "half") {
			return half(s, end)
		}
		if m, found := lookup(wordMagnitudes, next); found {
			n.value, n.end, n.scaled = m, end, true
			return moreMagnitudes(s, n), false, true
		}
		if d, found := lookup(wordFractions, next); found {
			return fraction(s, end, 1, d)
		}
		return n, false, false
	}
	if equalFold(w, "half") {
		return half(s, j)
	}
	v, found := lookup(wordValues, w)
	if !found {
		return n, false, false
	}
	n.value, n.end = v, j
	next, end := joined(s, j)
	if d, found := lookup(wordFractions, next); found && v < 10 {
		return fraction(s, end, v, d)
	}
	if v >= 20 {
		if unit, found := lookup(wordValues, next); found && unit < 10 {
			n.value, n.end = v+unit, end
		}
	}
	return moreMagnitudes(s, n), false, true
}

// half reads the rest of "half a million" or "half million".
func half(s string, j int) (n number, portion, ok bool) {
	next, end := joined(s, j)
	if equalFold(next, "a") {
		next, end = nextWord(s, end)
	}
	m, found := lookup(wordMagnitudes, next)
	if !found {
		return n, false, false
	}
	n = number{value: m / 2, end: end, word: true, scaled: true}
	return moreMagnitudes(s, n), false, true
}

// fraction reads "two thirds" and "a quarter of": a share of something when "of"
// follows, a share of a million when that does.
func fraction(s string, j int, v, d float64) (n number, portion, ok bool) {
	n = number{value: v / d, end: j, word: true, frac: true}
	next, end := nextWord(s, j)
	if !equalFold(next, "of") {
		return n, true, v > 1
	}
	article, after := nextWord(s, end)
	if equalFold(article, "a") {
		if magnitude, stop := nextWord(s, after); magnitude != "" {
			if m, found := lookup(wordMagnitudes, magnitude); found {
				n.value, n.end, n.scaled = n.value*m, stop, true
				return n, false, true
			}
		}
	}
	return n, true, true
}

// moreMagnitudes reads "hundred and fifty thousand" after the first number word.
func moreMagnitudes(s string, n number) number {
	total, group := 0.0, n.value
	for range 6 {
		next, end := joined(s, n.end)
		if equalFold(next, "and") && n.scaled {
			next, end = nextWord(s, end)
			if _, found := lookup(wordValues, next); !found {
				break
			}
		}
		if m, found := lookup(wordMagnitudes, next); found {
			if m > 100 {
				total, group = total+group*m, 0
			} else {
				group *= m
			}
			n.end, n.scaled = end, true
			continue
		}
		v, found := lookup(wordValues, next)
		if !found || !n.scaled || group != 0 && (group < 100 || v >= group) {
			break
		}
		group += v
		n.end = end
		if v >= 20 {
			if unit, stop := joined(s, end); unit != "" {
				if u, found := lookup(wordValues, unit); found && u < 10 {
					group, n.end = group+u, stop
				}
			}
		}
	}
	n.value = total + group
	return n
}

// nextWord is the word after the space at i and its end; "" without space.
func nextWord(s string, i int) (string, int) {
	j := space(s, i)
	if j == i {
		return "", i
	}
	w := wordAt(s, j)
	return w, j + len(w)
}

// joined is nextWord that also takes a hyphen between.
func joined(s string, i int) (string, int) {
	if at(s, i) == '-' {
		w := wordAt(s, i+1)
		return w, i + 1 + len(w)
	}
	return nextWord(s, i)
}

func equalFold(w, lower string) bool {
	if len(w) != len(lower) {
		return false
	}
	for i := range len(w) {
		c := w[i]
		if c-'A' < 26 {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
