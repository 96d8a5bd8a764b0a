package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// Factors is what an account can prove itself with beside the password.
type Factors struct {
	TOTP     bool
	Passkeys int
	Recovery int // codes that are left
}

// Factors counts the second factors of an account.
func (tx *Tx) Factors(ctx context.Context, username string) (Factors, error) {
	var f Factors
	var totp int
	err := tx.queryRow(ctx, `SELECT (SELECT count(*) FROM totp WHERE username = $1), (SELECT count(*) FROM passkeys WHERE username = $1),
		(SELECT count(*) FROM recovery_codes WHERE username = $1)`, []any{username}, &totp, &f.Passkeys, &f.Recovery)
	f.TOTP = totp > 0
	return f, err
}

// TOTPRow is the secret of an authenticator app.
type TOTPRow struct {
	Username  string
	Secret    []byte // sealed
	Step      int64  // the last one used
	CreatedAt time.Time
}

// TOTP reads an account's: not-found without one.
func (tx *Tx) TOTP(ctx context.Context, username string) (TOTPRow, error) {
	t := TOTPRow{Username: username}
	var created int64
	err := tx.queryRow(ctx, `SELECT secret, step, created_at FROM totp WHERE username = $1`, []any{username}, &t.Secret, &t.Step, &created)
	t.CreatedAt = fromMicros(created)
	return t, err
}

// AnyTOTP reads one row, to see whether it opens with the installation's key:
// not-found when nobody has one.
func (tx *Tx) AnyTOTP(ctx context.Context) (TOTPRow, error) {
	var t TOTPRow
	var created int64
	err := tx.queryRow(ctx, `SELECT username, secret, step, created_at FROM totp ORDER BY username LIMIT 1`, nil, &t.Username, &t.Secret, &t.Step, &created)
	t.CreatedAt = fromMicros(created)
	return t, err
}

// PutTOTP stores an account's secret in the place of the one before.
func (tx *Tx) PutTOTP(ctx context.Context, t TOTPRow) error {
	_, err := tx.exec(ctx, `INSERT INTO totp (username, secret, step, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (username) DO UPDATE SET secret = excluded.secret, step = excluded.step, created_at = excluded.created_at`,
		t.Username, t.Secret, t.Step, micros(t.CreatedAt))
	return err
}

// UseTOTP notes that a step was used, and reports whether it was for the first time.
func (tx *Tx) UseTOTP(ctx context.Context, username string, step int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE totp SET step = $2 WHERE username = $1 AND step < $2`, username, step)
	return n == 1, err
}

// DeleteTOTP removes an account's secret, and reports whether there was one.
func (tx *Tx) DeleteTOTP(ctx context.Context, username string) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM totp WHERE username = $1`, username)
	return n == 1, err
}

// RecoveryCodes are the codes of an account that are left.
type RecoveryCodes struct {
	Scheme string // how all of them were hashed
	Hashes [][]byte
}

// RecoveryCodes reads an account's: its zero value is none.
func (tx *Tx) RecoveryCodes(ctx context.Context, username string) (RecoveryCodes, error) {
	var c RecoveryCodes
	err := tx.each(ctx, `SELECT scheme, hash FROM recovery_codes WHERE username = $1 ORDER BY hash`, []any{username}, func(rows *sql.Rows) error {
		var h []byte
		err := rows.Scan(&c.Scheme, &h)
		c.Hashes = append(c.Hashes, h)
		return err
	})
	return c, err
}

// RecoveryScheme reads the first accounts, at most a hundred, whose codes were hashed by
// a scheme.
func (tx *Tx) RecoveryScheme(ctx context.Context, scheme string) ([]string, error) {
	return tx.names(ctx, `SELECT DISTINCT username FROM recovery_codes WHERE scheme = $1 ORDER BY username LIMIT 100`, scheme)
}

// RecoveryKeyed reads the accounts whose codes were hashed with the installation's key:
// their scheme begins with "hmac".
func (tx *Tx) RecoveryKeyed(ctx context.Context) ([]string, error) {
	return tx.names(ctx, `SELECT DISTINCT username FROM recovery_codes WHERE scheme LIKE 'hmac%' ORDER BY username`)
}

func (tx *Tx) names(ctx context.Context, text string, args ...any) ([]string, error) {
	var out []string
	err := tx.each(ctx, text, args, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		out = append(out, name)
		return err
	})
	return out, err
}

// ReplaceRecoveryCodes stores an account's codes in the place of those before; none
// removes them.
func (tx *Tx) ReplaceRecoveryCodes(ctx context.Context, username string, c RecoveryCodes) error {
	if _, err := tx.exec(ctx, `DELETE FROM recovery_codes WHERE username = $1`, username); err != nil {
		return err
	}
	for _, h := range c.Hashes {
		if _, err := tx.exec(ctx, `INSERT INTO recovery_codes (username, hash, scheme) VALUES ($1, $2, $3)`, username, h, c.Scheme); err != nil {
			return err
		}
	}
	return nil
}

// TakeRecoveryCode uses a code up, and reports whether it was there.
func (tx *Tx) TakeRecoveryCode(ctx context.Context, username string, hash []byte) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM recovery_codes WHERE username = $1 AND hash = $2`, username, hash)
	return n == 1, err
}

// PasskeyRow is a public key that an authenticator holds the other half of.
type PasskeyRow struct {
	ID         []byte
	Username   string
	Handle     []byte // what the authenticator knows the user by
	Name       string
	Credential []byte // JSON
	Signs      int64  // the counter; 0 where the authenticator has none
	CreatedAt  time.Time
	UsedAt     time.Time // zero when never
}

const passkeyColumns = `p.id, p.username, p.handle, p.name, p.credential, p.signs, p.created_at, p.used_at`

func scanPasskey(rows *sql.Rows) (PasskeyRow, error) {
	var p PasskeyRow
	var created, used int64
	err := rows.Scan(&p.ID, &p.Username, &p.Handle, &p.Name, &p.Credential, &p.Signs, &created, &used)
	p.CreatedAt, p.UsedAt = fromMicros(created), fromMicros(used)
	return p, err
}

// Passkeys reads an account's passkeys, oldest first.
func (tx *Tx) Passkeys(ctx context.Context, username string) ([]PasskeyRow, error) {
	var out []PasskeyRow
	err := tx.each(ctx, `SELECT `+passkeyColumns+` FROM passkeys p WHERE p.username = $1 ORDER BY p.created_at, p.id`, []any{username}, func(rows *sql.Rows) error {
		p, err := scanPasskey(rows)
		out = append(out, p)
		return err
	})
	return out, err
}

// Passkey reads the passkey with the credential's id: not-found when it is absent.
func (tx *Tx) Passkey(ctx context.Context, id []byte) (PasskeyRow, error) {
	var p PasskeyRow
	err := tx.each(ctx, `SELECT `+passkeyColumns+` FROM passkeys p WHERE p.id = $1`, []any{id}, func(rows *sql.Rows) (err error) {
		p, err = scanPasskey(rows)
		return err
	})
	if err == nil && p.ID == nil {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return p, err
}

// InsertPasskey stores a new passkey: conflict when the credential is known.
func (tx *Tx) InsertPasskey(ctx context.Context, p PasskeyRow) error {
	_, err := tx.exec(ctx, `INSERT INTO passkeys (id, username, handle, name, credential, signs, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.Username, p.Handle, p.Name, p.Credential, p.Signs, micros(p.CreatedAt), micros(p.UsedAt))
	return err
}

// UsePasskey stores what a use has changed: conflict when the counter in the database
// is no longer the one that was compared with.
func (tx *Tx) UsePasskey(ctx context.Context, p PasskeyRow, before int64) error {
	n, err := tx.exec(ctx, `UPDATE passkeys SET credential = $2, signs = $3, used_at = $4 WHERE id = $1 AND signs = $5`, p.ID, p.Credential, p.Signs, micros(p.UsedAt), before)
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeConflict)
	}
	return err
}

// DeletePasskey removes a passkey of an account: not-found when it has none such.
func (tx *Tx) DeletePasskey(ctx context.Context, username string, id []byte) error {
	n, err := tx.exec(ctx, `DELETE FROM passkeys WHERE username = $1 AND id = $2`, username, id)
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// DeletePasskeys removes all passkeys of an account.
func (tx *Tx) DeletePasskeys(ctx context.Context, username string) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM passkeys WHERE username = $1`, username)
	return int(n), err
}

// IdentityRow says which account an identity of another system is.
type IdentityRow struct {
	Issuer   string
	Subject  string
	Username string
	LinkedAt time.Time
	LinkedBy string
}

// Identity reads which account an identity is: not-found when it is nobody's.
func (tx *Tx) Identity(ctx context.Context, issuer, subject string) (IdentityRow, error) {
	i := IdentityRow{Issuer: issuer, Subject: subject}
	var at int64
	err := tx.queryRow(ctx, `SELECT username, linked_at, linked_by FROM identities WHERE issuer = $1 AND subject = $2`, []any{issuer, subject}, &i.Username, &at, &i.LinkedBy)
	i.LinkedAt = fromMicros(at)
	return i, err
}

// Identities reads the identities of an account.
func (tx *Tx) Identities(ctx context.Context, username string) ([]IdentityRow, error) {
	var out []IdentityRow
	err := tx.each(ctx, `SELECT issuer, subject, username, linked_at, linked_by FROM identities WHERE username = $1 ORDER BY issuer, subject`, []any{username},
		func(rows *sql.Rows) error {
			var i IdentityRow
			var at int64
			err := rows.Scan(&i.Issuer, &i.Subject, &i.Username, &at, &i.LinkedBy)
			i.LinkedAt = fromMicros(at)
			out = append(out, i)
			return err
		})
	return out, err
}

// InsertIdentity links an identity to an account: conflict when it is somebody's.
func (tx *Tx) InsertIdentity(ctx context.Context, i IdentityRow) error {
	_, err := tx.exec(ctx, `INSERT INTO identities (issuer, subject, username, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5)`,
		i.Issuer, i.Subject, i.Username, micros(i.LinkedAt), i.LinkedBy)
	return err
}

// DeleteIdentity unlinks an identity of an account: not-found when it has none such.
func (tx *Tx) DeleteIdentity(ctx context.Context, username, issuer, subject string) error {
	n, err := tx.exec(ctx, `DELETE FROM identities WHERE username = $1 AND issuer = $2 AND subject = $3`, username, issuer, subject)
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return err
}
