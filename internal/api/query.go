package api

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
)

// Sizes of pages (api.md).
const (
	defaultPage = 50
	maxPage     = 200
	maxEvents   = 1000
)

// maxWords is how much of the text of a search is looked at, in characters.
const maxWords = 1000

// A parameter is one query parameter of a route.
type parameter struct {
	name    string
	about   string
	integer bool
	most    int // of an integer, from 1
	format  string
	enum    []string
}

func limitParameter(most int) parameter {
	return parameter{name: "limit", integer: true, most: most, about: "How many at most"}
}

var cursorParameter = parameter{name: "cursor", about: "next_cursor of the page before"}

func statusNames() []string {
	out := make([]string, 0, len(alur.Statuses))
	for _, s := range alur.Statuses {
		out = append(out, string(s))
	}
	return out
}

// limit reads the size of a page: from 1 to most.
func (c *call) limit(without, most int) (int, error) {
	if !c.query.Has("limit") {
		return without, nil
	}
	n, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil || n < 1 || n > most {
		return 0, alur.RefuseField(alur.CodeInvalidParameter, "limit")
	}
	return n, nil
}

// cursor reads the cursor; what it means is for whoever gave it. A cursor that
// could not have come from us at all is refused here.
func (c *call) cursor() (string, error) {
	s := c.query.Get("cursor")
	if len(s) > 500 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return s, nil
}

// words reads the text of a search. Whatever people type or paste must be harmless
// and must not fail: what is no text counts as a blank, and what is too long for a
// search is cut.
func (c *call) words() string {
	s := []rune(strings.ToValidUTF8(c.query.Get("q"), " "))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(s[:min(len(s), maxWords)]))
}

// since reads an RFC 3339 time. A "+" that was not escaped arrives as a blank.
func (c *call) since(name string) (time.Time, error) {
	if !c.query.Has(name) {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, strings.ReplaceAll(c.query.Get(name), " ", "+"))
	if err != nil {
		return time.Time{}, alur.RefuseField(alur.CodeInvalidParameter, name)
	}
	// Nothing is older than the epoch, and databases differ before it.
	if epoch := time.Unix(0, 0); t.Before(epoch) {
		t = epoch
	}
	return t.UTC(), nil
}

// agency reads a filter on an organisation; one that does not exist is refused.
func (c *call) agency(name string) (alur.AgencyID, error) {
	id := c.query.Get(name)
	if id == "" {
		return "", nil
	}
	refused := alur.RefuseField(alur.CodeInvalidParameter, name)
	if len(id) > 200 || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
		return "", refused
	}
	_, err := c.s.Directory.Agency(c.ctx(), alur.AgencyID(id))
	if alur.CodeOf(err) == alur.CodeNotFound {
		return "", refused
	}
	return alur.AgencyID(id), err
}
