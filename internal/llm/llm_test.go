package llm

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"designdrill/internal/llm/fakeserver"
)

const testKey = "sk-verysecretkey0123456789abcdef"

// fakeClock notes the waits and takes none.
type fakeClock struct {
	mu    sync.Mutex
	waits []time.Duration
}

var testNow = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func (c *fakeClock) Now() time.Time { return testNow }

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	return ctx.Err()
}

func (c *fakeClock) String() string { return fmt.Sprint(c.waits) }

var question = Request{System: "Be brief. Reply in JSON.", User: "What is <asked> & why?", SchemaName: "reply", MaxOutput: 100,
	Schema: json.RawMessage(`{"type":"object","required":["b","a"],"properties":{"b":{"type":"string"},"a":{"type":"string"}}}`)}

func newClient(t *testing.T, s *fakeserver.Server, change func(*Config)) (*Client, *fakeClock) {
	t.Helper()
	clock := &fakeClock{}
	cfg := Config{BaseURL: s.URL, Model: "m", Key: testKey, Clock: clock, Timeout: 10 * time.Second}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c, clock
}

func good(c fakeserver.Call) fakeserver.Reply { return fakeserver.Text(c, `{"b":"1","a":"2"}`) }

func then(first ...fakeserver.Reply) func(fakeserver.Call) fakeserver.Reply {
	return func(c fakeserver.Call) fakeserver.Reply {
		if c.Number <= len(first) {
			return first[c.Number-1]
		}
		return good(c)
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

func TestServers(t *testing.T) {
	status := func(code int, header, value, body string) fakeserver.Reply {
		return fakeserver.Reply{Status: code, Header: map[string]string{header: value}, Body: body}
	}
	limit := func(value string) fakeserver.Reply {
		return status(429, "Retry-After", value, `{"error":{"message":"Rate limit reached for org-abc123def with key `+testKey+`","type":"requests","code":"rate_limit_exceeded"}}`)
	}
	long := fakeserver.Error(400, "context_length_exceeded", "This model's maximum context length is 8192 tokens")
	for _, x := range []struct {
		name   string
		script func(fakeserver.Call) fakeserver.Reply
		kind   Kind // "" is a reply
		calls  int
		waits  string
		says   string
	}{
		{"happy", good, "", 1, "[]", ""},
		{"wants json_schema or text", then(fakeserver.Error(400, "", "'response_format.type' must be 'json_schema' or 'text'"), fakeserver.Error(400, "", "'response_format.type' must be 'json_schema' or 'text'")), "", 3, "[]", ""},
		{"json_object only", then(fakeserver.Error(400, "", "This response_format type is unavailable now")), "", 2, "[]", ""},
		{"grammar", then(fakeserver.Reply{Status: 400, Body: `{"error":{"code":400,"message":"failed to parse grammar","type":"invalid_request_error"}}`}), "", 2, "[]", ""},
		{"no endpoints", then(fakeserver.Reply{Status: 404, Body: `{"error":{"message":"No endpoints found that support the requested parameters","code":404}}`}), "", 2, "[]", ""},
		{"reasoning model", then(fakeserver.Error(400, "unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")), "", 2, "[]", ""},
		{"reasoning model, temperature", then(fakeserver.Error(400, "unsupported_value", "Unsupported value: 'temperature' does not support 0 with this model.")), "", 2, "[]", ""},
		{"parts", func(fakeserver.Call) fakeserver.Reply {
			return fakeserver.Message(map[string]any{"role": "assistant", "content": []any{map[string]any{"type": "text", "text": `{"b":"1",`}, map[string]any{"type": "text", "text": `"a":"2"}`}}}, "stop")
		}, "", 1, "[]", ""},
		{"byte order mark", func(c fakeserver.Call) fakeserver.Reply {
			r := good(c)
			r.Body = "\uFEFF" + r.Body
			return r
		}, "", 1, "[]", ""},
		{"gzip", func(c fakeserver.Call) fakeserver.Reply {
			r := good(c)
			return fakeserver.Reply{Header: map[string]string{"Content-Encoding": "gzip"}, Body: zipped(r.Body)}
		}, "", 1, "[]", ""},
		{"connection closed after", func(c fakeserver.Call) fakeserver.Reply {
			r := good(c)
			r.Header = map[string]string{"Connection": "close"}
			return r
		}, "", 1, "[]", ""},

		{"wait in seconds", then(limit("7")), "", 2, "[7s]", ""},
		{"wait until a date", then(limit(testNow.Add(9 * time.Second).Format(http.TimeFormat))), "", 2, "[9s]", ""},
		{"wait in milliseconds", then(status(429, "Retry-After-Ms", "250", `{}`)), "", 2, "[250ms]", ""},
		{"wait is no number", then(limit("soon")), "", 2, "[1s]", ""},
		{"wait is too long", then(limit("7200")), RateLimited, 1, "[]", "2h0m0s"},
		{"limited for ever", fakeserver.InTurn(limit("")), RateLimited, 4, "[1s 2s 4s]", "no more requests"},
		{"no quota", fakeserver.InTurn(fakeserver.Error(429, "insufficient_quota", "You exceeded your current quota, see https://billing.example/org-1234")), NoQuota, 1, "[]", "quota"},
		{"wrong key", fakeserver.InTurn(fakeserver.Error(401, "invalid_api_key", "Incorrect API key provided: "+testKey)), BadKey, 1, "[]", "does not accept the key"},
		{"wrong model", fakeserver.InTurn(fakeserver.Error(404, "model_not_found", "The model `m` does not exist")), NoModel, 1, "[]", "does not know the model"},
		{"ollama model", fakeserver.InTurn(fakeserver.Reply{Status: 404, Body: `{"error":"model \"m\" not found, try pulling it first"}`}), NoModel, 1, "[]", "try pulling it first"},
		{"500 then good", then(status(500, "X", "y", `{"error":{"message":"internal"}}`), status(502, "X", "y", "<html>bad gateway</html>")), "", 3, "[1s 2s]", ""},
		{"503 for ever", fakeserver.InTurn(status(503, "X", "y", `{"error":{"message":null}}`)), Overloaded, 4, "[1s 2s 4s]", "trouble (status 503)"},
		{"too long", fakeserver.InTurn(long), TooLong, 1, "[]", "longer than the model's context"},
		{"llama.cpp too long", fakeserver.InTurn(fakeserver.Reply{Status: 400, Body: `{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}`}), TooLong, 1, "[]", "context"},
		{"llama.cpp too long as 500", fakeserver.InTurn(fakeserver.Reply{Status: 500, Body: `{"error":{"code":500,"message":"context size exceeded","type":"server_error"}}`}), TooLong, 1, "[]", "context"},
		{"too long with 200", fakeserver.InTurn(fakeserver.Reply{Body: `{"error":{"code":400,"message":"x","type":"exceed_context_size_error"}}`}), TooLong, 1, "[]", "context"},
		{"200 with an error", fakeserver.InTurn(fakeserver.Reply{Body: `{"error":{"message":"provider returned error"}}`}), Rejected, 1, "[]", "provider returned error"},
		{"200 with a 503 inside", then(fakeserver.Reply{Body: `{"error":{"message":"overloaded","code":503}}`}), "", 2, "[1s]", ""},
		{"200 with no choices", fakeserver.InTurn(fakeserver.Reply{Body: `{"choices":null}`}), NotChat, 2, "[1s]", "no choices"},
		{"filtered without choices", fakeserver.InTurn(fakeserver.Reply{Body: `{"choices":[],"prompt_filter_results":[{"index":0}]}`}), Refused, 1, "[]", "content filter"},
		{"200 web page", fakeserver.InTurn(fakeserver.Reply{Body: "<!doctype html><title>hi</title>"}), NotChat, 2, "[1s]", "web page"},
		{"200 empty", fakeserver.InTurn(fakeserver.Reply{}), NotChat, 2, "[1s]", "is empty"},
		{"200 cut JSON", fakeserver.InTurn(fakeserver.Reply{Body: `{"choices":[{"mess`}), NotChat, 2, "[1s]", "broke off"},
		{"cut body", fakeserver.InTurn(fakeserver.Reply{Body: `{"choices":[`, Cut: true}), Unreachable, 4, "[1s 2s 4s]", "broke"},
		{"dropped, then good", then(fakeserver.Reply{Drop: true}), "", 2, "[1s]", ""},
		{"refusal", func(fakeserver.Call) fakeserver.Reply {
			return fakeserver.Message(map[string]any{"role": "assistant", "content": nil, "refusal": "I can't"}, "stop")
		}, Refused, 1, "[]", "refused"},
		{"filtered answer", func(c fakeserver.Call) fakeserver.Reply { return fakeserver.Finish(c, "", "content_filter") }, Refused, 1, "[]", "content filter"},
		{"only reasoning", func(fakeserver.Call) fakeserver.Reply {
			return fakeserver.Message(map[string]any{"role": "assistant", "content": "", "reasoning": "hmm"}, "stop")
		}, Empty, 1, "[]", "only reasoned"},
		{"silent", func(c fakeserver.Call) fakeserver.Reply { return fakeserver.Finish(c, "", "stop") }, Empty, 1, "[]", "empty answer"},
		{"too large", fakeserver.InTurn(fakeserver.Reply{Body: "{", Fill: 100 << 20}), TooLarge, 1, "[]", "larger than 2 MiB"},
		{"redirect", fakeserver.InTurn(status(302, "Location", "http://other.invalid/v1/chat/completions", "")), Redirected, 1, "[]", "redirect"},
		{"vllm flat error", fakeserver.InTurn(fakeserver.Reply{Status: 422, Body: `{"object":"error","message":"bad thing","code":40001}`}), Rejected, 3, "[]", "bad thing"},
		{"fastapi detail", fakeserver.InTurn(fakeserver.Reply{Status: 422, Body: `{"detail":[{"loc":["body"],"msg":"field required"}]}`}), Rejected, 3, "[]", "field required"},
		{"string error", fakeserver.InTurn(fakeserver.Reply{Status: 400, Body: `{"error":"odd"}`}), Rejected, 3, "[]", "odd"},
		{"error without message", fakeserver.InTurn(fakeserver.Reply{Status: 400, Body: `{"error":{"type":"x","code":null}}`}), Rejected, 3, "[]", "status 400"},
		{"list of messages", fakeserver.InTurn(fakeserver.Reply{Status: 400, Body: `{"error":{"message":["one","two"]}}`}), Rejected, 3, "[]", "one; two"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, x.script)
			c, clock := newClient(t, s, nil)
			r, err := c.Complete(t.Context(), question)
			if got := KindOf(err); got != x.kind {
				t.Fatalf("kind %q, want %q (%v)", got, x.kind, err)
			}
			if n := len(s.Calls()); n != x.calls {
				t.Errorf("%d calls, want %d", n, x.calls)
			}
			if clock.String() != x.waits {
				t.Errorf("waits %s, want %s", clock, x.waits)
			}
			if err == nil {
				if r.Text != `{"b":"1","a":"2"}` {
					t.Errorf("text %q", r.Text)
				}
				return
			}
			var e *Error
			errors.As(err, &e)
			all := e.Message + e.Hint + fmt.Sprintf("%+v", e)
			for _, secret := range []string{testKey, "verysecret", "org-1234", "org-abc", "billing.example", "\n"} {
				if strings.Contains(all, secret) {
					t.Errorf("the error holds %q: %s", secret, all)
				}
			}
			if !strings.Contains(e.Message, x.says) {
				t.Errorf("message %q, want %q in it", e.Message, x.says)
			}
		})
	}
}

func TestSlowServers(t *testing.T) {
	for name, p := range map[string]fakeserver.Reply{"hangs": {Hang: true}, "drips": {Body: `{"choices":`, Drip: true}} {
		t.Run(name, func(t *testing.T) {
			s := fakeserver.New(t, fakeserver.InTurn(p))
			c, clock := newClient(t, s, func(cfg *Config) { cfg.Timeout = 30 * time.Millisecond })
			_, err := c.Complete(t.Context(), question)
			if KindOf(err) != TimedOut || len(s.Calls()) != 3 || clock.String() != "[1s 2s]" {
				t.Errorf("%v after %d calls, waits %s", err, len(s.Calls()), clock)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	c, err := New(Config{BaseURL: "http://127.0.0.1:1/v1", Model: "m", Clock: &fakeClock{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Complete(t.Context(), question); KindOf(err) != Unreachable || !strings.Contains(err.Error(), "nothing listens") {
		t.Errorf("got %v", err)
	}
}

// The bodies are compared byte by byte: what a server gets is the contract.
func TestRequestBodies(t *testing.T) {
	const head = `{"model":"%s","messages":[{"role":"system","content":"Be brief. Reply in JSON."},{"role":"user","content":"What is \u003casked\u003e \u0026 why?"}],"stream":false`
	const schema = `,"response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object","required":["b","a"],"properties":{"b":{"type":"string"},"a":{"type":"string"}}},"strict":true}}`
	refuseFormat := fakeserver.Error(400, "", "response_format is not supported")
	refuseParameter := fakeserver.Error(400, "", "'max_tokens' is not supported with this model")
	for _, x := range []struct {
		name   string
		model  string
		script func(fakeserver.Call) fakeserver.Reply
		want   []string
	}{
		{"schema", "m", good, []string{schema + `,"temperature":0,"max_tokens":100}`}},
		{"ladder", "m", then(refuseFormat, refuseFormat), []string{
			schema + `,"temperature":0,"max_tokens":100}`,
			`,"response_format":{"type":"json_object"},"temperature":0,"max_tokens":100}`,
			`,"temperature":0,"max_tokens":100}`}},
		// go-openai alone would refuse these names before sending.
		{"reasoning", "o3-mini", then(refuseParameter), []string{
			schema + `,"temperature":0,"max_tokens":100}`,
			schema + `,"max_completion_tokens":400}`}},
		{"reasoning by name only", "gpt-5-local", good, []string{schema + `,"temperature":0,"max_tokens":100}`}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, x.script)
			c, _ := newClient(t, s, func(cfg *Config) { cfg.Model = x.model })
			if _, err := c.Complete(t.Context(), question); err != nil {
				t.Fatal(err)
			}
			calls := s.Calls()
			if len(calls) != len(x.want) {
				t.Fatalf("%d calls", len(calls))
			}
			for i, call := range calls {
				if want := fmt.Sprintf(head, x.model) + x.want[i]; call.Body != want {
					t.Errorf("call %d:\n got %s\nwant %s", i+1, call.Body, want)
				}
				if call.Path != "/v1/chat/completions" || call.Header.Get("Authorization") != "Bearer "+testKey {
					t.Errorf("call %d went to %s with %q", i+1, call.Path, call.Header.Get("Authorization"))
				}
			}
		})
	}
}

func TestAzure(t *testing.T) {
	s := fakeserver.New(t, good)
	c, _ := newClient(t, s, func(cfg *Config) {
		cfg.BaseURL, cfg.Azure, cfg.APIVersion = strings.TrimSuffix(s.URL, "/v1"), true, "2024-08-01-preview"
	})
	if _, err := c.Complete(t.Context(), question); err != nil {
		t.Fatal(err)
	}
	call := s.Calls()[0]
	if call.Path != "/openai/deployments/m/chat/completions" || call.Header.Get("Api-Key") != testKey || call.Chat.MaxCompletionTokens != 100 {
		t.Errorf("%s %v %s", call.Path, call.Header, call.Body)
	}
}

func TestConfigurationsRefused(t *testing.T) {
	for _, cfg := range []Config{
		{BaseURL: "http://example.com/v1", Model: "m", Key: testKey},
		{BaseURL: "http://10.0.0.1/v1", Model: "m", Key: testKey},
		{BaseURL: "http://localhost.example.com/v1", Model: "m", Key: testKey},
		{BaseURL: "https://me:pass@example.com/v1", Model: "m"},
		{BaseURL: "https://example.com/v1?key=1", Model: "m"},
		{BaseURL: "ftp://example.com", Model: "m"},
		{BaseURL: "example.com/v1", Model: "m"},
		{BaseURL: "://", Model: "m"},
		{BaseURL: "https://example.com/v1"},
		{BaseURL: "https://example.com/v1", Model: "m", Key: "a\nb"},
		{BaseURL: "https://example.com/v1", Model: "m", TokenCap: "tokens"},
		{BaseURL: "https://example.com/v1", Model: "m", Azure: true},
		{BaseURL: "https://example.com/v1", Model: "m", Budget: Budget{Cost: 1}},
		{BaseURL: "https://example.com/v1", Model: "m", Replay: true},
	} {
		if _, err := New(cfg); KindOf(err) != BadConfig || strings.Contains(err.Error(), testKey) || strings.Contains(err.Error(), "pass") && !strings.Contains(err.Error(), "password") {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
	for _, cfg := range []Config{
		{Model: "m", Key: testKey},
		{BaseURL: "http://127.0.0.1:8080/v1", Model: "m", Key: testKey},
		{BaseURL: "http://[::1]:8080/v1/", Model: "m", Key: testKey},
		{BaseURL: "http://localhost:11434/v1", Model: "m", Key: testKey},
		{BaseURL: "http://10.0.0.1:8000/v1", Model: "m"},
	} {
		if _, err := New(cfg); err != nil {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
}

func TestKeyStaysWithItsHost(t *testing.T) {
	other := fakeserver.New(t, good)
	s := fakeserver.New(t, fakeserver.InTurn(fakeserver.Reply{Status: 307, Header: map[string]string{"Location": other.URL + "/chat/completions"}}))
	c, _ := newClient(t, s, nil)
	if _, err := c.Complete(t.Context(), question); KindOf(err) != Redirected {
		t.Errorf("got %v", err)
	}
	if len(other.Calls()) != 0 {
		t.Error("the redirect was followed")
	}
	req, err := http.NewRequestWithContext(withShot(t.Context(), &shot{}), http.MethodPost, other.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newWire(c.base).Do(req); !errors.Is(err, errOtherHost) || len(other.Calls()) != 0 {
		t.Errorf("another host: %v", err)
	}
}

func TestBudget(t *testing.T) {
	in, out := (&Client{learnt: &learnt{}}).Estimate(question)
	for _, x := range []struct {
		name   string
		budget Budget
		calls  int
	}{
		{"calls", Budget{Calls: 3}, 3},
		{"tokens, not even one", Budget{Tokens: in + out - 1}, 0},
		{"tokens, one", Budget{Tokens: in + out}, 1},
		{"cost, not even one", Budget{Cost: 0.0001, Prices: Prices{Output: 10}}, 0},
		{"cost, one", Budget{Cost: 0.001, Prices: Prices{Output: 10}}, 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, good)
			c, _ := newClient(t, s, func(cfg *Config) { cfg.Budget = x.budget })
			var last error
			for range 10 {
				if _, last = c.Complete(t.Context(), question); last != nil {
					break
				}
			}
			if KindOf(last) != OverBudget || len(s.Calls()) != x.calls || c.Spent().Calls != x.calls {
				t.Errorf("%v after %d calls, spent %+v", last, len(s.Calls()), c.Spent())
			}
		})
	}
	t.Run("retries count", func(t *testing.T) {
		s := fakeserver.New(t, fakeserver.InTurn(fakeserver.Reply{Status: 500}))
		c, _ := newClient(t, s, func(cfg *Config) { cfg.Budget.Calls = 2 })
		if _, err := c.Complete(t.Context(), question); KindOf(err) != OverBudget || len(s.Calls()) != 2 {
			t.Errorf("%v after %d calls", err, len(s.Calls()))
		}
	})
}

func TestFuse(t *testing.T) {
	for _, x := range []struct {
		name  string
		reply fakeserver.Reply
		calls int
	}{
		{"a server in trouble", fakeserver.Reply{Status: 503}, maxFailures * maxTries},
		{"a wrong key", fakeserver.Reply{Status: 401}, 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := fakeserver.New(t, fakeserver.InTurn(x.reply))
			c, _ := newClient(t, s, nil)
			var last error
			for range 8 {
				_, last = c.Complete(t.Context(), question)
			}
			if KindOf(last) != SwitchedOff || len(s.Calls()) != x.calls {
				t.Errorf("%v after %d calls, want %d", last, len(s.Calls()), x.calls)
			}
		})
	}
}

func TestCacheAndReplay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	s := fakeserver.New(t, then(fakeserver.Error(400, "", "response_format?")))
	in := func(cfg *Config) { cfg.CacheDir = dir }
	c, _ := newClient(t, s, in)
	r, err := c.Complete(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	if c.Cached(question) {
		t.Error("a reply is cached before its reader found it good")
	}
	c.Keep(question, r)
	again, err := c.Complete(t.Context(), question)
	if err != nil || !again.Cached || again.Text != r.Text || len(s.Calls()) != 2 {
		t.Errorf("%+v, %v, %d calls", again, err, len(s.Calls()))
	}
	for name, change := range map[string]func(*Request){"user": func(q *Request) { q.User += "." }, "sample": func(q *Request) { q.Sample++ },
		"system": func(q *Request) { q.System += "." }, "room": func(q *Request) { q.MaxOutput++ }} {
		q := question
		change(&q)
		if c.Cached(q) {
			t.Errorf("another %s is taken for the same question", name)
		}
	}

	// A new client knows what the server takes, and replays without a server.
	c, _ = newClient(t, s, in)
	if c.Format() != FormatObject {
		t.Errorf("the format %q was not remembered", c.Format())
	}
	c, _ = newClient(t, s, func(cfg *Config) { cfg.CacheDir, cfg.Replay = dir, true })
	if r, err := c.Complete(t.Context(), question); err != nil || !r.Cached {
		t.Errorf("replay: %v", err)
	}
	q := question
	q.User += "!"
	if _, err := c.Complete(t.Context(), q); KindOf(err) != NotRecorded || len(s.Calls()) != 2 {
		t.Errorf("replay of what was not recorded: %v, %d calls", err, len(s.Calls()))
	}

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(src, []byte("verysecret")) {
			t.Errorf("%s holds the key", f)
		}
		if info, err := os.Stat(f); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
		// A damaged file is no entry.
		if err := os.WriteFile(f, src[:len(src)/2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, _ = newClient(t, s, in)
	if c.Cached(question) || c.Format() != FormatSchema {
		t.Error("a damaged file was read")
	}
}

// What nothing helped teaches nothing: the next request starts at the top again.
func TestLadderForgets(t *testing.T) {
	s := fakeserver.New(t, fakeserver.InTurn(fakeserver.Error(400, "", "odd")))
	c, _ := newClient(t, s, nil)
	if _, err := c.Complete(t.Context(), question); KindOf(err) != Rejected || c.Format() != FormatSchema {
		t.Errorf("%v, format %s", err, c.Format())
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	gate := make(chan struct{})
	s := fakeserver.New(t, func(c fakeserver.Call) fakeserver.Reply {
		<-gate
		return good(c)
	})
	c, _ := newClient(t, s, func(cfg *Config) { cfg.Concurrency = 3 })
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			q := question
			q.Sample = i
			if _, err := c.Complete(t.Context(), q); err != nil {
				t.Error(err)
			}
		})
	}
	close(gate)
	all.Wait()
	if len(s.Calls()) != 12 || s.Most() > 3 {
		t.Errorf("%d calls, %d at a time", len(s.Calls()), s.Most())
	}
}

func TestCancel(t *testing.T) {
	s := fakeserver.New(t, fakeserver.InTurn(fakeserver.Reply{Hang: true}))
	c, clock := newClient(t, s, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Complete(ctx, question); KindOf(err) != Aborted || clock.String() != "[]" {
		t.Errorf("%v, waits %s", err, clock)
	}
}

func TestUsage(t *testing.T) {
	s := fakeserver.New(t, func(fakeserver.Call) fakeserver.Reply {
		return fakeserver.Message(map[string]any{"role": "assistant", "content": "{}"}, "stop")
	})
	c, _ := newClient(t, s, nil)
	r, err := c.Complete(t.Context(), question)
	if err != nil || r.Usage.Told || r.Usage.Input == 0 || c.Spent().Input != r.Usage.Input {
		t.Errorf("%+v, %v, spent %+v", r, err, c.Spent())
	}
}

func TestEstimateIsGenerous(t *testing.T) {
	for _, text := range []string{strings.Repeat("We keep the timeline in a cache because reads dominate. ", 50), strings.Repeat("日本語の文章。", 40), strings.Repeat(`{"a":[1,2,3]}`, 40)} {
		if got := EstimateTokens(text); got < len(text)/6 || got > len(text)+16 {
			t.Errorf("%d tokens for %d bytes", got, len(text))
		}
	}
}
