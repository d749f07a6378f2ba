package llm

import (
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Kind is why a call brought nothing.
type Kind string

// The kinds of failures.
const (
	BadConfig   Kind = "bad_config"
	Aborted     Kind = "aborted"      // the caller's context ended
	Unreachable Kind = "unreachable"  // no connection, or it broke
	TimedOut    Kind = "timeout"      // no complete answer in time
	Overloaded  Kind = "overloaded"   // 5xx and the like, again and again
	RateLimited Kind = "rate_limited" // 429 that waiting does not cure
	NoQuota     Kind = "no_quota"     // the account is used up
	BadKey      Kind = "bad_key"      // 401, 403
	NoModel     Kind = "no_model"     // the server does not know the model or the path
	TooLong     Kind = "too_long"     // the prompt does not fit the model's context
	Rejected    Kind = "rejected"     // another 4xx
	Refused     Kind = "refused"      // a refusal or a content filter
	Empty       Kind = "empty"        // a reply without text
	NotChat     Kind = "not_chat"     // what came back is no chat completion
	TooLarge    Kind = "too_large"    // more bytes than a reply may have
	Redirected  Kind = "redirected"   // a redirect, which is not followed
	OverBudget  Kind = "over_budget"  // a limit of the caller's would be passed
	NotRecorded Kind = "not_recorded" // replay found nothing
	SwitchedOff Kind = "switched_off" // the server failed too often; nothing is sent any more
)

// Error is a failed call in plain words. Neither text holds the key.
type Error struct {
	Kind    Kind
	Status  int // the HTTP status, 0 without one
	Message string
	Hint    string

	wait  time.Duration // as the server asked, 0 when it did not
	retry int           // how often trying again makes sense
	adapt adaptation
}

func (e *Error) Error() string { return e.Message }

// KindOf gives the kind of any error of this package, "" for others.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func configError(message, hint string) error {
	return &Error{Kind: BadConfig, Message: message, Hint: hint}
}

// maxMessage bounds what is repeated of a server's message.
const maxMessage = 200

// secrets are what looks like a key, an account or an address; compiled when first
// used.
var secrets = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(?:sk|pk|rk|key|org|proj|sess|xai|gsk)[-_][a-z0-9_*.-]{4,}`),
		regexp.MustCompile(`(?i)\b(bearer|api[-_ ]?key|authorization)\b["':= ]*(?:provided)?["':= ]*\S+`),
		regexp.MustCompile(`https?://\S+`),
		regexp.MustCompile(`\S+@\S+`),
		regexp.MustCompile(`\b[A-Za-z0-9_-]{32,}\b`),
	}
})

// clean makes a server's text fit to be shown: one line of bounded length without
// keys, accounts, addresses and control characters.
func clean(text, key string) string {
	if len(text) > 4*maxMessage {
		text = text[:4*maxMessage]
	}
	text = strings.ToValidUTF8(text, "")
	if key != "" {
		text = strings.ReplaceAll(text, key, "…")
	}
	for _, re := range secrets() {
		text = re.ReplaceAllString(text, "…")
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxMessage {
		text = string(r[:maxMessage]) + "…"
	}
	return strings.TrimRight(text, ".")
}

// reasonOf is why a file operation failed, without the path.
func reasonOf(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}
