package directory

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// RenewCalendarKey gives the user a new secret with which a calendar program reads
// his or her agenda, and nothing else; the one before stops working. For the account's owner.
func (d *Directory) RenewCalendarKey(ctx context.Context, username string) (secret string, err error) {
	secret, hash := newSecret(KindSession)
	err = d.store.Write(ctx, func(tx *store.Tx) error { return tx.PutCalendarKey(ctx, username, hash, d.clock()) })
	if err != nil {
		return "", err
	}
	return secret, nil
}

// DropCalendarKey ends the user's calendar subscription. For the account's owner.
func (d *Directory) DropCalendarKey(ctx context.Context, username string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.DeleteCalendarKey(ctx, username) })
}

// CalendarKeySince tells since when the user's calendar key works: not-found without one.
func (d *Directory) CalendarKeySince(ctx context.Context, username string) (time.Time, error) {
	var at time.Time
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		at, err = tx.CalendarKeySince(ctx, username)
		return err
	})
	return at, err
}

// CalendarUser finds whose agenda a calendar key opens: not-found for an unknown or
// replaced key and for an account that is not active, or has no role.
func (d *Directory) CalendarUser(ctx context.Context, secret string) (alur.User, error) {
	if !plausible(KindSession, secret) {
		return alur.User{}, alur.Refuse(alur.CodeNotFound)
	}
	var u alur.User
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		name, err := tx.CalendarUser(ctx, hashSecret(secret))
		if err != nil {
			return err
		}
		people, err := tx.Users(ctx, []string{name})
		u = people[name]
		return err
	})
	if err == nil && (!u.Active || len(u.Roles) == 0) {
		return alur.User{}, alur.Refuse(alur.CodeNotFound)
	}
	return u, err
}
