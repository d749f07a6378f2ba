package quantity

// reading is what stands after a number: magnitude, unit, noun, rate.
type reading struct {
	unit    Unit
	end     int
	factor  float64 // of the magnitude
	alt     other
	compare string // "≥" for "100+"
	scaled  bool   // has a magnitude
	named   bool   // has a unit, a noun or a rate
	number  int    // end of the number with its magnitude
}

// readSuffix reads all that belongs to the number n. It is false when what follows
// shows that n is no quantity: "1080p", "3rd", "5 pm", "500 m".
func readSuffix(s string, n number, money Unit) (r reading, ok bool) {
	r = reading{unit: money, end: n.end, factor: 1, number: n.end}
	r.named = money.Money != 0
	ok = true
	if at(s, r.end) == '+' {
		// "12+ million"
		if next, end := nextWord(s, r.end+1); len(next) > 1 {
			if m, found := lookup(magnitudes, next); found {
				r.factor, r.end, r.scaled, r.compare = m, end, true, "≥"
			}
		}
	}
	for range 2 { // "10 thousand million", "5 lakh crore"
		more, valid := readMagnitude(s, n, &r)
		if !valid {
			return r, false
		}
		if !more {
			break
		}
	}
	r.number = r.end
	if at(s, r.end) == '+' && !isDigit(at(s, r.end+1)) && at(s, r.end+1) != '+' {
		r.compare, r.end = "≥", r.end+1
	}
	if !r.named {
		if !readUnit(s, n, &r) {
			return r, false
		}
	}
	readRates(s, &r)
	if r.alt == altOctets && r.unit.Time == 0 && !isNetwork(s, r.end) {
		// "5 Mb photos" are megabytes in most mouths.
		r.unit.Bits, r.unit.Scale, r.alt = false, r.unit.Scale*8, altBits
	}
	return r, true
}

var networkWords = set("nic nics link links ethernet network networks connection connections line port interface pipe")

func isNetwork(s string, i int) bool {
	next, _ := nextWord(s, i)
	return networkWords[next] || equalFold(next, "nic") || equalFold(next, "ethernet")
}

// wordAfter is the word that may be a unit at r.end: glued, after a hyphen or
// after space.
func wordAfter(s string, i int) (w string, start int, glued bool) {
	j := i
	if at(s, j) == '-' && isLetter(at(s, j+1)) {
		j++
	} else {
		j = space(s, j)
	}
	return wordAt(s, j), j, j == i
}

// readMagnitude reads one magnitude. The letters B, m, T and G are decided here,
// with what follows them.
func readMagnitude(s string, n number, r *reading) (more, ok bool) {
	w, j, glued := wordAfter(s, r.end)
	k := j + len(w)
	if w == "" || isDigit(at(s, k)) && !(len(w) == 1 && w[0]|0x20 == 'x') {
		return false, w == "" || !glued
	}
	if len(w) == 1 {
		return readLetter(s, n, r, w[0], j, glued)
	}
	if w == "mm" && n.plain { // a banker's million
		if noun, _ := counted(s, k); noun {
			r.factor, r.end, r.scaled = 1e6, k, true
			return false, true
		}
	}
	if m, found := lookup(magnitudes, w); found {
		if _, unit := exact[w]; unit || !glued && len(w) == 2 && w != "bn" && w != "mn" && w != "tn" && w != "cr" && w != "Cr" {
			return false, true
		}
		if equalFold(w, "mil") && !glued && at(s, k) == '-' {
			return false, true
		}
		r.factor *= m
		r.end, r.scaled = k, true
		return true, true
	}
	// A magnitude glued to a rate: 5kQPS.
	if m, found := lookup(magnitudes, w[:1]); found && glued || w[0] == 'M' && glued {
		if _, unit := unitWord(w); !unit {
			if rest, found := unitWord(w[1:]); found && rest.unit.Data == 0 && len(w) > 3 {
				if m == 0 {
					m = 1e6
				}
				r.factor *= m
				r.end, r.scaled = j+1, true
				return false, true
			}
		}
	}
	return false, true
}

func readLetter(s string, n number, r *reading, c byte, j int, glued bool) (more, ok bool) {
	after := j + 1
	if r.scaled && c != 'B' {
		return false, true
	}
	take := func(m float64) (bool, bool) {
		r.factor *= m
		r.end, r.scaled = after, true
		return false, true
	}
	if !glued && at(s, j-1) == '-' && c != 'M' && c != 'K' {
		return false, true
	}
	value := n.value * r.factor
	noun, rate := counted(s, after)
	switch c {
	case 'K', 'k':
		return take(1e3)
	case 'M':
		return take(1e6)
	case 'm':
		switch {
		case noun || rate >= Day:
			return take(1e6)
		case !glued:
			return false, false
		case value <= 90 && !n.frac:
			r.unit, r.end, r.named, r.alt = Unit{Time: 1, Period: Minute, Scale: Minute}, after, true, altMillion
			return false, true
		}
		r.alt = altMinutes
		return take(1e6)
	case 'B', 'b':
		switch {
		case r.scaled:
			r.unit, r.end, r.named = Unit{Data: 1, Scale: 1}, after, true
			return false, true
		case noun || rate != 0:
			return take(1e9)
		case isBytes(n, value, glued) && !r.unitMoney():
			r.unit, r.end, r.named, r.alt = Unit{Data: 1, Scale: 1}, after, true, altBillion
			return false, true
		}
		if !r.unitMoney() {
			r.alt = altBytes
		}
		return take(1e9)
	case 'T':
		if noun || r.unitMoney() {
			return take(1e12)
		}
		r.unit, r.end, r.named, r.alt = Unit{Data: 1, Scale: 1e12}, after, true, altTera
		return false, true
	case 'G':
		if glued && (value > 6 || n.frac) { // 2G to 6G are networks
			r.unit, r.end, r.named = Unit{Data: 1, Scale: 1e9}, after, true
			return false, true
		}
		return false, !glued
	}
	return false, true
}

// isBytes decides a B that neither a noun nor a rate follows: sizes of fields are
// 8 or at least 16 bytes, billions are mostly fewer.
func isBytes(n number, value float64, glued bool) bool {
	switch {
	case n.whole && !glued:
		return true
	case n.frac:
		return false
	}
	return value >= 16 || value == 8 || value == 4 && !glued
}

func (r *reading) unitMoney() bool { return r.unit.Money != 0 }

// counted reports whether a noun or a rate follows at i.
func counted(s string, i int) (noun bool, period float64) {
	if at(s, i) == '+' {
		i++
	}
	probe := reading{end: i, factor: 1}
	j := space(s, i)
	if j > i || at(s, i) == '-' {
		if at(s, i) == '-' {
			j = i + 1
		}
		if _, _, _, ok := readNoun(s, j); ok {
			return true, 0
		} else if k, found := unitWord(wordAt(s, j)); found && k.unit.Time < 0 && k.unit.Data == 0 {
			return true, 0
		}
	}
	readRates(s, &probe)
	if probe.unit.Time < 0 {
		return false, probe.unit.Period
	}
	return false, 0
}

// readUnit reads one unit or a noun after the number.
func readUnit(s string, n number, r *reading) bool {
	if at(s, r.end) == '%' {
		r.unit, r.end, r.named = Unit{Form: Percent, Scale: 0.01}, r.end+1, true
		return true
	}
	w, j, glued := wordAfter(s, r.end)
	k := j + len(w)
	if hasAt(s, j, "9s") && !isAlnum(at(s, j+2)) && !glued { // 11 9s
		w, k = "nines", j+2
	}
	if w == "" {
		return readSign(s, r, j)
	}
	if len(w) == 1 && w[0]|0x20 == 'x' {
		return readTimes(s, r, j, glued)
	}
	if isAlnum(at(s, k)) { // 5a6
		return !glued
	}
	if equalFold(w, "am") || equalFold(w, "pm") || hasAt(s, j, "a.m") || hasAt(s, j, "p.m") {
		return r.scaled
	}
	if equalFold(w, "per") && hasAt(s, k, " cent") {
		r.unit, r.end, r.named = Unit{Form: Percent, Scale: 0.01}, k+len(" cent"), true
		return true
	}
	if glued && w == "s" && n.plain && hasBefore(s, n.end, "0") && (isYear(n) || hasAt(s, k, " of ")) {
		return false // 1000s of users, the 2020s
	}
	if equalFold(w, "nines") && n.value >= 1 && n.value <= 15 && !r.scaled {
		r.unit, r.end, r.named = Unit{Form: Percent, Scale: 0.01}, k, true
		r.factor = nines(n.value) / n.value
		return true
	}
	if u, found := unitWord(w); found && (glued || len(w) > 1 || w == "s" || w == "h") {
		r.unit, r.end, r.named, r.alt = u.unit, k, true, u.doubt
		return true
	}
	if glued && at(s, j-1) != '-' && !r.scaled {
		if _, found := lookup(nouns, w); !found || len(w) < 3 {
			return false
		}
	}
	hyphen := at(s, j-1) == '-' && j-1 == r.end
	noun, period, end, ok := readNoun(s, j)
	if name, found := lookup(nouns, w); hyphen && found {
		noun, period, end, ok = name, 0, k, true // a 4-core server has four cores
	}
	switch {
	case ok && !(hyphen && !knownNoun(w)):
		r.unit.Noun, r.end, r.named = noun, end, true
		if period > 0 {
			r.unit.Time, r.unit.Period, r.unit.Scale = -1, period, 1/period
		}
	case hyphen && !r.scaled:
		return false // 3-way
	}
	return true
}

func knownNoun(w string) bool {
	_, found := lookup(nouns, w)
	return found
}

func nines(n float64) float64 {
	v, step := 0.0, 90.0
	for range int(n) {
		v += step
		step /= 10
	}
	return v
}

// readSign reads the signs that stand for a unit: %, $, €, £, ₹, ×.
func readSign(s string, r *reading, j int) bool {
	switch {
	case at(s, j) == '%':
		r.unit, r.end, r.named = Unit{Form: Percent, Scale: 0.01}, j+1, true
	case j == r.end && at(s, j) == '$' && !isDigit(at(s, j+1)):
		r.unit, r.end, r.named = Unit{Money: 1, Currency: "USD", Scale: 1}, j+1, true
	case hasAt(s, j, "€"):
		r.unit, r.end, r.named = Unit{Money: 1, Currency: "EUR", Scale: 1}, j+3, true
	case j == r.end && hasAt(s, j, "×"):
		return readTimes(s, r, j, true)
	}
	return true
}

// readTimes reads the x of "3x". An x before a number is a multiplication.
func readTimes(s string, r *reading, j int, glued bool) bool {
	k := j + 1
	if s[j] >= 0x80 {
		k = j + 2
	}
	next := at(s, space(s, k))
	if !glued || r.scaled || isDigit(next) || next == '(' || next == '~' || next == '$' {
		return true
	}
	if isAlnum(at(s, k)) {
		return false
	}
	r.unit, r.end, r.named = Unit{Form: Times}, k, true
	return true
}
