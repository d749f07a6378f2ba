package quantity

import "strings"

// oddity recognises at a number what is no quantity as a whole: times of day,
// dates, telephone numbers, resolutions, addresses. It returns their end, else 0.
func oddity(s string, i int, n number) int {
	j := n.end
	next := at(s, j+1)
	if n.value == 1 && n.plain {
		for _, w := range [...]string{" on 1", "-on-1", " to 1", "-1"} {
			if hasAt(s, j, w) && !isAlnum(at(s, j+len(w))) && at(s, j+len(w)) != '.' {
				return j + len(w) // 1 on 1
			}
		}
	}
	if hasAt(s, j, "\uFE0F") { // a keycap
		return j + 3
	}
	switch c := at(s, j); {
	case c == ':' && isDigit(next):
		if end, v := digitRun(s, j+1); !isRatio(s, n, v, end) {
			return skipToken(s, end)
		}
	case c == ':' && (next == 'N' || next == 'n' || next == 'M') && n.plain && n.value == 1:
		return j + 2
	case c == '-' && isDigit(next) && n.plain:
		end, _ := digitRun(s, j+1)
		if at(s, end) == '-' && isAlnum(at(s, end+1)) {
			return skipToken(s, end) // 2024-01-02, 555-123-4567, a UUID
		}
		if n.digits == 3 && end-j-1 == 4 || isYear(n) && end-j-1 == 2 {
			return end // 555-1234, 2024-01
		}
	case c == '/' && isDigit(next) && n.plain:
		end, v := digitRun(s, j+1)
		if at(s, end) == '/' && isDigit(at(s, end+1)) {
			end, _ = digitRun(s, end+1)
			return skipToken(s, end) // 5/12/2023
		}
		if n.value == 24 && v == 7 || n.value+v == 100 && n.digits == 2 && end-j-1 == 2 {
			return end
		}
	case c|0x20 == 'x' && isDigit(next) && n.plain && n.digits >= 3:
		if end, _ := digitRun(s, j+1); end-j-1 >= 3 && !isAlnum(at(s, end)) {
			return end // 1920x1080
		}
	case hasAt(s, j, "×") && isDigit(at(s, j+2)) && n.plain && n.digits >= 3:
		if end, _ := digitRun(s, j+2); end-j-2 >= 3 && n.value >= 320 && end-j-2 < 5 && !isAlnum(at(s, end)) && at(s, space(s, end)) != '=' {
			return end
		}
	}
	if at(s, i-1) == '+' && n.plain && n.digits >= 7 {
		return skipToken(s, j)
	}
	return 0
}

// isRatio reports whether n:v is a proportion such as 100:1, not a time.
func isRatio(s string, n number, v float64, end int) bool {
	if !n.plain && n.digits < 4 || at(s, end) == ':' || isAlnum(at(s, end)) {
		return false
	}
	return v == 1 && at(s, end-2) == ':' || n.value == 1 && v >= 100
}

// portion reads 1/5 and 100:1. The factor of the reading is the value; a reading
// that is not named is to be passed over.
func portion(s string, i int, n number) (r reading, end int) {
	j := n.end
	c := at(s, j)
	if c != '/' && c != ':' || !isDigit(at(s, j+1)) {
		return r, 0
	}
	end, v := digitRun(s, j+1)
	r = reading{unit: Unit{Form: Portion}, end: end, number: end, named: true}
	if c == ':' {
		r.factor = n.value / max(v, 1)
		return r, end
	}
	tail := at(s, end)
	if !n.plain || n.digits > 2 || v < 2 || v > 100 || n.value >= v || n.value == 0 || isAlnum(tail) ||
		tail == '/' || tail == ',' && isDigit(at(s, end+1)) || tail == '.' && isDigit(at(s, end+1)) || tail == '^' {
		return r, 0
	}
	r.factor = n.value / v
	return r, end
}

// sureCodes are status codes that hardly occur as counts.
var sureCodes = map[float64]bool{
	301: true, 302: true, 304: true, 307: true, 308: true, 401: true, 403: true, 404: true, 405: true, 409: true,
	410: true, 412: true, 413: true, 415: true, 422: true, 428: true, 429: true, 502: true, 503: true, 504: true,
}

// codeWords follow a status code.
var codeWords = set(`
ok created accepted not bad forbidden unauthorized too conflict internal service gateway moved found error
errors response responses status no partial gone payment precondition redirect redirects switching code
codes unprocessable multi
`)

// admissible decides by context whether a number with its reading is a quantity.
func (f *finder) admissible(start int, n number, r reading, before context) bool {
	s := f.text
	u := r.unit
	firm := r.scaled || n.power || u.Data != 0 || u.Time != 0 || u.Money != 0 || u.Form != Plain
	if before == strict && n.plain && n.digits <= 2 && r.end == n.end+1 && isLetter(at(s, n.end)) {
		return false // step 1b
	}
	if firm && !(n.plain && !r.scaled && before == strict && lonePeriod(u)) {
		return !r.scaled || !isResolution(s, start, n, r)
	}
	next, _ := nextWord(s, n.end)
	if n.plain && n.digits == 3 && n.value >= 100 && n.value < 600 {
		if sureCodes[n.value] && !r.named {
			return operated(s, start, n.end)
		}
		if found, _ := lookup(codeWords, next); found && (next == "No" || !equalFold(next, "no") && !equalFold(next, "found")) {
			return false
		}
		if before == coded && !r.named {
			return false
		}
	}
	switch before {
	case strict:
		return false
	case wanting:
		if !r.named || n.frac || !knownNoun(u.Noun) && !spaced(u.Noun) {
			return false
		}
	}
	if isMonth(next) && n.plain && n.value <= 31 {
		return false
	}
	if isYear(n) && (!r.named || !knownNoun(u.Noun) && !spaced(u.Noun)) {
		return operated(s, start, n.end)
	}
	if n.plain && n.digits >= 10 && !r.named && !hasBefore(s, n.end, "000") {
		return false
	}
	return !equalFold(next, "percentile") || r.named
}

// lonePeriod reports a bare time word, as in "Phase 2 day": too weak against an
// index.
func lonePeriod(u Unit) bool { return u.Time == 1 && u.Period >= Day && u.Data == 0 && u.Money == 0 }

// operated reports whether a number at [start,end) stands in arithmetic.
func operated(s string, start, end int) bool {
	switch at(s, space(s, end)) {
	case '*', '/', '+', '=':
		return true
	case 0xC3, 0xE2: // × ÷ ≈
		if j := space(s, end); hasAt(s, j, "×") || hasAt(s, j, "÷") || hasAt(s, j, "≈") {
			return true
		}
	}
	for range 4 {
		n := spaceBack(s, start)
		if n == 0 {
			break
		}
		start -= n
	}
	switch at(s, start-1) {
	case '*', '/', '=', '~':
		return true
	}
	return hasBefore(s, start, "×") || hasBefore(s, start, "÷") || hasBefore(s, start, "≈")
}

var resolutionWords = set(`
video videos resolution quality uhd hdr stream streams streaming content playback movie movies tv tvs
display rendition
`)

// isResolution tells the 4K of a picture from four thousand.
func isResolution(s string, start int, n number, r reading) bool {
	if !n.plain || n.value != 4 && n.value != 8 && n.value != 2 || at(s, n.end)|0x20 != 'k' {
		return false
	}
	next, _ := nextWord(s, n.end+1)
	if found, _ := lookup(resolutionWords, next); found {
		return true
	}
	j := n.end + 1
	for range 2 {
		if c := at(s, j); c == ',' || c == '/' || c == ' ' {
			j++
		}
	}
	if end, v := digitRun(s, j); v >= 144 && at(s, end) == 'p' {
		return true // 4K, 1080p
	}
	for _, w := range [...]string{"H.26", "x2160", "×2160", "Mbps", "HEVC"} {
		if !r.named && strings.Contains(s[n.end:min(len(s), n.end+32)], w) {
			return true // 4K: 25 Mbps
		}
	}
	for range 8 { // back over ", ", " and ", "/"
		start--
		switch c := at(s, start); {
		case c == ' ' || c == ',' || c == '/' || c == '(':
		case c == 'd' && hasBefore(s, start+1, " and"), c == 'r' && hasBefore(s, start+1, " or"):
			start -= len("and") - 1
		default:
			return c|0x20 == 'p' && isDigit(at(s, start-1))
		}
	}
	return false
}

// skipPath passes over a path or an address up to the next space.
func skipPath(s string, i int) int {
	for i < len(s) && s[i] > ' ' && s[i] != ')' && s[i] != '>' && s[i] != '|' && s[i] != '`' && s[i] != '"' {
		i++
	}
	return i
}
