package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// What a measured city looks like.
const (
	benchAgencies = 40
	benchState    = 6 << 10
	benchBody     = 700
)

var benchStart = time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)

var benchTopics = []string{"kesehatan", "pendidikan", "perizinan", "kepegawaian", "keuangan", "arsip", "lingkungan", "perhubungan", "sosial", "pertanian"}

func benchRequest(i int) store.RequestRow {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	agency := fmt.Sprintf("dinas-%d", i%benchAgencies)
	at := benchStart.Add(time.Duration(i) * time.Minute)
	status, stage := alur.StatusOpen, alur.StageID([]string{"surat-permohonan", "data-pendukung", "verifikasi", "presentasi", "pembuatan"}[i%5])
	if i%3 == 0 {
		status = alur.StatusCompleted
	}
	row := store.RequestRow{
		ID: alur.RequestID(fmt.Sprintf("%016x%016x", r.Uint64(), i)), Agency: alur.AgencyID(agency), Flow: []alur.FlowID{"swakelola", "pihak-ketiga"}[i%2], FlowVersion: 1,
		Status: status, Stage: stage, Title: fmt.Sprintf("Sistem informasi %s nomor %d", benchTopics[i%len(benchTopics)], i),
		Number: fmt.Sprintf("SI-2026-%06d", i), TrackingCode: fmt.Sprintf("CODE-%d", i),
		Version: 1, Seq: 1, Hash: strings.Repeat("a", 64), State: bytes.Repeat([]byte("x"), benchState), CreatedAt: at, UpdatedAt: at,
		Access: []string{"agency:" + agency, fmt.Sprintf("user:u%d", i%97), fmt.Sprintf("user:u%d", i%89)},
	}
	if status == alur.StatusOpen {
		row.Turns = []string{[]string{"kominfo", "pemohon:" + agency}[i%2]}
	}
	row.Search = row.Title + " " + row.Number + " permohonan pembangunan aplikasi layanan warga"
	return row
}

func benchEvent(id alur.RequestID, seq int64) store.EventRow {
	return store.EventRow{
		Request: id, Seq: seq, Type: alur.EventDataChanged, At: benchStart, Username: "pemohon", Party: "pemohon",
		Prev: strings.Repeat("b", 64), Hash: strings.Repeat("c", 64), Body: bytes.Repeat([]byte("e"), benchBody),
	}
}

// benchStores are filled once in a process and kept until it ends.
var benchStores = struct {
	sync.Mutex
	open map[string]*store.Store
}{open: map[string]*store.Store{}}

func benchStore(b *testing.B, engine string, n int) *store.Store {
	b.Helper()
	benchStores.Lock()
	defer benchStores.Unlock()
	key := fmt.Sprint(engine, n)
	if s, ok := benchStores.open[key]; ok {
		return s
	}
	cfg := store.Config{Dir: b.TempDir()}
	if engine == store.Postgres {
		cfg = store.Config{URL: storetest.ProcessDSN(b)}
	} else if n > 0 {
		cfg.Dir = storetest.ProcessDir(b)
	}
	s, err := store.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, s, n)
	if engine == store.Postgres { // what the server does by itself after a minute
		if _, err := openRaw(b, "pgx", cfg.URL).ExecContext(b.Context(), `VACUUM ANALYZE`); err != nil {
			b.Fatal(err)
		}
	}
	benchStores.open[key] = s
	return s
}

func fill(tb testing.TB, s *store.Store, n int) {
	ctx := context.Background()
	const chunk = 50
	for from := -1; from < n; from += chunk {
		err := s.Write(ctx, func(tx *store.Tx) error {
			if from < 0 {
				for i := range benchAgencies {
					id := fmt.Sprintf("dinas-%d", i)
					if err := tx.InsertAgency(ctx, alur.Agency{ID: alur.AgencyID(id), Name: "Dinas " + id, Kind: alur.AgencyOffice, Active: true}); err != nil {
						return err
					}
				}
				return tx.InsertAccount(ctx, store.AccountRow{User: alur.User{Username: "pemohon", Name: "P", Agency: "dinas-0", Active: true}})
			}
			for i := from; i < min(from+chunk, n); i++ {
				r := benchRequest(i)
				if err := tx.InsertRequest(ctx, r); err != nil {
					return err
				}
				if err := tx.AppendEvents(ctx, []store.EventRow{benchEvent(r.ID, 1)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
		if from < 0 {
			from = -chunk
		}
	}
}

func engines(b *testing.B, fn func(b *testing.B, engine string)) {
	for _, e := range []string{store.SQLite, store.Postgres} {
		b.Run(e, func(b *testing.B) { fn(b, e) })
	}
}

// BenchmarkWrite is one durable step as casework takes it: lock, read users, append
// an event, save the projection, with the ball passing on every other time.
func BenchmarkWrite(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		for _, n := range []int{1000, 100000} {
			for _, clients := range []int{1, 8, 32} {
				b.Run(fmt.Sprintf("requests=%d/clients=%d", n, clients), func(b *testing.B) {
					s := benchStore(b, engine, n)
					ctx := context.Background()
					var next, at atomic.Int64
					at.Store(time.Now().UnixMicro())
					used := cpuTime()
					b.ResetTimer()
					var wg sync.WaitGroup
					for c := range clients {
						wg.Go(func() {
							r := rand.New(rand.NewPCG(uint64(c), 3))
							for next.Add(1) <= int64(b.N) {
								id := benchRequest(r.IntN(n)).ID
								err := s.Write(ctx, func(tx *store.Tx) error { return benchStep(ctx, tx, id, time.UnixMicro(at.Add(1))) })
								if err != nil {
									b.Error(err)
									return
								}
							}
						})
					}
					wg.Wait()
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
					b.ReportMetric(float64((cpuTime()-used).Microseconds())/float64(b.N), "cpu-µs/write")
				})
			}
		}
	})
}

// cpuTime is what this process has used of the processors, which a busy machine
// distorts less than the time on the wall.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchStep(ctx context.Context, tx *store.Tx, id alur.RequestID, at time.Time) error {
	r, err := tx.LockRequest(ctx, store.Everything, id)
	if err != nil {
		return err
	}
	if _, err := tx.Users(ctx, []string{"pemohon"}); err != nil {
		return err
	}
	before := r.Seq
	r.Seq++
	r.Version++
	r.UpdatedAt = at
	r.Search = r.Title + " " + r.Number + " permohonan pembangunan aplikasi layanan warga"
	if r.Seq%2 == 0 {
		r.Turns = []string{"kominfo"}
	} else {
		r.Turns = []string{"pemohon:" + string(r.Agency)}
	}
	if err := tx.SaveRequest(ctx, r, before); err != nil {
		return err
	}
	return tx.AppendEvents(ctx, []store.EventRow{benchEvent(id, r.Seq)})
}

// BenchmarkList is one page of 50, for somebody who sees all, for the people of one
// office, for "waiting on me", with a filter that few match, and with words that
// few and that all have.
func BenchmarkList(b *testing.B) {
	office := store.Scope{Keys: []string{"agency:dinas-3", "user:u3"}}
	deep := benchRequest(60)
	queries := []struct {
		name string
		q    store.ListQuery
	}{
		{"all", store.ListQuery{Scope: store.Everything}},
		{"status", store.ListQuery{Scope: store.Everything, Status: alur.StatusOpen}},
		{"stage+agency", store.ListQuery{Scope: store.Everything, Stage: "verifikasi", Agency: "dinas-7"}},
		{"none", store.ListQuery{Scope: store.Everything, Status: alur.StatusStopped}},
		{"office", store.ListQuery{Scope: office}},
		{"office-status", store.ListQuery{Scope: office, Status: alur.StatusOpen}},
		{"office-old", store.ListQuery{Scope: office, After: &store.Position{UpdatedAt: deep.UpdatedAt, ID: deep.ID}}},
		{"turns", store.ListQuery{Scope: store.Everything, Turns: []string{"kominfo", "user:u3"}}},
		{"office-turns", store.ListQuery{Scope: office, Turns: []string{"pemohon:dinas-3", "user:u3"}}},
		{"word-common", store.ListQuery{Scope: store.Everything, Words: []string{"sistem informasi"}}},
		{"word-tenth", store.ListQuery{Scope: store.Everything, Words: []string{"keseha"}}},
		{"word-rare", store.ListQuery{Scope: store.Everything, Words: []string{"000042"}}},
		{"word-none", store.ListQuery{Scope: store.Everything, Words: []string{"tiadasama"}}},
		{"office-word", store.ListQuery{Scope: office, Words: []string{"sist aplik"}}},
		{"office-word-rare", store.ListQuery{Scope: office, Words: []string{"000043"}}},
	}
	engines(b, func(b *testing.B, engine string) {
		for _, n := range []int{100, 10000, 100000} {
			for _, x := range queries {
				b.Run(fmt.Sprintf("requests=%d/%s", n, x.name), func(b *testing.B) {
					s := benchStore(b, engine, n)
					q := x.q
					q.Limit = 51
					ctx := context.Background()
					for b.Loop() {
						err := s.Read(ctx, func(tx *store.Tx) error {
							_, err := tx.ListRequests(ctx, q)
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	})
}

// BenchmarkSimilar looks for titles with words that all, a tenth, and one of them have.
func BenchmarkSimilar(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		for _, n := range []int{100, 10000, 100000} {
			b.Run(fmt.Sprintf("requests=%d", n), func(b *testing.B) {
				s := benchStore(b, engine, n)
				ctx := context.Background()
				for b.Loop() {
					err := s.Read(ctx, func(tx *store.Tx) error {
						_, err := tx.FindTitles(ctx, store.Scope{Keys: []string{"agency:dinas-3"}}, []string{"sistem kesehatan 000042 layanan"}, 300)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

// BenchmarkRead is what every call costs before it does anything: a session, a
// request.
func BenchmarkRead(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		s := benchStore(b, engine, 1000)
		ctx := context.Background()
		id := benchRequest(7).ID
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				err := s.Read(ctx, func(tx *store.Tx) error {
					_, err := tx.Request(ctx, store.Everything, id)
					return err
				})
				if err != nil {
					b.Error(err)
				}
			}
		})
	})
}
