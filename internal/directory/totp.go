package directory

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// The parameters of codes: those that every authenticator app takes (RFC 6238).
const (
	totpPeriod = 30 // seconds
	totpSkew   = 1  // steps before and after, for phones whose clock is off
	totpSecret = 20 // bytes
)

// enrolLife is how long the page with the QR code may be looked at.
const enrolLife = 15 * time.Minute

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

var totpOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

func totpContext(username string) string { return "totp " + username }

// NewTOTP is a secret for an authenticator app that does not count yet.
type NewTOTP struct {
	// Sealed is the secret as the form carries it until a code confirms it; the browser
	// cannot read or change it, nor use it for another account.
	Sealed string
	Secret string // base32, to be typed
	URL    string // otpauth://, for the QR code
}

// OfferTOTP makes a secret for an authenticator app. Nothing is stored.
func (d *Directory) OfferTOTP(username string) (*NewTOTP, error) {
	secret := make([]byte, totpSecret)
	_, _ = rand.Read(secret) // never fails
	sealed, err := d.seals.seal("offer "+username, append([]byte(d.clock().Add(enrolLife).UTC().Format(time.RFC3339)+" "), secret...))
	if err != nil {
		return nil, err
	}
	return d.newTOTP(username, base64.RawURLEncoding.EncodeToString(sealed), secret)
}

// SameTOTP reads an offer again, to show it once more: invalid-data when it is none
// of this account or too old.
func (d *Directory) SameTOTP(username, sealed string) (*NewTOTP, error) {
	secret, err := d.offered(username, sealed)
	if err != nil {
		return nil, err
	}
	return d.newTOTP(username, sealed, secret)
}

func (d *Directory) newTOTP(username, sealed string, secret []byte) (*NewTOTP, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: d.issuer, AccountName: username, Secret: secret, Period: totpPeriod})
	if err != nil {
		return nil, err
	}
	return &NewTOTP{Sealed: sealed, Secret: key.Secret(), URL: key.URL()}, nil
}

func (d *Directory) offered(username, sealed string) ([]byte, error) {
	refusal := alur.RefuseField(alur.CodeInvalidData, "offer")
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, refusal
	}
	plain, err := d.seals.open("offer "+username, b)
	if err != nil {
		return nil, refusal
	}
	until, secret, _ := strings.Cut(string(plain), " ")
	t, err := time.Parse(time.RFC3339, until)
	if err != nil || !d.clock().Before(t) || len(secret) != totpSecret {
		return nil, refusal
	}
	return []byte(secret), nil
}

// AddTOTP makes an offered secret count, once a code proves that the app has it; one
// that the account had before stops working. recovery are fresh codes when the
// account had none. For the account's owner, who has confirmed himself or herself.
//
// Refusals: invalid-data (offer: too old; code: wrong).
func (d *Directory) AddTOTP(ctx context.Context, username, sealed, code string, by By) (recovery []string, err error) {
	if _, _, err := d.offeredCode(username, sealed, code); err != nil {
		return nil, err
	}
	fresh, err := d.firstRecovery(ctx, username)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return err
		}
		recovery, err = d.addTOTP(ctx, tx, username, sealed, code, fresh, by)
		return err
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// CompleteTOTP is AddTOTP for somebody who must have a second factor and has none: it
// ends the sign-in as well.
//
// Refusals: those of AddTOTP, unauthenticated.
func (d *Directory) CompleteTOTP(ctx context.Context, half, sealed, code string, c Caller) (*Entry, error) {
	h, err := d.HalfWay(ctx, half)
	if err == nil {
		_, _, err = d.offeredCode(h.User.Username, sealed, code)
	}
	if err != nil {
		return nil, err
	}
	return d.enrolled(ctx, half, MethodTOTP, c, func(tx *store.Tx, a store.AccountRow, fresh *freshCodes) ([]string, error) {
		return d.addTOTP(ctx, tx, a.Username, sealed, code, fresh, By{Address: c.Address})
	})
}

func (d *Directory) addTOTP(ctx context.Context, tx *store.Tx, username, sealed, code string, fresh *freshCodes, by By) (recovery []string, err error) {
	secret, step, err := d.offeredCode(username, sealed, code)
	if err != nil {
		return nil, err
	}
	now := d.clock()
	stored, err := d.seals.seal(totpContext(username), secret)
	if err != nil {
		return nil, err
	}
	if err := tx.PutTOTP(ctx, store.TOTPRow{Username: username, Secret: stored, Step: step, CreatedAt: now}); err != nil {
		return nil, err
	}
	if recovery, err = d.factorAdded(ctx, tx, username, string(MethodTOTP), fresh, by); err != nil {
		return nil, err
	}
	return recovery, d.keyInForce(ctx, tx)
}

// offeredCode opens an offer, and proves by a code that the app has its secret.
func (d *Directory) offeredCode(username, sealed, code string) (secret []byte, step int64, err error) {
	if secret, err = d.offered(username, sealed); err != nil {
		return nil, 0, err
	}
	step, ok, err := stepOf(secret, code, d.clock(), 0)
	if err == nil && !ok {
		err = alur.RefuseField(alur.CodeInvalidData, "code")
	}
	return secret, step, err
}

// factorAdded stores fresh recovery codes where there are none, and notes the new factor.
// Whoever loses the last codes to a removal at the same moment adds the factor again.
func (d *Directory) factorAdded(ctx context.Context, tx *store.Tx, username, detail string, fresh *freshCodes, by By) (recovery []string, err error) {
	f, err := tx.Factors(ctx, username)
	if err != nil {
		return nil, err
	}
	if f.Recovery == 0 {
		if fresh == nil {
			return nil, alur.Refuse(alur.CodeConflict)
		}
		if err := tx.ReplaceRecoveryCodes(ctx, username, fresh.kept); err != nil {
			return nil, err
		}
		recovery = fresh.codes
	}
	return recovery, d.record(ctx, tx, by.event(SecurityFactorAdded, username, detail))
}

// useTOTP uses a code of the account's app up, and reports whether it was good. A step
// counts once, and none before it ever again.
func (d *Directory) useTOTP(ctx context.Context, tx *store.Tx, username, code string, now time.Time) (bool, error) {
	row, err := tx.TOTP(ctx, username)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	secret, err := d.seals.open(totpContext(username), row.Secret)
	if err != nil {
		return false, err
	}
	step, ok, err := stepOf(secret, code, now, row.Step)
	if err != nil || !ok {
		return false, err
	}
	return tx.UseTOTP(ctx, username, step)
}

// stepOf finds the step after the one used last whose code this is.
func stepOf(secret []byte, code string, now time.Time, used int64) (step int64, ok bool, err error) {
	code = strings.ReplaceAll(code, " ", "")
	at := now.Unix() / totpPeriod
	for s := at - totpSkew; s <= at+totpSkew; s++ {
		want, err := hotp.GenerateCodeCustom(b32.EncodeToString(secret), uint64(s), totpOptions)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && s > used && !ok {
			step, ok = s, true
		}
	}
	return step, ok, nil
}

// RemoveTOTP makes the account's app count no more. For the account's owner, who has
// confirmed himself or herself.
//
// Refusals: not-found, conflict (last-factor: one is required, and it is the last).
func (d *Directory) RemoveTOTP(ctx context.Context, username string, by By) error {
	return d.removeFactor(ctx, username, string(MethodTOTP), by, func(tx *store.Tx) error {
		had, err := tx.DeleteTOTP(ctx, username)
		if err == nil && !had {
			err = alur.Refuse(alur.CodeNotFound)
		}
		return err
	})
}

// removeFactor removes a second factor, unless one is required and it is the last;
// with the last one the recovery codes go.
func (d *Directory) removeFactor(ctx context.Context, username, detail string, by By, remove func(*store.Tx) error) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, username)
		if err != nil {
			return err
		}
		if err := remove(tx); err != nil {
			return err
		}
		f, err := tx.Factors(ctx, username)
		if err != nil {
			return err
		}
		if !hasFactor(f) {
			if d.required(a.User) {
				return alur.RefuseField(alur.CodeConflict, "last-factor")
			}
			if err := tx.ReplaceRecoveryCodes(ctx, username, store.RecoveryCodes{}); err != nil {
				return err
			}
		}
		return d.record(ctx, tx, by.event(SecurityFactorRemoved, username, detail))
	})
}

// ResetFactors removes every second factor of an account and ends its sessions: for
// somebody who has lost the phone and the recovery codes. It is for administrators;
// the caller has checked, and has made sure who is asking.
//
// Refusals: not-found.
func (d *Directory) ResetFactors(ctx context.Context, username string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return err
		}
		return d.resetFactors(ctx, tx, username, by)
	})
}

// resetFactors is ResetFactors in a transaction that holds the account.
func (d *Directory) resetFactors(ctx context.Context, tx *store.Tx, username string, by By) error {
	if _, err := tx.DeleteTOTP(ctx, username); err != nil {
		return err
	}
	if _, err := tx.DeletePasskeys(ctx, username); err != nil {
		return err
	}
	if err := tx.ReplaceRecoveryCodes(ctx, username, store.RecoveryCodes{}); err != nil {
		return err
	}
	if err := tx.DeleteDevices(ctx, username, nil); err != nil {
		return err
	}
	if err := d.endAll(ctx, tx, username, ""); err != nil {
		return err
	}
	return d.record(ctx, tx, by.event(SecurityFactorRemoved, username, "all"))
}
