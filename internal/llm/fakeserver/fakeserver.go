// Package fakeserver provides an OpenAI-compatible chat server for tests: real HTTP on
// loopback, scripted replies in the shapes that real servers give, good and bad.
package fakeserver

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Call is a request as it arrived.
type Call struct {
	Number int // from 1
	Path   string
	Header http.Header
	Body   string
	Chat   Chat
}

// Chat is what a request's body asks for.
type Chat struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	ResponseFormat *struct {
		Type string `json:"type"`
	} `json:"response_format"`
	Temperature         *float64 `json:"temperature"`
	MaxTokens           int      `json:"max_tokens"`
	MaxCompletionTokens int      `json:"max_completion_tokens"`
}

// Format is the type of the reply asked for, "" for none.
func (c Chat) Format() string {
	if c.ResponseFormat == nil {
		return ""
	}
	return c.ResponseFormat.Type
}

// User is the last message.
func (c Chat) User() string {
	if len(c.Messages) == 0 {
		return ""
	}
	return c.Messages[len(c.Messages)-1].Content
}

// Reply is what the server does with a request.
type Reply struct {
	Status int // 0 is 200
	Header map[string]string
	Body   string
	Hang   bool // hold the request until the client goes
	Drip   bool // send the body's head byte by byte, and never end
	Cut    bool // announce more bytes than are sent
	Drop   bool // close the connection without a reply
	Fill   int  // bytes of filler after the body
}

// Server is a running fake.
type Server struct {
	URL string // with /v1

	mu     sync.Mutex
	calls  []Call
	busy   int
	most   int
	script func(Call) Reply
	ended  chan struct{}
}

// New starts a server that answers by the script, until the test ends.
func New(t testing.TB, script func(Call) Reply) *Server {
	t.Helper()
	s := &Server{script: script, ended: make(chan struct{})}
	h := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() {
		close(s.ended)
		h.CloseClientConnections()
		h.Close()
	})
	s.URL = h.URL + "/v1"
	return s
}

// InTurn gives the replies one after the other; the last holds for all later calls.
func InTurn(replies ...Reply) func(Call) Reply {
	return func(c Call) Reply { return replies[min(c.Number, len(replies))-1] }
}

// Calls are the requests so far.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.calls...)
}

// Most is how many requests were under way at a time.
func (s *Server) Most() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	c := Call{Number: len(s.calls) + 1, Path: r.URL.Path, Header: r.Header.Clone(), Body: string(body)}
	if json.Unmarshal(body, &c.Chat) != nil {
		c.Chat = Chat{}
	}
	s.calls = append(s.calls, c)
	s.busy++
	s.most = max(s.most, s.busy)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.busy--
		s.mu.Unlock()
	}()
	s.send(w, r, s.script(c))
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, p Reply) {
	if p.Hang {
		select {
		case <-r.Context().Done():
		case <-s.ended:
		}
		return
	}
	if p.Drop {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
		}
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	for k, v := range p.Header {
		w.Header().Set(k, v)
	}
	if p.Cut {
		w.Header().Set("Content-Length", fmt.Sprint(len(p.Body)+100))
	}
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	if _, err := io.WriteString(w, p.Body); err != nil {
		return
	}
	filler := strings.Repeat(" ", 1<<16)
	for n := 0; n < p.Fill; n += len(filler) {
		if _, err := io.WriteString(w, filler); err != nil {
			return
		}
	}
	if p.Drip {
		// The head is out; the rest never comes.
		if http.NewResponseController(w).Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
		case <-s.ended:
		}
	}
}

// Text is a good completion in OpenAI's shape, with the usage that the call's messages
// make.
func Text(c Call, content string) Reply {
	return Finish(c, content, "stop")
}

// Finish is a completion that ended for the reason given.
func Finish(c Call, content, reason string) Reply {
	in := 0
	for _, m := range c.Chat.Messages {
		in += Tokens(m.Content)
	}
	return Raw(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": c.Chat.Model,
		"choices": []any{map[string]any{"index": 0, "finish_reason": reason, "message": map[string]any{"role": "assistant", "content": content}}},
		"usage":   map[string]any{"prompt_tokens": in, "completion_tokens": Tokens(content), "total_tokens": in + Tokens(content)},
	})
}

// Message is a completion with a message of any shape and no usage.
func Message(message map[string]any, reason string) Reply {
	return Raw(map[string]any{"object": "chat.completion", "model": "m",
		"choices": []any{map[string]any{"index": 0, "finish_reason": reason, "message": message}}})
}

// Raw is a reply with any JSON for its body.
func Raw(v any) Reply {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only what a test wrote can fail here
	}
	return Reply{Body: string(b)}
}

// Error is an error in OpenAI's shape.
func Error(status int, code, message string) Reply {
	r := Raw(map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": nil, "code": code}})
	r.Status = status
	return r
}

// Tokens counts as a common tokenizer roughly would.
func Tokens(text string) int { return (len(text) + 3) / 4 }
