package score_test

import (
	"testing"

	"designdrill/internal/answer"
	"designdrill/internal/score"
)

// TestMeasureTotalsGivenLevels holds the total of given levels against that of the
// levels found: with the same levels it is the same, gates and all.
func TestMeasureTotalsGivenLevels(t *testing.T) {
	c := content(t, "twitter")
	for _, name := range []string{"weak", "solid", "strong"} {
		doc := answer.Parse([]byte(exemplar(t, "twitter", name)))
		res := score.Score(doc, c, score.Options{})
		found := levels(res)
		m := score.Measure(doc, c, score.Options{}, found)
		if m.Total != res.Score || !m.Scored || m.Concepts == 0 {
			t.Errorf("%s: %+v, scored %v", name, m, res.Score)
		}
		for i := range found {
			found[i] = 4
		}
		if all := score.Measure(doc, c, score.Options{}, found); all.Total != 100 {
			t.Errorf("%s: full levels make %v", name, all.Total)
		}
		if none := score.Measure(doc, c, score.Options{}, make([]int, len(found))); none.Total != 0 {
			t.Errorf("%s: no level makes %v", name, none.Total)
		}
	}
	german := answer.Parse([]byte("Die Nutzer schreiben kurze Nachrichten, und ihre Leser sehen sie in einer Liste, die nach der Zeit sortiert ist. " +
		"Wir speichern jede Nachricht einmal und legen nur ihre Nummer in die Liste jedes Lesers, weil viel mehr gelesen als geschrieben wird."))
	if m := score.Measure(german, c, score.Options{}, nil); m.Scored {
		t.Errorf("what is not read has the total %v", m.Total)
	}
}
