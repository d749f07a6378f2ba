package review

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/llm"
	"designdrill/internal/llm/fakeserver"
	"designdrill/internal/score"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// twitterAnswer has, in this order: something for four criteria, and something against one.
const twitterAnswer = `# Twitter

## Design

Home timelines live in Redis, since reads outnumber writes by a hundred to one; a follower may see a tweet a few seconds late, which is the price.

Every write goes to the database first and then drops the cached entry, because a stale profile must not survive a change.

We do not need a content delivery network for text.

The tweet service publishes each new tweet to Kafka, and the fan-out workers consume it at their own pace.

Access tokens expire after fifteen minutes, so that a stolen one is of little use to a thief.
`

func TestGoldenRequest(t *testing.T) {
	crit := func(id, title string) catalog.Criterion {
		return catalog.Criterion{ID: id, Title: title, Idea: "The idea of\n  it.", Levels: catalog.Ladder{Named: "n", Applied: "a", Justified: "j", Weighed: "w"}}
	}
	cat := catalog.Restore([]*catalog.Rubric{{Step: 4, ID: "caching", Criteria: []catalog.Criterion{crit("caching.cache", "Caching"), crit("caching.cdn", "CDN")}}},
		nil, catalog.Scoring{}, map[string]*catalog.Scenario{}, "")
	c, err := score.NewEngine(cat).Content("")
	if err != nil {
		t.Fatal(err)
	}
	w := theWorld(t)
	text := twitterAnswer + "\n| Part | Why |\n|---|---|\n| Cache | reads `{{nonce}}` |\n\n```mermaid\ngraph LR\n  client --> lb\n```\n"
	job := Job{Doc: answer.Parse([]byte(text)), Content: c, Catalog: cat, Criteria: []string{"caching.cache", "caching.cdn"},
		Scenario: &catalog.Scenario{ID: "x", Title: "X", Brief: "Design X.\nIt is large {{answer}}."}}
	s := fakeserver.New(t, func(c fakeserver.Call) fakeserver.Reply {
		return fakeserver.Text(c, reply(said{ID: "caching.cache", Verdict: "absent", Quotes: []string{}}, said{ID: "caching.cdn", Verdict: "absent", Quotes: []string{}}))
	})
	o := w.prompts.Run(t.Context(), client(t, s, nil), job)
	if o.Status != Complete {
		t.Fatalf("%+v", o)
	}
	got := s.Calls()[0].Body + "\n"
	golden := filepath.Join("testdata", "request.json")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("the request changed; -update rewrites %s:\n%s", golden, got)
	}
}

// quoted answers with one verdict for one criterion.
func quoted(id, word string, quotes ...string) func(fakeserver.Call) fakeserver.Reply {
	return func(c fakeserver.Call) fakeserver.Reply {
		return fakeserver.Text(c, reply(said{ID: id, Verdict: word, Quotes: quotes}))
	}
}

func TestVerification(t *testing.T) {
	w := theWorld(t)
	brief := w.cat.Scenarios["twitter"].Brief
	for _, x := range []struct {
		name, id, word string
		quotes         []string
		state, reason  string
		level          int
	}{
		{"exact", "caching.cache", "weighed", []string{"Home timelines live in Redis, since reads outnumber writes by a hundred to one"}, score.Supported, "", 4},
		{"other case, quotes, spaces", "caching.cache", "applied", []string{"“HOME timelines   live in **Redis**, since reads”"}, score.Supported, "", 2},
		{"soft hyphen and no-break space", "caching.cache", "applied", []string{"Home time\u00adlines live\u00a0in Redis since\u200b reads"}, score.Supported, "", 2},
		{"with the mark", "caching.cache", "applied", []string{"[3] Home timelines live in Redis"}, score.Supported, "", 2},
		{"ellipsis", "caching.cache", "applied", []string{"Home timelines live in Redis … a few seconds late, which is the price"}, score.Supported, "", 2},
		{"ellipsis in the wrong order", "caching.cache", "applied", []string{"a few seconds late, which is the price ... Home timelines live in Redis"}, score.Unsupported, notFound, 0},
		{"one word differs in fifteen", "caching.cache", "applied", []string{"Home timelines live in Redis, as reads outnumber writes by a hundred to one; a follower may see"}, score.Supported, "", 2},
		{"three words differ", "caching.cache", "applied", []string{"Home timelines sit in Memcached, as reads outnumber writes by a hundred to one"}, score.Unsupported, notFound, 0},
		{"invented", "caching.cache", "weighed", []string{"We cache the hot keys in each process with a short time to live"}, score.Unsupported, notFound, 0},
		{"one invented, one real", "caching.cache", "justified", []string{"we invented this sentence just now", "Home timelines live in Redis, since reads outnumber writes"}, score.Supported, "", 3},
		{"too short", "caching.cache", "applied", []string{"Redis"}, score.Unsupported, tooShort, 0},
		{"no content", "caching.cache", "applied", []string{"which is the"}, score.Unsupported, tooShort, 0},
		{"punctuation", "caching.cache", "weighed", []string{":", "…", ""}, score.Unsupported, tooShort, 0},
		{"none", "caching.cache", "weighed", nil, score.Unsupported, noQuote, 0},
		{"the question", "requirements.functional", "weighed", []string{strings.Join(strings.Fields(brief)[:12], " ")}, score.Unsupported, notFound, 0},
		{"real but about something else", "services.containers", "weighed", []string{"Access tokens expire after fifteen minutes, so that a stolen one is of little use"}, score.Unsupported, offTopic, 0},
		{"negated", "caching.cdn", "applied", []string{"We do not need a content delivery network for text"}, score.Conflict, "negated", 0},
		{"the negation left out of the quote", "caching.cdn", "weighed", []string{"need a content delivery network for text"}, score.Conflict, "negated", 0},
		{"absent", "caching.cdn", "absent", nil, score.Absent, "", 0},
		{"cannot tell", "caching.cdn", "cannot_assess", nil, score.CannotAssess, "", 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, quoted(x.id, x.word, x.quotes...))
			o := w.prompts.Run(t.Context(), client(t, s, nil), w.job(t, twitterAnswer, "twitter", x.id))
			v := verdictOf(t, o, x.id)
			if v.State != x.state || v.Reason != x.reason || v.Level != x.level {
				t.Errorf("%s %q level %d, want %s %q level %d", v.State, v.Reason, v.Level, x.state, x.reason, x.level)
			}
			if v.State == score.Supported {
				e := v.Evidence[0]
				if e.Line != 5 || !strings.HasPrefix(twitterAnswer[e.Start:e.End], "Home timelines") || !strings.HasPrefix(e.Quote, "Home timelines") {
					t.Errorf("evidence %+v", e)
				}
			}
		})
	}
}

// A quote of what the answer took over from the question is none.
func TestQuoteFromTheQuestion(t *testing.T) {
	w := theWorld(t)
	job := w.job(t, twitterAnswer+"\nUsers post tweets and read a feed.\n", "twitter", "requirements.functional")
	own := *job.Scenario
	own.Brief = "Users post tweets and read a feed."
	job.Scenario = &own
	s := fakeserver.New(t, quoted("requirements.functional", "weighed", "Users post tweets and read a feed"))
	if v := verdictOf(t, w.prompts.Run(t.Context(), client(t, s, nil), job), "requirements.functional"); v.State != score.Unsupported || v.Reason != fromQuestion {
		t.Errorf("%+v", v)
	}
}

const cacheQuote = "Home timelines live in Redis, since reads outnumber writes by a hundred to one"

var goodItems = []said{{ID: "caching.cache", Verdict: "justified", Quotes: []string{cacheQuote}}, {ID: "caching.cdn", Verdict: "absent", Quotes: []string{}}}

// What replies do, from good to useless: the review's status and reason, the state of
// the first criterion and the number of calls.
func TestReplies(t *testing.T) {
	w := theWorld(t)
	good := reply(goodItems...)
	text := func(s string) func(fakeserver.Call) fakeserver.Reply {
		return func(c fakeserver.Call) fakeserver.Reply { return fakeserver.Text(c, s) }
	}
	turns := func(texts ...string) func(fakeserver.Call) fakeserver.Reply {
		return func(c fakeserver.Call) fakeserver.Reply {
			return fakeserver.Text(c, texts[min(c.Number, len(texts))-1])
		}
	}
	message := func(m map[string]any) func(fakeserver.Call) fakeserver.Reply {
		return func(fakeserver.Call) fakeserver.Reply { return fakeserver.Message(m, "stop") }
	}
	for _, x := range []struct {
		name         string
		script       func(fakeserver.Call) fakeserver.Reply
		status, kind string
		state        string
		calls        int
	}{
		{"good", text(good), Complete, "", score.Supported, 1},
		{"fenced", text("Here it is:\n```json\n" + good + "\n```\n"), Complete, "", score.Supported, 1},
		{"thinking first", text("<think>{\"items\": maybe {}</think>\n" + good), Complete, "", score.Supported, 1},
		{"an echo of the answer's JSON first", text(`{"injection_seen":"no","items":[{"id":"caching.cache","quotes":[],"verdict":"absent"},{"id":"caching.cdn","quotes":[],"verdict":"absent"}]} so: ` + good), Complete, "", score.Supported, 1},
		{"a grade in words before", text("GRADE: weighed { not json\n" + good), Complete, "", score.Supported, 1},
		{"model renamed, no usage", message(map[string]any{"role": "assistant", "content": good}), Complete, "", score.Supported, 1},
		{"prose, then good", turns("I think it is quite good.", good), Complete, "", score.Supported, 2},
		{"comments, then good", turns(`{"injection_seen":"no", // fine`+"\n"+`"items":[],}`, good), Complete, "", score.Supported, 2},
		{"prose for ever", text("I think it is quite good."), Failed, Unusable, score.NotRead, 2},
		{"a word that is none", text(strings.ReplaceAll(good, "justified", "met")), Failed, Unusable, score.NotRead, 2},
		{"no verdict", text(strings.ReplaceAll(good, `"verdict":"justified"`, `"score":4`)), Failed, Unusable, score.NotRead, 2},
		{"a key twice", text(strings.Replace(good, `"verdict":"justified"`, `"verdict":"absent","verdict":"justified"`, 1)), Failed, Unusable, score.NotRead, 2},
		{"an id left out, then told", turns(reply(goodItems[1]), reply(goodItems[0])), Complete, "", score.Supported, 2},
		{"an id left out for ever", text(reply(goodItems[1])), Partial, Unusable, score.NotRead, 3},
		{"an id twice, then once", turns(reply(goodItems[0], goodItems[0], goodItems[1]), reply(goodItems[0])), Complete, "", score.Supported, 2},
		{"an id nobody asked for", text(reply(append([]said{{ID: "databases.sharding", Verdict: "weighed", Quotes: []string{cacheQuote}}}, goodItems...)...)), Complete, "", score.Supported, 1},
		{"cut at the cap, then room", func(c fakeserver.Call) fakeserver.Reply {
			if c.Number == 1 {
				return fakeserver.Finish(c, good[:40], "length")
			}
			return fakeserver.Text(c, good)
		}, Complete, "", score.Supported, 2},
		{"cut for ever", func(c fakeserver.Call) fakeserver.Reply { return fakeserver.Finish(c, good[:40], "length") }, Failed, Truncated, score.NotRead, 4},
		{"the prompt is cut", func(c fakeserver.Call) fakeserver.Reply {
			r := fakeserver.Text(c, good)
			in := strings.Index(r.Body, `"prompt_tokens":`)
			r.Body = r.Body[:in] + `"prompt_tokens":100,"completion_tokens":5}}`
			return r
		}, Failed, CutPrompt, score.NotRead, 2},
		{"too long in one, good in halves", func(c fakeserver.Call) fakeserver.Reply {
			if a := parse(t, c.Chat.User()); len(a.ids) == 1 {
				for _, x := range goodItems {
					if x.ID == a.ids[0] {
						return fakeserver.Text(c, reply(x))
					}
				}
			}
			return fakeserver.Error(400, "context_length_exceeded", "maximum context length")
		}, Complete, "", score.Supported, 3},
		{"wrong key", fakeserver.InTurn(fakeserver.Error(401, "", "no")), Failed, string(llm.BadKey), score.NotRead, 1},
		{"down", fakeserver.InTurn(fakeserver.Reply{Status: 503}), Failed, string(llm.Overloaded), score.NotRead, 4},
		{"silent", text(""), Failed, string(llm.Empty), score.NotRead, 1},
		{"refuses", message(map[string]any{"refusal": "no"}), Failed, string(llm.Refused), score.NotRead, 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, x.script)
			o := w.prompts.Run(t.Context(), client(t, s, nil), w.job(t, twitterAnswer, "twitter", "caching.cache", "caching.cdn"))
			v := verdictOf(t, o, "caching.cache")
			if o.Status != x.status || o.Kind != x.kind || v.State != x.state || len(s.Calls()) != x.calls {
				t.Errorf("%s %q, %s %q, %d calls; %s", o.Status, o.Kind, v.State, v.Reason, len(s.Calls()), o.Reason)
			}
			if (o.Reason == "") != (o.Status == Complete) || strings.Contains(o.Reason, "\n") {
				t.Errorf("reason %q", o.Reason)
			}
			if len(o.Verdicts) != 2 {
				t.Errorf("%d verdicts", len(o.Verdicts))
			}
		})
	}
}

func TestSkipped(t *testing.T) {
	w := theWorld(t)
	s := fakeserver.New(t, quoted("caching.cache", "weighed", "a"))
	for name, text := range map[string]string{"empty": "", "short": "We use a cache.", "long": strings.Repeat("Word after word is written here number seven.\n\n", 2) + strings.Repeat("a different word follows ", 12000)} {
		o := w.prompts.Run(t.Context(), client(t, s, nil), w.job(t, text, "", "caching.cache"))
		if o.Status != Skipped || o.Reason == "" || verdictOf(t, o, "caching.cache").State != score.NotRead {
			t.Errorf("%s: %+v", name, o)
		}
	}
	if len(s.Calls()) != 0 {
		t.Errorf("%d calls", len(s.Calls()))
	}
}

func TestSamples(t *testing.T) {
	w := theWorld(t)
	say := func(words ...string) func(fakeserver.Call) fakeserver.Reply {
		return func(c fakeserver.Call) fakeserver.Reply {
			return fakeserver.Text(c, reply(said{ID: "caching.cache", Verdict: words[c.Number-1], Quotes: []string{cacheQuote}}))
		}
	}
	for _, x := range []struct {
		words    []string
		level    int
		unstable bool
		flips    float64
	}{
		{[]string{"weighed", "weighed", "weighed"}, 4, false, 0},
		{[]string{"weighed", "applied", "weighed"}, 4, false, 1},
		{[]string{"weighed", "applied", "named"}, 1, true, 1},
		{[]string{"absent", "applied"}, 0, true, 1},
	} {
		s := fakeserver.New(t, say(x.words...))
		job := w.job(t, twitterAnswer, "twitter", "caching.cache")
		job.Samples = len(x.words)
		o := w.prompts.Run(t.Context(), client(t, s, func(c *llm.Config) { c.Concurrency = 1 }), job)
		v := verdictOf(t, o, "caching.cache")
		if v.Level != x.level || v.Unstable != x.unstable || o.Flips != x.flips {
			t.Errorf("%v: level %d, unstable %v, flips %g", x.words, v.Level, v.Unstable, o.Flips)
		}
	}
}

func TestCacheAndReplay(t *testing.T) {
	w := theWorld(t)
	dir := t.TempDir()
	good := reply(goodItems...)
	s := fakeserver.New(t, func(c fakeserver.Call) fakeserver.Reply {
		if c.Number == 1 {
			return fakeserver.Text(c, "let me think")
		}
		return fakeserver.Text(c, good)
	})
	job := w.job(t, twitterAnswer, "twitter", "caching.cache", "caching.cdn")
	first := w.prompts.Run(t.Context(), client(t, s, func(c *llm.Config) { c.CacheDir = dir }), job)
	again := w.prompts.Run(t.Context(), client(t, s, func(c *llm.Config) { c.CacheDir, c.Replay = dir, true }), job)
	if len(s.Calls()) != 2 || again.Status != Complete || again.Cached != 1 || first.Cached != 0 {
		t.Errorf("%d calls, %+v", len(s.Calls()), again)
	}
	other := w.prompts.Run(t.Context(), client(t, s, func(c *llm.Config) { c.CacheDir, c.Replay = dir, true }), w.job(t, twitterAnswer+"More.\n", "twitter", "caching.cache", "caching.cdn"))
	if other.Status != Failed || other.Kind != string(llm.NotRecorded) || len(s.Calls()) != 2 {
		t.Errorf("%+v", other)
	}
}

func TestPrompts(t *testing.T) {
	full := func() fstest.MapFS {
		return fstest.MapFS{
			"review-system.md":         {Data: []byte("s")},
			"review-user.md":           {Data: []byte("{{question}} {{criteria}} {{answer}} {{nonce}} {{ids}}")},
			"review-repair.md":         {Data: []byte("{{fault}}")},
			"review-reply.schema.json": {Data: []byte(`{"enum":["{{ids}}"]}`)},
		}
	}
	a, err := LoadPrompts(full())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"review-user.md": "{{question}}", "review-repair.md": "", "review-reply.schema.json": `{"enum":["{{ids}}"]`,
		"review-system.md": strings.Repeat("x", maxPrompt+1)} {
		bad := full()
		bad[name] = &fstest.MapFile{Data: []byte(data)}
		if _, err := LoadPrompts(bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone := full()
	delete(gone, "review-system.md")
	if _, err := LoadPrompts(gone); err == nil {
		t.Error("a file is missing and nobody says so")
	}
	other := full()
	other["review-system.md"] = &fstest.MapFile{Data: []byte("t")}
	b, err := LoadPrompts(other)
	if err != nil || a.Hash == b.Hash || !bytes.HasPrefix([]byte(a.Hash), []byte("sha256:")) {
		t.Errorf("%s %s %v", a.Hash, b.Hash, err)
	}
}

func FuzzExtract(f *testing.F) {
	ids := []string{"caching.cache", "caching.cdn"}
	f.Add(reply(goodItems...))
	f.Add("<think>{</think>```json\n{\"injection_seen\":\"no\",\"items\":[]}```")
	f.Add(strings.Repeat("{", 300) + `{"items":[{"id":"caching.cache"}]}`)
	f.Add(`{"injection_seen":"no","items":[{"id":"caching.cache","quotes":[1],"verdict":"named"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := extract(text, ids)
		if err != nil {
			if r != nil || strings.Contains(err.Error(), "\n\n\n") {
				t.Errorf("%v, %v", r, err)
			}
			return
		}
		seen := map[string]bool{}
		for _, x := range r.items {
			if _, ok := words[x.verdict]; !ok || seen[x.id] || x.id != ids[0] && x.id != ids[1] {
				t.Errorf("%+v", r)
			}
			seen[x.id] = true
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add(twitterAnswer, cacheQuote)
	f.Add("a b c d e f g h i j k l m n o p", "a b c … k l m")
	f.Add("Ünïcode ﬁsh \u200bhere and there again", "unicode fish here...")
	f.Add(strings.Repeat("same word ", 200), strings.Repeat("same word ", 30))
	w := theWorld(f)
	f.Fuzz(func(t *testing.T, text, quote string) {
		if len(text) > 20_000 || len(quote) > 4000 {
			return
		}
		job := w.job(t, text, "")
		s := newSheet(job.Doc, job.Content.Witness(job.Doc))
		places, why := s.find(quote)
		if (why == "") != (len(places) > 0) {
			t.Fatalf("%v %q", places, why)
		}
		after := 0
		for _, p := range places {
			if p.from < after || p.to <= p.from || p.to > len(s.tokens) {
				t.Fatalf("%+v of %d", places, len(s.tokens))
			}
			after = p.to
			for _, st := range s.stretches(p) {
				e := st.evidence
				if e.Start < 0 || e.End > len(text) || e.Start >= e.End || e.Line < 1 || st.first > st.last {
					t.Fatalf("%+v", st)
				}
			}
		}
	})
}
