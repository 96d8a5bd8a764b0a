package directory

import (
	"context"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// InvitationLife is how long the link of an invitation works.
const InvitationLife = 7 * 24 * time.Hour

// kindInvitation is the link with which somebody who was invited chooses a password. An
// account has one at most.
const kindInvitation = "invitation"

// NewPerson is somebody to be invited.
type NewPerson struct {
	Username string // 2 to 40 of a-z 0-9 . _ -, for life; "" makes one of the name
	Name     string
	Contact
	Agency alur.AgencyID
	Roles  []alur.Role
}

// Invitation is an account that waits for its owner, and the link for him or her.
type Invitation struct {
	Token     string // its only copy; "" where the link is only looked at
	Username  string
	Name      string
	Email     string // "" when unknown
	Agency    string // name
	Roles     []alur.Role
	ExpiresAt time.Time
}

// Invite makes an account without a password, in which nobody can sign in until the link
// of the invitation was used. Who may give which role in which agency is said by
// [Manager]; a privileged role makes it a proposal where there is a second administrator.
//
// Refusals: invalid-data with everything that is wrong, conflict (username, email, nip),
// not-your-party.
func (d *Directory) Invite(ctx context.Context, m Manager, p NewPerson) (Outcome, error) {
	if !m.ManagesPeople() {
		return Outcome{}, alur.Refuse(alur.CodeNotYourParty)
	}
	x := act{Name: strings.TrimSpace(p.Name), Email: CleanUsername(p.Email), NIP: CleanUsername(p.NIP), Agency: p.Agency, Roles: p.Roles}
	if !m.Has(alur.RoleAdmin) {
		x.Agency = m.Agency
	}
	username := strings.TrimSpace(p.Username)
	return d.do(ctx, m, func(tx *store.Tx) (todo, error) {
		if err := d.judgeInvite(ctx, tx, m, username, x); err != nil {
			return todo{}, err
		}
		name := username
		if name == "" {
			var err error
			if name, err = freeUsername(ctx, tx, x.Name); err != nil {
				return todo{}, err
			}
		}
		return todo{kind: ActInvite, subject: alur.User{Username: name}, act: x, weighs: privileged(x.Roles) != nil}, nil
	})
}

func (d *Directory) judgeInvite(ctx context.Context, tx *store.Tx, m Manager, username string, x act) error {
	var wrong faults
	switch {
	case username != "" && !validUsername(username):
		wrong.add("username", "bad-characters")
	case username == "" && x.Name != "" && ProposeUsername(x.Name) == "":
		wrong.add("username", "required")
	}
	judgeName(&wrong, "name", x.Name)
	judgeContact(&wrong, Contact{x.Email, x.NIP})
	judgeGiven(&wrong, m, nil, x.Roles)
	if err := judgeAgency(ctx, tx, &wrong, x.Agency, x.Roles, true); err != nil {
		return err
	}
	if wrong != nil {
		return wrong.err()
	}
	if username != "" {
		// A username that is somebody's number or address would shadow it.
		if _, err := tx.Login(ctx, username); err == nil {
			return alur.RefuseField(alur.CodeConflict, "username")
		} else if alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
	}
	return contactTaken(ctx, tx, username, Contact{x.Email, x.NIP})
}

// applyInvite makes the account and its link.
func (d *Directory) applyInvite(ctx context.Context, tx *store.Tx, username string, x act, by By, out *Outcome) error {
	now := d.clock()
	a := store.AccountRow{
		User:  alur.User{Username: username, Name: x.Name, Agency: x.Agency, Roles: x.Roles, Active: true},
		Email: x.Email, NIP: x.NIP, CreatedAt: now, UpdatedAt: now,
	}
	if err := tx.InsertAccount(ctx, a); err != nil {
		if alur.CodeOf(err) == alur.CodeConflict {
			return alur.RefuseField(alur.CodeConflict, "username")
		}
		return err
	}
	if err := d.record(ctx, tx, by.event(SecurityUserAdded, username, string(x.Agency)+" "+roleList(x.Roles))); err != nil {
		return err
	}
	var err error
	out.Invitation, err = d.putInvitation(ctx, tx, username, by)
	return err
}

// putInvitation makes a link in the place of the one before.
func (d *Directory) putInvitation(ctx context.Context, tx *store.Tx, username string, by By) (*Invitation, error) {
	if _, err := tx.DeleteOneTimes(ctx, kindInvitation, username); err != nil {
		return nil, err
	}
	a, err := tx.Account(ctx, username)
	if err != nil {
		return nil, err
	}
	now := d.clock()
	i := invitationOf(a, now.Add(InvitationLife))
	var hash []byte
	i.Token, hash = newSecret(KindSession)
	if err := tx.PutOneTime(ctx, store.OneTimeRow{Hash: hash, Kind: kindInvitation, Username: username, CreatedAt: now, ExpiresAt: i.ExpiresAt}); err != nil {
		return nil, err
	}
	return i, d.record(ctx, tx, by.event(SecurityInvited, username, ""))
}

func invitationOf(a store.AccountRow, until time.Time) *Invitation {
	return &Invitation{Username: a.Username, Name: a.Name, Email: a.Email, Agency: a.AgencyName, Roles: a.Roles, ExpiresAt: until}
}

// InviteAgain makes a new link for somebody who was invited and has not been here; the one
// before stops working. It may be done for ever. The manager sees the link: where the
// account weighs and there is a second administrator it goes by mail alone
// ([Directory.InviteByMail]).
//
// Refusals: not-found, not-your-party, conflict (password: somebody is behind the account;
// active: the account is disabled; erased; invitation: by mail alone, for which the
// account must have an address).
func (d *Directory) InviteAgain(ctx context.Context, m Manager, username string) (*Invitation, error) {
	return d.inviteAgain(ctx, m, username, false)
}

// InviteByMail is InviteAgain for a link that goes to the address of the account, if it has
// one, and is not shown then.
//
// Refusals: those of InviteAgain.
func (d *Directory) InviteByMail(ctx context.Context, m Manager, username string) (*Invitation, error) {
	return d.inviteAgain(ctx, m, username, true)
}

// waits reports whether nobody is behind an account yet: no password, identity or passkey,
// and it was never entered.
func waits(ctx context.Context, tx *store.Tx, a store.AccountRow) (bool, error) {
	if a.Password != "" || !a.EnteredAt.IsZero() {
		return false, nil
	}
	identities, err := tx.Identities(ctx, a.Username)
	if err != nil || len(identities) > 0 {
		return false, err
	}
	factors, err := tx.Factors(ctx, a.Username)
	return factors.Passkeys == 0, err
}

// judgeLink refuses to show the link of an account that weighs where there is a second
// administrator: whoever has the link is the account.
func judgeLink(ctx context.Context, tx *store.Tx, a store.AccountRow, mailed bool) error {
	if mailed && a.Email != "" {
		return nil
	}
	heavy, err := weighs(ctx, tx, a)
	if err != nil || !heavy {
		return err
	}
	second, err := secondAdmin(ctx, tx)
	if err == nil && second {
		err = alur.RefuseField(alur.CodeConflict, "invitation")
	}
	return err
}

func (d *Directory) inviteAgain(ctx context.Context, m Manager, username string, mailed bool) (*Invitation, error) {
	var i *Invitation
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := managed(ctx, tx, m, username)
		if err != nil {
			return err
		}
		open, err := waits(ctx, tx, a)
		switch {
		case err != nil:
			return err
		case !open:
			return alur.RefuseField(alur.CodeConflict, "password")
		case !a.Active:
			return alur.RefuseField(alur.CodeConflict, "active")
		}
		if err := judgeLink(ctx, tx, a, mailed); err != nil {
			return err
		}
		i, err = d.putInvitation(ctx, tx, username, m.by())
		return err
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// CheckInvitation looks at an invitation without using it up: not-found when the link is
// none, was used, is too old, or its account is disabled.
func (d *Directory) CheckInvitation(ctx context.Context, token string) (*Invitation, error) {
	if !plausible(KindSession, token) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	var i *Invitation
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.OneTime(ctx, kindInvitation, hashSecret(token), d.clock())
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, row.Username)
		if err == nil && (!a.Active || a.Password != "" || !a.EnteredAt.IsZero()) {
			err = alur.Refuse(alur.CodeNotFound)
		}
		i = invitationOf(a, row.ExpiresAt)
		return err
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

// UseInvitation gives an account that waits for its owner a password, and uses the link
// up. It signs nobody in.
//
// Refusals: those of [Directory.CheckInvitation], invalid-data (password; the link is
// not used up).
func (d *Directory) UseInvitation(ctx context.Context, token, password string, c Caller) error {
	i, err := d.CheckInvitation(ctx, token)
	if err != nil {
		return err
	}
	phc, err := d.newPassword(ctx, i.Username, password)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := tx.LockAccount(ctx, i.Username)
		if err != nil {
			return err
		}
		if _, err := tx.TakeOneTime(ctx, kindInvitation, hashSecret(token), now); err != nil {
			return err
		}
		if open, err := waits(ctx, tx, a); err != nil {
			return err
		} else if !a.Active || !open {
			return alur.Refuse(alur.CodeNotFound)
		}
		if err := d.setPassword(ctx, tx, &a, phc, now); err != nil {
			return err
		}
		a.UpdatedAt = now
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{Kind: SecurityInvitationUsed, Username: a.Username, Address: c.Address})
	})
}

// PasswordLink makes a link by mail with which somebody sets a new password, as if he or
// she had asked for it. It goes to the address of the account and is shown to nobody.
//
// Refusals: not-found, not-your-party, conflict (contact: there is no address; active; password:
// none yet, the invitation is the way; erased).
func (d *Directory) PasswordLink(ctx context.Context, m Manager, username string) (*Link, error) {
	link := &Link{}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := managed(ctx, tx, m, username)
		switch {
		case err != nil:
			return err
		case a.Email == "":
			return alur.RefuseField(alur.CodeConflict, "contact")
		case !a.Active:
			return alur.RefuseField(alur.CodeConflict, "active")
		case a.Password == "":
			return alur.RefuseField(alur.CodeConflict, "password")
		}
		now := d.clock()
		var hash []byte
		link.Token, hash = newSecret(KindSession)
		link.Email, link.Name = a.Email, a.Name
		if err := tx.PutOneTime(ctx, store.OneTimeRow{Hash: hash, Kind: kindReset, Username: username, CreatedAt: now, ExpiresAt: now.Add(LinkLife)}); err != nil {
			return err
		}
		return d.record(ctx, tx, m.by().event(SecurityLinkSent, username, string(LinkPassword)))
	})
	if err != nil {
		return nil, err
	}
	return link, nil
}
