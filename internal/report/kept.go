package report

import (
	"encoding/json"
	"fmt"

	"designdrill/internal/score"
)

// Kept is what later reports look up in one that was kept.
type Kept struct {
	Content string             // hash of the content
	Score   *float64           // nil of a drill, or when nothing could be scored
	Band    string             // as in the report
	Scores  map[string]float64 // by stage and step, without those that were not scored
	Levels  map[string]int     // by criterion, without those that were not scored
}

// ReadKept reads a JSON report.
func ReadKept(text []byte) (*Kept, error) {
	var r jsonReport
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("a kept report cannot be read: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("a kept report has the schema %q, expected %q", r.Schema, Schema)
	}
	k := &Kept{Content: r.Version.Content, Score: r.Score, Band: r.Band, Scores: map[string]float64{}, Levels: map[string]int{}}
	for _, s := range r.Stages {
		if s.Score != nil {
			k.Scores[s.ID] = *s.Score
		}
	}
	for _, s := range r.Steps {
		if s.Score != nil {
			k.Scores[s.ID] = *s.Score
		}
	}
	for _, c := range r.Criteria {
		if c.Status == score.Scored {
			k.Levels[c.ID] = c.Level
		}
	}
	return k, nil
}
