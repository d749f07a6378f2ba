package quantity

import (
	"math"
	"strconv"
	"strings"
)

var timeNames = []struct {
	seconds          float64
	name, long, over string
}{
	{Year, " year", " years", "/year"},
	{Month, " month", " months", "/month"},
	{Week, " week", " weeks", "/week"},
	{Day, " day", " days", "/day"},
	{Hour, " h", " h", "/h"},
	{Minute, " min", " min", "/min"},
	{Second, " s", " s", "/s"},
	{1e-3, " ms", " ms", "/s"},
	{1e-6, " µs", " µs", "/s"},
	{1e-9, " ns", " ns", "/s"},
}

// Format writes q shortly, with two to three significant digits: "5.8k/s",
// "500 GB/day", "1.2 PB". What is counted is left out.
func Format(q Quantity) string {
	u := q.Unit
	base := q.Base()
	if base < 0 {
		q.Value = -q.Value
		return "-" + Format(q)
	}
	if math.IsInf(base, 0) || math.IsNaN(base) {
		return "?"
	}
	if u.Data == 0 && u.Money == 0 && u.Time == 0 {
		switch u.Form {
		case Percent:
			return percent(base * 100)
		case Times:
			return digits(base) + "x"
		}
		return count(base)
	}
	if u.Data == 0 && u.Money == 0 && u.Time == 1 {
		return duration(base)
	}
	over, period := perTime(u)
	if u.Time != 0 {
		base /= math.Pow(period, float64(u.Time))
	}
	if u.Bits && u.Data != 0 {
		base *= math.Pow(8, float64(u.Data))
	}
	switch {
	case u.Data == 1 && u.Money == 0 && (u.Time == 0 || u.Time == -1):
		return data(base, u.Bits, over)
	case u.Money == 1 && u.Data == 0 && (u.Time == 0 || u.Time == -1):
		return money(base, u.Currency) + over
	case u.Money == 1 && u.Data == -1 && (u.Time == 0 || u.Time == -1):
		return money(base*1e9, u.Currency) + map[bool]string{true: "/Gb", false: "/GB"}[u.Bits] + over
	case u.Data == 0 && u.Money == 0 && u.Time == -1:
		return count(base) + over
	}
	return digits(base) + " " + u.String()
}

// perTime is the "/day" of a unit, and the period it stands for.
func perTime(u Unit) (string, float64) {
	if u.Time == 0 {
		return "", 1
	}
	for _, t := range timeNames {
		if u.Period == t.seconds && t.seconds >= Second {
			return t.over, t.seconds
		}
	}
	return "/s", Second
}

func data(v float64, bits bool, over string) string {
	power, name := scale(v, 1000, 7)
	unit := "B"
	if bits {
		unit = "b"
	}
	switch {
	case bits && over == "/s":
		unit, over = "bps", ""
	case bits && name == "":
		unit = "bit"
	case name == "":
		unit = "bytes" // "2 B" reads as two billion
	}
	return digits(v/power) + " " + name + unit + over
}

func count(v float64) string {
	power, name := scale(v, 1000, 4)
	switch name {
	case "K":
		name = "k"
	case "G":
		name = "B"
	case "T":
		name = "tn"
	}
	if v < 1 || v >= 1e15 {
		return digits(v)
	}
	return digits(v/power) + name
}

func money(v float64, currency string) string {
	sign, found := map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}[currency]
	if !found {
		sign = "$"
	}
	return sign + count(v)
}

func duration(v float64) string {
	for _, t := range timeNames {
		n := v / t.seconds
		if t.seconds == Week || t.seconds == Month || n < 0.995 {
			continue
		}
		if text := digits(n); text == "1" {
			return text + t.name
		} else {
			return text + t.long
		}
	}
	if v == 0 {
		return "0 s"
	}
	return digits(v*1e9) + " ns"
}

// percent keeps the nines: 99.99 does not become 100.
func percent(v float64) string {
	if v > 99 && v < 100 {
		return strings.TrimRight(strconv.FormatFloat(v, 'f', 9, 64), "0") + "%"
	}
	return digits(v) + "%"
}

// scale is the decimal prefix for v.
func scale(v, step float64, most int) (float64, string) {
	power, name := 1.0, ""
	for i := 0; i < most && v/power >= step*0.9995; i++ {
		power *= step
		name = prefixes[i].letter
	}
	return power, name
}

// digits writes v with three significant digits, two when the first is above 1 and
// nothing stands before the point but it.
func digits(v float64) string {
	if v == 0 {
		return "0"
	}
	if v >= 1e15 {
		return strconv.FormatFloat(v, 'e', 2, 64)
	}
	exp := math.Floor(math.Log10(v))
	decimals := 2 - int(exp)
	if lead := v / math.Pow(10, exp); lead >= 2 && exp <= 0 {
		decimals--
	}
	if decimals < 0 {
		decimals = 0
	}
	if decimals > 12 {
		return strconv.FormatFloat(v, 'e', 2, 64)
	}
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// String names the unit: "GB/day", "requests/s", "%".
func (u Unit) String() string {
	text := map[Form]string{Percent: "%", Times: "x"}[u.Form]
	rest := u.factor()
	if u.Time != 0 && u.Period > 0 {
		rest /= math.Pow(u.Period, float64(u.Time))
	}
	if u.Money > 0 {
		text += u.Currency
	}
	if u.Data > 0 {
		text += dataName(rest, u.Bits)
	}
	text += u.Noun
	if u.Time > 0 {
		text += timeName(u.Period)
	}
	if u.Data < 0 {
		text += "/" + dataName(1/rest, u.Bits)
	}
	if u.Per != "" {
		text += "/" + u.Per
	}
	if u.Time < 0 {
		text += "/" + timeName(u.Period)
	}
	return text
}

// dataName is the name of the unit of so many bytes: "GB", "GiB", "Gbit".
func dataName(bytes float64, bits bool) string {
	name := "B"
	if bits {
		bytes *= 8
		name = "bit"
	}
	for _, p := range prefixes {
		if bytes == math.Pow(1024, p.power) {
			return p.letter + "i" + name
		}
	}
	_, letter := scale(bytes, 1000, 7)
	return letter + name
}

// timeName is the name of a period: "day", "s", "ms".
func timeName(period float64) string {
	for _, t := range timeNames {
		if period == t.seconds {
			return strings.TrimSpace(t.name)
		}
	}
	return "s"
}
