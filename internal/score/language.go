package score

// Common English words; an answer of some length that hardly uses any is not
// written in English.
var english = set("the", "a", "an", "of", "to", "and", "in", "is", "for", "on", "with", "that", "it", "as", "are", "be", "by", "this", "from", "or", "we", "can", "will",
	"at", "not", "if", "user", "users", "data", "when", "which", "have", "has", "should", "use", "each", "service", "server", "system", "all", "per", "design", "high", "low",
	"read", "write", "time", "their", "they", "our", "so", "but", "into", "one", "using", "cache", "database", "request", "client", "store", "storage", "post", "message")

// minForeign is the number of words from which the language is judged.
const minForeign = 40

// isEnglish tells whether the answer reads as English.
func (r *reading) isEnglish() bool {
	words, known := 0, 0
	for i := range r.doc.Passages {
		p := &r.doc.Passages[i]
		for k := range p.Tokens {
			c := p.Tokens[k].Norm[0]
			if c >= '0' && c <= '9' {
				continue
			}
			words++
			if english[p.Tokens[k].Norm] {
				known++
			}
		}
	}
	return words < minForeign || known*14 >= words
}

// english takes everything out of an answer that the rules cannot read.
func (r *reading) english(res *Result) {
	if r.isEnglish() {
		return
	}
	res.Findings = append(res.Findings, Finding{"not-english", 1, "the answer does not read as English; the rules read English only, so nothing is scored"})
	for i := range res.Criteria {
		c := &res.Criteria[i]
		c.Status, c.Reason, c.Level, c.Evidence, c.Missing, c.Probe = Unscored, "the answer is not written in English", 0, nil, "", ""
		c.Trace = Trace{}
	}
}
