// Package diagram provides the graph of a drawn design: importers of the formats people
// draw in, the checks of what is drawn, and its picture.
package diagram

import "designdrill/internal/diag"

// Graph is a drawing as boxes and arrows, whatever it was drawn with. Nodes, groups and
// edges stand in the order in which the source names them.
type Graph struct {
	Format string // "mermaid" | "mermaid-sequence" | "excalidraw" | "drawio" | "plantuml" | "d2" | "dot" | "ascii"
	Title  string
	Nodes  []Node
	Groups []Group
	Edges  []Edge
}

// Node is a box with its label.
type Node struct {
	ID    string // as the source names it; unique within the graph
	Label string // plain text: markup, escapes and line breaks are gone
	// Detail is what the box says besides its name: further lines, bullets.
	Detail string
	Kind   Kind   // KindUnknown until it is known
	Shape  string // what the source says of its form, such as "cylinder", "actor", "queue" or a stencil's name; "" for a plain box
	Group  int    // index into Groups, or -1
	At     Span
	// Loose says that only where things lie on the sheet tells which arrows meet the node,
	// so that the lack of one proves nothing.
	Loose bool
	// Box is where a drawing tool put it; zero for formats that leave the layout to a program.
	Box Rect
}

// Group is a frame, subgraph or cluster around nodes.
type Group struct {
	ID, Label string
	Parent    int // index into Groups, or -1; never a cycle
	At        Span
}

// Edge is an arrow or a line between two nodes.
type Edge struct {
	From, To int // indices into Nodes
	Label    string
	Mode     Mode
	// Undirected says that the line has no head; Both that it has two.
	Undirected, Both bool
	// Snapped says that an end was not bound to a box and was taken to mean the nearest.
	Snapped bool
	At      Span
}

// Mode says whether the caller of an edge waits.
type Mode uint8

// The modes of an edge: what the source tells by its style or label.
const (
	ModeUnknown Mode = iota
	Sync
	Async
)

// Span is the place in the source a thing was read from: a position, and the half-open
// byte range where the format has one (zero for coordinates in a compressed page).
type Span struct {
	Pos        diag.Pos
	Start, End int
}

// Rect is a box in the units of the drawing, y growing downwards.
type Rect struct{ X, Y, W, H float64 }

// Kind is what a node is in a system.
type Kind uint8

// The kinds of nodes.
const (
	KindUnknown Kind = iota
	Client
	DNS
	CDN
	LoadBalancer
	Gateway
	Service
	Worker
	Cache
	Database
	ObjectStore
	Search
	Queue // a queue, a log or a broker
	Stream
	Warehouse
	Scheduler
	Notifier // push, mail and message providers
	External // a system of somebody else
	Note     // text that is no part of the system
)

// Limits bound what an importer reads of a hostile file.
type Limits struct {
	Bytes    int // of the source, and of what it unpacks to
	Elements int // nodes, groups, edges and texts together
	Depth    int // of nesting
}

// DefaultLimits are more than any drawing of a person needs.
var DefaultLimits = Limits{Bytes: 32 << 20, Elements: 20_000, Depth: 64}
