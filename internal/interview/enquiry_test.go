package interview_test

import (
	"strings"
	"testing"

	"designdrill/internal/interview"
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
