package match

import (
	"encoding/binary"
	"errors"
)

var errPack = errors.New("match: damaged table")

// AppendPack appends the table in a compact form that LoadTable reads.
func (t *Table) AppendPack(dst []byte) []byte {
	dst = appendStrings(dst, t.Symbols)
	dst = appendStrings(dst, t.Spellings)
	dst = appendStrings(dst, t.Groups)
	dst = appendInts(dst, t.Code)
	dst = binary.AppendUvarint(dst, uint64(len(t.Phrases)))
	for _, p := range t.Phrases {
		dst = binary.AppendUvarint(dst, uint64(p.Group))
		dst = binary.AppendUvarint(dst, uint64(p.To-p.From))
	}
	dst = binary.AppendUvarint(dst, uint64(len(t.Index)))
	last := int32(0)
	for _, v := range t.Index {
		dst = binary.AppendUvarint(dst, uint64(v-last))
		last = v
	}
	dst = appendInts(dst, t.Postings)
	return appendInts(dst, t.Numbers)
}

// LoadTable reads a table packed by AppendPack; base is the one it was built over.
func LoadTable(src []byte, base *Table) (*Table, error) {
	r := &unpacker{src: src}
	t := &Table{base: base, Symbols: r.strings(), Spellings: r.strings(), Groups: r.strings(), Code: r.ints()}
	at := int32(0)
	n := r.count()
	t.Phrases = make([]packed, 0, n)
	for range n {
		p := packed{Group: int32(r.uint()), From: at}
		at += int32(r.uint())
		p.To = at
		t.Phrases = append(t.Phrases, p)
	}
	n = r.count()
	t.Index = make([]int32, 0, n)
	last := int32(0)
	for range n {
		last += int32(r.uint())
		t.Index = append(t.Index, last)
	}
	t.Postings, t.Numbers = r.ints(), r.ints()
	if r.bad || int(at) != len(t.Code) || len(t.Index) == 0 || int(last) != len(t.Postings) {
		return nil, errPack
	}
	t.link()
	return t, nil
}

func appendStrings(dst []byte, list []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, s := range list {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	return dst
}

func appendInts(dst []byte, list []int32) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, v := range list {
		dst = binary.AppendUvarint(dst, uint64(v))
	}
	return dst
}

// unpacker reads what the append functions wrote; a fault makes it bad and all later
// reads zero.
type unpacker struct {
	src []byte
	bad bool
}

func (r *unpacker) uint() uint64 {
	if len(r.src) > 0 && r.src[0] < 0x80 {
		v := r.src[0]
		r.src = r.src[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.src)
	if n <= 0 {
		r.bad, r.src = true, nil
		return 0
	}
	r.src = r.src[n:]
	return v
}

// count reads a length; what follows needs at least a byte each.
func (r *unpacker) count() int {
	n := r.uint()
	if n > uint64(len(r.src)) {
		r.bad, r.src = true, nil
		return 0
	}
	return int(n)
}

func (r *unpacker) strings() []string {
	n := r.count()
	out := make([]string, 0, n)
	for range n {
		k := r.count()
		out = append(out, string(r.src[:k]))
		r.src = r.src[k:]
	}
	return out
}

func (r *unpacker) ints() []int32 {
	n := r.count()
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(r.uint())
	}
	return out
}
