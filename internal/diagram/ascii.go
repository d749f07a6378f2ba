package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/diag"
)

// maxSigns bounds the source of a drawing in signs, which is kept cell by cell.
const maxSigns = 1 << 20

// parseASCII reads boxes, texts and the arrows between them from a drawing in signs,
// and lifelines with the messages between them.
func parseASCII(file string, src []byte, lim Limits) (*Graph, []diag.Finding) {
	b := newBuilder(file, "ascii", src, lim)
	if len(src) > maxSigns {
		b.errorf(0, "too-large", "a drawing in signs has at most %d bytes, this one has %d", maxSigns, len(src))
		return b.done()
	}
	g := newSigns(b)
	g.findBoxes()
	g.mark()
	g.boxNodes()
	g.lifelines()
	g.findRuns()
	g.findNets()
	g.edges()
	if g.work < 0 {
		b.errorf(0, "too-large", "the drawing is too crowded to be read as a whole")
	}
	b.standFor()
	if !g.isDrawing() {
		b.g = &Graph{Format: "ascii"}
	}
	return b.g, b.found
}

// isDrawing tells boxes and arrows from a table, a frame around text, or arrows that
// mean "becomes".
func (g *signs) isDrawing() bool {
	boxes, known := 0, 0
	for i := range g.boxes {
		if g.boxes[i].node >= 0 {
			boxes++
		}
	}
	for i := range g.g.Nodes {
		if KindOf(g.g.Nodes[i].Label, "", nil) != KindUnknown {
			known++
		}
	}
	n := len(g.g.Nodes)
	if boxes > 1 {
		return len(g.g.Edges) > 0 || known >= 2
	}
	return len(g.g.Edges) > 0 && n >= 2 && known*2 >= n && (n > 2 || known == n)
}

// unique returns an id that no node or group has yet.
func (b *builder) unique(id string) string {
	if id == "" {
		id = "box"
	}
	_, n := b.nodes[id]
	_, g := b.groups[id]
	if !n && !g {
		return id
	}
	for k := 2; ; k++ {
		next := fmt.Sprintf("%s #%d", id, k)
		_, n = b.nodes[next]
		if _, g = b.groups[next]; !n && !g {
			return next
		}
		if k > 50 { // the same name over and over: count on from the whole
			k += len(b.nodes) + len(b.groups)
		}
	}
}

// boxNodes makes the groups, from the outside in, and then the nodes of the boxes in the
// order in which they stand.
func (g *signs) boxNodes() {
	leaves := make([]int, 0, len(g.boxes))
	for i := range g.boxes {
		b := &g.boxes[i]
		if !g.frame[i] {
			leaves = append(leaves, i)
			continue
		}
		label, _ := signName(g.inside(i))
		if b.group = g.parent(b); g.depth(b.group) < g.lim.Depth {
			start, end := g.extent(b)
			b.group = g.group(g.unique(label), label, b.group, start, end)
		}
	}
	slices.SortFunc(leaves, func(i, k int) int {
		return cmp.Or(cmp.Compare(g.boxes[i].top, g.boxes[k].top), cmp.Compare(g.boxes[i].left, g.boxes[k].left))
	})
	for _, i := range leaves {
		b := &g.boxes[i]
		label, detail := signName(g.inside(i))
		if label == "" {
			continue
		}
		start, end := g.extent(b)
		b.node = g.node(g.unique(label), g.parent(b), start, end)
		if b.node >= 0 {
			g.g.Nodes[b.node].Label, g.g.Nodes[b.node].Detail = label, detail
		}
	}
}

// extent returns the offsets of a box's corners.
func (g *signs) extent(b *signBox) (start, end int) {
	return int(g.at(b.top, b.left).off), int(g.at(b.bottom, min(b.right, len(g.rows[b.bottom])-1)).off)
}

// parent returns the group of the frame around a box, or -1.
func (g *signs) parent(b *signBox) int {
	if b.parent < 0 {
		return -1
	}
	return g.boxes[b.parent].group
}

// boxEnd returns the node that an arrow at a box's edge means.
func (g *signs) boxEnd(i int) int {
	b := &g.boxes[i]
	if b.group >= 0 && g.frame[i] {
		gr := g.g.Groups[b.group]
		return g.node(gr.ID, b.group, gr.At.Start, gr.At.End)
	}
	return b.node
}

// groupAt returns the group of the smallest frame around a place.
func (g *signs) groupAt(r, c int) int {
	for i := len(g.boxes) - 1; i >= 0; i-- {
		if b := &g.boxes[i]; g.frame[i] && b.top < r && r < b.bottom && b.left < c && c < b.right {
			return b.group
		}
	}
	return -1
}

// run is a piece of text outside the boxes.
type run struct {
	row, from, to int // columns, both inclusive
	text          string
	head          int // the run that this one is a further line of; itself otherwise
	node          int
	ends          []int // indices into the ends of nets
	label         bool  // says something of a line
	bracketed     bool
}

// findRuns collects the texts outside boxes and lines. Two spaces part them.
func (g *signs) findRuns() {
	g.byRow = make([][]int, len(g.rows))
	for r, row := range g.rows {
		for c := 0; c < len(row); {
			if !textCell(row[c]) {
				c++
				continue
			}
			from := c
			var t strings.Builder
			for c < len(row) {
				x := row[c]
				if textCell(x) {
					t.WriteRune(x.r)
				} else if x.r != 0 && !(x.r == ' ' && c+1 < len(row) && (textCell(row[c+1]) || row[c+1].r == 0) && x.box == 0 && x.life == 0) {
					break
				} else if x.r == ' ' {
					t.WriteByte(' ')
				}
				c++
			}
			text := strings.TrimSpace(t.String())
			if text == "" || len(g.runs) >= g.lim.Elements {
				continue
			}
			u := run{row: r, from: from, to: c - 1, node: -1, head: len(g.runs)}
			u.text, u.bracketed = unbracket(text)
			g.byRow[r] = append(g.byRow[r], len(g.runs))
			g.runs = append(g.runs, u)
		}
	}
	for i := range g.runs {
		g.foldRun(i)
	}
}

func textCell(x sign) bool {
	return x.r > ' ' && x.open == 0 && x.head == 0 && x.box == 0 && x.life == 0
}

func unbracket(s string) (string, bool) {
	if len(s) > 2 && (s[0] == '[' && s[len(s)-1] == ']' || s[0] == '|' && s[len(s)-1] == '|') {
		if in := strings.TrimSpace(s[1 : len(s)-1]); in != "" {
			return in, true
		}
	}
	return s, false
}

// foldRun makes a run the further line of the one right above it.
func (g *signs) foldRun(i int) {
	u := &g.runs[i]
	if u.row == 0 || g.besideLine(u) {
		return
	}
	for _, k := range g.byRow[u.row-1] {
		a := &g.runs[k]
		if abs(a.from-u.from) <= 2 || u.text[0] == '(' && a.from <= u.to && u.from <= a.to || isBullet(u.text) && a.from <= u.from && u.from <= a.to {
			if !a.bracketed && !u.bracketed && (!g.besideLine(a) || u.text[0] == '(' || u.from == a.from) {
				u.head = a.head
				return
			}
		}
	}
}

// besideLine reports whether a line goes on to the left or right of a run.
func (g *signs) besideLine(u *run) bool {
	for d := 1; d <= 4; d++ {
		if x := g.at(u.row, u.from-d); x.open&(east|west) != 0 || x.head&(east|west) != 0 {
			return true
		} else if x.r > ' ' {
			break
		}
	}
	for d := 1; d <= 4; d++ {
		if x := g.at(u.row, u.to+d); x.open&(east|west) != 0 || x.head&(east|west) != 0 {
			return true
		} else if x.r > ' ' {
			break
		}
	}
	return false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// maxNameWords is the most words that the name of a part has.
const maxNameWords = 5

// runNode returns the node of a text, or -1 if the text is no name.
func (g *signs) runNode(i int) int {
	i = g.runs[i].head
	u := &g.runs[i]
	if u.node >= 0 || u.label {
		return u.node
	}
	text, detail, two := strings.Cut(strings.TrimSpace(u.text), ": ")
	if two && g.pointsOn(u) {
		text, detail = detail, "" // "Upload: client -> gateway" begins with the client
	}
	text = strings.TrimSuffix(text, ":")
	for isBullet(text) {
		_, rest, ok := strings.Cut(text, " ")
		if !ok {
			break
		}
		text = strings.TrimSpace(rest)
	}
	text = strings.Trim(text, ",;.\"'")
	if text == "" || !named(text) {
		return -1
	}
	group := g.groupAt(u.row, u.from)
	if group >= 0 && strings.EqualFold(g.g.Groups[group].Label, plain(text)) {
		return -1 // the frame's own title
	}
	id := strings.ToLower(plain(text))
	_, known := g.nodes[id]
	start, end := int(g.at(u.row, u.from).off), int(g.at(u.row, u.to).off)+1
	u.node = g.node(id, group, start, end)
	if !known && u.node >= 0 {
		g.g.Nodes[u.node].Label, g.g.Nodes[u.node].Detail = plain(text), plain(detail)
		g.g.Nodes[u.node].Loose = true
	}
	return u.node
}

// pointsOn reports whether an arrow leaves a text to the right.
func (g *signs) pointsOn(u *run) bool {
	for _, e := range u.ends {
		if x := g.netEnds[e]; x.side == west && !x.head {
			return true
		}
	}
	return false
}

// named reports whether a text can be the name of a part: not a sentence, a call, a sum.
func named(text string) bool {
	head, _, _ := strings.Cut(text, "(")
	f := strings.Fields(head)
	if len(f) > maxNameWords || len(f) == 0 && strings.TrimSpace(text) == "" || strings.ContainsAny(text, "{}=;") {
		return false
	}
	if len(f) > 0 && (calls[f[0]] || len(f) > 2 && imperatives[strings.ToLower(f[0])]) {
		return false
	}
	for _, w := range f[min(1, len(f)):] {
		if sentenceVerbs[strings.ToLower(w)] {
			return false
		}
	}
	for _, r := range text {
		if letter(r) && !(r >= '0' && r <= '9') {
			return true
		}
	}
	return false
}

// What shows that a text tells a step and names no part.
var (
	calls         = words("GET POST PUT DELETE PATCH If if Then Else else // Response Return")
	imperatives   = words("check get save generate return update publish send query create store fetch validate read write try insert delete notify retry upload download wait set add for when")
	sentenceVerbs = words("detects initiates checks saves consumes downloads uploads receives clicks stores sends generates publishes drops compares returns creates updates " +
		"fetches reads writes stitches validates calls requests responds processes becomes fails succeeds is are was has then must should will can wants opens types")
)
