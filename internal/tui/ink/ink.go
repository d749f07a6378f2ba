// Package ink provides the looks of the terminal interview. It keeps to the sixteen
// colours of the terminal's own palette and to bold and faint, so that it suits light
// and dark backgrounds and never has to ask the terminal which it is.
package ink

import "github.com/charmbracelet/lipgloss"

// Bubble Tea asks the terminal for its background when it is linked in, which costs
// every command a round trip and puts the answer into the input of some terminals. It
// does not ask when the answer is known. Packages are initialized in the order of
// their paths, so that this comes before it; a test in a terminal holds it.
func init() { lipgloss.SetHasDarkBackground(true) }

// The styles.
var (
	Bold    = lipgloss.NewStyle().Bold(true)
	Faint   = lipgloss.NewStyle().Faint(true)
	Head    = lipgloss.NewStyle().Reverse(true)
	Ask     = lipgloss.NewStyle().Bold(true)
	Hint    = lipgloss.NewStyle().Foreground(lipgloss.Color("6"))
	Good    = lipgloss.NewStyle().Foreground(lipgloss.Color("2"))
	Warning = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Color("1"))
)
