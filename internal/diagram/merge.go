package diagram

import (
	"strconv"
	"strings"
)

// Merge joins drawings into one graph: a box of one name and kind in several is one node.
// Groups, places and order are those of the first drawing that has them. Drawings of
// tables are left out, as are sequences' self-calls.
func Merge(graphs ...*Graph) *Graph {
	m := &Graph{}
	byName, ids := map[string]int{}, map[string]bool{}
	for _, g := range graphs {
		if g == nil || len(g.Nodes) == 0 || g.Format == "mermaid-er" {
			continue
		}
		if m.Format == "" {
			m.Format = g.Format
		}
		if m.Title == "" {
			m.Title = g.Title
		}
		groups := make([]int, len(g.Groups))
		for i, x := range g.Groups {
			if x.Parent >= 0 {
				x.Parent = groups[x.Parent]
			}
			groups[i] = len(m.Groups)
			m.Groups = append(m.Groups, x)
		}
		nodes := make([]int, len(g.Nodes))
		own := map[string]int{} // names of this drawing: two boxes of one drawing stay two
		for i, n := range g.Nodes {
			if n.Group >= 0 {
				n.Group = groups[n.Group]
			}
			bare, _, _ := strings.Cut(n.Label, " (") // "Redis (sessions)" is Redis
			key := n.Kind.String() + "\x00" + strings.Join(kindTokens(bare), " ")
			if n.Real() && n.Label != "" {
				if k, ok := byName[key]; ok && own[key] == 0 {
					nodes[i] = k
					own[key]++
					continue
				}
				own[key]++
			}
			nodes[i] = len(m.Nodes)
			if _, ok := byName[key]; !ok {
				byName[key] = nodes[i]
			}
			if _, ok := ids[n.ID]; ok || n.ID == "" {
				n.ID += "·" + strconv.Itoa(len(m.Nodes)) // ids stay apart
			}
			ids[n.ID] = true
			m.Nodes = append(m.Nodes, n)
		}
		seen := map[[3]int]bool{}
		for _, e := range m.Edges {
			seen[[3]int{e.From, e.To, int(e.Mode)}] = true
		}
		for _, e := range g.Edges {
			e.From, e.To = nodes[e.From], nodes[e.To]
			if key := [3]int{e.From, e.To, int(e.Mode)}; !seen[key] || e.From == e.To {
				seen[key] = true
				m.Edges = append(m.Edges, e)
			}
		}
	}
	return m
}
