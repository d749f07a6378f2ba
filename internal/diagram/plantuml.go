package diagram

import (
	"strings"

	"designdrill/internal/diag"
)

// plantUML reads PlantUML line by line.
type plantUML struct {
	*builder
	i    int
	open []int // groups around the line; -1 for braces that make no group
	seq  *sequence
}

// elementWords begin the declaration of an element.
var elementWords = words("actor agent artifact boundary card circle cloud collections component control database entity file folder frame hexagon " +
	"interface label node package participant person process queue rectangle stack storage usecase port portin portout namespace")

// skippedWords begin lines that draw nothing.
var skippedWords = words("skinparam hide show scale left top title header footer caption allowmixing allow_mixing autonumber activate deactivate destroy return mainframe " +
	"newpage remove restore sprite page set autoactivate ignore")

// blocks end with "end WORD" or "endWORD".
var skippedBlocks = map[string][]string{
	"note": {"end note", "endnote", "endhnote", "endrnote"}, "hnote": {"endhnote", "end note"}, "rnote": {"endrnote", "end note"},
	"legend": {"end legend", "endlegend"}, "header": {"end header", "endheader"}, "footer": {"end footer", "endfooter"}, "title": {"end title", "endtitle"},
	"sprite": {"}"}, "json": {"}"}, "ref": {"end ref"},
}

// sequenceCues are words that only sequence drawings begin lines with.
var sequenceCues = words("participant activate deactivate autonumber alt loop opt par return")

// parsePlantUML reads component, deployment and sequence drawings.
func parsePlantUML(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	p := &plantUML{builder: newBuilder(file, "plantuml", src, lim)}
	if p.isSequence() {
		p.seq = newSequence(p.builder)
	}
	for p.i < len(p.src) && !p.full {
		start, end := p.next()
		if start < end {
			p.statement(start, end)
		}
	}
	if len(p.open) > 0 && !p.full {
		p.warnf(len(p.src), "diagram-syntax", "a group is not closed: expected \"}\"")
	}
	return p.done()
}

// next returns the next line without the space around it.
func (p *plantUML) next() (start, end int) {
	start, end = p.i, lineEnd(p.src, p.i)
	p.i = min(end+1, len(p.src))
	if end == len(p.src) {
		p.i = end
	}
	return trimmed(p.src, start, end)
}

func (p *plantUML) isSequence() bool {
	n := 0
	for at := 0; at < len(p.src) && n < 500; n++ {
		end := lineEnd(p.src, at)
		s, e := trimmed(p.src, at, end)
		text := string(p.src[s:min(e, s+40)])
		w := leadingWord(text)
		if sequenceCues[w] && !strings.HasPrefix(text[len(w):], "(") || strings.HasPrefix(text, "== ") {
			return true
		}
		at = end + 1
	}
	return false
}

// skipTo moves behind the line that is one of the given.
func (p *plantUML) skipTo(ends ...string) {
	for p.i < len(p.src) {
		start, end := p.next()
		text := strings.ToLower(string(p.src[start:min(end, start+40)]))
		for _, e := range ends {
			if text == e {
				return
			}
		}
	}
}

func (p *plantUML) statement(start, end int) {
	text := string(p.src[start:end])
	switch {
	case text[0] == '\'' || text[0] == '!' || text[0] == '@':
		return
	case strings.HasPrefix(text, "/'"):
		for !strings.Contains(text, "'/") && p.i < len(p.src) {
			s, e := p.next()
			text = string(p.src[s:e])
		}
		return
	case strings.HasPrefix(text, "<style>"):
		p.skipTo("</style>")
		return
	case text[0] == '}':
		for _, c := range text {
			if c == '}' {
				p.pop()
			}
		}
		return
	case text == "{":
		p.push(-1, start)
		return
	}
	word := leadingWord(text)
	rest := strings.TrimSpace(text[min(len(word), len(text)):])
	declares := len(rest) < len(text)-len(word) || rest != "" && (rest[0] == '"' || rest[0] == '[' || rest[0] == '{' || rest[0] == '<')
	arrow := func() bool { _, _, _, ok := cutArrow(text); return ok }
	switch {
	case word == "skinparam" && strings.HasSuffix(text, "{"):
		p.skipTo("}")
	case word == "together" && strings.HasSuffix(text, "{"):
		p.push(-1, start)
	case word == "title" && rest != "":
		p.g.Title = plain(rest)
	case skippedBlocks[word] != nil && !arrow():
		if word == "note" && strings.Contains(text, ":") || (word == "note" && strings.HasPrefix(rest, `"`)) || word == "header" && rest != "" || word == "footer" && rest != "" ||
			word == "ref" && strings.Contains(text, ":") || word == "sprite" && !strings.HasSuffix(text, "{") {
			return
		}
		p.skipTo(skippedBlocks[word]...)
	case p.seq != nil && (blockWords[word] || word == "group" || word == "else" || word == "end" || word == "box" || word == "create") && !arrow():
		p.sequenceBlock(word, rest, start, end)
	case skippedWords[word] && !arrow(), strings.HasPrefix(text, "=="), strings.HasPrefix(text, "..."), strings.HasPrefix(text, "||"), strings.HasPrefix(text, "--"):
	case elementWords[word] && declares && !p.isArrowFrom(word, text):
		p.element(word, rest, start, end)
	case arrow():
		p.relation(text, start, end)
	case text[0] == '[' || text[0] == '(' || text[0] == ':':
		p.element("", text, start, end)
	default:
		p.call(text, start, end)
	}
}

// isArrowFrom reports whether a line such as "queue --> worker" is an arrow from an
// element that is called like a keyword.
func (p *plantUML) isArrowFrom(word, text string) bool {
	left, _, _, ok := cutArrow(text)
	return ok && strings.EqualFold(strings.TrimSpace(left), word)
}

func (p *plantUML) sequenceBlock(word, rest string, start, end int) {
	switch {
	case word == "end":
		p.seq.end()
	case word == "box":
		p.seq.box(strings.Trim(rest, `"`), start, end)
	case word == "create":
		p.statement(end-len(rest), end)
	case word != "else":
		p.seq.open(-1)
	}
}

func (p *plantUML) inner() int {
	if p.seq != nil {
		return p.seq.inner()
	}
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i] >= 0 {
			return p.open[i]
		}
	}
	return -1
}

func (p *plantUML) push(g, at int) {
	if len(p.open) >= p.lim.Depth {
		p.errorf(at, "too-deep", "groups are nested more than %d deep; deeper ones are read as part of the one around them", p.lim.Depth)
		g = -1
	}
	if len(p.open) < 1<<16 {
		p.open = append(p.open, g)
	}
}

func (p *plantUML) pop() {
	if len(p.open) > 0 {
		p.open = p.open[:len(p.open)-1]
	}
}

// element reads a declaration: `database "Label" as id <<stereotype>> #colour {`.
func (p *plantUML) element(word, rest string, start, end int) {
	rest, end = p.complete(rest, end)
	opens := strings.HasSuffix(rest, "{")
	rest = strings.TrimSpace(strings.TrimSuffix(rest, "{"))
	rest, stereo := cutStereotype(rest)
	o, after := operand(rest)
	id, label, shape := o.id, o.label, word
	if alias, ok := strings.CutPrefix(after, "as "); ok {
		a, _ := operand(strings.TrimSpace(alias))
		switch {
		case strings.HasPrefix(strings.TrimSpace(alias), `"`) || strings.HasPrefix(strings.TrimSpace(alias), "["):
			label = a.label // component id as "Label"
		default:
			id = a.id
		}
	} else if strings.HasPrefix(after, "[") {
		a, _ := operand(after)
		label = a.label
	}
	if id == "" {
		if opens {
			p.push(-1, start)
			return
		}
		p.warnf(start, "diagram-syntax", "expected a name after %q", cut(word, 20))
		return
	}
	if shape == "" {
		shape = o.shape
	}
	if s := spriteOf(label); s != "" {
		shape = s
	} else if stereo != "" && (shape == "" || umlPlain[shape]) {
		shape = stereo
	}
	if opens {
		g := p.group(id, label, p.inner(), start, end)
		p.push(g, start)
		return
	}
	n := p.node(id, p.inner(), start, end)
	p.label(n, label)
	p.shape(n, shape)
}

// umlPlain say nothing of what an element is, so that its stereotype may.
var umlPlain = words("component rectangle node card agent artifact participant frame folder package label hexagon")

// complete reads on while a bracket or a quotation mark that opens a text of several
// lines is open.
func (p *plantUML) complete(text string, end int) (string, int) {
	open := func() bool {
		return strings.Count(text, "[") > strings.Count(text, "]") || strings.Count(text, `"`)%2 == 1
	}
	if !open() {
		return text, end
	}
	save, was := p.i, text
	for n := 0; n < 40 && open() && p.i < len(p.src) && len(text) < maxQuoted; n++ {
		s, e := p.next()
		text += "\n" + string(p.src[s:e])
		end = e
	}
	if open() {
		p.i = save // the bracket is a fault of its own line
		return was, end
	}
	return text, end
}

// spriteOf returns the name of the picture in a label such as "<$redis>".
func spriteOf(label string) string {
	_, s, ok := strings.Cut(label, "<$")
	if !ok {
		return ""
	}
	s, _, _ = strings.Cut(s, ">")
	s, _, _ = strings.Cut(s, "{")
	s, _, _ = strings.Cut(s, ",")
	return fold(s)
}

func cutStereotype(s string) (rest, stereo string) {
	for n := 0; n < 8; n++ {
		before, after, ok := strings.Cut(s, "<<")
		if !ok {
			break
		}
		name, tail, ok := strings.Cut(after, ">>")
		if !ok {
			break
		}
		if stereo == "" {
			stereo = strings.ToLower(fold(name))
		}
		s = strings.TrimSpace(before) + " " + strings.TrimSpace(tail)
	}
	return strings.TrimSpace(s), stereo
}

// ref is how a line names an element.
type ref struct{ id, label, shape string }

// operand reads the element that a text begins with and returns what follows.
func operand(s string) (ref, string) {
	s = strings.TrimSpace(s)
	closed := func(end string, shape string, from int) (ref, string, bool) {
		i := strings.Index(s[from:], end)
		if i < 0 {
			return ref{}, s, false
		}
		t := strings.TrimSpace(s[from : from+i])
		return ref{t, t, shape}, strings.TrimSpace(s[from+i+len(end):]), true
	}
	switch {
	case s == "":
		return ref{}, ""
	case strings.HasPrefix(s, "()"):
		r, rest := operand(s[2:])
		r.shape = "interface"
		return r, rest
	case s[0] == '[':
		if r, rest, ok := closed("]", "component", 1); ok {
			return r, rest
		}
	case s[0] == '(':
		if r, rest, ok := closed(")", "usecase", 1); ok {
			return r, rest
		}
	case s[0] == ':':
		if r, rest, ok := closed(":", "actor", 1); ok {
			return r, rest
		}
	case s[0] == '"':
		if r, rest, ok := closed(`"`, "", 1); ok {
			// A cardinality stands before the name: "1" orders
			if o, after := operand(rest); rest != "" && (isWord(rest[0]) || rest[0] == '[' || rest[0] == '(') && !strings.HasPrefix(rest, "as ") {
				return o, after
			}
			return r, rest
		}
	}
	i := 0
	for i < len(s) && !isSpace(s[i]) && s[i] != '\n' && (i == 0 || s[i] != '[' && s[i] != '#' && s[i] != '{') {
		i++
	}
	t := strings.Trim(s[:i], `"[]():`)
	return ref{t, t, ""}, strings.TrimSpace(s[i:])
}

// reference returns the node that an end of an arrow names.
func (p *plantUML) reference(s string, start, end int) int {
	s, _ = cutStereotype(s)
	r, _ := operand(s)
	if r.id == "" {
		return -1
	}
	_, known := p.nodes[r.id]
	group := -1
	if !known {
		group = p.inner()
	}
	n := p.node(r.id, group, start, end)
	if !known {
		p.shape(n, r.shape)
	}
	return n
}

// relation reads one arrow, or several in a chain.
func (p *plantUML) relation(text string, start, end int) {
	label := ""
	if i := labelAt(text); i >= 0 {
		text, label = text[:i], text[i+1:]
	}
	left, right, a, ok := cutArrow(text)
	for n := 0; ok && n < 64 && !p.full; n++ {
		end1, more, next, again := cutArrow(right)
		if !again {
			end1 = right
		}
		if p.seq != nil {
			l, _ := operand(left)
			r, _ := operand(end1)
			m := message{from: l.id, to: r.id, text: label, reply: a.dotted || a.long, async: a.async, both: a.head && a.tip}
			if a.head && !a.tip {
				m.from, m.to = m.to, m.from
			}
			if m.from != "" && m.to != "" {
				p.seq.message(m, start, end)
			}
		} else {
			e := Edge{From: p.reference(left, start, end), To: p.reference(end1, start, end), Label: label}
			if a.dotted {
				e.Mode = Async
			}
			e.heads(a.head, a.tip)
			if e.From < 0 || e.To < 0 {
				p.warnf(start, "diagram-syntax", "expected an element at both ends of the arrow")
			}
			if !a.hidden {
				p.edge(e, start, end)
			}
		}
		left, right, a, ok = end1, more, next, again
	}
}

// labelAt finds the colon before an arrow's text, outside quotes, brackets and actors.
func labelAt(s string) int {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case c == ':' && depth <= 0 && i > 0 && (isSpace(s[i-1]) || isWord(s[i-1]) || s[i-1] == ']' || s[i-1] == '"' || s[i-1] == ')'):
			if k := strings.IndexByte(s[i+1:], ':'); k > 0 && isSpace(s[i-1]) && !isSpace(s[i+1]) && !strings.ContainsAny(s[i+1:i+1+k], "->") {
				i += k + 1 // :an actor:
				continue
			}
			if i+1 < len(s) && s[i+1] == ':' {
				i++ // a member: class::port
				continue
			}
			return i
		}
	}
	return -1
}

// call reads a macro: of C4, or of a library of icons, whose name tells the kind.
func (p *plantUML) call(text string, start, end int) {
	for n := 0; n < 20 && strings.Count(text, "(") > strings.Count(text, ")") && p.i < len(p.src) && len(text) < maxQuoted; n++ {
		s, e := p.next()
		text += " " + string(p.src[s:e])
		end = e
	}
	m, rest, ok := cutMacro(text)
	if !ok {
		p.warnf(start, "diagram-syntax", "expected an element or an arrow, found %q", cut(text, 40))
		return
	}
	known, opens, g := p.c4Element(m, p.inner(), start, end)
	switch {
	case opens || !known && strings.HasSuffix(rest, "{"):
		if !known {
			g = p.group(m.arg(0), m.arg(1), p.inner(), start, end)
		}
		p.push(g, start)
	case !known && len(m.args) > 0 && m.arg(0) != "" && !strings.Contains(m.arg(0), " "):
		n := p.node(m.arg(0), p.inner(), start, end)
		p.label(n, m.arg(1))
		p.shape(n, m.name)
	}
}
