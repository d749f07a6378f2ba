package score

import (
	"strings"

	"designdrill/internal/answer"
)

// dataModel scores components.data-model: entities, their fields, keys that fit the
// queries, and the choice argued.
func (r *reading) dataModel(spots [][]spot) CriterionResult {
	res := r.stageResult("components.data-model")
	var entities, fields, keys, argued []spot
	if r.c.scen != nil {
		for i, p := range r.c.points {
			if p.kind == pointEntity && len(spots[i]) > 0 {
				for _, s := range spots[i] {
					if r.modelled(s.passage) {
						entities = append(entities, s)
						break
					}
				}
			}
		}
	}
	fieldful := 0
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || in.around.has(labelDefer) || r.refused(p) {
			continue
		}
		if (r.modelled(p) || entityRuns(x.Text) >= 2) && x.Kind != answer.Heading && !callText(x) {
			if n := entityRuns(x.Text); n >= 2 {
				for range min(n, 6) {
					fieldful++
					fields = append(fields, spot{p, 0, "fields", "fields"})
				}
			} else if n := fieldCount(x); n >= 2 || len(r.children[p]) >= 2 && n >= 0 && len(x.Tokens) <= 6 {
				fieldful++
				fields = append(fields, spot{p, 0, "fields", "fields"})
			} else if r.c.scen == nil && len(x.Tokens) <= 30 {
				entities = append(entities, spot{p, 0, "entity", "model"})
			}
		}
		for _, k := range in.other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			key := ro.part == partKey
			if ro.part == partConcept {
				switch r.c.cat.Concepts[ro.index].ID {
				case "partition-key", "shard-key", "secondary-index":
					key = true
				}
			}
			if key && x.Kind != answer.Heading {
				s := spot{p, h.Sentence, "key", r.c.table.Name(h.Group)}
				keys = append(keys, s)
				if r.cueIn(p, h.Sentence, cueReason) || r.cueIn(p, h.Sentence, cueCost) || r.cueIn(p, h.Sentence, cueContrast) || in.around.has(labelReason|labelCost) || r.childArgues(p) || r.rowArgues(p) {
					argued = append(argued, s)
				}
			}
		}
		if x.Kind != answer.Heading && r.modelled(p) && keyWords(x) {
			keys = append(keys, spot{p, 0, "key", "primary key"})
		}
	}
	level := 0
	at := append(append(append([]spot{}, argued...), keys...), append(fields, entities...)...)
	switch {
	case len(argued) >= 2 && fieldful >= 2 && len(keys) >= 3, len(argued) >= 1 && fieldful >= 3 && len(keys) >= 4:
		level = 4
	case len(keys) >= 2 && fieldful >= 2:
		level = 3
	case fieldful >= 2 || fieldful == 1 && len(keys) >= 1:
		level = 2
	case len(entities)+fieldful+len(keys) >= 1:
		level = 1
	}
	lack := [...]string{"the entities", "their fields and keys", "keys that fit the queries", "why the data is partitioned and indexed as it is", ""}[level]
	return r.finish(res, level, []string{lack}, at...)
}

// modelled tells whether a passage belongs to a data model: under such a heading, or
// a line of a schema.
func (r *reading) modelled(p int32) bool {
	in := &r.info[p]
	return in.around.has(labelData) || in.own.has(labelData) || r.doc.Passages[p].Kind == answer.Code && schemaLine(&r.doc.Passages[p])
}

func schemaLine(x *answer.Passage) bool {
	t := strings.ToLower(x.Text)
	return strings.Contains(t, "create table") || strings.Contains(t, "primary key") || strings.Contains(t, "varchar") || strings.Contains(t, "bigint")
}

// entityRuns counts entities written with their fields in a row: "tweet(tweet_id PK,
// author_id, text)" or "tweet: tweet_id, author_id, text".
func entityRuns(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '(' && s[i] != ':' || i == 0 || s[i-1] == ' ' && s[i] == '(' {
			continue
		}
		commas, ids := 0, false
		for k := i + 1; k < len(s) && k < i+240; k++ {
			c := s[k]
			if c == ')' && s[i] == '(' || c == ':' || c == '(' && s[i] == ':' || c == '.' || c == ';' {
				break
			}
			commas += b2i(c == ',')
			ids = ids || c == '_' || c == 'I' && k+1 < len(s) && s[k+1] == 'd' || strings.HasPrefix(s[k:], "PK")
		}
		if commas >= 1 && ids {
			n++
		}
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fieldCount counts names that look like fields: words with an underscore or in camel
// case, "id", or items of a comma-separated list after the first word.
func fieldCount(x *answer.Passage) int {
	n := 0
	for k := range x.Tokens {
		t := &x.Tokens[k]
		switch {
		case t.Camel && !t.Upper, t.Norm == "id" || strings.HasSuffix(t.Norm, "id") && len(t.Norm) > 3:
			n++
		case t.Norm == "timestamp", t.Norm == "pk", t.Norm == "fk", t.Norm == "varchar", t.Norm == "uuid", t.Norm == "int", t.Norm == "bigint", t.Norm == "string", t.Norm == "text":
			n++
		}
	}
	if commas := strings.Count(x.Text, ","); commas >= 2 && len(x.Tokens) <= commas*4+6 {
		n += commas
	}
	return n
}

func keyWords(x *answer.Passage) bool {
	for k := range x.Tokens {
		switch t := &x.Tokens[k]; t.Norm {
		case "pk", "fk":
			return true
		case "key", "index", "indexed", "indexes":
			if k > 0 {
				switch x.Tokens[k-1].Norm {
				case "primary", "partition", "clustering", "sort", "foreign", "composite", "unique", "secondary", "shard", "sharding":
					return true
				}
			}
			if t.Norm != "key" {
				return true
			}
		}
	}
	return false
}

// rowArgues tells whether a table row has a filled cell under "Why" or the like.
func (r *reading) rowArgues(p int32) bool {
	x := &r.doc.Passages[p]
	if x.Kind != answer.Cell {
		return false
	}
	for q := p - 1; q >= 0 && r.sameRow(x, q); q-- {
		if r.info[q].around.has(labelReason | labelCost) {
			return true
		}
	}
	for q := p + 1; int(q) < len(r.doc.Passages) && r.sameRow(x, q); q++ {
		if r.info[q].around.has(labelReason | labelCost) {
			return true
		}
	}
	return false
}

func (r *reading) childArgues(p int32) bool {
	for n, q := range r.children[p] {
		if n >= maxChildren {
			return false
		}
		for _, k := range r.info[q].cues {
			switch cue(r.c.roles[r.hits.All[k].Group].index) {
			case cueReason, cueCost, cueContrast:
				return true
			}
		}
	}
	return false
}

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
		call := callText(x) || under && x.Kind != answer.Heading && signature(x.Text)
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
		if p.kind == pointCall && len(spots[i]) > 0 {
			named = append(named, spots[i][0])
		}
	}
	level := 0
	switch {
	case len(calls) >= 3 && len(outputs) >= 2 && len(limits) >= 1:
		level = 4
	case len(calls) >= 3 && len(outputs) >= 2 && len(inputs) >= 1:
		level = 3
	case len(calls) >= 3 && len(inputs) >= 1, len(calls) >= 1 && len(inputs) >= 2, len(calls) >= 5:
		level = 2
	case len(calls)+len(named) >= 1:
		level = 1
	}
	at := append(append(append([]spot{}, limits...), outputs...), append(calls, named...)...)
	lack := [...]string{"the calls", "their inputs", "outputs, paging or errors", "idempotence, versioning or limits", ""}[level]
	return r.finish(res, level, []string{lack}, at...)
}

var (
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

// camelCall finds "createTweet(userId, text)".
func camelCall(x *answer.Passage) bool {
	for k := range x.Tokens {
		t := &x.Tokens[k]
		if end := int(t.At) + len(t.Norm); (t.Camel || t.Joined) && !t.Upper && end < len(x.Text) && x.Text[end] == '(' {
			return true
		}
	}
	return false
}

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

// deepDives scores components.deep-dives: the hard parts, an approach, argued for,
// with alternatives weighed.
func (r *reading) deepDives(spots [][]spot) CriterionResult {
	res := r.stageResult("components.deep-dives")
	if r.c.scen == nil {
		return r.genericDives(res)
	}
	type dive struct {
		id                      string
		topic, solution         []spot
		solutions               map[int32]bool
		argued, weighed, failed bool
	}
	dives := make([]dive, len(r.c.scen.DeepDives))
	for i, p := range r.c.points {
		if p.kind == pointDeepDive {
			dives[p.index].topic = spots[i]
			dives[p.index].id = p.id
		}
	}
	for i := range r.doc.Passages {
		p := int32(i)
		in := &r.info[i]
		for _, k := range in.other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			if ro.part != partSolution && ro.part != partSolutionCost || !r.asserts(p, k) {
				continue
			}
			d := &dives[ro.index]
			if len(d.topic) == 0 || !r.close(d.topic, p) {
				continue
			}
			if ro.part == partSolutionCost {
				d.weighed = d.weighed || len(d.solution) > 0
				continue
			}
			s := spot{p, h.Sentence, "solution", r.c.table.Name(h.Group)}
			d.solution = append(d.solution, s)
			if d.solutions == nil {
				d.solutions = map[int32]bool{}
			}
			d.solutions[ro.sub] = true
			if len(d.solution) > maxRead {
				continue
			}
			m := mention{passage: p, sentence: h.Sentence, from: h.From, to: h.To}
			f := r.look(&m)
			d.argued = d.argued || f[featReason].weight >= 0.7 || f[featRequirement].weight >= 0.85
			d.weighed = d.weighed || f[featCost].weight >= 0.7 || f[featContrast].weight >= 0.7
			d.failed = d.failed || f[featFailure].weight >= 0.7
		}
	}
	var topics, solved, argued, weighed, full int
	var at []spot
	var lack []string
	for i := range dives {
		d := &dives[i]
		if len(d.topic) > 0 {
			topics++
		}
		if len(d.solution) == 0 {
			lack = append(lack, d.id+": "+r.c.scen.DeepDives[i].Title)
			continue
		}
		solved++
		at = append(at, d.solution[0])
		if d.argued || d.weighed {
			argued++
		}
		if d.argued && (d.weighed || len(d.solutions) >= 2) {
			weighed++
		}
		if d.argued && d.weighed && (d.failed || len(d.solutions) >= 2) {
			full++
		}
	}
	if len(at) == 0 {
		for i := range dives {
			if len(dives[i].topic) > 0 {
				at = append(at, dives[i].topic[0])
			}
		}
	}
	level := 0
	switch {
	case full >= 2 && weighed >= 3 || full >= 1 && topics <= 3:
		level = 4
	case argued >= 2 || weighed >= 1 || argued == solved && solved >= 1:
		level = 3
	case solved >= 1:
		level = 2
	case topics >= 1:
		level = 1
	}
	res.Trace.Height = float64(solved) + float64(weighed)/10
	return r.finish(res, level, lack, at...)
}

// close tells whether a passage stands in or near a passage that names the topic.
func (r *reading) close(topic []spot, p int32) bool {
	for _, s := range topic {
		d := s.passage - p
		if d >= -8 && d <= 8 || r.doc.Passages[s.passage].Section == r.doc.Passages[p].Section {
			return true
		}
	}
	return false
}

// maxDiveMentions bounds the mentions that are looked at for deep dives.
const maxDiveMentions = 4000

// genericDives reads deep dives off the sections that argue and weigh.
func (r *reading) genericDives(res CriterionResult) CriterionResult {
	type tally struct{ reason, cost bool }
	by := map[int32]*tally{}
	var order []spot
	for i := range r.mentions {
		m := &r.mentions[i]
		if i >= maxDiveMentions {
			break
		}
		if m.status != asserted {
			continue
		}
		f := r.look(m)
		if f[featReason].weight < 0.7 || f[featTie].weight < 0.5 {
			continue
		}
		s := r.doc.Passages[m.passage].Section
		if by[s] == nil {
			by[s] = &tally{}
			order = append(order, spot{m.passage, m.sentence, "solution", r.c.cat.Concepts[m.concept].ID})
		}
		by[s].reason = true
		by[s].cost = by[s].cost || f[featCost].weight >= 0.7 || f[featContrast].weight >= 0.7
	}
	weighed := 0
	for _, t := range by {
		if t.cost {
			weighed++
		}
	}
	level := 0
	switch {
	case weighed >= 3:
		level = 4
	case weighed >= 1 || len(by) >= 3:
		level = 3
	case len(by) >= 1:
		level = 2
	case len(r.mentions) > 0:
		level = 1
		order = append(order, spot{r.mentions[0].passage, r.mentions[0].sentence, "topic", ""})
	}
	return r.finish(res, level, []string{"an approach argued for, with its alternatives"}, order...)
}
