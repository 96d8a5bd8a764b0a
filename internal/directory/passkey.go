package directory

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// PasskeyConfig says where passkeys are used. A passkey is bound to the name: under
// another one it is worth nothing.
type PasskeyConfig struct {
	Name   string // the host name, "alur.salatiga.go.id" or "localhost"; never an IP address
	Origin string // what the browser shows, "https://alur.salatiga.go.id"
	Title  string // what browsers call this installation
}

func (c *PasskeyConfig) open() (*webauthn.WebAuthn, error) {
	return webauthn.New(&webauthn.Config{RPID: c.Name, RPDisplayName: c.Title, RPOrigins: []string{c.Origin}, AttestationPreference: protocol.PreferNoAttestation})
}

// ceremonyLife is how long a browser may take to ask for finger or PIN.
const ceremonyLife = 5 * time.Minute

// maxPasskeys bounds an account's.
const maxPasskeys = 20

// kindCeremony is a challenge that waits for a passkey's answer.
const kindCeremony = "ceremony"

// Ceremony is a challenge for the browser's passkeys.
type Ceremony struct {
	Secret  string          // comes back with the answer
	Options json.RawMessage // for navigator.credentials
}

// What a challenge is for. An answer to one is none to another.
const (
	forSignIn  = "sign-in"
	forFactor  = "factor"
	forConfirm = "confirm"
	forNew     = "new"
)

type ceremonyData struct {
	For     string               `json:"for"`
	Bind    string               `json:"bind"` // the session or way that it belongs to
	Session webauthn.SessionData `json:"session"`
}

// passkeyUser is an account as the library wants it.
type passkeyUser struct {
	handle []byte
	user   alur.User
	rows   []store.PasskeyRow
	creds  []webauthn.Credential
}

func (u *passkeyUser) WebAuthnID() []byte                         { return u.handle }
func (u *passkeyUser) WebAuthnName() string                       { return u.user.Username }
func (u *passkeyUser) WebAuthnDisplayName() string                { return u.user.Name }
func (u *passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.creds }

// PasskeysUsed reports whether passkeys can be used at all.
func (d *Directory) PasskeysUsed() bool { return d.keys != nil }

// passkeyUser reads an account with its passkeys; the first gets a random handle.
func (d *Directory) passkeyUser(ctx context.Context, tx *store.Tx, u alur.User) (*passkeyUser, error) {
	out := &passkeyUser{user: u}
	var err error
	if out.rows, err = tx.Passkeys(ctx, u.Username); err != nil {
		return nil, err
	}
	for _, r := range out.rows {
		var c webauthn.Credential
		if err := json.Unmarshal(r.Credential, &c); err != nil {
			return nil, fmt.Errorf("passkey of %s: %w", u.Username, err)
		}
		out.handle, out.creds = r.Handle, append(out.creds, c)
	}
	if out.handle == nil {
		out.handle = make([]byte, 32)
		_, _ = rand.Read(out.handle) // never fails
	}
	return out, nil
}

// begin stores a challenge.
func (d *Directory) begin(ctx context.Context, username, what, bind string, options any, session *webauthn.SessionData) (*Ceremony, error) {
	out := &Ceremony{}
	var err error
	if out.Options, err = json.Marshal(options); err != nil {
		return nil, err
	}
	data, err := json.Marshal(ceremonyData{what, bind, *session})
	if err != nil {
		return nil, err
	}
	var hash []byte
	out.Secret, hash = newSecret(KindSession)
	now := d.clock()
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		return tx.PutOneTime(ctx, store.OneTimeRow{Hash: hash, Kind: kindCeremony, Username: username, Data: data, CreatedAt: now, ExpiresAt: now.Add(ceremonyLife)})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// take uses a challenge up: unauthenticated when it is not for this, or too old.
func (d *Directory) take(ctx context.Context, tx *store.Tx, secret, what, bind string, now time.Time) (*webauthn.SessionData, error) {
	if !plausible(KindSession, secret) {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	row, err := tx.TakeOneTime(ctx, kindCeremony, hashSecret(secret), now)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	if err != nil {
		return nil, err
	}
	var data ceremonyData
	if err := json.Unmarshal(row.Data, &data); err != nil {
		return nil, err
	}
	if data.For != what || data.Bind != bind {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	return &data.Session, nil
}

var errNoPasskeys = alur.RefuseField(alur.CodeNotFound, "passkeys")

// BeginPasskeySignIn makes a challenge for whoever comes. The caller bounds how often
// an address may ask.
func (d *Directory) BeginPasskeySignIn(ctx context.Context) (*Ceremony, error) {
	if d.keys == nil {
		return nil, errNoPasskeys
	}
	// Alone it is two factors: the key, and finger or PIN.
	options, session, err := d.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	return d.begin(ctx, "", forSignIn, "", options, session)
}

// FinishPasskeySignIn signs in with a passkey alone.
//
// Refusals: wrong-credentials (no passkey of ours, an account that is not active, an
// answer to another challenge), too-many-tries.
func (d *Directory) FinishPasskeySignIn(ctx context.Context, secret string, answer []byte, c Caller) (*Entry, error) {
	e := &Entry{}
	t := try{caller: c, scope: scopePasskey, refusal: alur.CodeWrongCredentials, kind: SecuritySignInRefused, detail: string(MethodPasskey)}
	err := d.assert(ctx, t, secret, forSignIn, "", answer, func(tx *store.Tx, a store.AccountRow, now time.Time) error {
		return d.proved(ctx, tx, a, proof{method: MethodPasskey, whole: true, kind: KindSession, caller: c}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// BeginPasskeyFactor makes a challenge for the second factor.
//
// Refusals: unauthenticated, not-found (the account has no passkey).
func (d *Directory) BeginPasskeyFactor(ctx context.Context, half string) (*Ceremony, error) {
	h, err := d.HalfWay(ctx, half)
	if err != nil {
		return nil, err
	}
	return d.beginKnown(ctx, h.User, forFactor, bindHalf(half), protocol.VerificationPreferred)
}

// bindHalf names a way between factors without being its secret.
func bindHalf(half string) string { return base64.RawURLEncoding.EncodeToString(hashSecret(half)) }

// BeginPasskeyConfirm makes a challenge for a session's user to prove himself or
// herself again.
//
// Refusals: not-found (the account has no passkey).
func (d *Directory) BeginPasskeyConfirm(ctx context.Context, s *Session) (*Ceremony, error) {
	return d.beginKnown(ctx, s.User, forConfirm, s.ID, protocol.VerificationRequired)
}

// readPasskeyUser reads a user with his or her passkeys: not-found where there can be none.
func (d *Directory) readPasskeyUser(ctx context.Context, user alur.User) (u *passkeyUser, err error) {
	if d.keys == nil {
		return nil, errNoPasskeys
	}
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		u, err = d.passkeyUser(ctx, tx, user)
		return err
	})
	return u, err
}

func (d *Directory) beginKnown(ctx context.Context, user alur.User, what, bind string, uv protocol.UserVerificationRequirement) (*Ceremony, error) {
	u, err := d.readPasskeyUser(ctx, user)
	if err != nil {
		return nil, err
	}
	if len(u.creds) == 0 {
		return nil, errNoPasskeys
	}
	options, session, err := d.keys.BeginLogin(u, webauthn.WithUserVerification(uv))
	if err != nil {
		return nil, err
	}
	return d.begin(ctx, user.Username, what, bind, options, session)
}

// FinishPasskeyFactor ends a sign-in with a passkey as the second factor.
//
// Refusals: unauthenticated, otp-required (not a passkey of the account), too-many-tries.
func (d *Directory) FinishPasskeyFactor(ctx context.Context, half, secret string, answer []byte, c Caller) (*Entry, error) {
	h, err := d.HalfWay(ctx, half)
	if err != nil {
		return nil, err
	}
	e := &Entry{}
	t := try{
		username: h.User.Username, caller: c, scope: scopePasskey,
		refusal: alur.CodeOTPRequired, kind: SecurityFactorRefused, detail: string(MethodPasskey),
	}
	err = d.assert(ctx, t, secret, forFactor, bindHalf(half), answer, func(tx *store.Tx, a store.AccountRow, now time.Time) error {
		if _, err := d.takeHalf(ctx, tx, half, a.Username, now); err != nil {
			return err
		}
		return d.open(ctx, tx, a, proof{method: h.Method, second: MethodPasskey, kind: KindSession, caller: c}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// ConfirmPasskey is [Directory.ConfirmPassword] with a passkey.
//
// Refusals: wrong-password (not a passkey of the account, or an answer to another
// challenge), too-many-tries.
func (d *Directory) ConfirmPasskey(ctx context.Context, s *Session, secret string, answer []byte, address string) error {
	t := try{
		username: s.User.Username, caller: Caller{Address: address}, device: s.Device, scope: scopePasskey,
		refusal: alur.CodeWrongPassword, kind: SecurityConfirmRefused, detail: string(MethodPasskey),
	}
	return d.assert(ctx, t, secret, forConfirm, s.ID, answer, func(tx *store.Tx, _ store.AccountRow, now time.Time) error {
		return d.confirmed(ctx, tx, s, MethodPasskey, address, now)
	})
}

// assert checks a passkey's answer to a challenge, which is used up by it.
func (d *Directory) assert(ctx context.Context, t try, secret, what, bind string, answer []byte,
	success func(*store.Tx, store.AccountRow, time.Time) error,
) error {
	if d.keys == nil {
		return errNoPasskeys
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		parsed = nil // judged below, where it counts
	}
	return d.settle(ctx, t, func(tx *store.Tx, now time.Time) (bool, error) {
		session, err := d.take(ctx, tx, secret, what, bind, now)
		if alur.CodeOf(err) == alur.CodeUnauthenticated || err == nil && parsed == nil {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		row, err := tx.Passkey(ctx, parsed.RawID)
		if alur.CodeOf(err) == alur.CodeNotFound || err == nil && t.username != "" && row.Username != t.username {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		a, err := tx.LockAccount(ctx, row.Username)
		if err != nil || !a.Active {
			return false, err
		}
		u, err := d.passkeyUser(ctx, tx, a.User)
		if err != nil {
			return false, err
		}
		used, err := d.validate(u, session, parsed)
		if err != nil {
			d.log.Info("passkey refused", "username", a.Username, "error", err)
			return false, nil // the library says why; the caller only that
		}
		if used.Authenticator.CloneWarning {
			// Two copies of one key: whoever has this one does not get in.
			return false, d.record(ctx, tx, SecurityEvent{Kind: SecurityPasskeyCloned, Username: a.Username, Address: t.caller.Address, Detail: row.Name})
		}
		before := row.Signs
		row.Signs, row.UsedAt = int64(used.Authenticator.SignCount), now
		if row.Credential, err = json.Marshal(used); err != nil {
			return false, err
		}
		if err := tx.UsePasskey(ctx, row, before); err != nil {
			return false, err
		}
		return true, success(tx, a, now)
	})
}

// validate asks the library, in the way in which the challenge was made.
func (d *Directory) validate(u *passkeyUser, session *webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	if len(session.UserID) > 0 {
		return d.keys.ValidateLogin(u, *session, parsed)
	}
	find := func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, u.handle) {
			return nil, errors.New("the handle is another user's")
		}
		return u, nil
	}
	return d.keys.ValidateDiscoverableLogin(find, *session, parsed)
}

// OfferPasskey makes a challenge for a new passkey of a session's user, who has
// confirmed himself or herself.
//
// Refusals: not-found (passkeys are not used here), conflict (too-many).
func (d *Directory) OfferPasskey(ctx context.Context, s *Session) (*Ceremony, error) {
	return d.offerPasskey(ctx, s.User, s.ID)
}

// OfferFirstPasskey is OfferPasskey for somebody who must have a second factor and has none.
//
// Refusals: those of OfferPasskey, unauthenticated.
func (d *Directory) OfferFirstPasskey(ctx context.Context, half string) (*Ceremony, error) {
	h, err := d.HalfWay(ctx, half)
	if err != nil {
		return nil, err
	}
	if !h.Enrol {
		return nil, alur.Refuse(alur.CodeUnauthenticated)
	}
	return d.offerPasskey(ctx, h.User, bindHalf(half))
}

func (d *Directory) offerPasskey(ctx context.Context, user alur.User, bind string) (*Ceremony, error) {
	u, err := d.readPasskeyUser(ctx, user)
	if err != nil {
		return nil, err
	}
	if len(u.creds) >= maxPasskeys {
		return nil, alur.RefuseField(alur.CodeConflict, "too-many")
	}
	var known []protocol.CredentialDescriptor
	for i := range u.creds {
		known = append(known, u.creds[i].Descriptor())
	}
	options, session, err := d.keys.BeginRegistration(u, webauthn.WithExclusions(known), webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
		ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred,
	}))
	if err != nil {
		return nil, err
	}
	return d.begin(ctx, user.Username, forNew, bind, options, session)
}

// AddPasskey keeps a new passkey. recovery are fresh codes when the account had none.
//
// Refusals: unauthenticated (the challenge is too old), invalid-data (answer, name),
// conflict (it is known already).
func (d *Directory) AddPasskey(ctx context.Context, s *Session, name, secret string, answer []byte, address string) (recovery []string, err error) {
	fresh, err := d.firstRecovery(ctx, s.User.Username)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, s.User.Username)
		if err != nil {
			return err
		}
		recovery, err = d.addPasskey(ctx, tx, a, name, secret, s.ID, answer, fresh, By{Address: address})
		return err
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// CompletePasskey is AddPasskey for somebody who must have a second factor and has
// none: it ends the sign-in as well.
//
// Refusals: those of AddPasskey.
func (d *Directory) CompletePasskey(ctx context.Context, half, name, secret string, answer []byte, c Caller) (*Entry, error) {
	return d.enrolled(ctx, half, MethodPasskey, c, func(tx *store.Tx, a store.AccountRow, fresh *freshCodes) ([]string, error) {
		return d.addPasskey(ctx, tx, a, name, secret, bindHalf(half), answer, fresh, By{Address: c.Address})
	})
}

func (d *Directory) addPasskey(ctx context.Context, tx *store.Tx, a store.AccountRow, name, secret, bind string, answer []byte, fresh *freshCodes, by By) (recovery []string, err error) {
	if d.keys == nil {
		return nil, errNoPasskeys
	}
	now := d.clock()
	name = cut(name, 60)
	if name == "" {
		return nil, alur.RefuseField(alur.CodeInvalidData, "name")
	}
	session, err := d.take(ctx, tx, secret, forNew, bind, now)
	if err != nil {
		return nil, err
	}
	u, err := d.passkeyUser(ctx, tx, a.User)
	if err != nil {
		return nil, err
	}
	if len(u.rows) == 0 {
		u.handle = session.UserID // drawn when the challenge was made
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, &alur.Error{Code: alur.CodeInvalidData, Field: "answer", Err: err}
	}
	made, err := d.keys.CreateCredential(u, *session, parsed)
	if err != nil {
		return nil, &alur.Error{Code: alur.CodeInvalidData, Field: "answer", Err: err}
	}
	stored, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	err = tx.InsertPasskey(ctx, store.PasskeyRow{
		ID: made.ID, Username: a.Username, Handle: u.handle, Name: name, Credential: stored, Signs: int64(made.Authenticator.SignCount), CreatedAt: now,
	})
	if err != nil {
		return nil, err
	}
	return d.factorAdded(ctx, tx, a.Username, "passkey: "+name, fresh, by)
}

// Passkey is one of an account's, for its owner to see.
type Passkey struct {
	ID        string
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time // zero when never
}

// Passkeys lists an account's, oldest first. For its owner and for administrators;
// the caller has checked.
func (d *Directory) Passkeys(ctx context.Context, username string) ([]Passkey, error) {
	var out []Passkey
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Passkeys(ctx, username)
		for _, r := range rows {
			out = append(out, Passkey{ID: base64.RawURLEncoding.EncodeToString(r.ID), Name: r.Name, CreatedAt: r.CreatedAt, UsedAt: r.UsedAt})
		}
		return err
	})
	return out, err
}

// RemovePasskey removes one. For the account's owner, who has confirmed himself or
// herself.
//
// Refusals: not-found, conflict (last-factor: one is required, and it is the last).
func (d *Directory) RemovePasskey(ctx context.Context, username, id string, by By) error {
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	return d.removeFactor(ctx, username, string(MethodPasskey), by, func(tx *store.Tx) error { return tx.DeletePasskey(ctx, username, raw) })
}
