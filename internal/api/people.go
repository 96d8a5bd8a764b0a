package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

var (
	personCodes   = []alur.Code{alur.CodeNotYourParty, alur.CodeNotFound, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull}
	proposalCodes = []alur.Code{alur.CodeNotYourParty, alur.CodeFourEyes, alur.CodeNotFound, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull}
)

// peopleRoutes are the calls about who is who.
var peopleRoutes = []route{
	{
		method: http.MethodPost, path: "/users", id: "invite-user", tag: "directory", access: signedIn, scope: scopeAdmin, proof: (*call).always, manages: true,
		body: NewPerson{}, status: 201, result: Invited{}, location: true, accepted: Proposal{},
		summary: "Invite a person",
		about: "Makes an account without a password; the link of the invitation works for 7 days, once. It goes by mail where there is a mail server and an address, else it stands in the answer. " +
			"An agency's own admin invites people of the agency as requester and member. A privileged role (admin, head, reviewer, auditor) makes it a proposal where there are two administrators: 202. " +
			"Idempotency-Key is accepted and ignored.",
		codes: []alur.Code{alur.CodeNotYourParty, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull}, handle: (*call).inviteUser,
	},
	{
		method: http.MethodPatch, path: "/users/{username}", id: "change-user", tag: "directory", access: signedIn, scope: scopeAdmin, proof: (*call).always, manages: true,
		body: PersonChange{}, status: 200, result: Person{}, accepted: Proposal{},
		summary: "Change a person",
		about: "What is absent stays; null clears an address or a number. What takes something away is done at once. Privileged roles that are added, and another address of somebody who has one, " +
			"become a proposal where there are two administrators: 202, and the rest is done.",
		codes: personCodes, handle: (*call).changeUser,
	},
	{
		method: http.MethodPost, path: "/users/{username}/invitation", id: "invite-user-again", tag: "directory", access: signedIn, scope: scopeAdmin, proof: (*call).always,
		manages: true, status: 201, result: Invited{},
		summary: "Send an invitation again", about: "For who has not used the link; the one before stops working. Idempotency-Key is accepted and ignored.",
		codes: personCodes, handle: (*call).inviteAgain,
	},
	{
		method: http.MethodPost, path: "/users/{username}/activation", id: "activate-user", tag: "directory", access: signedIn, scope: scopeAdmin, proof: (*call).always,
		manages: true, status: 200, result: Person{}, accepted: Proposal{},
		summary: "Let a disabled account be used again", about: "A proposal where there are two administrators and the person has a privileged role: 202. Idempotency-Key is accepted and ignored.",
		codes: personCodes, handle: (*call).activateUser,
	},
	{
		method: http.MethodGet, path: "/proposals", id: "list-proposals", tag: "directory", access: signedIn, scope: scopeAdmin, admins: true, status: 200, result: List[Proposal]{},
		query:   []parameter{{name: "state", about: "Only the open ones", enum: []string{"open"}}},
		summary: "Acts that another administrator must confirm", about: "The newest first, at most 100.", codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).listProposals,
	},
	{
		method: http.MethodPost, path: "/proposals/{proposal}/confirmation", id: "confirm-proposal", tag: "directory", access: signedIn, scope: scopeAdmin, proof: (*call).always,
		admins: true, status: 200, result: Confirmed{},
		summary: "Confirm a proposal",
		about: "By another administrator than whoever proposed it and whom it is about. One that is about another than the account is by now is off the table: conflict, field stale. " +
			"The answer has the link of an invitation that could not go by mail. Idempotency-Key is accepted and ignored.",
		codes: proposalCodes, handle: (*call).confirmProposal,
	},
	{
		method: http.MethodPost, path: "/proposals/{proposal}/refusal", id: "refuse-proposal", tag: "directory", access: signedIn, scope: scopeAdmin, admins: true, status: 204,
		summary: "Take a proposal off the table", about: "Whoever proposed it takes it back so. Idempotency-Key is accepted and ignored.",
		codes: []alur.Code{alur.CodeNotYourParty, alur.CodeNotFound, alur.CodeConflict, alur.CodeOverloaded, alur.CodeStorageFull}, handle: (*call).refuseProposal,
	},
}

// NewPerson is the body of POST users.
type NewPerson struct {
	Username string        `json:"username,omitzero" example:"siti.aminah" doc:"For life; made of the name when absent"`
	Name     string        `json:"name"`
	Email    string        `json:"email,omitzero"`
	NIP      string        `json:"nip,omitzero" doc:"18 digits"`
	Agency   alur.AgencyID `json:"agency,omitzero" doc:"Not read for an agency's own admin"`
	Roles    []alur.Role   `json:"roles"`
}

// TransformSchema lists the roles.
func (NewPerson) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return enumerateRoles(s)
}

// PersonChange is the body of PATCH user.
type PersonChange struct {
	Name   string        `json:"name,omitzero"`
	Email  string        `json:"email,omitzero" nullable:"true" doc:"null or empty for none"`
	NIP    string        `json:"nip,omitzero" nullable:"true" doc:"null or empty for none"`
	Agency alur.AgencyID `json:"agency,omitzero" doc:"Not read for an agency's own admin"`
	Roles  []alur.Role   `json:"roles,omitzero"`
}

// TransformSchema lists the roles.
func (PersonChange) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return enumerateRoles(s)
}

func enumerateRoles(s *huma.Schema) *huma.Schema {
	enumerate(&huma.Schema{Properties: map[string]*huma.Schema{"roles": s.Properties["roles"].Items}}, "roles", alur.Roles)
	return s
}

// Person is somebody as those who manage people see him or her.
type Person struct {
	Username   string      `json:"username"`
	Name       string      `json:"name"`
	Agency     AgencyRef   `json:"agency"`
	Roles      []alur.Role `json:"roles"`
	Email      *string     `json:"email"`
	NIP        *string     `json:"nip"`
	NIPWarning *string     `json:"nip_warning" doc:"What is odd about the number: length, birth, start, sex or serial; null when nothing is"`
	Active     bool        `json:"active"`
	Invited    bool        `json:"invited" doc:"The link of the invitation has not been used: nobody can sign in yet"`
	SignedInAt *string     `json:"signed_in_at" format:"date-time" doc:"The last sign-in; null for never"`
}

// TransformSchema lists the roles.
func (Person) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema { return enumerateRoles(s) }

// Invited is an invitation that was made.
type Invited struct {
	Username      string `json:"username"`
	ExpiresAt     string `json:"expires_at" format:"date-time" doc:"Of the link"`
	Mailed        bool   `json:"mailed" doc:"The link is on its way by mail"`
	InvitationURL string `json:"invitation_url,omitzero" format:"uri" doc:"The link, when it was not mailed; this is its only copy. For the person alone"`
}

// Confirmed is what came of a proposal that was confirmed.
type Confirmed struct {
	Invitation *Invited `json:"invitation,omitzero" doc:"Of an account that was made"`
}

// Proposal is an act that another administrator must confirm.
type Proposal struct {
	ID         string                  `json:"id" pattern:"^[0-9a-f]{32}$"`
	Kind       directory.ActKind       `json:"kind"`
	Username   string                  `json:"username" doc:"Whom it is about"`
	Name       string                  `json:"name"`
	Roles      []alur.Role             `json:"roles" doc:"After the act; empty where it leaves them"`
	Email      *string                 `json:"email" doc:"After the act; null where it leaves it"`
	State      directory.ProposalState `json:"state"`
	ProposedBy string                  `json:"proposed_by"`
	ProposedAt string                  `json:"proposed_at" format:"date-time"`
	ExpiresAt  string                  `json:"expires_at" format:"date-time"`
	DecidedBy  *string                 `json:"decided_by"`
	DecidedAt  *string                 `json:"decided_at" format:"date-time"`
}

// TransformSchema lists kinds, states and roles.
func (Proposal) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "kind", directory.ActKinds)
	enumerate(s, "state", directory.ProposalStates)
	return enumerateRoles(s)
}

// personStates are the groups of people that can be asked for.
var personStates = []string{string(directory.StateNotEntered), string(directory.StateDisabled)}

// listManaged lists a group of those whom the caller manages.
func (c *call) listManaged(q directory.PersonQuery) error {
	list, err := c.s.Directory.Persons(c.ctx(), c.manager(), q)
	if err != nil {
		return err
	}
	page := Page[User]{Items: []User{}, NextCursor: orNull(list.Next)}
	for _, p := range list.People {
		u := User{
			Username: p.Username, Name: p.Name, Agency: AgencyRef{ID: p.Agency, Name: p.AgencyName}, Roles: append([]alur.Role{}, p.Roles...), Invited: p.Invited,
		}
		if !p.EnteredAt.IsZero() {
			u.SignedInAt = wireTime(p.EnteredAt)
		}
		page.Items = append(page.Items, u)
	}
	return c.answer(http.StatusOK, page)
}

func (c *call) inviteUser() error {
	var body NewPerson
	if err := c.body(&body); err != nil {
		return err
	}
	out, err := c.s.Directory.Invite(c.ctx(), c.manager(), directory.NewPerson{
		Username: body.Username, Name: body.Name, Contact: directory.Contact{Email: body.Email, NIP: body.NIP}, Agency: body.Agency, Roles: body.Roles,
	})
	if err != nil {
		return err
	}
	if out.Proposal != nil {
		return c.answer(http.StatusAccepted, wireProposal(*out.Proposal))
	}
	c.w.Header().Set("Location", Prefix+"/users/"+out.Invitation.Username)
	return c.answer(http.StatusCreated, c.invited(out.Invitation))
}

// invited sends an invitation, or shows its link where it cannot go by mail.
func (c *call) invited(i *directory.Invitation) Invited {
	out := Invited{Username: i.Username, ExpiresAt: wireTime(i.ExpiresAt)}
	if c.s.Mail != nil && i.Email != "" {
		c.s.Mail(i)
		out.Mailed = true
		return out
	}
	base := strings.TrimRight(c.s.PublicURL, "/")
	if base == "" {
		base = "http://" + c.r.Host // of the machine itself: elsewhere the address is configured
	}
	out.InvitationURL = base + "/undangan/" + i.Token
	return out
}

func (c *call) inviteAgain() error {
	invite := c.s.Directory.InviteAgain
	if c.s.Mail != nil {
		invite = c.s.Directory.InviteByMail
	}
	i, err := invite(c.ctx(), c.manager(), c.r.PathValue("username"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusCreated, c.invited(i))
}

func (c *call) changeUser() error {
	username := c.r.PathValue("username")
	p, err := c.s.Directory.Person(c.ctx(), c.manager(), username)
	if err != nil {
		return err
	}
	var body Values
	if err := c.body(&body); err != nil {
		return err
	}
	change := directory.PersonChange{Name: p.Name, Contact: p.Contact, Agency: p.Agency, Roles: p.Roles}
	if err := readPersonChange(&change, body); err != nil {
		return err
	}
	out, err := c.s.Directory.ChangePerson(c.ctx(), c.manager(), username, change)
	return c.personDone(out, err)
}

// readPersonChange takes what the body says over c: unknown-field, invalid-type.
func readPersonChange(c *directory.PersonChange, body Values) error {
	for name, raw := range body {
		var err error
		switch name {
		case "name":
			err = readText(&c.Name, name, raw)
		case "email":
			err = readText(&c.Email, name, raw)
		case "nip":
			err = readText(&c.NIP, name, raw)
		case "agency":
			err = readText(&c.Agency, name, raw)
		case "roles":
			var roles []alur.Role
			if raw.Kind() != jsontext.Kind('[') || json.Unmarshal(raw, &roles) != nil {
				err = alur.RefuseField(alur.CodeInvalidType, name)
			}
			c.Roles = roles
		default:
			err = alur.RefuseField(alur.CodeUnknownField, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *call) activateUser() error {
	out, err := c.s.Directory.Activate(c.ctx(), c.manager(), c.r.PathValue("username"))
	return c.personDone(out, err)
}

// personDone answers with the person as he or she is now, or with the proposal.
func (c *call) personDone(out directory.Outcome, err error) error {
	if err != nil {
		return err
	}
	if out.Proposal != nil {
		return c.answer(http.StatusAccepted, wireProposal(*out.Proposal))
	}
	p, err := c.s.Directory.Person(c.ctx(), c.manager(), c.r.PathValue("username"))
	if err != nil {
		return err
	}
	w := Person{
		Username: p.Username, Name: p.Name, Agency: AgencyRef{ID: p.Agency, Name: p.AgencyName}, Roles: append([]alur.Role{}, p.Roles...), Email: orNull(p.Email), NIP: orNull(p.NIP),
		NIPWarning: orNull(directory.NIPWarning(p.NIP)), Active: p.Active, Invited: p.Invited,
	}
	if !p.EnteredAt.IsZero() {
		at := wireTime(p.EnteredAt)
		w.SignedInAt = &at
	}
	return c.answer(http.StatusOK, w)
}

func wireProposal(p directory.Proposal) Proposal {
	w := Proposal{
		ID: p.ID, Kind: p.Kind, Username: p.Username, Name: p.Name, Roles: append([]alur.Role{}, p.Roles...), Email: orNull(p.Email), State: p.State,
		ProposedBy: p.By.Username, ProposedAt: wireTime(p.At), ExpiresAt: wireTime(p.Until), DecidedBy: orNull(p.Decided.Username),
	}
	if !p.DecidedAt.IsZero() {
		at := wireTime(p.DecidedAt)
		w.DecidedAt = &at
	}
	return w
}

func (c *call) listProposals() error {
	all, err := c.s.Directory.Proposals(c.ctx(), "", c.query.Get("state") == "open")
	if err != nil {
		return err
	}
	list := List[Proposal]{Items: []Proposal{}}
	for _, p := range all {
		list.Items = append(list.Items, wireProposal(p))
	}
	return c.answer(http.StatusOK, list)
}

func (c *call) confirmProposal() error {
	out, err := c.s.Directory.ConfirmProposal(c.ctx(), c.manager(), c.r.PathValue("proposal"))
	if err != nil {
		return err
	}
	var done Confirmed
	if out.Invitation != nil {
		i := c.invited(out.Invitation)
		done.Invitation = &i
	}
	return c.answer(http.StatusOK, done)
}

func (c *call) refuseProposal() error {
	if err := c.s.Directory.RefuseProposal(c.ctx(), c.manager(), c.r.PathValue("proposal")); err != nil {
		return err
	}
	writeBody(c.w, c.r, http.StatusNoContent, "", nil)
	return nil
}
