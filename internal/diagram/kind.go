package diagram

import (
	"strings"
	"unicode"
)

var kindNames = [...]string{"", "client", "dns", "cdn", "load-balancer", "gateway", "service", "worker", "cache", "database", "object-store",
	"search", "queue", "stream", "warehouse", "scheduler", "notification", "external", "note"}

// String returns the kind's name as the concept files write it, "" for an unknown one.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// KindNamed returns the kind with a name of the concept files, KindUnknown for others.
func KindNamed(name string) Kind {
	switch name {
	case "":
		return KindUnknown
	case "auth", "media":
		return Service
	case "proxy":
		return LoadBalancer
	}
	for i, n := range kindNames {
		if n == name {
			return Kind(i)
		}
	}
	return KindUnknown
}

// Stateful reports whether parts of the kind hold data that others rely on.
func (k Kind) Stateful() bool {
	switch k {
	case Database, ObjectStore, Search, Warehouse:
		return true
	}
	return false
}

// KindOf tells what a node is from its label and shape. lexicon, which may be nil, gives
// the kind's name for a text by the concepts of the content; it is asked where the
// label's own words say nothing.
func KindOf(label, shape string, lexicon func(string) string) Kind {
	low := strings.ToLower(shape)
	switch low {
	case shapeNote, "text", "sticky":
		return Note
	case "entity", "sql_table":
		return Database
	case "external":
		return External
	}
	byLabel := wordsKind(label)
	if isQueueShape(low) && byLabel == Stream && !hasWord(label, "kafka", "kinesis", "pulsar", "stream", "topic", "log", "bus", "hub") {
		byLabel = Queue // "order events", drawn as a queue
	}
	if byLabel == KindUnknown && lexicon != nil {
		byLabel = KindNamed(lexicon(label))
	}
	if byLabel != KindUnknown && byLabel != Service && !(byLabel == Client && isStoreShape(low)) {
		if isActor(low) && byLabel != External && byLabel != Scheduler && byLabel != Notifier {
			return Client
		}
		if isStoreShape(low) && !byLabel.Stateful() && byLabel != Cache && byLabel != Queue && byLabel != Stream && byLabel != CDN {
			return Database
		}
		return byLabel
	}
	switch {
	case isActor(low):
		return Client
	case low == "disk":
		return ObjectStore
	case isStoreShape(low):
		if byLabel == Service && strings.Contains(strings.ToLower(label), "service") && !strings.Contains(low, "data") {
			return Service
		}
		return Database
	case isQueueShape(low):
		return Queue
	}
	if shape != "" && !umlPlain[low] {
		if k := iconKind(shape); k != KindUnknown && (k != Client || byLabel == KindUnknown) && (k != Service || byLabel == KindUnknown) {
			return k
		}
	}
	return byLabel
}

func isActor(shape string) bool {
	switch shape {
	case "actor", "person", "umlactor", "user", "shape=umlactor", "c4-person":
		return true
	}
	return strings.HasSuffix(shape, "umlactor") || strings.HasSuffix(shape, ".actor")
}

func isQueueShape(shape string) bool {
	return shape == "queue" || shape == "h-cyl" || shape == "das" || shape == "horizontal-cylinder"
}

func isStoreShape(shape string) bool {
	switch shape {
	case "cylinder", "cyl", "db", "database", "stored_data", "stored-data", "datastore", "cylinder2", "cylinder3", "lin-cyl", "lined-cylinder", "bow-rect":
		return true
	}
	return false
}

// maxKindWords bounds the words of a label that are looked at.
const maxKindWords = 24

// wordsKind reads a label's words, part by part: what stands before a bracket, a dash or
// a slash names the thing, what follows says more.
func wordsKind(label string) Kind {
	weak := KindUnknown
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(strings.ReplaceAll(cut(label, maxLabel), " - ", "("), " – ", "("), func(r rune) bool {
		return strings.ContainsRune("()[]{}—:/|,+&;→", r)
	}) {
		k := phraseKind(kindTokens(part))
		if k == KindUnknown {
			continue
		}
		if k != Client || weak == KindUnknown {
			if weak == KindUnknown || weak == Client && k == CDN {
				return k
			}
		}
	}
	return weak
}

// kindTokens splits a name into lower-case words, at changes of case too.
func kindTokens(s string) []string {
	var out []string
	var w strings.Builder
	flush := func() {
		if w.Len() > 0 {
			if len(out) < maxKindWords {
				out = append(out, strings.ToLower(w.String()))
			}
			w.Reset()
		}
	}
	runes := []rune(s)
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if i > 0 && unicode.IsUpper(r) && w.Len() > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsUpper(runes[i-1])) {
			// "DynamoDB", "MySQL" and "PubSub" are known whole; "AuthService" is not.
			if !keepsWhole(runes, i) {
				flush()
			}
		}
		w.WriteRune(r)
	}
	flush()
	return out
}

// keepsWhole reports whether the word around a change of case is a name in the table.
func keepsWhole(runes []rune, i int) bool {
	from, to := i, i
	for from > 0 && (unicode.IsLetter(runes[from-1]) || unicode.IsDigit(runes[from-1])) {
		from--
	}
	for to < len(runes) && (unicode.IsLetter(runes[to]) || unicode.IsDigit(runes[to])) {
		to++
	}
	if to-from > 24 {
		return false
	}
	word := strings.ToLower(string(runes[from:to]))
	_, ok := kindTable()[word]
	_, plural := kindTable()[strings.TrimSuffix(word, "s")]
	return ok || plural
}

// phraseAt looks up the longest phrase that ends before token n.
func phraseAt(t []string, n int) (Kind, int) {
	table := kindTable()
	for k := min(3, n); k > 0; k-- {
		p := strings.Join(t[n-k:n], " ")
		if kind, ok := table[p]; ok {
			return kind, k
		}
		if s, ok := strings.CutSuffix(p, "s"); ok {
			if kind, ok := table[s]; ok {
				return kind, k
			}
		}
	}
	return KindUnknown, 0
}

// phraseKind finds the last words of a name that are known.
func phraseKind(t []string) Kind {
	if len(t) > 1 && (t[0] == "external" || len(t) > 2 && t[1] == "party" && (t[0] == "3rd" || t[0] == "third")) {
		return External
	}
	for n := len(t); n > 0; n-- {
		kind, k := phraseAt(t, n)
		if kind == KindUnknown {
			if neutral[t[n-1]] || isNumber(t[n-1]) || n < len(t) {
				continue
			}
			// An unknown last word: "Kafka ingest" is still Kafka, "User profile" no client.
			continue
		}
		if kind == Client && n < len(t) && !allNeutral(t[n:]) {
			continue
		}
		if k == 1 && roles[t[n-1]] && n > 1 {
			m := n - 1
			for m > 0 && neutral[t[m-1]] {
				m--
			}
			if before, k := phraseAt(t, m); infrastructure[before] && (m == 0 || k == 0 || !business[t[m-1]]) {
				return before
			}
		}
		if kind == Client && k == 1 && n > 1 && (t[n-1] == "app" || t[n-1] == "apps" || t[n-1] == "application") {
			if before, _ := phraseAt(t, n-1); before == Service || before == Worker {
				return Service
			}
		}
		if kind == Database && k == 1 && n > 1 && (t[n-1] == "replica" || t[n-1] == "replicas" || t[n-1] == "shard" || t[n-1] == "primary" || t[n-1] == "store") {
			if before, _ := phraseAt(t, n-1); before != KindUnknown && before != Client && before != Service {
				return before
			}
		}
		return kind
	}
	return KindUnknown
}

func allNeutral(t []string) bool {
	for _, w := range t {
		if !neutral[w] && !isNumber(w) {
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// iconKind reads the name of a stencil or a picture: "mxgraph.aws4.s3",
// "logos:aws-lambda", "https://…/Amazon-DynamoDB.svg".
func iconKind(name string) Kind {
	name = cut(name, maxLabel)
	name = strings.NewReplacer("%2F", "/", "%20", " ", "_", " ", "-", " ", "shape=", " ", "resIcon=", " ").Replace(name)
	if i := strings.LastIndexByte(name, '/'); i >= 0 && i+1 < len(name) {
		name = name[i+1:]
	}
	for _, ext := range [...]string{".svg", ".png", ".jpg", ".webp"} {
		name = strings.TrimSuffix(name, ext)
	}
	if i := strings.LastIndexAny(name, ".:"); i >= 0 && i+1 < len(name) {
		name = name[i+1:]
	}
	t := kindTokens(name)
	best := KindUnknown
	for n := len(t); n > 0; n-- {
		kind, k := phraseAt(t, n)
		if kind == KindUnknown || k == 1 && kind == External {
			continue
		}
		if best == KindUnknown || best == Service {
			best = kind
		}
		if best != Service {
			break
		}
	}
	return best
}

// Classify gives every node of a kind not yet known one: by its words, shape and the
// lexicon; and in a drawing of which most is known, a connected box that is called like
// nothing else is a service.
func (g *Graph) Classify(lexicon func(string) string) {
	touched := make([]bool, len(g.Nodes))
	for _, e := range g.Edges {
		touched[e.From], touched[e.To] = true, true
	}
	known, open := 0, 0
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Kind == KindUnknown && n.Shape != shapeGroup && n.Shape != shapeJunction {
			n.Kind = KindOf(n.Label, n.Shape, nil)
			if n.Kind == KindUnknown && n.Detail != "" {
				n.Kind = KindOf(n.Detail, "", nil)
			}
			if n.Kind == KindUnknown && lexicon != nil {
				n.Kind = KindOf(n.Label, n.Shape, lexicon)
			}
		}
		if touched[i] && n.Real() {
			if n.Kind == KindUnknown {
				open++
			} else {
				known++
			}
		}
	}
	if open == 0 || known < open {
		return
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if n.Kind == KindUnknown && touched[i] && n.Real() && n.Shape != "diamond" && n.Shape != "flag" && len(strings.Fields(n.Label)) <= 4 {
			n.Kind = Service
		}
	}
}
