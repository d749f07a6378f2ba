package quantity

// compute evaluates terms with the usual precedence. Each quantity passes through
// view first. With swallow, everything after a division sign up to + or - stands
// below the line. It is false when dimensions do not go together.
func compute(terms []Term, swallow bool, view func(Quantity) Quantity) (Quantity, bool) {
	c := computer{terms: terms, swallow: swallow, view: view}
	q, ok := c.sum(0)
	return q, ok && c.i == len(terms)
}

type computer struct {
	terms   []Term
	i       int
	swallow bool
	view    func(Quantity) Quantity
}

func (c *computer) op() byte {
	if c.i < len(c.terms) {
		return c.terms[c.i].Op
	}
	return 0
}

func (c *computer) sum(depth int) (Quantity, bool) {
	q, ok := c.product(depth)
	for ok {
		op := c.op()
		if op != '+' && op != '-' {
			break
		}
		c.i++
		var right Quantity
		if right, ok = c.product(depth); ok {
			var err error
			q, err = plus(q, right, op)
			ok = err == nil
		}
	}
	return q, ok
}

func (c *computer) product(depth int) (Quantity, bool) {
	q, ok := c.value(depth)
	below := false
	for ok {
		op := c.op()
		if op != '*' && op != '/' {
			break
		}
		c.i++
		below = op == '/' || below && c.swallow
		var right Quantity
		if right, ok = c.value(depth); ok {
			if below && right.Value == 0 {
				return q, false
			}
			q = times(q, right, below)
		}
	}
	return q, ok
}

func (c *computer) value(depth int) (Quantity, bool) {
	if c.i >= len(c.terms) || depth > maxDepth {
		return Quantity{}, false
	}
	t := c.terms[c.i]
	c.i++
	switch t.Op {
	case 0:
		return c.view(t.Found.Q), true
	case '(':
		q, ok := c.sum(depth + 1)
		if !ok || c.op() != ')' {
			return q, false
		}
		c.i++
		return q, true
	}
	return Quantity{}, false
}
