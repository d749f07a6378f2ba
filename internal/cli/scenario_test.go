package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// The answer is for those who have tried, as the store tells.
func TestAnswerAfterAnAttempt(t *testing.T) {
	broken := errors.New("no store")
	for _, tt := range []struct {
		name  string
		spoil bool
		tried bool
		err   error
		want  error
		shown bool
	}{
		{name: "not tried"},
		{name: "tried", tried: true, shown: true},
		{name: "spoiled", spoil: true, shown: true},
		{name: "spoiled, without a store", spoil: true, err: broken, shown: true},
		{name: "without a store", err: broken, want: broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			e := &env{out: &sink{w: &out}, attempted: func(_ context.Context, id string) (bool, error) { return tt.tried && id == "zoom", tt.err }}
			err := e.showScenario(t.Context(), "zoom", showOptions{answer: true, spoil: tt.spoil})
			var f *failure
			switch {
			case tt.shown && (err != nil || !strings.Contains(out.String(), "A strong answer")):
				t.Errorf("the answer is not shown: %v", err)
			case !tt.shown && out.Len() > 0:
				t.Error("the answer is shown")
			case tt.want != nil && !errors.Is(err, tt.want):
				t.Errorf("error %v, want %v", err, tt.want)
			case !tt.shown && tt.want == nil && (!errors.As(err, &f) || f.code != exitUsage || f.hint == ""):
				t.Errorf("error %v, want one of usage with a hint", err)
			}
		})
	}
}
