package quantity

import "strings"

// gap reads the text between quantities as operators, equalities, notes in
// parentheses and words.
type gap struct {
	r    *run
	s    string
	i    int
	next *Found // the quantity after the gap; nil behind the last of the line
}

// benign words neither add an operand nor change one.
var benign = set(`
avg average mean each about around approximately approx roughly nearly almost only replication size just
data storage traffic bandwidth overall total text raw a of an the say still factor also then metadata media
per
`)

// scaling words change the operand after them.
var scaling = set("half twice double triple thrice third quarter dozen")

var operatorWords = map[string]byte{"x": '*', "times": '*', "by": 0, "multiplied": '*', "divided": '/', "plus": '+', "minus": '-'}

var equalityWords = set("is are gives equals makes yields equal totals means becomes")

// read takes the gap up to end.
func (g *gap) read(end int) {
	for g.i < end {
		if n := spaceLen(g.s, g.i); n > 0 {
			g.i += n
			continue
		}
		c := g.s[g.i]
		switch {
		case isLetter(c) || c >= 0x80 && !isSymbol(g.s, g.i):
			g.word(end)
		case isDigit(c):
			// A number that is no quantity.
			g.r.word(false)
			for g.i < end && isAlnum(g.s[g.i]) {
				g.i++
			}
		case g.equality(end):
		default:
			g.symbol(c, end)
		}
	}
}

func (g *gap) word(end int) {
	s := g.s
	start := g.i
	for g.i < end && (isAlnum(s[g.i]) || s[g.i] >= 0x80 && !isSymbol(s, g.i) || s[g.i] == '\'') {
		g.i++
	}
	w := s[start:g.i]
	e := g.r.current()
	open := len(e.terms) > 0 && !e.waiting // an operand stands before
	if op, found := lookup(operatorWords, w); found {
		switch {
		case op == 0 && e.waiting: // multiplied by
			return
		case op != 0 && g.joins(end, equalFold(w, "multiplied") || equalFold(w, "divided")):
			g.r.operator(op)
			return
		}
	}
	if found, _ := lookup(equalityWords, w); found && open && len(w) > 1 {
		if equalFold(w, "equal") && at(s, space(s, g.i)) == 't' {
			g.i = min(end, space(s, g.i)+2)
		}
		g.r.equals(sign{approx: true, weak: true})
		return
	}
	if open && e.terms[len(e.terms)-1].Op == ')' {
		if u, found := unitWord(w); found && len(w) > 1 {
			g.r.unit(Found{Start: start, End: g.i, Text: w, Low: 1, High: 1, Q: Quantity{Value: 1, Unit: u.unit}, alt: u.doubt})
			return
		}
	}
	if open && g.tie(w, end) {
		return
	}
	if equalFold(w, "and") || equalFold(w, "or") || equalFold(w, "so") || equalFold(w, "but") || equalFold(w, "while") {
		g.r.flush()
		return
	}
	if found, _ := lookup(scaling, w); found && !open {
		e.missing = true // "half of 500M": not in the calculation
	}
	known, _ := lookup(benign, w)
	g.r.word(known)
}

// joins reports whether a number or a group follows directly, so that a word such
// as "times" is an operator.
func (g *gap) joins(end int, by bool) bool {
	j := space(g.s, g.i)
	if by {
		if !hasAt(g.s, j, "by") {
			return false
		}
		j = space(g.s, j+2)
	}
	if at(g.s, j) == '~' {
		j++
	}
	return j >= end || at(g.s, j) == '('
}

// tie reads the small words that multiply: "20% of 500 GB", "500M tweets at 1 KB
// each", "500 GB/day for 5 years".
func (g *gap) tie(w string, end int) bool {
	if g.next == nil || space(g.s, g.i) < end {
		return false
	}
	e := g.r.current()
	before := e.terms[len(e.terms)-1].Found.Q.Unit
	after := g.next.Q.Unit
	switch {
	case equalFold(w, "of"):
		if before.Form != Percent && before.Form != Portion && !(before.Data == 0 && before.Money == 0 && before.Noun != "" && after.Data == 1) {
			return false
		}
	case equalFold(w, "at") || equalFold(w, "with"):
		if before.Data != 0 || before.Money != 0 || after.Data != 1 && after.Money != 1 || after.Time != 0 {
			return false
		}
	case equalFold(w, "for") || equalFold(w, "over"):
		if before.Time != -1 || after.Time != 1 || after.Data != 0 || after.Money != 0 {
			return false
		}
	default:
		return false
	}
	g.r.operator('*')
	return true
}

var arrow = sign{approx: true, weak: true, arrow: true}

var equalitySigns = []struct {
	text string
	sign sign
}{
	{"-->", sign{}}, {"==>", arrow},
	{"<=", sign{}}, {">=", sign{}}, {"!=", sign{}}, {"<-", sign{}},
	{"->", arrow}, {"=>", arrow}, {"→", arrow},
	{"⇒", arrow}, {"~=", sign{approx: true}}, {"=~", sign{approx: true}},
	{"==", sign{approx: false}}, {"≈", sign{approx: true}}, {"≅", sign{approx: true}}, {"≃", sign{approx: true}},
	{`\approx`, sign{approx: true}}, {`\sim`, sign{approx: true}}, {"=", sign{approx: false}},
}

// equality takes a sign of equality, or a comparison, which ends the chain.
func (g *gap) equality(end int) bool {
	c := g.s[g.i]
	if c < 0x80 && c != '=' && c != '-' && c != '<' && c != '>' && c != '~' && c != '!' && c != '\\' {
		return false
	}
	for _, e := range equalitySigns {
		if !hasAt(g.s, g.i, e.text) || g.i+len(e.text) > end {
			continue
		}
		g.i += len(e.text)
		if e.sign == (sign{}) && e.text != "=" && e.text != "==" {
			g.r.flush()
			return true
		}
		if cur := g.r.current(); cur.first == nil && len(g.r.signs) > 0 {
			g.r.signs[len(g.r.signs)-1].approx = true // "= ≈"
			return true
		}
		g.r.equals(e.sign)
		return true
	}
	if c == '~' {
		// "500M / 86400 ~ 5.8k": an equality when an operand and no operator is before.
		g.i++
		if e := g.r.current(); e.complete() && len(e.terms) > 1 {
			g.r.equals(sign{approx: true})
		} else if e.first == nil && len(g.r.signs) > 0 {
			g.r.signs[len(g.r.signs)-1].approx = true
		}
		return true
	}
	return false
}

var texOperators = []struct {
	text string
	op   byte
}{{`\times`, '*'}, {`\cdot`, '*'}, {`\div`, '/'}, {"×", '*'}, {"·", '*'}, {"÷", '/'}, {"−", '-'}, {"✕", '*'}, {"⋅", '*'}, {"∗", '*'}}

func (g *gap) symbol(c byte, end int) {
	s, r := g.s, g.r
	for _, t := range texOperators {
		if hasAt(s, g.i, t.text) {
			g.i += len(t.text)
			r.operator(t.op)
			return
		}
	}
	g.i++
	switch c {
	case '*':
		if at(s, g.i) == '*' { // emphasis
			g.i++
			return
		}
		if lineStart(s, g.i-1) {
			return
		}
		r.operator('*')
	case '/':
		r.operator('/')
	case '+', '-':
		glued := spaceLen(s, g.i) == 0 && spaceBack(s, g.i-1) > 0 // "5 -3"
		tight := spaceBack(s, g.i-1) == 0 && isLetter(at(s, g.i))
		switch {
		case lineStart(s, g.i-1) || tight || c == '-' && glued:
		default:
			r.operator(c)
		}
	case '(', '[':
		g.paren(end)
	case ')', ']':
		r.close()
	case ',', ';', ':', '|', '?', '!', '<', '>', '{', '}', '"':
		r.flush()
	case '.':
		if hasBefore(s, g.i-1, "avg") || hasBefore(s, g.i-1, "approx") || hasBefore(s, g.i-1, "ca") {
			return
		}
		r.flush()
	case '`', '_', '$', '\\', '%', '\'':
	default:
		if c >= 0x80 {
			for g.i < end && s[g.i]&0xC0 == 0x80 {
				g.i++
			}
			if c == 0xE2 { // dashes and arrows that are no equality
				r.flush()
			}
			return
		}
		r.word(false)
	}
}

// paren opens a group after an operator or at the start; after an operand it is a
// note, which is skipped, unless it states a result: "(≈ 5.8k/s)".
func (g *gap) paren(end int) {
	r := g.r
	e := r.current()
	if len(e.terms) == 0 || e.waiting {
		r.open(g.i - 1)
		return
	}
	j := space(g.s, g.i)
	if c := at(g.s, j); c == '=' || c == '~' || hasAt(g.s, j, "≈") {
		return
	}
	closing := strings.IndexAny(g.s[g.i:min(len(g.s), g.i+120)], ")]\n")
	if closing < 0 || g.s[g.i+closing] == '\n' {
		r.flush()
		return
	}
	stop := g.i + closing + 1
	if stop <= end {
		g.i = stop
		return
	}
	// The note holds quantities of its own: they are none of this calculation.
	r.flush()
}
