package diagram

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"

	"designdrill/internal/diag"
)

// drawio reads the pages of a draw.io file.
type drawio struct {
	*builder
	ids   map[string]int
	left  int // bytes that may still be unpacked
	cells int // cells that may still be read
	pages []page
}

// page is a page of the file with its cells.
type page struct {
	id, name string
	cells    []cell
	at       Span
}

// cell is a vertex, an edge, a layer or an edge's label.
type cell struct {
	id, value, parent, source, target string
	style                             style
	vertex, edge, hidden, markup      bool
	x, y, w, h                        float64
	relative                          bool
	offset                            point
	from, to                          *point // of an edge that is not bound
	way                               []point
	at                                Span
}

// parseDrawio reads a draw.io file: plain or packed pages, a lone model, or a picture in
// SVG that carries its drawing.
func parseDrawio(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	b := newBuilder(file, "drawio", src, lim)
	if len(src) > lim.Bytes {
		b.errorf(0, "too-large", "the drawing has more than %d bytes and is not read", lim.Bytes)
		return b.g, b.found
	}
	p := &drawio{builder: b, ids: map[string]int{}, left: lim.Bytes, cells: lim.Elements}
	p.document(src, nil, 0)
	if len(p.pages) == 0 && len(b.found) == 0 {
		b.errorf(0, "drawing-syntax", "expected <mxfile> or <mxGraphModel> as draw.io writes them")
	}
	drawn := 0
	for i := range p.pages {
		if p.pages[i].drawn() {
			drawn++
		}
	}
	for i := range p.pages {
		p.page(&p.pages[i], drawn > 1)
	}
	return b.g, b.found
}

// document reads XML. Its places are those of the file, or at for all when it was unpacked.
func (p *drawio) document(src []byte, at *Span, depth int) {
	d := xml.NewDecoder(bytes.NewReader(src))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	r := &reader{drawio: p, d: d, at: at, depth: depth}
	if depth > 2 {
		return
	}
	for {
		start := int(d.InputOffset())
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			f := diag.Finding{Rule: "drawing-syntax", At: r.span(int(d.InputOffset())).Pos, Message: "the drawing's XML is damaged: " + strings.TrimPrefix(err.Error(), "XML syntax error on ")}
			p.found.Add(f)
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(r.open) >= p.lim.Depth {
				p.found.Errorf(r.span(start).Pos, "too-deep", "the drawing nests more than %d elements; what follows here is not read", p.lim.Depth)
				return
			}
			r.open = append(r.open, t.Name.Local)
			if !r.start(t, start) {
				return
			}
		case xml.EndElement:
			r.open = r.open[:max(0, len(r.open)-1)]
			r.end(t.Name.Local)
		case xml.CharData:
			if r.inDiagram && len(r.open) > 0 && r.open[len(r.open)-1] == "diagram" {
				r.packed.Write(bytes.TrimSpace(t))
			}
		}
	}
}

// reader is the state of reading one document.
type reader struct {
	*drawio
	d     *xml.Decoder
	at    *Span
	depth int
	open  []string

	inDiagram bool
	packed    bytes.Buffer
	wrap      *wrapper
	cell      *cell
	points    bool // inside the list of an edge's way points
}

// wrapper is an <object> or <UserObject> around a cell: it has the id and the label.
type wrapper struct {
	id    string
	attrs map[string]string
	open  int // elements open when it began
}

func (r *reader) span(start int) Span {
	if r.at != nil {
		return *r.at
	}
	return r.builder.span(start, int(r.d.InputOffset()))
}

func attrs(t xml.StartElement) map[string]string {
	m := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		m[a.Name.Local] = a.Value
	}
	return m
}

// last is the page that is being read; a model outside of a file is a page of its own.
func (r *reader) last(start int) *page {
	if len(r.pages) == 0 {
		r.pages = append(r.pages, page{at: r.span(start)})
	}
	return &r.pages[len(r.pages)-1]
}

// start takes an element; it reports whether there is room for more.
func (r *reader) start(t xml.StartElement, start int) bool {
	a := attrs(t)
	switch t.Name.Local {
	case "svg":
		if content := a["content"]; content != "" {
			at := r.span(start)
			at.Start, at.End = 0, 0
			r.document([]byte(content), &at, r.depth+1)
			return false
		}
	case "diagram":
		if len(r.pages) >= r.lim.Elements {
			return false
		}
		r.inDiagram = true
		r.packed.Reset()
		r.pages = append(r.pages, page{id: a["id"], name: a["name"], at: r.span(start)})
	case "object", "UserObject":
		r.wrap = &wrapper{id: a["id"], attrs: a, open: len(r.open)}
	case "mxCell":
		if r.cells--; r.cells < 0 {
			r.found.Errorf(r.span(start).Pos, "too-many-elements", "the drawing has more than %d elements; what follows here is not read", r.lim.Elements)
			return false
		}
		pg := r.last(start)
		pg.cells = append(pg.cells, r.newCell(a, start))
		r.cell = &pg.cells[len(pg.cells)-1]
	case "mxGeometry":
		if c := r.cell; c != nil && a["as"] != "alternateBounds" {
			c.x, c.y, c.w, c.h = number(a["x"]), number(a["y"]), number(a["width"]), number(a["height"])
			c.relative = a["relative"] == "1"
		}
	case "Array":
		r.points = a["as"] == "points"
	case "mxPoint":
		r.point(a)
	}
	return true
}

func (r *reader) newCell(a map[string]string, start int) cell {
	c := cell{id: a["id"], value: a["value"], parent: a["parent"], source: a["source"], target: a["target"], vertex: a["vertex"] == "1",
		edge: a["edge"] == "1", hidden: a["visible"] == "0", style: parseStyle(a["style"]), at: r.span(start)}
	c.markup = c.style.is("html", "1")
	if w := r.wrap; w != nil {
		c.id = cmp.Or(w.id, c.id)
		c.value = cmp.Or(w.attrs["label"], w.attrs["value"], c.value)
		if w.attrs["placeholders"] == "1" {
			c.value = w.fill(c.value)
		}
	}
	return c
}

// fill replaces "%name%" by the attribute of that name.
func (w *wrapper) fill(s string) string {
	var b strings.Builder
	for len(s) > 0 && b.Len() < 16*maxLabel {
		i := strings.IndexByte(s, '%')
		if i < 0 {
			break
		}
		end := strings.IndexByte(s[i+1:], '%')
		if end < 0 {
			break
		}
		if v, ok := w.attrs[s[i+1:i+1+end]]; ok {
			b.WriteString(s[:i])
			b.WriteString(html.EscapeString(cut(v, maxLabel)))
			s = s[i+end+2:]
			continue
		}
		b.WriteString(s[:i+1])
		s = s[i+1:]
	}
	b.WriteString(s)
	return b.String()
}

func (r *reader) point(a map[string]string) {
	c := r.cell
	if c == nil {
		return
	}
	q := point{number(a["x"]), number(a["y"])}
	switch a["as"] {
	case "sourcePoint":
		c.from = &q
	case "targetPoint":
		c.to = &q
	case "offset":
		c.offset = q
	default:
		if r.points && len(c.way) < maxPoints {
			c.way = append(c.way, q)
		}
	}
}

func (r *reader) end(name string) {
	switch name {
	case "mxCell":
		r.cell = nil
	case "Array":
		r.points = false
	case "object", "UserObject":
		if r.wrap != nil && len(r.open) < r.wrap.open {
			r.wrap = nil
		}
	case "diagram":
		r.inDiagram = false
		if r.packed.Len() > 0 {
			r.unpack(r.packed.Bytes())
		}
	}
}

// unpack reads the page that is kept as base64 of deflated, percent-encoded XML.
func (r *reader) unpack(packed []byte) {
	pg := &r.pages[len(r.pages)-1]
	at := pg.at
	at.Start, at.End = 0, 0
	model, err := inflate(packed, r.left)
	if err != nil {
		r.found.Errorf(at.Pos, "drawing-packed", "the page %q cannot be unpacked: %v", fold(pg.name), err)
		return
	}
	r.left -= len(model)
	r.document(model, &at, r.depth+1)
}

// inflate undoes the packing of a page, up to a number of bytes.
func inflate(packed []byte, most int) ([]byte, error) {
	if i := bytes.IndexByte(packed, '<'); i == 0 {
		return packed, nil // escaped XML
	}
	raw, err := base64.StdEncoding.DecodeString(string(packed))
	if err != nil {
		return nil, fmt.Errorf("it is no base64: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("it does not inflate: %w", err)
	}
	if len(text) > most {
		return nil, fmt.Errorf("it unpacks to more than %d bytes", most)
	}
	if bytes.IndexByte(text, '<') >= 0 {
		return text, nil
	}
	plain, err := url.PathUnescape(string(text))
	if err != nil {
		return nil, fmt.Errorf("its escapes are damaged: %w", err)
	}
	return []byte(plain), nil
}
