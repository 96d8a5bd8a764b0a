package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showProof proves the history of one request while the auditor waits, and says in
// plain words what came out. Who may ask is casework's to say.
func (a *app) showProof(w http.ResponseWriter, r *http.Request) error {
	proof, err := a.Cases.Prove(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	p := &page.RequestProof{At: text.DateTime(proof.At), Events: proof.Events, Last: proof.Last}
	if f := proof.Fault; f != nil {
		p.Broken, p.Seq, p.What = true, f.Seq, f.What
	}
	title := "Riwayat utuh"
	if p.Broken {
		title = "Riwayat tidak utuh"
	}
	p.Name = title
	tell(&p.Base, v, title)
	p.Wide = false
	p.Head = a.head(v, tabHistory, a.session(r).User)
	p.Back = page.Link{Href: requestPath(v, tabHistory), Text: "Riwayat"}
	return a.render(w, r, http.StatusOK, "request_proof", p)
}
