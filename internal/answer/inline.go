package answer

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// run is a piece of plain text and the raw bytes it stands for. If both lengths are
// equal the bytes correspond one to one; otherwise the piece stands for the whole.
type run struct {
	text, n int32 // offset in the plain text, length
	raw, m  int32 // raw offset, length
}

// mark is a position in the plain text where a line of the source ends.
type mark struct {
	at   int32
	n    int32 // length of the source line
	hard bool  // the line ends a thought
	tag  bool  // by a tag
}

// inline collects the plain text of one block: markup removed, white space folded.
type inline struct {
	text   []byte
	runs   []run
	marks  []mark     // line ends within the block
	bold   [][2]int32 // ranges of strong text, in order
	under  [][2]int32 // ranges of text within <u>, in order
	link   [][2]int32 // ranges of link text, in order
	strong bool       // within strong text
	head   uint8      // the block begins with <h1> to <h6>, or 7: <summary>
}

func (in *inline) reset() {
	in.text, in.runs, in.marks, in.bold, in.under, in.link = in.text[:0], in.runs[:0], in.marks[:0], in.bold[:0], in.under[:0], in.link[:0]
	in.head, in.strong = 0, false
}

// add appends text that stands for raw[raw:raw+m].
func (in *inline) add(s string, raw, m int) {
	in.runs = append(in.runs, run{int32(len(in.text)), int32(len(s)), int32(raw), int32(m)})
	in.text = append(in.text, s...)
}

// addRaw appends bytes that stand for themselves at raw.
func (in *inline) addRaw(b []byte, raw int) {
	if len(b) == 0 {
		return
	}
	if k := len(in.runs) - 1; k >= 0 {
		if r := &in.runs[k]; r.n == r.m && int(r.raw+r.m) == raw {
			r.n += int32(len(b))
			r.m += int32(len(b))
			in.text = append(in.text, b...)
			return
		}
	}
	in.runs = append(in.runs, run{int32(len(in.text)), int32(len(b)), int32(raw), int32(len(b))})
	in.text = append(in.text, b...)
}

// space appends one space unless the text is empty or ends in one.
func (in *inline) space(raw int) {
	if n := len(in.text); n > 0 && in.text[n-1] != ' ' {
		in.add(" ", raw, 1)
	}
}

// lineEnd notes the end of a source line.
func (in *inline) lineEnd(hard, tag bool, n int32, raw int) {
	in.space(raw)
	in.marks = append(in.marks, mark{int32(len(in.text)), n, hard, tag})
}

// node appends the plain text of an inline node and its children.
func (b *builder) node(n ast.Node, inCode bool) {
	in := &b.in
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.segment(c.Segment.Start, c.Segment.Stop, inCode)
			if c.SoftLineBreak() || c.HardLineBreak() {
				line := b.src.lineOf(b.base + c.Segment.Start)
				in.lineEnd(c.HardLineBreak() || line.hard, false, line.n, int(line.raw+line.n))
			}
		case *ast.CodeSpan:
			b.node(c, true)
		case *ast.Emphasis:
			from := len(in.text)
			strong := c.Level == 2 && !in.strong
			in.strong = in.strong || strong
			b.node(c, inCode)
			if strong {
				in.strong = false
				in.bold = append(in.bold, [2]int32{int32(from), int32(len(in.text))})
			}
		case *ast.Link:
			from := len(in.text)
			b.node(c, inCode)
			if k := len(in.text); k > from {
				in.link = append(in.link, [2]int32{int32(from), int32(k)})
			}
		case *ast.RawHTML:
			b.rawHTML(c)
		case *ast.Image, *ast.AutoLink:
			in.space(b.src.toRaw(b.base + max(c.Pos(), 0)))
		default:
			b.node(c, inCode)
		}
	}
}

// segment appends source[from:to], which lies within one line.
func (b *builder) segment(from, to int, inCode bool) {
	in := &b.in
	src := b.source[from:to]
	raw := b.src.toRaw(b.base + from)
	done := 0 // src[:done] is appended or dropped
	var groups map[int]string
	flush := func(i int) {
		in.addRaw(src[done:i], raw+done)
	}
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == ' ' || c == '\t' || c < ' ':
			if c == ' ' && i > done && src[i-1] != ' ' && i+1 < len(src) {
				i++ // a single space within text stays in the run
				if src[i] > ' ' {
					continue
				}
				flush(i)
				done = i
				continue
			}
			flush(i)
			if c == subst {
				in.add("\uFFFD", raw+i, 1)
			} else {
				in.space(raw + i)
			}
			i++
			done = i
		case c == '\\' && !inCode && i+1 < len(src):
			n, s := unescape(src[i:])
			if n == 0 {
				i++
				continue
			}
			flush(i)
			switch s {
			case "":
				in.addRaw(src[i+1:i+n], raw+i+1)
			case " ":
				in.space(raw + i)
			default:
				in.add(s, raw+i, n)
			}
			if s == " " && n > 4 {
				groups = braces(groups, src, i+n, src[i+1] == 'f')
			}
			i += n
			done = i
		case (c == '{' || c == '}') && len(groups) > 0:
			if s, ok := groups[i]; ok {
				flush(i)
				if s == " " {
					in.space(raw + i)
				} else {
					in.add(s, raw+i, 1)
				}
				done = i + 1
			}
			i++
		case c == '&' && !inCode:
			n, s := entity(src[i:])
			if n == 0 {
				i++
				continue
			}
			flush(i)
			if r, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(r) {
				in.space(raw + i)
			} else {
				in.add(s, raw+i, n)
			}
			i += n
			done = i
		case c == 'h' || c == 'H' || c == 'w':
			n, keep := urlAt(src, i, in.text)
			if n == 0 {
				i++
				continue
			}
			flush(i)
			in.space(raw + i)
			in.addRaw(src[i+keep:i+n], raw+i+keep)
			i += n
			done = i
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(src[i:])
			switch {
			case unicode.IsSpace(r):
				flush(i)
				in.space(raw + i)
				done = i + n
			case r == '•' && !inCode && (i == 0 || src[i-1] == ' '):
				// Bullets within a line.
				flush(i)
				in.lineEnd(true, true, 0, raw+i)
				done = i + n
			}
			i += n
		default:
			i++
		}
	}
	flush(len(src))
}

func asciiLetter(c byte) byte {
	if c|0x20 >= 'a' && c|0x20 <= 'z' {
		return c
	}
	return 0
}

// entity decodes an HTML entity at the start of src.
func entity(src []byte) (int, string) {
	for i := 1; i < len(src) && i < 32; i++ {
		c := src[i]
		if c == ';' {
			s := string(src[:i+1])
			if d := html.UnescapeString(s); d != s {
				return i + 1, d
			}
			return 0, ""
		}
		if asciiLetter(c) == 0 && c != '#' && (c < '0' || c > '9') {
			break
		}
	}
	return 0, ""
}

// urlAt returns the length of a bare URL at src[i:] and from where on it is kept:
// the path of a request ("GET https://host/v1/videos") is part of an answer, other
// addresses are not.
func urlAt(src []byte, i int, before []byte) (n, keep int) {
	rest := src[i:]
	var host int
	switch {
	case hasPrefixFold(rest, "https://"):
		host = 8
	case hasPrefixFold(rest, "http://"):
		host = 7
	case hasPrefixFold(rest, "www."):
		host = 4
	default:
		return 0, 0
	}
	if i > 0 && (asciiLetter(src[i-1]) != 0 || src[i-1] >= '0' && src[i-1] <= '9') {
		return 0, 0
	}
	n = host
	slash := -1
	for n < len(rest) {
		c := rest[n]
		if c <= ' ' || c == '<' || c == '>' || c == '"' || c == '|' || c == '`' {
			break
		}
		if c == '/' && slash < 0 {
			slash = n
		}
		n++
	}
	for n > host && strings.IndexByte(".,;:!?)]}'*_", rest[n-1]) >= 0 {
		n--
	}
	if n == host {
		return 0, 0
	}
	if slash > 0 && slash < n && afterVerb(src[:i], before) {
		return n, slash
	}
	return n, n
}

// afterVerb reports whether the text before an address ends in an HTTP verb.
func afterVerb(line, before []byte) bool {
	t := strings.TrimRight(string(line[max(0, len(line)-10):]), " \t`'\"")
	if t == "" {
		t = strings.TrimRight(string(before[max(0, len(before)-10):]), " ")
	}
	for _, v := range [...]string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"} {
		if strings.HasSuffix(t, v) {
			return true
		}
	}
	return false
}

func hasPrefixFold(b []byte, p string) bool {
	return len(b) >= len(p) && strings.EqualFold(string(b[:len(p)]), p)
}
