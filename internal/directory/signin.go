package directory

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// How often signing in may fail within a window, for an account and for an address.
const (
	failureWindow   = 15 * time.Minute
	accountFailures = 10
	addressFailures = 100
)

// SignIn is what somebody gives to sign in.
type SignIn struct {
	Username string // case and blanks around it do not matter
	Password string
	Address  string // the caller's IP address
	Name     string // what the user calls the token, or the browser
	Kind     SessionKind
}

// SignIn checks a password and opens a session; secret is its only copy. An unknown
// user, a disabled account and a wrong password look and take the same.
//
// Refusals: wrong-credentials, too-many-tries (Retry says when to come back).
func (d *Directory) SignIn(ctx context.Context, in SignIn) (secret string, _ *Session, err error) {
	username := CleanUsername(in.Username)
	err = d.attempt(ctx, username, in.Password, in.Address, alur.CodeWrongCredentials, func(tx *store.Tx, a store.AccountRow, now time.Time) error {
		var hash []byte
		secret, hash = newSecret(in.Kind)
		return tx.InsertSession(ctx, store.SessionRow{
			ID: alur.NewID(), Hash: hash, Kind: string(in.Kind), Username: a.Username, Name: cut(in.Name, 100), Address: cut(in.Address, 64),
			CreatedAt: now, ConfirmedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionLife),
		})
	})
	if err != nil {
		return "", nil, err
	}
	s, err := d.Authenticate(ctx, in.Kind, secret)
	return secret, s, err
}

// ConfirmPassword asks for the password of a session's user again, before a decision
// or a signature, and notes it in the session.
//
// Refusals: wrong-password, too-many-tries; failures count with those of signing in.
func (d *Directory) ConfirmPassword(ctx context.Context, s *Session, password, address string) error {
	return d.attempt(ctx, s.User.Username, password, address, alur.CodeWrongPassword, func(tx *store.Tx, _ store.AccountRow, now time.Time) error {
		s.ConfirmedAt = now
		return tx.ConfirmSession(ctx, s.ID, now)
	})
}

// attempt checks a password against an account. The outcome is settled in one
// transaction that holds the counters of account and address: however many
// attempts run at once, no more are judged than the limits allow.
func (d *Directory) attempt(ctx context.Context, username, password, address string, wrong alur.Code,
	success func(*store.Tx, store.AccountRow, time.Time) error,
) error {
	subjects := subjectsOf(username, address)
	var account store.AccountRow
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		for _, s := range subjects {
			at, err := tx.Failures(ctx, s.name)
			if err != nil {
				return err
			}
			if err := s.judge(at, d.clock()); err != nil {
				return err // before the password costs anything
			}
		}
		if !validUsername(username) {
			return nil
		}
		account, err = tx.Account(ctx, username)
		if alur.CodeOf(err) == alur.CodeNotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	phc := account.Password
	if phc == "" {
		phc = nobody
	}
	good, err := d.matches(ctx, password, phc)
	if err != nil {
		return err
	}
	good = good && account.Username != "" && account.Active

	var refusal error
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		refusal = nil
		failed := make([][]time.Time, len(subjects))
		for i, s := range subjects {
			if failed[i], err = tx.LockFailures(ctx, s.name, now); err != nil {
				return err
			}
			if refusal = s.judge(failed[i], now); refusal != nil {
				return nil //nolint:nilerr // given below, like the other refusals, after the commit
			}
		}
		if good {
			// What was compared may have changed while it was.
			a, err := tx.LockAccount(ctx, username)
			if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
				return err
			}
			if err == nil && a.Active && a.Password == account.Password {
				return success(tx, a, now)
			}
		}
		refusal = alur.Refuse(wrong)
		for i, s := range subjects {
			recent := slices.DeleteFunc(failed[i], func(t time.Time) bool { return !counts(t, now) })
			if err := tx.SaveFailures(ctx, s.name, append(recent, now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && refusal != nil {
		// The name only when there is such an account: people type passwords into the
		// wrong field.
		d.log.Info("password refused", "username", account.Username, "address", address, "code", alur.CodeOf(refusal))
		err = refusal
	}
	return err
}

// subject is whose failures are counted.
type subject struct {
	name  string
	limit int
}

// subjectsOf lists what an attempt counts against, in the order of locking.
func subjectsOf(username, address string) []subject {
	var out []subject
	if validUsername(username) {
		out = append(out, subject{"account:" + username, accountFailures})
	}
	if a := network(address); a != "" {
		out = append(out, subject{"address:" + a, addressFailures})
	}
	return out
}

// network is what counts as one address: an IPv4 address, or the /64 of an IPv6 one,
// of which one machine has as many as it wants.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// counts reports whether a failure is within the window. One from the future does
// not count for longer than one from the past.
func counts(at, now time.Time) bool {
	return at.After(now.Add(-failureWindow)) && at.Before(now.Add(failureWindow))
}

// judge refuses when the limit is reached.
func (s subject) judge(failed []time.Time, now time.Time) error {
	var recent []time.Time
	for _, t := range failed {
		if counts(t, now) {
			recent = append(recent, t)
		}
	}
	if len(recent) < s.limit {
		return nil
	}
	// It is free again when the oldest of the last s.limit failures leaves the window.
	free := recent[len(recent)-s.limit].Add(failureWindow)
	return &alur.Error{Code: alur.CodeTooManyTries, Retry: max(free.Sub(now), time.Second)}
}

// CleanUsername brings a typed username to the stored form.
func CleanUsername(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// validUsername reports whether s is 2 to 40 of a-z 0-9 . _ -.
func validUsername(s string) bool {
	if len(s) < 2 || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// cut keeps at most n runes of printable text.
func cut(s string, n int) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "") {
		if n == 0 {
			break
		}
		if r >= 0x20 && r != 0x7f {
			b.WriteRune(r)
			n--
		}
	}
	return b.String()
}
