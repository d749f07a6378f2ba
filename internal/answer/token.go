package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words splits plain text into tokens the way Parse does, with offsets into text.
// Phrases that are to be found in answers must be split by it.
func Words(text string) []Token {
	var t tokenizer
	return t.split(nil, text, 0, len(text))
}

// tokenizer splits text into tokens and keeps one copy of each folded word.
type tokenizer struct {
	seen map[string]string
	buf  []byte
}

// Classes of ASCII bytes. Bytes from 0x80 on are decoded.
const (
	clsOther  = iota // neither a word nor a sign that means anything here
	clsSpace         // white space
	clsLetter        // a–z, A–Z
	clsDigit         // 0–9
	clsJoin          // joins the words on both sides: - _ / . and the like
	clsBreak         // parts a sentence: , ; : brackets
)

var asciiClass = func() (t [128]uint8) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = clsDigit
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			t[c] = clsLetter
		case c <= ' ' || c == 0x7f:
			t[c] = clsSpace
		case strings.IndexByte("-_/.&+@#\\'*", byte(c)) >= 0:
			t[c] = clsJoin
		case strings.IndexByte(",;:()[]{}|<>=", byte(c)) >= 0:
			t[c] = clsBreak
		}
	}
	return t
}()

// gap describes what stands between two tokens.
type gap struct {
	space, brk, join, other bool
}

// split appends the tokens of text[from:to] to dst. Start and End are set to text
// offsets; the caller maps them to the raw file.
func (t *tokenizer) split(dst []Token, text string, from, to int) []Token {
	var g gap
	first := true
	for i := from; i < to; {
		c := text[i]
		if c < utf8.RuneSelf {
			switch cls := asciiClass[c]; cls {
			case clsLetter, clsDigit:
			default:
				i = t.sign(text, i, to, cls, &g)
				continue
			}
		} else if r, n := utf8.DecodeRuneInString(text[i:to]); !isWordRune(r) {
			g.rune(r)
			i += n
			continue
		}
		end, keycap := wordEnd(text, i, to)
		if !keycap {
			tok := t.word(text, i, end)
			tok.Joined = !first && g.join && !g.space && !g.brk && !g.other
			tok.Break = g.brk
			dst = append(dst, tok)
			g, first = gap{}, false
		}
		i = end
	}
	return dst
}

// sign notes an ASCII sign in the gap and returns the offset after it.
func (t *tokenizer) sign(text string, i, to int, cls uint8, g *gap) int {
	c := text[i]
	switch cls {
	case clsSpace:
		g.space = true
	case clsBreak:
		g.brk = true
	case clsJoin:
		if c == '-' {
			// " - ", "--" and "->" part a sentence, "a-b" joins.
			next := i+1 < to && (text[i+1] == '-' || text[i+1] == '>')
			spaced := (i == 0 || text[i-1] == ' ') && i+1 < to && text[i+1] == ' '
			g.brk = g.brk || next || spaced
		}
		g.join = true
	default:
		g.other = true
	}
	return i + 1
}

// rune notes a sign beyond ASCII in the gap.
func (g *gap) rune(r rune) {
	switch {
	case unicode.IsSpace(r):
		g.space = true
	case r == '‐' || r == '‑' || r == '’' || r == '·' || r == '⁄' || r == '–' && !g.space:
		g.join = true // hyphens, and the en dash of "10–20"
	case unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Ps, r) || unicode.Is(unicode.Pe, r):
		g.brk = true
	case r >= 0x2190 && r <= 0x21ff || r >= 0x27f0 && r <= 0x27ff || r >= 0x2900 && r <= 0x297f || r == '➜' || r == '➔' || r == '➡':
		g.brk = true // arrows
	case r == '•' || r == '，' || r == '；' || r == '：' || r == '、':
		g.brk = true
	case isZeroWidth(r):
	default:
		g.other = true
	}
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func isZeroWidth(r rune) bool {
	return r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x2060 && r <= 0x2064 || r == 0xfeff || r == 0x180e
}

// wordEnd returns where the word that starts at i ends. keycap tells that it is a
// digit drawn as an emoji, which is no word.
func wordEnd(text string, i, to int) (end int, keycap bool) {
	start := i
	digits := text[i] >= '0' && text[i] <= '9' // only digits and their separators so far
	for i < to {
		c := text[i]
		if c < utf8.RuneSelf {
			switch asciiClass[c] {
			case clsLetter:
				digits = false
				i++
				continue
			case clsDigit:
				i++
				continue
			}
			n := separator(text, start, i, to, digits)
			if n == 0 {
				break
			}
			i += n
			if c == '%' || c == '+' || c == '#' {
				break
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:to])
		if r == 0xfe0f || r == 0x20e3 {
			if digits {
				return i + n, true
			}
			break
		}
		switch {
		case isWordRune(r) || unicode.Is(unicode.M, r):
			digits = digits && unicode.IsDigit(r)
			i += n
			continue
		case r == '’' || isZeroWidth(r):
			// Inside a word only.
			if k := innerRun(text, i, to); k > 0 {
				i += k
				continue
			}
		}
		break
	}
	return i, false
}

// innerRun returns the length of a run of apostrophes and zero-width characters at
// i if a letter follows it, else 0. Runs longer than a few characters are no word's.
func innerRun(text string, i, to int) int {
	j := i
	for k := 0; j < to && k < 4; k++ {
		r, n := utf8.DecodeRuneInString(text[j:to])
		if isWordRune(r) {
			return j - i
		}
		if r != '’' && r != '\'' && !isZeroWidth(r) {
			return 0
		}
		j += n
	}
	return 0
}

// separator returns how many bytes of text at i belong to the word although they
// are neither letters nor digits: the comma of "5,800", the dot of "10.5", the caret
// of "2^10", the apostrophe of "don't", the signs of "C++" and "99%".
func separator(text string, start, i, to int, digits bool) int {
	isDigit := func(j int) bool { return j < to && text[j] >= '0' && text[j] <= '9' }
	afterDigit := isDigit(i-1) && i > start
	switch text[i] {
	case '.':
		if afterDigit && isDigit(i+1) {
			return 1
		}
	case ',':
		if digits && afterDigit {
			return grouped(text, start, i, to)
		}
	case '^':
		if isDigit(i + 1) {
			return 1
		}
		if i+1 < to && text[i+1] == '-' && isDigit(i+2) {
			return 2
		}
	case '%':
		if afterDigit {
			return 1
		}
	case '\'':
		return innerRun(text, i, to)
	case '+':
		if i == start+1 && !digits && i+1 < to && text[i+1] == '+' && !wordAt(text, i+2, to) {
			return 2
		}
	case '#':
		if i == start+1 && !digits && !wordAt(text, i+1, to) {
			return 1
		}
	}
	return 0
}

// grouped returns the length of the groups of digits from the comma at i on, if with
// the digits before it they write one number: "5,800", "12,34,567". Else it is 0.
func grouped(text string, start, i, to int) int {
	if i-start > 3 {
		return 0
	}
	at, last := i, 0
	for at < to && text[at] == ',' {
		n := 0
		for at+1+n < to && n < 4 && text[at+1+n] >= '0' && text[at+1+n] <= '9' {
			n++
		}
		if n != 3 && n != 2 || last == 3 && n == 2 {
			return 0
		}
		at, last = at+1+n, n
	}
	if last != 3 {
		return 0
	}
	return at - i
}

func wordAt(text string, i, to int) bool {
	if i >= to {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:to])
	return isWordRune(r)
}

// word makes the token of text[start:end].
func (t *tokenizer) word(text string, start, end int) Token {
	tok := Token{Start: int32(start), End: int32(end), At: int32(start)}
	w := text[start:end]
	plain, lower := true, true
	letters, uppers := 0, 0
	var prev, prev2 uint8 // 1 lower, 2 upper
	for i := 0; i < len(w); i++ {
		c := w[i]
		var cur uint8
		switch {
		case c >= 'a' && c <= 'z':
			cur = 1
			letters++
			if prev == 2 && prev2 == 2 && i >= 3 && i+1 < len(w) && w[i+1] >= 'a' && w[i+1] <= 'z' {
				tok.Camel = true
			}
		case c >= 'A' && c <= 'Z':
			cur, lower = 2, false
			letters++
			uppers++
			if letters == 1 {
				tok.Upper = true
			}
			if prev == 1 {
				tok.Camel = true
			}
		case c >= utf8.RuneSelf:
			plain = false
		}
		prev2, prev = prev, cur
	}
	if !plain {
		return t.foldWord(tok, w)
	}
	tok.Caps = letters > 1 && uppers == letters
	if lower {
		tok.Norm = w
		return tok
	}
	t.buf = t.buf[:0]
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		t.buf = append(t.buf, c)
	}
	tok.Norm = t.intern()
	return tok
}

// intern returns buf as a string, one copy per distinct word.
func (t *tokenizer) intern() string {
	if s, ok := t.seen[string(t.buf)]; ok {
		return s
	}
	if t.seen == nil {
		t.seen = map[string]string{}
	}
	s := string(t.buf)
	t.seen[s] = s
	return s
}
