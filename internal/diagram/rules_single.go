package diagram

import (
	"slices"
	"strings"
)

// several begin the words that say there is more than one of a thing.
var several = []string{"replica", "replicat", "cluster", "shard", "primary", "standby", "secondary", "slave", "master", "leader", "follower", "multi", "failover", "quorum", "nodes",
	"instances", "pool", "fleet", "redundan", "active", "partition", "distributed", "autoscal", "scal", "ring", "group", "farm", "mirror", "backup", "databases", "dbs", "stores", "balancers", "gateways", "servers", "lbs"}

// managed begin the names of products that are replicated by themselves.
var managed = []string{"dynamo", "spanner", "cosmos", "aurora", "firestore", "bigtable", "cassandra", "scylla", "hbase", "cockroach", "tidb", "yugabyte", "riak", "foundationdb", "keyspaces",
	"planetscale", "alb", "elb", "nlb", "aws", "azure", "gcp", "amazon", "cloud", "route53", "apigee", "appsync", "anycast", "dns", "managed", "voldemort", "datastore", "serverless", "vitess", "couchbase", "zookeeper", "etcd"}

// replicated reports whether the drawing or the text says that there is more than one.
func (a *analysis) replicated(n int) bool {
	x := &a.Nodes[n]
	if x.Shape == "stack" || x.Shape == "collections" || x.Shape == "processes" || a.within(n, several...) || a.says(n, managed...) {
		return true
	}
	for _, w := range kindTokens(x.Label + " " + x.Detail) {
		// "x3", "3x", "2": a count.
		if d := strings.Trim(w, "x"); d != "" && len(d) <= 3 && isNumber(d) && d != "1" && d != "0" {
			return true
		}
	}
	if strings.ContainsAny(x.Label+x.Detail, "×*#") {
		return true
	}
	if a.names[strip(x.Label)] > 1 {
		return true
	}
	for _, m := range a.neighbours(n) {
		if m != n && a.kind(m) == a.kind(n) && a.says(m, "replica", "slave", "standby", "follower", "secondary", "backup", "shard", "mirror") {
			return true
		}
	}
	if x.Kind == Database && a.twin() {
		return true
	}
	words := kindTokens(x.Label)
	for _, r := range a.text.Replicated {
		for _, w := range strings.Fields(r) {
			if own := len(w) > 2 && !roles[w] && !neutral[w] && slices.ContainsFunc(words, func(v string) bool { return alike(v, w) }); own || common[w] && phraseKind([]string{w}) == x.Kind {
				return true // the part itself, or all of its kind
			}
		}
	}
	return false
}

// twin reports whether a replica is drawn that does not say of which database.
func (a *analysis) twin() bool {
	for i := range a.Nodes {
		if a.kind(i) != Database || !a.Nodes[i].Real() || !a.says(i, "replica", "slave", "standby", "follower") {
			continue
		}
		own := false
		for _, w := range kindTokens(a.Nodes[i].Label) {
			own = own || len(w) > 1 && !neutral[w] && !isNumber(w) && phraseKind([]string{w}) != Database
		}
		if !own {
			return true
		}
	}
	return false
}

// strip takes a trailing number or letter off a name: "Web 1" and "Web 2" are two of one.
func strip(s string) string {
	f := strings.Fields(strings.ToLower(s))
	if len(f) > 1 && (isNumber(f[len(f)-1]) || len(f[len(f)-1]) == 1) {
		f = f[:len(f)-1]
	}
	return strings.Join(f, " ")
}

// alike reports whether two words are one but for their endings.
func alike(v, w string) bool {
	if v == w {
		return true
	}
	n := min(len(v), len(w))
	return n >= 5 && v[:n-1] == w[:n-1] || n >= 3 && (v+"s" == w || w+"s" == v)
}

// singlePoints fires on the one way in that everything passes and on the one database.
func (a *analysis) singlePoints() {
	if a.noteSays() || slices.Contains(a.text.Replicated, "*") {
		return
	}
	cut := a.cuts()
	for i := range a.Nodes {
		if a.Nodes[i].Real() {
			a.names[strip(a.Nodes[i].Label)]++
		}
	}
	for i := range a.Nodes {
		if !a.Nodes[i].Real() || a.replicated(i) {
			continue
		}
		switch k := a.kind(i); {
		case (k == LoadBalancer || k == Gateway) && cut[i] && a.separates(i):
			a.fault(i, -1, a.Nodes[i].At, "all traffic passes %q, and neither the drawing nor the text says that there are several", a.label(i))
		case k == Database && len(a.in[i])+len(a.out[i]) > 0 && !a.says(i, "local", "sqlite", "client", "device", "table", "orm", "schema", "external", "object", "metadata table") && len(strings.Fields(a.Nodes[i].Label)) <= 5 && !imperatives[kindTokens(a.Nodes[i].Label + " x")[0]]:
			a.fault(i, -1, a.Nodes[i].At, "%q is drawn once, and neither the drawing nor the text says that it is replicated", a.label(i))
		}
	}
}

// noteSays reports whether a text beside the drawing speaks of more than one of things.
func (a *analysis) noteSays() bool {
	for i := range a.Nodes {
		if n := &a.Nodes[i]; n.Kind == Note && hasWord(n.Label+" "+n.Detail, "replica", "replicat", "cluster", "failover", "redundan", "standby", "multi", "horizontal") {
			return true
		}
	}
	return false
}

// separates reports whether clients lie on one side of a node and a store, a queue or
// several services on the other.
func (a *analysis) separates(n int) bool {
	side := func(from func(int) bool) []bool {
		return a.reach(func(i int) bool { return i != n && from(i) }, func(_, to int) bool { return to != n })
	}
	clients := side(func(i int) bool { return a.kind(i) == Client })
	some, behind := false, 0
	for i := range a.Nodes {
		k := a.kind(i)
		some = some || k == Client && a.Nodes[i].Real()
		if !clients[i] && a.Nodes[i].Real() && (k == Service || k.Stateful() || queued(k)) {
			behind++
		}
	}
	return some && behind >= 2
}

// cuts returns the nodes without which the drawing falls apart (Tarjan's articulation
// points), walking with a stack of its own.
func (a *analysis) cuts() []bool {
	n := len(a.Nodes)
	next := make([][]int, n)
	for i := range next {
		next[i] = a.neighbours(i)
	}
	found, low, cut := make([]int, n), make([]int, n), make([]bool, n)
	clock := 0
	type frame struct{ n, parent, i, children int }
	for root := range n {
		if found[root] != 0 {
			continue
		}
		clock++
		found[root], low[root] = clock, clock
		stack := []frame{{n: root, parent: -1}}
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.i < len(next[f.n]) {
				m := next[f.n][f.i]
				f.i++
				switch {
				case found[m] == 0:
					f.children++
					clock++
					found[m], low[m] = clock, clock
					stack = append(stack, frame{n: m, parent: f.n})
				case m != f.parent:
					low[f.n] = min(low[f.n], found[m])
				}
				continue
			}
			done := *f
			stack = stack[:len(stack)-1]
			if len(stack) == 0 {
				cut[done.n] = done.children > 1
				continue
			}
			p := &stack[len(stack)-1]
			low[p.n] = min(low[p.n], low[done.n])
			if p.parent >= 0 && low[done.n] >= found[p.n] {
				cut[p.n] = true
			}
		}
	}
	return cut
}

// minWords is how many different words a prose has from which its silence says something.
const minWords = 60

// drawnNotTold fires on a box of which no word stands in the text.
func (a *analysis) drawnNotTold() {
	if len(a.text.Words) < minWords {
		return
	}
	for i := range a.Nodes {
		n := &a.Nodes[i]
		if !n.Real() || n.Kind == KindUnknown || n.Kind == Client || a.within(i, outside...) {
			continue
		}
		told, asked := false, false
		for _, w := range kindTokens(n.Label + " " + n.Detail) {
			if len(w) < 2 || roles[w] || neutral[w] || isNumber(w) {
				continue
			}
			asked = asked || len(w) > 2
			for v := range a.text.Words {
				if alike(v, w) || len(w) >= 3 && len(v) > len(w) && strings.Contains(v, w) || len(w) >= 6 && strings.HasPrefix(v, w[:len(w)*2/3]) {
					told = true
					break
				}
			}
			if told {
				break
			}
		}
		if asked && !told {
			a.fault(i, -1, n.At, "%q is drawn, but the text never says what it does", a.label(i))
		}
	}
}

// minDrawn is the size of a drawing from which it is taken to show all main parts.
const minDrawn = 12

// toldNotDrawn fires on a part that the text names and a full drawing lacks.
func (a *analysis) toldNotDrawn() {
	real, at := 0, Span{} // the drawing is meant as a whole: the fault stands at its first box
	for i := range a.Nodes {
		if a.Nodes[i].Real() {
			if real++; real == 1 {
				at = a.Nodes[i].At
			}
		}
	}
	if real < minDrawn {
		return
	}
	for _, p := range a.text.Parts {
		drawn := false
		for i := range a.Nodes {
			if p.Kind != KindUnknown && p.Kind != Service && (a.kind(i) == p.Kind || queued(p.Kind) && queued(a.kind(i))) || a.says(i, p.Words...) {
				drawn = true
				break
			}
		}
		for i := range a.Groups {
			drawn = drawn || hasWord(a.Groups[i].Label, p.Words...)
		}
		for i := range a.Edges {
			drawn = drawn || hasWord(a.Edges[i].Label, p.Words...)
		}
		if !drawn {
			a.fault(-1, -1, at, "the text has %q (line %d), and the drawing has no box for it", p.Name, p.Line)
			a.told(p.Line)
		}
	}
}

// told notes the line of the prose that the last fault is about.
func (a *analysis) told(line int) {
	if a.count <= maxFaults {
		a.faults[len(a.faults)-1].Told = line
	}
}

// contradiction fires on a box that is called like something the text decides against.
func (a *analysis) contradiction() {
	for _, r := range a.text.Refused {
		want := kindTokens(r.Name)
		if len(want) == 0 {
			continue
		}
		for i := range a.Nodes {
			if !a.Nodes[i].Real() {
				continue
			}
			has := kindTokens(a.Nodes[i].Label)
			all := true
			for _, w := range want {
				all = all && slices.ContainsFunc(has, func(v string) bool { return alike(v, w) })
			}
			if all {
				a.fault(i, -1, a.Nodes[i].At, "%q is drawn, but the text decides against it (line %d)", a.label(i), r.Line)
				a.told(r.Line)
				break
			}
		}
	}
}
