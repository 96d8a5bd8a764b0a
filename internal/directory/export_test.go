package directory

import (
	"context"
	"crypto/sha1"
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// BeginRotation leaves what a change of keys leaves that was killed at its beginning.
func (d *Directory) BeginRotation(ctx context.Context) error {
	return d.Record(ctx, SecurityEvent{Kind: SecurityKeyRotating, Detail: "x"})
}

// Evaluations is how many passwords were computed: what takes time at a sign-in.
func (d *Directory) Evaluations() int64 { return d.gate.entered.Load() }

// Cheaply makes passwords cost next to nothing: what a test is about is seldom the cost.
func (d *Directory) Cheaply() *Directory {
	d.cost = demoCost
	return d
}

// ChangeUser is ChangePerson by an administrator of a name, an agency and roles.
func (d *Directory) ChangeUser(ctx context.Context, u alur.User, by By) error {
	return d.changeAs(ctx, u.Username, by, func(c *PersonChange) { c.Name, c.Agency, c.Roles = u.Name, u.Agency, u.Roles })
}

// SetContact is ChangePerson by an administrator of how somebody is reached.
func (d *Directory) SetContact(ctx context.Context, username string, contact Contact, by By) error {
	return d.changeAs(ctx, username, by, func(c *PersonChange) { c.Contact = contact })
}

func (d *Directory) changeAs(ctx context.Context, username string, by By, change func(*PersonChange)) error {
	m := Manager{User: alur.User{Username: by.Actor, Roles: []alur.Role{alur.RoleAdmin}}, Address: by.Address}
	p, err := d.Person(ctx, m, username)
	if err != nil {
		return err
	}
	c := PersonChange{Name: p.Name, Contact: p.Contact, Agency: p.Agency, Roles: p.Roles}
	change(&c)
	out, err := d.ChangePerson(ctx, m, username, c)
	if err == nil && out.Proposal != nil {
		err = fmt.Errorf("the change of %s waits for a second administrator", username)
	}
	return err
}

// PutEmail gives an account an address that no second administrator has to confirm.
func (d *Directory) PutEmail(ctx context.Context, username, email string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, username)
		if err != nil {
			return err
		}
		c := changeOf(a)
		c.Email = email
		return d.saveChange(ctx, tx, &a, c, By{})
	})
}

// SHA1 is how a password stands in a list of breached ones.
func SHA1(password string) string { return fmt.Sprintf("%X", sha1.Sum([]byte(password))) }

// PasswordFault is the reason for which a new password is refused, "" for none.
func (d *Directory) PasswordFault(password string) string {
	var f faults
	if d.judgePassword(&f, "budi", password); f == nil {
		return ""
	}
	return f[0].Reason
}

// PutKeyedCodes gives an account recovery codes as they were kept before they were slow.
func (d *Directory) PutKeyedCodes(ctx context.Context, username string, codes ...string) error {
	kept := store.RecoveryCodes{Scheme: hmacScheme}
	for _, c := range codes {
		h, err := d.seals.digest("recovery " + username + " " + cleanRecovery(c))
		if err != nil {
			return err
		}
		kept.Hashes = append(kept.Hashes, h)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ReplaceRecoveryCodes(ctx, username, kept) })
}

// ApplyJudged applies the first row of a list of people as it was judged before something
// happened in between.
func (d *Directory) ApplyJudged(ctx context.Context, m Manager, id string, between func()) error {
	var p *importPlan
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		i, err := tx.Import(ctx, "", id)
		if err != nil {
			return err
		}
		p, err = planImport(ctx, tx, i)
		return err
	})
	if err != nil {
		return err
	}
	between()
	return d.store.Write(ctx, func(tx *store.Tx) error { return d.applyPerson(ctx, tx, p, &p.people[0], m.by()) })
}

// TryImport applies the good rows of a list in one transaction, without a second way.
func (d *Directory) TryImport(ctx context.Context, m Manager, id string) (ImportOutcome, error) {
	var good []store.ImportLineRow
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		i, err := tx.Import(ctx, "", id)
		if err != nil {
			return err
		}
		plan, err := planImport(ctx, tx, i)
		if err == nil {
			good = plan.good()
		}
		return err
	})
	if err != nil {
		return ImportOutcome{}, err
	}
	return d.tryBatch(ctx, m, id, good)
}

// HoldCheck lets a check of the security log be on until it is released.
func (d *Directory) HoldCheck() (release func()) {
	d.checking.Lock()
	return d.checking.Unlock
}
