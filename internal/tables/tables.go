// Package tables provides the built-in content in compiled form, so that a command
// starts without reading and checking the YAML. The file is made by go generate; a
// test holds it against the YAML.
package tables

import _ "embed"

//go:generate go run ./gen

// Data is what score.Unpack reads.
//
//go:embed content.bin
var Data []byte
