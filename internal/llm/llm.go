// Package llm provides one chat completion from an OpenAI-compatible server, kept
// within bounds: of time, of size, of calls, tokens and money. It wraps go-openai with
// a transport of its own, because servers differ in what they accept and in how they
// fail, and knows nothing of what is asked.
//
// A key goes to the configured host alone. It stands in no error, no cache file and no
// log; the package writes no log.
package llm

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Formats of a reply, from the strictest that a server may take to none.
const (
	FormatSchema = "json_schema"
	FormatObject = "json_object"
	FormatText   = "text"
)

// Names of the field that caps a reply's tokens. Servers read one or the other and
// ignore what they do not know, so the wrong one is no cap at all.
const (
	CapOld = "max_tokens"
	CapNew = "max_completion_tokens"
)

// Request is one question. The system text holds the rules; everything else stands in
// one user message, because some servers drop older messages when a prompt is too long
// for them.
type Request struct {
	System     string
	User       string
	SchemaName string
	Schema     json.RawMessage // nil asks for plain text
	MaxOutput  int             // tokens of the reply
	Sample     int             // numbers repeated questions apart; it is not sent
}

// Reply is what the server said.
type Reply struct {
	Text        string
	Finish      string // the server's finish_reason; "" when it gave none
	Model       string // as the server names it
	Fingerprint string
	Usage       Usage
	Format      string // how the reply was asked for
	Cached      bool   // read from the cache: nothing was sent
}

// Usage is what a call cost, in tokens. Told is false where the server said nothing and
// the numbers are our estimate.
type Usage struct {
	Input     int
	Output    int // reasoning included
	Reasoning int
	CachedIn  int // part of Input that the server had in its own cache
	Told      bool
}

// Clock is the time that retries wait by.
type Clock interface {
	Now() time.Time
	// Sleep waits, or returns the context's error.
	Sleep(ctx context.Context, d time.Duration) error
}

// Config says which server is asked, and how far.
type Config struct {
	BaseURL     string // "https://api.openai.com/v1" when empty
	Model       string
	Key         string // "" for servers that ask for none
	Azure       bool
	APIVersion  string        // Azure only
	TokenCap    string        // CapOld or CapNew; "" chooses by the host and learns
	Format      string        // one of the formats, to start the ladder there; "" is the strictest
	Timeout     time.Duration // of one try; 0 is 2 minutes, 5 on loopback
	Concurrency int           // calls at a time; 0 is 4, 2 on loopback
	Budget      Budget
	CacheDir    string // "" caches nothing
	Replay      bool   // answer from the cache alone
	Clock       Clock  // nil is the system's
	Random      func() float64
}

// DefaultBaseURL is where calls go when no address is configured.
const DefaultBaseURL = "https://api.openai.com/v1"

// Client asks one model of one server. It is safe for concurrent use.
type Client struct {
	cfg    Config
	base   *url.URL
	api    *openai.Client
	slots  chan struct{}
	budget *ledger
	cache  *cache
	learnt *learnt
	fuse   fuse
}

// New checks the configuration and makes a client. Nothing is sent.
func New(cfg Config) (*Client, error) {
	if cfg.BaseURL == "" {
		cfg.BaseURL = DefaultBaseURL
	}
	base, err := checkURL(cfg.BaseURL, cfg.Key != "")
	if err != nil {
		return nil, err
	}
	switch {
	case cfg.Model == "":
		return nil, configError("no model is named", "")
	case cfg.Azure && cfg.APIVersion == "":
		return nil, configError("an Azure profile needs an api_version", "2024-08-01-preview is the first that takes a JSON schema")
	case cfg.TokenCap != "" && cfg.TokenCap != CapOld && cfg.TokenCap != CapNew:
		return nil, configError("the token cap is "+CapOld+" or "+CapNew, "")
	case cfg.Budget.Cost > 0 && cfg.Budget.Prices == (Prices{}):
		return nil, configError("a limit on cost needs the model's prices", "give the profile prices: {input: …, output: …} in money per million tokens")
	case cfg.Replay && cfg.CacheDir == "":
		return nil, configError("replay needs a cache to replay from", "")
	case strings.ContainsFunc(cfg.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, configError("the key holds a space, a line end or a character that is not ASCII", "copy it again")
	}
	local := loopback(base.Hostname())
	if cfg.Timeout == 0 {
		cfg.Timeout = 2 * time.Minute
		if local {
			cfg.Timeout = 5 * time.Minute
		}
	}
	if cfg.Concurrency <= 0 {
		cfg.Concurrency = 4
		if local {
			cfg.Concurrency = 2
		}
	}
	if cfg.Clock == nil {
		cfg.Clock = systemClock{}
	}
	if cfg.Random == nil {
		cfg.Random = func() float64 { return 1 }
	}
	store, err := openCache(cfg.CacheDir)
	if err != nil {
		return nil, configError("the cache folder cannot be used: "+reasonOf(err), "")
	}
	settings := openai.DefaultConfig(cfg.Key)
	if cfg.Azure {
		settings = openai.DefaultAzureConfig(cfg.Key, cfg.BaseURL)
		settings.APIVersion = cfg.APIVersion
		settings.AzureModelMapperFunc = func(model string) string { return model }
	}
	settings.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	settings.HTTPClient = newWire(base)
	c := &Client{cfg: cfg, base: base, api: openai.NewClientWithConfig(settings), slots: make(chan struct{}, cfg.Concurrency),
		budget: &ledger{limits: cfg.Budget}, cache: store}
	c.learnt = newLearnt(c.first(), store, c.identity())
	return c, nil
}

// Host is the server as messages name it.
func (c *Client) Host() string { return c.base.Host }

// Model is the model as configured.
func (c *Client) Model() string { return c.cfg.Model }

// Spent is what was used so far.
func (c *Client) Spent() Spent { return c.budget.spent() }

// Format is how replies are asked for at present.
func (c *Client) Format() string { return c.learnt.now().Format }

// checkURL refuses an address that would carry a key in the open, or hide one.
func checkURL(text string, key bool) (*url.URL, error) {
	u, err := url.Parse(text)
	const hint = "an address looks like https://api.openai.com/v1 or http://localhost:11434/v1"
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, configError("the server's address is no http or https address", hint)
	case u.User != nil:
		return nil, configError("the server's address holds a name or password", "keys belong into the environment")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, configError("the server's address has something after ? or #", hint)
	case key && u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, configError("a key is not sent over plain http to "+u.Host, "use https, or a server on this machine")
	}
	return u, nil
}

// loopback tells whether a host is this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// identity tells servers and models apart in caches; it holds no secret.
func (c *Client) identity() string {
	return strings.TrimRight(c.base.Scheme+"://"+c.base.Host+c.base.Path, "/") + " " + c.cfg.Model
}

// first is what a server is taken to understand before it has said otherwise.
func (c *Client) first() capability {
	cap := capability{Format: FormatSchema, Cap: CapOld, Temperature: true}
	host := strings.ToLower(c.base.Hostname())
	if c.cfg.Azure || host == "api.openai.com" || strings.HasSuffix(host, ".openai.com") {
		cap.Cap = CapNew
	}
	if c.cfg.TokenCap != "" {
		cap.Cap = c.cfg.TokenCap
	}
	if c.cfg.Format != "" {
		cap.Format = c.cfg.Format
	}
	return cap
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
