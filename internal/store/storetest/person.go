package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// person holds what is found about somebody, that nothing of others is, and what is left
// of an account whose person was taken out of it.
func person(s *suite) {
	r := s.request()
	r.Number = "SI-2026-0001"
	s.insert(r)
	round := store.RoundRow{ID: string(r.ID) + ".s.i", Request: r.ID, Stage: "s", Item: "i", By: "budi", At: s.now, Slots: []store.SlotRow{{StartsAt: s.now, EndsAt: s.now.Add(time.Hour)}}}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		// Two names of which one stands for the other where LIKE is careless.
		for i, name := range []string{"budi", "bu_i"} {
			a := s.account(name)
			a.Email, a.NIP = name+"@salatiga.go.id", fmt.Sprint("19850101201001100", i)
			s.must(tx.InsertAccount(ctx, a))
			s.must(tx.InsertSession(ctx, s.session("s"+name, name)))
			_, err := tx.SeeDevice(ctx, store.DeviceRow{Username: name, Hash: hashOf(name), Name: "Firefox", Address: "10.0.0.1", SeenAt: s.now})
			s.must(err)
			s.must(tx.PutTOTP(ctx, store.TOTPRow{Username: name, Secret: []byte{1}, CreatedAt: s.now}))
			s.must(tx.ReplaceRecoveryCodes(ctx, name, store.RecoveryCodes{Scheme: "hmac", Hashes: [][]byte{hashOf("a" + name), hashOf("b" + name)}}))
			s.must(tx.InsertPasskey(ctx, store.PasskeyRow{ID: hashOf("k" + name), Username: name, Handle: []byte{1}, Name: "Kunci", Credential: []byte("{}"), CreatedAt: s.now}))
			s.must(tx.InsertIdentity(ctx, store.IdentityRow{Issuer: "https://idp.example", Subject: name, Username: name, LinkedAt: s.now, LinkedBy: "admin"}))
			s.must(tx.PutCalendarKey(ctx, name, hashOf("c"+name), s.now))
			s.must(tx.PutOneTime(ctx, store.OneTimeRow{Hash: hashOf("o" + name), Kind: "half", Username: name, CreatedAt: s.now, ExpiresAt: s.now.Add(time.Hour)}))
			for _, subject := range []string{"account:" + name, "factor-account:" + name, "device:" + name + ":00"} {
				_, err := tx.LockFailures(ctx, subject, s.now)
				s.must(err)
				s.must(tx.SaveFailures(ctx, subject, []time.Time{s.now}))
			}
			s.must(tx.PutComment(ctx, store.CommentRow{ID: alur.CommentID("k" + name), Request: r.ID, Seq: int64(10 + i), By: name, At: s.now, Text: "Pesan " + name, Audience: alur.AudienceAll}))
			s.must(tx.PutClaim(ctx, store.ClaimRow{Request: r.ID, Party: alur.PartyID(fmt.Sprint("p", i)), By: name, At: s.now}))
			s.must(tx.AppendSecurityEvent(ctx, store.SecurityEventRow{Seq: int64(i + 1), At: s.now, Kind: "signed-in", Username: name, Address: "10.0.0.1", Body: []byte("x"), Hash: fmt.Sprint(i)}))
			e := s.event(r.ID, int64(i+1))
			e.Username = name
			s.must(tx.AppendEvents(ctx, []store.EventRow{e}))
			s.must(tx.PutInvitation(ctx, store.InvitationRow{Meeting: "m", Username: name, StartsAt: s.now, At: s.now}))
			s.must(tx.PutAnswer(ctx, store.AnswerRow{Meeting: "m", Username: name, StartsAt: s.now, Answer: "no", Reason: "Sakit, kata " + name, At: s.now}))
			_, err = tx.AddAttendance(ctx, store.AttendanceRow{ID: "h" + name, Meeting: "m", Request: r.ID, Username: name, Key: name, At: s.now})
			s.must(err)
			s.must(tx.AddNotices(ctx, store.NoticeRow{ID: "n" + name, Username: name, Request: r.ID, Seq: 1, Kind: "x", Args: "{}", At: s.now}))
			s.must(tx.PutNoticeSettings(ctx, name, store.NoticeSettings{Digest: true}, s.now))
			s.must(tx.AddJobs(ctx, store.JobRow{ID: "j" + name, Queue: "q", Kind: "x", Username: name, Args: "{}", DueAt: s.now}))
			round.Replies = append(round.Replies, store.ReplyRow{By: name, Asked: true, At: s.now, Can: []time.Time{s.now}, Note: "Catatan " + name})
		}
		s.must(tx.PutMeetings(ctx, r.ID, []store.MeetingRow{{ID: string(r.ID) + ".s.i", Request: r.ID, Stage: "s", Item: "i", StartsAt: s.now, Place: "Aula", Attendees: []string{"budi"}}}))
		s.must(tx.PutRound(ctx, round))
		return tx.PutStandIn(ctx, store.StandInRow{ID: "1", Username: "budi", Absent: "bu_i", Kind: alur.StandInDaily, Basis: "SPT 1", StartsAt: s.now, EndsAt: s.now.Add(time.Hour), CreatedAt: s.now, CreatedBy: "admin"})
	})
	counts := func(username string) map[string]int {
		s.Helper()
		out := map[string]int{}
		s.read(func(ctx context.Context, tx *store.Tx) error {
			for _, t := range store.PersonTables() {
				rows, err := tx.PersonRows(ctx, t, username)
				s.must(err)
				for _, row := range rows {
					if len(row) != len(t.Columns) {
						s.Errorf("%s: %d values for %v", t.Name, len(row), t.Columns)
					}
					if i := slices.Index(t.Columns, "username"); i >= 0 && row[i] != username && t.Name != "stand_ins" {
						s.Errorf("%s of %s: a row of %v", t.Name, username, row[i])
					}
				}
				out[t.Name] = len(rows)
			}
			return nil
		})
		return out
	}
	want := map[string]int{}
	for _, t := range store.PersonTables() {
		want[t.Name] = 1
	}
	want["sign_in_failures"] = 3
	if diff := cmp.Diff(want, counts("budi")); diff != "" {
		s.Errorf("what is found about budi (-want +got):\n%s", diff)
	}
	want["meetings"], want["meeting_rounds"] = 0, 0
	if diff := cmp.Diff(want, counts("bu_i")); diff != "" {
		s.Errorf("what is found about bu_i (-want +got):\n%s", diff)
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.PersonRows(ctx, store.PersonTables()[0], "budi")
		if len(rows) != 1 || rows[0][1] != "Nama budi" || rows[0][2] != "budi@salatiga.go.id" || rows[0][6] != true || rows[0][7] != s.now {
			s.Errorf("the account: %v", rows)
		}
		n := 0
		s.must(tx.EachEventOf(ctx, "budi", func(number string, e store.EventRow) error {
			if n++; number != r.Number || e.Username != "budi" || e.Seq != 1 {
				s.Errorf("event %d of %s in %s", e.Seq, e.Username, number)
			}
			return nil
		}))
		if n != 1 {
			s.Errorf("%d events of budi", n)
		}
		return err
	})

	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.ErasePerson(ctx, "nobody", "Terhapus", "$x", s.now)
	}), alur.CodeNotFound)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.ErasePerson(ctx, "bu_i", "Terhapus", "$x", s.now)
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.ErasePerson(ctx, "bu_i", "Terhapus", "$x", s.now)
	}), alur.CodeNotFound)
	left := map[string]int{}
	for name := range want {
		left[name] = 0
	}
	// What stays is in histories, or says who held an office.
	left["users"], left["stand_ins"], left["comments"], left["security_events"] = 1, 1, 1, 1
	left["meeting_invitations"], left["meeting_attendance"] = 1, 1 // by username alone: that somebody was asked, and came
	if diff := cmp.Diff(left, counts("bu_i")); diff != "" {
		s.Errorf("what is left of bu_i (-want +got):\n%s", diff)
	}
	want["meetings"], want["meeting_rounds"] = 1, 1
	if diff := cmp.Diff(want, counts("budi")); diff != "" {
		s.Errorf("budi after the other was erased (-want +got):\n%s", diff)
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		a, err := tx.Account(ctx, "bu_i")
		if a.Name != "Terhapus" || a.Email != "" || a.NIP != "" || a.Active || a.Password != "$x" {
			s.Errorf("the account: %+v", a)
		}
		if at, err := tx.ErasedAt(ctx, "bu_i"); err != nil || at != s.now {
			s.Errorf("erased at %v: %v", at, err)
		}
		found, ferr := tx.FindUsers(ctx, store.UserQuery{Words: "Nama", Limit: 10})
		if ferr != nil || len(found) != 1 || found[0].Username != "budi" {
			s.Errorf("the old name still finds %v: %v", found, ferr)
		}
		_, oerr := tx.OneTime(ctx, "half", hashOf("obu_i"), s.now)
		s.refused(oerr, alur.CodeNotFound)
		return err
	})
}

// drafts holds which requests were never submitted, were left alone, and name people.
func drafts(s *suite) {
	var want []alur.RequestID
	for _, x := range []struct {
		number string
		age    time.Duration
		names  bool
		stale  bool
	}{
		{"", 3 * time.Hour, true, true}, {"", 2 * time.Hour, true, true}, {"", time.Hour, true, false}, {"", 4 * time.Hour, false, false}, {"SI-2026-0007", 4 * time.Hour, true, false},
	} {
		r := s.request()
		r.Number, r.TrackingCode, r.UpdatedAt = x.number, x.number, s.now.Add(-x.age)
		s.insert(r)
		if x.names {
			s.write(func(ctx context.Context, tx *store.Tx) error {
				return tx.PutPrivate(ctx, r.ID, []store.PrivateRow{{Stage: "s", Item: "narahubung", Commitment: "c", Salt: []byte{1}, Value: []byte("{}")}})
			})
		}
		if x.stale {
			want = append(want, r.ID)
		}
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.StaleDrafts(ctx, s.now.Add(-2*time.Hour), 10)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("stale drafts (-want +got):\n%s", diff)
		}
		if one, err := tx.StaleDrafts(ctx, s.now, 1); err != nil || len(one) != 1 || one[0] != want[0] {
			s.Errorf("the first of them: %v %v", one, err)
		}
		return err
	})
}

// renewal holds that a session gets another secret and stays the same otherwise.
func renewal(s *suite) {
	row := s.session("s1", "budi")
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		s.must(tx.InsertSession(ctx, row))
		before, err := tx.RenewSession(ctx, "s1", hashOf("new"))
		if !slices.Equal(before, row.Hash) {
			s.Errorf("the hash before is %x, want %x", before, row.Hash)
		}
		return err
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.Session(ctx, row.Hash)
		s.refused(err, alur.CodeNotFound)
		got, _, err := tx.Session(ctx, hashOf("new"))
		row.Hash = hashOf("new")
		if diff := cmp.Diff(row, got); diff != "" {
			s.Errorf("the session (-want +got):\n%s", diff)
		}
		hash, herr := tx.SessionHash(ctx, "s1")
		s.must(herr)
		if !slices.Equal(hash, hashOf("new")) {
			s.Errorf("its hash is %x", hash)
		}
		_, herr = tx.SessionHash(ctx, "none")
		s.refused(herr, alur.CodeNotFound)
		return err
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.RenewSession(ctx, "none", hashOf("x"))
		return err
	}), alur.CodeNotFound)
}
