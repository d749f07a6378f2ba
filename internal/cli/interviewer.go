package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/diag"
	"designdrill/internal/interview"
	"designdrill/internal/llm"
	"designdrill/internal/review"
	"designdrill/internal/score"
	"designdrill/internal/tui"
)

// interviewer speaks for an attempt: by the rules, and with --ai by a model in what the
// rules leave to it.
type interviewer struct{ *practice }

var _ tui.Interviewer = (*interviewer)(nil)

// Slow tells whether a model is asked.
func (v *interviewer) Slow() bool { return v.voice != nil && v.voice.speaks() }

// FollowUps scores what is there and chooses what to ask. An answer that cannot be
// scored has no follow-ups.
func (v *interviewer) FollowUps(ctx context.Context, s *interview.State) interview.Body {
	doc := answer.Parse([]byte(interview.Document(*s, v.attempt.ID, nil)))
	res, err := v.score(doc, nil)
	if err != nil {
		return interview.Body{}
	}
	most := 2
	stage := s.Plan.Stages[s.Stage()]
	switch {
	case s.Over[s.Stage()]:
		most = 1
	case stage.ID == "components":
		most = 3
	}
	body := interview.Body{Questions: interview.FollowUps(v.x, s, shown(res), most)}
	if v.voice == nil || stage.ID == "wrap-up" || !answered(s) {
		return body
	}
	content, err := v.contents.of(res.Scenario)
	if err != nil {
		return body
	}
	st := review.Stage{Title: stage.Title, Doc: doc, Content: content, Scenario: v.x}
	for _, q := range body.Questions {
		st.Chosen = append(st.Chosen, review.Chosen{ID: q.ID, Ask: q.Ask, Quote: q.Quote})
	}
	for i, q := range s.Asked {
		if s.Reached(i) {
			st.Asked = append(st.Asked, q.Ask)
		}
	}
	said, note := v.voice.followUps(ctx, st)
	body.Note = note
	if said == nil {
		return body
	}
	by := v.voice.name()
	for i := range body.Questions {
		if q := &body.Questions[i]; said.Worded[q.ID] != "" {
			q.Plain, q.Ask, q.By = q.Ask, said.Worded[q.ID], by
		}
	}
	if said.Own.Ask != "" {
		body.Questions = append(body.Questions, interview.Question{ID: "follow-up-" + stage.ID + "-model", Ask: said.Own.Ask, Quote: said.Own.Quote, By: by})
	}
	return body
}

// answered tells whether anything was said in the stage.
func answered(s *interview.State) bool {
	for _, q := range s.Asked {
		if q.Stage == s.Stage() && q.Status == interview.Done {
			return true
		}
	}
	return false
}

// Reply tells the facts that the candidate asks for. A model can find other facts than
// the rule, but what the rule finds is told when the model finds none: with a model a
// candidate is told no less.
func (v *interviewer) Reply(ctx context.Context, s *interview.State) interview.Body {
	enquiry := s.Enquiries[len(s.Enquiries)-1].Text
	known := s.Plan.Known
	if len(known) == 0 { // an attempt from before there were any
		known = interview.KnownFacts(v.x)
	}
	found := interview.Lookup(known, enquiry)
	var body interview.Body
	if v.voice != nil {
		var facts []review.Fact
		for _, f := range known {
			facts = append(facts, review.Fact{ID: f.ID, Text: f.Text})
		}
		var ids []string
		ids, body.Note = v.voice.facts(ctx, v.practice, facts, enquiry)
		var picked []interview.Fact
		for _, id := range ids {
			for _, f := range known {
				if f.ID == id {
					picked = append(picked, f)
				}
			}
		}
		if len(picked) > 0 {
			found, body.By = picked, v.voice.name()
		}
	}
	body.Text = interview.Reply(found)
	for _, f := range found {
		body.Facts = append(body.Facts, f.ID)
	}
	return body
}

// voice is a model that speaks for the interviewer, or why there is none.
type voice struct {
	client  *llm.Client
	prompts *review.Voice
	missing string // why no model can be asked from the beginning on

	mu     sync.Mutex
	failed int  // times in a row
	out    bool // it is not asked any more
}

// How long a model may think: after a stage, and when the candidate asks back.
const (
	stageWait = 90 * time.Second
	replyWait = 45 * time.Second
	maxSilent = 2 // failures in a row after which it is not asked any more
)

// newVoice configures the model of an interview. That none is configured is no error:
// the interview goes on without.
func (e *env) newVoice(f reviewFlags) (*voice, error) {
	p, err := e.pickProfile(f.profile)
	if noModel(err) && f.profile == "" {
		return &voice{missing: "no model is configured", out: true}, nil
	}
	if err != nil {
		return nil, err
	}
	dir, err := cacheDir()
	if err != nil {
		return nil, err
	}
	// Replies are not kept; what the server was found to understand is.
	client, err := p.newClient(p.config(llm.Budget{Calls: f.calls, Tokens: f.tokens, Cost: f.cost}, dir, false))
	if err != nil {
		return nil, err
	}
	s, err := sources(e.contentDir)
	if err != nil {
		return nil, err
	}
	prompts, err := review.LoadVoice(s.Prompts)
	if err != nil {
		return nil, failedf("", "%s", err)
	}
	return &voice{client: client, prompts: prompts}, nil
}

// about tells the candidate who speaks, and what is sent where.
func (v *voice) about() string {
	if v.client == nil {
		return "Without a model (" + v.missing + "; designdrill doctor helps): the interview is in the scenario's own words."
	}
	return fmt.Sprintf("The model %s on %s speaks for the interviewer: your answers so far are sent to it after each stage, and what you ask back.", v.client.Model(), v.client.Host())
}

func (v *voice) name() string { return diag.Clean(v.client.Model()) }

func (v *voice) speaks() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return !v.out
}

func (v *voice) followUps(ctx context.Context, st review.Stage) (*review.Spoken, string) {
	if !v.speaks() {
		return nil, v.missed("", "")
	}
	limited, cancel := context.WithTimeout(ctx, stageWait)
	defer cancel()
	said, err := v.prompts.FollowUps(limited, v.client, st)
	return said, v.heard(ctx, limited, err)
}

func (v *voice) facts(ctx context.Context, p *practice, facts []review.Fact, enquiry string) ([]string, string) {
	if !v.speaks() {
		return nil, v.missed("", "")
	}
	limited, cancel := context.WithTimeout(ctx, replyWait)
	defer cancel()
	ids, _, err := v.prompts.Facts(limited, v.client, p.x, facts, enquiry)
	return ids, v.heard(ctx, limited, err)
}

// heard counts failures, and returns the line that tells one.
func (v *voice) heard(ctx, limited context.Context, err error) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var f *review.Fault
	switch {
	case err == nil:
		v.failed = 0
		return ""
	case !errors.As(err, &f):
		f = &review.Fault{Kind: "failed", Reason: err.Error()}
	}
	switch {
	case f.Kind == "not_sent":
		return "" // nothing is wrong with the model
	case ctx.Err() != nil:
		return v.missed("you did not wait for the model", "")
	case limited.Err() != nil:
		f.Reason = "the model did not answer in time"
	}
	v.failed++
	switch llm.Kind(f.Kind) {
	case llm.BadKey, llm.NoModel, llm.NoQuota, llm.OverBudget, llm.SwitchedOff, llm.Redirected, llm.BadConfig:
		v.out = true
	}
	v.out = v.out || v.failed >= maxSilent
	return v.missed(f.Reason, f.Hint)
}

// missed is the one line about a model that does not speak.
func (v *voice) missed(why, hint string) string {
	why = strings.TrimSuffix(cmp.Or(why, v.missing), ".")
	if why == "" {
		return ""
	}
	line := "The scenario's own words, without the model: " + why
	if v.out && v.client != nil {
		line += "; it is not asked any more"
	}
	if hint != "" && v.out {
		line += " (" + hint + ")"
	}
	return string([]rune(diag.Clean(line))[:min(len([]rune(diag.Clean(line))), maxMissed)]) + "."
}

// maxMissed bounds the line, in characters.
const maxMissed = 300

// shown is what a result says of the answer so far.
func shown(res *score.Result) interview.Shown {
	var out interview.Shown
	gain := map[string]float64{}
	for _, a := range res.Next {
		gain[a.Criterion] = a.Gain
	}
	for _, c := range res.Criteria {
		if c.Status != score.Scored {
			continue
		}
		x := interview.Criterion{ID: c.ID, Title: c.Title, Level: c.Level, Gain: gain[c.ID], Probe: c.Probe}
		if len(c.Evidence) > 0 {
			x.Quote = c.Evidence[0].Quote
		}
		out.Criteria = append(out.Criteria, x)
	}
	for _, x := range res.Points {
		out.Points = append(out.Points, interview.Point{ID: x.ID, Covered: x.Covered})
	}
	for _, a := range res.Arithmetic {
		if a.Status == "wrong" || a.Status == "slip" {
			out.Wrong++
		}
	}
	return out
}
