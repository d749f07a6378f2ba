package round

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"designdrill/internal/answer"
)

// nobody are words of file names that name no person.
var nobody = []string{"answer", "design", "draft", "final", "group", "hand", "handin", "solution", "student", "submission", "system", "team", "version"}

// Anonymous returns the copy of an answer that reviewers get: the scenario for front
// matter, the text with its author's name replaced by the pseudonym, and nothing that
// steers a terminal. hidden is in how many places the name stood.
func Anonymous(doc *answer.Document, m Member) (text []byte, hidden int) {
	body := doc.Raw[doc.Front.End:]
	if !doc.Front.Present {
		body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	}
	masked, hidden := Masked(string(body), m)
	return []byte("---\nscenario: " + m.Scenario + "\n---\n\n" + strings.TrimLeft(masked, "\r\n")), hidden
}

// Masked returns a text with its author's name replaced by the pseudonym, and nothing
// that steers a terminal. hidden is in how many places the name stood.
func Masked(text string, m Member) (masked string, hidden int) {
	return mask(strings.Map(harmless, strings.ToValidUTF8(text, "\uFFFD")), nameForms(m), m.Pseudonym)
}

// harmless replaces characters that control a terminal or turn text round.
func harmless(r rune) rune {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return r
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029:
		return utf8.RuneError
	}
	return r
}

// forms are the words by which someone is named. Short ones mean the person only
// beside another of them.
type forms struct {
	long, short map[string]bool
	alone       bool // there is one word, however short
}

func nameForms(m Member) forms {
	f := forms{map[string]bool{}, map[string]bool{}, false}
	parts := fields(m.Name)
	parts = append(parts, fields(strings.TrimSuffix(strings.TrimSuffix(m.File, ".md"), ".MD"))...)
	known := append(fields(m.Scenario), nobody...)
	for _, p := range parts {
		switch n := utf8.RuneCountInString(p); {
		case slices.Contains(known, strings.ToLower(p)), strings.IndexFunc(p, unicode.IsLetter) < 0, n < 2:
		case n < 3:
			f.short[strings.ToLower(p)] = true
		default:
			f.long[strings.ToLower(p)] = true
		}
	}
	f.alone = len(f.long) == 0 && len(f.short) == 1
	return f
}

func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !wordRune(r) })
}

// word is a word of a text with what can be said of it as a name.
type word struct {
	from, to    int
	named, half bool // it names the person; it does beside another
}

// mask replaces a name in a text. A word counts when it is written as names are, with
// a capital; in lower case, where it may be a common word, only within an address.
func mask(text string, f forms, with string) (string, int) {
	if len(f.long)+len(f.short) == 0 {
		return text, 0
	}
	list := candidates(text, f)
	near := func(i, k int) bool { // only a space or a joint between two words
		if i < 0 || k >= len(list) {
			return false
		}
		gap := text[list[i].to:list[k].from]
		return len(gap) == 1 && strings.ContainsAny(gap, " -._") || gap == ". "
	}
	for i := range list {
		w := &list[i]
		if w.half && (f.alone || near(i-1, i) && (list[i-1].named || list[i-1].half) || near(i, i+1) && (list[i+1].named || list[i+1].half)) {
			w.named = true
		}
	}
	var out strings.Builder
	done, hidden := 0, 0
	for i := 0; i < len(list); i++ {
		if !list[i].named {
			continue
		}
		out.WriteString(text[done:list[i].from])
		for near(i, i+1) && list[i+1].named {
			i++
		}
		out.WriteString(with)
		done = list[i].to
		hidden++
	}
	out.WriteString(text[done:])
	return out.String(), hidden
}

// candidates are the words of a text that may be the person's name.
func candidates(text string, f forms) []word {
	var out []word
	address := false // the run of characters without a space has an @
	run := 0         // its end
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if i >= run && !unicode.IsSpace(r) {
			end := strings.IndexFunc(text[i:], unicode.IsSpace)
			if end < 0 {
				end = len(text) - i
			}
			run = i + end
			address = strings.Contains(text[i:run], "@")
		}
		if !wordRune(r) {
			i += n
			continue
		}
		end := i + n
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if !wordRune(r) {
				break
			}
			end += n
		}
		// Names are short: longer words need no folding.
		if w := text[i:end]; len(w) <= 4*MaxName && (address || !unicode.IsLower(r)) {
			low := strings.ToLower(w)
			if f.long[low] || f.short[low] {
				out = append(out, word{i, end, f.long[low], f.short[low]})
			}
		}
		i = end
	}
	return out
}

// Text is an answer to look for quotes in.
type Text struct{ words string }

// NewText reads an answer's words.
func NewText(src []byte) Text { return Text{" " + spoken(string(src)) + " "} }

// Has reports whether a quote stands in the text word for word. Case, white space and
// marks do not count; an ellipsis stands for what is left out.
func (t Text) Has(quote string) bool {
	rest, found := t.words, false
	for part := range strings.SplitSeq(strings.ReplaceAll(quote, "...", "…"), "…") {
		w := spoken(part)
		if w == "" {
			continue
		}
		at := strings.Index(rest, " "+w+" ")
		if at < 0 {
			return false
		}
		rest, found = rest[at+1+len(w):], true
	}
	return found
}

// spoken is a text's words in lower case with a space between each two.
func spoken(s string) string { return strings.ToLower(strings.Join(fields(s), " ")) }
