package report

import (
	"fmt"
	"strings"

	"designdrill/internal/agreement"
	"designdrill/internal/catalog"
	"designdrill/internal/peer"
	"designdrill/internal/score"
)

// GroupPerson returns what the rules say of someone's answer, for a study of a group.
func GroupPerson(res *score.Result) peer.Person {
	p := peer.Person{Score: agreement.NA, Rules: map[string]peer.Found{}, Steps: map[string]float64{}, Bias: peer.BiasOf(nil, nil)}
	if res.Scored {
		p.Score = agreement.Value(res.Score)
	}
	for _, c := range res.Criteria {
		if c.Status != score.Scored || catalog.IsRoadmap(c.ID) {
			continue
		}
		f := peer.Found{Level: c.Level}
		if len(c.Evidence) > 0 {
			f.Quote = c.Evidence[0].Quote
		}
		p.Rules[c.ID] = f
	}
	for _, x := range res.Steps {
		if x.Scored {
			p.Steps[x.ID] = x.Score
		}
	}
	for _, x := range res.Stages {
		if x.Scored {
			p.Steps[x.ID] = x.Score
		}
	}
	return p
}

// BiasText says in two sentences how a reviewer stands to an exemplar's gold levels.
func BiasText(b peer.Bias) string {
	side := "as strict as the gold levels on average"
	switch text := b.Mean.Text(1); {
	case strings.Trim(text, "-0.") == "":
	case b.Mean > 0:
		side = text + " levels above gold on average: you are lenient"
	default:
		side = strings.TrimPrefix(text, "-") + " levels below gold on average: you are strict"
	}
	return fmt.Sprintf("%s. Whatever the direction, you are %s levels off; %s of your levels are within one.", side, b.Error.Text(1), portion(b.Within))
}

// RoomPeers is what peers say of one answer of a group.
type RoomPeers struct {
	Group Group
	At    int // the place of its author
}

func (x *RoomPeers) levels(id string) peer.Levels {
	for _, l := range x.Group.Study.Answers[x.At].Criteria {
		if l.ID == id {
			return l
		}
	}
	return peer.Levels{ID: id, Rules: agreement.NA, Peers: agreement.NA, Corrected: agreement.NA, Self: agreement.NA}
}

// say writes what the peers say, a line for each thing.
func (x *RoomPeers) say(s RoomSheet, say func(string, ...any)) {
	a := x.Group.Study.Answers[x.At]
	for _, j := range s.Judged {
		l := a.Total
		for _, y := range a.Stages {
			if y.ID == j.ID {
				l = y
			}
		}
		say("%s: rules %s; levels of 4 on average: rules %s, peers %s, without their bias %s; own guess %s.", j.Title, orNone(j.Rules),
			figure(l.Rules, 1), figure(l.Peers, 1), figure(l.Corrected, 1), orNone(j.Self))
	}
	for _, line := range s.Lines {
		text := line.Title + ": rules none"
		if line.Rules >= 0 {
			text = fmt.Sprintf("%s: rules %d (%s)", line.Title, line.Rules, line.RulesWord)
		}
		for _, g := range x.levels(line.ID).Given {
			text += fmt.Sprintf(", %s %d", typed(x.Group.name(g.By)), g.Level)
		}
		say("%s.", text)
	}
	for _, c := range a.Comments {
		say("%s writes: %s", typed(x.Group.name(c.By)), typed(c.Text))
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
