package answer

import "bytes"

// maxOpenLinks is how many link destinations may be open in a stretch without
// spaces. The Markdown parser reads each to the end of the stretch.
const maxOpenLinks = 32

// maxMarkup is how many bytes of one line are read for inline markup. Beyond them
// the line is plain text: a syntax tree takes hundreds of bytes for each sign.
const maxMarkup = 64 << 10

// guard takes from a line of the normalised source what the Markdown parser is slow
// on or does not know. It replaces bytes one for one, mostly by spaces.
func guard(line []byte) {
	if len(line) > maxMarkup {
		for i := maxMarkup; i < len(line); i++ {
			switch line[i] {
			case '*', '`', '[', ']', '<', '!':
				line[i] = ' '
			case '_':
				line[i] = '-'
			}
		}
	}
	if k := bytes.IndexByte(line, '<'); k >= 0 {
		for ; k+1 < len(line); k++ {
			// Declarations and instructions, which are searched to the end of the
			// paragraph for theirs; comments are gone by now.
			if line[k] == '<' && (line[k+1] == '!' || line[k+1] == '?') {
				line[k] = ' '
			}
		}
	}
	if bytes.IndexByte(line, '[') < 0 {
		return
	}
	if bytes.Contains(line, []byte("](")) {
		guardLinks(line)
	}
	if bytes.Contains(line, []byte("[[")) {
		unwiki(line)
	}
	if bytes.Contains(line, []byte("[^")) {
		unnote(line)
	}
}

func guardLinks(line []byte) {
	open := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			open = 0
		case c == ')' && open > 0:
			open--
		case c == '(' && i > 0 && line[i-1] == ']':
			if open++; open > maxOpenLinks {
				line[i] = ' '
			}
		}
	}
}

// unwiki takes the brackets from wiki links: "[[Page|text]]" leaves the text,
// "![[image]]" nothing.
func unwiki(line []byte) {
	for i := 0; ; {
		k := bytes.Index(line[i:], []byte("[["))
		if k < 0 {
			return
		}
		from := i + k
		i = from + 2
		n := bytes.IndexAny(line[i:min(len(line), i+200)], "[]`")
		if n < 0 || i+n+1 >= len(line) || line[i+n] != ']' || line[i+n+1] != ']' {
			continue
		}
		end := i + n
		clear := func(a, b int) {
			for ; a < b; a++ {
				line[a] = ' '
			}
		}
		switch bar := bytes.LastIndexByte(line[i:end], '|'); {
		case from > 0 && line[from-1] == '!':
			clear(from-1, end+2)
		case bar >= 0:
			clear(from, i+bar+1)
			clear(end, end+2)
		default:
			clear(from, from+2)
			clear(end, end+2)
		}
		i = end + 2
	}
}

// unnote removes the marks of footnotes: "[^1]".
func unnote(line []byte) {
	for i := 0; i+3 < len(line); i++ {
		if line[i] != '[' || line[i+1] != '^' {
			continue
		}
		n := bytes.IndexAny(line[i+2:min(len(line), i+34)], "[] ")
		if n > 0 && line[i+2+n] == ']' {
			for k := i; k <= i+2+n; k++ {
				line[k] = ' '
			}
		}
	}
}
