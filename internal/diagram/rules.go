package diagram

// Rule is one check of a drawing, with what an author and a reader need to know of it.
type Rule struct {
	ID, Title string
	Why       string // what is at stake, and when the drawing is right all the same
	Fires     string // a Mermaid drawing in which it fires
	Quiet     string // the same put right
	check     func(*analysis)
}

// Rules returns all rules in the order in which their findings are reported.
func Rules() []Rule { return rules }

// RuleOf returns the rule with an id.
func RuleOf(id string) (Rule, bool) {
	for _, r := range rules {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

// The table refers to functions that refer to nothing back, so it is filled once here.
var rules = []Rule{
	{ID: "single-point-of-failure", Title: "One of it, and all hangs on it",
		Why: "A part that all traffic passes, or that alone keeps the data, and that is drawn once: when it stops, the system stops. " +
			"Say how many there are, in the box (\"x3\", \"primary + replica\", \"cluster\") or in the text. Managed services that are replicated by themselves do not fire.",
		Fires: "flowchart LR\n  app[Mobile app] --> lb[Load balancer]\n  lb --> orders[Order service]\n  lb --> users[User service]\n  orders --> db[(Orders DB)]\n  users --> db",
		Quiet: "flowchart LR\n  app[Mobile app] --> lb[Load balancer x2]\n  lb --> orders[Order service]\n  lb --> users[User service]\n  orders --> db[(Orders DB: primary + replica)]\n  users --> db",
		check: (*analysis).singlePoints},
	{ID: "client-to-store", Title: "A client reaches into a store",
		Why: "A browser or an app that talks to a database or a cache carries its credentials and its schema to every user, and nobody checks what it asks. " +
			"Put a service between them. Object stores and CDNs with signed addresses are made for it and do not fire.",
		Fires: "flowchart LR\n  web[Web app] --> api[API server]\n  api --> db[(Postgres)]\n  web --> db\n  api --> s3[(S3)]",
		Quiet: "flowchart LR\n  web[Web app] --> api[API server]\n  api --> db[(Postgres)]\n  web --> s3[(S3)]\n  api --> s3",
		check: (*analysis).clientToStore},
	{ID: "heavy-work-in-request", Title: "Heavy work while the caller waits",
		Why: "Transcoding, resizing, indexing or mailing takes seconds to hours. Called on the way of a request it holds the caller and its threads, and a burst takes the service down. " +
			"Hand it to a queue and let a worker take it; a dotted arrow or a label such as \"async\" says so too.",
		Fires: "flowchart LR\n  app[App] --> gw[API gateway]\n  gw --> up[Upload service]\n  up --> enc[Video transcoder]\n  enc --> s3[(S3)]",
		Quiet: "flowchart LR\n  app[App] --> gw[API gateway]\n  gw --> up[Upload service]\n  up --> q[[Job queue]]\n  q --> enc[Video transcoder]\n  enc --> s3[(S3)]",
		check: (*analysis).heavyWork},
	{ID: "unconnected", Title: "A box without an arrow",
		Why:   "A box that nothing reaches and that reaches nothing does no work in this drawing. Draw who uses it, or leave it out.",
		Fires: "flowchart LR\n  app[App] --> api[API server]\n  api --> db[(MySQL)]\n  api --> q[[Queue]]\n  q --> w[Worker]\n  search[(Elasticsearch)]",
		Quiet: "flowchart LR\n  app[App] --> api[API server]\n  api --> db[(MySQL)]\n  api --> q[[Queue]]\n  q --> w[Worker]\n  w --> search[(Elasticsearch)]",
		check: (*analysis).unconnected},
	{ID: "queue-without-consumer", Title: "A queue that nobody reads",
		Why:   "Messages go in and nothing takes them out: either the worker is missing from the drawing or from the design.",
		Fires: "flowchart LR\n  app[App] --> api[API server]\n  api --> db[(MySQL)]\n  api --> q[[Event queue]]",
		Quiet: "flowchart LR\n  app[App] --> api[API server]\n  api --> db[(MySQL)]\n  api --> q[[Event queue]]\n  q --> mail[Mail worker]",
		check: (*analysis).unreadQueues},
	{ID: "never-reached", Title: "A service that nothing calls",
		Why:   "No path leads from a client, a schedule, a queue or another system to it, so it never runs. Draw what starts it.",
		Fires: "flowchart LR\n  app[App] --> gw[API gateway]\n  gw --> orders[Order service]\n  orders --> db[(MySQL)]\n  promo[Promotion service] --> db",
		Quiet: "flowchart LR\n  app[App] --> gw[API gateway]\n  gw --> orders[Order service]\n  orders --> db[(MySQL)]\n  gw --> promo[Promotion service]\n  promo --> db",
		check: (*analysis).neverReached},
	{ID: "long-synchronous-chain", Title: "Five services wait for each other",
		Why: "Each synchronous hop adds its latency and multiplies its unavailability: five services of 99.9 % are up 99.5 % together. " +
			"Join some, call them side by side, or hand over by events (dotted arrows count as asynchronous).",
		Fires: "flowchart LR\n  app[App] --> a[Order service]\n  a --> b[Price service]\n  b --> c[Tax service]\n  c --> d[Rules service]\n  d --> e[Audit service]\n  e --> db[(MySQL)]",
		Quiet: "flowchart LR\n  app[App] --> a[Order service]\n  a --> b[Price service]\n  b --> c[Tax service]\n  c -.-> d[Rules service]\n  d --> e[Audit service]\n  e --> db[(MySQL)]",
		check: (*analysis).longChains},
	{ID: "cache-without-source", Title: "A cache with nothing behind it",
		Why: "A cache holds copies. In this drawing neither the cache nor anything that uses it reaches a store, so there is nothing to fill it from and nothing to fall back on. " +
			"If it is the store (sessions, locks, counters, presence), call it so.",
		Fires: "flowchart LR\n  app[App] --> api[API server]\n  api --> cache[(Redis cache)]\n  app --> gw[API gateway]\n  gw --> api",
		Quiet: "flowchart LR\n  app[App] --> api[API server]\n  api --> cache[(Redis cache)]\n  api --> db[(Postgres)]\n  app --> gw[API gateway]\n  gw --> api",
		check: (*analysis).cacheAlone},
	{ID: "write-to-replica", Title: "Writes go to a replica",
		Why:   "A read replica refuses writes, or they are lost when the primary overwrites them. Writes go to the primary, which feeds the replicas.",
		Fires: "flowchart LR\n  app[App] --> api[API server]\n  api -->|reads| p[(Primary DB)]\n  api -->|writes| r[(Read replica)]\n  p --> r",
		Quiet: "flowchart LR\n  app[App] --> api[API server]\n  api -->|writes| p[(Primary DB)]\n  api -->|reads| r[(Read replica)]\n  p --> r",
		check: (*analysis).writeToReplica},
	{ID: "no-entry-point", Title: "Nobody enters",
		Why:   "No client, gateway or balancer is drawn, so no request can be followed from the one who makes it. Draw who calls and where they come in.",
		Fires: "flowchart LR\n  orders[Order service] --> db[(MySQL)]\n  orders --> pay[Payment service]\n  pay --> ledger[(Ledger DB)]\n  orders --> q[[Queue]]\n  q --> mail[Mail worker]\n  q --> idx[Indexer]\n  idx --> es[(Elasticsearch)]",
		Quiet: "flowchart LR\n  app[App] --> orders[Order service]\n  orders --> db[(MySQL)]\n  orders --> pay[Payment service]\n  pay --> ledger[(Ledger DB)]\n  orders --> q[[Queue]]\n  q --> mail[Mail worker]\n  q --> idx[Indexer]\n  idx --> es[(Elasticsearch)]",
		check: (*analysis).noEntry},
	{ID: "drawn-not-told", Title: "Drawn, but the text never mentions it",
		Why:   "A box that the text says nothing of is a name, not a decision: an interviewer asks why it is there. One sentence on its job is enough.",
		check: (*analysis).drawnNotTold},
	{ID: "told-not-drawn", Title: "Told, but missing from the drawing",
		Why:   "The text gives a part a job, and the drawing of the system has no box for it: which of the two is the design?",
		check: (*analysis).toldNotDrawn},
	{ID: "contradiction", Title: "The text decides against what is drawn",
		Why:   "The text rejects a technology or says that it is not used, and the drawing has it. One of the two was changed and the other forgotten.",
		check: (*analysis).contradiction},
}
