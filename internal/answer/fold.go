package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ligatures are letters that text copied from a PDF holds in place of two or three.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// foldWord sets the token's Norm and case flags for a word with letters beyond
// ASCII: accents are folded, everything that merely looks like a letter stays.
func (t *tokenizer) foldWord(tok Token, w string) Token {
	tok.Upper, tok.Camel = false, false
	t.buf = t.buf[:0]
	letters, uppers := 0, 0
	prevLower := false
	if !norm.NFC.IsNormalString(w) && strings.IndexFunc(w, isLetterlike) < 0 {
		w = norm.NFC.String(w)
	}
	for _, r := range w {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				uppers++
				if letters == 1 {
					tok.Upper = true
				}
				tok.Camel = tok.Camel || prevLower
			}
			prevLower = unicode.IsLower(r)
		}
		t.buf = appendFolded(t.buf, r)
	}
	tok.Caps = letters > 1 && uppers == letters
	tok.Norm = t.intern()
	return tok
}

// appendFolded appends the rune in lower case without its accent.
func appendFolded(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(dst, byte(unicode.ToLower(r)))
	}
	if r == '’' {
		return append(dst, '\'')
	}
	if s, ok := ligatures[r]; ok {
		return append(dst, s...)
	}
	if isLetterlike(r) {
		return utf8.AppendRune(dst, r)
	}
	if unicode.IsLetter(r) {
		var b [utf8.UTFMax]byte
		n := utf8.EncodeRune(b[:], r)
		if d := norm.NFD.Properties(b[:n]).Decomposition(); len(d) > n || len(d) > 1 {
			if base, k := utf8.DecodeRune(d); k < len(d) && unicode.IsLetter(base) {
				r = base
			}
		}
	}
	l := unicode.ToLower(r)
	if r >= utf8.RuneSelf && l < utf8.RuneSelf {
		l = r
	}
	return utf8.AppendRune(dst, l)
}

// isLetterlike reports whether the rune is the Kelvin sign or one of its like, which
// are no letters of a word although Unicode folds them to some.
func isLetterlike(r rune) bool { return r >= 0x2100 && r <= 0x214f }
