package storetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// securityAlerts: entries are found and counted by everything that the log is filtered
// by; alerts wait, are told once and closed once; the last check is remembered.
func securityAlerts(s *suite) {
	entries := []store.SecurityEventRow{
		{Kind: "signed-in", Username: "budi", Address: "10.0.0.1", Detail: "password"},
		{Kind: "roles-changed", Username: "budi", Actor: "adit", Address: "10.0.0.2", Detail: "member > 100%_Ahli!"},
		{Kind: "alert", Username: "budi", Actor: "adit", Detail: "grant #2 roles-changed"},
		{Kind: "signed-in", Username: "adit", Address: "10.0.0.2", Detail: "passkey"},
		{Kind: "alert", Detail: "panic #9"},
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for i, e := range entries {
			e.Seq, e.At = int64(i+1), s.now.Add(time.Duration(i)*time.Minute)
			e.Prev, e.Hash, e.Body = fmt.Sprintf("%064d", i), fmt.Sprintf("%064d", i+1), []byte("{}")
			s.must(tx.AppendSecurityEvent(ctx, e))
		}
		return nil
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for _, c := range []struct {
			q    store.SecurityQuery
			want string
		}{
			{store.SecurityQuery{}, "5 4 3 2 1"},
			{store.SecurityQuery{Username: "budi"}, "3 2 1"},
			{store.SecurityQuery{Actor: "adit"}, "4 3 2"}, // and what adit did to the own account
			{store.SecurityQuery{Actor: "budi"}, "1"},
			{store.SecurityQuery{Actor: "\u00e9"}, ""},
			{store.SecurityQuery{Kinds: []string{"alert", "signed-in"}, Username: "budi"}, "3 1"},
			{store.SecurityQuery{Since: s.now.Add(time.Minute), Until: s.now.Add(3 * time.Minute)}, "3 2"},
			{store.SecurityQuery{Text: "AHLI!"}, "2"},
			{store.SecurityQuery{Text: "%_a"}, "2"},
			{store.SecurityQuery{Text: "_"}, "2"},
			{store.SecurityQuery{Text: "0.2 PASS"}, "4"},
			{store.SecurityQuery{Text: "\x00"}, ""},
			{store.SecurityQuery{Before: 3}, "2 1"},
		} {
			c.q.Limit = 10
			rows, err := tx.SecurityEvents(ctx, c.q)
			s.must(err)
			var got []string
			for _, r := range rows {
				got = append(got, fmt.Sprint(r.Seq))
			}
			if strings.Join(got, " ") != c.want {
				s.Errorf("%+v: entries %v, want %s", c.q, got, c.want)
			}
			if n, err := tx.CountSecurityEvents(ctx, c.q); err != nil || n != len(got) {
				s.Errorf("%+v: counted %d of %d, %v", c.q, n, len(got), err)
			}
		}
		return nil
	})

	grant := store.AlertRow{Seq: 3, Rule: "grant", Username: "budi", At: s.now.Add(2 * time.Minute)}
	fault := store.AlertRow{Seq: 5, Rule: "panic", At: s.now.Add(4 * time.Minute)}
	later := s.now.Add(time.Hour)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.PutAlert(ctx, grant))
		s.must(tx.PutAlert(ctx, fault))
		return nil
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.PutAlert(ctx, grant) }), alur.CodeConflict)
	grant.Actor, grant.Detail, fault.Detail = "adit", "grant #2 roles-changed", "panic #9"
	open := func(want ...store.AlertRow) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.OpenAlerts(ctx, 10)
			s.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("open (-want +got):\n%s", diff)
			}
			if n, err := tx.CountOpenAlerts(ctx); err != nil || n != len(want) {
				s.Errorf("%d open, want %d: %v", n, len(want), err)
			}
			return nil
		})
	}
	open(fault, grant)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for _, c := range []struct {
			rule, username string
			since          time.Time
			want           bool
		}{{"grant", "budi", grant.At, true}, {"grant", "budi", later, false}, {"grant", "adit", s.now, false}, {"panic", "", s.now, true}} {
			if got, err := tx.Alerted(ctx, c.rule, c.username, c.since); err != nil || got != c.want {
				s.Errorf("%+v: %v %v", c, got, err)
			}
		}
		_, err := tx.Alert(ctx, 4)
		s.refused(err, alur.CodeNotFound)
		return nil
	})

	// Told once, and only what is fresh.
	take := func(at time.Time) (got []store.AlertRow) {
		s.Helper()
		s.write(func(ctx context.Context, tx *store.Tx) (err error) {
			got, err = tx.TakeUntoldAlerts(ctx, s.now.Add(3*time.Minute), at)
			return err
		})
		return got
	}
	grant.MailedAt, fault.MailedAt = later, later
	if diff := cmp.Diff([]store.AlertRow{fault}, take(later)); diff != "" {
		s.Errorf("told (-want +got):\n%s", diff)
	}
	if again := take(later); len(again) != 0 {
		s.Errorf("told again: %v", again)
	}

	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.HandleAlert(ctx, 3, "sri", later) })
	for _, seq := range []int64{3, 4} {
		s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.HandleAlert(ctx, seq, "adit", later) }), alur.CodeConflict)
	}
	open(fault)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Alert(ctx, 3)
		grant.HandledAt, grant.HandledBy = later, "sri"
		if diff := cmp.Diff(grant, got); diff != "" || err != nil {
			s.Errorf("closed (-want +got):\n%s%v", diff, err)
		}
		_, err = tx.SecurityCheck(ctx)
		s.refused(err, alur.CodeNotFound)
		return nil
	})

	for _, want := range []store.SecurityCheckRow{
		{At: s.now, Entries: 5, Hash: "a", CheckedBy: "adit", WholeSeq: 5, WholeHash: "a"},
		{At: later, Entries: 2, Hash: "b", BadSeq: 3, Bad: "entry 3: missing", CheckedBy: "sri", WholeSeq: 5, WholeHash: "a"},
	} {
		s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveSecurityCheck(ctx, want) })
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.SecurityCheck(ctx)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				s.Errorf("check (-want +got):\n%s%v", diff, err)
			}
			return nil
		})
	}
}
