package answer

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// rawHTML reads an inline tag: it is dropped, a block-level one ends the sentence,
// and what is no tag of HTML ("<userId>") is text.
func (b *builder) rawHTML(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	seg := n.Segments.At(0)
	tag := seg.Value(b.source)
	name, closing := tagName(tag)
	raw := b.src.toRaw(b.base + seg.Start)
	in := &b.in
	switch htmlTags[name] {
	case tagInline:
		if name == "u" {
			in.underline(closing)
		}
	case tagBlock:
		if !closing && len(in.text) == 0 {
			if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
				in.head = name[1] - '0'
			} else if name == "summary" {
				in.head = 7
			}
		}
		in.lineEnd(true, true, 0, raw)
	default:
		if name != "" && n.Segments.Len() == 1 {
			in.addRaw(tag, raw)
		}
	}
}

func (in *inline) underline(closing bool) {
	at := int32(len(in.text))
	if !closing {
		in.under = append(in.under, [2]int32{at, at})
	} else if k := len(in.under) - 1; k >= 0 {
		in.under[k][1] = at
	}
}

const (
	tagUnknown = iota
	tagInline
	tagBlock
)

// htmlTags are the tags that are markup.
var htmlTags = func() map[string]int {
	m := map[string]int{}
	for _, t := range strings.Fields("a abbr b bdi bdo big button cite code del dfn em font i img input ins kbd label mark " +
		"picture q s samp small source span strike strong sub sup svg path time tt u var video wbr iframe") {
		m[t] = tagInline
	}
	for _, t := range strings.Fields("address article aside blockquote body br caption center col colgroup dd details div dl dt " +
		"figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html li link main meta nav ol p pre script section style " +
		"summary table tbody td tfoot th thead title tr ul") {
		m[t] = tagBlock
	}
	return m
}()

// tagName returns the lower-case name of a tag and whether it closes one.
func tagName(tag []byte) (string, bool) {
	k := 1
	closing := k < len(tag) && tag[k] == '/'
	if closing {
		k++
	}
	from := k
	for k < len(tag) && (asciiLetter(tag[k]) != 0 || tag[k] >= '0' && tag[k] <= '9') {
		k++
	}
	return strings.ToLower(string(tag[from:k])), closing
}
