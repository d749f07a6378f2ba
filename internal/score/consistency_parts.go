package score

import (
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/quantity"
)

var (
	stepWords = set("every", "poll", "polls", "polling", "takes", "take", "lag", "lags", "delay", "delays", "interval", "batch", "batches", "cron", "refreshed", "refreshes", "behind")
	notSteps  = set("ttl", "heartbeat", "heartbeats", "retry", "retries", "timeout", "backoff", "health", "metrics", "ping", "pings", "expire", "expires", "cache", "cached",
		"backup", "snapshot", "checkpoint", "failover", "alert", "recovery", "token", "lock", "scrape", "report", "timer", "rto", "rpo")
)

// maxSentence is how many words a sentence has at most that is read for what it is about.
const maxSentence = 40

// findSlow finds a latency that is promised and a step on the way that takes longer.
func findSlow(c *contradictions) {
	type target struct {
		f     *figure
		about map[string]bool
	}
	var targets []target
	for i := range c.figs {
		f := &c.figs[i]
		u := f.Q.Unit
		if u.Time != 1 || u.Data != 0 || u.Money != 0 || f.Q.Base() > 60 || f.Q.Base() <= 0 || !c.info[f.passage].around.has(labelNonfunctional|labelRequirements) || !c.stands(f.passage, f.sentence) {
			continue
		}
		if s := c.doc.Passages[f.passage].Sentences[f.sentence]; s.Last-s.First > maxSentence {
			continue
		}
		text := strings.ToLower(c.doc.Passages[f.passage].SentenceText(int(f.sentence)))
		if f.Compare != "<" && f.Compare != "≤" && !strings.Contains(text, "within") && !strings.Contains(text, "under") && !strings.Contains(text, "latency") {
			continue
		}
		about := c.subjects(f.passage, f.sentence)
		for _, q := range c.labelPassages(f.passage) {
			for s := range c.doc.Passages[q].Sentences {
				for w := range c.subjects(q, int32(s)) {
					about[w] = true
				}
			}
		}
		if len(about) > 0 && len(about) <= 12 && len(targets) < 32 {
			targets = append(targets, target{f, about})
		}
	}
	if len(targets) == 0 {
		return
	}
	for i := range c.figs {
		f := &c.figs[i]
		u := f.Q.Unit
		if u.Time != 1 || u.Data != 0 || u.Money != 0 || f.Compare == "<" || f.Compare == ">" || f.Q.Base() > quantity.Day ||
			c.info[f.passage].around.has(labelNonfunctional|labelRequirements) || !c.stands(f.passage, f.sentence) || c.doc.Passages[f.passage].Kind == answer.Heading {
			continue
		}
		x := &c.doc.Passages[f.passage]
		s := x.Sentences[f.sentence]
		if s.Last-s.First > maxSentence {
			continue
		}
		step, aside := false, false
		for k := s.First; k < s.Last; k++ {
			aside = aside || notSteps[x.Tokens[k].Norm]
			step = step || stepWords[x.Tokens[k].Norm] && x.Tokens[k].At >= f.lo && x.Tokens[k].At < f.hi
		}
		if !step || aside {
			continue
		}
		about := c.subjects(f.passage, f.sentence)
		for _, t := range targets {
			shared := common(t.about, about)
			if len(shared) == 0 || f.Q.Base() <= 1.5*t.f.Q.Base() {
				continue
			}
			c.report(t.f.passage, t.f.sentence, f.passage, f.sentence, "%s is promised for %s, but a step of it takes %s",
				strings.TrimSpace(t.f.Text), strings.Join(shared, ", "), strings.TrimSpace(f.Text))
			return
		}
	}
}

// common gives the words of both sets in order.
func common(a, b map[string]bool) []string {
	var out []string
	for w := range a {
		if b[w] {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// storing are words of a sentence that says where something is kept.
var storing = set("table", "tables", "store", "stored", "stores", "database", "db", "schema", "collection", "row", "rows", "column", "index", "redis", "s3", "kafka", "topic",
	"queue", "persist", "persisted", "saved", "save", "cassandra", "postgres", "postgresql", "mysql", "mongodb", "dynamodb", "elasticsearch", "bucket", "external", "stripe", "cache", "document",
	"record", "records", "entity", "field", "fields", "log", "ledger")

// notKept are resources of calls that need no entity of their own.
var notKept = set("sessions", "uploads", "searches", "tokens", "webhooks", "events", "metrics", "logs", "urls", "suggestions", "recommendations", "locks", "checks", "results",
	"views", "status", "address", "access", "process", "batches", "stats", "devices", "presigned", "rides", "details", "credentials", "permissions", "addguests", "analytics", "reports", "orders/checkout", "estimates", "fares", "positions", "pings")

// minModel is how many passages a data model has at least before it is held to be
// complete.
const minModel = 4

// findEntity finds a call that creates things of a kind which the data model, where
// there is one, does not have and no sentence stores.
func findEntity(c *contradictions) {
	var model strings.Builder
	first, n := int32(-1), 0
	for i := range c.doc.Passages {
		p := int32(i)
		x, in := &c.doc.Passages[i], &c.info[i]
		kept := c.modelled(p) || entityRuns(x.Text) > 0
		if kept && x.Kind != answer.Heading && !in.off && !callText(x) {
			if first < 0 {
				first = p
			}
			n++
		}
		if !kept && !slices.ContainsFunc(x.Tokens, func(t answer.Token) bool { return storing[t.Norm] }) {
			continue
		}
		if !callText(x) {
			model.WriteString(strings.ToLower(x.Text))
			model.WriteByte('\n')
		}
	}
	if first < 0 || n < minModel {
		return
	}
	text := model.String()
	seen := map[string]bool{}
	for i := range c.doc.Passages {
		p := int32(i)
		x := &c.doc.Passages[i]
		if c.info[i].off || !callText(x) || c.refused(p) || c.info[i].around.has(labelDefer|labelScope|labelAlternative) {
			continue
		}
		name := created(x.Text)
		if name == "" || seen[name] || notKept[name] {
			continue
		}
		seen[name] = true
		stem := singular(name)
		if len(stem) > 5 {
			stem = strings.TrimRight(stem, "yei")
		}
		if !strings.Contains(text, stem) {
			c.report(p, 0, first, 0, "a call creates %s, and no entity of the data model holds them", name)
		}
	}
}

// created gives the collection that a POST of a path like /v1/reviews creates in; ""
// for others.
func created(text string) string {
	i := strings.Index(text, "POST")
	if i < 0 || i > 40 {
		return ""
	}
	rest := strings.TrimLeft(text[i+4:], " :`*")
	if !strings.HasPrefix(rest, "/") {
		return ""
	}
	end := strings.IndexAny(rest, " \t`?({,;")
	if end < 0 {
		end = len(rest)
	}
	parts := strings.Split(strings.Trim(rest[:end], "/"), "/")
	name := strings.ToLower(parts[len(parts)-1])
	if len(name) < 5 || !strings.HasSuffix(name, "s") || strings.HasSuffix(name, "ss") || strings.ContainsAny(name, ":{}<>-_.0123456789") {
		return ""
	}
	return name
}

// minDesign is how many words an answer has at least before it is blamed for what it
// leaves out.
const minDesign = 100

// everywhere is how often a word comes in a design that is about it: "tweet" tells no
// requirement from another.
const everywhere = 5

// earlyShare is the part of an answer, of its words, in which requirements stand; use
// cases further down are told flows.
const earlyShare = 0.4

// findUnserved finds a requirement of the scenario that the answer lists and that
// nothing after it speaks of: none of its words but the scenario's own come again.
func findUnserved(c *contradictions) {
	if c.c.scen == nil || c.doc.Words < minDesign {
		return
	}
	type place struct{ p, s, point int32 }
	var asked []place
	elsewhere, seen := map[int32]bool{}, map[int32]bool{}
	words := map[string]int{}
	early := int32(earlyShare * float64(len(c.text.Words)))
	design := int32(-1)
	for i := range c.doc.Passages {
		p := int32(i)
		x, in := &c.doc.Passages[i], &c.info[i]
		required := in.around.has(labelRequirements|labelNonfunctional|labelScope) || x.Kind == answer.Heading && in.own.has(labelRequirements)
		if !required {
			if design < 0 && len(asked) > 0 {
				design = p
			}
			for k := range x.Tokens {
				words[singular(x.Tokens[k].Norm)]++
				if t := &x.Tokens[k]; t.Camel {
					for _, w := range camelWords(string(c.doc.Raw[t.Start:t.End])) {
						words[singular(w)]++
					}
				}
			}
		}
		for _, k := range in.other {
			h := c.hits.All[k]
			ro := c.c.roles[h.Group]
			if ro.part != partPoint || c.c.points[ro.index].kind != pointFunctional {
				continue
			}
			switch {
			case !required:
				elsewhere[ro.index] = true
			case c.text.First[p] > early || seen[ro.index] || x.Kind == answer.Heading || len(c.children[p]) > 0 || len(x.Tokens) > 25:
			case in.around.has(labelRequirements) && !in.around.has(labelNonfunctional|labelScope|labelDefer) && c.stands(p, h.Sentence):
				seen[ro.index] = true
				asked = append(asked, place{p, h.Sentence, ro.index})
			}
		}
	}
	if design < 0 {
		return
	}
	for _, a := range asked {
		if elsewhere[a.point] {
			continue
		}
		absent := 0
		for w := range c.subjects(a.p, a.s) {
			if words[w] >= everywhere {
				continue
			}
			if told(words, w) {
				absent = 0
				break
			}
			absent++
		}
		if absent > 0 {
			c.report(a.p, a.s, design, 0, "%q is asked for, and nothing in the design, from the second line on, serves it", clipShort(c.doc.Passages[a.p].SentenceText(int(a.s))))
		}
	}
}

// camelWords splits a name like uploadMedia, in lower case.
func camelWords(name string) []string {
	var out []string
	from := 0
	for i := 1; i < len(name); i++ {
		if name[i] >= 'A' && name[i] <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			out = append(out, strings.ToLower(name[from:i]))
			from = i
		}
	}
	return append(out, strings.ToLower(name[from:]))
}

// alike are words that answers use for one another.
var alike = func() map[string][]string {
	m := map[string][]string{}
	for _, list := range []string{
		"photo picture image video media attachment file document", "chat message messaging conversation", "price cost fare pricing", "rate rating review feedback",
		"search find discover browse query", "pay payment charge checkout billing payout", "sign login signup auth register registration account authentication",
		"recommend recommendation suggestion personalised personalized explore", "notify notification push alert", "follow follower following followee", "share sharing permission link",
		"watch play playback stream streaming view", "book booking reserve reservation", "cancel cancellation refund", "track tracking location gps position", "call calling ring webrtc",
		"history log archive", "group room channel", "upload post publish create", "download fetch offline", "delete remove deletion unsend", "edit update modify change", "sync synchronise synchronize",
		"screen desktop presentation", "record recording", "comment reply thread", "receipt tick read seen delivered acknowledgement ack status", "presence online status", "like reaction favorite", "feed timeline home",
	} {
		words := strings.Fields(list)
		for _, w := range words {
			m[w] = words
		}
	}
	return m
}()

// told tells whether a word, another form of it or one used for it is among words.
func told(words map[string]int, w string) bool {
	stem := strings.TrimPrefix(w, "un")
	for _, end := range [...]string{"ing", "ed", "e", "ion"} {
		if s, ok := strings.CutSuffix(stem, end); ok && len(s) > 3 {
			stem = s
		}
	}
	for _, form := range [...]string{w, stem, stem + "e", stem + "ing", stem + "ed", stem + "er", stem + "ion"} {
		if words[form] > 0 {
			return true
		}
		for _, other := range alike[form] {
			if words[other] > 0 {
				return true
			}
		}
	}
	return false
}

func clipShort(s string) string {
	if len(s) <= 60 {
		return s
	}
	cut := strings.LastIndexByte(s[:60], ' ')
	if cut < 20 {
		return clip(s)
	}
	return s[:cut] + " …"
}

// findUnused finds results that are computed and that nothing takes up: none of the
// estimates comes again, none counts machines or chooses a store.
func findUnused(c *contradictions) {
	if c.doc.Words < minDesign {
		return
	}
	choosing := map[int32]bool{}
	for i := range c.mentions {
		choosing[c.mentions[i].passage] = true
	}
	again := map[laterKey][2]int32{} // the first and the last section that has a value
	for i := range c.doc.Passages {
		section := c.doc.Passages[i].Section
		for _, f := range c.found(int32(i)) {
			if f.Q.Base() <= 0 {
				continue
			}
			k := keyOf(f.Q)
			if at, ok := again[k]; ok {
				section = at[0]
			}
			again[k] = [2]int32{section, c.doc.Passages[i].Section}
		}
	}
	var first, last *figure
	n := 0
	for i := range c.figs {
		f := &c.figs[i]
		if !c.info[f.passage].around.has(labelEstimates) || f.Q.Base() <= 0 || f.Q.Unit.Form != quantity.Plain {
			continue
		}
		if machineNouns[f.Q.Unit.Noun] || c.said(f.passage).has(saysServers) {
			return
		}
		if f.kind == figureOther || f.kind == figureUsers {
			continue
		}
		if choosing[f.passage] {
			return
		}
		k := keyOf(f.Q)
		for _, d := range [...]int32{-1, 0, 1} {
			at, ok := again[laterKey{k.data, k.time, k.money, k.bucket + d}]
			if ok && f.result && (at[0] != at[1] || at[0] != c.doc.Passages[f.passage].Section) {
				return
			}
		}
		if f.result {
			if first == nil {
				first = f
			}
			last = f
			n++
		}
	}
	if n < 3 {
		return
	}
	c.report(first.passage, first.sentence, last.passage, last.sentence, "%d results are computed here, and nothing is sized, sharded, cached or chosen by one of them", n)
}
