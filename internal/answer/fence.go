package answer

import (
	"bytes"
	"strconv"
)

// fenceLine is a line that may open or close a code fence.
type fenceLine struct {
	line int
	char byte
	size int
	info string
	shut bool // closes a fence whose body is read as Markdown
}

// fenceSpan says what becomes of a fence line and the lines after it.
type fenceSpan struct {
	open  int  // line of the opening fence
	next  int  // first line after the fence
	keep  bool // a code block or a diagram; otherwise the body is read as Markdown
	diag  bool
	info  string
	start int // raw offsets of the body
	stop  int
}

// fenceMark reads a code fence at text[t:b] (after the indentation): it returns its
// character, length and info string, and where it begins (list markers may stand
// before it). A length of 0 means that there is none.
func fenceMark(text []byte, t, b int) (at int, f fenceLine) {
	for n := 0; n < 4 && t < b; n++ {
		c := text[t]
		if c == '`' || c == '~' {
			k := t
			for k < b && text[k] == c {
				k++
			}
			info := bytes.TrimSpace(text[k:b])
			if k-t < 3 || c == '`' && bytes.IndexByte(info, '`') >= 0 {
				return t, f
			}
			return t, fenceLine{char: c, size: k - t, info: string(info)}
		}
		if c != '-' && c != '*' && c != '+' && (c < '0' || c > '9') {
			return t, f
		}
		m, ok := markerAt(text[t:b])
		if !ok {
			return t, f
		}
		t += m.size
	}
	return t, f
}

// fenceLines finds the lines from the first on that may be fences.
func (s *scanner) fenceLines(first int) []fenceLine {
	var fl []fenceLine
	for i := first; i < len(s.starts); i++ {
		a, b := int(s.starts[i]), int(s.ends[i])
		if b-a < 3 {
			continue
		}
		_, t := indentation(s.text, a, b)
		if t == b || b-t < 3 {
			continue
		}
		if _, f := fenceMark(s.text, t, b); f.size > 0 {
			f.line = i
			fl = append(fl, f)
		}
	}
	return fl
}

// findFences decides for every fence where it ends and what it holds.
func (s *scanner) findFences(first int) {
	fl := s.fenceLines(first)
	var open []int // lines of fences that lack their end
	for i := 0; i < len(fl); {
		if fl[i].shut {
			s.fences = append(s.fences, fenceSpan{open: fl[i].line, next: fl[i].line + 1})
			i++
			continue
		}
		closer, stop := fenceEnd(fl, i)
		sp := fenceSpan{open: fl[i].line, info: fl[i].info, next: fl[i].line + 1}
		from, to := sp.open+1, len(s.starts)
		if stop < len(fl) {
			to = fl[stop].line
		}
		if closer < 0 && stop == len(fl) && s.emptyLines(from, to) {
			// A last fence with nothing after it closes an earlier one.
			open = open[:max(0, len(open)-1)]
			s.fences = append(s.fences, sp)
			break
		}
		what := s.classify(sp.info, from, to)
		if what == holdsProse && closer >= 0 {
			// Both fence lines go; what is between them is Markdown.
			s.fences = append(s.fences, sp)
			fl[closer].shut = true
			i++
			continue
		}
		if closer < 0 || what == swallowsProse {
			open = append(open, sp.open)
			to = s.resume(from, to, infoWord(sp.info))
			closer = -1
			what = holdsProse
			if !s.emptyLines(from, to) {
				what = s.classify(sp.info, from, to)
			}
		}
		if what == holdsCode || what == holdsDiagram {
			sp.keep, sp.diag = true, what == holdsDiagram
			sp.start, sp.stop = s.offset(from), s.offset(to)
			sp.next = to
			if closer >= 0 {
				sp.next = to + 1
			}
		}
		s.fences = append(s.fences, sp)
		for i++; i < len(fl) && fl[i].line < sp.next; {
			i++
		}
	}
	for _, line := range open {
		s.doc.find("unclosed-fence", line+1, "the code fence is not closed; what follows it is read as text where it looks like text")
	}
}

// fenceEnd returns the index of the line that closes the fence i, or -1, and the
// index of the fence line at which its body ends at the latest: one that names a
// language opens a new fence.
func fenceEnd(fl []fenceLine, i int) (closer, stop int) {
	for k := i + 1; k < len(fl); k++ {
		switch g := fl[k]; {
		case g.shut:
			return -1, k
		case g.char != fl[i].char || g.size < fl[i].size:
		case g.info != "":
			return -1, k
		default:
			return k, k
		}
	}
	return -1, len(fl)
}

// resume returns the first of the lines from..to at which Markdown goes on after
// code whose fence was not closed: a heading, or text after an empty line.
func (s *scanner) resume(from, to int, lang string) int {
	blank := true
	for i := from; i < to; i++ {
		a, b := int(s.starts[i]), int(s.ends[i])
		col, t := indentation(s.text, a, b)
		line := bytes.TrimRight(s.text[t:b], " \t")
		if len(line) == 0 {
			blank = true
			continue
		}
		if blank && (isHeadingLine(line, hashComments[lang]) || col < 4 && looksMarkdown(line)) {
			return i
		}
		blank = false
	}
	return to
}

// looksMarkdown reports whether a line is bold or prose rather than code.
func looksMarkdown(line []byte) bool {
	if bytes.HasPrefix(line, []byte("**")) && bytes.Count(line, []byte("**")) > 1 {
		return true
	}
	for _, p := range [...]string{"--", "//", "#", "/*", "* ", "<"} {
		if bytes.HasPrefix(line, []byte(p)) {
			return false
		}
	}
	return lineLook(line) == looksProse
}

// offset returns where line i begins, or the end of the text.
func (s *scanner) offset(i int) int {
	if i < len(s.starts) {
		return int(s.starts[i])
	}
	return len(s.text)
}

func (s *scanner) emptyLines(from, to int) bool {
	for i := from; i < to; i++ {
		if len(bytes.TrimSpace(s.text[s.starts[i]:s.ends[i]])) > 0 {
			return false
		}
	}
	return true
}

// fenceAt returns the fence that the line i opens, if any.
func (s *scanner) fenceAt(i int) *fenceSpan {
	for s.atFence < len(s.fences) && s.fences[s.atFence].open < i {
		s.atFence++
	}
	if s.atFence < len(s.fences) && s.fences[s.atFence].open == i {
		return &s.fences[s.atFence]
	}
	return nil
}

// fence writes the fence that the line i opens and returns the line after it. The
// body does not go through the Markdown parser.
func (s *scanner) fence(i int, f *fenceSpan, col, t, b int) int {
	s.leaveQuote(t, wasOther)
	s.pop(col)
	indent := s.norm()
	lead := ""
	for s.text[t] != '`' && s.text[t] != '~' {
		m, ok := markerAt(s.text[t:b])
		if !ok {
			break
		}
		s.push(openItem{col: col, content: col + m.width, norm: s.norm() + 2})
		lead += "- "
		t += m.size
		col += m.width
	}
	if !f.keep {
		if lead != "" {
			s.emit(indent, lead, t, t, "")
		} else {
			s.emit(0, "", t, t, "")
		}
		s.prev, s.prevAt = wasBlank, i
		return f.next
	}
	s.emit(indent, lead+fenceTag, t, t, strconv.Itoa(s.atFence))
	s.emit(s.norm(), "```", t, t, "")
	s.prev, s.prevAt = wasOther, f.next-1
	return f.next
}

// fenceTag opens a fence in the normalised source; the index of the span follows.
const fenceTag = "```\x1a"
