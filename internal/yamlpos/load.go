package yamlpos

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"designdrill/internal/diag"

	"gopkg.in/yaml.v3"
)

// maxBrackets is how deep flow brackets may stand open in the raw text before the
// library sees it. Brackets in prose count too, hence far more than MaxDepth.
const maxBrackets = 1000

// checkBytes refuses what makes line numbers or terminals lie: broken UTF-8, control
// characters, and line breaks that only YAML knows.
func (d *Decoder) checkBytes(src []byte) bool {
	line, start, ok := 1, 0, true
	for i := 0; i < len(src); {
		r, n := rune(src[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(src[i:])
		}
		message, hint := "", ""
		switch {
		case r == '\n':
			line, start = line+1, i+1
		case r == utf8.RuneError && n == 1:
			message, hint = fmt.Sprintf("invalid UTF-8: byte %#02x", src[i]), "save the file as UTF-8"
		case r == '\r':
			message, hint = "carriage return without a line feed", "end lines with a line feed"
		case r < 0x20 && r != '\t', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r&0xfffe == 0xfffe:
			message, hint = fmt.Sprintf("character U+%04X is not allowed", r), "remove it"
		}
		if message != "" {
			ok = false
			at := diag.Pos{File: d.file, Line: d.base + line, Col: i - start + 1}
			d.add(Span{at, at.Col + n}, "encoding", message, hint)
			if d.capped {
				return false
			}
		}
		i += n
	}
	return ok
}

// checkNesting is the first guard against deep nesting, made before the library
// recurses. It may be fooled by brackets in strings and comments; the library's own
// limit of 10000 and the exact count over the nodes stand behind it.
func (d *Decoder) checkNesting(src []byte) bool {
	line, start, open, marks := 1, 0, 0, 0
	leading := true // only "- " and "? " so far on this line: each opens a level
	for i, c := range src {
		switch c {
		case '\n':
			line, start, marks, leading = line+1, i+1, 0, true
		case '[', '{':
			open++
			leading = false
		case ']', '}':
			open = max(open-1, 0)
			leading = false
		case '-', '?', ':':
			if leading {
				marks++
			}
		case ' ', '\t':
		default:
			leading = false
		}
		if open > maxBrackets || marks > maxBrackets {
			at := diag.Pos{File: d.file, Line: d.base + line, Col: i - start + 1}
			d.add(Span{At: at}, "too-deep", "nested too deeply", "")
			return false
		}
	}
	return true
}

// load reads the nodes and refuses what this format does without.
func (d *Decoder) load(src []byte, maxDepth int) {
	dec := yaml.NewDecoder(bytes.NewReader(src))
	doc, err := next(dec)
	switch {
	case errors.Is(err, io.EOF):
		d.add(Span{At: d.Start()}, "empty", "the file is empty", "")
		return
	case err != nil:
		d.syntax(src, err)
		return
	}
	second, err := next(dec)
	if err == nil || !errors.Is(err, io.EOF) {
		s := Span{At: d.Start()}
		if err == nil {
			s = d.span(second)
		}
		d.add(s, "document", "a second document in the file", "one document a file: remove what follows the \"---\"")
	}
	if len(doc.Content) != 1 {
		d.add(Span{At: d.Start()}, "empty", "the file is empty", "")
		return
	}
	root := doc.Content[0]
	if d.refuse(root, 1, maxDepth) {
		d.root = root
	}
}

// next reads one document. The library reports by error, and is known to panic on
// hostile input; that is no reason for us to stop.
func next(dec *yaml.Decoder) (n *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: unreadable: %v", r)
		}
	}()
	n = new(yaml.Node)
	return n, dec.Decode(n)
}

// refuse walks the nodes once and reports anchors, aliases, merge keys, tags and
// nesting. It returns false when the nodes are too deep to be used.
func (d *Decoder) refuse(n *yaml.Node, depth, maxDepth int) bool {
	if depth > maxDepth {
		d.add(d.span(n), "too-deep", fmt.Sprintf("nested more than %d levels deep", maxDepth), "")
		return false
	}
	switch {
	case n.Kind == yaml.AliasNode:
		// One finding a name is enough: an anchor may be used thousands of times.
		if d.aliases[n.Value] {
			break
		}
		if d.aliases == nil {
			d.aliases = map[string]bool{}
		}
		d.aliases[n.Value] = true
		d.add(d.span(n), "alias", fmt.Sprintf("alias %q: anchors and aliases are not used here", "*"+n.Value), "write the value out")
	case n.Anchor != "":
		d.add(d.span(n), "alias", fmt.Sprintf("anchor %q: anchors and aliases are not used here", "&"+n.Anchor), "remove it and write the value out where it is needed")
	}
	if n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!merge" {
		d.add(d.span(n), "tag", fmt.Sprintf("tag %q: tags are not used here", n.Tag), "remove it, and quote the value when it is text")
	}
	for _, c := range n.Content {
		if d.capped {
			return true
		}
		if !d.refuse(c, depth+1, maxDepth) {
			return false
		}
	}
	return true
}

var lineOf = regexp.MustCompile(`^line (\d+): `)

// syntax turns the library's error into a finding. Its line is that of the construct
// that was being read, often far above the fault, so the fault is looked for.
func (d *Decoder) syntax(src []byte, err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := lineOf.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		if n, convErr := strconv.Atoi(m[1]); convErr == nil {
			line = min(max(n, 1), len(d.lines))
		}
	}
	if found := d.faultyLine(src); found > 0 {
		line = found
	}
	text := d.line(line)
	col := 1 + len(text) - len(bytes.TrimLeft(text, " \t"))
	rule, hint := "syntax", "indent by two spaces, without tabs; quote text that has \": \" or \" #\" in it or starts with a special character"
	if strings.Contains(message, "',' or") {
		hint = "within [ ] and { } quote text that has one of , : # ? or a bracket in it"
	}
	if before := d.line(line - 1); line > 1 && bytes.HasSuffix(bytes.TrimSpace(before), []byte(": []")) {
		hint = "take the [] on the line above away: the list follows"
	}
	if strings.Contains(message, "exceeded max depth") {
		rule, hint = "too-deep", ""
	}
	d.add(Span{diag.Pos{File: d.file, Line: d.base + line, Col: col}, len(text) + 1}, rule, "not valid YAML: "+message, hint)
}

// faultyLine finds the first line after which no beginning of the document can be
// read, by halving; it returns 0 for files too large to try.
func (d *Decoder) faultyLine(src []byte) int {
	const maxTry, ahead, rounds = 128 << 10, 40, 4
	if len(src) > maxTry || len(d.lines) < 2 {
		return 0
	}
	ends := make([]int, len(d.lines)+1)
	for i, l := range d.lines {
		ends[i+1] = min(ends[i]+len(l)+1, len(src))
	}
	reads := func(k int) bool {
		_, err := next(yaml.NewDecoder(bytes.NewReader(src[:ends[k]])))
		return err == nil || errors.Is(err, io.EOF)
	}
	good, bad := 0, len(d.lines)
	for range rounds {
		for lo, hi := good, bad; lo+1 < hi; {
			mid := (lo + hi) / 2
			if reads(mid) {
				lo = mid
			} else {
				hi = mid
			}
			good = lo
		}
		// What follows may be a list or string over several lines, which reads again
		// once it is closed.
		resumed := false
		for k := good + 2; k <= min(good+ahead, bad-1); k++ {
			if reads(k) {
				good, resumed = k, true
				break
			}
		}
		if !resumed {
			break
		}
	}
	return min(good+1, len(d.lines))
}
