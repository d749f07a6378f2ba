package diagram

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"designdrill/internal/diag"
)

// described is a graph with its findings as text, one thing a line.
func described(g *Graph, found []diag.Finding) string {
	var b strings.Builder
	if g.Title != "" {
		fmt.Fprintf(&b, "title %q\n", g.Title)
	}
	for i, x := range g.Groups {
		fmt.Fprintf(&b, "group %d %q id=%s parent=%d line=%d\n", i, x.Label, x.ID, x.Parent, x.At.Pos.Line)
	}
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "node %d %q id=%s", i, n.Label, n.ID)
		if n.Detail != "" {
			fmt.Fprintf(&b, " detail=%q", n.Detail)
		}
		if n.Shape != "" {
			fmt.Fprintf(&b, " shape=%s", n.Shape)
		}
		if n.Kind == Note {
			b.WriteString(" note")
		}
		fmt.Fprintf(&b, " group=%d line=%d\n", n.Group, n.At.Pos.Line)
	}
	for _, e := range g.Edges {
		arrow := "->"
		switch {
		case e.Both:
			arrow = "<->"
		case e.Undirected:
			arrow = "--"
		}
		fmt.Fprintf(&b, "edge %q %s %q", g.Nodes[e.From].Label, arrow, g.Nodes[e.To].Label)
		if e.Label != "" {
			fmt.Fprintf(&b, " label=%q", e.Label)
		}
		if e.Mode != ModeUnknown {
			b.WriteString([]string{"", " sync", " async"}[e.Mode])
		}
		if e.Snapped {
			b.WriteString(" snapped")
		}
		fmt.Fprintf(&b, " line=%d\n", e.At.Pos.Line)
	}
	for _, f := range found {
		fmt.Fprintln(&b, f.String())
		if f.Hint != "" {
			fmt.Fprintln(&b, "  hint:", f.Hint)
		}
	}
	return b.String()
}

// sound fails when a graph breaks what the rest of the program relies on.
func sound(t *testing.T, g *Graph, size int) {
	t.Helper()
	ids := map[string]bool{}
	for i, n := range g.Nodes {
		if ids[n.ID] || n.ID == "" {
			t.Errorf("node %d has the id %q of another", i, n.ID)
		}
		ids[n.ID] = true
		if n.Group < -1 || n.Group >= len(g.Groups) {
			t.Errorf("node %d is in group %d of %d", i, n.Group, len(g.Groups))
		}
		if strings.ContainsAny(n.Label+n.Detail, "\n\r\x1b\x00") {
			t.Errorf("node %d has controls in its label %q", i, n.Label)
		}
		if n.At.Start < 0 || n.At.End < n.At.Start || n.At.End > size {
			t.Errorf("node %d stands at %d to %d of %d", i, n.At.Start, n.At.End, size)
		}
	}
	for i, e := range g.Edges {
		if e.From < 0 || e.To < 0 || e.From >= len(g.Nodes) || e.To >= len(g.Nodes) {
			t.Errorf("edge %d joins %d and %d of %d", i, e.From, e.To, len(g.Nodes))
		}
	}
	for i := range g.Groups {
		steps := 0
		for k := i; k >= 0; k = g.Groups[k].Parent {
			if steps++; steps > len(g.Groups) || g.Groups[k].Parent >= len(g.Groups) {
				t.Fatalf("group %d has no outermost group", i)
			}
		}
	}
}

var drawn = map[string]func(string, []byte, Limits) (*Graph, []diag.Finding){"excalidraw": parseExcalidraw, "drawio": parseDrawio}

func TestDrawings(t *testing.T) {
	for format, parse := range drawn {
		files, err := filepath.Glob(filepath.Join("testdata", format, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no drawings of %s: %v", format, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, ".golden") {
				continue
			}
			t.Run(format+"/"+filepath.Base(file), func(t *testing.T) {
				src, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				g, found := parse(filepath.Base(file), src, DefaultLimits)
				sound(t, g, len(src))
				got, golden := described(g, found), file+".golden"
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("got:\n%s\nwant:\n%s", got, want)
				}
			})
		}
	}
}

// TestDrawingsSpans holds that the bytes of a node's place are those of its element.
func TestDrawingsSpans(t *testing.T) {
	for format, parse := range drawn {
		files, _ := filepath.Glob(filepath.Join("testdata", format, "*"))
		checked := 0
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, ".golden") {
				continue
			}
			g, _ := parse(file, src, DefaultLimits)
			for _, n := range g.Nodes {
				if n.At.End > 0 {
					checked++
					id := strings.Split(n.ID, "~")[0]
					if text := string(src[n.At.Start:n.At.End]); !strings.Contains(text, id) && !strings.Contains(text, "<mxCell style") || !slices.Contains([]byte("{<"), text[0]) {
						t.Errorf("%s: node %q stands at %q", file, n.ID, text)
					}
				}
			}
		}
		if checked < 20 {
			t.Errorf("only %d nodes of %s have a place", checked, format)
		}
	}
}
