package answer

import "bytes"

// maxColumns is how many columns a table may have; wider rows are text.
const maxColumns = 64

// table writes the table that begins at line i, if one does, and returns how many
// lines it has. Delimiter rows are written anew, so that tables without one, with
// one of the wrong width, and rows of tabs are read alike.
func (s *scanner) table(i, col int) int {
	s.keepTabs = len(s.stack) == 0 || col < s.stack[0].col+2
	row, cols := s.row(i)
	if cols < 2 && !(cols == 1 && row == '|') {
		return 0
	}
	if i+1 >= len(s.starts) || cols > maxColumns {
		return 0
	}
	delim := s.isDelimiter(i + 1)
	first := i + 1
	switch {
	case delim && row == '|':
		first = i + 2
	case row == '|' && (cols < 3 && !s.framed(i) || !s.plainRow(i)):
		return 0
	case row == '\t' && (s.innerTabs(i) < 2 || !s.plainRow(i)):
		return 0
	}
	last, width := s.tableRows(first, row, cols)
	if last == i+1 && !delim || cols < 2 && !delim {
		return 0
	}
	s.writeTable(i, first, last, width, col, row)
	return last - i
}

// tableRows returns the line after the last row of a table whose body begins at
// first, and its number of columns.
func (s *scanner) tableRows(first int, sep byte, cols int) (last, width int) {
	width = cols
	run := 1 // rows since the last empty line
	for last = first; last < len(s.starts); last++ {
		r, n := s.row(last)
		if r != sep {
			if sep == '|' && run == 1 && s.emptyLines(last, last+1) && s.goesOn(last+1, cols) {
				run = 0
				continue
			}
			break
		}
		run++
		if sep == '\t' && n < 2 || n*4 < width || n > maxColumns || s.fenceLine(last) {
			break
		}
		width = max(width, n)
	}
	return last, width
}

// goesOn reports whether a table whose rows stand apart, with an empty line after
// each, goes on at line i.
func (s *scanner) goesOn(i, cols int) bool {
	if i >= len(s.starts) || !s.framed(i) || s.isDelimiter(i) || s.isDelimiter(i+1) {
		return false
	}
	_, n := s.row(i)
	return n == cols
}

func (s *scanner) fenceLine(i int) bool {
	_, t := indentation(s.text, int(s.starts[i]), int(s.ends[i]))
	_, f := fenceMark(s.text, t, int(s.ends[i]))
	return f.size > 0
}

// writeTable writes the header line i, a delimiter row, and the rows from first to
// last.
func (s *scanner) writeTable(i, first, last, width, col int, sep byte) {
	if s.prev == wasText {
		s.emit(0, "", int(s.starts[i]), int(s.starts[i]), "")
		s.prev = wasBlank
	}
	s.pop(col)
	indent := s.norm()
	delimiter := append([]byte("|"), bytes.Repeat([]byte("-|"), width)...)
	var head struct {
		lead, tail string
		a, b       int
	}
	for k := i; k < last; k++ {
		if k > i && k < first {
			continue
		}
		if k > i && s.isDelimiter(k) {
			continue
		}
		a, b := int(s.starts[k]), int(s.ends[k])
		if sep == '|' || !s.keepTabs {
			_, a = indentation(s.text, a, b)
		}
		if a == b {
			continue
		}
		_, n := s.row(k)
		lead, tail := "|", ""
		if s.text[a] == '|' && sep == '|' {
			lead = ""
		}
		if k == i && n < width {
			tail = string(bytes.Repeat([]byte("| "), width-n)) + "|"
			if e := bytes.TrimRight(s.text[a:b], " \t"); sep == '|' && len(e) > 1 && e[len(e)-1] == '|' {
				tail = tail[1:]
			}
		}
		if k > i && s.full() {
			// The header again: a long table is read in parts.
			s.stack = s.stack[:0]
			s.cut(true)
			indent = 0
			s.emitRow(0, head.lead, head.a, head.b, head.tail, sep)
			s.emit(0, string(delimiter), a, a, "")
		}
		s.emitRow(indent, lead, a, b, tail, sep)
		if k == i {
			s.emit(indent, string(delimiter), a, a, "")
			head.lead, head.a, head.b, head.tail = lead, a, b, tail
		}
	}
	s.emit(0, "", int(s.ends[last-1]), int(s.ends[last-1]), "")
}

// emitRow writes one row with its separators made bars; an escaped bar within a cell
// becomes a slash.
func (s *scanner) emitRow(indent int, lead string, a, b int, tail string, sep byte) {
	s.emit(indent, lead, a, b, tail)
	s.cells += bytes.Count(s.text[a:b], []byte{sep})
	l := s.lines[len(s.lines)-1]
	out := s.buf[l.out+l.pre : l.out+l.pre+l.n]
	for k, c := range out {
		switch {
		case c == '\\' && sep == '|' && k+1 < len(out) && out[k+1] == '|':
			out[k], out[k+1] = ' ', '/'
		case c == '|' && sep == '\t':
			out[k] = '/'
		case c == '\t' && sep == '\t':
			out[k] = '|'
		}
	}
}

// row returns what separates the cells of line i and how many cells it has: '|',
// '\t', or 0 for a line that is no row.
func (s *scanner) row(i int) (sep byte, cells int) {
	a, b := int(s.starts[i]), int(s.ends[i])
	_, t := indentation(s.text, a, b)
	for b > t && (s.text[b-1] == ' ' || s.text[b-1] == '\t' || s.text[b-1] == '\r') {
		b--
	}
	if t == b || s.text[t] == '>' || s.text[t] == '#' {
		return 0, 0
	}
	bars, tabs := 0, 0
	for k := t; k < b; k++ {
		switch s.text[k] {
		case '|':
			if k == t || s.text[k-1] != '\\' {
				bars++
			}
		case '\t':
			tabs++
		}
	}
	switch {
	case bars > 0:
		n := bars + 1
		if s.text[t] == '|' {
			n--
		}
		if s.text[b-1] == '|' && b-1 > t && s.text[b-2] != '\\' {
			n--
		}
		return '|', max(n, 1)
	case tabs > 0:
		if s.keepTabs {
			tabs += bytes.Count(s.text[a:t], []byte{'\t'}) // empty first cells
		}
		return '\t', tabs + 1
	}
	return 0, 0
}

// innerTabs counts the tabs between the first and the last sign of line i.
func (s *scanner) innerTabs(i int) int {
	return bytes.Count(bytes.TrimSpace(s.text[s.starts[i]:s.ends[i]]), []byte{'\t'})
}

// framed reports whether line i begins with a bar and holds another one.
func (s *scanner) framed(i int) bool {
	a, b := int(s.starts[i]), int(s.ends[i])
	_, t := indentation(s.text, a, b)
	return t+1 < b && s.text[t] == '|' && bytes.IndexByte(s.text[t+1:b], '|') >= 0
}

// plainRow reports whether a line without a delimiter row below may be a table's
// row: no list item, and no flow drawn with bars.
func (s *scanner) plainRow(i int) bool {
	_, t := indentation(s.text, int(s.starts[i]), int(s.ends[i]))
	_, item := markerAt(s.text[t:s.ends[i]])
	return !item
}

// isDelimiter reports whether line i is the row of dashes under a table's header.
func (s *scanner) isDelimiter(i int) bool {
	if i >= len(s.starts) {
		return false
	}
	bar, dash := false, false
	for _, c := range string(s.text[s.starts[i]:s.ends[i]]) {
		switch c {
		case '|':
			bar = true
		case '-', '–', '—':
			dash = true
		case ' ', '\t', ':', '\r', '+', '=':
		default:
			return false
		}
	}
	return bar && dash
}
