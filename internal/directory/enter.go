package directory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Method says how somebody proved who he or she is.
type Method string

// The methods. The first four begin a sign-in; of them a passkey is two factors in
// one, for it asks for its owner's finger or PIN.
const (
	MethodPassword Method = "password"
	MethodPasskey  Method = "passkey"
	MethodOIDC     Method = "oidc"
	MethodLink     Method = "link"
	MethodTOTP     Method = "totp"
	MethodRecovery Method = "recovery"
)

// HalfLife is how long one may take from the first factor to the second.
const HalfLife = 10 * time.Minute

// kindHalf is the way between two factors. It is no session: nothing but the second
// factor takes it.
const kindHalf = "half"

// Entry is how far a sign-in came: with a Session it is through; otherwise Half is
// the way to the second factor, or Change the way to another password.
type Entry struct {
	Session *Session
	Secret  string // of the session, its only copy
	Half    string // of the way to the second factor, its only copy
	Change  string // of the way to another password, its only copy
	// Device is a fresh mark for the browser to keep, "" when it has one.
	Device string
	// NewDevice says that the account has not been signed in from this browser before;
	// Email is where to tell its owner, "" when unknown.
	NewDevice bool
	Email     string
	// Untold are other browsers that the account was signed in with for the first time
	// since its owner was told last.
	Untold []SignedIn
	// Recovery are codes made with a first second factor, their only copies.
	Recovery []string
}

// proof is what a first factor has shown.
type proof struct {
	method Method
	second Method // "" when there was none
	whole  bool   // no second factor is needed
	kind   SessionKind
	caller Caller
	scopes []Scope         // of a token; nil is whatever its owner may
	life   time.Duration   // of a token; 0 is SessionLife
	events []SecurityEvent // that go with it
}

// proved is where every way to sign in meets: account state, second factor, session.
// It runs in the transaction that has checked the first factor and holds the account.
func (d *Directory) proved(ctx context.Context, tx *store.Tx, a store.AccountRow, p proof, now time.Time, e *Entry) error {
	if !mayEnter(a) {
		return alur.Refuse(alur.CodeWrongCredentials)
	}
	f, err := tx.Factors(ctx, a.Username)
	if err != nil {
		return err
	}
	if p.whole || !hasFactor(f) && !d.required(a.User) {
		return d.open(ctx, tx, a, p, now, e)
	}
	data, err := json.Marshal(halfData{Method: p.method})
	if err != nil {
		return err
	}
	var hash []byte
	e.Half, hash = newSecret(KindSession)
	err = tx.PutOneTime(ctx, store.OneTimeRow{Hash: hash, Kind: kindHalf, Username: a.Username, Data: data, CreatedAt: now, ExpiresAt: now.Add(HalfLife)})
	if err != nil {
		return err
	}
	return d.recordAll(ctx, tx, p.events)
}

type halfData struct {
	Method Method `json:"method"`
	Second Method `json:"second,omitzero"` // on the way to another password
}

// mayEnter reports whether an account can be signed in to at all, by whatever factor. A
// service has no way in but its tokens, and without a role there is nothing to do inside.
func mayEnter(a store.AccountRow) bool { return a.Active && !a.Service && len(a.Roles) > 0 }

// open opens a session, or shows the way to another password where the one that was given
// is too old. It is the only place that opens sessions of people.
func (d *Directory) open(ctx context.Context, tx *store.Tx, a store.AccountRow, p proof, now time.Time, e *Entry) error {
	method := string(p.method)
	if p.second != "" {
		method += "+" + string(p.second)
	}
	if p.method == MethodPassword && d.expired(a, now) {
		if p.kind == KindToken {
			return alur.Refuse(alur.CodePasswordExpired)
		}
		return d.mustChange(ctx, tx, a, p, now, e)
	}
	var device []byte
	events := p.events
	if p.kind == KindSession {
		if device = p.caller.device(); device == nil {
			e.Device, device = newSecret(KindSession)
		}
		first, err := tx.SeeDevice(ctx, store.DeviceRow{Username: a.Username, Hash: device, Name: cut(p.caller.Name, 100), Address: cut(p.caller.Address, 64), SeenAt: now})
		if err != nil {
			return err
		}
		if first {
			e.NewDevice, e.Email = true, a.Email
			events = append(events, SecurityEvent{Kind: SecurityNewDevice, Username: a.Username, Address: p.caller.Address, Detail: p.caller.Name})
		}
		untold, err := tx.TellDevices(ctx, a.Username, device)
		if err != nil {
			return err
		}
		for _, u := range untold {
			e.Untold = append(e.Untold, SignedIn{Name: u.Name, Address: u.Address, CreatedAt: u.FirstAt, SeenAt: u.SeenAt})
		}
	}
	var hash []byte
	e.Secret, hash = newSecret(p.kind)
	err := tx.InsertSession(ctx, store.SessionRow{
		ID: alur.NewID(), Hash: hash, Kind: string(p.kind), Username: a.Username, Name: cut(p.caller.Name, 100), Address: cut(p.caller.Address, 64),
		Method: method, Device: device, CreatedAt: now, ConfirmedAt: now, SeenAt: now,
		ExpiresAt: now.Add(cmp.Or(p.life, SessionLife)), Scopes: joinScopes(p.scopes),
	})
	if err == nil {
		err = tx.SetEntered(ctx, a.Username, now)
	}
	if err != nil {
		return err
	}
	return d.recordAll(ctx, tx, append(events, SecurityEvent{Kind: SecuritySignedIn, Username: a.Username, Address: p.caller.Address, Detail: method}))
}

func (d *Directory) recordAll(ctx context.Context, tx *store.Tx, events []SecurityEvent) error {
	for _, e := range events {
		if err := d.record(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// entered completes an entry after its transaction.
func (d *Directory) entered(ctx context.Context, kind SessionKind, e *Entry, err error) (*Entry, error) {
	if err != nil {
		return nil, err
	}
	if e.Secret != "" {
		if e.Session, err = d.Authenticate(ctx, kind, e.Secret); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Factors is what an account can prove itself with beside the password.
type Factors = store.Factors

func hasFactor(f store.Factors) bool { return f.TOTP || f.Passkeys > 0 }

// required reports whether the settings want a second factor of a user.
func (d *Directory) required(u alur.User) bool {
	return slices.ContainsFunc(d.second, u.Has)
}

// FactorRequired reports whether the settings want a second factor of a user.
func (d *Directory) FactorRequired(u alur.User) bool { return d.required(u) }

// Factors counts the second factors of an account. For its owner and for
// administrators; the caller has checked.
func (d *Directory) Factors(ctx context.Context, username string) (Factors, error) {
	var f Factors
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		f, err = tx.Factors(ctx, username)
		return err
	})
	return f, err
}

// Half is somebody between two factors.
type Half struct {
	User    alur.User
	Method  Method // the first factor
	Factors Factors
	// Enrol says that there is no second factor yet, and one is required.
	Enrol bool
}

// HalfWay reads who is on the way to the second factor: unauthenticated when nobody
// is, when it took too long, or when the account is no longer active.
func (d *Directory) HalfWay(ctx context.Context, half string) (*Half, error) {
	h := &Half{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		a, data, err := d.half(ctx, tx, half)
		if err != nil {
			return err
		}
		h.User, h.Method = a.User, data.Method
		h.Factors, err = tx.Factors(ctx, a.Username)
		h.Enrol = !hasFactor(h.Factors)
		return err
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// half reads the way between two factors and whose it is: unauthenticated without one.
func (d *Directory) half(ctx context.Context, tx *store.Tx, half string) (store.AccountRow, halfData, error) {
	return d.onWay(ctx, tx, kindHalf, half)
}

// onWay reads a way that is no session yet: to the second factor, or to another password.
func (d *Directory) onWay(ctx context.Context, tx *store.Tx, kind, secret string) (store.AccountRow, halfData, error) {
	var data halfData
	var a store.AccountRow
	if !plausible(KindSession, secret) {
		return a, data, alur.Refuse(alur.CodeUnauthenticated)
	}
	row, err := tx.OneTime(ctx, kind, hashSecret(secret), d.clock())
	if err == nil {
		a, err = tx.Account(ctx, row.Username)
	}
	if alur.CodeOf(err) == alur.CodeNotFound || err == nil && !a.Active {
		return a, data, alur.Refuse(alur.CodeUnauthenticated)
	}
	if err != nil {
		return a, data, err
	}
	return a, data, json.Unmarshal(row.Data, &data)
}

// takeHalf uses the way between two factors up and holds the account.
func (d *Directory) takeHalf(ctx context.Context, tx *store.Tx, half, username string, now time.Time) (store.AccountRow, error) {
	a, err := tx.LockAccount(ctx, username)
	if err == nil {
		_, err = tx.TakeOneTime(ctx, kindHalf, hashSecret(half), now)
	}
	if alur.CodeOf(err) == alur.CodeNotFound || err == nil && !a.Active {
		return a, alur.Refuse(alur.CodeUnauthenticated)
	}
	return a, err
}

// enrolled ends the sign-in of somebody who had no second factor, with the one that add
// stores in the same transaction; add gets recovery codes to store with it, and returns them.
func (d *Directory) enrolled(ctx context.Context, half string, second Method, c Caller, add func(*store.Tx, store.AccountRow, *freshCodes) ([]string, error)) (*Entry, error) {
	h, err := d.HalfWay(ctx, half)
	if err != nil {
		return nil, err
	}
	fresh, err := d.firstRecovery(ctx, h.User.Username)
	if err != nil {
		return nil, err
	}
	e := &Entry{}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := d.takeHalf(ctx, tx, half, h.User.Username, now)
		if err != nil {
			return err
		}
		if err := d.firstFactor(ctx, tx, a.Username); err != nil {
			return err
		}
		if e.Recovery, err = add(tx, a, fresh); err != nil {
			return err
		}
		return d.open(ctx, tx, a, proof{method: h.Method, second: second, kind: KindSession, caller: c}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// firstFactor refuses where there is a second factor already: it is what the sign-in
// asks for then, and no new one may stand in its place.
func (d *Directory) firstFactor(ctx context.Context, tx *store.Tx, username string) error {
	f, err := tx.Factors(ctx, username)
	if err == nil && hasFactor(f) {
		return alur.Refuse(alur.CodeUnauthenticated)
	}
	return err
}

// CompleteCode ends a sign-in with a code of the authenticator app or a recovery code.
//
// Refusals: unauthenticated (the first factor is too long ago: begin again),
// otp-required (the code is wrong, or was used), too-many-tries.
func (d *Directory) CompleteCode(ctx context.Context, half, code string, c Caller) (*Entry, error) {
	h, err := d.HalfWay(ctx, half)
	if err != nil {
		return nil, err
	}
	e := &Entry{}
	username := h.User.Username
	t := try{username: username, caller: c, scope: scopeFactor, refusal: alur.CodeOTPRequired, kind: SecurityFactorRefused, detail: string(codeMethod(code))}
	typed, err := d.readCode(ctx, t, code)
	if err != nil {
		return nil, err
	}
	err = d.settle(ctx, t, func(tx *store.Tx, now time.Time) (bool, error) {
		if _, err := tx.LockAccount(ctx, username); err != nil {
			return false, err
		}
		// Whoever comes second finds the way used up, and is not counted as wrong.
		if _, _, err := d.half(ctx, tx, half); err != nil {
			return false, err
		}
		second, err := d.useCode(ctx, tx, username, typed, now)
		if err != nil || second == "" {
			return false, err
		}
		a, err := d.takeHalf(ctx, tx, half, username, now)
		if err != nil {
			return false, err
		}
		p := proof{method: h.Method, second: second, kind: KindSession, caller: c}
		if second == MethodRecovery {
			p.events = []SecurityEvent{{Kind: SecurityCodeUsed, Username: username, Address: c.Address}}
		}
		return true, d.open(ctx, tx, a, p, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// ConfirmCode is [Directory.ConfirmPassword] with a code of the authenticator app or
// a recovery code.
//
// Refusals: wrong-password (the code is wrong, or was used), too-many-tries.
func (d *Directory) ConfirmCode(ctx context.Context, s *Session, code, address string) error {
	t := try{username: s.User.Username, caller: Caller{Address: address}, device: s.Device, scope: scopeFactor,
		refusal: alur.CodeWrongPassword, kind: SecurityConfirmRefused, detail: string(codeMethod(code))}
	typed, err := d.readCode(ctx, t, code)
	if err != nil {
		return err
	}
	return d.settle(ctx, t, func(tx *store.Tx, now time.Time) (bool, error) {
		if _, err := tx.LockAccount(ctx, s.User.Username); err != nil {
			return false, err
		}
		m, err := d.useCode(ctx, tx, s.User.Username, typed, now)
		if err != nil || m == "" {
			return false, err
		}
		if m == MethodRecovery {
			if err := d.record(ctx, tx, SecurityEvent{Kind: SecurityCodeUsed, Username: s.User.Username, Address: address}); err != nil {
				return false, err
			}
		}
		return true, d.confirmed(ctx, tx, s, m, address, now)
	})
}

// IsCode reports whether a text has the form of a code and not of a password.
func IsCode(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	return len(s) == 6 && strings.Trim(s, "0123456789") == ""
}

// codeMethod tells by its form which kind of code a text is.
func codeMethod(code string) Method {
	if IsCode(code) {
		return MethodTOTP
	}
	return MethodRecovery
}

// useCode uses a code up, and says which kind it was, "" when it is none of the
// account's. It runs in a transaction that holds the account.
func (d *Directory) useCode(ctx context.Context, tx *store.Tx, username string, c typedCode, now time.Time) (Method, error) {
	var good bool
	var err error
	switch {
	case c.method == MethodTOTP:
		good, err = d.useTOTP(ctx, tx, username, c.code, now)
	case c.recovery != nil:
		good, err = tx.TakeRecoveryCode(ctx, username, c.recovery)
	}
	if err != nil || !good {
		return "", err
	}
	return c.method, nil
}
