// Package rubrics provides the criteria, the lexicon of concepts and the scoring
// numbers as files.
package rubrics

import "embed"

// FS holds the folder's YAML files.
//
//go:embed *.yaml concepts/*.yaml
var FS embed.FS
