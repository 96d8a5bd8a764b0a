package directory

import (
	"context"
	"net/mail"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Contact is how an account's owner is reached, and what he or she may sign in with
// beside the username.
type Contact struct {
	Email string // "" when unknown
	NIP   string // the civil servant's number, 18 digits; "" when there is none
}

// Contact reads an account's: not-found when it is absent. For its owner and for
// administrators; the caller has checked. It never leaves these pages.
func (d *Directory) Contact(ctx context.Context, username string) (Contact, error) {
	var c Contact
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, username)
		c = Contact{a.Email, a.NIP}
		return err
	})
	return c, err
}

// SetContact changes how an account's owner is reached. Links and challenges that are
// on their way to the old address end. It is for administrators; the caller has
// checked.
//
// Refusals: not-found, invalid-data (email, nip), conflict (email, nip: another
// account has it, or it is another account's username).
func (d *Directory) SetContact(ctx context.Context, username string, c Contact, by By) error {
	c.Email, c.NIP = CleanUsername(c.Email), CleanUsername(c.NIP)
	var wrong faults
	if c.Email != "" && !validEmail(c.Email) {
		wrong.add("email", "bad-characters")
	}
	if c.NIP != "" && !isNIP(c.NIP) {
		wrong.add("nip", "bad-characters")
	}
	if wrong != nil {
		return wrong.err()
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, username)
		if err != nil {
			return err
		}
		for field, value := range map[string]string{"email": c.Email, "nip": c.NIP} {
			whose, err := tx.Login(ctx, value)
			if err == nil && whose != username {
				return alur.RefuseField(alur.CodeConflict, field)
			}
			if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
				return err
			}
		}
		if a.Email == c.Email && a.NIP == c.NIP {
			return nil
		}
		a.Email, a.NIP, a.UpdatedAt = c.Email, c.NIP, d.clock()
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		for _, kind := range []string{kindLink, kindReset} {
			if _, err := tx.DeleteOneTimes(ctx, kind, username); err != nil {
				return err
			}
		}
		return d.record(ctx, tx, by.event(SecurityContactChanged, username, ""))
	})
}

// validEmail reports whether s is one plain address in lower case.
func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254 && strings.ToLower(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r > 0x7e })
}
