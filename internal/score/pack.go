package score

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"designdrill/internal/catalog"
	"designdrill/internal/match"
)

// The compiled content: what scoring needs of the checked content, ready to use. It
// is a row of named blobs: "engine" and, for each scenario, "scenario:ID".

// packMagic changes with the form, so that a blob of another program is refused.
const packMagic = "designdrill-tables-1\n"

// head is the part of a blob that is not phrase tables.
type head struct {
	Hash     string
	IDs      []string
	Rubrics  []*catalog.Rubric
	Concepts []catalog.Concept
	Scoring  catalog.Scoring
}

// layerHead is the head of a scenario's blob.
type layerHead struct {
	Scenario *catalog.Scenario
	Points   []packedPoint
}

type packedPoint struct {
	Kind  pointKind
	Index int
	ID    string
	Need  catalog.Need
	Text  string
}

// Pack writes the compiled form of an engine and all its scenarios. The same content
// gives the same bytes.
func (e *Engine) Pack() ([]byte, error) {
	out := []byte(packMagic)
	h := head{Hash: e.cat.Hash, IDs: e.cat.ScenarioIDs(), Scoring: e.cat.Scoring}
	for _, r := range e.cat.Rubrics {
		slim := &catalog.Rubric{Step: r.Step, ID: r.ID, Title: r.Title}
		for _, c := range r.Criteria {
			slim.Criteria = append(slim.Criteria, catalog.Criterion{ID: c.ID, Title: c.Title, Levels: c.Levels, Probes: c.Probes,
				Match: catalog.Rules{Concepts: c.Match.Concepts, Faint: c.Match.Faint, Argued: c.Match.Argued, Pairs: c.Match.Pairs}})
		}
		h.Rubrics = append(h.Rubrics, slim)
	}
	for _, c := range e.cat.Concepts {
		h.Concepts = append(h.Concepts, catalog.Concept{ID: c.ID, Kind: c.Kind})
	}
	blob, err := packBlob(h, e.table, e.roles, e.ours.set, e.snips.set)
	if err != nil {
		return nil, err
	}
	out = appendBlob(out, "engine", blob)
	for _, id := range append([]string{""}, h.IDs...) {
		c, err := e.Content(id)
		if err != nil {
			return nil, err
		}
		var lh layerHead
		for _, p := range c.points {
			lh.Points = append(lh.Points, packedPoint{p.kind, p.index, p.id, p.need, p.text})
		}
		if c.scen != nil {
			lh.Scenario = slimScenario(c.scen)
		}
		blob, err := packBlob(lh, c.table, c.roles[len(e.roles):], c.ours.set)
		if err != nil {
			return nil, err
		}
		out = appendBlob(out, "scenario:"+id, blob)
	}
	return out, nil
}

// slimScenario keeps what scoring reads of a scenario beside its phrases.
func slimScenario(s *catalog.Scenario) *catalog.Scenario {
	out := &catalog.Scenario{ID: s.ID, Title: s.Title, Version: s.Version, Weights: map[string]catalog.Weight{}}
	for _, x := range s.Inputs {
		out.Inputs = append(out.Inputs, catalog.Input{ID: x.ID, Text: x.Text, Value: x.Value, Match: x.Match})
	}
	out.Estimates = append(out.Estimates, s.Estimates...)
	for _, x := range s.Components {
		out.Components = append(out.Components, catalog.Component{ID: x.ID})
	}
	for _, f := range s.Flows {
		slim := catalog.Flow{ID: f.ID}
		for _, st := range f.Steps {
			slim.Steps = append(slim.Steps, catalog.FlowStep{Component: st.Component, Mode: st.Mode})
		}
		out.Flows = append(out.Flows, slim)
	}
	for _, d := range s.DeepDives {
		out.DeepDives = append(out.DeepDives, catalog.DeepDive{ID: d.ID, Title: d.Title})
	}
	for id, w := range s.Weights {
		out.Weights[id] = catalog.Weight{Need: w.Need}
	}
	return out
}

func packBlob(head any, t *match.Table, roles []role, ours ...map[uint32]struct{}) ([]byte, error) {
	j, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	out := appendBytes(nil, j)
	out = appendBytes(out, t.AppendPack(nil))
	out = binary.AppendUvarint(out, uint64(len(roles)))
	for _, r := range roles {
		out = append(out, byte(r.part))
		for _, v := range [...]int32{r.index, r.sub, r.near + 1, r.unless + 1} {
			out = binary.AppendUvarint(out, uint64(v))
		}
	}
	var list []uint32
	for _, set := range ours {
		for h := range set {
			list = append(list, h)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	out = binary.AppendUvarint(out, uint64(len(list)))
	for _, h := range list {
		out = binary.LittleEndian.AppendUint32(out, h)
	}
	return out, nil
}

func appendBytes(dst, b []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(b)))
	return append(dst, b...)
}

func appendBlob(dst []byte, name string, blob []byte) []byte {
	return appendBytes(appendBytes(dst, []byte(name)), blob)
}

var errTables = errors.New("the compiled content is damaged")

// Unpack gives the engine of compiled content. Scenarios are read when asked for.
func Unpack(src []byte) (*Engine, error) {
	if len(src) < len(packMagic) || string(src[:len(packMagic)]) != packMagic {
		return nil, errTables
	}
	src = src[len(packMagic):]
	e := &Engine{layers: map[string][]byte{}}
	var main []byte
	for len(src) > 0 {
		var name, blob []byte
		var ok1, ok2 bool
		name, src, ok1 = cutBytes(src)
		blob, src, ok2 = cutBytes(src)
		if !ok1 || !ok2 {
			return nil, errTables
		}
		if string(name) == "engine" {
			main = blob
		} else {
			e.layers[string(name)] = blob
		}
	}
	var h head
	var err error
	if e.table, e.roles, e.ours.list, err = unpackBlob(main, &h, nil); err != nil {
		return nil, err
	}
	scenarios := make(map[string]*catalog.Scenario, len(h.IDs))
	for _, id := range h.IDs {
		scenarios[id] = &catalog.Scenario{ID: id}
	}
	e.cat = catalog.Restore(h.Rubrics, h.Concepts, h.Scoring, scenarios, h.Hash)
	e.resolveRules()
	return e, nil
}

// Scenario returns a scenario; of compiled content what scoring keeps of it, its title,
// version and weights among it. It is nil for an unknown id.
func (e *Engine) Scenario(id string) (*catalog.Scenario, error) {
	blob, compiled := e.layers["scenario:"+id]
	if !compiled || id == "" {
		return e.cat.Scenarios[id], nil
	}
	j, _, ok := cutBytes(blob)
	var h layerHead
	if !ok || json.Unmarshal(j, &h) != nil {
		return nil, fmt.Errorf("scenario %q: %w", id, errTables)
	}
	return h.Scenario, nil
}

// unpackLayer gives the content of a scenario from its blob.
func (e *Engine) unpackLayer(id string) (*Content, error) {
	c := &Content{Engine: e}
	var h layerHead
	table, roles, ours, err := unpackBlob(e.layers["scenario:"+id], &h, e.table)
	if err != nil {
		return nil, fmt.Errorf("scenario %q: %w", id, err)
	}
	c.table, c.scen = table, h.Scenario
	c.roles = append(append(make([]role, 0, len(e.roles)+len(roles)), e.roles...), roles...)
	c.ours = shingles{list: ours, under: &e.ours}
	for _, p := range h.Points {
		c.points = append(c.points, point{p.Kind, p.Index, p.ID, p.Need, p.Text})
	}
	return c, nil
}

func unpackBlob(blob []byte, head any, base *match.Table) (*match.Table, []role, []byte, error) {
	j, rest, ok := cutBytes(blob)
	if !ok {
		return nil, nil, nil, errTables
	}
	if err := json.Unmarshal(j, head); err != nil {
		return nil, nil, nil, errTables
	}
	packed, rest, ok := cutBytes(rest)
	if !ok {
		return nil, nil, nil, errTables
	}
	t, err := match.LoadTable(packed, base)
	if err != nil {
		return nil, nil, nil, err
	}
	n, k := binary.Uvarint(rest)
	if k <= 0 || n > uint64(len(rest)) {
		return nil, nil, nil, errTables
	}
	rest = rest[k:]
	roles := make([]role, n)
	for i := range roles {
		if len(rest) == 0 {
			return nil, nil, nil, errTables
		}
		r := &roles[i]
		r.part = part(rest[0])
		rest = rest[1:]
		var v [4]uint64
		for x := range v {
			if v[x], k = binary.Uvarint(rest); k <= 0 {
				return nil, nil, nil, errTables
			}
			rest = rest[k:]
		}
		r.index, r.sub, r.near, r.unless = int32(v[0]), int32(v[1]), int32(v[2])-1, int32(v[3])-1
	}
	n, k = binary.Uvarint(rest)
	if k <= 0 || uint64(len(rest)-k) != 4*n {
		return nil, nil, nil, errTables
	}
	return t, roles, rest[k:], nil
}

func cutBytes(src []byte) (b, rest []byte, ok bool) {
	n, k := binary.Uvarint(src)
	if k <= 0 || n > uint64(len(src)-k) {
		return nil, nil, false
	}
	return src[k : k+int(n)], src[k+int(n):], true
}
