package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/peer"
)

// GroupSchema names the form of a group's JSON results.
const GroupSchema = "designdrill.group/1"

type jsonRound struct {
	Schema    string               `json:"schema"`
	Version   jsonVersion          `json:"version"`
	Exemplar  string               `json:"exemplar"`
	People    []jsonGroupPerson    `json:"people"`
	Agreement []jsonGroupAgreement `json:"agreement"`
	Disputes  []jsonGroupDispute   `json:"disputes"`
	Best      []jsonGroupBest      `json:"best"`
	Mean      jsonHeat             `json:"mean"`
	Earlier   *string              `json:"earlier"`
	Changes   []jsonGroupChange    `json:"changes"`
}

type jsonGroupPerson struct {
	Name      string             `json:"name"`
	File      string             `json:"file"`
	Scenario  string             `json:"scenario"`
	Pseudonym string             `json:"pseudonym"`
	Sheet     string             `json:"sheet"`
	Changed   bool               `json:"changed"`
	Score     agreement.Value    `json:"score"`
	Band      string             `json:"band"`
	Bias      jsonGroupBias      `json:"bias"`
	Total     jsonGroupLevels    `json:"total"`
	Stages    []jsonGroupLevels  `json:"stages"`
	Criteria  []jsonGroupLevels  `json:"criteria"`
	Heat      jsonHeat           `json:"heat"`
	Comments  []jsonGroupComment `json:"comments"`
}

type jsonGroupBias struct {
	Graded int             `json:"graded"`
	Mean   agreement.Value `json:"mean"`
	Error  agreement.Value `json:"error"`
	Within agreement.Value `json:"within"`
	Kappa  agreement.Value `json:"kappa"`
}

type jsonGroupLevels struct {
	ID        string           `json:"id"`
	Rules     agreement.Value  `json:"rules"`
	Peers     agreement.Value  `json:"peers"`
	Corrected agreement.Value  `json:"corrected"`
	Self      agreement.Value  `json:"self"`
	Given     []jsonGroupGiven `json:"given"`
}

type jsonGroupGiven struct {
	By        string          `json:"by"`
	Level     int             `json:"level"`
	Corrected agreement.Value `json:"corrected"`
	Quote     string          `json:"quote"`
}

type jsonGroupComment struct {
	By   string `json:"by"`
	Text string `json:"text"`
}

type jsonGroupAgreement struct {
	ID        string          `json:"id"`
	Pairs     int             `json:"pairs"`
	Alpha     agreement.Value `json:"alpha"`
	Corrected agreement.Value `json:"corrected"`
	Kappa     agreement.Value `json:"kappa"`
	Rules     agreement.Value `json:"rules"`
}

type jsonGroupDispute struct {
	Name      string `json:"name"`
	Criterion string `json:"criterion"`
	Gap       int    `json:"gap"`
	Among     bool   `json:"among_peers"`
}

type jsonGroupBest struct {
	Criterion string          `json:"criterion"`
	Name      string          `json:"name"`
	Level     agreement.Value `json:"level"`
	Quote     string          `json:"quote"`
	By        string          `json:"by"` // a reviewer's name; empty for the rules
}

type jsonGroupChange struct {
	Name  string          `json:"name"`
	Then  string          `json:"scenario"`
	Score agreement.Value `json:"score"`
	Peers agreement.Value `json:"peers"`
}

// jsonHeat holds figures of steps and stages by their ids.
type jsonHeat map[string]agreement.Value

// GroupJSON returns the results as one JSON object on one line.
func GroupJSON(g Group) ([]byte, error) {
	name := func(i int) string {
		if i < 0 {
			return "" // the rules
		}
		return g.name(i)
	}
	heat := func(cells []agreement.Value) jsonHeat {
		h := jsonHeat{}
		for k, v := range cells {
			h[g.Heat.IDs[k]] = v
		}
		return h
	}
	levels := func(l peer.Levels) jsonGroupLevels {
		return jsonGroupLevels{l.ID, l.Rules, l.Peers, l.Corrected, l.Self, g.given(l)}
	}
	agree := func(x peer.Agreement) jsonGroupAgreement {
		return jsonGroupAgreement{x.ID, x.Answers, x.Alpha, x.Corrected, x.Kappa, x.Rules}
	}
	out := jsonRound{Schema: GroupSchema, Version: jsonVersion{g.Program, g.Content}, Exemplar: g.Exemplar,
		Agreement: append([]jsonGroupAgreement{agree(g.Study.Overall)}, each(g.Study.Criteria, agree)...),
		Disputes: each(g.Study.Disputes, func(d peer.Dispute) jsonGroupDispute {
			return jsonGroupDispute{name(d.Of), d.Criterion, d.Gap, d.Among}
		}),
		Best: each(g.Study.Best, func(b peer.Best) jsonGroupBest {
			return jsonGroupBest{b.Criterion, name(b.Of), agreement.Value(b.Level), b.Quote, name(b.By)}
		}),
		Mean:    heat(g.Heat.Mean),
		Changes: each(g.Changes, func(c peer.Change) jsonGroupChange { return jsonGroupChange{name(c.Who), c.Scenario, c.Score, c.Peers} }),
	}
	if g.Earlier != "" {
		out.Earlier = &g.Earlier
	}
	for i, m := range g.Members {
		p, a := g.People[i], g.Study.Answers[i]
		b := p.Bias
		out.People = append(out.People, jsonGroupPerson{Name: p.Name, File: m.File, Scenario: p.Scenario, Pseudonym: m.Pseudonym, Sheet: m.Sheet, Changed: m.Changed,
			Score: p.Score, Band: m.Band, Bias: jsonGroupBias{b.Graded, b.Mean, b.Error, b.Within, b.Kappa}, Total: levels(a.Total),
			Stages: each(a.Stages, levels), Criteria: each(a.Criteria, levels), Heat: heat(g.Heat.Cells[i]),
			Comments: each(a.Comments, func(c peer.Comment) jsonGroupComment { return jsonGroupComment{name(c.By), c.Text} })})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("results of %q: %w", g.Dir, err)
	}
	return escapeUnseen(b.Bytes()), nil
}

func (g Group) given(l peer.Levels) []jsonGroupGiven {
	return each(l.Given, func(x peer.Given) jsonGroupGiven {
		return jsonGroupGiven{g.name(x.By), x.Level, agreement.Value(x.Corrected), x.Quote}
	})
}

// ReadGroup reads what a later round compares itself with from JSON results.
func ReadGroup(text []byte) (map[string]peer.Earlier, error) {
	var r struct {
		Schema string `json:"schema"`
		People []struct {
			Name     string   `json:"name"`
			Scenario string   `json:"scenario"`
			Score    *float64 `json:"score"`
			Total    struct {
				Corrected *float64 `json:"corrected"`
			} `json:"total"`
		} `json:"people"`
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("not JSON results: %w", err)
	}
	if r.Schema != GroupSchema {
		return nil, fmt.Errorf("the schema is %q, expected %q", r.Schema, GroupSchema)
	}
	value := func(v *float64) agreement.Value {
		if v == nil {
			return agreement.NA
		}
		return agreement.Value(*v)
	}
	out := map[string]peer.Earlier{}
	for _, p := range r.People {
		out[p.Name] = peer.Earlier{Scenario: p.Scenario, Score: value(p.Score), Peers: value(p.Total.Corrected)}
	}
	return out, nil
}

// GroupCSV returns every level that anyone gave, one in a row.
func GroupCSV(g Group) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"name", "pseudonym", "scenario", "criterion", "reader", "by", "level", "corrected", "quote"}}
	for i, a := range g.Study.Answers {
		add := func(criterion, reader, by, level, corrected, quote string) {
			rows = append(rows, []string{g.name(i), g.Members[i].Pseudonym, g.People[i].Scenario, criterion, reader, by, level, corrected, quote})
		}
		for k, x := range a.Criteria {
			id := catalog.StageIDs[k]
			if x.Rules.Known() {
				add(id, "rules", "", x.Rules.Text(0), "", g.People[i].Rules[id].Quote)
			}
			for _, v := range x.Given {
				add(id, "peer", g.name(v.By), strconv.Itoa(v.Level), agreement.Value(v.Corrected).Text(2), v.Quote)
			}
			if x.Self.Known() {
				add(id, "self", "", x.Self.Text(0), "", "")
			}
		}
		for _, x := range a.Stages {
			if v, ok := g.People[i].Self[x.ID]; ok {
				add(x.ID, "self", "", strconv.Itoa(v), "", "")
			}
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = spreadsheet(cell)
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// spreadsheet keeps a cell from being taken for a formula or a terminal's command.
func spreadsheet(cell string) string {
	cell = diag.Clean(strings.Join(strings.Fields(cell), " "))
	if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
