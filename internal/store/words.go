package store

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what is indexed of one request. PostgreSQL takes words of 2 KB and a
// megabyte of them; nobody searches for the rest.
const (
	maxWord      = 64        // runes; longer words are cut, in texts and in queries alike
	maxWordBytes = 256 << 10 // of all words of one text
)

// Words splits a text into the words that search knows: runs of letters and digits,
// without diacritics, in lower case, in order. Texts and queries go through
// it before they reach an engine, so that both engines find the same. Runes beyond
// ASCII are spelled out ("~4e2d~"), since the engines do not agree on what a letter is.
func Words(text string) []string {
	var out []string
	var w strings.Builder
	runes := 0
	flush := func() {
		if w.Len() > 0 {
			out = append(out, w.String())
		}
		w.Reset()
		runes = 0
	}
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.M, r): // a diacritic, taken off its letter
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			if runes++; runes > maxWord {
				continue
			}
			if r = unicode.ToLower(r); r < 0x80 {
				w.WriteByte(byte(r))
			} else {
				w.WriteString("~" + strconv.FormatInt(int64(r), 16) + "~")
			}
		default:
			flush()
		}
	}
	flush()
	return out
}

// wordSet is the stored form of a text's words: each once, sorted, each after a
// blank, so that "% kesehat%" finds a prefix.
func wordSet(text string) string {
	words := Words(text)
	slices.Sort(words)
	words = slices.Compact(words)
	var b strings.Builder
	for _, w := range words {
		if b.Len()+len(w) >= maxWordBytes {
			break
		}
		b.WriteString(" " + w)
	}
	return b.String()
}

// sortKey is what names are ordered by on both engines.
func sortKey(name string) string { return strings.Join(Words(name), " ") }

// searchSum changes when the words of a text may have changed: with the text, and
// with wordSet itself, whose version stands in front.
func searchSum(text string) string {
	h := sha256.Sum256([]byte(text))
	return "1:" + hex.EncodeToString(h[:12])
}

// likePrefix is the pattern that finds a word's prefix in a wordSet. Words have
// no character that means something in a pattern.
func likePrefix(word string) string { return "% " + word + "%" }

// ftsQuery is all words as prefixes, as FTS5 writes it.
func ftsQuery(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + w + `"*`)
	}
	return b.String()
}

// tsQuery is all words as prefixes, as PostgreSQL writes it.
func tsQuery(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" & ")
		}
		b.WriteString("'" + w + "':*")
	}
	return b.String()
}
