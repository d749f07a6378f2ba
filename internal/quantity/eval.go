package quantity

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

const (
	maxExpr  = 4096 // bytes
	maxDepth = 64   // nested parentheses
)

// constants are the times that formulas may name.
var constants = map[string]float64{
	"second": Second, "minute": Minute, "hour": Hour, "day": Day, "week": Week, "month": Month, "year": Year,
}

// Eval computes a formula over named quantities, numbers, literals with a unit
// ("1 KB", "250M", "20%"), + - * / and parentheses. The times second, minute,
// hour, day, week, month (30 days) and year (365 days) are constants. What is
// counted plays no part; adding unlike dimensions is an error.
func Eval(expr string, vars map[string]Quantity) (Quantity, error) {
	p := parser{s: expr, vars: vars}
	if len(expr) > maxExpr {
		return Quantity{}, fmt.Errorf("formula of %d bytes, at most %d are read", len(expr), maxExpr)
	}
	q, err := p.sum(0)
	if err != nil {
		return Quantity{}, err
	}
	p.blank()
	if p.i < len(expr) {
		return Quantity{}, fmt.Errorf("%q is not understood in formula %q, want an operator + - * /", rest(expr, p.i), expr)
	}
	if base := q.Base(); math.IsInf(base, 0) || math.IsNaN(base) {
		return Quantity{}, fmt.Errorf("formula %q has no finite value", expr)
	}
	return q, nil
}

// Vars lists the identifiers of a formula that are not constants or units, each
// once, in order.
func Vars(expr string) []string {
	var names []string
	if len(expr) > maxExpr {
		return nil
	}
	for i := 0; i < len(expr); {
		switch c := expr[i]; {
		case isDigit(c) || c == '.' && isDigit(at(expr, i+1)):
			_, end, ok := literal(expr, i)
			if !ok {
				end = skipToken(expr, i)
			}
			i = max(end, i+1)
		case isLetter(c) || c == '_':
			end := identEnd(expr, i)
			name := expr[i:end]
			if _, constant := constants[name]; !constant && !slices.Contains(names, name) {
				names = append(names, name)
			}
			i = end
		default:
			i++
		}
	}
	return names
}

func identEnd(s string, i int) int {
	for i < len(s) && isAlnum(s[i]) {
		i++
	}
	return i
}

type parser struct {
	s    string
	i    int
	vars map[string]Quantity
}

func (p *parser) blank() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t' || p.s[p.i] == '\n' || p.s[p.i] == '\r') {
		p.i++
	}
}

// operator takes one of the signs in set, × and ÷ among them, as its ASCII form.
func (p *parser) operator(set string) byte {
	p.blank()
	c, size := at(p.s, p.i), 1
	switch {
	case hasAt(p.s, p.i, "×"), hasAt(p.s, p.i, "·"):
		c, size = '*', 2
	case hasAt(p.s, p.i, "÷"):
		c, size = '/', 2
	case hasAt(p.s, p.i, "−"):
		c, size = '-', 3
	}
	for i := range len(set) {
		if set[i] == c && c != 0 {
			p.i += size
			return c
		}
	}
	return 0
}

func (p *parser) sum(depth int) (Quantity, error) {
	q, err := p.product(depth)
	for err == nil {
		var right Quantity
		switch op := p.operator("+-"); op {
		case 0:
			return q, nil
		default:
			if right, err = p.product(depth); err == nil {
				q, err = plus(q, right, op)
			}
		}
	}
	return q, err
}

func (p *parser) product(depth int) (Quantity, error) {
	q, err := p.value(depth)
	for err == nil {
		var right Quantity
		op := p.operator("*/")
		if op == 0 {
			return q, nil
		}
		if right, err = p.value(depth); err != nil {
			break
		}
		if op == '/' && right.Value == 0 {
			return q, fmt.Errorf("division by zero in formula %q", p.s)
		}
		q = times(q, right, op == '/')
	}
	return q, err
}

func (p *parser) value(depth int) (Quantity, error) {
	if depth > maxDepth {
		return Quantity{}, fmt.Errorf("formula nests deeper than %d parentheses", maxDepth)
	}
	if p.operator("(") != 0 {
		q, err := p.sum(depth + 1)
		if err == nil && p.operator(")") == 0 {
			err = fmt.Errorf("a %q is missing in formula %q", ")", p.s)
		}
		return q, err
	}
	if p.operator("-") != 0 {
		q, err := p.value(depth + 1)
		q.Value = -q.Value
		return q, err
	}
	p.blank()
	c := at(p.s, p.i)
	switch {
	case isDigit(c) || c == '.' || c == '$':
		q, end, ok := literal(p.s, p.i)
		if !ok {
			return q, fmt.Errorf("%q is no quantity in formula %q", rest(p.s, p.i), p.s)
		}
		p.i = end
		return q, nil
	case isLetter(c) || c == '_':
		end := identEnd(p.s, p.i)
		name := p.s[p.i:end]
		p.i = end
		if seconds, found := constants[name]; found {
			return Quantity{Value: 1, Unit: Unit{Time: 1, Period: seconds, Scale: seconds}}, nil
		}
		if q, found := p.vars[name]; found {
			return q, nil
		}
		return Quantity{}, fmt.Errorf("%q is not defined in formula %q, want one of %s", name, p.s, names(p.vars))
	case c == 0:
		return Quantity{}, fmt.Errorf("formula %q ends where a value was expected", p.s)
	}
	return Quantity{}, fmt.Errorf("%q is not understood in formula %q, want a name, a number or %q", rest(p.s, p.i), p.s, "(")
}

// literal reads a number with its magnitude and one unit. Rates are left to the
// formula: "500M / day" divides by a constant.
func literal(s string, i int) (Quantity, int, bool) {
	money := Unit{}
	if at(s, i) == '$' {
		i, money = i+1, Unit{Money: 1, Currency: "USD", Scale: 1}
	}
	if c := at(s, i); !isDigit(c) && c != '.' {
		return Quantity{}, i, false
	}
	n, ok := scanNumber(s, i, false)
	if !ok || n.end == i {
		return Quantity{}, i, false
	}
	n.whole = true
	r := reading{unit: money, end: n.end, factor: 1, number: n.end}
	if _, ok = readMagnitude(s, n, &r); !ok {
		return Quantity{}, i, false
	}
	if !r.named && money.Money == 0 {
		if at(s, r.end) == '%' {
			r.unit, r.end = Unit{Form: Percent, Scale: 0.01}, r.end+1
		} else if w, j, _ := wordAfter(s, r.end); w != "" && at(s, j-1) != '-' {
			if u, found := unitWord(w); found && !isAlnum(at(s, j+len(w))) {
				r.unit, r.end = u.unit, j+len(w)
			}
		}
	}
	if isAlnum(at(s, r.end)) {
		return Quantity{}, i, false
	}
	return Quantity{Value: n.value * r.factor, Unit: r.unit}, r.end, true
}

// plus adds or subtracts. The result keeps the unit of the left side.
func plus(a, b Quantity, op byte) (Quantity, error) {
	if !a.Unit.Same(b.Unit) {
		verb := "add"
		if op == '-' {
			verb = "subtract"
		}
		return Quantity{}, fmt.Errorf("cannot %s %s (%s) and %s (%s)", verb,
			Format(a), describe(a.Unit), Format(b), describe(b.Unit))
	}
	v := b.Base()
	if op == '-' {
		v = -v
	}
	return normal(a.Base()+v, a.Unit), nil
}

// times multiplies or divides. The result is a count, or data in bits when one of
// the sides is, per the period of the side that has one.
func times(a, b Quantity, divide bool) Quantity {
	u, v := a.Unit, b.Unit
	sign := int8(1)
	base := a.Base() * b.Base()
	if divide {
		sign = -1
		base = a.Base() / b.Base()
	}
	w := Unit{
		Data: clamp(u.Data, sign*v.Data), Time: clamp(u.Time, sign*v.Time), Money: clamp(u.Money, sign*v.Money),
		Bits: u.Bits || v.Bits, Currency: u.Currency, Period: u.Period,
	}
	if w.Currency == "" {
		w.Currency = v.Currency
	}
	if u.Time == 0 {
		w.Period = v.Period
	}
	return normal(base, w)
}

// clamp adds exponents within what an int8 holds.
func clamp(a, b int8) int8 { return int8(max(-100, min(100, int(a)+int(b)))) }

func rest(s string, i int) string { return s[i:min(len(s), i+20)] }

// names lists what a formula may use, for the error about what it may not.
func names(vars map[string]Quantity) string {
	if len(vars) == 0 {
		return "the times second to year"
	}
	return strings.Join(slices.Sorted(maps.Keys(vars)), ", ")
}
