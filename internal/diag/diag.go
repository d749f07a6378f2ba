// Package diag provides positions and findings: what is wrong, where, what was
// expected and a hint, with one renderer that shows the source line.
package diag

// Pos is a place in a file. Line and Col count from 1; Col counts bytes.
// The zero Pos means "no place known".
type Pos struct {
	File string
	Line int
	Col  int
}
