package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"designdrill/internal/diag"
)

// shop is a graph with what a picture can show.
func shop() *Graph {
	return &Graph{Title: "Shop <1>", Nodes: []Node{
		{ID: "app", Label: "Mobile app", Kind: Client, Group: -1},
		{ID: "cdn", Label: "CDN", Kind: CDN, Group: -1},
		{ID: "lb", Label: "Load balancer", Kind: LoadBalancer, Group: 0},
		{ID: "api", Label: "Order service with a name that runs over several lines and is cut", Kind: Service, Shape: shapeStack, Group: 1, Detail: "validates & prices"},
		{ID: "cache", Label: "Redis", Kind: Cache, Group: 1},
		{ID: "queue", Label: "Kafka", Kind: Queue, Group: 0},
		{ID: "worker", Label: "Mail worker", Kind: Worker, Group: 0},
		{ID: "db", Label: "Orders", Kind: Database, Group: 2},
		{ID: "copy", Label: "", Kind: Warehouse, Group: 2},
		{ID: "s3", Label: "S3", Kind: ObjectStore, Group: -1},
		{ID: "mail", Label: "Mail provider", Kind: External, Group: -1},
		{ID: "cron", Label: "Cron", Kind: Scheduler, Group: -1},
		{ID: "find", Label: "Search", Kind: Search, Group: -1},
		{ID: "note", Label: "to do", Kind: Note, Group: -1},
		{ID: "data", Label: "Data", Shape: shapeGroup, Group: 2},
		{ID: "alone", Label: "</text><script>alert(1)</script>\x00", Group: -1},
	}, Groups: []Group{{ID: "vpc", Label: "VPC", Parent: -1}, {ID: "core", Label: "Core", Parent: 0}, {ID: "data", Label: "Data", Parent: -1}, {ID: "empty", Label: "Empty", Parent: -1}},
		Edges: []Edge{
			{From: 0, To: 1, Label: "GET \"images\" & more", Both: true}, {From: 1, To: 9}, {From: 0, To: 2, Label: "HTTPS", Mode: Sync}, {From: 2, To: 3}, {From: 3, To: 4, Both: true},
			{From: 3, To: 5, Mode: Async, Label: "order placed"}, {From: 5, To: 6, Mode: Async}, {From: 6, To: 10}, {From: 3, To: 7}, {From: 3, To: 7, Label: "again"}, {From: 7, To: 8, Undirected: true},
			{From: 6, To: 14}, {From: 8, To: 3, Label: "back"}, {From: 11, To: 6}, {From: 3, To: 3}, {From: 4, To: 12}, {From: 13, To: 3},
		}}
}

// wellFormed fails when a picture is no XML or has what is not to be in it.
func wellFormed(t interface {
	Helper()
	Errorf(string, ...any)
}, pic []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(pic))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("no XML: %v", err)
			return
		}
		if e, ok := tok.(xml.StartElement); ok {
			if e.Name.Local == "script" || e.Name.Local == "a" || e.Name.Local == "image" || e.Name.Local == "foreignObject" {
				t.Errorf("a picture has an element %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s has %s=%q", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestPictures(t *testing.T) {
	marks := []Mark{
		{Node: 7, Edge: -1, Text: "Orders: a single point of failure, <b>no replica</b> is told"}, {Node: 7, Edge: -1, Text: "second", Severity: diag.Warning},
		{Node: -1, Edge: 3, Text: "slow"}, {Node: 14, Edge: -1, Text: "a group"}, {Node: 99, Edge: 99, Text: "elsewhere"},
	}
	for name, tc := range map[string]struct {
		g     *Graph
		marks []Mark
	}{
		"shop":  {shop(), marks},
		"empty": {&Graph{}, nil},
		"one":   {&Graph{Nodes: []Node{{ID: "a", Label: "日本の検索サービス 検索サービス 検索サービス", Group: -1}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			pic := SVG(tc.g, tc.marks)
			wellFormed(t, pic)
			if again := SVG(tc.g, tc.marks); !bytes.Equal(pic, again) {
				t.Error("the same graph gives another picture")
			}
			for ext, got := range map[string][]byte{".svg": pic, ".txt": []byte(Sketch(tc.g, 72))} {
				file := filepath.Join("testdata", "pictures", name+ext)
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s differs:\n%s", file, got)
				}
			}
		})
	}
}

// anyGraph draws a graph with groups in groups.
func anyGraph(t *rapid.T) *Graph {
	g := &Graph{}
	groups := rapid.IntRange(0, 5).Draw(t, "groups")
	for i := range groups {
		g.Groups = append(g.Groups, Group{ID: fmt.Sprint("g", i), Label: rapid.StringN(0, 9, -1).Draw(t, "title"), Parent: rapid.IntRange(-1, i-1).Draw(t, "parent")})
	}
	shapes := []string{"", "", "", shapeStack, shapeGroup, shapeContainer, shapeJunction, shapeNote}
	nodes := rapid.IntRange(0, 16).Draw(t, "nodes")
	for i := range nodes {
		n := Node{ID: fmt.Sprint("n", i), Label: rapid.StringN(0, 30, -1).Draw(t, "label"), Kind: Kind(rapid.IntRange(0, int(Note)).Draw(t, "kind")),
			Shape: rapid.SampledFrom(shapes).Draw(t, "shape"), Group: rapid.IntRange(-1, groups-1).Draw(t, "group")}
		g.Nodes = append(g.Nodes, n)
	}
	if nodes > 0 {
		for range rapid.IntRange(0, 30).Draw(t, "edges") {
			g.Edges = append(g.Edges, Edge{From: rapid.IntRange(0, nodes-1).Draw(t, "from"), To: rapid.IntRange(0, nodes-1).Draw(t, "to"), Label: rapid.StringN(0, 12, -1).Draw(t, "words"),
				Mode: Mode(rapid.IntRange(0, 2).Draw(t, "mode")), Both: rapid.Bool().Draw(t, "both"), Undirected: rapid.Bool().Draw(t, "undirected")})
		}
	}
	return g
}

// TestLayoutHolds checks what every picture must keep: boxes do not overlap, stand in the
// frames of their groups and in the picture; lines run upright or level from box to box.
func TestLayoutHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		p := layout(g)
		if p.grid {
			t.Fatal("a small graph is laid out in a grid")
		}
		all := Rect{-0.1, -0.1, p.w + 0.2, p.h + 0.2}
		for i, r := range p.nodes {
			if g.Nodes[i].drawn() != (r.W > 0) {
				t.Fatalf("node %d has the box %v", i, r)
			}
			if r.W == 0 {
				continue
			}
			if !all.covers(r) {
				t.Errorf("node %d stands at %v, outside of %v", i, r, all)
			}
			for k := g.Nodes[i].Group; k >= 0; k = g.Groups[k].Parent {
				if !p.groups[k].grow(0.1).covers(r) {
					t.Errorf("node %d at %v is not in its group %d at %v", i, r, k, p.groups[k])
				}
			}
			for k := range i {
				if p.nodes[k].W > 0 && p.nodes[k].common(r) > 0.1 {
					t.Errorf("nodes %d and %d overlap: %v, %v", k, i, p.nodes[k], r)
				}
			}
			for k, f := range p.groups {
				mine := false
				for o := g.Nodes[i].Group; o >= 0; o = g.Groups[o].Parent {
					mine = mine || o == k
				}
				if !mine && f.common(r) > 0.1 {
					t.Errorf("node %d at %v stands in the strange group %d at %v", i, r, k, f)
				}
			}
		}
		for i, e := range g.Edges {
			path := p.paths[i]
			from, to := p.nodes[e.From], p.nodes[e.To]
			if from.W > 0 && to.W > 0 && e.From != e.To && len(path) < 2 {
				t.Fatalf("edge %d has no line", i)
			}
			for k := 1; k < len(path); k++ {
				if a, b := path[k-1], path[k]; math.Abs(a.x-b.x) > 0.5 && math.Abs(a.y-b.y) > 0.5 {
					t.Errorf("edge %d runs aslant from %v to %v", i, a, b)
				}
			}
			if len(path) > 1 && e.From != e.To && from.W > 0 && from.border(path[0]) > 0.1 {
				t.Errorf("edge %d begins at %v, its box is %v", i, path[0], from)
			}
			if len(path) > 1 && e.From != e.To && to.W > 0 && to.border(path[len(path)-1]) > 0.1 {
				t.Errorf("edge %d ends at %v, its box is %v", i, path[len(path)-1], to)
			}
		}
		pic := SVG(g, []Mark{{Node: 0, Edge: 0, Text: "x"}})
		wellFormed(t, pic)
		if !bytes.Equal(pic, SVG(g, []Mark{{Node: 0, Edge: 0, Text: "x"}})) {
			t.Error("the same graph gives another picture")
		}
	})
}

// TestSketchHolds checks that a sketch keeps its width and tells every arrow, or how many
// it leaves out.
func TestSketchHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		width := rapid.IntRange(0, 120).Draw(t, "width")
		text := Sketch(g, width)
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(lines) > sketchLines+1 {
			t.Errorf("%d lines", len(lines))
		}
		for _, l := range lines {
			if letters(l) > max(width, 24)+1 {
				t.Errorf("%d letters of %d: %q", letters(l), width, l)
			}
		}
		if text != Sketch(g, width) {
			t.Error("the same graph gives another sketch")
		}
	})
}

func TestPictureOfMany(t *testing.T) {
	for name, g := range map[string]*Graph{"boxes": chainOf(5_000, 1), "arrows": chainOf(200, 40), "groups": deepGroups(300)} {
		t.Run(name, func(t *testing.T) {
			pic := SVG(g, make([]Mark, 500))
			wellFormed(t, pic)
			if n := bytes.Count(pic, []byte("<g>")); n != len(g.Nodes) {
				t.Errorf("%d boxes of %d", n, len(g.Nodes))
			}
			if lines := strings.Count(Sketch(g, 80), "\n"); lines > sketchLines+2 {
				t.Errorf("a sketch of %d lines", lines)
			}
		})
	}
}

// chainOf is a graph of n boxes with arrows to the next few.
func chainOf(n, each int) *Graph {
	g := &Graph{}
	for i := range n {
		g.Nodes = append(g.Nodes, Node{ID: fmt.Sprint(i), Label: fmt.Sprint("Box ", i), Group: -1})
		for k := 1; k <= each && i+k < n; k++ {
			g.Edges = append(g.Edges, Edge{From: i, To: i + k})
		}
	}
	return g
}

func deepGroups(n int) *Graph {
	g := &Graph{}
	for i := range n {
		g.Groups = append(g.Groups, Group{ID: fmt.Sprint("g", i), Parent: i - 1})
	}
	g.Nodes = []Node{{ID: "a", Label: "a", Group: n - 1}, {ID: "b", Label: "b", Group: -1}}
	g.Edges = []Edge{{From: 0, To: 1}, {From: 1, To: 0}}
	return g
}

func BenchmarkSVG(b *testing.B) {
	for _, n := range []int{20, 200, 5_000} {
		g := chainOf(n, 2)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				SVG(g, nil)
			}
		})
	}
}
