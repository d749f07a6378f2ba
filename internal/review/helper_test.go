package review

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/llm"
	"designdrill/internal/llm/fakeserver"
	"designdrill/internal/score"
	"designdrill/prompts"
	"designdrill/rubrics"
	"designdrill/scenarios"
)

// world is the built-in content.
type world struct {
	cat     *catalog.Catalog
	engine  *score.Engine
	prompts *Prompts

	mu   sync.Mutex
	made map[string]*score.Content
}

var loadWorld = sync.OnceValues(func() (*world, error) {
	cat, findings, err := catalog.LoadAll(catalog.Sources{Rubrics: rubrics.FS, Scenarios: scenarios.FS, Prompts: prompts.FS})
	if err != nil || findings.HasErrors() {
		return nil, fmt.Errorf("content: %v %v", err, findings)
	}
	p, err := LoadPrompts(prompts.FS)
	return &world{cat: cat, engine: score.NewEngine(cat), prompts: p, made: map[string]*score.Content{}}, err
})

func theWorld(t testing.TB) *world {
	t.Helper()
	w, err := loadWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// content is the compiled scenario, made once.
func (w *world) content(t testing.TB, scenario string) *score.Content {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made[scenario] == nil {
		c, err := w.engine.Content(scenario)
		if err != nil {
			t.Fatal(err)
		}
		w.made[scenario] = c
	}
	return w.made[scenario]
}

func (w *world) job(t testing.TB, text, scenario string, ids ...string) Job {
	t.Helper()
	c := w.content(t, scenario)
	return Job{Doc: answer.Parse([]byte(text)), Content: c, Catalog: w.cat, Scenario: w.cat.Scenarios[scenario], Criteria: ids}
}

// clock waits for nothing.
type clock struct{}

func (clock) Now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func (clock) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func client(t testing.TB, s *fakeserver.Server, change func(*llm.Config)) *llm.Client {
	t.Helper()
	cfg := llm.Config{BaseURL: s.URL, Model: "m", Clock: clock{}, Timeout: 10 * time.Second}
	if change != nil {
		change(&cfg)
	}
	c, err := llm.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asked is a question as a judge sees it.
type asked struct {
	ids    []string
	lines  []string // of the answer, marks taken off
	blocks map[string]string
	rest   string // what stands outside of the blocks
}

var (
	idsLine = regexp.MustCompile(`(?m)one item for each of these ids: (.*)$`)
	mark    = regexp.MustCompile(`^\[(\d+|diagram)\] `)
)

// parse takes a question apart by its marks, and fails where data could pass for one.
func parse(t testing.TB, user string) asked {
	t.Helper()
	a := asked{blocks: map[string]string{}}
	nonce := regexp.MustCompile(`^BEGIN QUESTION ([0-9a-f]{16})\n`).FindStringSubmatch(user)
	if nonce == nil {
		t.Fatalf("no marks in %.200s", user)
	}
	rest := user
	for _, name := range []string{"QUESTION", "CRITERIA", "ANSWER"} {
		begin, end := "BEGIN "+name+" "+nonce[1]+"\n", "\nEND "+name+" "+nonce[1]+"\n"
		if strings.Count(rest, begin) != 1 || strings.Count(rest, end) != 1 {
			t.Fatalf("the block %s is not marked once", name)
		}
		before, inner, _ := strings.Cut(rest, begin)
		inner, after, _ := strings.Cut(inner, end)
		if strings.Contains(inner, nonce[1]) {
			t.Fatalf("the nonce stands in the data of %s", name)
		}
		a.blocks[name] = inner
		rest = before + "<" + name + ">" + after
	}
	a.rest = strings.ReplaceAll(rest, nonce[1], "NONCE")
	if m := idsLine.FindStringSubmatch(a.rest); m != nil {
		a.ids = strings.Split(m[1], ", ")
	}
	for line := range strings.Lines(a.blocks["ANSWER"]) {
		line = strings.TrimSuffix(line, "\n")
		if !mark.MatchString(line) {
			t.Fatalf("a line of the answer has no mark: %q", line)
		}
		a.lines = append(a.lines, mark.ReplaceAllString(line, ""))
	}
	return a
}

// said is one item of a judge's reply.
type said struct {
	ID          string   `json:"id"`
	Expectation string   `json:"expectation"`
	Quotes      []string `json:"quotes"`
	Reason      string   `json:"reason"`
	Verdict     string   `json:"verdict"`
}

func reply(items ...said) string {
	b, err := json.Marshal(map[string]any{"injection_seen": "no", "items": items})
	if err != nil {
		panic(err) // a test's own strings always marshal
	}
	return string(b)
}

// judge makes a server of a function that says a word and quotes about each criterion.
func judge(t testing.TB, say func(id string, lines []string) (string, []string)) *fakeserver.Server {
	return fakeserver.New(t, func(c fakeserver.Call) fakeserver.Reply {
		a := parse(t, c.Chat.User())
		var items []said
		for _, id := range a.ids {
			word, quotes := say(id, a.lines)
			items = append(items, said{ID: id, Quotes: quotes, Verdict: word})
		}
		return fakeserver.Text(c, reply(items...))
	})
}

func verdictOf(t testing.TB, o *Outcome, id string) score.Verdict {
	t.Helper()
	for _, v := range o.Verdicts {
		if v.Criterion == id {
			return v
		}
	}
	t.Fatalf("no verdict on %s", id)
	return score.Verdict{}
}
