package quantity

import (
	"fmt"
	"math"
	"strings"
)

const maxQuantity = 200 // bytes of text that Parse reads

// Parse reads one whole quantity: "500M/day", "1 KB", "$0.02/GB", "99.9%". A range
// is no single quantity.
func Parse(s string) (Quantity, error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return Quantity{}, fmt.Errorf("empty quantity, want a number such as %q or %q", "500M/day", "1 KB")
	}
	if len(text) > maxQuantity {
		return Quantity{}, fmt.Errorf("quantity of %d bytes, at most %d are read", len(text), maxQuantity)
	}
	sign := 1.0
	body := text
	if rest, found := strings.CutPrefix(body, "-"); found {
		sign, body = -1, rest
	}
	body = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(body, "~"), "≈"))
	q, end, ok := readWhole(body)
	if !ok {
		return Quantity{}, fmt.Errorf("%q is no quantity, want a number with a unit such as %q or %q", text, "500M/day", "1 KB")
	}
	if math.Abs(q.Base()) > 1e60 {
		return Quantity{}, fmt.Errorf("%q is too large to compute with", text)
	}
	if end < len(body) {
		return Quantity{}, fmt.Errorf("%q is not understood after %q in %q", strings.TrimSpace(body[end:]), body[:end], text)
	}
	q.Value *= sign
	return q, nil
}

// readWhole reads a quantity at the start of s and says where it ends.
func readWhole(s string) (Quantity, int, bool) {
	i, money := 0, Unit{}
	for i < len(s) && i < 8 && !isDigit(s[i]) && s[i] != '.' {
		i++
	}
	if start, u := currencyBefore(s, i); start == 0 && i > 0 && u.Money != 0 {
		money = u
	} else {
		i = 0
	}
	var n number
	var isPortion, ok bool
	if c := at(s, i); isDigit(c) || c == '.' && isDigit(at(s, i+1)) {
		n, ok = scanNumber(s, i, true)
		n.whole = true
		if ok {
			if r, end := portion(s, i, n); end > 0 {
				return Quantity{Value: r.factor, Unit: r.unit}, end, true
			}
		}
	} else {
		n, isPortion, ok = scanWords(s, i)
		if ok && isPortion {
			return Quantity{Value: n.value, Unit: Unit{Form: Portion}}, n.end, true
		}
	}
	if !ok {
		return Quantity{}, 0, false
	}
	r, ok := readSuffix(s, n, money)
	if !ok || r.end == 0 {
		return Quantity{}, 0, false
	}
	return Quantity{Value: n.value * r.factor, Unit: r.unit}, r.end, true
}
