package score

import (
	"strings"

	"designdrill/internal/answer"
)

// boxWords are the words that make the word before them a part of the answer's own
// system ("matching service", "rides table").
var boxWords = map[string]bool{
	"service": true, "services": true, "server": true, "servers": true, "table": true, "db": true, "database": true, "cache": true, "queue": true,
	"topic": true, "bucket": true, "store": true, "worker": true, "workers": true, "index": true, "api": true, "cluster": true, "gateway": true,
	"collection": true, "schema": true, "app": true, "client": true, "consumer": true, "producer": true,
}

// vague words before a box word name no part.
var vague = map[string]bool{
	"a": true, "an": true, "the": true, "our": true, "this": true, "that": true, "these": true, "each": true, "every": true, "one": true, "other": true,
	"another": true, "separate": true, "single": true, "different": true, "multiple": true, "many": true, "several": true, "some": true, "any": true,
	"same": true, "new": true, "web": true, "application": true, "app": true, "backend": true, "micro": true, "cloud": true, "distributed": true,
	"relational": true, "sql": true, "nosql": true, "redis": true, "kafka": true, "memory": true, "message": true, "load": true, "rest": true, "api": true,
	"dedicated": true, "central": true, "main": true, "primary": true, "secondary": true, "master": true, "slave": true, "local": true, "global": true,
	"of": true, "to": true, "in": true, "for": true, "and": true, "or": true, "with": true, "by": true, "from": true, "on": true, "as": true, "is": true,
	"are": true, "be": true, "use": true, "using": true, "all": true, "more": true, "first": true, "second": true, "which": true, "various": true, "core": true,
	"external": true, "internal": true, "third": true, "party": true, "document": true, "graph": true, "key": true, "value": true, "column": true, "object": true,
	"blob": true, "sharded": true, "replicated": true, "managed": true, "stateless": true, "proxy": true, "cdn": true, "edge": true, "origin": true, "s3": true,
	"user": true, "users": true, "you": true, "your": true, "they": true, "based": true, "like": true, "such": true, "following": true, "name": true,
	"database": true, "mysql": true, "postgres": true, "postgresql": true, "cassandra": true, "mongodb": true, "mongo": true, "dynamodb": true, "elasticsearch": true, "elastic": true,
	"memcached": true, "hbase": true, "rabbitmq": true, "sqs": true, "aws": true, "amazon": true, "google": true, "gcp": true, "azure": true, "rds": true, "http": true, "https": true,
	"horizontal": true, "vertical": true, "flexible": true, "scalable": true, "real": true, "time": true, "realtime": true, "multi": true, "high": true, "low": true, "fast": true, "good": true,
	"read": true, "write": true, "rate": true, "request": true, "requests": true, "response": true, "event": true, "events": true, "async": true, "sync": true, "batch": true, "stream": true,
	"streaming": true, "machine": true, "network": true, "integration": true, "improvement": true, "improvements": true, "performance": true, "storage": true, "caching": true, "cached": true,
	"consistent": true, "available": true, "secure": true, "password": true, "passwords": true, "private": true, "public": true, "custom": true, "own": true, "production": true, "large": true,
	"small": true, "big": true, "type": true, "system": true, "service": true, "services": true, "node": true, "nodes": true, "job": true, "task": true, "background": true, "worker": true, "dead": true,
	"letter": true, "priority": true, "hash": true, "time-series": true, "routing": true, "balancer": true, "balancing": true, "replica": true, "shard": true, "leader": true, "cold": true,
	"hot": true, "lru": true, "ttl": true, "bloom": true, "inverted": true, "full": true, "text": true, "columnar": true, "wide": true, "family": true, "monolithic": true, "mobile": true, "browser": true,
	"desktop": true, "ios": true, "android": true, "get": true, "post": true, "put": true, "patch": true, "delete": true, "create": true, "have": true, "has": true, "into": true, "than": true,
	"no": true, "not": true, "if": true, "when": true, "it": true, "its": true, "we": true, "client": true, "server": true, "data": true, "main-memory": true,
}

// ownParts collects the words by which the answer names parts and entities of its own
// system: words before "service", "table" and the like, names in its data model, and
// segments of its API paths.
func (r *reading) ownParts() map[string]bool {
	parts := map[string]bool{}
	for i := range r.doc.Passages {
		p, in := &r.doc.Passages[i], &r.info[i]
		if in.off {
			continue
		}
		for k := 1; k < len(p.Tokens); k++ {
			box, before := p.Tokens[k].Norm, p.Tokens[k-1].Norm
			if boxWords[box] && !p.Tokens[k].Break && !(strings.HasSuffix(box, "s") && strings.HasSuffix(before, "s")) { // "protects services" is a verb
				addPart(parts, p.Tokens[k-1].Norm)
			}
		}
		for k := range p.Tokens {
			if t := &p.Tokens[k]; t.Camel {
				raw := strings.ToLower(string(r.doc.Raw[t.Start:t.End]))
				for box := range boxWords {
					if name, ok := strings.CutSuffix(raw, box); ok {
						addPart(parts, name)
						break
					}
				}
			}
		}
		if (in.around.has(labelData) || in.own.has(labelData)) && p.Kind != answer.Heading && len(p.Tokens) > 0 && len(p.Tokens) <= 40 && (p.Kind == answer.Code || p.Kind == answer.Cell || fieldCount(p) >= 2) {
			addPart(parts, p.Tokens[0].Norm)
		}
		if isCall(p) {
			for k := 1; k < len(p.Tokens) && k < 6; k++ {
				addPart(parts, strings.TrimSuffix(p.Tokens[k].Norm, "s"))
			}
		}
	}
	return parts
}

// userPart finds "users table": every system has users, so the word alone names no
// part of this one.
func userPart(p *answer.Passage, t int32) bool {
	switch p.Tokens[t].Norm {
	case "user", "users":
		return int(t)+1 < len(p.Tokens) && boxWords[p.Tokens[t+1].Norm] && !p.Tokens[t+1].Break
	}
	return false
}

func addPart(parts map[string]bool, word string) {
	if len(word) > 2 && len(word) < 24 && !vague[word] && word[0] >= 'a' && word[0] <= 'z' {
		parts[word] = true
		parts[word+"s"] = true
	}
}

// isCall tells whether a passage begins with an HTTP method.
func isCall(p *answer.Passage) bool {
	if len(p.Tokens) < 2 {
		return false
	}
	switch p.Tokens[0].Norm {
	case "get", "post", "put", "patch", "delete":
		return p.Tokens[0].Caps
	}
	return false
}
