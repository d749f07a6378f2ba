package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/llm"
	"designdrill/internal/score"
)

// Voice is a model as the interviewer's voice: it words the follow-ups that the rules
// chose, asks one of its own, and finds the facts that a candidate asks for. What it
// says is held against the answer and the scenario before anybody reads it.
type Voice struct {
	Hash string // "sha256:…" over the prompts

	system, user, schema             string
	factSystem, factUser, factSchema string
	repair                           string
}

// LoadVoice reads the prompt files.
func LoadVoice(fsys fs.FS) (*Voice, error) {
	v := &Voice{}
	var err error
	v.Hash, err = readPrompts(fsys, []promptFile{
		{"interview-system.md", &v.system, nil},
		{"interview-user.md", &v.user, []string{"{{question}}", "{{followups}}", "{{asked}}", "{{answer}}", "{{stage}}", "{{nonce}}", "{{ids}}"}},
		{"interview-reply.schema.json", &v.schema, []string{`"{{ids}}"`}},
		{"clarify-system.md", &v.factSystem, nil},
		{"clarify-user.md", &v.factUser, []string{"{{question}}", "{{facts}}", "{{enquiry}}", "{{nonce}}", "{{ids}}"}},
		{"clarify-reply.schema.json", &v.factSchema, []string{`"{{ids}}"`}},
		{"review-repair.md", &v.repair, []string{"{{fault}}"}},
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Stage is what was said when a stage is over.
type Stage struct {
	Title    string
	Doc      *answer.Document // the answer so far
	Content  *score.Content
	Scenario *catalog.Scenario
	Chosen   []Chosen // by the rules
	Asked    []string // what was asked before
}

// Chosen is a follow-up that the rules chose, with what the candidate wrote on it.
type Chosen struct {
	ID, Ask, Quote string
}

// Spoken is what a model said that stood the checks.
type Spoken struct {
	Worded  map[string]string // by id: the follow-up in the model's words
	Own     Own               // its own question; empty when it has none that counts
	Model   string            // as the server names it
	Told    bool              // the model says that the answer speaks to it
	Refused []string          // why something it said is not used, for each
}

// Own is a question of the model's own about a passage, in the answer's words.
type Own struct {
	Quote, Ask string
	Line       int
}

// Fault is why a model said nothing of use, as one word and in one line.
type Fault struct {
	Kind, Reason, Hint string
}

func (f *Fault) Error() string { return f.Reason }

func faultFrom(f *fault) *Fault { return &Fault{f.kind, f.reason, f.hint} }

const (
	maxSpokenTo = 60_000 // bytes of the answer that are sent between two stages
	voiceRoom   = 900    // tokens of a reply
	factRoom    = 300
)

// FollowUps asks a model once how to go on after a stage. The error is a *Fault.
func (v *Voice) FollowUps(ctx context.Context, ask Asker, st Stage) (*Spoken, error) {
	s := newSheet(st.Doc, st.Content.Witness(st.Doc))
	switch {
	case len(s.text) > maxSpokenTo:
		return nil, &Fault{Kind: "not_sent", Reason: fmt.Sprintf("the answer is longer than the %d kB that are sent during an interview", maxSpokenTo/1000)}
	case s.words == 0:
		return nil, &Fault{Kind: "not_sent", Reason: "there is nothing to read yet"}
	}
	req, question := v.request(st, s)
	var got *voiced
	reply, f := v.once(ctx, ask, req, func(raw []byte) error {
		x, err := decodeVoiced(raw, st.Chosen)
		if err == nil {
			got = x
		}
		return err
	})
	if f != nil {
		return nil, faultFrom(f)
	}
	return v.judge(st, s, question, got, reply.Model), nil
}

// request writes the question; the second result is the task as the model gets it.
func (v *Voice) request(st Stage, s *sheet) (llm.Request, string) {
	question := questionText(st.Scenario)
	var chosen, asked strings.Builder
	var ids []string
	for _, c := range st.Chosen {
		ids = append(ids, c.ID)
		fmt.Fprintf(&chosen, "%s: %s\n", c.ID, oneLine(c.Ask))
		if c.Quote != "" {
			fmt.Fprintf(&chosen, "  the candidate wrote on it: %s\n", oneLine(c.Quote))
		}
	}
	for _, a := range st.Asked {
		fmt.Fprintf(&asked, "- %s\n", oneLine(a))
	}
	if len(ids) == 0 {
		ids = []string{"none"}
		chosen.WriteString("none\n")
	}
	data := []string{question, chosen.String(), asked.String(), s.text, st.Title}
	return llm.Request{System: v.system, SchemaName: "interview", Schema: withIDs(v.schema, ids), MaxOutput: voiceRoom,
		User: fill(v.user, map[string]string{"question": question, "followups": strings.TrimRight(chosen.String(), "\n"), "asked": strings.TrimRight(asked.String(), "\n"),
			"answer": strings.TrimRight(s.text, "\n"), "stage": oneLine(st.Title), "nonce": nonce(data...), "ids": strings.Join(ids, ", ")})}, question
}

// once asks one question until its reply can be used, or cannot.
func (v *Voice) once(ctx context.Context, ask Asker, req llm.Request, use func(raw []byte) error) (*llm.Reply, *fault) {
	now := req
	for repaired, longer := false, false; ; {
		reply, err := ask.Complete(ctx, now)
		if err != nil {
			return nil, faultOf(err)
		}
		if f := cutShort(reply, now); f != nil {
			return nil, f
		}
		if reply.Finish == "length" {
			if longer {
				return nil, &fault{kind: Truncated, reason: "the model's reply was cut off at its cap", hint: "a model that reasons less"}
			}
			longer = true
			now.MaxOutput *= 2
			continue
		}
		if err = objects(reply.Text, use); err == nil {
			return reply, nil
		}
		if repaired {
			return nil, &fault{kind: Unusable, reason: "the model's reply holds no usable JSON: " + err.Error(), hint: "another model, or a server that takes a JSON schema"}
		}
		repaired = true
		now.User = req.User + fill(v.repair, map[string]string{"fault": err.Error()})
	}
}

// voiced is a reply of the right shape, not judged yet.
type voiced struct {
	injection  bool
	worded     map[string]string
	quote, ask string
}

func decodeVoiced(raw []byte, chosen []Chosen) (*voiced, error) {
	top, err := members(raw)
	if err != nil {
		return nil, err
	}
	var seen string
	if json.Unmarshal(top["injection_seen"], &seen) != nil || seen != "yes" && seen != "no" {
		return nil, errors.New(`"injection_seen" is to be "no" or "yes"`)
	}
	var list []json.RawMessage
	if json.Unmarshal(top["follow_ups"], &list) != nil || list == nil {
		return nil, errors.New(`"follow_ups" is to be a list`)
	}
	x := &voiced{injection: seen == "yes", worded: map[string]string{}}
	twice := map[string]bool{}
	for n, raw := range list[:min(len(list), 4*len(chosen)+4)] {
		m, err := members(raw)
		if err != nil {
			return nil, fmt.Errorf("follow-up %d: %w", n+1, err)
		}
		var id, ask string
		if json.Unmarshal(m["id"], &id) != nil || json.Unmarshal(m["ask"], &ask) != nil {
			return nil, fmt.Errorf(`follow-up %d needs "id" and "ask"`, n+1)
		}
		if !slices.ContainsFunc(chosen, func(c Chosen) bool { return c.ID == id }) {
			continue // nobody asked
		}
		if _, ok := x.worded[id]; ok {
			twice[id] = true
		}
		x.worded[id] = ask
	}
	for id := range twice {
		delete(x.worded, id)
	}
	own, err := members(top["own"])
	if err != nil || json.Unmarshal(own["quote"], &x.quote) != nil || json.Unmarshal(own["ask"], &x.ask) != nil {
		return nil, errors.New(`"own" needs "quote" and "ask"`)
	}
	return x, nil
}

// Fact is something that the interviewer may tell.
type Fact struct{ ID, Text string }

// MaxTold is how many facts a model may pick for one question.
const MaxTold = 2

// Facts asks a model which facts answer what a candidate asks back. It returns their
// ids, none when the scenario does not tell. What is told are the facts' own words: a
// model cannot add to them. The error is a *Fault.
func (v *Voice) Facts(ctx context.Context, ask Asker, x *catalog.Scenario, facts []Fact, enquiry string) (ids []string, model string, err error) {
	enquiry = oneLine(enquiry)
	switch {
	case injection(enquiry):
		return nil, "", &Fault{Kind: "not_sent", Reason: "the question speaks to a model, so none was asked"}
	case len(facts) == 0 || enquiry == "":
		return nil, "", &Fault{Kind: "not_sent", Reason: "there is nothing to ask a model"}
	}
	var list strings.Builder
	var known []string
	for _, f := range facts {
		known = append(known, f.ID)
		fmt.Fprintf(&list, "%s: %s\n", f.ID, oneLine(f.Text))
	}
	question := questionText(x)
	req := llm.Request{System: v.factSystem, SchemaName: "clarify", Schema: withIDs(v.factSchema, known), MaxOutput: factRoom,
		User: fill(v.factUser, map[string]string{"question": question, "facts": strings.TrimRight(list.String(), "\n"), "enquiry": enquiry,
			"nonce": nonce(question, list.String(), enquiry), "ids": strings.Join(known, ", ")})}
	reply, f := v.once(ctx, ask, req, func(raw []byte) error {
		top, err := members(raw)
		if err != nil {
			return err
		}
		var got []string
		if json.Unmarshal(top["facts"], &got) != nil || got == nil {
			return errors.New(`"facts" is to be a list of ids`)
		}
		ids = nil
		for _, id := range got {
			if slices.Contains(known, id) && !slices.Contains(ids, id) && len(ids) < MaxTold {
				ids = append(ids, id)
			}
		}
		if len(got) > 0 && len(ids) == 0 {
			return errors.New("it names no fact that there is")
		}
		return nil
	})
	if f != nil {
		return nil, "", faultFrom(f)
	}
	return ids, reply.Model, nil
}
