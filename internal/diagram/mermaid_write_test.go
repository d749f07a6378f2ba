package diagram

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// gist is what must survive the writing: boxes with kind and frame, and arrows.
func gist(g *Graph) []string {
	var out []string
	name := func(i int) string {
		label, _, _ := strings.Cut(strings.ToLower(written(g.Nodes[i].Label)), " (")
		return label
	}
	for i := range g.Nodes {
		if n := &g.Nodes[i]; n.Real() {
			frame := ""
			if n.Group >= 0 {
				frame = g.Groups[n.Group].Label
			}
			out = append(out, fmt.Sprintf("box %s in %q", n.Kind, frame))
		}
	}
	for _, e := range g.Edges {
		out = append(out, fmt.Sprintf("arrow %.12s %.12s %q %v %v %v", name(e.From), name(e.To), e.Label, e.Mode == Async, e.Undirected, e.Both))
	}
	slices.Sort(out)
	return out
}

// TestMermaidReadsBack writes every drawing of the test data and reads it again.
func TestMermaidReadsBack(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		if !strings.HasSuffix(file, ".drawio") && !strings.HasSuffix(file, ".excalidraw") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		g, _ := Parse(file, "", src, DefaultLimits)
		if len(g.Nodes) == 0 {
			continue
		}
		read++
		text := Mermaid(g)
		again, found := Parse("", "mermaid", []byte(text), DefaultLimits)
		if len(found) > 0 {
			t.Errorf("%s: %v\n%s", file, found, text)
		}
		if a, b := gist(g), gist(again); !slices.Equal(a, b) {
			t.Errorf("%s:\n%s\nbecomes\n%s\nby\n%s", file, strings.Join(a, "\n"), strings.Join(b, "\n"), text)
		}
	}
	if read < 15 {
		t.Errorf("only %d drawings were there to read", read)
	}
}

// TestMermaidIsSafe writes labels that would end what they stand in.
func TestMermaidIsSafe(t *testing.T) {
	g := &Graph{Nodes: []Node{{Label: "a\"] --> b\n```\nend", Group: 0}, {Label: "end", Group: -1}, {Label: "end", Group: -1}}, Groups: []Group{{Label: "x\"]\nend", Parent: -1}},
		Edges: []Edge{{From: 0, To: 1, Label: "p|q\" --> r"}}}
	text := Mermaid(g)
	again, found := Parse("", "mermaid", []byte(text), DefaultLimits)
	if len(found) > 0 || len(again.Nodes) != 3 || len(again.Edges) != 1 || len(again.Groups) != 1 || strings.Contains(text, "```") {
		t.Errorf("%v: %+v\n%s", found, again, text)
	}
}
