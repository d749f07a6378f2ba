package review

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"designdrill/internal/answer"
)

// Bounds of a question in a model's words, in characters.
const (
	minSpoken = 15
	maxSpoken = 320
	maxCited  = 160 // of the answer, before a question of the model's own
)

// Reasons why what a model says is not used, besides those of quotes.
const (
	noQuestion  = "no-question"  // it asks nothing, too much, or several paragraphs
	speaksOf    = "verdict"      // it gives a level, a grade, praise for the record
	otherMatter = "other-matter" // it asks something else than the follow-up does
	givesAway   = "gives-away"   // it names what neither the answer nor the task names
	askedBefore = "asked-before"
	markedUp    = "markup" // a link, a tag, a table
)

// verdicts are words of a judge. An interviewer has no verdict to give.
var verdicts = patterns(
	`(?i)\b(level|rung)s?\s*(of\s*)?([0-4]\b|named|applied|justified|weighed|absent)`,
	`(?i)\b(your|this|the answer'?s?|the candidate'?s?|a|full|final|total)\s+(score|grade|marks?|rating|verdict|band|level)s?\b`,
	`(?i)\b(score|grade|rate|mark)s?\s+(you|this answer|the answer|your)\b`,
	`(?i)\b\d+(\.\d+)?\s*(/|out of)\s*(4|5|10|100)\b|\b\d+\s+points?\b`,
	`(?i)\b(you|candidate)\s+(have\s+)?(pass(ed)?|fail(ed)?|earn(ed)?|are hired|get the job)\b`,
	`(?i)\b(weighed|justified|criteri(on|a)|rubric)\b`,
)

// link finds what is more than words.
var link = patterns(`(?i)(https?:|www\.|javascript:|data:[a-z]+/|<\s*/?[a-z!]|\]\(|^\s*\||` + "```" + `)`)

// judge holds what a model said against the answer and the task.
func (v *Voice) judge(st Stage, s *sheet, question string, got *voiced, model string) *Spoken {
	out := &Spoken{Worded: map[string]string{}, Model: oneLine(model), Told: got.injection}
	known := wordsOf(question + "\n" + s.text)
	before := map[string]bool{}
	for _, a := range st.Asked {
		before[plainLine(a)] = true
	}
	for _, c := range st.Chosen {
		ask, said := got.worded[c.ID]
		if !said {
			continue
		}
		ask, why := speakable(ask, known, wordsOf(c.Ask+"\n"+c.Quote))
		switch {
		case why != "":
		case before[plainLine(ask)]:
			why = askedBefore
		case !sameMatter(ask, c.Ask):
			why = otherMatter
		}
		if why != "" {
			out.Refused = append(out.Refused, c.ID+": "+why)
			continue
		}
		before[plainLine(ask)] = true
		out.Worded[c.ID] = ask
	}
	if strings.TrimSpace(got.quote) == "" && strings.TrimSpace(got.ask) == "" {
		return out
	}
	own, why := v.own(s, question, got, known)
	if why == "" && (before[plainLine(own.Ask)] || slices.ContainsFunc(st.Chosen, func(c Chosen) bool { return plainLine(c.Ask) == plainLine(own.Ask) })) {
		why = askedBefore
	}
	if why != "" {
		out.Refused = append(out.Refused, "own: "+why)
		return out
	}
	out.Own = own
	return out
}

// own checks the model's own question: its quote stands in the answer and not in the
// task, its passage does not speak to its reader, and the question is about it.
func (v *Voice) own(s *sheet, question string, got *voiced, known map[string]bool) (Own, string) {
	ask, why := speakable(got.ask, known, nil)
	if why != "" {
		return Own{}, why
	}
	places, why := s.find(got.quote)
	if why != "" {
		return Own{}, why
	}
	if inText(question, s, places) {
		return Own{}, fromQuestion
	}
	var own Own
	about := false
	roots := contentRoots(ask)
	for _, p := range places {
		for _, x := range s.stretches(p) {
			if s.flagged[x.passage] {
				return Own{}, toTheReader
			}
			if own.Quote == "" {
				own = Own{Quote: cited(x.evidence.Quote), Ask: ask, Line: x.evidence.Line}
			}
			passage := &s.doc.Passages[x.passage]
			for r := range contentRoots(passage.Text) {
				about = about || roots[r]
			}
		}
	}
	if !about {
		return Own{}, offTopic
	}
	return own, ""
}

// cited is a quote as it is shown before a question.
func cited(text string) string {
	text = oneLine(text)
	if r := []rune(text); len(r) > maxCited {
		return strings.TrimSpace(string(r[:maxCited])) + "…"
	}
	return text
}

// speakable makes a model's question fit to be asked, or tells why it is not: one short
// question, no verdict, nothing that speaks to a reader, no figure and no name that
// stands neither in what is known nor in more.
func speakable(text string, known, more map[string]bool) (string, string) {
	if len(text) > maxQuoteText || strings.Count(strings.TrimSpace(text), "\n") > 2 {
		return "", noQuestion
	}
	text = strings.Trim(oneLine(text), `"“” `)
	n := utf8.RuneCountInString(text)
	switch {
	case n < minSpoken || n > maxSpoken || !strings.HasSuffix(text, "?") || len(contentRoots(text)) == 0:
		return "", noQuestion
	case injection(text):
		return "", toTheReader
	case matches(link(), plainText(text)) || matches(link(), text):
		return "", markedUp
	case matches(verdicts(), plainText(text)):
		return "", speaksOf
	}
	first := true // of a sentence, where a capital says nothing
	for _, w := range strings.Fields(text) {
		end := strings.HasSuffix(w, ".") || strings.HasSuffix(w, "?") || strings.HasSuffix(w, ":")
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if named(bare, first) {
			for _, t := range answer.Words(bare) {
				if word := plain(t.Norm); len(word) > 1 && !known[word] && !more[word] && !known[root(word)] && !more[root(word)] {
					return "", givesAway
				}
			}
		}
		first = end
	}
	return text, ""
}

// named tells whether a word is a name or a figure: it has a digit, or a capital that
// no beginning of a sentence asks for.
func named(word string, first bool) bool {
	for i, r := range word {
		if unicode.IsDigit(r) || unicode.IsUpper(r) && (i > 0 || !first) {
			return true
		}
	}
	return false
}

func matches(list []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.MatchString(text) })
}

// sameMatter tells whether a question asks what another asks, by the words of content
// that they share: a quarter of those of the other, two where it has several.
func sameMatter(ask, original string) bool {
	have, want := contentRoots(ask), contentRoots(original)
	shared := 0
	for r := range want {
		if have[r] {
			shared++
		}
	}
	return shared >= max(min(len(want), 2), len(want)/4)
}

func contentRoots(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range answer.Words(text) {
		if r := root(w.Norm); r != "" {
			out[r] = true
		}
	}
	return out
}

// wordsOf are the words of a text and their roots.
func wordsOf(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range answer.Words(text) {
		out[plain(w.Norm)] = true
		if r := root(w.Norm); r != "" {
			out[r] = true
		}
	}
	return out
}

// plainLine is a question as it is compared.
func plainLine(text string) string {
	var words []string
	for _, w := range answer.Words(text) {
		words = append(words, plain(w.Norm))
	}
	return strings.Join(words, " ")
}
