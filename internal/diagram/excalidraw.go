package diagram

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"strings"

	"designdrill/internal/diag"
)

// stroke is an element of an Excalidraw file, whole or as a skeleton. Names are matched
// in any case.
type stroke struct {
	ID, Type            string
	X, Y, Width, Height float64
	Angle               float64
	IsDeleted           bool
	Text, OriginalText  string
	RawText             string
	FontSize            float64
	ContainerID         string
	FrameID             string
	GroupIDs            []string
	Name                string // of a frame
	StrokeStyle         string
	Points              [][]float64
	StartBinding        *binding
	EndBinding          *binding
	StartArrowhead      *string
	EndArrowhead        json.RawMessage // its absence and null differ in skeletons
	Label               *struct{ Text string }
	Start, End          *binding // in skeletons
	Children            []string // of a frame in skeletons
}

// binding ties the end of an arrow to an element.
type binding struct {
	ElementID string
	ID        string
	Type      string
	Text      string
}

// target is the element that a binding names.
func (b *binding) target() string {
	if b == nil {
		return ""
	}
	return cmp.Or(b.ElementID, b.ID)
}

// excalidraw gathers the elements of one drawing.
type excalidraw struct {
	*builder
	c       *canvas
	hidden  int // offset to add to places in the JSON; -1 when they mean nothing in the file
	at      Span
	byID    map[string]int // items by element
	strokes []stroke
	spans   []Span
}

// parseExcalidraw reads an Excalidraw drawing: the file, a list of element skeletons, a
// clipboard, or the Markdown form that a notes program keeps it in.
func parseExcalidraw(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	b := newBuilder(file, "excalidraw", src, lim)
	if len(src) > lim.Bytes {
		b.errorf(0, "too-large", "the drawing has more than %d bytes and is not read", lim.Bytes)
		return b.g, b.found
	}
	p := &excalidraw{builder: b, c: &canvas{group: -1, ids: map[string]int{}}, byID: map[string]int{}}
	text, ok := p.payload()
	if ok && p.read(text) {
		p.place()
		p.c.build(b)
	}
	return b.g, b.found
}

// payload returns the JSON of the drawing.
func (p *excalidraw) payload() ([]byte, bool) {
	text := bytes.TrimPrefix(p.src, []byte("\uFEFF"))
	p.hidden = len(p.src) - len(text)
	if t := bytes.TrimLeft(text, " \t\r\n"); len(t) > 0 && (t[0] == '{' || t[0] == '[') {
		return text, true
	}
	start, end, packed := drawingFence(text)
	if start < 0 {
		p.errorf(0, "drawing-syntax", "expected the JSON of an Excalidraw drawing, or Markdown with it in a ```json or ```compressed-json fence")
		return nil, false
	}
	if !packed {
		p.hidden += start
		return text[start:end], true
	}
	p.at = Span{Pos: p.pos(p.hidden + start)}
	p.hidden = -1
	out, err := unpackLZ(text[start:end], p.lim.Bytes)
	if err != nil {
		p.found.Errorf(p.at.Pos, "drawing-packed", "the compressed drawing cannot be unpacked: %v", err)
		return nil, false
	}
	return out, true
}

// drawingFence finds the fence that holds a drawing in Markdown: the last of its kind.
func drawingFence(text []byte) (start, end int, packed bool) {
	start = -1
	open := false
	for i := 0; i < len(text); {
		stop := lineEnd(text, i)
		line := strings.TrimSpace(string(text[i:min(stop, i+80)]))
		switch {
		case open && strings.HasPrefix(line, "```"):
			end, open = i, false
		case !open && (line == "```json" || line == "```compressed-json"):
			start, end, packed, open = min(stop+1, len(text)), len(text), line == "```compressed-json", true
		}
		i = stop + 1
	}
	return start, end, packed
}

// where is the place of a range of the JSON in the file.
func (p *excalidraw) where(start, end int) Span {
	if p.hidden < 0 {
		return p.at
	}
	return p.span(p.hidden+start, p.hidden+end)
}

// read takes the elements out of the JSON, one at a time.
func (p *excalidraw) read(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	fail := func(err error) bool {
		at := int(d.InputOffset())
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = int(syntax.Offset)
		}
		f := diag.Finding{Rule: "drawing-syntax", At: p.where(at, at).Pos, Message: "the drawing's JSON is damaged: " + strings.TrimPrefix(err.Error(), "json: ")}
		p.found.Add(f)
		return len(p.strokes) > 0
	}
	t, err := d.Token()
	if err != nil {
		return fail(err)
	}
	if t == json.Delim('[') {
		if err := p.elements(d, text); err != nil {
			return fail(err)
		}
		return true
	}
	found := false
	for t == json.Delim('{') && d.More() {
		key, err := d.Token()
		if err != nil {
			return fail(err)
		}
		if key != "elements" || found {
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return fail(err)
			}
			continue
		}
		found = true
		open, err := d.Token()
		if err != nil {
			return fail(err)
		}
		if open != json.Delim('[') {
			break
		}
		if err := p.elements(d, text); err != nil {
			return fail(err)
		}
	}
	if !found {
		p.errorf(max(p.hidden, 0), "drawing-syntax", "expected a list \"elements\" in the drawing")
	}
	return found
}

// elements reads a list up to its end, or to the limit.
func (p *excalidraw) elements(d *json.Decoder, text []byte) error {
	odd := false
	for d.More() {
		start := int(d.InputOffset())
		for start < len(text) && strings.IndexByte(" \t\r\n,", text[start]) >= 0 {
			start++
		}
		if len(p.strokes) >= p.lim.Elements {
			p.found.Errorf(p.where(start, start).Pos, "too-many-elements", "the drawing has more than %d elements; what follows here is not read", p.lim.Elements)
			return nil
		}
		var s stroke
		err := d.Decode(&s)
		var wrong *json.UnmarshalTypeError
		switch {
		case errors.As(err, &wrong):
			if !odd {
				odd = true
				p.found.Warnf(p.where(start, start).Pos, "drawing-element", "%q of a drawn element is a %s; what can be read of it is", wrong.Field, wrong.Value)
			}
		case err != nil:
			return err
		}
		if s.IsDeleted {
			continue
		}
		p.strokes = append(p.strokes, s)
		p.spans = append(p.spans, p.where(start, int(d.InputOffset())))
	}
	_, err := d.Token()
	return err
}

// place puts the elements on the canvas.
func (p *excalidraw) place() {
	frames := map[string]string{} // by child, from skeletons
	holders := map[string]bool{}  // elements that a bound text can belong to
	for i := range p.strokes {
		holders[p.strokes[i].ID] = p.strokes[i].Type != "text"
		for _, child := range p.strokes[i].Children {
			frames[child] = p.strokes[i].ID
		}
	}
	for i := range p.strokes {
		s := &p.strokes[i]
		s.FrameID = cmp.Or(s.FrameID, frames[s.ID])
		switch s.Type {
		case "rectangle", "ellipse", "diamond", "image", "embeddable", "iframe", "frame", "magicframe":
			p.shape(i)
		case "text":
			if s.ContainerID == "" || !holders[s.ContainerID] {
				p.add(i, item{id: s.ID, text: s.words(), free: true, fontSize: cmp.Or(bounded(s.FontSize), 20), turned: math.Abs(math.Sin(s.Angle)) > 0.1, rect: s.textRect()})
			}
		case "line", "arrow":
			p.line(i)
		case "freedraw":
			p.add(i, item{id: s.ID, rect: around(s.path()), quiet: len(s.GroupIDs) == 0})
		}
	}
	links := map[string]int{}
	for i := range p.c.links {
		links[p.c.links[i].id] = i
	}
	for i := range p.strokes {
		s := &p.strokes[i]
		if s.Type != "text" || s.ContainerID == "" || !holders[s.ContainerID] {
			continue
		}
		if k, ok := p.byID[s.ContainerID]; ok {
			it := &p.c.items[k]
			it.text = strings.TrimSpace(it.text + "\n" + s.words())
			p.byID[s.ID] = k
		} else if k, ok := links[s.ContainerID]; ok {
			p.c.links[k].text = strings.TrimSpace(p.c.links[k].text + "\n" + s.words())
		}
	}
	// An arrow may be bound to the text in a box.
	for i := range p.c.links {
		l := &p.c.links[i]
		for _, id := range []*string{&l.from, &l.to} {
			if k, ok := p.byID[*id]; ok {
				*id = p.c.items[k].id
			}
		}
	}
}

func (p *excalidraw) add(i int, it item) {
	s := &p.strokes[i]
	it.at, it.groups, it.parent = p.spans[i], s.GroupIDs, s.FrameID
	if it.fontSize == 0 {
		it.fontSize = 20
	}
	if _, twice := p.byID[s.ID]; !twice && s.ID != "" {
		p.byID[s.ID] = len(p.c.items)
	}
	p.c.items = append(p.c.items, it)
}

func (p *excalidraw) shape(i int) {
	s := &p.strokes[i]
	it := item{id: s.ID, rect: newRect(s.X, s.Y, s.Width, s.Height).turned(s.Angle)}
	if s.Label != nil {
		it.text = s.Label.Text
	}
	switch s.Type {
	case "ellipse", "diamond":
		it.shape = s.Type
	case "image":
		it.shape, it.icon = shapeImage, true
	case "frame", "magicframe":
		it.frame, it.text = true, s.Name
	}
	if it.rect.W == 0 && it.rect.H == 0 {
		it.rect.W, it.rect.H = 100, 100 // what the editor gives a skeleton without a size
	}
	p.add(i, it)
}

func (p *excalidraw) line(i int) {
	s := &p.strokes[i]
	path := s.path()
	if n := len(path); s.Type == "line" && n > 3 && path[0].dist(path[n-1]) <= 0.05*max(around(path).W, around(path).H) {
		p.add(i, item{id: s.ID, rect: around(path), shape: "polygon"})
		return
	}
	l := link{id: s.ID, path: path, from: s.StartBinding.target(), to: s.EndBinding.target(), groups: s.GroupIDs, at: p.spans[i]}
	l.from, l.to = cmp.Or(l.from, s.Start.target()), cmp.Or(l.to, s.End.target())
	l.tail = s.StartArrowhead != nil && *s.StartArrowhead != ""
	l.head = len(s.EndArrowhead) > 0 && string(s.EndArrowhead) != "null" && string(s.EndArrowhead) != `""`
	if s.Type == "arrow" && len(s.EndArrowhead) == 0 {
		l.head = true // a skeleton's arrow has its head at the end
	}
	if s.Label != nil {
		l.text = s.Label.Text
	}
	l.dashed = s.StrokeStyle == "dashed" || s.StrokeStyle == "dotted"
	p.c.links = append(p.c.links, l)
}

// words is the text as it was typed, without the breaks that its box makes.
func (s *stroke) words() string {
	if s.OriginalText != "" {
		return s.OriginalText
	}
	return cmp.Or(s.Text, s.RawText)
}

// textRect is the place of a text; a skeleton tells only its corner.
func (s *stroke) textRect() Rect {
	w, h := s.Width, s.Height
	if w == 0 || h == 0 {
		size := cmp.Or(bounded(s.FontSize), 20)
		for l := range strings.SplitSeq(cut(s.Text, 4*maxLabel), "\n") {
			w, h = max(w, 0.55*size*float64(len(l))), h+1.25*size
		}
	}
	return newRect(s.X, s.Y, w, h).turned(s.Angle)
}

// maxPoints bounds the points of one line.
const maxPoints = 500

// path returns the points of a line on the canvas.
func (s *stroke) path() []point {
	var path []point
	for _, q := range s.Points {
		if len(q) >= 2 && len(path) < maxPoints {
			path = append(path, point{bounded(s.X + q[0]), bounded(s.Y + q[1])})
		}
	}
	if len(s.Points) > maxPoints {
		if q := s.Points[len(s.Points)-1]; len(q) >= 2 {
			path = append(path, point{bounded(s.X + q[0]), bounded(s.Y + q[1])})
		}
	}
	if len(path) == 0 && (s.Width != 0 || s.Height != 0) {
		path = []point{{bounded(s.X), bounded(s.Y)}, {bounded(s.X + s.Width), bounded(s.Y + s.Height)}}
	}
	if s.Angle != 0 && !math.IsInf(s.Angle, 0) {
		m, sin, cos := around(path).centre(), math.Sin(s.Angle), math.Cos(s.Angle)
		for i, q := range path {
			d := q.sub(m)
			path[i] = m.add(point{d.x*cos - d.y*sin, d.x*sin + d.y*cos})
		}
	}
	return path
}
