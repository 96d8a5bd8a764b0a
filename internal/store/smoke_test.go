package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestSmoke(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		now := time.Date(2026, 11, 23, 1, 2, 3, 4000, time.UTC)
		id := alur.RequestID(alur.NewID())
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.Write(ctx, func(tx *store.Tx) error {
			must(tx.InsertAgency(ctx, alur.Agency{ID: "dinkes", Name: "Dinas Kesehatan", Kind: alur.AgencyOffice, Active: true}))
			must(tx.InsertRequest(ctx, store.RequestRow{ID: id, Agency: "dinkes", Flow: "swakelola", FlowVersion: 1, Status: "open", Stage: "x", Seq: 1, Version: 1,
				CreatedAt: now, UpdatedAt: now, Access: []string{"agency:dinkes", "user:x"}, Turns: []string{"kominfo"}, Search: "Sistem Rujukan é 中文", State: []byte("{}")}))
			must(tx.AppendEvents(ctx, []store.EventRow{{Request: id, Seq: 1, Type: "request-created", At: now, Body: []byte("{}")}}))
			n, err := tx.NextNumber(ctx, 2026)
			must(err)
			if n != 1 {
				t.Error(n)
			}
			a, err := tx.ClaimKey(ctx, "u", "k", "f", now)
			must(err)
			if a != nil {
				t.Error(a)
			}
			return tx.KeepAnswer(ctx, "u", "k", store.Answer{Status: 200, Header: map[string]string{"a": "b"}})
		}))
		must(s.Write(ctx, func(tx *store.Tx) error {
			r, err := tx.LockRequest(ctx, store.Scope{Keys: []string{"user:x"}}, id)
			must(err)
			r.Seq = 2
			r.UpdatedAt = now.Add(time.Second)
			r.Access = r.Access[:1]
			r.Search = "Sistem baru"
			return tx.SaveRequest(ctx, r, 1)
		}))
		must(s.Read(ctx, func(tx *store.Tx) error {
			for _, q := range []store.ListQuery{{Scope: store.Everything}, {Scope: store.Scope{Keys: []string{"agency:dinkes"}}, Status: "open"}, {Scope: store.Everything, Turns: []string{"kominfo"}},
				{Scope: store.Everything, Words: []string{"sis bar"}}} {
				q.Limit = 10
				rows, err := tx.ListRequests(ctx, q)
				must(err)
				if len(rows) != 1 {
					t.Errorf("%+v: %d", q, len(rows))
				}
			}
			return nil
		}))
	})
}
