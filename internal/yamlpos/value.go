package yamlpos

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"designdrill/internal/diag"

	"gopkg.in/yaml.v3"
)

// Value is one value of the document, or none: the zero Value reads as zero and
// reports nothing.
type Value struct {
	d    *Decoder
	n    *yaml.Node
	what string // the key, or what the value is, for messages
}

// Present reports whether there is a value.
func (v Value) Present() bool { return v.n != nil }

// Null reports whether the value was left open, as in "level:" with nothing after it.
func (v Value) Null() bool { return v.n != nil && v.n.Kind == yaml.ScalarNode && v.n.Tag == "!!null" }

// Span is the place of the value.
func (v Value) Span() Span {
	if v.n == nil {
		return Span{}
	}
	return v.d.span(v.n)
}

// At is the place where the value begins.
func (v Value) At() diag.Pos { return v.Span().At }

// Errorf reports an error in the value.
func (v Value) Errorf(rule, hint, format string, args ...any) {
	v.report(diag.Error, rule, hint, fmt.Sprintf(format, args...))
}

// Warnf reports a warning about the value.
func (v Value) Warnf(rule, hint, format string, args ...any) {
	v.report(diag.Warning, rule, hint, fmt.Sprintf(format, args...))
}

func (v Value) report(s diag.Severity, rule, hint, message string) {
	if v.n == nil {
		return
	}
	at := v.Span()
	v.d.Add(diag.Finding{Rule: rule, Severity: s, At: at.At, EndCol: at.EndCol, Message: message, Hint: hint})
}

// wrong reports a value of the wrong type.
func (v Value) wrong(expected, hint string) {
	v.Errorf("wrong-type", hint, "expected %s for %q, found %s", expected, v.what, v.found())
}

// found says what the value is.
func (v Value) found() string {
	switch v.n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch v.n.Tag {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "the number " + Quote(v.n.Value)
	case "!!bool":
		return "the truth value " + Quote(v.n.Value)
	case "!!timestamp":
		return "the date " + Quote(v.n.Value)
	}
	return "the text " + Quote(v.n.Value)
}

// Quote quotes user text for a message and cuts it to a readable length.
func Quote(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return strconv.Quote(s)
}

// ready reports whether the value can be read as a scalar or list at all; aliases and
// tags have been reported already.
func (v Value) ready() bool {
	return v.n != nil && v.n.Kind != yaml.AliasNode && v.n.Style&yaml.TaggedStyle == 0
}

// Text reads a string. A number, date or truth value must be quoted, unless the rule
// Scalar allows it bare.
func (v Value) Text(rules ...Rule) string {
	if !v.ready() {
		return ""
	}
	c := collect(rules)
	n := v.n
	switch {
	case n.Kind != yaml.ScalarNode:
		v.wrong("text", "")
		return ""
	case n.Tag == "!!str", c.scalar && n.Tag != "!!null":
	case n.Tag == "!!null":
		v.wrong("text", `write the text, or leave the key out`)
		return ""
	default:
		v.wrong("text", "quote it: "+strconv.Quote(n.Value))
		return ""
	}
	if problem, hint := c.checkText(n.Value); problem != "" {
		v.Errorf("bad-value", hint, "%q %s", v.what, problem)
	}
	return strings.TrimSpace(n.Value)
}

// Int reads a whole number in decimal digits.
func (v Value) Int(rules ...Rule) int {
	if !v.ready() {
		return 0
	}
	c := collect(rules)
	if v.n.Kind != yaml.ScalarNode || v.n.Tag != "!!int" {
		v.wrong("a whole number"+c.rangeText(), "")
		return 0
	}
	i, err := strconv.Atoi(v.n.Value)
	if err != nil {
		v.wrong("a whole number"+c.rangeText(), "write it in decimal digits")
		return 0
	}
	if !c.inRange(float64(i)) {
		v.Errorf("out-of-range", "", "expected a whole number%s for %q, found %d", c.rangeText(), v.what, i)
		return 0
	}
	return i
}

// Float reads a number.
func (v Value) Float(rules ...Rule) float64 {
	if !v.ready() {
		return 0
	}
	c := collect(rules)
	if v.n.Kind != yaml.ScalarNode || v.n.Tag != "!!int" && v.n.Tag != "!!float" {
		v.wrong("a number"+c.rangeText(), "")
		return 0
	}
	f, err := strconv.ParseFloat(v.n.Value, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(v.n.Value, "xX_pP") {
		v.wrong("a number"+c.rangeText(), "write it in decimal digits")
		return 0
	}
	if !c.inRange(f) {
		v.Errorf("out-of-range", "", "expected a number%s for %q, found %s", c.rangeText(), v.what, v.n.Value)
		return 0
	}
	return f
}

// Bool reads true or false.
func (v Value) Bool() bool {
	if !v.ready() {
		return false
	}
	if v.n.Kind != yaml.ScalarNode || v.n.Tag != "!!bool" || v.n.Value != "true" && v.n.Value != "false" {
		v.wrong("true or false", "")
		return false
	}
	return v.n.Value == "true"
}

// Items reads a list; what names an item in messages.
func (v Value) Items(what string, rules ...Rule) []Value {
	if !v.ready() {
		return nil
	}
	if v.n.Kind != yaml.SequenceNode {
		hint := "write a list: [a, b], or lines that start with \"- \""
		if v.n.Tag == "!!null" {
			hint = "write [] for none, or leave the key out"
		}
		v.wrong("a list", hint)
		return nil
	}
	c := collect(rules)
	n := v.n.Content
	if problem := c.checkCount(len(n)); problem != "" {
		v.Errorf("bad-value", "", "%q %s", v.what, problem)
		n = n[:min(len(n), c.maxItems)]
	}
	items := make([]Value, len(n))
	for i, item := range n {
		items[i] = Value{v.d, item, what}
	}
	return items
}

// Map reads a map; what names it in messages ("criterion").
func (v Value) Map(what string) *Map {
	m := &Map{d: v.d, what: what}
	if v.n == nil {
		return m
	}
	m.span = v.d.span(v.n)
	if !v.ready() {
		return m
	}
	if v.n.Kind != yaml.MappingNode {
		hint := ""
		if v.n.Tag == "!!null" {
			hint = "write {} for none, or leave the key out"
		}
		v.wrong("a map", hint)
		return m
	}
	m.read(v.n)
	return m
}
