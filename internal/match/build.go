package match

import (
	"slices"

	"designdrill/internal/catalog"
)

// Builder makes a Table, group by group.
type Builder struct {
	t       Table
	names   map[string]Group
	stems   map[string]string
	byFirst [][2]int32 // symbol, phrase
	seen    map[string]bool
}

// NewBuilder starts a table; base may be nil.
func NewBuilder(base *Table) *Builder {
	return &Builder{
		t:     Table{base: base, ids: map[string]int32{}},
		names: map[string]Group{},
		stems: map[string]string{},
		seen:  map[string]bool{},
	}
}

// Group gives the group of that name, making it on first use.
func (b *Builder) Group(name string) Group {
	if g, ok := b.names[name]; ok {
		return g
	}
	g := b.t.firstGroup() + Group(len(b.t.Groups))
	b.t.Groups = append(b.t.Groups, name)
	b.names[name] = g
	return g
}

// Add puts a phrase into a group. A phrase of adjacent words also matches the words
// written as one ("web socket", "websocket").
func (b *Builder) Add(g Group, p catalog.Phrase) {
	// Exact spellings are told apart one by one: a phrase for each.
	for i, e := range p {
		if w, ok := e.(catalog.Word); ok && w.Exact && len(w.Alts) > 1 {
			for _, alt := range w.Alts {
				one := slices.Clone(p)
				one[i] = catalog.Word{Alts: []string{alt}, Optional: w.Optional, Exact: true}
				b.Add(g, one)
			}
			return
		}
	}
	b.add(g, p)
	for i := 0; i+1 < len(p); i++ {
		l, ok1 := p[i].(catalog.Word)
		r, ok2 := p[i+1].(catalog.Word)
		if !ok1 || !ok2 || l.Optional || r.Optional || l.Exact || r.Exact || len(l.Alts)*len(r.Alts) > 12 {
			continue
		}
		var joined []string
		for _, a := range l.Alts {
			for _, c := range r.Alts {
				if len(a) > 1 && len(c) > 1 {
					joined = append(joined, a+c)
				}
			}
		}
		if len(joined) == 0 {
			continue
		}
		v := slices.Concat(p[:i], catalog.Phrase{catalog.Word{Alts: joined}}, p[i+2:])
		b.add(g, v)
	}
}

func (b *Builder) add(g Group, p catalog.Phrase) {
	from := int32(len(b.t.Code))
	n := int32(len(b.t.Phrases))
	leading := true
	mark := len(b.byFirst)
	for _, e := range p {
		switch e := e.(type) {
		case catalog.Gap:
			b.t.Code = append(b.t.Code, opGap, int32(e.Max))
		case catalog.Number:
			b.t.Code = append(b.t.Code, opNumber)
			if leading {
				b.t.Numbers = append(b.t.Numbers, n)
			}
			leading = false
		case catalog.Word:
			if e.Exact {
				id := b.symbolOf(lower(e.Alts[0]))
				b.t.Spellings = append(b.t.Spellings, e.Alts[0])
				b.t.Code = append(b.t.Code, opExact, id, int32(len(b.t.Spellings)-1))
				if leading {
					b.byFirst = append(b.byFirst, [2]int32{id, n})
				}
				leading = false
				continue
			}
			ids := make([]int32, 0, len(e.Alts))
			for _, alt := range e.Alts {
				if id := b.symbolOf(alt); !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
			op := opWord
			if e.Optional {
				op = opOptional
			}
			b.t.Code = append(b.t.Code, op, int32(len(ids)))
			b.t.Code = append(b.t.Code, ids...)
			if leading {
				for _, id := range ids {
					b.byFirst = append(b.byFirst, [2]int32{id, n})
				}
			}
			leading = leading && e.Optional
		}
	}
	key := string(appendInt32s([]byte{}, append([]int32{g}, b.t.Code[from:]...)))
	if b.seen[key] {
		b.t.Code = b.t.Code[:from]
		b.byFirst = b.byFirst[:mark]
		return
	}
	b.seen[key] = true
	b.t.Phrases = append(b.t.Phrases, packed{g, from, int32(len(b.t.Code))})
}

func appendInt32s(dst []byte, v []int32) []byte {
	for _, x := range v {
		dst = append(dst, byte(x), byte(x>>8), byte(x>>16), byte(x>>24))
	}
	return dst
}

func (b *Builder) symbolOf(word string) int32 {
	s, ok := b.stems[word]
	if !ok {
		s = stem(word)
		b.stems[word] = s
	}
	if id := b.t.base.symbol(s); id >= 0 {
		return id
	}
	if id, ok := b.t.ids[s]; ok {
		return id
	}
	id := b.t.firstSymbol() + int32(len(b.t.Symbols))
	b.t.Symbols = append(b.t.Symbols, s)
	b.t.ids[s] = id
	return id
}

// Build packs the index. The Builder must not be used afterwards.
func (b *Builder) Build() *Table {
	t := &b.t
	slices.SortStableFunc(b.byFirst, func(x, y [2]int32) int { return int(x[0]) - int(y[0]) })
	t.Index = make([]int32, t.symbolCount()+1)
	t.Postings = make([]int32, len(b.byFirst))
	for i, p := range b.byFirst {
		t.Index[p[0]+1]++
		t.Postings[i] = p[1]
	}
	for i := 1; i < len(t.Index); i++ {
		t.Index[i] += t.Index[i-1]
	}
	t.link()
	return t
}

func lower(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 32
		}
	}
	return string(out)
}
