package directory

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// setupLife is how long a setup link works.
const setupLife = 24 * time.Hour

// SetupLink makes the secret of the link with which the first administrator makes an
// account. It works once, for a day; an earlier one stops working. While there is an
// active administrator there is no link, and the secret is "". For whoever runs the
// program.
func (d *Directory) SetupLink(ctx context.Context) (token string, err error) {
	token, hash := newSecret(KindSession)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := noAdmin(ctx, tx); err != nil {
			return err
		}
		return tx.ReplaceSetupLink(ctx, hash, d.clock().Add(setupLife))
	})
	if alur.CodeOf(err) == alur.CodeConflict {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// CheckSetupLink reports whether a setup link would work: not-found when it would not.
func (d *Directory) CheckSetupLink(ctx context.Context, token string) error {
	if !plausible(KindSession, token) {
		return alur.Refuse(alur.CodeNotFound)
	}
	return d.store.Read(ctx, func(tx *store.Tx) error {
		if err := noAdmin(ctx, tx); alur.CodeOf(err) == alur.CodeConflict {
			return alur.Refuse(alur.CodeNotFound)
		} else if err != nil {
			return err
		}
		return tx.SetupLink(ctx, hashSecret(token), d.clock())
	})
}

// UseSetupLink makes the first administrator's account, of the ICT agency unless
// another is named. Roles other than admin are ignored. The link is used up only when
// the account is made.
//
// Refusals: not-found (the link is unknown, used or too old, or there is an
// administrator by now), those of [Directory.AddUser].
func (d *Directory) UseSetupLink(ctx context.Context, token string, u NewUser) error {
	if !plausible(KindSession, token) {
		return alur.Refuse(alur.CodeNotFound)
	}
	u.Roles = []alur.Role{alur.RoleAdmin}
	if u.Agency == "" {
		ict, err := d.ICT(ctx)
		if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
			return err
		}
		u.Agency = ict.ID
	}
	return d.addUser(ctx, u, func(tx *store.Tx) error {
		// The row that is deleted makes two users of one link take turns.
		if err := tx.TakeSetupLink(ctx, hashSecret(token), d.clock()); err != nil {
			return err
		}
		if err := noAdmin(ctx, tx); alur.CodeOf(err) == alur.CodeConflict {
			return alur.Refuse(alur.CodeNotFound)
		} else if err != nil {
			return err
		}
		return nil
	})
}

func noAdmin(ctx context.Context, tx *store.Tx) error {
	n, err := tx.CountActive(ctx, alur.RoleAdmin)
	if err == nil && n > 0 {
		return alur.Refuse(alur.CodeConflict)
	}
	return err
}
