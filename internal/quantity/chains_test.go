package quantity

import (
	"strings"
	"testing"
)

// chained is a case of the chains: what is claimed of each link, joined by "; ":
// the verdict, the slip if any, and the computed value.
type chained struct{ text, want string }

func showChains(text string) string {
	var parts []string
	for _, c := range Chains(text) {
		part := c.Verdict.String()
		if c.Slip != "" {
			part += " " + c.Slip
		}
		if c.Verdict != Undecided {
			part += " " + Format(c.Computed)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

func runChains(t *testing.T, cases []chained) {
	t.Helper()
	for _, c := range cases {
		if got := showChains(c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestChainsRight(t *testing.T) {
	runChains(t, []chained{
		{"500M / 86400 = 5787", "right 5.8k"},
		{"500M / 86,400 ≈ 5.8k QPS", "right 5.8k/s"},
		{"500M / 10^5 = 5k", "right 5k"},
		{"500M ÷ 86400 ≈ 6K", "right 5.8k"},
		{"500M / 24 / 3600 = 5787 rps", "right 5.8k/s"},
		{"500M / (24 * 3600) ~ 5800/s", "right 5.8k/s"},
		{"500M / 24 * 3600 = 5787/s", "right 5.8k/s"},
		{"250M DAU × 2 tweets = 500M tweets/day", "right 500M/day"},
		{"250M users x 2 per day = 500M per day", "right 500M/day"},
		{"100M DAU * 10 posts/day = 1B posts/day", "right 1B/day"},
		{"200M * 2 = 400M / 10^5 = 4K", "right 400M; right 4k"},
		{"500M tweets/day × 1 KB = 500 GB/day", "right 500 GB/day"},
		{"500M × 1 KB = 500 GB", "right 500 GB"},
		{"500M × 1 KB = 476 GB", "right 500 GB"},
		{"500M x 1KB -> 500GB", "right 500 GB"},
		{"500M x 1KB → 0.5 TB", "right 500 GB"},
		{"500M * 1KB => ~500GB per day", "right 500 GB/day"},
		{"30M tweets x 400B = 12 GB/day", "right 12 GB/day"},
		{"1 B x 10 KB = 10 TB", "right 10 TB"},
		{"50 KB x 1 B = 50 TB", "right 50 TB"},
		{"12 GB x 1,825 = 21.9 TB", "right 21.9 TB"},
		{"500 GB/day * 365 * 5 = 912 TB", "right 913 TB"},
		{"500 GB/day × 5 years = 912 TB", "right 912 TB"},
		{"75 TB/day × 365 ≈ 27 PB/year", "right 27.4 PB/year"},
		{"1 TB/day / 86400 = 11.6 MB/s", "right 11.6 MB/s"},
		{"75 TB per day = 870 MB/s", "right 868 MB/s"},
		{"870 MB/s × 8 = 7 Gbps", "right 7 Gbps"},
		{"870 MB/s = 7 Gbps", "right 7 Gbps"},
		{"500 QPS × 50KB ≈ 25 MB/s", "right 25 MB/s"},
		{"6M × 1.5 Mbps = 9 Tbps", "right 9 Tbps"},
		{"30 minutes × 1.5Mbps = 337.5MB", "right 338 MB"},
		{"1.5Mbps + 64kbps = 1.56Mbps", "right 1.56 Mbps"},
		{"2 × 1.6 = 3.2 Mbps", "right 3.2 Mbps"},
		{"100 million * (280 + 30) bytes ~= 30GB", "right 31 GB"},
		{"(100 million / 5) * 200KB + (100 million / 10) * 2MB = 24TB", "right 24 TB"},
		{"5 PB × $0.02/GB = $100,000", "right $100k"},
		{"10 PB × $23/TB = $230,000/month", "right $230k/month"},
		{"20% of 500 GB is 100 GB", "right 100 GB"},
		{"20% × 500M = 100M", "right 100M"},
		{"10 million * 1% * 2 * 500 MB = 100 TB", "right 100 TB"},
		{"3x * 5.8k = 17k QPS", "right 17.4k/s"},
		{"15GB - 10GB = 5GB", "right 5 GB"},
		{"100 ms + 50 ms = 150 ms", "right 150 ms"},
		{"60 × 24 = 1440", "right 1.44k"},
		{"86400 s/day * 365 days/year * 50 years = 1.6 billion", "right 1.58B"},
		{"10 million * 2 uploads / 24 hours ~= 240", "right 231"},
		{"120M meetings / 86400 = 1.4K/s", "right 1.39k/s"},
		{"7M × 20 photos × 200KB (avg) ≈ 28 TB", "right 28 TB"},
		{"10M meetings × avg 4 × 1.6 Mbps ≈ 64 Tbps", "right 64 Tbps"},
		{"500M (users) × 2 (tweets) = 1B", "right 1B"},
		{"90,000 / 1,000 = 90 servers", "right 90"},
		{"1 request per second = 2.5 million requests per month", "right 2.6M/month"},
		{"5 years = 1,825 days", "right 5 years"},
		{"500,000,000 x 2 / (24 x 3600) = ~11,600 per second", "right 11.6k/s"},
		{"2 * 240 = 480", "right 480"},
		{"900 / 1,000 = 1 server", "right 0.9"},
		{"300M × 20 = 6e9 minutes/day", "right 4.2M"},
		{"300M × 30 min/day = 6.25M", "right 6.3M"},
		{"1 TB × 3 replicas = 3 TB", "right 3 TB"},
		{`500M \times 2 = 1B`, "right 1B"},
		{`5B \div 86400 \approx 58K`, "right 57.9k"},
	})
}

func TestChainsProse(t *testing.T) {
	runChains(t, []chained{
		{"500 million tweets a day at 1 KB each is 500 GB per day", "right 500 GB/day"},
		{"500 million tweets a day at 1 KB each gives 500 MB per day", "slip thousand 500 GB/day"},
		{"250M multiplied by 10 equals 2.5 billion", "right 2.5B"},
		{"500M divided by 86,400 gives about 5.8k per second", "right 5.8k/s"},
		{"250M DAU times 2 is 500M posts", "right 500M"},
		{"We store 500 GB/day for 5 years, which is 912 TB", ""},
		{"500 GB/day for 5 years is 912 TB", "right 912 TB"},
		{"500 GB/day over 5 years is roughly 0.9 PB", "right 912 TB"},
		{"QPS = 500M / 86400 = 5.8k", "right 5.8k"},
		{"Storage: 500M * 1 KB = 500 GB. Cache: 20% * 500 GB = 100 GB", "right 500 GB; right 100 GB"},
		{"500M / 86400 = 5,787 QPS (≈ 6k/s)", "right 5.8k/s; right 5.8k/s"},
		{"the cache is 20% of 500 GB, so 100 GB", ""},
		{"10 nodes and 3 racks is enough", ""},
		{"| Storage | 500M × 1 KB = 500 GB | 3 replicas |", "right 500 GB"},
		{"- 500M × 1 KB = 500 GB\n- 3 × 500 GB = 1.5 TB", "right 500 GB; right 1.5 TB"},
		{"1. 500M × 1 KB = 500 GB", "right 500 GB"},
		{"* 500M * 1 KB = 500 GB", "right 500 GB"},
		{"# daily\nwrites = 500M / 86400 = 5.8k  # per second", "right 5.8k"},
	})
}

func TestChainsSlips(t *testing.T) {
	runChains(t, []chained{
		{"1000 × 5 Mbps = 5 GB/s", "slip bits/bytes 625 MB/s"},
		{"1000/s × 1 MB = 8 GB/s", "slip bits/bytes 1 GB/s"},
		{"10M streams × 5 Mbps = 50 TB/s", "slip bits/bytes 6.2 TB/s"},
		{"500M tweets/day × 1 KB = 500 GB/s", "slip per day/per second 5.8 MB/s"},
		{"500M/day × 2 = 1B/s", "slip per day/per second 11.6k/s"},
		{"500 M x 10 KB = 5 GB/day", "slip thousand 5 TB/day"},
		{"500M × 1 KB = 500 MB", "slip thousand 500 GB"},
		{"500M × 1 KB = 500 TB", "slip thousand 500 GB"},
		{"500M × 1 KB = 500 KB", "slip million 500 GB"},
		{"100 × 20 KB = 2 GB", "slip thousand 2 MB"},
		{"7M × 365 × 50B ≈ 128 TB", "slip thousand 128 GB"},
		{"5 PB × $0.02/GB = $100", "slip thousand $100k"},
		{"10M * 5MB → 50 GB", "slip thousand 50 TB"},
		{"6k requests/min × 2 = 12k/s", "slip per minute/per second 200/s"},
		{"5k/h × 3 = 15k/s", "slip per hour/per second 4.2/s"},
		{"200k/month × 4 = 800k/day", "slip per month/per day 26.7k/day"},
	})
}

func TestChainsWrong(t *testing.T) {
	runChains(t, []chained{
		{"200M * 2 = 500M", "wrong 400M"},
		{"200M / 10^5 = 200 posts/s", "wrong 2k/s"},
		{"500M / 86400 ≈ 58k", "wrong 5.8k"},
		{"12 GB x 1,825 = 219 TB", "wrong 21.9 TB"},
		{"500 GB/day * 365 * 5 = 91 TB", "wrong 913 TB"},
		{"20M × 365 × 5 × 20MB ≈ 7.3 EB", "wrong 730 PB"},
		{"200 GB * 300 = 6 PB per year", "wrong 60 TB/year"},
		{"20% of 500M requests = 200M", "wrong 100M"},
		{"15GB - 10GB = 8GB", "wrong 5 GB"},
		{"100 ms + 50 ms = 1500 ms", "wrong 150 ms"},
		{"30 min × 5 participants × 2 Mbps = 900 MB", "wrong 2.2 GB"},
		{"10K rps × 500 KB = 50 GB/s", "wrong 5 GB/s"},
		{"200M * 2 = 400M / 10^5 = 40K", "right 400M; wrong 4k"},
		{"(2 + 3) × 10 = 500", "wrong 50"},
	})
}

func TestChainsUndecided(t *testing.T) {
	runChains(t, []chained{
		// Inputs that are words.
		{"DAU * 2 = 500M", "undecided"},
		{"DAU × 2 × 1 KB = 500 GB", "undecided"},
		{"500M × posts × 1 KB = 500 GB", "undecided"},
		{"peak x3 = 17k/s", "undecided"},
		// One number on the left.
		{"100 = 500 MB", "undecided"},
		{"10x bookings ≈ 14M/day", "undecided"},
		{"5 GB/s = 5 Gbps", "undecided"},
		{"12k is 30k", ""},
		{"100 → 200 servers", ""},
		// Words that may mean something.
		{"200M users + 5 views of a timeline * 20 = 28B", "undecided"},
		{"half of 500M * 3 = 2B", "undecided"},
		// Units that leave more than one reading.
		{"100 + 20% = 150", "undecided"},
		{"5 GB + 3 s = 10 GB", "undecided"},
		{"10-20 × 5 = 300", "undecided"},
		{"5 GB × 8 = 320 GB", "undecided"},
		{"40 Tbps × 86400s / 8 / 1024^4 ≈ 400 PB/day", "undecided"},
		{"510.9e6 / 0.75 h = 681 M/day", "undecided"},
		{"1M × 5 KB → 9 TB", "undecided"},
		{"5.8k/s × 1 KB = 500 GB", "undecided"},
		{"200M × 2.5 = 570M", "undecided"},
		{"284 * 250 * 10^3 = 8.46 тбайт", "undecided"},
		// No chain at all.
		{"500M users", ""},
		{"a = 5", ""},
		{"x <= 5 * 3", ""},
		{"5 * 3 <= 20", ""},
		{"A --> B 5 * 3", ""},
		{"version 1.2.3 = 2.0", ""},
		{"", ""},
	})
}

// TestChainParts checks the fields of a link.
func TestChainParts(t *testing.T) {
	text := "Writes: (2 + 3) × 100M / 86400 ≈ 5.8k QPS on average"
	list := Chains(text)
	if len(list) != 1 {
		t.Fatalf("%d chains, want 1", len(list))
	}
	c := list[0]
	if c.Text != "(2 + 3) × 100M / 86400 ≈ 5.8k QPS" || text[c.Start:c.End] != c.Text {
		t.Errorf("text %q", c.Text)
	}
	left := ""
	for _, term := range c.Left {
		if term.Op != 0 {
			left += string(term.Op) + " "
		} else {
			left += term.Found.Text + " "
		}
	}
	if left != "( 2 + 3 ) * 100M / 86400 " {
		t.Errorf("left side %q", left)
	}
	if c.Claim.Text != "5.8k QPS" || c.Stated.Unit.Noun != "queries" || c.Computed.Unit != c.Stated.Unit {
		t.Errorf("claim %q, stated %+v, computed %+v", c.Claim.Text, c.Stated, c.Computed)
	}
}
