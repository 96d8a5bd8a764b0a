package web

import (
	"net/http"
	"net/url"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// itemName is the item whose value is the name of the system asked for.
const itemName = alur.ItemID("judul")

// Names in the address of the search for similar systems.
const (
	similarName = "nama"
	similarBut  = "kecuali" // the request that is being written
)

const similarRoute = "/permohonan/mirip"

// similarPath is where a script looks for systems like the one that is being named; the
// name is to be put behind it.
func similarPath(v *casework.View) string {
	return similarRoute + "?" + url.Values{similarBut: {string(v.ID)}}.Encode() + "&" + similarName + "="
}

// similarSystem is one row for the script (static/mirip.js), in words ready to be shown.
type similarSystem struct {
	Name   string `json:"nama"`
	Agency string `json:"perangkat"`
	Status string `json:"status"`
	Href   string `json:"alamat,omitempty"`
}

// showSimilar answers a script with the systems whose name is like the one typed.
func (a *app) showSimilar(w http.ResponseWriter, r *http.Request) error {
	if wait, ok := a.similar.allow(a.session(r).User.Username); !ok {
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	q := r.URL.Query()
	found, err := a.similarTo(r, q.Get(similarName), alur.RequestID(q.Get(similarBut)))
	if err != nil {
		return err
	}
	out := struct {
		Similar []similarSystem `json:"serupa"`
	}{[]similarSystem{}}
	for _, s := range found {
		out.Similar = append(out.Similar, similarSystem{Name: s.Title, Agency: s.Agency, Status: s.Status, Href: s.Href})
	}
	writeJSON(w, http.StatusOK, out)
	return nil
}

// similarTo are the systems whose name is like the one given, but for one request.
func (a *app) similarTo(r *http.Request, name string, except alur.RequestID) ([]page.Similar, error) {
	if runes := []rune(name); len(runes) > 300 {
		name = string(runes[:300])
	}
	found, err := a.Cases.Similar(r.Context(), a.actor(r), name, except)
	if err != nil {
		return nil, err
	}
	var out []page.Similar
	for _, s := range found {
		x := page.Similar{Title: s.Title, Agency: s.Agency, Status: text.Status(s.Status)}
		if s.Request != "" {
			x.Href = "/permohonan/" + string(s.Request)
		}
		out = append(out, x)
	}
	return out, nil
}
