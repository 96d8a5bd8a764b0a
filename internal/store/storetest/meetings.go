package storetest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	cmpdiff "github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// meetings compares agendas of all kinds with the plainest way to make them, over
// meetings of which many start together, before and after some change.
func meetings(s *suite) {
	rnd := rand.New(rand.NewPCG(3, 7))
	scopes := []string{"agency:dinas-kesehatan", "agency:dinas-pendidikan", "user:budi", "user:siti", "vendor:cv-maju"}
	people := []string{"budi", "siti", "agus"}
	some := func(from []string, most int) []string {
		var out []string
		for range rnd.IntN(most + 1) {
			if x := from[rnd.IntN(len(from))]; !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
		return out
	}
	byRequest := map[alur.RequestID][]store.MeetingRow{}
	var ids []alur.RequestID
	make := func(r store.RequestRow) []store.MeetingRow {
		var out []store.MeetingRow
		for i := range rnd.IntN(3) {
			m := store.MeetingRow{
				ID: fmt.Sprintf("%s.rapat-%d.rapat", r.ID, i), Request: r.ID, Stage: alur.StageID(fmt.Sprintf("rapat-%d", i)), Item: "rapat",
				StartsAt: s.now.Add(time.Duration(rnd.IntN(9)-4) * time.Hour), Place: "Ruang 'A'", Link: "https://example.go.id", Attendees: some(people, 3),
				Cancelled: rnd.IntN(5) == 0, Seq: rnd.Int64N(99), Access: some(scopes, 3),
				Number: r.Number, Title: r.Title, Agency: r.Agency, AgencyName: r.AgencyName, Flow: r.Flow, FlowVersion: r.FlowVersion,
			}
			if rnd.IntN(2) == 0 {
				m.EndsAt = m.StartsAt.Add(time.Hour)
			}
			slices.Sort(m.Access)
			out = append(out, m)
		}
		return out
	}
	for range 40 {
		r := s.request()
		s.insert(r)
		ids = append(ids, r.ID)
		byRequest[r.ID] = make(r)
	}
	put := func(id alur.RequestID) {
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutMeetings(ctx, id, byRequest[id]) })
	}
	for _, id := range ids {
		put(id)
	}
	for range 2 {
		for range 60 {
			s.agenda(rnd, byRequest, scopes, people, some)
		}
		for _, id := range ids[:15] {
			byRequest[id] = make(s.get(id))
			put(id)
		}
	}
	for _, id := range ids {
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Meetings(ctx, id)
			if diff := cmpdiff.Diff(byRequest[id], got); diff != "" {
				s.Errorf("meetings differ (-want +got):\n%s", diff)
			}
			return err
		})
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for _, rows := range byRequest {
			for _, want := range rows {
				for _, k := range append(slices.Clone(scopes), "peserta:budi") {
					_, err := tx.Meeting(ctx, store.Scope{Keys: []string{k}}, want.ID)
					if sees := slices.Contains(want.Access, k); sees != (err == nil) && k != "peserta:budi" {
						s.Errorf("%s sees %v: %v, want %v", k, want.Access, err, sees)
					}
				}
			}
		}
		for _, id := range []string{"", "x", "\x00", "ü"} {
			_, err := tx.Meeting(ctx, store.Everything, id)
			s.refused(err, alur.CodeNotFound)
		}
		_, err := tx.Meeting(ctx, store.Scope{}, "x")
		s.refused(err, alur.CodeNotFound)
		return nil
	})
}

// agenda compares one random agenda, walked through by its positions.
func (s *suite) agenda(rnd *rand.Rand, all map[alur.RequestID][]store.MeetingRow, scopes, people []string, some func([]string, int) []string) {
	q := store.MeetingQuery{Scope: store.Everything, Limit: 1 + rnd.IntN(7)}
	if rnd.IntN(3) > 0 {
		q.Scope = store.Scope{Keys: some(scopes, 3)}
	}
	if rnd.IntN(3) == 0 {
		q.Attendee = people[rnd.IntN(len(people))]
	}
	edge := s.now.Add(time.Duration(rnd.IntN(5)-2) * time.Hour)
	past := rnd.IntN(2) == 0
	if past {
		q.Before = edge
	} else {
		q.From = edge
	}
	var want []store.MeetingRow
	for _, rows := range all {
		for _, m := range rows {
			if q.Scope.Sees(m.Access) && (q.Attendee == "" || slices.Contains(m.Attendees, q.Attendee)) && past == m.StartsAt.Before(edge) {
				m.Access = nil
				want = append(want, m)
			}
		}
	}
	slices.SortFunc(want, func(a, b store.MeetingRow) int {
		n := cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.ID, b.ID))
		if past {
			return -n
		}
		return n
	})
	var got []store.MeetingRow
	for {
		var page []store.MeetingRow
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			page, err = tx.FindMeetings(ctx, q)
			return err
		})
		got = append(got, page...)
		if len(page) < q.Limit {
			break
		}
		last := page[len(page)-1]
		q.After = &store.MeetingPosition{StartsAt: last.StartsAt, ID: last.ID}
	}
	if diff := cmpdiff.Diff(want, got); diff != "" {
		s.Fatalf("%+v differs (-want +got):\n%s", q, diff)
	}
}

// calendarKeys: one a user, replaced by the next, found by nothing but its hash.
func calendarKeys(s *suite) {
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.InsertAccount(ctx, store.AccountRow{User: alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Active: true}})
	})
	find := func(hash string) (name string, err error) {
		err = s.store.Read(s.Context(), func(tx *store.Tx) (err error) {
			name, err = tx.CalendarUser(s.Context(), []byte(hash))
			return err
		})
		return name, err
	}
	since := func() (at time.Time, err error) {
		err = s.store.Read(s.Context(), func(tx *store.Tx) (err error) {
			at, err = tx.CalendarKeySince(s.Context(), "budi")
			return err
		})
		return at, err
	}
	_, err := since()
	s.refused(err, alur.CodeNotFound)
	for i, hash := range []string{"first", "second"} {
		at := s.now.Add(time.Duration(i) * time.Hour)
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutCalendarKey(ctx, "budi", []byte(hash), at) })
		if name, err := find(hash); err != nil || name != "budi" {
			s.Errorf("%s finds %q, %v", hash, name, err)
		}
		if got, err := since(); err != nil || !got.Equal(at) {
			s.Errorf("since %v, %v", got, err)
		}
	}
	_, err = find("first")
	s.refused(err, alur.CodeNotFound)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.DeleteCalendarKey(ctx, "budi") })
	_, err = find("second")
	s.refused(err, alur.CodeNotFound)
}
