package labels

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
)

func TestParse(t *testing.T) {
	src := "\uFEFFid\tcriterion\tlevel\tquote\r\n# by hand\r\nb1\tcaching.cache\t3\tthe dock state is cached \r\n\r\n" +
		" a2 \tcaching.cdn\t0\r\nb1\toverall\t42.5\tthin\r\n"
	set, faults := Parse("x.tsv", []byte(src))
	if len(faults) > 0 {
		t.Fatalf("faults: %v", faults)
	}
	b := set.Answers["b1"]
	if b == nil || b.Marks["caching.cache"] != (Mark{3, "the dock state is cached", 3}) || b.Overall != 42.5 || !b.Rated {
		t.Errorf("b1 is %+v", b)
	}
	if a := set.Answers["a2"]; a == nil || a.Rated || a.Level("caching.cdn") != 0 || a.Level("caching.cache") != 0 {
		t.Errorf("a2 is %+v", a)
	}
	if got := strings.Join(set.IDs(), " "); got != "b1 a2" {
		t.Errorf("ids are %s", got)
	}
}

func TestParseFaults(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"spaces for tabs", "a caching.cache 3 quote", "x.tsv:1:1: error: expected the columns id, criterion, level and quote [bad-row]"},
		{"too many columns", "a\tcaching.cache\t3\tq\tr", "x.tsv:1:20: error: expected no more than"},
		{"unknown criterion", "a\tcaching.cach\t3\tq", `x.tsv:1:3: error: unknown criterion "caching.cach" [unknown-criterion]`},
		{"no id", "\tcaching.cache\t3\tq", "x.tsv:1:1: error: expected the id of an answer"},
		{"long id", strings.Repeat("a", 300) + "\tcaching.cache\t3", "x.tsv:1:1: error: an id has no more than 200 bytes"},
		{"level 5", "a\tcaching.cache\t5\tq", `x.tsv:1:17: error: expected a level from 0 to 4, not "5" [bad-level]`},
		{"level 2.5", "a\tcaching.cache\t2.5\tq", `expected a level from 0 to 4, not "2.5"`},
		{"no level", "a\tcaching.cache\t\tq", `expected a level from 0 to 4, not ""`},
		{"overall 101", "a\toverall\t101\tq", `x.tsv:1:11: error: expected an overall score from 0 to 100, not "101"`},
		{"overall NaN", "a\toverall\tNaN", "expected an overall score from 0 to 100"},
		{"overall no number", "a\toverall\tgood", `not "good"`},
		{"twice", "a\tcaching.cache\t1\na\tcaching.cache\t1", `x.tsv:2:3: error: a second label of "a" for caching.cache [duplicate]`},
		{"overall twice", "a\toverall\t1\na\toverall\t1", `x.tsv:2:3: error: a second overall score for "a"`},
		{"bad encoding", "a\tcaching.cache\t1\t\xff\xfe", "x.tsv:1:1: error: expected text in UTF-8"},
		{"a header that comes late", "a\tcaching.cache\t1\nid\tcriterion\tlevel\tquote", `x.tsv:2:4: error: unknown criterion "criterion"`},
		{"empty", "# nothing\n\n", "x.tsv: error: the file holds no label [empty]"},
		{"a long field", "a\t" + strings.Repeat("é", 5000) + "\t1", "…"},
	} {
		_, faults := Parse("x.tsv", []byte(tt.src))
		if len(faults) != 1 || !strings.Contains(faults[0].String(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, faults, tt.want)
		}
	}
	_, faults := Parse("x.tsv", []byte(strings.Repeat("junk\n", 5000)))
	if len(faults) != maxFaults+1 || faults[maxFaults].Rule != "too-many-faults" {
		t.Errorf("5000 faults give %d", len(faults))
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a\tcaching.cache\t1\tq\nb\toverall\t12")
	f.Add("id\tcriterion\tlevel\tquote\r\n\ta\t\t\t")
	f.Fuzz(func(t *testing.T, src string) {
		set, faults := Parse("x", []byte(src))
		for id, a := range set.Answers {
			if id == "" || a.Overall < 0 || a.Overall > 100 {
				t.Errorf("%q: %+v", id, a)
			}
			for c, m := range a.Marks {
				if !catalog.IsCriterion(c) || m.Level < 0 || m.Level > 4 || m.Line < 1 {
					t.Errorf("%q %s: %+v", id, c, m)
				}
			}
		}
		for _, x := range faults {
			if x.Message == "" {
				t.Error("a fault without a message")
			}
		}
	})
}

// set makes labels of lines "id criterion level", overall scores among them.
func set(t *testing.T, lines ...string) *Set {
	t.Helper()
	s, faults := Parse("labels", []byte(strings.ReplaceAll(strings.Join(lines, "\n"), " ", "\t")))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return s
}

// reading makes an answer with levels by criterion.
func reading(id string, score float64, words int, levels map[string]int) Read {
	r := Read{ID: id, Score: score, Scored: true, Words: words, Concepts: words / 10, Formula: score, Found: make([]Found, len(catalog.CriterionIDs))}
	for i, c := range catalog.CriterionIDs {
		r.Found[i] = Found{Level: levels[c], Scored: true}
	}
	return r
}

func options() Options { return Options{50, rand.New(rand.NewPCG(1, 1))} }

func TestCompare(t *testing.T) {
	truth := set(t, "a caching.cache 3", "a components.api 2", "a overall 60", "b caching.cache 1", "b overall 20", "c caching.cdn 1", "gone caching.cdn 1")
	second := set(t, "a caching.cache 4", "a components.api 2", "a overall 70")
	read := []Read{
		reading("c", 10, 100, map[string]int{"caching.cdn": 1}), // no overall: counts for levels only
		reading("b", 30, 200, map[string]int{"caching.cache": 2}),
		reading("a", 50, 300, map[string]int{"caching.cache": 3, "components.api": 1}),
		reading("stranger", 50, 300, nil),
	}
	read[2].Found[catalog.CriterionIndex("networking.webrtc")].Scored = false
	s := Compare(truth, second, read, options())
	if s.Answers != 3 || s.Unscored != 1 {
		t.Errorf("%d answers, %d unscored", s.Answers, s.Unscored)
	}
	program, other, mode := s.Readers[0], s.Readers[1], s.Readers[2]
	if program.ID != "program" || program.Pairs != 3*57-1 || program.Both != 4 || other.ID != "second" || other.Answers != 1 || other.Pairs != 57 {
		t.Errorf("program %+v\nsecond %+v", program, other)
	}
	// Depth: 3>3, 2>1, 1>2, 1>1. Off 0 + 1 + 1 + 0 = 2; chance with margins 1:2 2:1 3:1 on both
	// sides: (2·1·1 + 2·1·4 + 1·2·1 + 1·1·1 + 1·2·4 + 1·1·1)/4 = 22/4. Kappa 1 - 2/5.5.
	near(t, "depth", program.Figure("kappa-depth").Value, 1-2/5.5)
	near(t, "present", program.Figure("present-f1").Value, 1)
	// From 2: labels a cache, a api; found a cache, b cache.
	near(t, "applied", program.Figure("applied-f1").Value, 0.5)
	near(t, "bias", program.Figure("bias").Value, 0)
	// The roadmap has all but the call that is one too low: one of four criteria is off.
	near(t, "exact", program.Figure("exact").Value, 168.0/170)
	// Commonest levels: the cache has 3, 1, 0 once each, of which the lowest stands; all 0.
	near(t, "commonest", mode.Figure("present-recall").Value, 0)
	if v := mode.Figure("present-precision").Value; v.Known() {
		t.Errorf("precision of nothing found is %v", v)
	}
	if s.Matrix[2][1] != 1 || s.Matrix[3][3] != 1 || s.Matrix[0][0] != 166 {
		t.Errorf("confusion %v", s.Matrix)
	}
	c := s.Criteria[catalog.CriterionIndex("caching.cache")]
	if c.Labelled != 2 || c.Found != 2 || c.Both != 2 || c.Exact != 2 || c.Kappa.Value.Known() {
		t.Errorf("criterion %+v", c)
	}
	// Overall: 50 for 60 and 30 for 20.
	o := s.Overall[0]
	if o.ID != "program" || o.Answers != 2 {
		t.Errorf("overall %+v", o)
	}
	near(t, "error", o.Figure("error").Value, 10)
	near(t, "bias of the score", o.Figure("bias").Value, 0)
	near(t, "Spearman", o.Figure("spearman").Value, 1)
	for _, id := range []string{"partial-ranks", "partial-values", "unknown"} {
		if o.Figure(id).Value.Known() {
			t.Errorf("%s of two answers is %v", id, o.Figure(id).Value)
		}
	}
	if s.Overall[2].ID != "second" || s.Overall[2].Answers != 1 {
		t.Errorf("the second reader's overall is %+v", s.Overall[2])
	}
	near(t, "error of the second", s.Overall[2].Figure("error").Value, 10)
	if len(s.Thirds) != 0 {
		t.Errorf("two answers have the thirds %v", s.Thirds)
	}
}

func near(t *testing.T, what string, got agreement.Value, want float64) {
	t.Helper()
	if d := float64(got) - want; !(d < 1e-9 && d > -1e-9) {
		t.Errorf("%s is %v, want %v", what, float64(got), want)
	}
}

func TestThirdsAndBaselines(t *testing.T) {
	var lines []string
	var read []Read
	for i, overall := range []string{"10", "20", "30", "40", "50", "60", "70"} {
		id := string(rune('a' + i))
		lines = append(lines, id+" overall "+overall)
		read = append(read, reading(id, float64(10*(i+1)+i), 100*(i+1), nil))
	}
	s := Compare(set(t, lines...), nil, read, options())
	// Two, three, two; the scores are 0…6 points too high.
	if len(s.Thirds) != 3 || s.Thirds[0].Answers != 2 || s.Thirds[1].Answers != 3 || s.Thirds[2].Low != 60 {
		t.Fatalf("thirds %+v", s.Thirds)
	}
	near(t, "weakest", s.Thirds[0].Error.Value, 0.5)
	near(t, "strongest", s.Thirds[2].Bias.Value, 5.5)
	for _, o := range s.Overall {
		switch o.ID {
		case "length": // grows just as the labels do: the line through the others is right
			near(t, "error of the length", o.Figure("error").Value, 0)
			if o.Figure("partial-ranks").Value.Known() {
				t.Error("length given length has a partial correlation")
			}
		case "mode": // the median for all: 30 20 10 0 10 20 30
			near(t, "error of one score for all", o.Figure("error").Value, 120.0/7)
		}
	}
	if r := s.Overall[0].Figure("error").Range; !r.Known() || r.Low > 3 || r.High < 3 {
		t.Errorf("the error of 3 has the interval %v", r)
	}
}

func TestNothingToCompare(t *testing.T) {
	for name, read := range map[string][]Read{"no answer": nil, "one answer": {reading("a", 5, 10, nil)}} {
		s := Compare(set(t, "a overall 5"), set(t, "z overall 5"), read, options())
		for _, r := range s.Readers {
			if v := r.Figure("kappa").Value; v.Known() {
				t.Errorf("%s: kappa of %s is %v", name, r.ID, v)
			}
		}
		if f := s.Overall[0].Figure("spearman"); f.Value.Known() || f.Range.Known() {
			t.Errorf("%s: Spearman is %v", name, f)
		}
	}
}

func TestMisses(t *testing.T) {
	truth := set(t, "a caching.cache 4", "a caching.cdn 1", "b networking.http 2", "b security.tokens 3")
	read := []Read{reading("b", 1, 1, map[string]int{"networking.http": 3, "security.tokens": 3, "services.spof": 3}), reading("a", 1, 1, nil)}
	read[1].Found[catalog.CriterionIndex("caching.cdn")].Scored = false
	var got []string
	for _, m := range Misses(truth, read) {
		got = append(got, m.ID+" "+m.Criterion)
	}
	if want := "a caching.cache, b services.spof, b networking.http"; strings.Join(got, ", ") != want {
		t.Errorf("misses are %s, want %s", strings.Join(got, ", "), want)
	}
}

// TestCompareNeverFails holds any levels against any labels.
func TestCompareNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := &Set{Answers: map[string]*Answer{}}
		var read []Read
		n := rapid.IntRange(0, 8).Draw(t, "answers")
		for i := range n {
			id := string(rune('a' + i))
			a := &Answer{ID: id, Marks: map[string]Mark{}, Rated: rapid.Bool().Draw(t, "rated"), Overall: rapid.Float64Range(0, 100).Draw(t, "overall")}
			r := reading(id, rapid.Float64Range(0, 100).Draw(t, "score"), rapid.IntRange(0, 9).Draw(t, "words"), nil)
			for k, c := range catalog.CriterionIDs {
				a.Marks[c] = Mark{Level: rapid.IntRange(0, 4).Draw(t, "label")}
				r.Found[k] = Found{Level: rapid.IntRange(0, 4).Draw(t, "level"), Scored: rapid.Bool().Draw(t, "scored")}
			}
			truth.Answers[id] = a
			read = append(read, r)
		}
		s := Compare(truth, truth, read, Options{5, rand.New(rand.NewPCG(1, 1))})
		if k := s.Readers[1].Figure("kappa").Value; k.Known() && k < 1 {
			t.Fatalf("the labels agree with themselves by %v", k)
		}
		for _, x := range append(s.Readers[0].Figures, s.Overall[0].Figures...) {
			if x.Range.Known() && x.Range.Low > x.Range.High {
				t.Fatalf("the interval %v", x.Range)
			}
		}
	})
}

// BenchmarkCompare is dominated by the draws: it grows with the answers.
func BenchmarkCompare(b *testing.B) {
	for _, n := range []int{30, 300} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			truth := &Set{Answers: map[string]*Answer{}}
			var read []Read
			for i := range n {
				id := strconv.Itoa(i)
				a := &Answer{ID: id, Marks: map[string]Mark{}, Rated: true, Overall: float64(i * 37 % 100)}
				r := reading(id, float64(i*31%100), 100+i*53%900, nil)
				for k, c := range catalog.CriterionIDs {
					a.Marks[c] = Mark{Level: (i*k + i) % 5}
					r.Found[k].Level = (i*k + 2*i) % 5
				}
				truth.Answers[id], read = a, append(read, r)
			}
			for b.Loop() {
				Compare(truth, truth, read, Options{2000, rand.New(rand.NewPCG(1, 1))})
			}
		})
	}
}
