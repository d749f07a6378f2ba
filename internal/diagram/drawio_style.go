package diagram

import (
	"html"
	"strings"
)

// style is how draw.io says what a cell looks like: "name;key=value;…".
type style struct {
	name string
	vals map[string]string
}

// maxStyle bounds the bytes of a style that are read; a picture in it may be very long.
const maxStyle = 4096

func parseStyle(s string) style {
	st := style{vals: map[string]string{}}
	for part := range strings.SplitSeq(cut(s, maxStyle), ";") {
		k, v, ok := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case ok:
			st.vals[k] = v
		case st.name == "" && k != "":
			st.name = k
		}
	}
	return st
}

func (s style) is(key, value string) bool { return s.vals[key] == value }

// isText reports whether the cell is a text without a shape.
func (s style) isText() bool {
	if s.name == "text" {
		return true
	}
	return s.is("strokeColor", "none") && s.is("fillColor", "none") && s.vals["shape"] == "" && s.vals["image"] == "" &&
		(s.name == "" || s.name == "label" || s.name == "rounded")
}

// outside reports whether the label stands beside the shape, as it does with pictures.
func (s style) outside() bool {
	return s.is("verticalLabelPosition", "bottom") || s.is("verticalLabelPosition", "top") ||
		s.is("labelPosition", "left") || s.is("labelPosition", "right")
}

// plainShapes are draw.io's names of simple shapes and what they are called here.
var plainShapes = map[string]string{
	"cylinder": "cylinder", "cylinder2": "cylinder", "cylinder3": "cylinder", "datastore": "cylinder", "lineEllipse": "ellipse",
	"umlActor": "actor", "actor": "actor", "ellipse": "ellipse", "rhombus": "diamond", "cloud": "cloud", "hexagon": "hexagon",
	"note": shapeNote, "note2": shapeNote, "callout": shapeNote, "table": shapeTable, "process": "", "module": "", "component": "component",
	"image": shapeImage, "internalStorage": "cylinder", "tape": "", "tapeData": "cylinder", "document": "document", "rectangle": "",
	"label": "", "ext": "", "swimlane": "", "group": "", "cube": "cube", "folder": "folder", "parallelogram": "parallelogram",
}

// form is the shape that a style names: a simple one, or a stencil with its full name.
func (s style) form() string {
	shape := s.vals["shape"]
	if shape == "" {
		shape = s.name
	}
	for _, key := range [...]string{"resIcon", "prIcon", "grIcon"} {
		if v := s.vals[key]; v != "" && v != "none" {
			if strings.HasPrefix(v, "mxgraph.") {
				return v
			}
			if i := strings.LastIndexByte(shape, '.'); i > 0 {
				return shape[:i+1] + v
			}
			return v
		}
	}
	if v := s.vals["image"]; v != "" && (shape == "image" || shape == "label" || shape == "" || shape == "icon") {
		if strings.HasPrefix(v, "data:") {
			return shapeImage
		}
		return v
	}
	if strings.Contains(shape, "callout") {
		return shapeNote
	}
	if strings.HasPrefix(shape, "mxgraph.") {
		return shape
	}
	return plainShapes[shape]
}

// drawnSets are stencils that are forms and not pictures of something.
var drawnSets = words("basic flowchart general arrows arrows2 mockup bpmn infographic er signs")

// stencilLabel is the name in words of what a stencil shows: "s3" of "mxgraph.aws4.s3"; "" for
// a shape that shows nothing by itself.
func stencilLabel(shape string) string {
	rest, ok := strings.CutPrefix(shape, "mxgraph.")
	if ok {
		set, _, _ := strings.Cut(rest, ".")
		if drawnSets[set] || !strings.Contains(rest, ".") {
			return ""
		}
		rest = rest[strings.LastIndexByte(rest, '.')+1:]
		if rest == "group" || rest == "resourceIcon" || rest == "productIcon" || rest == "icon" {
			return ""
		}
	} else {
		i := strings.LastIndexByte(shape, '/')
		if i < 0 {
			return ""
		}
		rest = shape[i+1:]
		if k := strings.LastIndexByte(rest, '.'); k > 0 {
			rest = rest[:k]
		}
	}
	return fold(strings.NewReplacer("_", " ", "-", " ").Replace(rest))
}

// arrowEnds tells at which ends an edge has a head. The signs of entity drawings are
// no direction.
func (s style) arrowEnds() (tail, head bool) {
	is := func(v string) bool { return v != "" && v != "none" && !strings.HasPrefix(v, "ER") }
	end, told := s.vals["endArrow"]
	if !told {
		end = "classic"
	}
	return is(s.vals["startArrow"]), is(end)
}

// tagNames are the elements of HTML that stand in labels; "Cache<Redis>" has none.
var tagNames = words("a abbr b big blockquote body br center code dd del div dl dt em figure font h1 h2 h3 h4 h5 h6 head hr html i iframe img ins kbd li link mark meta " +
	"ol p pre s script section small span strike strong style sub sup svg table tbody td tfoot th thead tr tt u ul var o:p math mi mo mn mrow msup msub article header footer main nav label input button")

// breaks are the elements that begin a new line.
var breaks = words("br div p li tr hr h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dt dd section article header footer")

// cellText returns the text of a label in HTML with its lines; size is that of its largest
// heading, or 0. A label may be escaped twice.
func cellText(value string, markup bool) (text string, size float64) {
	value = cut(value, 16*maxLabel)
	text, size = untag(value)
	if markup || text != value || strings.Contains(text, "&nbsp;") {
		text = html.UnescapeString(text)
	}
	again, more := untag(text)
	size = max(size, more)
	if again != text || strings.Contains(again, "&nbsp;") || strings.Contains(again, "&amp;") {
		again = html.UnescapeString(again)
	}
	lines := strings.Split(strings.ReplaceAll(again, "\r", ""), "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = fold(l); l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n"), size
}

// headings are the sizes of headings in HTML.
var headings = map[string]float64{"h1": 24, "h2": 18, "h3": 15}

// untag takes the tags of HTML out of a text, with the content of scripts and styles.
func untag(s string) (string, float64) {
	var b strings.Builder
	var size float64
	for i := 0; i < len(s); {
		open := strings.IndexByte(s[i:], '<')
		if open < 0 {
			b.WriteString(s[i:])
			break
		}
		b.WriteString(s[i : i+open])
		i += open
		if strings.HasPrefix(s[i:], "<!--") {
			end := strings.Index(s[i:], "-->")
			if end < 0 {
				break
			}
			i += end + 3
			continue
		}
		end := strings.IndexByte(s[i:], '>')
		tag := ""
		if end > 0 {
			tag = strings.ToLower(strings.TrimLeft(s[i+1:i+end], "/"))
			if k := strings.IndexAny(tag, " \t\r\n/"); k >= 0 {
				tag = tag[:k]
			}
		}
		if !tagNames[tag] {
			b.WriteByte('<')
			i++
			continue
		}
		closing := s[i+1] == '/'
		i += end + 1
		if breaks[tag] {
			b.WriteByte('\n')
		} else if tag == "td" || tag == "th" {
			b.WriteByte(' ')
		}
		if !closing {
			size = max(size, headings[tag])
		}
		if !closing && (tag == "script" || tag == "style") {
			if k := strings.Index(strings.ToLower(s[i:]), "</"+tag); k >= 0 {
				i += k
			} else {
				i = len(s)
			}
		}
	}
	return b.String(), size
}
