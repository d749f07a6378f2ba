package diagram

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"designdrill/internal/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// write prints a graph, a line for each thing in it.
func write(g *Graph, found diag.List) string {
	var b strings.Builder
	nodes, edges := g.Counts()
	fmt.Fprintf(&b, "%s %q: %d nodes, %d edges\n", g.Format, g.Title, nodes, edges)
	for i, x := range g.Groups {
		fmt.Fprintf(&b, "group %d %q %q in %d at %d:%d\n", i, x.ID, x.Label, x.Parent, x.At.Pos.Line, x.At.Pos.Col)
	}
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "node %q %q", n.ID, n.Label)
		if n.Detail != "" {
			fmt.Fprintf(&b, " (%s)", n.Detail)
		}
		fmt.Fprintf(&b, " %s", n.Kind)
		if n.Shape != "" {
			fmt.Fprintf(&b, " %s", n.Shape)
		}
		if n.Group >= 0 {
			fmt.Fprintf(&b, " in %d", n.Group)
		}
		fmt.Fprintf(&b, " at %d:%d\n", n.At.Pos.Line, n.At.Pos.Col)
	}
	for _, e := range g.Edges {
		arrow := "->"
		switch {
		case e.Both:
			arrow = "<->"
		case e.Undirected:
			arrow = "--"
		}
		fmt.Fprintf(&b, "edge %q %s %q", g.Nodes[e.From].ID, arrow, g.Nodes[e.To].ID)
		if e.Label != "" {
			fmt.Fprintf(&b, " %q", e.Label)
		}
		if e.Mode != ModeUnknown {
			fmt.Fprintf(&b, " %s", [...]string{"", "sync", "async"}[e.Mode])
		}
		fmt.Fprintf(&b, " at %d:%d\n", e.At.Pos.Line, e.At.Pos.Col)
	}
	for _, f := range found {
		fmt.Fprintf(&b, "%s\n", f)
	}
	return b.String()
}

// check asserts what holds for every graph of every source.
func check(t testing.TB, src []byte, g *Graph, found diag.List) {
	t.Helper()
	if g == nil {
		t.Fatal("no graph")
	}
	span := func(what string, s Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(src) || s.Pos.Line < 1 || s.Pos.Col < 1 {
			t.Fatalf("%s lies at %+v of %d bytes", what, s, len(src))
		}
	}
	ids := map[string]bool{}
	for i, x := range g.Groups {
		if x.Parent >= i {
			t.Fatalf("group %d lies in %d", i, x.Parent)
		}
		span("a group", x.At)
	}
	for _, n := range g.Nodes {
		if n.Group >= len(g.Groups) || n.Group < -1 {
			t.Fatalf("node %q lies in group %d of %d", n.ID, n.Group, len(g.Groups))
		}
		if ids[n.ID] {
			t.Fatalf("two nodes are %q", n.ID)
		}
		ids[n.ID] = true
		if strings.ContainsAny(n.Label+n.Detail, "\n\x1b\x00") {
			t.Fatalf("label %q", n.Label)
		}
		span("a node", n.At)
	}
	for _, e := range g.Edges {
		if e.From < 0 || e.To < 0 || e.From >= len(g.Nodes) || e.To >= len(g.Nodes) {
			t.Fatalf("an edge joins %d and %d of %d nodes", e.From, e.To, len(g.Nodes))
		}
		if e.Both && e.Undirected {
			t.Fatal("an edge has two heads and none")
		}
		span("an edge", e.At)
	}
	if len(found) > maxFindings+1 {
		t.Fatalf("%d findings", len(found))
	}
	if n := len(g.Nodes) + len(g.Groups) + len(g.Edges); n > DefaultLimits.Elements {
		t.Fatalf("%d elements", n)
	}
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".out") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			g, found := Parse(filepath.Base(file), "", src, DefaultLimits)
			check(t, src, g, found)
			got := write(g, found)
			out := file + ".out"
			if *update {
				if err := os.WriteFile(out, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; run with -update and read the diff\n%s", out, lineDiff(string(want), got))
			}
		})
	}
}

// lineDiff shows the first lines in which two texts differ.
func lineDiff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(w) && i < len(g); i++ {
		if w[i] != g[i] {
			return "want " + w[i] + "\ngot  " + g[i]
		}
	}
	return "one is longer than the other"
}
