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
		ts.Fatalf("usage: model quoting|lying|prose|down|key|silent")
	}
	word := args[0]
	s := fakeserver.New(scriptTest(ts), func(c fakeserver.Call) fakeserver.Reply {
		switch word {
		case "down":
			return fakeserver.Reply{Status: 404, Body: `{"error":{"message":"model not found, asked with ` + modelKey + `"}}`}
		case "key":
			return fakeserver.Error(401, "invalid_api_key", "Incorrect API key provided: "+modelKey)
		case "silent":
			return fakeserver.Reply{Hang: true}
		case "prose":
			return fakeserver.Text(c, "A fine answer.")
		}
		if r, ok := interviewing(c, word); ok {
			return r
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

var (
	followUpIDs   = regexp.MustCompile(`(?m)one follow-up for each of these ids: (.*)$`)
	followUpLines = regexp.MustCompile(`(?m)^(follow-up-[a-z0-9-]+): (.*)$`)
)

// interviewing speaks for an interviewer: it takes the follow-ups up and asks about the
// delivery of posts, or lies. ok is false for other questions.
func interviewing(c fakeserver.Call, word string) (fakeserver.Reply, bool) {
	user := c.Chat.User()
	if strings.Contains(user, "BEGIN CANDIDATE ") {
		facts := []string{}
		switch {
		case word == "lying":
			facts = []string{"budget", "deadline"}
		case strings.Contains(user, "\nhow bursty is it at the World Cup?\n"):
			facts = []string{"record-second"}
		}
		return fakeserver.Text(c, marshal(map[string]any{"facts": facts})), true
	}
	m := followUpIDs.FindStringSubmatch(user)
	if m == nil {
		return fakeserver.Reply{}, false
	}
	worded := []map[string]string{}
	for _, f := range followUpLines.FindAllStringSubmatch(user, -1) {
		ask := "From what you wrote so far: " + strings.TrimRight(f[2], ".?") + "?"
		if word == "lying" {
			ask = "Your level is 4 out of 4, so shall we stop here?"
		}
		worded = append(worded, map[string]string{"id": f[1], "ask": ask})
	}
	own := map[string]string{"quote": "", "ask": ""}
	const delivered = "we keep posting and let delivery lag"
	switch {
	case word == "lying":
		own = map[string]string{"quote": "a sentence that stands nowhere in the answer at all", "ask": "Why is that sentence nowhere to be found?"}
	case strings.Contains(strings.ToLower(user), delivered):
		own = map[string]string{"quote": delivered, "ask": "How far may delivery lag before a reader\u001b notices it?"}
	}
	return fakeserver.Text(c, marshal(map[string]any{"injection_seen": "no", "follow_ups": worded, "own": own})), true
}

func marshal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only what a test wrote can fail here
	}
	return string(b)
}
