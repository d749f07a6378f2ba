package quantity

import "strings"

// context is what stands before a number.
type context uint8

const (
	free    context = iota
	wanting         // a quantity only with a unit or noun
	strict          // a quantity only with data, time, money, percent or a magnitude
	coded           // as strict, for three digits that may be a status code
	blocked         // never a quantity
)

// beforeWords holds words that make a number after them an index, a version or an id.
var beforeWords = func() map[string]context {
	words := map[string]context{}
	for context, list := range map[context]string{
		strict: `
step phase section chapter part figure fig table version ver v port ports line page http https tls ssl tcp
ipv layer level tier stage option approach scenario question q example exercise case rule round rfc iso
appendix issue ticket bug sprint milestone lesson module problem solution algorithm method oauth utf sha ps
quarter iteration id ids no number footnote route lecture volume edition note ref
`,
		coded: `
return returns returned returning status code codes error errors response responds respond
`,
		wanting: `
python java node nodejs php go golang spring angular postgres postgresql mysql redis kafka ubuntu swift ruby
windows android iphone ecmascript es web md
server client user replica shard partition chunk worker broker instance machine region zone service type
class group item day week month year room block point topic video photo tweet post host message request row
column slot seat slide task job thread device driver rider participant queue segment bucket consumer plan
database cache cell appversion priority attempt
`,
	} {
		for w := range set(list) {
			words[w] = context
		}
	}
	return words
}()

// look judges what stands directly before a number at i.
func look(s string, i int, n number) context {
	prev, earlier := at(s, i-1), at(s, i-2)
	switch prev {
	case '-':
		if isAlnum(earlier) && !equalFold(wordBefore(s, i-1), "sub") {
			return blocked
		}
	case '.':
		if isAlnum(earlier) && !equalFold(wordBefore(s, i-1), "approx") || earlier == '.' {
			return blocked
		}
	case '/':
		if (isLetter(earlier) || earlier == '_' || earlier == '}') && !divisor(n) || earlier == '/' {
			return blocked
		}
	case ':':
		if w := wordBefore(s, i-1); w != "" {
			if c, found := lookup(beforeWords, w); found && c >= strict {
				return blocked
			}
			if n.plain && n.digits >= 4 {
				return strict // host:port
			}
			return free
		}
		if !isDigit(earlier) {
			return strict
		}
	case '=':
		if isAlnum(earlier) {
			w := wordBefore(s, i-1)
			if _, found := lookup(beforeWords, w); !found && (knownNoun(w) || isRateWord(w)) {
				return free
			}
			return strict
		}
	case '+':
		if isLetter(earlier) {
			return blocked // n+2
		}
	case ' ':
		if earlier == '^' {
			return blocked // 2 ^ 31
		}
	case '#', '^', '_', '\\', '?', '%', '&':
		return blocked
	case '"', '\'':
		if earlier == '=' {
			return blocked
		}
		if at(s, n.end) == prev {
			return wanting // "id": "123"
		}
	case '[':
		if at(s, n.end) == ']' && n.digits < 3 {
			return blocked
		}
	case '(':
		if at(s, n.end) == ')' && n.plain && n.digits < 3 && !operated(s, i-1, n.end+1) {
			return blocked
		}
		if isLetter(earlier) {
			return wanting // varchar(140)
		}
	}
	if at(s, n.end) == ')' && n.plain && n.digits < 3 && !opened(s, i) {
		return blocked // "we would 1) measure, 2) …"
	}
	if lineStart(s, i) && enumerates(s, n) {
		return blocked
	}
	w, _ := lastWord(s, i)
	if w == "" {
		return labelled(s, i, n)
	}
	if c, found := lookup(beforeWords, w); found {
		if c == strict && n.plain && n.digits >= 5 && n.digits <= 18 && !equalFold(w, "port") && !equalFold(w, "id") && !equalFold(w, "rfc") {
			return free // no step 86400
		}
		return c
	}
	if isMonth(w) && n.plain && (n.value <= 31 || isYear(n)) {
		return wanting
	}
	return free
}

func isRateWord(w string) bool {
	u, found := unitWord(w)
	return found && u.unit.Noun != ""
}

// divisor reports the numbers that people divide a word by: "tweets/86400".
func divisor(n number) bool {
	switch n.value {
	case 86400, 100000, 3600, 24, 1e6, 1e9, 30, 365, 60, 1000, 1024:
		return true
	}
	return n.power
}

// labels are words whose value after a colon is a name: "Version: 2.0".
var labels = set("version port status id step phase code section chapter lecture line")

// labelled judges a number after a sign: a label, or a number of a list that does
// not begin its line ("// 1. Check").
func labelled(s string, i int, n number) context {
	for range 4 {
		k := spaceBack(s, i)
		if k == 0 {
			break
		}
		i -= k
	}
	c := at(s, i-1)
	if c == ':' {
		if found, _ := lookup(labels, wordBefore(s, i-1)); found {
			return strict
		}
	}
	if n.plain && n.digits <= 2 && at(s, n.end) == '.' && spaceLen(s, n.end+1) > 0 {
		next := at(s, space(s, n.end+1))
		marked := strings.IndexByte("~<>=$*+", c) >= 0 || hasBefore(s, i, "≈") || hasBefore(s, i, "×")
		if next-'A' < 26 && !isAlnum(c) && !marked {
			return blocked
		}
	}
	return free
}

// opened reports whether a parenthesis is open at i.
func opened(s string, i int) bool {
	for range 80 {
		i--
		switch at(s, i) {
		case '(':
			return true
		case ')', '\n', 0:
			return false
		}
	}
	return true
}

// lastWord is the word before i with only spaces between, and its start.
func lastWord(s string, i int) (string, int) {
	for range 4 {
		n := spaceBack(s, i)
		if n == 0 {
			break
		}
		i -= n
	}
	w := wordBefore(s, i)
	return w, i - len(w)
}

// lineStart reports whether only markup stands before i on its line.
func lineStart(s string, i int) bool {
	for range 8 {
		i--
		switch at(s, i) {
		case ' ', '\t', '#', '*', '>', '-', '_':
		case '\n', 0:
			return true
		default:
			return false
		}
	}
	return false
}

// enumerates reports whether n, at the start of a line, numbers it: "1.", "2)",
// "3.2 Storage".
func enumerates(s string, n number) bool {
	switch c := at(s, n.end); {
	case (c == '.' || c == ')') && n.plain && n.digits <= 3:
		return spaceLen(s, n.end+1) > 0 || n.end+1 >= len(s) || s[n.end+1] == '\n' || at(s, n.end+1) == '*'
	case n.frac && n.digits <= 2:
		j := space(s, n.end)
		c := at(s, j)
		if c-'A' < 26 && j > n.end {
			_, unit := unitWord(wordAt(s, j))
			return !unit && isLetter(at(s, j+1))
		}
	}
	return false
}

var monthNames = set(`
January February March April May June July August September October November December Jan Feb Mar Apr Jun
Jul Aug Sep Sept Oct Nov Dec Q
`)

func isMonth(w string) bool { return monthNames[w] }

func isYear(n number) bool { return n.plain && n.digits == 4 && n.value >= 1990 && n.value <= 2035 }
