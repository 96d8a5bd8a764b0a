package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Similar is a system that a request is or was about, as anybody with an account may know
// it: what the public page of tracking names as well.
type Similar struct {
	Title  string
	Agency string
	Status alur.Status
	// Request is set when the actor sees the request, and "" else.
	Request alur.RequestID
}

// The least and the most that is looked for.
const (
	minSimilarWord  = 3 // letters
	maxSimilarWords = 6
	maxSimilar      = 5
	similarPerWord  = 300
)

// commonWords say nothing about what a system is for.
var commonWords = map[string]bool{
	"aplikasi": true, "berbasis": true, "dan": true, "daring": true, "data": true, "digital": true, "dinas": true, "elektronik": true,
	"informasi": true, "kota": true, "layanan": true, "manajemen": true, "mobile": true, "online": true, "pada": true, "pelayanan": true,
	"pengelolaan": true, "salatiga": true, "sistem": true, "terpadu": true, "untuk": true, "web": true, "website": true, "yang": true,
}

// Similar finds systems whose name is like the one given: requests of every agency and
// status, drafts and except aside, at most five, most like first. Names are like each other when
// at least half of the words of the one given, common words aside and each as a prefix,
// begin words of the other. For everybody with an account: of requests that the actor
// does not see it tells title, agency and status alone, and it matches nothing but their
// titles. A name without a word of three letters finds nothing. The cost is bounded
// however many requests there are.
func (c *Cases) Similar(ctx context.Context, a Actor, name string, except alur.RequestID) ([]Similar, error) {
	words := telling(name)
	if len(words) == 0 {
		return nil, nil
	}
	var rows []store.TitleRow
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		rows, err = tx.FindTitles(ctx, scopeOf(a.User), words, similarPerWord)
		return err
	})
	if err != nil {
		return nil, err
	}
	type scored struct {
		store.TitleRow
		score int
	}
	var found []scored
	for _, r := range rows {
		has := store.Words(r.Title)
		score := 0
		for _, w := range words {
			if slices.ContainsFunc(has, func(x string) bool { return strings.HasPrefix(x, w) }) {
				score++
			}
		}
		if r.ID != except && score > 0 && 2*score >= len(words) {
			found = append(found, scored{r, score})
		}
	}
	slices.SortFunc(found, func(x, y scored) int {
		return cmp.Or(y.score-x.score, rank(x.Status)-rank(y.Status), y.CreatedAt.Compare(x.CreatedAt), cmp.Compare(x.ID, y.ID))
	})
	var out []Similar
	for _, f := range found[:min(len(found), maxSimilar)] {
		s := Similar{Title: f.Title, Agency: f.AgencyName, Status: f.Status}
		if f.Seen {
			s.Request = f.ID
		}
		out = append(out, s)
	}
	return out, nil
}

// rank puts what is there or on its way before what came to nothing.
func rank(s alur.Status) int {
	switch s {
	case alur.StatusCompleted:
		return 0
	case alur.StatusOpen:
		return 1
	}
	return 2
}

// telling are the words of a name that say what the system is for.
func telling(name string) []string {
	var out []string
	for _, w := range store.Words(name) {
		if len(w) >= minSimilarWord && !commonWords[w] && !slices.Contains(out, w) && len(out) < maxSimilarWords {
			out = append(out, w)
		}
	}
	return out
}
