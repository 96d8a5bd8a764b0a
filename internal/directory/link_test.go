package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

func TestLink(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id"}, directory.By{}))
		asked := map[string]directory.Asked{} // by token
		ask := func(purpose directory.LinkFor) string {
			w.Helper()
			w.clock.Pass(4 * time.Minute) // five in fifteen minutes
			l, err := w.RequestLink(ctx, purpose, " Budi@salatiga.go.id", "", home)
			w.must(err)
			if l.Email != "budi@salatiga.go.id" || l.Name != "Budi" || len(l.Token) != 43 {
				w.Errorf("%+v", l)
			}
			asked[l.Token] = directory.Asked{Mark: l.Mark}
			return l.Token
		}
		check := func(purpose directory.LinkFor, token string) error {
			_, err := w.CheckLink(ctx, purpose, token, "")
			return err
		}
		token := ask(directory.LinkSignIn)
		for range 3 { // whoever looks uses nothing up
			w.must(check(directory.LinkSignIn, token))
		}
		w.refused(check(directory.LinkPassword, token), alur.CodeNotFound)
		w.refused(w.UsePasswordLink(ctx, token, good+" lagi", asked[token], home), alur.CodeNotFound)
		var got atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				e, err := w.UseSignInLink(ctx, token, asked[token], home)
				if err == nil && e.Session.Method == "link" {
					got.Add(1)
				} else {
					w.refused(err, alur.CodeNotFound)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			w.Errorf("%d sessions of one link", got.Load())
		}
		w.refused(check(directory.LinkSignIn, token), alur.CodeNotFound)

		token = ask(directory.LinkSignIn)
		w.clock.Pass(directory.LinkLife)
		_, err := w.UseSignInLink(ctx, token, asked[token], home)
		w.refused(err, alur.CodeNotFound)
		for _, none := range []string{"", "x", strings.Repeat("x", 43)} {
			_, err := w.UseSignInLink(ctx, none, directory.Asked{}, home)
			w.refused(err, alur.CodeNotFound)
			w.refused(check(directory.LinkSignIn, none), alur.CodeNotFound)
		}

		// A new password ends everything, other links too, and asks for the second factor.
		cookie, _ := w.enter(directory.KindSession)
		p, _ := w.withTOTP()
		token, other := ask(directory.LinkPassword), ask(directory.LinkSignIn)
		w.refused(w.UsePasswordLink(ctx, token, "pendek", asked[token], home), alur.CodeInvalidData)
		w.must(w.UsePasswordLink(ctx, token, good+" baru", asked[token], home))
		w.refused(w.UsePasswordLink(ctx, token, good+" baru", asked[token], home), alur.CodeNotFound)
		_, err = w.UseSignInLink(ctx, other, asked[other], home)
		w.refused(err, alur.CodeNotFound)
		_, err = w.Authenticate(ctx, directory.KindSession, cookie)
		w.refused(err, alur.CodeUnauthenticated)
		_, _, err = w.signIn("budi", good, "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
		token = ask(directory.LinkSignIn)
		e, err := w.UseSignInLink(ctx, token, asked[token], home)
		w.must(err)
		if e.Session != nil {
			w.Error("a link alone opens an account with a second factor")
		}
		e, err = w.CompleteCode(ctx, e.Half, w.code(p), home)
		w.must(err)
		if e.Session.Method != "link+totp" {
			w.Errorf("method %q", e.Session.Method)
		}

		// What changes under a link ends it.
		for _, change := range []func() error{
			func() error { return w.SetContact(ctx, "budi", directory.Contact{Email: "budi@x.id"}, directory.By{}) },
			func() error { return w.SetActive(ctx, "budi", false, directory.By{}) },
		} {
			w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id"}, directory.By{}))
			token := ask(directory.LinkSignIn)
			w.must(change())
			_, err := w.UseSignInLink(ctx, token, asked[token], home)
			w.refused(err, alur.CodeNotFound)
		}
	})
}

// TestLinkAsked: a link works in the browser that asked for it, elsewhere with the code that
// this one shows, and nowhere else; whoever guesses codes is stopped.
func TestLinkAsked(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home, away := w.Context(), w.from("10.0.0.1", ""), w.from("10.0.0.2", "")
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id"}, directory.By{}))
		first, err := w.RequestLink(ctx, directory.LinkSignIn, "budi", "", home)
		w.must(err)
		l, err := w.RequestLink(ctx, directory.LinkSignIn, "budi", first.Mark, home)
		w.must(err)
		if l.Mark != first.Mark || len(l.Code) != 6 || l.Token == first.Token {
			w.Errorf("the second link of one browser: %+v after %+v", l, first)
		}
		for mark, want := range map[string]bool{l.Mark: true, "": false, first.Token: false} {
			if here, err := w.CheckLink(ctx, directory.LinkSignIn, l.Token, mark); err != nil || here != want {
				w.Errorf("with the mark %q: %v %v", mark, here, err)
			}
		}
		wrong := "000000"
		if l.Code == wrong {
			wrong = "000001"
		}
		for _, asked := range []directory.Asked{{}, {Code: wrong}, {Mark: l.Token, Code: wrong}} {
			_, err := w.UseSignInLink(ctx, l.Token, asked, away)
			w.refused(err, alur.CodeOTPRequired)
		}
		// A code is of its link alone.
		if first.Code != l.Code {
			_, err = w.UseSignInLink(ctx, l.Token, directory.Asked{Code: first.Code}, away)
			w.refused(err, alur.CodeOTPRequired)
		}
		e, err := w.UseSignInLink(ctx, l.Token, directory.Asked{Code: l.Code[:3] + " " + l.Code[3:]}, away)
		w.must(err)
		if e.Session == nil || e.Session.Method != "link" {
			w.Errorf("entered %+v", e)
		}
		// Guessing ends, for the right code too; the browser that asked is one of many guessers then.
		reset, err := w.RequestLink(ctx, directory.LinkPassword, "budi", "", home)
		w.must(err)
		for range 10 {
			if err = w.UsePasswordLink(ctx, reset.Token, good+" baru", directory.Asked{Code: "x"}, away); alur.CodeOf(err) == alur.CodeTooManyTries {
				break
			}
			w.refused(err, alur.CodeOTPRequired)
		}
		w.refused(w.UsePasswordLink(ctx, reset.Token, good+" baru", directory.Asked{Code: reset.Code}, away), alur.CodeTooManyTries)
	})
}

// TestUnknownAlike: whoever asks about an account learns nothing: the same refusals at
// the same moments, and the same costly work.
func TestUnknownAlike(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id"}, directory.By{}))
		for _, name := range []string{"siti", "joko"} {
			w.must(w.AddUser(ctx, directory.NewUser{Username: name, Name: name, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		}
		w.must(w.SetActive(ctx, "joko", false, directory.By{}))
		// Known with an address, known without one, disabled, never heard of.
		story := func(login string, i int) (out []string) {
			for n := range 12 {
				before := w.Evaluations()
				_, _, err := w.signIn(login, "wrong", fmt.Sprintf("10.1.%d.1", i), directory.KindSession)
				out = append(out, fmt.Sprint(n, alur.CodeOf(err), w.Evaluations()-before))
			}
			for n := range 7 {
				before := w.Evaluations()
				l, err := w.RequestLink(ctx, directory.LinkPassword, login, "", w.from(fmt.Sprintf("10.1.%d.1", i), ""))
				if err == nil && (l.Email != "") != (login == "budi") {
					w.Errorf("%s: a letter to %q", login, l.Email)
				}
				out = append(out, fmt.Sprint(n, alur.CodeOf(err), w.Evaluations()-before))
			}
			return out
		}
		want := story("budi", 0)
		if got := strings.Join(want, " "); !strings.Contains(got, "9wrong-credentials1") && !strings.Contains(got, "9 wrong-credentials 1") {
			w.Errorf("the story is %q", want)
		}
		for i, login := range []string{"siti", "joko", "nobody", "nobody@salatiga.go.id", "198001012005011001"} {
			if got := story(login, i+1); strings.Join(got, "\n") != strings.Join(want, "\n") {
				w.Errorf("%s: %q, want %q", login, got, want)
			}
		}
		// A right password of a disabled account is a wrong one.
		w.clock.Pass(16 * time.Minute)
		before := w.Evaluations()
		_, _, err := w.signIn("joko", good, "10.2.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
		if w.Evaluations() != before+1 {
			w.Errorf("%d evaluations", w.Evaluations()-before)
		}
		// What was typed is nowhere.
		w.must(w.store.Read(ctx, func(tx *store.Tx) error {
			return tx.EachSecurityEvent(ctx, func(e store.SecurityEventRow) error {
				if strings.Contains(string(e.Body), "nobody") && !strings.Contains(string(e.Body), "to nobody") {
					w.Errorf("the security log has a name that is no account's: %s", e.Body)
				}
				return nil
			})
		}))
	})
}

// BenchmarkUnknown reports the median time of a refusal and of a link, for an account
// that is and one that is not: for people to compare.
func BenchmarkUnknown(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	d := directory.New(directory.Config{Store: s, Clock: func() time.Time { return now }, Key: make([]byte, directory.KeySize)})
	if err := d.SeedAgencies(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := d.AddUser(b.Context(), directory.NewUser{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}); err != nil {
		b.Fatal(err)
	}
	if err := d.SetContact(b.Context(), "budi", directory.Contact{Email: "budi@salatiga.go.id"}, directory.By{}); err != nil {
		b.Fatal(err)
	}
	caller := directory.Caller{Address: "10.0.0.1"}
	ways := map[string]func(login string) error{
		"password": func(login string) error {
			_, err := d.SignIn(b.Context(), directory.SignIn{Username: login, Password: "wrong", Kind: directory.KindSession, Caller: caller})
			if alur.CodeOf(err) == alur.CodeWrongCredentials {
				return nil
			}
			return err
		},
		"link": func(login string) error {
			_, err := d.RequestLink(b.Context(), directory.LinkSignIn, login, "", caller)
			return err
		},
	}
	for name, way := range ways {
		b.Run(name, func(b *testing.B) {
			took := map[string][]time.Duration{}
			for b.Loop() {
				now = now.Add(10 * time.Minute)                    // below every limit
				for _, login := range []string{"budi", "nobody"} { // in turn, so that both meet the same machine
					begun := time.Now()
					if err := way(login); err != nil {
						b.Fatal(err)
					}
					took[login] = append(took[login], time.Since(begun))
				}
			}
			for login, all := range took {
				slices.Sort(all)
				b.ReportMetric(float64(all[len(all)/2].Microseconds()), "median-µs-"+login)
			}
		})
	}
}
