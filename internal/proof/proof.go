// Package proof provides the part of the content check that needs the scorer: every
// snippet gets its level, every exemplar lands in its band, what games the score stays
// under its cap, and every formula gives its worked value.
package proof

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/score"
)

// Report is what was proven, with the faults.
type Report struct {
	Snippets, SnippetsRight int
	Exemplars               []Band
	Variants                int
	Findings                diag.List
}

// Band is an exemplar's score.
type Band struct {
	Scenario, Name string
	Score          float64
}

// prover holds what the checks share.
type prover struct {
	cat     *catalog.Catalog
	engine  *score.Engine
	content map[string]*score.Content
	only    []string // the systems to prove; nil for all
	mu      sync.Mutex
	report  Report
}

// Check proves the content of a catalog that loads without errors: all of it, or with
// only what concerns these systems, for an author who changed nothing else. In a draft
// an exemplar that misses its band is a warning.
func Check(cat *catalog.Catalog, only ...string) (*Report, error) {
	p := &prover{cat: cat, content: map[string]*score.Content{}, only: only}
	for _, id := range cat.ScenarioIDs() {
		if p.asked(id) {
			p.estimates(cat.Scenarios[id])
		}
	}
	if p.scores() {
		p.engine = score.NewEngine(cat)
		for _, id := range append([]string{""}, cat.ScenarioIDs()...) {
			c, err := p.engine.Content(id)
			if err != nil {
				return nil, err
			}
			p.content[id] = c
		}
		run(p.jobs())
	}
	p.report.Findings.Sort()
	slices.SortFunc(p.report.Exemplars, func(a, b Band) int {
		return cmp.Or(strings.Compare(a.Scenario, b.Scenario), slices.Index(catalog.ExemplarNames, a.Name)-slices.Index(catalog.ExemplarNames, b.Name))
	})
	return &p.report, nil
}

// scores tells whether there is anything to score: an author at the start of a draft
// should not wait for an engine.
func (p *prover) scores() bool {
	return p.only == nil || slices.ContainsFunc(p.cat.ScenarioIDs(), func(id string) bool {
		s := p.cat.Scenarios[id]
		return p.asked(id) && (len(p.cat.Exemplars[id]) > 0 || !s.Draft || s.Filled())
	})
}

// jobs lists what is to be scored.
func (p *prover) jobs() []func() {
	var jobs []func()
	if p.only == nil {
		p.cues()
		jobs = append(jobs, p.snippets()...)
	}
	for _, id := range p.cat.ScenarioIDs() {
		if p.asked(id) {
			jobs = append(jobs, func() { p.exemplars(id) })
		} else if e := p.cat.ExemplarOf(id, "strong"); e != nil {
			jobs = append(jobs, func() { p.others(id, string(e.Text)) })
		}
	}
	return jobs
}

// asked tells whether a system is to be proven.
func (p *prover) asked(id string) bool { return p.only == nil || slices.Contains(p.only, id) }

// run does the jobs on all cores.
func run(jobs []func()) {
	var wg sync.WaitGroup
	next := make(chan func())
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for job := range next {
				job()
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wg.Wait()
}

func (p *prover) add(f diag.Finding) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.Findings.Add(f)
}

func (p *prover) faultf(rule string, at diag.Pos, hint, format string, args ...any) {
	p.add(diag.Finding{Rule: rule, At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// score scores a text in a scenario.
func (p *prover) score(text, scenario string) *score.Result {
	return score.Score(answer.Parse([]byte(text)), p.content[scenario], score.Options{})
}

// cues checks that the cue file has the categories that the scorer reads, and no
// others.
func (p *prover) cues() {
	names := score.CueNames()
	for _, n := range names {
		if len(p.cat.Cues.Sets[n]) == 0 {
			p.faultf("missing-cue", p.cat.Cues.At, "", "the cue category %q is missing", n)
		}
	}
	for n := range p.cat.Cues.Sets {
		if !slices.Contains(names, n) {
			p.faultf("unknown-cue", p.cat.Cues.At, diag.DidYouMean(n, "categories", names), "unknown cue category %q", n)
		}
	}
}

// snippets checks that every snippet gets the level it is written for.
func (p *prover) snippets() []func() {
	var jobs []func()
	for _, id := range catalog.CriterionIDs {
		c := p.cat.CriterionByID(id)
		if c == nil {
			continue
		}
		jobs = append(jobs, func() {
			for _, s := range c.Snippets {
				p.snippet(c, s)
			}
		})
	}
	return jobs
}

func (p *prover) snippet(c *catalog.Criterion, s catalog.Snippet) {
	if p.content[s.Scenario] == nil {
		return // an unknown scenario is the loader's fault to report
	}
	res := score.Score(answer.Parse([]byte(s.Text)), p.content[s.Scenario], score.Options{Author: true})
	got := res.Criteria[catalog.CriterionIndex(c.ID)]
	p.mu.Lock()
	p.report.Snippets++
	if got.Level == s.Level {
		p.report.SnippetsRight++
	}
	p.mu.Unlock()
	if got.Level == s.Level {
		return
	}
	hint := "found: " + trace(got.Trace)
	if got.Level < s.Level && len(got.Trace.Lacking) > 0 {
		hint += "; lacking: " + got.Trace.Lacking[0]
	}
	p.faultf("snippet-level", s.At, hint, "a snippet of %s written for level %d gets %d", c.ID, s.Level, got.Level)
}

func trace(t score.Trace) string {
	out := ""
	for _, c := range t.Cues {
		if out != "" {
			out += ", "
		}
		out += fmt.Sprintf("%s %q (%s)", c.Kind, c.Text, c.From)
	}
	if out == "" {
		return "nothing"
	}
	return out
}
