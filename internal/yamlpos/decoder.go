// Package yamlpos provides strict decoding of YAML with the place of every value.
//
// A document is read once into nodes; maps and values are then asked for by name.
// Whatever is wrong (syntax, duplicate and unknown keys, wrong types, missing keys,
// values out of range) becomes a finding with file, line and column, and reading goes
// on with the zero value, so that one run tells all faults. Anchors, aliases, merge
// keys, tags and second documents are refused.
package yamlpos

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"designdrill/internal/diag"

	"gopkg.in/yaml.v3"
)

// Default limits.
const (
	DefaultMaxBytes = 2 << 20
	DefaultMaxDepth = 32
	maxFindings     = 200 // of one document; more help nobody
)

// Options bound a document and place it in its file.
type Options struct {
	MaxBytes int // 0 means DefaultMaxBytes
	MaxDepth int // nesting of maps and lists; 0 means DefaultMaxDepth
	Line     int // lines of the file that stand before the first byte given
}

// Decoder holds one document and the findings about it.
type Decoder struct {
	file   string
	base   int
	lines  [][]byte
	stops  map[int][]int // long lines: byte offsets of every stopEvery-th character
	root   *yaml.Node    // nil when there is nothing to read
	found  diag.List
	capped bool

	aliases map[string]bool // those reported
}

// Span is a stretch of one line: a place and the column after its last byte, 0 when
// that is not known.
type Span struct {
	At     diag.Pos
	EndCol int
}

// Parse reads one document. The decoder is usable whatever the source holds; ask
// Findings afterwards.
func Parse(file string, src []byte, opt Options) *Decoder {
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.MaxDepth <= 0 {
		opt.MaxDepth = DefaultMaxDepth
	}
	d := &Decoder{file: file, base: opt.Line}
	if len(src) > opt.MaxBytes {
		d.Add(diag.Finding{Rule: "too-large", At: diag.Pos{File: file},
			Message: fmt.Sprintf("the file has more than %d bytes", opt.MaxBytes), Hint: "split it"})
		return d
	}
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	d.lines = bytes.Split(src, []byte("\n"))
	if !d.checkBytes(src) || !d.checkNesting(src) {
		return d
	}
	d.load(src, opt.MaxDepth)
	return d
}

// Findings returns what was found so far, sorted.
func (d *Decoder) Findings() diag.List {
	l := d.found.Dedupe()
	l.Sort()
	return l
}

// Readable reports whether the source is YAML within the limits; otherwise there is
// nothing to ask for.
func (d *Decoder) Readable() bool { return d.root != nil }

// Start is the place of the document's first line.
func (d *Decoder) Start() diag.Pos { return diag.Pos{File: d.file, Line: d.base + 1, Col: 1} }

// Add records findings about the document. After maxFindings it records one more that
// says so, and no others.
func (d *Decoder) Add(list ...diag.Finding) {
	for _, f := range list {
		if d.capped {
			return
		}
		if len(d.found) >= maxFindings {
			d.capped = true
			f = diag.Finding{Rule: "too-many", At: diag.Pos{File: d.file}, Message: fmt.Sprintf("more than %d faults, the rest is not shown", maxFindings)}
		}
		d.found.Add(f)
	}
}

// add records an error at a span.
func (d *Decoder) add(s Span, rule, message, hint string) {
	d.Add(diag.Finding{Rule: rule, At: s.At, EndCol: s.EndCol, Message: message, Hint: hint})
}

// Root returns the document's map; what names it in messages ("scenario").
func (d *Decoder) Root(what string) *Map {
	if d.root == nil {
		return &Map{d: d, what: what, span: Span{At: d.Start()}}
	}
	return Value{d: d, n: d.root, what: what}.Map(what)
}

// span places a node: columns of the library count characters, ours bytes.
func (d *Decoder) span(n *yaml.Node) Span {
	line := d.line(n.Line)
	col := d.byteColumn(n.Line, n.Column)
	s := Span{At: diag.Pos{File: d.file, Line: d.base + n.Line, Col: col}}
	if n.Kind != yaml.ScalarNode || col > len(line) {
		return s
	}
	rest := line[col-1:]
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		if end := closingQuote(rest); end > 0 {
			s.EndCol = col + end
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && n.Value != "" && bytes.HasPrefix(rest, []byte(n.Value)):
		s.EndCol = col + len(n.Value)
	}
	return s
}

// line returns line n of the document without its break.
func (d *Decoder) line(n int) []byte {
	if n < 1 || n > len(d.lines) {
		return nil
	}
	return d.lines[n-1]
}

// stopEvery is how many characters of a long line lie between two remembered offsets:
// a document on one line would otherwise be counted from its start for every value.
const stopEvery = 512

// byteColumn turns a column in characters, from 1, into one in bytes.
func (d *Decoder) byteColumn(n, col int) int {
	line := d.line(n)
	at, i := 0, 1
	if len(line) > 2*stopEvery {
		stops, ok := d.stops[n]
		if !ok {
			count := 0
			for offset := range string(line) {
				if count%stopEvery == 0 {
					stops = append(stops, offset)
				}
				count++
			}
			if d.stops == nil {
				d.stops = map[int][]int{}
			}
			d.stops[n] = stops
		}
		stop := min(max(col-1, 0)/stopEvery, len(stops)-1)
		at, i = stops[stop], 1+stop*stopEvery
	}
	for ; i < col && at < len(line); i++ {
		_, size := utf8.DecodeRune(line[at:])
		at += size
	}
	return at + 1
}

// closingQuote returns the length of the quoted scalar that text starts with, 0 when
// it does not end on this line.
func closingQuote(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] != quote:
		case quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return 0
}
