package answer

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a line of a paragraph looks like as a heading.
const (
	lookNone      = iota
	lookStrong    // numbered, underlined or all capitals
	lookBold      // all of it is bold
	lookBoldColon // and ends with a colon

	ranks = lookBoldColon
)

// headingLook tells whether the line at inline text offsets from to to is a heading
// by its looks: all bold, all underlined, or all capitals.
func (b *builder) headingLook(from, to int) int {
	text := string(b.in.text[from:to])
	if strings.Count(text, " ") > 11 || to-from > 120 || strings.HasSuffix(text, ".") || strings.HasSuffix(text, ";") {
		return lookNone
	}
	switch {
	case b.covered(b.in.under, from, to):
		return lookStrong
	case b.covered(b.in.bold, from, to):
		if startsNumbered(text) || isCapitals(text) {
			return lookStrong
		}
		if t := strings.TrimRight(text, " "); strings.HasSuffix(t, ":") {
			if asides[strings.ToLower(t[:len(t)-1])] {
				return lookNone
			}
			return lookBoldColon
		}
		return lookBold
	case isCapitals(text):
		return lookStrong
	}
	return lookNone
}

// asides are labels that introduce what stands right below, not a section.
var asides = map[string]bool{
	"note": true, "notes": true, "pros": true, "cons": true, "example": true, "examples": true, "e.g.": true, "why": true,
}

// covered reports whether the ranges hold all letters and digits from from to to.
// A number before them may stand outside.
func (b *builder) covered(ranges [][2]int32, from, to int) bool {
	if len(ranges) == 0 {
		return false
	}
	letters := false
	k := sort.Search(len(ranges), func(k int) bool { return int(ranges[k][1]) > from })
	for i := from; i < to; {
		for k < len(ranges) && int(ranges[k][1]) <= i {
			k++
		}
		inside := k < len(ranges) && int(ranges[k][0]) <= i
		c, n := utf8.DecodeRune(b.in.text[i:to])
		switch {
		case unicode.IsLetter(c) && !inside, unicode.IsDigit(c) && !inside && letters:
			return false
		case unicode.IsLetter(c):
			letters = true
		}
		i += n
	}
	return letters
}

// isCapitals reports whether the text is a heading in capitals: at least two words,
// or one of six letters, and not more than eight.
func isCapitals(text string) bool {
	letters, words := 0, 0
	in := false
	for _, r := range text {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsLetter(r):
			letters++
			if !in {
				words++
			}
			in = true
		case strings.ContainsRune("{}=;<>|→_", r):
			return false
		default:
			in = r == '\''
		}
	}
	return words <= 8 && (letters >= 6 || words >= 2 && letters >= 5) && !isRequest(text)
}

// isRequest reports whether the text is a call ("GET /VIDEOS").
func isRequest(text string) bool {
	return strings.Contains(text, "/") && strings.Contains(text, " /")
}

// numbered tells whether a line that stands alone is a numbered heading: "2.1 API",
// "Step 3: Estimates".
func (b *builder) numbered(from, to int) int {
	text := string(b.in.text[from:to])
	if isLabel(strings.TrimRight(text, ":")) && startsNumbered(text) && !strings.HasSuffix(text, ":") {
		return lookStrong
	}
	return lookNone
}

// numberWords come before the number of a step.
var numberWords = map[string]bool{"step": true, "part": true, "section": true, "phase": true, "stage": true, "chapter": true}

// notTitles are words after a number that make it a quantity.
var notTitles = map[string]bool{
	"million": true, "billion": true, "thousand": true, "trillion": true, "users": true, "requests": true, "gb": true, "tb": true,
	"mb": true, "kb": true, "pb": true, "k": true, "m": true, "b": true, "qps": true, "rps": true, "tps": true, "ms": true, "dau": true,
	"mau": true, "gbps": true, "mbps": true,
}

// startsNumbered reports whether a text begins like a numbered title: "1. Scope",
// "2.1 API", "3) Data", "Step 4 Scale".
func startsNumbered(text string) bool {
	if w, rest, ok := strings.Cut(text, " "); ok && numberWords[strings.ToLower(w)] {
		return rest != "" && rest[0] >= '0' && rest[0] <= '9'
	}
	i := 0
	for digits := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if digits++; digits > 2 {
				return false // a quantity or a year
			}
			continue
		case (c == '.' || c == ')') && i > 0:
			digits = 0
			continue
		}
		break
	}
	if i == 0 || i >= len(text) || text[i] != ' ' || !strings.ContainsAny(text[:i], ".)") {
		return false
	}
	rest := strings.TrimLeft(text[i:], " ")
	r, _ := utf8.DecodeRuneInString(rest)
	if !unicode.IsUpper(r) {
		return false
	}
	w, _, _ := strings.Cut(rest, " ")
	return !notTitles[strings.ToLower(strings.TrimRight(w, ".,:;"))]
}

// isLead reports whether a text introduces what follows it: it is short and ends
// with a colon.
func isLead(text string) bool {
	if !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "：") && !strings.HasSuffix(text, ":-") {
		return false
	}
	return strings.Count(text, " ") < 30
}

// isLabel reports whether a text is a few words without an end, as above a list.
func isLabel(text string) bool {
	if text == "" || strings.Count(text, " ") > 7 || len(text) > 80 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text)
	return !strings.ContainsRune(".!?;,", r)
}
