package catalog

import (
	"fmt"
	"maps"
	"slices"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// ComponentKinds are what a box in a drawing can be.
var ComponentKinds = []string{
	"client", "cdn", "dns", "load-balancer", "gateway", "proxy", "service", "worker", "cache", "database", "object-store",
	"queue", "stream", "search", "warehouse", "scheduler", "notification", "auth", "media", "external",
}

// everyday are words of every answer: alone they are no sign of an idea.
var everyday = map[string]bool{
	"page": true, "token": true, "queue": true, "monitor": true, "log": true, "key": true, "user": true, "data": true, "system": true,
	"service": true, "server": true, "request": true, "read": true, "write": true, "store": true, "node": true, "time": true, "event": true,
	"message": true, "worker": true, "table": true, "index": true, "client": true, "number": true, "value": true,
}

// ParseConcepts reads a file of the lexicon.
func ParseConcepts(name string, src []byte) ([]Concept, diag.List) {
	concepts, r := readConcepts(name, src)
	return concepts, r.Findings()
}

func readConcepts(name string, src []byte) ([]Concept, *reader) {
	r, m := open(name, src, "file")
	ids := newUnique("concept")
	var out []Concept
	m.Maps("concepts", "concept", func(c *yamlpos.Map) {
		out = append(out, r.concept(c, ids))
	}, yamlpos.Required, yamlpos.Count(1, 500))
	m.Done()
	return out, r
}

func (r *reader) concept(m *yamlpos.Map, ids *unique) Concept {
	c := Concept{At: m.At(), ID: ids.id(m)}
	c.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
	if v := m.Get("kind"); v.Present() {
		c.Kind = v.Text(yamlpos.MayBeEmpty, yamlpos.OneOf(ComponentKinds...))
	}
	var uses []phraseUse
	c.Phrases, uses = r.parsedPhrases(m, "phrases")
	for _, u := range uses {
		if w := u.phrase.alone(); everyday[w] {
			r.Add(diag.Finding{Rule: "everyday-word", Severity: diag.Warning, At: u.span.At, EndCol: u.span.EndCol,
				Message: fmt.Sprintf("the everyday word %q alone means nothing", w), Hint: `list it under "ambiguous" with company`})
		}
		u.concept = c.ID
		r.phrases = append(r.phrases, u)
	}
	m.Maps("ambiguous", "ambiguous entry", func(m *yamlpos.Map) {
		a := Ambiguous{At: m.At()}
		a.Phrases = r.phraseList(m, "phrases", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		a.Near = r.phraseList(m, "near", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		a.Unless = r.phraseList(m, "unless")
		m.Done()
		c.Ambiguous = append(c.Ambiguous, a)
	}, yamlpos.Count(0, 50))
	if !m.Has("phrases") && len(c.Ambiguous) == 0 {
		m.Errorf("missing-key", "", "concept %q has neither \"phrases\" nor \"ambiguous\"", c.ID)
	}
	m.Done()
	return c
}

// alone returns the only word of a phrase that is a single word.
func (p Phrase) alone() string {
	if len(p) != 1 {
		return ""
	}
	if w, ok := p[0].(Word); ok && !w.Exact && len(w.Alts) == 1 {
		return w.Alts[0]
	}
	return ""
}

// ParseCues reads the file of general cues.
func ParseCues(name string, src []byte) (*Cues, diag.List) {
	c, r := readCues(name, src)
	return c, r.Findings()
}

func readCues(name string, src []byte) (*Cues, *reader) {
	r, m := open(name, src, "file")
	c := &Cues{At: r.Start(), Sets: map[string][]string{}}
	sets := m.Map("cues", yamlpos.Required)
	for _, e := range sets.Entries() {
		r.slugKey(e, "cue category")
		if list := r.phraseList(sets, e.Key, yamlpos.Count(1, maxPhrases)); len(list) > 0 {
			c.Sets[e.Key] = list
		}
	}
	if sets.Present() && len(c.Sets) == 0 {
		sets.Errorf("empty", "", "there are no cues")
	}
	m.Done()
	return c, r
}

// Categories returns the categories in alphabetical order.
func (c Cues) Categories() []string { return slices.Sorted(maps.Keys(c.Sets)) }

// slugKey checks a key that is a name of the author's.
func (r *reader) slugKey(e yamlpos.Entry, what string) {
	if !yamlpos.IsSlug(e.Key, '-') {
		r.Add(diag.Finding{Rule: "bad-value", At: e.Span.At, EndCol: e.Span.EndCol,
			Message: fmt.Sprintf("%s %s, expected kebab-case", what, yamlpos.Quote(e.Key)), Hint: "lower-case letters and digits, joined by hyphens"})
	}
}
