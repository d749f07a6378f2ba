package catalog_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	pathpkg "path"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expected outputs anew")

// samples returns the sample folders of a kind: each is a piece of content that lies
// over the base.
func samples(t *testing.T, kind string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", kind))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		t.Fatalf("no samples in testdata/%s", kind)
	}
	return names
}

// stem is a path without extensions: an answer and its levels are one thing.
func stem(file string) string {
	dir, base := pathpkg.Split(file)
	base, _, _ = strings.Cut(base, ".")
	return dir + base
}

func TestGoodSamplesAreSilent(t *testing.T) {
	for _, name := range samples(t, "ok") {
		t.Run(name, func(t *testing.T) {
			_, _, out := load(t, over(base(t), os.DirFS(filepath.Join("testdata", "ok", name))))
			if out != "" {
				t.Errorf("findings:\n%s", out)
			}
		})
	}
}

func TestBadSamples(t *testing.T) {
	for _, name := range samples(t, "err") {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("testdata", "err", name)
			_, findings, out := load(t, over(base(t), os.DirFS(dir)))
			golden := dir + ".out"
			if *update {
				if err := os.WriteFile(golden, []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("no expected output: %v", err)
			}
			if out != string(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
				t.Errorf("output differs from %s, run with -update and compare:\n%s", golden, out)
			}
			// Every file of a bad sample is there because something is wrong with it.
			blamed := map[string]bool{}
			for _, f := range findings {
				blamed[stem(f.At.File)] = true
			}
			err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				rel, err := filepath.Rel(dir, path)
				if err != nil {
					return err
				}
				if file := filepath.ToSlash(rel); !blamed[stem(file)] && !blamed[pathpkg.Dir(file)] {
					t.Errorf("nothing is found in %s", file)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
