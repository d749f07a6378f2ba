package answer

import "sort"

// LineAt returns the line, from 1, that holds the raw offset.
func (d *Document) LineAt(offset int) int {
	n := sort.Search(len(d.lines), func(i int) bool { return int(d.lines[i]) > offset })
	return max(n, 1)
}

// Slice returns the raw bytes from start to end as a string. Offsets outside the
// document are cut to its bounds.
func (d *Document) Slice(start, end int) string {
	start = min(max(start, 0), len(d.Raw))
	end = min(max(end, start), len(d.Raw))
	return string(d.Raw[start:end])
}

// Path returns the heading titles that lead to a section, outermost first. It is
// empty for the text before any heading.
func (d *Document) Path(section int) []string {
	n := 0
	for s := section; s > 0 && s < len(d.Sections); s = int(d.Sections[s].Parent) {
		n++
	}
	path := make([]string, n)
	for s := section; n > 0; s = int(d.Sections[s].Parent) {
		n--
		path[n] = d.Sections[s].Title
	}
	return path
}

// SentenceText returns the text of the passage's i-th sentence.
func (p *Passage) SentenceText(i int) string {
	s := p.Sentences[i]
	return p.Text[s.From:s.To]
}

func (d *Document) find(id string, line int, message string) {
	d.Findings = append(d.Findings, Finding{ID: id, Line: line, Message: message})
}
