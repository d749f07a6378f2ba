package report

import (
	"fmt"
	"strconv"
	"strings"

	"designdrill/internal/score"
)

// Review is what a second reader, a language model, made of an answer.
type Review struct {
	Model     string
	Server    string // host and port; never an address with a path or a key
	Prompt    string // hash of the prompts, "sha256:…"
	Policy    score.Policy
	Status    string // complete | partial | failed | skipped
	Kind      string // why not complete, as one word
	Reason    string // the same in one line
	Hint      string
	Samples   int
	Flips     float64 // share of the criteria on which repeated readings differ
	Read      int     // criteria that were read
	Verdicts  []score.Verdict
	Injection []int // lines of the answer that speak to its reader
	Cached    int   // replies that came from the cache
	Input     int   // tokens that were sent now
	Output    int
	Cost      float64
	Priced    bool
	Rules     *score.Result // the rules' own result, which always stands
}

type jsonReview struct {
	Model     string        `json:"model"`
	Server    string        `json:"server"`
	Prompt    string        `json:"prompt"`
	Policy    string        `json:"policy"`
	Status    string        `json:"status"`
	Kind      string        `json:"kind"`
	Reason    string        `json:"reason"`
	Samples   int           `json:"samples"`
	Flips     float64       `json:"flips"`
	Asked     int           `json:"asked"`
	Read      int           `json:"read"`
	Cached    int           `json:"cached"`
	Tokens    jsonTokens    `json:"tokens"`
	Cost      *float64      `json:"cost"`
	Injection []int         `json:"injection"`
	Rules     jsonRules     `json:"rules"`
	Verdicts  []jsonVerdict `json:"verdicts"`
}

type jsonTokens struct {
	Input  int `json:"input"`
	Output int `json:"output"`
}

type jsonRules struct {
	Score *float64 `json:"score"`
	Band  string   `json:"band"`
}

type jsonVerdict struct {
	Criterion string         `json:"criterion"`
	Verdict   string         `json:"verdict"`
	Level     int            `json:"level"`
	State     string         `json:"state"`
	Reason    string         `json:"reason"`
	Unstable  bool           `json:"unstable"`
	Rules     int            `json:"rules"`
	Evidence  []jsonEvidence `json:"evidence"`
}

// reviewJSON is the review of a report; nil stays null.
func reviewJSON(v *Review) *jsonReview {
	if v == nil {
		return nil
	}
	rules := rulesLevels(v)
	out := &jsonReview{Model: v.Model, Server: v.Server, Prompt: v.Prompt, Policy: string(v.Policy), Status: v.Status, Kind: v.Kind, Reason: v.Reason,
		Samples: v.Samples, Flips: round(v.Flips, 3), Asked: len(v.Verdicts), Read: v.Read, Cached: v.Cached, Tokens: jsonTokens{v.Input, v.Output},
		Injection: each(v.Injection, func(n int) int { return n }), Rules: jsonRules{points(v.Rules.Score, v.Rules.Scored), v.Rules.Band},
		Verdicts: each(v.Verdicts, func(x score.Verdict) jsonVerdict {
			return jsonVerdict{x.Criterion, x.Word, x.Level, x.State, x.Reason, x.Unstable, rules[x.Criterion].Level, each(x.Evidence, evidence)}
		})}
	if v.Priced {
		cost := round(v.Cost, 6)
		out.Cost = &cost
	}
	return out
}

func rulesLevels(v *Review) map[string]score.CriterionResult {
	out := map[string]score.CriterionResult{}
	for _, c := range v.Rules.Criteria {
		out[c.ID] = c
	}
	return out
}

// policyNames say what a policy does.
var policyNames = map[score.Policy]string{
	score.Advise:   "it stands beside the rules and changes no level",
	score.Fill:     "where the rules found nothing, its evidence gives up to applied",
	score.Override: "its evidence replaces the rules' levels",
}

// reviewLine is the one line that says how the reading went.
func reviewLine(v *Review) []span {
	who := span{"Second reading by " + v.Model + ":", bold}
	why := v.Reason
	if v.Hint != "" {
		why += " (" + v.Hint + ")"
	}
	switch v.Status {
	case "complete":
		return []span{who, {count(v.Read, "criterion", "criteria") + " read;", plain}, {policyNames[v.Policy] + ".", plain}}
	case "partial":
		return []span{who, {fmt.Sprintf("%d of %s read;", v.Read, count(len(v.Verdicts), "criterion", "criteria")), fair}, {why + ".", plain},
			{capital(policyNames[v.Policy]) + ".", plain}}
	case "skipped":
		return []span{who, {"not sent,", fair}, {why + ".", plain}}
	}
	return []span{who, {"failed,", poor}, {why + ". The report is complete without it.", plain}}
}

// review tells the second reading: how it went, where it differs from the rules, and
// what of it did not count.
func (t *textReport) review() {
	v := t.Review
	if v == nil {
		return
	}
	t.rule()
	t.flow(0, 2, reviewLine(v)...)
	if len(v.Injection) > 0 {
		t.flow(0, 2, span{"Note,", fair}, span{t.at(v.Injection[0]) + ":", fair},
			span{"the answer speaks to its reader here; " + count(len(v.Injection), "such place is", "such places are") + " no evidence", plain})
	}
	rules := rulesLevels(v)
	same, nothing := 0, 0
	for _, x := range v.Verdicts {
		c := rules[x.Criterion]
		counts := x.State == score.Supported || x.State == score.Absent
		switch {
		case x.State == score.NotRead:
		case !counts:
			nothing++
			if t.full {
				t.verdict(c, x)
			}
		case c.Status == score.Scored && x.Level == c.Level:
			same++
		default:
			t.verdict(c, x)
		}
	}
	if v.Read > 0 {
		line := fmt.Sprintf("%d of %d like the rules", same, v.Read)
		if nothing > 0 {
			line += fmt.Sprintf(", %d without a quote that counts", nothing)
		}
		if v.Samples > 1 {
			line += fmt.Sprintf(", %s %% not the same in %d readings", number(100*v.Flips, 0), v.Samples)
		}
		t.text(2, line, plain)
	}
	t.text(2, v.spent(), faint)
	t.blank()
}

// verdict tells one criterion on which the readers differ.
func (t *textReport) verdict(c score.CriterionResult, x score.Verdict) {
	rules := levelName(c.Level)
	if c.Status != score.Scored {
		rules = c.Status
	}
	model := levelName(x.Level)
	switch {
	case x.State == score.CannotAssess:
		model = "cannot tell"
	case x.State != score.Supported && x.State != score.Absent:
		model = x.Word + ", not counted"
	case x.Unstable:
		model += ", not in all readings"
	}
	t.sides(2, span{"rules " + rules + ", model " + model, plain}, titled(c)...)
	if x.Reason != "" {
		t.flow(4, 6, span{"because:", faint}, span{verdictReason(x.Reason), plain})
	}
	for _, e := range x.Evidence[:min(len(x.Evidence), 1)] {
		t.flow(4, 4, span{quoted(e.Quote), plain}, span{t.at(e.Line), faint})
	}
}

// verdictReason says a reason code in words.
func verdictReason(code string) string {
	switch code {
	case "no-quote":
		return "no quote was given"
	case "not-found":
		return "the answer does not say what was quoted"
	case "too-short", "too-long":
		return "the quote is " + strings.ReplaceAll(code, "-", " ")
	case "from-question":
		return "the quote stands in the question"
	case "injection":
		return "the passage speaks to its reader"
	case "irrelevant":
		return "the quote is about something else"
	case "negated", "rejected", "deferred", "asked":
		return "the quoted passage has it " + code
	case "listed":
		return "the quoted passage only lists it"
	case "no-majority":
		return "repeated readings differ"
	}
	return code
}

// spent says what the reading used.
func (v *Review) spent() string {
	if v.Input+v.Output == 0 && v.Cached > 0 {
		return count(v.Cached, "reply", "replies") + " from the cache, nothing sent"
	}
	line := fmt.Sprintf("%s; %d tokens in, %d out", v.Server, v.Input, v.Output)
	if v.Priced {
		line += ", cost " + strconv.FormatFloat(round(v.Cost, 4), 'f', -1, 64)
	}
	if v.Cached > 0 {
		line += "; " + count(v.Cached, "reply", "replies") + " from the cache"
	}
	return line
}
