package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// signatureItem finds a signature item of the current stage.
func signatureItem(v *casework.View, id string) *flow.Item {
	it := v.Stage.Item(alur.ItemID(id))
	if it == nil || it.Kind != flow.KindSignature {
		return nil
	}
	return it
}

// showSignature shows what is about to be signed, all of it, and asks for the password.
func (a *app) showSignature(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	it := signatureItem(v, r.PathValue("item"))
	if it == nil {
		a.notify(w, r, page.Notice{Bad: true, Text: text.ActionNotNow()})
		redirect(w, r, requestPath(v))
		return nil
	}
	refused := a.Cases.MaySign(r.Context(), a.actor(r), v.ID, string(it.ID))
	if refused != nil && !sayable(refused) {
		return refused
	}
	return a.renderSignature(w, r, v, it, refused, http.StatusOK, nil)
}

// sayable reports whether a refusal is one to explain on the page it came up on.
func sayable(err error) bool {
	switch asRefusal(err).Code {
	case alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodeAlreadySigned, alur.CodeSignedAnother, alur.CodePaused, alur.CodeRequestEnded,
		alur.CodeWrongStage, alur.CodeBlocked, alur.CodeStaleVersion, alur.CodeConflict:
		return true
	}
	return false
}

func (a *app) renderSignature(w http.ResponseWriter, r *http.Request, v *casework.View, it *flow.Item, refused error, status int, faults []page.Fault) error {
	d := &desk{form.Desk{View: v, Lacks: form.LackingParts(v), Faults: faults}}
	p := &page.RequestSign{Name: it.Title, As: d.partyName(it.Owner)}
	tell(&p.Base, v, it.Title)
	p.Wide = false
	p.Faults = faults
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	var err error
	if p.Behalf, err = a.actsFor(r, v, it.Owner); err != nil {
		return err
	}
	p.Head = a.head(v, "tanda-tangan", a.session(r).User)
	for _, x := range v.Stage.Items {
		if x.Kind == flow.KindSignature || x.Confidential && d.hides() {
			continue
		}
		ans := d.Answer(v.Stage, x)
		p.Answers = append(p.Answers, ans)
	}
	for _, ref := range it.Covers {
		for _, doc := range v.Documents {
			if doc.Stage == ref.Stage && doc.Kind == ref.Item {
				p.Docs = append(p.Docs, d.Doc(doc))
			}
		}
	}
	switch {
	case refused != nil && len(asRefusal(refused).Blockers) > 0:
		p.Reasons = d.reasons(asRefusal(refused).Blockers, nil, slots(v))
	case refused != nil:
		_, detail := errorSentence(refused)
		p.Reasons = []page.Reason{{Text: detail}}
	case slices.ContainsFunc(v.Waiting, func(x flow.Waiting) bool { return lacksMore(v, x) }):
		p.Reasons = []page.Reason{{Text: text.SignLater(), Href: requestPath(v)}}
	}
	if len(p.Reasons) == 0 || len(faults) > 0 {
		p.Reasons = nil
		p.Password = a.proofField(r, d.Fault(fieldPassword))
		p.Form = page.ActionForm{Action: requestPath(v, "tanda-tangan", string(it.ID)), Button: "Tanda tangani", Class: "tombol", Hiddens: formHiddens(v)}
	}
	return a.render(w, r, status, "request_sign", p)
}

// lacksMore reports whether something other than signatures is missing.
func lacksMore(v *casework.View, x flow.Waiting) bool {
	return slices.ContainsFunc(x.Missing, func(id string) bool {
		it := v.Stage.Item(alur.ItemID(id))
		return it == nil || it.Kind != flow.KindSignature
	})
}

// submitSignature signs. What may not be signed is refused before the password is
// looked at; the request must still be what the page showed.
func (a *app) submitSignature(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	item := r.PathValue("item")
	answer := func(done *casework.Written) reply {
		g := a.viewTurn(done.View)
		return reply{To: requestPath(done.View) + "#tindakan", Notice: page.Notice{Text: text.Signed(g.Names())}}
	}
	options := casework.Options{If: in.condition(), Once: in.once(r, "", answer)}
	it := signatureItem(v, item)
	refused := a.Cases.MaySign(r.Context(), a.actor(r), v.ID, item)
	// "Already signed" may be this very form, sent twice: only casework knows. The
	// password is asked for all the same, for by then the signature may be gone again.
	if refused != nil && asRefusal(refused).Code != alur.CodeAlreadySigned {
		if it != nil && sayable(refused) {
			a.noteDenial(r, asRefusal(refused))
			return a.renderSignature(w, r, v, it, refused, statusOf(asRefusal(refused).Code), nil)
		}
		return refused
	}
	if it != nil {
		fault, err := a.confirm(w, r, in.values)
		if err != nil {
			return err
		}
		if fault != "" {
			return a.renderSignature(w, r, v, it, nil, http.StatusUnprocessableEntity, []page.Fault{{Field: fieldPassword, Text: fault}})
		}
	}
	done, err := a.Cases.Sign(r.Context(), a.actor(r), v.ID, item, options)
	if err == nil {
		return a.finish(w, r, done, answer)
	}
	if !sayable(err) {
		return err
	}
	if v, getErr := a.requestOf(r); getErr == nil {
		if it := signatureItem(v, item); it != nil {
			if code := asRefusal(err).Code; code == alur.CodeStaleVersion || code == alur.CodeConflict {
				after, _ := in.version()
				who, when := a.changedBy(r.Context(), r, v, after, nil)
				return a.renderSignature(w, r, v, it, nil, statusOf(code), []page.Fault{{Text: text.ChangedSinceOpened(who, when)}})
			}
			return a.renderSignature(w, r, v, it, err, statusOf(asRefusal(err).Code), nil)
		}
	}
	return err
}
