package directory_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// officials adds the people of an ICT agency to the world.
func (w *world) officials() {
	w.Helper()
	ict, err := w.ICT(w.Context())
	w.must(err)
	for name, roles := range map[string][]alur.Role{
		"kadis": {alur.RoleHead}, "sekdis": {alur.RoleReviewer}, "staf": {alur.RoleMember}, "adit": {alur.RoleAdmin},
	} {
		w.must(w.AddUser(w.Context(), directory.NewUser{Username: name, Name: strings.ToUpper(name), Agency: ict.ID, Roles: roles, Password: good}))
	}
}

func (w *world) offices(username string) []alur.StandIn {
	w.Helper()
	users, err := w.Users(w.Context(), []string{username})
	w.must(err)
	return users[username].StandsIn
}

// TestUserChangesAreRecorded proves that the security log says who gave whom which role.
func TestUserChangesAreRecorded(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		ict, err := w.ICT(ctx)
		w.must(err)
		admin := directory.By{Actor: "adit", Address: "10.0.0.9"}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "baru", Name: "Baru", Agency: ict.ID, Roles: []alur.Role{alur.RoleMember}, Password: good, By: admin}))
		u := alur.User{Username: "baru", Name: "Baru", Agency: ict.ID, Roles: []alur.Role{alur.RoleMember}}
		w.must(w.ChangeUser(ctx, u, admin))
		u.Roles = []alur.Role{alur.RoleHead, alur.RoleReviewer}
		w.must(w.ChangeUser(ctx, u, admin))
		u.Roles = []alur.Role{alur.RoleReviewer, alur.RoleHead}
		w.must(w.ChangeUser(ctx, u, admin))
		u.Name, u.Agency, u.Roles = "Baru Sekali", "dinas-kesehatan", []alur.Role{alur.RoleRequester}
		w.must(w.ChangeUser(ctx, u, admin))
		u.Roles = []alur.Role{alur.RoleHead}
		w.refused(w.ChangeUser(ctx, u, admin), alur.CodeInvalidData)
		var got []string
		w.must(w.store.Read(ctx, func(tx *store.Tx) error {
			rows, err := tx.SecurityEvents(ctx, store.SecurityQuery{Username: "baru", Limit: 20})
			for _, e := range rows {
				got = append(got, e.Kind+": "+e.Detail+" ("+e.Actor+")")
			}
			return err
		}))
		want := []string{
			"roles-changed: reviewer head > requester (adit)", "agency-changed: " + string(ict.ID) + " > dinas-kesehatan (adit)",
			"name-changed:  (adit)", "alert: grant #2 member > reviewer head (adit)", "roles-changed: member > reviewer head (adit)", "user-added: " + string(ict.ID) + " member (adit)",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestStandIn(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		admin := directory.By{Actor: "adit", Address: "10.0.0.9"}
		id, err := w.AddStandIn(ctx, directory.NewStandIn{Username: "staf", Absent: "kadis", Kind: alur.StandInDaily, From: "2026-11-24", Until: "2026-11-25", Basis: " SPT 800/7/2026 "}, admin)
		w.must(err)
		if got := w.offices("staf"); got != nil {
			t.Errorf("before the first day: %+v", got)
		}
		w.clock.Pass(14 * time.Hour) // midnight in Jakarta
		want := []alur.StandIn{{Kind: alur.StandInDaily, For: "kadis", Name: "KADIS", Roles: []alur.Role{alur.RoleHead}}}
		if diff := cmp.Diff(want, w.offices("staf")); diff != "" {
			t.Errorf("on the first day (-want +got):\n%s", diff)
		}
		w.clock.Pass(48*time.Hour - time.Second)
		if diff := cmp.Diff(want, w.offices("staf")); diff != "" {
			t.Errorf("on the last day (-want +got):\n%s", diff)
		}
		w.clock.Pass(time.Second)
		if got := w.offices("staf"); got != nil {
			t.Errorf("after the last day: %+v", got)
		}
		w.refused(w.EndStandIn(ctx, id, admin), alur.CodeNotFound)

		id, err = w.AddStandIn(ctx, directory.NewStandIn{Username: "sekdis", Absent: "kadis", Kind: alur.StandInActing, From: "2026-11-26", Until: "2027-02-25"}, admin)
		w.must(err)
		w.must(w.SetActive(ctx, "kadis", false, admin))
		if got := w.offices("sekdis"); len(got) != 1 {
			t.Errorf("acting head of a vacant office: %+v", got)
		}
		secret, _, err := w.signIn("sekdis", good, "10.0.0.2", directory.KindSession)
		w.must(err)
		w.must(w.EndStandIn(ctx, id, admin))
		s, err := w.Authenticate(ctx, directory.KindSession, secret)
		w.must(err)
		if s.User.Has(alur.RoleHead) {
			t.Error("ended, and still a head in the session that was open")
		}
		list, err := w.StandIns(ctx, directory.StandInQuery{Person: "kadis"})
		w.must(err)
		var got []string
		for _, p := range list {
			got = append(got, p.User.Username+" "+string(p.Kind)+" "+p.Basis)
		}
		if diff := cmp.Diff([]string{"staf plh SPT 800/7/2026"}, got); diff != "" {
			t.Errorf("periods of the head, without the one that ended as it began (-want +got):\n%s", diff)
		}
		if n, wrong, err := w.VerifySecurityLog(ctx); n == 0 || wrong != "" || err != nil {
			t.Errorf("security log: %d entries, %s, %v", n, wrong, err)
		}
	})
}

func TestStandInRefused(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "gone", Name: "Gone", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester}, Password: good}))
		w.must(w.SetActive(ctx, "gone", false, directory.By{}))
		fine := directory.NewStandIn{Username: "staf", Absent: "kadis", Kind: alur.StandInLeave, From: "2026-11-23", Until: "2026-11-23"}
		for _, c := range []struct {
			name   string
			change func(*directory.NewStandIn)
			want   string
		}{
			{"nothing", func(n *directory.NewStandIn) { *n = directory.NewStandIn{} }, "kind required, from required, until required, absent required, username required"},
			{"nonsense", func(n *directory.NewStandIn) {
				*n = directory.NewStandIn{Username: "x", Absent: "y", Kind: "raja", From: "24/11/2026", Until: "2026-02-30", Basis: "a\nb"}
			}, "kind unknown, basis bad-characters, from bad-date, until bad-date, absent unknown, username unknown"},
			{"over", func(n *directory.NewStandIn) { n.From, n.Until = "2026-11-20", "2026-11-22" }, "until past-date"},
			{"backwards", func(n *directory.NewStandIn) { n.From = "2026-11-24" }, "until before-start"},
			{"for ever", func(n *directory.NewStandIn) { n.Until = "2028-01-01" }, "until too-long"},
			{"himself", func(n *directory.NewStandIn) { n.Username = "kadis" }, "username same-person"},
			{"of another agency", func(n *directory.NewStandIn) { n.Username = "budi" }, "username wrong-agency"},
			{"an administrator", func(n *directory.NewStandIn) { n.Username = "adit" }, "username wrong-role"},
			{"in no office", func(n *directory.NewStandIn) { n.Absent = "staf"; n.Username = "sekdis" }, "absent no-office"},
			{"for one who is gone", func(n *directory.NewStandIn) { n.Absent = "gone"; n.Username = "budi" }, "absent inactive"},
			{"by one who is gone", func(n *directory.NewStandIn) { n.Absent = "budi"; n.Username = "gone" }, "username inactive"},
		} {
			n := fine
			c.change(&n)
			_, err := w.AddStandIn(ctx, n, directory.By{Actor: "adit"})
			w.invalid(c.name, err, c.want)
		}
		if list, err := w.StandIns(ctx, directory.StandInQuery{}); len(list) != 0 || err != nil {
			t.Errorf("stored %+v, %v", list, err)
		}
	})
}
