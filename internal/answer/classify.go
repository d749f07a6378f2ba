package answer

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// What a fence holds.
const (
	holdsCode = iota
	holdsDiagram
	holdsProse
	swallowsProse // code whose fence was never closed: Markdown follows within
)

var diagramInfos = map[string]bool{
	"mermaid": true, "plantuml": true, "puml": true, "uml": true, "d2": true, "dot": true, "graphviz": true,
	"ascii": true, "asciiart": true, "ascii-art": true, "ditaa": true, "svgbob": true, "diagram": true, "mmd": true,
}

var proseInfos = map[string]bool{
	"": true, "text": true, "txt": true, "plain": true, "plaintext": true, "none": true, "md": true, "markdown": true,
}

// hashComments are languages whose comments look like headings.
var hashComments = map[string]bool{
	"python": true, "py": true, "bash": true, "sh": true, "shell": true, "zsh": true, "yaml": true, "yml": true, "toml": true,
	"ruby": true, "rb": true, "ini": true, "conf": true, "nginx": true, "dockerfile": true, "graphql": true, "r": true,
	"makefile": true, "hcl": true, "terraform": true, "perl": true, "powershell": true, "properties": true, "elixir": true,
}

// infoWord returns the language of an info string.
func infoWord(info string) string {
	info = strings.TrimLeft(info, "{. ")
	if i := strings.IndexAny(info, " \t,{}:;"); i >= 0 {
		info = info[:i]
	}
	return strings.ToLower(info)
}

// classify looks at the lines of a fence's body.
func (s *scanner) classify(info string, from, to int) int {
	lang := infoWord(info)
	if lang == "md" || lang == "markdown" {
		return holdsProse
	}
	var n, prose, arrows, boxes, headings, proseAfter, codey, items int
	for i := from; i < to; i++ {
		line := bytes.TrimSpace(s.text[s.starts[i]:s.ends[i]])
		if len(line) == 0 {
			continue
		}
		n++
		if isHeadingLine(line, hashComments[lang]) {
			headings++
			continue
		}
		if _, ok := markerAt(line); ok && asciiLetter(line[len(line)-1]) != 0 {
			items++
		}
		k := lineLook(line)
		if k&looksProse != 0 {
			prose++
			if headings > 0 {
				proseAfter++
			}
		}
		if k&looksArrow != 0 {
			arrows++
		}
		if k&looksBox != 0 {
			boxes++
		}
		if k&looksCode != 0 {
			codey++
		}
	}
	swallows := headings > 0 && proseAfter > 0
	if diagramInfos[lang] {
		if swallows {
			return swallowsProse
		}
		return holdsDiagram
	}
	if !proseInfos[lang] {
		if swallows {
			return swallowsProse
		}
		return holdsCode
	}
	switch {
	case n == 0:
		return holdsCode
	case boxes*4 >= n && boxes >= 2 && !swallows:
		return holdsDiagram
	case swallows:
		if k := s.resume(from, to, lang); k < to && !s.emptyLines(from, k) && s.classify(lang, from, k) != holdsProse {
			return swallowsProse
		}
		return holdsProse
	case items*3 >= n*2 && boxes == 0 && n > 2 && codey*3 < n:
		return holdsProse
	case arrows*5 >= n*2 && (arrows > 1 || n <= 2) && prose*2 < n:
		return holdsDiagram
	case prose*2 >= n && prose >= codey:
		return holdsProse
	case headings > 0 && codey == 0:
		return holdsProse
	}
	return holdsCode
}

// isHeadingLine reports whether a line within a fence is a Markdown heading. Where
// comments begin with a hash, only two or more count.
func isHeadingLine(line []byte, comments bool) bool {
	n := 0
	for n < len(line) && line[n] == '#' {
		n++
	}
	return n > 0 && n <= 6 && (n > 1 || !comments) && n+1 < len(line) && line[n] == ' ' && line[n+1] != ' '
}

const (
	looksProse = 1 << iota
	looksArrow
	looksBox
	looksFlow // an arrow between more than labels
	looksCode
)

// lineLook says what a line within a fence looks like.
func lineLook(line []byte) int {
	look := 0
	words, letters, signs := 0, 0, 0
	box := 0
	inWord := false
	for i := 0; i < len(line); {
		c := line[i]
		if c < utf8.RuneSelf {
			switch {
			case asciiLetter(c) != 0:
				letters++
				if !inWord {
					words++
				}
				inWord = true
			case c == '{' || c == '}' || c == ';' || c == '=' || c == '<' || c == '>' || c == '|' || c == '_' || c == '"' || c == '\\':
				signs++
				inWord = false
			case c != '\'' && c != '-':
				inWord = false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(line[i:])
		switch {
		case r >= 0x2500 && r <= 0x25ff:
			box++
		case r >= 0x2190 && r <= 0x21ff:
			look |= looksArrow
		default:
			letters++
		}
		i += n
	}
	if box >= 1 && box*2 > words {
		look |= looksBox
	}
	if bytes.Contains(line, []byte("+--")) || bytes.Contains(line, []byte("--+")) || bytes.Contains(line, []byte("+==")) {
		look |= looksBox
	}
	if c := line[0]; c == '|' && line[len(line)-1] == '|' && bytes.Count(line, []byte("|")) < 8 {
		look |= looksBox
	}
	if look&looksArrow != 0 || bytes.Contains(line, []byte("->")) || bytes.Contains(line, []byte("<-")) || bytes.Contains(line, []byte("=>")) {
		look &^= looksArrow
		if joinsLabels(line) {
			look |= looksArrow
		} else {
			look |= looksFlow
		}
	}
	if letters == 0 && (line[0] == '|' || line[0] == 'v' || line[0] == '^' || line[0] == '\\' || line[0] == '/') {
		look |= looksArrow
	}
	if signs > 0 && signs*3 >= words || bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("/*")) {
		look |= looksCode
	}
	if look == 0 && words >= 3 {
		_, item := markerAt(line)
		if words >= 6 || item {
			look |= looksProse
		}
	}
	return look
}

// arrowSigns are what an arrow is drawn with.
const arrowSigns = "-=<>|→←↔⇒⇐⟶▶►◄▼▲↓↑─━═│"

// joinsLabels reports whether the pieces between the arrows of a line are names, as
// in a drawing, and not calls, sums or sentences.
func joinsLabels(line []byte) bool {
	if isCall(line) || bytes.ContainsAny(line, "={}\";") && !bytes.Contains(line, []byte("=>")) {
		return false
	}
	words, dash := 0, false
	in := false
	for i, c := range string(line) {
		switch {
		case strings.ContainsRune(arrowSigns, c):
			if c == '-' && i > 0 && i+1 < len(line) && line[i-1] > ' ' && line[i+1] > ' ' && line[i+1] != '-' && line[i+1] != '>' && line[i-1] != '-' && line[i-1] != '<' {
				continue // a hyphen
			}
			words, in, dash = 0, false, true
		case c == ' ' || c == '\t':
			in = false
		case !in:
			in = true
			if words++; words > 5 {
				return false
			}
		}
	}
	return dash
}

// isCall reports whether a line is a request or its answer.
func isCall(line []byte) bool {
	for _, v := range [...]string{"GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD ", "WS "} {
		if bytes.HasPrefix(line, []byte(v)) {
			return true
		}
	}
	return false
}
