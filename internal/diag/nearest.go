package diag

import (
	"fmt"
	"slices"
	"strings"
)

// nearLimit bounds the names that are compared, so that hostile input stays cheap.
const nearLimit = 64

// Nearest returns the candidate most like name, or "" when none is like it: at most
// one edit in three characters, where an edit inserts, deletes, replaces or swaps
// neighbours. Case does not count. Of equally near candidates the first in
// alphabetical order wins, whatever the order given.
func Nearest(name string, candidates []string) string {
	want := []rune(strings.ToLower(name))
	if len(want) == 0 || len(want) > nearLimit {
		return ""
	}
	best, bestDist := "", 1+max(1, len(want)/3)
	for _, c := range candidates {
		if len(c) > 4*nearLimit {
			continue
		}
		have := []rune(strings.ToLower(c))
		if len(have)-len(want) > bestDist || len(want)-len(have) > bestDist {
			continue
		}
		d := distance(want, have)
		if d < bestDist || d == bestDist && best != "" && c < best {
			best, bestDist = c, d
		}
	}
	return best
}

// DidYouMean returns a hint that names the nearest candidate and the known names, or
// those like the name when they are many; what is the plural of the names, such as
// "keys".
func DidYouMean(name, what string, candidates []string) string {
	known := slices.Compact(slices.Sorted(slices.Values(candidates)))
	near := Nearest(name, known)
	switch {
	case near != "" && len(known) > listLimit:
		return "did you mean \"" + near + "\"?"
	case near != "":
		return "did you mean \"" + near + "\"? known " + what + ": " + strings.Join(known, ", ")
	case len(known) == 0:
		return "there are no known " + what
	case len(known) > listLimit:
		if like := sharing(name, known); len(like) > 0 {
			return "known " + what + " like it: " + strings.Join(like, ", ")
		}
		return fmt.Sprintf("it is like none of the %d known %s", len(known), what)
	default:
		return "known " + what + ": " + strings.Join(known, ", ")
	}
}

// listLimit is how many known names a hint shows.
const listLimit = 30

// sharing returns a few candidates that have a whole part (between hyphens,
// underscores and dots) in common with the name.
func sharing(name string, candidates []string) []string {
	const most = 6
	parts := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ' ' })
	}
	if len(name) > nearLimit {
		return nil
	}
	want := parts(name)
	var out []string
	for _, c := range candidates {
		if len(out) < most && slices.ContainsFunc(parts(c), func(p string) bool { return len(p) > 2 && slices.Contains(want, p) }) {
			out = append(out, c)
		}
	}
	return out
}

// distance is the optimal string alignment distance.
func distance(a, b []rune) int {
	before := make([]int, len(b)+1) // two rows back
	prev := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
