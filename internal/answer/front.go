package answer

import (
	"bytes"
	"strings"

	"designdrill/internal/yamlpos"
)

// maxFront is how long front matter may be, in bytes.
const maxFront = 64 << 10

// frontKeys are the keys of front matter.
var frontKeys = []string{"scenario", "scenario_version", "target", "attempt", "started", "spent", "hints", "self", "name"}

// front reads the front matter and returns the first line after it. A rule that
// opens a document without keys is no front matter.
func (s *scanner) front() int {
	if len(s.starts) < 2 || !s.lineIs(0, "---") {
		return 0
	}
	end, keys, known := -1, 0, 0
	for i := 1; i < len(s.starts) && s.starts[i] < maxFront; i++ {
		if s.lineIs(i, "---") || s.lineIs(i, "...") {
			end = i
			break
		}
		if key, ok := frontKey(s.text[s.starts[i]:s.ends[i]]); ok {
			keys++
			for _, k := range frontKeys {
				if k == key {
					known++
				}
			}
		}
	}
	if end < 0 {
		if known > 0 {
			s.doc.find("front-matter", 1, "the front matter is not closed by a line \"---\" within its first 64 KiB; it is read as text")
		}
		return 0
	}
	if keys == 0 || known == 0 && !s.onlyKeys(1, end) {
		return 0
	}
	s.decodeFront(end)
	return end + 1
}

func (s *scanner) lineIs(i int, want string) bool {
	return string(bytes.TrimRight(s.text[s.starts[i]:s.ends[i]], " \t")) == want
}

// frontKey returns the key of a line "key: value" without indentation.
func frontKey(line []byte) (string, bool) {
	n := 0
	for n < len(line) && (asciiLetter(line[n]) != 0 || line[n] == '_' || line[n] == '-' || n > 0 && line[n] >= '0' && line[n] <= '9') {
		n++
	}
	if n == 0 || n == len(line) || line[n] != ':' || n+1 < len(line) && line[n+1] != ' ' && line[n+1] != '\t' {
		return "", false
	}
	return string(line[:n]), true
}

// onlyKeys reports whether the lines from..to are keys, comments, list items or
// indented.
func (s *scanner) onlyKeys(from, to int) bool {
	for i := from; i < to; i++ {
		line := s.text[s.starts[i]:s.ends[i]]
		if len(bytes.TrimSpace(line)) == 0 || line[0] == ' ' || line[0] == '\t' || line[0] == '#' || bytes.HasPrefix(line, []byte("- ")) {
			continue
		}
		if _, ok := frontKey(line); !ok {
			return false
		}
	}
	return true
}

// decodeFront decodes the front matter that ends before the line end.
func (s *scanner) decodeFront(end int) {
	d := yamlpos.Parse("", s.text[s.starts[1]:s.starts[end]], yamlpos.Options{MaxBytes: maxFront, MaxDepth: 8, Line: 1})
	f := &s.doc.Front
	f.Present = true
	f.End = len(s.doc.Raw)
	if end+1 < len(s.starts) {
		f.End = int(s.starts[end+1])
	}
	m := d.Root("front matter")
	if m.Has("scenario") {
		f.ScenarioLine = m.Get("scenario").At().Line
	}
	f.Scenario = m.Text("scenario")
	f.ScenarioVersion = m.Int("scenario_version")
	f.Target = m.Text("target", yamlpos.OneOf("mid", "senior", "staff"))
	f.Attempt = m.Text("attempt", yamlpos.Scalar)
	f.Started = m.Text("started", yamlpos.Scalar)
	for _, e := range m.Map("spent").Entries() {
		if f.Spent == nil {
			f.Spent = map[string]string{}
		}
		f.Spent[e.Key] = e.Value.Text(yamlpos.Scalar)
	}
	f.Hints = m.Strings("hints")
	f.Name = m.Text("name", yamlpos.Scalar)
	for _, e := range m.Map("self").Entries() {
		if f.Self == nil {
			f.Self = map[string]int{}
		}
		f.Self[e.Key] = e.Value.Int(yamlpos.Between(0, 4))
	}
	m.Done()
	for _, g := range d.Findings() {
		text := g.Message
		if g.Hint != "" {
			text = strings.TrimRight(text, ".") + "; " + g.Hint
		}
		s.doc.find("front-matter", max(g.At.Line, 1), text)
	}
}
