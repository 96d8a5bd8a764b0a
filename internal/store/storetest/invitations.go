package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// invitations: what calendars are to show, what was sent to whom, what people say and who
// was there are put and read; the one who is there is there once; what is erased is gone.
func invitations(s *suite) {
	r := s.request()
	s.insert(r)
	id := string(r.ID) + ".rapat.rapat"
	hour := func(n int) time.Time { return s.now.Add(time.Duration(n) * time.Hour) }
	call := store.CallRow{ID: id, Request: r.ID, StartsAt: hour(5), Place: "Ruang 'A'", Link: "https://rapat.example", ChangedAt: s.now}
	gone := store.CallRow{ID: id + "2", Request: r.ID, Sequence: 3, Settled: 2, StartsAt: hour(6), EndsAt: hour(7), Cancelled: true, ChangedAt: s.now}
	first := store.InvitationRow{Meeting: id, Username: "budi", StartsAt: hour(5), At: s.now}
	second := store.InvitationRow{Meeting: id, Username: "siti", Sequence: 4, StartsAt: hour(6), Cancelled: true, At: hour(1)}
	yes := store.AnswerRow{Meeting: id, Username: "budi", StartsAt: hour(5), Answer: "no", Reason: "Dinas\nluar", At: s.now}
	own := store.AttendanceRow{ID: "a1", Meeting: id, Request: r.ID, Username: "budi", Key: "akun:budi", At: hour(5)}
	guest := store.AttendanceRow{ID: "a2", Meeting: id, Request: r.ID, Name: "Tamu \"Contoh\"", Office: "Kelurahan", Position: "Lurah", Key: "tamu:x", At: hour(6)}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		moved := call
		moved.Place = "lama"
		for _, c := range []store.CallRow{moved, call, gone} {
			s.must(tx.PutCall(ctx, c))
		}
		early := first
		early.Cancelled, early.Sequence = true, 9
		for _, i := range []store.InvitationRow{second, early, first} {
			s.must(tx.PutInvitation(ctx, i))
		}
		maybe := yes
		maybe.Answer = "maybe"
		s.must(tx.PutAnswer(ctx, maybe))
		s.must(tx.PutAnswer(ctx, yes))
		again := own
		again.ID = "a3"
		for i, a := range []store.AttendanceRow{guest, own, again} {
			if fresh, err := tx.AddAttendance(ctx, a); err != nil || fresh != (i < 2) {
				s.Errorf("attendance %d: %t, %v", i, fresh, err)
			}
		}
		return nil
	})
	same := func(what string, want, got any, err error) {
		s.Helper()
		s.must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Call(ctx, id)
		same("a call", call, got, err)
		_, err = tx.Call(ctx, "x\x00")
		s.refused(err, alur.CodeNotFound)
		all, err := tx.CallsOf(ctx, r.ID)
		same("all calls", []store.CallRow{call, gone}, all, err)
		some, err := tx.Calls(ctx, []string{id + "2", "x"})
		same("some calls", map[string]store.CallRow{id + "2": gone}, some, err)
		sent, err := tx.Invitations(ctx, id)
		same("what was sent", []store.InvitationRow{first, second}, sent, err)
		to, err := tx.InvitedTo(ctx, "siti", hour(6), 5)
		same("what was sent to one", []store.InvitationRow{second}, to, err)
		to, err = tx.InvitedTo(ctx, "siti", hour(7), 5)
		same("what was sent to one since", []store.InvitationRow(nil), to, err)
		answers, err := tx.Answers(ctx, id)
		same("answers", []store.AnswerRow{yes}, answers, err)
		there, err := tx.Attendance(ctx, id, 9)
		same("who was there", []store.AttendanceRow{own, guest}, there, err)
		if n, err := tx.CountGuests(ctx, id); n != 1 || err != nil {
			s.Errorf("%d guests, %v", n, err)
		}
		return nil
	})
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.EraseMeetingPeople(ctx, r.ID) })
	s.read(func(ctx context.Context, tx *store.Tx) error {
		answers, err := tx.Answers(ctx, id)
		same("answers after", []store.AnswerRow(nil), answers, err)
		there, err := tx.Attendance(ctx, id, 9)
		same("who was there after", []store.AttendanceRow(nil), there, err)
		return nil
	})
}
