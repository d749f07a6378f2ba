package diagram

import "strings"

// foldGroups makes one item of each group that draws one thing: an icon of several
// strokes with the text that belongs to it. Groups of several boxes stay apart.
func (c *canvas) foldGroups() {
	members := map[string][]int{} // items by group
	inner := map[string][]string{}
	wires := map[string][]int{}
	var outer []string
	seen := map[string]bool{}
	note := func(groups []string) {
		for k, g := range groups {
			if seen[g] {
				continue
			}
			seen[g] = true
			if k == len(groups)-1 {
				outer = append(outer, g)
			} else {
				inner[groups[k+1]] = append(inner[groups[k+1]], g)
			}
		}
	}
	for i := range c.items {
		note(c.items[i].groups)
		for _, g := range c.items[i].groups {
			members[g] = append(members[g], i)
		}
	}
	for i := range c.links {
		for _, g := range c.links[i].groups {
			wires[g] = append(wires[g], i)
		}
	}
	for depth := 0; len(outer) > 0 && depth < 64; depth++ {
		var next []string
		for _, g := range outer {
			if !c.foldGroup(g, members[g], wires[g]) {
				next = append(next, inner[g]...)
			}
		}
		outer = next
	}
}

// foldGroup makes one item of the members of a group, unless they are several boxes.
func (c *canvas) foldGroup(id string, members, wires []int) bool {
	var shapes, texts, labelled []int
	for _, i := range members {
		it := &c.items[i]
		switch {
		case it.into >= 0 || it.quiet:
		case it.frame:
			return false
		case it.free:
			texts = append(texts, i)
		default:
			shapes = append(shapes, i)
			if strings.TrimSpace(it.text) != "" {
				labelled = append(labelled, i)
			}
		}
	}
	if len(shapes)+len(texts) < 2 && len(wires) == 0 || len(labelled) > 1 || len(shapes)+len(wires) == 0 {
		return false
	}
	for _, w := range wires {
		if l := &c.links[w]; !l.wire() && (l.from != "" || l.to != "") {
			return false
		}
	}
	if len(texts) > 0 && len(labelled)+len(texts) > 1 && c.apart(shapes) {
		return false
	}
	lead := -1
	switch {
	case len(labelled) == 1:
		lead = labelled[0]
	case len(shapes) > 0:
		lead = shapes[0]
	default:
		lead = texts[0] // strokes with a text
	}
	if _, taken := c.owner[id]; !taken {
		c.owner[id] = lead // an arrow may be bound to the group
	}
	it := &c.items[lead]
	if len(shapes)+len(wires) > 1 {
		it.icon = true
		if it.shape == "" || it.shape == "ellipse" || it.shape == "diamond" {
			it.shape = shapeIcon
		}
	}
	var words []string
	for _, i := range shapes {
		it.rect = it.rect.union(c.items[i].rect)
	}
	for _, w := range wires {
		it.rect = it.rect.union(around(c.links[w].path))
		c.links[w].used = true
		c.owner[c.links[w].id] = lead
	}
	for _, i := range texts {
		if len(labelled) == 0 && short(c.items[i].text) && len(words) < 3 {
			words = append(words, c.items[i].text)
			c.items[i].used = true
		}
	}
	for _, i := range members {
		if m := &c.items[i]; i != lead && m.into < 0 && (!m.free || m.used) {
			m.into = lead
		}
	}
	if len(words) > 0 {
		it.text, it.free = strings.Join(words, "\n"), false
	}
	return true
}

// apart reports whether shapes fall into several clusters that do not touch.
func (c *canvas) apart(shapes []int) bool {
	if len(shapes) < 2 {
		return false
	}
	var all Rect
	for _, i := range shapes {
		all = all.union(c.items[i].rect)
	}
	slack := 0.05 * all.short()
	rects := make([]Rect, len(shapes))
	for k, i := range shapes {
		rects[k] = c.items[i].rect.grow(slack)
	}
	g := newGrid(rects)
	reached := make([]bool, len(shapes))
	reached[0] = true
	n := 1
	for todo := []int{0}; len(todo) > 0; {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, o := range g.near(rects[k]) {
			if !reached[o] && rects[k].meets(rects[o]) {
				reached[o] = true
				n++
				todo = append(todo, o)
			}
		}
	}
	return n < len(shapes)
}

// foldStacks makes one item of copies drawn behind each other: nearly equal shapes that
// cover each other in large part and have one text between them.
func (c *canvas) foldStacks() {
	at, g := c.boxes()
	for _, i := range at {
		for _, k := range g.near(c.items[i].rect) {
			j := at[k]
			if j <= i {
				continue
			}
			a, b := c.root(i), c.root(j)
			if a == b || !c.copies(i, j) || c.items[a].text != "" && c.items[b].text != "" {
				continue
			}
			if c.items[a].text == "" && c.items[b].text != "" {
				a, b = b, a
			}
			one, two := &c.items[a], &c.items[b]
			if d := one.rect.centre().dist(two.rect.centre()); d > 0.03*one.rect.short() && !one.icon {
				one.shape = shapeStack
			}
			one.rect = one.rect.union(two.rect)
			two.into = a
		}
	}
}

// copies reports whether two shapes look like one drawn twice.
func (c *canvas) copies(i, j int) bool {
	a, b := &c.items[i], &c.items[j]
	like := func(p, q float64) bool { return p > 0 && q > 0 && p/q > 0.75 && q/p > 0.75 }
	return !a.frame && !b.frame && !a.icon && !b.icon && a.shape != shapeImage && b.shape != shapeImage &&
		(a.shape == b.shape || a.shape == shapeStack || b.shape == shapeStack) && like(a.rect.W, b.rect.W) && like(a.rect.H, b.rect.H) &&
		a.rect.common(b.rect) >= 0.4*min(a.rect.area(), b.rect.area()) && a.shape != "diamond"
}
