package directory

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/store"
)

// recoveryCodes is how many there are.
const recoveryCodes = 10

// recoveryAlphabet has no letters that are read for others; "o" is taken for zero.
const recoveryAlphabet = "abcdefghjkmnpqrstuvwxyz023456789"

// recoveryLetters is the length of a code: 60 bits.
const recoveryLetters = 12

// RenewRecoveryCodes makes an account's recovery codes anew; those before stop
// working. This is their only copy. For the account's owner, who has confirmed
// himself or herself.
//
// Refusals: not-found.
func (d *Directory) RenewRecoveryCodes(ctx context.Context, username string, by By) ([]string, error) {
	var codes []string
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return err
		}
		var err error
		if codes, err = d.putRecovery(ctx, tx, username); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityCodesMade, username, ""))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

func (d *Directory) putRecovery(ctx context.Context, tx *store.Tx, username string) ([]string, error) {
	codes := make([]string, recoveryCodes)
	hashes := make([][]byte, recoveryCodes)
	for i := range codes {
		codes[i] = newRecoveryCode()
		var err error
		if hashes[i], err = d.seals.digest("recovery " + username + " " + cleanRecovery(codes[i])); err != nil {
			return nil, err
		}
	}
	return codes, tx.ReplaceRecoveryCodes(ctx, username, hashes)
}

// newRecoveryCode is three groups of four letters and digits.
func newRecoveryCode() string {
	var b [recoveryLetters]byte
	_, _ = rand.Read(b[:]) // never fails
	var out strings.Builder
	for i, x := range b {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(recoveryAlphabet[x%32])
	}
	return out.String()
}

// cleanRecovery is a code without what people add or leave out.
func cleanRecovery(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		if r == 'o' {
			return '0'
		}
		return r
	}, strings.ToLower(code))
}

// useRecovery uses a recovery code up, and reports whether it was good.
func (d *Directory) useRecovery(ctx context.Context, tx *store.Tx, username, code string, _ time.Time) (bool, error) {
	code = cleanRecovery(code)
	if len(code) != recoveryLetters {
		return false, nil
	}
	hash, err := d.seals.digest("recovery " + username + " " + code)
	if err != nil {
		return false, err
	}
	return tx.TakeRecoveryCode(ctx, username, hash)
}
