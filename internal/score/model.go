package score

import (
	"strings"

	"designdrill/internal/answer"
)

// dataModel scores components.data-model: entities, their fields, keys that fit the
// queries, and the choice argued.
func (r *reading) dataModel(spots [][]spot) CriterionResult {
	res := r.stageResult("components.data-model")
	var entities, fields, keys, argued []spot
	if r.c.scen != nil {
		for i, p := range r.c.points {
			if p.kind == pointEntity && len(spots[i]) > 0 {
				for _, s := range spots[i] {
					if r.modelled(s.passage) {
						entities = append(entities, s)
						break
					}
				}
			}
		}
	}
	fieldful, fit := 0, 0
	for i := range r.doc.Passages {
		p := int32(i)
		x, in := &r.doc.Passages[i], &r.info[i]
		if in.off || in.around.has(labelDefer) || r.refused(p) {
			continue
		}
		if (r.modelled(p) || entityRuns(x.Text) >= 2) && x.Kind != answer.Heading && !callText(x) {
			if n := entityRuns(x.Text); n >= 2 {
				for range min(n, 6) {
					fieldful++
					fields = append(fields, spot{p, 0, "fields", "fields"})
				}
			} else if n := fieldCount(x); n >= 2 || len(r.children[p]) >= 2 && n >= 0 && len(x.Tokens) <= 6 {
				fieldful++
				fields = append(fields, spot{p, 0, "fields", "fields"})
			} else if r.c.scen == nil && len(x.Tokens) <= 30 {
				entities = append(entities, spot{p, 0, "entity", "model"})
			}
		}
		for _, k := range in.other {
			h := r.hits.All[k]
			ro := r.c.roles[h.Group]
			key := ro.part == partKey
			if ro.part == partConcept {
				switch r.c.cat.Concepts[ro.index].ID {
				case "partition-key", "shard-key", "secondary-index":
					key = true
				}
			}
			if key && x.Kind != answer.Heading {
				s := spot{p, h.Sentence, "key", r.c.table.Name(h.Group)}
				keys = append(keys, s)
				fit++
				if r.cueIn(p, h.Sentence, cueReason) || r.cueIn(p, h.Sentence, cueCost) || r.cueIn(p, h.Sentence, cueContrast) || in.around.has(labelReason|labelCost) || r.childArgues(p) || r.rowArgues(p) {
					argued = append(argued, s)
				}
			}
		}
		if x.Kind != answer.Heading && r.modelled(p) && keyWords(x) {
			keys = append(keys, spot{p, 0, "key", "primary key"})
		}
	}
	level := 0
	at := append(append(append([]spot{}, argued...), keys...), append(fields, entities...)...)
	switch {
	case len(argued) >= 2 && fieldful >= 2 && len(keys) >= 3, len(argued) >= 3 && fieldful >= 1 && len(keys) >= 6:
		level = 4
	case fit >= 1 && len(keys) >= 2 && fieldful >= 2, len(argued) >= 1 && len(keys) >= 3 && fieldful >= 1, len(keys) >= 7 && fieldful >= 1:
		level = 3
	case len(keys) >= 2, len(keys) >= 1 && fieldful >= 1, fieldful >= 3:
		level = 2
	case len(entities)+fieldful+len(keys) >= 1:
		level = 1
	}
	lack := [...]string{"the entities", "their fields and keys", "keys that fit the queries", "why the data is partitioned and indexed as it is", ""}[level]
	return r.finish(res, level, []string{lack}, at...)
}

// modelled tells whether a passage belongs to a data model: under such a heading, or
// a line of a schema.
func (r *reading) modelled(p int32) bool {
	in := &r.info[p]
	return in.around.has(labelData) || in.own.has(labelData) || r.doc.Passages[p].Kind == answer.Code && schemaLine(&r.doc.Passages[p])
}

func schemaLine(x *answer.Passage) bool {
	t := strings.ToLower(x.Text)
	return strings.Contains(t, "create table") || strings.Contains(t, "primary key") || strings.Contains(t, "varchar") || strings.Contains(t, "bigint")
}

// entityRuns counts entities written with their fields in a row: "tweet(tweet_id PK,
// author_id, text)" or "tweet: tweet_id, author_id, text".
func entityRuns(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '(' && s[i] != ':' || i == 0 || s[i-1] == ' ' && s[i] == '(' {
			continue
		}
		commas, ids := 0, false
		for k := i + 1; k < len(s) && k < i+240; k++ {
			c := s[k]
			if c == ')' && s[i] == '(' || c == ':' || c == '(' && s[i] == ':' || c == '.' || c == ';' {
				break
			}
			commas += b2i(c == ',')
			ids = ids || c == '_' || c == 'I' && k+1 < len(s) && s[k+1] == 'd' || strings.HasPrefix(s[k:], "PK")
		}
		if commas >= 1 && ids {
			n++
		}
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// fieldCount counts names that look like fields: words with an underscore or in camel
// case, "id", or items of a comma-separated list after the first word.
func fieldCount(x *answer.Passage) int {
	n := 0
	for k := range x.Tokens {
		t := &x.Tokens[k]
		switch {
		case t.Camel && !t.Upper, t.Norm == "id" || strings.HasSuffix(t.Norm, "id") && len(t.Norm) > 3:
			n++
		case t.Norm == "timestamp", t.Norm == "pk", t.Norm == "fk", t.Norm == "varchar", t.Norm == "uuid", t.Norm == "int", t.Norm == "bigint", t.Norm == "string", t.Norm == "text":
			n++
		}
	}
	if commas := strings.Count(x.Text, ","); commas >= 2 && len(x.Tokens) <= commas*4+6 {
		n += commas
	}
	return n
}

func keyWords(x *answer.Passage) bool {
	for k := range x.Tokens {
		switch t := &x.Tokens[k]; t.Norm {
		case "pk", "fk":
			return true
		case "key", "index", "indexed", "indexes":
			if k > 0 {
				switch x.Tokens[k-1].Norm {
				case "primary", "partition", "clustering", "sort", "foreign", "composite", "unique", "secondary", "shard", "sharding":
					return true
				}
			}
			if t.Norm != "key" {
				return true
			}
		}
	}
	return false
}

// rowArgues tells whether a table row has a filled cell under "Why" or the like.
func (r *reading) rowArgues(p int32) bool {
	x := &r.doc.Passages[p]
	if x.Kind != answer.Cell {
		return false
	}
	for q := p - 1; q >= 0 && r.sameRow(x, q); q-- {
		if r.info[q].around.has(labelReason | labelCost) {
			return true
		}
	}
	for q := p + 1; int(q) < len(r.doc.Passages) && r.sameRow(x, q); q++ {
		if r.info[q].around.has(labelReason | labelCost) {
			return true
		}
	}
	return false
}

func (r *reading) childArgues(p int32) bool {
	for n, q := range r.children[p] {
		if n >= maxChildren {
			return false
		}
		for _, k := range r.info[q].cues {
			switch cue(r.c.roles[r.hits.All[k].Group].index) {
			case cueReason, cueCost, cueContrast:
				return true
			}
		}
	}
	return false
}
