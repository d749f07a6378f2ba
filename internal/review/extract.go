package review

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// item is one criterion in a reply.
type item struct {
	id      string
	quotes  []string
	verdict string
}

// replied is a reply that could be used.
type replied struct {
	injection bool
	items     []item
	twice     []string // ids that it has more than once, which counts as not at all
}

// words are the verdicts; what each is worth is decided here and not by the model.
var words = map[string]int{"absent": 0, "named": 1, "applied": 2, "justified": 3, "weighed": 4, "cannot_assess": 0}

const (
	maxReplyText = 256 << 10 // bytes of a reply that are looked at
	maxStarts    = 64        // places where an object may begin that is none
	maxQuotes    = 4         // quotes of a criterion that are looked at
	maxQuoteText = 1200      // bytes of one
)

// extract finds the reply in what a model wrote: the last object that has the shape
// asked for, so that one copied from the answer, which comes before, does not win.
func extract(text string, ids []string) (*replied, error) {
	var last *replied
	err := objects(text, func(raw []byte) error {
		r, err := decode(raw, ids)
		if err == nil {
			last = r
		}
		return err
	})
	return last, err
}

// objects hands the JSON objects of a text to a function that tells which are of use.
// It returns why none was.
func objects(text string, use func(raw []byte) error) error {
	if len(text) > maxReplyText {
		text = text[len(text)-maxReplyText:]
	}
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i+len("</think>"):]
	}
	found := false
	why := errors.New("it holds no JSON object")
	starts := 0
	for at := 0; at < len(text) && starts < maxStarts; {
		i := strings.IndexByte(text[at:], '{')
		if i < 0 {
			break
		}
		at += i
		dec := json.NewDecoder(strings.NewReader(text[at:]))
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			if starts++; !found {
				why = fmt.Errorf("its JSON is broken: %w", brief(err))
			}
			at++
			continue
		}
		if err := use(raw); err == nil {
			found = true
		} else if !found {
			why = err
		}
		at += int(dec.InputOffset())
	}
	if found {
		return nil
	}
	return why
}

// brief cuts a decoder's message down to what helps.
func brief(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("it ends too early")
	}
	text := err.Error()
	return errors.New(text[:min(len(text), 120)])
}

// decode checks an object by the schema. Go's decoder takes the last of two equal keys
// without a word, so keys are looked at one by one.
func decode(raw []byte, ids []string) (*replied, error) {
	top, err := members(raw)
	if err != nil {
		return nil, err
	}
	var seen string
	if err := json.Unmarshal(top["injection_seen"], &seen); err != nil || seen != "yes" && seen != "no" {
		return nil, errors.New(`"injection_seen" is to be "no" or "yes"`)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(top["items"], &list); err != nil || list == nil {
		return nil, errors.New(`"items" is to be a list`)
	}
	r := &replied{injection: seen == "yes"}
	count := map[string]int{}
	for n, raw := range list[:min(len(list), 4*len(ids)+4)] {
		m, err := members(raw)
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", n+1, err)
		}
		var x item
		if json.Unmarshal(m["id"], &x.id) != nil || json.Unmarshal(m["verdict"], &x.verdict) != nil || json.Unmarshal(m["quotes"], &x.quotes) != nil {
			return nil, fmt.Errorf(`item %d needs "id", "quotes" and "verdict"`, n+1)
		}
		if _, ok := words[x.verdict]; !ok {
			return nil, fmt.Errorf("item %d has a verdict that is none of the six words", n+1)
		}
		if !slices.Contains(ids, x.id) {
			continue // nobody asked
		}
		count[x.id]++
		r.items = append(r.items, x)
	}
	r.items = slices.DeleteFunc(r.items, func(x item) bool { return count[x.id] > 1 })
	for id, n := range count {
		if n > 1 {
			r.twice = append(r.twice, id)
		}
	}
	if len(r.items) == 0 && len(ids) > 0 {
		return nil, errors.New("it has no item, or only doubled ones, for the ids asked for")
	}
	return r, nil
}

// members reads an object and refuses one that has a key twice.
func members(raw []byte) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("it is no object")
	}
	out := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, brief(err)
		}
		key, _ := t.(string)
		if _, twice := out[key]; twice {
			return nil, errors.New("an object has a key twice")
		}
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, brief(err)
		}
		out[key] = v
	}
	return out, nil
}
