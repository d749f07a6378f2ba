package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/interview"
)

// Script runs the interview with answers from a stream, without a word of its own. At
// the end of the stream what is left is left out.
func Script(ctx context.Context, x *Session, in io.Reader) (Outcome, error) {
	sc := script{in: newLines(in), enquire: func(text string) error {
		if _, err := x.Enquire(ctx, text); err != nil {
			return fmt.Errorf("standard input asks back: %w", err)
		}
		_, err := x.Settle(ctx)
		return err
	}}
	var at interview.Asked
	var typed string
	tick := func() error {
		if at.ID != "" && typed != "" {
			x.Type(ctx, at, strings.TrimRight(typed, "\n"))
		}
		_, err := x.Tick(ctx)
		return errors.Join(err, x.Trouble())
	}
	stopped := func(err error) (Outcome, error) {
		if e := leave(x, at, strings.TrimRight(typed, "\n")); e != nil {
			return Left, e
		}
		if ctx.Err() != nil {
			return Interrupted, nil
		}
		return Left, err
	}
	for {
		s := x.State()
		if x.Waits() { // for a model, or after a kill at that moment
			if _, err := x.Settle(ctx); err != nil {
				return stopped(err)
			}
			continue
		}
		q, ok := s.Current()
		if !ok {
			break
		}
		// What was typed before an earlier run was stopped is the beginning of the answer.
		at, typed = q, ""
		text, ok, err := sc.block(ctx, q.ID, func(t string) { typed = t }, tick)
		if err != nil {
			return stopped(err)
		}
		text = strings.TrimRight(text, "\n")
		if !ok || strings.TrimSpace(text) == "" {
			_, err = x.Do(ctx, interview.Skipped, interview.Body{Question: q.ID})
		} else {
			_, err = confirm(ctx, x, q, text)
		}
		if err != nil {
			typed = text
			return stopped(err)
		}
	}
	at, typed = interview.Asked{}, ""
	if sc.begun && sc.pending != "" && sc.pending != selfBlock {
		return stopped(fmt.Errorf("standard input answers %q, which was not asked, or earlier", sc.pending))
	}
	body := interview.Body{}
	s := x.State()
	text, ok, err := sc.block(ctx, selfBlock, func(string) {}, tick)
	if err == nil && ok {
		body.Ratings, err = readRatings(text, s.Plan.Rated())
	}
	if err == nil {
		_, err = x.Do(ctx, interview.Rated, body)
	}
	if err != nil {
		return stopped(err)
	}
	return Done, nil
}

// readRatings reads lines such as "estimates: 3" or "total: pass".
func readRatings(text string, keys []string) (map[string]int, error) {
	out := map[string]int{}
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		key, value, _ := strings.Cut(l, ":")
		key = strings.TrimSpace(key)
		v, ok := readRating(value)
		if !ok || !slices.Contains(keys, key) {
			return nil, fmt.Errorf("the self-assessment has a line %q, expected one of %s with a number from 0 to 4 or a band", l, strings.Join(keys, ", "))
		}
		out[key] = v
	}
	return out, nil
}

// readRating reads a band or its number.
func readRating(s string) (int, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if i := slices.Index(ratings, s); i >= 0 {
		return i, true
	}
	v, err := strconv.Atoi(s)
	return v, err == nil && v >= 0 && v < len(ratings)
}
