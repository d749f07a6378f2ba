package yamlpos_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"designdrill/internal/yamlpos"
)

// read decodes a document of the shape the tests use and returns what was found, one
// finding a line.
func read(src string, opt yamlpos.Options) (got map[string]any, findings string) {
	d := yamlpos.Parse("f", []byte(src), opt)
	m := d.Root("thing")
	got = map[string]any{
		"id":    m.Text("id", yamlpos.Required, yamlpos.Slug),
		"name":  m.Text("name", yamlpos.MaxLen(8)),
		"kind":  m.Text("kind", yamlpos.OneOf("", "red", "blue"), yamlpos.MayBeEmpty),
		"any":   m.Text("any", yamlpos.Scalar),
		"var":   m.Text("var", yamlpos.Snake),
		"n":     m.Int("n", yamlpos.Between(0, 4)),
		"f":     m.Float("f", yamlpos.Between(0, 1)),
		"b":     m.Bool("b"),
		"words": m.Strings("words", yamlpos.Count(1, 3)),
		"sub":   "",
	}
	sub := m.Map("sub")
	got["sub"] = sub.Text("x", yamlpos.Required)
	sub.Done()
	var items []string
	m.Maps("items", "item", func(m *yamlpos.Map) {
		items = append(items, m.Text("x", yamlpos.Required))
		m.Done()
	})
	got["items"] = items
	m.Done()
	var lines []string
	for _, f := range d.Findings() {
		lines = append(lines, f.String())
	}
	return got, strings.Join(lines, "\n")
}

func TestGoodDocuments(t *testing.T) {
	want := map[string]any{
		"id": "a-1", "name": "Ann: x", "kind": "red", "any": "2022-01-01", "var": "a_b", "n": 3, "f": 0.5, "b": true,
		"words": []string{"off", "y"}, "sub": "1", "items": []string{"p", "q"},
	}
	for name, src := range map[string]string{
		"block": "id: a-1\nname: 'Ann: x'\nkind: red\nany: 2022-01-01\nvar: a_b\nn: 3\nf: .5\nb: true\nwords:\n  - off\n  - y\nsub:\n  x: '1'\nitems:\n  - x: p\n  - x: q\n",
		"flow":  `{"id": "a-1", name: "Ann: x", kind: red, any: 2022-01-01, var: a_b, n: 3, f: 5e-1, b: true, words: [off, y], sub: {x: "1"}, items: [{x: p}, {x: q}]}`,
		"marks": "--- # start\n# c\nid: a-1 # c\nname: >-\n  Ann:\n  x\nkind: red\nany: 2022-01-01\nvar: a_b\nn: 3\nf: 0.5\nb: true\nwords: [off, y]\nsub: {x: '1'}\nitems: [{x: p}, {x: q}]\n...\n",
	} {
		for form, src := range map[string]string{"lf": src, "crlf": strings.ReplaceAll(src, "\n", "\r\n"), "bom": "\uFEFF" + src} {
			got, findings := read(src, yamlpos.Options{})
			if findings != "" {
				t.Errorf("%s, %s: findings:\n%s", name, form, findings)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, %s:\n got %v\nwant %v", name, form, got, want)
			}
		}
	}
}

func TestFaults(t *testing.T) {
	for _, tc := range []struct{ name, src, want string }{
		{"empty", "", "f:1:1: error: the file is empty [empty]"},
		{"comment", "# x\n\n", "f:1:1: error: the file is empty [empty]"},
		{"null", "~", "f:1:1: error: expected a map for \"thing\", found nothing [wrong-type]"},
		{"list", "- a", "f:1:1: error: expected a map for \"thing\", found a list [wrong-type]"},
		{"missing", "name: x", "f:1:1: error: missing in the thing: \"id\" [missing-key]"},
		{"unknown", "id: a\nnmae: x", "f:2:1: error: unknown key \"nmae\" [unknown-key]"},
		{"twice", "id: a\nname: x\nid: b", "f:3:1: error: key \"id\" stands twice in the thing [duplicate-key]"},
		{"twice in another spelling", "id: a\n'id': b", "f:2:1: error: key \"id\" stands twice in the thing [duplicate-key]"},
		{"not a slug", "id: A b", "f:1:5: error: \"id\" is \"A b\", expected kebab-case [bad-value]"},
		{"slug with two hyphens", "id: a--b", "f:1:5: error: \"id\" is \"a--b\", expected kebab-case [bad-value]"},
		{"long slug", "id: " + strings.Repeat("a", 65), "f:1:5: error: \"id\" has more than 64 characters [bad-value]"},
		{"not snake", "id: a\nvar: 1a", "f:2:6: error: \"var\" is \"1a\", expected snake_case [bad-value]"},
		{"too long", "id: a\nname: éééééééé9", "f:2:7: error: \"name\" has more than 8 characters [bad-value]"},
		{"not of the names", "id: a\nkind: rde", "f:2:7: error: \"kind\" is \"rde\", expected one of , red, blue [bad-value]"},
		{"blank", "id: a\nname: ' '", "f:2:7: error: \"name\" is empty [bad-value]"},
		{"number for text", "id: 1.5", "f:1:5: error: expected text for \"id\", found the number \"1.5\" [wrong-type]"},
		{"null for any", "id: a\nany: ~", "f:2:6: error: expected text for \"any\", found nothing [wrong-type]"},
		{"text for number", "id: a\nn: x", "f:2:4: error: expected a whole number from 0 to 4 for \"n\", found the text \"x\" [wrong-type]"},
		{"hex", "id: a\nn: 0x3", "f:2:4: error: expected a whole number from 0 to 4 for \"n\", found the number \"0x3\" [wrong-type]"},
		{"huge", "id: a\nn: 99999999999999999999", "f:2:4: error: expected a whole number from 0 to 4 for \"n\", found the number \"99999999999999999999\" [wrong-type]"},
		{"range", "id: a\nn: 5", "f:2:4: error: expected a whole number from 0 to 4 for \"n\", found 5 [out-of-range]"},
		{"infinite", "id: a\nf: .inf", "f:2:4: error: expected a number from 0 to 1 for \"f\", found the number \".inf\" [wrong-type]"},
		{"float range", "id: a\nf: 1.01", "f:2:4: error: expected a number from 0 to 1 for \"f\", found 1.01 [out-of-range]"},
		{"yes", "id: a\nb: yes", "f:2:4: error: expected true or false for \"b\", found the text \"yes\" [wrong-type]"},
		{"TRUE", "id: a\nb: TRUE", "f:2:4: error: expected true or false for \"b\", found the truth value \"TRUE\" [wrong-type]"},
		{"text for list", "id: a\nwords: x", "f:2:8: error: expected a list for \"words\", found the text \"x\" [wrong-type]"},
		{"nothing for list", "id: a\nwords:", "f:2:7: error: expected a list for \"words\", found nothing [wrong-type]"},
		{"no items", "id: a\nwords: []", "f:2:8: error: \"words\" has 0 items, expected at least 1 [bad-value]"},
		{"many items", "id: a\nwords: [a, b, c, d]", "f:2:8: error: \"words\" has 4 items, expected at most 3 [bad-value]"},
		{"list for map", "id: a\nsub: []", "f:2:6: error: expected a map for \"sub\", found a list [wrong-type]"},
		{"anchor", "id: &x a", "f:1:5: error: anchor \"&x\": anchors and aliases are not used here [alias]"},
		{"alias", "id: &x a\nname: *x", "f:1:5: error: anchor \"&x\": anchors and aliases are not used here [alias]\nf:2:7: error: alias \"*x\": anchors and aliases are not used here [alias]"},
		{"tag", "id: !!binary aGk=", "f:1:5: error: tag \"!!binary\": tags are not used here [tag]"},
		{"second document", "id: a\n---\nid: b", "f:2:1: error: a second document in the file [document]"},
		{"broken second document", "id: a\n---\nid: [", "f:1:1: error: a second document in the file [document]"},
		{"invalid UTF-8", "id: \"a\xff\"", "f:1:7: error: invalid UTF-8: byte 0xff [encoding]"},
		{"UTF-16", "\xff\xfei\x00d\x00", "f:1:1: error: invalid UTF-8: byte 0xff [encoding]\nf:1:2: error: invalid UTF-8: byte 0xfe [encoding]\nf:1:4: error: character U+0000 is not allowed [encoding]\nf:1:6: error: character U+0000 is not allowed [encoding]"},
		{"other line breaks", "id: a\u2028name: b\u0085", "f:1:6: error: character U+2028 is not allowed [encoding]\nf:1:16: error: character U+0085 is not allowed [encoding]"},
		{"lone carriage return", "id: a\rname: b", "f:1:6: error: carriage return without a line feed [encoding]"},
		{"mark in the middle", "id: \uFEFFa", "f:1:5: error: character U+FEFF is not allowed [encoding]"},
		{"columns count bytes", "id: a\n日本: x", "f:2:1: error: unknown key \"日本\" [unknown-key]"},
		{"columns after wide text", "{id: a, name: é, kind: z}", "f:1:25: error: \"kind\" is \"z\", expected one of , red, blue [bad-value]"},
		{"syntax", "id: a\nname: b: c\n", "f:2:1: error: not valid YAML: mapping values are not allowed in this context [syntax]"},
		{"syntax far below", "id: a\nitems:\n  - x: p\n  - x: q\n x: r\n", "f:5:2: error: not valid YAML: did not find expected key [syntax]"},
		{"syntax after a list of several lines", "id: a\nwords: [a,\n  b]\nname: [\n", "f:4:1: error: not valid YAML: did not find expected node content [syntax]"},
		{"tab", "id: a\nsub:\n\tx: b\n", "f:3:2: error: not valid YAML: found character that cannot start any token [syntax]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, got := read(tc.src, yamlpos.Options{}); got != tc.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tc.want)
			}
		})
	}
}

func TestAllFaultsInOneRun(t *testing.T) {
	_, got := read("nmae: x\nn: 9\nwords: {}\nitems:\n  - {y: 1}\n  - 3\nsub: {}\n", yamlpos.Options{})
	want := `f:1:1: error: missing in the thing: "id" [missing-key]
f:1:1: error: unknown key "nmae" [unknown-key]
f:2:4: error: expected a whole number from 0 to 4 for "n", found 9 [out-of-range]
f:3:8: error: expected a list for "words", found a map [wrong-type]
f:5:6: error: missing in the item: "x" [missing-key]
f:5:6: error: unknown key "y" [unknown-key]
f:6:5: error: expected a map for "item", found the number "3" [wrong-type]
f:7:6: error: missing in the sub: "x" [missing-key]`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestBaseLine(t *testing.T) {
	for src, want := range map[string]string{
		"id: A":        "f:41:5: error: \"id\" is \"A\", expected kebab-case [bad-value]",
		"id: a\nb: [":  "f:42:1: error: not valid YAML: did not find expected node content [syntax]",
		"id: a\n\x00":  "f:42:1: error: character U+0000 is not allowed [encoding]",
		"":             "f:41:1: error: the file is empty [empty]",
		"id: a\n--- b": "f:42:1: error: a second document in the file [document]",
	} {
		if _, got := read(src, yamlpos.Options{Line: 40}); got != want {
			t.Errorf("%q: got %s, want %s", src, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	many := strings.Repeat("x: 1\n", 1000)
	for _, tc := range []struct {
		name, src, want string
		opt             yamlpos.Options
	}{
		{"size", "id: abc", "f: error: the file has more than 6 bytes [too-large]", yamlpos.Options{MaxBytes: 6}},
		{"default size", strings.Repeat("#", yamlpos.DefaultMaxBytes+1), "f: error: the file has more than 2097152 bytes [too-large]", yamlpos.Options{}},
		{"depth", "id: [[a]]", "f:1:7: error: nested more than 3 levels deep [too-deep]", yamlpos.Options{MaxDepth: 3}},
		{"brackets", strings.Repeat("[", 5000), "f:1:1001: error: nested too deeply [too-deep]", yamlpos.Options{}},
		{"dashes", strings.Repeat("- ", 5000), "f:1:2001: error: nested too deeply [too-deep]", yamlpos.Options{}},
		{"hidden brackets", strings.Repeat("[\"]\",", 20000), "f:1:1: error: not valid YAML: exceeded max depth of 10000 [too-deep]", yamlpos.Options{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, got := read(tc.src, tc.opt); got != tc.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tc.want)
			}
		})
	}
	_, got := read("id: a\n"+many, yamlpos.Options{})
	if n := strings.Count(got, "\n") + 1; n != 201 || !strings.HasPrefix(got, "f: error: more than 200 faults") {
		t.Errorf("%d findings, the first is %s", n, strings.SplitN(got, "\n", 2)[0])
	}
}

// TestLinear reads a megabyte of what has been slow somewhere; a quadratic step
// takes minutes with them, a linear one well under the limit even on a loaded machine.
func TestLinear(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, (1<<20)/len(s)) }
	for name, src := range map[string]string{
		"one line of tags":         "[" + fill("!!a b,") + "]",
		"one line of maps":         "items: [" + fill("{x: b}, ") + "]",
		"one line of wide text":    "{" + fill("é: \"é\", ") + "}",
		"one line of dashes":       "id: a\n" + strings.Repeat("- ", 900) + "x" + fill(" "),
		"aliases":                  "id: &a b\nwords: [" + fill("*a, ") + "]",
		"unknown keys":             fill("k: v\n"),
		"brackets in plain text":   "name: |\n" + fill("  ((]] [[\n"),
		"a syntax error at an end": strings.Repeat("a: [b,\n  c]\n", 10000) + "\n d: : e",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			read(src, yamlpos.Options{})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"id: a\nname: b\n", "id: [", "- - - -", "? ? a", "{a: &b c, d: *b}", "--- a\n--- b", "<<: *x", "id: !!str a", "\uFEFFid: a\r\n", "id: |2\n   a",
		"id: \"\\x\"", "%YAML 1.1\n---\nid: a", "a: 'b\n\nc'", "[[[[\"]]]]", "id: a # c\n# d\n", "\xff", "id: a\rb",
	} {
		f.Add([]byte(s), 0)
	}
	f.Fuzz(func(t *testing.T, src []byte, base int) {
		base = max(0, base%1000)
		lines := base + strings.Count(string(src), "\n") + 1
		d := yamlpos.Parse("f", src, yamlpos.Options{Line: base})
		m := d.Root("thing")
		m.Text("id", yamlpos.Required, yamlpos.Slug)
		m.Strings("words")
		m.Int("n")
		m.Float("f")
		m.Bool("b")
		m.Maps("items", "item", func(m *yamlpos.Map) { m.Done() })
		for _, e := range m.Map("sub").Entries() {
			e.Value.Text(yamlpos.Scalar)
		}
		m.Done()
		if !d.Readable() && len(d.Findings()) == 0 {
			t.Error("unreadable without a finding")
		}
		for _, x := range d.Findings() {
			if x.At.Line != 0 && (x.At.Line <= base || x.At.Line > lines+1) {
				t.Errorf("line %d of %d to %d: %s", x.At.Line, base+1, lines, x)
			}
		}
	})
}
