package catalog

import (
	"net/url"
	"strings"
)

// checkURL returns what is wrong with a source's address, "" when nothing is. A
// mirror's address is no source: the hosts known as such are refused.
func checkURL(s string) string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \t\n<>\""):
		return "is not a URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return "is not http or https"
	case u.Host == "" || u.User != nil || !strings.Contains(u.Hostname(), "."):
		return "names no public host"
	}
	for _, mirror := range []string{"global.ssl.fastly.net", "webcache.googleusercontent.com", "12ft.io"} {
		if host := strings.ToLower(u.Hostname()); host == mirror || strings.HasSuffix(host, "."+mirror) {
			return "is a mirror's or proxy's, not the publisher's"
		}
	}
	return ""
}
