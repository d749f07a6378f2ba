package report

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"designdrill/internal/agreement"
	"designdrill/internal/diag"
	"designdrill/internal/labels"
)

// Agreement is a study with what it was made of.
type Agreement struct {
	Labels     string // the label files as the user named them
	Second     string // "" when there is none
	Program    string
	Content    string
	Resamples  int
	Seed       uint64
	Unlabelled int      // answers without labels, which were left out
	Missing    []string // labelled answers that were not there
	Plain      int      // answers whose folder names no scenario
	Study      *labels.Study
	Misses     []labels.Miss // the worst, when asked for
	Missed     int           // all that there are
	ShowMisses bool
	Review     *AgreeReview // nil when no model read
}

// readerNames are what the tables call the readers.
var readerNames = map[string]string{
	"program": "designdrill", "second": "second reader", "mode": "commonest level", "formula": "labels' own levels",
	"length": "answer length", "concepts": "distinct concepts",
}

// AgreeText returns the agreement for a reader.
func AgreeText(a Agreement, s Style) string {
	p := newPage(s)
	t := &agreeText{page: p, Agreement: a}
	t.head()
	t.levels()
	t.overall()
	t.review()
	t.thirds()
	t.matrix()
	t.criteria()
	if a.ShowMisses {
		t.misses()
	}
	return strings.TrimRight(p.String(), "\n") + "\n"
}

type agreeText struct {
	*page
	Agreement
}

func (t *agreeText) head() {
	t.title(span{"Agreement with " + name(t.Labels), bold})
	line := count(t.Study.Answers, "labelled answer", "labelled answers")
	if t.Second != "" {
		line += "; second reader: " + t.Second
	}
	t.text(0, line, faint)
	t.text(0, fmt.Sprintf("in brackets: 95 %% intervals from %d draws of answers, seed %d", t.Resamples, t.Seed), faint)
	if t.Unlabelled > 0 {
		t.text(0, count(t.Unlabelled, "answer without labels is", "answers without labels are")+" left out", faint)
	}
	if n := len(t.Missing); n > 0 {
		const most = 8
		list := strings.Join(t.Missing[:min(n, most)], ", ")
		if n > most {
			list += ", …"
		}
		t.flow(0, 2, span{"Note:", fair}, span{count(n, "labelled answer is", "labelled answers are") + " not in the folder: " + list, plain})
	}
	if t.Plain > 0 {
		t.flow(0, 2, span{"Note:", fair}, span{count(t.Plain, "answer stands", "answers stand") +
			" in a folder that is named after no scenario, and is scored against the roadmap alone", plain})
	}
	if t.Study.Unscored > 0 {
		t.flow(0, 2, span{"Note:", fair}, span{count(t.Study.Unscored, "criterion was", "criteria were") + " not scored, and make no pair", plain})
	}
	t.blank()
}

// row is a line of a table: a label and its cells.
type row struct {
	label string
	cells []string
	under []string // a second line below the cells, such as their intervals
}

// table lays rows out in columns of these widths; the last of them holds for all
// further columns, the last column may be narrower. Where there is no room, or columns
// read badly, each row is a line with the columns' names.
func (t *agreeText) table(widths []int, heads []string, rows []row) {
	total := -1
	for i := range heads {
		total += widths[min(i, len(widths)-1)]
	}
	if t.style.Accessible || total > t.style.Width {
		for _, r := range rows {
			var parts []string
			for i, c := range r.cells {
				if c == "" {
					continue
				}
				if i < len(r.under) && r.under[i] != "" {
					c += " (" + r.under[i] + ")"
				}
				parts = append(parts, strings.TrimSpace(heads[i+1]+" "+c))
			}
			t.flow(2, 4, span{r.label + ":", plain}, span{strings.Join(parts, "; "), plain})
		}
		t.blank()
		return
	}
	t.columns(widths, heads[0], heads[1:], faint)
	for _, r := range rows {
		t.columns(widths, r.label, r.cells, plain)
		if len(r.under) > 0 {
			t.columns(widths, "", r.under, faint)
		}
	}
	t.blank()
}

// columns writes one line of a table.
func (t *agreeText) columns(widths []int, label string, cells []string, k ink) {
	line := pad(diag.Clean(label), widths[0])
	for i, c := range cells {
		line += pad(diag.Clean(c), widths[min(i+1, len(widths)-1)])
	}
	t.out.WriteString(t.paint(strings.TrimRight(line, " "), k) + "\n")
}

// pad fills text up to a width, and leaves a space after one that is too wide.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-displaywidth.String(s), 1))
}

// interval writes a figure with its interval in brackets.
func interval(f labels.Figure, decimals int) string {
	if r := between(f.Range, decimals); r != "" {
		return f.Value.Text(decimals) + " (" + r + ")"
	}
	return f.Value.Text(decimals)
}

func between(r agreement.Range, decimals int) string {
	if !r.Known() {
		return ""
	}
	return r.Low.Text(decimals) + "…" + r.High.Text(decimals)
}

func (t *agreeText) levels() {
	t.title(span{"Levels 0–4", bold})
	heads := []string{""}
	for _, r := range t.Study.Readers {
		heads = append(heads, readerNames[r.ID])
	}
	var rows []row
	add := func(label string, cell func(r labels.LevelReader) string) {
		x := row{label: label}
		for _, r := range t.Study.Readers {
			x.cells = append(x.cells, cell(r))
		}
		rows = append(rows, x)
	}
	add("answers, pairs", func(r labels.LevelReader) string { return fmt.Sprintf("%d, %d", r.Answers, r.Pairs) })
	for _, f := range []struct{ label, id string }{
		{"kappa, all", "kappa"}, {"kappa, roadmap", "kappa-roadmap"}, {"kappa, stages", "kappa-stages"}, {"kappa, criteria mean", "macro"},
		{fmt.Sprintf("kappa, criteria with %d", labels.Enough), "macro-enough"}, {"kappa, depth", "kappa-depth"},
		{"present, F1", "present-f1"}, {"present, precision", "present-precision"}, {"present, recall", "present-recall"},
		{"applied, F1", "applied-f1"}, {"applied, precision", "applied-precision"}, {"applied, recall", "applied-recall"},
		{"justified, F1", "justified-f1"}, {"justified, precision", "justified-precision"}, {"justified, recall", "justified-recall"},
		{"exact", "exact"}, {"within one level", "adjacent"}, {"bias in levels", "bias"},
	} {
		add(f.label, func(r labels.LevelReader) string {
			return interval(r.Figure(f.id), 2)
		})
	}
	add("pairs for depth", func(r labels.LevelReader) string { return fmt.Sprint(r.Both) })
	t.table([]int{23, 19}, heads, rows)
	t.text(0, "kappa: quadratic weights. Depth: only pairs that both sides call present. Commonest level: the labels' most frequent level of "+
		"each criterion, taken from these very labels. The mean over criteria is over those with a label above 0, and over those with "+
		fmt.Sprint(labels.Enough)+" of them. Present, applied, justified: from level 1, 2, 3.", faint)
	t.blank()
}

func (t *agreeText) overall() {
	t.title(span{"Overall score 0–100", bold})
	heads := []string{"", "n", "Spearman", "Pearson", "error", "partial ρ", "partial r"}
	var rows []row
	for _, r := range t.Study.Overall {
		label := readerNames[r.ID]
		if r.ID == "mode" {
			label = "one score for all"
		}
		x := row{label: label, cells: []string{fmt.Sprint(r.Answers)}, under: []string{""}}
		for _, f := range []struct {
			id       string
			decimals int
		}{{"spearman", 2}, {"pearson", 2}, {"error", 1}, {"partial-ranks", 2}, {"partial-values", 2}} {
			v := r.Figure(f.id)
			x.cells = append(x.cells, v.Value.Text(f.decimals))
			x.under = append(x.under, between(v.Range, f.decimals))
		}
		if strings.Join(x.under, "") == "" {
			x.under = nil
		}
		rows = append(rows, x)
	}
	t.table([]int{20, 4, 11}, heads, rows)
	t.text(0, "error: mean absolute error in points. Partial: the correlation that is left with the answers' length in words held fixed, "+
		"ρ on ranks and r on the values. Labels' own levels: the total that the formula makes of the labels instead of the levels found, the most that better "+
		"levels could give. For length and concepts the points are a line through the other answers; one score for all is the labels' median.", faint)
	t.blank()
}

func (t *agreeText) thirds() {
	if len(t.Study.Thirds) == 0 {
		return
	}
	t.title(span{"The overall score by thirds of the labels'", bold})
	var rows []row
	program := t.Study.Overall[0]
	rows = append(rows, row{label: "all", cells: []string{fmt.Sprint(program.Answers), "", interval(program.Figure("error"), 1), interval(program.Figure("bias"), 1)}})
	for i, x := range t.Study.Thirds {
		rows = append(rows, row{label: [...]string{"weakest", "middle", "strongest"}[i], cells: []string{fmt.Sprint(x.Answers),
			number(x.Low, 1) + "…" + number(x.High, 1), interval(x.Error, 1), interval(x.Bias, 1)}})
	}
	t.table([]int{14, 12, 12, 18}, []string{"", "answers", "labels", "error", "bias"}, rows)
}

func (t *agreeText) matrix() {
	t.title(span{"Labels (down) against designdrill (across)", bold})
	heads := []string{""}
	for level := range agreement.Levels {
		heads = append(heads, fmt.Sprintf("%d %s", level, levelName(level)))
	}
	var rows []row
	for label, counts := range t.Study.Matrix {
		x := row{label: heads[label+1]}
		for _, n := range counts {
			x.cells = append(x.cells, fmt.Sprint(n))
		}
		rows = append(rows, x)
	}
	t.table([]int{14, 13}, heads, rows)
}

func (t *agreeText) criteria() {
	t.title(span{"By criterion: answers in which it is present", bold})
	var rows []row
	for _, c := range t.Study.Criteria {
		if c.Labelled+c.Found == 0 {
			continue
		}
		kappa := ""
		if c.Labelled >= labels.Enough {
			kappa = interval(c.Kappa, 2)
		}
		rows = append(rows, row{label: c.ID, cells: []string{fmt.Sprint(c.Labelled), fmt.Sprint(c.Found), fmt.Sprint(c.Both),
			fmt.Sprintf("%d/%d", c.Exact, c.Pairs), kappa}})
	}
	t.table([]int{36, 8, 7, 6, 8, 16}, []string{"", "labels", "found", "both", "exact", "kappa"}, rows)
	t.text(0, fmt.Sprintf("Fewer than %d answers labelled above 0 give no kappa of their own. Criteria that neither side finds are left out.", labels.Enough), faint)
	t.blank()
}

func (t *agreeText) misses() {
	t.title(span{fmt.Sprintf("The worst disagreements, %d of %d", len(t.Misses), t.Missed), bold})
	for _, m := range t.Misses {
		t.flow(2, 4, span{m.ID, bold}, span{m.Criterion + ":", plain}, span{fmt.Sprintf("label %d, found %d", m.Label.Level, m.Found.Level), poor})
		quote := func(who, file string, line int, text string) {
			switch {
			case line == 0:
				t.flow(4, 6, span{who, faint}, span{"nothing", plain})
			case text == "":
				t.flow(4, 6, span{who, faint}, span{place(file, line) + ", without a quote", faint})
			default:
				t.flow(4, 6, span{who, faint}, span{place(file, line) + ":", faint}, span{quoted(text), plain})
			}
		}
		quote("label", t.Labels, m.Label.Line, m.Label.Quote)
		quote("found", m.File, m.Found.Line, m.Found.Quote)
		if m.Found.Lacks != "" && m.Found.Level < m.Label.Level {
			t.flow(4, 6, span{"lacked", faint}, span{m.Found.Lacks, plain})
		}
	}
	t.blank()
}
