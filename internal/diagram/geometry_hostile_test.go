package diagram

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"designdrill/internal/diag"
)

// packed is a page as draw.io packs it.
func packed(t testing.TB, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// manyElements is a drawing of n boxes, each with an arrow to the next.
func manyElements(n int, at func(i int) (x, y, w, h int)) []byte {
	var b strings.Builder
	b.WriteString(`{"type":"excalidraw","elements":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		x, y, w, h := at(i)
		fmt.Fprintf(&b, `{"id":"b%d","type":"rectangle","x":%d,"y":%d,"width":%d,"height":%d,"label":{"text":"Box %d"}},`, i, x, y, w, h, i)
		fmt.Fprintf(&b, `{"id":"a%d","type":"arrow","x":%d,"y":%d,"points":[[0,0],[80,0]],"endArrowhead":"arrow"}`, i, x+w, y+h/2)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func row(i int) (x, y, w, h int) { return i % 100 * 180, i / 100 * 120, 100, 60 }

// manyCells is a page of n boxes, each with an edge without ends beside it.
func manyCells(n int) []byte {
	var b strings.Builder
	b.WriteString(`<mxfile><diagram name="Page-1"><mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>`)
	for i := range n {
		x, y, w, h := row(i)
		fmt.Fprintf(&b, `<mxCell id="c%d" value="Box %d" style="html=1;" vertex="1" parent="1"><mxGeometry x="%d" y="%d" width="%d" height="%d" as="geometry"/></mxCell>`, i, i, x, y, w, h)
		fmt.Fprintf(&b, `<mxCell id="e%d" style="html=1;" edge="1" parent="1"><mxGeometry relative="1" as="geometry"><mxPoint x="%d" y="%d" as="sourcePoint"/><mxPoint x="%d" y="%d" as="targetPoint"/></mxGeometry></mxCell>`, i, x+w+5, y+h/2, x+175, y+h/2)
	}
	b.WriteString(`</root></mxGraphModel></diagram></mxfile>`)
	return []byte(b.String())
}

func TestDrawingsHostile(t *testing.T) {
	page := func(body string) string {
		return `<mxfile><diagram name="p"><mxGraphModel><root><mxCell id="0"/>` + body + `</root></mxGraphModel></diagram></mxfile>`
	}
	var chain, ring strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&chain, `<mxCell id="%d" value="n" vertex="1" parent="%d"><mxGeometry x="1" y="1" width="9" height="9"/></mxCell>`, 10+i, 11+i)
		fmt.Fprintf(&ring, `<mxCell id="%d" value="n" vertex="1" parent="%d"><mxGeometry x="1" y="1" width="9" height="9"/></mxCell>`, 10+i, 10+(i+1)%3000)
	}
	small := DefaultLimits
	small.Bytes = 1 << 20
	for _, tc := range []struct {
		name, format, rule string
		src                []byte
		lim                Limits
		nodes              int // at least
	}{
		{"100,000 elements", "excalidraw", "too-many-elements", manyElements(50_000, row), DefaultLimits, 9_000},
		{"all in one place", "excalidraw", "", manyElements(9_999, func(i int) (x, y, w, h int) { return i % 7, i % 5, 9_000, 9_000 }), DefaultLimits, 1},
		{"within each other", "excalidraw", "", manyElements(9_999, func(i int) (x, y, w, h int) { return i * 10, i * 10, 250_000 - 20*i, 50_000 - 20*i }), DefaultLimits, 1_000},
		{"over the limit", "excalidraw", "too-large", manyElements(20_000, row), small, 0},
		{"deep JSON", "excalidraw", "drawing-syntax", []byte(`{"elements":` + strings.Repeat("[", 200_000)), DefaultLimits, 0},
		{"deep JSON aside", "excalidraw", "drawing-syntax", []byte(`{"appState":` + strings.Repeat(`{"a":`, 200_000)), DefaultLimits, 0},
		{"many groups", "excalidraw", "", []byte(`[{"type":"rectangle","label":{"text":"x"},"groupIds":["` + strings.Repeat(`g","`, 50_000) + `"]}]`), DefaultLimits, 1},
		{"one id", "excalidraw", "", bytes.ReplaceAll(manyElements(9_000, row), []byte(`"id":"b`), []byte(`"id":"b","was":"`)), DefaultLimits, 9_000},
		{"100,000 cells", "drawio", "too-many-elements", manyCells(50_000), DefaultLimits, 9_000},
		{"bomb", "drawio", "drawing-packed", []byte(`<mxfile><diagram>` + packed(t, bytes.Repeat([]byte("<a/>"), 1<<20)) + `</diagram></mxfile>`), small, 0},
		{"bombs", "drawio", "drawing-packed", []byte(`<mxfile>` + strings.Repeat(`<diagram>`+packed(t, bytes.Repeat([]byte(" "), 1<<19))+`</diagram>`, 100) + `</mxfile>`), small, 0},
		{"bomb of text", "drawio", "drawing-syntax", []byte(`<mxfile><diagram>` + packed(t, append([]byte("<a>"), bytes.Repeat([]byte("%20"), 1<<20)...)) + `</diagram></mxfile>`), DefaultLimits, 0},
		{"entities", "drawio", "drawing-syntax", []byte(`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><mxfile><diagram name="&b;"/></mxfile>`), DefaultLimits, 0},
		{"deep XML", "drawio", "too-deep", []byte(strings.Repeat("<a>", 300_000)), DefaultLimits, 0},
		{"pictures in pictures", "drawio", "drawing-syntax", []byte(`<svg content="&lt;svg content=&quot;&amp;lt;svg content=&amp;quot;x&amp;quot;/&amp;gt;&quot;/&gt;"/>`), DefaultLimits, 0},
		{"ring of parents", "drawio", "too-deep", []byte(page(ring.String())), DefaultLimits, 1},
		{"chain of parents", "drawio", "too-deep", []byte(page(chain.String())), DefaultLimits, 1},
		{"coordinates", "drawio", "", []byte(page(`<mxCell id="a" value="x" vertex="1"><mxGeometry x="NaN" y="Inf" width="1e999" height="-1e308"/></mxCell>`)), DefaultLimits, 1},
		{"a style without end", "drawio", "", []byte(page(`<mxCell id="a" value="x" vertex="1" style="` + strings.Repeat("a=b;", 200_000) + `"/>`)), DefaultLimits, 1},
		{"tags without end", "drawio", "", []byte(page(`<mxCell id="a" value="` + strings.Repeat("&lt;", 200_000) + `" vertex="1" style="html=1"/>`)), DefaultLimits, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g, found := drawn[tc.format]("f", tc.src, tc.lim)
			sound(t, g, len(tc.src))
			if len(g.Nodes) < tc.nodes {
				t.Errorf("%d nodes, want %d", len(g.Nodes), tc.nodes)
			}
			if n := len(g.Nodes) + len(g.Groups) + len(g.Edges); n > tc.lim.Elements {
				t.Errorf("%d elements, over the limit of %d", n, tc.lim.Elements)
			}
			if tc.rule == "" {
				for _, f := range found {
					if f.Severity == diag.Error {
						t.Errorf("unexpected: %s", f)
					}
				}
				return
			}
			has := false
			for _, f := range found {
				has = has || f.Rule == tc.rule && f.At.Line > 0
			}
			if !has {
				t.Errorf("no finding %s in %v", tc.rule, found)
			}
			if len(found) > 2*maxFindings {
				t.Errorf("%d findings", len(found))
			}
		})
	}
}

// lzNumber writes a number as the packing keeps it, lowest bit first.
func lzNumber(bits *[]byte, v, n int) {
	for range n {
		*bits = append(*bits, byte(v&1))
		v >>= 1
	}
}

// TestLZBomb unpacks a text whose every code refers to the longest entry.
func TestLZBomb(t *testing.T) {
	var bits []byte
	lzNumber(&bits, 0, 2)
	lzNumber(&bits, 'a', 8)
	width, room, next := 3, 4, 4
	for range 20_000 {
		lzNumber(&bits, next, width)
		next++
		if room--; room == 0 {
			room = 1 << width
			width++
		}
	}
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var src []byte
	for ; len(bits) >= 6; bits = bits[6:] {
		v := 0
		for _, b := range bits[:6] {
			v = v<<1 | int(b)
		}
		src = append(src, digits[v])
	}
	_, err := unpackLZ(src, 1<<20)
	if err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") {
		t.Errorf("%d bytes: %v", len(src), err)
	}
}

func fuzzDrawing(f *testing.F, format string) {
	files, err := filepath.Glob(filepath.Join("testdata", format, "*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if src, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, ".golden") {
			f.Add(src)
		}
	}
	lim := Limits{Bytes: 1 << 16, Elements: 300, Depth: 16}
	f.Fuzz(func(t *testing.T, src []byte) {
		g, found := drawn[format]("f", src, lim)
		sound(t, g, len(src))
		if n := len(g.Nodes) + len(g.Groups) + len(g.Edges); n > lim.Elements {
			t.Errorf("%d elements", n)
		}
		if again, _ := drawn[format]("f", src, lim); described(g, found) != described(again, found) {
			t.Error("the same drawing gives another graph")
		}
	})
}

func FuzzExcalidraw(f *testing.F) { fuzzDrawing(f, "excalidraw") }

func FuzzDrawio(f *testing.F) { fuzzDrawing(f, "drawio") }

func FuzzUnpackLZ(f *testing.F) {
	f.Add([]byte("N4XyA==="))
	f.Fuzz(func(t *testing.T, src []byte) {
		if out, err := unpackLZ(src, 1<<12); err == nil && len(out) > 3<<12 {
			t.Errorf("%d bytes", len(out))
		}
	})
}

func BenchmarkExcalidraw(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		src := manyElements(n, row)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				parseExcalidraw("f", src, DefaultLimits)
			}
		})
	}
}

func BenchmarkDrawio(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		src := manyCells(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				parseDrawio("f", src, DefaultLimits)
			}
		})
	}
}
