package diagram

import (
	"cmp"
	"strconv"
	"strings"
)

// number reads a coordinate.
func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return bounded(f)
}

// drawn reports whether the page shows anything.
func (pg *page) drawn() bool {
	for i := range pg.cells {
		if pg.cells[i].vertex || pg.cells[i].edge {
			return true
		}
	}
	return false
}

// sheet places the cells of a page.
type sheet struct {
	cells  []cell
	byID   map[string]int
	origin []point // of what is placed in a cell
	state  []int8  // of the search for origin: 0 new, 1 open, 2 done
	ring   int     // a cell that is its own ancestor, or -1
	most   int     // nesting
	deep   int
}

// page adds a page to the graph; as a group when there are several.
func (p *drawio) page(pg *page, several bool) {
	if !pg.drawn() {
		return
	}
	group := -1
	if title := fold(pg.name); title != "" && !numbered(title) && p.g.Title == "" && !several {
		p.g.Title = title
	}
	if several && p.room(pg.at.Start) {
		group = len(p.g.Groups)
		p.g.Groups = append(p.g.Groups, Group{Label: cmp.Or(fold(pg.name), "Page "+strconv.Itoa(group+1)), Parent: -1, At: pg.at})
	}
	c := &canvas{group: group, ids: p.ids}
	if group >= 0 {
		p.g.Groups[group].ID = c.unique(cmp.Or(pg.id, pg.name, "page"))
	}
	s := &sheet{cells: pg.cells, byID: make(map[string]int, len(pg.cells)), origin: make([]point, len(pg.cells)), state: make([]int8, len(pg.cells)), ring: -1, most: p.lim.Depth, deep: -1}
	for i := range s.cells {
		if _, twice := s.byID[s.cells[i].id]; !twice {
			s.byID[s.cells[i].id] = i
		}
	}
	for i := range s.cells {
		s.place(i, 0)
	}
	if s.ring >= 0 {
		p.found.Warnf(s.cells[s.ring].at.Pos, "drawing-element", "the cell %q contains itself; it is taken to stand on the page", fold(s.cells[s.ring].id))
	}
	if s.deep >= 0 {
		p.found.Warnf(s.cells[s.deep].at.Pos, "too-deep", "the cell %q is nested deeper than %d; it is taken to stand on the page", fold(s.cells[s.deep].id), s.most)
	}
	s.draw(c)
	c.build(p.builder)
}

// numbered reports whether a page has the name that the editor gave it.
func numbered(name string) bool {
	f := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' || r == '–' || r == '—' })
	return len(f) == 2 && strings.Trim(f[1], "0123456789") == ""
}

// parent is the index of the cell around i, or -1.
func (s *sheet) parent(i int) int {
	if k, ok := s.byID[s.cells[i].parent]; ok && s.cells[i].parent != "" && k != i {
		return k
	}
	return -1
}

// place finds where the coordinates of a cell's children begin, and hides what stands in
// something hidden.
func (s *sheet) place(i, depth int) {
	if s.state[i] != 0 {
		return
	}
	s.state[i] = 1
	c := &s.cells[i]
	var base point
	if k := s.parent(i); k >= 0 {
		switch {
		case depth > s.most:
			s.deep, c.parent = i, ""
		case s.state[k] == 1:
			s.ring, c.parent = i, ""
		default:
			s.place(k, depth+1)
			c.hidden = c.hidden || s.cells[k].hidden
			base = s.origin[k]
			if c.vertex && c.relative && s.cells[k].vertex {
				base = base.add(point{c.x * s.cells[k].w, c.y * s.cells[k].h}).add(c.offset)
				c.x, c.y = 0, 0
			}
		}
	}
	s.origin[i] = base
	if c.vertex {
		c.x, c.y = bounded(base.x+c.x), bounded(base.y+c.y)
		s.origin[i] = point{c.x, c.y}
	}
	s.state[i] = 2
}

// draw puts the cells on the canvas.
func (s *sheet) draw(c *canvas) {
	inEdge := map[string][]string{} // labels by the edge that has them
	tables := s.tables()
	row := map[string]string{} // the table of each of its rows and cells
	for i := range s.cells {
		l := &s.cells[i]
		if l.hidden || !l.vertex {
			continue
		}
		k := s.parent(i)
		text, size := cellText(l.value, l.markup)
		if k >= 0 && s.cells[k].edge {
			if text != "" {
				inEdge[s.cells[k].id] = append(inEdge[s.cells[k].id], text)
			}
			continue
		}
		groups, around, table := s.above(i, tables)
		if table != "" {
			row[l.id] = table
			continue
		}
		if l.style.name == "group" || l.style.is("shape", "group") {
			continue // what it holds is gathered by foldGroups
		}
		it := item{id: l.id, rect: newRect(l.x, l.y, l.w, l.h), text: text, shape: l.style.form(), groups: groups, parent: around, at: l.at}
		it.fontSize = max(size, cmp.Or(number(l.style.vals["fontSize"]), 12))
		switch {
		case l.style.isText():
			it.free, it.shape = true, ""
			if text == "" {
				continue
			}
		case tables[i]:
			it.shape = shapeTable
		case l.style.name == "swimlane" || l.style.is("container", "1") || l.style.is("shape", "swimlane") || strings.HasSuffix(l.style.vals["shape"], ".group"):
			it.frame = true
		case l.style.outside() || stencilLabel(it.shape) != "" || it.shape == shapeImage:
			it.icon = true
		}
		c.items = append(c.items, it)
	}
	for i := range s.cells {
		if e := &s.cells[i]; e.edge && !e.hidden {
			l := s.link(i)
			l.text = strings.Join(append(inEdge[e.id], l.text), "\n")
			l.from, l.to = cmp.Or(row[l.from], l.from), cmp.Or(row[l.to], l.to)
			c.links = append(c.links, l)
		}
	}
}

// tables tells which cells are entities with their fields in rows.
func (s *sheet) tables() map[int]bool {
	out := map[int]bool{}
	other := map[int]bool{} // has a child that is no row
	for i := range s.cells {
		l, k := &s.cells[i], s.parent(i)
		if k < 0 || !l.vertex {
			continue
		}
		shape := l.style.vals["shape"]
		if l.style.isText() || l.style.name == "line" || shape == "partialRectangle" || shape == "tableRow" {
			out[k] = true
		} else {
			other[k] = true
		}
	}
	for i := range s.cells {
		st := s.cells[i].style
		stacked := (st.name == "swimlane" || st.is("shape", "swimlane")) && (st.is("childLayout", "stackLayout") || st.vals["childLayout"] == "")
		out[i] = st.is("shape", "table") || stacked && out[i] && !other[i]
	}
	return out
}

// above returns what stands around a cell: the invisible groups from the innermost
// outwards, the nearest visible shape, and the table that the cell is a part of.
func (s *sheet) above(i int, tables map[int]bool) (groups []string, around, table string) {
	for k, n := s.parent(i), 0; k >= 0 && n <= s.most; k, n = s.parent(k), n+1 {
		o := &s.cells[k]
		switch {
		case !o.vertex:
		case tables[k]:
			table = o.id
		case o.style.name == "group" || o.style.is("shape", "group"):
			if around == "" {
				groups = append(groups, o.id)
			}
		case around == "":
			around = o.id
		}
	}
	return groups, around, table
}

// link is an edge with its way on the page.
func (s *sheet) link(i int) link {
	e := &s.cells[i]
	l := link{id: e.id, from: e.source, to: e.target, at: e.at, dashed: e.style.is("dashed", "1")}
	l.text, _ = cellText(e.value, e.markup)
	l.tail, l.head = e.style.arrowEnds()
	base := s.origin[i]
	end := func(id string, free *point, kx, ky string) (point, bool) {
		if k, ok := s.byID[id]; ok && id != "" && s.cells[k].vertex && !s.cells[k].hidden {
			c := &s.cells[k]
			fx, fy := 0.5, 0.5
			if v := e.style.vals[kx]; v != "" {
				fx, fy = number(v), number(e.style.vals[ky])
			}
			return point{bounded(c.x + fx*c.w), bounded(c.y + fy*c.h)}, true
		}
		if free != nil {
			return point{bounded(base.x + free.x), bounded(base.y + free.y)}, true
		}
		return point{}, false
	}
	if p, ok := end(e.source, e.from, "exitX", "exitY"); ok {
		l.path = append(l.path, p)
	} else {
		l.missing[0] = true
	}
	for _, q := range e.way {
		l.path = append(l.path, point{bounded(base.x + q.x), bounded(base.y + q.y)})
	}
	if p, ok := end(e.target, e.to, "entryX", "entryY"); ok {
		l.path = append(l.path, p)
	} else {
		l.missing[1] = true
	}
	return l
}
