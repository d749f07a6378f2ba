package report

import (
	"strings"
	"time"

	qr "github.com/piglig/go-qr"
)

// RoomLinks is what the host of a room needs to know when it opens.
type RoomLinks struct {
	Title  string
	Code   string
	Own    string   // the host's link
	Others []string // for who joins, the first is drawn as a QR code
	Lan    bool
	Locked bool
	TLS    bool
}

// RoomOpened returns what host prints.
func RoomOpened(r RoomLinks, s Style) (string, error) {
	p := newPage(s)
	p.title(span{"Room open: " + r.Title, bold})
	p.blank()
	p.entry(2, 14, "you", plain)
	p.link(4, r.Own)
	p.text(4, "Your own link gives your seat: keep it to yourself.", faint)
	p.entry(2, 14, "the others", plain)
	for _, l := range r.Others {
		p.link(4, l)
	}
	p.entry(2, 14, "code", plain, span{r.Code, bold})
	if r.Locked {
		p.text(4, "They are asked for the password.", faint)
	}
	switch {
	case !r.Lan:
		p.text(4, "Only this machine reaches it; --lan lets others in the network in.", faint)
	case !r.TLS:
		p.text(4, "Without TLS everyone in the network can read along: --tls-cert and --tls-key, or a proxy in front.", faint)
	}
	p.blank()
	out := p.String()
	if r.Lan && len(r.Others) > 0 && !s.Accessible {
		picture, err := qrCode(r.Others[0])
		if err != nil {
			return "", err
		}
		out += picture + "\n"
	}
	return out, nil
}

// qrCode draws a text as a QR code in half blocks, bright on dark, with the quiet zone
// that readers need.
func qrCode(text string) (string, error) {
	code, err := qr.EncodeText(text, qr.Low)
	if err != nil {
		return "", err
	}
	const quiet = 2
	n := code.Size()
	bright := func(x, y int) bool {
		return x < 0 || y < 0 || x >= n || y >= n || !code.Module(x, y)
	}
	var b strings.Builder
	for y := -quiet; y < n+quiet; y += 2 {
		b.WriteString("  ")
		for x := -quiet; x < n+quiet; x++ {
			switch up, down := bright(x, y), y+1 < n+quiet && bright(x, y+1); {
			case up && down:
				b.WriteString("█")
			case up:
				b.WriteString("▀")
			case down:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// RoomBefore is a room that was opened before and is served again.
type RoomBefore struct {
	Title, Code, Phase, Own string
	Opened                  time.Time
}

// roomPhases says where a room stands.
var roomPhases = map[string]string{"lobby": "not started", "running": "under way", "rating": "at the self-assessment", "review": "in the peer review", "results": "finished"}

// RoomsBefore returns the list of rooms that are served again, and how to stop.
func RoomsBefore(list []RoomBefore, s Style) string {
	p := newPage(s)
	if len(list) > 0 {
		p.title(span{"Rooms from before", bold})
		for _, r := range list {
			p.flow(2, 4, span{r.Title, plain}, span{r.Code + ", opened " + r.Opened.Format(DateTime) + ", " + roomPhases[r.Phase], faint})
			p.link(4, r.Own)
		}
		p.blank()
	}
	p.text(0, "Ctrl-C stops; the rooms go on at the next start.", faint)
	return p.String()
}
