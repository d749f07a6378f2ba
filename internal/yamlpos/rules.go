package yamlpos

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"designdrill/internal/diag"
)

// Rule narrows what a value may be.
type Rule func(*constraint)

type constraint struct {
	required bool
	scalar   bool
	slug     byte // 0, '-' or '_'
	oneOf    []string
	maxLen   int
	ranged   bool
	low      float64
	high     float64
	minItems int
	maxItems int
	empty    bool // empty text is fine
}

// Limits that hold when no rule says otherwise.
const (
	maxTextLen = 8000
	maxItems   = 500
	MaxSlugLen = 64 // characters of an id
)

func collect(rules []Rule) constraint {
	c := constraint{maxLen: maxTextLen, maxItems: maxItems}
	for _, r := range rules {
		r(&c)
	}
	return c
}

// Required makes a missing key a finding.
func Required(c *constraint) { c.required = true }

// Scalar lets text stand as any bare scalar: 42, true, 2022-01-01.
func Scalar(c *constraint) { c.scalar = true }

// MayBeEmpty allows "" as text.
func MayBeEmpty(c *constraint) { c.empty = true }

// Slug asks for lower-case letters and digits joined by single hyphens, starting with
// a letter or digit.
func Slug(c *constraint) { c.slug = '-' }

// Snake asks for lower-case letters and digits joined by single underscores, starting
// with a letter.
func Snake(c *constraint) { c.slug = '_' }

// OneOf asks for one of the names.
func OneOf(names ...string) Rule {
	return func(c *constraint) { c.oneOf = names }
}

// MaxLen bounds text in characters.
func MaxLen(n int) Rule {
	return func(c *constraint) { c.maxLen = n }
}

// Between bounds a number, both ends included.
func Between(low, high float64) Rule {
	return func(c *constraint) { c.ranged, c.low, c.high = true, low, high }
}

// Count bounds the number of items of a list.
func Count(least, most int) Rule {
	return func(c *constraint) { c.minItems, c.maxItems = least, most }
}

// checkText returns what is wrong with text and a hint.
func (c constraint) checkText(s string) (problem, hint string) {
	t := strings.TrimSpace(s)
	switch {
	case t == "" && c.empty:
		return "", ""
	case t == "":
		return "is empty", ""
	case utf8.RuneCountInString(t) > c.maxLen:
		return fmt.Sprintf("has more than %d characters", c.maxLen), ""
	case c.oneOf != nil:
		for _, name := range c.oneOf {
			if t == name {
				return "", ""
			}
		}
		return fmt.Sprintf("is %s, expected one of %s", Quote(t), strings.Join(c.oneOf, ", ")), near(t, c.oneOf)
	case c.slug != 0:
		if utf8.RuneCountInString(t) > MaxSlugLen {
			return fmt.Sprintf("has more than %d characters", MaxSlugLen), ""
		}
		if !IsSlug(t, c.slug) {
			if c.slug == '_' {
				return fmt.Sprintf("is %s, expected snake_case", Quote(t)), "lower-case letters and digits, joined by underscores"
			}
			return fmt.Sprintf("is %s, expected kebab-case", Quote(t)), "lower-case letters and digits, joined by hyphens"
		}
	}
	return "", ""
}

// IsSlug reports whether s consists of lower-case letters and digits in parts joined
// by single separators. With '_' it must also be fit as a variable: no digit first.
func IsSlug(s string, sep byte) bool {
	if s == "" || sep == '_' && s[0] >= '0' && s[0] <= '9' {
		return false
	}
	last := sep
	for i := range len(s) {
		c := s[i]
		if c != sep && (c < 'a' || c > 'z') && (c < '0' || c > '9') || c == sep && last == sep {
			return false
		}
		last = c
	}
	return last != sep
}

func (c constraint) inRange(f float64) bool { return !c.ranged || f >= c.low && f <= c.high }

func (c constraint) rangeText() string {
	if !c.ranged {
		return ""
	}
	if c.low == c.high {
		return " equal to " + number(c.low)
	}
	return fmt.Sprintf(" from %s to %s", number(c.low), number(c.high))
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (c constraint) checkCount(n int) string {
	switch {
	case n < c.minItems:
		return fmt.Sprintf("has %s, expected at least %d", items(n), c.minItems)
	case n > c.maxItems:
		return fmt.Sprintf("has %s, expected at most %d", items(n), c.maxItems)
	}
	return ""
}

func items(n int) string {
	if n == 1 {
		return "1 item"
	}
	return fmt.Sprintf("%d items", n)
}

func near(name string, known []string) string {
	if n := diag.Nearest(name, known); n != "" {
		return "did you mean \"" + n + "\"?"
	}
	return ""
}
