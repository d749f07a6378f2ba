package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"designdrill/internal/answer"
	"designdrill/internal/catalog"
	"designdrill/internal/diag"
	"designdrill/internal/llm"
	"designdrill/internal/report"
	"designdrill/internal/review"
	"designdrill/internal/score"
)

// reviewFlags are the flags of a model's reading.
type reviewFlags struct {
	policy   string
	required bool
	samples  int
	replay   bool
	dryRun   bool
	profile  string
	calls    int
	tokens   int
	cost     float64
}

// add gives a command the flags; prefixed where the command does other things too.
func (f *reviewFlags) add(cmd *cobra.Command, prefix string) {
	flags := cmd.Flags()
	var policies []string
	for _, p := range score.Policies {
		policies = append(policies, string(p))
	}
	flags.StringVar(&f.policy, prefix+"policy", string(score.Advise), "what the model's verdicts do: advise (nothing), fill (up to applied where the rules found nothing), override-with-evidence")
	flags.BoolVar(&f.required, prefix+"required", false, "exit with 3 when the model did not read all")
	flags.IntVar(&f.samples, prefix+"samples", 1, "readings of each criterion; the majority counts")
	flags.BoolVar(&f.replay, prefix+"replay", false, "answer from the cache alone and send nothing")
	flags.BoolVar(&f.dryRun, "dry-run", false, "tell what would be sent: questions, tokens, cost")
	f.addServer(cmd)
	mustComplete(cmd.RegisterFlagCompletionFunc(prefix+"policy", cobra.FixedCompletions(policies, cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(cmd.RegisterFlagCompletionFunc(prefix+"samples", cobra.NoFileCompletions))
}

// serverFlags say which model is asked and how far.
var serverFlags = []string{"profile", "max-calls", "max-tokens", "max-cost"}

// addServer gives a command the serverFlags.
func (f *reviewFlags) addServer(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "the profile of the configuration file to use")
	flags.IntVar(&f.calls, "max-calls", 0, "send at most so many requests, retries included (0: no limit)")
	flags.IntVar(&f.tokens, "max-tokens", 0, "use at most so many tokens, in and out")
	flags.Float64Var(&f.cost, "max-cost", 0, "spend at most so much, by the profile's prices")
	for _, name := range serverFlags {
		mustComplete(cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
}

// reviewFlagsAlone refuses flags of a reading that nobody asked for.
func reviewFlagsAlone(cmd *cobra.Command, reviewed bool) error {
	for _, name := range []string{"review-policy", "review-required", "review-samples", "review-replay", "dry-run", "profile", "max-calls", "max-tokens", "max-cost"} {
		if cmd.Flags().Changed(name) && !reviewed {
			return usagef("add --review", "--%s is about a model's reading", name)
		}
	}
	return nil
}

// validate checks what needs no file.
func (f *reviewFlags) validate() error {
	var policies []string
	for _, p := range score.Policies {
		policies = append(policies, string(p))
	}
	switch {
	case !slices.Contains(policies, f.policy):
		return usagef(diag.DidYouMean(f.policy, "policies", policies), "unknown policy %q", f.policy)
	case f.samples < 1 || f.samples > review.MaxSamples:
		return usagef("", "the number of samples is from 1 to %d", review.MaxSamples)
	case f.calls < 0 || f.tokens < 0 || !(f.cost >= 0):
		return usagef("", "a limit is not below 0")
	}
	return nil
}

// second is the second reader, ready to read. It is safe for concurrent use.
type second struct {
	flags   reviewFlags
	profile profile
	client  *llm.Client
	prompts *review.Prompts
	cat     *catalog.Catalog // with all its texts
	notice  *notice
}

// newSecond reads the configuration, the prompts and the content's texts.
func (e *env) newSecond(f reviewFlags) (*second, error) {
	p, err := e.pickProfile(f.profile)
	if err != nil {
		return nil, err
	}
	dir, err := cacheDir()
	if err != nil {
		return nil, err
	}
	client, err := p.newClient(p.config(llm.Budget{Calls: f.calls, Tokens: f.tokens, Cost: f.cost}, dir, f.replay))
	if err != nil {
		return nil, err
	}
	s, err := sources(e.contentDir)
	if err != nil {
		return nil, err
	}
	prompts, err := review.LoadPrompts(s.Prompts)
	if err != nil {
		return nil, failedf("", "%s", err)
	}
	cat, err := e.loadContent()
	if err != nil {
		return nil, err
	}
	return &second{f, p, client, prompts, cat, e.newNotice()}, nil
}

// job is what is to be read of an answer.
func (s *second) job(name string, doc *answer.Document, content *score.Content, res *score.Result) review.Job {
	return review.Job{Doc: doc, Content: content, Catalog: s.cat, Scenario: s.cat.Scenarios[res.Scenario], Criteria: s.criteria(res),
		Samples: s.flags.samples, Batch: s.profile.batch, MaxOutput: s.profile.maxOutput,
		Progress: func(done, total int) { s.notice.say(fmt.Sprintf("%s: %d of %d questions", name, done, total)) }}
}

// criteria are those that a reading could be of use for: under fill those where the
// rules found nothing, else all that count.
func (s *second) criteria(res *score.Result) []string {
	var ids []string
	for _, c := range res.Criteria {
		open := c.Status == score.Unscored || c.Level == 0
		if c.Status != score.Waived && c.Need != string(catalog.Off) && (open || score.Policy(s.flags.policy) != score.Fill) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// read lets the model read an answer. The result is the rules' own unless the policy
// merges.
func (s *second) read(ctx context.Context, name string, doc *answer.Document, content *score.Content, res *score.Result) (*report.Review, *score.Result) {
	m := &meter{asker: s.client}
	o := s.prompts.Run(ctx, m, s.job(name, doc, content, res))
	v := &report.Review{Model: s.client.Model(), Server: s.client.Host(), Prompt: o.Prompt, Policy: score.Policy(s.flags.policy), Status: o.Status, Kind: o.Kind,
		Reason: o.Reason, Hint: o.Hint, Samples: o.Samples, Flips: o.Flips, Read: o.Read(), Verdicts: o.Verdicts, Injection: o.Injection, Cached: o.Cached,
		Input: m.input, Output: m.output, Cost: s.client.Cost(m.input, m.output), Priced: s.client.Priced(), Rules: res}
	return v, content.Merge(doc, res, o.Verdicts, v.Policy)
}

// missed is the failure of a reading that had to be complete.
func (s *second) missed(name string, v *report.Review) error {
	if !s.flags.required || v.Status == review.Complete {
		return nil
	}
	return failedf(v.Hint, "%s: the model did not read all of it: %s", name, v.Reason)
}

// plan is what reading an answer would send.
func (s *second) plan(name string, doc *answer.Document, content *score.Content, res *score.Result) string {
	questions := s.prompts.Questions(s.job(name, doc, content, res))
	var input, output, cached int
	for _, q := range questions {
		if s.client.Cached(q) {
			cached++
			continue
		}
		in, out := s.client.Estimate(q)
		input, output = input+in, output+out
	}
	line := fmt.Sprintf("%s: %s to %s on %s", name, plural(len(questions)-cached, "question"), s.client.Model(), s.client.Host())
	if cached > 0 {
		line += fmt.Sprintf(", %d more from the cache", cached)
	}
	line += fmt.Sprintf("; about %d tokens in, at most %d out", input, output)
	if s.client.Priced() {
		line += fmt.Sprintf("; cost at most %.4g", s.client.Cost(input, output))
	} else {
		line += "; the profile has no prices"
	}
	return line + "\n"
}

// planning tells whether nothing is to be sent, only told.
func (c *checker) planning() bool { return c.second != nil && c.second.flags.dryRun }

// plan tells what reading an answer would send.
func (c *checker) plan(name string, doc *answer.Document, res *score.Result) ([]byte, error) {
	content, err := c.contents.of(res.Scenario)
	if err != nil {
		return nil, err
	}
	return []byte(c.second.plan(name, doc, content, res)), nil
}

// reviewed adds the model's reading to a report. Only the user's own abort is an error.
func (c *checker) reviewed(ctx context.Context, doc *answer.Document, rep report.Report) (report.Report, error) {
	content, err := c.contents.of(rep.Result.Scenario)
	if err != nil {
		return rep, err
	}
	rep.Review, rep.Result = c.second.read(ctx, rep.File, doc, content, rep.Result)
	return rep, ctx.Err()
}

// meter counts the tokens of one answer's questions.
type meter struct {
	asker         review.Asker
	mu            sync.Mutex
	input, output int
}

func (m *meter) Complete(ctx context.Context, req llm.Request) (*llm.Reply, error) {
	r, err := m.asker.Complete(ctx, req)
	if err == nil && !r.Cached {
		m.mu.Lock()
		m.input, m.output = m.input+r.Usage.Input, m.output+r.Usage.Output
		m.mu.Unlock()
	}
	return r, err
}

func (m *meter) Keep(req llm.Request, r *llm.Reply) { m.asker.Keep(req, r) }

// notice shows on a terminal what takes long. Elsewhere it says nothing.
type notice struct {
	mu  sync.Mutex
	out *os.File // nil is silent
}

func (e *env) newNotice() *notice {
	f, ok := e.err.(*os.File)
	if !ok || e.accessible || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(f.Fd())) {
		return &notice{}
	}
	return &notice{out: f}
}

// say replaces what was said before; "" takes it away.
func (n *notice) say(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.out == nil {
		return
	}
	// A terminal that cannot be written to shows nothing; the work goes on.
	fmt.Fprint(n.out, "\r\x1b[K"+diag.Clean(text))
}
