package tui

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"designdrill/internal/interview"
)

// maxLine bounds a line of input.
const maxLine = 1 << 20

// lines reads input line by line, only when asked: what an editor is to get is not
// read ahead.
type lines struct {
	want chan struct{}
	got  chan line
	end  bool
}

type line struct {
	text string
	err  error
}

// newLines begins reading. The goroutine ends with the input, or with the process: a
// read from a terminal cannot be called off.
func newLines(r io.Reader) *lines {
	l := &lines{want: make(chan struct{}), got: make(chan line, 1)}
	go func() {
		s := bufio.NewScanner(r)
		s.Buffer(nil, maxLine)
		for range l.want {
			switch {
			case s.Scan():
				l.got <- line{text: s.Text()}
				continue
			case errors.Is(s.Err(), bufio.ErrTooLong):
				l.got <- line{err: errors.New("a line of the input is over 1 MiB")}
			case s.Err() != nil:
				l.got <- line{err: s.Err()}
			default:
				l.got <- line{err: io.EOF}
			}
			return
		}
	}()
	return l
}

// next waits for a line and calls tick meanwhile. After the end it returns io.EOF.
func (l *lines) next(ctx context.Context, tick func() error) (string, error) {
	if l.end {
		return "", io.EOF
	}
	select {
	case l.want <- struct{}{}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	t := time.NewTicker(step)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case x := <-l.got:
			l.end = x.err != nil
			return x.text, x.err
		case <-t.C:
			if err := tick(); err != nil {
				return "", err
			}
		}
	}
}

// script reads answers from standard input. Each ends with a line ".", and may begin
// with a line "@" and the id of its question; the questions before that one are left
// out. A text for "@ask" is what the candidate asks back.
type script struct {
	in      *lines
	pending string // the address of the next block; "" when it is for any question
	begun   bool   // pending was read
	enquire func(text string) error
}

// selfBlock is the address of the self-assessment, askBlock that of what is asked back.
const (
	selfBlock = "self"
	askBlock  = "ask"
)

// block returns the text for a question; ok is false when there is none.
func (sc *script) block(ctx context.Context, id string, typed func(string), tick func() error) (text string, ok bool, err error) {
	for !sc.begun {
		s, err := sc.in.next(ctx, tick)
		if errors.Is(err, io.EOF) {
			return "", false, nil
		}
		if err != nil {
			return "", false, err
		}
		if s == "@"+askBlock {
			asked, err := sc.rest(ctx, "", func(string) {}, tick)
			if err == nil {
				err = sc.enquire(strings.TrimSpace(asked))
			}
			if err != nil {
				return "", false, err
			}
			continue
		}
		if s == "." {
			return "", true, nil
		}
		sc.begun, sc.pending = true, ""
		if len(s) > 1 && s[0] == '@' {
			sc.pending = s[1:]
		} else {
			text = unstuffed(s) + "\n"
			typed(text)
		}
	}
	if sc.pending != "" && sc.pending != id {
		return "", false, nil
	}
	text, err = sc.rest(ctx, text, typed, tick)
	if err != nil {
		return text, false, err
	}
	sc.begun, sc.pending = false, ""
	return text, true, nil
}

// rest reads what is left of a block behind a text, up to a line "." or the end.
func (sc *script) rest(ctx context.Context, text string, typed func(string), tick func() error) (string, error) {
	for {
		s, err := sc.in.next(ctx, tick)
		if errors.Is(err, io.EOF) || err == nil && s == "." {
			return text, nil
		}
		if err != nil {
			return text, err
		}
		text += unstuffed(s) + "\n"
		if len(text) > 2*interview.MaxText {
			return text, errors.New("an answer on standard input has no line \".\" at its end, or is far too long")
		}
		typed(text)
	}
}

// unstuffed is a line as it was meant: ".." stands for a line ".".
func unstuffed(s string) string {
	if s == ".." {
		return "."
	}
	return s
}
