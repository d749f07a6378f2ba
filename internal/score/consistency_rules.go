package score

// ConsistencyRule is one way in which two places of an answer disagree.
type ConsistencyRule struct {
	ID    string
	Title string
	Idea  string // what is held against what, and why an interviewer asks
	Do    string // what to do about it
	Fires string // a passage in which it finds one thing, read as an answer to Twitter
	Rests string // one that it leaves alone, though the words are the same

	find func(*contradictions)
}

// ConsistencyRules lists the rules of the consistency check, in the order in which
// they are tried.
func ConsistencyRules() []ConsistencyRule { return consistencyRules }

// ConsistencyRuleByID gives a rule; false when there is none of that name.
func ConsistencyRuleByID(id string) (ConsistencyRule, bool) {
	for _, r := range consistencyRules {
		if r.ID == id {
			return r, true
		}
	}
	return ConsistencyRule{}, false
}

// The rules are few on purpose: one that is wrong on real answers more than one time
// in ten is taken out. Snippets are Markdown.
var consistencyRules = []ConsistencyRule{
	{
		ID: "two-values", Title: "Two values for one number of users", find: findTwoValues,
		Idea: "An answer that plans for 100 million daily users in one place and for 300 million in another has two designs. Held against each other are the numbers of daily, " +
			"monthly and concurrent users that stand for the whole system, when they differ by more than half, and more users a day than in a month.",
		Do: "State the number once, and compute everything from it. If the second number is a later stage, say so.",
		Fires: `## Requirements

- Users read their home timeline
- The service has 100M DAU

## Numbers

- 300M DAU with 10 timeline reads each`,
		Rests: `## Requirements

- Users read their home timeline
- The service has 100M DAU

## Numbers

- 100M DAU with 10 timeline reads each
- In two years this may grow to 300M DAU`,
	},
	{
		ID: "read-write-ratio", Title: "Rates that are not in the stated ratio", find: findRatio,
		Idea: "The ratio of reads to writes leads to caches and replicas, so it must be the one that the numbers have. Held against each other are a stated ratio such as 100:1 and the " +
			"largest average rates of reads and of writes per second; they may differ three times.",
		Do: "Compute the ratio from the two rates instead of quoting one.",
		Fires: `## Estimates

- Read to write ratio is 100:1
- Writes: 500M / 86,400 = 5,800 QPS
- Reads: 20,000 QPS`,
		Rests: `## Estimates

- Read to write ratio is 100:1
- Writes: 500M / 86,400 = 5,800 QPS
- Reads: 600,000 QPS`,
	},
	{
		ID: "load-over-capacity", Title: "More load than the servers take", find: findServers,
		Idea: "Servers times what one of them takes must reach the load of the same section. Held against each other are the rate, the number of servers and the rate per server, " +
			"where a section states one of each.",
		Do: "Divide the peak by what one server takes, and add spare ones for the loss of a zone.",
		Fires: `## Sizing the timeline service

- At peak there are 150,000 requests per second
- One server takes 1,000 requests per second
- We run 50 servers`,
		Rests: `## Sizing the timeline service

- At peak there are 150,000 requests per second
- One server takes 1,000 requests per second
- We run 200 servers`,
	},
	{
		ID: "storage-over-shards", Title: "More data than the shards hold", find: findShards,
		Idea: "Shards times their size must hold the amount that the same section stores. Held against each other are the amount, the number of shards and the size of one, " +
			"where a section states one of each.",
		Do: "Divide the storage of the whole retention by what one shard holds, copies included, and leave room to grow.",
		Fires: `## Sharding the tweets

- In five years there are 900 TB of tweets
- Each shard holds 2 TB
- So there are 100 shards`,
		Rests: `## Sharding the tweets

- In five years there are 900 TB of tweets
- Each shard holds 2 TB
- So there are 512 shards`,
	},
	{
		ID: "average-sized", Title: "Peak stated, average sized", find: findPeak,
		Idea: "Machines that are counted by the average are too few at the peak that the answer itself states. Held against each other are a peak rate and a division that counts servers " +
			"or shards from the average rate.",
		Do: "Count machines by the peak, or say what sheds or queues the rest.",
		Fires: `## Estimates

- Average reads: 20,000 QPS
- Peak reads: 60,000 QPS

## Servers

A server takes 1,000 of them, so 20,000 / 1,000 = 20 servers.`,
		Rests: `## Estimates

- Average reads: 20,000 QPS
- Peak reads: 60,000 QPS

## Servers

A server takes 1,000 of them, so 60,000 / 1,000 = 60 servers.`,
	},
	{
		ID: "single-instance", Title: "An availability that one machine cannot keep", find: findSingle,
		Idea: "99.9 % leaves 43 minutes a month; one database that must be repaired or restored takes longer. Held against each other are a promise of 99.9 % or more and a " +
			"single database or server, in an answer that knows of no replica, standby, failover or second zone.",
		Do: "Say what takes over and how long that takes, or promise less.",
		Fires: `## Requirements

- Availability of 99.99%

## Storage

All tweets live in a single PostgreSQL database. The API reads them by author.`,
		Rests: `## Requirements

- Availability of 99.99%

## Storage

All tweets live in a single PostgreSQL database. A standby in a second zone takes over within a minute.`,
	},
	{
		ID: "stale-read", Title: "Strong consistency, read from a stale copy", find: findStale,
		Idea: "A replica that lags and a cache that nothing invalidates give old values. Held against each other are strong consistency that the requirements promise for a thing, " +
			"and a passage that reads this thing from a replica or keeps it in a cache, in an answer without invalidation.",
		Do: "Read it from the primary, invalidate on write, or promise a bounded staleness.",
		Fires: `## Non-functional requirements

- Strong consistency for follows

## Reads

The profile page reads follows from the read replicas.`,
		Rests: `## Non-functional requirements

- Strong consistency for follows

## Reads

The profile page reads follows from the primary, timelines from the read replicas.`,
	},
	{
		ID: "latency-beaten", Title: "A step slower than the promise", find: findSlow,
		Idea: "What is polled every 30 seconds cannot arrive within two. Held against each other are a latency that the requirements promise and a step outside of them, about the same " +
			"thing, that polls, batches or takes longer.",
		Do: "Change the step, or the promise.",
		Fires: `## Non-functional requirements

- Mentions arrive within 2 s

## Notifications

The phone polls for mentions every 30 seconds.`,
		Rests: `## Non-functional requirements

- Mentions arrive within 2 s

## Notifications

A WebSocket pushes mentions. The phone polls for settings every 30 seconds.`,
	},
	{
		ID: "entity-missing", Title: "A call on something that is stored nowhere", find: findEntity,
		Idea: "Who creates something must keep it. Held against each other are calls that create (POST /polls) and the data model, where there is one; what another sentence stores counts too.",
		Do:   "Add the entity with its key, or drop the call.",
		Fires: `## API

- POST /v1/tweets {text}
- POST /v1/polls {question, options}

## Data model

- users(user_id PK, name, email)
- tweets(tweet_id PK, author_id, text)
- follows(follower_id, followee_id, since)
- likes(tweet_id, user_id, created_at)`,
		Rests: `## API

- POST /v1/tweets {text}
- POST /v1/polls {question, options}

## Data model

- users(user_id PK, name, email)
- tweets(tweet_id PK, author_id, text)
- follows(follower_id, followee_id, since)
- poll(poll_id PK, tweet_id, closes_at)`,
	},
	{
		ID: "unserved", Title: "A requirement that nothing serves", find: findUnserved,
		Idea: "What is in scope needs a part that does it. Held against each other are the functional requirements that the scenario knows and the rest of the answer: none of a requirement's " +
			"words comes again, nor one that people use for it.",
		Do: "Name the part, call and table that serve it, or put it out of scope.",
		Fires: `## Functional requirements

- Post a tweet
- Search tweets by keywords
- Follow other users

## Design

A client posts a tweet through the gateway to the tweet service, which writes it to Cassandra by author and puts an event on Kafka. The fan-out service reads the
followers of the author from the graph service and writes the id of the tweet to the home timeline of each follower in Redis. Accounts with more than a million
followers are left out, and their tweets are merged when a timeline is loaded. The timeline service loads a page of ids from Redis, fetches the tweets in one batch and
gives them back with a cursor. Following somebody is one row in the graph service and starts a backfill of the timeline. Old entries are trimmed after 800 ids.`,
		Rests: `## Functional requirements

- Post a tweet
- Search tweets by keywords
- Follow other users

## Design

A client posts a tweet through the gateway to the tweet service, which writes it to Cassandra by author and puts an event on Kafka. The fan-out service reads the
followers of the author from the graph service and writes the id of the tweet to the home timeline of each follower in Redis. An indexer reads the same event into
Elasticsearch, where queries find recent tweets by their words. The timeline service loads a page of ids from Redis, fetches the tweets in one batch and gives them back
with a cursor. Following somebody is one row in the graph service and starts a backfill of the timeline. Old entries are trimmed after 800 ids.`,
	},
	{
		ID: "computed-unused", Title: "Numbers that lead to nothing", find: findUnused,
		Idea: "Estimates are there to choose by. An answer that computes three results or more, and then sizes no server, shard or cache, picks no store and never names one of its figures " +
			"again, could have left them out. The two lines are the first result and the last.",
		Do: "Take the largest figure and say what it rules out: one machine, one database, no cache.",
		Fires: `## Estimates

- Tweets: 500M / 86,400 = 5.8k per second
- Text: 500M x 1 KB = 500 GB per day
- Pictures: 50M x 500 KB = 25 TB per day

## Design

A client posts through the gateway to the tweet service, which writes the tweet and puts an event on a queue. The fan-out service reads the followers of the author and
writes the id of the tweet to the timelines of all of them. The timeline service loads a page of ids, fetches the tweets in one batch and gives them back with a cursor.
Following somebody is one row in the graph service. Pictures go to an object store and come from the edge. A gateway checks the token of each call and limits callers
that come too often. Metrics and traces of all services are collected in one place, and alerts page somebody.`,
		Rests: `## Estimates

- Tweets: 500M / 86,400 = 5.8k per second
- Text: 500M x 1 KB = 500 GB per day
- Pictures: 50M x 500 KB = 25 TB per day

## Design

A client posts through the gateway to the tweet service, which writes the tweet and puts an event on a queue. The fan-out service reads the followers of the author and
writes the id of the tweet to the timelines of all of them. The timeline service loads a page of ids, fetches the tweets in one batch and gives them back with a cursor.
Following somebody is one row in the graph service. Pictures go to an object store and come from the edge: 25 TB a day fit no database. A gateway checks the token of each
call and limits callers that come too often. Metrics and traces of all services are collected in one place, and alerts page somebody.`,
	},
}
