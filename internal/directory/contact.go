package directory

import (
	"context"
	"net/mail"
	"strings"

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

// validEmail reports whether s is one plain address in lower case.
func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254 && strings.ToLower(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return r <= 0x20 || r > 0x7e })
}
