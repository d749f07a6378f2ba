package answer

import "strings"

// titleLabels makes headings of the labels in a document that has no headings of
// its own, or only a title: "Data model" above a list, "Scale:" above anything.
func (b *builder) titleLabels() {
	d := b.doc
	for i := range d.Sections {
		// A title may stand there again where texts were put together.
		if i > 1 && d.Sections[i].Title != d.Sections[1].Title {
			return
		}
	}
	real := int32(len(d.Sections))
	picked := b.labels[:0]
	for _, i := range b.labels {
		if real > 1 && i < d.Sections[1].Heading {
			return // what stands before the only heading is not under it
		}
		if int(i)+1 < len(d.Passages) && titleLike(&d.Passages[i], &d.Passages[i+1]) {
			picked = append(picked, i)
		}
	}
	if len(picked) < 2 {
		return
	}
	level := uint8(1)
	if real > 1 {
		level = min(d.Sections[1].Level+1, 6)
	}
	isTitle := make(map[int32]bool, len(picked))
	section, fence := int32(-1), 0
	next := 0
	for i := range d.Passages {
		p := &d.Passages[i]
		if next < len(picked) && int(picked[next]) == i {
			next++
			isTitle[int32(i)] = true
			p.Kind, p.Level, p.Parent = Heading, level, -1
			p.Text = strings.TrimRight(p.Text, " :：")
			for k := range p.Sentences {
				p.Sentences[k].To = min(p.Sentences[k].To, int32(len(p.Text)))
			}
			section = int32(len(d.Sections))
			d.Sections = append(d.Sections, Section{Heading: int32(i), Parent: p.Section, Level: level, Title: p.Text})
		} else if p.Kind == Heading {
			section = -1
		}
		for ; fence < len(d.Fences) && d.Fences[fence].Start < p.Start; fence++ {
			b.moveFence(fence, section, isTitle)
		}
		if section >= 0 {
			p.Section = section
		}
		if p.Parent >= 0 && isTitle[p.Parent] {
			p.Parent = -1
		}
	}
	for ; fence < len(d.Fences); fence++ {
		b.moveFence(fence, section, isTitle)
	}
}

func (b *builder) moveFence(i int, section int32, isTitle map[int32]bool) {
	f := &b.doc.Fences[i]
	if section >= 0 {
		f.Section = section
	}
	if f.Parent >= 0 && isTitle[f.Parent] {
		f.Parent = -1
	}
}

// titleLike reports whether a label with the given passage under it reads like a
// heading: few words that open with a capital, and no sentence.
func titleLike(p, under *Passage) bool {
	if p.Parent >= 0 || p.Text[0] < 'A' || p.Text[0] > 'Z' || strings.Count(p.Text, " ") > 5 {
		return false
	}
	first, _, _ := strings.Cut(strings.ToLower(p.Text), " ")
	if openers[first] {
		return false
	}
	if strings.HasSuffix(p.Text, ":") {
		return !asides[strings.TrimRight(strings.ToLower(p.Text), " :")]
	}
	return under.Parent >= 0 && under.Kind != Paragraph && !strings.ContainsAny(p.Text, "/=")
}
