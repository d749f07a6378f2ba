package answer

import (
	"os"
	"path/filepath"
	"testing"
)

func BenchmarkZCorpus(b *testing.B) {
	fs, _ := filepath.Glob("/work/shared/corpus/dev/*/*.md")
	var docs [][]byte
	n := 0
	for _, f := range fs {
		d, _ := os.ReadFile(f)
		docs = append(docs, d)
		n += len(d)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			Parse(d)
		}
	}
}
