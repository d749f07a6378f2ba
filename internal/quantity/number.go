package quantity

import "math"

// number is a number as written, before its unit.
type number struct {
	end    int // after the digits or words, before any magnitude
	value  float64
	digits int  // digits of the whole part
	plain  bool // digits only: no grouping, fraction, exponent
	frac   bool
	power  bool // 10^6, 1e6, 10⁶
	word   bool // two hundred
	whole  bool // is parsed on its own: "8 B" is bytes
	scaled bool // already has a magnitude: "half a million", "two hundred"
}

const (
	maxDigits   = 18 // longer runs are identifiers
	maxExponent = 60
)

// digitRun returns the end of the digits at i and their value.
func digitRun(s string, i int) (int, float64) {
	v := 0.0
	for i < len(s) && isDigit(s[i]) {
		v = v*10 + float64(s[i]-'0')
		i++
	}
	return i, v
}

// scanNumber reads a number that starts with a digit or a decimal point at i. It
// is false for versions, long identifiers and hexadecimal; n.end is then where
// reading may go on.
func scanNumber(s string, i int, product bool) (n number, ok bool) {
	j, v := digitRun(s, i)
	n = number{value: v, digits: j - i, plain: true}
	if n.digits > maxDigits || n.digits > 1 && s[i] == '0' || s[i] == '0' && at(s, j)|0x20 == 'x' {
		n.end = skipToken(s, j)
		return n, false
	}
	if n.digits > 0 && n.digits <= 3 {
		if end, value, grouped := grouping(s, i, j, v); grouped {
			j, n.value, n.plain = end, value, false
			n.digits = 4
		} else if end, frac, found := decimalComma(s, i, j); found {
			n.value += frac
			n.end, n.plain, n.frac = end, false, true
			return n, true
		}
	}
	if c := at(s, j); c == '.' && isDigit(at(s, j+1)) {
		end, frac := digitRun(s, j+1)
		if end-j-1 > maxDigits || at(s, end) == '.' && isDigit(at(s, end+1)) {
			n.end = skipToken(s, j) // 1.2.3
			return n, false
		}
		n.value += frac / math.Pow(10, float64(end-j-1))
		j, n.plain, n.frac = end, false, true
	}
	n.end = j
	if !scanExponent(s, &n) {
		n.end = skipToken(s, j)
		return n, false
	}
	if product && !n.power {
		scanProduct(s, &n)
	}
	return n, true
}

// grouping reads 1,000,000 and its relatives: Indian 1,00,000, European 1.000.000,
// 1 000 000, 1'000'000 and 1_000_000. The first group is s[i:j] with the value v.
func grouping(s string, i, j int, v float64) (end int, value float64, ok bool) {
	sep := groupSep(s, j)
	if sep == 0 {
		return j, v, false
	}
	mark := s[j : j+sep]
	groups, last, short, end := 0, 0, 0, j
	for groups < 8 && hasAt(s, end, mark) {
		k, g := digitRun(s, end+sep)
		last = k - end - sep
		if last != 2 && last != 3 || last == 2 && mark != "," {
			if mark != " " && last > 0 {
				return j, v, false // 1,2,3 or 1.2
			}
			break
		}
		if last == 2 {
			short++
		} else if short > 0 && short != groups {
			return j, v, false
		}
		v = v*math.Pow(10, float64(last)) + g
		groups, end = groups+1, k
		if mark == "," && last == 3 && short > 0 {
			break // the last group of Indian writing
		}
	}
	switch {
	case groups == 0 || isLetter(at(s, end)) && isDigit(at(s, end+1)) && s[end]|0x20 != 'e':
		return j, v, false
	case short > 0: // Indian: 1,00,000; the last group has three digits
		ok = short == groups-1 && s[end-4] == ',' && j-i <= 2
	case mark == ".":
		ok = groups >= 2
	case mark == " ":
		ok = hasBefore(s, end, "000") || groups >= 2 && j-i <= 2
	default:
		ok = true
	}
	if !ok {
		return j, v, false
	}
	return end, v, true
}

// decimalComma reads the ",5" of 1,5 million: one or two digits that a magnitude or
// an amount of data follows.
func decimalComma(s string, i, j int) (end int, frac float64, ok bool) {
	if at(s, j) != ',' || at(s, i-1) == ',' {
		return j, 0, false
	}
	end, v := digitRun(s, j+1)
	if d := end - j - 1; d != 1 && d != 2 {
		return j, 0, false
	}
	w := wordAt(s, space(s, end))
	_, magnitude := lookup(magnitudes, w)
	u, unit := unitWord(w)
	if !magnitude && w != "M" && !(unit && u.unit.Data == 1) {
		return j, 0, false
	}
	return end, v / math.Pow(10, float64(end-j-1)), true
}

// groupSep is the length of a group separator at j, 0 when there is none that a
// digit follows.
func groupSep(s string, j int) int {
	switch at(s, j) {
	case ',', '.', '\'', '_', ' ':
		if isDigit(at(s, j+1)) {
			return 1
		}
	case 0xC2, 0xE2:
		if n := spaceLen(s, j); n > 0 && isDigit(at(s, j+n)) {
			return n
		}
	}
	return 0
}

// scanExponent reads 1e9, 10^6, 10^{6}, 10**6 and 10⁶ after the digits. It is
// false when letters follow that make the run an identifier, as in 550e8400.
func scanExponent(s string, n *number) bool {
	j := n.end
	switch c := at(s, j); {
	case c == 'e' || c == 'E':
		k := j + 1
		sign := 1.0
		if c := at(s, k); c == '+' || c == '-' {
			if c == '-' {
				sign = -1
			}
			k++
		}
		end, e := digitRun(s, k)
		if end == k {
			return true // a unit may follow
		}
		if e > maxExponent || isAlnum(at(s, end)) {
			return false
		}
		n.set(end, n.value*math.Pow(10, sign*e))
	case c == '^' || c == '*' && at(s, j+1) == '*':
		k := j + 1
		if c == '*' {
			k++
		}
		closing := byte(0)
		switch at(s, k) {
		case '{':
			closing, k = '}', k+1
		case '(':
			closing, k = ')', k+1
		}
		sign := 1.0
		if at(s, k) == '-' {
			sign, k = -1, k+1
		}
		end, e := digitRun(s, k)
		if end == k || closing != 0 && at(s, end) != closing {
			return true
		}
		if closing != 0 {
			end++
		}
		n.raise(end, sign*e)
	default:
		if end, e := superscripts(s, j); end > j {
			n.raise(end, e)
		}
	}
	return true
}

func (n *number) set(end int, v float64) {
	n.end, n.value, n.plain, n.power = end, v, false, true
}

// raise takes the number to the power e, unless that leaves what people write.
func (n *number) raise(end int, e float64) {
	v := math.Pow(n.value, e)
	if math.Abs(e) > maxExponent || v > 1e60 || v < 1e-60 {
		return
	}
	n.set(end, v)
}

// superscripts reads ⁻¹²³ at j.
func superscripts(s string, j int) (int, float64) {
	sign, v, digits := 1.0, 0.0, 0
	end := j
	for digits < 3 {
		d := -1
		switch {
		case at(s, end) == 0xC2 && (at(s, end+1) == 0xB2 || at(s, end+1) == 0xB3):
			d, end = int(s[end+1]-0xB0), end+2
		case at(s, end) == 0xC2 && at(s, end+1) == 0xB9:
			d, end = 1, end+2
		case at(s, end) == 0xE2 && at(s, end+1) == 0x81 && at(s, end+2) >= 0xB0 && at(s, end+2) <= 0xB9:
			d, end = int(s[end+2]-0xB0), end+3
		case digits == 0 && sign == 1 && hasAt(s, end, "⁻"):
			sign, end = -1, end+len("⁻")
			continue
		}
		if d < 0 {
			break
		}
		v, digits = v*10+float64(d), digits+1
	}
	if digits == 0 {
		return j, 0
	}
	return end, sign * v
}

// scanProduct reads the "× 10^9" of 2 × 10^9.
func scanProduct(s string, n *number) {
	j := space(s, n.end)
	switch c := at(s, j); {
	case c == 'x' || c == 'X' || c == '*' && at(s, j+1) != '*':
		j++
	case hasAt(s, j, "×") || hasAt(s, j, "·"):
		j += 2
	default:
		return
	}
	j = space(s, j)
	if !hasAt(s, j, "10") || isDigit(at(s, j+2)) {
		return
	}
	p := number{end: j + 2, value: 10}
	if !scanExponent(s, &p) || !p.power || p.value == 10 && at(s, j+2)|0x20 == 'e' {
		return
	}
	n.set(p.end, n.value*p.value)
}
