package directory

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// wayLife is how long somebody may be away at another system.
const wayLife = 10 * time.Minute

// kindWay marks a way that came back: there is one for each, so each comes back once.
const kindWay = "way"

// KeepWay seals what must be kept while somebody is at another system, for a cookie:
// nothing is stored for whoever only knocks.
func (d *Directory) KeepWay(data []byte) (string, error) {
	sealed, err := d.seals.seal("way", append([]byte(d.clock().Add(wayLife).UTC().Format(time.RFC3339)+" "), data...))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// TakeWay opens what was kept, once: unauthenticated when it is none of ours, too old
// or used.
func (d *Directory) TakeWay(ctx context.Context, kept string) ([]byte, error) {
	data, until, err := d.way(kept)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		return tx.PutOneTime(ctx, store.OneTimeRow{Hash: hashSecret(kept), Kind: kindWay, CreatedAt: d.clock(), ExpiresAt: until})
	})
	if alur.CodeOf(err) == alur.CodeConflict {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	return data, err
}

func (d *Directory) way(kept string) (data []byte, until time.Time, err error) {
	refusal := alur.Refuse(alur.CodeUnauthenticated)
	sealed, err := base64.RawURLEncoding.DecodeString(kept)
	if err != nil {
		return nil, until, refusal
	}
	plain, err := d.seals.open("way", sealed)
	if err != nil {
		return nil, until, refusal
	}
	text, rest, _ := strings.Cut(string(plain), " ")
	if until, err = time.Parse(time.RFC3339, text); err != nil || !d.clock().Before(until) {
		return nil, until, refusal
	}
	return []byte(rest), until, nil
}

// Identity is somebody at another system, by the pair that is for life there.
type Identity struct {
	Issuer   string
	Subject  string
	LinkedAt time.Time
	LinkedBy string
}

// SignInIdentity signs in whom another system has shown to be an identity, and gives the
// account the roles that its settings take from there. The caller has checked its answer.
//
// Refusals: not-found (the identity is nobody's here), wrong-credentials (the account
// is not active, or has no role any more).
func (d *Directory) SignInIdentity(ctx context.Context, issuer, subject string, said Claimed, c Caller) (*Entry, error) {
	e := &Entry{}
	var refusal error
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		row, err := tx.Identity(ctx, issuer, subject)
		if alur.CodeOf(err) == alur.CodeNotFound {
			refusal = err
			return d.record(ctx, tx, SecurityEvent{Kind: SecuritySignInRefused, Address: c.Address, Detail: "oidc: not linked"})
		}
		if err != nil {
			return err
		}
		a, err := tx.LockAccount(ctx, row.Username)
		if err != nil {
			return err
		}
		if !a.Active {
			refusal = alur.Refuse(alur.CodeWrongCredentials)
			return d.record(ctx, tx, SecurityEvent{Kind: SecuritySignInRefused, Username: a.Username, Address: c.Address, Detail: "oidc: disabled"})
		}
		p := proof{method: MethodOIDC, kind: KindSession, caller: c}
		changed, err := d.mapRoles(ctx, tx, &a, said, c)
		if err != nil {
			return err
		}
		if changed != nil {
			p.events = append(p.events, *changed)
		}
		if !mayEnter(a) {
			refusal = alur.Refuse(alur.CodeWrongCredentials)
			p.events = append(p.events, SecurityEvent{Kind: SecuritySignInRefused, Username: a.Username, Address: c.Address, Detail: "oidc: no role"})
			return d.recordAll(ctx, tx, p.events)
		}
		return d.proved(ctx, tx, a, p, d.clock(), e)
	})
	if err == nil {
		err = refusal
	}
	return d.entered(ctx, KindSession, e, err)
}

// Identities lists those that sign in to an account. For its owner and for
// administrators; the caller has checked.
func (d *Directory) Identities(ctx context.Context, username string) ([]Identity, error) {
	var out []Identity
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Identities(ctx, username)
		for _, r := range rows {
			out = append(out, Identity{r.Issuer, r.Subject, r.LinkedAt, r.LinkedBy})
		}
		return err
	})
	return out, err
}

// LinkIdentity lets an identity sign in to an account. It is for the account's owner,
// who has just shown both, and for administrators; the caller has checked.
//
// Refusals: not-found, invalid-data (subject), conflict (it is somebody's).
func (d *Directory) LinkIdentity(ctx context.Context, username, issuer, subject string, by By) error {
	subject, err := cleanSubject(subject)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, username)
		if err == nil {
			err = person(a)
		}
		if err != nil {
			return err
		}
		return d.linkIdentity(ctx, tx, username, issuer, subject, by)
	})
}

// cleanSubject is a subject without blanks around it: invalid-data when it is none.
func cleanSubject(subject string) (string, error) {
	if subject = strings.TrimSpace(subject); subject == "" || len(subject) > 255 || cut(subject, 255) != subject {
		return "", alur.RefuseField(alur.CodeInvalidData, "subject")
	}
	return subject, nil
}

// identityFree reports whether an identity is to be linked, and not the account's
// already: conflict when it is somebody else's.
func identityFree(ctx context.Context, tx *store.Tx, username, issuer, subject string) (bool, error) {
	row, err := tx.Identity(ctx, issuer, subject)
	switch {
	case alur.CodeOf(err) == alur.CodeNotFound:
		return true, nil
	case err == nil && row.Username != username:
		return false, alur.RefuseField(alur.CodeConflict, "subject")
	}
	return false, err
}

// linkIdentity links an identity to an account that the transaction holds.
func (d *Directory) linkIdentity(ctx context.Context, tx *store.Tx, username, issuer, subject string, by By) error {
	free, err := identityFree(ctx, tx, username, issuer, subject)
	if err != nil || !free {
		return err
	}
	if err := tx.InsertIdentity(ctx, store.IdentityRow{Issuer: issuer, Subject: subject, Username: username, LinkedAt: d.clock(), LinkedBy: by.Actor}); err != nil {
		return err
	}
	return d.record(ctx, tx, by.event(SecurityIdentityLinked, username, issuer))
}

// UnlinkIdentity lets an identity sign in no more; sessions that it opened go on. It
// is for the account's owner and for administrators; the caller has checked.
//
// Refusals: not-found.
func (d *Directory) UnlinkIdentity(ctx context.Context, username, issuer, subject string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.DeleteIdentity(ctx, username, issuer, subject); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityIdentityDropped, username, issuer))
	})
}
