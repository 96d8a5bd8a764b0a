package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// SessionRow is a signed-in browser, or a token of the API.
type SessionRow struct {
	ID          string
	Hash        []byte // SHA-256 of the secret
	Kind        string
	Username    string
	Name        string // what the user calls it
	Address     string // where it was signed in from
	Method      string // how it was opened
	Device      []byte // hash of the browser's mark; empty for tokens
	CreatedAt   time.Time
	ConfirmedAt time.Time // when the password was given last
	SeenAt      time.Time // when it was used last, within a minute or so
	ExpiresAt   time.Time
	Scopes      string // of a token, separated by blanks; "" is whatever its owner may
	SeenAddress string // where a token was used last, "" while it has not been
	MadeBy      string // the administrator who made a service's token, else ""
}

const sessionColumns = `s.id, s.hash, s.kind, s.username, s.name, s.address, s.created_at, s.confirmed_at, s.seen_at, s.expires_at, s.method, s.device,
	s.scopes, s.seen_address, s.made_by`

func scanSession(rows *sql.Rows, more ...any) (SessionRow, error) {
	var s SessionRow
	var created, confirmed, seen, expires int64
	err := rows.Scan(append([]any{&s.ID, &s.Hash, &s.Kind, &s.Username, &s.Name, &s.Address, &created, &confirmed, &seen, &expires, &s.Method, &s.Device,
		&s.Scopes, &s.SeenAddress, &s.MadeBy}, more...)...)
	s.Device = blob(s.Device)
	s.CreatedAt, s.ConfirmedAt, s.SeenAt, s.ExpiresAt = fromMicros(created), fromMicros(confirmed), fromMicros(seen), fromMicros(expires)
	return s, err
}

// InsertSession stores a new session.
func (tx *Tx) InsertSession(ctx context.Context, s SessionRow) error {
	_, err := tx.exec(ctx, `INSERT INTO sessions (id, hash, kind, username, name, address, created_at, confirmed_at, seen_at, expires_at, method, device,
		scopes, seen_address, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.ID, s.Hash, s.Kind, s.Username, s.Name, s.Address, micros(s.CreatedAt), micros(s.ConfirmedAt), micros(s.SeenAt), micros(s.ExpiresAt), s.Method, blob(s.Device),
		s.Scopes, s.SeenAddress, s.MadeBy)
	return err
}

// Session reads the session with the hash, and its user with the offices of colleagues
// that he or she holds now: not-found when it is absent. Whether it is still good is the caller's to judge.
func (tx *Tx) Session(ctx context.Context, hash []byte) (SessionRow, alur.User, error) {
	var s SessionRow
	var u alur.User
	var roles string
	err := tx.each(ctx, `SELECT `+sessionColumns+`, `+userColumns+` FROM sessions s
		JOIN users u ON u.username = s.username JOIN agencies a ON a.id = u.agency_id WHERE s.hash = $1`, []any{hash},
		func(rows *sql.Rows) (err error) {
			s, err = scanSession(rows, userFields(&u, &roles)...)
			return err
		})
	if err == nil && s.ID == "" {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return SessionRow{}, alur.User{}, err
	}
	u.Roles = splitRoles(roles)
	offices, err := tx.standIns(ctx, []string{u.Username})
	u.StandsIn = offices[u.Username]
	return s, u, err
}

// Sessions reads the sessions of a user, newest first.
func (tx *Tx) Sessions(ctx context.Context, username string) ([]SessionRow, error) {
	var out []SessionRow
	err := tx.each(ctx, `SELECT `+sessionColumns+` FROM sessions s WHERE s.username = $1 ORDER BY s.created_at DESC, s.id`, []any{username},
		func(rows *sql.Rows) error {
			s, err := scanSession(rows)
			out = append(out, s)
			return err
		})
	return out, err
}

// TouchSession notes that a session was used.
func (tx *Tx) TouchSession(ctx context.Context, id string, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2`, id, micros(at))
	return err
}

// TouchToken notes that a token was used, and from where. Its first use counts at any time.
func (tx *Tx) TouchToken(ctx context.Context, id string, at time.Time, address string) error {
	_, err := tx.exec(ctx, `UPDATE sessions SET seen_at = $2, seen_address = $3 WHERE id = $1 AND (seen_at < $2 OR seen_address = '')`, id, micros(at), address)
	return err
}

// ConfirmSession notes that the password was given again.
func (tx *Tx) ConfirmSession(ctx context.Context, id string, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE sessions SET confirmed_at = $2 WHERE id = $1`, id, micros(at))
	return err
}

// EndSession ends a session and says whose it was, "" when it has ended already.
func (tx *Tx) EndSession(ctx context.Context, id string) (username string, err error) {
	err = tx.queryRow(ctx, `SELECT username FROM sessions WHERE id = $1`, []any{id}, &username)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	_, err = tx.exec(ctx, `DELETE FROM sessions WHERE id = $1`, id)
	return username, err
}

// DeleteSessions ends all sessions of a user but the one with the id except ("": none
// is spared), and returns how many there were.
func (tx *Tx) DeleteSessions(ctx context.Context, username, except string) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM sessions WHERE username = $1 AND id <> $2`, username, except)
	return int(n), err
}

// Failures reads when an account or an address failed to sign in, oldest first.
func (tx *Tx) Failures(ctx context.Context, subject string) ([]time.Time, error) {
	var text string
	err := tx.queryRow(ctx, `SELECT failed_at FROM sign_in_failures WHERE subject = $1`, []any{subject}, &text)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []time.Time
	for _, f := range strings.Fields(text) {
		n, err := strconv.ParseInt(f, 36, 64)
		if err != nil {
			return nil, fmt.Errorf("sign-in failures of %q: %w", subject, err)
		}
		out = append(out, fromMicros(n))
	}
	return out, nil
}

// LockFailures is Failures, and holds the subject until the transaction ends, so that
// attempts in parallel are counted one after another. With several subjects the
// caller locks them in one order, always.
func (tx *Tx) LockFailures(ctx context.Context, subject string, now time.Time) ([]time.Time, error) {
	_, err := tx.exec(ctx, `INSERT INTO sign_in_failures (subject, failed_at, updated_at) VALUES ($1, '', $2)
		ON CONFLICT (subject) DO UPDATE SET updated_at = excluded.updated_at`, subject, micros(now))
	if err != nil {
		return nil, err
	}
	return tx.Failures(ctx, subject)
}

// SaveFailures stores when a locked subject failed.
func (tx *Tx) SaveFailures(ctx context.Context, subject string, at []time.Time) error {
	parts := make([]string, len(at))
	for i, t := range at {
		parts[i] = strconv.FormatInt(micros(t), 36)
	}
	n, err := tx.exec(ctx, `UPDATE sign_in_failures SET failed_at = $2 WHERE subject = $1`, subject, strings.Join(parts, " "))
	if err == nil && n != 1 {
		return errors.New("sign-in failures were not locked")
	}
	return err
}

// ReplaceSetupLink stores the hash of the one setup link there is; earlier ones stop
// working.
func (tx *Tx) ReplaceSetupLink(ctx context.Context, hash []byte, expires time.Time) error {
	if _, err := tx.exec(ctx, `DELETE FROM setup_links`); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO setup_links (hash, expires_at) VALUES ($1, $2)`, hash, micros(expires))
	return err
}

// SetupLink looks for a setup link without using it up: not-found when it is absent,
// used or too old.
func (tx *Tx) SetupLink(ctx context.Context, hash []byte, now time.Time) error {
	var one int
	return tx.queryRow(ctx, `SELECT 1 FROM setup_links WHERE hash = $1 AND expires_at > $2`, []any{hash, micros(now)}, &one)
}

// TakeSetupLink uses a setup link up: not-found when it is absent, used or too old.
func (tx *Tx) TakeSetupLink(ctx context.Context, hash []byte, now time.Time) error {
	n, err := tx.exec(ctx, `DELETE FROM setup_links WHERE hash = $1 AND expires_at > $2`, hash, micros(now))
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// letterLife is how long a letter to an account's owner waits where nothing sends mail.
const letterLife = 24 * time.Hour

// proposalLife is how long proposals stay to be read when their time is over.
const proposalLife = 30 * 24 * time.Hour

// Sweep deletes what has run out: sessions, idempotency keys, sign-in failures, links,
// browsers that have not been seen for long, old proposals. To be called every hour or so; nothing depends on it but the size of the
// database.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.clock()
	return s.Write(ctx, func(tx *Tx) error {
		for _, x := range []struct {
			text   string
			before time.Time
		}{
			{`DELETE FROM sessions WHERE expires_at <= $1`, now},
			{`DELETE FROM idempotency_keys WHERE created_at <= $1`, now.Add(-keyLife)},
			{`DELETE FROM sign_in_failures WHERE updated_at <= $1`, now.Add(-s.retention.Failures)},
			{`DELETE FROM setup_links WHERE expires_at <= $1`, now},
			{`DELETE FROM one_time WHERE expires_at <= $1`, now},
			{`DELETE FROM devices WHERE seen_at <= $1`, now.Add(-s.retention.Devices)},
			{`UPDATE proposals SET password = '' WHERE password <> '' AND expires_at <= $1`, now},
			{`DELETE FROM proposals WHERE expires_at <= $1`, now.Add(-proposalLife)},
			{`DELETE FROM imports WHERE created_at <= $1`, now.Add(-importLife)},
			{`DELETE FROM jobs WHERE state = 'done' AND updated_at <= $1`, now.Add(-JobsDoneKept)},
			{`DELETE FROM jobs WHERE state IN ('failed', 'discarded') AND updated_at <= $1`, now.Add(-JobsEndedKept)},
			{`DELETE FROM notices WHERE read_at > 0 AND read_at <= $1`, s.retention.NoticesRead(now)},
			{`DELETE FROM notices WHERE read_at = 0 AND at <= $1`, s.unreadBefore(now)},
			{`DELETE FROM notices WHERE read_at = 0 AND at <= $1 AND username IN (SELECT username FROM users WHERE NOT active)`, now.Add(-inactiveKept)},
			{`DELETE FROM account_letters WHERE at <= $1`, now.Add(-letterLife)},
		} {
			if _, err := tx.exec(ctx, x.text, micros(x.before)); err != nil {
				return err
			}
		}
		return nil
	})
}
