package score_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diagram"
	"designdrill/internal/score"
)

const drawnTweets = "# Design\n\nThe tweet service checks a tweet and hands it on, because a write must be fast.\n\n" +
	"```mermaid\nflowchart LR\n  app[Mobile app] --> lb[Load balancer]\n  lb --> gw[API gateway]\n  gw -->|POST /tweets| ts[Tweet service]\n" +
	"  ts -->|saves| db[(Tweet store)]\n  ts -.-> k[[Kafka]]\n  k --> fan[Fan-out worker]\n```\n"

func findings(r *score.Result) []string {
	var out []string
	for _, f := range r.Diagram.Findings {
		out = append(out, fmt.Sprintf("%s:%d %s %q", f.File, f.Line, f.Rule, f.Node))
	}
	return out
}

func point(t *testing.T, r *score.Result, id string) score.PointResult {
	t.Helper()
	i := slices.IndexFunc(r.Points, func(p score.PointResult) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no point %s", id)
	}
	return r.Points[i]
}

func level(r *score.Result, id string) int { return r.Criteria[catalog.CriterionIndex(id)].Level }

func TestDrawingInAnAnswer(t *testing.T) {
	r := run(t, "twitter", drawnTweets)
	if r.Diagram.Nodes != 7 || r.Diagram.Edges != 6 {
		t.Errorf("%d boxes, %d arrows", r.Diagram.Nodes, r.Diagram.Edges)
	}
	want := []string{`:7 single-point-of-failure "Load balancer"`, `:8 single-point-of-failure "API gateway"`, `:10 single-point-of-failure "Tweet store"`}
	if got := findings(r); !slices.Equal(got, want) {
		t.Errorf("findings %q\nwant %q", got, want)
	}
	// A component that only the drawing has is covered, with the box as evidence.
	p := point(t, r, "component.event-queue")
	if !p.Covered || len(p.Evidence) != 1 || p.Evidence[0].Line != 11 || p.Evidence[0].Quote != "Kafka" || drawnTweets[p.Evidence[0].Start:p.Evidence[0].End] != "k[[Kafka]]" {
		t.Errorf("the event queue: %+v", p)
	}
	// One that the text has keeps the text's sentence.
	if p := point(t, r, "component.tweet-service"); !p.Covered || p.Evidence[0].Line != 3 {
		t.Errorf("the tweet service: %+v", p)
	}
	if c := r.Criteria[catalog.CriterionIndex("services.spof")]; !strings.Contains(c.Missing, `In the drawing (line 7): all traffic passes "Load balancer"`) {
		t.Errorf("services.spof lacks %q", c.Missing)
	}
}

func TestDrawingsOfFiles(t *testing.T) {
	src := []byte("app: Mobile app -> gw\ngw: API gateway\napp -> gw\ngw -> ts: posts\nts: Tweet service\nts -> es\nes: Elasticsearch {shape: [\n")
	g, found := diagram.Parse("board.d2", "", src, diagram.DefaultLimits)
	r := score.Score(answer.Parse([]byte("# Design\n\nWe draw it on the board.\n")), content(t, "twitter"), score.Options{Drawings: []score.Drawing{{File: "board.d2", Graph: g, Findings: found}}})
	if p := point(t, r, "component.tweet-service"); !p.Covered || p.Evidence[0].File != "board.d2" || p.Evidence[0].Line != 4 {
		t.Errorf("the tweet service: %+v", p)
	}
	if got := findings(r); len(got) == 0 || !strings.HasPrefix(got[0], "board.d2:7 diagram-syntax") {
		t.Errorf("findings %q", got)
	}
}

func TestBareBoxesEarnNothing(t *testing.T) {
	const text = "# Design\n\nThe tweet service saves a tweet in Cassandra.\n"
	plain := run(t, "twitter", text)
	boxes := "```mermaid\nflowchart LR\n"
	_, cat := engine()
	for i, c := range cat.Scenarios["twitter"].Components {
		boxes += fmt.Sprintf("  n%d[%s]\n", i, strings.NewReplacer("(", "", ")", "").Replace(c.Title))
	}
	drawn := run(t, "twitter", text+"\n"+boxes+"```\n")
	for i := range plain.Criteria {
		if a, b := plain.Criteria[i], drawn.Criteria[i]; b.Level > max(a.Level, 1) {
			t.Errorf("boxes without arrows lift %s from %d to %d", a.ID, a.Level, b.Level)
		}
	}
}

func TestFlowsAreDrawn(t *testing.T) {
	const text = "# Flows\n\nPosting: the tweet service takes an id and writes the tweet to the tweet store.\n\n"
	const drawing = "```mermaid\nflowchart LR\n  app[App] --> gw[API gateway]\n  gw --> ts[Tweet service]\n  ts --> db[(Tweet store)]\n  db -.-> k[[Kafka]]\n" +
		"  k -.-> fan[Fan-out worker]\n  fan --> graph1[Social graph service]\n  graph1 --> tl[(Timeline cache)]\n```\n"
	without, with := run(t, "twitter", text), run(t, "twitter", text+drawing)
	if point(t, without, "flow.post").Covered || !point(t, with, "flow.post").Covered {
		t.Errorf("posting is told %t without and %t with the drawing", point(t, without, "flow.post").Covered, point(t, with, "flow.post").Covered)
	}
	if a, b := level(without, "components.flows"), level(with, "components.flows"); b <= a {
		t.Errorf("components.flows is %d without and %d with the drawing", a, b)
	}
}

func TestDrawingAgainstText(t *testing.T) {
	r := run(t, "twitter", "# Design\n\nWe do not use Kafka here, a table of events is enough for this load.\n\n"+
		"```mermaid\nflowchart LR\n  app[App] --> ts[Tweet service]\n  ts --> k[[Kafka]]\n  k --> w[Worker]\n```\n")
	i := slices.IndexFunc(r.Consistency, func(c score.Consistency) bool { return c.Rule == "contradiction" })
	if i < 0 || r.Consistency[i].Line != 8 || r.Consistency[i].Other != 3 {
		t.Errorf("consistency %+v", r.Consistency)
	}
}

func TestReplicasInTheText(t *testing.T) {
	for _, tc := range []struct {
		text string
		want int
	}{
		{"", 3},
		{"The tweet store runs with two replicas in other zones.", 2},
		{"Every database has a standby that takes over.", 2},
		{"Another system, Cassandra, is replicated three times.", 3},
		{"Two load balancers share an address, with failover.", 2},
		{"There is no single point of failure: everything runs twice.", 0},
	} {
		n := 0
		for _, f := range run(t, "twitter", drawnTweets+"\n"+tc.text+"\n").Diagram.Findings {
			if f.Rule == "single-point-of-failure" {
				n++
			}
		}
		if n != tc.want {
			t.Errorf("%q leaves %d single points, want %d", tc.text, n, tc.want)
		}
	}
}

func TestOtherFencesAreNoDrawings(t *testing.T) {
	for name, fence := range map[string]string{
		"code":       "```go\nch <- x\nfor a := range b { f(a) }\n```",
		"a table":    "```\n+----+----+\n| id | ts |\n+----+----+\n```",
		"calls":      "```\nPOST /tweets -> 201\nGET /tweets/1 -> 200\n```",
		"unlabelled": "```json\n{\"a\": \"b -> c\"}\n```",
	} {
		if r := run(t, "twitter", "# Design\n\n"+fence+"\n"); r.Diagram.Nodes != 0 || len(r.Diagram.Findings) != 0 {
			t.Errorf("%s: %d boxes, %q", name, r.Diagram.Nodes, findings(r))
		}
	}
	r := run(t, "twitter", "# Design\n\n```\nflowchart LR\n  a[App] --> b[Tweet service]\n```\n")
	if r.Diagram.Nodes != 2 {
		t.Errorf("a fence without a language: %d boxes", r.Diagram.Nodes)
	}
}

func TestChainsInProse(t *testing.T) {
	r := run(t, "twitter", "# Flows\n\n- Write: **Client** -> API gateway -> `Tweet service` -> Cassandra\n- Reads grow from 10 -> 20 -> 30 a second\n- Check → reserve → pay → confirm\n- Client -> server\n")
	if r.Diagram.Nodes != 4 || r.Diagram.Edges != 3 {
		t.Errorf("%d boxes, %d arrows: %+v", r.Diagram.Nodes, r.Diagram.Edges, r.Diagram.Graph)
	}
	for _, n := range r.Diagram.Graph.Nodes {
		if n.At.Pos.Line != 3 {
			t.Errorf("%q stands in line %d", n.Label, n.At.Pos.Line)
		}
	}
}
