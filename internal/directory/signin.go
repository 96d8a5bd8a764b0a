package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// How often proving oneself may fail within a window: for an account, for a browser
// that the account knows, for an address, and for second factors.
const (
	failureWindow   = 15 * time.Minute
	accountFailures = 10
	deviceFailures  = 10
	addressFailures = 100
	factorFailures  = 10
)

// Caller is who knocks, as far as the network tells.
type Caller struct {
	Address string // IP address
	Name    string // what the browser or token is called in lists
	Device  string // the mark that the browser keeps ([Entry].Device), "" when it has none
}

// device is what is stored of the mark; nil without a plausible one.
func (c Caller) device() []byte {
	if !plausible(KindSession, c.Device) {
		return nil
	}
	return hashSecret(c.Device)
}

// SignIn is what somebody gives to sign in with a password.
type SignIn struct {
	Username string // or e-mail address, or NIP; case and blanks around it do not matter
	Password string
	Code     string // of the authenticator app; for tokens, whose sign-in is one call
	Kind     SessionKind
	Scopes   []Scope       // of a token; nil is whatever its owner may
	Life     time.Duration // of a token, TokenLeast to TokenMost; 0 is SessionLife
	Caller
}

// SignIn checks a password, and opens a session unless a second factor is wanted. An
// unknown user, a disabled account and a wrong password look and take the same.
//
// Refusals: wrong-credentials, too-many-tries (Retry says when to come back); for tokens
// invalid-data (scopes, life), password-expired (set another one on the pages first), and
// otp-required while Code is empty and the account has a second factor.
func (d *Directory) SignIn(ctx context.Context, in SignIn) (*Entry, error) {
	e := &Entry{}
	var wrong faults
	if judgeToken(&wrong, in.Scopes, in.Life); wrong != nil {
		return nil, wrong.err()
	}
	t := try{caller: in.Caller, refusal: alur.CodeWrongCredentials, kind: SecuritySignInRefused, detail: string(MethodPassword)}
	err := d.tryPassword(ctx, in.Username, in.Password, t, func(tx *store.Tx, a store.AccountRow, now time.Time) (bool, error) {
		p := proof{method: MethodPassword, kind: in.Kind, caller: in.Caller, scopes: in.Scopes, life: in.Life}
		if in.Kind != KindToken {
			p.scopes, p.life = nil, 0
			return true, d.proved(ctx, tx, a, p, now, e)
		}
		var wrong faults
		judgeScopesOf(&wrong, a.User, in.Scopes)
		if in.Life > SessionLife {
			tokens, err := d.tokens(ctx, tx, a.Username, now)
			if err != nil {
				return false, err
			}
			if len(tokens) >= maxTokens {
				wrong.add("life", "too-many-tokens")
			}
		}
		if wrong != nil {
			return false, wrong.err()
		}
		f, err := tx.Factors(ctx, a.Username)
		if err != nil {
			return false, err
		}
		if hasFactor(f) || d.required(a.User) {
			if in.Code == "" || !f.TOTP {
				return false, alur.Refuse(alur.CodeOTPRequired)
			}
			good, err := d.useTOTP(ctx, tx, a.Username, in.Code, now)
			if err != nil || !good {
				return false, err
			}
			p.second = MethodTOTP
		}
		return true, d.open(ctx, tx, a, p, now, e)
	})
	return d.entered(ctx, in.Kind, e, err)
}

// ConfirmPassword asks for the password of a session's user again, before a decision
// or a signature, and notes it in the session.
//
// Refusals: wrong-password, too-many-tries; failures count with those of signing in.
func (d *Directory) ConfirmPassword(ctx context.Context, s *Session, password, address string) error {
	t := try{caller: Caller{Address: address}, device: s.Device, refusal: alur.CodeWrongPassword, kind: SecurityConfirmRefused, detail: string(MethodPassword)}
	return d.tryPassword(ctx, s.User.Username, password, t, func(tx *store.Tx, _ store.AccountRow, now time.Time) (bool, error) {
		return true, d.confirmed(ctx, tx, s, MethodPassword, address, now)
	})
}

// confirmed notes in a session that its user has proved himself or herself again.
func (d *Directory) confirmed(ctx context.Context, tx *store.Tx, s *Session, m Method, address string, now time.Time) error {
	if err := tx.ConfirmSession(ctx, s.ID, now); err != nil {
		return err
	}
	s.ConfirmedAt = now
	return d.record(ctx, tx, SecurityEvent{Kind: SecurityConfirmed, Username: s.User.Username, Address: address, Detail: string(m)})
}

// tryPassword checks a password against the account that a login names. The costly
// part comes before the transaction, and is the same whether there is an account.
func (d *Directory) tryPassword(ctx context.Context, login, password string, t try,
	success func(*store.Tx, store.AccountRow, time.Time) (bool, error),
) error {
	login = CleanUsername(login)
	var account store.AccountRow
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if account, err = d.accountOf(ctx, tx, login); err != nil {
			return err
		}
		t.username, t.login = account.Username, login
		_, refusal, err := d.judge(ctx, tx, t, tx.Failures) // before the password costs anything
		return errors.Join(refusal, err)
	})
	if err != nil {
		return err
	}
	phc := account.Password
	if phc == "" {
		phc = d.cost.nobody()
	}
	good, err := d.matches(ctx, password, phc)
	if err != nil {
		return err
	}
	good = good && account.Username != "" && mayEnter(account)
	return d.settle(ctx, t, func(tx *store.Tx, now time.Time) (bool, error) {
		if !good {
			return false, nil
		}
		// What was compared may have changed while it was.
		a, err := tx.LockAccount(ctx, account.Username)
		switch {
		case alur.CodeOf(err) == alur.CodeNotFound:
			return false, nil
		case err != nil:
			return false, err
		case !mayEnter(a) || a.Password != account.Password:
			return false, nil
		}
		return success(tx, a, now)
	})
}

// accountOf finds the account that a login names; its zero value is none. It asks the
// database the same whether there is one.
func (d *Directory) accountOf(ctx context.Context, tx *store.Tx, login string) (store.AccountRow, error) {
	username, err := tx.Login(ctx, login)
	if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
		return store.AccountRow{}, err
	}
	a, err := tx.Account(ctx, username)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return store.AccountRow{}, nil
	}
	return a, err
}

// try is one attempt to prove something, which counts when it fails.
type try struct {
	username string // of the account, "" when there is none
	login    string // what was typed instead
	caller   Caller
	device   []byte    // of the session, where there is one; otherwise the caller's
	scope    string    // "": passwords; otherwise counted apart from them
	refusal  alur.Code // of a failure
	kind     SecurityKind
	detail   string
}

// The scopes of tries beside passwords: wrong passwords must not lock out who comes
// with a passkey, nor wrong codes who comes with a password.
const (
	scopeFactor  = "factor-"
	scopePasskey = "passkey-"
	scopeLink    = "link-"
	// scopeLinkCode are codes of the browser that asked for a link.
	scopeLinkCode = "link-code-"
)

// settle judges a try in one transaction that holds its counters: however many run at
// once, no more are judged than the limits allow. judged must write nothing unless it
// reports true.
func (d *Directory) settle(ctx context.Context, t try, judged func(*store.Tx, time.Time) (bool, error)) error {
	var refusal error
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		lock := func(ctx context.Context, name string) ([]time.Time, error) { return tx.LockFailures(ctx, name, now) }
		var counts []counted
		var err error
		if counts, refusal, err = d.judge(ctx, tx, t, lock); err != nil || refusal != nil {
			return err
		}
		good, err := judged(tx, now)
		if err != nil || good {
			return err
		}
		refusal = alur.Refuse(t.refusal)
		reached := ""
		for _, c := range counts {
			if err := tx.SaveFailures(ctx, c.name, append(c.recent, now)); err != nil {
				return err
			}
			if len(c.recent)+1 == c.limit {
				reached = c.what
			}
		}
		e := SecurityEvent{Kind: t.kind, Username: t.username, Address: t.caller.Address, Detail: t.detail}
		if err := d.record(ctx, tx, e); err != nil || reached == "" {
			return err
		}
		e.Kind, e.Detail = SecurityTooManyTries, reached
		return d.record(ctx, tx, e)
	})
	if err == nil && refusal != nil {
		// The name only when there is such an account: people type passwords into the
		// wrong field.
		d.log.Info("proof refused", "what", t.detail, "username", t.username, "address", t.caller.Address, "code", alur.CodeOf(refusal))
		err = refusal
	}
	return err
}

// subject is whose failures are counted.
type subject struct {
	name  string
	limit int
	what  string // in the security log
}

type counted struct {
	subject
	recent []time.Time
}

// judge reads the counters of a try, in the order of locking, and refuses when a
// limit is reached.
func (d *Directory) judge(ctx context.Context, tx *store.Tx, t try, read func(context.Context, string) ([]time.Time, error)) (all []counted, refusal, err error) {
	subjects, err := subjectsOf(ctx, tx, t)
	if err != nil {
		return nil, nil, err
	}
	now := d.clock()
	for _, s := range subjects {
		at, err := read(ctx, s.name)
		if err != nil {
			return nil, nil, err
		}
		recent := slices.DeleteFunc(at, func(t time.Time) bool { return !counts(t, now) })
		if len(recent) >= s.limit {
			// It is free again when the oldest of the last s.limit failures leaves the window.
			free := recent[len(recent)-s.limit].Add(failureWindow)
			return nil, &alur.Error{Code: alur.CodeTooManyTries, Retry: max(free.Sub(now), time.Second)}, nil
		}
		all = append(all, counted{s, recent})
	}
	return all, nil, nil
}

// subjectsOf lists what a try counts against, in the order of locking. A browser that
// the account has been signed in with has a count of its own, which nobody else can
// use up: who guesses from elsewhere does not lock out the owner.
func subjectsOf(ctx context.Context, tx *store.Tx, t try) ([]subject, error) {
	var out []subject
	at := network(t.caller.Address)
	if strings.HasPrefix(t.scope, scopePasskey) {
		// Nobody guesses a signature: what is bounded is the work, and nobody is kept out.
		if at != "" {
			out = append(out, subject{t.scope + "address:" + at, addressFailures, "address"})
		}
		return out, nil
	}
	device := t.device
	if len(device) == 0 {
		device = t.caller.device()
	}
	if t.username != "" && len(device) > 0 {
		known, err := tx.KnowsDevice(ctx, t.username, device)
		if err != nil {
			return nil, err
		}
		if known {
			return []subject{{t.scope + "device:" + t.username + ":" + hex.EncodeToString(device[:16]), deviceFailures, "device"}}, nil
		}
	}
	account := t.username
	if account == "" && t.login != "" {
		// What was typed may be a password; it is not to be kept.
		h := sha256.Sum256([]byte(t.login))
		account = "?" + hex.EncodeToString(h[:16])
	}
	switch {
	case account == "":
	case t.scope == scopeFactor:
		return []subject{{t.scope + "account:" + account, factorFailures, "account"}}, nil
	case t.scope == scopeLink:
		out = append(out, subject{t.scope + "account:" + account, accountLinks, "account"})
	default:
		out = append(out, subject{t.scope + "account:" + account, accountFailures, "account"})
	}
	if at != "" {
		limit := addressFailures
		if t.scope == scopeLink {
			limit = addressLinks
		}
		out = append(out, subject{t.scope + "address:" + at, limit, "address"})
	}
	return out, nil
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

// CleanUsername brings a typed username, e-mail address or NIP to the stored form.
func CleanUsername(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if digits := strings.ReplaceAll(s, " ", ""); isNIP(digits) {
		return digits // as it is printed, in groups
	}
	return s
}

// isNIP reports whether s has the form of a civil servant's number: 18 digits.
func isNIP(s string) bool {
	return len(s) == 18 && strings.Trim(s, "0123456789") == ""
}

// validUsername reports whether s is 2 to 40 of a-z 0-9 . _ -, and nobody's number: that
// would sign in somebody else than whose it is.
func validUsername(s string) bool {
	if len(s) < 2 || len(s) > 40 || isNIP(s) {
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

// cut keeps at most n runes of printable text: no control characters, and none that
// turn the direction of what stands behind them.
func cut(s string, n int) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "") {
		if n == 0 {
			break
		}
		if r == ' ' || unicode.IsPrint(r) {
			b.WriteRune(r)
			n--
		}
	}
	return b.String()
}
