package catalog

import (
	"fmt"
	"slices"
	"strings"

	"designdrill/internal/diag"
)

// loader gathers the content of all files before it is checked across them.
type loader struct {
	walker
	c       *Catalog
	refs    []ref
	phrases []phraseUse
	hashed  []sourceFile

	conceptAt  map[string]diag.Pos
	scenarioAt map[string]diag.Pos
	unread     map[string]bool // "concept", "scenario X" or an exemplar's file: what could not be read
}

// LoadAll reads all content and checks it across files. The catalog is usable, as far
// as it goes, whatever the findings; the error is about reading only.
func LoadAll(s Sources) (*Catalog, diag.List, error) {
	l := &loader{
		c:         &Catalog{Scenarios: map[string]*Scenario{}, Exemplars: map[string][]Exemplar{}},
		conceptAt: map[string]diag.Pos{}, scenarioAt: map[string]diag.Pos{}, unread: map[string]bool{},
	}
	for _, step := range []func(Sources) error{l.loadRubrics, l.loadConcepts, l.loadScenarios, l.loadExemplars} {
		if err := step(s); err != nil {
			return nil, nil, err
		}
	}
	l.c.index()
	l.c.Hash = hashFiles(l.hashed)
	l.check()
	findings := l.findings.Dedupe()
	findings.Sort()
	return l.c, findings, nil
}

// take keeps what a file's reader found and left to check.
func (l *loader) take(f sourceFile, r *reader) {
	l.findings.Add(r.Findings()...)
	l.refs = append(l.refs, r.refs...)
	l.phrases = append(l.phrases, r.phrases...)
	l.hashed = append(l.hashed, f)
}

const (
	scoringFile = "scoring.yaml"
	cuesFile    = "cues.yaml"
)

func (l *loader) loadRubrics(s Sources) error {
	files, err := l.yamlFiles(s.Rubrics, "rubrics", ".")
	if err != nil {
		return err
	}
	steps := map[int]string{}
	scored := false
	for _, f := range files {
		switch {
		case f.path == scoringFile:
			scoring, r := readScoring(f.name, f.src)
			l.take(f, r)
			l.c.Scoring = *scoring
			scored = true
		case rubricFile.MatchString(f.path):
			b, r := readRubric(f.name, f.src)
			l.take(f, r)
			step := stepOf(f.path)
			if first, twice := steps[step]; twice {
				l.findings.Errorf(b.At, "duplicate-id", "step %d has a rubric already, %s", step, first)
				continue
			}
			steps[step] = f.name
			if b.ID != "" {
				l.c.Rubrics = append(l.c.Rubrics, b)
			}
		default:
			l.findings.Add(diag.Finding{Rule: "file-name", At: diag.Pos{File: f.name}, Message: "the file is not read",
				Hint: "a rubric is called NN-step.yaml, the scoring numbers scoring.yaml; the lexicon is in concepts/"})
		}
	}
	for step := range len(Steps) + 1 {
		name := "00-interview.yaml"
		if step > 0 {
			name = fmt.Sprintf("%02d-%s.yaml", step, Steps[step-1].ID)
		}
		if steps[step] == "" {
			l.missing("rubrics/" + name)
		}
	}
	if !scored {
		l.missing("rubrics/" + scoringFile)
	}
	return nil
}

func (l *loader) missing(file string) {
	l.findings.Errorf(diag.Pos{File: file}, "missing-file", "the file is missing")
}

func (l *loader) loadConcepts(s Sources) error {
	const dir = "concepts"
	files, err := l.yamlFiles(s.Rubrics, "rubrics", dir)
	if err != nil {
		return err
	}
	cued := false
	for _, f := range files {
		if f.path == dir+"/"+cuesFile {
			cues, r := readCues(f.name, f.src)
			l.take(f, r)
			l.c.Cues = *cues
			cued = true
			continue
		}
		concepts, r := readConcepts(f.name, f.src)
		l.take(f, r)
		l.unread["concept"] = l.unread["concept"] || !r.Readable()
		for _, c := range concepts {
			first, twice := l.conceptAt[c.ID]
			switch {
			case c.ID == "":
			case twice && first.File != c.At.File: // within a file it is reported already
				l.findings.Errorf(c.At, "duplicate-id", "concept %q stands in %s too, line %d", c.ID, first.File, first.Line)
			case !twice:
				l.conceptAt[c.ID] = c.At
				l.c.Concepts = append(l.c.Concepts, c)
			}
		}
	}
	if !cued {
		l.missing("rubrics/" + dir + "/" + cuesFile)
	}
	return nil
}

func (l *loader) loadScenarios(s Sources) error {
	files, err := l.yamlFiles(s.Scenarios, "scenarios", ".")
	if err != nil {
		return err
	}
	for _, f := range files {
		x, r := readScenario(f.name, f.src)
		l.take(f, r)
		l.unread["scenario "+fileBase(f.name)] = !r.Readable()
		first, twice := l.scenarioAt[x.ID]
		switch {
		case x.ID == "":
		case twice:
			l.findings.Errorf(x.At, "duplicate-id", "scenario %q stands in %s too", x.ID, first.File)
		default:
			l.scenarioAt[x.ID] = x.At
			l.c.Scenarios[x.ID] = x
		}
	}
	if len(files) == 0 {
		l.findings.Errorf(diag.Pos{File: "scenarios"}, "missing-file", "there are no scenarios")
	}
	return nil
}

const levelsSuffix = ".levels.yaml"

func (l *loader) loadExemplars(s Sources) error {
	_, dirs, err := l.list(s.Scenarios, "scenarios", "exemplars")
	if err != nil {
		return err
	}
	for _, id := range dirs {
		if l.unread["scenario "+id] {
			continue
		}
		if l.c.Scenarios[id] == nil {
			l.findings.Add(diag.Finding{Rule: "unknown-reference", At: diag.Pos{File: "scenarios/exemplars/" + id},
				Message: "exemplars of an unknown scenario", Hint: diag.DidYouMean(id, "scenarios", l.c.ScenarioIDs())})
			continue
		}
		if err := l.loadExemplarsOf(s, id); err != nil {
			return err
		}
	}
	for _, id := range l.c.ScenarioIDs() {
		var missing []string
		for _, name := range ExemplarNames {
			if file := exemplarPlace(id, name+".md"); l.c.ExemplarOf(id, name) == nil && !l.unread[file] {
				missing = append(missing, file)
			}
		}
		switch s := l.c.Scenarios[id]; {
		case !s.Draft:
			for _, file := range missing {
				l.missing(file)
			}
		case s.Filled():
			l.draftExemplars(s, missing)
		}
	}
	return nil
}

func (l *loader) loadExemplarsOf(s Sources, id string) error {
	dir := "exemplars/" + id
	names, _, err := l.list(s.Scenarios, "scenarios", dir)
	if err != nil {
		return err
	}
	for _, file := range names {
		if base, ok := strings.CutSuffix(file, levelsSuffix); ok && !slices.Contains(names, base+".md") {
			l.missing(exemplarPlace(id, base+".md"))
		}
		name, ok := strings.CutSuffix(file, ".md")
		if !ok {
			continue
		}
		text, ok, err := l.read(s.Scenarios, "scenarios", dir+"/"+file)
		if err != nil {
			return err
		}
		if !ok {
			l.unread[text.name] = true
			continue
		}
		e := Exemplar{At: diag.Pos{File: text.name, Line: 1, Col: 1}, Scenario: id, Name: name, Text: text.src, Levels: map[string]Gold{}}
		switch {
		case len(text.src) > maxBytes:
			l.findings.Errorf(diag.Pos{File: text.name}, "too-large", "the file has more than %d bytes", maxBytes)
		case len(strings.TrimSpace(string(text.src))) == 0:
			l.findings.Errorf(e.At, "empty", "the file is empty")
		}
		switch {
		case slices.Contains(names, name+levelsSuffix):
			f, ok, err := l.read(s.Scenarios, "scenarios", dir+"/"+name+levelsSuffix)
			if err != nil {
				return err
			}
			if ok {
				levels, r := readLevels(f.name, f.src)
				l.findings.Add(r.Findings()...)
				e.Levels = levels
			}
		case l.c.Scenarios[id].Draft:
			l.findings.Warnf(e.At, "missing-file", "the levels that this answer deserves are missing: %s", exemplarPlace(id, name+levelsSuffix))
		default:
			l.missing(exemplarPlace(id, name+levelsSuffix))
		}
		l.c.Exemplars[id] = append(l.c.Exemplars[id], e)
	}
	return nil
}
