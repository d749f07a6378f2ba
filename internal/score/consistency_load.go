package score

import (
	"strings"

	"designdrill/internal/quantity"
)

// machineNouns are what a load or an amount is spread over.
var machineNouns = set("servers", "server", "machines", "nodes", "instances", "gateways", "hosts", "shards", "partitions", "app servers", "web servers", "replicas")

// findCapacity finds a load or an amount that does not fit what the same section
// gives it: servers times what one takes, shards times their size.
func findCapacity(c *contradictions, data bool) {
	for i := 0; i < len(c.figs); {
		section := c.doc.Passages[c.figs[i].passage].Section
		k := i
		for k < len(c.figs) && c.doc.Passages[c.figs[k].passage].Section == section {
			k++
		}
		c.capacityOf(c.figs[i:k], data)
		i = k
	}
}

func (c *contradictions) capacityOf(figs []figure, data bool) {
	var count, each, load *figure
	for i := range figs {
		f := &figs[i]
		if !c.stands(f.passage, f.sentence) || f.Range() && f.Low*1.5 < f.High {
			continue
		}
		zone := strings.ToLower(c.doc.Passages[f.passage].Text[f.lo:f.hi])
		u := f.Q.Unit
		switch {
		case u.Data == 0 && u.Time == 0 && u.Form == quantity.Plain && machineNouns[u.Noun] && u.Per == "" && f.Q.Value >= 2:
			if count != nil && count.Q.Value != f.Q.Value {
				return // several tiers: which takes what is not told
			}
			count = f
		case data && u.Data == 1 && u.Time == 0 || !data && u.Data == 0 && u.Time == -1:
			if machineNouns[u.Per] || machineNouns[u.Per+"s"] || eachMachine(zone) {
				if each != nil && each.Q.Base() != f.Q.Base() {
					return
				}
				each = f
			} else if load == nil || f.Q.Base() > load.Q.Base() {
				load = f
			}
		}
	}
	if count == nil || each == nil || load == nil || load.Q.Unit.Period > quantity.Minute && !data {
		return
	}
	total := count.Q.Value * each.Q.Base()
	if load.Q.Base() > 1.15*total && load.Q.Base() < 1e4*total {
		all := load.Q
		all.Value = total / all.Unit.Scale
		c.report(load.passage, load.sentence, count.passage, count.sentence, "%s does not fit: %s at %s each take %s",
			strings.TrimSpace(load.Text), strings.TrimSpace(count.Text), strings.TrimSpace(each.Text), quantity.Format(all))
	}
}

// eachMachine tells whether a text says what one machine takes.
func eachMachine(text string) bool {
	for _, m := range [...]string{"server", "shard", "node", "machine", "instance", "gateway", "host", "partition"} {
		for _, before := range [...]string{"each ", "per ", "one ", "a single ", "every ", "a database ", "each db ", "/"} {
			if strings.Contains(text, before+m) && !strings.Contains(text, before+m+"s") {
				return true
			}
		}
	}
	return false
}

func findServers(c *contradictions) { findCapacity(c, false) }
func findShards(c *contradictions)  { findCapacity(c, true) }

// findPeak finds a peak that is stated, while the machines are counted by the average.
func findPeak(c *contradictions) {
	var peaks, averages []*figure
	sized := map[int32]bool{}
	for i := range c.figs {
		f := &c.figs[i]
		if f.kind != figureTraffic || f.Q.Unit.Period != quantity.Second || !c.stands(f.passage, f.sentence) {
			continue
		}
		if f.peak() {
			peaks = append(peaks, f)
		} else {
			averages = append(averages, f)
		}
	}
	if len(peaks) == 0 || len(averages) == 0 {
		return
	}
	for i := range c.doc.Passages {
		p := int32(i)
		for _, chain := range c.figuresOf(p).chains {
			if len(chain.Left) < 3 || !machineNouns[chain.Claim.Q.Unit.Noun] || sized[p] {
				continue
			}
			load := chain.Left[0].Found.Q
			if chain.Left[1].Op != '/' {
				continue
			}
			if ofValue(peaks, load) != nil {
				return // sized for a peak
			}
			a := ofValue(averages, load)
			if a == nil {
				continue
			}
			for _, f := range peaks {
				if x := f.Q.Base() / a.Q.Base(); x > 1.2 && x < 20 && sameSides(f, a) {
					sized[p] = true
					c.report(f.passage, f.sentence, p, c.sentenceAt(p, chain.Claim.Start), "the peak is %s, but the machines are counted by the average, %s",
						strings.TrimSpace(f.Text), strings.TrimSpace(a.Text))
					break
				}
			}
		}
	}
}

// sameSides tells whether two figures go the same way, as far as they say.
func sameSides(f, g *figure) bool {
	a, b := f.sides(saysRead, saysWrite)
	x, y := g.sides(saysRead, saysWrite)
	return !(a && !b && y && !x || b && !a && x && !y)
}

// ofValue gives the figure whose value is q, in its unit or as a bare number.
func ofValue(figs []*figure, q quantity.Quantity) *figure {
	for _, f := range figs {
		x := q.Base()
		if q.Unit.Time == 0 && q.Unit.Data == 0 {
			x = q.Value
		}
		if r := f.Q.Value / x; q.Unit.Time == 0 && r > 0.97 && r < 1.03 {
			return f
		} else if r := f.Q.Base() / x; q.Unit.Time == -1 && r > 0.97 && r < 1.03 {
			return f
		}
	}
	return nil
}
