package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"designdrill/internal/cli"
)

// designdrill runs a command line in this process and returns its output.
func designdrill(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Main(t.Context(), args, strings.NewReader(stdin), &out, &errs); code != 0 {
		t.Fatalf("designdrill %q exits with %d: %s", args, code, errs.String())
	}
	return out.String()
}

// scoreOf reads the score of a JSON report.
func scoreOf(t *testing.T, text string) float64 {
	t.Helper()
	var r struct{ Score *float64 }
	if err := json.Unmarshal([]byte(text), &r); err != nil || r.Score == nil {
		t.Fatalf("no score in %q: %v", text, err)
	}
	return *r.Score
}

// sectionHeads say which question a section of an answer belongs to.
var sectionHeads = []struct{ word, question string }{
	{"require", "req-functions"}, {"build", "req-functions"}, {"scope", "req-functions"}, {"estim", "est-traffic"}, {"number", "est-traffic"},
	{"api", "comp-api"}, {"data", "comp-data"}, {"component", "comp-parts"}, {"architect", "comp-parts"}, {"design", "comp-parts"}, {"parts", "comp-parts"},
	{"flow", "comp-flows"}, {"trade", "trade"}, {"next", "wrap"}, {"more time", "wrap"},
}

// asScript turns an answer into one that is typed question by question, with what
// belongs nowhere else as the second deep dive.
func asScript(text, dive string) string {
	order := []string{"req-functions", "est-traffic", "comp-api", "comp-data", "comp-parts", "comp-flows", dive, "trade", "wrap"}
	by := map[string]string{}
	for i, section := range regexp.MustCompile(`(?m)^## `).Split(text, -1) {
		question := order[0]
		if i > 0 {
			head, _, _ := strings.Cut(strings.ToLower(section), "\n")
			question = dive
			for _, h := range sectionHeads {
				if strings.Contains(head, h.word) {
					question = h.question
					break
				}
			}
			section = "## " + section
		}
		by[question] += section
	}
	var b strings.Builder
	for _, q := range order {
		if strings.TrimSpace(by[q]) != "" {
			b.WriteString("@" + q + "\n" + strings.TrimRight(by[q], "\n") + "\n.\n")
		}
	}
	return b.String() + "@self\ntotal: pass\n.\n"
}

// TestInterviewOnEveryScenario types a solid answer to each of the scenarios question by
// question, from the start to the report, and wants the score that check gives the same
// text.
func TestInterviewOnEveryScenario(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	cat, err := content()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range cat.ScenarioIDs() {
		file := filepath.Join("../../scenarios/exemplars", id, "solid.md")
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		dive := ""
		for _, q := range cat.Scenarios[id].Prompts {
			if q.Stage == "deep-dives" {
				dive = q.ID
			}
		}
		got := designdrill(t, asScript(string(src), dive), "practice", id, "--minutes", "0")
		if !strings.Contains(got, "The whole") || !strings.Contains(got, "things to do next") {
			t.Errorf("%s: no account of the interview:\n%s", id, got)
		}
		interview := scoreOf(t, designdrill(t, "", "report", "last", "--format", "json"))
		export := designdrill(t, "", "export", "last")
		if checked := scoreOf(t, designdrill(t, export, "check", "-", "--format", "json")); checked != interview {
			t.Errorf("%s: the interview scores %g, its export %g", id, interview, checked)
		}
		// The headings of the stages may help or hurt a reader of the plain text a little.
		const most = 3
		if plain := scoreOf(t, designdrill(t, "", "check", file, "-s", id, "--format", "json")); plain-interview > most || interview-plain > most {
			t.Errorf("%s: the interview scores %g, the same text in a file %g", id, interview, plain)
		}
	}
}
