package answer

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/ok/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc := Parse(raw)
			checkDocument(t, doc)
			got := dump(doc)
			out := strings.TrimSuffix(file, ".md") + ".out"
			if *update {
				if err := os.WriteFile(out, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; run with -update and read the diff\n%s", out, lineDiff(string(want), got))
			}
		})
	}
}

// lineDiff shows the first lines in which two texts differ.
func lineDiff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(w) && i < len(g); i++ {
		if w[i] != g[i] {
			return "want " + w[i] + "\ngot  " + g[i]
		}
	}
	return "one is longer than the other"
}

func goldenTexts(t testing.TB) [][]byte {
	files, err := filepath.Glob("testdata/ok/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, raw)
	}
	return texts
}

// BenchmarkParse reads all golden texts as one document of about a megabyte.
func BenchmarkParse(b *testing.B) {
	var doc []byte
	for len(doc) < 1<<20 {
		for _, raw := range goldenTexts(b) {
			doc = append(append(doc, '\n', '\n'), raw...)
		}
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(doc)
	}
}
