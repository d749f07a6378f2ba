package answer

import (
	"strings"
	"testing"
)

// show writes tokens in a line: ~ before a joined one, | before one after a break,
// and the letters U, C, M after it for upper case, capitals and camel case.
func show(tokens []Token) string {
	var w strings.Builder
	for i, t := range tokens {
		switch {
		case t.Joined && t.Break:
			w.WriteString("!")
		case t.Joined:
			w.WriteString("~")
		case t.Break:
			w.WriteString(" | ")
		case i > 0:
			w.WriteString(" ")
		}
		w.WriteString(t.Norm)
		for _, f := range []struct {
			on   bool
			mark string
		}{{t.Upper, "U"}, {t.Caps, "C"}, {t.Camel, "M"}} {
			if f.on {
				w.WriteString("^" + f.mark)
			}
		}
	}
	return w.String()
}

func TestWords(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"  , . ", ""},
		{"We cache reads", "we^U cache reads"},
		{"5,800 users", "5,800 users"},
		{"1,00,000 and 12,34,567", "1,00,000 and 12,34,567"},
		{"1,2,3 or 10,20", "1 | 2 | 3 or 10 | 20"},
		{"10.5k/s at 99.99%", "10.5k~s at 99.99%"},
		{"2^10 and 10^-3, 10⁶", "2^10 and 10^-3 | 10⁶"},
		{"p99.9 v1.2.3 10.0.0.1", "p99.9 v1.2.3 10.0.0.1"},
		{"$1.5M, 20%-30%", "1.5m^U | 20%~30%"},
		{"10-20 10–20 10 – 20", "10~20 10~20 10 | 20"},
		{"user_id snake__case _x_", "user~id snake~case x"},
		{"read/write A/B I/O", "read~write a^U~b^U i^U~o^U"},
		{"pre-warm - after", "pre~warm | after"},
		{"a->b a => b a → b", "a | b a | b a | b"},
		{"don't don’t users' 'quoted' John's", "don't don't users quoted john's^U"},
		{"C++ C# g++ a+b #1 F#", "c++^U c#^U g++ a~b 1 f#^U"},
		{"Node.js .NET S3 h264", "node^U~js net^U^C s3^U h264"},
		{"PostgreSQL MySQL iOS APIGateway APIs API URLShortener", "postgresql^U^M mysql^U^M ios^M apigateway^U^M apis^U api^U^C urlshortener^U^M"},
		{"IngestionService userId", "ingestionservice^U^M userid^M"},
		{"foo(bar)[x]{y}", "foo | bar | x | y"},
		{"key: value; next, last", "key | value | next | last"},
		{"café Ångström naïve ÉCOLE", "cafe angstrom^U naive ecole^U^C"},
		{"cafe\u0301 c\u0336a\u0336che", "cafe c\u0336a\u0336che"},
		{"eﬃcient ﬁle", "efficient file"},
		{"Snow\u200bflake \u200bedge\u200b", "snow\u200bflake^U edge"},
		{"pаypal ｃache \u212Aafka 𝗞afka", "pаypal ｃache \u212aafka^U 𝗞afka^U"},
		{"🚀 launch ✅1️⃣ 2️⃣ 👩‍💻 dev", "launch dev"},
		{"кэш 缓存 Größe", "кэш 缓存 große^U"},
		{"e.g. vs. i.e.", "e~g vs i~e"},
		{"24/7 100:1 3x 4K 1e6", "24~7 100 | 1 3x 4k^U 1e6"},
		{"a/b/c?x=1&y=2", "a~b~c x | 1~y | 2"},
		{"word—word word -- word", "word | word word | word"},
	}
	for _, tt := range tests {
		if got := show(Words(tt.text)); got != tt.want {
			t.Errorf("Words(%q)\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestWordsOffsets(t *testing.T) {
	text := "Sharding by user_id, not “région”."
	for _, tok := range Words(text) {
		raw := text[tok.Start:tok.End]
		if w := Words(raw); len(w) != 1 || w[0].Norm != tok.Norm || tok.At != tok.Start {
			t.Errorf("%q reads as %v, the token is %q", raw, w, tok.Norm)
		}
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"One. Two! Three?", []string{"One.", "Two!", "Three?"}},
		{"We use e.g. Redis vs. Memcached, i.e. Caches.", []string{"We use e.g. Redis vs. Memcached, i.e. Caches."}},
		{"About approx. Five servers, cf. Figure 2. Done.", []string{"About approx. Five servers, cf. Figure 2.", "Done."}},
		{"Queues, topics, etc. Kafka keeps them. Queues etc. The log is kept.", []string{"Queues, topics, etc. Kafka keeps them.", "Queues etc.", "The log is kept."}},
		{"See no. 5 there. Is it? No. We wait.", []string{"See no. 5 there.", "Is it?", "No.", "We wait."}},
		{"Plan B. Smith wrote it.", []string{"Plan B. Smith wrote it."}},
		{"Steps: 1. Users post. 2. Users read.", []string{"Steps: 1. Users post.", "2. Users read."}},
		{"It takes 10.5k and $1.5M. Fine.", []string{"It takes 10.5k and $1.5M.", "Fine."}},
		{"no capitals here. they follow anyway. min. size of a.b is fine", []string{"no capitals here.", "they follow anyway.", "min. size of a.b is fine"}},
		{"GET /v1/videos?limit=20 is a page. POST /x!y", []string{"GET /v1/videos?limit=20 is a page.", "POST /x!y"}},
		{"Why? Because. 🚀", []string{"Why?", "Because. 🚀"}},
		{"\"Is it?\" she asked.", []string{"\"Is it?\" she asked."}},
		{"No end", []string{"No end"}},
		{"...", nil},
	}
	for _, tt := range tests {
		d := Parse([]byte("x\n\n" + tt.text))
		var got []string
		for i := range d.Passages[1:] {
			p := &d.Passages[i+1]
			for k := range p.Sentences {
				got = append(got, p.SentenceText(k))
			}
		}
		if strings.Join(got, "¦") != strings.Join(tt.want, "¦") {
			t.Errorf("%q\n got %q\nwant %q", tt.text, got, tt.want)
		}
	}
}

func TestQuestions(t *testing.T) {
	for text, want := range map[string]bool{
		"Is it?": true, "Is it?)": true, "Is it? 🤔": true, "It is.": false, "Is it ok": false, "(is it?) yes": false, "“Really?”": true,
	} {
		d := Parse([]byte(text))
		s := d.Passages[0].Sentences
		if got := s[len(s)-1].Question; got != want {
			t.Errorf("%q: question %v, want %v", text, got, want)
		}
	}
}
