// Package round provides the files of a round of peer review in a folder: the mapping
// that says who reviews whom, the review sheet, and the copy of an answer that does
// not tell whose it is. It reads and writes no file itself.
package round

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"designdrill/internal/diag"
)

// Names of files and folders.
const (
	Folder       = "review"       // within the folder of the hand-ins; holds all that follows
	MappingFile  = "mapping.yaml" // within Folder
	SheetFile    = "sheet.yaml"   // within a reviewer's folder
	ExemplarFile = "exemplar.md"  // likewise
	Exemplar     = "exemplar"     // what the sheet calls it
)

// Limits.
const (
	MaxName  = 80 // characters
	maxSlug  = 40
	maxQuote = 4000
)

// Member is one person of a round.
type Member struct {
	Name      string
	File      string // the hand-in, a plain file name
	Folder    string // where the person's sheet lies, a plain name
	Scenario  string
	Sum       string // of the hand-in when it was assigned, "sha256:…"
	Pseudonym string
	Reviews   []string // the pseudonyms of the answers to review, in this order
}

// Mapping says who reviews whom.
type Mapping struct {
	Seed     uint64
	Exemplar string // its name: "solid"
	People   []Member
}

// ByPseudonym returns the place of the person behind a pseudonym, -1 for none.
func (m *Mapping) ByPseudonym(name string) int {
	return slices.IndexFunc(m.People, func(p Member) bool { return p.Pseudonym == name })
}

// CleanName makes a name fit for one line of any output and for the mapping.
func CleanName(name string) string {
	name = strings.Join(strings.Fields(diag.Clean(name)), " ")
	if utf8.RuneCountInString(name) > MaxName {
		name = string([]rune(name)[:MaxName-1]) + "…"
	}
	return name
}

// PlainFile reports whether a name is that of a file in the folder itself, on every
// system: no separators, no way up, nothing that steers a terminal.
func PlainFile(name string) bool {
	return name != "" && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\:`) && utf8.ValidString(name) && diag.Clean(name) == name
}

// reserved are names that Windows keeps for devices.
var reserved = []string{"con", "prn", "aux", "nul"}

// Folders gives each hand-in, by its name without .md, a folder of its own: lower-case
// ASCII letters and digits with hyphens.
func Folders(stems []string) []string {
	seen := map[string]bool{}
	out := make([]string, len(stems))
	for i, stem := range stems {
		base := slug(stem)
		switch {
		case base == "":
			base = fmt.Sprintf("person-%d", i+1)
		case slices.Contains(reserved, base) || len(base) == 4 && (strings.HasPrefix(base, "com") || strings.HasPrefix(base, "lpt")):
			base = "person-" + base
		}
		name := base
		for n := 2; seen[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		seen[name] = true
		out[i] = name
	}
	return out
}

func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= maxSlug {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// Distinct makes names that several people have distinct by the names of their files.
func Distinct(names, files []string) []string {
	times := map[string]int{}
	for _, n := range names {
		times[strings.ToLower(n)]++
	}
	out := slices.Clone(names)
	for i, n := range names {
		if times[strings.ToLower(n)] > 1 {
			out[i] = CleanName(n + " (" + files[i] + ")")
		}
	}
	return out
}

// wordRune reports what words are made of.
func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
