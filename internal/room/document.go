package room

import (
	"fmt"
	"slices"

	"designdrill/internal/interview"
)

// Interview returns a candidate's part of a room as an interview: the same stages and
// prompts, with the text of each stage after its last one.
func Interview(s State, seat string, texts map[string]string) interview.State {
	x := interview.State{Plan: s.Plan, Phase: interview.Asking, Began: s.Began, Last: s.Last, Spent: s.Spent, Away: s.Away, Ratings: s.Ratings[seat]}
	if me, ok := s.Seat(seat); ok && me.Before != nil {
		x.Spent = slices.Clone(s.Spent)
		for k, d := range me.Before {
			x.Spent[k] -= d // it passed before they came
		}
	}
	x.Chosen, x.Over = make([]bool, len(s.Plan.Stages)), make([]bool, len(s.Plan.Stages))
	for k, st := range s.Plan.Stages {
		if k > s.Reached {
			break
		}
		ask := func(kind string, q interview.Question) {
			x.Asked = append(x.Asked, interview.Asked{Question: q, Stage: k, Kind: kind, Status: interview.PassedBy, Hints: s.Hints[seat][q.ID]})
		}
		for _, q := range st.Prompts {
			ask(interview.Prompt, q)
		}
		if s.Curve == k {
			ask(interview.Surprise, interview.Question{ID: interview.CurveballID, Ask: s.Plan.Curveball.Text})
		}
		for i, l := range s.Said {
			if l.Stage == k {
				ask(interview.FollowUp, interview.Question{ID: fmt.Sprintf("said-%d", i+1), Ask: l.Text})
			}
		}
		if text := texts[st.ID]; text != "" {
			last := &x.Asked[len(x.Asked)-1]
			last.Answer, last.Status = text, interview.Done
		}
		if k == s.Stage {
			x.At = len(x.Asked) - 1
		}
	}
	return x
}

// Document returns a candidate's answer as Markdown.
func Document(s State, seat string, texts map[string]string) string {
	return interview.Document(Interview(s, seat, texts), "", nil)
}
