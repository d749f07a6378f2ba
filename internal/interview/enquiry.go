package interview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
)

// Fact is something the interviewer knows. Words are other words by which it is asked
// for.
type Fact struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Brief bool     `json:"brief,omitempty"` // told with the brief already
	Words []string `json:"words,omitempty"`
}

// Enquiry is a question of the candidate's with what was told.
type Enquiry struct {
	Question string   // id of the question that stood on the screen
	Text     string   // as it was asked
	Answered bool     // false while the interviewer thinks
	Facts    []string // ids of the facts that were told; none when the scenario does not tell
	Reply    string   // what was told, word for word
	By       string   // the model that chose the facts; "" when the rule did
}

// Bounds of enquiries.
const (
	MaxEnquiry   = 500 // bytes of one
	MaxEnquiries = 40  // in an attempt
	maxTold      = 2   // facts in a reply
)

// NotTold is the reply when no fact answers a question.
const NotTold = "The scenario does not tell. Make an assumption, say it, and go on with it."

// Reply is what is told for facts, in the scenario's own words.
func Reply(facts []Fact) string {
	if len(facts) == 0 {
		return NotTold
	}
	var parts []string
	for _, f := range facts[:min(len(facts), maxTold)] {
		text := strings.TrimRight(oneLine(f.Text), ".")
		if f.Brief {
			text += ", as the task says"
		}
		parts = append(parts, text+".")
	}
	return strings.Join(parts, " ")
}

// KnownFacts lists a scenario's facts. The words by which an answer states one of the
// scenario's figures are words to ask for the fact that holds this figure.
func KnownFacts(x *catalog.Scenario) []Fact {
	var out []Fact
	var roots []map[string]bool
	for _, f := range x.Facts {
		out = append(out, Fact{ID: f.ID, Text: oneLine(f.Text), Brief: f.Reveal == "brief"})
		roots = append(roots, rootSet(f.ID+" "+f.Text))
	}
	for _, in := range x.Inputs {
		best, most := -1, 2 // fewer shared words say nothing
		for i := range out {
			shared := 0
			for r := range rootSet(in.Text + " " + figure(in.Value)) {
				if roots[i][r] {
					shared++
				}
			}
			if shared > most || shared == most && best < 0 {
				best, most = i, shared
			}
		}
		if best < 0 {
			continue
		}
		for r := range rootSet(strings.Join(in.Match, " ")) {
			if !roots[best][r] && !slices.Contains(out[best].Words, r) && !isDigit(r[0]) {
				out[best].Words = append(out[best].Words, r)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Words)
		out[i].Words = out[i].Words[:min(len(out[i].Words), maxWords)]
	}
	return out
}

// maxWords bounds the further words of a fact.
const maxWords = 40

// figure is the number that a quantity begins with.
func figure(value string) string {
	end := strings.IndexFunc(value, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	if end < 0 {
		end = len(value)
	}
	return value[:end]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Lookup finds the facts that a question asks for, by the words that they share: at
// least half of what the question is about, rare words counting more. A question for a
// number is answered by a fact that counts what it asks for. It finds no fact rather
// than one that is about something else.
func Lookup(facts []Fact, question string) []Fact {
	type entry struct {
		own, more, title map[string]bool
		words            []answer.Token
	}
	entries := make([]entry, len(facts))
	uses := map[string]int{}
	for i, f := range facts {
		e := entry{own: rootSet(f.ID + " " + f.Text), title: rootSet(f.ID), more: map[string]bool{}, words: answer.Words(f.Text)}
		for _, w := range f.Words {
			e.more[w] = true
		}
		for r := range e.own {
			uses[r]++
		}
		entries[i] = e
	}
	want := wanted(question)
	kind := kindOf(question)
	type found struct {
		at    int
		worth float64
	}
	var list []found
	for i, e := range entries {
		matched, worth := 0, 0.0
		counted, sure, asked := false, false, len(want)
		for _, alternatives := range want {
			best, hit := 0.0, ""
			for k, r := range alternatives {
				w := 0.0
				switch {
				case e.title[r]:
					w = 1.5
				case e.own[r]:
					w = 1
				case e.more[r] && k == 0:
					w = 0.7
				}
				if k > 0 {
					w *= 0.8 // another word for it
				}
				if w /= 1 + 0.15*float64(max(uses[r]-1, 0)); w > best {
					best, hit = w, r
				}
			}
			if best > 0 {
				matched++
				worth += best
				sure = sure || (hit == alternatives[0] || e.title[hit]) && uses[hit] <= 2 || hit == alternatives[0] && e.title[hit]
				counted = counted || e.own[hit] && slices.ContainsFunc(alternatives, func(r string) bool { return counts(e.words, r) })
			} else if measures[alternatives[0]] {
				asked--
			}
		}
		if matched == 0 || matched*2 < asked || matched*2 == asked && !sure {
			continue // half of it, met by a word that means the same or stands in many facts, is too little
		}
		worth *= float64(matched) / float64(len(want))
		switch kind {
		case forNumber:
			if !hasFigure(facts[i].Text) {
				continue
			}
			if counted {
				worth *= 1.6
			}
		case forTime, forSize:
			if !hasUnit(e.words, kind) {
				worth *= 0.5
			}
		}
		list = append(list, found{i, worth})
	}
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(b.worth, a.worth) })
	var out []Fact
	for _, f := range list {
		if len(out) == maxTold || f.worth < leastWorth || len(out) > 0 && f.worth < list[0].worth*0.97 {
			break
		}
		out = append(out, facts[f.at])
	}
	return out
}

// leastWorth is what a fact must reach to be told: a word that many facts share, met by
// chance, does not.
const leastWorth = 0.3

// kind is what a question asks for.
type kind int

const (
	forAnything kind = iota
	forNumber
	forTime
	forSize
)

func kindOf(question string) kind {
	words := answer.Words(question)
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1].Norm
		}
		switch {
		case w.Norm == "how" && slices.Contains([]string{"many", "much"}, next), w.Norm == "number", w.Norm == "dau", w.Norm == "mau", w.Norm == "qps":
			return forNumber
		case w.Norm == "how" && slices.Contains([]string{"long", "fast", "often", "soon", "quickly", "late", "fresh", "stale", "old"}, next), w.Norm == "latency", w.Norm == "delay":
			return forTime
		case w.Norm == "how" && slices.Contains([]string{"big", "large"}, next), w.Norm == "size":
			return forSize
		}
	}
	return forAnything
}

var units = map[kind][]string{
	forTime: {"second", "seconds", "s", "ms", "minute", "minutes", "hour", "hours", "day", "days", "month", "year", "once", "times"},
	forSize: {"kb", "mb", "gb", "tb", "pb", "bytes", "byte", "members", "people", "participants", "items", "files", "characters"},
}

func hasUnit(words []answer.Token, k kind) bool {
	return slices.ContainsFunc(words, func(w answer.Token) bool { return slices.Contains(units[k], w.Norm) })
}

// numbers are figures in words.
var numbers = []string{"two", "three", "four", "five", "ten", "hundred", "thousand", "million", "billion", "trillion", "half", "quarter", "third", "hundreds", "thousands", "millions", "billions", "trillions"}

func hasFigure(text string) bool {
	return slices.ContainsFunc(answer.Words(text), isNumber)
}

func isNumber(w answer.Token) bool { return isDigit(w.Norm[0]) || slices.Contains(numbers, w.Norm) }

// near is how many words may stand between a number and what it counts.
const near = 3

// counts tells whether a number stands shortly before a word.
func counts(words []answer.Token, r string) bool {
	for i, w := range words {
		if rootOf(w.Norm) != r {
			continue
		}
		for k := i - 1; k >= 0 && k >= i-near; k-- {
			if isNumber(words[k]) {
				return true
			}
		}
	}
	return false
}

// alike are words that people ask with for the same. The scenario's own words come
// first.
var alike = [][]string{
	{"user", "people", "person", "member", "customer", "visitor", "rider", "subscriber", "membership", "account"},
	{"dau", "daily"}, {"mau", "month"},
	{"latency", "delay", "late", "fast", "quick", "speed", "patience", "soon"},
	{"fresh", "stale", "freshness", "late", "lag"},
	{"peak", "busiest", "spike", "busy", "record", "rush"},
	{"big", "large", "size", "largest", "maximum", "max", "limit", "up"},
	{"small", "average", "typical"},
	{"long", "length", "duration", "last"},
	{"keep", "kept", "retention", "retain", "history", "restore", "delete", "expire"},
	{"concurrent", "simultaneous", "online", "connected", "moment", "time"},
	{"order", "chronological", "newest", "sort"},
	{"accept", "answer", "respond", "reply", "confirm", "approve"},
	{"deep", "depth", "far"},
	{"accurate", "accuracy", "exact"},
	{"deliver", "delivery"},
	{"photo", "picture", "image"}, {"video", "clip"}, {"tweet", "post"},
	{"media", "photo", "picture", "video"},
	{"read", "view", "watch", "open"}, {"write", "save", "publish", "upload"},
	{"trip", "ride"}, {"driver", "earner"}, {"home", "listing"}, {"hotel", "property"}, {"reservation", "booking", "book"},
	{"purchase", "order"}, {"product", "item"}, {"group", "channel"}, {"device", "phone"},
	{"pay", "paid", "payment", "payout"}, {"private", "privacy", "protected", "block"},
	{"search", "query"}, {"document", "doc"}, {"participant", "attendee"}, {"meeting", "call"}, {"record", "recording"},
	{"encryption", "encrypted", "encrypt", "e2ee", "end-to-end"}, {"warehouse", "depot"}, {"cancel", "refund"},
	{"stream", "bitrate", "bandwidth"}, {"livestream", "live"}, {"collaborate", "edit", "editor"}, {"share", "shared"},
	{"follower", "follow"}, {"celebrity", "largest"},
}

// wanted is what a question is about: for each of its words the root and those of
// words that mean the same, the word itself first.
func wanted(question string) [][]string {
	var out [][]string
	seen := map[string]bool{}
	for _, w := range answer.Words(question[:cutAt(question, MaxEnquiry)]) {
		r := rootOf(w.Norm)
		if r == "" || asking[r] || seen[r] {
			continue
		}
		seen[r] = true
		list := []string{r}
		for _, group := range alikeRoots {
			if slices.Contains(group, r) {
				for _, other := range group {
					if !slices.Contains(list, other) {
						list = append(list, other)
					}
				}
			}
		}
		out = append(out, list)
		if r == "dau" || r == "mau" {
			out = append(out, wanted("user")...)
		}
		if len(out) >= 40 {
			break
		}
	}
	return out
}

var alikeRoots = func() [][]string {
	var out [][]string
	for _, group := range alike {
		var roots []string
		for _, w := range group {
			roots = append(roots, rootOf(w))
		}
		out = append(out, roots)
	}
	return out
}()

// asking are roots of words that make a question and are not what it is about.
var asking = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`how many much what which when does should would could can may assume assumption assuming expect expected
		need needs want support know tell number numbers roughly about approximately there here have has had typical typically usually going get
		plan per each every system app application service design interview please question ask guess estimate given total overall kind
		value figure ok okay some any we're it's let make take allowed require required requirement handle must will shall consider care load`) {
		out[rootOf(w)] = true
	}
	return out
}()

// measures are roots of words that ask for a kind of figure: a fact that has it need not
// say them.
var measures = rootSet("long fast often soon quick late fresh stale old big large deep high low")

// empty are words without content.
var empty = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`a an the of to and in is are was were for on with that it as be by this from or not if so but into our their they
		then than these those its also just very more most no do did you your i my me us he she them under between through because while at we one am
		being been own too only per out once`) {
		out[w] = true
	}
	return out
}()

func rootSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range answer.Words(text) {
		if r := rootOf(w.Norm); r != "" {
			out[r] = true
		}
	}
	return out
}

// rootOf is the head of a word, by which its forms are taken for one; "" is a word
// without content.
func rootOf(norm string) string {
	w := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(norm), "'s"), "'")
	if empty[w] || len(w) < 2 {
		return ""
	}
	if isDigit(w[0]) {
		return strings.ReplaceAll(w, ",", "")
	}
	if b, ok := strings.CutSuffix(w, "ies"); ok && len(b) >= 3 {
		return b + "y"
	}
	for _, end := range []string{"ations", "ation", "ions", "ion", "ings", "ing", "ness", "ed", "es", "s"} {
		if b, ok := strings.CutSuffix(w, end); ok && len(b) >= 3 {
			w = b
			break
		}
	}
	if b, ok := strings.CutSuffix(w, "e"); ok && len(b) >= 3 {
		w = b
	}
	if b, ok := doubled(w); ok {
		w = b
	}
	return w
}

// doubled takes a doubled last letter for one, as in "shipped" and "ship".
func doubled(w string) (string, bool) {
	if n := len(w); n >= 4 && w[n-1] == w[n-2] && w[n-1] != 's' && w[n-1] != 'l' {
		return w[:n-1], true
	}
	return w, false
}

// cutAt is the largest length of at most n bytes that parts no character.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// checkFacts tells what makes a plan's facts unusable.
func checkFacts(facts []Fact) error {
	if len(facts) > maxFacts {
		return fmt.Errorf("the plan has %d facts", len(facts))
	}
	for _, f := range facts {
		if f.ID == "" || strings.TrimSpace(f.Text) == "" || len(f.Text) > maxAsk || len(f.Words) > maxWords {
			return fmt.Errorf("the fact %q is empty, or over %d bytes", f.ID, maxAsk)
		}
	}
	return nil
}

const maxFacts = 100
