package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// TestEnding ends an account with everything that it has open, and nothing of it when the
// last look refuses.
func TestEnding(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		admin := directory.By{Actor: "adit", Address: "10.0.0.9"}
		w.must(w.store.Write(ctx, func(tx *store.Tx) error {
			u := alur.User{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}, Active: true}
			return tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-", CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now()})
		}))
		for _, n := range []directory.NewStandIn{
			{Username: "budi", Absent: "siti", Kind: alur.StandInLeave, From: "2026-11-23", Until: "2026-12-23"},
			{Username: "siti", Absent: "budi", Kind: alur.StandInDaily, From: "2026-12-01", Until: "2026-12-23"},
			{Username: "siti", Absent: "budi", Kind: alur.StandInActing, From: "2026-11-23", Until: "2026-12-23"},
		} {
			_, err := w.AddStandIn(ctx, n, admin)
			w.must(err)
		}
		secret, _ := w.enter(directory.KindSession)
		key, err := w.RenewCalendarKey(ctx, "budi")
		w.must(err)
		end := w.Ending(directory.Ended{Username: "budi", Successor: "siti"}, admin)

		settle := func(err error) func(context.Context, *store.Tx) error {
			return func(context.Context, *store.Tx) error { return err }
		}
		if err := end(ctx, settle(alur.Refuse(alur.CodeConflict))); alur.CodeOf(err) != alur.CodeConflict {
			t.Errorf("the refusal of the last look came back as %v", err)
		}
		_, err = w.Authenticate(ctx, directory.KindSession, secret)
		w.must(err)

		w.must(end(ctx, settle(nil)))
		_, err = w.Authenticate(ctx, directory.KindSession, secret)
		w.refused(err, alur.CodeUnauthenticated)
		_, err = w.CalendarKeySince(ctx, "budi")
		w.refused(err, alur.CodeNotFound)
		_, err = w.CalendarUser(ctx, key)
		w.refused(err, alur.CodeNotFound)
		if got := w.offices("siti"); len(got) != 1 || got[0].Kind != alur.StandInActing {
			t.Errorf("the vacant office is held by %v", got)
		}
		got := w.securityOf("budi")
		want := []string{"stand-in-ended: cuti siti (adit)", "active-changed: disabled (adit)", "tasks-handed-over: to siti (adit)"}
		if diff := cmp.Diff(want, got[:3]); diff != "" {
			t.Errorf("the log, newest first (-want +got):\n%s", diff)
		}
		if got := w.securityOf("siti"); !slices.Contains(got, "stand-in-ended: plh budi (adit)") {
			t.Errorf("the log of the colleague: %v", got)
		}
		// Once more only settles.
		settled := errors.New("settled")
		if err := end(ctx, settle(settled)); !errors.Is(err, settled) {
			t.Errorf("once more: %v", err)
		}
		w.refused(w.Ending(directory.Ended{Username: "nobody"}, admin)(ctx, settle(nil)), alur.CodeNotFound)
	})
}

// TestAgencyDetails proves what an organisation is on paper and since when, and that the
// security log says who changed it.
func TestAgencyDetails(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		admin := directory.By{Actor: "adit", Address: "10.0.0.9"}
		a, err := w.Agency(ctx, "dinas-kesehatan")
		w.must(err)
		w.must(w.AddAgency(ctx, alur.Agency{ID: "cv-maju", Name: "CV Maju", Kind: alur.AgencyVendor}, admin))
		for _, c := range []struct {
			name   string
			change func(*alur.Agency)
			want   string
		}{
			{"no day", func(a *alur.Agency) { a.From = "31-12-2026" }, "valid_from bad-date"},
			{"before it begins", func(a *alur.Agency) { a.From, a.Until = "2026-12-02", "2026-12-01" }, "valid_until before-start"},
			{"no successor", func(a *alur.Agency) { a.Successor = "nowhere" }, "successor unknown"},
			{"itself", func(a *alur.Agency) { a.Successor = a.ID }, "successor same-agency"},
			{"a vendor", func(a *alur.Agency) { a.Successor = "cv-maju" }, "successor wrong-kind"},
		} {
			x := a
			c.change(&x)
			w.invalid(c.name, w.ChangeAgency(ctx, x, admin), c.want)
		}
		closed := a
		closed.Until, closed.Successor = "2026-11-22", "dinas-sosial"
		w.must(w.ChangeAgency(ctx, closed, admin))
		w.must(w.ChangeAgency(ctx, closed, admin)) // changes nothing, and is not noted
		if !closed.Active || closed.OpenAt(w.clock.Now()) || !closed.Closed(w.clock.Now()) {
			t.Error("its last day is over, and it is still open")
		}
		found, _, err := w.FindAgencies(ctx, directory.AgencyQuery{Q: "dinas kesehatan"})
		w.must(err)
		if len(found) != 0 {
			t.Errorf("offered still: %v", found)
		}
		err = w.AddUser(ctx, directory.NewUser{Username: "x.y", Name: "X", Agency: a.ID, Roles: []alur.Role{alur.RoleMember}, Password: good})
		w.invalid("somebody new", err, "agency inactive")

		l := alur.Letterhead{Government: " PEMERINTAH  KOTA ", Email: "Dinkes@Contoh.example", City: "Contoh", HeadNIP: "19850101 201001 1 001"}
		w.must(w.SetLetterhead(ctx, a.ID, l, admin))
		w.must(w.SetLetterhead(ctx, a.ID, l, admin)) // likewise
		w.invalid("letterhead", w.SetLetterhead(ctx, a.ID, alur.Letterhead{Address: "a\x01", Email: "x"}, admin), "address bad-characters, email bad-characters")
		w.refused(w.SetLetterhead(ctx, "nowhere", l, admin), alur.CodeNotFound)
		w.must(w.SetLogo(ctx, a.ID, directory.Logo{PNG: []byte("x"), Width: 1, Height: 1}, admin))
		d, err := w.AgencyDetails(ctx, a.ID)
		w.must(err)
		want := directory.AgencyDetails{
			Agency:     closed,
			Letterhead: alur.Letterhead{Government: "PEMERINTAH KOTA", Email: "dinkes@contoh.example", City: "Contoh", HeadNIP: "198501012010011001"},
			Logo:       "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
		}
		if diff := cmp.Diff(want, d); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		w.must(w.SetLogo(ctx, a.ID, directory.Logo{}, admin))
		_, err = w.Logo(ctx, a.ID)
		w.refused(err, alur.CodeNotFound)
		if got, want := w.securityOf(""), []string{
			"agency-edited: dinas-kesehatan logo (adit)", "agency-edited: dinas-kesehatan logo (adit)", "agency-edited: dinas-kesehatan letterhead (adit)",
			"agency-edited: dinas-kesehatan valid_until successor (adit)", "agency-added: cv-maju vendor (adit)",
		}; !slices.Equal(want, got[:min(5, len(got))]) {
			t.Errorf("the log says %v", got)
		}
	})
}
