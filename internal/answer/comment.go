package answer

import (
	"bytes"
	"strings"
)

// dropComments blanks HTML comments, scripts and styles outside code fences and
// collects the waivers in them. An unclosed comment is text.
func (s *scanner) dropComments(first int) {
	if len(s.starts) <= first {
		return
	}
	at, fence := int(s.starts[first]), 0
	for at < len(s.text) {
		k := bytes.IndexByte(s.text[at:], '<')
		if k < 0 {
			return
		}
		at += k
		for fence < len(s.fences) && (!s.fences[fence].keep || s.fences[fence].stop <= at) {
			fence++
		}
		if fence < len(s.fences) && s.fences[fence].start <= at {
			at = s.fences[fence].stop
			continue
		}
		rest := s.text[at:]
		end := ""
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = "-->"
		case hasPrefixFold(rest, "<script"):
			end = "</script>"
		case hasPrefixFold(rest, "<style"):
			end = "</style>"
		}
		if end == "" {
			if name := hiddenElement(rest); name != "" && !s.never[name] && !s.inCodeSpan(at) {
				if n := elementEnd(rest, name); n > 0 {
					s.wipe(at, at+n)
					at += n
					continue
				}
				s.never[name] = true
			}
		}
		if end == "" || s.never[end] || s.inCodeSpan(at) {
			at++
			continue
		}
		n := bytes.Index(rest, []byte(end))
		if n < 0 {
			s.never[end] = true
			at++
			continue
		}
		if end[0] == '-' {
			s.waiver(at, rest[4:max(n, 4)])
		}
		s.wipe(at, at+n+len(end))
		at += n + len(end)
	}
}

// maxTag is the longest opening tag that is looked at.
const maxTag = 1024

// hiddenElement gives the name of the element that opens here if no reader sees it:
// templates, and what its own attributes hide. It is "" for others.
func hiddenElement(rest []byte) string {
	n := 1
	for n < len(rest) && n < 24 && (asciiLetter(rest[n]) != 0 || rest[n] >= '0' && rest[n] <= '9') {
		n++
	}
	if n == 1 || n >= 24 {
		return ""
	}
	name := strings.ToLower(string(rest[1:n]))
	if name == "template" {
		return name
	}
	stop := bytes.IndexByte(rest[:min(len(rest), maxTag)], '>')
	if stop < n || rest[stop-1] == '/' {
		return ""
	}
	attributes := strings.ToLower(strings.Join(strings.Fields(string(rest[n:stop])), " "))
	tight := strings.ReplaceAll(attributes, " ", "")
	for _, style := range [...]string{"display:none", "visibility:hidden", "font-size:0", "opacity:0"} {
		if k := strings.Index(tight, style); k >= 0 && strings.Contains(tight[:k], "style=") {
			// "opacity:0.9" is seen.
			if end := k + len(style); end == len(tight) || tight[end] != '.' {
				return name
			}
		}
	}
	for _, word := range strings.Fields(attributes) {
		if word == "hidden" || strings.HasPrefix(word, "hidden=") {
			return name
		}
	}
	return ""
}

// elementEnd gives the length of an element with everything in it, or 0 when it is
// never closed.
func elementEnd(rest []byte, name string) int {
	open, depth := []byte("<"+name), 0
	for at := 0; at < len(rest); {
		k := bytes.IndexByte(rest[at:], '<')
		if k < 0 {
			return 0
		}
		at += k
		switch {
		case hasPrefixFold(rest[at:], string(open)):
			depth++
		case hasPrefixFold(rest[at:], "</"+name):
			if depth--; depth == 0 {
				if end := bytes.IndexByte(rest[at:], '>'); end >= 0 {
					return at + end + 1
				}
				return 0
			}
		}
		at++
	}
	return 0
}

// inCodeSpan reports whether an odd number of backticks stands before the offset in
// its line.
func (s *scanner) inCodeSpan(at int) bool {
	odd := false
	for k := at - 1; k >= 0 && k >= at-1024 && s.text[k] != '\n'; k-- {
		if s.text[k] == '`' {
			odd = !odd
		}
	}
	return odd && bytes.IndexByte(s.text[at:min(len(s.text), at+1024)], '`') >= 0
}

// wipe replaces the text by spaces, line ends kept.
func (s *scanner) wipe(from, to int) {
	if !s.own {
		s.own = true
		s.text = append([]byte(nil), s.text...)
	}
	for k := from; k < to; k++ {
		if c := s.text[k]; c != '\n' && c != '\r' {
			s.text[k] = ' '
		}
	}
}

// waiver notes "designdrill: skip ID: reason".
func (s *scanner) waiver(at int, comment []byte) {
	if len(comment) > 4096 {
		return
	}
	c := strings.Join(strings.Fields(string(comment)), " ")
	rest, ok := cutPrefixFold(c, "designdrill:")
	if !ok {
		return
	}
	rest, ok = cutPrefixFold(strings.TrimSpace(rest), "skip ")
	if !ok {
		return
	}
	id, reason, _ := strings.Cut(rest, ":")
	s.doc.Waivers = append(s.doc.Waivers, Waiver{
		Criterion: strings.TrimSpace(id),
		Reason:    strings.TrimSpace(reason),
		Line:      s.doc.LineAt(at),
	})
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
