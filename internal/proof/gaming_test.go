package proof

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// trick is an answer that asks for points it has not earned.
type trick struct {
	group, name string
	scenario    string
	most        float64 // what a strict interviewer would give it, at most
	why         string
	text        string
	got         float64
}

// TestGaming scores the answers of testdata/gaming. Their caps say what a strict
// interviewer would give at most, not what the scorer happens to give.
func TestGaming(t *testing.T) {
	cat := load(t)
	tricks := readTricks(t, cat)
	if len(tricks) < 80 {
		t.Errorf("%d answers are left, want at least 80", len(tricks))
	}
	p := newProver(t, cat)
	parallel(len(tricks), func(i int) { tricks[i].got = p.score(tricks[i].text, tricks[i].scenario).Score })
	groups := map[string][]trick{}
	for _, x := range tricks {
		groups[x.group] = append(groups[x.group], x)
		if x.got > x.most {
			t.Errorf("%s/%s scores %.1f on %s, want at most %g: %s", x.group, x.name, x.got, x.scenario, x.most, x.why)
		}
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		list := groups[group]
		high := slices.MaxFunc(list, func(a, b trick) int { return cmp.Compare(a.got, b.got) })
		near := slices.MaxFunc(list, func(a, b trick) int { return cmp.Compare(a.got-a.most, b.got-b.most) })
		t.Logf("%-16s %2d answers; highest %5.1f of at most %g (%s); nearest to its cap %5.1f of %g (%s)",
			group, len(list), high.got, high.most, high.name, near.got, near.most, near.name)
	}
}

func newProver(t *testing.T, cat *catalog.Catalog) *prover {
	t.Helper()
	p := &prover{cat: cat, engine: score.NewEngine(cat), content: map[string]*score.Content{}}
	for _, id := range append([]string{""}, cat.ScenarioIDs()...) {
		c, err := p.engine.Content(id)
		if err != nil {
			t.Fatal(err)
		}
		p.content[id] = c
	}
	return p
}

// parallel calls f for 0 up to n, on all processors.
func parallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// readTricks reads testdata/gaming/GROUP/NAME.md: a head of scenario, most and why
// between lines of three dashes, which is no part of the answer, and the answer.
func readTricks(t *testing.T, cat *catalog.Catalog) []trick {
	t.Helper()
	files, err := filepath.Glob("testdata/gaming/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []trick
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		x := trick{group: filepath.Base(filepath.Dir(file)), name: strings.TrimSuffix(filepath.Base(file), ".md"), most: -1}
		head, body, ok := strings.Cut(strings.TrimPrefix(string(src), "---\n"), "\n---\n")
		if !ok {
			t.Fatalf("%s: no head", file)
		}
		for line := range strings.SplitSeq(head, "\n") {
			key, value, _ := strings.Cut(line, ": ")
			switch key {
			case "scenario":
				x.scenario = value
			case "most":
				if x.most, err = strconv.ParseFloat(value, 64); err != nil {
					t.Fatalf("%s: %v", file, err)
				}
			case "why":
				x.why = value
			default:
				t.Fatalf("%s: unknown key %q", file, key)
			}
		}
		if cat.Scenarios[x.scenario] == nil || x.most < 0 || x.why == "" {
			t.Fatalf("%s: a head has a known scenario, most and why", file)
		}
		x.text = expand(t, cat, file, x.scenario, body)
		out = append(out, x)
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\{([^}]*)\}\}`)

// expand puts texts of the content into an answer, so that what is copied from it is
// always what it says now.
func expand(t *testing.T, cat *catalog.Catalog, file, scenario, body string) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(body, func(m string) string {
		text := quotation(cat, cat.Scenarios[scenario], strings.Fields(m[2:len(m)-2]))
		if strings.TrimSpace(text) == "" {
			t.Fatalf("%s: nothing to put in for %s", file, m)
		}
		return text
	})
}

// quotation is the text that a placeholder stands for.
func quotation(cat *catalog.Catalog, s *catalog.Scenario, words []string) string {
	var out []string
	add := func(texts ...string) { out = append(out, texts...) }
	eachCriterion := func(f func(c catalog.Criterion)) {
		for _, r := range cat.Rubrics {
			for _, c := range r.Criteria {
				f(c)
			}
		}
	}
	ladder := func(l catalog.Ladder) []string { return []string{l.Named, l.Applied, l.Justified, l.Weighed} }
	exemplar := func() string {
		if e := cat.ExemplarOf(words[1], words[2]); e != nil {
			return string(e.Text)
		}
		return ""
	}
	switch words[0] {
	case "brief":
		return s.Brief
	case "bullets":
		return "- " + strings.Join(strings.SplitAfter(strings.Join(strings.Fields(s.Brief), " "), ". "), "\n- ")
	case "facts":
		for _, f := range s.Facts {
			add("- " + f.Text)
		}
	case "ladders":
		eachCriterion(func(c catalog.Criterion) { add(ladder(c.Levels)...) })
	case "rungs":
		eachCriterion(func(c catalog.Criterion) { add("- " + c.Levels.Weighed) })
	case "strong":
		eachCriterion(func(c catalog.Criterion) { add(c.Strong) })
	case "ideas":
		eachCriterion(func(c catalog.Criterion) { add(c.Idea) })
	case "examples":
		eachCriterion(func(c catalog.Criterion) {
			for _, x := range c.Examples {
				if x.Scenario == words[1] {
					add(ladder(x.Levels)...)
				}
			}
		})
	case "passages":
		eachCriterion(func(c catalog.Criterion) {
			for _, x := range c.Snippets {
				if x.Scenario == words[1] {
					add(x.Text)
				}
			}
		})
	case "hints", "quote":
		for _, x := range s.Prompts {
			add(x.Hints...)
		}
		if words[0] == "quote" {
			return "> " + strings.ReplaceAll(strings.Join(out, "\n\n"), "\n", "\n> ")
		}
	case "probes":
		eachCriterion(func(c catalog.Criterion) { add(ladder(c.Probes)...) })
	case "followups":
		for _, x := range s.FollowUps {
			add(x.Ask, x.Strong)
		}
	case "points":
		for _, list := range [][]catalog.Point{s.Functional, s.Nonfunctional, s.Scope, s.Calls, s.Failures, s.Security} {
			for _, x := range list {
				add("- " + x.Text)
			}
		}
	case "page":
		add("# "+s.Title, s.Brief, quotation(cat, s, []string{"facts"}), quotation(cat, s, []string{"points"}))
		for _, x := range s.Components {
			add("- **" + x.Title + "**: " + x.Job)
		}
		for _, x := range s.Flows {
			add("### " + x.Title)
			for _, step := range x.Steps {
				add("- " + step.Text)
			}
		}
		for _, x := range s.Entities {
			add("- " + x.Text)
		}
		for _, x := range s.DeepDives {
			add("### "+x.Title, x.Problem)
			for _, y := range x.Solutions {
				add(y.Text, y.Cost)
			}
		}
		for _, x := range s.Estimates {
			add(fmt.Sprintf("- %s: %s = %s", x.Text, x.Formula, x.Value))
		}
	case "exemplar":
		return exemplar()
	case "denied":
		return denied(exemplar())
	case "salad":
		all := strings.Fields(exemplar())
		r := rand.New(rand.NewPCG(3, 4))
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for part := range slices.Chunk(all, 60) {
			add(strings.Join(part, " "))
		}
	case "gaps":
		for line := range strings.SplitSeq(exemplar(), "\n") {
			var kept []string
			for i, word := range strings.Fields(line) {
				if i%2 == 0 {
					kept = append(kept, word)
				}
			}
			add(strings.Join(kept, " "))
		}
	}
	return strings.Join(out, "\n\n")
}
