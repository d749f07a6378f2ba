package score

import (
	"strings"

	"designdrill/internal/answer"
)

// api scores components.api.
func (r *reading) api(spots [][]spot) CriterionResult {
	res := r.stageResult("components.api")
	var calls, inputs, outputs, limits, named []spot
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || in.around.has(labelDefer) || r.refused(p) || x.Kind == answer.Heading && !callText(x) {
			continue
		}
		under := in.around.has(labelAPI)
		call := callText(x) || under && x.Kind != answer.Heading && (signature(x.Text) || anyWord(x, crudWord))
		sp := spot{p, 0, "call", "api"}
		if call {
			for range max(1, min(callCount(x), 8)) {
				calls = append(calls, sp)
			}
			if hasInput(x.Text) || r.childMention(p, inputWords) {
				inputs = append(inputs, sp)
			}
			if n := strings.Count(x.Text, "->") + strings.Count(x.Text, "→"); n >= 2 {
				outputs = append(outputs, sp)
			}
			if hasOutput(x) || r.childMention(p, outputWords) {
				outputs = append(outputs, sp)
			}
		} else if under && x.Kind == answer.Cell && x.RowLead < 0 && len(x.Tokens) > 0 {
			calls = append(calls, sp)
		} else if under && x.Kind == answer.Cell && len(x.Tokens) > 0 {
			if r.headHas(x, inputWords) || strings.ContainsAny(x.Text, "{(") {
				inputs = append(inputs, sp)
			}
			if r.headHas(x, outputWords) || anyWord(x, outputWords) {
				outputs = append(outputs, sp)
			}
		} else if under && len(x.Tokens) > 0 {
			if anyWord(x, inputWords) || fieldCount(x) >= 2 {
				inputs = append(inputs, sp)
			}
			if anyWord(x, outputWords) {
				outputs = append(outputs, sp)
			}
			named = append(named, sp)
		}
		if (under || call) && anyWord(x, limitWords) {
			limits = append(limits, spot{p, 0, "limit", "api"})
		}
	}
	for i, p := range r.c.points {
		if p.kind == pointCall {
			for _, s := range spots[i] {
				if !r.info[s.passage].around.has(labelRequirements | labelNonfunctional) {
					named = append(named, s)
					break
				}
			}
		}
	}
	level := 0
	switch {
	case len(calls) >= 3 && len(outputs) >= 2 && len(limits) >= 1:
		level = 4
	case len(calls) >= 3 && len(outputs) >= 2 && len(inputs) >= 2, len(calls) >= 1 && len(inputs) >= 2 && len(outputs) >= 4:
		level = 3
	case len(calls) >= 3, len(calls) >= 2 && calls[0].passage != calls[1].passage, len(calls) >= 1 && len(inputs) >= 1:
		level = 2
	case len(calls) >= 1, len(named) >= 3:
		level = 1
	}
	at := append(append(append([]spot{}, limits...), outputs...), append(calls, named...)...)
	lack := [...]string{"the calls", "their inputs", "outputs, paging or errors", "idempotence, versioning or limits", ""}[level]
	return r.finish(res, level, []string{lack}, at...)
}

var (
	crudWord    = set("crud")
	inputWords  = set("body", "params", "param", "parameters", "parameter", "request", "payload", "input", "inputs", "query", "header", "headers", "args", "arguments")
	outputWords = set("return", "returns", "response", "responses", "output", "outputs", "status", "201", "200", "202", "404", "400", "409", "429", "error", "errors", "cursor", "pagination",
		"paginated", "answer", "answers", "reply", "result", "results", "page", "limit", "offset", "pagesize", "nextcursor", "pagetoken", "json", "ack")
	limitWords = set("idempotency", "idempotent", "idempotence", "version", "versioning", "versioned", "ratelimit", "throttle", "throttled", "429", "etag", "retry", "retries", "client_token",
		"dedupe", "deduplicate", "deduplication", "backward", "deprecated")
)

// callText tells whether a passage is a call: an HTTP method with a path, wherever in
// the line, or a function with its arguments.
func callText(x *answer.Passage) bool {
	for k := range x.Tokens {
		if t := &x.Tokens[k]; t.Caps {
			switch t.Norm {
			case "get", "post", "put", "patch", "delete":
				if k+1 < len(x.Tokens) {
					rest := strings.TrimLeft(x.Text[int(t.At)+len(t.Norm):], " `:*|-")
					if strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "http") || k == 0 && len(x.Tokens) <= 14 {
						return true
					}
				}
			}
		}
	}
	return camelCall(x)
}

// callCount counts the calls of a passage: lines of an endpoint list may run together.
func callCount(x *answer.Passage) int {
	n := strings.Count(x.Text, "(")
	if !camelCall(x) {
		n = 0
	}
	for k := range x.Tokens {
		if t := &x.Tokens[k]; t.Caps {
			switch t.Norm {
			case "get", "post", "put", "patch", "delete":
				n++
			}
		}
	}
	return n
}

// camelCall finds "createTweet(userId, text)" and "create_tweet(user_id, text)". A joined
// name counts only if it begins with a verb: "user_profile(id, name)" is a table.
func camelCall(x *answer.Passage) bool {
	for k := range x.Tokens {
		t := &x.Tokens[k]
		if end := int(t.At) + len(t.Norm); (t.Camel || t.Joined && callVerb(t.Norm)) && !t.Upper && end < len(x.Text) && x.Text[end] == '(' {
			return true
		}
	}
	return false
}

func callVerb(name string) bool {
	verb, _, _ := strings.Cut(name, "_")
	return callVerbs[verb]
}

var callVerbs = set("get", "set", "put", "post", "add", "create", "make", "new", "update", "edit", "delete", "remove", "list", "find", "search", "fetch", "load", "read", "view", "show",
	"upload", "download", "send", "receive", "publish", "share", "follow", "unfollow", "like", "comment", "reply", "join", "leave", "start", "stop", "end", "open", "close", "accept", "reject",
	"cancel", "confirm", "request", "book", "reserve", "pay", "charge", "refund", "check", "mark", "register", "login", "logout", "sign", "subscribe", "notify", "sync", "move", "copy", "rename",
	"rate", "review", "stream", "play", "watch", "generate", "process", "submit", "place", "track", "match", "save", "store", "retrieve", "query", "count", "report")

func signature(s string) bool {
	k := strings.IndexByte(s, '(')
	return k > 2 && s[k-1] != ' ' && strings.IndexByte(s[k:], ')') > 1 || strings.Contains(s, "/v1/") || strings.HasPrefix(s, "/")
}

func hasInput(s string) bool {
	return strings.ContainsAny(s, "{?") || strings.Contains(s, "<") || signature(s) && strings.IndexByte(s, '(') > 0 || strings.Contains(s, ":id") || strings.Contains(s, "Id") ||
		strings.Contains(s, " - ")
}

func hasOutput(x *answer.Passage) bool {
	return hasArrow(x.Text) || anyWord(x, outputWords)
}

func anyWord(x *answer.Passage, words map[string]bool) bool {
	for k := range x.Tokens {
		if words[x.Tokens[k].Norm] {
			return true
		}
	}
	return false
}

func (r *reading) childMention(p int32, words map[string]bool) bool {
	found := false
	r.eachChild(p, 2, func(q int32) { found = found || anyWord(&r.doc.Passages[q], words) })
	return found
}
