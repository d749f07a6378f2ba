package score_test

import (
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/score"
)

// BenchmarkFigures scores answers of little but numbers, of one size and of ten times
// that: the second must take ten times as long.
func BenchmarkFigures(b *testing.B) {
	shapes := map[string]string{
		"chains":    "500M tweets / day = 5.8k tweets/s and 100M DAU * 2 posts a day = 200M posts a day on 3 servers, ",
		"lines":     "- 100M DAU post 500M tweets a day / 86400 = 5.8k QPS at peak within 200 ms on 20 servers of 300 QPS each\n",
		"headings":  "## Storage of 5 years\n500M x 1 KB = 500 GB\n",
		"rows":      "| tweet | 1 KB | 500M | 500 GB |\n",
		"equations": "1 GB = 1 GB = ",
	}
	c := content(b, "twitter")
	for name, unit := range shapes {
		for _, n := range []int{200, 2000} {
			doc := answer.Parse([]byte("# Estimates\n\n| what | size | count | total storage |\n|-|-|-|-|\n" + strings.Repeat(unit, n)))
			b.Run(name+map[int]string{200: "", 2000: "-10x"}[n], func(b *testing.B) {
				for b.Loop() {
					score.Score(doc, c, score.Options{})
				}
			})
		}
	}
}
