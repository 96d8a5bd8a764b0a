package directory

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// LinkLife is how long a link by mail works (ASVS 5.0, 6.5.5).
const LinkLife = 10 * time.Minute

// What works once by mail, and what is kept for nobody so that it takes the same.
const (
	kindLink   = "sign-in-link"
	kindReset  = "password-link"
	kindNobody = "link-to-nobody"
)

// How many links an account and an address may ask for within the window of failures.
const (
	accountLinks = 5
	addressLinks = 50
)

// LinkFor says what a link is for.
type LinkFor string

// What links are for.
const (
	LinkSignIn   LinkFor = "sign-in"
	LinkPassword LinkFor = "password"
)

func (f LinkFor) kind() string {
	if f == LinkPassword {
		return kindReset
	}
	return kindLink
}

// Link is what goes by mail. Email is "" for nobody: then the letter is made and
// dropped, and the answer to whoever asked is the same.
type Link struct {
	Token string
	Email string
	Name  string
}

// RequestLink makes a link for the account that a login names, if it is active and has
// an address. An unknown login, a disabled account and one without an address do the
// same work: whoever asks learns nothing, and waits as long.
//
// Refusals: too-many-tries, alike for known and unknown.
func (d *Directory) RequestLink(ctx context.Context, purpose LinkFor, login string, c Caller) (*Link, error) {
	login = CleanUsername(login)
	link := &Link{}
	t := try{caller: c, login: login, scope: scopeLink}
	var refusal error
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := d.accountOf(ctx, tx, login)
		if err != nil {
			return err
		}
		t.username = a.Username
		lock := func(ctx context.Context, name string) ([]time.Time, error) { return tx.LockFailures(ctx, name, now) }
		counts, refused, err := d.judge(ctx, tx, t, lock)
		if err != nil || refused != nil {
			refusal = refused
			return err
		}
		// Every link counts, not only those that lead nowhere.
		for _, s := range counts {
			if err := tx.SaveFailures(ctx, s.name, append(s.recent, now)); err != nil {
				return err
			}
		}
		kind, e := kindNobody, SecurityEvent{Kind: SecurityLinkSent, Address: c.Address, Detail: "to nobody"}
		// Whoever was invited comes by the invitation, which an administrator can end.
		if a.Active && a.Email != "" && a.Password != "" {
			kind, link.Email, link.Name = purpose.kind(), a.Email, a.Name
			e.Username, e.Detail = a.Username, string(purpose)
		}
		var hash []byte
		link.Token, hash = newSecret(KindSession)
		row := store.OneTimeRow{Hash: hash, Kind: kind, Username: e.Username, CreatedAt: now, ExpiresAt: now.Add(LinkLife)}
		if err := tx.PutOneTime(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, e)
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return nil, err
	}
	return link, nil
}

// CheckLink looks for a link without using it up, for whoever opens it: mail scanners
// do as well. not-found when it is none, was used or is too old.
func (d *Directory) CheckLink(ctx context.Context, purpose LinkFor, token string) error {
	if !plausible(KindSession, token) {
		return alur.Refuse(alur.CodeNotFound)
	}
	return d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.OneTime(ctx, purpose.kind(), hashSecret(token), d.clock())
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, row.Username)
		if err == nil && !a.Active {
			err = alur.Refuse(alur.CodeNotFound)
		}
		return err
	})
}

// takeLink uses a link up and holds its account.
func (d *Directory) takeLink(ctx context.Context, tx *store.Tx, purpose LinkFor, token string, now time.Time) (store.AccountRow, error) {
	hash := hashSecret(token)
	row, err := tx.OneTime(ctx, purpose.kind(), hash, now)
	if err != nil {
		return store.AccountRow{}, err
	}
	// The account first, as everywhere, so that nobody waits for each other.
	a, err := tx.LockAccount(ctx, row.Username)
	if err != nil {
		return a, err
	}
	if _, err := tx.TakeOneTime(ctx, purpose.kind(), hash, now); err != nil {
		return a, err
	}
	if !a.Active {
		return a, alur.Refuse(alur.CodeNotFound)
	}
	return a, nil
}

// UseSignInLink signs in whoever has a link, as the first factor.
//
// Refusals: not-found (it is none, was used or is too old).
func (d *Directory) UseSignInLink(ctx context.Context, token string, c Caller) (*Entry, error) {
	if !plausible(KindSession, token) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	e := &Entry{}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := d.takeLink(ctx, tx, LinkSignIn, token, now)
		if err != nil {
			return err
		}
		return d.proved(ctx, tx, a, proof{method: MethodLink, kind: KindSession, caller: c}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// UsePasswordLink gives an account another password and ends all its sessions. It
// signs nobody in, and second factors stay.
//
// Refusals: not-found (the link is none, was used or is too old), invalid-data
// (password; the link is not used up).
func (d *Directory) UsePasswordLink(ctx context.Context, token, password string, c Caller) error {
	if err := d.CheckLink(ctx, LinkPassword, token); err != nil {
		return err
	}
	var username string
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.OneTime(ctx, kindReset, hashSecret(token), d.clock())
		username = row.Username
		return err
	})
	if err != nil {
		return err
	}
	phc, err := d.newPassword(ctx, username, password)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := d.takeLink(ctx, tx, LinkPassword, token, now)
		if err != nil {
			return err
		}
		if err := d.setPassword(ctx, tx, &a, phc, now); err != nil {
			return err
		}
		a.UpdatedAt = now
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		if err := d.endAll(ctx, tx, a.Username, ""); err != nil {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{Kind: SecurityPasswordChanged, Username: a.Username, Address: c.Address, Detail: "by mail link"})
	})
}
