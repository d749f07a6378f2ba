// Package answer provides an answer's Markdown as passages: headings, paragraphs,
// list items, table cells and code lines, each with its place in the raw file, its
// sentences and its words. It is pure and takes time and memory linear in the
// length of the answer, whatever the answer holds.
package answer

// MaxSize is the largest answer, in bytes, that callers should accept. Parse reads
// no further than that.
const MaxSize = 8 << 20

// Kind is what a passage is in the document.
type Kind uint8

// The kinds of passages.
const (
	Heading   Kind = iota // a heading, real or a bold or labelled line used as one
	Paragraph             // running text
	Item                  // a list item's own text, without its children
	Cell                  // one cell of a table's body
	Code                  // one line of a code fence; of a drawing only a line that says more than names
)

var kindNames = [...]string{"heading", "paragraph", "item", "cell", "code"}

// String returns the kind's lower-case name.
func (k Kind) String() string { return kindNames[k] }

// Document is a parsed answer. Offsets are half-open byte offsets into Raw; lines
// count from 1.
type Document struct {
	Raw      []byte
	Front    Front
	Passages []Passage
	Sections []Section
	Fences   []Fence
	Waivers  []Waiver
	Findings []Finding // by line
	Words    int       // words in passages, code left out

	lines []int32 // offset of each line's first byte
}

// Front is the optional front matter. Unknown keys are findings, not errors.
type Front struct {
	Present         bool
	Scenario        string
	ScenarioVersion int
	Target          string
	Attempt         string
	Started         string
	Spent           map[string]string
	Hints           []string
	Self            map[string]int
	Name            string // of who wrote it, for group practice
	ScenarioLine    int
	End             int // raw offset of the first byte after it
}

// Passage is the unit that is read. Text has the markup removed and white space
// folded.
type Passage struct {
	Kind      Kind
	Section   int32 // index into Sections
	Parent    int32 // the enclosing list item, or the lead-in ("We cache because:") of a list, table, fence or paragraph; -1
	RowLead   int32 // Cell only: passage index of the row's first cell; -1 for the first cell itself and for other kinds
	Block     int32 // passages of one outermost list, table, paragraph or fence share a block number; rises through the document
	Row       int32 // Cell only: row number in the body, from 0
	Depth     uint8 // list nesting from 0
	Level     uint8 // heading level 1–6
	Ordered   bool  // item of a numbered list
	Quoted    bool  // inside a block quote
	Link      bool  // all of its text is the text of links: a table of contents, a list of references
	Line      int
	Start     int
	End       int
	Text      string
	Head      string // Cell only: the column's header text
	Sentences []Sentence
	Tokens    []Token
}

// Section is a heading with what follows it up to the next heading of the same or
// a higher level. Sections[0] is the text before any heading.
type Section struct {
	Heading int32 // passage index; -1 for Sections[0]
	Parent  int32 // index into Sections; -1
	Level   uint8
	Title   string
}

// Sentence is a run of tokens of its passage.
type Sentence struct {
	First, Last int32 // token range, half-open
	From, To    int32 // byte range in the passage's Text, half-open
	Start, End  int   // raw offsets
	Question    bool  // ends with a question mark
}

// Token is a word or a number. Norm is lower case with accents folded; hyphens,
// underscores, slashes and dots between letters split; CamelCase stays whole and is
// split by the matcher. A word with a zero-width character or a look-alike letter
// inside keeps it in Norm, so that it equals no clean word.
type Token struct {
	Start, End int32 // raw offsets
	At         int32 // byte offset in the passage's Text
	Norm       string
	Upper      bool // first letter is upper case
	Caps       bool // all letters are upper case, at least two
	Camel      bool // has an inner lower-to-upper change, or a capital word after capitals ("APIGateway")
	Joined     bool // only hyphens, slashes, dots, underscores or the like between this token and the one before
	Break      bool // a comma, semicolon, colon, bracket, dash or arrow stands before this token
}

// Fence is a code fence: its language word and its body.
type Fence struct {
	Info    string
	Body    string
	Line    int // line of the first body line
	Start   int // raw offsets of the body
	End     int
	Section int32
	Parent  int32
	Diagram bool // a diagram language, which gives no passages, or arrows and boxes in plain text
}

// Waiver is a comment "designdrill: skip ID: reason".
type Waiver struct {
	Criterion string
	Reason    string
	Line      int
}

// Finding is a remark on the document as a whole. IDs: "too-deep", "too-long",
// "invalid-utf8", "unclosed-fence", "front-matter".
type Finding struct {
	ID      string
	Line    int
	Message string
}
