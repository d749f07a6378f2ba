package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// settle decides for every line end of the block whether the line was broken for
// width (soft) or ends a thought (hard).
func (b *builder) settle() {
	in := &b.in
	if len(in.marks) == 0 {
		return
	}
	widest := 0
	from := 0
	for _, m := range in.marks {
		widest = max(widest, int(m.n))
		from = int(m.at)
	}
	widest = max(widest, len(in.text)-from)
	from = 0
	bold := len(in.bold) > 0 || len(in.under) > 0
	for k := range in.marks {
		m := &in.marks[k]
		to := len(in.text)
		if k+1 < len(in.marks) {
			to = int(in.marks[k+1].at)
		}
		a, e := b.trim(from, int(m.at))
		na, ne := b.trim(int(m.at), to)
		from = int(m.at)
		if a >= e || na >= ne {
			continue
		}
		prev, next := in.text[a:e], in.text[na:ne]
		fresh := opensLine(next) || endsThought(prev)
		switch {
		case m.tag:
			m.hard = true
		case m.hard:
			m.hard = fresh || e-a < 40
		case e-a <= 120 && (bold && (b.headingLook(a, e) != lookNone || b.headingLook(na, ne) != lookNone) || isCapitals(string(prev[:min(len(prev), 120)]))):
			m.hard = true
		case e-a <= 50 && prev[len(prev)-1] == ':' || labelled(prev) && labelled(next):
			m.hard = true
		case !fresh || dangles(prev):
		case widest < 50 || widest > 130 || int(m.n)+1+wordLen(next) <= widest:
			m.hard = true
		}
	}
}

// opensLine reports whether a line looks like a beginning: a capital, a digit, a sign.
func opensLine(line []byte) bool {
	r, _ := utf8.DecodeRune(line)
	return !unicode.IsLower(r) && !strings.ContainsRune(",.);=≈×/+&%", r)
}

func endsThought(line []byte) bool {
	switch line[len(line)-1] {
	case '.', ':', '!', '?', ';':
		return true
	}
	return false
}

// joining are words that no line ends with unless it goes on.
var joining = map[string]bool{
	"and": true, "or": true, "the": true, "a": true, "an": true, "of": true, "to": true, "in": true, "with": true, "for": true,
	"on": true, "by": true, "from": true, "as": true, "is": true, "are": true, "that": true, "which": true, "via": true, "using": true,
}

// dangles reports whether the line goes on in the next one.
func dangles(line []byte) bool {
	switch line[len(line)-1] {
	case ',', '(', '-', '/', '+', '&', '=':
		return true
	}
	s := string(line[max(0, len(line)-12):])
	return joining[strings.ToLower(s[strings.LastIndexByte(s, ' ')+1:])]
}

func wordLen(line []byte) int {
	for i, c := range line {
		if c == ' ' {
			return i
		}
	}
	return len(line)
}

// labelled reports whether a line begins with a label of a few words ("Storage: …").
func labelled(line []byte) bool {
	words := 0
	for i := 0; i < len(line) && i < 50; i++ {
		switch c := line[i]; {
		case c == ':':
			return i > 1 && i+1 < len(line) && line[i+1] == ' ' && line[0] >= 'A' && line[0] <= 'Z'
		case c == ' ':
			if words++; words > 4 {
				return false
			}
		case c == '.' || c == '?' || c == '!':
			return false
		}
	}
	return false
}
