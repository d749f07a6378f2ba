package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layer is a package with the packages of this module that it may import itself.
type layer struct {
	name    string
	imports []string
}

// layers lists, from the lowest up, every package. One that is not listed fails the test: say
// where it belongs.
var layers = []layer{
	{"rubrics", nil},
	{"scenarios", nil},
	{"prompts", nil},
	{"internal/tables", nil},
	{"internal/diag", nil},
	{"internal/quantity", nil},
	{"internal/agreement", nil},
	{"internal/diagram", []string{"internal/diag"}},
	{"internal/llm", nil},
	{"internal/llm/fakeserver", nil},
	{"internal/yamlpos", []string{"internal/diag"}},
	{"internal/catalog", []string{"internal/diag", "internal/yamlpos", "internal/quantity"}},
	{"internal/answer", []string{"internal/diag", "internal/yamlpos", "internal/quantity"}},
	{"internal/match", []string{"internal/catalog", "internal/answer"}},
	{"internal/score", []string{"internal/diag", "internal/quantity", "internal/diagram", "internal/catalog", "internal/answer", "internal/match"}},
	{"internal/review", []string{"internal/llm", "internal/catalog", "internal/answer", "internal/score"}},
	{"internal/interview", []string{"internal/catalog", "internal/answer"}},
	{"internal/room", []string{"internal/catalog", "internal/interview"}},
	{"internal/proof", []string{"internal/diag", "internal/quantity", "internal/catalog", "internal/answer", "internal/score"}},
	{"internal/labels", []string{"internal/diag", "internal/agreement", "internal/catalog"}},
	{"internal/coach", []string{"internal/catalog"}},
	{"internal/peer", []string{"internal/agreement", "internal/catalog"}},
	{"internal/round", []string{"internal/diag", "internal/yamlpos", "internal/catalog", "internal/answer"}},
	{"internal/report", []string{"internal/diag", "internal/diagram", "internal/agreement", "internal/catalog", "internal/score", "internal/labels", "internal/coach", "internal/peer", "internal/round"}},
	{"internal/tui/ink", nil},
	{"internal/tui", []string{"internal/diag", "internal/quantity", "internal/interview", "internal/tui/ink"}},
	{"internal/store", nil},
	{"internal/store/contract", []string{"internal/store"}},
	{"internal/store/pgtest", nil},
	{"internal/web", []string{"internal/agreement", "internal/catalog", "internal/score", "internal/interview", "internal/room", "internal/peer", "internal/round", "internal/report", "internal/store"}},
	{"internal/tables/gen", []string{"rubrics", "scenarios", "prompts", "internal/diag", "internal/catalog", "internal/score"}},
	{"internal/cli", []string{"rubrics", "scenarios", "prompts", "internal/tables", "internal/diag", "internal/agreement", "internal/diagram", "internal/catalog", "internal/answer",
		"internal/score", "internal/proof", "internal/labels", "internal/report", "internal/store", "internal/coach", "internal/interview", "internal/tui",
		"internal/llm", "internal/review", "internal/yamlpos", "internal/peer", "internal/round",
		"internal/room", "internal/web"}},
	{"cmd/designdrill", []string{"internal/cli"}},
}

// owners are the only packages that import a library, or a part of the standard one,
// themselves. The path of a library stands for all of its packages.
var owners = map[string][]string{
	"gopkg.in/yaml.v3":                     {"internal/yamlpos"},
	"github.com/yuin/goldmark":             {"internal/answer"},
	"github.com/spf13/cobra":               {"internal/cli"},
	"golang.org/x/term":                    {"internal/cli"},
	"golang.org/x/sync":                    {"internal/cli"},
	"github.com/natefinch/atomic":          {"internal/cli"},
	"github.com/clipperhouse/displaywidth": {"internal/report"},
	"github.com/guptarohit/asciigraph":     {"internal/report"},
	"github.com/blevesearch/snowballstem":  {"internal/match"},
	"oss.terrastruct.com/d2":               {"internal/diagram"},
	"github.com/charmbracelet/huh":         {"internal/tui"},
	"github.com/charmbracelet/bubbletea":   {"internal/tui"},
	"github.com/charmbracelet/bubbles":     {"internal/tui"},
	"github.com/charmbracelet/lipgloss":    {"internal/tui", "internal/tui/ink"},
	"github.com/charmbracelet/x/ansi":      {"internal/tui"},
	"modernc.org/sqlite":                   {"internal/store"},
	"github.com/pressly/goose/v3":          {"internal/store"},
	"github.com/jackc/pgx/v5":              {"internal/store", "internal/store/pgtest"},
	"github.com/rogpeppe/go-internal":      {"internal/store"}, // its lock between processes
	"github.com/sashabaranov/go-openai":    {"internal/llm"},
	"os":                                   {"internal/cli", "internal/store", "internal/tui", "internal/llm", "internal/tables/gen", "internal/store/pgtest", "cmd/designdrill"}, // the store makes its files private, the editor has a file, llm keeps replies
	"os/exec":                              {"internal/tui", "internal/store/pgtest"},                                                                                             // the user's editor, a server for tests
	"net":                                  {"internal/llm", "internal/web", "internal/store", "internal/store/pgtest", "internal/cli"},                                           // host prints addresses, the store tells that a server is not reached
	"net/http":                             {"internal/llm", "internal/llm/fakeserver", "internal/web"},
	"golang.org/x/time":                    {"internal/web"},
	"github.com/riverqueue/river":          {"internal/store"},
	"github.com/prometheus/client_golang":  {"internal/web"},
	"github.com/piglig/go-qr":              {"internal/report"},
	"database/sql":                         {"internal/store"},
	"embed":                                {"rubrics", "scenarios", "prompts", "internal/tables", "internal/catalog", "internal/store", "internal/web"},
}

// pure packages give the same for the same input: besides the owners above they read
// no clock and draw no random number.
var pure = []string{"internal/diag", "internal/quantity", "internal/diagram", "internal/yamlpos", "internal/catalog", "internal/answer", "internal/match",
	"internal/score", "internal/agreement", "internal/labels", "internal/interview", "internal/room", "internal/coach", "internal/peer", "internal/round", "internal/report"}

// clock are the functions of package time that read or wait for a clock.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}

const module = "designdrill/"

// listed is a package as go list describes it.
type listed struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Imports,GoFiles", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsGoDown(t *testing.T) {
	allowed := map[string][]string{}
	for i, l := range layers {
		allowed[l.name] = l.imports
		for _, x := range l.imports {
			if !slices.ContainsFunc(layers[:i], func(below layer) bool { return below.name == x }) {
				t.Errorf("the table lets %s import %s, which is not below it", l.name, x)
			}
		}
	}
	seen := map[string]bool{}
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		mine, known := allowed[name]
		if !known {
			t.Errorf("%s has no place in the table of layers", name)
			continue
		}
		for _, path := range p.Imports {
			if own, ok := strings.CutPrefix(path, module); ok {
				if !slices.Contains(mine, own) {
					t.Errorf("%s imports %s, which is not below it", name, own)
				}
				continue
			}
			for owned, by := range owners {
				library := strings.Contains(owned, ".") && strings.HasPrefix(path, owned+"/")
				if (path == owned || library) && !slices.Contains(by, name) {
					t.Errorf("%s imports %s, which only %v may", name, path, by)
				}
			}
			if slices.Contains(pure, name) && strings.HasPrefix(path, "math/rand") {
				t.Errorf("%s imports %s: it is to be pure", name, path)
			}
		}
		if slices.Contains(pure, name) {
			readsNoClock(t, name, p)
		}
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("the table of layers has %s, which is no package", name)
		}
	}
}

// readsNoClock looks for calls of package time that a pure package has no use for.
func readsNoClock(t *testing.T, name string, p listed) {
	t.Helper()
	if !slices.Contains(p.Imports, "time") {
		return
	}
	fset := token.NewFileSet()
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, s.Sel.Name) {
				t.Errorf("%s: %s reads the clock", fset.Position(s.Pos()), name)
			}
			return true
		})
	}
}
