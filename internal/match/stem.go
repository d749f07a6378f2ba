package match

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// stem reduces a lower-case word to the form it is compared by: the Snowball stem
// of its American spelling, without a possessive ending.
func stem(word string) string {
	word = strings.TrimSuffix(word, "'s")
	word = strings.ReplaceAll(word, "'", "")
	if len(word) < 3 || word[0] < 'a' || word[0] > 'z' {
		return word
	}
	if s, ok := kept[word]; ok {
		return s
	}
	env := snowballstem.NewEnv(american(word))
	english.Stem(env)
	return env.Current()
}

// kept are words whose stem would be that of another word of the field.
var kept = map[string]string{
	"fastly": "fastly", "serverful": "serverful", "original": "original", "originals": "original", "originally": "original",
	"elasticity": "elasticity", "authorization": "authoriz", "authorisation": "authoriz", "authorize": "authoriz", "authorized": "authoriz",
	"authorise": "authoriz", "authorised": "authoriz", "authorizes": "authoriz", "authorizing": "authoriz",
	"container": "container", "containers": "container", "containerized": "container", "containerised": "container",
	"contention": "contention", "limitation": "limitation", "limitations": "limitation", "removal": "removal", "fencing": "fencing",
	"containerization": "container", "containerisation": "container", "containerize": "container",
}

// american spells the common British endings the American way, so that
// "denormalisation" and "denormalization" are one word.
func american(w string) string {
	if len(w) < 7 {
		return w
	}
	for _, e := range [...][2]string{
		{"isations", "izations"}, {"isation", "ization"}, {"ising", "izing"}, {"ised", "ized"}, {"ises", "izes"}, {"iser", "izer"}, {"ise", "ize"},
		{"yse", "yze"}, {"ysed", "yzed"}, {"ysing", "yzing"}, {"elled", "eled"}, {"elling", "eling"}, {"ours", "ors"}, {"our", "or"},
	} {
		if strings.HasSuffix(w, e[0]) {
			return w[:len(w)-len(e[0])] + e[1]
		}
	}
	return w
}

// determiners are passed over between the words of a phrase.
var determiners = map[string]bool{
	"a": true, "an": true, "the": true, "our": true, "their": true, "its": true, "his": true, "her": true, "my": true, "your": true,
	"this": true, "that": true, "these": true, "those": true, "each": true, "every": true, "all": true,
}

// contractions are spelled without their apostrophe in phrases; the text's curly
// and straight forms both end up here.
func bare(norm string) string {
	if !strings.ContainsAny(norm, "'’") {
		return norm
	}
	norm = strings.ReplaceAll(norm, "’", "'")
	return strings.ReplaceAll(strings.TrimSuffix(norm, "'s"), "'", "")
}
