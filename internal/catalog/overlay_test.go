package catalog_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"designdrill/internal/catalog"
)

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

// tree writes all files of a file system out as "path=content", in listing order.
func tree(t *testing.T, f fs.FS) string {
	t.Helper()
	var out []string
	err := fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(f, path)
		out = append(out, path+"="+string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestOverlay(t *testing.T) {
	base := files("a.yaml", "1", "b.yaml", "2", "dir/x", "3", "dir/y", "4", "gone/z", "5", "file", "6")
	for _, tc := range []struct {
		name       string
		base, over fs.FS
		want       string
	}{
		{"replace and add", base, files("b.yaml", "B", "c.yaml", "C", "dir/y", "Y", "dir/w", "W", "new/n", "N"),
			"a.yaml=1 b.yaml=B c.yaml=C dir/w=W dir/x=3 dir/y=Y file=6 gone/z=5 new/n=N"},
		{"a file over a folder", base, files("gone", "G"), "a.yaml=1 b.yaml=2 dir/x=3 dir/y=4 file=6 gone=G"},
		{"a folder over a file", base, files("file/f", "F"), "a.yaml=1 b.yaml=2 dir/x=3 dir/y=4 file/f=F gone/z=5"},
		{"no base", nil, files("a", "1"), "a=1"},
		{"nothing over", files("a", "1"), nil, "a=1"},
		{"neither", nil, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := catalog.Overlay(tc.base, tc.over)
			if got := tree(t, o); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			var expected []string
			for _, f := range strings.Fields(tc.want) {
				path, _, _ := strings.Cut(f, "=")
				expected = append(expected, path)
			}
			if err := fstest.TestFS(o, expected...); err != nil {
				t.Error(err)
			}
		})
	}
	o := catalog.Overlay(base, files("gone", "G"))
	if _, err := fs.ReadFile(o, "gone/z"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file under a replaced folder: %v", err)
	}
	if _, err := o.Open("../a"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("an invalid path: %v", err)
	}
}

// failing cannot be read.
type failing struct{ fs.FS }

var errBroken = errors.New("broken disk")

func (f failing) Open(name string) (fs.File, error) {
	if strings.HasSuffix(name, ".yaml") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errBroken}
	}
	return f.FS.Open(name)
}

func TestReadErrorsAreErrors(t *testing.T) {
	s := base(t)
	s.Scenarios = failing{s.Scenarios}
	if _, _, err := catalog.LoadAll(s); !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "scenarios/") {
		t.Errorf("got %v", err)
	}
	if got := catalog.Overlay(files("a.yaml", "1"), failing{files("a.yaml", "2")}); got != nil {
		if _, err := fs.ReadFile(got, "a.yaml"); !errors.Is(err, errBroken) {
			t.Errorf("an unreadable file lets the one below through: %v", err)
		}
	}
}
