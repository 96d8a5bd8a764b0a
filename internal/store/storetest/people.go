package storetest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func agencies(s *suite) {
	ict := alur.Agency{ID: "diskominfo", Name: "Dinas Komunikasi dan Informatika", ShortName: "Diskominfo", Kind: alur.AgencyICT, Active: true}
	gone := alur.Agency{ID: "kantor-lama", Name: "Kantor Lama", Kind: alur.AgencyOffice, Unconfirmed: true}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.ICTAgency(ctx)
		s.refused(err, alur.CodeNotFound)
		return nil
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAgency(ctx, ict))
		return tx.InsertAgency(ctx, gone)
	})
	second := alur.Agency{ID: "dinas-digital", Name: "Dinas Digital", Kind: alur.AgencyICT, Active: true}
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertAgency(ctx, second) }), alur.CodeConflict)
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertAgency(ctx, ict) }), alur.CodeConflict)
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAgency(ctx, second) }), alur.CodeNotFound)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.ICTAgency(ctx)
		s.must(err)
		if diff := cmp.Diff(ict, got); diff != "" {
			s.Errorf("the ICT agency (-want +got):\n%s", diff)
		}
		found, err := tx.Agencies(ctx, []alur.AgencyID{"diskominfo", "kantor-lama", "nowhere", "diskominfo"})
		s.must(err)
		if diff := cmp.Diff(map[alur.AgencyID]alur.Agency{ict.ID: ict, gone.ID: gone}, found); diff != "" {
			s.Errorf("by id (-want +got):\n%s", diff)
		}
		none, err := tx.Agencies(ctx, nil)
		s.must(err)
		if len(none) != 0 {
			s.Errorf("none asked, %d found", len(none))
		}
		return nil
	})
	find := func(q store.AgencyQuery) (ids []alur.AgencyID) {
		q.Limit = 2
		s.read(func(ctx context.Context, tx *store.Tx) error {
			for {
				page, err := tx.FindAgencies(ctx, q)
				s.must(err)
				for _, a := range page {
					ids = append(ids, a.ID)
				}
				if len(page) < q.Limit {
					return nil
				}
				last := store.PlaceOf(page[1].Name, string(page[1].ID))
				q.After = &last
			}
		})
		return ids
	}
	for _, c := range []struct {
		q    store.AgencyQuery
		want []alur.AgencyID
	}{
		{store.AgencyQuery{}, []alur.AgencyID{"dinas-kesehatan", "diskominfo", "dinas-pendidikan", "kantor-lama"}},
		{store.AgencyQuery{ActiveOnly: true, Kind: alur.AgencyOffice}, []alur.AgencyID{"dinas-kesehatan", "dinas-pendidikan"}},
		{store.AgencyQuery{Words: "kom din"}, []alur.AgencyID{"diskominfo"}},
		{store.AgencyQuery{Words: "DISK"}, []alur.AgencyID{"diskominfo"}},
		{store.AgencyQuery{Words: "%"}, nil},
		{store.AgencyQuery{Words: " "}, []alur.AgencyID{"dinas-kesehatan", "diskominfo", "dinas-pendidikan", "kantor-lama"}},
	} {
		if got := find(c.q); !slices.Equal(c.want, got) {
			s.Errorf("%+v finds %v, want %v", c.q, got, c.want)
		}
	}
	ict.Active = false
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.SaveAgency(ctx, ict))
		return tx.InsertAgency(ctx, second)
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.ICTAgency(ctx)
		if got.ID != second.ID {
			s.Errorf("the ICT agency is %s", got.ID)
		}
		return err
	})
}

func (s *suite) account(username string) store.AccountRow {
	return store.AccountRow{
		User: alur.User{
			Username: username, Name: "Nama " + username, Agency: "dinas-kesehatan", AgencyName: "Dinas Kesehatan", AgencyKind: alur.AgencyOffice,
			Roles: []alur.Role{alur.RoleRequester, alur.RoleMember}, Active: true,
		},
		Password: "$argon2id$…", CreatedAt: s.now, UpdatedAt: s.now,
	}
}

func accounts(s *suite) {
	budi, siti := s.account("budi"), s.account("siti")
	siti.Roles, siti.Active, siti.Agency, siti.AgencyName = []alur.Role{alur.RoleAdmin}, false, "dinas-pendidikan", "Dinas Pendidikan"
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, budi))
		return tx.InsertAccount(ctx, siti)
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertAccount(ctx, budi) }), alur.CodeConflict)
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAccount(ctx, s.account("nobody")) }), alur.CodeNotFound)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Account(ctx, "budi")
		s.must(err)
		if diff := cmp.Diff(budi, got); diff != "" {
			s.Errorf("account (-want +got):\n%s", diff)
		}
		_, err = tx.Account(ctx, "nobody")
		s.refused(err, alur.CodeNotFound)
		_, err = tx.LockAccount(ctx, "nobody")
		s.refused(err, alur.CodeNotFound)
		n, err := tx.CountActive(ctx, alur.RoleAdmin)
		s.must(err)
		if n != 0 {
			s.Error("a disabled admin counts")
		}
		siti.Active, siti.Name, siti.Password = true, "Nur Siti", "$other"
		s.must(tx.SaveAccount(ctx, siti))
		got, err = tx.LockAccount(ctx, "siti")
		s.must(err)
		if diff := cmp.Diff(siti, got); diff != "" {
			s.Errorf("saved account (-want +got):\n%s", diff)
		}
		n, err = tx.CountActive(ctx, alur.RoleAdmin)
		s.must(err)
		if n != 1 {
			s.Error("an active admin does not count")
		}
		users, err := tx.Users(ctx, []string{"budi", "siti", "nobody"})
		s.must(err)
		if diff := cmp.Diff(map[string]alur.User{"budi": budi.User, "siti": siti.User}, users); diff != "" {
			s.Errorf("users (-want +got):\n%s", diff)
		}
		return nil
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for i := range 30 {
			s.must(tx.InsertAccount(ctx, s.account(fmt.Sprintf("orang-%02d", i))))
		}
		return nil
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		many := make([]string, 0, 700)
		for i := range 700 {
			many = append(many, fmt.Sprintf("orang-%02d", i))
		}
		users, err := tx.Users(ctx, many)
		s.must(err)
		if len(users) != 30 {
			s.Errorf("%d users of 700 names", len(users))
		}
		for _, c := range []struct {
			q    store.UserQuery
			want int
		}{
			{store.UserQuery{}, 32},
			{store.UserQuery{Agency: "dinas-pendidikan"}, 1},
			{store.UserQuery{Agency: "\x00"}, 0},
			{store.UserQuery{Role: alur.RoleAdmin}, 1},
			{store.UserQuery{Words: "orang 1"}, 10},
			{store.UserQuery{Words: "nur"}, 1},
			{store.UserQuery{Words: "...", ActiveOnly: true}, 0},
		} {
			c.q.Limit = 7
			var got []string
			for {
				page, err := tx.FindUsers(ctx, c.q)
				s.must(err)
				for _, u := range page {
					got = append(got, u.Username)
				}
				if len(page) < c.q.Limit {
					break
				}
				last := store.PlaceOf(page[6].Name, page[6].Username)
				c.q.After = &last
			}
			if slices.Sort(got); len(slices.Compact(got)) != c.want {
				s.Errorf("%+v: %d", c.q, len(got))
			}
		}
		return nil
	})
}

func (s *suite) session(id, username string) store.SessionRow {
	h := sha256.Sum256([]byte(id))
	return store.SessionRow{
		ID: id, Hash: h[:], Kind: "session", Username: username, Name: "Firefox", Address: "10.0.0.1", Method: "password+totp", Device: h[:],
		CreatedAt: s.now, ConfirmedAt: s.now, SeenAt: s.now, ExpiresAt: s.now.Add(time.Hour),
	}
}

func sessions(s *suite) {
	budi := s.account("budi")
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, budi))
		for _, id := range []string{"a", "b", "c"} {
			s.must(tx.InsertSession(ctx, s.session(id, "budi")))
		}
		return nil
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		want := s.session("a", "budi")
		got, user, err := tx.Session(ctx, want.Hash)
		s.must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("session (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(budi.User, user); diff != "" {
			s.Errorf("user (-want +got):\n%s", diff)
		}
		_, _, err = tx.Session(ctx, []byte("none"))
		s.refused(err, alur.CodeNotFound)

		want.SeenAt, want.ConfirmedAt = s.now.Add(time.Minute), s.now.Add(2*time.Minute)
		s.must(tx.TouchSession(ctx, "a", want.SeenAt))
		s.must(tx.TouchSession(ctx, "a", s.now)) // time only goes on
		s.must(tx.ConfirmSession(ctx, "a", want.ConfirmedAt))
		got, _, err = tx.Session(ctx, want.Hash)
		s.must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("touched session (-want +got):\n%s", diff)
		}
		for _, want := range []string{"budi", ""} {
			whose, err := tx.EndSession(ctx, "b")
			s.must(err)
			if whose != want {
				s.Errorf("the session ended was that of %q, want %q", whose, want)
			}
		}
		left, err := tx.Sessions(ctx, "budi")
		s.must(err)
		if len(left) != 2 {
			s.Errorf("%d sessions", len(left))
		}
		n, err := tx.DeleteSessions(ctx, "budi", "a")
		s.must(err)
		if n != 1 {
			s.Errorf("%d ended", n)
		}
		_, _, err = tx.Session(ctx, want.Hash)
		return err
	})
}

func failures(s *suite) {
	s.read(func(ctx context.Context, tx *store.Tx) error {
		at, err := tx.Failures(ctx, "account:budi")
		if len(at) != 0 {
			s.Errorf("%v", at)
		}
		return err
	})
	done := make(chan error)
	const n = 20
	for i := range n {
		go func() {
			done <- s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
				at, err := tx.LockFailures(ctx, "account:budi", s.now)
				if err != nil {
					return err
				}
				return tx.SaveFailures(ctx, "account:budi", append(at, s.now.Add(time.Duration(i)*time.Microsecond)))
			})
		}()
	}
	for range n {
		s.must(<-done)
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		at, err := tx.Failures(ctx, "account:budi")
		if len(at) != n {
			s.Errorf("%d failures were counted of %d", len(at), n)
		}
		return err
	})
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveFailures(ctx, "address:x", nil) }) == nil {
		s.Error("failures were saved without a lock")
	}
}

func setupLinks(s *suite) {
	one, two := []byte("one"), []byte("two")
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.ReplaceSetupLink(ctx, one, s.now.Add(time.Hour)))
		s.must(tx.SetupLink(ctx, one, s.now))
		s.must(tx.ReplaceSetupLink(ctx, two, s.now.Add(time.Hour)))
		s.refused(tx.SetupLink(ctx, one, s.now), alur.CodeNotFound)
		s.refused(tx.TakeSetupLink(ctx, one, s.now), alur.CodeNotFound)
		s.refused(tx.TakeSetupLink(ctx, two, s.now.Add(time.Hour)), alur.CodeNotFound)
		s.must(tx.TakeSetupLink(ctx, two, s.now))
		s.refused(tx.TakeSetupLink(ctx, two, s.now), alur.CodeNotFound)
		return nil
	})
}

func sweep(s *suite) {
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		old := s.session("old", "budi")
		old.ExpiresAt = s.now
		s.must(tx.InsertSession(ctx, old))
		s.must(tx.InsertSession(ctx, s.session("new", "budi")))
		for key, at := range map[string]time.Time{"old": s.now.Add(-24 * time.Hour), "new": s.now.Add(-23 * time.Hour)} {
			_, err := tx.ClaimKey(ctx, "budi", key, "f", at)
			s.must(err)
			s.must(tx.KeepAnswer(ctx, "budi", key, store.Answer{Status: 200}))
			_, err = tx.LockFailures(ctx, "account:"+key, at)
			s.must(err)
			s.must(tx.SaveFailures(ctx, "account:"+key, []time.Time{at}))
		}
		return nil
	})
	s.must(s.store.Sweep(s.Context()))
	s.write(func(ctx context.Context, tx *store.Tx) error {
		left, err := tx.Sessions(ctx, "budi")
		s.must(err)
		if len(left) != 1 || left[0].ID != "new" {
			s.Errorf("sessions left: %+v", left)
		}
		for key, want := range map[string]int{"old": 0, "new": 1} {
			at, err := tx.Failures(ctx, "account:"+key)
			s.must(err)
			if len(at) != want {
				s.Errorf("%s: %d failures left", key, len(at))
			}
		}
		a, err := tx.ClaimKey(ctx, "budi", "new", "f", s.now)
		s.must(err)
		if a == nil {
			s.Error("a young key was swept")
		}
		return nil
	})
}
