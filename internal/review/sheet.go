package review

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"designdrill/internal/answer"
	"designdrill/internal/score"
)

// sheet is the answer as the model gets it, one line a passage, and its words in order
// to find quotes in.
type sheet struct {
	doc      *answer.Document
	text     string
	words    int
	tokens   []token
	at       map[string][]int // where a word stands in tokens
	flagged  map[int]bool     // passages that speak to their reader
	injected []int            // the lines of these
}

// token is one word of the answer.
type token struct {
	norm    string
	passage int
	index   int // among the passage's tokens
}

// newSheet leaves out what is no evidence: text of ours, references, copies.
func newSheet(doc *answer.Document, w *score.Witness) *sheet {
	s := &sheet{doc: doc, at: map[string][]int{}, flagged: map[int]bool{}}
	var b strings.Builder
	for i := range doc.Passages {
		p := &doc.Passages[i]
		if !w.Own(i) {
			continue
		}
		text := oneLine(p.Text)
		if text == "" {
			continue
		}
		if injection(text) || injection(oneLine(p.Head)) {
			s.flagged[i] = true
			s.injected = append(s.injected, p.Line)
		}
		switch {
		case p.Kind == answer.Heading:
			text = strings.Repeat("#", min(max(int(p.Level), 1), 6)) + " " + text
		case p.Kind == answer.Cell && p.Head != "":
			text = "(" + oneLine(p.Head) + ") " + text
		}
		fmt.Fprintf(&b, "[%d] %s\n", i, text)
		for k := range p.Tokens {
			if n := plain(p.Tokens[k].Norm); n != "" {
				s.at[n] = append(s.at[n], len(s.tokens))
				s.tokens = append(s.tokens, token{n, i, k})
			}
		}
		if p.Kind != answer.Heading && p.Kind != answer.Code {
			s.words += len(p.Tokens)
		}
	}
	for _, f := range doc.Fences {
		if !f.Diagram {
			continue
		}
		for line := range strings.Lines(f.Body) {
			if text := oneLine(line); text != "" {
				fmt.Fprintf(&b, "[diagram] %s\n", text)
				if injection(text) {
					s.injected = append(s.injected, f.Line)
				}
			}
		}
	}
	s.text = b.String()
	return s
}

// oneLine makes text fit to be one line of data: no line ends, no control characters, no
// characters that are not seen.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unseen(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}

// unseen tells whether a character shows nothing: controls, formats such as zero-width
// and direction marks, tags, private ones.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r >= 0xe0000 && r <= 0xe0fff
}

// plain is a word as quotes are compared by: compatibility forms and case folded,
// unseen characters gone.
func plain(word string) string {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < 0x80
	}
	if ascii {
		return strings.ToLower(word)
	}
	word = strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(word))
	return strings.ToLower(word)
}

// orders are what is said to a reader and not of a system. They only take a passage out
// of the evidence: one that is taken for an order by mistake costs a quote, no level of
// the rules.
var orders = patterns(
	`(?i)\b(ignore|disregard|forget|override)\b.{0,40}\b(instructions?|prompts?|rubric|above|previous|prior|criteria|guidelines|directives?|what you were told)\b`,
	`(?i)\b(note|message|attention|instruction|instructions|memo|reminder|hint|hello|dear|hey|hi)\b.{0,12}\b(to|for)?\b.{0,12}\b(grader|reviewer|evaluator|judge|marker|assessor|llm|ai|model|assistant|chatgpt|gpt|claude)\b`,
	`(?i)\b(dear|attention|hello|hey)\b.{0,10}\b(grader|reviewer|evaluator|judge|marker|assessor|ai|model|assistant)\b`,
	`(?i)\b(as an?|as the|you are|you're|act as|pretend|roleplay|role-play)\b.{0,30}\b(grader|evaluator|judge|examiner|language model|llm|ai|assistant|chatgpt|dan)\b`,
	`(?i)\b(give|grant|award|assign|mark|rate|score|grade|set|return|output|reply|respond|answer|report|put|label|classify|treat|consider|judge|evaluate)\b.{0,60}\b(full (marks|points|credit|score)|(maximum|max|highest|top|best|perfect) (possible )?(marks?|scores?|levels?|grades?|points|verdict|rating)|weighed|level ?[34]|4 ?(/|out of) ?4|10 ?/ ?10|all criteria|every criterion)\b`,
	`(?i)\b(verdict|injection_seen|expectation|"?items"?|"?quotes"?)"?\s*[:=]`,
	`(?i)\b(begin|end|start|stop)\s+(of\s+)?(the\s+)?(answer|question|criteria|instructions?|data|submission|prompt|system)\b`,
	`(?i)(<\|?/?\s*(im_start|im_end|system|assistant|user|inst|endoftext|eot_id|start_header_id|think)\b|\[/?inst\]|###?\s*(system|instruction|assistant|user)\b|\b(system|developer)\s*(prompt|message|override|note)\s*:|\bassistant\s*:)`,
	`(?i)\b(all|every|each|these|this|the following|remaining)\b.{0,20}\bcriteri(a|on)\b.{0,30}\b(met|weighed|justified|satisfied|fulfilled|covered|shown|passed|true|4)\b`,
	`(?i)\b(system prompt|prompt injection|jailbreak|developer mode|new instructions?|updated (rules?|instructions?)|hidden instructions?|grading (policy|key|update|override|system)|answer key|the (grader|evaluator|reviewer|judge)s?\b.{0,20}\b(must|should|shall|will|is|are|has|have)\b)`,
	`(?i)\b(this (answer|candidate|submission|design|response)|the candidate)\b.{0,40}\b(deserves|earns|scores|merits|passes|has (already )?been (graded|reviewed|approved)|is (perfect|flawless|excellent|weighed|justified|approved))\b`,
	`(?i)(ignor(a|iere|ez|e)\s+(todas|toutes|alle|les|las|die|instruc|anweisung)|忽略|无视|無視|игнорируй|проигнорируй|تجاهل|指示を)`,
)

// patterns compiles expressions when they are first used: most runs ask no model.
func patterns(list ...string) func() []*regexp.Regexp {
	return sync.OnceValue(func() []*regexp.Regexp {
		var out []*regexp.Regexp
		for _, p := range list {
			out = append(out, regexp.MustCompile(p))
		}
		return out
	})
}

// injection tells whether a text speaks to its reader.
func injection(text string) bool {
	text = plainText(text)
	for _, re := range orders() {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

// plainText folds what is only meant to hide words: compatibility forms, unseen
// characters, markup between letters.
func plainText(text string) string {
	text = norm.NFKC.String(text)
	return strings.Map(func(r rune) rune {
		switch {
		case unseen(r), r == '*', r == '`', r == '~':
			return -1
		}
		return r
	}, text)
}
