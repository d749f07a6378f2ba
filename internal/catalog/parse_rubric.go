package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// SnippetKinds are the kinds a snippet can have besides none.
var SnippetKinds = []string{"bare", "negated", "listed"}

// ParseRubric reads a file of criteria.
func ParseRubric(name string, src []byte) (*Rubric, diag.List) {
	b, r := readRubric(name, src)
	return b, r.Findings()
}

func readRubric(name string, src []byte) (*Rubric, *reader) {
	r, m := open(name, src, "rubric")
	b := &Rubric{At: r.Start()}
	b.Step = m.Int("step", yamlpos.Required, yamlpos.Between(0, 11))
	b.ID = m.Text("id", yamlpos.Required, yamlpos.Slug)
	b.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
	b.Intro = m.Text("intro", yamlpos.Required)
	ids := newUnique("criterion")
	m.Maps("criteria", "criterion", func(m *yamlpos.Map) {
		b.Criteria = append(b.Criteria, r.criterion(m, ids))
	}, yamlpos.Required, yamlpos.Count(1, 100))
	m.Done()
	r.rubricName(name, m, b)
	r.rubricCriteria(b)
	return b, r
}

func (r *reader) criterion(m *yamlpos.Map, ids *unique) Criterion {
	c := Criterion{At: m.At()}
	id := m.Get("id", yamlpos.Required)
	c.ID = r.refer("criterion", id, id.Text(yamlpos.MaxLen(64)))
	ids.check(id, c.ID)
	c.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
	c.Roadmap = m.Strings("roadmap", yamlpos.Required)
	c.Idea = m.Text("idea", yamlpos.Required)
	c.Levels = ladder(m, "levels")
	c.Probes = ladder(m, "probes")
	c.Strong = m.Text("strong", yamlpos.Required)
	c.Instead = m.Strings("instead", yamlpos.Required, yamlpos.Count(1, 20))
	for _, v := range m.Items("study", "study", yamlpos.Required, yamlpos.Count(1, 20)) {
		c.Study = append(c.Study, v.Text())
		r.studyRef(v)
	}
	m.Maps("examples", "example", func(m *yamlpos.Map) {
		e := Example{At: m.At()}
		v := m.Get("scenario", yamlpos.Required)
		e.Scenario = r.refer("scenario", v, v.Text(yamlpos.Slug))
		e.Levels = ladder(m, "levels")
		m.Done()
		c.Examples = append(c.Examples, e)
	}, yamlpos.Required, yamlpos.Count(0, 20))
	c.Match = r.rules(m.Map("match", yamlpos.Required))
	m.Maps("snippets", "snippet", func(m *yamlpos.Map) {
		c.Snippets = append(c.Snippets, r.snippet(m))
	}, yamlpos.Required, yamlpos.Count(0, 100))
	m.Done()
	r.criterionWhole(m, c)
	return c
}

// ladder reads one text per level.
func ladder(m *yamlpos.Map, key string) Ladder {
	l := m.Map(key, yamlpos.Required)
	out := Ladder{
		Named:     l.Text("named", yamlpos.Required),
		Applied:   l.Text("applied", yamlpos.Required),
		Justified: l.Text("justified", yamlpos.Required),
		Weighed:   l.Text("weighed", yamlpos.Required),
	}
	l.Done()
	return out
}

func (r *reader) rules(m *yamlpos.Map) Rules {
	out := Rules{
		Concepts:  r.names(m, "concepts", "concept"),
		Faint:     r.names(m, "faint", "concept"),
		Argued:    r.names(m, "argued", "concept"),
		Applied:   r.phraseList(m, "applied"),
		Justified: r.phraseList(m, "justified"),
		Weighed:   r.phraseList(m, "weighed"),
	}
	for _, v := range m.Items("pairs", "pair") {
		pair := v.Items("concept", yamlpos.Count(2, 2))
		if len(pair) != 2 {
			continue
		}
		a, b := r.refer("concept", pair[0], pair[0].Text()), r.refer("concept", pair[1], pair[1].Text())
		switch {
		case a == "" || b == "":
		case a == b:
			v.Errorf("bad-value", "", "a pair needs two different concepts, found %q twice", a)
		default:
			out.Pairs = append(out.Pairs, [2]string{a, b})
		}
	}
	for _, v := range m.Items("faint", "concept") {
		if name := v.Text(); slices.Contains(out.Concepts, name) {
			v.Errorf("bad-value", "faint concepts stay at level 1, the others do not", "concept %q is listed as faint and not faint", name)
		}
	}
	for _, v := range m.Items("argued", "concept") {
		if name := v.Text(); slices.Contains(out.Concepts, name) || slices.Contains(out.Faint, name) {
			v.Errorf("bad-value", "argued concepts count only with an argument, the others do not", "concept %q is listed as argued and not argued", name)
		}
	}
	m.Done()
	return out
}

func (r *reader) snippet(m *yamlpos.Map) Snippet {
	s := Snippet{At: m.At()}
	level := m.Get("level", yamlpos.Required)
	s.Level = level.Int(yamlpos.Between(0, 4))
	if v := m.Get("kind"); v.Present() {
		s.Kind = v.Text(yamlpos.MayBeEmpty, yamlpos.OneOf(SnippetKinds...))
	}
	if v := m.Get("scenario"); v.Present() {
		s.Scenario = r.refer("scenario", v, v.Text(yamlpos.MayBeEmpty, yamlpos.Slug))
	}
	s.Text = m.Text("text", yamlpos.Required)
	m.Done()
	switch {
	case s.Kind == "bare" && s.Level != 1:
		level.Errorf("bad-value", "a bare mention is level 1", "a bare snippet has level %d", s.Level)
	case (s.Kind == "negated" || s.Kind == "listed") && s.Level > 1:
		level.Errorf("bad-value", "a rejection with a reason is an ordinary snippet: leave \"kind\" out", "a %s snippet has level %d, expected 0 or 1", s.Kind, s.Level)
	}
	return s
}

var criterionLike = regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*`)

// studyRef notes the criterion that a study entry begins with, when it begins with
// one.
func (r *reader) studyRef(v yamlpos.Value) {
	id := criterionLike.FindString(v.Text())
	group := GroupOf(id)
	known := func(g Group) bool { return g.ID == group }
	if id != "" && (slices.ContainsFunc(Steps, known) || slices.ContainsFunc(ScoredStages, known)) {
		r.refer("criterion", v, id)
	}
}

// criterionWhole checks what a criterion needs as a whole: its concepts, its line of
// the roadmap, its examples and its snippets.
func (r *reader) criterionWhole(m *yamlpos.Map, c Criterion) {
	if IsRoadmap(c.ID) {
		if m.Has("roadmap") && len(c.Roadmap) == 0 {
			m.Get("roadmap").Errorf("empty", "list the roadmap's own lines", "criterion %q names no line of the roadmap", c.ID)
		}
		if len(c.Match.Concepts) == 0 && m.Map("match").Present() {
			m.Get("match").Errorf("empty", "", "criterion %q matches no concept", c.ID)
		}
		if n := distinct(c.Examples, func(e Example) string { return e.Scenario }); n < 2 && m.Has("examples") {
			m.Get("examples").Errorf("too-few", "", "criterion %q has examples from %d systems, expected at least 2", c.ID, n)
		}
	}
	if !m.Has("snippets") {
		return
	}
	var levels [5]int
	kinds := map[string]int{}
	for _, s := range c.Snippets {
		kinds[s.Kind]++
		if s.Kind == "" {
			levels[s.Level]++
		}
	}
	var lacks []string
	for level := 2; level <= 4; level++ {
		if levels[level] < 2 {
			lacks = append(lacks, []string{2: "two of level 2", 3: "two of level 3", 4: "two of level 4"}[level])
		}
	}
	if kinds["bare"] == 0 {
		lacks = append(lacks, "one bare")
	}
	if kinds["negated"]+kinds["listed"] == 0 {
		lacks = append(lacks, "one negated or listed")
	}
	if len(lacks) > 0 {
		m.Get("snippets").Errorf("too-few", "", "criterion %q lacks snippets: %s", c.ID, strings.Join(lacks, ", "))
	}
	if n := distinct(c.Snippets, func(s Snippet) string { return s.Scenario }); n < 2 && IsRoadmap(c.ID) {
		m.Get("snippets").Errorf("too-few", "", "the snippets of %q are read in %d scenarios, expected at least 2", c.ID, n)
	}
}

// distinct counts the different non-empty names of a list.
func distinct[T any](list []T, name func(T) string) int {
	seen := map[string]bool{}
	for _, x := range list {
		if n := name(x); n != "" {
			seen[n] = true
		}
	}
	return len(seen)
}

var rubricFile = regexp.MustCompile(`^(\d\d)-([a-z0-9-]+)\.yaml$`)

// rubricName holds step and id against the file's name.
func (r *reader) rubricName(name string, m *yamlpos.Map, b *Rubric) {
	parts := rubricFile.FindStringSubmatch(name[strings.LastIndexByte(name, '/')+1:])
	if parts == nil || !m.Present() {
		return
	}
	if v := m.Get("id"); v.Present() && b.ID != "" && b.ID != parts[2] {
		v.Errorf("file-name", "", "id %q does not fit the file's name, expected %q", b.ID, parts[2])
	}
	if v, step := m.Get("step"), stepOf(parts[0]); v.Present() && b.Step != step {
		v.Errorf("file-name", "", "step %d does not fit the file's name, expected %d", b.Step, step)
	}
}

// stepOf is the number that the name of a rubric's file begins with.
func stepOf(file string) int { return int(file[0]-'0')*10 + int(file[1]-'0') }

// rubricCriteria holds the criteria against the fixed ids of the rubric's step.
func (r *reader) rubricCriteria(b *Rubric) {
	var want []string
	if b.Step == 0 && b.ID == "interview" {
		want = StageIDs
	}
	for _, s := range Steps {
		if s.Step == b.Step && s.ID == b.ID {
			want = s.Criteria
		}
	}
	if want == nil {
		if b.ID != "" && b.Step > 0 && b.Step <= len(Steps) {
			r.Add(diag.Finding{Rule: "bad-value", At: b.At, Message: fmt.Sprintf("the rubric of step %d has the id %q, found %q", b.Step, Steps[b.Step-1].ID, b.ID)})
		}
		return
	}
	var order []int
	for _, c := range b.Criteria {
		i := slices.Index(want, c.ID)
		if i < 0 {
			if IsCriterion(c.ID) {
				r.Add(diag.Finding{Rule: "misplaced", At: c.At, Message: "criterion \"" + c.ID + "\" belongs to another rubric"})
			}
			continue
		}
		if len(order) > 0 && i < order[len(order)-1] {
			r.Add(diag.Finding{Rule: "order", At: c.At, Message: "criterion \"" + c.ID + "\" stands too late", Hint: "the order is " + strings.Join(want, ", ")})
		}
		order = append(order, i)
	}
	for i, id := range want {
		if !slices.Contains(order, i) {
			r.Add(diag.Finding{Rule: "missing-criterion", At: b.At, Message: "criterion \"" + id + "\" is missing"})
		}
	}
}
