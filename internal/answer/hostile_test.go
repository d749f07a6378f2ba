package answer

import (
	"strings"
	"testing"
)

// hostile holds texts that grow with n and that parsers are known to be slow on.
var hostile = map[string]func(n int) string{
	"dashes":        func(n int) string { return strings.Repeat("- ", n/2) + "end" },
	"dashes-all":    func(n int) string { return strings.Repeat("- ", n/2) },
	"quotes":        func(n int) string { return strings.Repeat(">", n) + "end" },
	"quotes-spaced": func(n int) string { return strings.Repeat("> ", n/2) + "end" },
	"mixed-markers": func(n int) string { return strings.Repeat("> - 1. ", n/7) + "end" },
	"quote-lines":   func(n int) string { return strings.Repeat(strings.Repeat("> ", 200)+"x\n", n/400) },
	"ladder": func(n int) string {
		var w strings.Builder
		for i := 0; w.Len() < n; i++ {
			w.WriteString(strings.Repeat(" ", 2*i) + "- x\n")
		}
		return w.String()
	},
	"ladder-text": func(n int) string {
		var w strings.Builder
		for i := 0; w.Len() < n; i++ {
			w.WriteString(strings.Repeat("\t", i) + "Note\n")
		}
		return w.String()
	},
	"indent":       func(n int) string { return strings.Repeat(" ", n) + "end" },
	"indent-lines": func(n int) string { return strings.Repeat(strings.Repeat("\t", 500)+"x\n", n/500) },
	"brackets":     func(n int) string { return strings.Repeat("[", n) },
	"bracket-pair": func(n int) string { return strings.Repeat("[]", n/2) },
	"nest-link":    func(n int) string { return strings.Repeat("[", n/8) + "x" + strings.Repeat("](u)", n/8) },
	"links":        func(n int) string { return strings.Repeat("[a](b) ", n/7) },
	"half-links":   func(n int) string { return strings.Repeat("[a](b", n/5) },
	"ref-links":    func(n int) string { return strings.Repeat("[a][b", n/5) },
	"quoted-title": func(n int) string { return strings.Repeat("[a](<b> \"", n/9) },
	"images":       func(n int) string { return strings.Repeat("![", n/2) },
	"wiki":         func(n int) string { return strings.Repeat("[[a|", n/4) },
	"stars":        func(n int) string { return "x" + strings.Repeat("*", n) },
	"open-stars":   func(n int) string { return strings.Repeat("*a ", n/3) },
	"open-strong":  func(n int) string { return strings.Repeat("**a ", n/4) },
	"emphasis":     func(n int) string { return strings.Repeat("*a_b*c_ ", n/8) },
	"nest-strong":  func(n int) string { return strings.Repeat("**a *b ", n/14) + strings.Repeat("c* d** ", n/14) },
	"underscores":  func(n int) string { return strings.Repeat("_a", n/2) },
	"backticks":    func(n int) string { return strings.Repeat("`", n) },
	"backtick-runs": func(n int) string {
		var w strings.Builder
		for i := 1; w.Len() < n; i++ {
			w.WriteString("x" + strings.Repeat("`", i))
		}
		return w.String()
	},
	"backtick-odd":  func(n int) string { return strings.Repeat("`a ``b ", n/7) },
	"tags":          func(n int) string { return strings.Repeat("<a ", n/3) },
	"tag-opens":     func(n int) string { return strings.Repeat("<", n) },
	"tag-attrs":     func(n int) string { return "<a " + strings.Repeat("b=\"", n/3) },
	"comments":      func(n int) string { return strings.Repeat("<!-- ", n/5) },
	"comment-lines": func(n int) string { return strings.Repeat("a <!--\n", n/7) },
	"scripts":       func(n int) string { return strings.Repeat("<script>", n/8) },
	"instructions":  func(n int) string { return strings.Repeat("<?", n/2) },
	"declarations":  func(n int) string { return strings.Repeat("<!A", n/3) },
	"cdata":         func(n int) string { return strings.Repeat("<![CDATA[", n/9) },
	"autolinks":     func(n int) string { return strings.Repeat("<http:", n/6) },
	"urls":          func(n int) string { return strings.Repeat("http://a.b/c ", n/13) },
	"h":             func(n int) string { return strings.Repeat("h", n) },
	"entities":      func(n int) string { return strings.Repeat("&amp;", n/5) },
	"half-entities": func(n int) string { return strings.Repeat("&a", n/2) },
	"backslashes":   func(n int) string { return strings.Repeat("\\", n) },
	"bars":          func(n int) string { return strings.Repeat("|", n) },
	"bar-rows":      func(n int) string { return "|a|b|c|\n|-|-|-|\n" + strings.Repeat("|a|b|c|\n", n/8) },
	"thin-rows": func(n int) string {
		return strings.Repeat("|a", 64) + "\n" + strings.Repeat("|-", 64) + "\n" + strings.Repeat("a|\n", n/3)
	},
	"wide-rows":    func(n int) string { return strings.Repeat(strings.Repeat("a|", 50)+"\n", n/101) },
	"escaped-bars": func(n int) string { return "|a|b|\n|-|-|\n" + strings.Repeat("|`a\\|b`|c|\n", n/11) },
	"delimiters":   func(n int) string { return strings.Repeat("|-|-|\n", n/6) },
	"tab-rows":     func(n int) string { return strings.Repeat("a\tb\tc\n", n/6) },
	"fences":       func(n int) string { return strings.Repeat("```a\n", n/5) },
	"fences-both":  func(n int) string { return strings.Repeat("```a\n~~~\n", n/9) },
	"fence-short":  func(n int) string { return strings.Repeat("````\n```\n", n/9) },
	"fence-pairs":  func(n int) string { return strings.Repeat("```\nx\n```\n", n/10) },
	"fence-down": func(n int) string {
		var w strings.Builder
		for i := 1200; i > 2 && w.Len() < n; i-- {
			w.WriteString(strings.Repeat("`", i) + "\n")
		}
		return w.String()
	},
	"fence-prose": func(n int) string { return strings.Repeat("```\n# Head\nthis is a line of plain prose words\n", n/45) },
	"code-line":   func(n int) string { return "```go\n" + strings.Repeat("x ", n/2) + "\n```\n" },
	"headings":    func(n int) string { return strings.Repeat("# a\n", n/4) },
	"deep-heads":  func(n int) string { return strings.Repeat("# a\n## b\n### c\n", n/14) },
	"bold-heads":  func(n int) string { return strings.Repeat("**a**\n", n/6) },
	"bold-line":   func(n int) string { return strings.Repeat("**a** b\n", n/8) },
	"bold-words":  func(n int) string { return strings.Repeat("**a** ", n/6) },
	"labels":      func(n int) string { return strings.Repeat("Label:\n\n- a\n\n", n/13) },
	"setext":      func(n int) string { return strings.Repeat("a\n---\n", n/6) },
	"items":       func(n int) string { return strings.Repeat("- a\n", n/4) },
	"loose-items": func(n int) string { return strings.Repeat("- a\n\n", n/5) },
	"lazy":        func(n int) string { return "- - - - - a\n" + strings.Repeat("b\n", n/2) },
	"para-lines":  func(n int) string { return strings.Repeat("a\n", n/2) },
	"paras":       func(n int) string { return strings.Repeat("a\n\n", n/3) },
	"hard-lines":  func(n int) string { return strings.Repeat("aa  \n", n/5) },
	"one-line":    func(n int) string { return strings.Repeat("word ", n/5) },
	"one-word":    func(n int) string { return strings.Repeat("a", n) },
	"sentences":   func(n int) string { return strings.Repeat("A b. ", n/5) },
	"dots":        func(n int) string { return strings.Repeat(".", n) },
	"eg":          func(n int) string { return strings.Repeat("e.g. A ", n/7) },
	"numbers":     func(n int) string { return strings.Repeat("1,", n/2) },
	"apostrophes": func(n int) string { return "a" + strings.Repeat("'", n) },
	"zero-width":  func(n int) string { return strings.Repeat("a\u200b", n/4) },
	"marks":       func(n int) string { return "a" + strings.Repeat("\u0301", n/2) },
	"bullets":     func(n int) string { return strings.Repeat("• a ", n/6) },
	"nul":         func(n int) string { return strings.Repeat("\x00", n) },
	"bad-utf8":    func(n int) string { return strings.Repeat("a\xff", n/2) },
	"returns":     func(n int) string { return strings.Repeat("a\r", n/2) },
	"references":  func(n int) string { return strings.Repeat("[a]: http://b\n", n/14) },
	"half-refs":   func(n int) string { return strings.Repeat("[a]: <b \n", n/9) },
	"footnotes":   func(n int) string { return strings.Repeat("[^1] ", n/5) },
	"front":       func(n int) string { return "---\n" + strings.Repeat("a: b\n", n/5) },
	"front-deep":  func(n int) string { return "---\nscenario: " + strings.Repeat("[", n) + "\n---\n" },
	"rules":       func(n int) string { return strings.Repeat("***\n", n/4) },
	"equals":      func(n int) string { return strings.Repeat("a\n=\n", n/4) },
}

// TestHostile asks that every text is read whole and in order. What it costs is in
// BenchmarkHostile: eight times the text takes about eight times as long.
func TestHostile(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			checkDocument(t, Parse([]byte(text(60_000))))
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, text := range hostile {
		for _, n := range []int{50_000, 400_000} {
			doc := []byte(text(n))
			b.Run(name+"/"+map[int]string{50_000: "50k", 400_000: "400k"}[n], func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				for b.Loop() {
					Parse(doc)
				}
			})
		}
	}
}
