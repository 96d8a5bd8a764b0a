// Package text makes the Indonesian sentences that Go code shows to people: the
// sentence of every refusal and of every blocker, dates, rupiah, sizes, numbers
// in words, and the names of statuses, roles and kinds.
//
// It owns wording alone and imports the domain alone: it must not know HTTP,
// definitions of flows or pages. The tone is that of ux.md §5: formal, plain,
// "Anda", first what happened and then what to do. Texts of stages, items and
// actions are in the definitions, not here. Start reading at [Error] and [Blocker].
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// quoted puts a word that came from outside between guillemets, on one line and
// cut to a length that a sentence bears.
func quoted(s string) string {
	const limit = 80
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit-1]) + "…"
	}
	return "«" + s + "»"
}

// capital returns s with its first letter in upper case.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
