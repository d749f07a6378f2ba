package diagram

import "strings"

// noEntry fires where no request can begin, in a drawing of services and what they keep.
func (a *analysis) noEntry() {
	first, services, stores, all := -1, 0, 0, 0
	for i := range a.Nodes {
		if !a.Nodes[i].Real() {
			continue
		}
		all++
		if a.kind(i) == Service {
			services++
		} else if a.kind(i).Stateful() {
			stores++
		}
		if first < 0 {
			first = i
		}
		if isEntry(a.kind(i)) || a.says(i, "request", "user", "client", "visitor", "http", "web", "edge", "sender", "producer", "sensor", "upload", "external", "source", "internet", "caller", "ui") {
			return
		}
	}
	for i := range a.Groups {
		if hasWord(a.Groups[i].Label, "client", "user", "front", "edge", "web", "mobile", "app") {
			return
		}
	}
	if first >= 0 && services > 1 && stores > 0 && all >= 8 {
		a.fault(-1, -1, a.Nodes[first].At, "no client, gateway or load balancer is drawn: it cannot be seen where requests come in")
	}
}

// isStore reports whether a node keeps data that a client must not touch.
func (a *analysis) isStore(n int) bool {
	k := a.kind(n)
	return (k == Database || k == Search && a.says(n, "elastic", "opensearch", "solr", "lucene", "index") || k == Cache) &&
		!a.says(n, "local", "sqlite", "indexeddb", "realm", "browser", "client", "device", "firebase", "firestore", "supabase", "edge", "cdn", "service", "api", "server")
}

// clientToStore fires on an arrow from a client to a database or a cache.
func (a *analysis) clientToStore() {
	for i := range a.Edges {
		e := &a.Edges[i]
		from, to := e.From, e.To
		if (e.Both || e.Undirected) && a.kind(to) == Client {
			from, to = to, from
		}
		if a.kind(from) != Client || !a.isStore(to) || !a.Nodes[from].Real() || !a.Nodes[to].Real() {
			continue
		}
		if a.says(from, "server", "backend", "service", "admin", "sdk", "internal", "dashboard", "analyst", "operator", "dba", "engineer") || a.within(to, "client", "device", "phone", "app", "browser") {
			continue
		}
		if a.Nodes[from].Group >= 0 && a.Nodes[from].Group == a.Nodes[to].Group {
			continue
		}
		a.fault(from, to, e.At, "%q is wired straight to %q: put a service between a client and a store", a.label(from), a.label(to))
	}
}

// heavyWords begin the names of work that takes long.
var heavyWords = []string{"transcod", "encod", "resiz", "thumbnail", "render", "compress", "ocr", "watermark", "convert", "virus", "scan", "crawl", "train"}

// heavyWork fires where long work is called on the way of a request, with no queue in between.
func (a *analysis) heavyWork() {
	sync := a.reach(func(n int) bool { return a.kind(n) == Client }, func(edge, to int) bool {
		return a.Edges[edge].Mode != Async && !queued(a.kind(to)) && a.kind(to) != CDN && !a.kind(to).Stateful() && a.kind(to) != Notifier && a.kind(to) != Scheduler
	})
	for i := range a.Nodes {
		if !a.Nodes[i].Real() || !sync[i] || !hasWord(a.Nodes[i].Label, heavyWords...) || a.kind(i) == Client || a.says(i, "queue", "async", "background") {
			continue
		}
		at, by, other := Span{}, -1, false
		for _, e := range a.in[i] {
			for _, from := range a.far(e, i) {
				switch k := a.kind(from); {
				case queued(k) || k == Scheduler || a.Edges[e].Mode == Async || k == ObjectStore || k == Worker || k == Stream || a.says(from, "queue", "event", "async", "lambda", "trigger"):
					other = true
				case sync[from] && (k == Service || k == Gateway || k == LoadBalancer || k == Client) && !hasWord(a.Nodes[from].Label, heavyWords...):
					at, by = a.Edges[e].At, from
				}
			}
		}
		for _, n := range a.next(i) {
			other = other || queued(a.kind(n)) && a.pulls(i, n)
		}
		if by >= 0 && !other {
			a.fault(i, by, at, "%q is called by %q while the client waits: heavy work belongs behind a queue", a.label(i), a.label(by))
		}
	}
}

// pulls reports whether a worker's arrow to a queue means that it takes from it.
func (a *analysis) pulls(n, queue int) bool {
	for _, e := range a.out[n] {
		for _, to := range a.far(e, n) {
			if to == queue && hasWord(a.Edges[e].Label, "pull", "poll", "consum", "subscrib", "read", "take", "pick", "fetch", "listen", "dequeu") {
				return true
			}
		}
	}
	return false
}

// reach returns the nodes that can be reached from some over edges that pass a test.
func (a *analysis) reach(from func(int) bool, pass func(edge, to int) bool) []bool {
	seen := make([]bool, len(a.Nodes))
	var stack []int
	for i := range a.Nodes {
		if a.Nodes[i].Real() && from(i) {
			seen[i] = true
			stack = append(stack, i)
		}
	}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, e := range a.out[n] {
			for _, to := range a.far(e, n) {
				if !seen[to] && pass(e, to) {
					seen[to] = true
					stack = append(stack, to)
				}
			}
		}
	}
	return seen
}

// outside begins the names of what stands beside a system and is drawn without arrows.
var outside = []string{"monitor", "observ", "log", "prometheus", "grafana", "terraform", "kubernetes", "docker", "deploy", "cicd", "ci", "config", "infra", "region", "alert",
	"trace", "metric", "zookeeper", "jenkins", "vault", "secret", "legend", "layer", "auth", "note", "multi", "title", "aws", "gcp", "oracle"}

// unconnected fires on a box without any arrow, where nearly all others have one.
func (a *analysis) unconnected() {
	var alone []int
	all := 0
	joined := make([]bool, len(a.Groups))
	for i := range a.Nodes {
		if g := a.Nodes[i].Group; a.Nodes[i].Shape == shapeGroup && g >= 0 {
			joined[g] = true
		}
	}
	for i := range a.Nodes {
		n := &a.Nodes[i]
		if !n.Real() {
			continue
		}
		all++
		if n.Loose || len(a.in[i])+len(a.out[i]) > 0 || n.Kind == KindUnknown || a.within(i, outside...) {
			continue
		}
		inside := false
		for g, k := n.Group, 0; g >= 0 && k < 100; g, k = a.Groups[g].Parent, k+1 {
			inside = inside || joined[g] || a.idle(g)
		}
		if !inside {
			alone = append(alone, i)
		}
	}
	if len(alone)*5 > all {
		return // the drawing does not say by arrows who uses what
	}
	for _, i := range alone {
		a.fault(i, -1, a.Nodes[i].At, "%q has no arrow: nothing reaches it and it reaches nothing", a.label(i))
	}
}

// idle reports whether all of a group of several stand without arrows: a list of names.
func (a *analysis) idle(g int) bool {
	for _, n := range a.member[g] {
		if len(a.in[n])+len(a.out[n]) > 0 {
			return false
		}
	}
	return len(a.member[g]) > 1
}

// unreadQueues fires on a queue that only takes.
func (a *analysis) unreadQueues() {
	for i := range a.Nodes {
		if !queued(a.kind(i)) || a.Nodes[i].Loose || !a.Nodes[i].Real() || len(a.in[i]) == 0 || len(a.out[i]) > 0 {
			continue
		}
		read := a.says(i, "dead", "dlq")
		for _, e := range a.in[i] {
			read = read || hasWord(a.Edges[e].Label, "pull", "poll", "consum", "subscrib", "read", "take", "pick", "fetch", "listen", "dequeu", "receiv", "sub")
			for _, n := range a.far(e, i) {
				k := a.kind(n)
				read = read || k == Worker || k == Notifier || k == Scheduler || k == Warehouse || k == Search || a.says(n, "consum", "subscri", "listen", "process", "indexer", "notif", "fan")
			}
		}
		if !read {
			a.fault(i, -1, a.Nodes[i].At, "nothing reads %q: draw the worker that takes its messages", a.label(i))
		}
	}
}

// neverReached fires on a service with outgoing arrows only, beside clients that reach others.
func (a *analysis) neverReached() {
	clients := 0
	for i := range a.Nodes {
		if a.kind(i) == Client && len(a.out[i]) > 0 {
			clients++
		}
	}
	if clients == 0 {
		return
	}
	reached := a.reach(func(n int) bool { return isEntry(a.kind(n)) }, func(int, int) bool { return true })
	for i := range a.Nodes {
		if !a.Nodes[i].Real() || a.Nodes[i].Loose || a.kind(i) != Service || len(a.in[i]) > 0 || len(a.out[i]) == 0 || a.within(i, outside...) || a.within(i, "client", "edge", "external", "producer", "source", "offline", "pipeline", "batch", "admin", "orchestr", "saga", "coordinat", "process", "listen", "subscri") {
			continue
		}
		if wordsKind(a.Nodes[i].Label) != Service || a.starts(i) {
			continue
		}
		shared := false
		for _, n := range a.next(i) {
			shared = shared || reached[n]
		}
		if shared {
			a.fault(i, -1, a.Nodes[i].At, "nothing calls %q: no client, schedule, queue or service reaches it", a.label(i))
		}
	}
}

// starts reports whether a node may run by itself: it pushes to clients, takes from
// queues, or its arrows say that it pulls.
func (a *analysis) starts(n int) bool {
	for _, e := range a.out[n] {
		if hasWord(a.Edges[e].Label, "pull", "poll", "consum", "subscrib", "listen", "dequeu", "receiv", "cron", "periodic", "every", "nightly", "daily") {
			return true
		}
		for _, to := range a.far(e, n) {
			if k := a.kind(to); queued(k) || k == Client || isEntry(k) {
				return true
			}
		}
	}
	return false
}

// maxChain is the most services that may wait for each other.
const maxChain = 4

// longChains fires on more than four services of which each waits for the next.
func (a *analysis) longChains() {
	ok := func(n int) bool {
		return a.Nodes[n].Real() && a.kind(n) == Service && wordsKind(a.Nodes[n].Label) == Service
	}
	best := make([]int, len(a.Nodes)) // the longest chain that begins at a node
	after := make([]int, len(a.Nodes))
	state := make([]uint8, len(a.Nodes))
	type frame struct{ n, edge, far int }
	for start := range a.Nodes {
		if state[start] != 0 || !ok(start) {
			continue
		}
		stack := []frame{{n: start}}
		state[start], best[start], after[start] = 1, 1, -1
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.edge >= len(a.out[f.n]) {
				state[f.n] = 2
				n := f.n
				stack = stack[:len(stack)-1]
				if len(stack) > 0 {
					if p := stack[len(stack)-1].n; best[n]+1 > best[p] {
						best[p], after[p] = best[n]+1, n
					}
				}
				continue
			}
			e := a.out[f.n][f.edge]
			to := a.far(e, f.n)
			if f.far >= len(to) || a.Edges[e].Mode == Async || a.Edges[e].Undirected || a.Edges[e].Both || a.Nodes[a.Edges[e].From].Shape == shapeGroup || a.Nodes[a.Edges[e].To].Shape == shapeGroup {
				f.edge, f.far = f.edge+1, 0
				continue
			}
			n := to[f.far]
			f.far++
			switch {
			case !ok(n):
			case state[n] == 0:
				state[n], best[n], after[n] = 1, 1, -1
				stack = append(stack, frame{n: n})
			case state[n] == 2 && best[n]+1 > best[f.n]:
				best[f.n], after[f.n] = best[n]+1, n
			}
		}
	}
	first := -1
	for n := range best {
		if best[n] > maxChain && (first < 0 || best[n] > best[first]) {
			first = n
		}
	}
	if first < 0 {
		return
	}
	var names []string
	for n := first; n >= 0 && len(names) < 8; n = after[n] {
		names = append(names, a.label(n))
	}
	a.fault(first, -1, a.Nodes[first].At, "%d services wait for each other in a row: %s", best[first], strings.Join(names, " → "))
}

// cacheAlone fires on a cache where nothing near it keeps the data.
func (a *analysis) cacheAlone() {
	source := func(n int) bool {
		k := a.kind(n)
		return k.Stateful() || k == External || k == CDN || k == Stream || k == Queue || k == Worker
	}
	for i := range a.Nodes {
		if !a.Nodes[i].Real() || a.Nodes[i].Loose || a.kind(i) != Cache || len(a.in[i])+len(a.out[i]) == 0 {
			continue
		}
		if a.says(i, "session", "lock", "rate", "limit", "pub", "presence", "online", "geo", "location", "counter", "leader", "token", "queue", "store", "stream", "db", "database", "memory", "state", "connection", "seat", "hold", "dedup", "sorted", "position", "cluster", "index") {
			continue
		}
		found := false
		for _, n := range a.neighbours(i) {
			found = found || source(n)
			for _, m := range a.neighbours(n) {
				found = found || source(m)
				if k := a.kind(m); k == Service && m != i {
					for _, l := range a.neighbours(m) {
						found = found || source(l)
					}
				}
			}
		}
		if !found {
			a.fault(i, -1, a.Nodes[i].At, "nothing stands behind %q: draw the store that it holds copies of", a.label(i))
		}
	}
}

// writeToReplica fires where an arrow or its start says that a replica is written.
func (a *analysis) writeToReplica() {
	for i := range a.Edges {
		e := &a.Edges[i]
		if e.Undirected || e.Both || !a.Nodes[e.From].Real() || !a.Nodes[e.To].Real() || !a.says(e.To, "replica", "slave", "follower", "standby") || a.says(e.To, "primary", "master", "leader") {
			continue
		}
		writes := hasWord(e.Label, "write", "insert", "update", "delete", "save", "create", "persist") && !hasWord(e.Label, "read", "repl", "sync", "async", "wal", "stream", "copy", "log", "binlog") ||
			e.Label == "" && a.saysOnly(e.From, "writes", "write")
		if writes && !a.kind(e.From).Stateful() && !queued(a.kind(e.From)) {
			a.fault(e.From, e.To, e.At, "%q writes to %q: a replica is read only", a.label(e.From), a.label(e.To))
		}
	}
}

func (a *analysis) saysOnly(n int, words ...string) bool {
	for _, w := range words {
		if t := kindTokens(a.Nodes[n].Label); len(t) <= 2 && len(t) > 0 && (t[0] == w || t[len(t)-1] == w) {
			return true
		}
	}
	return false
}
