package directory_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store/storetest"
)

const day = 24 * time.Hour

func (w *world) by() directory.By { return directory.By{Actor: "budi", Address: "10.0.0.1"} }

// mint makes a token of budi's, from his browser.
func (w *world) mint(s *directory.Session, life time.Duration, scopes ...directory.Scope) (string, directory.Token) {
	w.Helper()
	secret, t, err := w.MakeToken(w.Context(), s, directory.NewToken{Name: "Dasbor", Scopes: scopes, Life: life}, w.by())
	w.must(err)
	return secret, t
}

// TestTokens follows a token from its making to its end.
func TestTokens(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		_, browser := w.enter(directory.KindSession)
		w.invalidToken(browser)
		secret, made := w.mint(browser, 90*day, directory.ScopeWrite)
		if !strings.HasPrefix(secret, "alur_") || made.ExpiresAt != w.clock.Now().Add(90*day) {
			w.Errorf("token %+v", made)
		}
		s, err := w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.must(err)
		if !s.Long() || !s.Allows(directory.ScopeRead) || !s.Allows(directory.ScopeWrite) || s.Allows(directory.ScopeAdmin) || browser.Long() || !browser.Allows(directory.ScopeAdmin) {
			w.Errorf("session %+v", s)
		}
		_, _, err = w.MakeToken(ctx, s, directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: day}, w.by())
		w.refused(err, alur.CodeStepUpRequired) // a token makes no token

		// Where and when it was used is noted at once, and then once a minute.
		use := func(address string) directory.Token {
			w.Helper()
			_, err := w.AuthenticateToken(ctx, secret, address)
			w.must(err)
			all, err := w.Tokens(ctx, "budi")
			w.must(err)
			if len(all) != 1 {
				w.Fatalf("%d tokens", len(all))
			}
			return all[0]
		}
		first := w.clock.Now()
		w.clock.Pass(59 * time.Second)
		if got := use("10.0.0.8"); got.UsedFrom != "10.0.0.9" || got.UsedAt != first {
			w.Errorf("within the minute: %+v", got)
		}
		w.clock.Pass(time.Second)
		if got := use("10.0.0.8"); got.UsedFrom != "10.0.0.8" || got.UsedAt != w.clock.Now() {
			w.Errorf("after it: %+v", got)
		}

		// It goes on when the browser's session is long over, until it is revoked.
		w.clock.Pass(30 * day)
		use("10.0.0.8")
		w.refused(w.RevokeToken(ctx, "siti", made.ID, w.by()), alur.CodeNotFound)
		w.must(w.RevokeToken(ctx, "budi", made.ID, w.by()))
		w.refused(w.RevokeToken(ctx, "budi", made.ID, w.by()), alur.CodeNotFound)
		_, err = w.AuthenticateToken(ctx, secret, "10.0.0.8")
		w.refused(err, alur.CodeUnauthenticated)

		// Or until it runs out, or the account does not go on.
		_, browser = w.enter(directory.KindSession)
		short, _ := w.mint(browser, time.Hour, directory.ScopeRead)
		w.clock.Pass(time.Hour)
		_, err = w.AuthenticateToken(ctx, short, "10.0.0.8")
		w.refused(err, alur.CodeUnauthenticated)
		year, _ := w.mint(browser, 365*day, directory.ScopeRead)
		w.must(w.SetActive(ctx, "budi", false, directory.By{Actor: "admin"}))
		_, err = w.AuthenticateToken(ctx, year, "10.0.0.8")
		w.refused(err, alur.CodeUnauthenticated)
		_, _, err = w.MakeToken(ctx, browser, directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: day}, w.by())
		w.refused(err, alur.CodeUnauthenticated)
		want := []string{"token-made Dasbor: write, 2027-02-21", "token-revoked Dasbor"}
		if got := tokenKinds(w.kinds())[:2]; cmp.Diff(want, got) != "" {
			w.Errorf("security log: %v", got)
		}
	})
}

func tokenKinds(kinds []string) (out []string) {
	for _, k := range kinds {
		if strings.HasPrefix(k, "token-") {
			out = append(out, k)
		}
	}
	return out
}

// invalidToken: everything that is wrong is said at once.
func (w *world) invalidToken(s *directory.Session) {
	w.Helper()
	for want, n := range map[string]directory.NewToken{
		"name required, scopes unknown, life out-of-range": {Name: " ", Scopes: []directory.Scope{"all"}, Life: time.Minute},
		"name too-long":       {Name: strings.Repeat("é", 101), Scopes: directory.Scopes[:1], Life: day},
		"name bad-characters": {Name: "a\u202eb", Scopes: directory.Scopes[:1], Life: day},
		"scopes required":     {Name: "x", Life: day},
		"scopes not-yours":    {Name: "x", Scopes: []directory.Scope{directory.ScopeAdmin}, Life: day},
		"life out-of-range":   {Name: "x", Scopes: directory.Scopes[:1], Life: 366 * day},
	} {
		_, _, err := w.MakeToken(w.Context(), s, n, w.by())
		w.invalid(want, err, want)
	}
}

// TestTokenBounds: an account has so many at once, and a token by POST /tokens may ask
// for scopes and another life.
func TestTokenBounds(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		_, browser := w.enter(directory.KindSession)
		for range 20 {
			w.mint(browser, time.Hour, directory.ScopeRead)
		}
		_, _, err := w.MakeToken(ctx, browser, directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: day}, w.by())
		w.refused(err, alur.CodeConflict)
		in := directory.SignIn{Username: "budi", Password: good, Kind: directory.KindToken, Life: 30 * day, Caller: directory.Caller{Address: "10.0.0.1"}}
		_, err = w.SignIn(ctx, in)
		w.invalid("a long one by the API", err, "life too-many-tokens")
		w.clock.Pass(time.Hour)
		_, browser = w.enter(directory.KindSession)
		w.mint(browser, time.Hour, directory.ScopeRead) // those that ran out do not count

		in = directory.SignIn{Username: "budi", Password: good, Kind: directory.KindToken, Caller: directory.Caller{Address: "10.0.0.1"}}
		e, err := w.SignIn(ctx, in)
		w.must(err)
		if s := e.Session; s.Long() || s.Scopes != nil || s.ExpiresAt != w.clock.Now().Add(directory.SessionLife) {
			w.Errorf("as ever: %+v", s)
		}
		in.Scopes, in.Life = []directory.Scope{directory.ScopeRead}, 30*day
		e, err = w.SignIn(ctx, in)
		w.must(err)
		if s := e.Session; !s.Long() || s.Allows(directory.ScopeWrite) || s.ExpiresAt != w.clock.Now().Add(30*day) {
			w.Errorf("a longer one: %+v", s)
		}
		in.Life = 400 * day
		_, err = w.SignIn(ctx, in)
		w.invalid("too long", err, "life out-of-range")
		in.Scopes, in.Life = []directory.Scope{directory.ScopeAdmin}, 0
		_, err = w.SignIn(ctx, in)
		w.invalid("not his", err, "scopes not-yours")
		in.Password = "salah benar salah"
		_, err = w.SignIn(ctx, in)
		w.refused(err, alur.CodeWrongCredentials) // before anything is said of roles
	})
}

// TestTokenNeedsFactor: a token of an account with a second factor is made in a session
// that was opened with it.
func TestTokenNeedsFactor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, n := w.Context(), directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: day}
		_, before := w.enter(directory.KindSession)
		p, _ := w.withTOTP()
		_, _, err := w.MakeToken(ctx, before, n, w.by())
		w.refused(err, alur.CodeOTPRequired)
		e := w.begin(w.from("10.0.0.1", ""))
		e, err = w.CompleteCode(ctx, e.Half, w.code(p), w.from("10.0.0.1", ""))
		w.must(err)
		_, _, err = w.MakeToken(ctx, e.Session, n, w.by())
		w.must(err)
	})
}

// TestService: an account without a password, whose tokens are its only way in, and whose
// person is somebody of its agency.
func TestService(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, admin := w.Context(), directory.By{Actor: "admin", Address: "10.0.0.1"}
		n := directory.NewService{Username: "dasbor", Name: "Dasbor kinerja", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}, Responsible: "budi"}
		for want, change := range map[string]func(*directory.NewService){
			"username bad-characters":                func(n *directory.NewService) { n.Username = "A" },
			"username required, name required":       func(n *directory.NewService) { n.Username, n.Name = "", " " },
			"roles persons-only, roles wrong-agency": func(n *directory.NewService) { n.Roles = []alur.Role{alur.RoleHead} },
			"roles persons-only":                     func(n *directory.NewService) { n.Roles = []alur.Role{alur.RoleAdmin} },
			"roles required":                         func(n *directory.NewService) { n.Roles = nil },
			"responsible required":                   func(n *directory.NewService) { n.Responsible = "" },
			"responsible unfit":                      func(n *directory.NewService) { n.Agency = "inspektorat" },
			"agency unknown, responsible unfit":      func(n *directory.NewService) { n.Agency, n.Responsible = "x", "nobody" },
		} {
			bad := n
			change(&bad)
			_, err := w.AddService(ctx, bad, admin)
			w.invalid(want, err, want)
		}
		w.must(onlyErr(w.AddService(ctx, n, admin)))
		w.refused(onlyErr(w.AddService(ctx, n, admin)), alur.CodeConflict)
		w.refusesPersonal(ctx, admin)

		_, browser := w.enter(directory.KindSession)
		token := directory.NewToken{Name: "Tarik data", Scopes: []directory.Scope{directory.ScopeRead}, Life: 365 * day}
		_, _, err := w.MakeServiceToken(ctx, browser, "budi", token, admin)
		w.refused(err, alur.CodeNotFound) // persons make their own
		secret, _, err := w.MakeServiceToken(ctx, browser, "dasbor", token, admin)
		w.must(err)
		s, err := w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.must(err)
		if !s.User.Service || s.User.Username != "dasbor" || !s.Long() {
			w.Errorf("session %+v", s)
		}
		all, err := w.Services(ctx)
		w.must(err)
		if len(all) != 1 || all[0].Responsible.Username != "budi" || all[0].AgencyName != "Dinas Kesehatan" {
			w.Errorf("services %+v", all)
		}
		people, _, err := w.FindUsers(ctx, directory.UserQuery{Agency: "dinas-kesehatan", Inactive: true})
		w.must(err)
		if len(people) != 1 {
			w.Errorf("among people: %+v", people)
		}
		n.Name, n.Roles = "Dasbor", []alur.Role{alur.RoleMember}
		_, err = w.AddStandIn(ctx, directory.NewStandIn{Username: "budi", Absent: "dasbor", Kind: alur.StandInLeave, From: "2026-11-23", Until: "2026-11-24"}, admin)
		w.invalid("for a service", err, "absent no-office")
		w.must(onlyErr(w.ChangeService(ctx, n, admin)))
		n.Username = "budi"
		w.refused(onlyErr(w.ChangeService(ctx, n, admin)), alur.CodeNotFound)
		w.must(w.SetActive(ctx, "dasbor", false, admin))
		_, err = w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.refused(err, alur.CodeUnauthenticated)
	})
}

func onlyErr(_ directory.Outcome, err error) error { return err }

// TestServiceOfAnAuditor: a service that reads everything takes a second administrator,
// where there is one, to begin and to begin again.
func TestServiceOfAnAuditor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		manager := map[string]directory.Manager{}
		for _, name := range []string{"adit", "tono"} {
			w.must(w.AddUser(ctx, directory.NewUser{Username: name, Name: name, Agency: "inspektorat", Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
			all, err := w.Users(ctx, []string{name})
			w.must(err)
			manager[name] = directory.Manager{User: all[name]}
		}
		adit := directory.By{Actor: "adit", Address: "10.0.0.1"}
		n := directory.NewService{Username: "pemeriksa", Name: "Pemeriksa", Agency: "inspektorat", Roles: []alur.Role{alur.RoleAuditor}, Responsible: "tono"}
		out, err := w.AddService(ctx, n, adit)
		w.must(err)
		if out.Proposal == nil {
			w.Fatal("one administrator was enough")
		}
		_, browser, err := w.signIn("adit", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		secret, _, err := w.MakeServiceToken(ctx, browser, "pemeriksa", directory.NewToken{Name: "x", Scopes: directory.Scopes[:1], Life: 30 * day}, adit)
		w.must(err)
		_, err = w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.refused(err, alur.CodeUnauthenticated) // it has no role yet
		w.refused(onlyErr(w.ConfirmProposal(ctx, manager["adit"], out.Proposal.ID)), alur.CodeFourEyes)
		w.must(onlyErr(w.ConfirmProposal(ctx, manager["tono"], out.Proposal.ID)))
		_, err = w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.refused(err, alur.CodeUnauthenticated) // it was made for less
		secret, _, err = w.MakeServiceToken(ctx, browser, "pemeriksa", directory.NewToken{Name: "y", Scopes: directory.Scopes[:1], Life: 30 * day}, adit)
		w.must(err)
		s, err := w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.must(err)
		if got := roleNames(s.User); got != "auditor" {
			w.Errorf("roles %s", got)
		}
		// Taking away is done at once, giving back is not.
		w.must(onlyErr(w.SetServiceActive(ctx, "pemeriksa", false, adit)))
		_, err = w.AuthenticateToken(ctx, secret, "10.0.0.9")
		w.refused(err, alur.CodeUnauthenticated)
		if out, err = w.SetServiceActive(ctx, "pemeriksa", true, adit); err != nil || out.Proposal == nil {
			w.Errorf("enabled by one: %+v %v", out, err)
		}
		n.Roles = []alur.Role{alur.RoleMember}
		if out, err = w.ChangeService(ctx, n, adit); err != nil || out.Proposal != nil {
			w.Errorf("a lesser role waits: %+v %v", out, err)
		}
		n.Roles, n.Name = []alur.Role{alur.RoleMember, alur.RoleAuditor}, "Lain"
		if out, err = w.ChangeService(ctx, n, adit); err != nil || out.Proposal == nil {
			w.Errorf("a greater one does not: %+v %v", out, err)
		}
		now, err := w.Service(ctx, "pemeriksa")
		w.must(err)
		if now.Name != "Lain" || roleNames(now.User) != "member" {
			w.Errorf("service %+v", now)
		}
	})
}

// refusesPersonal: what a person has, a service has not.
func (w *world) refusesPersonal(ctx context.Context, admin directory.By) {
	w.Helper()
	for what, err := range map[string]error{
		"password": w.SetPassword(ctx, "dasbor", "enam kuda hijau terbang", admin),
		"identity": w.LinkIdentity(ctx, "dasbor", "https://lain.example", "1", admin),
	} {
		if alur.CodeOf(err) != alur.CodePersonRequired {
			w.Errorf("%s: %v", what, err)
		}
	}
	w.refused(w.SetContact(ctx, "dasbor", directory.Contact{Email: "x@example.go.id"}, admin), alur.CodeNotFound)
	for _, kind := range []directory.SessionKind{directory.KindSession, directory.KindToken} {
		for _, password := range []string{"", good, "-"} {
			_, _, err := w.signIn("dasbor", password, "10.0.0.1", kind)
			w.refused(err, alur.CodeWrongCredentials)
		}
	}
}

// TestSignInTellsNothing: whoever signs in learns nothing of an account from the answer,
// nor from how much was computed for it.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		w.must(w.SetActive(ctx, "siti", false, directory.By{}))
		w.must(onlyErr(w.AddService(ctx, directory.NewService{Username: "dasbor", Name: "D", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Responsible: "budi"}, directory.By{})))
		for _, kind := range []directory.SessionKind{directory.KindSession, directory.KindToken} {
			var first string
			for i, c := range [][2]string{{"budi", "salah benar salah"}, {"nobody", "salah benar salah"}, {"siti", good}, {"siti", "salah"}, {"dasbor", good}, {"", "x"}, {"budi", strings.Repeat("x", 5000)}} {
				before := w.Evaluations()
				_, _, err := w.signIn(c[0], c[1], fmt.Sprintf("10.0.%d.1", i), kind)
				got := fmt.Sprintf("%v, %d computed", err, w.Evaluations()-before)
				if first == "" {
					first = got
				}
				if got != first || !strings.HasSuffix(got, ", 1 computed") {
					w.Errorf("%s as %q: %s, another time %s", kind, c[0], got, first)
				}
			}
		}
	})
}

// BenchmarkSignIn measures what a wrong password takes, for a known and an unknown name.
func BenchmarkSignIn(b *testing.B) {
	clock := clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	d := directory.New(directory.Config{Store: storetest.SQLite(b), Clock: clock.Now})
	if err := d.SeedAgencies(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := d.AddUser(b.Context(), directory.NewUser{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"budi", "nobody"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				clock.Pass(16 * time.Minute) // out of the window in which failures count
				_, err := d.SignIn(b.Context(), directory.SignIn{Username: name, Password: "salah benar salah", Kind: directory.KindSession, Caller: directory.Caller{Address: "10.0.0.1"}})
				if alur.CodeOf(err) != alur.CodeWrongCredentials {
					b.Fatal(err)
				}
			}
		})
	}
}
