package llm

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Retries wait by doubling from firstWait, at most longestWait; a server that asks for
// more than maxWait is not asked again.
const (
	firstWait   = time.Second
	longestWait = 30 * time.Second
	maxWait     = time.Minute
	maxTries    = 4
	maxAdapts   = 4
)

// adaptation is what a refused request calls for.
type adaptation uint8

const (
	adaptNone adaptation = iota
	adaptFormat
	adaptParameters
)

// Complete asks once, with retries. The error is an *Error. A good reply is to be
// given to Keep.
func (c *Client) Complete(ctx context.Context, req Request) (*Reply, error) {
	if r, ok := c.cache.get(c.key(req)); ok {
		return r, nil
	}
	if c.cfg.Replay {
		return nil, &Error{Kind: NotRecorded, Message: "the replay holds no reply to this question", Hint: "the answer, the content, the prompts or the model changed since it was recorded"}
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, aborted()
	}
	if e := c.fuse.blown(); e != nil {
		return nil, e
	}
	r, e := c.attempts(ctx, req)
	c.fuse.note(e)
	if e != nil {
		return nil, e
	}
	return r, nil
}

func aborted() *Error { return &Error{Kind: Aborted, Message: "the review was aborted"} }

// attempts sends until there is a reply or no sense in going on.
func (c *Client) attempts(ctx context.Context, req Request) (*Reply, *Error) {
	tries, adapts := 1, 0
	start := c.learnt.now()
	for {
		if ctx.Err() != nil {
			return nil, aborted()
		}
		can := c.learnt.now()
		r, e := c.once(ctx, req, can)
		switch {
		case e == nil:
			c.learnt.keep(can)
			return r, nil
		case ctx.Err() != nil:
			return nil, aborted()
		case e.adapt != adaptNone && adapts < maxAdapts && c.learnt.change(can, e.adapt):
			adapts++
			continue
		case e.Kind == Rejected:
			c.learnt.forget(start)
			return nil, e
		case tries > e.retry || tries >= maxTries:
			return nil, e
		}
		wait := e.wait
		if wait == 0 {
			wait = min(firstWait<<(tries-1), longestWait)
			wait = time.Duration(float64(wait) * (0.5 + 0.5*c.cfg.Random()))
		}
		if wait > maxWait {
			e.Message += "; it asks to come back in " + wait.Round(time.Second).String()
			return nil, e
		}
		if c.cfg.Clock.Sleep(ctx, wait) != nil {
			return nil, aborted()
		}
		tries++
	}
}

// once sends one request.
func (c *Client) once(ctx context.Context, req Request, can capability) (*Reply, *Error) {
	input, output := c.Estimate(req)
	if err := c.budget.reserve(input, output); err != nil {
		var e *Error
		errors.As(err, &e)
		return nil, e
	}
	used := Usage{Input: input, Output: output}
	defer func() { c.budget.settle(input, output, used) }()

	s := &shot{extra: can.extra(req.MaxOutput)}
	tryCtx, cancel := context.WithTimeout(withShot(ctx, s), c.cfg.Timeout)
	defer cancel()
	res, err := c.api.CreateChatCompletion(tryCtx, body(c.cfg.Model, req, can.Format))
	if s.status == 0 || s.status >= 300 {
		used = Usage{} // nothing was written, as far as one can tell
		if errors.Is(s.err, context.DeadlineExceeded) {
			used.Input = input // it may have been read
		}
	}
	if s.err != nil || s.large || s.status < 200 || s.status >= 300 || err != nil {
		return nil, c.explain(classify(s, err, c.cfg.Clock.Now()), s)
	}
	r, e := read(res, s)
	if r == nil {
		return nil, c.explain(e, s)
	}
	if !r.Usage.Told {
		r.Usage.Input, r.Usage.Output = input, EstimateTokens(r.Text)
	}
	used, r.Format = r.Usage, can.Format
	return r, e
}

// body is the request as go-openai writes it; the wire adds the rest.
func body(model string, req Request, format string) openai.ChatCompletionRequest {
	out := openai.ChatCompletionRequest{Model: model, Messages: []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: req.System},
		{Role: openai.ChatMessageRoleUser, Content: req.User},
	}}
	switch {
	case req.Schema == nil:
	case format == FormatSchema:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: req.SchemaName, Schema: req.Schema, Strict: true}}
	case format == FormatObject:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return out
}

// read takes the reply out of a completion.
func read(res openai.ChatCompletionResponse, s *shot) (*Reply, *Error) {
	if len(res.Choices) == 0 {
		if e := inside(s.body); e != nil {
			return nil, e
		}
		if len(res.PromptFilterResults) > 0 {
			return nil, &Error{Kind: Refused, Status: s.status, Message: "a content filter stopped the question"}
		}
		return nil, &Error{Kind: NotChat, Status: s.status, retry: 1, Message: "the server sent no choices", Hint: hintPath}
	}
	choice := res.Choices[0]
	text := choice.Message.Content
	for _, part := range choice.Message.MultiContent {
		text += part.Text
	}
	r := &Reply{Text: text, Finish: string(choice.FinishReason), Model: res.Model, Fingerprint: res.SystemFingerprint}
	if u := res.Usage; u.PromptTokens > 0 || u.CompletionTokens > 0 {
		r.Usage = Usage{Input: max(u.PromptTokens, 0), Output: max(u.CompletionTokens, 0), Told: true}
		if d := u.CompletionTokensDetails; d != nil {
			r.Usage.Reasoning = max(d.ReasoningTokens, 0)
		}
		if d := u.PromptTokensDetails; d != nil {
			r.Usage.CachedIn = max(d.CachedTokens, 0)
		}
	}
	switch {
	case choice.Message.Refusal != "":
		return nil, &Error{Kind: Refused, Status: s.status, Message: "the model refused to answer"}
	case r.Finish == "content_filter":
		return nil, &Error{Kind: Refused, Status: s.status, Message: "a content filter stopped the answer"}
	case strings.TrimSpace(text) == "" && r.Finish == "length":
		return r, nil // cut off before the first word: the caller knows what to do
	case strings.TrimSpace(text) == "" && reasoned(s.body):
		return nil, &Error{Kind: Empty, Status: s.status, Message: "the model only reasoned and gave no answer", Hint: "switch its thinking off, or raise max_output in the profile"}
	case strings.TrimSpace(text) == "":
		return nil, &Error{Kind: Empty, Status: s.status, Message: "the model gave an empty answer"}
	}
	return r, nil
}

// reasoned tells whether the reply holds reasoning, under either of the names that
// servers give it.
func reasoned(body []byte) bool {
	var x struct {
		Choices []struct {
			Message struct {
				Reasoning        any `json:"reasoning"`
				ReasoningContent any `json:"reasoning_content"`
			} `json:"message"`
		} `json:"choices"`
	}
	if json.Unmarshal(body, &x) != nil || len(x.Choices) == 0 {
		return false
	}
	m := x.Choices[0].Message
	return m.Reasoning != nil && m.Reasoning != "" || m.ReasoningContent != nil && m.ReasoningContent != ""
}

// explain completes an error with the server's name, and takes the key out.
func (c *Client) explain(e *Error, s *shot) *Error {
	e.Message = clean(e.Message, c.cfg.Key)
	if e.Status == 0 {
		e.Status = s.status
	}
	return e
}

// maxFailures is how many calls in a row may fail before the rest is not sent.
const maxFailures = 5

// fuse stops sending to a server that does not work.
type fuse struct {
	mu     sync.Mutex
	failed int
	cause  *Error
}

// blown gives the error of calls that are not sent any more.
func (f *fuse) blown() *Error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cause == nil {
		return nil
	}
	return &Error{Kind: SwitchedOff, Status: f.cause.Status, Message: "not asked any more: " + f.cause.Message, Hint: f.cause.Hint}
}

// note counts failures in a row. What no later call can do better blows at once.
func (f *fuse) note(e *Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e == nil {
		f.failed = 0
		return
	}
	switch e.Kind {
	case BadKey, NoModel, NoQuota, Redirected:
		f.failed = maxFailures
	case Unreachable, TimedOut, Overloaded, RateLimited, NotChat, TooLarge:
		f.failed++
	default:
		return // the server works
	}
	if f.failed >= maxFailures && f.cause == nil {
		f.cause = e
	}
}
