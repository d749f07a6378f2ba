package catalog

import (
	"slices"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// Limits of the content.
const (
	maxFiles   = 500
	maxBytes   = yamlpos.DefaultMaxBytes
	maxTotal   = 64 << 20 // bytes of all files
	maxPhrases = 400      // of one list
	maxTitle   = 120
)

// reader reads one file and keeps what can only be checked when all are read.
type reader struct {
	*yamlpos.Decoder
	refs    []ref
	phrases []phraseUse
}

// ref is a name that must resolve to something in another place.
type ref struct {
	kind string // "concept", "criterion", "scenario", …
	name string
	span yamlpos.Span
}

// phraseUse is a phrase of a concept, for finding it in a second one.
type phraseUse struct {
	concept string
	phrase  Phrase
	span    yamlpos.Span
}

// open reads a file's document and its format line.
func open(name string, src []byte, what string) (*reader, *yamlpos.Map) {
	r := &reader{Decoder: yamlpos.Parse(name, src, yamlpos.Options{MaxBytes: maxBytes})}
	m := r.Root(what)
	m.Int("format", yamlpos.Required, yamlpos.Between(1, 1))
	return r, m
}

// refer notes a reference.
func (r *reader) refer(kind string, v yamlpos.Value, name string) string {
	if name != "" {
		r.refs = append(r.refs, ref{kind, name, v.Span()})
	}
	return name
}

// names reads a list of ids of one kind.
func (r *reader) names(m *yamlpos.Map, key, kind string, rules ...yamlpos.Rule) []string {
	var out []string
	for _, v := range m.Items(key, kind, rules...) {
		name := r.refer(kind, v, v.Text())
		switch {
		case name == "":
		case slices.Contains(out, name):
			v.Warnf("duplicate", "", "%s %q is listed twice", kind, name)
		default:
			out = append(out, name)
		}
	}
	return out
}

// phraseList reads a list of phrases; those that do not parse are left out.
func (r *reader) phraseList(m *yamlpos.Map, key string, rules ...yamlpos.Rule) []string {
	list, _ := r.parsedPhrases(m, key, rules...)
	return list
}

func (r *reader) parsedPhrases(m *yamlpos.Map, key string, rules ...yamlpos.Rule) ([]string, []phraseUse) {
	var out []string
	var uses []phraseUse
	seen := map[string]bool{}
	for _, v := range m.Items(key, "phrase", append([]yamlpos.Rule{yamlpos.Count(0, maxPhrases)}, rules...)...) {
		s := v.Text(yamlpos.MaxLen(maxPhraseLen))
		if s == "" {
			continue
		}
		p, err := ParsePhrase(s)
		if err != nil {
			v.Errorf("phrase", "a phrase is words, (a|b), word?, ~, ~6, =Exact and #", "phrase %s: %s", yamlpos.Quote(s), err)
			continue
		}
		if key := p.String(); seen[key] {
			v.Warnf("duplicate", "", "phrase %s is listed twice", yamlpos.Quote(s))
			continue
		} else {
			seen[key] = true
		}
		out = append(out, s)
		uses = append(uses, phraseUse{phrase: p, span: v.Span()})
	}
	return out, uses
}

// unique reports ids that stand twice among the items of one kind.
type unique struct {
	what string
	seen map[string]diag.Pos
}

func newUnique(what string) *unique { return &unique{what, map[string]diag.Pos{}} }

// id reads the item's "id" and checks that it is new.
func (u *unique) id(m *yamlpos.Map, rules ...yamlpos.Rule) string {
	v := m.Get("id", yamlpos.Required)
	if len(rules) == 0 {
		rules = []yamlpos.Rule{yamlpos.Slug}
	}
	id := v.Text(rules...)
	u.check(v, id)
	return id
}

func (u *unique) check(v yamlpos.Value, id string) {
	if id == "" {
		return
	}
	if first, twice := u.seen[id]; twice {
		v.Errorf("duplicate-id", "", "%s %s stands twice, first on line %d", u.what, yamlpos.Quote(id), first.Line)
		return
	}
	u.seen[id] = v.At()
}
