package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/diag"
)

// DefaultWidth is the width of text in columns where nothing else is known, and the
// widest that text gets: longer lines read worse.
const DefaultWidth = 80

// minWidth is the narrowest layout; narrower terminals wrap by themselves.
const minWidth = 40

// Style says how text is laid out for its reader.
type Style struct {
	Width      int  // columns; 0 is DefaultWidth
	Colour     bool // ANSI colours
	Accessible bool // no bars, rules or columns: reads well aloud
}

// ink is the look of a piece of text. The few that there are keep to the terminal's
// own palette, so that they suit light and dark backgrounds.
type ink uint8

const (
	plain ink = iota
	bold
	faint
	good
	fair
	poor
)

// sgr holds the escape sequence of each ink.
var sgr = [...]string{bold: "\x1b[1m", faint: "\x1b[2m", good: "\x1b[32m", fair: "\x1b[36m", poor: "\x1b[31m"}

const sgrOff = "\x1b[0m"

// span is text in one ink.
type span struct {
	text string
	ink  ink
}

// page is text under construction. Everything that enters it is cleaned of what could
// steer a terminal.
type page struct {
	style Style
	out   strings.Builder
}

func newPage(s Style) *page {
	if s.Width <= 0 {
		s.Width = DefaultWidth
	}
	s.Width = min(max(s.Width, minWidth), DefaultWidth)
	return &page{style: s}
}

func (p *page) String() string { return p.out.String() }

// blank ends a block.
func (p *page) blank() { p.out.WriteByte('\n') }

// paint returns text in an ink, as it is where there is no colour.
func (p *page) paint(s string, k ink) string {
	if !p.style.Colour || k == plain || s == "" {
		return s
	}
	return sgr[k] + s + sgrOff
}

// title writes a heading of a page or block.
func (p *page) title(spans ...span) {
	for i := range spans {
		if spans[i].ink == plain {
			spans[i].ink = bold
		}
	}
	p.flow(0, 0, spans...)
}

// rule draws a line across the page.
func (p *page) rule() {
	if !p.style.Accessible {
		p.out.WriteString(p.paint(strings.Repeat("─", p.style.Width), faint) + "\n")
	}
}

// text writes one paragraph in one ink.
func (p *page) text(indent int, s string, k ink) { p.flow(indent, indent, span{s, k}) }

// flow writes spans as one paragraph, a space between each two, wrapped at spaces.
// first and rest are the indents of the first line and of those after it.
func (p *page) flow(first, rest int, spans ...span) {
	p.fill(strings.Repeat(" ", first), first, rest, words(spans))
}

// words splits spans at white space and cleans what is left.
func words(spans []span) []span {
	var out []span
	for _, s := range spans {
		for w := range strings.FieldsSeq(s.text) {
			out = append(out, span{diag.Clean(w), s.ink})
		}
	}
	return out
}

// entry writes a label in a column of its own, then spans that hang beside it, or
// under a label that is too long for the column.
func (p *page) entry(indent, column int, label string, k ink, spans ...span) {
	label = diag.Clean(label)
	if p.style.Accessible {
		p.flow(indent, indent+2, append([]span{{label + ":", k}}, spans...)...)
		return
	}
	head := strings.Repeat(" ", indent) + p.paint(label, k)
	pad := column - indent - displaywidth.String(label)
	if pad < 1 {
		p.out.WriteString(head + "\n")
		head, pad = "", column
	}
	p.fill(head+strings.Repeat(" ", pad), column, column, words(spans))
}

// sides writes one line with a left and a right part. Where they do not fit beside
// each other the right part takes a line of its own.
func (p *page) sides(indent int, right span, left ...span) {
	if p.style.Accessible {
		last := len(left) - 1
		left[last].text += ":"
		p.flow(indent, indent+2, append(left, right)...)
		return
	}
	used := 0
	var line strings.Builder
	for i, s := range left {
		text := diag.Clean(s.text)
		if i > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(p.paint(text, s.ink))
		used += displaywidth.String(text)
	}
	text := diag.Clean(right.text)
	gap := p.style.Width - indent - used - displaywidth.String(text)
	if gap < 2 {
		p.flow(indent, indent, left...)
		p.flow(indent+2, indent+2, right)
		return
	}
	p.out.WriteString(strings.Repeat(" ", indent) + line.String() + strings.Repeat(" ", gap) + p.paint(text, right.ink) + "\n")
}

// link writes an address or a command on a line of its own and never breaks it.
func (p *page) link(indent int, url string) {
	p.out.WriteString(strings.Repeat(" ", indent) + diag.Clean(url) + "\n")
}

// fill writes cleaned words after a head that took used columns.
func (p *page) fill(head string, used, rest int, words []span) {
	var line strings.Builder
	line.WriteString(head)
	empty := true // nothing of the words on this line yet
	current := plain
	off := func() {
		if current != plain && p.style.Colour {
			line.WriteString(sgrOff)
		}
		current = plain
	}
	end := func() {
		off()
		p.out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		line.Reset()
	}
	put := func(s string, k ink) {
		if k != current {
			off()
			if k != plain && p.style.Colour {
				line.WriteString(sgr[k])
			}
			current = k
		}
		line.WriteString(s)
		used += displaywidth.String(s)
		empty = false
	}
	next := func() {
		end()
		line.WriteString(strings.Repeat(" ", rest))
		used, empty = rest, true
	}
	for _, w := range words {
		width := displaywidth.String(w.text)
		if !empty {
			if used+1+width > p.style.Width {
				next()
			} else {
				if w.ink != current {
					off()
				}
				line.WriteByte(' ')
				used++
			}
		}
		for {
			part := w.text
			if used+width > p.style.Width {
				part = cut(w.text, max(p.style.Width-used, 2))
			}
			put(part, w.ink)
			if w.text = w.text[len(part):]; w.text == "" {
				break
			}
			width -= displaywidth.String(part)
			next()
		}
	}
	end()
}

// cut returns the start of s that fits a width, at least one character of it.
func cut(s string, width int) string {
	g := displaywidth.StringGraphemes(s)
	used, end := 0, 0
	for g.Next() {
		w := g.Width()
		if end > 0 && used+w > width {
			break
		}
		used += w
		end += len(g.Value())
	}
	return s[:end]
}

// quoted shortens a quote to about two lines and puts it in quotation marks.
func quoted(s string) string {
	const most = 150
	s = diag.Clean(strings.Join(strings.Fields(s), " "))
	if displaywidth.String(s) > most {
		s = strings.TrimRight(cut(s, most), " ")
		if k := strings.LastIndexByte(s, ' '); k > len(s)/2 {
			s = s[:k]
		}
		s += " …"
	}
	return `"` + s + `"`
}

// barWidth is the width of a bar in columns.
const barWidth = 20

// bar draws a share of 0–100.
func bar(score float64) string {
	n := min(max(int(score*barWidth/100+0.5), 0), barWidth)
	return strings.Repeat("█", n) + strings.Repeat("░", barWidth-n)
}
