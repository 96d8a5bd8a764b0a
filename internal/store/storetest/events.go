package storetest

import (
	"context"
	"errors"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func events(s *suite) {
	r := s.request()
	s.insert(r)
	var want []store.EventRow
	for seq := range int64(7) {
		want = append(want, s.event(r.ID, seq+1))
	}
	want[3].OnBehalfOf, want[3].Party, want[3].Body = "kepala", "", []byte{}
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.AppendEvents(ctx, want) })
	var got []store.EventRow
	s.read(func(ctx context.Context, tx *store.Tx) error {
		after := int64(0)
		for {
			page, err := tx.Events(ctx, store.Everything, r.ID, after, 3)
			if err != nil || len(page) == 0 {
				return err
			}
			got = append(got, page...)
			after = page[len(page)-1].Seq
		}
	})
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("events differ (-want +got):\n%s", diff)
	}
	// A seq that is taken is a lost race, and takes the rest of its transaction along.
	err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 8), s.event(r.ID, 5)})
	})
	s.refused(err, alur.CodeConflict)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		page, err := tx.Events(ctx, store.Everything, r.ID, 7, 3)
		if len(page) != 0 {
			s.Errorf("%d events of a refused write", len(page))
		}
		return err
	})
	if err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(alur.RequestID(alur.NewID()), 1)})
	}); err == nil {
		s.Error("an event of no request was stored")
	}
}

// appendOnly: the database itself refuses to change the history, also to somebody
// who comes with another client.
func appendOnly(s *suite) {
	r := s.request()
	s.insert(r)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 1), s.event(r.ID, 2)})
	})
	attacks := []string{
		`UPDATE events SET body = body`,
		`UPDATE events SET username = 'other' WHERE seq = 2`,
		`DELETE FROM events`,
		`DELETE FROM events WHERE seq = 2`,
	}
	if s.store.Engine() == store.Postgres {
		attacks = append(attacks,
			`TRUNCATE events`,
			`TRUNCATE requests CASCADE`,
			`SET session_replication_role = replica; DELETE FROM events`,
			`INSERT INTO events SELECT * FROM events ON CONFLICT (request_id, seq) DO UPDATE SET body = ''`,
		)
	} else {
		attacks = append(attacks,
			`PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO events SELECT * FROM events`,
			`INSERT INTO events SELECT * FROM events WHERE TRUE ON CONFLICT (request_id, seq) DO UPDATE SET body = x''`,
		)
	}
	db := s.raw()
	for _, a := range attacks {
		if _, err := db.ExecContext(s.Context(), a); err == nil {
			s.Errorf("done: %s", a)
		}
	}
	n := 0
	s.read(func(ctx context.Context, tx *store.Tx) error {
		return tx.EachEvent(ctx, r.ID, func(e store.EventRow) error {
			n++
			if diff := cmp.Diff(s.event(r.ID, int64(n)), e); diff != "" {
				s.Errorf("event changed (-want +got):\n%s", diff)
			}
			return nil
		})
	})
	if n != 2 {
		s.Errorf("%d events", n)
	}
}

// startNeedsTriggers: a history that could be changed is not served.
func startNeedsTriggers(s *suite) {
	type breach struct{ do, undo string }
	var breaches []breach
	if s.store.Engine() == store.Postgres {
		breaches = []breach{
			{`ALTER TABLE events DISABLE TRIGGER events_no_change`, `ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_change`},
			{`ALTER TABLE events ENABLE TRIGGER events_to_tree`, `ALTER TABLE events ENABLE ALWAYS TRIGGER events_to_tree`},
			{`ALTER TABLE tree_leaves DISABLE TRIGGER tree_leaves_no_change`, `ALTER TABLE tree_leaves ENABLE ALWAYS TRIGGER tree_leaves_no_change`},
			{`ALTER TABLE events ENABLE TRIGGER events_no_truncate`, `ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_truncate`},
			{
				`CREATE OR REPLACE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$`,
				`CREATE OR REPLACE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation'; END$$`,
			},
			{
				`DROP TRIGGER events_no_change ON events; CREATE TRIGGER events_no_change BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_append_only(); ALTER TABLE events ENABLE ALWAYS TRIGGER events_no_change`, "",
			},
		}
	} else {
		breaches = []breach{
			{`DROP TRIGGER tree_leaves_no_delete`, `CREATE TRIGGER tree_leaves_no_delete BEFORE DELETE ON tree_leaves BEGIN SELECT RAISE(ABORT, 'tree_leaves are append-only'); END`},
			{`DROP TRIGGER events_no_delete`, `CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END`},
			{`DROP TRIGGER events_no_update; CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END`, ""},
		}
	}
	s.must(s.store.Close())
	db := s.raw()
	open := func() error {
		again, err := store.Open(s.Context(), s.cfg)
		if err == nil {
			s.must(again.Close())
		}
		return err
	}
	for _, b := range breaches {
		s.exec(db, b.do)
		if open() == nil {
			s.Errorf("started after %s", b.do)
		}
		if b.undo != "" {
			s.exec(db, b.undo)
			s.must(open())
		}
	}
}

func eachEvent(s *suite) {
	a, b := s.request(), s.request()
	s.insert(a, b)
	const n = 1300 // more than one page
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for seq := range int64(n) {
			s.must(tx.AppendEvents(ctx, []store.EventRow{s.event(b.ID, seq+1)}))
		}
		return tx.AppendEvents(ctx, []store.EventRow{s.event(a.ID, 1), s.event(a.ID, 2)})
	})
	type key struct {
		id  alur.RequestID
		seq int64
	}
	collect := func(id alur.RequestID) (out []key) {
		s.read(func(ctx context.Context, tx *store.Tx) error {
			return tx.EachEvent(ctx, id, func(e store.EventRow) error {
				out = append(out, key{e.Request, e.Seq})
				return nil
			})
		})
		return out
	}
	all := collect("")
	if len(all) != n+2 || !slices.IsSortedFunc(all, func(x, y key) int {
		if x.id != y.id {
			return compare(x.id, y.id)
		}
		return compare(x.seq, y.seq)
	}) {
		s.Errorf("%d events, or out of order", len(all))
	}
	if of := collect(b.ID); len(of) != n || of[n-1].seq != n {
		s.Errorf("%d events of one request", len(of))
	}
	err := s.store.Read(s.Context(), func(tx *store.Tx) error {
		return tx.EachEvent(s.Context(), "", func(store.EventRow) error { return errOnPurpose })
	})
	if !errors.Is(err, errOnPurpose) {
		s.Errorf("error is %v", err)
	}
}

func compare[T ~string | ~int64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func reopen(s *suite) {
	r := s.request()
	s.insert(r)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NextNumber(ctx, 2026)
		s.must(err)
		return tx.AppendEvents(ctx, []store.EventRow{s.event(r.ID, 1)})
	})
	s.must(s.store.Close())
	s.store = Open(s.T, s.cfg)
	s.must(s.store.Ready(s.Context()))
	if diff := cmp.Diff(asRead(r), s.get(r.ID)); diff != "" {
		s.Errorf("request differs (-want +got):\n%s", diff)
	}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.NextNumber(ctx, 2026)
		if n != 2 {
			s.Errorf("number is %d", n)
		}
		return err
	})
}

// readOnly: an audit beside a running server reads, and writes nothing.
func readOnly(s *suite) {
	r := s.request()
	s.insert(r)
	cfg := s.cfg
	cfg.ReadOnly = true
	audit := Open(s.T, cfg)
	s.must(audit.Ready(s.Context()))
	if audit.Write(s.Context(), func(*store.Tx) error { return nil }) == nil {
		s.Error("a store opened for reading wrote")
	}
	err := audit.Read(s.Context(), func(tx *store.Tx) error {
		_, err := tx.Request(s.Context(), store.Everything, r.ID)
		return err
	})
	s.must(err)
	s.insert(s.request()) // the server goes on

	// It does not touch a database that it does not understand.
	s.must(audit.Close())
	s.exec(s.raw(), `INSERT INTO schema_versions (version_id, is_applied) VALUES (99, `+map[string]string{store.SQLite: "1", store.Postgres: "TRUE"}[s.store.Engine()]+`)`)
	if st, err := store.Open(s.Context(), cfg); err == nil {
		_ = st.Close()
		s.Error("opened a schema from the future")
	}
	if s.store.Engine() == store.SQLite {
		cfg.Dir = s.TempDir()
		if st, err := store.Open(s.Context(), cfg); err == nil {
			_ = st.Close()
			s.Error("opened a folder without a database")
		}
	}
}
