package diagram

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shapes that drawings on a canvas bring, besides those of the importers of text.
const (
	shapeStack     = "stack"     // several copies drawn behind each other: more than one instance
	shapeContainer = "container" // a labelled box around others at which arrows end: a component, and the stand-in of the group with its id
	shapeTable     = "table"     // an entity with its fields
	shapeIcon      = "icon"      // a picture of several strokes that tells nothing by itself
	shapeImage     = "image"
)

// unnamed is the label of a box that has none but that arrows end at.
const unnamed = "(unnamed)"

// item is a shape or a free text on a canvas.
type item struct {
	id    string
	rect  Rect
	text  string // with its line breaks
	shape string
	free  bool // a text without a shape around it
	// icon says that the label usually stands beside the shape; frame that the tool holds it
	// to be around others; quiet that it is never a box of the system; plain that the shape is an
	// unfilled rectangle of no meaning by itself.
	icon, frame, quiet bool
	parent             string   // id of the frame or container that the source puts it in
	groups             []string // from the innermost outwards
	at                 Span

	// Found out on the way.
	into     int   // the item that this one is part of, or -1
	inside   int   // the smallest shape around it, or -1
	homes    []int // free texts that stand in it
	linked   bool  // an arrow is bound to it
	kids     bool  // it is around boxes of the system
	used     bool  // a free text that has become a label
	noted    bool  // no part of the system
	edges    int
	fontSize float64
	turned   bool // a text that does not run straight
}

// link is an arrow or a line on a canvas.
type link struct {
	id         string
	from, to   string // what its ends are bound to, by the source's word
	path       []point
	missing    [2]bool // the path does not reach to this end
	tail, head bool    // an arrowhead at its start, at its end
	text       string
	dashed     bool
	groups     []string
	at         Span

	ends [2]end
	part int // the network of lines that it belongs to, or -1
	used bool
}

// end is where a link's end leads.
type end struct {
	item    int // -1 while unknown
	snapped bool
	note    bool // it leads to a text that is no box: the link is a comment's
}

// wire reports whether the link is a line without heads.
func (l *link) wire() bool { return !l.tail && !l.head }

// canvas is a drawing before it is a graph: what lies where.
type canvas struct {
	items []item
	links []link
	group int            // the group of the graph that all of it belongs to, or -1
	ids   map[string]int // how often an id was asked for, over all pages

	owner map[string]int // index of the item by the id of an element
	scale float64        // a usual short side of a box
}

// boxName takes the text of a drawn box apart. The breaks in it are mostly those of a narrow
// box, so that a few short lines are one name; a bullet, a remark in brackets, an empty
// line or much text begins what the box says besides.
func boxName(text string) (label, detail string) {
	var names, rest []string
	size := 0
	for l := range strings.SplitSeq(cut(text, 4*maxLabel), "\n") {
		l = fold(l)
		switch {
		case l == "" && len(names) > 0:
			size = maxName
			continue
		case l == "":
			continue
		case len(names) > 0 && (size+len(l) > maxName || len(names) > 3 || !nameable(l)):
			size = maxName
			rest = append(rest, l)
		default:
			size += len(l)
			names = append(names, l)
		}
	}
	return strings.Join(names, " "), fold(strings.Join(rest, " "))
}

// maxName is the length up to which the lines of a box are its name.
const maxName = 44

// nameable reports whether a line can be part of a name: it begins with a letter or a
// number that counts nothing.
func nameable(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	if unicode.IsDigit(r) {
		rest := strings.TrimLeft(line, "0123456789")
		return rest != "" && rest[0] != '.' && rest[0] != ')' && rest[0] != ':'
	}
	return unicode.IsLetter(r) || r == '&' || r == '/' || r == '+' || r == '«'
}

// short reports whether a text may be a label and is no note.
func short(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && strings.Count(text, "\n") < 4 && utf8.RuneCountInString(text) <= 70
}

// title reports whether a text beside a shape may be its name.
func title(text string) bool {
	text = strings.TrimSpace(text)
	return short(text) && nameable(text) && strings.Count(text, "\n") < 3
}

// settle finds out what belongs together before the links are followed.
func (c *canvas) settle() {
	c.owner = map[string]int{}
	for i := range c.items {
		it := &c.items[i]
		it.into, it.inside = -1, -1
		if _, twice := c.owner[it.id]; !twice {
			c.owner[it.id] = i
		}
	}
	c.foldGroups()
	c.foldStacks()
	bound := map[string]bool{}
	for i := range c.links {
		bound[c.links[i].from], bound[c.links[i].to] = true, true
	}
	delete(bound, "")
	var sides []float64
	for i := range c.items {
		it := &c.items[i]
		if bound[it.id] {
			c.items[c.root(i)].linked = true
		}
		if c.box(i) && it.rect.short() > 0 && (it.text != "" || bound[it.id]) {
			sides = append(sides, it.rect.short())
		}
	}
	if c.scale = median(sides); c.scale == 0 {
		c.scale = 60
		for i := range c.items {
			c.scale = max(c.scale, min(2.5*c.items[i].fontSize, 300)) // names without boxes
		}
	}
	c.bubbles()
	c.nest()
	c.labelInside()
	c.labelBeside()
	c.foldOnly()
}

// bubbles takes small shapes with a number, which tell the order of steps, for texts.
func (c *canvas) bubbles() {
	for i := range c.items {
		it := &c.items[i]
		if c.box(i) && !it.linked && it.rect.short() < c.scale && stepText(it.text) {
			it.free, it.shape, it.icon = true, "", false
		}
	}
}

// stepText reports whether a text is the number of a step, with or without a letter.
func stepText(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), ".)")
	return len(s) == 1 && s[0] >= '0' && s[0] <= '9' || len(s) == 2 && s[0] >= '0' && s[0] <= '9' && (s[1] >= '0' && s[1] <= '9' || s[1] >= 'a' && s[1] <= 'z')
}

// foldOnly makes one item of a shape without a text and the only thing in it, such as a
// card with a picture and its name.
func (c *canvas) foldOnly() {
	kid := map[int]int{}
	for i := range c.items {
		if k := c.items[i].inside; k >= 0 && c.box(i) && (strings.TrimSpace(c.items[i].text) != "" || c.items[i].linked || c.items[i].icon) {
			if _, more := kid[k]; more {
				kid[k] = -1
			} else {
				kid[k] = i
			}
		}
	}
	for i := range c.items {
		it := &c.items[i]
		k, ok := kid[i]
		if !ok || k < 0 || !c.box(i) || it.frame || it.text != "" || c.items[k].linked || c.items[k].kids || c.items[k].text == "" {
			continue
		}
		it.text, it.kids = c.items[k].text, false
		if it.shape == "" {
			it.shape = c.items[k].shape
		}
		c.items[k].into = i
	}
}

// box reports whether the item is a shape that stands for itself.
func (c *canvas) box(i int) bool {
	it := &c.items[i]
	return !it.free && !it.quiet && it.into < 0
}

// root is the item that i has become part of.
func (c *canvas) root(i int) int {
	for n := 0; c.items[i].into >= 0 && n < len(c.items); n++ {
		i = c.items[i].into
	}
	return i
}

// boxes returns the indices of all boxes and a grid of their rectangles.
func (c *canvas) boxes() ([]int, *grid) {
	var at []int
	var rects []Rect
	for i := range c.items {
		if c.box(i) {
			at, rects = append(at, i), append(rects, c.items[i].rect)
		}
	}
	return at, newGrid(rects)
}

// nest finds for each item the smallest shape around it.
func (c *canvas) nest() {
	at, g := c.boxes()
	for i := range c.items {
		it := &c.items[i]
		if it.into >= 0 || it.quiet {
			continue
		}
		best := -1
		for _, k := range g.near(it.rect) {
			o := at[k]
			out := &c.items[o]
			if o == i || out.icon {
				continue
			}
			slack := 0.03 * out.rect.short()
			inside := out.rect.grow(slack).covers(it.rect) && out.rect.area() >= 1.3*it.rect.area()
			if it.free {
				inside = out.rect.has(it.rect.centre())
			}
			if inside && (best < 0 || out.rect.area() < c.items[best].rect.area()) {
				best = o
			}
		}
		if p, ok := c.owner[it.parent]; ok && it.parent != "" && best < 0 {
			if p = c.root(p); p != i && !c.items[p].free {
				best = p
			}
		}
		it.inside = best
	}
	// What the source nests in a ring is nested in nothing.
	for i := range c.items {
		seen := 0
		for k := i; c.items[k].inside >= 0; k = c.items[k].inside {
			if seen++; seen > len(c.items) || c.items[k].inside == i {
				c.items[k].inside = -1
				break
			}
		}
	}
}

// labelInside gives shapes the free texts that stand in them, and finds the shapes that
// are around boxes of the system.
func (c *canvas) labelInside() {
	for i := range c.items {
		if it := &c.items[i]; it.free && it.into < 0 && it.inside >= 0 {
			c.items[it.inside].homes = append(c.items[it.inside].homes, i)
		}
	}
	for i := range c.items {
		it := &c.items[i]
		if it.inside >= 0 && c.box(i) && (it.text != "" || len(it.homes) > 0 || it.linked || it.icon) {
			c.items[it.inside].kids = true
		}
	}
	for i := range c.items {
		it := &c.items[i]
		if it.free || it.text != "" || len(it.homes) == 0 {
			continue
		}
		slices.SortStableFunc(it.homes, func(a, b int) int {
			p, q := c.items[a].rect, c.items[b].rect
			return cmp.Or(cmp.Compare(p.Y, q.Y), cmp.Compare(p.X, q.X))
		})
		if !it.kids && !it.frame {
			var all []string
			for _, t := range it.homes {
				all = append(all, c.items[t].text)
				c.take(t, i)
			}
			it.text = strings.Join(all, "\n")
			continue
		}
		// The title of a frame stands at its upper edge.
		if t := &c.items[it.homes[0]]; title(t.text) && t.rect.centre().y <= it.rect.Y+max(0.2*it.rect.H, 2.5*t.fontSize) {
			it.text = t.text
			c.take(it.homes[0], i)
		}
	}
}

// take makes the free text t part of the item i.
func (c *canvas) take(t, i int) {
	c.items[t].used, c.items[t].into = true, i
}

// labelBeside gives shapes without a text the free text that stands next to them, nearest
// pairs first.
func (c *canvas) labelBeside() {
	type pair struct {
		box, text int
		cost      float64
	}
	var texts []int
	var rects []Rect
	for i := range c.items {
		if it := &c.items[i]; it.free && !it.used && it.into < 0 && title(it.text) {
			texts, rects = append(texts, i), append(rects, it.rect)
		}
	}
	g := newGrid(rects)
	var pairs []pair
	for i := range c.items {
		it := &c.items[i]
		if !c.box(i) || it.text != "" {
			continue
		}
		reach := max(0.35*c.scale, 0.5*min(it.rect.short(), 2*c.scale))
		for _, k := range g.near(it.rect.grow(reach)) {
			t := &c.items[texts[k]]
			if cost, ok := beside(it.rect, t.rect, it.kids || it.frame, stencilLabel(it.shape) != ""); ok && cost <= reach {
				if t.linked {
					cost *= 0.3 // an arrow ends at the text: it is the box's
				}
				pairs = append(pairs, pair{i, texts[k], cost})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.cost, b.cost) })
	for _, p := range pairs {
		if it, t := &c.items[p.box], &c.items[p.text]; it.text == "" && !t.used {
			it.text = t.text
			c.take(p.text, p.box)
		}
	}
}

// beside tells how far a text is from where the label of a shape stands: best below it,
// then above, then at its sides; a frame has its title above.
func beside(box, text Rect, frame, named bool) (cost float64, ok bool) {
	m, b := text.centre(), box.centre()
	above, slack := 1.3, 0.0
	if named {
		above, slack = 2.5, 6 // the name of a picture that tells what it is stands below it
	}
	if m.x >= box.X-0.25*text.W && m.x <= box.X+box.W+0.25*text.W {
		if gap := text.Y - (box.Y + box.H); m.y > b.y && !frame {
			return max(0, gap), gap > -0.6*box.H
		}
		if gap := box.Y - (text.Y + text.H); m.y < b.y {
			return above * max(0, gap+slack), gap > -0.6*text.H-0.25*box.H
		}
		return 0, false
	}
	if frame || m.y < box.Y || m.y > box.Y+box.H {
		return 0, false
	}
	if m.x > b.x {
		return 1.6 * max(0, text.X-(box.X+box.W)), true
	}
	return 1.8 * max(0, box.X-(text.X+text.W)), true
}
