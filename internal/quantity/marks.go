package quantity

// currencyBefore moves the start of a number back over its currency: $5, USD 5,
// US$5, € 5, Rs. 5.
func currencyBefore(s string, i int) (int, Unit) {
	j := i
	if n := spaceBack(s, j); n > 0 {
		j -= n
	}
	money := func(start int, code string) (int, Unit) {
		return start, Unit{Money: 1, Currency: code, Scale: 1}
	}
	switch {
	case at(s, j-1) == '$' && j == i && at(s, j-2) != '$':
		if hasBefore(s, j-1, "US") {
			return money(j-3, "USD")
		}
		return money(j-1, "USD")
	case hasBefore(s, j, "€"):
		return money(j-len("€"), "EUR")
	case hasBefore(s, j, "£"):
		return money(j-len("£"), "GBP")
	case hasBefore(s, j, "₹"):
		return money(j-len("₹"), "INR")
	}
	k := j
	if at(s, k-1) == '.' {
		k--
	}
	switch w := wordBefore(s, k); w {
	case "USD", "EUR", "GBP", "INR":
		if k == j {
			return money(k-3, w)
		}
	case "Rs":
		return money(k-2, "INR")
	}
	return i, Unit{}
}

var markWords = map[string]string{
	"about": "~", "around": "~", "approximately": "~", "approx": "~", "roughly": "~", "nearly": "~", "almost": "~",
	"circa": "~", "say": "~", "estimated": "~",
	"under": "<", "below": "<", "within": "≤", "above": ">", "exceeding": ">", "exceeds": ">", "max": "≤",
	"maximum": "≤",
}

// thanWords come before "than".
var thanWords = map[string]string{
	"less": "<", "fewer": "<", "lower": "<", "faster": "<", "smaller": "<", "shorter": "<",
	"more": ">", "greater": ">", "higher": ">", "larger": ">", "bigger": ">", "longer": ">",
}

// marks reads the signs and words of approximation and comparison before start.
func marks(s string, start int) (approx bool, compare string) {
	i := start
	for range 4 {
		for range 4 {
			n := spaceBack(s, i)
			if n == 0 {
				break
			}
			i -= n
		}
		switch c := at(s, i-1); {
		case c == '~':
			approx, i = true, i-1
			continue
		case hasBefore(s, i, "≈"):
			approx, i = true, i-len("≈")
			continue
		case c == '.' && equalFold(wordBefore(s, i-1), "approx"):
			i--
		case c == '-' && equalFold(wordBefore(s, i-1), "sub"):
			return approx, "<"
		}
		sign, n := compareSign(s, i)
		if n > 0 {
			return approx, sign
		}
		w := wordBefore(s, i)
		if m, found := lookup(markWords, w); found {
			if m != "~" {
				return approx, m
			}
			approx, i = true, i-len(w)
			continue
		}
		return approx, compareWords(s, i, w)
	}
	return approx, compare
}

func compareSign(s string, i int) (string, int) {
	switch at(s, i-1) {
	case '<':
		if at(s, i-2) != '<' {
			return "<", 1
		}
	case '>':
		if p := at(s, i-2); p != '-' && p != '=' && p != '>' && !isLetter(p) && p != '"' {
			return ">", 1
		}
	case '=':
		switch at(s, i-2) {
		case '<':
			return "≤", 2
		case '>':
			return "≥", 2
		}
	}
	if hasBefore(s, i, "≤") {
		return "≤", 3
	}
	if hasBefore(s, i, "≥") {
		return "≥", 3
	}
	return "", 0
}

// compareWords reads "less than", "at least", "up to", "over" before a number,
// where w is the word before it.
func compareWords(s string, i int, w string) string {
	earlier, at := lastWord(s, i-len(w))
	switch {
	case equalFold(w, "than"):
		sign, _ := lookup(thanWords, earlier)
		if further, _ := lastWord(s, at); equalFold(further, "no") || equalFold(further, "not") {
			switch sign {
			case "<":
				return "≥"
			case ">":
				return "≤"
			}
		}
		return sign
	case equalFold(w, "least") && equalFold(earlier, "at"):
		return "≥"
	case equalFold(w, "most") && equalFold(earlier, "at"), equalFold(w, "to") && equalFold(earlier, "up"):
		return "≤"
	}
	return ""
}
