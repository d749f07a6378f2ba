package llm

import (
	"fmt"
	"sync"
	"unicode/utf8"
)

// Prices are money per million tokens, in whatever currency the user thinks in.
type Prices struct {
	Input, Output float64
}

func (p Prices) of(input, output int) float64 {
	return (float64(input)*p.Input + float64(output)*p.Output) / 1e6
}

// Budget bounds what a client may use; 0 is no bound. Each is checked before a call,
// against the most that the call can use.
type Budget struct {
	Calls  int // HTTP requests, retries included
	Tokens int // in and out
	Cost   float64
	Prices Prices
}

// Spent is what was used.
type Spent struct {
	Calls  int
	Input  int
	Output int
	Cost   float64 // 0 without prices
}

// ledger keeps the budget over concurrent calls.
type ledger struct {
	limits Budget
	mu     sync.Mutex
	used   Spent
	held   Spent // by calls under way
}

// reserve holds the most that a call can use, or says which limit it would pass.
func (l *ledger) reserve(input, output int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	over := func(what string) error {
		return &Error{Kind: OverBudget, Message: "the limit of " + what + " leaves no room for another call", Hint: "raise it, or review fewer answers"}
	}
	tokens := l.used.Input + l.used.Output + l.held.Input + l.held.Output + input + output
	cost := l.used.Cost + l.held.Cost + l.limits.Prices.of(input, output)
	switch {
	case l.limits.Calls > 0 && l.used.Calls+1 > l.limits.Calls:
		return over(plural(l.limits.Calls, "call"))
	case l.limits.Tokens > 0 && tokens > l.limits.Tokens:
		return over(plural(l.limits.Tokens, "token"))
	case l.limits.Cost > 0 && cost > l.limits.Cost:
		return over(fmt.Sprintf("%g in cost", l.limits.Cost))
	}
	l.used.Calls++
	l.held.Input += input
	l.held.Output += output
	l.held.Cost += l.limits.Prices.of(input, output)
	return nil
}

// settle replaces what was held for a call by what it used.
func (l *ledger) settle(input, output int, used Usage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held.Input -= input
	l.held.Output -= output
	l.held.Cost -= l.limits.Prices.of(input, output)
	l.used.Input += used.Input
	l.used.Output += used.Output
	l.used.Cost += l.limits.Prices.of(used.Input, used.Output)
}

func (l *ledger) spent() Spent {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.used
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// EstimateTokens guesses how many tokens a text has, rather too many: tokenizers differ
// and none is at hand.
func EstimateTokens(text string) int {
	plain, words, other := 0, 0, 0
	inWord := false
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if letter && !inWord {
			words++
		}
		inWord = letter
		if r < utf8.RuneSelf {
			plain++
		} else {
			other++
		}
	}
	return max(int(float64(plain)/3.2), int(float64(words)*1.45)) + other + 8
}

// Estimate is what a request holds and may bring, in tokens.
func (c *Client) Estimate(req Request) (input, output int) {
	input = EstimateTokens(req.System) + EstimateTokens(req.User) + EstimateTokens(string(req.Schema)) + 16
	return input, c.learnt.now().room(req.MaxOutput)
}

// Cost is what tokens cost by the configured prices.
func (c *Client) Cost(input, output int) float64 { return c.cfg.Budget.Prices.of(input, output) }

// Priced tells whether costs are known.
func (c *Client) Priced() bool { return c.cfg.Budget.Prices != Prices{} }
