package cli

import (
	"errors"
	"fmt"

	"designdrill/internal/diag"
	"designdrill/internal/diagram"
)

// drawingLimits bound a diagram that is drawn while it is typed.
var drawingLimits = diagram.Limits{Bytes: 64 << 10, Elements: 400, Depth: 32}

// drawMermaid makes a picture of a diagram as it is read.
func drawMermaid(source []byte) ([]byte, error) {
	g, found := diagram.Parse("", "mermaid", source, drawingLimits)
	if len(g.Nodes) == 0 {
		for _, f := range found {
			if f.Severity == diag.Error {
				return nil, errors.New(f.Message)
			}
		}
		return nil, errors.New("no boxes are found in it yet")
	}
	return diagram.SVG(g, nil), nil
}

// uploadLimits bound a drawing that is given as a file.
var uploadLimits = diagram.Limits{Bytes: 8 << 20, Elements: 4000, Depth: 32}

// Bounds of what is taken over from a file.
const (
	maxBoxes = 200
	maxNotes = 3
)

// convertDrawing reads the file of a drawing and writes it in Mermaid.
func convertDrawing(name string, file []byte) (string, []string, error) {
	g, found := diagram.Parse(name, "", file, uploadLimits)
	var notes []string
	for _, f := range found {
		if len(notes) < maxNotes {
			notes = append(notes, f.Message)
		}
	}
	boxes, arrows := g.Counts()
	switch {
	case boxes == 0 && len(notes) > 0:
		return "", nil, errors.New(notes[0])
	case boxes == 0:
		return "", nil, errors.New("no boxes are found in this file; .excalidraw, .drawio, .mmd, .puml, .d2 and .dot are read")
	case boxes > maxBoxes || arrows > 2*maxBoxes:
		return "", nil, fmt.Errorf("the drawing has %d boxes and %d arrows; at most %d and %d are taken", boxes, arrows, maxBoxes, 2*maxBoxes)
	}
	return diagram.Mermaid(g), notes, nil
}
