package web

import (
	"context"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Fields of a new request that is registered from a paper letter.
const (
	fieldOrigin = "asal"
	fieldLetter = "pd"

	originOwn    = "instansi" // of one's own agency
	originLetter = "surat"    // from a paper letter of another
)

// mayApply reports whether the user may open requests of the own agency.
func mayApply(u alur.User) bool { return u.Has(alur.RoleRequester) && !u.ReadOnly() }

// mayRegister reports whether the user may register paper letters of other agencies.
func mayRegister(u alur.User) bool {
	return u.AgencyKind == alur.AgencyICT && u.Has(alur.RoleReviewer) && !u.ReadOnly()
}

// beginLink is the way to a new request, for those who may open one.
func beginLink(u alur.User) page.Link {
	l := page.Link{Href: "/permohonan/baru"}
	switch {
	case mayApply(u) && mayRegister(u):
		l.Text = "Permohonan baru"
	case mayApply(u):
		l.Text = "Ajukan permohonan"
	case mayRegister(u):
		l.Text = "Catat dari surat masuk"
	default:
		return page.Link{}
	}
	return l
}

// letterAgencies offers the agencies whose letters may come in.
func (a *app) letterAgencies(ctx context.Context, chosen string) (page.Field, error) {
	f := page.Field{
		ID: fieldLetter, Label: "Perangkat Daerah yang mengirim surat", Type: "select",
		Hint:    "Ketik awal namanya untuk mencari dalam daftar",
		Options: []page.Choice{{Text: "Pilih Perangkat Daerah"}},
	}
	q := directory.AgencyQuery{Limit: 200}
	for {
		all, next, err := a.Directory.FindAgencies(ctx, q)
		if err != nil {
			return f, err
		}
		for _, x := range all {
			if x.Kind != alur.AgencyVendor {
				f.Options = append(f.Options, page.Choice{Value: string(x.ID), Text: x.Name, Checked: string(x.ID) == chosen})
			}
		}
		if next == "" {
			return f, nil
		}
		q.After = next
	}
}

// registrar says who registered the request from a paper letter, or "".
func registrar(v *casework.View) string {
	if !v.State.Counter {
		return ""
	}
	return text.RegisteredAtCounter(displayName(v.People[v.State.CreatedBy], v.State.CreatedBy))
}

// counterNote tells the viewer of a request at the counter that he or she, or the counter,
// may act for the agency now; "" elsewhere.
func (a *app) counterNote(v *casework.View, u alur.User) string {
	if !a.Cases.Flows().AtCounter(v.State) || v.State.Paused != nil {
		return ""
	}
	switch {
	case u.Agency == v.Agency.ID && mayApply(u):
		return text.HelpedAtCounter()
	case mayRegister(u):
		return text.ActsAtCounter(v.Agency.Name)
	}
	return ""
}

// barsReview reports whether taking the action will keep the viewer, a reviewer, from the
// review that comes after it.
func barsReview(v *casework.View, act *flow.Action, username string) bool {
	if !act.Submits {
		return false
	}
	for _, s := range v.State.Submitters {
		if s == username {
			return false // and has been told
		}
	}
	for _, st := range v.Plan.Stages {
		if st.Review == nil {
			continue
		}
		for _, p := range v.Parties {
			if p == st.Review.Party {
				return true
			}
		}
	}
	return false
}

// submitLetter opens the draft of a paper letter.
func (a *app) submitLetter(r *http.Request, in *posted, flowID string, answer func(*casework.Written) reply) (*casework.Written, error) {
	return a.Cases.Register(r.Context(), a.actor(r), alur.AgencyID(in.values.Get(fieldLetter)), flowID, nil, casework.Options{Once: in.once(r, "", answer)})
}
