package storetest

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// numbered: the requests of a year a page at a time, and of their histories the types asked for.
func numbered(s *suite) {
	var ids []alur.RequestID
	for i, number := range []string{"SI-1987-0003", "SI-1987-0001", "SI-1988-0001", "SI-1987-10000", "", "SI-1986-0001"} {
		r := s.request()
		r.Number = number
		r.TrackingCode = fmt.Sprintf("7K4M92QXT3%02d", i+22)
		if number == "" {
			r.TrackingCode = ""
		}
		s.insert(r)
		var history []store.EventRow
		for seq, kind := range []alur.EventType{alur.EventRequestCreated, alur.EventDataChanged, alur.EventActionTaken, alur.EventCommentAdded} {
			e := s.event(r.ID, int64(seq+1))
			e.Type = kind
			history = append(history, e)
		}
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.AppendEvents(ctx, history) })
		if strings.HasPrefix(number, "SI-1987-") {
			ids = append(ids, r.ID)
		}
	}
	s.read(func(ctx context.Context, tx *store.Tx) error {
		var got []string
		for after := "SI-1987-"; ; {
			page, err := tx.Numbered(ctx, after, "SI-1987.", 2)
			if err != nil {
				return err
			}
			for _, r := range page {
				got = append(got, r.Number)
				if x := s.get(r.ID); x.Title != r.Title || x.Agency != r.Agency || x.AgencyName != r.AgencyName || x.Status != r.Status {
					s.Errorf("%+v is not what %+v says", r, x)
				}
				after = r.Number
			}
			if len(page) < 2 {
				break
			}
		}
		if d := cmp.Diff([]string{"SI-1987-0001", "SI-1987-0003", "SI-1987-10000"}, got); d != "" {
			s.Errorf("the year (-want +got):\n%s", d)
		}
		events, err := tx.EventsOfType(ctx, ids, []alur.EventType{alur.EventRequestCreated, alur.EventActionTaken})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if e := events[id]; len(e) != 2 || e[0].Type != alur.EventRequestCreated || e[1].Seq != 3 || len(events) != len(ids) {
				s.Errorf("of %s: %+v", id, e)
			}
		}
		return nil
	})
}
