package diagram

import (
	"bytes"
	"net/url"
	"path"
	"strings"
)

// Link is a drawing's file that a Markdown text links to.
type Link struct {
	Path string // relative, with slashes, without what follows a # or a ?
	Line int
}

// linked are the endings of files that a text may bring its drawings in.
var linked = words("mmd mermaid puml plantuml d2 dot gv excalidraw drawio dio excalidraw.md drawio.xml drawio.svg")

// maxLinks bounds how many files one text brings in.
const maxLinks = 20

// Links returns the drawings that a Markdown text links to or shows, by relative paths:
// [text](drawing.excalidraw), ![](drawing.drawio.svg), [[drawing.excalidraw]]. Each path
// comes once, where it stands first.
func Links(text []byte) []Link {
	var found []Link
	seen := map[string]bool{}
	line, at := 1, 0
	for i := 0; i+1 < len(text) && len(found) < maxLinks; i++ {
		var end int
		switch {
		case text[i] == ']' && text[i+1] == '(':
			end = bytes.IndexByte(text[i+2:min(len(text), i+2+1024)], ')')
		case text[i] == '[' && text[i+1] == '[':
			end = bytes.Index(text[i+2:min(len(text), i+2+1024)], []byte("]]"))
		default:
			continue
		}
		if end < 0 {
			continue
		}
		p, ok := target(string(text[i+2 : i+2+end]))
		if !ok || seen[p] {
			continue
		}
		seen[p] = true
		line += bytes.Count(text[at:i], []byte("\n"))
		at = i
		found = append(found, Link{p, line})
	}
	return found
}

// target returns the path of a link if it is a relative one to a drawing.
func target(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "<"); ok {
		s, _, _ = strings.Cut(rest, ">")
	} else {
		s, _, _ = strings.Cut(s, ` "`)
	}
	s, _, _ = strings.Cut(s, "|")
	s, _, _ = strings.Cut(s, "#")
	s, _, _ = strings.Cut(s, "?")
	if p, err := url.PathUnescape(s); err == nil {
		s = p
	}
	if s == "" || strings.Contains(s, "://") || strings.ContainsAny(s, "\n\x00") || path.IsAbs(s) {
		return "", false
	}
	_, exts, _ := strings.Cut(path.Base(s), ".")
	exts = strings.ToLower(exts)
	return path.Clean(s), linked[exts] || linked[strings.TrimPrefix(path.Ext(exts), ".")] || linked[exts[strings.LastIndexByte(exts, '.')+1:]]
}
