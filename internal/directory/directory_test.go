package directory_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const good = "kuda hijau terbang"

// world is a directory with a clock that tests turn, and a log that they read.
type world struct {
	*testing.T
	*directory.Directory
	config directory.Config
	store  *store.Store
	cfg    store.Config
	forged bool // the test has forged the security log
	clock  *clocktest.Clock
	log    bytes.Buffer
}

func each(t *testing.T, fn func(w *world), change ...func(*directory.Config)) {
	t.Helper()
	storetest.EachConfig(t, func(t *testing.T, cfg store.Config) {
		w := &world{T: t, clock: clocktest.At(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
		cfg.Clock = w.clock.Now
		w.cfg = cfg
		w.store = storetest.Open(t, cfg)
		w.config = directory.Config{Store: w.store, Clock: w.clock.Now, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Key: bytes.Repeat([]byte{7}, directory.KeySize)}
		for _, c := range change {
			c(&w.config)
		}
		w.Directory = directory.New(w.config).Cheaply()
		w.must(w.SeedAgencies(t.Context()))
		w.must(w.AddUser(t.Context(), directory.NewUser{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}, Password: good}))
		fn(w)
		if n, wrong, err := w.VerifySecurityLog(t.Context()); err != nil || wrong != "" && !w.forged {
			t.Errorf("the security log after %d entries: %s %v", n, wrong, err)
		}
		if strings.Contains(w.log.String(), good) {
			t.Errorf("the log has a password in it:\n%s", w.log.String())
		}
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, code alur.Code) {
	w.Helper()
	if alur.CodeOf(err) != code {
		w.Errorf("error is %v, want %q", err, code)
	}
}

// invalid demands invalid-data with the faults, each as "field reason".
func (w *world) invalid(name string, err error, want string) {
	w.Helper()
	w.refused(err, alur.CodeInvalidData)
	e, _ := errors.AsType[*alur.Error](err)
	if e == nil {
		return
	}
	var got []string
	for _, b := range e.Blockers {
		got = append(got, b.Item+" "+b.Reason)
	}
	if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
		w.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func (w *world) signIn(username, password, address string, kind directory.SessionKind) (string, *directory.Session, error) {
	e, err := w.SignIn(w.Context(), directory.SignIn{Username: username, Password: password, Kind: kind, Caller: directory.Caller{Address: address, Name: "uji"}})
	if err != nil {
		return "", nil, err
	}
	return e.Secret, e.Session, nil
}

func (w *world) enter(kind directory.SessionKind) (string, *directory.Session) {
	w.Helper()
	secret, s, err := w.signIn("budi", good, "10.0.0.1", kind)
	w.must(err)
	return secret, s
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		secret, s, err := w.signIn(" Budi ", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		want := alur.User{
			Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", AgencyName: "Dinas Kesehatan", AgencyKind: alur.AgencyOffice,
			Roles: []alur.Role{alur.RoleRequester}, Active: true,
		}
		if diff := cmp.Diff(want, s.User); diff != "" {
			w.Errorf("user (-want +got):\n%s", diff)
		}
		if s.CreatedAt != w.clock.Now() || s.ConfirmedAt != w.clock.Now() || s.ExpiresAt != w.clock.Now().Add(12*time.Hour) || !s.Confirmed(w.clock.Now()) {
			w.Errorf("session %+v", s)
		}
		again, err := w.Authenticate(w.Context(), directory.KindSession, secret)
		w.must(err)
		if diff := cmp.Diff(s, again); diff != "" {
			w.Errorf("session (-want +got):\n%s", diff)
		}
		token, _ := w.enter(directory.KindToken)
		if !strings.HasPrefix(token, "alur_") || len(secret) != 43 || secret == token[5:] {
			w.Errorf("secrets %q and %q", secret, token)
		}
		for _, c := range []struct {
			kind   directory.SessionKind
			secret string
		}{
			{directory.KindToken, secret}, {directory.KindSession, token}, {directory.KindSession, token[5:]}, {directory.KindToken, "alur_" + secret},
			{directory.KindSession, ""}, {directory.KindToken, "alur_"}, {directory.KindSession, strings.ToUpper(secret)}, {directory.KindSession, secret + "x"},
		} {
			_, err := w.Authenticate(w.Context(), c.kind, c.secret)
			w.refused(err, alur.CodeUnauthenticated)
		}
		open, err := w.Sessions(w.Context(), "budi")
		w.must(err)
		if len(open) != 2 || open[0].Name != "uji" {
			w.Errorf("sessions %+v", open)
		}
		w.must(w.SignOut(w.Context(), s.ID))
		w.must(w.SignOut(w.Context(), s.ID))
		_, err = w.Authenticate(w.Context(), directory.KindSession, secret)
		w.refused(err, alur.CodeUnauthenticated)
		_, err = w.Authenticate(w.Context(), directory.KindToken, token)
		w.must(err)

		// Every wrong one looks alike.
		w.must(w.SetActive(w.Context(), "budi", false, directory.By{}))
		for _, c := range [][2]string{{"budi", good}, {"nobody", good}, {"no\x00body!", good}, {"", ""}, {"budi", strings.Repeat("x", 5000)}} {
			_, _, err := w.signIn(c[0], c[1], "10.0.0.1", directory.KindSession)
			w.refused(err, alur.CodeWrongCredentials)
		}
		if strings.Contains(w.log.String(), "nobody") {
			w.Error("the log has a name in it that is no account's, and could be a password")
		}
	})
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		authenticate := func(kind directory.SessionKind, secret string) error {
			_, err := w.Authenticate(ctx, kind, secret)
			return err
		}
		cookie, s := w.enter(directory.KindSession)
		token, _ := w.enter(directory.KindToken)
		// Used every 25 minutes a session lives, for twelve hours.
		for range 28 {
			w.clock.Pass(25 * time.Minute)
			w.must(authenticate(directory.KindSession, cookie))
		}
		w.clock.Pass(20 * time.Minute)
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		w.refused(authenticate(directory.KindToken, token), alur.CodeUnauthenticated)
		if s.Confirmed(w.clock.Now()) {
			w.Error("the password is confirmed after half a day")
		}
		cookie, _ = w.enter(directory.KindSession)
		token, _ = w.enter(directory.KindToken)
		w.clock.Pass(30*time.Minute - time.Microsecond)
		w.must(authenticate(directory.KindSession, cookie))
		w.clock.Pass(30 * time.Minute)
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		w.must(authenticate(directory.KindToken, token)) // a token may rest

		// A clock that jumps back does not make it immortal.
		cookie, _ = w.enter(directory.KindSession)
		w.clock.Pass(-4 * time.Minute)
		w.must(authenticate(directory.KindSession, cookie))
		w.clock.Pass(-24 * time.Hour)
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		w.refused(authenticate(directory.KindToken, token), alur.CodeUnauthenticated)
		w.clock.Pass(24*time.Hour + 4*time.Minute)

		// A disabled account stops at once and stays disabled.
		w.must(w.SetActive(ctx, "budi", false, directory.By{}))
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		w.refused(authenticate(directory.KindToken, token), alur.CodeUnauthenticated)
		w.must(w.SetPassword(ctx, "budi", good+" lagi", directory.By{}))
		_, _, err := w.signIn("budi", good+" lagi", "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
		w.must(w.SetActive(ctx, "budi", true, directory.By{}))
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		cookie, _, err = w.signIn("budi", good+" lagi", "10.0.0.1", directory.KindSession)
		w.must(err)

		// A new password ends what the old one opened.
		w.must(w.SetPassword(ctx, "budi", good, directory.By{}))
		w.refused(authenticate(directory.KindSession, cookie), alur.CodeUnauthenticated)
		_, _, err = w.signIn("budi", good+" lagi", "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
	})
}

func TestConfirmPassword(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		cookie, s := w.enter(directory.KindSession)
		w.clock.Pass(6 * time.Minute)
		if s.Confirmed(w.clock.Now()) {
			w.Error("confirmed after six minutes")
		}
		w.refused(w.ConfirmPassword(w.Context(), s, "wrong", "10.0.0.1"), alur.CodeWrongPassword)
		w.must(w.ConfirmPassword(w.Context(), s, good, "10.0.0.1"))
		again, err := w.Authenticate(w.Context(), directory.KindSession, cookie)
		w.must(err)
		if !s.Confirmed(w.clock.Now()) || !again.Confirmed(w.clock.Now()) {
			w.Error("not confirmed")
		}
		// Its failures and those of signing in with the same browser are one count, which
		// keeps nobody out who comes from elsewhere.
		for range 9 {
			w.refused(w.ConfirmPassword(w.Context(), s, "wrong", "10.0.0.1"), alur.CodeWrongPassword)
		}
		w.refused(w.ConfirmPassword(w.Context(), s, good, "10.0.0.1"), alur.CodeTooManyTries)
		_, _, err = w.signIn("budi", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		// A token has no browser: its failures are the account's.
		_, token := w.enter(directory.KindToken)
		for range 10 {
			w.refused(w.ConfirmPassword(w.Context(), token, "wrong", "10.0.0.1"), alur.CodeWrongPassword)
		}
		_, _, err = w.signIn("budi", good, "10.0.0.2", directory.KindSession)
		w.refused(err, alur.CodeTooManyTries)
	})
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		// Ten failures of an account, from anywhere, known or not.
		for _, name := range []string{"budi", "nobody"} {
			for i := range 10 {
				_, _, err := w.signIn(name, "wrong", fmt.Sprintf("10.0.1.%d", i), directory.KindToken)
				w.refused(err, alur.CodeWrongCredentials)
				w.clock.Pass(30 * time.Second)
			}
			_, _, err := w.signIn(name, good, "10.0.2.1", directory.KindToken)
			w.refused(err, alur.CodeTooManyTries)
			e, _ := errors.AsType[*alur.Error](err)
			if e == nil || e.Retry != 10*time.Minute {
				w.Errorf("come back in %v", e)
			}
		}
		w.clock.Pass(5*time.Minute + time.Second) // the second account's oldest failures, all of the first's
		w.enter(directory.KindToken)
		_, _, err := w.signIn("nobody", "wrong", "10.0.2.1", directory.KindToken)
		w.refused(err, alur.CodeTooManyTries)
		w.clock.Pass(5 * time.Minute)
		_, _, err = w.signIn("nobody", "wrong", "10.0.2.1", directory.KindToken)
		w.refused(err, alur.CodeWrongCredentials) // one place is free again,
		_, _, err = w.signIn("nobody", "wrong", "10.0.2.1", directory.KindToken)
		w.refused(err, alur.CodeTooManyTries) // and taken

		// A hundred of an address; successes neither count nor clear.
		w.clock.Pass(time.Hour)
		w.must(w.store.Write(w.Context(), func(tx *store.Tx) error {
			at, err := tx.LockFailures(w.Context(), "address:10.9.9.9", w.clock.Now())
			for range 99 {
				at = append(at, w.clock.Now())
			}
			w.must(err)
			return tx.SaveFailures(w.Context(), "address:10.9.9.9", at)
		}))
		_, _, err = w.signIn("budi", good, "10.9.9.9", directory.KindToken)
		w.must(err)
		_, _, err = w.signIn("siti", "wrong", "10.9.9.9", directory.KindToken)
		w.refused(err, alur.CodeWrongCredentials)
		_, _, err = w.signIn("budi", good, "::ffff:10.9.9.9", directory.KindToken)
		w.refused(err, alur.CodeTooManyTries)
		_, _, err = w.signIn("budi", good, "10.9.9.8", directory.KindToken)
		w.must(err)
	})
}

// TestThrottleRace: guesses in parallel are not judged beyond the limit.
func TestThrottleRace(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var mu sync.Mutex
		got := map[alur.Code]int{}
		var wg sync.WaitGroup
		for range 25 {
			wg.Go(func() {
				_, _, err := w.signIn("budi", "wrong", "10.0.0.1", directory.KindToken)
				mu.Lock()
				defer mu.Unlock()
				got[alur.CodeOf(err)]++
			})
		}
		wg.Wait()
		if diff := cmp.Diff(map[alur.Code]int{alur.CodeWrongCredentials: 10, alur.CodeTooManyTries: 15}, got); diff != "" {
			w.Errorf("refusals (-want +got):\n%s", diff)
		}
	})
}

func TestUsers(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.AddAgency(ctx, alur.Agency{ID: "cv-maju", Name: "CV Maju", Kind: alur.AgencyVendor}, directory.By{}))
		w.must(w.ChangeAgency(ctx, alur.Agency{ID: "dinas-sosial", Name: "Dinas Sosial", Kind: alur.AgencyOffice, Active: false}, directory.By{}))
		fine := directory.NewUser{Username: "siti", Name: " Siti ", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}
		for _, c := range []struct {
			name   string
			change func(*directory.NewUser)
			want   string
		}{
			{"nothing", func(u *directory.NewUser) { *u = directory.NewUser{} }, "username required, name required, roles required, password required, agency required"},
			{"everything", func(u *directory.NewUser) {
				*u = directory.NewUser{Username: "Si ti", Name: "a\nb", Agency: "nowhere", Roles: []alur.Role{"king"}, Password: "x"}
			}, "username bad-characters, name bad-characters, roles unknown, password too-short, agency unknown"},
			{"long", func(u *directory.NewUser) { u.Name = strings.Repeat("ü", 301) }, "name too-long"},
			{"gone office", func(u *directory.NewUser) { u.Agency = "dinas-sosial" }, "agency inactive"},
			{"reviewer elsewhere", func(u *directory.NewUser) { u.Roles = []alur.Role{alur.RoleReviewer} }, "roles wrong-agency"},
			{"vendor of an office", func(u *directory.NewUser) { u.Roles = []alur.Role{alur.RoleVendor} }, "roles wrong-agency"},
			{"official of a vendor", func(u *directory.NewUser) { u.Agency = "cv-maju" }, "roles wrong-agency"},
			{"vendor and more", func(u *directory.NewUser) {
				u.Agency, u.Roles = "cv-maju", []alur.Role{alur.RoleVendor, alur.RoleMember}
			}, "roles wrong-agency"},
		} {
			u := fine
			c.change(&u)
			err := w.AddUser(ctx, u)
			w.invalid(c.name, err, c.want)
		}
		w.must(w.AddUser(ctx, fine))
		err := w.AddUser(ctx, fine)
		w.refused(err, alur.CodeConflict)
		if e, _ := errors.AsType[*alur.Error](err); e == nil || e.Field != "username" {
			w.Errorf("error is %v", err)
		}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "vendor", Name: "V", Agency: "cv-maju", Roles: []alur.Role{alur.RoleVendor}, Password: good}))

		users, err := w.Directory.Users(ctx, []string{"siti", "nobody"})
		w.must(err)
		siti := users["siti"]
		if len(users) != 1 || siti.Name != "Siti" || !siti.Active {
			w.Errorf("users %+v", users)
		}
		siti.Agency, siti.Roles, siti.Name = "dinas-komunikasi-dan-informatika", []alur.Role{alur.RoleHead, alur.RoleReviewer}, "Siti Nur"
		w.must(w.ChangeUser(ctx, siti, directory.By{}))
		users, err = w.Directory.Users(ctx, []string{"siti"})
		w.must(err)
		if got := users["siti"]; !got.SeesAll() || got.Name != "Siti Nur" || len(got.Roles) != 2 {
			w.Errorf("changed to %+v", got)
		}
		siti.Roles = []alur.Role{alur.RoleVendor}
		w.refused(w.ChangeUser(ctx, siti, directory.By{}), alur.CodeInvalidData)
		siti.Username = "nobody"
		w.refused(w.ChangeUser(ctx, siti, directory.By{}), alur.CodeNotFound)
		w.refused(w.SetPassword(ctx, "nobody", good, directory.By{}), alur.CodeNotFound)
		w.refused(w.SetPassword(ctx, "siti", "salatiga2026", directory.By{}), alur.CodeInvalidData)
		w.refused(w.SetActive(ctx, "nobody", true, directory.By{}), alur.CodeNotFound)

		// Lists.
		for i := range 7 {
			w.must(w.store.Write(ctx, func(tx *store.Tx) error {
				return tx.InsertAccount(ctx, store.AccountRow{User: alur.User{Username: fmt.Sprintf("orang%d", i), Name: "Orang", Agency: "inspektorat", Roles: []alur.Role{alur.RoleAuditor}, Active: i > 0}})
			}))
		}
		count := func(q directory.UserQuery) (n, pages int) {
			q.Limit = 3
			for {
				found, next, err := w.FindUsers(ctx, q)
				w.must(err)
				n, pages = n+len(found), pages+1
				if next == "" {
					return n, pages
				}
				q.After = next
			}
		}
		for _, c := range []struct {
			q        directory.UserQuery
			n, pages int
		}{
			{directory.UserQuery{Agency: "inspektorat"}, 6, 2},
			{directory.UserQuery{Agency: "inspektorat", Inactive: true}, 7, 3},
			{directory.UserQuery{Q: "nur sit"}, 1, 1},
			{directory.UserQuery{Q: "tiada"}, 0, 1},
			{directory.UserQuery{}, 9, 3},
		} {
			if n, pages := count(c.q); n != c.n || pages != c.pages {
				w.Errorf("%+v: %d users on %d pages", c.q, n, pages)
			}
		}
		for _, q := range []directory.UserQuery{{After: "!"}, {After: "eA"}, {After: "AAo"}, {Limit: -1}, {Limit: 201}} {
			_, _, err := w.FindUsers(ctx, q)
			w.refused(err, alur.CodeInvalidParameter)
		}
	})
}

func TestAgencies(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		ict, err := w.ICT(ctx)
		w.must(err)
		if ict.ID != "dinas-komunikasi-dan-informatika" {
			w.Errorf("the ICT agency is %s", ict.ID)
		}
		var all []alur.Agency
		after := ""
		for {
			page, next, err := w.FindAgencies(ctx, directory.AgencyQuery{After: after, Limit: 13})
			w.must(err)
			all = append(all, page...)
			if after = next; next == "" {
				break
			}
		}
		kinds, unconfirmed, kelurahan := map[alur.AgencyKind]int{}, 0, 0
		for _, a := range all {
			kinds[a.Kind]++
			if a.Unconfirmed {
				unconfirmed++
			}
			if strings.HasPrefix(a.Name, "Kelurahan ") {
				kelurahan++
			}
		}
		if len(all) != 29+4+23 || kinds[alur.AgencyICT] != 1 || kinds[alur.AgencyAudit] != 1 || kelurahan != 23 || unconfirmed != 13 {
			w.Errorf("%d agencies, %v, %d kelurahan, %d unconfirmed", len(all), kinds, kelurahan, unconfirmed)
		}

		// What was edited stays when the seed runs again.
		edited := alur.Agency{ID: "inspektorat", Name: "Inspektorat Daerah", ShortName: "Itda", Kind: alur.AgencyAudit, Active: true}
		w.must(w.ChangeAgency(ctx, edited, directory.By{}))
		w.must(w.SeedAgencies(ctx))
		got, err := w.Agency(ctx, "inspektorat")
		w.must(err)
		if diff := cmp.Diff(edited, got); diff != "" {
			w.Errorf("edited (-want +got):\n%s", diff)
		}

		w.refused(w.AddAgency(ctx, alur.Agency{ID: "inspektorat", Name: "X", Kind: alur.AgencyOffice}, directory.By{}), alur.CodeConflict)
		w.refused(w.AddAgency(ctx, alur.Agency{Name: "Dinas Digital", Kind: alur.AgencyICT}, directory.By{}), alur.CodeConflict)
		w.refused(w.AddAgency(ctx, alur.Agency{ID: "A B", Kind: "king"}, directory.By{}), alur.CodeInvalidData)
		w.refused(w.ChangeAgency(ctx, alur.Agency{ID: "nowhere", Name: "X", Kind: alur.AgencyOffice}, directory.By{}), alur.CodeNotFound)
		w.must(w.AddAgency(ctx, alur.Agency{Name: "PT  Karya", Kind: alur.AgencyVendor}, directory.By{}))
		found, _, err := w.FindAgencies(ctx, directory.AgencyQuery{Kind: alur.AgencyVendor, Q: "kary"})
		w.must(err)
		if len(found) != 1 || found[0].Name != "PT Karya" || len(found[0].ID) != 32 || !found[0].Active {
			w.Errorf("found %+v", found)
		}
		_, err = w.Agency(ctx, "nowhere")
		w.refused(err, alur.CodeNotFound)
		_, _, err = w.FindAgencies(ctx, directory.AgencyQuery{Kind: "king"})
		w.refused(err, alur.CodeInvalidParameter)

		// One gives way to the next.
		ict.Active = false
		w.must(w.ChangeAgency(ctx, ict, directory.By{}))
		w.must(w.AddAgency(ctx, alur.Agency{ID: "dinas-digital", Name: "Dinas Digital", Kind: alur.AgencyICT}, directory.By{}))
		ict.Active = true
		w.refused(w.ChangeAgency(ctx, ict, directory.By{}), alur.CodeConflict)
		w.must(w.SeedAgencies(ctx))
	})
}

func TestImportAgencies(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		before, _, err := w.FindAgencies(ctx, directory.AgencyQuery{Limit: 200, Inactive: true})
		w.must(err)
		report, err := w.ImportAgencies(ctx, strings.NewReader("id,name,short_name,kind\n,Dinas Baru,,agency\n,Dinas Rusak,,king\n"))
		w.refused(err, alur.CodeInvalidData)
		if diff := cmp.Diff([]directory.ImportFault{{Line: 3, Field: "kind", Reason: "unknown"}}, report.Faults); diff != "" {
			w.Errorf("faults (-want +got):\n%s", diff)
		}
		report, err = w.ImportAgencies(ctx, strings.NewReader("name,short_name,kind\nDinas Lain,,agency\nDinas Digital,,ict\n"))
		w.refused(err, alur.CodeInvalidData) // there is an ICT agency, which the file does not end
		if len(report.Faults) != 1 || report.Faults[0].Line != 3 || report.Added != 0 {
			w.Errorf("report %+v", report)
		}
		after, _, err := w.FindAgencies(ctx, directory.AgencyQuery{Limit: 200, Inactive: true})
		w.must(err)
		if diff := cmp.Diff(before, after); diff != "" {
			w.Errorf("half a file was imported (-want +got):\n%s", diff)
		}

		file := "id;name;short_name;kind;active\n" +
			";Dinas Digital;Disdig;ict;\n" +
			"dinas-komunikasi-dan-informatika;Dinas Komunikasi dan Informatika;Diskominfo;ict;false\n" +
			";dinas pendidikan;Disdik;agency;\n" + // known by its name, and confirmed by this
			"bumd-air;Perumda Air Minum;PDAM;agency;true\n" +
			"dinas-kesehatan;Dinas Kesehatan;Dinkes;agency;\n"
		report, err = w.ImportAgencies(ctx, strings.NewReader(file))
		w.must(err)
		if diff := cmp.Diff(directory.ImportReport{Added: 2, Changed: 2, Same: 1}, report); diff != "" {
			w.Errorf("report (-want +got):\n%s", diff)
		}
		ict, err := w.ICT(ctx)
		w.must(err)
		if ict.ID != "dinas-digital" {
			w.Errorf("the ICT agency is %s", ict.ID)
		}
		got, err := w.Agency(ctx, "dinas-pendidikan")
		w.must(err)
		if got.Unconfirmed || got.Name != "dinas pendidikan" {
			w.Errorf("%+v", got)
		}
		report, err = w.ImportAgencies(ctx, strings.NewReader(file))
		w.must(err)
		if diff := cmp.Diff(directory.ImportReport{Same: 5}, report); diff != "" {
			w.Errorf("second import (-want +got):\n%s", diff)
		}
	})
}

func TestSetupLink(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		first, err := w.SetupLink(ctx)
		w.must(err)
		token, err := w.SetupLink(ctx)
		w.must(err)
		root := directory.NewUser{Username: "root", Name: "Admin", Roles: []alur.Role{alur.RoleHead}, Password: good}
		for _, bad := range []string{"", first, token + "x", strings.Repeat("A", 43)} {
			w.refused(w.CheckSetupLink(ctx, bad), alur.CodeNotFound)
			w.refused(w.UseSetupLink(ctx, bad, root), alur.CodeNotFound)
		}
		w.must(w.CheckSetupLink(ctx, token))
		weak := root
		weak.Password = "short"
		w.refused(w.UseSetupLink(ctx, token, weak), alur.CodeInvalidData) // and may be tried again
		var wg sync.WaitGroup
		results := make(chan error, 5)
		for i := range 5 { // five at once make one
			wg.Go(func() {
				u := root
				u.Username = fmt.Sprintf("root%d", i)
				results <- w.UseSetupLink(ctx, token, u)
			})
		}
		wg.Wait()
		close(results)
		made := 0
		for err := range results {
			if err == nil {
				made++
			} else {
				w.refused(err, alur.CodeNotFound)
			}
		}
		admins, _, err := w.FindUsers(ctx, directory.UserQuery{Q: "admin"})
		w.must(err)
		if made != 1 || len(admins) != 1 || !admins[0].Has(alur.RoleAdmin) || len(admins[0].Roles) != 1 || admins[0].AgencyKind != alur.AgencyICT {
			w.Errorf("%d made: %+v", made, admins)
		}
		w.refused(w.CheckSetupLink(ctx, token), alur.CodeNotFound)
		if again, err := w.SetupLink(ctx); again != "" || err != nil {
			w.Errorf("a link although there is an admin: %v", err)
		}

		// Without an active admin there may be a new one; links grow old.
		w.must(w.SetActive(ctx, admins[0].Username, false, directory.By{}))
		token, err = w.SetupLink(ctx)
		w.must(err)
		w.clock.Pass(25 * time.Hour)
		w.refused(w.UseSetupLink(ctx, token, root), alur.CodeNotFound)
	})
}
