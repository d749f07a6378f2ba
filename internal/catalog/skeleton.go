package catalog

import (
	_ "embed"
	"fmt"
	"strings"

	"designdrill/internal/yamlpos"
)

//go:embed skeleton.yaml
var skeleton string

// IsID reports whether s can be the id of a scenario: lower-case letters and digits,
// joined by single hyphens, not too many of them.
func IsID(s string) bool { return len(s) <= yamlpos.MaxSlugLen && yamlpos.IsSlug(s, '-') }

// Skeleton returns the file of a new scenario: a draft with a comment and an example
// for each part. It loads without a fault.
func Skeleton(id string) string {
	name := strings.ReplaceAll(id, "-", " ")
	var weights strings.Builder
	for _, c := range RoadmapIDs {
		fmt.Fprintf(&weights, "  %s: {need: expected, why: \"\"}\n", c)
	}
	return strings.NewReplacer(
		"{{id}}", id,
		"{{title}}", strings.ToUpper(name[:1])+name[1:],
		"{{name}}", name,
		"{{weights}}\n", weights.String(),
	).Replace(skeleton)
}
