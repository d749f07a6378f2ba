package catalog

import (
	"strings"

	"designdrill/internal/yamlpos"
)

// readDesign reads what the system is made of: components, flows, entities and deep
// dives.
func (r *scenarioReader) readDesign(m *yamlpos.Map) {
	r.readComponents(m)
	r.readFlows(m)
	ids := newUnique("entity")
	m.Maps("entities", "entity", func(m *yamlpos.Map) {
		e := Entity{At: m.At(), ID: ids.id(m)}
		e.Need = need(m)
		e.Text = m.Text("text", yamlpos.Required)
		e.Names = r.phraseList(m, "names", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		e.Fields = r.phraseList(m, "fields", yamlpos.Required)
		e.Keys = r.phraseList(m, "keys", yamlpos.Required)
		m.Done()
		r.points["entity."+e.ID] = true
		r.s.Entities = append(r.s.Entities, e)
	}, yamlpos.Required, yamlpos.Count(0, 100))
	r.readDeepDives(m)
}

func (r *scenarioReader) readComponents(m *yamlpos.Map) {
	ids := newUnique("component")
	m.Maps("components", "component", func(m *yamlpos.Map) {
		c := Component{At: m.At(), ID: ids.id(m)}
		c.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
		c.Need = need(m)
		c.Kind = m.Text("kind", yamlpos.Required, yamlpos.OneOf(ComponentKinds...))
		c.Job = m.Text("job", yamlpos.Required)
		c.Names = r.phraseList(m, "names", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		c.Concepts = r.names(m, "concepts", "concept")
		m.Done()
		r.components[c.ID] = true
		r.points["component."+c.ID] = true
		r.s.Components = append(r.s.Components, c)
	}, yamlpos.Required, yamlpos.Count(0, 100))
}

func (r *scenarioReader) readFlows(m *yamlpos.Map) {
	ids := newUnique("flow")
	m.Maps("flows", "flow", func(m *yamlpos.Map) {
		f := Flow{At: m.At(), ID: ids.id(m)}
		f.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
		f.Need = need(m)
		m.Maps("steps", "step", func(m *yamlpos.Map) {
			s := FlowStep{At: m.At()}
			v := m.Get("component", yamlpos.Required)
			s.Component = v.Text(yamlpos.Slug)
			r.resolve(v, "component", s.Component, r.components)
			s.Mode = m.Text("mode", yamlpos.Required, yamlpos.OneOf("sync", "async"))
			s.Text = m.Text("text", yamlpos.Required)
			s.Match = r.phraseList(m, "match")
			m.Done()
			f.Steps = append(f.Steps, s)
		}, yamlpos.Required, yamlpos.Count(2, 30))
		m.Done()
		r.points["flow."+f.ID] = true
		r.s.Flows = append(r.s.Flows, f)
	}, yamlpos.Required, yamlpos.Count(0, 30))
}

func (r *scenarioReader) readDeepDives(m *yamlpos.Map) {
	ids := newUnique("deep dive")
	m.Maps("deep_dives", "deep dive", func(m *yamlpos.Map) {
		d := DeepDive{At: m.At(), ID: ids.id(m)}
		d.Title = m.Text("title", yamlpos.Required, yamlpos.MaxLen(maxTitle))
		d.Need = need(m)
		d.Problem = m.Text("problem", yamlpos.Required)
		d.Match = r.phraseList(m, "match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
		solutions := newUnique("solution")
		m.Maps("solutions", "solution", func(m *yamlpos.Map) {
			s := Solution{At: m.At(), ID: solutions.id(m)}
			s.Text = m.Text("text", yamlpos.Required)
			s.Match = r.phraseList(m, "match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
			s.Cost = m.Text("cost", yamlpos.Required)
			s.CostMatch = r.phraseList(m, "cost_match", yamlpos.Required, yamlpos.Count(1, maxPhrases))
			m.Done()
			d.Solutions = append(d.Solutions, s)
		}, yamlpos.Required, yamlpos.Count(1, 20))
		if v := m.Get("solutions"); len(d.Solutions) > 0 {
			inRange(v, len(d.Solutions), 2, 3, "solutions")
		}
		m.Done()
		r.points["deep-dive."+d.ID] = true
		r.s.DeepDives = append(r.s.DeepDives, d)
	}, yamlpos.Required, yamlpos.Count(0, 50))
}

// readInterview reads what the interviewer says: prompts, follow-ups, curveballs and
// common mistakes.
func (r *scenarioReader) readInterview(m *yamlpos.Map) {
	stage := yamlpos.OneOf(Stages...)
	ids := newUnique("mistake")
	m.Maps("mistakes", "mistake", func(m *yamlpos.Map) {
		x := Mistake{At: m.At(), ID: ids.id(m)}
		x.Text = m.Text("text", yamlpos.Required)
		x.Instead = m.Text("instead", yamlpos.Required)
		m.Done()
		r.s.Mistakes = append(r.s.Mistakes, x)
	}, yamlpos.Required, yamlpos.Count(0, 50))

	ids = newUnique("prompt")
	m.Maps("prompts", "prompt", func(m *yamlpos.Map) {
		p := Prompt{At: m.At(), ID: ids.id(m)}
		p.Stage = m.Text("stage", yamlpos.Required, stage)
		p.Ask = m.Text("ask", yamlpos.Required)
		p.Expect = m.Text("expect", yamlpos.Required)
		p.Hints = m.Strings("hints", yamlpos.Required, yamlpos.Count(3, 3))
		m.Done()
		r.s.Prompts = append(r.s.Prompts, p)
	}, yamlpos.Required, yamlpos.Count(1, 50))

	ids = newUnique("follow-up")
	m.Maps("follow_ups", "follow-up", func(m *yamlpos.Map) {
		f := FollowUp{At: m.At(), ID: ids.id(m)}
		f.Stage = m.Text("stage", yamlpos.Required, stage)
		for _, v := range m.Items("lacks", "lacks", yamlpos.Required, yamlpos.Count(1, 20)) {
			name := v.Text()
			if point, ok := strings.CutPrefix(name, PointPrefix); ok {
				r.resolve(v, "point", point, r.points)
			} else {
				r.refer("criterion", v, name)
			}
			f.Lacks = append(f.Lacks, name)
		}
		f.Ask = m.Text("ask", yamlpos.Required)
		f.Strong = m.Text("strong", yamlpos.Required)
		m.Done()
		r.s.FollowUps = append(r.s.FollowUps, f)
	}, yamlpos.Required, yamlpos.Count(0, 50))

	ids = newUnique("curveball")
	m.Maps("curveballs", "curveball", func(m *yamlpos.Map) {
		c := Curveball{At: m.At(), ID: ids.id(m)}
		c.Minute = m.Int("minute", yamlpos.Required, yamlpos.Between(1, 45))
		c.Text = m.Text("text", yamlpos.Required)
		c.Good = m.Strings("good", yamlpos.Required, yamlpos.Count(1, 20))
		m.Done()
		r.s.Curveballs = append(r.s.Curveballs, c)
	}, yamlpos.Required, yamlpos.Count(0, 20))
}

// readWeights reads the weight of every roadmap criterion.
func (r *scenarioReader) readWeights(m *yamlpos.Map) {
	weights := m.Map("weights", yamlpos.Required)
	for _, e := range weights.Entries() {
		w := e.Value.Map("weight")
		if !w.Present() {
			continue
		}
		x := Weight{At: e.Span.At}
		x.Need = Need(w.Text("need", yamlpos.Required, yamlpos.OneOf(string(Core), string(Expected), string(Bonus), string(Off))))
		if v := w.Get("why"); v.Present() {
			x.Why = v.Text(yamlpos.MayBeEmpty)
		}
		w.Done()
		if x.Need == Core && x.Why == "" {
			w.Errorf("missing-key", "say why this system cannot do without it", "the core weight of %q has no \"why\"", e.Key)
		}
		if !IsRoadmap(e.Key) {
			r.badWeight(e)
			continue
		}
		r.s.Weights[e.Key] = x
	}
	r.missingWeights(weights)
}
