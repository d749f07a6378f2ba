package diagram

import (
	"slices"
	"strings"
	"testing"
)

// drawn reads a Mermaid drawing that must be sound.
func drawnFrom(t *testing.T, src string) *Graph {
	t.Helper()
	g, found := Parse("x", "mermaid", []byte(src), DefaultLimits)
	if len(found) > 0 {
		t.Fatalf("%v in\n%s", found, src)
	}
	return g
}

func rulesIn(faults []Fault) []string {
	var ids []string
	for _, f := range faults {
		ids = append(ids, f.Rule)
	}
	return ids
}

// replicatedText keeps the rule on single parts out of tests of the others.
var replicatedText = Text{Replicated: []string{"*"}}

func TestRuleSnippets(t *testing.T) {
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			if r.Title == "" || r.Why == "" || r.check == nil {
				t.Fatal("a rule needs a title, a reason and a check")
			}
			text := replicatedText
			if r.ID == "single-point-of-failure" {
				text = Text{}
			}
			if r.Fires == "" {
				return // needs a text beside it; see TestTextRules
			}
			if got := rulesIn(Analyse(drawnFrom(t, r.Fires), text)); !slices.Equal(slices.Compact(got), []string{r.ID}) {
				t.Errorf("its example gives %v", got)
			}
			if got := rulesIn(Analyse(drawnFrom(t, r.Quiet), text)); len(got) > 0 {
				t.Errorf("the example put right gives %v", got)
			}
		})
	}
}

func TestRules(t *testing.T) {
	for _, tc := range []struct {
		name, src string
		want      []string // "rule: message"; single parts are left out
	}{
		{"a presigned upload is no store behind a client", "flowchart LR\nu[User] --> api[API]\nu --> s3[(S3)]\napi --> db[(MySQL)]", nil},
		{"an admin may read the database", "flowchart LR\nu[User] --> api[API]\nad[Admin dashboard] --> db[(MySQL)]\napi --> db\napi --> s3[(S3)]", nil},
		{"the phone's own database", "flowchart LR\nu[Phone app] --> l[(Local DB)]\nu --> api[API]\napi --> db[(MySQL)]", nil},
		{"a two-headed arrow to a cache", "flowchart LR\nu[User] <--> r[(Redis)]\nu --> api[API]\napi --> db[(MySQL)]\napi --> r",
			[]string{`client-to-store: "User" is wired straight to "Redis": put a service between a client and a store`}},
		{"storage events start the work", "flowchart LR\nu[User] --> up[Upload service]\nup --> s3[(S3)]\ns3 --> enc[Encoder]\nup --> enc", nil},
		{"a dotted arrow is no waiting", "flowchart LR\nu[User] --> up[Upload service]\nup -.-> enc[Encoder]\nenc --> s3[(S3)]\nup --> s3", nil},
		{"a queue that is polled", "flowchart LR\nu[User] --> api[API]\napi --> q[[Queue]]\nw[Worker] -->|polls| q\napi --> db[(MySQL)]", nil},
		{"a dead letter queue keeps what is in it", "flowchart LR\nu[User] --> api[API]\napi --> q[[Queue]]\nq --> w[Worker]\nw --> d[[Dead letter queue]]", nil},
		{"a group is used as a whole", "flowchart LR\nu[User] --> api[API]\nsubgraph s [Stores]\ndb[(MySQL)]\nidx[(Elasticsearch)]\nend\napi --> s\napi --> q[[Queue]]\nq --> w[Worker]", nil},
		{"four services in a row", "flowchart LR\nu[User] --> a[A service]\na --> b[B service]\nb --> c[C service]\nc --> d[D service]\nd --> db[(MySQL)]", nil},
		{"services in a ring", "flowchart LR\nu[User] --> a[A service]\na --> b[B service]\nb --> c[C service]\nc --> a\nc --> db[(MySQL)]", nil},
		{"sessions live in Redis", "flowchart LR\nu[User] --> api[API]\napi --> r[(Session cache)]\nu --> gw[Gateway]\ngw --> api", nil},
		{"replication is no write of ours", "flowchart LR\nu[User] --> api[API]\napi --> p[(Primary)]\np -->|writes WAL| r[(Replica)]\napi -->|read| r", nil},
		{"a table is no system", "erDiagram\nA ||--o{ B : has\nB ||--o{ C : has\nC ||--o{ D : has", nil},
		{"steps are no system", "flowchart LR\na[Check the mail] --> b[Open the door]\nb --> c[Sit down]\nc --> d[Wait]", nil},
		{"too small to be one", "flowchart LR\na[Service] --> b[(DB)]", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []string
			for _, f := range Analyse(drawnFrom(t, tc.src), replicatedText) {
				got = append(got, f.Rule+": "+f.Message)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestSinglePoints(t *testing.T) {
	const shop = "flowchart LR\nu[User] --> gw[API gateway]\ngw --> o[Order service]\ngw --> c[Catalogue service]\no --> db[(Orders DB)]\nc --> es[(Elasticsearch)]\n"
	for _, tc := range []struct {
		name, src string
		text      Text
		want      []string
	}{
		{"nothing is said", shop, Text{}, []string{"API gateway", "Orders DB"}},
		{"the text says it of the database", shop, Text{Replicated: []string{"orders database"}}, []string{"API gateway"}},
		{"the text says it of all", shop, Text{Replicated: []string{"*"}}, nil},
		{"a replica is drawn", shop + "db --> r[(Replica)]", Text{}, []string{"API gateway"}},
		{"a second way in", shop + "u --> gw2[API gateway 2]\ngw2 --> o\ngw2 --> c", Text{}, []string{"Orders DB"}},
		{"a cluster around it", strings.Replace(shop, "o --> db[(Orders DB)]", "subgraph x [MySQL cluster]\ndb[(Orders DB)]\nend\no --> db", 1), Text{}, []string{"API gateway"}},
		{"a managed product", strings.ReplaceAll(shop, "Orders DB", "DynamoDB"), Text{}, []string{"API gateway"}},
		{"a note beside it", shop + "n@{ shape: text, label: \"every store is replicated\" }\n", Text{}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := drawnFrom(t, tc.src)
			var got []string
			for _, f := range Analyse(g, tc.text) {
				if f.Rule == "single-point-of-failure" {
					got = append(got, g.Nodes[f.Node].Label)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestTextRules(t *testing.T) {
	const src = "flowchart LR\nu[User] --> gw[API gateway]\ngw --> o[Order service]\no --> k[[Kafka]]\nk --> w[Mail worker]\no --> db[(Orders DB)]\no --> r[(Redis)]\ngw --> p[Price service]\np --> db\n" +
		"gw --> s1[Service of orders]\ns1 --> r\ngw --> s2[Service of prices]\ns2 --> db\ngw --> s3[Service by mail]\ns3 --> w\nu --> s3\ngw --> s4[Order service]\ns4 --> db"
	words := map[string]bool{}
	for _, w := range strings.Fields("orders are taken by the order service behind a gateway kept in a database with prices cached in redis and mailed by workers " +
		"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega") {
		words[w] = true
	}
	text := Text{
		Words: words, Replicated: []string{"*"},
		Refused: []Refusal{{Name: "redis", Line: 12}, {Name: "graphql", Line: 13}},
		Parts:   []Part{{Name: "Search index", Kind: Search, Words: []string{"search", "elastic"}, Line: 20}, {Name: "Queue", Kind: Stream, Words: []string{"kafka"}, Line: 21}, {Name: "Pricing", Words: []string{"price"}, Line: 22}},
	}
	var got []string
	for _, f := range Analyse(drawnFrom(t, src), text) {
		got = append(got, f.Rule+": "+f.Message)
	}
	want := []string{
		`drawn-not-told: "Kafka" is drawn, but the text never says what it does`,
		`told-not-drawn: the text has "Search index" (line 20), and the drawing has no box for it`,
		`contradiction: "Redis" is drawn, but the text decides against it (line 12)`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestMerge(t *testing.T) {
	a := drawnFrom(t, "flowchart LR\nsubgraph e [Edge]\nu[User] --> gw[API gateway]\nend\ngw --> o1[Worker]\ngw --> o2[Worker]")
	b := drawnFrom(t, "flowchart LR\nx[API Gateway] --> y[(Redis)]\nx --> gw[User]\n")
	er := drawnFrom(t, "erDiagram\nA ||--o{ B : has")
	m := Merge(a, nil, er, b)
	check(t, make([]byte, 1000), m, nil)
	var got []string
	for _, n := range m.Nodes {
		got = append(got, n.Label)
	}
	if want := []string{"User", "API gateway", "Worker", "Worker", "Redis"}; !slices.Equal(got, want) {
		t.Errorf("nodes %q, want %q", got, want)
	}
	if len(m.Edges) != 5 || len(m.Groups) != 1 {
		t.Errorf("%d edges, %d groups", len(m.Edges), len(m.Groups))
	}
}

func TestKindOf(t *testing.T) {
	for _, tc := range []struct {
		label, shape string
		want         Kind
	}{
		{"Redis", "", Cache}, {"S3", "", ObjectStore}, {"Kafka", "", Stream}, {"SQS", "", Queue}, {"User Service", "", Service}, {"Users", "", Client},
		{"Kafka consumer", "", Worker}, {"Cache server", "", Cache}, {"App servers", "", Service}, {"Orders DB (MySQL)", "", Database}, {"Orders", "cylinder", Database},
		{"Feed cache", "cylinder", Cache}, {"User", "cylinder", Database}, {"Shopper", "actor", Client}, {"nightly cron", "actor", Scheduler}, {"Orders", "queue", Queue},
		{"Positions", "mxgraph.aws4.dynamodb", Database}, {"Upload handler", "mxgraph.aws4.s3", ObjectStore}, {"Payment gateway", "", External}, {"API Gateway", "", Gateway},
		{"AuthService", "", Service}, {"FanoutWorker", "", Worker}, {"Elasticsearch cluster", "", Search}, {"Data warehouse", "", Warehouse}, {"CDN (CloudFront)", "", CDN},
		{"Push notification service", "", Notifier}, {"Third party maps", "", External}, {"🐘 PostgreSQL 16", "", Database}, {"Load balancer / gateway", "", LoadBalancer},
		{"Redis replica", "", Cache}, {"Metadata service", "", Service}, {"", "", KindUnknown}, {"Hotels", "", KindUnknown}, {"see the text", "note", Note},
		{"Jobs", "https://icons.example/AWS%2FApplication%2FAmazon-SQS.svg", Worker}, {"Router", "logos:aws-route53", DNS},
	} {
		if got := KindOf(tc.label, tc.shape, nil); got != tc.want {
			t.Errorf("KindOf(%q, %q) = %q, want %q", tc.label, tc.shape, got, tc.want)
		}
	}
	lexicon := func(s string) string {
		if s == "Ringpop" {
			return "database"
		}
		return ""
	}
	if got := KindOf("Ringpop", "", lexicon); got != Database {
		t.Errorf("the lexicon is not asked: %q", got)
	}
}

func TestSniff(t *testing.T) {
	for src, want := range map[string]string{
		"flowchart LR\na --> b": "mermaid", "%% x\ngraph TD": "mermaid", "graph {\na -- b }": "dot", "digraph x {": "dot", "@startuml\na -> b": "plantuml",
		"sequenceDiagram": "mermaid", "<mxfile host=\"x\">": "drawio", `{"type": "excalidraw", "elements": []}`: "excalidraw", "+--+\n|a |\n+--+": "ascii", "a → b": "ascii", "hello": "",
	} {
		if got := Sniff([]byte(src)); got != want {
			t.Errorf("%q looks like %q, want %q", src, got, want)
		}
	}
}

// BenchmarkAnalyse checks a drawing of 500 boxes and 2,000 arrows.
func BenchmarkAnalyse(b *testing.B) {
	g := &Graph{}
	for i := range 500 {
		g.Nodes = append(g.Nodes, Node{ID: "n", Label: [...]string{"User", "Order service", "Orders DB", "Event queue", "Encoder"}[i%5], Group: -1})
	}
	for i := range 2000 {
		g.Edges = append(g.Edges, Edge{From: i * 7 % 500, To: i * 13 % 499})
	}
	g.Classify(nil)
	b.ReportAllocs()
	for b.Loop() {
		Analyse(g, Text{})
	}
}
