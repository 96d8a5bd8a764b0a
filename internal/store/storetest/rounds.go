package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// rounds: what is put is read, by request and by who is asked; answers replace each
// other; what is dropped is gone with its answers.
func rounds(s *suite) {
	a, b := s.request(), s.request()
	a.ID, b.ID = "a"+a.ID[1:], "b"+b.ID[1:]
	s.insert(a, b)
	hour := func(n int) time.Time { return s.now.Add(time.Duration(n) * time.Hour) }
	slot := func(n int) store.SlotRow { return store.SlotRow{StartsAt: hour(n), EndsAt: hour(n + 1)} }
	round := func(r store.RequestRow, item alur.ItemID, slots ...store.SlotRow) store.RoundRow {
		return store.RoundRow{
			ID: string(r.ID) + ".rapat." + string(item), Request: r.ID, Stage: "rapat", Item: item, Slots: slots, By: "rino", At: s.now,
			Replies: []store.ReplyRow{
				{By: "budi", Asked: true},
				{By: "siti", At: hour(1), Can: []time.Time{hour(5), hour(7)}, Cannot: []time.Time{hour(6)}, Other: hour(30), Note: "Sore, 'bila' bisa\nya"},
			},
		}
	}
	first, second, other := round(a, "rapat", slot(5), slot(6), slot(7)), round(a, "susulan", slot(2)), round(b, "rapat", slot(3), slot(4))
	put := func(rows ...store.RoundRow) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) error {
			for _, r := range rows {
				s.must(tx.PutRound(ctx, r))
			}
			return nil
		})
	}
	holds := func(what string, id alur.RequestID, want ...store.RoundRow) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Rounds(ctx, id)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("%s (-want +got):\n%s", what, diff)
			}
			return err
		})
	}
	asked := func(what, name string, now time.Time, limit int, want ...store.RoundRow) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.RoundsOf(ctx, name, now, limit)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("%s (-want +got):\n%s", what, diff)
			}
			return err
		})
	}
	holds("nothing is proposed", a.ID)
	put(first, second, other)
	holds("two of one request", a.ID, first, second)
	holds("one of another", b.ID, other)
	asked("those that end first", "budi", s.now, 10, second, other, first)
	asked("not more than the limit", "budi", s.now, 2, second, other)
	asked("not what is over", "budi", hour(4), 10, first)
	asked("not who was not asked", "siti", s.now, 10)
	asked("nobody", "", s.now, 10)

	first.Replies[0] = store.ReplyRow{By: "budi", Asked: true, At: hour(2), Cannot: []time.Time{hour(5)}}
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.PutReply(ctx, first.ID, first.Replies[0]) })
	holds("an answer", a.ID, first, second)
	first.Slots, first.Replies = []store.SlotRow{slot(8)}, []store.ReplyRow{{By: "agus", Asked: true}}
	put(first)
	holds("a round in the place of another", a.ID, first, second)
	asked("who is not asked any more", "budi", s.now, 10, second, other)

	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.DropRound(ctx, second.ID) })
	holds("but the one dropped", a.ID, first)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.DropRounds(ctx, a.ID) })
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.DropRounds(ctx, a.ID) })
	holds("none is left", a.ID)
	holds("but that of the other", b.ID, other)
	for what, fn := range map[string]func(context.Context, *store.Tx) error{
		"a round on no request": func(ctx context.Context, tx *store.Tx) error {
			return tx.PutRound(ctx, round(store.RequestRow{ID: "c0ffee"}, "rapat", slot(1)))
		},
		"an answer to no round": func(ctx context.Context, tx *store.Tx) error {
			return tx.PutReply(ctx, first.ID, store.ReplyRow{By: "budi"})
		},
	} {
		if s.tryWrite(fn) == nil {
			s.Errorf("%s was stored", what)
		}
	}
}
