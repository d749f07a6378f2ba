package answer

import (
	"fmt"
	"strings"
)

// dump writes a document for people to read: one line per passage, then its
// sentences where there are several.
func dump(d *Document) string {
	var w strings.Builder
	if f := d.Front; f.Present {
		fmt.Fprintf(&w, "front %s v%d target=%s attempt=%s started=%s spent=%v hints=%v self=%v line=%d\n",
			f.Scenario, f.ScenarioVersion, f.Target, f.Attempt, f.Started, f.Spent, f.Hints, f.Self, f.ScenarioLine)
	}
	for i, p := range d.Passages {
		fmt.Fprintf(&w, "%d L%d b%d %s%s", i, p.Line, p.Block, strings.Repeat("  ", int(p.Depth)), p.Kind)
		if p.Level > 0 {
			fmt.Fprintf(&w, "%d", p.Level)
		}
		if p.Ordered {
			w.WriteString(" ordered")
		}
		if p.Quoted {
			w.WriteString(" quoted")
		}
		if p.Link {
			w.WriteString(" link")
		}
		if p.Section > 0 {
			fmt.Fprintf(&w, " §%d", p.Section)
		}
		if p.Parent >= 0 {
			fmt.Fprintf(&w, " ↑%d", p.Parent)
		}
		if p.Kind == Cell {
			fmt.Fprintf(&w, " row%d [%s]", p.Row, p.Head)
			if p.RowLead >= 0 {
				fmt.Fprintf(&w, " ←%d", p.RowLead)
			}
		}
		fmt.Fprintf(&w, ": %s\n", p.Text)
		if len(p.Sentences) > 1 {
			for k, s := range p.Sentences {
				mark := "|"
				if s.Question {
					mark = "?"
				}
				fmt.Fprintf(&w, "      %s %s\n", mark, p.SentenceText(k))
			}
		}
	}
	for i, s := range d.Sections {
		fmt.Fprintf(&w, "§%d %s\n", i, strings.Join(d.Path(i), " / "))
		_ = s
	}
	for _, f := range d.Fences {
		fmt.Fprintf(&w, "fence L%d %q §%d ↑%d diagram=%v %d bytes\n", f.Line, f.Info, f.Section, f.Parent, f.Diagram, len(f.Body))
	}
	for _, v := range d.Waivers {
		fmt.Fprintf(&w, "waiver L%d %s: %s\n", v.Line, v.Criterion, v.Reason)
	}
	for _, f := range d.Findings {
		fmt.Fprintf(&w, "finding L%d %s: %s\n", f.Line, f.ID, f.Message)
	}
	fmt.Fprintf(&w, "%d words\n", d.Words)
	return w.String()
}
