package tui_test

import (
	"strings"
	"testing"

	"designdrill/internal/tui"
)

func TestEcho(t *testing.T) {
	for line, want := range map[string]string{
		"600 TB/day":       "600 TB/day = 6.9 GB/s",
		"500 GB per hour":  "500 GB per hour = 139 MB/s",
		"300k req/min in":  "300k req/min = 5k/s",
		"10 Gbps, 200 ms":  "10 Gbps · 200 ms",
		"no figures here":  "",
		"200M users":       "200M users",
		"five years":       "five years = 5 years",
		"$5M/month":        "$5M/month",
		"2 tweets a day":   "2 tweets a day",
		"400M per day = 1": "400M per day = 4.6k/s · 1",
		// The calculation stays the candidate's own: a wrong result is echoed as it is.
		"10M x 3/day = 999/s":               "10M · 3/day · 999/s",
		strings.Repeat("1 GB ", 1000) + "x": "",
	} {
		if got := tui.Echo(line); got != want {
			t.Errorf("%q is echoed as %q, want %q", line, got, want)
		}
	}
}
