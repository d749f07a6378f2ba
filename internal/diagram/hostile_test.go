package diagram

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func repeat(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i))
	}
	return b.String()
}

// hostile holds sources by format that a program made to hurt.
var hostile = []struct{ name, format, src string }{
	{"100,000 nodes", "mermaid", "flowchart LR\n" + repeat(100_000, func(i int) string { return fmt.Sprintf("n%d[box]\n", i) })},
	{"100,000 edges", "mermaid", "flowchart LR\n" + repeat(100_000, func(i int) string { return fmt.Sprintf("a%d --> b\n", i%500) })},
	{"joined ends", "mermaid", "flowchart LR\n" + repeat(200, func(i int) string {
		return strings.Repeat("a & ", 400) + "b --> " + strings.Repeat("c & ", 400) + "d\n"
	})},
	{"deep subgraphs", "mermaid", "flowchart LR\n" + repeat(100_000, func(i int) string { return fmt.Sprintf("subgraph s%d\n", i) }) + "a --> b"},
	{"a group in itself", "mermaid", "flowchart LR\nsubgraph a\nsubgraph b\nsubgraph a\nx --> a\nend\nend\nend\na --> b\n"},
	{"open quotes", "mermaid", "flowchart LR\n" + strings.Repeat("a[\"x ", 100_000)},
	{"open brackets", "mermaid", "flowchart LR\n" + strings.Repeat("a[(x ", 100_000)},
	{"one long line", "mermaid", "flowchart LR\n" + strings.Repeat("a --> ", 200_000)},
	{"open attributes", "mermaid", "flowchart LR\n" + strings.Repeat("a@{ shape: ", 50_000)},
	{"only dashes", "mermaid", "flowchart LR\n" + strings.Repeat("-", 500_000)},
	{"a long text", "mermaid", "flowchart LR\na -- " + strings.Repeat("x", 500_000) + " --> b"},
	{"100,000 messages", "mermaid", "sequenceDiagram\n" + repeat(100_000, func(i int) string { return fmt.Sprintf("p%d->>p%d: m\n", i, i+1) })},
	{"deep loops", "mermaid", "sequenceDiagram\n" + strings.Repeat("loop x\n", 100_000)},
	{"deep boundaries", "mermaid", "C4Container\n" + repeat(50_000, func(i int) string { return fmt.Sprintf("Boundary(b%d, \"b\") {\n", i) })},
	{"groups in each other", "mermaid", "architecture-beta\n" + repeat(5_000, func(i int) string { return fmt.Sprintf("group g%d in g%d\n", i, i-1) })},
	{"deep packages", "plantuml", repeat(100_000, func(i int) string { return fmt.Sprintf("package p%d {\n", i) })},
	{"100,000 arrows", "plantuml", repeat(100_000, func(i int) string { return fmt.Sprintf("[a%d] --> [b%d] : x\n", i, i) })},
	{"open bracket lines", "plantuml", strings.Repeat("component a [\n", 50_000)},
	{"a chain in a line", "plantuml", strings.Repeat("a -> ", 100_000) + "b"},
	{"quotes and dashes", "plantuml", strings.Repeat("\"-", 200_000)},
	{"open macro", "plantuml", strings.Repeat("Rel(a, ", 50_000)},
	{"deep braces", "d2", strings.Repeat("a: {", 300_000)},
	{"100,000 boxes", "d2", repeat(100_000, func(i int) string { return fmt.Sprintf("b%d\n", i) })},
	{"long path", "d2", strings.Repeat("a.", 200_000) + "b"},
	{"long chain", "d2", strings.Repeat("a -> ", 200_000) + "b"},
	{"open block", "d2", strings.Repeat("a: |md\n", 50_000)},
	{"deep subgraphs", "dot", "digraph {" + strings.Repeat("subgraph cluster_a {", 300_000)},
	{"100,000 nodes", "dot", "digraph {" + repeat(100_000, func(i int) string { return fmt.Sprintf("n%d;", i) }) + "}"},
	{"cross product", "dot", "digraph {{" + repeat(2_000, func(i int) string { return fmt.Sprintf("a%d;", i) }) + "} -> {" + repeat(2_000, func(i int) string { return fmt.Sprintf("b%d;", i) }) + "}}"},
	{"open angles", "dot", "digraph { a [label=" + strings.Repeat("<", 300_000)},
	{"attributes", "dot", "digraph { a " + strings.Repeat("[a=b", 100_000)},
	{"growing text", "dot", "digraph { a [label=\"\"" + strings.Repeat("+\"x\"", 20_000) + "]}"},
	{"all corners", "ascii", strings.Repeat(strings.Repeat("+", 500)+"\n", 500)},
	{"all boxes", "ascii", strings.Repeat(strings.Repeat("+--", 300)+"\n"+strings.Repeat("|  ", 300)+"\n", 300)},
	{"corners and lines", "ascii", strings.Repeat(strings.Repeat("┌─", 300)+"\n"+strings.Repeat("│ ", 300)+"\n", 300)},
	{"nested boxes", "ascii", nested(200)},
	{"all arrows", "ascii", strings.Repeat(strings.Repeat("a → ", 400)+"\n", 400)},
	{"all heads", "ascii", strings.Repeat(strings.Repeat("▼▲", 400)+"\n", 400)},
	{"all uprights", "ascii", strings.Repeat(strings.Repeat("| ", 500)+"\n", 500)},
	{"one long line", "ascii", strings.Repeat("->", 500_000)},
	{"many short lines", "ascii", strings.Repeat("|\n", 200_000)},
}

// nested draws boxes in boxes.
func nested(n int) string {
	rows := make([][]rune, 2*n)
	for r := range rows {
		rows[r] = []rune(strings.Repeat(" ", 2*n))
	}
	for i := range n {
		a, z := i, 2*n-1-i
		for k := a; k <= z; k++ {
			rows[a][k], rows[z][k] = '─', '─'
			rows[k][a], rows[k][z] = '│', '│'
		}
		rows[a][a], rows[a][z], rows[z][a], rows[z][z] = '┌', '┐', '└', '┘'
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(string(r) + "\n")
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.format+"/"+h.name, func(t *testing.T) {
			g, found := Parse("x", h.format, []byte(h.src), DefaultLimits)
			check(t, []byte(h.src), g, found)
		})
	}
}

func TestLimits(t *testing.T) {
	for _, tc := range []struct {
		name, format, src, want string
		lim                     Limits
	}{
		{"bytes", "mermaid", "flowchart LR\na --> b", "x:1:1: error: the drawing has 20 bytes, at most 5 are read [too-large]", Limits{5, 10, 10}},
		{"elements", "mermaid", "flowchart LR\na --> b\nc --> d", "x:3:1: error: the drawing has more than 3 elements; what follows here is not read [too-many-elements]", Limits{99, 3, 10}},
		{"depth", "mermaid", "flowchart LR\nsubgraph a\nsubgraph b\nx\nend\nend", "x:3:1: error: groups are nested more than 1 deep; deeper ones are read as part of the one around them [too-deep]", Limits{99, 10, 1}},
		{"depth of D2", "d2", "a: {b: {c: {d}}}", "x:1:12: error: boxes are nested more than 2 deep; the drawing is read up to there [too-deep]", Limits{99, 10, 2}},
		{"depth of DOT", "dot", "digraph { subgraph a { subgraph b { c } d } }", "x:1:24: error: subgraphs are nested more than 1 deep; deeper ones are not read [too-deep]", Limits{99, 10, 1}},
		{"no such format", "excel", "hello", "x:1:1: error: unknown format of a drawing; known formats: " + strings.Join(Formats(), ", ") + " [diagram-format]", DefaultLimits},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g, found := Parse("x", tc.format, []byte(tc.src), tc.lim)
			if g == nil {
				t.Fatal("no graph")
			}
			var got []string
			for _, f := range found {
				got = append(got, f.String())
			}
			if len(got) == 0 || got[0] != tc.want {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

func fuzz(f *testing.F, format string, exts ...string) {
	for _, ext := range exts {
		files, err := filepath.Glob("testdata/read/*." + ext)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	for _, h := range hostile {
		if h.format == format {
			f.Add([]byte(cut(h.src, 300)))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		g, found := Parse("x", format, src, DefaultLimits)
		check(t, src, g, found)
	})
}

func FuzzMermaid(f *testing.F)  { fuzz(f, "mermaid", "mmd") }
func FuzzPlantUML(f *testing.F) { fuzz(f, "plantuml", "puml") }
func FuzzD2(f *testing.F)       { fuzz(f, "d2", "d2") }
func FuzzDOT(f *testing.F)      { fuzz(f, "dot", "dot") }
func FuzzASCII(f *testing.F)    { fuzz(f, "ascii", "txt") }

// BenchmarkParse reads each golden drawing over and over.
func BenchmarkParse(b *testing.B) {
	for _, ext := range []string{"mmd", "puml", "d2", "dot", "txt"} {
		files, err := filepath.Glob("testdata/read/*." + ext)
		if err != nil || len(files) == 0 {
			b.Fatalf("no drawings: %v", err)
		}
		b.Run(ext, func(b *testing.B) {
			var all [][]byte
			n := 0
			for _, file := range files {
				src, err := os.ReadFile(file)
				if err != nil {
					b.Fatal(err)
				}
				all = append(all, src)
				n += len(src)
			}
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				for _, src := range all {
					Parse("x", ext, src, DefaultLimits)
				}
			}
		})
	}
}
