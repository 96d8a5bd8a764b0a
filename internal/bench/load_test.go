package bench

import (
	"bytes"
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/demo"
)

// once is the zero Options: no condition, no key.
var once casework.Options

// together has clients do something again and again for a while (an even number of
// times each), and returns how long each took and how many there were a second.
func together(ctx context.Context, clients int, each time.Duration, do func(ctx context.Context, client, turn int) error) (times, float64, error) {
	var all times
	var mu sync.Mutex
	begin := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for client := range clients {
		group.Go(func() error {
			var mine times
			for turn := 0; turn%2 == 1 || time.Since(begin) < each; turn++ {
				at := time.Now()
				if err := do(ctx, client, turn); err != nil {
					return err
				}
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			return nil
		})
	}
	err := group.Wait()
	return all, float64(len(all)) / time.Since(begin).Seconds(), err
}

// pausable makes requests that stand in the third stage, where one can pause and go on.
func (w *world) pausable(ctx context.Context, n int) ([]alur.RequestID, error) {
	var ids []alur.RequestID
	for range n {
		id, err := w.submitted(ctx)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// submitted leads a request to the third stage.
func (w *world) submitted(ctx context.Context) (alur.RequestID, error) {
	by := w.as("pemohon")
	written, err := w.cases.Create(ctx, by, "swakelola", map[string]jsontext.Value{
		"judul": jsontext.Value(`"Sistem untuk Pengukuran"`), "jenis": jsontext.Value(`"pembangunan-baru"`),
		"nomor-surat": jsontext.Value(`"045/1"`), "tanggal-surat": jsontext.Value(`"2026-01-05"`), "perihal": jsontext.Value(`"Permohonan"`),
		"penanda-tangan": jsontext.Value(`{"name":"dr. Contoh","position":"Kepala Dinas","nip":"197803122005012004"}`),
		"narahubung":     jsontext.Value(`{"name":"Wati","phone":"081200001101","email":"wati@dinkes.example"}`),
		"ringkasan":      jsontext.Value(`"Diperlukan sistem."`),
	}, once)
	if err != nil {
		return "", err
	}
	id := written.View.ID
	upload := func(kind string) error {
		stored, err := w.cases.Receive(ctx, kind+".pdf", bytes.NewReader(demo.PDF(string(id)+kind)))
		if err == nil {
			_, err = w.cases.AddDocument(ctx, by, id, casework.Upload{Kind: kind, Name: kind + ".pdf", Blob: stored}, once)
		}
		return err
	}
	if err := upload("surat"); err != nil {
		return "", err
	}
	if _, err := w.cases.Act(ctx, by, id, "ajukan", nil, "", once); err != nil {
		return "", err
	}
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		if err := upload(kind); err != nil {
			return "", err
		}
	}
	_, err = w.cases.Act(ctx, by, id, "serahkan", nil, "", once)
	return id, err
}
