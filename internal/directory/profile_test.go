package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// withBSSN switches the profile, over accounts of before.
func (w *world) withBSSN() {
	w.config.PasswordProfile = directory.ProfileBSSN
	w.Directory = directory.New(w.config).Cheaply()
}

// fine are passwords that the profile takes.
func fine(n int) string { return fmt.Sprintf("Kuda hijau terbang %d!", n) }

// TestStandardProfile: nothing is asked of the composition, nothing of the age, and no
// old hash is kept.
func TestStandardProfile(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		if w.PasswordProfile() != directory.ProfileStandard {
			w.Errorf("the profile is %s", w.PasswordProfile())
		}
		w.must(w.store.Write(ctx, func(tx *store.Tx) error { // another profile has left some
			return tx.KeepOldPassword(ctx, "budi", "h", w.clock.Now(), 5)
		}))
		w.must(w.SetPassword(ctx, "budi", good, w.by()))
		w.clock.Pass(4000 * day)
		if e := w.begin(w.from("10.0.0.1", "")); e.Session == nil {
			w.Errorf("an old password opens %+v", e)
		}
		if old := w.old(); len(old) != 0 {
			w.Errorf("old hashes: %v", old)
		}
	})
}

func (w *world) old() (hashes []string) {
	w.Helper()
	w.must(w.store.Read(w.Context(), func(tx *store.Tx) (err error) {
		hashes, err = tx.OldPasswords(w.Context(), "budi")
		return err
	}))
	return hashes
}

// TestBSSNPasswords: four classes, and none of the last ones, of which there are not more.
func TestBSSNPasswords(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withBSSN()
		for password, want := range map[string]string{
			"kuda hijau terbang 1!": "password classes", "KUDA HIJAU TERBANG 1!": "password classes", "Kuda hijau terbang!": "password classes", "KudaHijauTerbang1": "password classes",
			"Kuda 1!": "password too-short", "Salatiga2026!": "password common", "": "password required",
		} {
			w.invalid(password, w.SetPassword(ctx, "budi", password, w.by()), want)
		}
		w.invalid("a new account", w.AddUser(ctx, directory.NewUser{Username: "siti", Name: "S", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: "kuda hijau terbang"}), "password classes")
		for i := range directory.OldPasswords + 2 {
			w.must(w.SetPassword(ctx, "budi", fine(i), w.by()))
			w.clock.Pass(day)
		}
		if n := len(w.old()); n != directory.OldPasswords {
			w.Errorf("%d old hashes", n)
		}
		for _, i := range []int{directory.OldPasswords + 1, 1} { // the present one, and the oldest that is kept
			w.invalid(fine(i), w.SetPassword(ctx, "budi", fine(i), w.by()), "password reused")
		}
		w.must(w.SetPassword(ctx, "budi", fine(0), w.by()))
	})
}

// TestExpiredPassword: whoever knows a password that is too old sets another one on the
// way in, with all factors, and nothing else is opened by it.
func TestExpiredPassword(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		w.withBSSN()
		w.clock.Pass(directory.PasswordLife - 1)
		other := w.begin(home)
		if other.Session == nil {
			w.Fatal("a day too early")
		}
		p, _ := w.withTOTP()
		w.clock.Pass(day)
		_, _, err := w.signIn("budi", good, "10.0.0.1", directory.KindToken)
		w.refused(err, alur.CodeOTPRequired)
		_, err = w.SignIn(ctx, directory.SignIn{Username: "budi", Password: good, Code: w.code(p), Kind: directory.KindToken, Caller: home})
		w.refused(err, alur.CodePasswordExpired)

		w.clock.Pass(directory.HalfLife)
		e := w.begin(home)
		if e.Session != nil || e.Change != "" || e.Half == "" {
			w.Fatalf("before the second factor %+v", e)
		}
		e, err = w.CompleteCode(ctx, e.Half, w.code(p), home)
		w.must(err)
		if e.Session != nil || e.Secret != "" || e.Change == "" {
			w.Fatalf("after both factors %+v", e)
		}
		for _, kind := range []directory.SessionKind{directory.KindSession, directory.KindToken} {
			_, err := w.Authenticate(ctx, kind, e.Change)
			w.refused(err, alur.CodeUnauthenticated)
		}
		_, err = w.HalfWay(ctx, e.Change)
		w.refused(err, alur.CodeUnauthenticated) // one way is not the other
		u, err := w.ChangeWay(ctx, e.Change)
		w.must(err)
		if u.Username != "budi" {
			w.Errorf("on the way is %+v", u)
		}
		for password, want := range map[string]string{good: "password classes", "": "password required"} {
			_, err := w.ChangeExpired(ctx, e.Change, password, home)
			w.invalid(password, err, want)
		}
		done, err := w.ChangeExpired(ctx, e.Change, fine(1), home)
		w.must(err)
		if done.Session == nil || done.Session.Method != "password+totp" {
			w.Errorf("session %+v", done.Session)
		}
		_, err = w.ChangeExpired(ctx, e.Change, fine(2), home)
		w.refused(err, alur.CodeUnauthenticated)
		_, err = w.Authenticate(ctx, directory.KindSession, other.Secret)
		w.refused(err, alur.CodeUnauthenticated)
		kinds := w.kinds()
		if !slices.Contains(kinds, "password-expired") || !slices.Contains(kinds, "password-changed expired") {
			w.Errorf("security log %s", strings.Join(kinds, ", "))
		}
		// Too late, or not the account any more.
		w.clock.Pass(directory.PasswordLife)
		_, err = w.SignIn(ctx, directory.SignIn{Username: "budi", Password: fine(1), Code: w.code(p), Kind: directory.KindToken, Caller: home})
		w.refused(err, alur.CodePasswordExpired)
		w.must(w.ResetFactors(ctx, "budi", directory.By{}))
		late, err := w.SignIn(ctx, directory.SignIn{Username: "budi", Password: fine(1), Kind: directory.KindSession, Caller: home})
		w.must(err)
		w.clock.Pass(directory.HalfLife)
		_, err = w.ChangeExpired(ctx, late.Change, fine(2), home)
		w.refused(err, alur.CodeUnauthenticated)
		again, err := w.SignIn(ctx, directory.SignIn{Username: "budi", Password: fine(1), Kind: directory.KindSession, Caller: home})
		w.must(err)
		w.must(w.SetActive(ctx, "budi", false, directory.By{}))
		_, err = w.ChangeExpired(ctx, again.Change, fine(2), home)
		w.refused(err, alur.CodeUnauthenticated)
	})
}

// TestMappedRoles: the other system sets the roles that are mapped, and no others.
func TestMappedRoles(t *testing.T) {
	t.Parallel()
	said := func(values ...string) directory.Claimed { return directory.Claimed{Said: true, Values: values} }
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		w.must(w.LinkIdentity(ctx, "budi", "https://lain", "7", w.by()))
		cookie, _ := w.enter(directory.KindSession)
		for i, c := range []struct {
			said directory.Claimed
			want string
		}{
			{directory.Claimed{}, "requester"},                                     // no claim, no change
			{said("staf", "lain", "pemeriksa"), "requester member auditor"},        // as mapped; the rest is nothing to us
			{said("staf", "staf", "verifikator", "bos"), "requester member"},       // no reviewer in that agency, no head ever
			{directory.Claimed{Values: []string{"pemeriksa"}}, "requester member"}, // values without a claim are none
			{said(), "requester"},
		} {
			e, err := w.SignInIdentity(ctx, "https://lain", "7", c.said, home)
			w.must(err)
			// A session elsewhere has the roles with its next call.
			s, err := w.Authenticate(ctx, directory.KindSession, cookie)
			w.must(err)
			for _, u := range []alur.User{e.Session.User, s.User} {
				if got := roleNames(u); got != c.want {
					w.Errorf("%d: %s, want %s", i, got, c.want)
				}
			}
		}
		// Without any role left nobody enters, by whatever factor, and what is open ends.
		w.must(w.ChangeUser(ctx, alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}, directory.By{Actor: "admin"}))
		_, err := w.SignInIdentity(ctx, "https://lain", "7", said("lain"), home)
		w.refused(err, alur.CodeWrongCredentials)
		_, err = w.Authenticate(ctx, directory.KindSession, cookie)
		w.refused(err, alur.CodeUnauthenticated)
		_, _, err = w.signIn("budi", good, "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
		_, err = w.SignInIdentity(ctx, "https://lain", "7", said("staf"), home)
		w.must(err)
		kinds := w.kinds()
		for _, want := range []string{"roles-mapped requester > requester member auditor", "roles-mapped requester member auditor > requester member", "roles-mapped member >", "sign-in-refused oidc: no role", "roles-mapped  > member"} {
			if !slices.Contains(kinds, strings.TrimSpace(want)) {
				w.Errorf("%q is not in the security log: %q", want, kinds)
			}
		}
	}, func(c *directory.Config) {
		c.RoleMap = map[string]alur.Role{"staf": alur.RoleMember, "verifikator": alur.RoleReviewer, "pemeriksa": alur.RoleAuditor, "bos": alur.RoleHead}
	})
}

func roleNames(u alur.User) string {
	var out []string
	for _, r := range u.Roles {
		out = append(out, string(r))
	}
	return strings.Join(out, " ")
}
