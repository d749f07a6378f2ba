package quantity

import (
	"strings"
	"testing"
)

const prose = `The write path goes through a queue so that a slow consumer never blocks the
caller; each worker takes a batch, writes it to the store and acknowledges the batch
afterwards. Readers hit the cache first and fall back to the replica that is closest.
A half-finished upload is resumed from the last chunk the store has seen. `

const estimates = `We expect 500M DAU with 10 posts per user per day, about 5,800 QPS on average and
3x at peak. 500M x 2 / 86,400 ≈ 11.6k/s; at 1 KB each that is 1 TB/day, 365 TB a year
and 1.8 PB in 5 years with 3 replicas. p99 < 200 ms, 99.99% available, 20% cached. `

func benchmarkFind(b *testing.B, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(text)
	}
}

func BenchmarkFindProse(b *testing.B)     { benchmarkFind(b, prose) }
func BenchmarkFindEstimates(b *testing.B) { benchmarkFind(b, estimates) }
func BenchmarkFindDigits(b *testing.B) {
	benchmarkFind(b, strings.Repeat("1,1 1.1 1-1 1:1 1/1 2e9 ", 20))
}

func BenchmarkChains(b *testing.B) {
	text := strings.Repeat(estimates+"\n", 1<<16/len(estimates))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Chains(text)
	}
}

func BenchmarkEval(b *testing.B) {
	vars := map[string]Quantity{"dau": must(b, "250M"), "size": must(b, "1 KB")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Eval("dau * 2 / day * size * 5 * year", vars); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		must(b, "500 GB/day")
	}
}
