package answer

// hashes returns the length of the hashes that open the line and of the white space
// after them.
func hashes(line []byte) int {
	n := 0
	for n < len(line) && line[n] == '#' {
		n++
	}
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return n
}

// headingMark returns the mark of a heading at the start of the line as CommonMark
// writes it, or "". alone tells that the line may be a heading without a space
// after its hashes.
func headingMark(line []byte, alone bool) string {
	n := 0
	for n < len(line) && line[n] == '#' {
		n++
	}
	if n == 0 || n == len(line) {
		return ""
	}
	if c := line[n]; c != ' ' && c != '\t' {
		switch {
		case !alone:
			return ""
		case n == 1 && asciiLetter(c) == 0 && c < 0x80 && c != '*':
			return ""
		}
	}
	return "###### "[6-min(n, 6):]
}

// heading writes a line that is a heading by its hashes.
func (s *scanner) heading(col, t, b int) bool {
	line := s.text[t:b]
	if line[0] != '#' {
		return false
	}
	mark := headingMark(line, s.prev != wasText)
	if mark == "" {
		return false
	}
	s.leaveQuote(t, wasOther)
	s.pop(col)
	t += hashes(line)
	end := b
	for end > t && (s.text[end-1] == ' ' || s.text[end-1] == '\t' || s.text[end-1] == '\r') {
		end--
	}
	k := end
	for k > t && s.text[k-1] == '#' {
		k--
	}
	if end-k >= 2 || k > t && end > k && s.text[k-1] == ' ' {
		end = k
	}
	if len(s.stack) == 0 && len(s.buf)-s.last > chunkSize {
		s.cut(false)
	}
	s.emit(s.norm(), mark, t, end, "")
	return true
}
