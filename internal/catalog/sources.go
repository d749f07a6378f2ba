package catalog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"designdrill/internal/diag"
)

// Sources are the folders of the content, each rooted at what it holds. A nil one is
// empty.
type Sources struct {
	Rubrics, Scenarios, Prompts fs.FS
}

// Read returns the bytes of a file by the name that findings give it
// ("rubrics/04-caching.yaml"), nil when there is none. It serves diag.Render.
func (s Sources) Read(file string) []byte {
	folder, path, _ := strings.Cut(file, "/")
	fsys := map[string]fs.FS{"rubrics": s.Rubrics, "scenarios": s.Scenarios, "prompts": s.Prompts}[folder]
	if fsys == nil || !fs.ValidPath(path) {
		return nil
	}
	src, _, err := readBounded(fsys, path)
	if err != nil {
		return nil
	}
	return src
}

// readBounded reads a file up to one byte more than the limit, which tells a larger
// file from one that just fits. regular is false for pipes, devices and folders, which
// are not opened.
func readBounded(fsys fs.FS, path string) (src []byte, regular bool, err error) {
	info, err := fs.Stat(fsys, path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, false, err
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, true, err
	}
	defer f.Close()
	src, err = io.ReadAll(io.LimitReader(f, maxBytes+1))
	return src, true, err
}

// sourceFile is a file of the content.
type sourceFile struct {
	name string // with its folder: "rubrics/04-caching.yaml"
	path string // within its file system
	src  []byte
}

// walker gathers files and what is wrong with them as files.
type walker struct {
	findings diag.List
	count    int
	total    int // bytes read
}

// list returns the regular files of one folder by name in alphabetical order, and its
// subfolders. A folder that is not there is empty.
func (w *walker) list(fsys fs.FS, folder, dir string) (files []string, dirs []string, err error) {
	if fsys == nil {
		return nil, nil, nil
	}
	entries, err := fs.ReadDir(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", folder, err)
	}
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			dirs = append(dirs, e.Name())
		default:
			files = append(files, e.Name())
		}
	}
	slices.Sort(files)
	slices.Sort(dirs)
	return files, dirs, nil
}

// read reads one file. ok is false when it is not to be used.
func (w *walker) read(fsys fs.FS, folder, path string) (f sourceFile, ok bool, err error) {
	f = sourceFile{name: folder + "/" + path, path: path}
	w.count++
	if w.count > maxFiles {
		if w.count == maxFiles+1 {
			w.findings.Errorf(diag.Pos{File: f.name}, "too-many", "more than %d files, the rest is not read", maxFiles)
		}
		return f, false, nil
	}
	src, regular, err := readBounded(fsys, path)
	if err != nil {
		return f, false, fmt.Errorf("%s: %w", f.name, err)
	}
	if !regular {
		w.findings.Errorf(diag.Pos{File: f.name}, "not-a-file", "not a regular file")
		return f, false, nil
	}
	if w.total += len(src); w.total > maxTotal {
		if w.total-len(src) <= maxTotal {
			w.findings.Errorf(diag.Pos{File: f.name}, "too-large", "more than %d bytes in all files, the rest is not read", maxTotal)
		}
		return f, false, nil
	}
	f.src = src
	return f, true, nil
}

// yamlFiles reads the YAML files of a folder. Files that are meant as YAML by another
// name are findings; others are none of our business.
func (w *walker) yamlFiles(fsys fs.FS, folder, dir string) ([]sourceFile, error) {
	names, _, err := w.list(fsys, folder, dir)
	if err != nil {
		return nil, err
	}
	var out []sourceFile
	for _, name := range names {
		path := name
		if dir != "." {
			path = dir + "/" + name
		}
		switch {
		case strings.HasSuffix(name, ".yaml"):
			f, ok, err := w.read(fsys, folder, path)
			if err != nil {
				return nil, err
			}
			if ok {
				out = append(out, f)
			}
		case strings.HasSuffix(strings.ToLower(name), ".yml"), strings.HasSuffix(strings.ToLower(name), ".yaml"):
			w.findings.Add(diag.Finding{Rule: "file-name", At: diag.Pos{File: folder + "/" + path},
				Message: "the file is not read", Hint: "end its name with .yaml"})
		}
	}
	return out, nil
}
