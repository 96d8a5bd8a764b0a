package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// proposed says that another administrator has to confirm what somebody just did.
func (a *app) proposed(w http.ResponseWriter, r *http.Request, out directory.Outcome, to string) error {
	a.notify(w, r, page.Notice{Text: text.ProposalMade(out.Held, out.Replaced), Href: "/admin/persetujuan", LinkText: "Lihat persetujuan"})
	redirect(w, r, to)
	return nil
}

// proposalRow says in words what a proposal asks for, and what the viewer may do with it.
func proposalRow(x directory.Proposal, viewer alur.User) page.ProposalRow {
	row := page.ProposalRow{
		Action: "/admin/persetujuan/" + x.ID, Name: x.Name,
		What: text.ProposalWhat(string(x.Kind), x.Was, x.Roles, x.Agency, x.Email, x.Subject), By: displayName(x.By, x.By.Username),
		Until: text.ProposalUntil(x.At, x.Until, x.DecidedAt, displayName(x.Decided, x.Decided.Username)),
	}
	if x.Kind != directory.ActInvite || x.State == directory.ProposalConfirmed {
		row.Href = userPath(x.Username)
	}
	if x.State != directory.ProposalOpen {
		row.State = text.ProposalState(string(x.State))
		return row
	}
	row.Confirm = x.Confirms(viewer)
	switch {
	case viewer.Username == x.By.Username:
		row.Refuse, row.Why = "Tarik usulan", "Menunggu pengelola lain."
	case x.Refuses(viewer):
		row.Refuse = "Tolak"
		if !row.Confirm {
			row.Why = "Usulan ini tentang Anda sendiri: pengelola lain yang menyetujuinya."
		}
	}
	return row
}

// showProposals lists what administrators have to confirm for each other.
func (a *app) showProposals(w http.ResponseWriter, r *http.Request) error {
	all, err := a.Directory.Proposals(r.Context(), "", false)
	if err != nil {
		return err
	}
	p := &page.Proposals{}
	p.Title, p.Current = "Persetujuan", "/admin/persetujuan"
	for _, x := range all {
		row := proposalRow(x, a.session(r).User)
		switch {
		case x.State == directory.ProposalOpen:
			p.Open = append(p.Open, row)
		case len(p.Decided) < 20:
			p.Decided = append(p.Decided, row)
		}
	}
	return a.render(w, r, http.StatusOK, "proposals", p)
}

// submitConfirmProposal confirms what another administrator proposed.
func (a *app) submitConfirmProposal(w http.ResponseWriter, r *http.Request) error {
	out, err := a.Directory.ConfirmProposal(r.Context(), a.manager(r), r.PathValue("id"))
	if err == nil {
		if out.Invitation != nil {
			return a.invited(w, r, out.Invitation, "", true)
		}
		a.notify(w, r, page.Notice{Text: "Usulan disetujui dan sudah berlaku."})
		redirect(w, r, "/admin/persetujuan")
		return nil
	}
	return a.proposalRefused(w, r, err)
}

// submitRefuseProposal takes a proposal off the table.
func (a *app) submitRefuseProposal(w http.ResponseWriter, r *http.Request) error {
	if err := a.Directory.RefuseProposal(r.Context(), a.manager(r), r.PathValue("id")); err != nil {
		return a.proposalRefused(w, r, err)
	}
	a.notify(w, r, page.Notice{Text: "Usulan ditolak. Tidak ada yang berubah."})
	redirect(w, r, "/admin/persetujuan")
	return nil
}

// proposalRefused says on the list why a proposal was not decided.
func (a *app) proposalRefused(w http.ResponseWriter, r *http.Request, err error) error {
	e := asRefusal(err)
	if e.Code != alur.CodeConflict && e.Code != alur.CodeInvalidData && e.Code != alur.CodeFourEyes {
		return err
	}
	field := e.Field
	if e.Code == alur.CodeFourEyes {
		field = "self"
	}
	a.notify(w, r, page.Notice{Bad: true, Text: text.ProposalRefused(field)})
	redirect(w, r, "/admin/persetujuan")
	return nil
}

// proposalsLink is the way to what waits for a second administrator, with how much does.
func (a *app) proposalsLink(r *http.Request, u alur.User) page.Link {
	l := page.Link{Href: "/admin/persetujuan", Text: "Persetujuan", Icon: "benar"}
	n, err := a.Directory.CountProposals(r.Context(), u)
	if err != nil {
		a.Log.WarnContext(r.Context(), "proposals", "error", err)
	}
	l.Count = n
	return l
}
