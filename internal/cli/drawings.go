package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"designdrill/internal/diag"
	"designdrill/internal/diagram"
	"designdrill/internal/score"
)

// drawings reads the files that an answer links to, below its own folder, and those given
// with --diagram. A linked file that cannot be read is a finding of the answer.
func (c *checker) drawings(in input, src []byte) []score.Drawing {
	var out []score.Drawing
	if in.path != "" {
		out = linkedDrawings(in, src)
	}
	return append(out, c.given...)
}

func linkedDrawings(in input, src []byte) []score.Drawing {
	links := diagram.Links(src)
	if len(links) == 0 {
		return nil
	}
	var out []score.Drawing
	fault := func(l diagram.Link, format string, args ...any) {
		var found diag.List
		found.Warnf(diag.Pos{Line: l.Line}, "linked-drawing", format, args...)
		out = append(out, score.Drawing{Findings: found})
	}
	// The root keeps links and .. from leading out of the folder.
	root, err := os.OpenRoot(filepath.Dir(in.path))
	if err != nil {
		fault(links[0], "the drawings that the answer links to cannot be read: %s", reason(err))
		return out
	}
	defer root.Close()
	for _, l := range links {
		name := filepath.FromSlash(l.Path)
		if !filepath.IsLocal(name) {
			fault(l, "%q lies outside the answer's folder and is not read", l.Path)
			continue
		}
		f, err := root.Open(name)
		if err != nil {
			fault(l, "%q cannot be read: %s", l.Path, reason(err))
			continue
		}
		text, err := drawingText(f)
		f.Close()
		if err != nil {
			fault(l, "%q cannot be read: %s", l.Path, reason(err))
			continue
		}
		out = append(out, parsedDrawing(l.Path, text))
	}
	return out
}

// drawingText reads a regular file up to the limit of drawings and a byte more.
func drawingText(f *os.File) ([]byte, error) {
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("not a regular file")
	}
	return io.ReadAll(io.LimitReader(f, int64(diagram.DefaultLimits.Bytes)+1))
}

func parsedDrawing(name string, text []byte) score.Drawing {
	d := score.Drawing{File: name}
	d.Graph, d.Findings = diagram.Parse(name, "", text, diagram.DefaultLimits)
	return d
}

// givenDrawings reads the files of --diagram; one that cannot be read or is none stops.
func givenDrawings(paths []string) ([]score.Drawing, error) {
	var out []score.Drawing
	for _, path := range paths {
		name := filepath.ToSlash(path)
		f, err := os.Open(path)
		if err != nil {
			return nil, failedf("", "%s: %s", name, reason(err))
		}
		text, err := drawingText(f)
		f.Close()
		if err != nil {
			return nil, failedf("", "%s: %s", name, reason(err))
		}
		d := parsedDrawing(name, text)
		if len(d.Graph.Nodes) == 0 && d.Findings.HasErrors() {
			return nil, failedf("", "%s", d.Findings[0])
		}
		out = append(out, d)
	}
	return out, nil
}

// picture writes an answer's drawing with its faults marked on it.
func (c *checker) picture(d score.Diagram) ([]byte, error) {
	if d.Graph == nil || len(d.Graph.Nodes) == 0 {
		return nil, failedf("a drawing is a fence such as ```mermaid, a linked file, or a file given with --diagram", "the answer holds no drawing, so there is no picture to write")
	}
	var marks []diagram.Mark
	for _, f := range d.Faults {
		m := diagram.Mark{Node: f.Node, Edge: edgeOf(d.Graph, f), Text: f.Message, Severity: diag.Warning}
		if m.Edge >= 0 {
			m.Node = -1
		}
		marks = append(marks, m)
	}
	return diagram.SVG(d.Graph, marks), nil
}

// edgeOf returns the arrow that a fault between two boxes is about, or -1.
func edgeOf(g *diagram.Graph, f diagram.Fault) int {
	if f.Other < 0 {
		return -1
	}
	for i, e := range g.Edges {
		if e.From == f.Node && e.To == f.Other || e.From == f.Other && e.To == f.Node {
			return i
		}
	}
	return -1
}

// writePicture replaces the file of --diagram-out as a whole.
func writePicture(path string, svg []byte) error {
	out, err := openOutput(path)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := io.Copy(out, bytes.NewReader(svg)); err != nil {
		return err
	}
	return out.commit()
}
