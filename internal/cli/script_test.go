package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"designdrill/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"designdrill": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			os.Exit(cli.Main(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
		"interviewed": interviewed,
	})
}

// TestScripts runs every script of the folder as a user would type it.
func TestScripts(t *testing.T) {
	exemplars, err := filepath.Abs("../../scenarios/exemplars/twitter")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXEMPLARS", exemplars)
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("TZ", "UTC")
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			env.Values["t"] = t
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"repeat": repeat,
			"binary": binaryFile,
			"order":  order,
			"change": change,
			"fill":   fill,
			"grade":  grade,
			"remark": remark,

			"attempt":   attempt,
			"sameScore": sameScore,
			"sqlite":    sqliteExec,
			"model":     model,
		},
	})
}

// exits runs "exits CODE COMMAND…" and wants just that exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var e *exec.ExitError
		if !errors.As(err, &e) {
			ts.Fatalf("%s", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// repeat makes a file of "repeat FILE TIMES TEXT [END]".
func repeat(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := strings.Repeat(args[2], n) + strings.Join(args[3:], " ")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// binaryFile makes "binary FILE GO-STRING", the string with its escapes undone.
func binaryFile(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// change puts NEW in the place of the one OLD of "change FILE OLD NEW".
func change(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, args[1]); n != 1 {
		ts.Fatalf("%q stands %d times in %s", args[1], n, args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o666))
}

// fill does with a skeleton what its head says, for the parts "fill FILE PART…": it
// takes away the [] and the # before the example.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(ts.ReadFile(args[0]), "\n")
	for _, key := range args[1:] {
		at := slices.Index(lines, key+": []")
		if at < 0 {
			ts.Fatalf("there is no empty %s in %s", key, args[0])
		}
		lines[at] = key + ":"
		for at++; strings.HasPrefix(lines[at], "#  "); at++ {
			lines[at] = lines[at][1:]
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")), 0o666))
}

// grade fills a review sheet in, "grade FILE SHIFT": each answer gets, criterion by
// criterion, the gold levels of twitter's solid exemplar plus SHIFT, and for a quote the
// first words of the answer that lies beside the sheet.
func grade(ts *testscript.TestScript, _ bool, args []string) {
	gold := []int{4, 3, 2, 4, 2, 0, 0, 3, 3, 3, 3, 3}
	shift, err := strconv.Atoi(args[1])
	ts.Check(err)
	lines := strings.Split(ts.ReadFile(args[0]), "\n")
	quote, at, level := "", 0, 0
	for i, line := range lines {
		name, isAnswer := strings.CutPrefix(line, "  ")
		name = strings.TrimSuffix(name, ":")
		switch {
		case isAnswer && !strings.HasPrefix(name, " ") && !strings.HasPrefix(name, "#") && strings.HasSuffix(line, ":"):
			_, text, _ := strings.Cut(ts.ReadFile(filepath.Join(filepath.Dir(args[0]), name+".md")), "# ")
			quote, _, _ = strings.Cut(text, "\n")
			at = 0
		case line == "      level:":
			level = min(max(gold[at]+shift, 0), 4)
			lines[i] += " " + strconv.Itoa(level)
			at++
		case line == `      quote: ""` && level > 0:
			lines[i] = "      quote: " + strconv.Quote(quote)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(lines, "\n")), 0o666))
}

// remark sets every comment of a review sheet, "remark FILE TEXT".
func remark(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.ReplaceAll(ts.ReadFile(args[0]), `comment: ""`, "comment: "+strconv.Quote(args[1]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// order wants the words "order FILE WORD…" in the file in this order.
func order(ts *testscript.TestScript, _ bool, args []string) {
	rest := ts.ReadFile(args[0])
	for _, word := range args[1:] {
		_, after, ok := strings.Cut(rest, word)
		if !ok {
			ts.Fatalf("%q is not in its place in %s", word, args[0])
		}
		rest = after
	}
}

// sameScore wants the JSON reports of two files to agree in the score and in every
// criterion.
func sameScore(ts *testscript.TestScript, _ bool, args []string) {
	var got [2]map[string]any
	for i := range got {
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[i])), &got[i]))
		for _, key := range []string{"file", "attempt"} {
			delete(got[i], key)
		}
	}
	if !reflect.DeepEqual(got[0], got[1]) {
		ts.Fatalf("%s and %s differ", args[0], args[1])
	}
}
