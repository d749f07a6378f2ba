package answer

import (
	"testing"
)

// checkDocument asks for what must hold of every document.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	if len(d.Sections) == 0 || d.Sections[0].Heading != -1 {
		t.Fatalf("section 0 is not the text before any heading")
	}
	words, block := 0, int32(0)
	for i := range d.Passages {
		p := &d.Passages[i]
		if p.Start < 0 || p.End > len(d.Raw) || p.Start > p.End {
			t.Fatalf("passage %d: offsets %d to %d in %d bytes", i, p.Start, p.End, len(d.Raw))
		}
		if p.Line != d.LineAt(p.Start) {
			t.Fatalf("passage %d: line %d, its start is on line %d", i, p.Line, d.LineAt(p.Start))
		}
		if p.Text == "" {
			t.Fatalf("passage %d: no text", i)
		}
		if int(p.Section) >= len(d.Sections) || int(p.Parent) >= i || int(p.RowLead) >= i {
			t.Fatalf("passage %d: section %d, parent %d, row lead %d", i, p.Section, p.Parent, p.RowLead)
		}
		if p.Block < block {
			t.Fatalf("passage %d: block %d after %d", i, p.Block, block)
		}
		block = p.Block
		if p.Kind != Code {
			words += len(p.Tokens)
		}
		checkTokens(t, d, i)
	}
	if words != d.Words {
		t.Fatalf("%d words, counted %d", d.Words, words)
	}
	for i, s := range d.Sections[1:] {
		if s.Parent < 0 || int(s.Parent) > i || d.Passages[s.Heading].Kind != Heading || d.Passages[s.Heading].Section != int32(i+1) {
			t.Fatalf("section %d: %+v", i+1, s)
		}
		if s.Parent > 0 && d.Sections[s.Parent].Level >= s.Level {
			t.Fatalf("section %d of level %d under one of level %d", i+1, s.Level, d.Sections[s.Parent].Level)
		}
	}
	for i, f := range d.Fences {
		if f.Start < 0 || f.End > len(d.Raw) || f.Start > f.End || f.Line != d.LineAt(f.Start) || int(f.Section) >= len(d.Sections) || int(f.Parent) >= len(d.Passages) {
			t.Fatalf("fence %d: %+v", i, f)
		}
	}
	for _, f := range d.Findings {
		if f.ID == "" || f.Line < 1 || f.Line > len(d.lines) || f.Message == "" {
			t.Fatalf("finding %+v", f)
		}
	}
}

// checkTokens asks that the tokens and sentences of a passage stand in order, and
// that each token's raw bytes read as its word.
func checkTokens(t *testing.T, d *Document, i int) {
	t.Helper()
	p := &d.Passages[i]
	last, next := int32(p.Start), int32(0)
	for k, tok := range p.Tokens {
		if tok.Start < last || tok.End <= tok.Start || int(tok.End) > p.End {
			t.Fatalf("passage %d, token %d: offsets %d to %d after %d within %d to %d", i, k, tok.Start, tok.End, last, p.Start, p.End)
		}
		last = tok.End
		if tok.Norm == "" {
			t.Fatalf("passage %d, token %d: no text", i, k)
		}
		if int(tok.At) >= len(p.Text) {
			t.Fatalf("passage %d, token %d: stands at %d of %d", i, k, tok.At, len(p.Text))
		}
		raw := d.Slice(int(tok.Start), int(tok.End))
		if w := Words(raw); plain(raw) && (len(w) != 1 || w[0].Norm != tok.Norm) {
			t.Fatalf("passage %d, token %d: raw text %q reads as %v, the token is %q", i, k, raw, w, tok.Norm)
		}
	}
	for k, s := range p.Sentences {
		if s.First != next || s.Last <= s.First || s.Last > int32(len(p.Tokens)) {
			t.Fatalf("passage %d, sentence %d: tokens %d to %d after %d", i, k, s.First, s.Last, next)
		}
		next = s.Last
		if s.From >= s.To || int(s.To) > len(p.Text) || s.Start > s.End || s.Start < p.Start || s.End > p.End {
			t.Fatalf("passage %d, sentence %d: %+v", i, k, s)
		}
		if p.Tokens[s.First].At < s.From || p.Tokens[s.Last-1].At >= s.To || int(p.Tokens[s.First].Start) < s.Start || int(p.Tokens[s.Last-1].End) > s.End {
			t.Fatalf("passage %d, sentence %d: tokens outside of it", i, k)
		}
	}
	if int(next) != len(p.Tokens) {
		t.Fatalf("passage %d: %d of %d tokens are in sentences", i, next, len(p.Tokens))
	}
}

// plain reports whether raw bytes hold no markup that text leaves out.
func plain(raw string) bool {
	for _, c := range raw {
		switch c {
		case '*', '_', '`', '&', '\\', '<', '>', '[', ']', '(', ')', '!', 0xfffd, 0, 0x1a, '~', '|', '\n', '\r', ';', '#':
			return false
		}
	}
	return true
}
