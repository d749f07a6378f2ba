package answer

import (
	"os"
	"testing"
)

func BenchmarkZ(b *testing.B) {
	doc := []byte(hostile[os.Getenv("H")](1_600_000))
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(doc)
	}
}
