package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"designdrill/internal/score"
)

// Schema names the shape of the JSON report.
const Schema = "designdrill.report/1"

// jsonReport is the JSON report. The order of the fields is the order of the keys, and
// every key is always there.
type jsonReport struct {
	Schema      string            `json:"schema"`
	File        string            `json:"file"`
	Scenario    *string           `json:"scenario"`
	Target      string            `json:"target"`
	Attempt     string            `json:"attempt"`
	Version     jsonVersion       `json:"version"`
	Score       *float64          `json:"score"`
	Band        string            `json:"band"`
	Gates       []jsonGate        `json:"gates"`
	Findings    []jsonFinding     `json:"findings"`
	Stages      []jsonStage       `json:"stages"`
	Steps       []jsonStep        `json:"steps"`
	Criteria    []jsonCriterion   `json:"criteria"`
	Points      []jsonPoint       `json:"points"`
	Estimates   []jsonEstimate    `json:"estimates"`
	Arithmetic  []jsonArithmetic  `json:"arithmetic"`
	Diagram     jsonDiagram       `json:"diagram"`
	Consistency []jsonConsistency `json:"consistency"`
	Next        []jsonAddition    `json:"next"`
	Review      *jsonReview       `json:"review"`
}

type jsonVersion struct {
	Program string `json:"program"`
	Content string `json:"content"`
}

type jsonGate struct {
	ID  string  `json:"id"`
	Cap float64 `json:"cap"`
	Why string  `json:"why"`
}

type jsonFinding struct {
	ID      string `json:"id"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

type jsonStage struct {
	ID    string   `json:"id"`
	Score *float64 `json:"score"`
}

type jsonStep struct {
	ID    string   `json:"id"`
	Step  int      `json:"step"`
	Title string   `json:"title"`
	Score *float64 `json:"score"`
}

type jsonCriterion struct {
	ID       string         `json:"id"`
	Level    int            `json:"level"`
	Weight   string         `json:"weight"`
	Status   string         `json:"status"`
	Reason   string         `json:"reason"`
	By       string         `json:"by"`
	Earned   float64        `json:"earned"`
	Possible float64        `json:"possible"`
	Evidence []jsonEvidence `json:"evidence"`
	Missing  string         `json:"missing"`
	Probe    string         `json:"probe"`
}

type jsonEvidence struct {
	Quote string `json:"quote"`
	Line  int    `json:"line"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	File  string `json:"file"`
}

type jsonPoint struct {
	ID       string         `json:"id"`
	Stage    string         `json:"stage"`
	Need     string         `json:"need"`
	Covered  bool           `json:"covered"`
	Evidence []jsonEvidence `json:"evidence"`
}

type jsonEstimate struct {
	ID       string      `json:"id"`
	Status   string      `json:"status"`
	Stated   string      `json:"stated"`
	Expected string      `json:"expected"`
	Inputs   []jsonInput `json:"inputs"`
	Used     bool        `json:"used"`
	Line     int         `json:"line"`
	Note     string      `json:"note"`
}

type jsonInput struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Line  int    `json:"line"`
}

type jsonArithmetic struct {
	Line     int    `json:"line"`
	Text     string `json:"text"`
	Status   string `json:"status"`
	Slip     string `json:"slip"`
	Computed string `json:"computed"`
}

type jsonDiagram struct {
	Nodes    int                  `json:"nodes"`
	Edges    int                  `json:"edges"`
	Findings []jsonDiagramFinding `json:"findings"`
}

type jsonDiagramFinding struct {
	Rule    string `json:"rule"`
	Node    string `json:"node"`
	Line    int    `json:"line"`
	Message string `json:"message"`
	File    string `json:"file"`
}

type jsonConsistency struct {
	Rule    string `json:"rule"`
	Line    int    `json:"line"`
	Other   int    `json:"other"`
	Message string `json:"message"`
}

type jsonAddition struct {
	Criterion string  `json:"criterion"`
	Gain      float64 `json:"gain"`
	Do        string  `json:"do"`
}

// DrillBand stands for the band in the report of a drill, which has no total.
const DrillBand = "drill"

// JSON returns the report as one JSON object on one line, line end included. Scores
// have one decimal, points of the 100 have two. Characters that could steer a terminal
// are written as escapes, which changes nothing for who decodes them.
func JSON(r Report) ([]byte, error) {
	res := r.Result
	out := jsonReport{
		Schema: Schema, File: r.File, Target: res.Target, Attempt: r.Attempt, Band: res.Band,
		Version: jsonVersion{Program: r.Program, Content: r.Content},
		Score:   points(res.Score, res.Scored),
	}
	if res.Scenario != "" {
		out.Scenario = &res.Scenario
	}
	gates := res.Gates
	if r.Drill != "" && res.Scored {
		out.Score, out.Band, gates = nil, DrillBand, nil
	}
	out.Gates = each(gates, func(g score.Gate) jsonGate { return jsonGate{g.ID, round(g.Cap, 1), g.Why} })
	out.Findings = each(res.Findings, func(f score.Finding) jsonFinding { return jsonFinding(f) })
	out.Stages = each(res.Stages, func(s score.StageScore) jsonStage { return jsonStage{s.ID, points(s.Score, s.Scored)} })
	out.Steps = each(res.Steps, func(s score.StepScore) jsonStep {
		return jsonStep{s.ID, s.Step, s.Title, points(s.Score, s.Scored)}
	})
	out.Criteria = each(res.Criteria, criterion)
	out.Points = each(res.Points, func(p score.PointResult) jsonPoint {
		return jsonPoint{p.ID, p.Stage, p.Need, p.Covered, each(p.Evidence, evidence)}
	})
	out.Estimates = each(res.Estimates, func(e score.EstimateResult) jsonEstimate {
		inputs := each(e.Inputs, func(i score.EstimateInput) jsonInput { return jsonInput(i) })
		return jsonEstimate{e.ID, e.Status, e.Stated, e.Expected, inputs, e.Used, e.Line, e.Note}
	})
	out.Arithmetic = each(res.Arithmetic, func(a score.Arithmetic) jsonArithmetic { return jsonArithmetic(a) })
	out.Diagram = jsonDiagram{Nodes: res.Diagram.Nodes, Edges: res.Diagram.Edges,
		Findings: each(res.Diagram.Findings, func(f score.DiagramFinding) jsonDiagramFinding { return jsonDiagramFinding(f) })}
	out.Consistency = each(res.Consistency, func(c score.Consistency) jsonConsistency { return jsonConsistency(c) })
	out.Next = each(res.Next, func(a score.Addition) jsonAddition { return jsonAddition{a.Criterion, round(a.Gain, 2), a.Do} })

	out.Review = reviewJSON(r.Review)

	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("report of %q: %w", r.File, err)
	}
	return escapeUnseen(b.Bytes()), nil
}

func criterion(c score.CriterionResult) jsonCriterion {
	level := c.Level
	if c.Status != score.Scored {
		level = 0
	}
	return jsonCriterion{ID: c.ID, Level: level, Weight: c.Need, Status: c.Status, Reason: c.Reason, By: c.By,
		Earned: round(c.Earned, 2), Possible: round(c.Possible, 2), Evidence: each(c.Evidence, evidence),
		Missing: c.Missing, Probe: c.Probe}
}

func evidence(e score.Evidence) jsonEvidence { return jsonEvidence(e) }

// points is a score with one decimal, nil when there is none.
func points(x float64, scored bool) *float64 {
	if !scored {
		return nil
	}
	x = round(x, 1)
	return &x
}

// each maps a list; the result is never nil, so that it is written as [].
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

// escapeUnseen writes control, format and private characters of JSON text as \u
// escapes. Outside of strings there are none but the line end.
func escapeUnseen(text []byte) []byte {
	unseen := func(r rune) bool {
		return r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
	}
	if bytes.IndexFunc(text, unseen) < 0 {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		switch hi, lo := utf16.EncodeRune(r); {
		case !unseen(r):
			out = append(out, text[i:i+n]...)
		case r > 0xffff:
			out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += n
	}
	return out
}
