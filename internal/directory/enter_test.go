package directory_test

import (
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// phone is an authenticator app.
type phone struct{ secret string }

func (w *world) code(p phone) string {
	w.Helper()
	code, err := totp.GenerateCode(p.secret, w.clock.Now())
	w.must(err)
	return code
}

// withTOTP gives budi an authenticator app and recovery codes.
func (w *world) withTOTP() (phone, []string) {
	w.Helper()
	offer, err := w.OfferTOTP("budi")
	w.must(err)
	p := phone{offer.Secret}
	codes, err := w.AddTOTP(w.Context(), "budi", offer.Sealed, w.code(p), directory.By{Address: "10.0.0.1"})
	w.must(err)
	if len(codes) != 10 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != 10 {
		w.Fatalf("recovery codes %v", codes)
	}
	w.clock.Pass(30 * time.Second) // that code is used
	return p, codes
}

func (w *world) from(address, device string) directory.Caller {
	return directory.Caller{Address: address, Name: "Firefox di Linux", Device: device}
}

// begin gives budi's password, from a browser.
func (w *world) begin(c directory.Caller) *directory.Entry {
	w.Helper()
	e, err := w.SignIn(w.Context(), directory.SignIn{Username: "budi", Password: good, Kind: directory.KindSession, Caller: c})
	w.must(err)
	return e
}

// kinds are the entries of the security log about budi, oldest first.
func (w *world) kinds() []string {
	w.Helper()
	var out []string
	w.must(w.store.Read(w.Context(), func(tx *store.Tx) error {
		rows, err := tx.SecurityEvents(w.Context(), store.SecurityQuery{Username: "budi", Limit: 200})
		for _, r := range slices.Backward(rows) {
			out = append(out, strings.TrimSpace(r.Kind+" "+r.Detail))
		}
		return err
	}))
	return out
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		if e := w.begin(home); e.Session == nil || e.Half != "" {
			w.Fatalf("without a second factor %+v", e)
		}
		p, recovery := w.withTOTP()
		e := w.begin(home)
		if e.Session != nil || e.Secret != "" || e.Half == "" {
			w.Fatalf("the password alone opens %+v", e)
		}
		// The way between the factors is no session of any kind.
		for _, kind := range []directory.SessionKind{directory.KindSession, directory.KindToken} {
			for _, secret := range []string{e.Half, "alur_" + e.Half} {
				_, err := w.Authenticate(ctx, kind, secret)
				w.refused(err, alur.CodeUnauthenticated)
			}
		}
		h, err := w.HalfWay(ctx, e.Half)
		w.must(err)
		if h.User.Username != "budi" || h.Enrol || !h.Factors.TOTP || h.Factors.Recovery != 10 || h.Method != directory.MethodPassword {
			w.Errorf("half way: %+v", h)
		}
		for _, wrong := range []string{"000000", "", "kuda", recovery[0] + "x", strings.Repeat("1", 600)} {
			_, err := w.CompleteCode(ctx, e.Half, wrong, home)
			w.refused(err, alur.CodeOTPRequired)
		}
		code := w.code(p)
		done, err := w.CompleteCode(ctx, e.Half, code[:3]+" "+code[3:], home)
		w.must(err)
		if done.Session == nil || done.Session.Method != "password+totp" || !done.Session.Confirmed(w.clock.Now()) {
			w.Errorf("session %+v", done.Session)
		}
		_, err = w.CompleteCode(ctx, e.Half, recovery[9], home)
		w.refused(err, alur.CodeUnauthenticated) // the way is used up

		// The same code again, and one from before it.
		e = w.begin(home)
		_, err = w.CompleteCode(ctx, e.Half, code, home)
		w.refused(err, alur.CodeOTPRequired)
		w.clock.Pass(60 * time.Second)
		before := w.code(p)
		w.clock.Pass(30 * time.Second)
		after, err := w.CompleteCode(ctx, e.Half, w.code(p), home)
		w.must(err)
		e = w.begin(home)
		_, err = w.CompleteCode(ctx, e.Half, before, home)
		w.refused(err, alur.CodeOTPRequired)

		// A recovery code counts once, whatever people add or leave out.
		_, err = w.CompleteCode(ctx, e.Half, " "+strings.ToUpper(strings.ReplaceAll(recovery[3], "-", " ")), home)
		w.must(err)
		e = w.begin(home)
		_, err = w.CompleteCode(ctx, e.Half, recovery[3], home)
		w.refused(err, alur.CodeOTPRequired)
		fresh, err := w.RenewRecoveryCodes(ctx, "budi", directory.By{})
		w.must(err)
		_, err = w.CompleteCode(ctx, e.Half, recovery[4], home)
		w.refused(err, alur.CodeOTPRequired)
		_, err = w.CompleteCode(ctx, e.Half, fresh[4], home)
		w.must(err)

		// Too late, and not the same account any more.
		e = w.begin(home)
		w.clock.Pass(directory.HalfLife)
		_, err = w.CompleteCode(ctx, e.Half, w.code(p), home)
		w.refused(err, alur.CodeUnauthenticated)
		for _, change := range []func() error{
			func() error { return w.SetPassword(ctx, "budi", good, directory.By{}) },
			func() error { return w.SetActive(ctx, "budi", false, directory.By{}) },
		} {
			e = w.begin(home)
			w.must(change())
			_, err = w.CompleteCode(ctx, e.Half, w.code(p), home)
			w.refused(err, alur.CodeUnauthenticated)
		}
		w.must(w.SetActive(ctx, "budi", true, directory.By{}))
		_, err = w.Authenticate(ctx, directory.KindSession, after.Secret)
		w.refused(err, alur.CodeUnauthenticated)

		w.must(w.RemoveTOTP(ctx, "budi", directory.By{}))
		w.refused(w.RemoveTOTP(ctx, "budi", directory.By{}), alur.CodeNotFound)
		if e = w.begin(home); e.Session == nil {
			w.Error("a second factor is asked for that is gone")
		}
		if f, err := w.Factors(ctx, "budi"); err != nil || f.Recovery != 0 {
			w.Errorf("recovery codes without a factor: %+v %v", f, err)
		}
		for _, want := range []string{
			"signed-in password", "new-device Firefox di Linux", "second-factor-added totp", "second-factor-refused totp", "signed-in password+totp",
			"recovery-code-used", "recovery-codes-made", "password-changed", "active-changed disabled", "second-factor-removed totp",
		} {
			if !slices.Contains(w.kinds(), want) {
				w.Errorf("%q is not in the security log: %q", want, w.kinds())
			}
		}
	})
}

// TestCodeOnce: ten browsers that each give the same code ten times at the same moment
// get one session between them.
func TestCodeOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p, recovery := w.withTOTP()
		for _, name := range []string{"totp", "recovery"} {
			code := w.code(p)
			if name == "recovery" {
				code = recovery[0]
			}
			var halves []string
			for range 10 {
				half := w.begin(w.from("10.0.0.1", "")).Half
				halves = append(halves, slices.Repeat([]string{half}, 10)...)
			}
			var got atomic.Int64
			var wg sync.WaitGroup
			for i, half := range halves {
				wg.Go(func() {
					e, err := w.CompleteCode(w.Context(), half, code, w.from(fmt.Sprintf("10.0.3.%d", i), ""))
					switch alur.CodeOf(err) {
					case "":
						if e.Session != nil {
							got.Add(1)
						}
					case alur.CodeOTPRequired, alur.CodeTooManyTries, alur.CodeUnauthenticated:
					default:
						w.Error(err)
					}
				})
			}
			wg.Wait()
			if got.Load() != 1 {
				w.Errorf("%s: %d sessions of one code", name, got.Load())
			}
			w.clock.Pass(16 * time.Minute)
		}
	})
}

// TestOneHalfOnce: one way between the factors, used with two different good codes at
// once, opens one session.
func TestOneHalfOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, recovery := w.withTOTP()
		half := w.begin(w.from("10.0.0.1", "")).Half
		var got atomic.Int64
		var wg sync.WaitGroup
		for _, code := range recovery {
			wg.Go(func() {
				_, err := w.CompleteCode(w.Context(), half, code, w.from("10.0.0.1", ""))
				if err == nil {
					got.Add(1)
				} else {
					w.refused(err, alur.CodeUnauthenticated)
				}
			})
		}
		wg.Wait()
		if f, err := w.Factors(w.Context(), "budi"); err != nil || got.Load() != 1 || f.Recovery != 9 {
			w.Errorf("%d sessions, %+v, %v", got.Load(), f, err)
		}
	})
}

// TestLockout: who guesses from elsewhere keeps out neither the owner's own browser nor
// the other way in.
func TestLockout(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		p, _ := w.withTOTP()
		e := w.begin(w.from("10.0.0.1", ""))
		e, err := w.CompleteCode(ctx, e.Half, w.code(p), w.from("10.0.0.1", ""))
		w.must(err)
		home, elsewhere := w.from("10.0.0.1", e.Device), w.from("10.0.0.66", "")
		w.clock.Pass(time.Minute)

		half := w.begin(elsewhere).Half // somebody who knows the password
		for range 10 {
			_, err := w.CompleteCode(ctx, half, "000000", elsewhere)
			w.refused(err, alur.CodeOTPRequired)
		}
		_, err = w.CompleteCode(ctx, half, w.code(p), elsewhere)
		w.refused(err, alur.CodeTooManyTries)
		for range 10 {
			_, _, err := w.signIn("budi", "wrong", "10.0.0.66", directory.KindSession)
			w.refused(err, alur.CodeWrongCredentials)
		}
		_, _, err = w.signIn("budi", good, "10.0.0.66", directory.KindSession)
		w.refused(err, alur.CodeTooManyTries)

		e = w.begin(home)
		_, err = w.CompleteCode(ctx, e.Half, w.code(p), home)
		w.must(err)
		// The known browser has its own count, and it ends.
		for range 10 {
			_, err := w.SignIn(ctx, directory.SignIn{Username: "budi", Password: "wrong", Kind: directory.KindSession, Caller: home})
			w.refused(err, alur.CodeWrongCredentials)
		}
		_, err = w.SignIn(ctx, directory.SignIn{Username: "budi", Password: good, Kind: directory.KindSession, Caller: home})
		w.refused(err, alur.CodeTooManyTries)
		// A mark that nobody was given, and that of a session which is no browser's, help nobody.
		_, err = w.SignIn(ctx, directory.SignIn{Username: "budi", Password: good, Kind: directory.KindSession, Caller: w.from("10.0.0.7", strings.Repeat("a", 43))})
		w.refused(err, alur.CodeTooManyTries)
		if !slices.Contains(w.kinds(), "too-many-tries account") || !slices.Contains(w.kinds(), "too-many-tries device") {
			w.Errorf("the security log: %q", w.kinds())
		}
	})
}

func asHead(c *directory.Config) { c.SecondFactor = []alur.Role{alur.RoleHead, alur.RoleRequester} }

func TestRequiredFactor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		e := w.begin(home)
		if e.Session != nil {
			w.Fatal("signed in without the second factor that is required")
		}
		h, err := w.HalfWay(ctx, e.Half)
		w.must(err)
		if !h.Enrol {
			w.Errorf("half way: %+v", h)
		}
		_, err = w.CompleteCode(ctx, e.Half, "000000", home)
		w.refused(err, alur.CodeOTPRequired)
		_, _, err = w.signIn("budi", good, "10.0.0.1", directory.KindToken)
		w.refused(err, alur.CodeOTPRequired)

		offer, err := w.OfferTOTP("budi")
		w.must(err)
		p := phone{offer.Secret}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		other, err := w.OfferTOTP("siti")
		w.must(err)
		flipped := []byte(offer.Sealed)
		flipped[30] ^= 1
		for _, sealed := range []string{"", "x", other.Sealed, string(flipped), offer.Sealed[:40]} {
			_, err := w.CompleteTOTP(ctx, e.Half, sealed, w.code(p), home)
			w.refused(err, alur.CodeInvalidData)
		}
		_, err = w.CompleteTOTP(ctx, e.Half, offer.Sealed, "000000", home)
		w.refused(err, alur.CodeInvalidData)
		again, err := w.SameTOTP("budi", offer.Sealed)
		w.must(err)
		if again.Secret != offer.Secret || !strings.Contains(again.URL, "secret="+offer.Secret) {
			w.Errorf("another secret: %+v", again)
		}
		if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(offer.Secret); err != nil || len(offer.Secret) != 32 {
			w.Errorf("secret %q: %v", offer.Secret, err)
		}
		first := w.code(p)
		second := w.begin(home).Half // another browser, on its way as well
		done, err := w.CompleteTOTP(ctx, e.Half, offer.Sealed, first, home)
		w.must(err)
		if done.Session == nil || len(done.Recovery) != 10 {
			w.Errorf("entry %+v", done)
		}
		// Whoever was on the way with the password alone cannot set up one more.
		mine, err := w.OfferTOTP("budi")
		w.must(err)
		_, err = w.CompleteTOTP(ctx, second, mine.Sealed, w.code(phone{mine.Secret}), home)
		w.refused(err, alur.CodeUnauthenticated)
		e = w.begin(home)
		_, err = w.CompleteCode(ctx, e.Half, first, home)
		w.refused(err, alur.CodeOTPRequired) // the code that set it up is used

		w.clock.Pass(time.Minute)
		token, err := w.SignIn(ctx, directory.SignIn{Username: "budi", Password: good, Code: w.code(p), Kind: directory.KindToken, Caller: w.from("10.0.0.1", "")})
		w.must(err)
		if token.Session == nil || token.Session.Method != "password+totp" || token.Device != "" {
			w.Errorf("token %+v", token)
		}
		_, err = w.SignIn(ctx, directory.SignIn{Username: "budi", Password: good, Code: w.code(p), Kind: directory.KindToken, Caller: w.from("10.0.0.1", "")})
		w.refused(err, alur.CodeWrongCredentials)

		w.refused(w.RemoveTOTP(ctx, "budi", directory.By{}), alur.CodeConflict)
		w.must(w.ResetFactors(ctx, "budi", directory.By{Actor: "admin"}))
		_, err = w.Authenticate(ctx, directory.KindSession, done.Secret)
		w.refused(err, alur.CodeUnauthenticated)
		if h, err := w.HalfWay(ctx, w.begin(home).Half); err != nil || !h.Enrol {
			w.Errorf("after a reset: %+v %v", h, err)
		}
		w.clock.Pass(directory.HalfLife)
		_, err = w.SameTOTP("budi", offer.Sealed)
		w.must(err)
		w.clock.Pass(5 * time.Minute)
		_, err = w.SameTOTP("budi", offer.Sealed)
		w.refused(err, alur.CodeInvalidData)
	}, asHead)
}

func TestConfirmCode(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		_, s := w.enter(directory.KindSession)
		p, recovery := w.withTOTP()
		w.clock.Pass(6 * time.Minute)
		w.refused(w.ConfirmCode(ctx, s, "000000", "10.0.0.1"), alur.CodeWrongPassword)
		if s.Confirmed(w.clock.Now()) {
			w.Error("confirmed by a wrong code")
		}
		code := w.code(p)
		w.must(w.ConfirmCode(ctx, s, code, "10.0.0.1"))
		if !s.Confirmed(w.clock.Now()) {
			w.Error("not confirmed")
		}
		w.refused(w.ConfirmCode(ctx, s, code, "10.0.0.1"), alur.CodeWrongPassword)
		w.must(w.ConfirmCode(ctx, s, recovery[0], "10.0.0.1"))
		for range 8 {
			w.refused(w.ConfirmCode(ctx, s, "000000", "10.0.0.1"), alur.CodeWrongPassword)
		}
		w.refused(w.ConfirmCode(ctx, s, recovery[1], "10.0.0.1"), alur.CodeTooManyTries)
		w.must(w.ConfirmPassword(ctx, s, good, "10.0.0.1")) // counted apart
	})
}

// TestSessionsEndEverywhere: what one instance ends, another refuses with its next call.
func TestSessionsEndEverywhere(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		other := directory.New(w.config).Cheaply() // another instance on the same data
		enter := func() string {
			secret, _ := w.enter(directory.KindSession)
			if _, err := other.Authenticate(ctx, directory.KindSession, secret); err != nil {
				w.Fatal(err)
			}
			return secret
		}
		gone := func(secret string) {
			w.Helper()
			_, err := other.Authenticate(ctx, directory.KindSession, secret)
			w.refused(err, alur.CodeUnauthenticated)
		}
		one, two, three := enter(), enter(), enter()
		list, err := w.Sessions(ctx, "budi")
		w.must(err)
		if len(list) != 3 || list[0].Address != "10.0.0.1" || list[0].Method != "password" {
			w.Errorf("%+v", list)
		}
		s, err := w.Authenticate(ctx, directory.KindSession, one)
		w.must(err)
		w.refused(w.EndSession(ctx, "siti", s.ID, directory.By{}), alur.CodeNotFound)
		w.must(w.EndSession(ctx, "budi", s.ID, directory.By{Actor: "admin", Address: "10.0.0.9"}))
		w.refused(w.EndSession(ctx, "budi", s.ID, directory.By{}), alur.CodeNotFound)
		gone(one)
		s, err = w.Authenticate(ctx, directory.KindSession, two)
		w.must(err)
		n, err := w.EndSessions(ctx, "budi", s.ID, directory.By{})
		w.must(err)
		if n != 1 {
			w.Errorf("%d others", n)
		}
		gone(three)
		if _, err := other.Authenticate(ctx, directory.KindSession, two); err != nil {
			w.Error(err)
		}
		w.must(w.SetActive(ctx, "budi", false, directory.By{}))
		gone(two)
	})
}

func TestNewDevice(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		first := w.begin(w.from("10.0.0.1", ""))
		if !first.NewDevice || first.Device == "" || len(first.Untold) != 0 {
			w.Errorf("first: %+v", first)
		}
		again := w.begin(w.from("10.0.0.1", first.Device))
		if again.NewDevice || again.Device != "" || len(again.Untold) != 0 {
			w.Errorf("again: %+v", again)
		}
		w.clock.Pass(time.Hour)
		thief := w.begin(directory.Caller{Address: "203.0.113.9", Name: "Chrome di Windows"})
		if !thief.NewDevice || len(thief.Untold) != 1 {
			w.Errorf("thief: %+v", thief)
		}
		thief2 := w.begin(directory.Caller{Address: "203.0.113.9", Name: "Chrome di Windows", Device: thief.Device})
		if len(thief2.Untold) != 0 {
			w.Errorf("thief again: %+v", thief2)
		}
		owner := w.begin(w.from("10.0.0.1", first.Device))
		if len(owner.Untold) != 1 || owner.Untold[0].Name != "Chrome di Windows" || owner.Untold[0].Address != "203.0.113.9" {
			w.Errorf("the owner is told %+v", owner.Untold)
		}
		if owner = w.begin(w.from("10.0.0.1", first.Device)); len(owner.Untold) != 0 {
			w.Error("told twice")
		}
	})
}

func TestContact(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		const nip = "198001012005011001"
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: " Budi@Salatiga.go.id ", NIP: "19800101 200501 1 001"}, directory.By{}))
		c, err := w.Contact(ctx, "budi")
		w.must(err)
		if c != (directory.Contact{Email: "budi@salatiga.go.id", NIP: nip}) {
			w.Errorf("%+v", c)
		}
		for _, login := range []string{"BUDI@salatiga.go.id", nip, "19800101 200501 1 001", "budi"} {
			_, s, err := w.signIn(login, good, "10.0.0.1", directory.KindSession)
			w.must(err)
			if s.User.Username != "budi" {
				w.Errorf("%s is %s", login, s.User.Username)
			}
		}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		for _, wrong := range []directory.Contact{{Email: "budi@salatiga.go.id"}, {NIP: nip}} {
			w.refused(w.SetContact(ctx, "siti", wrong, directory.By{}), alur.CodeConflict)
		}
		w.must(w.SetContact(ctx, "siti", directory.Contact{NIP: "198001012005011009"}, directory.By{}))
		w.refused(w.SetContact(ctx, "budi", directory.Contact{NIP: "198001012005011009"}, directory.By{}), alur.CodeConflict)
		for _, wrong := range []directory.Contact{{Email: "budi"}, {Email: "Budi <budi@x.id>"}, {Email: "a b@x.id"}, {Email: "a@x.id\r\nBcc: b@x.id"}, {NIP: "123"}} {
			w.refused(w.SetContact(ctx, "budi", wrong, directory.By{}), alur.CodeInvalidData)
		}
		w.refused(w.SetContact(ctx, "nobody", directory.Contact{}, directory.By{}), alur.CodeNotFound)
		// One account, one count, whatever it is called.
		for i := range 10 {
			_, _, err := w.signIn([]string{"budi", nip, "budi@salatiga.go.id"}[i%3], "wrong", "10.0.0.5", directory.KindSession)
			w.refused(err, alur.CodeWrongCredentials)
		}
		_, _, err = w.signIn(nip, good, "10.0.0.6", directory.KindSession)
		w.refused(err, alur.CodeTooManyTries)
	})
}

// TestSecurityLog: the chain finds what was forged into it.
func TestSecurityLog(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				w.must(w.Record(ctx, directory.SecurityEvent{Kind: directory.SecuritySignedIn, Username: "budi", Detail: fmt.Sprint(i, "\x00\u202e", strings.Repeat("x", 400))}))
			})
		}
		wg.Wait()
		n, wrong, err := w.VerifySecurityLog(ctx)
		w.must(err)
		if n != 40 || wrong != "" {
			w.Errorf("%d entries: %s", n, wrong)
		}
		w.forged = true
		w.must(w.store.Write(ctx, func(tx *store.Tx) error {
			rows, err := tx.SecurityEvents(ctx, store.SecurityQuery{Limit: 1})
			w.must(err)
			forged := rows[0]
			forged.Seq, forged.Prev, forged.Username = 41, forged.Hash, "siti"
			return tx.AppendSecurityEvent(ctx, forged)
		}))
		n, wrong, err = w.VerifySecurityLog(ctx)
		w.must(err)
		if n != 40 || !strings.Contains(wrong, "entry 41") {
			w.Errorf("%d entries: %s", n, wrong)
		}
	})
}

// TestKey: secrets sealed with another key are no secrets of ours, and the start says so.
func TestKey(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.must(w.CheckKey(w.Context()))
		w.withTOTP()
		w.must(w.CheckKey(w.Context()))
		for _, key := range [][]byte{nil, make([]byte, directory.KeySize)} {
			cfg := w.config
			cfg.Key = key
			if directory.New(cfg).CheckKey(w.Context()) == nil {
				w.Error("another key was taken")
			}
		}
		w.must(w.store.Read(w.Context(), func(tx *store.Tx) error {
			row, err := tx.TOTP(w.Context(), "budi")
			if len(row.Secret) != 20+12+16 {
				w.Errorf("%d bytes stored", len(row.Secret))
			}
			return err
		}))
	})
}
