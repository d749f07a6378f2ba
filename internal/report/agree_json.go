package report

import (
	"bytes"
	"encoding/json"
	"fmt"

	"designdrill/internal/agreement"
	"designdrill/internal/labels"
)

// AgreeSchema names the shape of the JSON of an agreement.
const AgreeSchema = "designdrill.agree/1"

type jsonAgreement struct {
	Schema     string               `json:"schema"`
	Version    jsonVersion          `json:"version"`
	Labels     string               `json:"labels"`
	Second     *string              `json:"second"`
	Answers    int                  `json:"answers"`
	Unlabelled int                  `json:"unlabelled"`
	Missing    []string             `json:"missing"`
	Plain      int                  `json:"without_scenario"`
	Unscored   int                  `json:"unscored"`
	Bootstrap  jsonBootstrap        `json:"bootstrap"`
	Levels     []jsonLevels         `json:"levels"`
	Overall    []jsonOverall        `json:"overall"`
	Thirds     []jsonThird          `json:"thirds"`
	Confusion  agreement.Confusion  `json:"confusion"`
	Criteria   []jsonAgreeCriterion `json:"criteria"`
	Misses     []jsonMiss           `json:"misses"` // null unless asked for
	Review     *jsonAgreeReview     `json:"review"`
}

type jsonBootstrap struct {
	Resamples int     `json:"resamples"`
	Seed      uint64  `json:"seed"`
	Level     float64 `json:"level"`
}

type jsonLevels struct {
	Reader  string                   `json:"reader"`
	Answers int                      `json:"answers"`
	Pairs   int                      `json:"pairs"`
	Both    int                      `json:"both"`
	Figures map[string]labels.Figure `json:"figures"`
}

type jsonOverall struct {
	Reader  string                   `json:"reader"`
	Answers int                      `json:"answers"`
	Figures map[string]labels.Figure `json:"figures"`
}

type jsonThird struct {
	Answers int           `json:"answers"`
	Low     float64       `json:"low"`
	High    float64       `json:"high"`
	Error   labels.Figure `json:"error"`
	Bias    labels.Figure `json:"bias"`
}

type jsonAgreeCriterion struct {
	ID       string        `json:"id"`
	Pairs    int           `json:"pairs"`
	Labelled int           `json:"labelled"`
	Found    int           `json:"found"`
	Both     int           `json:"both"`
	Exact    int           `json:"exact"`
	Kappa    labels.Figure `json:"kappa"`
}

type jsonMiss struct {
	ID        string        `json:"id"`
	Criterion string        `json:"criterion"`
	Scenario  *string       `json:"scenario"`
	Label     jsonMissLevel `json:"label"`
	Found     jsonMissLevel `json:"found"`
	Lacks     string        `json:"lacks"`
}

// jsonMissLevel is one side of a miss. Line is 0 where there is nothing to quote.
type jsonMissLevel struct {
	Level int    `json:"level"`
	Quote string `json:"quote"`
	File  string `json:"file"`
	Line  int    `json:"line"`
}

// AgreeJSON returns the agreement as one JSON object on one line, line end included.
// A statistic that the data do not determine is null.
func AgreeJSON(a Agreement) ([]byte, error) {
	s := a.Study
	out := jsonAgreement{
		Schema: AgreeSchema, Version: jsonVersion{a.Program, a.Content}, Labels: a.Labels, Answers: s.Answers, Unlabelled: a.Unlabelled,
		Missing: each(a.Missing, func(id string) string { return id }), Plain: a.Plain, Unscored: s.Unscored,
		Bootstrap: jsonBootstrap{a.Resamples, a.Seed, 0.95}, Confusion: s.Matrix,
	}
	out.Review = agreeReviewJSON(a)
	if a.Second != "" {
		out.Second = &a.Second
	}
	byID := func(ids []string, get func(id string) labels.Figure) map[string]labels.Figure {
		m := map[string]labels.Figure{}
		for _, id := range ids {
			m[id] = get(id)
		}
		return m
	}
	out.Levels = each(s.Readers, func(r labels.LevelReader) jsonLevels {
		return jsonLevels{r.ID, r.Answers, r.Pairs, r.Both, byID(labels.LevelFigures, r.Figure)}
	})
	out.Overall = each(s.Overall, func(r labels.OverallReader) jsonOverall {
		return jsonOverall{r.ID, r.Answers, byID(labels.OverallFigures, r.Figure)}
	})
	out.Thirds = each(s.Thirds, func(t labels.Third) jsonThird { return jsonThird(t) })
	out.Criteria = each(s.Criteria, func(c labels.Criterion) jsonAgreeCriterion { return jsonAgreeCriterion(c) })
	if a.ShowMisses {
		out.Misses = each(a.Misses, func(m labels.Miss) jsonMiss { return miss(m, a.Labels) })
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("agreement with %q: %w", a.Labels, err)
	}
	return escapeUnseen(b.Bytes()), nil
}

func miss(m labels.Miss, file string) jsonMiss {
	out := jsonMiss{ID: m.ID, Criterion: m.Criterion, Label: jsonMissLevel{Level: m.Label.Level, Quote: m.Label.Quote, Line: m.Label.Line},
		Found: jsonMissLevel{m.Found.Level, m.Found.Quote, m.File, m.Found.Line}, Lacks: m.Found.Lacks}
	if m.Label.Line > 0 {
		out.Label.File = file
	}
	if m.Scenario != "" {
		out.Scenario = &m.Scenario
	}
	return out
}
