package round

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

const mappingHead = `# Who reviews whom, and whose answer stands behind each pseudonym. Reviewers need not
# open this file: it gives away what the review keeps back. Written by
# "designdrill group assign"; a change by hand makes it unusable.
`

// Sum is how the mapping and its answers are told from changed ones.
func Sum(src []byte) string {
	h := sha256.Sum256(src)
	return "sha256:" + hex.EncodeToString(h[:])
}

// Write returns the mapping as a file.
func (m *Mapping) Write() []byte {
	var b strings.Builder
	b.WriteString(mappingHead)
	fmt.Fprintf(&b, "format: 1\nseed: %q\nexemplar: %s\npeople:\n", strconv.FormatUint(m.Seed, 10), quote(m.Exemplar))
	for _, p := range m.People {
		fmt.Fprintf(&b, "  - name: %s\n    file: %s\n    folder: %s\n    scenario: %s\n    sum: %s\n    pseudonym: %s\n    reviews: [%s]\n",
			quote(p.Name), quote(p.File), quote(p.Folder), quote(p.Scenario), quote(p.Sum), quote(p.Pseudonym), strings.Join(p.Reviews, ", "))
	}
	fmt.Fprintf(&b, "%s%s\n", sumLine, quote(Sum([]byte(b.String()))))
	return []byte(b.String())
}

// sumLine begins the mapping's last line, which covers all before it.
const sumLine = "sum: "

// quote writes text as a YAML string: JSON's strings are such.
func quote(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""` // strings can always be written
	}
	return string(text)
}

// ParseMapping reads a mapping and reports everything that keeps it from being one
// that Write made: paths that lead elsewhere, people who review themselves, pseudonyms
// that nobody or several have, and any change by hand.
func ParseMapping(name string, src []byte) (*Mapping, diag.List) {
	d := yamlpos.Parse(name, src, yamlpos.Options{})
	root := d.Root("mapping")
	root.Int("format", yamlpos.Required, yamlpos.Between(1, 1))
	m := &Mapping{Exemplar: root.Text("exemplar", yamlpos.Required, yamlpos.Slug)}
	if v := root.Get("seed", yamlpos.Required); v.Present() {
		seed, err := strconv.ParseUint(v.Text(), 10, 64)
		if err != nil {
			v.Errorf("bad-value", "", "expected a whole number for \"seed\"")
		}
		m.Seed = seed
	}
	c := mappingCheck{pseudonyms: map[string]int{}, files: map[string]bool{}, folders: map[string]bool{}}
	root.Maps("people", "person", func(p *yamlpos.Map) {
		m.People = append(m.People, c.person(p))
	}, yamlpos.Required, yamlpos.Count(2, 1000))
	c.reviews(m)
	sum := root.Get("sum", yamlpos.Required)
	given := sum.Text()
	root.Done()
	// Only a mapping that is sound otherwise is worth this remark.
	if text := strings.ReplaceAll(string(src), "\r\n", "\n"); d.Readable() && given != "" {
		before, _, _ := strings.Cut(text, "\n"+sumLine)
		if got := Sum([]byte(before + "\n")); got != given {
			sum.Errorf("changed", "restore it, from version control for instance, or begin anew with: designdrill group assign --new",
				"the mapping was changed after it was written")
		}
	}
	return m, d.Findings()
}

// mappingCheck gathers what is known of the people while they are read.
type mappingCheck struct {
	pseudonyms     map[string]int // by name: the place
	files, folders map[string]bool
	listed         [][]yamlpos.Value // each one's reviews
}

func (c *mappingCheck) person(p *yamlpos.Map) Member {
	x := Member{Name: p.Text("name", yamlpos.Required, yamlpos.MaxLen(MaxName)), Scenario: p.Text("scenario", yamlpos.Required, yamlpos.Slug),
		Sum: p.Text("sum", yamlpos.Required, yamlpos.MaxLen(100))}
	x.File = plain(p.Get("file", yamlpos.Required), c.files)
	x.Folder = plain(p.Get("folder", yamlpos.Required), c.folders)
	if clean := CleanName(x.Name); clean != x.Name {
		p.Get("name").Errorf("bad-value", "", "the name has characters that are not shown")
		x.Name = clean
	}
	v := p.Get("pseudonym", yamlpos.Required)
	x.Pseudonym = v.Text(yamlpos.Slug)
	if _, twice := c.pseudonyms[x.Pseudonym]; twice && x.Pseudonym != "" || x.Pseudonym == Exemplar {
		v.Errorf("duplicate", "", "the pseudonym %q is taken", x.Pseudonym)
	}
	c.pseudonyms[x.Pseudonym] = len(c.listed)
	c.listed = append(c.listed, p.Items("reviews", "review", yamlpos.Required, yamlpos.Count(0, 10)))
	p.Done()
	return x
}

// plain reads the name of a file or folder, which must be new.
func plain(v yamlpos.Value, seen map[string]bool) string {
	if !v.Present() {
		return ""
	}
	name := v.Text(yamlpos.MaxLen(255))
	low := strings.ToLower(name)
	switch {
	case name == "":
	case !PlainFile(name):
		v.Errorf("bad-path", "", "%s leads out of its folder: expected a plain name", yamlpos.Quote(name))
		return ""
	case seen[low]:
		v.Errorf("duplicate", "", "%s stands twice", yamlpos.Quote(name))
	}
	seen[low] = true
	return name
}

// reviews resolves who reviews whom, once all are known.
func (c *mappingCheck) reviews(m *Mapping) {
	names := make([]string, 0, len(m.People))
	for _, p := range m.People {
		names = append(names, p.Pseudonym)
	}
	for i, list := range c.listed {
		for _, v := range list {
			name := v.Text(yamlpos.Slug)
			of, known := c.pseudonyms[name]
			switch {
			case name == "":
				continue
			case !known:
				v.Errorf("unknown-reference", diag.DidYouMean(name, "pseudonyms", names), "no answer has the pseudonym %s", yamlpos.Quote(name))
				continue
			case of == i:
				v.Errorf("own-answer", "", "%s reviews their own answer", m.People[i].Name)
			case slices.Contains(m.People[i].Reviews, name):
				v.Errorf("duplicate", "", "%s reviews %s twice", m.People[i].Name, yamlpos.Quote(name))
			}
			m.People[i].Reviews = append(m.People[i].Reviews, name)
		}
	}
}
