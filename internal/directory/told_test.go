package directory_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// letters are the letters that wait, each as "address kind", or "address kind by actor".
func (w *world) letters() []string {
	w.Helper()
	all, err := w.TakeOwnerLetters(w.Context())
	w.must(err)
	var out []string
	for _, l := range all {
		line := l.To.Email + " " + string(l.Kind)
		if l.Actor != "" {
			line += " by " + l.Actor
		}
		out = append(out, line)
	}
	return out
}

// opens reports whether a link that nobody asked for works alone.
func (w *world) opens(token string) bool {
	here, err := w.CheckLink(w.Context(), directory.LinkPassword, token, "")
	return here && err == nil
}

// TestOwnerLetters: whatever changes how somebody gets in leaves one letter, about another
// address to the one before, and what was not done leaves none.
func TestOwnerLetters(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		const before, after = "budi@salatiga.go.id ", "budi@dinkes.example.id "
		admin := directory.By{Actor: "pengelola"}
		told := func(what string, want ...string) {
			w.Helper()
			if diff := cmp.Diff(want, w.letters()); diff != "" {
				w.Errorf("%s (-want +got):\n%s", what, diff)
			}
		}
		w.must(w.SetPassword(ctx, "budi", good+" satu", admin))
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: before[:len(before)-1]}, admin))
		told("there was no address")
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: before[:len(before)-1], NIP: "198001012005011001"}, admin))
		told("another number")
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: after[:len(after)-1]}, admin))
		told("another address", before+"contact-changed by pengelola")
		w.must(w.SetPassword(ctx, "budi", good, directory.By{}))
		link, err := w.RequestLink(ctx, directory.LinkPassword, "budi", "", home)
		w.must(err)
		w.must(w.UsePasswordLink(ctx, link.Token, good, directory.Asked{Mark: link.Mark}, home))
		told("passwords", after+"password-changed", after+"password-changed")
		_, _ = w.withTOTP()
		_, err = w.RenewRecoveryCodes(ctx, "budi", directory.By{})
		w.must(err)
		w.must(w.RemoveTOTP(ctx, "budi", directory.By{}))
		w.must(w.LinkIdentity(ctx, "budi", "https://akun.example.id", "a", admin))
		w.refused(w.LinkIdentity(ctx, "budi", "https://akun.example.id", "", admin), alur.CodeInvalidData)
		w.must(w.UnlinkIdentity(ctx, "budi", "https://akun.example.id", "a", directory.By{}))
		w.must(w.ResetFactors(ctx, "budi", admin))
		told("factors", after+"second-factor-added", after+"recovery-codes-made", after+"second-factor-removed",
			after+"identity-linked by pengelola", after+"identity-unlinked", after+"second-factor-removed by pengelola")
		told("once")
		w.must(w.SetContact(ctx, "budi", directory.Contact{}, directory.By{}))
		told("an address taken away", after+"contact-changed")
	})
}

// TestKeyedCodes: recovery codes from before go on working, become slow, and fall when the
// key that checks them does.
func TestKeyedCodes(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withTOTP()
		w.must(w.PutKeyedCodes(ctx, "budi", "aaaa-bbbb-cccc", "dddd-eeee-ffff", "gggg-hhhh-jjjj"))
		try := func(code string) error {
			_, err := w.CompleteCode(ctx, w.begin(w.from("10.0.0.1", "")).Half, code, w.from("10.0.0.1", ""))
			return err
		}
		before := w.Evaluations()
		w.must(try("aaaa-bbbb-cccc"))
		if n := w.Evaluations() - before; n != 1 {
			w.Errorf("%d computations for a fast code and the password", n)
		}
		w.must(w.SlowRecoveryCodes(ctx))
		w.must(w.store.Read(ctx, func(tx *store.Tx) error {
			c, err := tx.RecoveryCodes(ctx, "budi")
			if len(c.Hashes) != 2 || !strings.HasPrefix(c.Scheme, "hmac$argon2id$v=19$") {
				w.Errorf("kept: %+v", c)
			}
			return err
		}))
		before = w.Evaluations()
		w.must(w.SlowRecoveryCodes(ctx)) // nothing is left to do
		w.must(try("dddd eeee ffff"))
		if n := w.Evaluations() - before; n != 2 {
			w.Errorf("%d computations for a code and the password", n)
		}
		w.refused(try("dddd eeee ffff"), alur.CodeOTPRequired)
		done, err := w.Reseal(ctx, slices.Repeat([]byte{8}, directory.KeySize))
		w.must(err)
		if done != (directory.Resealed{Secrets: 1, Codes: 1}) {
			w.Errorf("sealed again: %+v", done)
		}
		w.config.Key = slices.Repeat([]byte{8}, directory.KeySize)
		w.Directory = directory.New(w.config).Cheaply()
		w.must(w.CheckKey(ctx))
		w.refused(try("gggg-hhhh-jjjj"), alur.CodeOTPRequired)
	})
}

// TestReseal: every secret opens with the new key and with no other, whoever was
// interrupted goes on, and recovery codes stay.
func TestReseal(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		p, recovery := w.withTOTP()
		second := directory.NewUser{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}
		w.must(w.AddUser(ctx, second))
		offer, err := w.OfferTOTP("siti")
		w.must(err)
		_, err = w.AddTOTP(ctx, "siti", offer.Sealed, w.code(phone{offer.Secret}), directory.By{})
		w.must(err)
		old := w.config
		_, err = w.Reseal(ctx, []byte("short"))
		w.refused(err, alur.CodeInvalidData)
		next := slices.Repeat([]byte{9}, directory.KeySize)
		for i, want := range []int{2, 0} {
			done, err := w.Reseal(ctx, next)
			w.must(err)
			if done != (directory.Resealed{Secrets: want}) {
				w.Errorf("run %d: %+v", i, done)
			}
		}
		if err := directory.New(old).CheckKey(ctx); err == nil {
			w.Error("the old key opens what is sealed with the new one")
		}
		w.config.Key = next
		w.Directory = directory.New(w.config).Cheaply()
		home := w.from("10.0.0.1", "")
		_, err = w.CompleteCode(ctx, w.begin(home).Half, w.code(p), home)
		w.must(err)
		_, err = w.CompleteCode(ctx, w.begin(home).Half, recovery[0], home)
		w.must(err)
		// A third key opens nothing, and says of whom.
		w.config.Key = slices.Repeat([]byte{1}, directory.KeySize)
		_, err = directory.New(w.config).Reseal(ctx, slices.Repeat([]byte{2}, directory.KeySize))
		if alur.CodeOf(err) != alur.CodeInvalidData || !strings.Contains(fmt.Sprint(err), "budi") {
			w.Errorf("with a key of others: %v", err)
		}
	})
}

// TestRotationShutsOut: while keys are being changed, and afterwards, a server that still
// runs with the old key seals nothing that nobody could open, and none starts with it.
func TestRotationShutsOut(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.withTOTP()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: good}))
		enrol := func() error {
			offer, err := w.OfferTOTP("siti")
			w.must(err)
			_, err = w.AddTOTP(ctx, "siti", offer.Sealed, w.code(phone{offer.Secret}), directory.By{})
			return err
		}
		w.must(w.BeginRotation(ctx))
		if err := enrol(); !errors.Is(err, directory.ErrRotating) {
			w.Errorf("an app, while keys are being changed: %v", err)
		}
		if err := w.CheckKey(ctx); !errors.Is(err, directory.ErrRotating) {
			w.Errorf("a start, while keys are being changed: %v", err)
		}
		next := w.config
		next.Key = slices.Repeat([]byte{9}, directory.KeySize)
		if done, err := w.Reseal(ctx, next.Key); err != nil || done.Secrets != 1 {
			w.Errorf("taken up again: %+v, %v", done, err)
		}
		if err := enrol(); err == nil {
			w.Error("an app was sealed with a key that is gone")
		}
		if err := w.CheckKey(ctx); err == nil || errors.Is(err, directory.ErrRotating) {
			w.Errorf("a start with the key before: %v", err)
		}
		fresh := directory.New(next)
		w.must(fresh.CheckKey(ctx))
		if done, err := fresh.Reseal(ctx, next.Key); err != nil || done.Secrets != 0 {
			w.Errorf("something was left: %+v, %v", done, err)
		}
	})
}

// TestBreached looks passwords up in a list as it is downloaded, of one line and of many.
func TestBreached(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 3000 {
		lines = append(lines, fmt.Sprintf("%s:%d", directory.SHA1(fmt.Sprintf("bocor ke-%d", i)), i*i+1))
	}
	slices.Sort(lines)
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "bocor.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, text := range map[string]string{
		"as downloaded": strings.Join(lines, "\r\n") + "\r\n", "without an end": strings.Join(lines, "\n"),
		"small letters": strings.ToLower(strings.Join(lines, "\n")) + "\n",
	} {
		b, err := directory.OpenBreached(write(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range 3000 {
			if found, err := b.Has(fmt.Sprintf("bocor ke-%d", i)); err != nil || !found {
				t.Fatalf("%s: password %d: %v %v", name, i, found, err)
			}
		}
		for i := range 300 {
			if found, err := b.Has(fmt.Sprintf("aman ke-%d", i)); err != nil || found {
				t.Fatalf("%s: another password: %v %v", name, found, err)
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	one, err := directory.OpenBreached(write(directory.SHA1("satu saja") + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := one.Has("satu saja"); err != nil || !found {
		t.Errorf("of one line: %v %v", found, err)
	}
	d := directory.New(directory.Config{Breached: one})
	for password, want := range map[string]string{"satu saja": "too-short", "satu saja dua tiga": ""} {
		if got := d.PasswordFault(password); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
	long, err := directory.OpenBreached(write(directory.SHA1("kuda hijau terbang") + ":7\n"))
	if err != nil {
		t.Fatal(err)
	}
	d = directory.New(directory.Config{Breached: long})
	if got := d.PasswordFault("kuda hijau terbang"); got != "breached" {
		t.Errorf("a breached password: %q", got)
	}
	if err := long.Close(); err != nil {
		t.Fatal(err)
	}
	if got := d.PasswordFault("kuda hijau terbang"); got != "unchecked" {
		t.Errorf("with a list that is gone: %q", got)
	}
	backwards := slices.Clone(lines)
	slices.Reverse(backwards)
	for name, text := range map[string]string{"empty": "", "words": "kuda\nhijau\n", "out of order": strings.Join(backwards, "\n")} {
		if _, err := directory.OpenBreached(write(text)); err == nil {
			t.Errorf("opened a list that is %s", name)
		}
	}
}
