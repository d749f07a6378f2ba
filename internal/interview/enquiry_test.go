package interview_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"designdrill/internal/answer"
	"designdrill/internal/interview"
	"designdrill/internal/score"
)

// enquiries are questions as candidates ask them, with the facts that answer them; ""
// is one that the scenario does not tell. Of two facts either is an answer.
var enquiries = []struct{ scenario, ask, want string }{
	{"twitter", "how many users?", "daily-users"},
	{"twitter", "How many daily active users should I plan for?", "daily-users"},
	{"twitter", "what's the DAU?", "daily-users"},
	{"twitter", "How many tweets are posted per day?", "tweets-per-day"},
	{"twitter", "what is the read to write ratio?", "read-write"},
	{"twitter", "how long can a tweet be?", "tweet-length"},
	{"twitter", "how fast does a tweet have to be delivered?", "delivery-goal"},
	{"twitter", "How many followers does an account have on average?", "followers-average"},
	{"twitter", "what is the peak load?", "record-second"},
	{"twitter", "How deep do people scroll the timeline?", "timeline-depth"},
	{"twitter", "Is the timeline chronological?", "order"},
	{"twitter", "Are there protected accounts?", "privacy"},
	{"twitter", "how soon must a tweet be searchable?", "search-freshness"},
	{"twitter", "How big are pictures?", "media-share"},
	{"twitter", "What is the budget?", ""},
	{"twitter", "Which programming language does the team use?", ""},
	{"twitter", "Do we have a data centre in Australia?", ""},
	{"twitter", "Should I use Cassandra or MySQL?", ""},
	{"twitter", "hello there", ""},
	{"twitter", "how many?", ""},
	{"twitter", "", ""},
	{"uber", "how many users?", "daily-riders"},
	{"uber", "How many trips a day?", "trips-per-day"},
	{"uber", "How many drivers are online at once?", "online-drivers"},
	{"uber", "how often does the driver report its position?", "ping-interval"},
	{"uber", "how long does a driver have to accept?", "offer-time"},
	{"uber", "How long is an average ride?", "ride-length"},
	{"uber", "is the price shown binding?", "quote-lock"},
	{"uber", "In how many cities do we run?", "cities"},
	{"uber", "Do I have to build maps?", "maps"},
	{"uber", "Can a ride be matched across cities?", "city-border"},
	{"uber", "What about tips?", ""},
	{"uber", "How many employees does the company have?", ""},
	{"whatsapp", "How many users do we have?", "daily-users"},
	{"whatsapp", "how many messages per day?", "messages"},
	{"whatsapp", "How big can a group be?", "group-size"},
	{"whatsapp", "do we need end-to-end encryption?", "encryption"},
	{"whatsapp", "How long do we keep messages?", "history"},
	{"whatsapp", "How big is a message?", "sizes"},
	{"whatsapp", "how many devices per user?", "devices"},
	{"whatsapp", "How many users are connected at the same time?", "connected"},
	{"whatsapp", "What colour is the logo?", ""},
	{"youtube", "how many videos are uploaded per day?", "uploads-per-day"},
	{"youtube", "How large can an upload be?", "largest-upload"},
	{"youtube", "is live streaming in scope?", "live"},
	{"youtube", "How accurate must the view count be?", "count-accuracy"},
	{"youtube", "How long is an average view?", "view-length"},
	{"netflix", "how many subscribers?", "members"},
	{"netflix", "what bitrate does a stream take?", "bitrate"},
	{"netflix", "do we support live events?", "live"},
	{"netflix", "How big is the catalogue?", "catalogue"},
	{"instagram", "How many photos are posted a day?", "posts-per-day"},
	{"instagram", "how large is a photo?", "photo-sizes"},
	{"instagram", "Is the feed ranked?", "ranking"},
	{"instagram", "how many followers on average?", "followers-average"},
	{"dropbox", "what is the largest file?", "largest-file"},
	{"dropbox", "How many devices does a user have?", "devices daily-users"},
	{"dropbox", "how long are deleted files kept?", "history"},
	{"dropbox", "what is the average file size?", "average-file"},
	{"google-drive", "How many people edit a document at once?", "editors"},
	{"google-drive", "does it have to work offline?", "offline"},
	{"google-drive", "How much free storage does an account get?", "free-quota"},
	{"zoom", "how many people can be in one meeting?", "meeting-size"},
	{"zoom", "Are meetings recorded?", "recordings"},
	{"zoom", "How many clients are behind firewalls?", "firewalls"},
	{"zoom", "what delay is acceptable?", "delay-limits"},
	{"booking", "How many properties are listed?", "properties"},
	{"booking", "how many searches per booking?", "look-to-book"},
	{"booking", "Does the hotel confirm a booking?", "instant"},
	{"booking", "how is payment done?", "payment"},
	{"airbnb", "How many listings are there?", "listings"},
	{"airbnb", "how many searches a day?", "searches"},
	{"airbnb", "How long is an average stay?", "stay-length"},
	{"airbnb", "When is the host paid out?", "payout"},
	{"airbnb", "how many photos does a listing have?", "photos"},
	{"amazon", "how many orders per day?", "orders"},
	{"amazon", "How many products?", "products"},
	{"amazon", "How many warehouses are there?", "warehouses"},
	{"amazon", "When is the card charged?", "charge-when"},
	{"amazon", "What margin do we make on books?", ""},
}

func TestLookup(t *testing.T) {
	for _, x := range enquiries {
		plan, err := interview.NewPlan(load(t).Scenarios[x.scenario], interview.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, f := range interview.Lookup(plan.Known, x.ask) {
			ids = append(ids, f.ID)
		}
		got := strings.Join(ids, " ")
		if got != x.want {
			t.Errorf("%s: %q is answered by %q, want %q", x.scenario, x.ask, got, x.want)
		}
	}
}

// TestLookupKnowsEveryFact asks for each fact with its own words.
func TestLookupKnowsEveryFact(t *testing.T) {
	n, found := 0, 0
	for _, x := range load(t).Scenarios {
		facts := interview.KnownFacts(x)
		for _, f := range facts {
			n++
			if got := interview.Lookup(facts, "Is it so that "+f.Text+"?"); len(got) > 0 && got[0].ID == f.ID {
				found++
			} else {
				t.Logf("%s: %q is answered by %v", x.ID, f.Text, got)
			}
		}
	}
	if found*100 < n*97 {
		t.Errorf("%d of %d facts are found by their own words", found, n)
	}
}

func TestEnquiries(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	ask := func(text string) {
		r.do(time.Second, interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: text}})
	}
	refused := func(why string, e interview.Event) {
		t.Helper()
		e.At = r.now
		if _, _, err := interview.Apply(r.s, e); err == nil {
			t.Errorf("%s is no fault", why)
		}
	}
	refused("a reply to nothing", interview.Event{Kind: interview.Told, Body: interview.Body{Text: "x"}})
	refused("a question to another one", interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: "wrap", Text: "x"}})
	refused("a blank one", interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: " \n"}})
	refused("a long one", interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: strings.Repeat("x", interview.MaxEnquiry+1)}})
	ask("How many\nusers? <script>alert(1)</script> ```")
	if !r.s.Asks() || len(r.effects) != 1 || r.effects[0].Kind != interview.Answer {
		t.Errorf("effects %v", r.effects)
	}
	refused("a second one before the reply", interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: "x"}})
	refused("an empty reply", interview.Event{Kind: interview.Told})
	refused("a long note", interview.Event{Kind: interview.Told, Body: interview.Body{Text: "x", Note: strings.Repeat("x", 1000)}})
	r.do(time.Second, interview.Event{Kind: interview.Paused})
	r.do(time.Second, interview.Event{Kind: interview.Told, Body: interview.Body{Text: "Ten.", Facts: []string{"daily-users"}, By: "m", Note: "slow"}})
	r.do(time.Second, interview.Event{Kind: interview.Resumed})
	if x := r.s.Enquiries[0]; r.s.Asks() || x.Reply != "Ten." || x.By != "m" || !slices.Equal(x.Facts, []string{"daily-users"}) || !slices.Equal(r.s.Notes, []string{"slow"}) {
		t.Errorf("%+v %v", x, r.s.Notes)
	}
	r.answer("The answer stands alone.")
	doc := interview.Document(r.s, "", nil)
	if want := "> Interviewer: You asked: \"How many users? &lt;script>alert(1)&lt;/script> ```\" Ten.\n"; !strings.Contains(doc, want) {
		t.Errorf("no %q in\n%s", want, doc)
	}
	for range interview.MaxEnquiries - 1 {
		ask("again?")
		r.do(0, interview.Event{Kind: interview.Told, Body: interview.Body{Text: interview.NotTold}})
	}
	refused("one more than there may be", interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: "x"}})
}

// TestChoosingStopsTheClock holds that a model that thinks costs the candidate no time.
func TestChoosingStopsTheClock(t *testing.T) {
	r := start(t, "twitter", interview.Options{Minutes: 45})
	for r.s.Phase != interview.Choosing {
		r.answer("x")
	}
	clock := r.s.Clock()
	r.work(40 * time.Second)
	r.choose()
	if r.s.Clock() != clock || r.s.Away < 40*time.Second {
		t.Errorf("%s on the clock before, %s after, %s away", clock, r.s.Clock(), r.s.Away)
	}
}

// TestToldFactsEarnNothing asks for every fact of every scenario, with the fact's own
// words for the question, and answers nothing.
func TestToldFactsEarnNothing(t *testing.T) {
	cat := load(t)
	engine := score.NewEngine(cat)
	for _, id := range cat.ScenarioIDs() {
		content, err := engine.Content(id)
		if err != nil {
			t.Fatal(err)
		}
		r := start(t, id, interview.Options{})
		for _, f := range r.s.Plan.Known {
			text := f.Text
			if len(text) > interview.MaxEnquiry {
				t.Fatalf("%s: a fact has %d bytes", id, len(text))
			}
			r.do(0, interview.Event{Kind: interview.Enquired, Body: interview.Body{Question: r.question(), Text: text}})
			r.do(0, interview.Event{Kind: interview.Told, Body: interview.Body{Text: interview.Reply([]interview.Fact{f}), Facts: []string{f.ID}}})
		}
		r.answer("-")
		res := score.Score(answer.Parse([]byte(interview.Document(r.s, "a1", nil))), content, score.Options{})
		for _, c := range res.Criteria {
			if c.Level > 0 {
				t.Errorf("%s: %s has level %d from %v", id, c.ID, c.Level, c.Evidence)
			}
		}
	}
}

// TestPlansFromBefore holds that an attempt whose plan knows no facts goes on.
func TestPlansFromBefore(t *testing.T) {
	plan, err := interview.NewPlan(load(t).Scenarios["twitter"], interview.Options{})
	if err != nil {
		t.Fatal(err)
	}
	plan.Known = nil
	if _, _, err := interview.Apply(interview.State{}, interview.Event{At: begin, Kind: interview.Started, Body: interview.Body{Plan: &plan}}); err != nil {
		t.Error(err)
	}
}

func FuzzLookup(f *testing.F) {
	for _, x := range enquiries {
		f.Add(x.ask, "users", "Plan for 250 million daily users", "dau people")
	}
	f.Add("\x1b[31m\xff how many ' 's -- 1e9 \u202e", "a-b", "'s", "")
	f.Fuzz(func(t *testing.T, ask, id, text, words string) {
		facts := []interview.Fact{{ID: id, Text: text, Words: strings.Fields(words)}, {ID: "other", Text: "Nobody scrolls far"}}
		got := interview.Lookup(facts, ask)
		if interview.Reply(got) == "" || len(got) > 2 {
			t.Errorf("%v", got)
		}
	})
}
