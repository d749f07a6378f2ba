package catalog

import (
	"fmt"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// check holds the files against each other.
func (l *loader) check() {
	l.checkRefs()
	l.checkPhrases()
	l.checkUnused()
}

// checkRefs resolves every reference from one file to another. A name that one file
// uses in several places is one finding, at the first of them. Where the file that may
// define a name could not be read, that is fault enough.
func (l *loader) checkRefs() {
	known := map[string]func(string) bool{
		"concept":   func(id string) bool { return l.c.ConceptByID(id) != nil },
		"criterion": IsCriterion,
		"scenario":  func(id string) bool { return l.c.Scenarios[id] != nil },
	}
	names := map[string][]string{"concept": l.c.ConceptIDs(), "criterion": CriterionIDs, "scenario": l.c.ScenarioIDs()}
	plural := map[string]string{"concept": "concepts", "criterion": "criteria", "scenario": "scenarios"}
	type use struct{ file, kind, name string }
	places := map[use]int{}
	var first []ref
	for _, r := range l.refs {
		if known[r.kind](r.name) || l.unread[r.kind] || l.unread[r.kind+" "+r.name] {
			continue
		}
		u := use{r.span.At.File, r.kind, r.name}
		if places[u]++; places[u] == 1 {
			first = append(first, r)
		}
	}
	for _, r := range first {
		message := fmt.Sprintf("unknown %s %s", r.kind, yamlpos.Quote(r.name))
		if n := places[use{r.span.At.File, r.kind, r.name}]; n > 1 {
			message += fmt.Sprintf(", in %d places of this file", n)
		}
		l.findings.Add(diag.Finding{Rule: "unknown-reference", At: r.span.At, EndCol: r.span.EndCol,
			Message: message, Hint: diag.DidYouMean(r.name, plural[r.kind], names[r.kind])})
	}
}

// maxVariants bounds how many plain phrases one with groups is written out to.
const maxVariants = 64

// checkPhrases warns of phrases that mean two concepts. Groups and optional words are
// written out, so that "write (through|back)" meets "write back".
func (l *loader) checkPhrases() {
	first := map[string]phraseUse{}
	for _, u := range l.phrases {
		for _, variant := range u.phrase.variants(maxVariants) {
			other, ok := first[variant]
			if !ok {
				first[variant] = u
				continue
			}
			if other.concept == u.concept {
				continue
			}
			l.findings.Add(diag.Finding{Rule: "shared-phrase", Severity: diag.Warning, At: u.span.At, EndCol: u.span.EndCol,
				Message: fmt.Sprintf("phrase %q is listed in two concepts, %q and %q", variant, other.concept, u.concept),
				Hint:    fmt.Sprintf("the other stands in %s:%d; a criterion may list several concepts", other.span.At.File, other.span.At.Line)})
			break
		}
	}
}

// variants writes groups and optional words out; a phrase with more than limit
// variants stays as it is.
func (p Phrase) variants(limit int) []string {
	out := [][]string{nil}
	for _, e := range p {
		var choices []string
		optional := false
		switch e := e.(type) {
		case Word:
			optional = e.Optional
			for _, alt := range e.Alts {
				choices = append(choices, Word{Alts: []string{alt}, Exact: e.Exact}.String())
			}
		default:
			choices = []string{Phrase{e}.String()}
		}
		var next [][]string
		for _, head := range out {
			for _, c := range choices {
				next = append(next, append(head[:len(head):len(head)], c))
			}
			if optional {
				next = append(next, head)
			}
		}
		if len(next) > limit {
			return []string{p.String()}
		}
		out = next
	}
	lines := make([]string, len(out))
	for i, words := range out {
		lines[i] = strings.Join(words, " ")
	}
	return lines
}

// checkUnused warns of concepts no criterion or component refers to: their phrases
// earn nothing. With a rubric missing there is nothing to say.
func (l *loader) checkUnused() {
	if len(l.c.Rubrics) != len(Steps)+1 {
		return
	}
	used := map[string]bool{}
	for _, r := range l.refs {
		if r.kind == "concept" {
			used[r.name] = true
		}
	}
	for _, c := range l.c.Concepts {
		if !used[c.ID] && c.Kind == "" {
			l.findings.Warnf(c.At, "unused", "concept %q is in no criterion", c.ID)
		}
	}
}
