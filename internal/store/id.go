package store

import (
	"crypto/rand"
	"strings"
	"time"
)

// letters are the 32 that ids are made of: digits and lower case without i, l, o and
// u, which are misread or make words.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// randomLetters is how many letters follow the date: a million ids a day, which
// nobody guesses by trying and everybody can type.
const randomLetters = 4

const dateLayout = "060102"

// newID makes an id such as 261125-k7qx: ids of later days sort after those of
// earlier ones.
func newID(at time.Time) string {
	var b [randomLetters]byte
	rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return at.Format(dateLayout) + "-" + string(b[:])
}

// ValidID tells whether a word has the form of an id.
func ValidID(word string) bool {
	date, rest, ok := strings.Cut(word, "-")
	if !ok || len(date) != len(dateLayout) || len(rest) != randomLetters {
		return false
	}
	if _, err := time.Parse(dateLayout, date); err != nil {
		return false
	}
	return strings.Trim(rest, letters) == ""
}

// maxWord is the longest word that an id is looked up by.
const maxWord = 40

// readID reads an id, or its beginning, as people type it: in any case, with letters
// mistaken for digits, with space around. It returns "" for what begins no id.
func readID(word string) string {
	word = strings.ToLower(strings.TrimSpace(word))
	if len(word) > maxWord {
		return ""
	}
	word = strings.NewReplacer("o", "0", "i", "1", "l", "1", "u", "v").Replace(word)
	if strings.Trim(word, letters+"-") != "" {
		return ""
	}
	return word
}
