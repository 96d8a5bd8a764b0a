package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// asRead is what a row looks like when it is read: search text is only written, keys
// are a set.
func asRead(r store.RequestRow) store.RequestRow {
	r.Search = ""
	r.Access, r.Turns = slices.Clone(r.Access), slices.Clone(r.Turns)
	slices.Sort(r.Access)
	slices.Sort(r.Turns)
	if len(r.Turns) == 0 {
		r.Turns = nil
	}
	if len(r.Access) == 0 {
		r.Access = nil
	}
	return r
}

func requestRoundTrip(s *suite) {
	full := s.request()
	bare := store.RequestRow{ID: alur.RequestID(alur.NewID()), Agency: "dinas-pendidikan", AgencyName: "Dinas Pendidikan", Status: alur.StatusOpen, State: []byte{}, CreatedAt: s.now, UpdatedAt: s.now}
	bare2 := bare // no number and no code, like the one before
	bare2.ID = alur.RequestID(alur.NewID())
	s.insert(full, bare, bare2)
	for _, want := range []store.RequestRow{full, bare, bare2} {
		if diff := cmp.Diff(asRead(want), s.get(want.ID)); diff != "" {
			s.Errorf("request differs (-want +got):\n%s", diff)
		}
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.RequestByCode(ctx, full.TrackingCode)
		s.must(err)
		if got.ID != full.ID {
			s.Errorf("code leads to %s", got.ID)
		}
		for _, code := range []string{"", "T-none", "T\x00", "ü"} {
			_, err := tx.RequestByCode(ctx, code)
			s.refused(err, alur.CodeNotFound)
		}
		for _, id := range []alur.RequestID{"", "x", "' OR 1=1", alur.RequestID(alur.NewID()), "\x00", "\xff"} {
			_, err := tx.Request(ctx, store.Everything, id)
			s.refused(err, alur.CodeNotFound)
		}
		return nil
	})
	for _, change := range []func(*store.RequestRow){
		func(r *store.RequestRow) { r.ID = full.ID },
		func(r *store.RequestRow) { r.Number = full.Number },
		func(r *store.RequestRow) { r.TrackingCode = full.TrackingCode },
	} {
		r := s.request()
		change(&r)
		s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertRequest(ctx, r) }), alur.CodeConflict)
	}
	r := s.request()
	r.Agency = "nowhere"
	if s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertRequest(ctx, r) }) == nil {
		s.Error("a request of no agency was stored")
	}
}

func scope(s *suite) {
	r := s.request()
	s.insert(r)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 1)})
	})
	for _, c := range []struct {
		scope store.Scope
		sees  bool
	}{
		{store.Everything, true},
		{store.Scope{Keys: []string{"agency:dinas-kesehatan"}}, true},
		{store.Scope{Keys: []string{"agency:dinas-pendidikan", "user:budi"}}, true},
		{store.Scope{Keys: []string{"agency:dinas-pendidikan", "user:bud"}}, false},
		{store.Scope{Keys: []string{""}}, false},
		{store.Scope{}, false},
	} {
		want := alur.Code("")
		if !c.sees {
			want = alur.CodeNotFound
		}
		s.write(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Request(ctx, c.scope, r.ID)
			s.refused(err, want)
			_, err = tx.LockRequest(ctx, c.scope, r.ID)
			s.refused(err, want)
			s.refused(tx.Visible(ctx, c.scope, r.ID), want)
			got, err := tx.Events(ctx, c.scope, r.ID, 0, 10)
			s.refused(err, want)
			if (len(got) == 1) != c.sees {
				s.Errorf("%+v: %d events", c.scope, len(got))
			}
			rows, err := tx.ListRequests(ctx, store.ListQuery{Scope: c.scope, Limit: 10})
			s.must(err)
			if (len(rows) == 1) != c.sees {
				s.Errorf("%+v: %d rows", c.scope, len(rows))
			}
			return nil
		})
	}
}

func saveRequest(s *suite) {
	r := s.request()
	r.Number, r.TrackingCode = "", ""
	s.insert(r)
	list := func(q store.ListQuery) int {
		n := 0
		q.Limit = 10
		s.read(func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.ListRequests(ctx, q)
			n = len(rows)
			return err
		})
		return n
	}
	member := store.Scope{Keys: []string{"user:siti"}}
	if list(store.ListQuery{Scope: member}) != 0 {
		s.Error("a stranger sees it")
	}

	// Every column, every key, with and without having read the row in the transaction.
	r.Flow, r.FlowVersion, r.Status, r.Stage, r.Title = "pihak-ketiga", 2, alur.StatusStopped, "pembuatan", "Judul baru"
	r.Number, r.TrackingCode, r.Version, r.Seq, r.Hash = "SI-2026-0001", "7K4M-92QX-T3HB", 5, 6, strings.Repeat("f", 64)
	r.State, r.UpdatedAt = []byte("{}"), s.now.Add(time.Minute)
	r.Access, r.Turns, r.Search = []string{"user:siti", "vendor:x", "agency:dinas-kesehatan"}, []string{"kominfo", "user:siti"}, "gudang obat"
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, r, 1) })
	if diff := cmp.Diff(asRead(r), s.get(r.ID)); diff != "" {
		s.Errorf("request differs (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		name string
		q    store.ListQuery
		want int
	}{
		{"new member", store.ListQuery{Scope: member}, 1},
		{"former member", store.ListQuery{Scope: store.Scope{Keys: []string{"user:budi"}}}, 0},
		{"kept office", store.ListQuery{Scope: store.Scope{Keys: []string{"agency:dinas-kesehatan"}}}, 1},
		{"new turn", store.ListQuery{Scope: store.Everything, Turns: []string{"kominfo"}}, 1},
		{"former turn", store.ListQuery{Scope: store.Everything, Turns: []string{"pemohon:dinas-kesehatan"}}, 0},
		{"new words", store.ListQuery{Scope: store.Everything, Words: []string{"guda"}}, 1},
		{"former words", store.ListQuery{Scope: store.Everything, Words: []string{"rujukan"}}, 0},
	} {
		if got := list(c.q); got != c.want {
			s.Errorf("%s: %d", c.name, got)
		}
	}

	// Only the time and a key: the others move along.
	s.write(func(ctx context.Context, tx *store.Tx) error {
		row, err := tx.LockRequest(ctx, store.Everything, r.ID)
		s.must(err)
		row.Seq, row.UpdatedAt, row.Turns, row.Search = 7, s.now.Add(2*time.Minute), []string{"kominfo"}, r.Search
		s.must(tx.SaveRequest(ctx, row, 6))
		row.Seq, row.UpdatedAt = 8, s.now.Add(3*time.Minute)
		return tx.SaveRequest(ctx, row, 7) // twice in one transaction
	})
	for _, k := range []string{"user:siti", "vendor:x", "agency:dinas-kesehatan"} {
		if list(store.ListQuery{Scope: store.Scope{Keys: []string{k}}, UpdatedSince: s.now.Add(3 * time.Minute)}) != 1 {
			s.Errorf("%s has an old time", k)
		}
	}
	if list(store.ListQuery{Scope: store.Everything, Turns: []string{"user:siti"}}) != 0 || list(store.ListQuery{Scope: store.Everything, Words: []string{"gudang"}}) != 1 {
		s.Error("turns or words are wrong after a small change")
	}

	// Lost races.
	stale := s.get(r.ID)
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, stale, 7) }), alur.CodeConflict)
	stale.ID = alur.RequestID(alur.NewID())
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, stale, 8) }), alur.CodeConflict)
	other := s.request()
	s.insert(other)
	other.Number = "SI-2026-0001"
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, other, 1) }), alur.CodeConflict)
}

func eachRequest(s *suite) {
	const n = 230 // more than two pages
	var want []alur.RequestID
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for range n {
			r := s.request()
			want = append(want, r.ID)
			s.must(tx.InsertRequest(ctx, r))
		}
		return nil
	})
	slices.Sort(want)
	var got []alur.RequestID
	s.read(func(ctx context.Context, tx *store.Tx) error {
		return tx.EachRequest(ctx, func(r store.RequestRow) error {
			got = append(got, r.ID)
			_, err := tx.Private(ctx, r.ID) // a callback may ask more
			return err
		})
	})
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("requests differ (-want +got):\n%s", diff)
	}
	calls := 0
	err := s.store.Read(s.Context(), func(tx *store.Tx) error {
		return tx.EachRequest(s.Context(), func(store.RequestRow) error {
			calls++
			return errOnPurpose
		})
	})
	if calls != 1 || !errors.Is(err, errOnPurpose) {
		s.Errorf("%d calls, error %v", calls, err)
	}
	// A rebuild saves while it walks.
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.EachRequest(ctx, func(r store.RequestRow) error {
			r.Title, r.UpdatedAt, r.Search = "Dibangun ulang", r.UpdatedAt.Add(time.Second), "ulang"
			return tx.SaveRequest(ctx, r, r.Seq)
		})
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.ListRequests(ctx, store.ListQuery{Scope: store.Everything, Words: []string{"ulang"}, Limit: n + 1})
		if len(rows) != n {
			s.Errorf("%d rebuilt", len(rows))
		}
		return err
	})
}

func private(s *suite) {
	r, other := s.request(), s.request()
	s.insert(r, other)
	rows := []store.PrivateRow{
		{Stage: "surat-permohonan", Item: "narahubung", Commitment: strings.Repeat("a", 64), Salt: []byte{0, 1, 255}, Value: []byte(`{"name":"Budi"}`)},
		{Stage: "surat-permohonan", Item: "penanda-tangan", Commitment: strings.Repeat("b", 64), Salt: []byte{2}, Value: []byte(`{}`)},
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.PutPrivate(ctx, other.ID, rows[:1]))
		s.must(tx.PutPrivate(ctx, r.ID, rows))
		return tx.PutPrivate(ctx, r.ID, rows) // the same again changes nothing
	})
	of := func(id alur.RequestID) []store.PrivateRow {
		var got []store.PrivateRow
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.Private(ctx, id)
			return err
		})
		return got
	}
	if diff := cmp.Diff(rows, of(r.ID)); diff != "" {
		s.Errorf("private rows differ (-want +got):\n%s", diff)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.ErasePrivate(ctx, r.ID, []string{rows[0].Commitment, strings.Repeat("c", 64)})
		if n != 1 {
			s.Errorf("%d erased", n)
		}
		return err
	})
	if diff := cmp.Diff(rows[1:], of(r.ID)); diff != "" {
		s.Errorf("after erasing (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(rows[:1], of(other.ID)); diff != "" {
		s.Errorf("of the other request (-want +got):\n%s", diff)
	}
}

func comments(s *suite) {
	r := s.request()
	s.insert(r)
	var all []store.CommentRow
	for seq := range int64(7) {
		all = append(all, store.CommentRow{
			ID: alur.CommentID(alur.NewID()), Request: r.ID, Seq: 2*seq + 2, By: "budi", At: s.now.Add(time.Duration(seq) * time.Second),
			Text: fmt.Sprintf("Komentar %d\nbaris", seq), Audience: alur.Audiences[seq%3], Salt: fmt.Sprint(seq),
		})
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, c := range all {
			s.must(tx.PutComment(ctx, c))
		}
		return nil
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.PutComment(ctx, all[0]) }), alur.CodeConflict)
	for n := range len(alur.Audiences) + 1 {
		audiences := alur.Audiences[:n]
		var want []store.CommentRow
		for _, c := range all {
			if slices.Contains(audiences, c.Audience) {
				want = append(want, c)
			}
		}
		var got []store.CommentRow
		s.read(func(ctx context.Context, tx *store.Tx) error {
			after := int64(0)
			for {
				page, err := tx.Comments(ctx, r.ID, audiences, after, 2)
				if err != nil || len(page) == 0 {
					return err
				}
				got = append(got, page...)
				after = page[len(page)-1].Seq
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("for %v (-want +got):\n%s", audiences, diff)
		}
	}
}

// hostileText: no text makes an engine fail in a way that the other does not.
func hostileText(s *suite) {
	for _, text := range []string{"'; DROP TABLE events; --", "\u202e\u2028", strings.Repeat("ü", 20000), "%_\\", "$1", "𝕏 👩‍🚀"} {
		r := s.request()
		r.Title, r.Search = text, text
		s.insert(r)
		if got := s.get(r.ID).Title; got != text {
			s.Errorf("%.20q became %.20q", text, got)
		}
	}
	for _, text := range []string{"\x00", "a\x00b", "\xff\xfe"} {
		s.read(func(ctx context.Context, tx *store.Tx) error {
			users, err := tx.Users(ctx, []string{text})
			s.must(err)
			found, err := tx.Agencies(ctx, []alur.AgencyID{alur.AgencyID(text)})
			s.must(err)
			rows, err := tx.ListRequests(ctx, store.ListQuery{Scope: store.Everything, Words: []string{text + " tiadasama"}, Limit: 5})
			s.must(err)
			if len(users)+len(found)+len(rows) != 0 {
				s.Errorf("%q was found", text)
			}
			return nil
		})
	}
}
