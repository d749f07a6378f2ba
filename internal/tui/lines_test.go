package tui

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"designdrill/internal/interview"
)

func TestScript(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string // answers by question, "-" where there is none
		self string
		err  string
	}{
		"in order":           {"one\n.\ntwo\nlines\n.\nmore\n.\nthree\n.\nfour\n.\n", []string{"one", "two\nlines", "more", "three", "four"}, "map[]", ""},
		"end of input":       {"one\n.\ntwo", []string{"one", "two", "-", "-", "-"}, "map[]", ""},
		"blank is none":      {".\n\n\n.\nmore\n.\n", []string{"-", "-", "more", "-", "-"}, "map[]", ""},
		"addresses":          {"@estimates-0\nthree\n.\n@self\ntotal: pass\nestimates: 2\n", []string{"-", "-", "-", "three", "-"}, "map[estimates:2 total:3]", ""},
		"a dot":              {"a\n..\nb\n.\n", []string{"a\n.\nb", "-", "-", "-", "-"}, "map[]", ""},
		"nothing":            {"", []string{"-", "-", "-", "-", "-"}, "map[]", ""},
		"commands are text":  {"/skip\n.\n", []string{"/skip", "-", "-", "-", "-"}, "map[]", ""},
		"unknown address":    {"@nope\nx\n.\n", nil, "", "\"nope\", which was not asked"},
		"bad self":           {"@self\ntotal: 9\n.\n", nil, "", "a line \"total: 9\""},
		"line is too long":   {strings.Repeat("x", maxLine+1) + "\n.\n", nil, "", "over 1 MiB"},
		"answer is too long": {strings.Repeat(strings.Repeat("x", 1000)+"\n", 400) + ".\n", nil, "", "at most 256 KiB"},
	} {
		d := newDesk(t)
		outcome, err := Script(t.Context(), d.Session, strings.NewReader(c.in))
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: the error is %v", name, err)
			}
			continue
		}
		if err != nil || outcome != Done {
			t.Errorf("%s: outcome %d, %v", name, outcome, err)
			continue
		}
		s := d.State()
		var got []string
		for _, q := range s.Asked {
			if q.Status == interview.Done {
				got = append(got, q.Answer)
			} else {
				got = append(got, "-")
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || fmt.Sprint(s.Ratings) != c.self {
			t.Errorf("%s: answers %q, self %v", name, got, s.Ratings)
		}
	}
}

func TestScriptIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := newDesk(t)
	if outcome, err := Script(ctx, d.Session, strings.NewReader("one\n.\n")); outcome != Interrupted || err != nil {
		t.Errorf("outcome %d, %v", outcome, err)
	}
	if !d.State().Paused {
		t.Error("the clock goes on")
	}
}

func TestPlain(t *testing.T) {
	d := newDesk(t)
	var out bytes.Buffer
	in := strings.Join([]string{".", "first", "line", "/hint", ".", "half", "/back", "/again", "better", ".", "/help", "/skip", "/pause", "", "more", ".", "600 TB/day", ".",
		"/goto", "9", "/goto", "2", "/skip", "last words", "/finish", "3", "9", "", "pass", "/quit", "weak"}, "\n") + "\n"
	outcome, err := Plain{Session: d.Session, In: strings.NewReader(in), Out: &out, Width: 80}.Run(t.Context())
	if outcome != Left || err != nil {
		t.Fatalf("outcome %d, %v\n%s", outcome, err, out.String())
	}
	s := d.State()
	if s.Asked[0].Answer != "better" || s.Asked[0].Hints != 1 || s.Asked[1].Status != interview.PassedBy || s.Asked[2].Answer != "more" || s.Asked[4].Answer != "last words" || s.Phase != interview.Rating {
		t.Errorf("%+v\n%s", s.Asked, out.String())
	}
	if d.Drafts()["requirements-1"] != "half" {
		t.Errorf("drafts %v", d.Drafts())
	}
	for _, want := range []string{"Nothing is typed yet", "Hint 1 of 2: Think of the reader.", "600 TB/day = 6.9 GB/s", "Typed so far:", "There is no such question yet.",
		"Follow-up: Scope.", "Paused, and all is saved", "A number from 0 to 4"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said", want)
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("there are escapes in the plain interview")
	}
}
