package storetest

import (
	"context"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// managed holds what those who manage people are told of them.
func managed(s *suite) {
	here, invited, gone, machine := s.account("ani"), s.account("budi"), s.account("citra"), s.account("mesin")
	here.Roles, here.Email, here.NIP = []alur.Role{alur.RoleAdmin}, "ani@salatiga.go.id", "198001012005011001"
	invited.Password, invited.Roles = "", []alur.Role{alur.RoleAdmin}
	gone.Active, gone.Agency, gone.AgencyName = false, "dinas-pendidikan", "Dinas Pendidikan"
	machine.Service, machine.Password = true, ""
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, a := range []store.AccountRow{here, invited, gone, machine} {
			s.must(tx.InsertAccount(ctx, a))
		}
		s.must(tx.SetEntered(ctx, "ani", s.now))
		return tx.SetEntered(ctx, "nobody", s.now)
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Managed(ctx, "ani")
		s.must(err)
		want := store.ManagedRow{User: here.User, Email: here.Email, NIP: here.NIP, EnteredAt: s.now}
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("person (-want +got):\n%s", diff)
		}
		for _, name := range []string{"nobody", "\x00"} {
			_, err = tx.Managed(ctx, name)
			s.refused(err, alur.CodeNotFound)
		}
		if got, err := tx.Managed(ctx, "mesin"); err != nil || got.Invited {
			s.Errorf("a service is no invited person: %+v, %v", got, err)
		}
		for _, c := range []struct {
			q    store.UserQuery
			want []string
		}{
			{store.UserQuery{}, []string{"ani", "budi", "citra"}},
			{store.UserQuery{NotEntered: true}, []string{"budi"}},
			{store.UserQuery{Disabled: true}, []string{"citra"}},
			{store.UserQuery{Disabled: true, Agency: "dinas-kesehatan"}, nil},
			{store.UserQuery{Words: "nama b"}, []string{"budi"}},
			{store.UserQuery{Agency: "\x00"}, nil},
		} {
			n, err := tx.CountUsers(ctx, c.q)
			s.must(err)
			c.q.Limit = 10
			rows, err := tx.ManagedAll(ctx, c.q)
			s.must(err)
			var names []string
			for _, p := range rows {
				names = append(names, p.Username)
				if p.Invited != (p.Username == "budi") || p.EnteredAt.IsZero() != (p.Username != "ani") {
					s.Errorf("%+v", p)
				}
			}
			if !slices.Equal(c.want, names) || n != len(c.want) {
				s.Errorf("%+v finds %v, counts %d", c.q, names, n)
			}
		}
		// Whoever was invited and has no way in yet is no admin who could act.
		n, err := tx.CountActive(ctx, alur.RoleAdmin)
		if n != 1 {
			s.Errorf("%d admins", n)
		}
		return err
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertIdentity(ctx, store.IdentityRow{Issuer: "https://x.id", Subject: "1", Username: "budi", LinkedAt: s.now, LinkedBy: "ani"}))
		n, err := tx.CountActive(ctx, alur.RoleAdmin)
		if n != 2 {
			s.Errorf("%d admins, one by another system", n)
		}
		return err
	})
	leave := func(change func(*store.AccountRow)) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			a, err := tx.Account(ctx, "ani")
			s.must(err)
			change(&a)
			return tx.SaveAccount(ctx, a)
		})
	}
	admins := func(since time.Time, want int, names ...string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.CountAdmins(ctx, since)
			s.must(err)
			rows, err := tx.Administrators(ctx, since)
			var got []string
			for _, a := range rows {
				word := a.Username
				if a.Gone {
					word += " gone"
				}
				if a.Acts {
					word += " acts"
				}
				got = append(got, word)
			}
			if n != want || !slices.Equal(got, names) {
				s.Errorf("since %v: %d admins, %v, want %d, %v", since, n, got, want, names)
			}
			return err
		})
	}
	// Whoever is no administrator any more counts for a while.
	at := s.now.Add(time.Hour)
	admins(at, 2, "ani acts", "budi acts")
	leave(func(a *store.AccountRow) { a.Active, a.UpdatedAt = false, at })
	leave(func(a *store.AccountRow) { a.Name, a.UpdatedAt = "Ani", at.Add(time.Hour) })
	admins(at.Add(-time.Second), 2, "ani gone", "budi acts")
	admins(at, 1, "budi acts")
	leave(func(a *store.AccountRow) { a.Roles, a.UpdatedAt = []alur.Role{alur.RoleMember}, at.Add(2*time.Hour) })
	leave(func(a *store.AccountRow) { a.Active, a.UpdatedAt = true, at.Add(3*time.Hour) })
	admins(at, 1, "budi acts")
	s.read(func(ctx context.Context, tx *store.Tx) error {
		a, err := tx.Account(ctx, "ani")
		if !a.PrivilegedUntil.Equal(at.Add(2*time.Hour)) || !a.EnteredAt.Equal(s.now) {
			s.Errorf("privileged until %v, entered at %v", a.PrivilegedUntil, a.EnteredAt)
		}
		return err
	})
}

// proposals: a later one takes the place of an open one, and of those who decide one at
// once, one does.
func proposals(s *suite) {
	row := func(id, kind, username, by string) store.ProposalRow {
		return store.ProposalRow{
			ID: id, Kind: kind, Username: username, Was: "x", Detail: []byte(`{"a":"<&>"}`), Password: "$argon2id$…", State: store.ProposalOpen, ProposedBy: by,
			ProposedAt: s.now, ExpiresAt: s.now.Add(time.Hour),
		}
	}
	first := row("1", "password", "budi", "ani")
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.PutProposal(ctx, first))
		s.must(tx.PutProposal(ctx, row("2", "change", "budi", "ani")))
		s.must(tx.PutProposal(ctx, row("3", "password", "citra", "budi")))
		_, err := tx.Proposal(ctx, "nothing")
		s.refused(err, alur.CodeNotFound)
		got, err := tx.Proposal(ctx, "1")
		if diff := cmp.Diff(first, got); diff != "" {
			s.Errorf("proposal (-want +got):\n%s", diff)
		}
		return err
	})
	list := func(q store.ProposalQuery, want ...string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			q.Limit = 10
			rows, err := tx.Proposals(ctx, q)
			var got []string
			for _, p := range rows {
				got = append(got, p.ID)
			}
			if !slices.Equal(want, got) {
				s.Errorf("%+v finds %v, want %v", q, got, want)
			}
			return err
		})
	}
	list(store.ProposalQuery{}, "1", "2", "3")
	list(store.ProposalQuery{Username: "budi", Open: s.now}, "1", "2")
	list(store.ProposalQuery{Open: s.now.Add(time.Hour)})
	count := func(by string, want int) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.CountProposals(ctx, by, s.now)
			if n != want {
				s.Errorf("%d proposals wait for %s, want %d", n, by, want)
			}
			return err
		})
	}
	count("ani", 1)
	count("budi", 0)
	count("dewi", 3)

	later := row("4", "password", "budi", "dewi")
	later.ProposedAt = s.now.Add(time.Minute)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutProposal(ctx, later) })
	list(store.ProposalQuery{Username: "budi", Open: s.now}, "4", "2")
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Proposal(ctx, "1")
		if got.State != store.ProposalReplaced || got.Password != "" || got.DecidedBy != "dewi" || !got.DecidedAt.Equal(later.ProposedAt) {
			s.Errorf("replaced: %+v", got)
		}
		return err
	})

	const n = 10
	done := make(chan error)
	for range n {
		go func() {
			done <- s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
				return tx.DecideProposal(ctx, "4", store.ProposalConfirmed, "ani", s.now)
			})
		}()
	}
	won := 0
	for range n {
		if err := <-done; err == nil {
			won++
		} else {
			s.refused(err, alur.CodeConflict)
		}
	}
	if won != 1 {
		s.Errorf("%d decided one proposal", won)
	}
	for _, id := range []string{"1", "4", "nothing"} {
		s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
			return tx.DecideProposal(ctx, id, store.ProposalRefused, "ani", s.now)
		}), alur.CodeConflict)
	}
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.DecideProposal(ctx, "2", store.ProposalConfirmed, "ani", s.now.Add(time.Hour))
	}), alur.CodeConflict)

	// A password that nobody confirmed in time is forgotten, before the proposal is.
	late := row("5", "password", "citra", "ani")
	late.ProposedAt, late.ExpiresAt = s.now.Add(-time.Hour), s.now.Add(-time.Minute)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutProposal(ctx, late) })
	s.must(s.store.Sweep(s.Context()))
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Proposal(ctx, "5")
		if got.Password != "" || got.State != store.ProposalOpen {
			s.Errorf("after its time: %+v", got)
		}
		return err
	})
}
