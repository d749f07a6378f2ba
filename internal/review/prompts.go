package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"designdrill/internal/catalog"
)

// Prompts are the texts that a model gets.
type Prompts struct {
	Hash string // "sha256:…" over all of them

	system, user, repair string
	schema               string

	mu     sync.Mutex
	topics map[*catalog.Catalog]*topics
}

// topicsOf gives the topics of a content, made when first asked for.
func (p *Prompts) topicsOf(cat *catalog.Catalog) *topics {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.topics[cat] == nil {
		p.topics[cat] = newTopics(cat)
	}
	return p.topics[cat]
}

// maxPrompt bounds a prompt file, in bytes.
const maxPrompt = 64 << 10

// promptFile is a file with what must stand in it.
type promptFile struct {
	name string
	into *string
	need []string
}

// LoadPrompts reads the prompt files and checks that nothing is left out of them.
func LoadPrompts(fsys fs.FS) (*Prompts, error) {
	p := &Prompts{topics: map[*catalog.Catalog]*topics{}}
	var err error
	p.Hash, err = readPrompts(fsys, []promptFile{
		{"review-system.md", &p.system, nil},
		{"review-user.md", &p.user, []string{"{{question}}", "{{criteria}}", "{{answer}}", "{{nonce}}", "{{ids}}"}},
		{"review-repair.md", &p.repair, []string{"{{fault}}"}},
		{"review-reply.schema.json", &p.schema, []string{`"{{ids}}"`}},
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// readPrompts reads files and returns the hash over all. Schemas are written compactly.
func readPrompts(fsys fs.FS, files []promptFile) (string, error) {
	h := sha256.New()
	for _, f := range files {
		src, err := fs.ReadFile(fsys, f.name)
		if err != nil {
			return "", fmt.Errorf("prompts/%s: %w", f.name, err)
		}
		if len(src) > maxPrompt {
			return "", fmt.Errorf("prompts/%s: larger than %d bytes", f.name, maxPrompt)
		}
		text := strings.ReplaceAll(string(src), "\r\n", "\n")
		for _, need := range f.need {
			if !strings.Contains(text, need) {
				return "", fmt.Errorf("prompts/%s: %s is missing", f.name, need)
			}
		}
		fmt.Fprintf(h, "%s %d\n%s", f.name, len(text), text)
		*f.into = strings.TrimSuffix(text, "\n")
		if strings.HasSuffix(f.name, ".json") {
			var compact bytes.Buffer
			if err := json.Compact(&compact, []byte(text)); err != nil {
				return "", fmt.Errorf("prompts/%s: %w", f.name, err)
			}
			*f.into = compact.String()
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// fill puts values into a template in one pass: what a value holds is not filled in
// again.
func fill(template string, values map[string]string) string {
	var pairs []string
	for name, v := range values {
		pairs = append(pairs, "{{"+name+"}}", v)
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// schemaFor is the schema for a batch. The file's order of keys stays: models write in
// it.
func (p *Prompts) schemaFor(ids []string) json.RawMessage { return withIDs(p.schema, ids) }

func withIDs(schema string, ids []string) json.RawMessage {
	var list strings.Builder
	for i, id := range ids {
		if i > 0 {
			list.WriteByte(',')
		}
		fmt.Fprintf(&list, "%q", id)
	}
	return json.RawMessage(strings.Replace(schema, `"{{ids}}"`, list.String(), 1))
}

// nonce is a word that stands in none of the texts: the marks around data cannot be
// guessed by who wrote the data. The same texts give the same word, which keeps
// requests the same from run to run.
func nonce(texts ...string) string {
	for n := 0; ; n++ {
		h := sha256.New()
		fmt.Fprintf(h, "%d\n", n)
		for _, t := range texts {
			fmt.Fprintf(h, "%d\n%s", len(t), t)
		}
		word := hex.EncodeToString(h.Sum(nil))[:16]
		found := false
		for _, t := range texts {
			found = found || strings.Contains(strings.ToLower(t), word)
		}
		if !found {
			return word
		}
	}
}

// questionText is the scenario as the candidate sees it.
func questionText(s *catalog.Scenario) string {
	if s == nil {
		return "The candidate's own system; its answer says what it is."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", oneLine(s.Title))
	for line := range strings.Lines(s.Brief) {
		if text := oneLine(line); text != "" {
			fmt.Fprintf(&b, "%s\n", text)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// criterionText is a criterion with its ladder.
func criterionText(c *catalog.Criterion) string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s: %s\n  %s\n  named: %s\n  applied: %s\n  justified: %s\n  weighed: %s\n", c.ID, oneLine(c.Title), oneLine(c.Idea),
		oneLine(c.Levels.Named), oneLine(c.Levels.Applied), oneLine(c.Levels.Justified), oneLine(c.Levels.Weighed))
}
