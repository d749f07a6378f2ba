package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// command runs a command line that must succeed and returns its standard output.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Main(t.Context(), args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%v: code %d, %s", args, code, errs.String())
	}
	return out.String()
}

// TestRoundTrip imports answers whose beginnings are odd. What is exported is the
// answer with at most lines of ours before its text; imported again, here or
// elsewhere, it is exported as the same bytes and scores the same, as check scores it.
func TestRoundTrip(t *testing.T) {
	body := "# A design\n\nWe cache the timeline, because it is read 15 times as often as it is written.\n"
	tests := map[string]string{
		"plain":             body,
		"no line end":       strings.TrimSpace(body),
		"CRLF":              "---\r\ntarget: mid\r\n---\r\n" + strings.ReplaceAll(body, "\n", "\r\n"),
		"CRLF, no front":    strings.ReplaceAll(body, "\n", "\r\n"),
		"BOM":               "\ufeff" + body,
		"BOM before front":  "\ufeff---\ntarget: mid\n---\n" + body,
		"empty front":       "---\n---\n" + body,
		"foreign front":     "---\ntitle: mine\ntags: [a, b]\n---\n" + body,
		"front not closed":  "---\nscenario: uber\n" + body,
		"a rule":            "---\n\n" + body,
		"front of a rule":   "---\n# only a remark\n---\n" + body,
		"broken front":      "---\nscenario: [twitter\ntarget: mid\n---\n" + body,
		"front twice":       "---\nscenario: twitter\n---\n---\nscenario: uber\n---\n" + body,
		"scenario empty":    "---\nscenario:\ntarget: staff\n---\n" + body,
		"scenario repeated": "---\nscenario: twitter\nscenario: twitter\n---\n" + body,
		"odd characters":    "a\u0000b\u2028c\u202ed </script> <!-- & \U0001F600\t\n" + body,
		"ours alone":        "---\nscenario: twitter\n---\n",
	}
	id := regexp.MustCompile(`^Imported as (\S+): `)
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			if name == "odd characters" {
				src = strings.ReplaceAll(src, "\u0000", "\u0001") // a NUL is no text
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "in.md")
			take := func(text, home string) (exported, report string) {
				t.Setenv("XDG_DATA_HOME", filepath.Join(dir, home))
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				m := id.FindStringSubmatch(command(t, "import", file))
				if m == nil {
					t.Fatal("no id is told")
				}
				return command(t, "export", m[1]), strings.ReplaceAll(command(t, "report", m[1], "--format", "json"), m[1], "ID")
			}
			first, scored := take(src, "a")
			if !strings.HasSuffix(first, src) && !strings.HasSuffix(first, src[strings.IndexByte(src, '\n')+1:]) {
				t.Errorf("the text does not end what is exported:\n%q", first)
			}
			second, again := take(first, "b")
			if second != first {
				t.Errorf("exported first\n%q\nthen\n%q", first, second)
			}
			if again != scored {
				t.Errorf("scored first\n%s\nthen\n%s", scored, again)
			}
			var a, b map[string]any
			if err := json.Unmarshal([]byte(command(t, "check", file, "--format", "json")), &a); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(scored), &b); err != nil {
				t.Fatal(err)
			}
			if a["score"] != b["score"] || a["band"] != b["band"] || a["scenario"] != b["scenario"] || a["target"] != b["target"] {
				t.Errorf("check gives %v %v, the attempt has %v %v", a["score"], a["target"], b["score"], b["target"])
			}
		})
	}
}

// TestImportIntoBrokenFrontMatter cannot note a scenario where it would not be read.
func TestImportIntoBrokenFrontMatter(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", dir)
	file := filepath.Join(dir, "in.md")
	if err := os.WriteFile(file, []byte("---\nspent: [1\ntarget: mid\n---\n# A design\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := Main(t.Context(), []string{"import", file, "-s", "twitter"}, strings.NewReader(""), &out, &errs)
	if code != 2 || !strings.Contains(errs.String(), "front matter cannot be read") || out.Len() > 0 {
		t.Errorf("code %d, %q, %q", code, out.String(), errs.String())
	}
}
