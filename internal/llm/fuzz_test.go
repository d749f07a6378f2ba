package llm

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func FuzzClassify(f *testing.F) {
	f.Add(400, "", []byte(`{"error":{"message":"x","code":null}}`))
	f.Add(429, "7", []byte(`{"error":"text"}`))
	f.Add(200, "NaN", []byte(`{"error":{"code":503}}`))
	f.Add(422, "-1", []byte(`{"detail":[{"msg":"field required"}]}`))
	f.Add(502, "Fri, 02 Jan 2026 03:04:09 GMT", []byte(`<html>`))
	f.Add(400, "1e300", []byte(`[{"error":{"message":["a",{"message":"b"}]}}]`))
	f.Fuzz(func(t *testing.T, status int, after string, body []byte) {
		s := &shot{status: status, header: http.Header{"Retry-After": {after}}, body: append(body, testKey...)}
		e := classify(s, errors.New("x"), testNow)
		e = (&Client{cfg: Config{Key: testKey}}).explain(e, s)
		switch {
		case e.Kind == "" || e.Message == "":
			t.Errorf("no kind or message: %+v", e)
		case strings.Contains(e.Message, testKey) || len([]rune(e.Message)) > maxMessage+1 || strings.ContainsAny(e.Message, "\n\x1b"):
			t.Errorf("message %q", e.Message)
		case e.wait < 0 || e.retry < 0:
			t.Errorf("%+v", e)
		}
	})
}
