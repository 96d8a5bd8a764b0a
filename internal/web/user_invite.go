package web

import (
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

func (a *app) newUserForm(r *http.Request, n directory.NewPerson) (*page.UserForm, error) {
	m := a.manager(r)
	p := &page.UserForm{
		Name:     page.Field{ID: fieldName, Label: "Nama lengkap", Value: n.Name, Spellcheck: true, Autocomplete: "off", Width: "l"},
		Username: usernameField(), Email: emailField(n.Email), NIP: nipField(n.NIP), Roles: rolesField(m.Gives(), n.Roles), Mail: a.Mail != nil,
	}
	p.Username.Value, p.Username.Autocomplete, p.Username.Optional = n.Username, "off", true
	p.Username.Hint = "Bila kosong dibuat dari namanya, misalnya siti.aminah. " + p.Username.Hint
	p.Title, p.Current = "Undang pengguna", "/admin/pengguna"
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: "Undang pengguna"}}
	if !m.Has(alur.RoleAdmin) {
		p.Of = m.AgencyName
		return p, nil
	}
	var err error
	if p.Second, err = a.Directory.SecondAdmin(r.Context()); err != nil {
		return nil, err
	}
	p.Agency, err = a.agencyField(r.Context(), string(n.Agency), "Pilih instansi")
	return p, err
}

func (a *app) showNewUser(w http.ResponseWriter, r *http.Request) error {
	p, err := a.newUserForm(r, directory.NewPerson{})
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "user_form", p)
}

// submitNewUser invites somebody.
func (a *app) submitNewUser(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n := directory.NewPerson{
		Username: strings.TrimSpace(r.PostForm.Get(fieldUsername)), Name: strings.TrimSpace(r.PostForm.Get(fieldName)), Contact: readContact(r),
		Agency: alur.AgencyID(r.PostForm.Get("instansi")), Roles: readRoles(r),
	}
	out, err := a.Directory.Invite(r.Context(), a.manager(r), n)
	if err == nil {
		if out.Proposal != nil {
			return a.proposed(w, r, out, "/admin/pengguna")
		}
		return a.invited(w, r, out.Invitation, n.NIP, true)
	}
	faults := personFaults(err)
	if faults == nil {
		return err
	}
	p, err := a.newUserForm(r, n)
	if err != nil {
		return err
	}
	p.Faults = faults
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "user_form", p)
}

// submitInviteAgain makes a new link for somebody who has not used the last one.
func (a *app) submitInviteAgain(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	u, err := a.changeable(r)
	if err != nil {
		return err
	}
	byMail, invite := r.PostForm.Get(fieldHow) != "salin", a.Directory.InviteAgain
	if byMail && a.Mail != nil {
		invite = a.Directory.InviteByMail
	}
	i, err := invite(r.Context(), a.manager(r), u.Username)
	if err != nil {
		return a.userRefused(w, r, u, err)
	}
	return a.invited(w, r, i, "", byMail)
}

// invited sends the link of an invitation, or shows it where it cannot go by mail.
func (a *app) invited(w http.ResponseWriter, r *http.Request, i *directory.Invitation, nip string, byMail bool) error {
	warning := text.NIPWarning(directory.NIPWarning(nip))
	if byMail && a.Mail != nil && i.Email != "" {
		a.Mail.Send(a.invitationLetter(i))
		a.notify(w, r, page.Notice{Text: strings.TrimSpace(text.InvitationSent(i.Name, i.Username, i.Email) + " " + warning)})
		redirect(w, r, userPath(i.Username))
		return nil
	}
	p := &page.UserInvited{
		Name: i.Name, Username: i.Username, Link: a.serverAddress(r) + "/undangan/" + i.Token, Until: text.DateTime(i.ExpiresAt), Warning: warning,
		Next: page.Link{Href: userPath(i.Username), Text: "Ke halaman " + i.Name},
	}
	p.Title, p.Current, p.Path = "Tautan undangan "+i.Username, "/admin/pengguna", userPath(i.Username)
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: userPath(i.Username), Text: i.Name}, {Text: "Undangan"}}
	noIndex(w)
	return a.render(w, r, http.StatusOK, "user_invited", p)
}

func (a *app) invitationLetter(i *directory.Invitation) mail.Letter {
	return InvitationLetter(i, a.PublicURL)
}

// InvitationLetter is the mail with the link, which leads to the configured address.
func InvitationLetter(i *directory.Invitation, publicURL string) mail.Letter {
	l := text.InvitationLetter(i.Name, i.Username, i.Agency, i.Roles, i.ExpiresAt)
	return mail.Letter{
		To: i.Email, Subject: l.Subject, Greeting: l.Greeting, Paragraphs: l.Paragraphs, Link: strings.TrimRight(publicURL, "/") + "/undangan/" + i.Token,
		LinkText: l.LinkText, After: l.After, From: l.From,
	}
}

// submitUserPasswordLink sends somebody a link for a new password.
func (a *app) submitUserPasswordLink(w http.ResponseWriter, r *http.Request) error {
	if a.Mail == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	u, err := a.changeable(r)
	if err != nil {
		return err
	}
	link, err := a.Directory.PasswordLink(r.Context(), a.manager(r), u.Username)
	if err != nil {
		return a.userRefused(w, r, u, err)
	}
	l := text.PasswordLetter(link.Name)
	a.Mail.Send(mail.Letter{
		To: link.Email, Subject: l.Subject, Greeting: l.Greeting, Paragraphs: l.Paragraphs, Link: strings.TrimRight(a.PublicURL, "/") + "/masuk/sandi-baru/" + link.Token,
		LinkText: l.LinkText, After: l.After, From: l.From,
	})
	a.notify(w, r, page.Notice{Text: text.PasswordLinkSent(link.Name, link.Email)})
	redirect(w, r, userPath(u.Username))
	return nil
}

// personFaults turns a refusal of what was typed about a person into sentences beside the
// fields; nil when the refusal is about something else.
func personFaults(err error) []page.Fault {
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData && e.Code != alur.CodeConflict {
		return nil
	}
	at := map[string]string{
		"username": fieldUsername, "name": fieldName, "email": fieldEmail, "nip": fieldNIP, "agency": "instansi", "roles": "peran", "password": "kata-sandi-baru",
		"invitation": fieldEmail, "proposal": "usulan",
	}
	var out []page.Fault
	add := func(field, reason string) {
		if t := text.PersonFault(field, reason); t != "" && at[field] != "" {
			out = append(out, page.Fault{Field: at[field], Text: t})
		}
	}
	for _, b := range e.Blockers {
		if b.Item == "password" {
			out = append(out, page.Fault{Field: at["password"], Text: passwordFault(b.Reason)})
			continue
		}
		add(b.Item, b.Reason)
	}
	if e.Code == alur.CodeConflict {
		add(e.Field, "taken")
	}
	return out
}
