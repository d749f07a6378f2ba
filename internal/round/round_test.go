package round_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/round"
)

func TestFolders(t *testing.T) {
	got := round.Folders([]string{"Anna Ng", "anna-ng", "../../etc", "李", "CON", "com1", "a.b", "", strings.Repeat("x", 99)})
	want := []string{"anna-ng", "anna-ng-2", "etc", "person-4", "person-con", "person-com1", "a-b", "person-8", strings.Repeat("x", 40)}
	if !slices.Equal(got, want) {
		t.Errorf("folders %q, want %q", got, want)
	}
}

// TestFoldersPlain holds whatever the files are called.
func TestFoldersPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := round.Folders(rapid.SliceOf(rapid.String()).Draw(t, "stems"))
		seen := map[string]bool{}
		for _, f := range got {
			if !round.PlainFile(f) || f != strings.ToLower(f) || seen[f] {
				t.Fatalf("folder %q of %q", f, got)
			}
			seen[f] = true
		}
	})
}

func TestPlainFile(t *testing.T) {
	for name, want := range map[string]bool{"anna.md": true, "Ä b.md": true, "": false, "..": false, ".hidden": false, "a/b": false, `a\b`: false, "c:x": false,
		"a\x1b[31m.md": false, "a\xff.md": false, "a\u202e.md": false} {
		if got := round.PlainFile(name); got != want {
			t.Errorf("PlainFile(%q) is %v", name, got)
		}
	}
}

func TestDistinct(t *testing.T) {
	got := round.Distinct([]string{"Anna", "Ben", "anna"}, []string{"a1", "b", "a2"})
	if want := []string{"Anna (a1)", "Ben", "anna (a2)"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

func TestAnonymous(t *testing.T) {
	anna := round.Member{Name: "Anna Li Smith", File: "student-7.md", Scenario: "twitter", Pseudonym: "quiet-otter"}
	for _, c := range []struct {
		name   string
		m      round.Member
		text   string
		want   string
		hidden int
	}{
		{"the whole name once", anna, "By Anna Li Smith.", "By quiet-otter.", 1},
		{"its parts, possessive and in capitals", anna, "Anna's design, SMITH says", "quiet-otter's design, quiet-otter says", 2},
		{"a short part alone is another word", anna, "Li is lithium", "Li is lithium", 0},
		{"other words stay", anna, "Annabel, anna, smithy, Banana", "Annabel, anna, smithy, Banana", 0},
		{"within an address also in lower case", anna, "write to anna.smith@uni.example", "write to quiet-otter@uni.example", 1},
		{"the name of the file", round.Member{File: "wei-2.md", Name: "wei-2", Pseudonym: "calm-vole"}, "Wei thinks; a Student too", "calm-vole thinks; a Student too", 1},
		{"a file that names nobody", round.Member{File: "answer-twitter.md", Name: "answer-twitter", Scenario: "twitter", Pseudonym: "calm-vole"}, "Answer: Twitter", "Answer: Twitter", 0},
		{"terminal escapes", anna, "a\x1b[31mb\u202ec\xff", "a\uFFFD[31mb\uFFFDc\uFFFD", 0},
	} {
		front := fmt.Sprintf("---\nname: %q\nscenario: %s\nself:\n  requirements: 4\nattempt: abc\n---\n", c.m.Name, "twitter")
		got, hidden := round.Anonymous(answer.Parse([]byte(front+"\n"+c.text+"\n")), c.m)
		if want := "---\nscenario: " + c.m.Scenario + "\n---\n\n" + c.want + "\n"; string(got) != want || hidden != c.hidden {
			t.Errorf("%s: %q with %d hidden, want %q with %d", c.name, got, hidden, want, c.hidden)
		}
	}
}

// TestAnonymousWithoutFront keeps an answer that has no front matter whole.
func TestAnonymousWithoutFront(t *testing.T) {
	got, _ := round.Anonymous(answer.Parse([]byte("\uFEFF# Title\r\n\r\ntext")), round.Member{Scenario: "uber", Pseudonym: "x"})
	if want := "---\nscenario: uber\n---\n\n# Title\r\n\r\ntext"; string(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestText(t *testing.T) {
	text := round.NewText([]byte("We read **the timeline** from\nthe `cache`, and only then from disk."))
	for quote, want := range map[string]bool{
		"the timeline from the cache": true, "The Timeline, from the cache": true, "timeline … disk": true, "timeline...cache": true,
		"disk … timeline": false, "the time": false, "caches": false, "": false, "…": false, "!": false,
	} {
		if got := text.Has(quote); got != want {
			t.Errorf("Has(%q) is %v", quote, got)
		}
	}
}

func mapping() *round.Mapping {
	m := &round.Mapping{Seed: 1<<64 - 1, Exemplar: "solid"}
	for _, x := range [][4]string{{"Anna \"Q\" \\", "anna.md", "calm-vole", "quiet-otter"}, {"Ben: #1", "Ben - 2.md", "quiet-otter", "calm-vole"}} {
		m.People = append(m.People, round.Member{Name: x[0], File: x[1], Folder: round.Folders([]string{x[1]})[0], Scenario: "twitter", Sum: round.Sum(nil),
			Pseudonym: x[2], Reviews: []string{x[3]}})
	}
	return m
}

func TestMappingRoundTrip(t *testing.T) {
	want := mapping()
	for _, text := range []string{string(want.Write()), strings.ReplaceAll(string(want.Write()), "\n", "\r\n")} {
		got, faults := round.ParseMapping("mapping.yaml", []byte(text))
		if len(faults) > 0 || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v with %v, want %v", got, faults, want)
		}
	}
}

// TestMappingTampered wants every change to be found, and none to lead out of the folder.
func TestMappingTampered(t *testing.T) {
	src := string(mapping().Write())
	for _, c := range []struct{ old, new, rule string }{
		{`file: "anna.md"`, `file: "../anna.md"`, "bad-path"},
		{`file: "anna.md"`, `file: "/etc/passwd"`, "bad-path"},
		{`folder: "anna-md"`, `folder: ".."`, "bad-path"},
		{`folder: "anna-md"`, `folder: "ben-2-md"`, "duplicate"},
		{"reviews: [quiet-otter]", "reviews: [calm-vole]", "own-answer"},
		{"reviews: [quiet-otter]", "reviews: [quiet-oter]", "unknown-reference"},
		{"reviews: [quiet-otter]", "reviews: [quiet-otter, quiet-otter]", "duplicate"},
		{`pseudonym: "quiet-otter"`, `pseudonym: "calm-vole"`, "duplicate"},
		{`pseudonym: "quiet-otter"`, `pseudonym: "exemplar"`, "duplicate"},
		{`name: "Ben: #1"`, `name: "Ben"`, "changed"},
		{`seed: "18446744073709551615"`, `seed: "7"`, "changed"},
		{`seed: "18446744073709551615"`, `seed: "x"`, "bad-value"},
		{"# Who", "# who", "changed"},
		{"sum: \"sha256:", "sum: \"sha256:0", "changed"},
		{"people:", "persons:", "unknown-key"},
		{"format: 1", "format: 2", "out-of-range"},
	} {
		text := strings.Replace(src, c.old, c.new, 1)
		if text == src {
			t.Fatalf("%q is not in the mapping", c.old)
		}
		m, faults := round.ParseMapping("mapping.yaml", []byte(text))
		if !slices.ContainsFunc(faults, func(f diag.Finding) bool { return f.Rule == c.rule }) {
			t.Errorf("%s: found %v, want %s", c.new, faults, c.rule)
		}
		for _, p := range m.People {
			if strings.ContainsAny(p.File+p.Folder, `/\`) {
				t.Errorf("%s: the path %q is used", c.new, p.File+p.Folder)
			}
		}
	}
}

func emptyCatalog() *catalog.Catalog { return &catalog.Catalog{} }

func sheet() string {
	return string(round.WriteSheet(emptyCatalog(), "anna", "twitter", "solid", []string{"calm-vole", "quiet-otter"}))
}

func TestSheet(t *testing.T) {
	want := round.Asked{Reviewer: "anna", Scenario: "twitter", Exemplar: "solid", Answers: []string{"exemplar", "calm-vole", "quiet-otter"},
		Texts: map[string]round.Text{"calm-vole": round.NewText([]byte("tweets are read from the cache"))}}
	for _, c := range []struct {
		name   string
		edit   []string // pairs, each in the first place that has it after "calm-vole:"
		rule   string   // of the only finding; "" for none
		open   int      // of calm-vole
		bare   int
		filled bool
		errs   bool
	}{
		{"as written", nil, "", 12, 0, false, false},
		{"a level of 0", []string{"level:", "level: 0"}, "", 11, 0, true, false},
		{"a level without its quote", []string{"level:", "level: 3"}, "", 11, 1, true, false},
		{"a level with its quote", []string{"level:\n      quote: \"\"", "level: 3\n      quote: Read from the cache"}, "", 11, 0, true, false},
		{"a quote of something else", []string{"level:\n      quote: \"\"", "level: 3\n      quote: read from disk"}, "not-in-answer", 11, 1, true, false},
		{"a level off the ladder", []string{"level:", "level: 5"}, "out-of-range", 11, 0, true, true},
		{"a word for a level", []string{"level:", "level: good"}, "wrong-type", 11, 0, true, true},
		{"a misspelt criterion", []string{"components.flows:", "components.flow:"}, "unknown-key", 12, 0, false, true},
		{"a misspelt key", []string{"quote:", "qoute:"}, "unknown-key", 12, 0, false, true},
		{"an answer that nobody asked for", []string{"  calm-vole:", "  calm-mole:"}, "unknown-key", 12, 0, false, true},
		{"another's sheet", []string{"reviewer: \"anna\"", "reviewer: \"ben\""}, "wrong-sheet", 12, 0, false, true},
		{"a comment", []string{"comment: \"\"", "comment: say what fails"}, "", 12, 0, true, false},
		{"a comment left open", []string{"comment: \"\"", "comment:"}, "", 12, 0, false, false},
	} {
		text := sheet()
		if len(c.edit) > 0 {
			head, rest, found := strings.Cut(text, "  calm-vole:")
			rest = "  calm-vole:" + rest
			if strings.HasPrefix(c.edit[0], "reviewer") {
				head = strings.Replace(head, c.edit[0], c.edit[1], 1)
			} else {
				rest = strings.Replace(rest, c.edit[0], c.edit[1], 1)
			}
			if text = head + rest; !found || text == sheet() {
				t.Fatalf("%s: %q is not in the sheet", c.name, c.edit[0])
			}
		}
		s, faults := round.ParseSheet("sheet.yaml", []byte(text), want)
		g := s.Graded[1]
		if len(g.Open) != c.open || len(g.Bare) != c.bare || s.Filled() != c.filled || faults.HasErrors() != c.errs || s.Complete() {
			t.Errorf("%s: open %d, bare %d, filled %v, %v", c.name, len(g.Open), len(g.Bare), s.Filled(), faults)
		}
		if c.rule != "" && !slices.ContainsFunc(faults, func(f diag.Finding) bool { return f.Rule == c.rule && f.At.Line > 1 }) {
			t.Errorf("%s: %v, want %s", c.name, faults, c.rule)
		}
		if c.rule == "" && len(faults) > 0 {
			t.Errorf("%s: %v", c.name, faults)
		}
	}
}

func TestSheetComplete(t *testing.T) {
	text := strings.ReplaceAll(sheet(), "      level:\n", "      level: 0\n")
	s, faults := round.ParseSheet("sheet.yaml", []byte(text), round.Asked{Answers: []string{"exemplar", "calm-vole", "quiet-otter"}})
	if len(faults) > 0 || !s.Complete() || s.Reviewer != "anna" || len(s.Graded[0].Levels) != 12 {
		t.Errorf("%+v with %v", s, faults)
	}
}

// FuzzSheet reads anything without a panic, and takes no level off the ladder without
// an error.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(sheet()))
	f.Add([]byte("answers: {exemplar: [1], calm-vole: {requirements.scope: {level: 9}}}"))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, faults := round.ParseSheet("sheet.yaml", src, round.Asked{Answers: []string{"exemplar", "calm-vole"}})
		for _, g := range s.Graded {
			for _, level := range g.Levels {
				if (level < 0 || level > 4) && !faults.HasErrors() {
					t.Fatalf("level %d", level)
				}
			}
		}
		round.ParseMapping("mapping.yaml", src)
	})
}

// FuzzAnonymous hides names in anything without a panic and without a control
// character.
func FuzzAnonymous(f *testing.F) {
	f.Add([]byte("By Anna Li. anna@li"), "Anna Li")
	f.Fuzz(func(t *testing.T, src []byte, name string) {
		got, _ := round.Anonymous(answer.Parse(src), round.Member{Name: name, File: "a.md", Scenario: "x", Pseudonym: "calm-vole"})
		if strings.ContainsFunc(string(got), func(r rune) bool { return r == 0x1b || r == 0x202e }) {
			t.Fatalf("%q", got)
		}
	})
}
