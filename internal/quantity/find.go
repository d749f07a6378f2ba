package quantity

// maxFound bounds the quantities of one text, against texts made of digits only.
const maxFound = 1 << 16

// Find returns the quantities of a text in order, the first 65,536 of them. It
// reads the text once, looks ahead and back by a bounded number of words, and does
// not cross line ends.
func Find(text string) []Found {
	f := finder{text: text}
	f.run()
	return f.out
}

type finder struct {
	text string
	out  []Found
}

func (f *finder) run() {
	s := f.text
	for i := 0; i < len(s) && len(f.out) < maxFound; {
		c := s[i]
		switch {
		case isDigit(c):
			i = f.digits(i)
		case isLetter(c):
			i = f.word(i)
		case c == '.' && isDigit(at(s, i+1)) && !isAlnum(at(s, i-1)) && at(s, i-1) != '.':
			i = f.digits(i)
		case c == '/' && isLetter(at(s, i+1)) && !isAlnum(at(s, i-1)) && at(s, i-1) != ')':
			i = skipPath(s, i)
		default:
			i++
		}
	}
}

// word passes over a word, unless it begins a number.
func (f *finder) word(i int) int {
	s := f.text
	c := s[i]
	if c|0x20 == 'x' && isDigit(at(s, i+1)) {
		if end, _ := digitRun(s, i+1); !codecs[s[i+1:min(end, i+4)]] {
			return i + 1 // x3: a multiplication
		}
	}
	j, mixed := i+1, false
	for j < len(s) && isAlnum(s[j]) {
		mixed = mixed || isDigit(s[j])
		j++
	}
	if mixed {
		return skipToken(s, j)
	}
	if at(s, j) == ':' && hasAt(s, j, "://") {
		return skipPath(s, j)
	}
	if startsNumber[c] && j-i <= 9 && !glueBefore(s, i) {
		if n, portion, ok := scanWords(s, i); ok {
			return f.inWords(i, j, n, portion)
		}
	}
	return j
}

// codecs are numbers that an x before them makes a name.
var codecs = map[string]bool{"86": true, "64": true, "32": true, "264": true, "265": true, "509": true}

func glueBefore(s string, i int) bool {
	switch at(s, i-1) {
	case '-', '.', '_', '\'', '/', '@', '#':
		return isAlnum(at(s, i-2))
	}
	return at(s, i-1) >= 0x80 && !isSymbol(s, i-3) && spaceBack(s, i) == 0
}

// inWords takes a number in words. Small ones are quantities only with a unit or a
// known noun: "one of the two" is none.
func (f *finder) inWords(i, next int, n number, portion bool) int {
	if portion {
		f.add(i, n, reading{unit: Unit{Form: Portion}, end: n.end, factor: 1, number: n.end, named: true})
		return n.end
	}
	r, ok := readSuffix(f.text, n, Unit{})
	if !ok || isAlnum(at(f.text, r.end)) {
		return next
	}
	if !n.scaled && !r.scaled {
		if !r.named || r.unit.plain() && r.unit.Noun == "" && r.unit.Form == Plain || n.value == 1 && r.unit.Noun != "" || r.unit.Noun != "" && !knownNoun(r.unit.Noun) && !spaced(r.unit.Noun) {
			return next
		}
		if n.value == 1 && r.unit.Time == 1 && r.unit.Period == Day { // "one day we may"
			return next
		}
	}
	f.add(i, n, r)
	return r.end
}

func spaced(noun string) bool {
	for i := range len(noun) {
		if noun[i] == ' ' {
			return true
		}
	}
	return false
}

// digits takes a number that starts at i, or passes over what is no quantity.
func (f *finder) digits(i int) int {
	s := f.text
	n, ok := scanNumber(s, i, true)
	if !ok {
		return max(n.end, i+1)
	}
	if end := oddity(s, i, n); end > 0 {
		return end
	}
	start, money := currencyBefore(s, i)
	if k := len(f.out); k > 0 && start < f.out[k-1].End {
		start, money = i, Unit{}
	}
	before := look(s, start, n)
	if before == blocked {
		return skipToken(s, n.end)
	}
	if r, end := portion(s, i, n); end > 0 {
		if r.named {
			n.value = r.factor
			r.factor = 1
			f.add(start, n, r)
		}
		return end
	}
	r, ok := readSuffix(s, n, money)
	if !ok {
		return skipToken(s, n.end)
	}
	if n.frac && !n.power && !r.scaled && at(s, n.end-4) == '.' && r.unit.plain() && knownNoun(r.unit.Noun) {
		n.value *= 1000 // 1.500 users: nobody counts thousandths of users
	}
	if !f.admissible(start, n, r, before) {
		return max(r.number, n.end)
	}
	return f.add(start, n, r)
}

// add appends a quantity and, when a second number follows as the end of a range,
// joins it. It returns the end.
func (f *finder) add(start int, n number, r reading) int {
	if f.out == nil {
		f.out = make([]Found, 0, 4)
	}
	f.out = append(f.out, Found{})
	found := &f.out[len(f.out)-1]
	value := n.value * r.factor
	*found = Found{
		Start: start, End: r.end, Low: value, High: value,
		Q:    Quantity{Value: value, Unit: r.unit},
		Bare: !r.named && !r.scaled && !n.scaled && !n.power, number: r.number, alt: r.alt, plain: n.plain,
	}
	if n.word || r.unit.Form != Portion {
		f.span(found, n, r)
	}
	found.Approx, found.Compare = marks(f.text, start)
	if r.compare != "" {
		found.Compare = r.compare
	}
	found.Text = f.text[found.Start:found.End]
	return found.End
}

// span turns "10-20 ms" and "5 to 10 MB" into one quantity.
func (f *finder) span(found *Found, n number, r reading) {
	s := f.text
	j := dash(s, r.end, between(s, found.Start))
	if j == 0 || n.word {
		return
	}
	_, money := currencyBefore(s, j)
	if at(s, j) == '$' {
		j, money = j+1, Unit{Money: 1, Currency: "USD", Scale: 1}
	}
	if !isDigit(at(s, j)) {
		return
	}
	m, ok := scanNumber(s, j, true)
	if !ok || m.end < len(s) && (s[m.end] == '-' || s[m.end] == ':' || s[m.end] == '/') && isDigit(at(s, m.end+1)) {
		return
	}
	if money.Money == 0 && r.unit.Money != 0 {
		money = Unit{Money: 1, Currency: r.unit.Currency, Scale: 1}
	}
	second, ok := readSuffix(s, m, money)
	if !ok || !second.named && r.named && r.unit.Money == 0 && r.end != r.number {
		return
	}
	low, high := found.Q.Value, m.value*second.factor
	unit := second.unit
	switch {
	case !r.named || r.unit.Money != 0 && second.unit.Money != 0:
		if !r.scaled && second.scaled && n.value < m.value {
			low = n.value * second.factor
		}
	case r.unit.Same(second.unit) && r.unit.Form == second.unit.Form:
		low = low * r.unit.factor() / unit.factor()
	case unit.Time < 0 && r.unit.Data == unit.Data && r.unit.Time == 0: // 10 MB - 20 MB/s
		low = low * r.unit.factor() / (unit.factor() * unit.Period)
	default:
		return
	}
	if low >= high || years(n, m, second) {
		return
	}
	found.Low, found.High = low, high
	found.Q = Quantity{Value: (low + high) / 2, Unit: unit}
	found.End, found.number, found.alt, found.plain = second.end, second.number, second.alt, false
	found.Bare = !second.named && !second.scaled && found.Bare
	if second.compare != "" {
		found.Compare = second.compare
	}
}

func years(n, m number, r reading) bool {
	return isYear(n) && isYear(m) && !r.named
}

// between reports whether that word stands before a range, which "and" joins.
func between(s string, start int) bool {
	w, _ := lastWord(s, start)
	return equalFold(w, "between")
}

// dash returns the start of the second number of a range after i, 0 when none.
func dash(s string, i int, joinedByAnd bool) int {
	j := space(s, i)
	k := 0
	switch {
	case at(s, j) == '-' && at(s, j+1) != '-' && at(s, j+1) != '>':
		k = j + 1
	case hasAt(s, j, "–") || hasAt(s, j, "—"):
		k = j + len("–")
	case j > i && hasAt(s, j, "to ") || joinedByAnd && hasAt(s, j, "and "):
		k = j + 2
		if s[j] == 'a' {
			k++
		}
	case at(s, j) == '~' && j == i:
		k = j + 1
	default:
		return 0
	}
	after := space(s, k)
	if (j == i) != (after == k) {
		return 0 // "5 -3"
	}
	if at(s, after) == '~' {
		after++
	}
	return after
}
