package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// abbreviations end in a dot that ends no sentence, whatever follows.
var abbreviations = map[string]bool{
	"e.g": true, "eg": true, "vs": true, "i.e": true, "ie": true, "approx": true, "cf": true,
	"fig": true, "incl": true, "resp": true, "viz": true, "al": true, "w.r.t": true, "dr": true, "mr": true,
}

// splitSentences appends to dst the end offsets in text of its sentences; the last
// one is len(text).
func splitSentences(dst []int, text string) []int {
	start := len(dst)
	if text == "" {
		return dst
	}
	if !strings.ContainsAny(text, ".?!…。！？") {
		return append(dst, len(text))
	}
	it := sentences.FromString(text)
	pos, from := 0, 0
	for it.Next() {
		pos += len(it.Value())
		if pos < len(text) && goesOn(text[from:pos], text[pos:]) {
			continue
		}
		dst = splitLower(dst, text, from, pos)
		dst = append(dst, pos)
		from = pos
	}
	if len(dst) == start || dst[len(dst)-1] != len(text) {
		dst = append(dst, len(text))
	}
	return dst
}

// clipped are shortened words that a dot may follow without an end.
var clipped = map[string]bool{
	"min": true, "max": true, "avg": true, "est": true, "sec": true, "secs": true, "mins": true, "hrs": true, "req": true, "res": true,
	"etc": true, "msg": true, "info": true, "misc": true, "spec": true, "ref": true, "temp": true, "conf": true, "dept": true, "ext": true,
}

// splitLower splits text[from:to] where a sentence opens without a capital, as in
// quick notes: after a full word and its dot.
func splitLower(dst []int, text string, from, to int) []int {
	for i := from + 4; i+2 < to; i++ {
		if text[i] != '.' && text[i] != '?' && text[i] != '!' || text[i+1] != ' ' || text[i+2] < 'a' || text[i+2] > 'z' {
			continue
		}
		k := i
		for k > from && asciiLetter(text[k-1]) != 0 {
			k--
		}
		word := strings.ToLower(text[k:i])
		if len(word) < 3 || abbreviations[word] || clipped[word] || k > from && text[k-1] != ' ' && text[k-1] != '-' && text[k-1] != '/' {
			continue
		}
		dst = append(dst, i+2)
	}
	return dst
}

// goesOn reports whether the sentence does not end where piece ends and rest begins.
func goesOn(piece, rest string) bool {
	s := strings.TrimRight(piece, " ")
	if s == "" {
		return true
	}
	if !strings.HasSuffix(s, ".") {
		// "/videos?page=2" and "“Is it?” she asked" go on.
		if r, _ := utf8.DecodeLastRuneInString(s); r != '?' && r != '!' {
			next, _ := utf8.DecodeRuneInString(rest)
			return strings.ContainsRune("\"'”’)]", r) && unicode.IsLower(next)
		}
		return len(s) == len(piece) && (s[len(s)-1] == '?' || s[len(s)-1] == '!')
	}
	s = s[:len(s)-1]
	word := s[strings.LastIndexAny(s, " (\"'[,")+1:]
	if word == "" {
		return strings.TrimLeft(s, " ") == ""
	}
	if isNumber(word) && len(word) < 3 {
		// A numeral, "1. ", and not the end of "we need 3."
		before := strings.TrimRight(s[:len(s)-len(word)], " ")
		return before == "" || strings.ContainsAny(before[len(before)-1:], ":;,")
	}
	if len(word) == 1 {
		return len(s) == 1 || word[0] >= 'A' && word[0] <= 'Z'
	}
	low := strings.ToLower(word)
	switch low {
	case "no", "nos":
		c := rest[0]
		return c >= '0' && c <= '9'
	case "etc":
		return !startsSentence(rest)
	}
	return abbreviations[low]
}

func isNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// openers are words that, capitalised after "etc.", open a new sentence.
var openers = map[string]bool{
	"the": true, "we": true, "this": true, "these": true, "that": true, "it": true, "in": true, "for": true, "if": true,
	"a": true, "an": true, "when": true, "then": true, "to": true, "but": true, "also": true, "each": true, "our": true,
	"on": true, "by": true, "use": true, "they": true, "there": true, "so": true, "and": true, "as": true, "i": true,
	"with": true, "all": true, "since": true, "here": true, "you": true, "using": true, "every": true, "because": true,
}

func startsSentence(s string) bool {
	end := strings.IndexByte(s, ' ')
	if end < 0 {
		end = len(s)
	}
	return openers[strings.ToLower(strings.TrimRight(s[:end], ",:;"))]
}

// isQuestion reports whether the sentence ends with a question mark, closing
// quotes, brackets and signs left aside.
func isQuestion(s string) bool {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		if r == '?' || r == '？' {
			return true
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '.' {
			return false
		}
		s = s[:len(s)-n]
	}
	return false
}
