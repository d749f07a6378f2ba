package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestMainCodes holds the exit code and the first line of standard error of whole
// command lines.
func TestMainCodes(t *testing.T) {
	tests := []struct {
		args string
		code int
		err  string
	}{
		{"", 0, ""},
		{"--version", 0, ""},
		{"help check", 0, ""},
		{"chek", 2, `designdrill: unknown command "chek" for "designdrill"`},
		{"help nothing", 2, `designdrill: unknown command "nothing" for "designdrill"`},
		{"check", 2, "designdrill: no answer is given"},
		{"check -s", 2, "designdrill: flag needs an argument: 's' in -s"},
		{"check --min-score x a.md", 2, `designdrill: invalid argument "x" for "--min-score" flag: strconv.ParseFloat: parsing "x": invalid syntax`},
		{"check a.md --format xml", 2, `designdrill: unknown format "xml"`},
		{"check a.md --format=", 2, "designdrill: --format is empty"},
		{"check a.md --target junior", 2, `designdrill: unknown target "junior"`},
		{"check a.md --explain caching", 2, `designdrill: unknown criterion "caching"`},
		{"check a.md --min-score -1", 2, "designdrill: --min-score is a number from 0 to 100"},
		{"check - -", 2, "designdrill: standard input can be read only once"},
		{"check a.md --content none", 3, `designdrill: content folder "none": no such file or folder`},
		{"rubric", 0, ""},
		{"rubric nothing", 2, `designdrill: unknown command "nothing" for "designdrill rubric"`},
		{"rubric show", 2, "designdrill: designdrill rubric show needs a step"},
		{"rubric explain caching.nothing", 2, `designdrill: unknown criterion "caching.nothing"`},
		{"content check a b", 2, `designdrill: designdrill content check takes one folder, not also "b"`},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := Main(t.Context(), strings.Fields(tt.args), strings.NewReader(""), &out, &errs)
			first, _, _ := strings.Cut(errs.String(), "\n")
			if code != tt.code || first != tt.err {
				t.Errorf("code %d with %q, want %d with %q", code, errs.String(), tt.code, tt.err)
			}
			if (tt.code != 0) == (out.Len() > 0) {
				t.Errorf("code %d with %d bytes on standard output", code, out.Len())
			}
		})
	}
}

// failing is standard output that fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestOutputThatFails(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"--version"}} {
		var errs bytes.Buffer
		if code := Main(t.Context(), args, nil, failing{&fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}}, &errs); code != 0 || errs.Len() > 0 {
			t.Errorf("%v into a broken pipe: code %d, %q", args, code, errs.String())
		}
		if code := Main(t.Context(), args, nil, failing{errors.New("no space left")}, &errs); code != 3 || errs.String() != "designdrill: cannot write to standard output: no space left\n" {
			t.Errorf("%v onto a full disk: code %d, %q", args, code, errs.String())
		}
	}
}

// TestAbort interrupts a command that waits for input that never comes.
func TestAbort(t *testing.T) {
	in, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	reading := readerFunc(func(b []byte) (int, error) {
		cancel()
		return in.Read(b)
	})
	e := &env{in: reading}
	if _, err := e.read(ctx, input{name: stdinName}); !errors.Is(err, context.Canceled) {
		t.Errorf("reading ends with %v", err)
	}
	var errs bytes.Buffer
	e = &env{out: &sink{w: io.Discard}, err: &errs}
	if code := e.exit(ctx, failedf("", "something else")); code != 130 || errs.String() != "designdrill: aborted\n" {
		t.Errorf("code %d, %q", code, errs.String())
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestInOrder(t *testing.T) {
	var inputs []input
	for i := range 200 {
		inputs = append(inputs, input{name: fmt.Sprint(i)})
	}
	var running, most, started, handed, ahead atomic.Int64
	work := func(_ context.Context, in input) outcome {
		most.Store(max(most.Load(), running.Add(1)))
		ahead.Store(max(ahead.Load(), started.Add(1)-handed.Load()))
		defer running.Add(-1)
		runtime.Gosched()
		return outcome{text: []byte(in.name)}
	}
	var got []string
	err := inOrder(t.Context(), inputs, work, func(o outcome) error {
		handed.Add(1)
		got = append(got, string(o.text))
		return nil
	})
	if err != nil || len(got) != len(inputs) {
		t.Fatalf("%d outcomes, %v", len(got), err)
	}
	for i, name := range got {
		if name != inputs[i].name {
			t.Fatalf("outcome %d is of input %s", i, name)
		}
	}
	n := int64(runtime.GOMAXPROCS(0))
	if most.Load() > n {
		t.Errorf("%d at a time on %d processors", most.Load(), n)
	}
	if ahead.Load() > 4*n+2 {
		t.Errorf("%d outcomes wait or are under way on %d processors", ahead.Load(), n)
	}
}

// TestInOrderStops ends with the first error of the receiver, and with the context,
// and then starts no further work.
func TestInOrderStops(t *testing.T) {
	inputs := make([]input, 1000)
	var done atomic.Int64
	work := func(context.Context, input) outcome { done.Add(1); return outcome{} }
	stop := errors.New("stop")
	if err := inOrder(t.Context(), inputs, work, func(outcome) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("ends with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := inOrder(ctx, inputs, work, func(outcome) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ends with %v", err)
	}
	if limit := int64(20 * runtime.GOMAXPROCS(0)); done.Load() > limit {
		t.Errorf("%d inputs were worked on", done.Load())
	}
	if err := inOrder(t.Context(), nil, work, func(outcome) error { return stop }); err != nil {
		t.Errorf("no input gives %v", err)
	}
}

func TestBinary(t *testing.T) {
	tests := []struct {
		name string
		src  string
		want bool
	}{
		{"empty", "", false},
		{"text", "# Design\n\twe cache\r\n", false},
		{"other scripts", "地図 и карты", false},
		{"a NUL", "text\x00text", true},
		{"a NUL far in", strings.Repeat("text ", 2000) + "\x00", false},
		{"a few bytes of another encoding", "das Men\xfc und die K\xfcche", false},
		{"noise", "\xff\xfe\xfd\x01\x02abc", true},
		{"controls", "\x01\x02\x03abc", true},
	}
	for _, tt := range tests {
		if got := binary([]byte(tt.src)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestColourful(t *testing.T) {
	tests := []struct {
		env  map[string]string
		goos string
		want bool
	}{
		{nil, "linux", true},
		{map[string]string{"TERM": "xterm"}, "darwin", true},
		{map[string]string{"NO_COLOR": "1"}, "linux", false},
		{map[string]string{"NO_COLOR": ""}, "linux", true},
		{map[string]string{"TERM": "dumb"}, "linux", false},
		{nil, "windows", false},
		{map[string]string{"WT_SESSION": "x"}, "windows", true},
	}
	for _, tt := range tests {
		if got := colourful(func(k string) string { return tt.env[k] }, tt.goos); got != tt.want {
			t.Errorf("%v on %s: %v", tt.env, tt.goos, got)
		}
	}
}

func TestVersion(t *testing.T) {
	tests := []struct {
		info debug.BuildInfo
		want string
	}{
		{debug.BuildInfo{}, "devel"},
		{debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "v1.2.3"},
		{debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}}}, "devel-0123456789ab-modified"},
		{debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123"}, {Key: "vcs.modified", Value: "false"}}}, "devel-0123"},
	}
	for _, tt := range tests {
		if got := versionOf(&tt.info); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
