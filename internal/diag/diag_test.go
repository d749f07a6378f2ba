package diag_test

import (
	"errors"
	"strings"
	"testing"

	"designdrill/internal/diag"
)

const sample = "\uFEFFformat: 1\r\n    concpets: [lru]\r\n\tindented: \x1b[31mred\u202e\r\n日本 x: y\ncafe\u0301 z\n"

func TestRender(t *testing.T) {
	at := func(line, col int) diag.Pos { return diag.Pos{File: "a.yaml", Line: line, Col: col} }
	for _, tc := range []struct {
		name string
		f    diag.Finding
		want string
	}{
		{"as documented", diag.Finding{Rule: "unknown-key", At: at(2, 5), EndCol: 13, Message: `unknown key "concpets"`, Hint: `did you mean "concepts"?`},
			"a.yaml:2:5: error: unknown key \"concpets\" [unknown-key]\n    2 |     concpets: [lru]\n      |     ^^^^^^^^\n  hint: did you mean \"concepts\"?\n"},
		{"first line without its mark", diag.Finding{At: at(1, 1), EndCol: 7, Message: "m", Severity: diag.Warning},
			"a.yaml:1:1: warning: m\n    1 | format: 1\n      | ^^^^^^\n"},
		{"tab, escape and direction mark", diag.Finding{At: at(3, 12), Message: "m"},
			"a.yaml:3:12: error: m\n    3 |     indented: ␛[31mred\uFFFD\n      |               ^\n"},
		{"wide characters", diag.Finding{At: at(4, 8), Message: "m"},
			"a.yaml:4:8: error: m\n    4 | 日本 x: y\n      |      ^\n"},
		{"combining mark", diag.Finding{At: at(5, 8), Message: "m"},
			"a.yaml:5:8: error: m\n    5 | cafe\u0301 z\n      |      ^\n"},
		{"column after the end", diag.Finding{At: at(1, 99), Message: "m"},
			"a.yaml:1:99: error: m\n    1 | format: 1\n      |          ^\n"},
		{"no column", diag.Finding{At: at(1, 0), Message: "m"}, "a.yaml:1: error: m\n    1 | format: 1\n"},
		{"no such line", diag.Finding{At: at(99, 1), Message: "m"}, "a.yaml:99:1: error: m\n"},
		{"no line", diag.Finding{At: at(0, 0), Message: "m", Hint: "h"}, "a.yaml: error: m\n  hint: h\n"},
		{"no place", diag.Finding{Message: "m"}, "error: m\n"},
		{"hostile message", diag.Finding{Message: "a\x1b[2J\nb\u202ec\xff\u0085", Hint: "\a"}, "error: a\\x1b[2J\\nb\\u202ec\\xff\\u0085\n  hint: \\x07\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b strings.Builder
			if err := diag.Render(&b, diag.List{tc.f}, func(string) []byte { return []byte(sample) }); err != nil {
				t.Fatal(err)
			}
			if b.String() != tc.want {
				t.Errorf("got:\n%s\nwant:\n%s", b.String(), tc.want)
			}
		})
	}
}

func TestRenderCutsLongLines(t *testing.T) {
	long := strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300)
	huge := strings.Repeat("é", 1<<20) + "HERE" + strings.Repeat("y", 1<<20)
	for name, tc := range map[string]struct {
		text string
		col  int
	}{
		"in the middle":   {long, 301},
		"at the start":    {"HERE" + long[304:], 1},
		"at the end":      {long[:304], 301},
		"megabytes":       {huge, 2<<20 + 1},
		"megabytes ahead": {huge[2<<20:], 1},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			f := diag.Finding{At: diag.Pos{File: "f", Line: 1, Col: tc.col}, EndCol: tc.col + 4}
			if err := diag.Render(&b, diag.List{f}, func(string) []byte { return []byte(tc.text) }); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(b.String(), "\n")
			source, marker := []rune(lines[1]), []rune(lines[2])
			if len(source) > 115 {
				t.Errorf("the line has %d characters", len(source))
			}
			if !strings.Contains(lines[1], "…") {
				t.Error("nothing shows that the line is cut")
			}
			from := strings.IndexRune(string(marker), '^')
			if got := string(source[from : from+4]); got != "HERE" || !strings.HasSuffix(string(marker), " ^^^^") && from > 8 {
				t.Errorf("the mark is under %q:\n%s", got, b.String())
			}
		})
	}
}

func TestRenderWithoutSources(t *testing.T) {
	f := diag.Finding{At: diag.Pos{File: "f", Line: 1, Col: 1}, Message: "m"}
	for name, source := range map[string]func(string) []byte{"none": nil, "missing": func(string) []byte { return nil }} {
		var b strings.Builder
		if err := diag.Render(&b, diag.List{f}, source); err != nil {
			t.Fatal(err)
		}
		if b.String() != "f:1:1: error: m\n" {
			t.Errorf("%s: %q", name, b.String())
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestRenderReportsWriteErrors(t *testing.T) {
	if diag.Render(broken{}, diag.List{{Message: "m"}}, nil) == nil {
		t.Error("a write error is lost")
	}
}

func TestList(t *testing.T) {
	var l diag.List
	at := func(file string, line, col int) diag.Pos { return diag.Pos{File: file, Line: line, Col: col} }
	l.Warnf(at("b", 1, 1), "w", "warn %d", 1)
	if l.HasErrors() {
		t.Error("a warning counts as an error")
	}
	l.Errorf(at("a", 10, 1), "e", "ten")
	l.Errorf(at("a", 2, 5), "e", "two %s", "five")
	l.Errorf(at("a", 2, 3), "e", "two three")
	l.Errorf(at("a", 2, 3), "e", "two three")
	l = l.Dedupe()
	l.Sort()
	var got []string
	for _, f := range l {
		got = append(got, f.String())
	}
	want := "a:2:3: error: two three [e]\na:2:5: error: two five [e]\na:10:1: error: ten [e]\nb:1:1: warning: warn 1 [w]"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got:\n%s\nwant:\n%s", s, want)
	}
	if !l.HasErrors() || l.Count(diag.Error) != 3 || l.Count(diag.Warning) != 1 {
		t.Errorf("%d errors, %d warnings", l.Count(diag.Error), l.Count(diag.Warning))
	}
}

func TestNearest(t *testing.T) {
	known := []string{"concepts", "faint", "applied", "weighed", "lru", "lfu", "title"}
	for name, want := range map[string]string{
		"concpets":              "concepts", // swapped
		"Concept":               "concepts",
		"titel":                 "title",
		"weigthed":              "weighed",
		"lru":                   "lru",
		"lxu":                   "lfu", // as near as lru, and before it
		"snippets":              "",
		"":                      "",
		strings.Repeat("x", 99): "",
	} {
		if got := diag.Nearest(name, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
	reversed := []string{"lru", "lfu"}
	if got := diag.Nearest("lxu", reversed); got != "lfu" {
		t.Errorf("the order of the candidates decides: %q", got)
	}
}

func TestDidYouMean(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = "fan-out-" + strings.Repeat("z", i+3)
	}
	for _, tc := range []struct {
		name  string
		known []string
		want  string
	}{
		{"titel", []string{"title", "id", "id"}, `did you mean "title"? known keys: id, title`},
		{"zzz", []string{"title", "id"}, "known keys: id, title"},
		{"zzz", nil, "there are no known keys"},
		{"fan-out-zzzz", many, `did you mean "fan-out-zzzz"?`},
		{"event-fan", many[:0:0], "there are no known keys"},
		{"quick-brown-fan", append([]string{"fan"}, many...), "known keys like it: fan, fan-out-zzz, fan-out-zzzz, fan-out-zzzzz, fan-out-zzzzzz, fan-out-zzzzzzz"},
		{"unlike", many, "it is like none of the 40 known keys"},
	} {
		if got := diag.DidYouMean(tc.name, "keys", tc.known); got != tc.want {
			t.Errorf("DidYouMean(%q) = %q, want %q", tc.name, got, tc.want)
		}
	}
}
