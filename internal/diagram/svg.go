package diagram

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/diag"
)

// margin is the room around a picture.
const margin = 20.0

// maxMarks bounds the remarks on a picture.
const maxMarks = 99

// svgStyle has the colours of a picture: those of a bright page, and of a dark one where
// the reader's are dark.
const svgStyle = `
.page{fill:#ffffff}.ink{fill:#1e293b}.soft{fill:#475569}.box{stroke:#64748b;stroke-width:1.2}.line{fill:none;stroke:#64748b;stroke-width:1.4}
.tip{fill:#64748b}.frame{fill:#f1f5f9;fill-opacity:.6;stroke:#94a3b8;stroke-dasharray:5 3}.note{paint-order:stroke;stroke:#ffffff;stroke-width:3px}
.client{fill:#e0e7ff}.edge{fill:#dbeafe}.work{fill:#f1f5f9}.cache{fill:#fef3c7}.data{fill:#d1fae5}.queue{fill:#fae8ff}.other{fill:#f5f5f4}
.error{fill:#b91c1c}.warning{fill:#b45309}.badge{fill:#ffffff}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){.page{fill:#0f172a}.ink{fill:#e2e8f0}.soft{fill:#cbd5e1}.box{stroke:#94a3b8}.line{stroke:#94a3b8}.tip{fill:#94a3b8}
.frame{fill:#1e293b;stroke:#64748b}.note{stroke:#0f172a}.client{fill:#312e81}.edge{fill:#1e3a8a}.work{fill:#334155}.cache{fill:#713f12}.data{fill:#064e3b}
.queue{fill:#581c87}.other{fill:#292524}.error{fill:#ef4444}.warning{fill:#d97706}}
`

// svg writes one picture.
type svg struct {
	bytes.Buffer
	g *Graph
	p *plan
}

// SVG draws the graph as boxes in layers from left to right, with the marks as numbered
// badges and a legend below. Notes are not drawn. The picture scales, has a text for
// screen readers and no script; the same graph gives the same bytes.
func SVG(g *Graph, marks []Mark) []byte {
	s := &svg{g: g, p: layout(g)}
	w := max(s.p.w, 320)
	legend := s.legend(marks, w)
	height := s.p.h + float64(len(legend))*20 + 14
	if len(legend) == 0 {
		height = s.p.h
	}
	if s.p.w == 0 {
		height = max(height, 40)
	}
	head := 0.0
	if g.Title != "" {
		head = 30
	}
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="%s %s %s %s" width="%s" height="%s" role="img" aria-labelledby="t d">`,
		num(-margin), num(-margin-head), num(w+2*margin), num(height+head+2*margin), num(w+2*margin), num(height+head+2*margin))
	fmt.Fprintf(s, "\n<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n<style>%s</style>\n", esc(s.title()), esc(s.told()), svgStyle)
	s.WriteString(`<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 1 10 5 0 9z"/></marker></defs>` + "\n")
	fmt.Fprintf(s, `<rect class="page" x="%s" y="%s" width="%s" height="%s"/>`+"\n", num(-margin), num(-margin-head), num(w+2*margin), num(height+head+2*margin))
	if g.Title != "" {
		fmt.Fprintf(s, `<text class="ink" x="0" y="-16" font-size="18" font-weight="600">%s</text>`+"\n", esc(clip(g.Title, int(w/10))))
	}
	for i, r := range s.p.groups {
		if r.W > 0 {
			s.frame(i, r)
		}
	}
	for i := range g.Edges {
		s.edge(i)
	}
	for i := range g.Edges {
		s.edgeLabel(i)
	}
	for i, r := range s.p.nodes {
		if r.W > 0 {
			s.node(i, r)
		}
	}
	if s.p.w == 0 {
		s.WriteString(`<text class="soft" x="0" y="20" font-size="14">The drawing shows no boxes.</text>` + "\n")
	}
	s.badges(marks)
	y := s.p.h + 34
	for _, l := range legend {
		l.write(s, y)
		y += 20
	}
	s.WriteString("</svg>\n")
	return s.Bytes()
}

// num writes a coordinate with at most one decimal.
func num(f float64) string {
	f = math.Round(f*10) / 10
	if f == 0 {
		f = 0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// esc makes a text fit for XML.
func esc(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

func (s *svg) title() string {
	if s.g.Title != "" {
		return s.g.Title
	}
	return "Components and how they are joined"
}

// told is the picture in words.
func (s *svg) told() string {
	const most = 60
	nodes, edges := s.g.Counts()
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s.", count(nodes, "box", "boxes"), count(edges, "arrow", "arrows"))
	for i, e := range s.g.Edges {
		if i == most {
			fmt.Fprintf(&b, " And %d more.", len(s.g.Edges)-most)
			break
		}
		if s.g.Nodes[e.From].Kind == Note || s.g.Nodes[e.To].Kind == Note {
			continue
		}
		join := " to "
		switch {
		case e.Both:
			join = " to and from "
		case e.Undirected:
			join = " joined with "
		}
		b.WriteString(" " + shownLabel(&s.g.Nodes[e.From]) + join + shownLabel(&s.g.Nodes[e.To]))
		if e.Mode == Async {
			b.WriteString(", asynchronous")
		}
		if e.Label != "" {
			b.WriteString(": " + e.Label)
		}
		b.WriteByte('.')
	}
	return b.String()
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (s *svg) frame(i int, r Rect) {
	fmt.Fprintf(s, `<rect class="frame" x="%s" y="%s" width="%s" height="%s" rx="8"/>`, num(r.X), num(r.Y), num(r.W), num(r.H))
	if label := s.g.Groups[i].Label; label != "" {
		fmt.Fprintf(s, `<text class="soft" x="%s" y="%s" font-size="12" font-weight="600">%s</text>`, num(r.X+10), num(r.Y+17), esc(clip(label, int((r.W-20)/fontWidth))))
	}
	s.WriteByte('\n')
}

// edge draws the line with round corners.
func (s *svg) edge(i int) {
	e := &s.g.Edges[i]
	path := slices.Clone(s.p.paths[i])
	if len(path) < 2 {
		return
	}
	if e.From != e.To {
		path[0] = s.touch(e.From, path[0])
		path[len(path)-1] = s.touch(e.To, path[len(path)-1])
	}
	var d strings.Builder
	fmt.Fprintf(&d, "M%s %s", num(path[0].x), num(path[0].y))
	for k := 1; k+1 < len(path); k++ {
		a, b, c := path[k-1], path[k], path[k+1]
		r := min(7, a.dist(b)/2, b.dist(c)/2)
		p, q := towards(b, a, r), towards(b, c, r)
		fmt.Fprintf(&d, "L%s %sQ%s %s %s %s", num(p.x), num(p.y), num(b.x), num(b.y), num(q.x), num(q.y))
	}
	end := path[len(path)-1]
	fmt.Fprintf(&d, "L%s %s", num(end.x), num(end.y))
	fmt.Fprintf(s, `<path class="line" d="%s"`, d.String())
	if e.Mode == Async {
		s.WriteString(` stroke-dasharray="6 4"`)
	}
	if !e.Undirected {
		s.WriteString(` marker-end="url(#tip)"`)
	}
	if e.Both {
		s.WriteString(` marker-start="url(#tip)"`)
	}
	fmt.Fprintf(s, `><title>%s</title></path>`+"\n", esc(s.spoken(e)))
}

func (s *svg) spoken(e *Edge) string {
	text := shownLabel(&s.g.Nodes[e.From]) + " → " + shownLabel(&s.g.Nodes[e.To])
	if e.Label != "" {
		text += ": " + e.Label
	}
	return text
}

// touch moves the end of a line from the rectangle of a box to its outline.
func (s *svg) touch(node int, p point) point {
	r := s.p.nodes[node]
	if r.W == 0 || s.p.grid {
		return p
	}
	right := p.x > r.X+r.W/2
	by := s.g.Nodes[node].Kind.inset(r, p.y, right)
	if right {
		by = -by
		if s.g.Nodes[node].Shape == shapeStack && p.y < r.Y+r.H-stackShift {
			by += stackShift // the copy behind it
		}
	}
	return point{p.x + by, p.y}
}

// towards is the point at a distance from a on the way to b.
func towards(a, b point, by float64) point {
	l := a.dist(b)
	if l == 0 {
		return a
	}
	return point{a.x + (b.x-a.x)*by/l, a.y + (b.y-a.y)*by/l}
}

func (s *svg) edgeLabel(i int) {
	label, path := s.g.Edges[i].Label, s.p.paths[i]
	if label == "" || len(path) < 2 || s.p.grid && len(s.g.Edges) > 200 {
		return
	}
	at := s.p.labels[i]
	if s.p.grid {
		at = point{(path[0].x+path[1].x)/2 - 20, (path[0].y + path[1].y) / 2}
	}
	fmt.Fprintf(s, `<text class="soft note" x="%s" y="%s" font-size="10.5">%s</text>`+"\n", num(at.x), num(at.y), esc(clip(label, maxNote)))
}

// badges puts the numbers of the marks on what they are about.
func (s *svg) badges(marks []Mark) {
	taken := map[point]float64{} // how many stand at a place
	for i, m := range marks[:min(len(marks), maxMarks)] {
		var at point
		switch {
		case m.Node >= 0 && m.Node < len(s.p.nodes) && s.p.nodes[m.Node].W > 0:
			r := s.p.nodes[m.Node]
			at = point{r.X + r.W - 2, r.Y}
		case m.Node >= 0 && m.Node < len(s.p.nodes) && s.g.Nodes[m.Node].Group >= 0 && s.p.groups[s.g.Nodes[m.Node].Group].W > 0:
			r := s.p.groups[s.g.Nodes[m.Node].Group]
			at = point{r.X + r.W - 6, r.Y}
		case m.Edge >= 0 && m.Edge < len(s.p.paths) && len(s.p.paths[m.Edge]) > 1:
			at = midway(s.p.paths[m.Edge])
		default:
			continue
		}
		s.badge(i+1, m.Severity, point{at.x - 19*taken[at], at.y})
		taken[at]++
	}
}

func (s *svg) badge(n int, severity diag.Severity, at point) {
	fmt.Fprintf(s, `<circle class="%s" cx="%s" cy="%s" r="9"/><text class="badge" x="%s" y="%s" font-size="11" font-weight="700" text-anchor="middle">%d</text>`+"\n",
		severity, num(at.x), num(at.y), num(at.x), num(at.y+4), n)
}

// midway is the point a little beyond half the length of a path: labels stand before it.
func midway(path []point) point {
	total := 0.0
	for i := 1; i < len(path); i++ {
		total += path[i-1].dist(path[i])
	}
	half := 0.6 * total
	for i := 1; i < len(path); i++ {
		if l := path[i-1].dist(path[i]); half > l {
			half -= l
		} else {
			return towards(path[i-1], path[i], half)
		}
	}
	return path[len(path)-1]
}

// entry is a line of the legend: a remark with its number, or signs with their meaning.
type entry struct {
	number   int // 0 for the further lines of a remark
	severity diag.Severity
	text     string
	kinds    []Kind
	dashed   bool
}

// legend says what the signs mean and lists the remarks.
func (s *svg) legend(marks []Mark, w float64) []entry {
	var out []entry
	var kinds []Kind
	for i := range s.g.Nodes {
		if k := s.g.Nodes[i].Kind; s.p.nodes[i].W > 0 && k != KindUnknown && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	async := slices.ContainsFunc(s.g.Edges, func(e Edge) bool { return e.Mode == Async })
	perRow := max(1, int(w/128))
	for len(kinds) > 0 {
		n := min(perRow, len(kinds))
		out = append(out, entry{kinds: kinds[:n]})
		kinds = kinds[n:]
	}
	if async {
		out = append(out, entry{dashed: true, text: "asynchronous: the caller does not wait"})
	}
	for i, m := range marks[:min(len(marks), maxMarks)] {
		for k, line := range wrap(fold(m.Text), max(30, int((w-30)/6.6)), 4) {
			e := entry{severity: m.Severity, text: line}
			if k == 0 {
				e.number = i + 1
			}
			out = append(out, e)
		}
	}
	if len(marks) > maxMarks {
		out = append(out, entry{text: fmt.Sprintf("and %d more", len(marks)-maxMarks)})
	}
	return out
}

func (e *entry) write(s *svg, y float64) {
	switch {
	case len(e.kinds) > 0:
		for i, k := range e.kinds {
			x := 128 * float64(i)
			s.form(k, "", Rect{x, y - 11, 22, 14})
			fmt.Fprintf(s, `<text class="soft" x="%s" y="%s" font-size="11">%s</text>`, num(x+28), num(y), esc(k.String()))
		}
	case e.dashed:
		fmt.Fprintf(s, `<path class="line" d="M0 %sh24" stroke-dasharray="6 4" marker-end="url(#tip)"/><text class="soft" x="32" y="%s" font-size="11">%s</text>`, num(y-4), num(y), esc(e.text))
	default:
		if e.number > 0 {
			s.badge(e.number, e.severity, point{9, y - 4})
		}
		fmt.Fprintf(s, `<text class="ink" x="26" y="%s" font-size="12">%s</text>`, num(y), esc(e.text))
	}
	s.WriteByte('\n')
}
