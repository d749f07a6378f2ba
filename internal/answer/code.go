package answer

import (
	"bytes"
	"unicode/utf8"
)

// Limits on code that is read.
const (
	maxCodeLines = 2000
	maxCodeLine  = 4096
	minDrawn     = 4 // words from which on a line of a drawing is read
)

// code emits the lines of a fence. Of a diagram drawn with signs only lines that say
// more than names are read, each cell for itself.
func (b *builder) code(f Fence, parent int32, depth int, drawn bool) {
	at := f.Start
	for k := 0; k < maxCodeLines && at < f.End; k++ {
		end := f.End
		if i := bytes.IndexByte(b.src.text[at:f.End], '\n'); i >= 0 {
			end = at + i
		}
		b.in.reset()
		words := b.codeLine(at, min(end, at+maxCodeLine), drawn)
		if !drawn || words >= minDrawn {
			b.emit(place{kind: Code, parent: parent, rowLead: -1, depth: uint8(min(depth, 255))}, 0, len(b.in.text))
		}
		at = end + 1
	}
}

// codeLine collects one line of code, white space folded, and returns how many words
// it has. The lines of a drawing's boxes end a sentence.
func (b *builder) codeLine(at, end int, drawn bool) (words int) {
	text := b.src.text
	for at < end {
		_, from := indentation(text, at, end)
		if from > at {
			b.in.space(at)
		}
		at = from
		for from < end && (text[from] > ' ' || text[from] == subst) {
			from++
		}
		word := text[at:from]
		switch n, keep := urlAt(word, 0, []byte("GET")); {
		case len(word) == 0:
			if at < end {
				b.in.space(at) // a control character
				from++
			}
		case n > 0:
			b.in.addRaw(word[keep:], at+keep)
		case drawn:
			words += b.drawnWord(word, at)
		default:
			b.in.addRaw(word, at)
			words++
		}
		at = from
	}
	return words
}

// drawnWord adds a word of a drawing without the signs of boxes and returns 1 if it
// has letters.
func (b *builder) drawnWord(word []byte, at int) (n int) {
	done := 0
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRune(word[i:])
		if r >= 0x2500 && r <= 0x25ff || r == '|' || r == '+' && size == len(word) {
			b.in.addRaw(word[done:i], at+done)
			b.in.lineEnd(true, true, 0, at+i)
			done = i + size
		} else if asciiLetter(word[i]) != 0 || r >= utf8.RuneSelf {
			n = 1
		}
		i += size
	}
	b.in.addRaw(word[done:], at+done)
	return n
}
