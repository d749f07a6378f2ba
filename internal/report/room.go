package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"designdrill/internal/catalog"
	"designdrill/internal/score"
)

// Room is what came of a shared interview for one candidate: what the rules found, what
// the interviewer marked and what the candidate guessed.
type Room struct {
	Report
	Title        string
	Candidate    string
	Interviewers []string
	Started      time.Time
	Document     string // the answer
	Marks        map[string]RoomMark
	Ratings      map[string]int // 0–4 by stage or Total; nil when there are none
	Bands        catalog.Bands
	Worth        [5]float64 // of the levels 0–4
	Stages       []StageTime
	Away         time.Duration
	Hints        []HintUse
	Peers        *RoomPeers // of a group; nil otherwise
}

// RoomMark is the interviewer's level for a criterion, with a remark to the candidate.
// The one for Total has the levels of the self-assessment; a level of -1 is none.
type RoomMark struct {
	Level  int
	Remark string
}

// RoomSheet is Room laid out: the three judgements side by side.
type RoomSheet struct {
	Score, Band string // of the rules; "" and "unscored" when nothing could be scored
	PassMark    string
	Gates       []string
	Judged      []RoomJudged // the scored stages, then the whole
	Remark      string       // of the interviewer on the whole
	Lines       []RoomLine   // the criteria of the stages, in their order
	Apart       []RoomLine   // those that differ most between rules and interviewer, the largest first
	Next        []string
	Stages      []StageTime
	Away        time.Duration
	Hints       []HintUse
	Reader      string       // the second reader and how far it read; "" when there was none
	Second      []RoomSecond // where it differs from the rules
}

// RoomSecond is a criterion as the second reader sees it, which counts for nothing.
type RoomSecond struct{ Title, Word, Rules, Quote string }

// second lays out what the second reader found.
func (r Room) second(s *RoomSheet) {
	v := r.Review
	if v == nil {
		return
	}
	s.Reader = fmt.Sprintf("%s on %s has read %d criteria", v.Model, v.Server, v.Read)
	if v.Status != "complete" {
		s.Reader = fmt.Sprintf("%s on %s, %s: %s", v.Model, v.Server, v.Status, v.Reason)
	}
	for _, x := range v.Verdicts {
		if x.State != score.Supported || len(x.Evidence) == 0 {
			continue
		}
		for _, c := range r.Result.Criteria {
			if c.ID == x.Criterion && c.Status == score.Scored && c.Level != x.Level {
				s.Second = append(s.Second, RoomSecond{c.Title, x.Word, levelName(c.Level), x.Evidence[0].Quote})
			}
		}
	}
}

// RoomJudged is a stage as each sees it; a field is "" where nothing was said.
type RoomJudged struct {
	ID, Title                string
	Rules, Interviewer, Self string
	RulesBand, MarkBand      string
}

// RoomLine is a criterion as the rules and the interviewer see it; a level is -1 where
// there is none.
type RoomLine struct {
	ID, Title, Stage       string
	Rules, Interviewer     int
	RulesWord, MarkWord    string
	Remark, Quote, Missing string
	Line, Apart            int
}

// roomNext is how many things to do next stand in the report of a room.
const roomNext = 3

// RoomResults lays out the results of a room.
func RoomResults(r Room) RoomSheet {
	s := RoomSheet{Band: r.Result.Band, PassMark: number(r.Result.PassMark, 1), Stages: r.Stages, Away: r.Away, Hints: r.Hints}
	if r.Result.Scored {
		s.Score = number(r.Result.Score, 1)
	}
	for _, g := range r.Result.Gates {
		s.Gates = append(s.Gates, fmt.Sprintf("at most %s: %s", number(g.Cap, 0), g.Why))
	}
	all, allSum := 0, 0.0
	for _, g := range catalog.ScoredStages {
		j := RoomJudged{ID: g.ID, Title: capital(g.ID)}
		for _, x := range r.Result.Stages {
			if x.ID == g.ID {
				j.Title = x.Title
				if x.Scored {
					j.Rules, j.RulesBand = number(x.Score, 0), r.Bands.Of(x.Score)
				}
			}
		}
		marked, sum := 0, 0.0
		for _, id := range g.Criteria {
			l := r.line(id)
			l.Stage = j.Title
			s.Lines = append(s.Lines, l)
			if l.Interviewer >= 0 {
				marked++
				sum += r.Worth[l.Interviewer]
			}
			if l.Apart > 0 {
				s.Apart = append(s.Apart, l)
			}
		}
		if marked > 0 {
			mean := round(100*sum/float64(marked), 1)
			j.Interviewer, j.MarkBand = number(mean, 0), r.Bands.Of(mean)
		}
		all, allSum = all+marked, allSum+sum
		j.Self = r.self(g.ID)
		s.Judged = append(s.Judged, j)
	}
	whole := RoomJudged{ID: Total, Title: "The whole", Rules: s.Score, Self: r.self(Total)}
	if r.Result.Scored {
		whole.RulesBand = r.Result.Band
	}
	if all > 0 {
		mean := round(100*allSum/float64(all), 1)
		whole.Interviewer, whole.MarkBand = number(mean, 0), r.Bands.Of(mean)
	}
	if m, ok := r.Marks[Total]; ok {
		s.Remark = m.Remark
		if m.Level >= 0 { // what the interviewer says goes before what their marks come to
			if whole.MarkBand = ""; whole.Interviewer != "" {
				whole.MarkBand = "(marks " + whole.Interviewer + ")"
			}
			whole.Interviewer = RatingName(m.Level)
		}
	}
	s.Judged = append(s.Judged, whole)
	slices.SortStableFunc(s.Apart, func(a, b RoomLine) int { return cmp.Compare(b.Apart, a.Apart) })
	for i, a := range r.Result.Next {
		if i == roomNext {
			break
		}
		s.Next = append(s.Next, a.Do)
	}
	r.second(&s)
	return s
}

func (r *Room) self(key string) string {
	if v, ok := r.Ratings[key]; ok {
		return RatingName(v)
	}
	return ""
}

func (r *Room) line(id string) RoomLine {
	l := RoomLine{ID: id, Title: id, Rules: -1, Interviewer: -1}
	for _, c := range r.Result.Criteria {
		if c.ID != id {
			continue
		}
		l.Title, l.Missing = c.Title, c.Missing
		if c.Status == score.Scored {
			l.Rules, l.RulesWord = c.Level, levelName(c.Level)
		}
		if len(c.Evidence) > 0 {
			l.Quote, l.Line = c.Evidence[0].Quote, c.Evidence[0].Line
		}
	}
	if m, ok := r.Marks[id]; ok {
		l.Remark = m.Remark
		if m.Level >= 0 {
			l.Interviewer, l.MarkWord = min(m.Level, 4), levelName(m.Level)
		}
	}
	if l.Rules >= 0 && l.Interviewer >= 0 {
		l.Apart = max(l.Rules-l.Interviewer, l.Interviewer-l.Rules)
	}
	return l
}

// RoomMarkdown returns the report that everyone can keep: the answer with its front
// matter as check and import take it, and the three judgements behind it, as words of
// the interviewer's, which earn nothing.
func RoomMarkdown(r Room) string {
	s := RoomResults(r)
	var b strings.Builder
	b.WriteString(strings.TrimRight(r.Document, "\n") + "\n\n## Results\n\n")
	say := func(format string, args ...any) {
		// One paragraph each: what was typed is not to begin another.
		text := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
		b.WriteString("> " + score.Interviewer + " " + text + "\n\n")
	}
	with := "%s with %s, %s."
	if r.Peers != nil {
		with = "%s by %s in a group, %s."
	}
	say(with, typed(r.Title), typed(r.Candidate), r.Started.UTC().Format("2 January 2006 15:04 MST"))
	if len(r.Interviewers) > 0 {
		say("Interviewed by %s.", typed(strings.Join(r.Interviewers, ", ")))
	}
	if s.Score == "" {
		say("The rules could score nothing.")
	} else {
		say("The rules give %s of 100, %s. The pass mark is %s.", s.Score, s.Band, s.PassMark)
	}
	for _, g := range s.Gates {
		say("%s.", capital(g))
	}
	if r.Peers != nil {
		r.Peers.say(s, say)
		s.Judged, s.Lines = nil, nil
	}
	for _, j := range s.Judged {
		mark := strings.TrimSpace(j.Interviewer + " " + j.MarkBand)
		say("%s: rules %s, interviewer %s, own guess %s.", j.Title, orNone(strings.TrimSpace(j.Rules+" "+j.RulesBand)), orNone(mark), orNone(j.Self))
	}
	if s.Remark != "" {
		say("On the whole: %s", typed(s.Remark))
	}
	for _, l := range s.Lines {
		level := func(n int, word string) string {
			if n < 0 {
				return "none"
			}
			return fmt.Sprintf("%d (%s)", n, word)
		}
		text := fmt.Sprintf("%s: rules %s, interviewer %s.", l.Title, level(l.Rules, l.RulesWord), level(l.Interviewer, l.MarkWord))
		if l.Remark != "" {
			text += " Remark: " + typed(l.Remark)
		}
		say("%s", text)
	}
	for _, t := range r.Stages {
		if t.Spent > 0 && t.Planned > 0 {
			say("%s took %s of %s.", t.Title, Clock(t.Spent), Clock(t.Planned))
		} else if t.Spent > 0 {
			say("%s took %s.", t.Title, Clock(t.Spent))
		}
	}
	if s.Reader != "" {
		say("Second reader, which changes no score: %s.", typed(s.Reader))
	}
	for _, x := range s.Second {
		say("%s: the second reader says %s, the rules %s.", x.Title, x.Word, x.Rules)
	}
	for _, n := range s.Next {
		say("Next: %s", n)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// typed writes what somebody typed so that it stays text in Markdown.
func typed(s string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "`", "'", "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`).Replace(s)
}

// RoomSchema names the form of RoomJSON.
const RoomSchema = "designdrill.room/1"

type jsonRoom struct {
	Schema       string          `json:"schema"`
	Title        string          `json:"title"`
	Scenario     string          `json:"scenario"`
	Target       string          `json:"target"`
	Started      string          `json:"started"`
	Candidate    string          `json:"candidate"`
	Interviewers []string        `json:"interviewers"`
	Stages       []jsonRoomStage `json:"stages"`
	Overall      jsonRoomOverall `json:"overall"` // by the interviewer
	Criteria     []jsonRoomLine  `json:"criteria"`
	Self         map[string]int  `json:"self"`
	Hints        []jsonRoomHint  `json:"hints"`
	Answer       string          `json:"answer"`
	Report       json.RawMessage `json:"report"`
}

type jsonRoomStage struct {
	ID      string  `json:"id"`
	Spent   float64 `json:"spent"`   // seconds
	Planned float64 `json:"planned"` // 0 without a clock
}

type jsonRoomLine struct {
	ID          string           `json:"id"`
	Rules       *int             `json:"rules"`
	Interviewer *int             `json:"interviewer"`
	Remark      string           `json:"remark"`
	Peers       []jsonGroupGiven `json:"peers"`
}

type jsonRoomOverall struct {
	Rating *int   `json:"rating"` // as in self
	Remark string `json:"remark"`
}

type jsonRoomHint struct {
	Question string `json:"question"`
	Shown    int    `json:"shown"`
}

// RoomJSON returns the results of a room as one JSON object: the answer, the report of
// the rules as check writes it, and beside it the other two judgements.
func RoomJSON(r Room) ([]byte, error) {
	rules, err := JSON(r.Report)
	if err != nil {
		return nil, err
	}
	out := jsonRoom{Schema: RoomSchema, Title: r.Title, Scenario: r.Result.Scenario, Target: r.Result.Target, Started: r.Started.UTC().Format(time.RFC3339),
		Candidate: r.Candidate, Interviewers: append([]string{}, r.Interviewers...), Self: r.Ratings, Answer: r.Document, Report: rules}
	if out.Self == nil {
		out.Self = map[string]int{}
	}
	out.Stages = each(r.Stages, func(x StageTime) jsonRoomStage { return jsonRoomStage{x.ID, x.Spent.Seconds(), x.Planned.Seconds()} })
	out.Hints = each(r.Hints, func(x HintUse) jsonRoomHint { return jsonRoomHint{x.Question, x.Shown} })
	level := func(n int) *int {
		if n < 0 {
			return nil
		}
		return &n
	}
	if m, ok := r.Marks[Total]; ok {
		out.Overall = jsonRoomOverall{level(m.Level), m.Remark}
	}
	out.Criteria = each(RoomResults(r).Lines, func(l RoomLine) jsonRoomLine {
		line := jsonRoomLine{l.ID, level(l.Rules), level(l.Interviewer), l.Remark, []jsonGroupGiven{}}
		if r.Peers != nil {
			line.Peers = r.Peers.Group.given(r.Peers.levels(l.ID))
		}
		return line
	})
	text, err := json.MarshalIndent(out, "", "  ")
	return append(text, '\n'), err
}

// RoomAnswer returns the answer in a report that RoomJSON wrote; ok is false for what
// is none.
func RoomAnswer(text []byte) (answer string, ok bool) {
	var x struct{ Schema, Answer string }
	if json.Unmarshal(text, &x) != nil || x.Schema != RoomSchema {
		return "", false
	}
	return x.Answer, true
}
