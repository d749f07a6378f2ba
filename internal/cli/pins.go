package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
	"designdrill/internal/store"
	"designdrill/internal/web"
)

// pins keeps the content that rooms are opened with, and makes it anew for rooms that
// outlive a change of it.
type pins struct {
	env    *env
	db     *store.DB
	second *second // nil when no model reads
	mu     sync.Mutex
	all    map[string]*web.Content
}

// pin keeps the content of today.
func (e *env) pin(ctx context.Context, db *store.DB, hash string) (*pins, error) {
	p := &pins{env: e, db: db, all: map[string]*web.Content{}}
	if err := db.DropPacks(ctx, hash, time.Now()); err != nil {
		return nil, err
	}
	if there, err := db.Pack(ctx, hash); err != nil || there != nil {
		return p, err
	}
	s, err := sources(e.contentDir)
	if err != nil {
		return nil, err
	}
	pack, err := packed(s)
	if err != nil {
		return nil, err
	}
	return p, db.KeepPack(ctx, hash, pack)
}

// packed is content as a zip.
func packed(s catalog.Sources) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, folder := range map[string]fs.FS{"rubrics": s.Rubrics, "scenarios": s.Scenarios, "prompts": s.Prompts} {
		err := fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(folder, path)
			if err != nil {
				return err
			}
			f, err := w.Create(name + "/" + path)
			if err == nil {
				_, err = f.Write(text)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpacked is the content that packed packed.
func unpacked(pack []byte) (catalog.Sources, error) {
	r, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		return catalog.Sources{}, err
	}
	var s catalog.Sources
	for name, to := range map[string]*fs.FS{"rubrics": &s.Rubrics, "scenarios": &s.Scenarios, "prompts": &s.Prompts} {
		if *to, err = fs.Sub(r, name); err != nil {
			return s, err
		}
	}
	return s, nil
}

// content is web.Config's Pinned.
func (p *pins) content(ctx context.Context, hash string) (*web.Content, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.all[hash]; c != nil {
		return c, nil
	}
	pack, err := p.db.Pack(ctx, hash)
	if err != nil || pack == nil {
		return nil, err
	}
	s, err := unpacked(pack)
	if err != nil {
		return nil, err
	}
	cat, _, err := catalog.LoadAll(s)
	if err != nil {
		return nil, err
	}
	if cat.Hash != hash {
		return nil, fmt.Errorf("the content that was kept as %s is %s", hash, cat.Hash)
	}
	g := p.env.graderOf(p.db, score.NewEngine(cat))
	c := &web.Content{Catalog: cat, Score: g.scoreText}
	if p.second != nil {
		other := *p.second
		other.cat = cat
		c.Read = g.reads(&other)
	}
	p.all[hash] = c
	return c, nil
}
