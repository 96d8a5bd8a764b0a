package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// standIns holds whose offices a user has, and when.
func standIns(s *suite) {
	account := func(username string, agency alur.AgencyID, roles ...alur.Role) store.AccountRow {
		a := s.account(username)
		a.Agency, a.Roles = agency, roles
		return a
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, account("kadis", "dinas-kesehatan", alur.RoleHead, alur.RoleAdmin)))
		s.must(tx.InsertAccount(ctx, account("sekdis", "dinas-kesehatan", alur.RoleReviewer)))
		return tx.InsertAccount(ctx, account("lain", "dinas-pendidikan", alur.RoleRequester))
	})
	period := func(id, username, absent string, kind alur.StandInKind, from, to time.Duration) store.StandInRow {
		return store.StandInRow{
			ID: id, Username: username, Absent: absent, Kind: kind, Basis: "SPT 800/12/2026", StartsAt: s.now.Add(from), EndsAt: s.now.Add(to),
			CreatedAt: s.now, CreatedBy: "admin",
		}
	}
	put := func(rows ...store.StandInRow) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			for _, row := range rows {
				s.must(tx.PutStandIn(ctx, row))
			}
			return nil
		})
	}
	held := func(what, username string, want ...alur.StandIn) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			users, err := tx.Users(ctx, []string{"kadis", username, "nobody"})
			if diff := cmp.Diff(want, users[username].StandsIn); diff != "" {
				s.Errorf("%s (-want +got):\n%s", what, diff)
			}
			return err
		})
	}
	head := alur.StandIn{Kind: alur.StandInDaily, For: "kadis", Name: "Nama kadis", Roles: []alur.Role{alur.RoleHead}}
	held("nobody is away", "sekdis")
	now := period("1", "sekdis", "kadis", alur.StandInDaily, -time.Hour, time.Hour)
	put(now, period("2", "sekdis", "kadis", alur.StandInDaily, -3*time.Hour, -2*time.Hour), period("3", "sekdis", "kadis", alur.StandInLeave, 2*time.Hour, 3*time.Hour),
		period("4", "lain", "kadis", alur.StandInDaily, -time.Hour, time.Hour))
	held("the period that is on, the office alone", "sekdis", head)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Standings(ctx, []string{"sekdis", "kadis", "nobody"})
		if len(all) != 3 {
			s.Errorf("standings %+v", all)
		}
		for at, want := range map[time.Duration]alur.StandInKind{0: "plh", -150 * time.Minute: "plh", -90 * time.Minute: "", 150 * time.Minute: "cuti", time.Hour: "", 2 * time.Hour: "cuti"} {
			if got := all.Kind("sekdis", "kadis", s.now.Add(at)); got != want {
				s.Errorf("after %v: %q, want %q", at, got, want)
			}
		}
		if got := all.Kind("kadis", "sekdis", s.now); got != "" {
			s.Errorf("the other way round: %q", got)
		}
		return err
	})
	held("of another agency", "lain")
	list := func(what string, q store.StandInQuery, want ...string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			q.Limit = 10
			rows, err := tx.StandIns(ctx, q)
			var got []string
			for _, row := range rows {
				got = append(got, row.ID)
				if row.ID == "1" && row.EndsAt.After(s.now) {
					if diff := cmp.Diff(now, row); diff != "" {
						s.Errorf("stored (-want +got):\n%s", diff)
					}
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("%s (-want +got):\n%s", what, diff)
			}
			return err
		})
	}
	list("all", store.StandInQuery{}, "3", "1", "4", "2")
	list("of the agency that is on or to come", store.StandInQuery{Agency: "dinas-kesehatan", EndsBy: s.now}, "3", "1", "4")
	list("of a person", store.StandInQuery{Person: "lain"}, "4")
	list("of another agency", store.StandInQuery{Agency: "dinas-pendidikan"})

	s.read(func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.StandIn(ctx, "1")
		if diff := cmp.Diff(now, row); diff != "" {
			s.Errorf("one (-want +got):\n%s", diff)
		}
		s.must(err)
		_, err = tx.StandIn(ctx, "nothing")
		s.refused(err, alur.CodeNotFound)
		return nil
	})

	end := func(id string) error {
		return s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.EndStandIn(ctx, id, s.now) })
	}
	s.must(end("1"))
	held("ended early", "sekdis")
	s.must(end("3"))
	list("one that had not begun is as if it had never been", store.StandInQuery{Person: "sekdis"}, "1", "2")
	for _, id := range []string{"1", "2", "3", "nothing"} {
		if code := alur.CodeOf(end(id)); code != alur.CodeNotFound {
			s.Errorf("ended %s again: %v", id, code)
		}
	}

	put(period("5", "sekdis", "kadis", alur.StandInDaily, -2*time.Minute, time.Hour), period("6", "sekdis", "kadis", alur.StandInActing, -time.Minute, time.Hour))
	acting := head
	acting.Kind = alur.StandInActing
	held("two at once", "sekdis", head, acting)
	gone := account("kadis", "dinas-kesehatan", alur.RoleHead)
	gone.Active = false
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAccount(ctx, gone) })
	held("the office of one who is gone is vacant, and has an acting head", "sekdis", acting)
	gone.Roles = []alur.Role{alur.RoleMember}
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAccount(ctx, gone) })
	held("no office, nobody in it", "sekdis")
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.PutStandIn(ctx, period("7", "sekdis", "sekdis", alur.StandInDaily, 0, time.Hour))
	}) == nil {
		s.Error("stored that somebody stands in for himself")
	}
}
