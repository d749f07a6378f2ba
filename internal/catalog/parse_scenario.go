package catalog

import (
	"strings"

	"designdrill/internal/diag"
	"designdrill/internal/yamlpos"
)

// PointPrefix heads the ids of points in a follow-up's "lacks".
const PointPrefix = "point:"

// ParseScenario reads a practice system.
func ParseScenario(name string, src []byte) (*Scenario, diag.List) {
	s, r := readScenario(name, src)
	return s, r.Findings()
}

// scenarioReader reads one scenario and keeps the ids that its parts refer to.
type scenarioReader struct {
	*reader
	s          *Scenario
	sources    map[string]bool
	components map[string]bool
	points     map[string]bool // full ids: "functional.post-tweet"
	variables  *unique         // inputs and estimates share one space of names
}

func readScenario(name string, src []byte) (*Scenario, *reader) {
	r, m := open(name, src, "scenario")
	s := &Scenario{At: r.Start(), Weights: map[string]Weight{}}
	sr := &scenarioReader{
		reader: r, s: s,
		sources: map[string]bool{}, components: map[string]bool{}, points: map[string]bool{},
		variables: newUnique("input or estimate"),
	}
	id := m.Get("id", yamlpos.Required)
	s.ID = id.Text(yamlpos.Slug)
	if base := fileBase(name); s.ID != "" && base != s.ID {
		id.Errorf("file-name", "", "id %q does not fit the file's name, expected %q", s.ID, base)
	}
	s.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
	s.Version = m.Int("version", yamlpos.Required, yamlpos.Between(1, 10000))
	if m.Has("draft") {
		s.Draft = m.Bool("draft")
	}
	brief := m.Get("brief", yamlpos.Required)
	s.Brief = brief.Text()
	if n := len(strings.Fields(s.Brief)); s.Brief != "" && (n < briefWords[0] && !s.Draft || n > briefWords[1]) {
		brief.Warnf("range", "", "the brief has %d words, expected %d to %d", n, briefWords[0], briefWords[1])
	}
	s.Names = r.phraseList(m, "names", yamlpos.Required, yamlpos.Count(1, 50))
	s.Vocabulary = r.phraseList(m, "vocabulary", yamlpos.Required)
	sr.readSources(m)
	sr.readFigures(m)
	sr.readPoints(m)
	sr.readDesign(m)
	sr.readInterview(m)
	sr.readWeights(m)
	m.Done()
	sr.counts(m)
	if s.Draft {
		sr.nextPart(m)
	}
	return s, r
}

// fileBase is a file's name without folder and extension.
func fileBase(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	return strings.TrimSuffix(name, ".yaml")
}

var needs = yamlpos.OneOf(string(Core), string(Expected), string(Bonus))

func need(m *yamlpos.Map) Need { return Need(m.Text("need", yamlpos.Required, needs)) }

// resolve checks a reference within the scenario.
func (r *scenarioReader) resolve(v yamlpos.Value, what, name string, known map[string]bool) {
	if name == "" || known[name] {
		return
	}
	names := make([]string, 0, len(known))
	for k := range known {
		names = append(names, k)
	}
	v.Errorf("unknown-reference", diag.DidYouMean(name, what+"s", names), "unknown %s %s", what, yamlpos.Quote(name))
}

func (r *scenarioReader) readSources(m *yamlpos.Map) {
	ids := newUnique("source")
	m.Maps("sources", "source", func(m *yamlpos.Map) {
		s := Source{At: m.At(), ID: ids.id(m)}
		s.Publisher = m.Text("publisher", yamlpos.Required, yamlpos.MaxLen(200))
		s.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(300))
		s.Year = m.Int("year", yamlpos.Required, yamlpos.Between(1960, 2100))
		url := m.Get("url", yamlpos.Required)
		s.URL = url.Text(yamlpos.MaxLen(1000))
		if problem := checkURL(s.URL); problem != "" {
			url.Errorf("url", "", "the address %s %s", yamlpos.Quote(s.URL), problem)
		}
		if m.Has("secondary") {
			s.Secondary = m.Bool("secondary")
		}
		m.Done()
		r.sources[s.ID] = true
		r.s.Sources = append(r.s.Sources, s)
	}, yamlpos.Required, yamlpos.Count(0, 100))
}

// figure reads where a figure comes from: a source with its year, or that it is
// assumed.
func (r *scenarioReader) figure(m *yamlpos.Map, what string) (source string, year int, assumed bool) {
	v := m.Get("source")
	source = v.Text(yamlpos.Slug)
	r.resolve(v, "source", source, r.sources)
	y := m.Get("year")
	year = y.Int(yamlpos.Between(1960, 2100))
	a := m.Get("assumed")
	assumed = a.Bool()
	switch {
	case assumed && v.Present():
		a.Errorf("figure", "", "%s has a source and is assumed: it is one of the two", what)
	case !assumed && !v.Present():
		m.Errorf("figure", `add "source" and "year", or "assumed: true"`, "%s has no source and is not assumed", what)
	case v.Present() && !y.Present():
		m.Errorf("figure", "", "%s has a source but no year", what)
	}
	return source, year, assumed
}

func (r *scenarioReader) readFigures(m *yamlpos.Map) {
	ids := newUnique("fact")
	m.Maps("facts", "fact", func(m *yamlpos.Map) {
		f := Fact{At: m.At(), ID: ids.id(m)}
		f.Text = m.Text("text", yamlpos.Required)
		f.Reveal = m.Text("reveal", yamlpos.Required, yamlpos.OneOf("brief", "asked"))
		f.Source, f.Year, f.Assumed = r.figure(m, "the fact")
		m.Done()
		r.s.Facts = append(r.s.Facts, f)
	}, yamlpos.Required, yamlpos.Count(0, 100))

	m.Maps("inputs", "input", func(m *yamlpos.Map) {
		i := Input{At: m.At(), ID: r.variable(m)}
		i.Text = m.Text("text", yamlpos.Required)
		i.Value = m.Text("value", yamlpos.Required, yamlpos.MaxLen(60), yamlpos.Scalar)
		i.Source, i.Year, i.Assumed = r.figure(m, "the input")
		i.Match = r.phraseList(m, "match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		m.Done()
		r.s.Inputs = append(r.s.Inputs, i)
	}, yamlpos.Required, yamlpos.Count(0, 100))

	m.Maps("estimates", "estimate", func(m *yamlpos.Map) {
		r.s.Estimates = append(r.s.Estimates, r.estimate(m))
	}, yamlpos.Required, yamlpos.Count(0, 100))
}

// constants are the names a formula may use without an input.
var constants = map[string]bool{"second": true, "minute": true, "hour": true, "day": true, "week": true, "month": true, "year": true}

// variable reads the id of an input or estimate.
func (r *scenarioReader) variable(m *yamlpos.Map) string {
	v := m.Get("id", yamlpos.Required)
	id := v.Text(yamlpos.Snake)
	if constants[id] {
		v.Errorf("bad-value", "", "%q is a constant of formulas, not a name for a figure", id)
	}
	r.variables.check(v, id)
	return id
}

// EstimateCriteria are the criteria an estimate can count for.
var EstimateCriteria = []string{"estimates.traffic", "estimates.storage", "estimates.bandwidth", "estimates.memory"}

// defaultFactor is how far from the formula an estimate may be and still be right.
const defaultFactor = 2

func (r *scenarioReader) estimate(m *yamlpos.Map) Estimate {
	e := Estimate{At: m.At(), ID: r.variable(m), Factor: defaultFactor}
	e.Criterion = m.Text("criterion", yamlpos.Required, yamlpos.OneOf(EstimateCriteria...))
	e.Kind = m.Text("kind", yamlpos.Required, yamlpos.OneOf("average", "peak", "total"))
	e.Need = need(m)
	e.Text = m.Text("text", yamlpos.Required)
	e.Formula = m.Text("formula", yamlpos.Required, yamlpos.MaxLen(500), yamlpos.Scalar)
	e.Value = m.Text("value", yamlpos.Required, yamlpos.MaxLen(60), yamlpos.Scalar)
	if v := m.Get("factor"); v.Present() {
		if f := v.Float(yamlpos.Between(1.01, 100)); f != 0 {
			e.Factor = f
		}
	}
	if v := m.Get("plausible", yamlpos.Required); v.Present() {
		if ends := v.Items("plausible", yamlpos.Count(2, 2)); len(ends) == 2 {
			for i := range ends {
				e.Plausible[i] = ends[i].Text(yamlpos.MaxLen(60), yamlpos.Scalar)
			}
		}
	}
	e.Match = r.phraseList(m, "match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
	m.Done()
	return e
}

// readPoints reads the lists of plain points.
func (r *scenarioReader) readPoints(m *yamlpos.Map) {
	for _, list := range []struct {
		key, kind string
		into      *[]Point
		needless  bool // "need" may be left out
	}{
		{"functional", "functional", &r.s.Functional, false},
		{"nonfunctional", "nonfunctional", &r.s.Nonfunctional, false},
		{"scope", "scope", &r.s.Scope, true},
		{"calls", "call", &r.s.Calls, false},
		{"failures", "failure", &r.s.Failures, false},
		{"security", "security", &r.s.Security, false},
	} {
		ids := newUnique(list.kind + " point")
		m.Maps(list.key, list.kind+" point", func(m *yamlpos.Map) {
			p := Point{At: m.At(), ID: ids.id(m)}
			if !list.needless || m.Has("need") {
				p.Need = need(m)
			}
			p.Text = m.Text("text", yamlpos.Required)
			p.Match = r.phraseList(m, "match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
			m.Done()
			r.points[list.kind+"."+p.ID] = true
			*list.into = append(*list.into, p)
		}, yamlpos.Required, yamlpos.Count(0, 100))
	}
}
