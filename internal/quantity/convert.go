package quantity

import "fmt"

// Convert gives q in the unit to. Days become seconds and bits bytes; it is an
// error when the dimensions differ.
func Convert(q Quantity, to Unit) (Quantity, error) {
	if !q.Unit.Same(to) {
		return Quantity{}, fmt.Errorf("cannot convert %s to %s", describe(q.Unit), describe(to))
	}
	return Quantity{Value: q.Base() / to.factor(), Unit: to}, nil
}

// Ratio is a/b after conversion. It is false when the dimensions differ or b is
// zero.
func Ratio(a, b Quantity) (float64, bool) {
	under := b.Base()
	if !a.Unit.Same(b.Unit) || under == 0 {
		return 0, false
	}
	return a.Base() / under, true
}

// describe names a unit in an error: its dimension, and the currency of money.
func describe(u Unit) string {
	if u.Money != 0 && u.Currency != "" {
		return u.Dimension() + " in " + u.Currency
	}
	return u.Dimension()
}
