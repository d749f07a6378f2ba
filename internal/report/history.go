package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/diag"
)

// Past is an attempt as the history lists it.
type Past struct {
	ID       string
	Scenario string // "" for none
	Version  int    // of the scenario
	Target   string
	Drill    string // the only stage; "" for a whole interview
	Minutes  int    // of the clock; 0 is no clock
	Source   string // "practice", "import", "room"
	Started  time.Time
	Finished time.Time // zero while it is not
	Spent    time.Duration
	Content  string   // hash of the content of the latest report; "" when there is none
	Score    *float64 // of that report; nil when there is none or nothing could be scored
}

// NoAttempts tells how to begin where nothing is stored.
func NoAttempts(s Style) string {
	p := newPage(s)
	p.text(0, "No attempt is stored yet.", plain)
	p.entry(2, 30, "designdrill practice", bold, span{"starts an interview", plain})
	p.entry(2, 30, "designdrill import FILE", bold, span{"takes in an answer that was written elsewhere", plain})
	return p.String()
}

// History lists attempts, in the order given. mixed tells that the scores come from
// more than one content.
func History(list []Past, mixed bool, s Style) string {
	p := newPage(s)
	rows := func(layout string) [][]string {
		out := [][]string{{"attempt", "when", "scenario", "target", "stage", "spent", "score"}}
		for _, a := range list {
			score, spent := "-", "-"
			switch {
			case a.Finished.IsZero():
				score = "open"
			case a.Score != nil:
				score = number(*a.Score, 1)
			}
			if a.Spent > 0 {
				spent = Clock(a.Spent)
			}
			out = append(out, []string{a.ID, a.Started.Format(layout), orDash(a.Scenario), a.Target, orDash(a.Drill), spent, score})
		}
		return out
	}
	const right = 5 // the columns from here on are numbers
	if p.style.Accessible || !p.table(rows(DateTime), right) && !p.table(rows(dateOnly), right, 2, 4) {
		p.records(rows(DateTime))
	}
	var open int
	for _, a := range list {
		if a.Finished.IsZero() {
			open++
		}
	}
	p.blank()
	p.text(0, count(len(list), "attempt", "attempts")+". designdrill report ID shows one, by its id or the beginning of it.", faint)
	if mixed {
		p.text(0, "Not all were scored with the same content, so their scores do not compare: designdrill regrade scores them anew.", fair)
	}
	if open > 0 {
		p.flow(0, 2, span{count(open, "attempt is", "attempts are") + " unfinished:", fair}, span{"designdrill practice --resume continues the last one", plain})
	}
	return p.String()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// records writes rows as sentences of what their columns say; it reads well aloud and
// fits any width. The first row holds the columns' names.
func (p *page) records(rows [][]string) {
	for _, row := range rows[1:] {
		var parts []span
		for i, cell := range row {
			if cell != "-" {
				parts = append(parts, span{rows[0][i] + " " + cell + ",", plain})
			}
		}
		last := &parts[len(parts)-1]
		last.text = strings.TrimSuffix(last.text, ",")
		p.flow(0, 2, parts...)
	}
}

// table writes rows in columns, the first row as their names; columns from right on
// are set to the right. Where it is too wide for the page, the columns of shorten
// are made narrower; when that is not enough, it writes nothing and returns false.
func (p *page) table(rows [][]string, right int, shorten ...int) bool {
	const gap, least = 2, 8
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = diag.Clean(cell)
			widths[i] = max(widths[i], displaywidth.String(row[i]))
		}
	}
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for total > p.style.Width {
		widest := -1
		for _, i := range shorten {
			if widths[i] > least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
		total--
	}
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			if displaywidth.String(cell) > widths[i] {
				cell = cut(cell, widths[i]-1) + "…"
			}
			pad := strings.Repeat(" ", widths[i]-displaywidth.String(cell))
			if i >= right {
				cell = pad + cell
			} else {
				cell += pad
			}
			if i > 0 {
				line.WriteString(strings.Repeat(" ", gap))
			}
			line.WriteString(cell)
		}
		k := plain
		if n == 0 {
			k = faint
		}
		p.out.WriteString(p.paint(strings.TrimRight(line.String(), " "), k) + "\n")
	}
	return true
}

// AttemptSchema names the shape of a line of the history as JSON.
const AttemptSchema = "designdrill.attempt/1"

type jsonPast struct {
	Schema   string   `json:"schema"`
	ID       string   `json:"id"`
	Scenario *string  `json:"scenario"`
	Version  int      `json:"scenario_version"`
	Target   string   `json:"target"`
	Stage    string   `json:"stage"`
	Minutes  int      `json:"minutes"`
	Source   string   `json:"source"`
	Started  string   `json:"started"`
	Finished *string  `json:"finished"`
	Spent    int      `json:"spent_seconds"`
	Content  string   `json:"content"`
	Score    *float64 `json:"score"`
}

// HistoryJSON returns one JSON object a line for each attempt, in the order given.
// Times are in UTC.
func HistoryJSON(list []Past) ([]byte, error) {
	var b bytes.Buffer
	for _, a := range list {
		x := jsonPast{Schema: AttemptSchema, ID: a.ID, Version: a.Version, Target: a.Target, Stage: a.Drill, Minutes: a.Minutes, Source: a.Source,
			Started: a.Started.UTC().Format(time.RFC3339), Spent: int(a.Spent.Round(time.Second) / time.Second), Content: a.Content, Score: a.Score}
		if a.Scenario != "" {
			x.Scenario = &a.Scenario
		}
		if !a.Finished.IsZero() {
			at := a.Finished.UTC().Format(time.RFC3339)
			x.Finished = &at
		}
		if err := encodeLine(&b, x); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// encodeLine adds one JSON object with its line end.
func encodeLine(b *bytes.Buffer, x any) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		return err
	}
	b.Write(escapeUnseen(line.Bytes()))
	return nil
}

// Regraded is an attempt before and after it was scored anew.
type Regraded struct {
	ID, Scenario  string
	Before, After *float64 // nil when nothing was or could be scored
}

func (r Regraded) changed() bool {
	switch {
	case r.Before == nil || r.After == nil:
		return r.Before != r.After
	}
	return round(*r.Before, 1) != round(*r.After, 1)
}

// Regrade tells what scoring all attempts anew has changed.
func Regrade(list []Regraded, s Style) string {
	p := newPage(s)
	changed, compared, first := 0, 0, 0
	var sum, least, most float64
	rows := [][]string{{"attempt", "scenario", "before", "now", "change"}}
	for _, r := range list {
		if !r.changed() {
			continue
		}
		if r.Before == nil {
			first++
		} else {
			changed++
		}
		row := []string{r.ID, orDash(r.Scenario), "-", "-", "-"}
		if r.Before != nil {
			row[2] = number(*r.Before, 1)
		}
		if r.After != nil {
			row[3] = number(*r.After, 1)
		}
		if r.Before != nil && r.After != nil {
			d := *r.After - *r.Before
			row[4] = difference(d)
			if compared == 0 {
				least, most = d, d
			}
			sum, least, most = sum+d, min(least, d), max(most, d)
			compared++
		}
		rows = append(rows, row)
	}
	if len(rows) > 1 {
		if p.style.Accessible || !p.table(rows, 2, 1) {
			p.records(rows)
		}
		p.blank()
	}
	text := count(len(list), "attempt was", "attempts were") + " scored with the content of today"
	if first > 0 {
		text += ", " + fmt.Sprint(first) + " of them for the first time"
	}
	text += "; "
	switch {
	case changed == 0:
		text += "no score changed."
	case compared == 0:
		text += count(changed, "score", "scores") + " changed."
	case compared == 1:
		text += count(changed, "score", "scores") + " changed, by " + difference(sum) + "."
	default:
		text += fmt.Sprintf("%s changed, by %s on average, from %s to %s.", count(changed, "score", "scores"),
			difference(sum/float64(compared)), difference(least), difference(most))
	}
	p.text(0, text, plain)
	return p.String()
}
