package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"designdrill/internal/score"
)

// estimates holds the expected figures against what the answer states, and shows how
// the expected one comes about: which input from which line, the formula, the result.
func (t *textReport) estimates() {
	if len(t.Result.Estimates) == 0 || !t.Result.Scored {
		return
	}
	t.title(span{"Figures", bold})
	for _, e := range t.Result.Estimates {
		line := []span{{cmp.Or(e.Text, e.ID) + ":", plain}}
		if e.Stated == "" {
			line = append(line, span{"expected about " + e.Expected, plain})
		} else {
			line = append(line, span{e.Stated + ",", plain}, span{"expected about " + e.Expected, plain}, span{t.at(e.Line), faint})
			if e.Used {
				line = append(line, span{"(used later)", faint})
			}
		}
		t.entry(2, 14, e.Status, statusInk(e.Status), line...)
		if e.Note != "" {
			t.text(14, e.Note, plain)
		}
		if e.Status != "missing" || t.full {
			t.working(e)
		}
	}
	t.blank()
}

// working writes the formula of an estimate with the values it was computed with.
func (t *textReport) working(e score.EstimateResult) {
	if e.Formula != "" {
		text := strings.ReplaceAll(e.Formula, "*", "×") + " = " + e.Expected
		if len(e.Inputs) > 0 {
			text += ", with"
		}
		t.flow(14, 16, span{text, faint})
	}
	for _, in := range e.Inputs {
		from := "the scenario's"
		if in.Line > 0 {
			from = t.at(in.Line)
		}
		t.flow(16, 18, span{in.Name + " = " + in.Value + ",", faint}, span{from, faint})
	}
}

func statusInk(status string) ink {
	switch status {
	case "right":
		return good
	case "near":
		return fair
	case "off", "other-unit", "wrong", "slip":
		return poor
	}
	return faint
}

// arithmetic shows the calculations that do not come out.
func (t *textReport) arithmetic() {
	right := 0
	var wrong []score.Arithmetic
	for _, a := range t.Result.Arithmetic {
		switch a.Status {
		case "right":
			right++
		case "wrong", "slip":
			wrong = append(wrong, a)
		}
	}
	if right+len(wrong) == 0 {
		return
	}
	t.title(span{"Arithmetic", bold})
	t.text(2, fmt.Sprintf("%d of %s right", right, count(right+len(wrong), "calculation comes out", "calculations come out")), plain)
	for _, a := range wrong {
		line := []span{{quoted(a.Text), plain}, {t.at(a.Line), faint}}
		if a.Computed != "" {
			line = append(line, span{"comes to " + a.Computed, plain})
		}
		if a.Slip != "" {
			line = append(line, span{"(" + a.Slip + ")", plain})
		}
		t.entry(2, 10, a.Status, poor, line...)
	}
	t.blank()
}

// consistency shows the places that disagree, both with their lines.
func (t *textReport) consistency() {
	if len(t.Result.Consistency) == 0 {
		return
	}
	t.title(span{"Places that do not agree", bold})
	for _, c := range t.Result.Consistency {
		t.flow(2, 4, span{t.at(c.Line) + " and line " + strconv.Itoa(c.Other) + ":", faint}, span{c.Message, plain}, span{"[" + c.Rule + "]", faint})
	}
	t.text(2, "designdrill rubric explain RULE tells what a rule holds against what", faint)
	t.blank()
}
