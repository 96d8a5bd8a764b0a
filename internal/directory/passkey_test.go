package directory_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

const rpOrigin = "https://alur.example.id"

func withPasskeys(c *directory.Config) {
	c.Passkeys = &directory.PasskeyConfig{Name: "alur.example.id", Origin: rpOrigin, Title: "ALUR"}
}

// authenticator is one that tests can make lie.
type authenticator struct {
	w       *world
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte
	counter uint32

	origin string
	rpID   string
	flags  byte // user present 1, user verified 4
	typ    string
}

func (w *world) authenticator() *authenticator {
	w.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	w.must(err)
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &authenticator{w: w, key: key, id: id, origin: rpOrigin, rpID: "alur.example.id", flags: 1 | 4}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// options are what the browser gets.
type options struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		User      struct {
			ID string `json:"id"`
		} `json:"user"`
		UserVerification string `json:"userVerification"`
		Allow            []struct {
			ID string `json:"id"`
		} `json:"allowCredentials"`
	} `json:"publicKey"`
}

func (a *authenticator) read(c *directory.Ceremony) options {
	a.w.Helper()
	var o options
	a.w.must(json.Unmarshal(c.Options, &o))
	return o
}

func (a *authenticator) clientData(typ, challenge string) []byte {
	if a.typ != "" {
		typ = a.typ
	}
	b, err := json.Marshal(map[string]any{"type": typ, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	a.w.must(err)
	return b
}

func (a *authenticator) authData(attested bool) []byte {
	rp := sha256.Sum256([]byte(a.rpID))
	flags := a.flags
	if attested {
		flags |= 0x40
	}
	out := append(rp[:], flags)
	out = binary.BigEndian.AppendUint32(out, a.counter)
	if attested {
		out = append(out, make([]byte, 16)...)
		out = binary.BigEndian.AppendUint16(out, uint16(len(a.id)))
		out = append(out, a.id...)
		public, err := a.key.PublicKey.Bytes()
		a.w.must(err)
		cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]})
		a.w.must(err)
		out = append(out, cose...)
	}
	return out
}

// make answers a challenge for a new passkey.
func (a *authenticator) make(c *directory.Ceremony) []byte {
	a.w.Helper()
	o := a.read(c)
	handle, err := base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	a.w.must(err)
	a.handle = handle
	attestation, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": a.authData(true)})
	a.w.must(err)
	return a.answer(map[string]any{"clientDataJSON": b64(a.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(attestation)})
}

// sign answers a challenge.
func (a *authenticator) sign(c *directory.Ceremony) []byte {
	a.w.Helper()
	a.counter++
	data, client := a.authData(false), a.clientData("webauthn.get", a.read(c).PublicKey.Challenge)
	digest := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), digest[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	a.w.must(err)
	return a.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(a.handle)})
}

func (a *authenticator) answer(response map[string]any) []byte {
	b, err := json.Marshal(map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	a.w.must(err)
	return b
}

// withPasskey gives a session's user a passkey.
func (w *world) withPasskey(s *directory.Session, name string) *authenticator {
	w.Helper()
	a := w.authenticator()
	c, err := w.OfferPasskey(w.Context(), s)
	w.must(err)
	_, err = w.AddPasskey(w.Context(), s, name, c.Secret, a.make(c), "10.0.0.1")
	w.must(err)
	return a
}

func (w *world) challenge() *directory.Ceremony {
	w.Helper()
	c, err := w.BeginPasskeySignIn(w.Context())
	w.must(err)
	return c
}

func TestPasskeyAlone(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		_, s := w.enter(directory.KindSession)
		a := w.withPasskey(s, "Laptop")
		c := w.challenge()
		if o := a.read(c); o.PublicKey.UserVerification != "required" || len(o.PublicKey.Allow) != 0 {
			w.Errorf("challenge %s", c.Options)
		}
		answer := a.sign(c)
		e, err := w.FinishPasskeySignIn(ctx, c.Secret, answer, home)
		w.must(err)
		if e.Session == nil || e.Session.User.Username != "budi" || e.Session.Method != "passkey" || !e.Session.Confirmed(w.clock.Now()) {
			w.Errorf("entry %+v", e)
		}
		refuse := func(what, secret string, answer []byte) {
			w.Helper()
			_, err := w.FinishPasskeySignIn(ctx, secret, answer, home)
			if alur.CodeOf(err) != alur.CodeWrongCredentials {
				w.Errorf("%s: error is %v", what, err)
			}
		}
		refuse("an answer sent twice", c.Secret, answer)
		c2 := w.challenge()
		refuse("an answer to another challenge", c2.Secret, answer)
		refuse("a challenge that is used", c2.Secret, a.sign(c2))
		c = w.challenge()
		refuse("a challenge that is none", strings.Repeat("x", 43), a.sign(c))
		refuse("no challenge", "", a.sign(c))
		refuse("no answer", c.Secret, nil)
		for what, lie := range map[string]func(*authenticator){
			"another origin": func(a *authenticator) { a.origin = "https://alur.example.id.evil.example" },
			"plain http":     func(a *authenticator) { a.origin = "http://alur.example.id" },
			"another name":   func(a *authenticator) { a.rpID = "evil.example" },
			"nobody present": func(a *authenticator) { a.flags = 4 },
			"not verified":   func(a *authenticator) { a.flags = 1 },
			"another act":    func(a *authenticator) { a.typ = "webauthn.create" },
			"another handle": func(a *authenticator) { a.handle = make([]byte, 32) },
			"no handle":      func(a *authenticator) { a.handle = nil },
			"unknown key":    func(a *authenticator) { a.id = make([]byte, 16) },
			"another key":    func(a *authenticator) { a.key = w.authenticator().key },
		} {
			liar := *a
			lie(&liar)
			c := w.challenge()
			refuse(what, c.Secret, liar.sign(c))
		}
		c = w.challenge()
		w.clock.Pass(5 * time.Minute)
		refuse("too late", c.Secret, a.sign(c))

		// A counter that goes back is a copy of the key.
		c = w.challenge()
		copied := *a
		_, err = w.FinishPasskeySignIn(ctx, c.Secret, a.sign(c), home)
		w.must(err)
		c = w.challenge()
		refuse("a copy of the key", c.Secret, copied.sign(c))
		if got := strings.Join(w.kinds(), "\n"); !strings.Contains(got, "passkey-counter-went-back Laptop") {
			w.Errorf("the security log:\n%s", got)
		}
		// An account that is not active stays so.
		w.must(w.SetActive(ctx, "budi", false, directory.By{}))
		a.counter += 10
		c = w.challenge()
		refuse("a disabled account", c.Secret, a.sign(c))
		w.must(w.SetActive(ctx, "budi", true, directory.By{}))

		// Wrong passwords, as many as one likes, do not lock the passkey out.
		for i := range 1000 {
			_, _, err := w.signIn("budi", "wrong", "10.0.0.1", directory.KindSession)
			if code := alur.CodeOf(err); code != alur.CodeWrongCredentials && code != alur.CodeTooManyTries {
				w.Fatalf("try %d: %v", i, err)
			}
			if i%10 == 9 {
				w.clock.Pass(time.Second)
			}
		}
		_, _, err = w.signIn("budi", good, "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeTooManyTries)
		c = w.challenge()
		e, err = w.FinishPasskeySignIn(ctx, c.Secret, a.sign(c), home)
		w.must(err)

		keys, err := w.Passkeys(ctx, "budi")
		w.must(err)
		if len(keys) != 1 || keys[0].Name != "Laptop" || keys[0].UsedAt != w.clock.Now() {
			w.Errorf("%+v", keys)
		}
		w.refused(w.RemovePasskey(ctx, "siti", keys[0].ID, directory.By{}), alur.CodeNotFound)
		w.must(w.RemovePasskey(ctx, "budi", keys[0].ID, directory.By{}))
		c = w.challenge()
		refuse("a passkey that was removed", c.Secret, a.sign(c))
		_ = e
	}, withPasskeys)
}

func TestPasskeyFactor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		half := w.begin(home).Half // one is required, and there is none
		if _, err := w.BeginPasskeyFactor(ctx, half); alur.CodeOf(err) != alur.CodeNotFound {
			w.Errorf("a challenge without a passkey: %v", err)
		}
		a := w.authenticator()
		c, err := w.OfferFirstPasskey(ctx, half)
		w.must(err)
		other := w.begin(home).Half
		_, err = w.CompletePasskey(ctx, other, "Ponsel", c.Secret, a.make(c), home)
		w.refused(err, alur.CodeUnauthenticated) // another browser's challenge
		c, err = w.OfferFirstPasskey(ctx, half)
		w.must(err)
		_, err = w.CompletePasskey(ctx, half, "", c.Secret, a.make(c), home)
		w.refused(err, alur.CodeInvalidData)
		e, err := w.CompletePasskey(ctx, half, "Ponsel", c.Secret, a.make(c), home)
		w.must(err)
		if e.Session == nil || len(e.Recovery) != 10 {
			w.Errorf("entry %+v", e)
		}
		_, err = w.OfferFirstPasskey(ctx, other)
		w.refused(err, alur.CodeUnauthenticated)

		half = w.begin(home).Half
		c, err = w.BeginPasskeyFactor(ctx, half)
		w.must(err)
		if o := a.read(c); len(o.PublicKey.Allow) != 1 || o.PublicKey.Allow[0].ID != b64(a.id) {
			w.Errorf("challenge %s", c.Options)
		}
		// An answer for one thing is none for another, nor for another browser.
		answer := a.sign(c)
		_, err = w.FinishPasskeySignIn(ctx, c.Secret, answer, home)
		w.refused(err, alur.CodeWrongCredentials)
		c, err = w.BeginPasskeyFactor(ctx, half)
		w.must(err)
		_, err = w.FinishPasskeyFactor(ctx, other, c.Secret, a.sign(c), home)
		w.refused(err, alur.CodeOTPRequired)
		c, err = w.BeginPasskeyFactor(ctx, half)
		w.must(err)
		a.flags = 1 // as second factor the key alone will do
		answer = a.sign(c)
		var got atomic.Int64
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if e, err := w.FinishPasskeyFactor(ctx, half, c.Secret, answer, home); err == nil && e.Session.Method == "password+passkey" {
					got.Add(1)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			w.Errorf("%d sessions of one answer", got.Load())
		}

		// Proving it again: bound to the session, and with finger or PIN.
		c, err = w.BeginPasskeyConfirm(ctx, e.Session)
		w.must(err)
		w.clock.Pass(4 * time.Minute)
		w.refused(w.ConfirmPasskey(ctx, e.Session, c.Secret, a.sign(c), "10.0.0.1"), alur.CodeWrongPassword)
		a.flags = 1 | 4
		c, err = w.BeginPasskeyConfirm(ctx, e.Session)
		w.must(err)
		w.clock.Pass(2 * time.Minute)
		if e.Session.Confirmed(w.clock.Now()) {
			w.Error("confirmed after six minutes")
		}
		w.must(w.ConfirmPasskey(ctx, e.Session, c.Secret, a.sign(c), "10.0.0.1"))
		if !e.Session.Confirmed(w.clock.Now()) {
			w.Error("not confirmed")
		}

		// The last one stays where one is required.
		keys, err := w.Passkeys(ctx, "budi")
		w.must(err)
		w.refused(w.RemovePasskey(ctx, "budi", keys[0].ID, directory.By{}), alur.CodeConflict)
		w.withPasskey(e.Session, "Kunci USB")
		w.must(w.RemovePasskey(ctx, "budi", keys[0].ID, directory.By{}))
		c, err = w.OfferPasskey(ctx, e.Session)
		w.must(err)
		keys, err = w.Passkeys(ctx, "budi")
		w.must(err)
		if len(keys) != 1 || !strings.Contains(string(c.Options), keys[0].ID) {
			w.Errorf("the known passkey is not excluded: %s", c.Options)
		}
	}, withPasskeys, asHead)
}
