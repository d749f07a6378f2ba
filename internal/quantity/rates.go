package quantity

// readRates reads "/day", "per user per day", "a second", "daily", "/GB" after a
// number, a unit or a noun.
func readRates(s string, r *reading) {
	for range 3 {
		if !readRate(s, r) {
			return
		}
	}
}

func readRate(s string, r *reading) bool {
	j := space(s, r.end)
	if at(s, j) == '/' && isLetter(at(s, space(s, j+1))) {
		k := space(s, j+1)
		if w := wordAt(s, k); len(w) > 2 && w[len(w)-1] == 's' && knownNoun(w) {
			return false // reads/writes
		}
		return over(s, r, k, k == j+1)
	}
	if j == r.end && r.end > 0 {
		return false
	}
	w := wordAt(s, j)
	k := j + len(w)
	switch {
	case equalFold(w, "per"):
		return over(s, r, space(s, k), true)
	case equalFold(w, "a") || equalFold(w, "an") || equalFold(w, "each") || equalFold(w, "every"):
		next, end := nextWord(s, k)
		return overTime(r, next, end)
	case equalFold(w, "in") || equalFold(w, "within"):
		if next, end := nextWord(s, k); equalFold(next, "a") && r.unit.Time == 0 {
			next, end = nextWord(s, end)
			return overTime(r, next, end)
		}
	case equalFold(w, "of") && (r.unit.Data == 1 && r.unit.Time == 0 || r.unit.Time == 1 && r.unit.Data == 0):
		return ofThing(s, r, k)
	case r.unit.Data == 1 && r.unit.Time == 0 && amountWords[w]:
		return ofThing(s, r, r.end)
	case r.unit.Noun != "" && r.unit.Time == 0 && done(w):
		return doneThing(s, r, k)
	default:
		next, _ := nextWord(s, k)
		if p, found := lookup(periods, w); found && r.unit.Time == 0 && r.unit.Form == Plain && !equalFold(next, "active") {
			r.divide(Unit{Time: 1, Period: p, Scale: p}, k)
			return true
		}
	}
	return false
}

// over divides by the unit or noun at k.
func over(s string, r *reading, k int, sure bool) bool {
	w := wordAt(s, k)
	end := k + len(w)
	if w == "" || isAlnum(at(s, end)) {
		return false
	}
	for equalFold(w, "active") || equalFold(w, "single") || equalFold(w, "daily") {
		next, stop := nextWord(s, end)
		if next == "" {
			break
		}
		w, end = next, stop
	}
	if u, found := unitWord(w); found && u.unit.Form == Plain && u.unit.Noun == "" {
		if u.unit.Time != 0 && (r.unit.Time < 0 || u.unit.Data != 0) || u.unit.Data != 0 && r.unit.Data != 0 {
			return false
		}
		r.divide(u.unit, end)
		return true
	}
	if name, found := lookup(nouns, w); found && r.unit.Per == "" {
		r.unit.Per, r.end, r.named = name, end, true
		return true
	}
	if sure && lowerWord(w) && !stopped(w) && r.unit.Per == "" && at(s, end) != '/' && at(s, end) != '(' {
		r.unit.Per, r.end, r.named = w, end, true
		return true
	}
	return false
}

// overTime divides by a time unit written as a word of its own.
func overTime(r *reading, w string, end int) bool {
	u, found := unitWord(w)
	if !found || u.unit.Time != 1 || r.unit.Time < 0 || len(w) < 3 {
		return false
	}
	r.divide(u.unit, end)
	return true
}

func (r *reading) divide(u Unit, end int) {
	v := &r.unit
	v.Scale = v.factor() / u.factor()
	if v.Time == 0 {
		v.Period = u.Period
	}
	v.Data -= u.Data
	v.Time -= u.Time
	v.Money -= u.Money
	if u.Bits {
		v.Bits = true
	}
	if v.Time == 0 {
		v.Period = 0
	}
	r.end, r.named = end, true
}

// amountWords follow an amount of data without "of": "200 TB new data per day".
var amountWords = set("new data media content text storage raw metadata photos videos images traffic")

// ofThing reads "of new data per day" after an amount of data; it takes the words
// only when a rate follows.
func ofThing(s string, r *reading, k int) bool {
	probe := *r
	for range 3 {
		w, end := nextWord(s, k)
		if w == "" || stopped(w) {
			return false
		}
		k, probe.end = end, end
		if next, _ := nextWord(s, k); equalFold(next, "of") {
			return false
		}
		if readRate(s, &probe) {
			*r = probe
			return true
		}
	}
	return false
}

// done reports a participle, as in "videos uploaded per minute".
func done(w string) bool {
	return len(w) > 4 && hasAt(w, len(w)-2, "ed") || w == "sent" || w == "made" || w == "view" || w == "written" || w == "seen"
}

// doneThing reads "uploaded to the site per minute" after a noun; it takes the
// words only when a rate follows.
func doneThing(s string, r *reading, k int) bool {
	probe := *r
	probe.end = k
	for range 3 {
		j := space(s, probe.end)
		w := wordAt(s, j)
		if equalFold(w, "per") || equalFold(w, "every") || equalFold(w, "each") || equalFold(w, "a") || equalFold(w, "daily") {
			if readRate(s, &probe) && probe.unit.Time < 0 {
				*r = probe
				return true
			}
			if w != "a" {
				return false
			}
		}
		if w == "" || j == probe.end || equalFold(w, "and") || equalFold(w, "in") || equalFold(w, "with") {
			return false
		}
		probe.end = j + len(w)
	}
	return false
}
