package cli

import (
	"context"
	"path/filepath"

	"designdrill/internal/agreement"
	"designdrill/internal/report"
	"designdrill/internal/room"
)

// hostedGroup is what makes the room to be opened one of a group; nil when it is none.
func (e *env) hostedGroup(ctx context.Context, id string, o *hostOptions) (*room.Group, error) {
	if !o.group {
		return nil, nil
	}
	if id == "" {
		return nil, usagef("designdrill scenario list shows them", "--group opens a room: name its scenario")
	}
	if !o.asGiven {
		o.role = string(room.Candidate)
	}
	cat, err := e.groupContent()
	if err != nil {
		return nil, err
	}
	x := cat.exemplar(id, o.exemplar)
	if x == nil {
		return nil, failedf("a draft of a scenario has none yet", "the scenario %q has no exemplar %q", id, o.exemplar)
	}
	g := &room.Group{Exemplar: room.Exemplar{Name: x.Name, Text: string(x.Text), Gold: gold(x), Why: map[string]string{}}}
	for criterion, v := range x.Levels {
		g.Exemplar.Why[criterion] = v.Why
	}
	if o.earlier == "" {
		return g, nil
	}
	src, err := e.read(ctx, input{name: o.earlier, path: o.earlier})
	if err != nil {
		return nil, err
	}
	before, err := report.ReadGroup(src)
	if err != nil {
		return nil, failedf("it is the results of a group as JSON, of a room or of: designdrill group results DIR --format json", "%s: %s", o.earlier, err)
	}
	known := func(v agreement.Value) *float64 {
		if !v.Known() {
			return nil
		}
		f := float64(v)
		return &f
	}
	g.From, g.Earlier = filepath.Base(o.earlier), map[string]room.Earlier{}
	for name, p := range before {
		g.Earlier[name] = room.Earlier{Scenario: p.Scenario, Score: known(p.Score), Peers: known(p.Peers)}
	}
	return g, nil
}
