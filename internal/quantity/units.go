package quantity

import "math"

// known is an entry of the unit table. Doubt is the second reading of a unit that
// people write loosely.
type known struct {
	unit  Unit
	doubt other
}

// exact holds units whose letters' case matters, loose the others in lower case.
var exact, loose = unitTables()

func unitTables() (map[string]known, map[string]known) {
	cased, folded := map[string]known{}, map[string]known{}
	addData(cased, folded)
	addTime(cased, folded)
	addRates(folded)
	money := func(code string, scale float64, words ...string) {
		for _, w := range words {
			folded[w] = known{unit: Unit{Money: 1, Currency: code, Scale: scale}}
		}
	}
	money("USD", 1, "usd", "dollar", "dollars")
	money("USD", 0.01, "cent", "cents")
	money("EUR", 1, "eur", "euro", "euros")
	money("GBP", 1, "gbp")
	money("INR", 1, "inr", "rupee", "rupees")
	for _, w := range []string{"percent", "pct", "percentage"} {
		folded[w] = known{unit: Unit{Form: Percent, Scale: 0.01}}
	}
	return cased, folded
}

var prefixes = []struct {
	letter, word string
	power        float64
}{
	{"K", "kilo", 1}, {"M", "mega", 2}, {"G", "giga", 3}, {"T", "tera", 4},
	{"P", "peta", 5}, {"E", "exa", 6}, {"Z", "zetta", 7},
}

func addData(cased, folded map[string]known) {
	bytes := func(scale float64) Unit { return Unit{Data: 1, Scale: scale} }
	bits := func(scale float64) Unit { return Unit{Data: 1, Bits: true, Scale: scale / 8} }
	rate := func(u Unit) known {
		u.Time, u.Period = -1, Second
		return known{unit: u}
	}
	for _, w := range []string{"byte", "bytes"} {
		folded[w] = known{unit: bytes(1)}
	}
	for _, w := range []string{"bit", "bits"} {
		folded[w] = known{unit: bits(1)}
	}
	folded["bps"] = rate(bits(1))
	for _, p := range prefixes {
		scale := math.Pow(1000, p.power)
		low := string(p.letter[0] + 'a' - 'A')
		// Lower case "mb" is mostly meant as bytes, "Mb" mostly as bits; neither is sure.
		for _, w := range []string{low + "b", low + "bs"} {
			folded[w] = known{bytes(scale), altBits}
		}
		for _, w := range []string{p.letter + "B", p.letter + "Bs", p.letter + "BS"} {
			cased[w] = known{unit: bytes(scale)}
		}
		cased[p.letter+"b"] = known{bits(scale), altOctets}
		binary := known{unit: bytes(math.Pow(1024, p.power))}
		folded[low+"ib"] = binary
		folded[p.word[:2]+"bibyte"] = binary
		folded[p.word[:2]+"bibytes"] = binary
		for _, w := range []string{p.word + "byte", p.word + "bytes", low + "byte", low + "bytes"} {
			folded[w] = known{unit: bytes(scale)}
		}
		for _, w := range []string{p.word + "bit", p.word + "bits", low + "bit", low + "bits"} {
			folded[w] = known{unit: bits(scale)}
		}
		folded[low+"bps"] = rate(bits(scale))
		folded[low+"bitps"] = rate(bits(scale))
		cased[p.letter+"Bps"] = rate(bytes(scale))
		cased[p.letter+"BPS"] = rate(bytes(scale))
		cased[p.letter+"iBps"] = rate(bytes(math.Pow(1024, p.power)))
	}
	cased["kB"] = known{unit: bytes(1000)}
	cased["kBps"] = rate(bytes(1000))
	cased["KBPS"] = rate(bits(1000)) // shouted "kbps"
	cased["MBPS"] = rate(bits(1e6))
	cased["GBPS"] = rate(bits(1e9))
	cased["TBPS"] = rate(bits(1e12))
}

func addTime(cased, folded map[string]known) {
	// In capitals these are other things: "3 US regions", "3D".
	for w, seconds := range map[string]float64{"us": 1e-6, "s": Second, "h": Hour, "d": Day, "mo": Month, "y": Year} {
		cased[w] = known{unit: Unit{Time: 1, Period: seconds, Scale: seconds}}
	}
	for _, e := range []struct {
		seconds float64
		words   []string
	}{
		{1e-9, []string{"ns", "nanosecond", "nanoseconds"}},
		{1e-6, []string{"µs", "μs", "microsecond", "microseconds"}},
		{1e-3, []string{"ms", "msec", "msecs", "millisecond", "milliseconds", "millis"}},
		{Second, []string{"sec", "secs", "second", "seconds"}},
		{Minute, []string{"min", "mins", "minute", "minutes"}},
		{Hour, []string{"hr", "hrs", "hour", "hours"}},
		{Day, []string{"day", "days"}},
		{Week, []string{"wk", "wks", "week", "weeks"}},
		{Month, []string{"month", "months"}},
		{Year, []string{"yr", "yrs", "year", "years"}},
	} {
		for _, w := range e.words {
			folded[w] = known{unit: Unit{Time: 1, Period: e.seconds, Scale: e.seconds}}
		}
	}
}

func addRates(folded map[string]known) {
	for _, e := range []struct {
		noun   string
		period float64
		words  []string
	}{
		{"queries", Second, []string{"qps"}},
		{"requests", Second, []string{"rps"}},
		{"transactions", Second, []string{"tps"}},
		{"writes", Second, []string{"wps"}},
		{"events", Second, []string{"eps"}},
		{"packets", Second, []string{"pps"}},
		{"messages", Second, []string{"mps"}},
		{"frames", Second, []string{"fps"}},
		{"operations", Second, []string{"iops"}},
		{"requests", Minute, []string{"rpm"}},
		{"queries", Minute, []string{"qpm"}},
		{"cycles", Second, []string{"hz"}},
		{"cycles", Second / 1e6, []string{"mhz"}},
		{"cycles", Second / 1e9, []string{"ghz"}},
	} {
		for _, w := range e.words {
			folded[w] = known{unit: Unit{Time: -1, Period: e.period, Scale: 1 / e.period, Noun: e.noun}}
		}
	}
}

// magnitudes are the words and letters that multiply a number. The letters B, m
// and T are read in magnitude.go, since they stand for units too.
var magnitudes = map[string]float64{
	"k": 1e3, "thousand": 1e3, "thousands": 1e3, "hundred": 100, "dozen": 12,
	"mn": 1e6, "mio": 1e6, "mil": 1e6, "mill": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
	"bn": 1e9, "bil": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9,
	"tn": 1e12, "trn": 1e12, "trillion": 1e12, "trillions": 1e12,
	"lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
}

// unitWord looks a word up as a unit.
func unitWord(w string) (known, bool) {
	if len(w) == 0 || len(w) > maxWord {
		return known{}, false
	}
	if k, ok := exact[w]; ok {
		return k, true
	}
	var buf [maxWord]byte
	k, ok := loose[string(fold(&buf, w))]
	return k, ok
}
