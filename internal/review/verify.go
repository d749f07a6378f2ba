package review

import (
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/score"
)

// Reasons why a verdict does not count, besides the stances of the scorer ("negated"
// and the like) and the kinds of failed calls.
const (
	noQuote       = "no-quote"      // it gives none
	notFound      = "not-found"     // the answer does not say that
	tooShort      = "too-short"     // a quote of two words proves nothing
	tooLong       = "too-long"      // nor does half of the answer
	fromQuestion  = "from-question" // it stands in the question
	toTheReader   = "injection"     // the passage speaks to its reader
	offTopic      = "irrelevant"    // the passage is about something else
	notInReply    = "missing"       // the reply has no verdict, even when asked again
	doubled       = "doubled"       // it has several
	votesDisagree = "no-majority"   // repeated readings differ
	listed        = "listed"        // the quote only lists it, which is worth "named" and no more
)

// check turns a model's word into a verdict: the quotes are looked up, and one that
// counts is enough.
func (r *reader) check(x item) score.Verdict {
	v := score.Verdict{Criterion: x.id, Word: x.verdict}
	level := words[x.verdict]
	switch {
	case x.verdict == "cannot_assess":
		v.State = score.CannotAssess
		return v
	case level == 0:
		v.State = score.Absent
		return v
	}
	v.State, v.Reason = score.Unsupported, noQuote
	for _, quote := range x.quotes[:min(len(x.quotes), maxQuotes)] {
		evidence, state, reason := r.quote(x.id, quote)
		switch {
		case state == score.Supported:
			if v.State != score.Supported {
				v.State, v.Reason, v.Evidence = state, reason, nil
			}
			worth := level
			if reason == listed {
				worth = min(level, words["named"])
			}
			if worth > v.Level {
				v.Level, v.Reason = worth, reason
			}
			v.Evidence = append(v.Evidence, evidence...)
		case v.State == score.Supported:
		case rankReason(reason) > rankReason(v.Reason):
			v.State, v.Reason, v.Evidence = state, reason, evidence
		}
	}
	return v
}

// rankReason orders the reasons by how far a quote got: the farthest is told.
func rankReason(reason string) int {
	return slices.Index([]string{noQuote, tooShort, tooLong, notFound, fromQuestion, toTheReader, offTopic}, reason) + boost(reason)
}

func boost(reason string) int {
	switch reason {
	case "negated", "rejected", "deferred", "asked":
		return 100
	}
	return 0
}

// quote looks one quote up and judges each passage that it takes from.
func (r *reader) quote(criterion, text string) ([]score.Evidence, string, string) {
	places, why := r.sheet.find(text)
	if why != "" {
		return nil, score.Unsupported, why
	}
	if inText(r.question, r.sheet, places) {
		return nil, score.Unsupported, fromQuestion
	}
	state, reason := score.Unsupported, offTopic
	var evidence []score.Evidence
	for _, p := range places {
		for _, st := range r.sheet.stretches(p) {
			if r.sheet.flagged[st.passage] {
				// Whatever else the quote holds, its passage asks for something.
				return nil, score.Unsupported, toTheReader
			}
			evidence = append(evidence, st.evidence)
			about, stance := r.judge(criterion, st)
			switch {
			case !about || state == score.Supported:
			case stance == listed:
				state, reason = score.Supported, listed
			case stance != "asserted":
				state, reason = score.Conflict, stance
			default:
				state, reason = score.Supported, ""
			}
		}
	}
	return evidence, state, reason
}

// judge says whether the sentences of a stretch are about the criterion, and how they
// are meant.
func (r *reader) judge(criterion string, st stretch) (about bool, stance string) {
	r.looks.Lock()
	defer r.looks.Unlock()
	x := &r.Doc.Passages[st.passage]
	about = r.witness.About(criterion, st.passage, st.first, st.last)
	if !about && len(x.Sentences) > 0 {
		from, to := x.Sentences[st.first].First, x.Sentences[st.last].Last
		about = r.subjects.about(criterion, x.Tokens[from:to])
	}
	return about, r.witness.Stance(criterion, st.passage, st.first, st.last)
}

// inText tells whether the found words stand in the question as well, in a row.
func inText(text string, s *sheet, places []place) bool {
	var all strings.Builder
	for _, w := range answer.Words(text) {
		all.WriteString(" " + plain(w.Norm))
	}
	hay := all.String() + " "
	for _, p := range places {
		var needle strings.Builder
		for _, t := range s.tokens[p.from:p.to] {
			needle.WriteString(" " + t.norm)
		}
		if !strings.Contains(hay, needle.String()+" ") {
			return false
		}
	}
	return true
}
