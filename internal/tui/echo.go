package tui

import (
	"strings"

	"designdrill/internal/quantity"
)

// Echo says how the figures of a line are understood: "600 TB/day = 6.9 GB/s". It
// reads what is there and computes nothing of the candidate's own calculation. It is
// "" for a line without figures.
func Echo(line string) string {
	if len(line) > maxEcho {
		return ""
	}
	var parts []string
	for _, f := range quantity.Find(line) {
		if f.Bare && len(parts) == 0 && strings.TrimSpace(line) == f.Text {
			continue
		}
		parts = append(parts, understood(f))
	}
	return strings.Join(parts, " · ")
}

// maxEcho is the longest line that is echoed.
const maxEcho = 1000

// understood writes a quantity as it is read, with what it is a second or in plain
// digits where that says more.
func understood(f quantity.Found) string {
	q := f.Q
	text := strings.Join(strings.Fields(f.Text), " ")
	if u := q.Unit; u.Time == -1 && u.Money == 0 && u.Period > quantity.Second {
		second := u
		second.Period, second.Scale = quantity.Second, u.Scale*u.Period
		if per, err := quantity.Convert(q, second); err == nil && per.Base() >= 0.1 {
			return text + " = " + quantity.Format(per)
		}
		return text
	}
	read := quantity.Format(q)
	if f.Bare || strings.HasPrefix(squeezed(text), squeezed(read)) {
		return text
	}
	return text + " = " + read
}

// squeezed is a text without spaces and case.
func squeezed(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
