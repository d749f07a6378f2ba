package quantity

import "strings"

// Verdict says what became of a recomputed chain.
type Verdict uint8

// The verdicts. Undecided covers missing inputs, words between that may change the
// meaning, and units that leave more than one reading.
const (
	Undecided Verdict = iota
	Right             // within the rounding that people do
	Wrong             // another value
	Slip              // off by a factor that has a name, such as 8 or 86,400
)

// String is the verdict in lower case.
func (v Verdict) String() string {
	return [...]string{"undecided", "right", "wrong", "slip"}[v&3]
}

// Term is one token of a chain's left side: an operator + - * / ( ) or, when Op is
// 0, a quantity.
type Term struct {
	Op    byte
	Found Found
}

// Chain is one link of a calculation: an expression and the value that the text
// states for it. "200M × 2 = 400M / 10^5 = 4k" is two links.
type Chain struct {
	Start, End int // byte offsets, left side and stated value
	Text       string
	Left       []Term
	Stated     Quantity
	Claim      Found    // the stated value where it stands
	Computed   Quantity // in the unit of Stated; zero when nothing could be computed
	Verdict    Verdict
	Slip       string // "bits/bytes", "per day/per second", "thousand", …; "" unless Verdict is Slip
}

// Chains returns the calculations of a text in order.
func Chains(text string) []Chain { return ChainsOf(text, Find(text)) }

// ChainsOf is Chains for a text whose quantities are already found.
func ChainsOf(text string, found []Found) []Chain {
	var chains []Chain
	for len(found) > 1 {
		// Quantities of one line; a chain does not cross lines.
		n := 1
		for n < len(found) && strings.IndexByte(text[found[n-1].End:found[n].Start], '\n') < 0 {
			n++
		}
		if n > 1 {
			r := run{text: text, found: found[:n]}
			chains = append(chains, r.line()...)
		}
		found = found[n:]
	}
	return chains
}

// expression is what stands between two signs of equality.
type expression struct {
	terms   []Term
	first   *Found // the first quantity, which is what an equality before states
	start   int    // of terms
	words   int    // words before the first quantity
	restart bool   // terms do not begin with first
	loose   bool   // words that may change the meaning
	missing bool   // an operand is not a quantity
	depth   int    // open groups
	waiting bool   // the last term is an operator
}

// run reads one line into expressions joined by equalities.
type run struct {
	text  string
	found []Found
	exprs []expression
	signs []sign
	out   []Chain
}

// sign is an equality.
type sign struct {
	approx bool
	weak   bool // an arrow or a verb, which need not mean a result
	arrow  bool // an arrow, over which inputs often go unsaid
}

const maxTerms = 64 // longer expressions are not computed

func (r *run) line() []Chain {
	first := r.found[0].Start
	start := strings.LastIndexByte(r.text[:first], '\n') + 1
	if start < first-80 {
		start = first - 80
	}
	r.exprs = append(r.exprs, expression{})
	g := gap{r: r, s: r.text, i: start}
	for k := range r.found {
		g.next = &r.found[k]
		g.read(r.found[k].Start)
		r.quantity(&r.found[k])
		g.i = r.found[k].End
	}
	g.next = nil
	g.read(min(lineEnd(r.text, g.i), g.i+40))
	r.flush()
	return r.out
}

func lineEnd(s string, i int) int {
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(s)
}

func (r *run) current() *expression { return &r.exprs[len(r.exprs)-1] }

// reset begins a new expression in place, after a quantity that no operator ties
// to the one before.
func (e *expression) reset() {
	e.terms, e.restart = nil, e.first != nil
	e.loose, e.missing, e.waiting, e.depth = false, false, false, 0
}

func (r *run) quantity(f *Found) {
	e := r.current()
	if len(e.terms) > 0 && !e.waiting {
		e.reset()
	}
	if e.first == nil {
		e.first = f
	}
	if len(e.terms) == 0 {
		e.start = f.Start
	}
	e.push(Term{Found: *f})
	e.waiting = false
}

// push appends a term; what grows too long is not computed.
func (e *expression) push(t Term) {
	if len(e.terms) >= maxTerms {
		e.missing = true
		return
	}
	e.terms = append(e.terms, t)
}

func (r *run) operator(op byte) {
	e := r.current()
	if len(e.terms) == 0 && op == '-' {
		r.flush() // a dash
		return
	}
	if len(e.terms) == 0 || e.waiting {
		e.reset()
		e.missing = true
		return
	}
	e.push(Term{Op: op})
	e.waiting = true
}

// unit multiplies a group by the unit written after it: (280 + 30) bytes.
func (r *run) unit(f Found) {
	e := r.current()
	e.push(Term{Op: '*'})
	e.push(Term{Found: f})
}

// word notes a word that is neither operator nor equality.
func (r *run) word(benign bool) {
	e := r.current()
	if e.first == nil && !benign {
		e.words++
	}
	if len(e.terms) > 0 && !benign {
		e.loose = true
	}
}

func (r *run) open(start int) {
	e := r.current()
	if len(e.terms) == 0 {
		e.start = start
	}
	e.push(Term{Op: '('})
	e.depth++
	e.waiting = true
}

func (r *run) close() {
	e := r.current()
	if e.depth == 0 || e.waiting {
		r.flush()
		return
	}
	e.push(Term{Op: ')'})
	e.depth--
}

// complete reports whether e can stand on the left of an equality.
func (e *expression) complete() bool { return len(e.terms) > 0 && !e.waiting && e.depth == 0 }

func (r *run) equals(s sign) {
	if e := r.current(); !e.complete() {
		// "QPS = 500M / 86400": the name is no part of the calculation.
		r.flush()
		return
	}
	r.signs = append(r.signs, s)
	r.exprs = append(r.exprs, expression{})
}

// flush judges the links read so far and begins anew.
func (r *run) flush() {
	for i := range r.signs {
		if c, ok := r.link(&r.exprs[i], &r.exprs[i+1], r.signs[i]); ok {
			r.out = append(r.out, c)
		}
	}
	r.exprs, r.signs = append(r.exprs[:0], expression{}), r.signs[:0]
}

// link judges one equality.
func (r *run) link(left, right *expression, s sign) (Chain, bool) {
	claim := right.first
	if claim == nil || right.words > 2 || s.weak && right.words > 0 {
		return Chain{}, false
	}
	operands := 0
	for _, t := range left.terms {
		if t.Op == 0 {
			operands++
		}
	}
	if operands < 2 && s.weak {
		return Chain{}, false
	}
	c := Chain{
		Start: left.start, End: claim.End, Text: r.text[left.start:claim.End], Left: left.terms,
		Stated: claim.Q, Claim: *claim,
	}
	j := judge{text: r.text, chain: &c, left: left, right: right, sign: s, operands: operands}
	j.decide()
	return c, true
}
