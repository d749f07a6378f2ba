// Package scenarios provides the practice systems and their exemplars as files.
package scenarios

import "embed"

// FS holds the scenarios' YAML files and the folder of exemplars.
//
//go:embed *.yaml exemplars
var FS embed.FS
