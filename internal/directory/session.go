package directory

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// SessionKind says what a secret is for; one cannot stand in for the other.
type SessionKind string

// The kinds of sessions.
const (
	KindSession SessionKind = "session" // a browser, in a cookie
	KindToken   SessionKind = "token"   // the API, in the Authorization header
)

// How long sessions live (promises.md, "Who gets in").
const (
	SessionLife = 12 * time.Hour   // of a browser, whatever happens, and of a token that asks for no other
	SessionIdle = 30 * time.Minute // of a browser without a call
	// ConfirmLife is how long a proof (password, code, passkey) is enough for decisions on
	// pages.
	ConfirmLife = 5 * time.Minute

	touchEvery = time.Minute
	// clockSkew is how far the clock may step back without ending sessions. Farther,
	// they end rather than live on until time catches up.
	clockSkew = 5 * time.Minute
)

// tokenPrefix makes a token that leaks recognisable to scanners of secrets.
const tokenPrefix = "alur_"

// Session is somebody who has signed in.
type Session struct {
	ID          string
	Kind        SessionKind
	User        alur.User
	CreatedAt   time.Time
	ConfirmedAt time.Time // when the user proved himself or herself last
	ExpiresAt   time.Time
	Method      string // how it was opened: "password", "password+totp", "passkey", …
	// Scopes are what a token may be used for; nil is whatever its owner may. Sessions of
	// browsers have none.
	Scopes []Scope

	Device []byte // hash of the browser's mark
	// Stale says that the secret was renewed a moment ago and ends soon: the browser may not
	// have got the new one, and is given another ([Directory.Renew]).
	Stale bool
}

// Confirmed reports whether the user has proved himself or herself within [ConfirmLife].
func (s *Session) Confirmed(now time.Time) bool {
	return now.Sub(s.ConfirmedAt) <= ConfirmLife && s.ConfirmedAt.Sub(now) <= clockSkew
}

// newSecret returns 256 random bits as text, and what is stored of them.
func newSecret(kind SessionKind) (secret string, hash []byte) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	if kind == KindToken {
		secret = tokenPrefix + secret
	}
	return secret, hashSecret(secret)
}

// hashSecret is unsalted and fast, which is enough for 256 random bits.
func hashSecret(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// plausible saves a query for what cannot be a secret of ours.
func plausible(kind SessionKind, secret string) bool {
	if kind == KindToken {
		var ok bool
		if secret, ok = strings.CutPrefix(secret, tokenPrefix); !ok {
			return false
		}
	}
	return len(secret) == 43
}

// Authenticate finds the session of a secret: unauthenticated when there is none of
// the kind, when it has run out, or when the account is not active. It costs one
// indexed read, and a write at most once a minute.
func (d *Directory) Authenticate(ctx context.Context, kind SessionKind, secret string) (*Session, error) {
	return d.authenticate(ctx, kind, secret, "")
}

// AuthenticateToken is [Directory.Authenticate] for a token, and notes from which IP
// address it was used, at most once a minute.
func (d *Directory) AuthenticateToken(ctx context.Context, secret, address string) (*Session, error) {
	return d.authenticate(ctx, KindToken, secret, cut(address, 64))
}

func (d *Directory) authenticate(ctx context.Context, kind SessionKind, secret, address string) (*Session, error) {
	if !plausible(kind, secret) {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	var row store.SessionRow
	var user alur.User
	stale := false
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		row, user, err = tx.Session(ctx, hashSecret(secret))
		if kind == KindSession && alur.CodeOf(err) == alur.CodeNotFound {
			row, user, err = d.renewed(ctx, tx, hashSecret(secret))
			stale = err == nil
		}
		return err
	})
	if alur.CodeOf(err) == alur.CodeNotFound {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	if err != nil {
		return nil, err
	}
	now := d.clock()
	// Without a role there is nothing to do inside; a service whose roles wait has none yet.
	if row.Kind != string(kind) || !user.Active || len(user.Roles) == 0 || !alive(row, now) {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	if now.Sub(row.SeenAt) >= touchEvery || address != "" && row.SeenAddress == "" {
		// Reading goes on when the disk is full; the session then ends by idleness.
		err := d.store.Write(ctx, func(tx *store.Tx) error {
			if address != "" {
				return tx.TouchToken(ctx, row.ID, now, address)
			}
			return tx.TouchSession(ctx, row.ID, now)
		})
		if err != nil {
			d.log.Warn("session not touched", "error", err)
		}
	}
	return &Session{
		ID: row.ID, Kind: kind, User: user, CreatedAt: row.CreatedAt, ConfirmedAt: row.ConfirmedAt, ExpiresAt: row.ExpiresAt,
		Method: row.Method, Device: row.Device, Scopes: splitScopes(row.Scopes), Stale: stale,
	}, nil
}

// SignedIn is one place where an account is signed in, for its owner to see.
type SignedIn struct {
	ID        string
	Kind      SessionKind
	Name      string // what it was called at the sign-in, "" when it has no name
	CreatedAt time.Time
	SeenAt    time.Time // when it was used last, within a minute or so
	Address   string
	Method    string
}

// Sessions lists the living sessions and tokens of an account, newest first. It is
// for the account's owner and for administrators; the caller has checked.
func (d *Directory) Sessions(ctx context.Context, username string) ([]SignedIn, error) {
	var out []SignedIn
	now := d.clock()
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Sessions(ctx, username)
		for _, r := range rows {
			if alive(r, now) {
				out = append(out, SignedIn{ID: r.ID, Kind: SessionKind(r.Kind), Name: r.Name, CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, Address: r.Address, Method: r.Method})
			}
		}
		return err
	})
	return out, err
}

func alive(row store.SessionRow, now time.Time) bool {
	if !now.Before(row.ExpiresAt) || now.Before(row.SeenAt.Add(-clockSkew)) || now.Before(row.CreatedAt.Add(-clockSkew)) {
		return false
	}
	return row.Kind != string(KindSession) || now.Sub(row.SeenAt) < SessionIdle
}

// SignOut ends a session or revokes a token; one that is absent has ended already.
func (d *Directory) SignOut(ctx context.Context, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		username, err := tx.EndSession(ctx, id)
		if err != nil || username == "" {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{Kind: SecuritySignedOut, Username: username})
	})
}

// EndSession ends one session or token of an account. It is for the account's owner
// and for administrators; the caller has checked.
//
// Refusals: not-found.
func (d *Directory) EndSession(ctx context.Context, username, id string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.Sessions(ctx, username)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.ID != id {
				continue
			}
			if _, err := tx.EndSession(ctx, id); err != nil {
				return err
			}
			return d.record(ctx, tx, by.event(SecuritySessionEnded, username, r.Name))
		}
		return alur.Refuse(alur.CodeNotFound)
	})
}

// EndSessions ends every session and token of an account but the one with the id
// except ("": none is spared), and returns how many there were. The other browsers that
// the account knew are new again. It is for the account's owner and for administrators;
// the caller has checked.
func (d *Directory) EndSessions(ctx context.Context, username, except string, by By) (n int, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.Sessions(ctx, username)
		if err != nil {
			return err
		}
		now := d.clock()
		n = 0
		var here []byte
		for _, r := range rows {
			switch {
			case r.ID == except:
				here = r.Device
			case alive(r, now):
				n++
			}
		}
		if err := tx.DeleteDevices(ctx, username, here); err != nil {
			return err
		}
		if err := d.endAll(ctx, tx, username, except); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecuritySessionEnded, username, "all others"))
	})
	return n, err
}

// endAll ends what an account has open: sessions and tokens but one, ways between two
// factors, links and challenges. Nothing of an account may be half-way while it changes.
func (d *Directory) endAll(ctx context.Context, tx *store.Tx, username, except string) error {
	return d.endOpen(ctx, tx, username, except, endedKinds)
}

// endedKinds are what works once and ends with the sessions.
var endedKinds = []string{kindHalf, kindChange, kindLink, kindReset, kindInvitation, kindCeremony}

// endOpen is endAll of some kinds.
func (d *Directory) endOpen(ctx context.Context, tx *store.Tx, username, except string, kinds []string) error {
	if _, err := tx.DeleteSessions(ctx, username, except); err != nil {
		return err
	}
	for _, kind := range kinds {
		if _, err := tx.DeleteOneTimes(ctx, kind, username); err != nil {
			return err
		}
	}
	return nil
}
