package diagram

import (
	"bytes"
	"strings"
)

// sequence reads the messages of a sequence drawing. What a loop or a choice holds is
// read like the rest.
func (p *mermaid) sequence() {
	s := newSequence(p.builder)
	for p.i < len(p.src) && !p.full {
		p.space()
		start, end := p.line()
		if i := bytes.Index(p.src[start:end], []byte(" %%")); i >= 0 {
			end = start + i
		}
		if start < end {
			p.sequenceLine(s, start, end)
		}
	}
}

// ignored are the words that begin a line without message or participant.
var ignored = words("activate deactivate loop alt else opt par and critical option break rect end autonumber title acctitle accdescr links link properties details destroy")

func (p *mermaid) sequenceLine(s *sequence, start, end int) {
	text := string(p.src[start:end])
	word := leadingWord(text)
	rest := strings.TrimSpace(text[min(len(word), len(text)):])
	spaced := len(rest) < len(text)-len(word) || rest == ""
	switch {
	case word == "create" && spaced:
		at := end - len(rest)
		p.sequenceLine(s, at, end)
	case (word == "participant" || word == "actor") && spaced:
		id, label, _ := cutWord(rest, " as ")
		id = strings.TrimSpace(id)
		shape := ""
		if name, attrs, ok := strings.Cut(id, "@{"); ok {
			id = strings.TrimSpace(name)
			for t := range strings.FieldsFuncSeq(attrs, func(r rune) bool { return strings.ContainsRune(`:"', }`, r) }) {
				if t != "type" {
					shape = t
					break
				}
			}
		}
		if word == "actor" {
			shape = "actor"
		}
		s.participant(strings.Trim(id, `"`), strings.Trim(strings.TrimSpace(label), `"`), shape, start, end)
	case word == "box" && spaced:
		s.box(rest, start, end)
	case word == "end":
		s.end()
	case word == "note" && spaced, ignored[word] && spaced && !hasMessage(text):
		if blockWords[word] {
			s.open(-1)
		}
		if word == "title" {
			p.g.Title = plain(strings.TrimPrefix(rest, ":"))
		}
	default:
		m, ok := cutMessage(text)
		if !ok {
			p.warnf(start, "diagram-syntax", "expected a participant or a message such as \"A->>B: text\", found %q", cut(text, 40))
			return
		}
		s.message(m, start, end)
	}
}

// blockWords open what "end" closes.
var blockWords = words("loop alt opt par critical break rect")

// cutWord splits a text at a word in any case.
func cutWord(s, word string) (before, after string, found bool) {
	if i := strings.Index(strings.ToLower(s), word); i >= 0 && len(strings.ToLower(s)) == len(s) {
		return s[:i], s[i+len(word):], true
	}
	return s, "", false
}

// message is a line "from ->> to: text".
type message struct {
	from, to, text string
	reply          bool // drawn dotted, as answers are
	async          bool
	both           bool
}

// arrowTokens are the arrows of sequences, the longest first.
var arrowTokens = []struct {
	sign                 string
	dotted, async, twice bool
}{
	{"<<-->>", true, false, true}, {"<<->>", false, false, true}, {"-->>", true, false, false}, {"->>", false, false, false},
	{"--)", true, true, false}, {"-)", false, true, false}, {"--x", true, false, false}, {"-x", false, false, false},
	{"--|\\", true, false, false}, {"--|/", true, false, false}, {"-|\\", false, false, false}, {"-|/", false, false, false},
	{"-->", true, false, false}, {"->", false, false, false},
}

func hasMessage(text string) bool {
	_, ok := cutMessage(text)
	return ok
}

// cutMessage finds the first arrow before the message's text.
func cutMessage(line string) (message, bool) {
	head, text, _ := strings.Cut(line, ":")
	for i := 1; i < len(head); i++ {
		if head[i] != '-' && head[i] != '<' {
			continue
		}
		for _, a := range arrowTokens {
			if !strings.HasPrefix(head[i:], a.sign) {
				continue
			}
			m := message{from: strings.TrimSpace(head[:i]), reply: a.dotted && !a.async, async: a.async, both: a.twice, text: strings.TrimSpace(text)}
			m.to = strings.TrimSpace(strings.TrimLeft(head[i+len(a.sign):], "+- "))
			m.to = strings.TrimPrefix(m.to, "()")
			m.from = strings.TrimSuffix(m.from, "()")
			return m, m.from != "" && m.to != ""
		}
	}
	return message{}, false
}

// sequence turns messages into arrows: one for each pair of participants and mode, with
// the first message's text. An answer to a call is no arrow of its own.
type sequence struct {
	*builder
	stack []int
	seen  map[[3]int]bool
}

func newSequence(b *builder) *sequence { return &sequence{builder: b, seen: map[[3]int]bool{}} }

func (s *sequence) inner() int {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i] >= 0 {
			return s.stack[i]
		}
	}
	return -1
}

func (s *sequence) open(g int) {
	if len(s.stack) < s.lim.Depth {
		s.stack = append(s.stack, g)
	}
}

func (s *sequence) end() {
	if len(s.stack) > 0 {
		s.stack = s.stack[:len(s.stack)-1]
	}
}

// box opens a frame around participants; its text may begin with a colour.
func (s *sequence) box(text string, start, end int) {
	f := strings.Fields(text)
	if len(f) > 1 && (strings.HasPrefix(f[0], "#") || colours[strings.ToLower(f[0])]) {
		text = strings.Join(f[1:], " ")
	} else if i := strings.IndexByte(text, ')'); i >= 0 && strings.HasPrefix(text, "rgb") {
		text = text[i+1:]
	}
	s.open(s.group(text, text, -1, start, end))
}

var colours = words("transparent aqua black blue cyan gray green grey lightblue lightgreen lightgrey lightgray lightyellow orange pink purple red white yellow")

func (s *sequence) participant(id, label, shape string, start, end int) {
	if id == "" {
		return
	}
	n := s.node(id, s.inner(), start, end)
	s.label(n, label)
	s.shape(n, shape)
}

func (s *sequence) message(m message, start, end int) {
	a, b := s.node(m.from, -1, start, end), s.node(m.to, -1, start, end)
	if a < 0 || b < 0 || a == b {
		return
	}
	if len(s.seen) == 0 {
		s.g.Nodes[a].Loose = true // who begins is called by nobody
	}
	mode := 0
	if m.async {
		mode = 1
	}
	if s.seen[[3]int{a, b, mode}] || m.both && s.seen[[3]int{b, a, mode}] {
		return
	}
	if m.reply && (s.seen[[3]int{b, a, 0}] || s.seen[[3]int{b, a, 1}]) {
		return
	}
	s.seen[[3]int{a, b, mode}] = true
	e := Edge{From: a, To: b, Label: m.text, Both: m.both}
	if m.async {
		e.Mode = Async
	}
	s.edge(e, start, end)
}
