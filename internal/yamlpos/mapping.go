package yamlpos

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"designdrill/internal/diag"

	"gopkg.in/yaml.v3"
)

// Map is a map whose keys are asked for by name. After the last one call Done, which
// reports the keys nobody asked for. A map that is not there, or was no map, has no
// keys and reports nothing.
type Map struct {
	d       *Decoder
	what    string
	span    Span
	present bool
	entries []Entry
	index   map[string]int
	asked   []string
	missing []string
	open    bool // the keys are data, none is unknown
}

// Entry is a key of a map with its value.
type Entry struct {
	Key   string
	Span  Span // of the key
	Value Value
}

// read takes the keys in and reports those that are no plain names or stand twice.
func (m *Map) read(n *yaml.Node) {
	m.present = true
	m.index = make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, val := n.Content[i], n.Content[i+1]
		s := m.d.span(k)
		switch {
		case k.Tag == "!!merge":
			m.d.add(s, "alias", "merge key \"<<\": not used here", "write the keys out")
			continue
		case k.Kind != yaml.ScalarNode:
			if k.Kind != yaml.AliasNode { // reported already
				m.d.add(s, "wrong-type", fmt.Sprintf("a key of the %s is not a name", m.what), "")
			}
			continue
		}
		if first, twice := m.index[k.Value]; twice {
			m.d.add(s, "duplicate-key", fmt.Sprintf("key %s stands twice in the %s", Quote(k.Value), m.what),
				fmt.Sprintf("the first is on line %d", m.entries[first].Span.At.Line))
			continue
		}
		m.index[k.Value] = len(m.entries)
		m.entries = append(m.entries, Entry{k.Value, s, Value{m.d, val, k.Value}})
	}
}

// Present reports whether there is a map.
func (m *Map) Present() bool { return m.present }

// At is the place where the map begins.
func (m *Map) At() diag.Pos { return m.span.At }

// Span is the place of the map's first key.
func (m *Map) Span() Span {
	if len(m.entries) > 0 {
		return m.entries[0].Span
	}
	return m.span
}

// Errorf reports an error in the map as a whole.
func (m *Map) Errorf(rule, hint, format string, args ...any) {
	if m.present {
		m.d.add(m.Span(), rule, fmt.Sprintf(format, args...), hint)
	}
}

// Get returns the value of a key and marks the key as known. With Required its
// absence is a finding of Done.
func (m *Map) Get(key string, rules ...Rule) Value {
	m.asked = append(m.asked, key)
	i, ok := m.index[key]
	if !ok {
		if m.present && collect(rules).required && !slices.Contains(m.missing, strconv.Quote(key)) {
			m.missing = append(m.missing, strconv.Quote(key))
		}
		return Value{}
	}
	return m.entries[i].Value
}

// Has reports whether the key is there, and marks it as known.
func (m *Map) Has(key string) bool { return m.Get(key).Present() }

// Text reads a string.
func (m *Map) Text(key string, rules ...Rule) string { return m.Get(key, rules...).Text(rules...) }

// Int reads a whole number.
func (m *Map) Int(key string, rules ...Rule) int { return m.Get(key, rules...).Int(rules...) }

// Float reads a number.
func (m *Map) Float(key string, rules ...Rule) float64 { return m.Get(key, rules...).Float(rules...) }

// Bool reads true or false.
func (m *Map) Bool(key string, rules ...Rule) bool { return m.Get(key, rules...).Bool() }

// Items reads a list; what names an item in messages.
func (m *Map) Items(key, what string, rules ...Rule) []Value {
	return m.Get(key, rules...).Items(what, rules...)
}

// Strings reads a list of strings. The rules for text hold for each item, Required
// and the counts for the list.
func (m *Map) Strings(key string, rules ...Rule) []string {
	var out []string
	for _, v := range m.Items(key, key, rules...) {
		if s := v.Text(rules...); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Map reads a map under a key.
func (m *Map) Map(key string, rules ...Rule) *Map { return m.Get(key, rules...).Map(key) }

// Maps reads a list of maps and calls each with every one of them.
func (m *Map) Maps(key, what string, each func(*Map), rules ...Rule) {
	for _, v := range m.Items(key, what, rules...) {
		if item := v.Map(what); item.Present() {
			each(item)
		}
	}
}

// Entries returns all keys with their values in the order of the file, for maps whose
// keys are data.
func (m *Map) Entries() []Entry {
	m.open = true
	return m.entries
}

// Done reports the required keys that are missing and the keys that nobody asked for,
// each with the nearest known one.
func (m *Map) Done() {
	if len(m.missing) > 0 {
		m.d.add(m.Span(), "missing-key", fmt.Sprintf("missing in the %s: %s", m.what, strings.Join(m.missing, ", ")), "")
	}
	if m.open {
		return
	}
	known := make(map[string]bool, len(m.asked))
	for _, k := range m.asked {
		known[k] = true
	}
	for _, e := range m.entries {
		if !known[e.Key] {
			m.d.add(e.Span, "unknown-key", "unknown key "+Quote(e.Key), diag.DidYouMean(e.Key, "keys", m.asked))
		}
	}
}
