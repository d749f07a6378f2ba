package quantity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEchoes(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"nothing to see in step 2 of v1.4", ""},
		{"We store 600 TB/day.", "600 TB/day = 6.9 GB/s"},
		{"600 TB per day of pictures", "600 TB per day = 6.9 GB/s"},
		{"about 500M tweets a day", "500M tweets a day = 500M/day = 5.8k/s"},
		{"5,800 QPS", "5,800 QPS = 5.8k/s = 501M/day"},
		{"80 Tbps at peak", "80 Tbps = 10 TB/s"},
		{"12 MB/s", "12 MB/s = 96 Mbps = 1.04 TB/day"},
		{"a cache of 64 GiB", "64 GiB = 68.7 GB"},
		{"half a million users", "half a million users = 500k"},
		{"20 ms", "20 ms"},
		{"on 3 replicas", "3 replicas"},
		{"10-20 servers", "10-20 servers"},
		{"10 posts per user per day", "10 posts per user per day = 10/day"},
		{"~200TB new data per day", "200TB new data per day = 200 TB/day = 2.3 GB/s"},
		{"500M tweets / 86,400 = 5.8k/s", "500M tweets / 86,400 = 5.8k/s: right, that is 501M/day"},
		{"500M × 1 KB = 500 GB", "500M × 1 KB = 500 GB: right"},
		{"500M × 1 KB = 5 GB", "500M × 1 KB = 5 GB: comes to 500 GB"},
		{"7M × 1 KB = 7 TB", "7M × 1 KB = 7 TB: comes to 7 GB, a slip of thousand"},
		{"1 Gbps × 8 s = 8 GB", "1 Gbps × 8 s = 8 GB: comes to 1 GB, a slip of bits/bytes"},
		{"100M DAU, 500M × 1 KB = 500 GB, kept 5 years", "100M DAU|500M × 1 KB = 500 GB: right|5 years"},
	}
	for _, x := range tests {
		var got []string
		for _, e := range Echoes(x.text) {
			if x.text[e.Start:e.End] == "" {
				t.Errorf("%q: no span in %+v", x.text, e)
			}
			got = append(got, e.String())
		}
		if s := strings.Join(got, "|"); s != x.want {
			t.Errorf("%q: got %q, want %q", x.text, s, x.want)
		}
	}
}

// TestEchoIsTrue holds every meaning of a quantity to the quantity.
func TestEchoIsTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := written(t)
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range meanings(q) {
			back, err := Parse(m)
			if err != nil {
				t.Fatalf("%q is echoed as %q: %v", text, m, err)
			}
			if r, ok := Ratio(back, q); !ok || r < 0.97 || r > 1.03 {
				t.Fatalf("%q is echoed as %q, which is %g times it (%v)", text, m, r, ok)
			}
		}
	})
}
