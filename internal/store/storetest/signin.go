package storetest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func hashOf(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:]
}

// securityLog: entries append in turn, and stay.
func securityLog(s *suite) {
	entry := func(seq int64, prev string) store.SecurityEventRow {
		return store.SecurityEventRow{
			Seq: seq, At: s.now, Kind: "signed-in", Username: "budi", Actor: "admin", Address: "10.0.0.1", Detail: "password",
			Prev: prev, Hash: fmt.Sprintf("%064d", seq), Body: []byte(`{"x":"<&>"}`),
		}
	}
	var wg sync.WaitGroup
	const n = 30
	for range n {
		wg.Go(func() {
			if err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
				seq, prev, err := tx.SecurityHead(ctx)
				if err != nil {
					return err
				}
				return tx.AppendSecurityEvent(ctx, entry(seq+1, prev))
			}); err != nil {
				s.Error(err)
			}
		})
	}
	wg.Wait()
	check := func() {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			seq, prev := int64(0), ""
			err := tx.EachSecurityEvent(ctx, func(e store.SecurityEventRow) error {
				seq++
				if diff := cmp.Diff(entry(seq, prev), e); diff != "" {
					s.Errorf("entry (-want +got):\n%s", diff)
				}
				prev = e.Hash
				return nil
			})
			if seq != n {
				s.Errorf("%d entries", seq)
			}
			return err
		})
	}
	check()
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.AppendSecurityEvent(ctx, entry(n, "")) }), alur.CodeConflict)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for _, c := range []struct {
			q           store.SecurityQuery
			want        int
			first, last int64
		}{
			{store.SecurityQuery{Limit: 3}, 3, 30, 28}, {store.SecurityQuery{Limit: 50, Before: 4}, 3, 3, 1}, {store.SecurityQuery{Limit: 50, Username: "budi", Kinds: []string{"x", "signed-in"}}, 30, 30, 1},
			{store.SecurityQuery{Limit: 50, Username: "siti"}, 0, 0, 0}, {store.SecurityQuery{Limit: 50, Username: "\x00"}, 0, 0, 0}, {store.SecurityQuery{Limit: 50, Since: s.now.Add(time.Second)}, 0, 0, 0},
		} {
			rows, err := tx.SecurityEvents(ctx, c.q)
			s.must(err)
			if len(rows) != c.want || c.want > 0 && (rows[0].Seq != c.first || rows[len(rows)-1].Seq != c.last) {
				s.Errorf("%+v: %d rows", c.q, len(rows))
			}
		}
		return nil
	})
	attacks := []string{`UPDATE security_events SET detail = ''`, `DELETE FROM security_events WHERE seq = 30`, `DELETE FROM security_events`}
	if s.store.Engine() == store.Postgres {
		attacks = append(attacks, `TRUNCATE security_events`, `SET session_replication_role = replica; DELETE FROM security_events`)
	} else {
		attacks = append(attacks, `PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO security_events SELECT * FROM security_events`)
	}
	db := s.raw()
	for _, a := range attacks {
		if _, err := db.ExecContext(s.Context(), a); err == nil {
			s.Errorf("done: %s", a)
		}
	}
	check()
	s.must(s.store.Close())
	s.mustNotStart(db)
}

// mustNotStart: a security log that could be changed is not served.
func (s *suite) mustNotStart(db *sql.DB) {
	s.Helper()
	breach := `DROP TRIGGER security_events_no_update`
	if s.cfg.URL != "" {
		breach = `ALTER TABLE security_events DISABLE TRIGGER security_events_no_change`
	}
	s.exec(db, breach)
	if again, err := store.Open(s.Context(), s.cfg); err == nil {
		_ = again.Close()
		s.Errorf("started after %s", breach)
	}
}

// oneTime: of those who take one thing at once, one gets it.
func oneTime(s *suite) {
	row := store.OneTimeRow{Hash: hashOf("a"), Kind: "half", Username: "budi", Data: []byte("{}"), CreatedAt: s.now, ExpiresAt: s.now.Add(time.Minute)}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.PutOneTime(ctx, row))
		s.must(tx.PutOneTime(ctx, store.OneTimeRow{Hash: hashOf("b"), Kind: "half", Username: "budi", CreatedAt: s.now.Add(time.Second), ExpiresAt: s.now.Add(time.Minute)}))
		return tx.PutOneTime(ctx, store.OneTimeRow{Hash: hashOf("c"), Kind: "link", Username: "budi", CreatedAt: s.now, ExpiresAt: s.now})
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.PutOneTime(ctx, row) }), alur.CodeConflict)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.OneTime(ctx, "half", row.Hash, s.now)
		s.must(err)
		if diff := cmp.Diff(row, got); diff != "" {
			s.Errorf("row (-want +got):\n%s", diff)
		}
		for _, c := range []struct {
			kind, secret string
			at           time.Time
		}{{"link", "a", s.now}, {"half", "x", s.now}, {"half", "a", s.now.Add(time.Minute)}, {"link", "c", s.now}} {
			_, err := tx.OneTime(ctx, c.kind, hashOf(c.secret), c.at)
			s.refused(err, alur.CodeNotFound)
		}
		return nil
	})
	var got atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
				o, err := tx.TakeOneTime(ctx, "half", row.Hash, s.now)
				if err == nil && string(o.Data) != "{}" {
					s.Errorf("data %q", o.Data)
				}
				return err
			})
			if err == nil {
				got.Add(1)
			} else {
				s.refused(err, alur.CodeNotFound)
			}
		})
	}
	wg.Wait()
	if got.Load() != 1 {
		s.Errorf("taken %d times", got.Load())
	}
	s.must(s.store.Sweep(s.Context())) // c has run out
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for kind, want := range map[string]int{"half": 1, "link": 0} {
			n, err := tx.DeleteOneTimes(ctx, kind, "budi")
			s.must(err)
			if n != want {
				s.Errorf("%d of kind %s, want %d", n, kind, want)
			}
		}
		return nil
	})
}

func factors(s *suite) {
	t := store.TOTPRow{Username: "budi", Secret: []byte{0, 1, 2}, Step: 5, CreatedAt: s.now}
	key := store.PasskeyRow{ID: []byte{9, 0}, Username: "budi", Handle: hashOf("h"), Name: "Laptop", Credential: []byte("{}"), Signs: 3, CreatedAt: s.now}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		s.must(tx.InsertAccount(ctx, s.account("siti")))
		_, err := tx.TOTP(ctx, "budi")
		s.refused(err, alur.CodeNotFound)
		_, err = tx.AnyTOTP(ctx)
		s.refused(err, alur.CodeNotFound)
		s.must(tx.PutTOTP(ctx, store.TOTPRow{Username: "budi", Secret: []byte{7}, Step: 99, CreatedAt: s.now}))
		s.must(tx.PutTOTP(ctx, t))
		s.must(tx.ReplaceRecoveryCodes(ctx, "budi", store.RecoveryCodes{Scheme: "x", Hashes: [][]byte{hashOf("1"), hashOf("2"), hashOf("3")}}))
		s.must(tx.InsertPasskey(ctx, key))
		return nil
	})
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertPasskey(ctx, key) }), alur.CodeConflict)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, read := range []func() (store.TOTPRow, error){func() (store.TOTPRow, error) { return tx.TOTP(ctx, "budi") }, func() (store.TOTPRow, error) { return tx.AnyTOTP(ctx) }} {
			got, err := read()
			s.must(err)
			if diff := cmp.Diff(t, got); diff != "" {
				s.Errorf("app (-want +got):\n%s", diff)
			}
		}
		f, err := tx.Factors(ctx, "budi")
		s.must(err)
		none, err := tx.Factors(ctx, "siti")
		s.must(err)
		if f != (store.Factors{TOTP: true, Passkeys: 1, Recovery: 3}) || none != (store.Factors{}) {
			s.Errorf("factors %+v and %+v", f, none)
		}
		for _, c := range []struct {
			step int64
			want bool
		}{{4, false}, {5, false}, {6, true}, {6, false}, {9, true}, {7, false}} {
			if ok, err := tx.UseTOTP(ctx, "budi", c.step); err != nil || ok != c.want {
				s.Errorf("step %d: %v %v", c.step, ok, err)
			}
		}
		for _, c := range []struct {
			user, code string
			want       bool
		}{{"siti", "1", false}, {"budi", "x", false}, {"budi", "1", true}, {"budi", "1", false}} {
			if ok, err := tx.TakeRecoveryCode(ctx, c.user, hashOf(c.code)); err != nil || ok != c.want {
				s.Errorf("%v: %v %v", c, ok, err)
			}
		}
		s.must(tx.ReplaceRecoveryCodes(ctx, "budi", store.RecoveryCodes{}))
		got, err := tx.Passkey(ctx, key.ID)
		s.must(err)
		if diff := cmp.Diff(key, got); diff != "" {
			s.Errorf("passkey (-want +got):\n%s", diff)
		}
		_, err = tx.Passkey(ctx, []byte{9})
		s.refused(err, alur.CodeNotFound)
		key.Signs, key.UsedAt, key.Credential = 4, s.now.Add(time.Hour), []byte("{1}")
		s.must(tx.UsePasskey(ctx, key, 3))
		s.refused(tx.UsePasskey(ctx, key, 3), alur.CodeConflict)
		all, err := tx.Passkeys(ctx, "budi")
		s.must(err)
		if diff := cmp.Diff([]store.PasskeyRow{key}, all); diff != "" {
			s.Errorf("passkeys (-want +got):\n%s", diff)
		}
		s.refused(tx.DeletePasskey(ctx, "siti", key.ID), alur.CodeNotFound)
		s.must(tx.DeletePasskey(ctx, "budi", key.ID))
		n, err := tx.DeletePasskeys(ctx, "budi")
		s.must(err)
		first, err := tx.DeleteTOTP(ctx, "budi")
		s.must(err)
		second, err := tx.DeleteTOTP(ctx, "budi")
		s.must(err)
		if n != 0 || !first || second {
			s.Errorf("%d passkeys left, app removed %v and %v", n, first, second)
		}
		return nil
	})
}

func identities(s *suite) {
	one := store.IdentityRow{Issuer: "https://a.id", Subject: "S", Username: "budi", LinkedAt: s.now, LinkedBy: "admin"}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		s.must(tx.InsertAccount(ctx, s.account("siti")))
		return tx.InsertIdentity(ctx, one)
	})
	again := one
	again.Username = "siti"
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.InsertIdentity(ctx, again) }), alur.CodeConflict)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Identity(ctx, one.Issuer, one.Subject)
		s.must(err)
		all, err := tx.Identities(ctx, "budi")
		s.must(err)
		if diff := cmp.Diff([]store.IdentityRow{one, one}, append(all, got)); diff != "" {
			s.Errorf("identities (-want +got):\n%s", diff)
		}
		for _, other := range [][2]string{{"https://a.id", "s"}, {"https://a.id/", "S"}, {"https://b.id", "S"}} {
			_, err := tx.Identity(ctx, other[0], other[1])
			s.refused(err, alur.CodeNotFound)
		}
		s.refused(tx.DeleteIdentity(ctx, "siti", one.Issuer, one.Subject), alur.CodeNotFound)
		return tx.DeleteIdentity(ctx, "budi", one.Issuer, one.Subject)
	})
}

func devices(s *suite) {
	d := store.DeviceRow{Username: "budi", Hash: hashOf("d"), Name: "Firefox", Address: "10.0.0.1", FirstAt: s.now, SeenAt: s.now}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		for i, want := range []bool{true, false} {
			first, err := tx.SeeDevice(ctx, d)
			s.must(err)
			if first != want {
				s.Errorf("look %d: first %v", i, first)
			}
		}
		for user, want := range map[string]bool{"budi": true, "siti": false} {
			known, err := tx.KnowsDevice(ctx, user, d.Hash)
			s.must(err)
			if known != want {
				s.Errorf("%s: known %v", user, known)
			}
		}
		here, err := tx.TellDevices(ctx, "budi", d.Hash)
		s.must(err)
		elsewhere, err := tx.TellDevices(ctx, "budi", hashOf("e"))
		s.must(err)
		again, err := tx.TellDevices(ctx, "budi", hashOf("e"))
		s.must(err)
		if diff := cmp.Diff([]store.DeviceRow{d}, elsewhere); diff != "" || len(here)+len(again) != 0 {
			s.Errorf("told here %d, again %d, elsewhere (-want +got):\n%s", len(here), len(again), diff)
		}
		for _, c := range []struct {
			except []byte
			left   bool
		}{{d.Hash, true}, {nil, false}} {
			s.must(tx.DeleteDevices(ctx, "budi", c.except))
			known, err := tx.KnowsDevice(ctx, "budi", d.Hash)
			s.must(err)
			if known != c.left {
				s.Errorf("all but %x: known %v", c.except, known)
			}
		}
		return nil
	})
}

// logins: one account, by any of its names.
func logins(s *suite) {
	budi, siti := s.account("budi"), s.account("198001012005011001")
	budi.Email, budi.NIP = "budi@salatiga.go.id", "198001012005011002"
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, budi))
		return tx.InsertAccount(ctx, siti)
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for login, want := range map[string]string{"budi": "budi", "budi@salatiga.go.id": "budi", "198001012005011002": "budi", "198001012005011001": "198001012005011001", "": "", "\x00": "", "x": ""} {
			got, err := tx.Login(ctx, login)
			if got != want || (want == "") != (alur.CodeOf(err) == alur.CodeNotFound) {
				s.Errorf("%q is %q, %v", login, got, err)
			}
		}
		got, err := tx.Account(ctx, "budi")
		s.must(err)
		if diff := cmp.Diff(budi, got); diff != "" {
			s.Errorf("account (-want +got):\n%s", diff)
		}
		return nil
	})
	siti.Email = budi.Email
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAccount(ctx, siti) }), alur.CodeConflict)
	siti.Email, siti.NIP = "", budi.NIP
	s.refused(s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.SaveAccount(ctx, siti) }), alur.CodeConflict)
}
