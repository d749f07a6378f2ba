package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const hintPath = "does the server's address end in /v1?"

// classify says what became of a call that brought no completion. It takes the raw
// reply rather than go-openai's error, which loses fields and the text of some shapes.
func classify(s *shot, err error, now time.Time) *Error {
	switch {
	case s.large:
		return &Error{Kind: TooLarge, Status: s.status, Message: fmt.Sprintf("the reply is larger than %d MiB", maxReply>>20)}
	case s.err != nil:
		return broken(s.err)
	case s.status == 0:
		return &Error{Kind: Rejected, Message: "the question could not be written: " + err.Error()}
	case s.status >= 300 && s.status < 400:
		return &Error{Kind: Redirected, Status: s.status, Message: "the server sends elsewhere, and a redirect is not followed", Hint: hintPath}
	case s.status >= 200 && s.status < 300:
		if e := inside(s.body); e != nil {
			return e
		}
		what := "the server's reply is no chat completion"
		switch text := strings.TrimSpace(string(s.body)); {
		case text == "":
			what = "the server's reply is empty"
		case strings.HasPrefix(text, "<"):
			what = "the server sent a web page in place of an answer"
		case strings.HasPrefix(text, "{"):
			what = "the server's reply broke off"
		}
		return &Error{Kind: NotChat, Status: s.status, retry: 1, Message: what, Hint: hintPath}
	}
	return refusal(s.status, s.header, s.body, now)
}

// broken is a connection that failed.
func broken(err error) *Error {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.Is(err, errOtherHost):
		return &Error{Kind: Redirected, Message: errOtherHost.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: TimedOut, retry: 2, Message: "the server gave no complete answer in time", Hint: "a larger timeout in the profile, or a smaller model"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Error{Kind: Unreachable, retry: 2, Message: "nothing listens at the server's address", Hint: "is the server running?"}
	case errors.As(err, &dns):
		return &Error{Kind: Unreachable, Message: "the server's name is not known", Hint: "check the address"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &Error{Kind: Unreachable, retry: maxTries, Message: "the connection to the server broke"}
	case errors.As(err, &op):
		return &Error{Kind: Unreachable, retry: 2, Message: "the server cannot be reached: " + op.Op + " failed"}
	}
	return &Error{Kind: Unreachable, retry: 1, Message: "the connection to the server failed: " + err.Error()}
}

// told is what an error body says, whatever its shape.
type told struct {
	message, kind, code, param string
}

// tell reads the shapes of error bodies: {"error":{…}}, {"error":"…"}, a flat object,
// {"detail":…}, and lists of these.
func tell(body []byte) (told, bool) {
	var x any
	if json.Unmarshal(body, &x) != nil {
		return told{}, false
	}
	if list, ok := x.([]any); ok && len(list) > 0 {
		x = list[0]
	}
	m, ok := x.(map[string]any)
	if !ok {
		return told{}, false
	}
	t := told{}
	found := false
	for _, name := range []string{"error", "detail", "message", "msg"} {
		v, ok := m[name]
		if !ok || v == nil {
			continue
		}
		found = true
		if inner, ok := v.(map[string]any); ok {
			t.take(inner)
			if t.message == "" {
				t.message = words(inner["error"])
			}
			break
		}
		t.message = words(v)
		t.take(m)
		break
	}
	return t, found
}

func (t *told) take(m map[string]any) {
	if s := words(m["message"]); s != "" {
		t.message = s
	}
	t.kind, t.code, t.param = words(m["type"]), words(m["code"]), words(m["param"])
}

// words writes a JSON value as text: lists are joined, objects give their message.
func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var parts []string
		for _, x := range v[:min(len(v), 8)] {
			if s := words(x); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		for _, name := range []string{"message", "msg"} {
			if s, ok := v[name].(string); ok {
				return s
			}
		}
	}
	return ""
}

// inside finds an error that came with a status of success.
func inside(body []byte) *Error {
	var x struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(body, &x) != nil || len(x.Error) == 0 || string(x.Error) == "null" {
		return nil
	}
	t, _ := tell(body)
	status, err := strconv.Atoi(t.code)
	if err != nil || status < 400 || status > 599 {
		status = http.StatusBadRequest
	}
	e := refusal(status, nil, body, time.Time{})
	e.adapt = adaptNone
	if e.Kind == Rejected {
		e.Message += " (with a status of success)"
		e.Hint = hintPath
	}
	return e
}

// refusal is an answer with an error status.
func refusal(status int, h http.Header, body []byte, now time.Time) *Error {
	t, known := tell(body)
	if !known {
		if text := strings.TrimSpace(string(body[:min(len(body), 2000)])); text != "" && !strings.HasPrefix(text, "<") && !strings.HasPrefix(text, "{") {
			t.message = text
		}
	}
	said := func(message string) string {
		if t.message == "" {
			return message
		}
		return message + ": " + t.message
	}
	low := strings.ToLower(t.message + " " + t.kind + " " + t.code + " " + t.param)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(low, p) {
				return true
			}
		}
		return false
	}
	e := &Error{Status: status, wait: retryAfter(h, now)}
	switch {
	case has("insufficient_quota", "exceeded your current quota", "billing_hard_limit", "insufficient balance", "credit balance") || status == http.StatusPaymentRequired:
		e.Kind, e.Message, e.Hint = NoQuota, "the account has no quota left", "see the provider's billing page"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		e.Kind, e.Message, e.Hint = BadKey, "the server does not accept the key", "check the key and that it belongs to this server"
	case has("context_length", "exceed_context_size", "context length", "context size", "context window", "maximum context", "too many tokens", "prompt is too long", "prompt too long"):
		e.Kind, e.Message, e.Hint = TooLong, "the question is longer than the model's context", "a model or a server setting with a larger context"
	case has("content_filter", "content management policy", "responsibleaipolicy"):
		e.Kind, e.Message = Refused, "a content filter stopped the question"
	case status == http.StatusTooManyRequests:
		e.Kind, e.retry, e.Message, e.Hint = RateLimited, maxTries, "the server takes no more requests for now", "a smaller concurrency in the profile, or try later"
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusConflict, status == http.StatusTooEarly:
		e.Kind, e.retry, e.Message = Overloaded, maxTries, said(fmt.Sprintf("the server has trouble (status %d)", status))
	case has("temperature", "max_tokens", "max_completion_tokens"):
		e.Kind, e.adapt, e.Message = Rejected, adaptParameters, said("the server does not take a parameter")
	case has("response_format", "json_schema", "json_object", "json schema", "grammar", "structured output", "guided", "no endpoints found", "invalid schema"):
		e.Kind, e.adapt, e.Message = Rejected, adaptFormat, said("the server does not take the format of the reply")
	case status == http.StatusNotFound, has("model_not_found", "model not found", "does not exist", "unknown model", "no such model"):
		e.Kind, e.Message, e.Hint = NoModel, said("the server does not know the model or the path"), "check the model's name; "+hintPath
	default:
		// A server that dislikes a field rarely says so in words that are known.
		e.Kind, e.adapt, e.Message = Rejected, adaptFormat, said(fmt.Sprintf("the server refuses the question (status %d)", status))
	}
	return e
}

// retryAfter reads how long the server asks to wait: milliseconds, seconds or a date. 0
// is that it does not say, or nothing sensible.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(min(ms, 1e10)) * time.Millisecond
	}
	text := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(text, 64); err == nil && s > 0 {
		return time.Duration(min(s, 1e7) * float64(time.Second))
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), 1e7*time.Second)
	}
	return 0
}
