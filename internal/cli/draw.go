package cli

import (
	"errors"

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
