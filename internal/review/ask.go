package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"designdrill/internal/llm"
	"designdrill/internal/score"
)

// Kinds of failures that a reply has and a call has not.
const (
	Truncated = "truncated"         // cut off at the cap on its length
	CutPrompt = "context_truncated" // the server read only part of the question
	Unusable  = "unusable"          // no JSON of the shape asked for
)

// maxUseless is how many replies may be of no use, none having been, before no more is
// asked.
const maxUseless = 6

// maxSplits is how often a batch that does not fit is halved.
const maxSplits = 3

// promptShare is the share of our estimate below which a server cannot have read all of
// the question.
const promptShare = 0.55

// heard is what one batch brought.
type heard struct {
	verdicts  map[string]score.Verdict
	model     string
	injection bool
	cached    int
	fault     *fault // the first, when something failed
}

// fault is why criteria have no verdict.
type fault struct {
	kind, reason, hint string
	order              int // faults that caused others come first
}

func faultOf(err error) *fault {
	var e *llm.Error
	if !errors.As(err, &e) {
		return &fault{kind: "failed", reason: err.Error()}
	}
	f := &fault{kind: string(e.Kind), reason: e.Message, hint: e.Hint}
	if e.Kind == llm.SwitchedOff || e.Kind == llm.Aborted {
		f.order = 1
	}
	return f
}

func (h *heard) add(o *heard) {
	for id, v := range o.verdicts {
		h.verdicts[id] = v
	}
	h.model = cmp.Or(h.model, o.model)
	h.injection = h.injection || o.injection
	h.cached += o.cached
	if h.fault == nil {
		h.fault = o.fault
	}
}

// ask puts one batch to the model. A batch that does not fit is halved; a reply that is
// no use is asked for once more, with what was wrong; ids that it lacks once more alone.
func (r *reader) ask(ctx context.Context, ask Asker, ids []string, sample, splits int) *heard {
	req := r.request(ids, sample)
	reply, got, f := r.once(ctx, ask, req, ids)
	if f != nil {
		switch llm.Kind(f.kind) {
		case llm.TooLong, Truncated, llm.NotRecorded, CutPrompt:
			// What was asked in halves is recorded in halves.
			if len(ids) > 1 && splits > 0 {
				half := (len(ids) + 1) / 2
				h := r.ask(ctx, ask, ids[:half], sample, splits-1)
				if h.fault == nil || len(h.verdicts) > 0 {
					h.add(r.ask(ctx, ask, ids[half:], sample, splits-1))
				}
				if len(h.verdicts) == 0 {
					h.fault = f
				}
				return h
			}
		}
		return &heard{verdicts: map[string]score.Verdict{}, fault: f}
	}
	h := &heard{verdicts: map[string]score.Verdict{}, model: reply.Model, injection: got.injection}
	if reply.Cached {
		h.cached++
	}
	for _, x := range got.items {
		h.verdicts[x.id] = r.check(x)
	}
	var missing []string
	for _, id := range ids {
		if _, ok := h.verdicts[id]; !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 && len(missing) < len(ids) && splits > 0 {
		h.add(r.ask(ctx, ask, missing, sample, 0))
	}
	for _, id := range missing {
		if _, ok := h.verdicts[id]; ok || h.fault != nil && h.fault.kind != Unusable {
			continue
		}
		why := notInReply
		if slices.Contains(got.twice, id) {
			why = doubled
		}
		h.verdicts[id] = score.Verdict{Criterion: id, State: score.NotRead, Reason: why}
	}
	if h.fault != nil && h.fault.kind == Unusable {
		h.fault = nil // the criteria concerned say so
	}
	return h
}

// once asks one question until its reply can be used, or cannot.
func (r *reader) once(ctx context.Context, ask Asker, req llm.Request, ids []string) (*llm.Reply, *replied, *fault) {
	now := req
	for repaired, doubledRoom := false, false; ; {
		if r.useful.Load() == 0 && r.useless.Load() >= maxUseless {
			return nil, nil, &fault{kind: Unusable, reason: "the model's replies were of no use, so no more was asked", order: 1}
		}
		reply, err := ask.Complete(ctx, now)
		if err != nil {
			return nil, nil, faultOf(err)
		}
		if f := cutShort(reply, now); f != nil {
			return nil, nil, f
		}
		if reply.Finish == "length" {
			if doubledRoom {
				return nil, nil, &fault{kind: Truncated, reason: "the model's reply was cut off at its cap", hint: "a larger max_output in the profile, or a model that reasons less"}
			}
			doubledRoom = true
			now.MaxOutput *= 2
			continue
		}
		got, err := extract(reply.Text, ids)
		if err == nil {
			// Kept under the first question, so that the next run finds it at once.
			r.useful.Add(1)
			ask.Keep(req, reply)
			return reply, got, nil
		}
		r.useless.Add(1)
		if repaired {
			return nil, nil, &fault{kind: Unusable, reason: "the model's reply holds no usable JSON: " + err.Error(), hint: "another model, or a server that takes a JSON schema"}
		}
		repaired = true
		now.User = req.User + fill(r.repair, map[string]string{"fault": err.Error()})
	}
}

// cutShort finds a server that dropped part of the question without a word: it says
// that it read far fewer tokens than the question has.
func cutShort(reply *llm.Reply, req llm.Request) *fault {
	if !reply.Usage.Told || reply.Usage.Input == 0 {
		return nil
	}
	if float64(reply.Usage.Input) >= promptShare*float64(llm.EstimateTokens(req.System)+llm.EstimateTokens(req.User)) {
		return nil
	}
	return &fault{kind: CutPrompt, reason: "the server read only part of the question", hint: "give the model a larger context, in Ollama by num_ctx in a Modelfile or OLLAMA_CONTEXT_LENGTH"}
}

// gather votes over the readings and says how the review went.
func (r *reader) gather(out *Outcome, list []batch, found []*heard) {
	bySample := make([]map[string]score.Verdict, r.samples)
	for i := range bySample {
		bySample[i] = map[string]score.Verdict{}
	}
	var first *fault
	failed := map[string]*fault{}
	for i, h := range found {
		for id, v := range h.verdicts {
			bySample[list[i].sample][id] = v
		}
		out.Model = cmp.Or(out.Model, h.model)
		out.Told = out.Told || h.injection
		out.Cached += h.cached
		if h.fault == nil {
			continue
		}
		if first == nil || h.fault.order < first.order {
			first = h.fault
		}
		for _, id := range list[i].ids {
			failed[id] = h.fault
		}
	}
	out.Questions = len(list)
	flips := 0
	read := 0
	for _, id := range r.Criteria {
		var votes []score.Verdict
		for _, m := range bySample {
			if v, ok := m[id]; ok && v.State != score.NotRead {
				votes = append(votes, v)
			}
		}
		if len(votes) == 0 {
			v := score.Verdict{Criterion: id, State: score.NotRead, Reason: notInReply}
			if f := failed[id]; f != nil {
				v.Reason = f.kind
			} else if w, ok := bySample[0][id]; ok {
				v.Reason = w.Reason
			}
			out.Verdicts = append(out.Verdicts, v)
			continue
		}
		read++
		v, differ := vote(votes)
		if differ {
			flips++
		}
		out.Verdicts = append(out.Verdicts, v)
	}
	if read > 0 {
		out.Flips = float64(flips) / float64(read)
	}
	switch {
	case read == len(r.Criteria):
		out.Status = Complete
	case read == 0:
		out.Status = Failed
	default:
		out.Status = Partial
	}
	if out.Status != Complete {
		if first == nil {
			first = &fault{kind: Unusable, reason: "the model left criteria out"}
		}
		out.Kind, out.Reason, out.Hint = first.kind, first.reason, first.hint
	}
}

// vote takes what more than half of the readings say; where none has a majority, the
// lowest of what they say, marked as unstable.
func vote(votes []score.Verdict) (score.Verdict, bool) {
	type say struct {
		state string
		level int
	}
	count := map[say]int{}
	best := say{}
	for _, v := range votes {
		k := say{v.State, v.Level}
		count[k]++
		if count[k] > count[best] {
			best = k
		}
	}
	pick := func(k say) score.Verdict {
		i := slices.IndexFunc(votes, func(v score.Verdict) bool { return say{v.State, v.Level} == k })
		return votes[i]
	}
	if 2*count[best] > len(votes) {
		return pick(best), len(count) > 1
	}
	low := slices.MinFunc(votes, func(a, b score.Verdict) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), strings.Compare(a.State, b.State))
	})
	low.Unstable, low.Reason = true, cmp.Or(low.Reason, votesDisagree)
	return low, true
}
