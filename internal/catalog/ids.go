package catalog

import (
	"slices"
	"strings"
)

// RoadmapIDs are the criteria of the roadmap's steps 1–11, in the order of every
// report.
var RoadmapIDs = []string{
	"fundamentals.serverless",
	"fundamentals.scaling",
	"fundamentals.threads",
	"fundamentals.pages",
	"fundamentals.internet",
	"databases.sql-nosql",
	"databases.in-memory",
	"databases.replication",
	"databases.partitioning",
	"databases.sharding",
	"consistency.levels",
	"consistency.isolation",
	"consistency.cap",
	"caching.cache",
	"caching.write-policy",
	"caching.replacement-policy",
	"caching.cdn",
	"networking.tcp-udp",
	"networking.http",
	"networking.websockets",
	"networking.webrtc",
	"load-balancing.algorithms",
	"load-balancing.consistent-hashing",
	"load-balancing.proxies",
	"load-balancing.rate-limiting",
	"messaging.async",
	"messaging.pub-sub",
	"services.microservices",
	"services.spof",
	"services.cascading-failure",
	"services.containers",
	"services.migration",
	"observability.logging",
	"observability.metrics",
	"observability.anomaly-detection",
	"security.tokens",
	"security.sso-oauth",
	"security.access-control",
	"security.encryption",
	"trade-offs.push-pull",
	"trade-offs.consistency-availability",
	"trade-offs.sql-nosql",
	"trade-offs.memory-latency",
	"trade-offs.throughput-latency",
	"trade-offs.accuracy-latency",
}

// StageIDs are the criteria of the interview's stages, in the order of every report.
var StageIDs = []string{
	"requirements.functional",
	"requirements.nonfunctional",
	"requirements.scope",
	"estimates.traffic",
	"estimates.storage",
	"estimates.bandwidth",
	"estimates.memory",
	"components.coverage",
	"components.flows",
	"components.data-model",
	"components.api",
	"components.deep-dives",
}

// CriterionIDs are all 57: the roadmap's, then the stages'.
var CriterionIDs = slices.Concat(RoadmapIDs, StageIDs)

// Group is a step of the roadmap or a scored stage of the interview, with the ids of
// its criteria in order.
type Group struct {
	ID       string
	Step     int // 1–11; 0 for a stage
	Criteria []string
}

// Steps are the roadmap's eleven taught steps in order.
var Steps = groups(RoadmapIDs, 1)

// ScoredStages are the interview's stages that have criteria of their own, in order.
var ScoredStages = groups(StageIDs, 0)

// Stages are all stages of an interview in order. Prompts and follow-ups belong to one.
var Stages = []string{"requirements", "estimates", "components", "deep-dives", "trade-offs", "wrap-up"}

// StageMinutes are the minutes of each of Stages in an interview of InterviewMinutes.
var StageMinutes = []int{7, 6, 15, 10, 4, 3}

// InterviewMinutes is the length of a whole interview.
const InterviewMinutes = 45

// GroupOf returns the step or stage id of a criterion, the part before the dot.
func GroupOf(criterion string) string {
	id, _, _ := strings.Cut(criterion, ".")
	return id
}

// IsCriterion reports whether id is one of the 57.
func IsCriterion(id string) bool { return criterionIndex[id] > 0 }

// IsRoadmap reports whether id is one of the 45 criteria of the roadmap.
func IsRoadmap(id string) bool {
	i := criterionIndex[id]
	return i > 0 && i <= len(RoadmapIDs)
}

// CriterionIndex returns the place of a criterion in CriterionIDs, -1 for an unknown
// id.
func CriterionIndex(id string) int { return criterionIndex[id] - 1 }

// criterionIndex holds places from 1, so that the zero value means unknown.
var criterionIndex = func() map[string]int {
	m := make(map[string]int, len(CriterionIDs))
	for i, id := range CriterionIDs {
		m[id] = i + 1
	}
	return m
}()

// groups gathers ids with the same first part; first numbers them, 0 leaves them
// without a number.
func groups(ids []string, first int) []Group {
	var out []Group
	for _, id := range ids {
		g := GroupOf(id)
		if len(out) == 0 || out[len(out)-1].ID != g {
			step := 0
			if first > 0 {
				step = first + len(out)
			}
			out = append(out, Group{ID: g, Step: step})
		}
		last := &out[len(out)-1]
		last.Criteria = append(last.Criteria, id)
	}
	return out
}
