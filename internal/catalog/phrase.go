package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Phrase is a phrase of the lexicon, taken apart. Its first and last elements are
// words or numbers, never gaps.
type Phrase []Element

// Element is a Word, a Gap or a Number.
type Element interface{ element() }

// Word is one word of the text: any of Alts. Alts are lower-case ASCII letters and
// digits, unless Exact asks for this very spelling.
type Word struct {
	Alts     []string
	Optional bool
	Exact    bool
}

// Gap stands for up to Max further words of the same sentence, or none.
type Gap struct{ Max int }

// Number matches any number.
type Number struct{}

func (Word) element()   {}
func (Gap) element()    {}
func (Number) element() {}

// Limits of a phrase.
const (
	maxPhraseLen = 300 // bytes
	maxElements  = 16
	maxAlts      = 40
	maxGap       = 12
	defaultGap   = 3
)

// ParsePhrase takes a phrase of the content format apart: words, (a|b) groups, word?
// and (a|b)? optional, ~ and ~6 gaps, =Word exact, # numbers. Hyphens and slashes
// between words read as spaces; letters are lowered except after "=".
func ParsePhrase(s string) (Phrase, error) {
	if len(s) > maxPhraseLen {
		return nil, fmt.Errorf("the phrase has more than %d characters", maxPhraseLen)
	}
	fields, err := splitPhrase(s)
	if err != nil {
		return nil, err
	}
	var p Phrase
	for _, f := range fields {
		elements, err := parseField(f)
		if err != nil {
			return nil, err
		}
		p = append(p, elements...)
	}
	return p, p.check()
}

// splitPhrase cuts at spaces outside brackets.
func splitPhrase(s string) ([]string, error) {
	var fields []string
	from, open := -1, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '(' && open:
			return nil, errors.New("a group within a group")
		case c == '(':
			if from >= 0 {
				return nil, fmt.Errorf("no space before the group at %q", s[i:])
			}
			from, open = i, true
		case c == ')' && !open:
			return nil, errors.New("a closing bracket without an opening one")
		case c == ')':
			open = false
			if i+1 < len(s) && s[i+1] != ' ' && s[i+1] != '?' {
				return nil, fmt.Errorf("no space after the group %q", s[from:i+1])
			}
		case c == ' ' && open:
			return nil, fmt.Errorf("a space in the group %q: the words in a group are single words", s[from:])
		case c == ' ':
			if from >= 0 {
				fields = append(fields, s[from:i])
				from = -1
			}
		case from < 0:
			from = i
		}
	}
	if open {
		return nil, errors.New("an opening bracket without a closing one")
	}
	if from >= 0 {
		fields = append(fields, s[from:])
	}
	return fields, nil
}

// parseField reads one field: a gap, a number, a group or a word, which hyphens and
// slashes may make several words.
func parseField(f string) ([]Element, error) {
	switch {
	case f == "#":
		return []Element{Number{}}, nil
	case f[0] == '~':
		if f == "~" {
			return []Element{Gap{defaultGap}}, nil
		}
		n, err := strconv.Atoi(f[1:])
		if err != nil || n < 1 || n > maxGap || strconv.Itoa(n) != f[1:] {
			return nil, fmt.Errorf("%q is no gap: write ~ or ~1 to ~%d, with spaces around it", f, maxGap)
		}
		return []Element{Gap{n}}, nil
	}
	body, optional := strings.CutSuffix(f, "?")
	if strings.HasPrefix(body, "(") && strings.HasSuffix(body, ")") {
		w, err := parseGroup(body)
		w.Optional = optional
		return []Element{w}, err
	}
	parts := []string{body}
	if !strings.HasPrefix(body, "=") {
		parts = strings.FieldsFunc(body, func(r rune) bool { return r == '-' || r == '/' })
		if len(parts) != 1+strings.Count(body, "-")+strings.Count(body, "/") {
			return nil, fmt.Errorf("%q: a hyphen or slash stands only between words", f)
		}
		if optional && len(parts) > 1 {
			return nil, fmt.Errorf("%q: only a single word is optional", f)
		}
	}
	var out []Element
	for _, part := range parts {
		word, exact, err := parseWord(part)
		if err != nil {
			return nil, err
		}
		out = append(out, Word{Alts: []string{word}, Optional: optional, Exact: exact})
	}
	return out, nil
}

// parseGroup reads "(a|b|c)".
func parseGroup(g string) (Word, error) {
	alts := strings.Split(g[1:len(g)-1], "|")
	if len(alts) > maxAlts {
		return Word{}, fmt.Errorf("a group of more than %d words", maxAlts)
	}
	var w Word
	for i, alt := range alts {
		if alt == "" {
			return Word{}, fmt.Errorf("an empty word in the group %q", g)
		}
		if alt == "#" {
			return Word{}, errors.New("a number in a group: write one phrase with the words and one with #")
		}
		word, exact, err := parseWord(alt)
		switch {
		case err != nil:
			return Word{}, err
		case i > 0 && exact != w.Exact:
			return Word{}, fmt.Errorf("the group %q mixes exact and other words: write two phrases", g)
		case slices.Contains(w.Alts, word):
			return Word{}, fmt.Errorf("%q stands twice in the group %q", word, g)
		}
		w.Exact = exact
		w.Alts = append(w.Alts, word)
	}
	return w, nil
}

// parseWord checks one word and lowers it unless it is exact.
func parseWord(s string) (word string, exact bool, err error) {
	word, exact = strings.CutPrefix(s, "=")
	if word == "" {
		return "", exact, fmt.Errorf("%q: a word is missing", s)
	}
	for _, r := range word {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case r == '~' || r == '#':
			return "", exact, fmt.Errorf("%q: put spaces around %q", s, r)
		case r > 0x7f:
			return "", exact, fmt.Errorf("%q has the letter %q: write it without accents", s, r)
		default:
			return "", exact, fmt.Errorf("%q has the character %q: only letters and digits make a word", s, r)
		}
	}
	if !exact {
		word = strings.ToLower(word)
	}
	return word, exact, nil
}

// check holds the phrase as a whole against the rules.
func (p Phrase) check() error {
	if len(p) == 0 {
		return errors.New("the phrase is empty")
	}
	if len(p) > maxElements {
		return fmt.Errorf("the phrase has more than %d words and gaps", maxElements)
	}
	// solid: a word or number that must be there has been seen since the last gap.
	solid, words := false, 0
	for _, e := range p {
		switch e := e.(type) {
		case Gap:
			if !solid {
				return errors.New("a gap must stand between two words that are not optional")
			}
			solid = false
		case Number:
			solid = true
		case Word:
			words++
			solid = solid || !e.Optional
		}
	}
	switch {
	case words == 0:
		return errors.New("the phrase has no word")
	case !solid:
		if _, gap := p[len(p)-1].(Gap); gap || p.hasGap() {
			return errors.New("a gap must stand between two words that are not optional")
		}
		return errors.New("every word of the phrase is optional")
	}
	return nil
}

func (p Phrase) hasGap() bool {
	return slices.ContainsFunc(p, func(e Element) bool { _, ok := e.(Gap); return ok })
}

// String writes the phrase in one spelling, whatever the spacing and case it had.
func (p Phrase) String() string {
	parts := make([]string, len(p))
	for i, e := range p {
		switch e := e.(type) {
		case Gap:
			parts[i] = "~" + strconv.Itoa(e.Max)
			if e.Max == defaultGap {
				parts[i] = "~"
			}
		case Number:
			parts[i] = "#"
		case Word:
			parts[i] = e.String()
		}
	}
	return strings.Join(parts, " ")
}

// String writes the word as it stands in a phrase.
func (w Word) String() string {
	alts := w.Alts
	if w.Exact {
		alts = make([]string, len(w.Alts))
		for i, a := range w.Alts {
			alts[i] = "=" + a
		}
	}
	s := strings.Join(alts, "|")
	if len(alts) > 1 {
		s = "(" + s + ")"
	}
	if w.Optional {
		s += "?"
	}
	return s
}
