package answer

import (
	"reflect"
	"strings"
	"testing"
)

// TestLineEnds asks that a document reads the same whatever ends its lines.
func TestLineEnds(t *testing.T) {
	text := "# Title\n\nTwo lines\nof text.  \nThird\n\n- a\n- b\n\n| k | v |\n|---|---|\n| x | y |\n\n```json\n{}\n```\n"
	want := Parse([]byte(text))
	for _, eol := range []string{"\r\n", "\r"} {
		doc := Parse([]byte("\xef\xbb\xbf" + strings.ReplaceAll(text, "\n", eol)))
		checkDocument(t, doc)
		if len(doc.Passages) != len(want.Passages) {
			t.Fatalf("%q: %d passages, want %d\n%s", eol, len(doc.Passages), len(want.Passages), dump(doc))
		}
		for i, p := range doc.Passages {
			w := want.Passages[i]
			if p.Text != w.Text || p.Kind != w.Kind || p.Line != w.Line || p.Head != w.Head {
				t.Errorf("%q: passage %d is %v %q on line %d, want %v %q on line %d", eol, i, p.Kind, p.Text, p.Line, w.Kind, w.Text, w.Line)
			}
			if got := doc.Slice(p.Start, p.End); strings.Contains(got, "\xef") {
				t.Errorf("%q: passage %d holds the byte order mark", eol, i)
			}
		}
	}
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // id and line
	}{
		{"clean", "# a\n\ntext\n", nil},
		{"invalid bytes", "ok\ncaf\xe9 au lait\n", []string{"invalid-utf8 2"}},
		{"nul", "a\x00b\n", []string{"invalid-utf8 1"}},
		{"deep list", "x\n\n" + strings.Repeat("- ", 100_000) + "word", []string{"too-deep 3"}},
		{"deep quote", strings.Repeat(">", 100_000) + "word", []string{"too-deep 1"}},
		{"deep indentation", deepList(100), []string{"too-deep 65"}},
		{"unclosed fence", "```json\n{}\n\n# Next\n\nThe text goes on here after it.\n", []string{"unclosed-fence 1"}},
		{"unclosed to the end", "text\n\n```\nx := 1\n", []string{"unclosed-fence 3"}},
		{"front matter", "---\nscenario: uber\nself: 3\n---\n", []string{"front-matter 3"}},
		{"front matter that is no YAML", "---\nscenario: [\n---\ntext", []string{"front-matter"}},
	}
	for _, tt := range tests {
		doc := Parse([]byte(tt.text))
		checkDocument(t, doc)
		var got []string
		for _, f := range doc.Findings {
			got = append(got, f.ID+" "+itoa(f.Line))
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, doc.Findings, tt.want)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], tt.want[i]) {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		}
	}
}

func deepList(n int) string {
	var w strings.Builder
	for i := range n {
		w.WriteString(strings.Repeat("  ", i) + "- word\n")
	}
	return w.String()
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// TestDeepTextStays asks that words behind markers that were dropped are read.
func TestDeepTextStays(t *testing.T) {
	for _, text := range []string{strings.Repeat("- ", 1000) + "sharding", strings.Repeat("> ", 1000) + "sharding", strings.Repeat(" ", 1000) + "sharding"} {
		doc := Parse([]byte(text))
		if n := len(doc.Passages); n != 1 || doc.Passages[0].Text != "sharding" {
			t.Errorf("%.20q…: %s", text, dump(doc))
		}
	}
}

func TestTooLong(t *testing.T) {
	doc := Parse([]byte(strings.Repeat("word\n\n", MaxSize/6+10)))
	if len(doc.Findings) == 0 || doc.Findings[0].ID != "too-long" {
		t.Errorf("findings %v, want too-long", doc.Findings)
	}
	if n := len(doc.Passages); n != maxPassages {
		t.Errorf("%d passages, want %d", n, maxPassages)
	}
}

// TestChunks asks that a document that is parsed in parts reads like a short one:
// the parts of one list and of one table belong together.
func TestChunks(t *testing.T) {
	var w strings.Builder
	w.WriteString("## List\n\nWe keep:\n")
	const n = 20_000
	for range n {
		w.WriteString("- one more item\n")
	}
	w.WriteString("\n## Table\n\nSizes:\n\n| name | size |\n|---|---|\n")
	for range n {
		w.WriteString("| store | 10 GB |\n")
	}
	doc := Parse([]byte(w.String()))
	checkDocument(t, doc)
	items, cells := 0, 0
	lists, tables := map[int32]bool{}, map[int32]bool{}
	for i, p := range doc.Passages {
		switch p.Kind {
		case Item:
			items++
			lists[p.Block] = true
			if doc.Passages[p.Parent].Text != "We keep:" || p.Section != 1 {
				t.Fatalf("passage %d: parent %d, section %d", i, p.Parent, p.Section)
			}
		case Cell:
			tables[p.Block] = true
			if doc.Passages[p.Parent].Text != "Sizes:" || p.Section != 2 || p.Row != int32(cells/2) || p.Head != [2]string{"name", "size"}[cells%2] {
				t.Fatalf("passage %d: parent %d, section %d, row %d, head %q", i, p.Parent, p.Section, p.Row, p.Head)
			}
			cells++
		}
	}
	if items != n || cells != 2*n || len(lists) != 1 || len(tables) != 1 {
		t.Errorf("%d items in %d lists, %d cells in %d tables", items, len(lists), cells, len(tables))
	}
}

func TestDeterministic(t *testing.T) {
	for name, text := range hostile {
		raw := []byte(text(3000))
		if !reflect.DeepEqual(Parse(raw), Parse(raw)) {
			t.Errorf("%s: two readings differ", name)
		}
	}
}

func TestHelpers(t *testing.T) {
	doc := Parse([]byte("intro\n\n# A\n\n## B\n\none. Two words.\n"))
	if got := doc.Path(2); !reflect.DeepEqual(got, []string{"A", "B"}) {
		t.Errorf("Path(2) = %q", got)
	}
	if got := doc.Path(0); len(got) != 0 {
		t.Errorf("Path(0) = %q", got)
	}
	for offset, want := range map[int]int{-1: 1, 0: 1, 5: 1, 6: 2, 7: 3, 11: 4, 1000: 8} {
		if got := doc.LineAt(offset); got != want {
			t.Errorf("LineAt(%d) = %d, want %d", offset, got, want)
		}
	}
	if got := doc.Slice(7, 10); got != "# A" {
		t.Errorf("Slice(7, 10) = %q", got)
	}
	if got := doc.Slice(-5, 1000); got != string(doc.Raw) {
		t.Errorf("Slice beyond the ends = %q", got)
	}
	p := &doc.Passages[len(doc.Passages)-1]
	if got := p.SentenceText(len(p.Sentences) - 1); got != "Two words." {
		t.Errorf("SentenceText = %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range hostile {
		f.Add([]byte(text(300)))
	}
	for _, s := range goldenTexts(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		checkDocument(t, Parse(raw))
	})
}
