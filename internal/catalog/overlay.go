package catalog

import (
	"embed"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
)

// Overlay lies one file system over another: a path of over replaces the same path of
// base, a new path adds. Listings are sorted. Either may be nil.
func Overlay(base, over fs.FS) fs.FS {
	if base == nil && over == nil {
		return embed.FS{}
	}
	var o overlay
	for _, layer := range []fs.FS{over, base} {
		if layer != nil {
			o = append(o, layer)
		}
	}
	return o
}

// overlay is a stack of file systems, the uppermost first.
type overlay []fs.FS

// Open opens the uppermost file of that name, or the folder that all layers make.
func (o overlay) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	for _, layer := range o.visible(name) {
		f, err := layer.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if !info.IsDir() {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		entries, err := o.ReadDir(name)
		if err != nil {
			return nil, err
		}
		return &folder{info: info, name: name, entries: entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder over all layers.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	all := map[string]fs.DirEntry{}
	found := false
	for _, layer := range o.visible(name) {
		info, err := fs.Stat(layer, name)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() && found {
			continue // nothing there, or a file under a folder that replaces it
		}
		if err != nil {
			return nil, err
		}
		entries, err := fs.ReadDir(layer, name)
		if err != nil {
			return nil, err
		}
		found = true
		for _, e := range entries {
			if _, replaced := all[e.Name()]; !replaced {
				all[e.Name()] = e
			}
		}
	}
	if !found {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	out := make([]fs.DirEntry, 0, len(all))
	for _, n := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[n])
	}
	return out, nil
}

// visible returns the layers in which a name counts: those down to the first that has
// a file there, or in place of a folder above it.
func (o overlay) visible(name string) []fs.FS {
	for i, layer := range o {
		for p := name; p != "."; p = path.Dir(p) {
			if info, err := fs.Stat(layer, p); err == nil && !info.IsDir() {
				return o[:i+1]
			}
		}
	}
	return o
}

// folder is an open folder of several layers.
type folder struct {
	info    fs.FileInfo
	name    string
	entries []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }

func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a directory")}
}

// ReadDir returns the next n entries, all that are left for n ≤ 0.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.entries) {
		if n > 0 && len(f.entries) == 0 {
			return nil, io.EOF
		}
		n = len(f.entries)
	}
	out := f.entries[:n]
	f.entries = f.entries[n:]
	return out, nil
}
