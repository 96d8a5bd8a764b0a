package directory

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Scope says what a token may be used for. It only takes away: a token never does more
// than its owner.
type Scope string

// The scopes.
const (
	ScopeRead  Scope = "read"  // every reading call
	ScopeWrite Scope = "write" // changes to requests; with it goes read, for a change answers with what it changed
	ScopeAdmin Scope = "admin" // administration
)

// Scopes lists every scope, in the order shown to people.
var Scopes = []Scope{ScopeRead, ScopeWrite, ScopeAdmin}

// How long tokens live, and how many an account has at once.
const (
	TokenLeast   = time.Hour
	TokenMost    = 365 * 24 * time.Hour
	TokenDefault = 90 * 24 * time.Hour // of those made on a page; by POST /tokens it is SessionLife
	maxTokens    = 20
	maxTokenName = 100 // runes
)

// NewToken is a token to be.
type NewToken struct {
	Name   string // what its owner knows it again by
	Scopes []Scope
	Life   time.Duration // TokenLeast to TokenMost
}

// Token is a living token, for its owner to see. Its secret is nowhere.
type Token struct {
	ID        string
	Name      string
	Scopes    []Scope // nil is whatever its owner may
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // within a minute or so; zero while it has not been used
	UsedFrom  string    // IP address
	MadeBy    string    // the administrator who made it, "" for the owner
}

// Long reports whether the session is a token that outlives a working day. Such a token
// is kept somewhere and not in somebody's hands: it does not decide, sign, grant or export.
func (s *Session) Long() bool {
	return s.Kind == KindToken && s.ExpiresAt.Sub(s.CreatedAt) > SessionLife
}

// Allows reports whether the session may be used for what wants the scope.
func (s *Session) Allows(x Scope) bool {
	if s.Scopes == nil || slices.Contains(s.Scopes, x) {
		return true
	}
	return x == ScopeRead && slices.Contains(s.Scopes, ScopeWrite)
}

// MakeToken makes a token of whoever is signed in, and returns its secret, the only copy.
// The caller has asked for a fresh proof. Where the account has a second factor, or must
// have one, the session was opened with it.
//
// Refusals: invalid-data (name, scopes, life) with everything that is wrong, otp-required
// (sign in with the second factor first), conflict (tokens: there are too many),
// unauthenticated (the account has just been disabled).
func (d *Directory) MakeToken(ctx context.Context, s *Session, n NewToken, by By) (secret string, t Token, err error) {
	return d.makeToken(ctx, s, s.User.Username, n, by)
}

// makeToken makes a token of an account: the caller's own, or a service's.
func (d *Directory) makeToken(ctx context.Context, s *Session, username string, n NewToken, by By) (secret string, t Token, err error) {
	n.Name = strings.TrimSpace(n.Name)
	var wrong faults
	judgeTokenName(&wrong, n.Name)
	judgeToken(&wrong, n.Scopes, n.Life)
	if wrong == nil && len(n.Scopes) == 0 {
		wrong.add("scopes", "required")
	}
	if wrong != nil {
		return "", Token{}, wrong.err()
	}
	var row store.SessionRow
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		if err := d.mayMakeToken(ctx, tx, s); err != nil {
			return err
		}
		a, err := tx.LockAccount(ctx, username)
		if err != nil {
			return err
		}
		if !a.Active {
			return alur.Refuse(alur.CodeUnauthenticated)
		}
		var wrong faults
		if judgeScopesOf(&wrong, a.User, n.Scopes); wrong != nil {
			return wrong.err()
		}
		tokens, err := d.tokens(ctx, tx, username, now)
		if err != nil {
			return err
		}
		if len(tokens) >= maxTokens {
			return alur.RefuseField(alur.CodeConflict, "tokens")
		}
		var hash []byte
		secret, hash = newSecret(KindToken)
		row = store.SessionRow{
			ID: alur.NewID(), Hash: hash, Kind: string(KindToken), Username: username, Name: cut(n.Name, maxTokenName), Address: cut(by.Address, 64),
			Method: s.Method, CreatedAt: now, ConfirmedAt: now, SeenAt: now, ExpiresAt: now.Add(n.Life), Scopes: joinScopes(n.Scopes),
		}
		if username != s.User.Username {
			row.MadeBy = s.User.Username
		}
		if err := tx.InsertSession(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityTokenMade, username, row.Name+": "+row.Scopes+", "+row.ExpiresAt.Format(time.DateOnly)))
	})
	if err != nil {
		return "", Token{}, err
	}
	return secret, tokenOf(row), nil
}

// mayMakeToken refuses a session that was opened with less than the account asks for:
// a token would outlive what the second factor is there for.
func (d *Directory) mayMakeToken(ctx context.Context, tx *store.Tx, s *Session) error {
	if s.Kind != KindSession {
		return alur.Refuse(alur.CodeStepUpRequired)
	}
	f, err := tx.Factors(ctx, s.User.Username)
	if err != nil {
		return err
	}
	two := s.Method == string(MethodPasskey) || strings.Contains(s.Method, "+")
	if (hasFactor(f) || d.required(s.User)) && !two {
		return alur.Refuse(alur.CodeOTPRequired)
	}
	return nil
}

func judgeTokenName(f *faults, name string) {
	switch {
	case name == "":
		f.add("name", "required")
	case utf8.RuneCountInString(name) > maxTokenName:
		f.add("name", "too-long")
	case cut(name, maxTokenName) != name:
		f.add("name", "bad-characters")
	}
}

// judgeToken notes scopes that there are not, and a life that is too short or too long;
// zero is the default.
func judgeToken(f *faults, scopes []Scope, life time.Duration) {
	if slices.ContainsFunc(scopes, func(x Scope) bool { return !slices.Contains(Scopes, x) }) {
		f.add("scopes", "unknown")
	}
	if life != 0 && (life < TokenLeast || life > TokenMost) {
		f.add("life", "out-of-range")
	}
}

// judgeScopesOf notes a scope that the owner could not use: whoever asks for it expects
// something that will not come.
func judgeScopesOf(f *faults, u alur.User, scopes []Scope) {
	if slices.Contains(scopes, ScopeAdmin) && !u.ManagesPeople() {
		f.add("scopes", "not-yours")
	}
}

// Tokens lists the living tokens of an account, newest first. For its owner and for
// administrators; the caller has checked.
func (d *Directory) Tokens(ctx context.Context, username string) ([]Token, error) {
	var out []Token
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = d.tokens(ctx, tx, username, d.clock())
		return err
	})
	return out, err
}

func (d *Directory) tokens(ctx context.Context, tx *store.Tx, username string, now time.Time) ([]Token, error) {
	rows, err := tx.Sessions(ctx, username)
	var out []Token
	for _, r := range rows {
		if r.Kind == string(KindToken) && alive(r, now) {
			out = append(out, tokenOf(r))
		}
	}
	return out, err
}

// RevokeToken revokes a token of an account, at once and on every instance. For its owner
// and for administrators; the caller has checked.
//
// Refusals: not-found.
func (d *Directory) RevokeToken(ctx context.Context, username, id string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.Sessions(ctx, username)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(r store.SessionRow) bool { return r.ID == id && r.Kind == string(KindToken) })
		if i < 0 {
			return alur.Refuse(alur.CodeNotFound)
		}
		if _, err := tx.EndSession(ctx, id); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityTokenRevoked, username, rows[i].Name))
	})
}

func tokenOf(r store.SessionRow) Token {
	t := Token{ID: r.ID, Name: r.Name, Scopes: splitScopes(r.Scopes), CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, UsedFrom: r.SeenAddress, MadeBy: r.MadeBy}
	if r.SeenAddress != "" {
		t.UsedAt = r.SeenAt
	}
	return t
}

// splitScopes reads the stored scopes; nil is whatever the owner may.
func splitScopes(s string) []Scope {
	var out []Scope
	for _, x := range strings.Fields(s) {
		out = append(out, Scope(x))
	}
	return out
}

// joinScopes writes scopes in one order, each once.
func joinScopes(scopes []Scope) string {
	var out []string
	for _, x := range Scopes {
		if slices.Contains(scopes, x) {
			out = append(out, string(x))
		}
	}
	return strings.Join(out, " ")
}
