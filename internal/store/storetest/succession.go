package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func succession(s *suite) {
	// One request for each way in which somebody can have something, one that has ended,
	// and one of others.
	team, claimed, attends, forming, ended, others := s.request(), s.request(), s.request(), s.request(), s.request(), s.request()
	plain := []string{"agency:" + string(team.Agency)}
	all := []*store.RequestRow{&team, &claimed, &attends, &forming, &ended, &others}
	for i, r := range all {
		r.ID = alur.RequestID("abcdef"[i:i+1]) + r.ID[1:]
		r.Access, r.Status, r.Stage = plain, alur.StatusOpen, "verifikasi"
	}
	team.Access, ended.Access, others.Access = append([]string{"user:x.sari"}, plain...), append([]string{"user:x.sari"}, plain...), append([]string{"user:x.rino"}, plain...)
	ended.Status, forming.Stage = alur.StatusStopped, "pembentukan-tim"
	s.insert(team, claimed, attends, forming, ended, others)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, name := range []string{"x.sari", "x.rino"} {
			u := alur.User{Username: name, Name: "Orang " + name, Agency: team.Agency, Roles: []alur.Role{alur.RoleMember}, Active: name == "x.rino"}
			s.must(tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-", CreatedAt: s.now, UpdatedAt: s.now}))
		}
		s.must(tx.PutClaim(ctx, store.ClaimRow{Request: claimed.ID, Party: "kominfo", By: "x.sari", At: s.now}))
		meeting := func(r store.RequestRow, at time.Time) {
			s.must(tx.PutMeetings(ctx, r.ID, []store.MeetingRow{{
				ID: string(r.ID) + ".presentasi.jadwal", Request: r.ID, Stage: "presentasi", Item: "jadwal", StartsAt: at, Attendees: []string{"x.rino", "x.sari"}, Seq: 1, Access: plain,
			}}))
		}
		meeting(attends, s.now.Add(time.Hour))
		meeting(others, s.now.Add(-time.Hour))
		return nil
	})
	open := func(name string, stages []alur.StageID, want ...alur.RequestID) {
		s.Helper()
		var got []alur.RequestID
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.OpenRequestsOf(ctx, name, s.now, stages)
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("open of %s (-want +got):\n%s", name, diff)
		}
	}
	open("x.sari", nil, team.ID, claimed.ID, attends.ID)
	open("x.sari", []alur.StageID{"pembentukan-tim"}, team.ID, claimed.ID, attends.ID, forming.ID)
	open("x.rino", nil, attends.ID, others.ID)
	open("bad\x00name", nil)

	var vacant []store.VacantSeat
	s.read(func(ctx context.Context, tx *store.Tx) (err error) {
		vacant, err = tx.VacantSeats(ctx, 10)
		return err
	})
	if diff := cmp.Diff([]store.VacantSeat{{Request: team.ID, Number: team.Number, Title: team.Title, Name: "Orang x.sari"}}, vacant); diff != "" {
		s.Errorf("vacant seats (-want +got):\n%s", diff)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		active, err := tx.LockActive(ctx, []string{"x.sari", "x.rino", "nobody", "bad\x00name"})
		s.must(err)
		if diff := cmp.Diff(map[string]bool{"x.rino": true}, active); diff != "" {
			s.Errorf("active (-want +got):\n%s", diff)
		}
		return tx.DropClaimsBy(ctx, "x.sari")
	})
	open("x.sari", nil, team.ID, attends.ID)
}

func letterheads(s *suite) {
	id := s.request().Agency
	read := func(id alur.AgencyID) (l alur.Letterhead, sum string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			if l, err = tx.Letterhead(ctx, id); err == nil {
				sum, err = tx.LogoSum(ctx, id)
			}
			return err
		})
		return l, sum
	}
	for _, none := range []alur.AgencyID{id, "nowhere", "bad\x00id"} {
		if l, sum := read(none); l != (alur.Letterhead{}) || sum != "" {
			s.Errorf("%q has %v %q", none, l, sum)
		}
	}
	full := alur.Letterhead{
		Government: "PEMERINTAH KOTA CONTOH", NameLine: "DINAS CONTOH", Address: "Jalan Contoh 1", Phone: "0298 1", Fax: "0298 2", Email: "a@contoh.example",
		Web: "contoh.example", City: "Contoh", HeadTitle: "Kepala", HeadName: "Orang Contoh", HeadNIP: "198501012010011001",
	}
	logo := store.LogoRow{SHA256: "ab", Width: 3, Height: 2, PNG: []byte("\x89PNG\x00")}
	for _, l := range []alur.Letterhead{{City: "Lama"}, full} {
		s.write(func(ctx context.Context, tx *store.Tx) error {
			s.must(tx.PutLogo(ctx, id, logo))
			return tx.PutLetterhead(ctx, id, l)
		})
	}
	if l, sum := read(id); l != full || sum != "ab" {
		s.Errorf("read %v %q", l, sum)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Logo(ctx, id)
		s.must(err)
		if diff := cmp.Diff(logo, got); diff != "" {
			s.Errorf("logo (-want +got):\n%s", diff)
		}
		s.must(tx.DeleteLogo(ctx, id))
		if _, err := tx.Logo(ctx, id); alur.CodeOf(err) != alur.CodeNotFound {
			s.Errorf("a logo that was taken away: %v", err)
		}
		return tx.DeleteLogo(ctx, id)
	})
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.PutLetterhead(ctx, "nowhere", full) }) == nil {
		s.Error("a letterhead of no agency was stored")
	}
	// Days restrict what is found, and stay as they were written.
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAgency(ctx, alur.Agency{ID: "kop-lama", Name: "Zzz Kop lama", Kind: alur.AgencyOffice, Active: true, Until: "2026-11-22", Successor: id}))
		return tx.InsertAgency(ctx, alur.Agency{ID: "kop-baru", Name: "Zzz Kop baru", Kind: alur.AgencyOffice, Active: true, From: "2026-11-23"})
	})
	for day, want := range map[string][]alur.AgencyID{"": {"kop-baru", "kop-lama"}, "2026-11-22": {"kop-lama"}, "2026-11-23": {"kop-baru"}} {
		var got []alur.AgencyID
		s.read(func(ctx context.Context, tx *store.Tx) error {
			found, err := tx.FindAgencies(ctx, store.AgencyQuery{Words: "kop", Day: day, Limit: 10})
			for _, a := range found {
				got = append(got, a.ID)
			}
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("on %q (-want +got):\n%s", day, diff)
		}
	}
}
