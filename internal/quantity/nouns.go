package quantity

import "strings"

// nouns leads every spelling of a countable thing to its canonical plural.
var nouns = nounTable()

// nounList has canonical plurals, each with the spellings that dropping the s does
// not give.
const nounList = `
users=people,persons,person
customers members accounts viewers visitors subscribers consumers creators authors buyers sellers shoppers
hosts guests drivers riders passengers travelers=travellers,traveller followers followees friends participants attendees
requests=req,reqs queries=query operations=op,ops transactions=txn,txns reads writes inserts updates deletes lookups
scans hits misses=miss calls tweets retweets posts photos images=pic,pics,picture,pictures videos clips shorts reels
stories=story thumbnails movies films titles shows episodes songs tracks podcasts comments replies=reply likes shares
reactions hashtags mentions messages=msg,msgs emails=mails,mail chats groups notifications alerts events logs metrics
uploads downloads views plays streams sessions visits searches=search clicks impressions swipes
bookings reservations orders purchases payments carts checkouts refunds trips rides listings hotels rooms nights
properties=property flights tickets seats products items skus categories=category reviews ratings
meetings conferences webinars recordings channels files documents=doc,docs folders chunks blocks objects blobs versions
revisions segments frames packets rows records entries=entry keys values tuples columns tables edges vertices postings
terms tokens servers machines nodes instances boxes=box pods containers vms brokers workers threads processes=process
cores cpus vcpus gpus disks drives ssds shards partitions replicas copies=copy backups regions zones=az,azs
datacenters=datacentre,datacentres clusters racks pops caches=cache databases=db,dbs queues topics services
connections sockets pings heartbeats locations devices phones clients bots tenants
characters=char,chars letters words lines pages fields attributes ids digits cities=city countries=country languages
merchants restaurants stores vendors suppliers warehouses renditions resolutions formats profiles
times=time attempts retries=retry hops cycles samples tasks jobs batches=batch steps links urls hashes=hash
deliveries=delivery feeds timelines transcodes heartbeats
`

func nounTable() map[string]string {
	m := map[string]string{
		"dau": "daily users", "daus": "daily users", "wau": "weekly users", "mau": "monthly users",
		"maus": "monthly users", "ccu": "concurrent users", "pcu": "concurrent users",
	}
	for _, entry := range strings.Fields(nounList) {
		name, others, _ := strings.Cut(entry, "=")
		m[name], m[strings.TrimSuffix(name, "s")] = name, name
		for other := range strings.SplitSeq(others, ",") {
			if other != "" {
				m[other] = name
			}
		}
	}
	return m
}

// describing words may stand between a number and what it counts. A period makes
// a rate of it: "5M daily uploads".
var describing = func() map[string]float64 {
	words := map[string]float64{
		"daily": Day, "hourly": Hour, "weekly": Week, "monthly": Month, "yearly": Year, "annual": Year,
	}
	for w := range set(`
active concurrent simultaneous unique total registered new average avg peak paying paid global worldwide
different distinct separate additional extra more other online open parallel live hot small large big short
long physical virtual application app web api database cache read write search video photo image text media
file hotel timeline feed full random sequential independent identical recent latest
`) {
		words[w] = 0
	}
	return words
}()

// stop words never name what is counted and never follow a "per".
var stop = set(`
is was has as this its does vs us his hers ours yes thus plus minus times equals gives makes means needs
takes across towards perhaps always sometimes unless less gets says allows requires yields results includes
contains becomes comes goes seems process because whereas versus access address class status success os ios
aws dns https tls css besides afterwards otherwise whose those these and the a an of for to in on at or with
from by per each every that which our your their will can are be it if then so but not we you they handles
supports uses stores serves exists appears costs lets ensures provides works runs fails into than when while
until between after before regardless represents sends receives obtains forwards publishes subscribes joins
returns acts remains approx approximately roughly about around total
`)

// periods are the adverbs that make a rate: "10 posts daily".
var periods = map[string]float64{
	"daily": Day, "hourly": Hour, "weekly": Week, "monthly": Month, "yearly": Year, "annually": Year,
}

// readNoun reads what is counted at j, where a word starts. Period is set when the
// describing words make a rate of it. Plurals that are not in the table count as
// nouns when they follow the number directly or after describing words.
func readNoun(s string, j int) (noun string, period float64, end int, ok bool) {
	freq, active, activeEnd := 0.0, "", 0
	fail := func() (string, float64, int, bool) {
		if active != "" && active != "users" {
			return active, 0, activeEnd, true // "6M concurrent", "300M daily active"
		}
		return "", 0, 0, false
	}
	for range 5 {
		w := wordAt(s, j)
		k := j + len(w)
		if w == "" || len(w) > maxWord || isDigit(at(s, k)) || at(s, k) == '_' || at(s, k) == '(' && at(s, k+1) == ')' {
			return fail()
		}
		name, isNoun := lookup(nouns, w)
		p, isDescribing := lookup(describing, w)
		next, after := nextWord(s, k)
		if at(s, k) == '-' { // "read-heavy", "user-generated"
			return fail()
		}
		if _, found := lookup(nouns, next); isDescribing && (found || !isNoun) {
			switch {
			case p > 0:
				freq = p
			case equalFold(w, "concurrent") || equalFold(w, "simultaneous"):
				active, activeEnd = "concurrent users", k
			case equalFold(w, "active"):
				active, activeEnd = activeUsers(freq), k
			}
			if next == "" {
				return fail()
			}
			j = after - len(next)
			continue
		}
		switch {
		case isNoun && !(equalFold(w, "process") || equalFold(w, "time")) && !(name == "times" && isDigit(at(s, space(s, k)))):
			if name == "users" && active != "" {
				return active, 0, k, true
			}
			if name == "users" && freq > 0 {
				return activeUsers(freq), 0, k, true
			}
			if following, found := lookup(nouns, next); found && following != name && following != "times" && singular(w, name) {
				name, k = following, after // "10 tweet reads": the second is counted
			}
			return name, freq, k, true
		case plural(w):
			return w, freq, k, true
		case len(w) > 2 && !stopped(w) || w == "US" || w == "EU":
			// One unknown word may stand before a known plural: "10 mobile clients".
			if following, found := lookup(nouns, next); found && !singular(next, following) {
				return following, freq, after, true
			}
			return fail()
		default:
			return fail()
		}
	}
	return fail()
}

func activeUsers(period float64) string {
	switch period {
	case Day:
		return "daily users"
	case Week:
		return "weekly users"
	case Month:
		return "monthly users"
	}
	return "users"
}

// singular reports whether w is not the canonical plural itself.
func singular(w, plural string) bool { return !equalFold(w, plural) && !strings.HasSuffix(w, "s") }

func stopped(w string) bool {
	_, found := lookup(stop, w)
	return found
}

func lowerWord(w string) bool {
	for i := range len(w) {
		if w[i]-'a' >= 26 {
			return false
		}
	}
	return len(w) > 2
}

// plural reports whether w may be an unknown noun in the plural.
func plural(w string) bool {
	n := len(w)
	if n <= 3 || n > maxWord || !lowerWord(w) || w[n-1] != 's' {
		return false
	}
	return w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i' && !stopped(w) // "previous", "analysis"
}
