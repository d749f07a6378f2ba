package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a finding makes the content unusable.
type Severity uint8

// The severities.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Finding is one fault in one place. EndCol is the column after the last one that
// is marked, in bytes like At.Col; 0 marks a single character. Message says what is
// wrong and what was expected, Hint how to mend it; both are one line.
type Finding struct {
	Rule     string // kebab-case: "unknown-key"
	Severity Severity
	At       Pos
	EndCol   int
	Message  string
	Hint     string
}

// String returns the finding's first line as Render prints it.
func (f Finding) String() string {
	where := Clean(f.At.File)
	if f.At.Line > 0 {
		where += fmt.Sprintf(":%d", f.At.Line)
		if f.At.Col > 0 {
			where += fmt.Sprintf(":%d", f.At.Col)
		}
	}
	if where != "" {
		where += ": "
	}
	s := where + f.Severity.String() + ": " + Clean(f.Message)
	if f.Rule != "" {
		s += " [" + Clean(f.Rule) + "]"
	}
	return s
}

// List is a gathering of findings.
type List []Finding

// Add appends findings.
func (l *List) Add(f ...Finding) { *l = append(*l, f...) }

// Errorf appends an error at a place.
func (l *List) Errorf(at Pos, rule, format string, args ...any) {
	l.Add(Finding{Rule: rule, At: at, Message: fmt.Sprintf(format, args...)})
}

// Warnf appends a warning at a place.
func (l *List) Warnf(at Pos, rule, format string, args ...any) {
	l.Add(Finding{Rule: rule, Severity: Warning, At: at, Message: fmt.Sprintf(format, args...)})
}

// Sort orders the list by file, line and column; findings of one place by
// severity, rule and message, so that the order is the same in every run.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.At.File, b.At.File),
			cmp.Compare(a.At.Line, b.At.Line),
			cmp.Compare(a.At.Col, b.At.Col),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.Hint, b.Hint),
			cmp.Compare(a.EndCol, b.EndCol),
		)
	})
}

// Dedupe returns the list without repetitions of the same finding; the first of
// each stays in its place.
func (l List) Dedupe() List {
	seen := make(map[Finding]bool, len(l))
	var out List
	for _, f := range l {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	return out
}

// HasErrors reports whether any finding is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(f Finding) bool { return f.Severity == Error })
}

// Count returns the number of findings of a severity.
func (l List) Count(s Severity) int {
	n := 0
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}
