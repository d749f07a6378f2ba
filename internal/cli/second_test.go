package cli_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"designdrill/internal/llm/fakeserver"
)

// modelKey is the key that scripts use; no output may hold it.
const modelKey = "sk-script-secret-0123456789abcdef0123"

var askedIDs = regexp.MustCompile(`(?m)one item for each of these ids: (.*)$`)

// model starts a server that answers as a word says and points the environment at it:
// "model quoting" finds security.tokens applied and nothing else, "model down", …
func model(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: model quoting|lying|prose|down|key|drop")
	}
	word := args[0]
	s := fakeserver.New(scriptTest(ts), func(c fakeserver.Call) fakeserver.Reply {
		switch word {
		case "down":
			return fakeserver.Reply{Status: 404, Body: `{"error":{"message":"model not found, asked with ` + modelKey + `"}}`}
		case "key":
			return fakeserver.Error(401, "invalid_api_key", "Incorrect API key provided: "+modelKey)
		case "prose":
			return fakeserver.Text(c, "A fine answer.")
		}
		if strings.Contains(c.Chat.User(), "lantern") {
			return fakeserver.Text(c, `{"word":"lantern"}`)
		}
		m := askedIDs.FindStringSubmatch(c.Chat.User())
		if m == nil {
			return fakeserver.Error(400, "", "no ids")
		}
		var items []map[string]any
		for id := range strings.SplitSeq(m[1], ", ") {
			x := map[string]any{"id": id, "expectation": "", "quotes": []string{}, "reason": "", "verdict": "absent"}
			switch {
			case word == "lying":
				x["verdict"], x["quotes"] = "weighed", []string{"a sentence that stands nowhere in the answer at all"}
			case id == "security.tokens":
				x["verdict"], x["quotes"] = "justified", []string{"The badge that a phone shows is good for fifteen minutes"}
			}
			items = append(items, x)
		}
		b, err := json.Marshal(map[string]any{"injection_seen": "no", "items": items})
		if err != nil {
			return fakeserver.Error(500, "", err.Error())
		}
		return fakeserver.Text(c, string(b))
	})
	ts.Setenv("OPENAI_BASE_URL", s.URL)
	ts.Setenv("MODEL_URL", s.URL)
	ts.Setenv("OPENAI_API_KEY", modelKey)
	ts.Setenv("DESIGNDRILL_MODEL", "small")
}

// scriptTest gives the server the test that a script runs in; the end of the script
// ends the server.
func scriptTest(ts *testscript.TestScript) testing.TB {
	t, ok := ts.Value("t").(testing.TB)
	if !ok {
		ts.Fatalf("the script has no test")
	}
	return t
}
