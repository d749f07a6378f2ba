package proof

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"designdrill/internal/catalog"
)

// variation makes variants of a text that show nothing the text does not show.
type variation struct {
	name string
	// counts tells whether a rise of a criterion is a fault.
	counts func(criterion string, from int) bool
	make   func(text string, draw *rand.Rand) []variant
}

type variant struct{ what, text string }

func anyRise(string, int) bool { return true }

// beyondNamed allows a name that is strewn in to stand at level 1, which is what it is.
func beyondNamed(_ string, from int) bool { return from > 0 }

// onRoadmap leaves the stage criteria out: what a design has too much of, such as a flow
// that contradicts another, may hold a stage down.
func onRoadmap(criterion string, _ int) bool { return catalog.IsRoadmap(criterion) }

// variations are held against every exemplar.
var variations = []variation{
	{"prose on something else, as a section between two", anyRise, func(text string, _ *rand.Rand) (out []variant) {
		parts := sections(text)
		for i := 1; i < len(parts); i++ {
			walk := "A walk\n\n" + filler()[:800] + "\n"
			out = append(out, variant{fmt.Sprintf("before section %d", i), join(parts[:i], []string{walk}, parts[i:])})
		}
		return out
	}},
	{"the sections in another order", anyRise, func(text string, draw *rand.Rand) (out []variant) {
		parts := sections(text)
		for range 6 {
			if len(parts) < 3 {
				break
			}
			order := draw.Perm(len(parts) - 1)
			mixed := parts[:1:1]
			for _, k := range order {
				mixed = append(mixed, parts[k+1])
			}
			out = append(out, variant{fmt.Sprint(order), join(mixed)})
		}
		return out
	}},
	{"a section left out", onRoadmap, func(text string, _ *rand.Rand) (out []variant) {
		parts := sections(text)
		for i := 1; i < len(parts); i++ {
			head, _, _ := strings.Cut(parts[i], "\n")
			out = append(out, variant{"without " + head, join(parts[:i], parts[i+1:])})
		}
		return out
	}},
	{"prose on something else at the end", anyRise, func(text string, _ *rand.Rand) []variant {
		return []variant{{"3,000 words", text + "\n\n" + filler()}}
	}},
	{"prose on something else in front", anyRise, func(text string, _ *rand.Rand) []variant {
		return []variant{{"3,000 words", filler() + "\n\n" + text}, {"a sentence", "The garden wakes slowly in spring and nobody minds.\n\n" + text}}
	}},
	{"everything twice", anyRise, func(text string, _ *rand.Rand) []variant { return []variant{{"", text + "\n\n" + text}} }},
	{"a passage twice", anyRise, func(text string, _ *rand.Rand) []variant {
		return eachBlock(text, func(parts []string, i int) string {
			if strings.HasPrefix(parts[i], "|") || strings.HasPrefix(parts[i], "#") {
				return "" // a table or heading is no longer one with a copy beside it
			}
			return strings.Join(parts[:i+1], "") + "\n" + parts[i] + "\n" + strings.Join(parts[i+1:], "")
		})
	}},
	{"a passage again at the end", anyRise, func(text string, _ *rand.Rand) []variant {
		return eachBlock(text, func(parts []string, i int) string {
			if strings.HasPrefix(parts[i], "|") || strings.HasPrefix(parts[i], "#") {
				return ""
			}
			return text + "\n\n" + parts[i]
		})
	}},
	{"names of products", beyondNamed, func(text string, draw *rand.Rand) []variant {
		out := []variant{{"at the end", text + "\n\n" + productBag()}, {"in front", productBag() + "\n\n" + text}}
		names := strings.Fields(products)
		parts := sections(text)
		for i := 1; i < len(parts); i++ {
			var few []string
			for range 8 {
				few = append(few, names[draw.IntN(len(names))])
			}
			list := strings.Join(few, ", ")
			out = append(out, variant{list, join(parts[:i]) + "\n\n" + list + "\n\n## " + join(parts[i:])})
		}
		return out
	}},
	{"a passage left out", onRoadmap, func(text string, _ *rand.Rand) []variant {
		return eachBlock(text, func(parts []string, i int) string {
			if strings.HasPrefix(parts[i], "#") || strings.HasPrefix(parts[i], "|") && strings.Trim(parts[i], "|-: \n") == "" || boldLine.MatchString(parts[i]) {
				return "" // a heading is no passage, nor is a line in bold that stands for one
			}
			return strings.Join(parts[:i], "") + strings.Join(parts[i+1:], "")
		})
	}},
}

var boldLine = regexp.MustCompile(`^\*\*[^*\n]+\*\*:?\s*$`)

// eachBlock makes a variant for every block of a text but blank lines; "" is none.
func eachBlock(text string, f func(parts []string, i int) string) []variant {
	var out []variant
	parts := blocks(text)
	for i, b := range parts {
		if strings.TrimSpace(b) == "" {
			continue
		}
		if v := f(parts, i); v != "" {
			line, _, _ := strings.Cut(b, "\n")
			out = append(out, variant{fmt.Sprintf("%.60q", line), v})
		}
	}
	return out
}

// blocks cuts a text into paragraphs, list items, table rows, headings, fences and the
// blank lines between them.
func blocks(text string) []string {
	var out []string
	fence := false
	for line := range strings.SplitAfterSeq(text, "\n") {
		bare := strings.TrimSpace(line)
		mark := strings.HasPrefix(bare, "```")
		joins := len(out) > 0 && bare != "" && strings.TrimSpace(out[len(out)-1]) != "" && !strings.HasPrefix(out[len(out)-1], "#") &&
			!strings.HasPrefix(bare, "- ") && !strings.HasPrefix(bare, "|") && !strings.HasPrefix(bare, "#") && !numbered(bare) && !mark
		if fence || joins {
			out[len(out)-1] += line
		} else {
			out = append(out, line)
		}
		if mark {
			fence = !fence
		}
	}
	return out
}

func numbered(line string) bool {
	return len(line) > 2 && line[0] >= '0' && line[0] <= '9' && line[1] == '.'
}

// sections cuts a text at its level-2 headings; the first part stands before them.
func sections(text string) []string { return strings.Split(text, "\n## ") }

func join(lists ...[]string) string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return strings.Join(all, "\n## ")
}

// most is how many variants of a kind and an exemplar are scored; which is drawn with a
// fixed seed.
const most = 6

// TestNoVariantRaisesALevel makes variants of every exemplar and asserts, criterion by
// criterion, that none has a higher level than the exemplar itself.
func TestNoVariantRaisesALevel(t *testing.T) {
	cat := load(t)
	p := newProver(t, cat)
	type job struct {
		kind     variation
		of, name string
		variant
		rises []string
	}
	base := map[string][]int{}
	var jobs []*job
	for i, id := range cat.ScenarioIDs() {
		for k, name := range catalog.ExemplarNames {
			e := cat.ExemplarOf(id, name)
			if e == nil {
				continue
			}
			base[id+name] = p.levels(string(e.Text), id)
			for v, kind := range variations {
				draw := rand.New(rand.NewPCG(uint64(i*10+k), uint64(v)))
				all := kind.make(string(e.Text), draw)
				draw.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
				for _, x := range all[:min(len(all), most)] {
					jobs = append(jobs, &job{kind: kind, of: id, name: name, variant: x})
				}
			}
		}
	}
	parallel(len(jobs), func(i int) {
		j := jobs[i]
		was := base[j.of+j.name]
		for k, level := range p.levels(j.text, j.of) {
			if id := catalog.CriterionIDs[k]; level > was[k] && j.kind.counts(id, was[k]) {
				j.rises = append(j.rises, fmt.Sprintf("%s %d>%d", id, was[k], level))
			}
		}
	})
	for _, kind := range variations {
		n, faults := 0, 0
		for _, j := range jobs {
			if j.kind.name != kind.name {
				continue
			}
			n++
			if len(j.rises) > 0 {
				if faults++; faults <= 8 {
					t.Errorf("%s: %s of %s, %s, raises %s", kind.name, j.name, j.of, j.what, strings.Join(j.rises, ", "))
				}
			}
		}
		if n == 0 {
			t.Errorf("%s: no variant", kind.name)
		}
		t.Logf("%s: %d variants, %d raise a level", kind.name, n, faults)
	}
}

// levels are what the rules find in a text read in a scenario.
func (p *prover) levels(text, scenario string) []int {
	res := p.score(text, scenario)
	out := make([]int, len(res.Criteria))
	for i, c := range res.Criteria {
		out[i] = c.Level
	}
	return out
}
