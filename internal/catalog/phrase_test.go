package catalog_test

import (
	"reflect"
	"strings"
	"testing"

	"designdrill/internal/catalog"
)

func word(alts ...string) catalog.Word { return catalog.Word{Alts: alts} }

func TestParsePhrase(t *testing.T) {
	for s, want := range map[string]catalog.Phrase{
		"cache":                  {word("cache")},
		"  Cache   ASIDE ":       {word("cache"), word("aside")},
		"write-through":          {word("write"), word("through")},
		"and/or":                 {word("and"), word("or")},
		"(load|lazy) loading":    {word("load", "lazy"), word("loading")},
		"entry? of cache":        {catalog.Word{Alts: []string{"entry"}, Optional: true}, word("of"), word("cache")},
		"a (B|c)? d":             {word("a"), catalog.Word{Alts: []string{"b", "c"}, Optional: true}, word("d")},
		"a ~ b":                  {word("a"), catalog.Gap{Max: 3}, word("b")},
		"a ~6 b ~12 c":           {word("a"), catalog.Gap{Max: 6}, word("b"), catalog.Gap{Max: 12}, word("c")},
		"=ACL":                   {catalog.Word{Alts: []string{"ACL"}, Exact: true}},
		"(=CAP|=PACELC) theorem": {catalog.Word{Alts: []string{"CAP", "PACELC"}, Exact: true}, word("theorem")},
		"# replica":              {catalog.Number{}, word("replica")},
		"replica ~ #":            {word("replica"), catalog.Gap{Max: 3}, catalog.Number{}},
		"http 2":                 {word("http"), word("2")},
		"a b? ~ c":               {word("a"), catalog.Word{Alts: []string{"b"}, Optional: true}, catalog.Gap{Max: 3}, word("c")},
	} {
		got, err := catalog.ParsePhrase(s)
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %#v, want %#v", s, got, want)
		}
		again, err := catalog.ParsePhrase(got.String())
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%q: its own spelling %q reads as %#v, %v", s, got.String(), again, err)
		}
	}
}

// The messages for bad phrases are in testdata/err/phrases.out; here are the bounds.
func TestPhraseLimits(t *testing.T) {
	for _, s := range []string{
		"", " ", "\t", "a\tb", "a\nb", "a\x00", "\xff",
		strings.Repeat("a", 301), strings.Repeat("a ", 17), "(" + strings.Repeat("a|", 50) + "b)",
		"~", "~ ~", "()", "(|)", "a()", "()a", "(a)b", "a(b)", "a)", "#?", "~?", "a??", "?", "=a=b", "=a-b", "a--b", "~-1 a", "a ~06 b", "a ~+6 b",
	} {
		if p, err := catalog.ParsePhrase(s); err == nil {
			t.Errorf("%q reads as %#v", s, p)
		}
	}
}

func FuzzParsePhrase(f *testing.F) {
	for _, s := range []string{"cache aside", "(on|upon) ~ cache miss ~6 (read|fetch)", "=ACL", "# x?", "a/b-c", "((", "a ~ ~ b", "é", "(a|=b)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := catalog.ParsePhrase(s)
		if err != nil {
			return
		}
		text := p.String()
		again, err := catalog.ParsePhrase(text)
		if err != nil {
			t.Fatalf("%q: its own spelling %q does not parse: %v", s, text, err)
		}
		if again.String() != text {
			t.Fatalf("%q: %q becomes %q", s, text, again.String())
		}
		if len(p) == 0 {
			t.Fatalf("%q: no elements", s)
		}
		for _, end := range []catalog.Element{p[0], p[len(p)-1]} {
			if _, gap := end.(catalog.Gap); gap {
				t.Fatalf("%q: begins or ends with a gap", s)
			}
		}
		for _, e := range p {
			w, ok := e.(catalog.Word)
			if !ok {
				continue
			}
			for _, alt := range w.Alts {
				if alt == "" || !w.Exact && alt != strings.ToLower(alt) {
					t.Fatalf("%q: word %q", s, alt)
				}
			}
		}
	})
}
