// Package prompts provides the language model's prompts as files.
package prompts

import "embed"

// FS holds the folder's files.
//
//go:embed *.md
var FS embed.FS
