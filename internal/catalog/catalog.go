package catalog

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Catalog is the whole content, checked across its files.
type Catalog struct {
	Rubrics   []*Rubric // by step: the interview first, then 1–11
	Concepts  []Concept // by id
	Cues      Cues
	Scoring   Scoring
	Scenarios map[string]*Scenario
	Exemplars map[string][]Exemplar // by scenario; in the order of ExemplarNames, others after them by name
	Hash      string                // "sha256:…" over the files that influence a score

	criteria map[string]*Criterion
	concepts map[string]int
}

// RubricByStep returns the rubric of a step, nil when there is none.
func (c *Catalog) RubricByStep(step int) *Rubric {
	for _, r := range c.Rubrics {
		if r.Step == step {
			return r
		}
	}
	return nil
}

// CriterionByID returns a criterion, nil for an unknown id.
func (c *Catalog) CriterionByID(id string) *Criterion { return c.criteria[id] }

// ConceptByID returns a concept, nil for an unknown id.
func (c *Catalog) ConceptByID(id string) *Concept {
	i, ok := c.concepts[id]
	if !ok {
		return nil
	}
	return &c.Concepts[i]
}

// ConceptIDs returns the ids of all concepts in alphabetical order.
func (c *Catalog) ConceptIDs() []string { return slices.Sorted(maps.Keys(c.concepts)) }

// ScenarioIDs returns the ids of all scenarios in alphabetical order.
func (c *Catalog) ScenarioIDs() []string { return slices.Sorted(maps.Keys(c.Scenarios)) }

// ExemplarOf returns an exemplar, nil when there is none of that name.
func (c *Catalog) ExemplarOf(scenario, name string) *Exemplar {
	for i, e := range c.Exemplars[scenario] {
		if e.Name == name {
			return &c.Exemplars[scenario][i]
		}
	}
	return nil
}

// PointIDs returns the full ids of a scenario's points, in the order of the file.
func (s *Scenario) PointIDs() []string {
	var ids []string
	points := func(kind string, list []Point) {
		for _, p := range list {
			ids = append(ids, kind+"."+p.ID)
		}
	}
	points("functional", s.Functional)
	points("nonfunctional", s.Nonfunctional)
	points("scope", s.Scope)
	for _, c := range s.Components {
		ids = append(ids, "component."+c.ID)
	}
	for _, f := range s.Flows {
		ids = append(ids, "flow."+f.ID)
	}
	for _, e := range s.Entities {
		ids = append(ids, "entity."+e.ID)
	}
	points("call", s.Calls)
	for _, d := range s.DeepDives {
		ids = append(ids, "deep-dive."+d.ID)
	}
	points("failure", s.Failures)
	points("security", s.Security)
	return ids
}

// index fills what the lookups need.
func (c *Catalog) index() {
	slices.SortStableFunc(c.Rubrics, func(a, b *Rubric) int { return cmp.Compare(a.Step, b.Step) })
	slices.SortStableFunc(c.Concepts, func(a, b Concept) int { return cmp.Compare(a.ID, b.ID) })
	c.criteria = map[string]*Criterion{}
	for _, r := range c.Rubrics {
		for i := range r.Criteria {
			if x := &r.Criteria[i]; c.criteria[x.ID] == nil {
				c.criteria[x.ID] = x
			}
		}
	}
	c.concepts = make(map[string]int, len(c.Concepts))
	for i, x := range c.Concepts {
		if _, twice := c.concepts[x.ID]; !twice && x.ID != "" {
			c.concepts[x.ID] = i
		}
	}
	rank := func(e Exemplar) int {
		if i := slices.Index(ExemplarNames, e.Name); i >= 0 {
			return i
		}
		return len(ExemplarNames)
	}
	for _, list := range c.Exemplars {
		slices.SortStableFunc(list, func(a, b Exemplar) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Name, b.Name)) })
	}
}

// hashFiles returns "sha256:…" over names and contents in the order of the names. The
// kind of line end and a byte order mark make no difference to it.
func hashFiles(files []sourceFile) string {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b sourceFile) int { return strings.Compare(a.name, b.name) })
	h := sha256.New()
	put := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	for _, f := range files {
		put([]byte(f.name))
		put(bytes.ReplaceAll(bytes.TrimPrefix(f.src, []byte("\uFEFF")), []byte("\r\n"), []byte("\n")))
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Restore makes a catalog of parts that were checked before: the compiled content.
func Restore(rubrics []*Rubric, concepts []Concept, scoring Scoring, scenarios map[string]*Scenario, hash string) *Catalog {
	c := &Catalog{Rubrics: rubrics, Concepts: concepts, Scoring: scoring, Scenarios: scenarios, Hash: hash}
	c.index()
	return c
}
