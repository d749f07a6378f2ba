// Package score provides the deterministic score of an answer: the ladder of every
// criterion with its evidence, the points of the scenario, the estimates, the total
// with its gates, and what would lift it most. It is pure: the same document and
// content give the same result.
package score

import (
	"fmt"
	"strings"

	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/match"
)

// Options of a scoring run.
type Options struct {
	Target   string    // "mid" | "senior" | "staff"; "" is senior
	Drawings []Drawing // what belongs to the answer besides the drawings in it
	// Author says that the text may be a snippet of the rubrics, which earns nothing
	// otherwise. It needs content that was not compiled.
	Author bool
}

// Engine holds the content compiled for matching. It is safe for concurrent use.
type Engine struct {
	cat    *catalog.Catalog
	table  *match.Table
	roles  []role // by group of the base table
	cues   [cueCount][]match.Group
	ours   shingles
	snips  shingles          // of the rubrics' snippets; empty when read from compiled content, whose texts of ours hold them
	rules  []criterionRules  // by roadmap criterion
	uses   [][]use           // by concept
	layers map[string][]byte // compiled scenarios; nil when compiled from the catalog
}

// Content is an engine with one scenario, or none, laid over it.
type Content struct {
	*Engine
	scen   *catalog.Scenario
	table  *match.Table
	roles  []role
	points []point
	ours   shingles
}

// part says what a group of phrases is for.
type part uint8

const (
	partNone part = iota
	partConcept
	partNear
	partUnless
	partCue
	partApplied
	partJustified
	partWeighed
	partVocabulary
	partName
	partPoint
	partStep
	partField
	partKey
	partSolution
	partSolutionCost
	partInput
	partEstimate
	partOther // the vocabulary of any scenario, to tell which an answer reads like
)

// Catalog is the content the engine was made of; of compiled content it holds what
// scoring needs.
func (e *Engine) Catalog() *catalog.Catalog { return e.cat }

// role is what a hit of a group means. Index is the concept, criterion, point or the
// like; Near and Unless are groups of an ambiguous phrasing, or -1.
type role struct {
	part         part
	index, sub   int32
	near, unless match.Group
}

// cue is a category of rubrics/concepts/cues.yaml.
type cue uint8

const (
	cueReason cue = iota
	cueBenefit
	cueRequirement
	cueCost
	cueStrain
	cueContrast
	cueFailure
	cueGrowth
	cueNegation
	cueDenial
	cueRejection
	cueDeferral
	cueExclusion
	cueHypothetical
	cueListing
	cueAssumption
	cueRanking
	cueQuality
	cueLabelReason
	cueLabelCost
	cueLabelAlternative
	cueLabelDefer
	cueLabelReference
	cueLabelRequirements
	cueLabelNonfunctional
	cueLabelScope
	cueLabelEstimates
	cueLabelComponents
	cueLabelFlows
	cueLabelData
	cueLabelAPI
	cueLabelDeep
	cueCount
)

var cueNames = [cueCount]string{
	"reason", "benefit", "requirement", "cost", "strain", "contrast", "failure", "growth", "negation", "denial", "rejection", "deferral", "exclusion", "hypothetical", "listing",
	"assumption", "ranking", "quality", "label-reason", "label-cost", "label-alternative", "label-defer", "label-reference",
	"label-requirements", "label-nonfunctional", "label-scope", "label-estimates", "label-components", "label-flows", "label-data",
	"label-api", "label-deep",
}

// CueNames lists the cue categories the scorer knows, for the content check.
func CueNames() []string { return cueNames[:] }

// NewEngine compiles the lexicon and the rubrics of a catalog. Phrases that do not
// parse are left out: the content check reports them.
func NewEngine(cat *catalog.Catalog) *Engine {
	e := &Engine{cat: cat}
	b := &tableBuilder{Builder: match.NewBuilder(nil), roles: &e.roles}
	for i, c := range cat.Concepts {
		b.add("concept:"+c.ID, role{part: partConcept, index: int32(i), near: -1, unless: -1}, c.Phrases)
		for k, a := range c.Ambiguous {
			r := role{part: partConcept, index: int32(i), near: -1, unless: -1}
			if len(a.Near) > 0 {
				r.near = b.add(fmt.Sprintf("near:%s:%d", c.ID, k), role{part: partNear}, a.Near)
			}
			if len(a.Unless) > 0 {
				r.unless = b.add(fmt.Sprintf("unless:%s:%d", c.ID, k), role{part: partUnless}, a.Unless)
			}
			b.add(fmt.Sprintf("concept:%s:%d", c.ID, k), r, a.Phrases)
		}
	}
	for k, name := range cueNames {
		g := b.add("cue:"+name, role{part: partCue, index: int32(k)}, cat.Cues.Sets[name])
		e.cues[k] = append(e.cues[k], g)
	}
	for i, id := range catalog.CriterionIDs {
		c := cat.CriterionByID(id)
		if c == nil {
			continue
		}
		b.add("applied:"+id, role{part: partApplied, index: int32(i)}, c.Match.Applied)
		b.add("justified:"+id, role{part: partJustified, index: int32(i)}, c.Match.Justified)
		b.add("weighed:"+id, role{part: partWeighed, index: int32(i)}, c.Match.Weighed)
	}
	e.table = b.Build()
	e.ours, e.snips = rubricShingles(cat), snippetShingles(cat)
	e.resolveRules()
	return e
}

// Compile gives the content of one scenario; "" is none. An unknown id is an error
// that names the nearest known one.
func Compile(cat *catalog.Catalog, scenario string) (*Content, error) {
	return NewEngine(cat).Content(scenario)
}

// Content lays a scenario over the engine.
func (e *Engine) Content(scenario string) (*Content, error) {
	s := e.cat.Scenarios[scenario]
	if s == nil && scenario != "" {
		return nil, &UnknownScenario{ID: scenario, Nearest: diag.Nearest(scenario, e.cat.ScenarioIDs())}
	}
	if e.layers != nil {
		return e.unpackLayer(scenario)
	}
	c := &Content{Engine: e, scen: s}
	c.roles = append(make([]role, 0, len(e.roles)+200), e.roles...)
	b := &tableBuilder{Builder: match.NewBuilder(e.table), roles: &c.roles}
	c.ours = e.ours.with(nil)
	if s != nil {
		c.lay(b)
		c.ours = e.ours.with(scenarioShingles(s))
	}
	c.others(b)
	c.table = b.Build()
	return c, nil
}

// UnknownScenario is the error of Content for an id that no scenario has.
type UnknownScenario struct {
	ID      string
	Nearest string // "" when none is near
}

func (u *UnknownScenario) Error() string { return fmt.Sprintf("unknown scenario %q", u.ID) }

// tableBuilder keeps the roles beside the groups.
type tableBuilder struct {
	*match.Builder
	roles *[]role
}

// add puts phrases into a group of their own and notes its role.
func (b *tableBuilder) add(name string, r role, phrases []string) match.Group {
	g := b.Group(name)
	for int(g) >= len(*b.roles) {
		*b.roles = append(*b.roles, role{})
	}
	(*b.roles)[g] = r
	for _, s := range phrases {
		if p, err := catalog.ParsePhrase(s); err == nil {
			b.Add(g, p)
		}
	}
	return g
}

// concepts puts the phrases of whole concepts into a group.
func (c *Content) conceptPhrases(ids []string) []string {
	var out []string
	for _, id := range ids {
		if x := c.cat.ConceptByID(id); x != nil {
			out = append(out, x.Phrases...)
		}
	}
	return out
}

// titleWords turns a title into a phrase, or "" when it does not make one.
func titleWords(s string) string {
	s = strings.ToLower(strings.NewReplacer("(", " ", ")", " ", ",", " ", "'", "", ":", " ", "&", " ", ".", " ").Replace(s))
	s = strings.Join(strings.Fields(s), " ")
	if _, err := catalog.ParsePhrase(s); err != nil {
		return ""
	}
	return s
}
