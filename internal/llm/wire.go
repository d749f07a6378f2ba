package llm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxReply is the largest body that is read, decompressed.
const maxReply = 2 << 20

// shot is one HTTP exchange: what is added to the body, and what came back.
type shot struct {
	extra string // members to add to the body's object

	status int
	header http.Header
	body   []byte // raw, cut off at maxReply
	err    error  // of the connection
	large  bool
}

type shotKey struct{}

// wire sends a request exactly once to one host. It follows no redirect: a round
// tripper has no such notion.
type wire struct {
	base  *url.URL
	inner http.RoundTripper
}

func newWire(base *url.URL) *wire {
	return &wire{base: base, inner: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: 64 << 10,
	}}
}

var errOtherHost = errors.New("the request is for another host")

// Do is what go-openai calls.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	s, _ := req.Context().Value(shotKey{}).(*shot)
	if s == nil {
		return nil, errors.New("the request does not come from this package")
	}
	if req.URL.Host != w.base.Host || req.URL.Scheme != w.base.Scheme {
		s.err = errOtherHost
		return nil, s.err
	}
	if err := patch(req, s.extra); err != nil {
		s.err = err
		return nil, err
	}
	res, err := w.inner.RoundTrip(req)
	if err != nil {
		s.err = err
		return nil, err
	}
	defer res.Body.Close()
	s.status, s.header = res.StatusCode, res.Header
	s.body, s.err = io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	if s.err != nil {
		return nil, s.err
	}
	if len(s.body) > maxReply {
		s.body, s.large = s.body[:maxReply], true
		return nil, errors.New("the reply is too large")
	}
	s.body = bytes.TrimPrefix(s.body, []byte("\uFEFF"))
	res.Body = io.NopCloser(bytes.NewReader(s.body))
	return res, nil
}

// patch adds members at the end of the body's object. go-openai leaves a temperature
// of 0 out, and refuses some names of fields for some names of models before it sends
// anything; the server is the one to say.
func patch(req *http.Request, extra string) error {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	body = bytes.TrimRight(body, " \n")
	if extra != "" {
		if !bytes.HasSuffix(body, []byte("}")) {
			return fmt.Errorf("the request's body is no object")
		}
		body = append(body[:len(body)-1:len(body)-1], ","+extra+"}"...)
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.ContentLength = int64(len(body))
	return nil
}

// extra is what is added to the body for a server that understands c.
func (c capability) extra(maxOutput int) string {
	var parts []string
	if c.Temperature {
		parts = append(parts, `"temperature":0`)
	}
	if c.Cap != "" {
		parts = append(parts, fmt.Sprintf("%q:%d", c.Cap, c.room(maxOutput)))
	}
	return strings.Join(parts, ",")
}

// reasoningRoom is how much more a model that reasons before it answers may write:
// its reasoning counts against the cap.
const reasoningRoom = 4

// room is the cap that is sent for a reply of maxOutput tokens.
func (c capability) room(maxOutput int) int {
	if c.Reasons {
		return reasoningRoom * maxOutput
	}
	return maxOutput
}

// withShot puts a shot into the context that go-openai hands through.
func withShot(ctx context.Context, s *shot) context.Context {
	return context.WithValue(ctx, shotKey{}, s)
}
