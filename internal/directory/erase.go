package directory

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxReason bounds what is said about an erasure, in Unicode code points.
const maxReason = 160

// Erasure is a person to be taken out of an account.
type Erasure struct {
	Username string
	// Name is what the account is called from then on, the same for all.
	Name string
	// Reason stands in the security log for good: a letter's number, never a name.
	Reason string
}

// Erase takes a person who left out of an account for good: name, e-mail address, NIP,
// password, everything to sign in with, browsers, sessions, and notes that bind nobody.
// The account stays under its username, which histories name people by; it cannot be
// used or changed any more. Chains stay whole: nothing of theirs is touched (docs/data.md
// says what that leaves). It is for administrators and the operator; the caller has
// checked.
//
// Refusals: not-found, invalid-data (reason: required, too-long, bad-characters),
// conflict (active: the account is in use; erased: it was done before).
func (d *Directory) Erase(ctx context.Context, e Erasure, by By) error {
	e.Reason = strings.TrimSpace(e.Reason)
	var wrong faults
	switch {
	case e.Reason == "":
		wrong.add("reason", "required")
	case utf8.RuneCountInString(e.Reason) > maxReason:
		wrong.add("reason", "too-long")
	}
	if wrong != nil {
		return wrong.err()
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, e.Username)
		if err != nil {
			return err
		}
		if err := notErased(ctx, tx, e.Username); err != nil {
			return err
		}
		if a.Active {
			return alur.RefuseField(alur.CodeConflict, "active")
		}
		for _, told := range []string{a.Name, a.Email, a.NIP} {
			// What cannot be taken out again must not come in.
			if told != "" && strings.Contains(strings.ToLower(e.Reason), strings.ToLower(told)) {
				wrong.add("reason", "bad-characters")
				return wrong.err()
			}
		}
		if err := tx.ErasePerson(ctx, e.Username, e.Name, d.cost.nobody(), d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityErased, e.Username, e.Reason))
	})
}

// Erased reads when a person was taken out of an account, zero when never: not-found for
// an unknown one.
func (d *Directory) Erased(ctx context.Context, username string) (at time.Time, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		at, err = tx.ErasedAt(ctx, username)
		return err
	})
	return at, err
}

// notErased refuses to change an account that nobody is behind any more.
func notErased(ctx context.Context, tx *store.Tx, username string) error {
	at, err := tx.ErasedAt(ctx, username)
	if err == nil && !at.IsZero() {
		err = alur.RefuseField(alur.CodeConflict, "erased")
	}
	return err
}
