package proof

import (
	"fmt"
	"math/rand/v2"
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
	// Requirements without a heading are looked for where an answer begins: the stages depend
	// on the order there, the roadmap nowhere.
	{"the sections in another order", onRoadmap, func(text string, draw *rand.Rand) (out []variant) {
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
