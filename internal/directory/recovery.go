package directory

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// recoveryCodes is how many there are.
const recoveryCodes = 10

// recoveryAlphabet has no letters that are read for others; "o" is taken for zero.
const recoveryAlphabet = "abcdefghjkmnpqrstuvwxyz023456789"

// recoveryLetters is the length of a code: 60 bits.
const recoveryLetters = 12

// How recovery codes are hashed: with argon2id, as a PHC string without its key, which
// all codes of an account share, so that a code is checked with one computation. Codes
// from before were hashed with the installation's key alone (hmacScheme); those are
// hashed once more by [Directory.SlowRecoveryCodes] and keep that word in front.
const hmacScheme = "hmac"

// freshCodes are codes on their way into an account.
type freshCodes struct {
	codes []string
	kept  store.RecoveryCodes
}

// newRecovery makes codes and what is kept of them. It takes as long as ten sign-ins, so
// it comes before the transaction.
func (d *Directory) newRecovery(ctx context.Context) (*freshCodes, error) {
	f := &freshCodes{kept: store.RecoveryCodes{Scheme: d.recoveryScheme()}}
	for range recoveryCodes {
		code := newRecoveryCode()
		hash, err := d.slowHash(ctx, f.kept.Scheme, cleanRecovery(code))
		if err != nil {
			return nil, err
		}
		f.codes, f.kept.Hashes = append(f.codes, code), append(f.kept.Hashes, hash)
	}
	return f, nil
}

// recoveryScheme is a scheme with a fresh salt and today's cost.
func (d *Directory) recoveryScheme() string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	full := d.cost.phc(salt, make([]byte, argonKey))
	return full[:strings.LastIndexByte(full, '$')]
}

// slowHash computes what a scheme makes of a text.
func (d *Directory) slowHash(ctx context.Context, scheme, text string) ([]byte, error) {
	p, err := parsePHC(scheme + "$" + strings.Repeat("A", 43)) // a key that is not read
	if err != nil {
		return nil, err
	}
	if err := d.gate.enter(ctx); err != nil {
		return nil, err
	}
	defer d.gate.leave()
	return argon2.IDKey([]byte(text), p.salt, p.time, p.memory, p.lanes, argonKey), nil
}

// firstRecovery makes codes for an account that has none; nil when it has some.
func (d *Directory) firstRecovery(ctx context.Context, username string) (*freshCodes, error) {
	f, err := d.Factors(ctx, username)
	if err != nil || f.Recovery > 0 {
		return nil, err
	}
	return d.newRecovery(ctx)
}

// RenewRecoveryCodes makes an account's recovery codes anew; those before stop
// working. This is their only copy. For the account's owner, who has confirmed
// himself or herself.
//
// Refusals: not-found.
func (d *Directory) RenewRecoveryCodes(ctx context.Context, username string, by By) ([]string, error) {
	fresh, err := d.newRecovery(ctx)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return err
		}
		if err := tx.ReplaceRecoveryCodes(ctx, username, fresh.kept); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityCodesMade, username, ""))
	})
	if err != nil {
		return nil, err
	}
	return fresh.codes, nil
}

// SlowRecoveryCodes hashes codes from before once more, now with a password hash. To be
// called by a server from time to time; when nothing is left to do it costs one small
// read. Codes that somebody uses or renews meanwhile stay what they are.
func (d *Directory) SlowRecoveryCodes(ctx context.Context) error {
	for {
		var names []string
		err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			names, err = tx.RecoveryScheme(ctx, hmacScheme)
			return err
		})
		if err != nil || len(names) == 0 {
			return err
		}
		for _, name := range names {
			if err := d.slowRecovery(ctx, name); err != nil {
				return err
			}
		}
	}
}

func (d *Directory) slowRecovery(ctx context.Context, username string) error {
	var was store.RecoveryCodes
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		was, err = tx.RecoveryCodes(ctx, username)
		return err
	})
	if err != nil {
		return err
	}
	scheme := d.recoveryScheme()
	slow := map[string][]byte{}
	for _, h := range was.Hashes {
		if slow[string(h)], err = d.slowHash(ctx, scheme, hex.EncodeToString(h)); err != nil {
			return err
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return err
		}
		now, err := tx.RecoveryCodes(ctx, username)
		if err != nil || now.Scheme != hmacScheme {
			return err
		}
		kept := store.RecoveryCodes{Scheme: hmacScheme + scheme}
		for _, h := range now.Hashes {
			kept.Hashes = append(kept.Hashes, slow[string(h)]) // none is added to such codes
		}
		return tx.ReplaceRecoveryCodes(ctx, username, kept)
	})
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

// recoveryHash is what would stand in the database for a typed code; nil when it can be
// none of the account's.
func (d *Directory) recoveryHash(ctx context.Context, username, code string) ([]byte, error) {
	code = cleanRecovery(code)
	if len(code) != recoveryLetters {
		return nil, nil
	}
	var codes store.RecoveryCodes
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		codes, err = tx.RecoveryCodes(ctx, username)
		return err
	})
	if err != nil || len(codes.Hashes) == 0 {
		return nil, err
	}
	scheme, keyed := strings.CutPrefix(codes.Scheme, hmacScheme)
	if keyed {
		hash, err := d.seals.digest("recovery " + username + " " + code)
		if err != nil || scheme == "" {
			return hash, err
		}
		code = hex.EncodeToString(hash)
	}
	return d.slowHash(ctx, scheme, code)
}

// typedCode is a code that somebody typed, with what costs time done.
type typedCode struct {
	method   Method
	code     string
	recovery []byte // what would stand in the database for it
}

// readCode prepares a typed code before the transaction that judges it: a recovery code
// takes as long as a password. Limits come first.
//
// Refusals: too-many-tries.
func (d *Directory) readCode(ctx context.Context, t try, code string) (typedCode, error) {
	c := typedCode{method: codeMethod(code), code: code}
	if c.method != MethodRecovery {
		return c, nil
	}
	var refused error
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		_, refused, err = d.judge(ctx, tx, t, tx.Failures)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return c, err
	}
	c.recovery, err = d.recoveryHash(ctx, t.username, code)
	return c, err
}

// dropKeyedCodes takes away the codes that only the key before this one can check, in a
// transaction of its own for each account.
func (d *Directory) dropKeyedCodes(ctx context.Context) (n int, err error) {
	var names []string
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		names, err = tx.RecoveryKeyed(ctx)
		return err
	})
	for _, name := range names {
		if err != nil {
			break
		}
		err = d.store.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.LockAccount(ctx, name); err != nil {
				return err
			}
			if err := tx.ReplaceRecoveryCodes(ctx, name, store.RecoveryCodes{}); err != nil {
				return err
			}
			return d.record(ctx, tx, SecurityEvent{Kind: SecurityFactorRemoved, Username: name, Detail: "recovery"})
		})
		if alur.CodeOf(err) == "" {
			n++
		}
	}
	return n, err
}
