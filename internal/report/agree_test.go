package report

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"designdrill/internal/catalog"
	"designdrill/internal/labels"
)

// agreeSample is an agreement of nine answers with something in every part of it.
func agreeSample() Agreement {
	truth := &labels.Set{File: "labels.tsv", Answers: map[string]*labels.Answer{}}
	second := &labels.Set{File: "second.tsv", Answers: map[string]*labels.Answer{}}
	var read []labels.Read
	for i := range 9 {
		id := "bikes-" + strconv.Itoa(i)
		a := &labels.Answer{ID: id, Marks: map[string]labels.Mark{}, Overall: float64(10 * i), Rated: true}
		r := labels.Read{ID: id, Scenario: "bikes", File: "answers/bikes/" + id + ".md", Score: float64(8*i + i*i%5), Scored: true,
			Words: 100 + 70*i, Concepts: 3 * i, Formula: float64(9*i + 2)}
		for k, c := range catalog.CriterionIDs {
			if level := (i*k + k) % 7; level > 0 && level < 5 && k < 40 {
				a.Marks[c] = labels.Mark{Level: level, Quote: "the dock state \x1b[31m" + c, Line: 2 + k}
			}
			f := labels.Found{Level: (i*k + k + k%2) % 7 % 5, Scored: k != 20, Lacks: "a reason"}
			if f.Level > 0 {
				f.Quote, f.Line = "docks \u202e of "+c, 9+k
			}
			r.Found = append(r.Found, f)
		}
		truth.Answers[id] = a
		if i < 4 {
			second.Answers[id] = a
		}
		read = append(read, r)
	}
	all := labels.Misses(truth, read)
	return Agreement{Labels: "labels.tsv", Second: "second.tsv", Program: "v1.0.0", Content: "sha256:00ff", Resamples: 40, Seed: 7, Unlabelled: 2,
		Missing: []string{"boats-1", "boats\x1b-2"}, Plain: 1, Missed: len(all), Misses: all[:3], ShowMisses: true,
		Study: labels.Compare(truth, second, read, labels.Options{Resamples: 40, Source: rand.New(rand.NewPCG(7, 7))})}
}

// agreeNothing is an agreement that determines nothing.
func agreeNothing() Agreement {
	truth := &labels.Set{Answers: map[string]*labels.Answer{"a": {ID: "a"}}}
	read := []labels.Read{{ID: "a", Found: make([]labels.Found, len(catalog.CriterionIDs))}}
	return Agreement{Labels: "labels.tsv", Study: labels.Compare(truth, nil, read, labels.Options{Resamples: 10, Source: rand.New(rand.NewPCG(7, 7))})}
}

func TestAgreeJSONShape(t *testing.T) {
	for name, a := range map[string]Agreement{"sample": agreeSample(), "nothing": agreeNothing()} {
		b, err := AgreeJSON(a)
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			Levels []struct {
				Reader  string
				Figures map[string]struct {
					Value    *float64
					Interval struct{ Low, High *float64 }
				}
			}
			Criteria  []struct{ Kappa struct{ Value *float64 } }
			Confusion [][]int
			Misses    []any
		}
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		if len(m.Levels[0].Figures) != len(labels.LevelFigures) || len(m.Criteria) != 57 || len(m.Confusion) != 5 || len(m.Misses) != len(a.Misses) {
			t.Errorf("%s: parts are missing in %s", name, b)
		}
		if got, want := m.Levels[0].Figures["kappa"].Value != nil, name == "sample"; got != want {
			t.Errorf("%s: kappa is there: %v", name, got)
		}
		if strings.ContainsAny(string(b), "\x1b\u202e") {
			t.Errorf("%s: an escape is left in %q", name, b)
		}
	}
}
