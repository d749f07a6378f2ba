package diagram

import (
	"errors"
	"fmt"
	"unicode/utf16"
)

// errPacked says that packed text breaks off or refers to what is not there.
var errPacked = errors.New("it is damaged or cut short")

// base64Value is the value of a character of base64, or -1.
func base64Value(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	case c == '=':
		return 0
	}
	return -1
}

// bits reads packed text six bits at a time, those of a character from the highest, those
// of a number from the lowest.
type bits struct {
	src  []byte
	i    int
	left int
	val  int
	err  error
}

func (b *bits) read(n int) (v int) {
	for k := range n {
		for b.left == 0 {
			if b.i >= len(b.src) {
				b.err = errPacked
				return 0
			}
			c := b.src[b.i]
			b.i++
			if c == '\n' || c == '\r' || c == ' ' || c == '\t' {
				continue
			}
			if b.val = base64Value(c); b.val < 0 {
				b.err = fmt.Errorf("%q is no character of base64", c)
				return 0
			}
			b.left = 6
		}
		b.left--
		v |= b.val >> b.left & 1 << k
	}
	return v
}

// unpackLZ undoes the LZ variant in which notes programs keep drawings, in base64, up to a
// number of bytes. Every entry of its dictionary is a range of what was written before, so
// that memory is bounded by the output.
func unpackLZ(src []byte, most int) ([]byte, error) {
	type entry struct{ start, n int }
	const firstFree = 3 // 0 and 1 announce a new character of 8 or 16 bits, 2 the end
	b := &bits{src: src}
	var out []uint16
	var dict []entry
	width, room := 3, 4 // bits of a code, codes until it grows
	grow := func() {
		if room--; room == 0 {
			room = 1 << width
			width++
		}
	}
	prev := entry{n: -1}
	for {
		size := width
		if prev.n < 0 {
			size = 2
		}
		code := b.read(size)
		if b.err != nil {
			return nil, b.err
		}
		at := entry{start: len(out)}
		switch {
		case code == 2:
			return []byte(string(utf16.Decode(out))), nil
		case code < 2:
			c := b.read(8 << code)
			if b.err != nil {
				return nil, b.err
			}
			out = append(out, uint16(c))
			at.n = 1
			dict = append(dict, at)
			if prev.n >= 0 {
				grow()
			}
		case code-firstFree < len(dict):
			e := dict[code-firstFree]
			out = append(out, out[e.start:e.start+e.n]...)
			at.n = e.n
		case code-firstFree == len(dict) && prev.n > 0:
			out = append(out, out[prev.start:prev.start+prev.n]...)
			out = append(out, out[prev.start])
			at.n = prev.n + 1
		default:
			return nil, errPacked
		}
		if len(out) > most {
			return nil, fmt.Errorf("it unpacks to more than %d bytes", most)
		}
		if prev.n >= 0 {
			dict = append(dict, entry{prev.start, prev.n + 1})
			grow()
		}
		prev = at
	}
}
