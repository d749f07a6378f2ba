// Package review provides a language model as a second reader of an answer: it asks
// for a word of the ladder per criterion with quotes, and believes none of it until the
// quotes are found in the answer, are about the criterion and are meant as said. The
// model gives no number; what its words do to a score is the scorer's policy.
//
// The answer, the scenario and the criteria are data to the model. What the answer asks
// of its reader changes nothing here: it cannot leave its block, and its words to the
// reader are no evidence.
package review

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/llm"
	"designdrill/internal/score"
)

// Asker is what answers questions: an llm.Client.
type Asker interface {
	Complete(context.Context, llm.Request) (*llm.Reply, error)
	Keep(llm.Request, *llm.Reply)
}

// Job is one answer to read.
type Job struct {
	Doc      *answer.Document
	Content  *score.Content
	Catalog  *catalog.Catalog  // with all its texts
	Scenario *catalog.Scenario // nil when there is none
	Criteria []string          // ids to read for
	Samples  int               // readings of each criterion; 0 is 1
	Batch    int               // criteria in one question; 0 is 6
	// MaxOutput caps a reply, in tokens; 0 goes by the number of criteria.
	MaxOutput int
	// Progress is called after each question, by one goroutine at a time; nil is fine.
	Progress func(done, total int)
}

// Sizes of a review.
const (
	defaultBatch = 6
	MaxSamples   = 9
	minWords     = 20      // an answer with fewer words is not read
	maxAnswer    = 240_000 // bytes of the answer as it is sent
	headRoom     = 400     // tokens of a reply before its items
	itemRoom     = 260     // tokens of an item
)

// Status of a review.
const (
	Complete = "complete" // every criterion was read
	Partial  = "partial"
	Failed   = "failed"  // none was
	Skipped  = "skipped" // nothing was sent
)

// Outcome is what a review came to. Verdicts has one entry per criterion asked for, in
// that order, whatever went wrong.
type Outcome struct {
	Status    string
	Kind      string // why not complete, as one word; "" when complete
	Reason    string // the same in one line
	Hint      string
	Verdicts  []score.Verdict
	Prompt    string // hash of prompts and schema, "sha256:…"
	Model     string // as the server names it; "" when it never answered
	Samples   int
	Flips     float64 // share of the criteria on which repeated readings differ
	Injection []int   // lines of the answer that speak to its reader
	Told      bool    // the model says that the answer speaks to it
	Questions int
	Cached    int // replies that were read from the cache
}

// Read is how many criteria have a verdict that counts, or an honest "cannot tell".
func (o *Outcome) Read() int {
	n := 0
	for _, v := range o.Verdicts {
		if v.State != score.NotRead {
			n++
		}
	}
	return n
}

// Questions are the requests that a job begins with; retries, repairs and splits come
// on top. None are sent.
func (p *Prompts) Questions(job Job) []llm.Request {
	r := p.open(job)
	if r.skip() != "" {
		return nil
	}
	var out []llm.Request
	for _, b := range r.batches() {
		out = append(out, r.request(b.ids, b.sample))
	}
	return out
}

// Run reads one answer. It never fails: what could not be read is in the outcome.
func (p *Prompts) Run(ctx context.Context, ask Asker, job Job) *Outcome {
	r := p.open(job)
	out := &Outcome{Prompt: p.Hash, Samples: r.samples, Injection: r.sheet.injected}
	if why := r.skip(); why != "" {
		out.Status, out.Kind, out.Reason = Skipped, "not_sent", why
		for _, id := range job.Criteria {
			out.Verdicts = append(out.Verdicts, score.Verdict{Criterion: id, State: score.NotRead, Reason: why})
		}
		return out
	}
	list := r.batches()
	found := make([]*heard, len(list))
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i, b := range list {
		all.Go(func() {
			found[i] = r.ask(ctx, ask, b.ids, b.sample, maxSplits)
			mu.Lock()
			defer mu.Unlock()
			done++
			if job.Progress != nil {
				job.Progress(done, len(list))
			}
		})
	}
	all.Wait()
	r.gather(out, list, found)
	return out
}

// reader is a job under way.
type reader struct {
	*Prompts
	Job
	samples  int
	sheet    *sheet
	question string
	nonce    string
	subjects *topics
	witness  *score.Witness
	looks    sync.Mutex // the witness serves one at a time
	useful   atomic.Int32
	useless  atomic.Int32 // replies, while none was of use
}

func (p *Prompts) open(job Job) *reader {
	r := &reader{Prompts: p, Job: job, samples: min(max(job.Samples, 1), MaxSamples), witness: job.Content.Witness(job.Doc)}
	r.sheet = newSheet(job.Doc, r.witness)
	r.question = questionText(job.Scenario)
	r.subjects = p.topicsOf(job.Catalog)
	data := []string{r.question, r.sheet.text}
	for _, id := range job.Criteria {
		data = append(data, criterionText(job.Catalog.CriterionByID(id)))
	}
	r.nonce = nonce(data...)
	return r
}

// skip says why nothing is to be sent, "" when all is well.
func (r *reader) skip() string {
	switch {
	case len(r.Criteria) == 0:
		return "there is no criterion to read for"
	case r.sheet.words < minWords:
		return fmt.Sprintf("the answer has fewer than %d words of its own", minWords)
	case len(r.sheet.text) > maxAnswer:
		return fmt.Sprintf("the answer is longer than the %d kB that are sent to a model", maxAnswer/1000)
	}
	return ""
}

// batch is one question: criteria and the number of the reading.
type batch struct {
	ids    []string
	sample int
}

// batches parts the criteria. Each further reading begins at another criterion, so that
// place and company in a question differ.
func (r *reader) batches() []batch {
	size := r.Batch
	if size <= 0 {
		size = defaultBatch
	}
	var out []batch
	for s := range r.samples {
		turn := s * len(r.Criteria) / r.samples
		ids := append(append([]string{}, r.Criteria[turn:]...), r.Criteria[:turn]...)
		for from := 0; from < len(ids); from += size {
			out = append(out, batch{ids[from:min(from+size, len(ids))], s})
		}
	}
	return out
}

// room is the cap for a reply about n criteria.
func (r *reader) room(n int) int {
	if r.MaxOutput > 0 {
		return r.MaxOutput
	}
	return headRoom + n*itemRoom
}

// request writes one question.
func (r *reader) request(ids []string, sample int) llm.Request {
	var criteria strings.Builder
	for i, id := range ids {
		if i > 0 {
			criteria.WriteString("\n")
		}
		criteria.WriteString(criterionText(r.Catalog.CriterionByID(id)))
	}
	return llm.Request{
		System: r.system, SchemaName: "review", Schema: r.schemaFor(ids), MaxOutput: r.room(len(ids)), Sample: sample,
		User: fill(r.user, map[string]string{"question": r.question, "criteria": strings.TrimRight(criteria.String(), "\n"),
			"answer": strings.TrimRight(r.sheet.text, "\n"), "nonce": r.nonce, "ids": strings.Join(ids, ", ")}),
	}
}
