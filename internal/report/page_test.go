package report

import (
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
)

func TestFlow(t *testing.T) {
	tests := []struct {
		name  string
		write func(p *page)
		want  string
	}{
		{"wraps with a hanging indent", func(p *page) { p.flow(2, 4, span{"one two three four five six seven eight nine", plain}) },
			"  one two three four five six seven\n    eight nine\n"},
		{"folds white space", func(p *page) { p.text(0, "a \n\t b\u2028c", plain) }, "a b c\n"},
		{"cuts a long word", func(p *page) { p.text(0, strings.Repeat("x", 45), plain) }, strings.Repeat("x", 40) + "\nxxxxx\n"},
		{"measures wide characters", func(p *page) { p.text(0, strings.Repeat("漢", 21), plain) }, strings.Repeat("漢", 20) + "\n漢\n"},
		{"neutralises what steers a terminal", func(p *page) { p.text(0, "a\x1b[31mb \u202eright \x9b1m", plain) }, "a\\x1b[31mb \\u202eright \\x9b1m\n"},
		{"a label takes its column", func(p *page) { p.entry(2, 12, "right", plain, span{strings.Repeat("word ", 10), plain}) },
			"  right     word word word word word\n            word word word word word\n"},
		{"a long label stands above the text", func(p *page) { p.entry(0, 4, "a long label", plain, span{"text", plain}) }, "a long label\n    text\n"},
		{"sides meet the edges", func(p *page) { p.sides(2, span{"right", plain}, span{"le", plain}, span{"ft", plain}) },
			"  le ft" + strings.Repeat(" ", 28) + "right\n"},
		{"sides that do not fit take two lines", func(p *page) { p.sides(0, span{strings.Repeat("r", 20), plain}, span{strings.Repeat("l", 30), plain}) },
			strings.Repeat("l", 30) + "\n  " + strings.Repeat("r", 20) + "\n"},
		{"no text, no indent", func(p *page) { p.text(4, "", plain) }, "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPage(Style{Width: 40})
			tt.write(p)
			if got := p.String(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestColourIsClosedOnEachLine(t *testing.T) {
	p := newPage(Style{Width: 40, Colour: true})
	p.flow(0, 2, span{"plain words and then", plain}, span{"good words that go on to the next line", good}, span{"poor", poor})
	for line := range strings.Lines(p.String()) {
		if strings.Count(line, "\x1b[")%2 != 0 || strings.Contains(line, "\x1b[") && !strings.Contains(line, sgrOff) {
			t.Errorf("colour is left open in %q", line)
		}
	}
	if want := "\x1b[31mpoor\x1b[0m\n"; !strings.HasSuffix(p.String(), want) {
		t.Errorf("got %q, want it to end in %q", p.String(), want)
	}
}

func TestAccessibleReadsInOrder(t *testing.T) {
	p := newPage(Style{Accessible: true})
	p.rule()
	p.sides(0, span{"applied", good}, span{"Caching", bold})
	p.entry(0, 20, "right", plain, span{"write rate", plain})
	if got, want := p.String(), "Caching: applied\nright: write rate\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBar(t *testing.T) {
	for score, full := range map[float64]int{-5: 0, 0: 0, 2.4: 0, 2.5: 1, 50: 10, 99: 20, 100: 20, 300: 20} {
		got := bar(score)
		if strings.Count(got, "█") != full || displaywidth.String(got) != barWidth {
			t.Errorf("bar(%g) = %s, want %d of %d filled", score, got, full, barWidth)
		}
	}
}

func TestQuotedIsShort(t *testing.T) {
	if got := quoted(strings.Repeat("word ", 100)); displaywidth.String(got) > 160 || !strings.HasSuffix(got, ` …"`) {
		t.Errorf("quoted gives %q", got)
	}
	if got := quoted("a\nb\x07"); got != `"a b\x07"` {
		t.Errorf("quoted gives %q", got)
	}
}
