package directory_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// TestErase takes a person out of an account, and proves when that is refused and that
// nothing brings the account back.
func TestErase(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, admin := w.Context(), directory.By{Actor: "adit", Address: "10.0.0.9"}
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi.santosa@salatiga.go.id", NIP: "198501012010011001"}, admin))
		p, _ := w.withTOTP()
		e := w.begin(w.from("10.0.0.1", ""))
		_, err := w.CompleteCode(ctx, e.Half, w.code(p), w.from("10.0.0.1", ""))
		w.must(err)
		_, _, err = w.signIn("budi", "wrong", "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)

		erase := func(username, reason string) error {
			return w.Erase(ctx, directory.Erasure{Username: username, Name: "Pengguna terhapus", Reason: reason}, admin)
		}
		w.refused(erase("nobody", "Surat 800/12"), alur.CodeNotFound)
		w.invalid("no reason", erase("budi", " "), "reason required")
		w.invalid("a long reason", erase("budi", strings.Repeat("ü", 161)), "reason too-long")
		w.refused(erase("budi", "Surat 800/12"), alur.CodeConflict) // in use
		w.must(w.SetActive(ctx, "budi", false, admin))
		for _, told := range []string{"permintaan BUDI sendiri", "lihat budi.santosa@salatiga.go.id", "NIP 198501012010011001"} {
			w.invalid(told, erase("budi", told), "reason bad-characters")
		}
		if at, err := w.Erased(ctx, "budi"); err != nil || !at.IsZero() {
			w.Errorf("erased at %v before it was: %v", at, err)
		}
		w.must(erase("budi", "Surat 800/12"))

		if at, err := w.Erased(ctx, "budi"); err != nil || at != w.clock.Now() {
			w.Errorf("erased at %v: %v", at, err)
		}
		w.must(w.store.Read(ctx, func(tx *store.Tx) error {
			a, err := tx.Account(ctx, "budi")
			if a.Name != "Pengguna terhapus" || a.Email != "" || a.NIP != "" || a.Active {
				w.Errorf("the account: %+v", a)
			}
			return err
		}))
		if c, err := w.Contact(ctx, "budi"); err != nil || c != (directory.Contact{}) {
			w.Errorf("contact %+v %v", c, err)
		}
		if f, err := w.Factors(ctx, "budi"); err != nil || f.TOTP || f.Recovery != 0 {
			w.Errorf("factors %+v %v", f, err)
		}
		for _, login := range []string{"budi", "budi.santosa@salatiga.go.id", "198501012010011001"} {
			_, _, err := w.signIn(login, good, "10.0.0.2", directory.KindSession)
			w.refused(err, alur.CodeWrongCredentials)
		}
		for name, again := range map[string]error{
			"erase": erase("budi", "Surat 800/12"), "activate": w.SetActive(ctx, "budi", true, admin), "password": w.SetPassword(ctx, "budi", good, admin),
			"change":  w.ChangeUser(ctx, alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}}, admin),
			"contact": w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id"}, admin),
		} {
			if e, _ := errors.AsType[*alur.Error](again); e == nil || e.Code != alur.CodeConflict || e.Field != "erased" {
				w.Errorf("%s: %v", name, again)
			}
		}
		if kinds := w.kinds(); kinds[len(kinds)-1] != "person-erased Surat 800/12" && kinds[len(kinds)-1] != "sign-in-refused password" {
			w.Errorf("the security log ends with %q", kinds)
		}
	})
}

// TestPasswordAsTyped: a password is compared letter by letter as it was typed, blanks and
// capitals included, and however old it is.
func TestPasswordAsTyped(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const typed = "  Kuda Hijau Terbang é  "
		w.must(w.SetPassword(w.Context(), "budi", typed, directory.By{}))
		for _, other := range []string{strings.TrimSpace(typed), strings.ToLower(typed), strings.Replace(typed, "é", "e\u0301", 1)} {
			_, _, err := w.signIn("budi", other, "10.0.0.1", directory.KindSession)
			w.refused(err, alur.CodeWrongCredentials)
		}
		w.clock.Pass(3 * 365 * 24 * 60 * 60 * 1e9)
		_, _, err := w.signIn("budi", typed, "10.0.0.1", directory.KindSession)
		w.must(err)
	})
}
