package score_test

import (
	"strings"
	"testing"

	"designdrill/internal/score"
)

func estimate(t *testing.T, text, id string) score.EstimateResult {
	t.Helper()
	for _, e := range run(t, "twitter", text).Estimates {
		if e.ID == id {
			return e
		}
	}
	t.Fatalf("no estimate %s", id)
	return score.EstimateResult{}
}

func inputOf(e score.EstimateResult, name string) score.EstimateInput {
	for _, in := range e.Inputs {
		if in.Name == name {
			return in
		}
	}
	return score.EstimateInput{}
}

// TestHold holds one figure each against the formulas of Twitter.
func TestHold(t *testing.T) {
	const head = "## Estimates\n\n"
	tests := []struct {
		name, text, id          string
		status, stated, contain string // contain is a part of the note; "-" is none at all
	}{
		{"right on the scenario's inputs", "- Writes are 5,800 tweets per second", "write_rate", "right", "5,800 tweets per second", "-"},
		{"right on its own inputs", "- 100M tweets a day\n- Tweet storage: 100M × 1 KB = 100 GB a day", "tweet_storage", "right", "100 GB a day", "-"},
		{"near", "- 500M tweets a day of 1 KB each\n- Tweet storage: 500M × 1 KB = 3 TB a day", "tweet_storage", "near", "3 TB a day", "too high by a factor of 6"},
		{"off by a thousand", "- 500M tweets a day of 1 KB each\n- Tweet text storage: 500M × 1 KB = 500 TB per day", "tweet_storage", "off", "500 TB per day", "a thousand lost?"},
		{"missing", "- Many tweets", "tweet_storage", "missing", "", "-"},
		{"a total where a day is asked", "- Tweet text storage: 1.825T tweets × 1 KB = 1.8 PB", "tweet_storage", "other-unit", "1.8 PB", "an amount per day"},
		{"a total over years", "- Tweet text storage for 5 years: 500M × 365 × 5 × 1 KB = 912 TB", "tweet_storage", "right", "912 TB", "500 GB/day"},
		{"peak for average", "- Peak writes: 15,000 tweets per second", "write_rate", "near", "15,000 tweets per second", "this is the peak"},
		{"average beside peak", "- Writes: 5,800 tweets/s on average, 15,000 tweets/s at peak", "write_rate", "right", "5,800 tweets/s", "-"},
		{"the label gives the period", "- Tweets per day: 500M", "write_rate", "right", "500M", "-"},
		{"a bare rate under a label", "- Tweet write QPS = 500M / 86,400 = 5,800", "write_rate", "right", "5,800", "-"},
		{"the row gives the name, the header the unit", "| Operation | Per day | QPS |\n|---|---|---|\n| Tweet writes | 500M | 5,800 |\n| Timeline reads | 12.5B | 145,000 |", "read_rate", "right", "12.5B", "-"},
		{"a read is no write", "- Timeline reads: 5,800 per second", "write_rate", "missing", "", "-"},
		{"daily users are no tweets", "- 500M daily users", "write_rate", "missing", "", "-"},
		{"a lead-in names what follows", "Tweet storage per day:\n\n- 500M × 1 KB = 500 GB", "tweet_storage", "right", "500 GB", "-"},
		{"a line that goes on", "```\nTweet writes = 500M / 86,400\n  = 5,800 per second\n```", "write_rate", "right", "5,800 per second", "-"},
		{"not plausible", "- 5M tweets a day", "write_rate", "right", "5M tweets a day", "outside of what is plausible"},
		{"own assumptions, computed right", "- Media storage: 500M tweets × 4% × 2 MB = 40 TB a day", "media_storage", "right", "40 TB a day", "-"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			e := estimate(t, head+x.text, x.id)
			if e.Status != x.status || e.Stated != x.stated {
				t.Errorf("got %s %q, want %s %q (expected %s, note %q)", e.Status, e.Stated, x.status, x.stated, e.Expected, e.Note)
			}
			switch {
			case x.contain == "-" && e.Note != "":
				t.Errorf("note %q, want none", e.Note)
			case x.contain != "-" && !strings.Contains(e.Note, x.contain):
				t.Errorf("note %q, want %q in it", e.Note, x.contain)
			}
		})
	}
}

// TestInputs binds figures to inputs by the words beside them.
func TestInputs(t *testing.T) {
	tests := []struct {
		name, text, id, input, value string
		line                         int
	}{
		{"stated", "- 100M daily active users", "read_rate", "daily_users", "100M daily active users", 3},
		{"the second figure of a sentence", "- 900M accounts, 100M daily active users", "read_rate", "daily_users", "100M daily active users", 3},
		{"a label", "- DAU: 100M", "read_rate", "daily_users", "100M", 3},
		{"all users are not the daily ones", "- 900M users", "read_rate", "daily_users", "250M", 0},
		{"views are no tweets", "- 28 billion tweet views per day", "write_rate", "tweets", "500M/day", 0},
		{"one figure, one input", "- A page has 20 tweets, a timeline keeps 600 ids", "timeline_memory", "timeline_length", "600 ids", 3},
		{"taken for the page", "- A timeline page has the latest 20 tweets", "timeline_memory", "timeline_length", "800", 0},
		{"not from the scenario's far end", "- A tweet id has 8 bytes", "tweet_storage", "tweet_size", "1 KB", 0},
		{"not the peak", "- 300M daily active users, 900M at the peak of the world cup", "read_rate", "daily_users", "300M daily active users", 3},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if in := inputOf(estimate(t, "## Estimates\n\n"+x.text, x.id), x.input); in.Value != x.value || in.Line != x.line {
				t.Errorf("%s = %s from line %d, want %s from line %d", x.input, in.Value, in.Line, x.value, x.line)
			}
		})
	}
}

// TestUsed asks for a figure to be taken up outside of its own passage.
func TestUsed(t *testing.T) {
	const figures = "## Estimates\n\n- Tweet writes: 500M / 86,400 = 5,800 per second\n\n"
	for text, want := range map[string]bool{
		"": false,
		"## Storage\n\nWe shard Cassandra by author, because 5,800 writes per second are too many for one node.": true,
		"## Storage\n\nWe shard Cassandra by author.":                                                            false,
		"## Servers\n\nWith 500 writes/s on one node, 5.8k writes/s need 12 nodes.":                              true,
		"## Company\n\nThe office has a lunch of 5,800 per second, which nobody believes.":                       false,
	} {
		if e := estimate(t, figures+text, "write_rate"); e.Used != want {
			t.Errorf("%q: used %v, want %v", text, e.Used, want)
		}
	}
}

// TestUnitsChangeNothing writes one answer in other units: the statuses stay.
func TestUnitsChangeNothing(t *testing.T) {
	same := func(a, b string) {
		t.Helper()
		x, y := run(t, "twitter", a).Estimates, run(t, "twitter", b).Estimates
		for i := range x {
			if x[i].Status != y[i].Status || x[i].Expected != y[i].Expected {
				t.Errorf("%s: %s of %s, and in other units %s of %s", x[i].ID, x[i].Status, x[i].Expected, y[i].Status, y[i].Expected)
			}
		}
	}
	same("## Estimates\n\n- 400M tweets per day, a tweet has 2 KB\n- Tweet storage: 400M × 2 KB = 800 GB per day\n- Egress of media: 160 Gbps",
		"## Estimates\n\n- 0.4 billion tweets per day, a tweet has 2000 bytes\n- Tweet storage: 400M × 2 KB = 0.8 TB/day\n- Egress of media: 20 GB/s")
}

// TestArithmetic recomputes what stands in lines, rows and below a number.
func TestArithmetic(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"one line", "500M × 1 KB = 500 GB", "right"},
		{"words between", "500 million tweets a day at 1 KB each is 500 GB per day", "right"},
		{"a slip", "7M × 1 KB = 7 TB", "slip thousand 7 GB"},
		{"wrong", "500M × 1 KB = 5 GB", "wrong 500 GB"},
		{"goes on in a fence", "```\n500M × 1 KB\n= 500 GB\n```", "right"},
		{"a row", "| what | size | rows per year | annual storage |\n|-|-|-|-|\n| tweet | 1 KB | 500M | 500 GB |", "right"},
		{"a wrong row", "| what | size | rows per year | annual storage |\n|-|-|-|-|\n| tweet | 1 KB | 500M | 5 GB |", "wrong 500 GB"},
		{"a row of other things", "| what | size | limit | cache |\n|-|-|-|-|\n| tweet | 1 KB | 500M | 5 GB |", ""},
		{"below its number", "- 150 TB a month\n  - 10 KB per tweet * 500 million tweets per day * 30 days per month", "right"},
		{"other things below a number", "- 150 TB a month\n  - 20 TB/PB of that on 3 disks / shelf", ""},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			var got []string
			for _, a := range run(t, "twitter", "## Estimates\n\n"+x.text).Arithmetic {
				got = append(got, strings.Join(strings.Fields(a.Status+" "+a.Slip+" "+a.Computed), " "))
			}
			if s := strings.Join(got, "; "); s != x.want {
				t.Errorf("got %q, want %q", s, x.want)
			}
		})
	}
}
