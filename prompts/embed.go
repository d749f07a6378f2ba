// Package prompts provides the language model's prompts and the schema of its replies
// as files.
package prompts

import "embed"

// FS holds the folder's files.
//
//go:embed *.md *.json
var FS embed.FS
