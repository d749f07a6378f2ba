package diagram

import (
	"fmt"
	"os"
	"testing"
)

func dump(g *Graph) string {
	s := fmt.Sprintf("%s %q\n", g.Format, g.Title)
	for i, gr := range g.Groups {
		s += fmt.Sprintf("  group %d %q %q in %d @%d:%d\n", i, gr.ID, gr.Label, gr.Parent, gr.At.Pos.Line, gr.At.Pos.Col)
	}
	for i, n := range g.Nodes {
		s += fmt.Sprintf("  node %d %q %q detail=%q kind=%s shape=%q g=%d @%d:%d\n", i, n.ID, n.Label, n.Detail, n.Kind, n.Shape, n.Group, n.At.Pos.Line, n.At.Pos.Col)
	}
	for _, e := range g.Edges {
		a := "->"
		if e.Both {
			a = "<->"
		} else if e.Undirected {
			a = "--"
		}
		s += fmt.Sprintf("  edge %q %s %q %q mode=%d @%d\n", g.Nodes[e.From].Label, a, g.Nodes[e.To].Label, e.Label, e.Mode, e.At.Pos.Line)
	}
	n, e := g.Counts()
	return s + fmt.Sprintf("  = %d nodes, %d edges\n", n, e)
}

func TestScratchMine(t *testing.T) {
	f := os.Getenv("DG")
	if f == "" {
		return
	}
	src, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	g, found := Parse(f, os.Getenv("DF"), src, DefaultLimits)
	fmt.Print(dump(g))
	for _, x := range found {
		fmt.Println("  !", x)
	}
}
