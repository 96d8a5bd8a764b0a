package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// batch is how many requests are written in one transaction.
const batch = 500

// template is a request whose history is told again under another id.
type template struct {
	row     store.RequestRow
	events  []alur.Event
	private []store.PrivateRow
	words   string // that it is found by beside its labels
}

// templates picks short stories of the demonstration, so that the bulk has drafts,
// reviews and returns in it and about ten events for each request.
func (w *world) templates(ctx context.Context) ([]template, error) {
	var out []template
	err := w.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachRequest(ctx, func(row store.RequestRow) error {
			if row.Seq <= 20 {
				out = append(out, template{row: row})
			}
			return nil
		})
	})
	for i := range out {
		if err != nil {
			break
		}
		err = w.store.Read(ctx, func(tx *store.Tx) error {
			return tx.EachEvent(ctx, out[i].row.ID, func(row store.EventRow) error {
				e, _, err := evidence.Open(row.Body)
				out[i].events = append(out[i].events, e)
				return err
			})
		})
	}
	met := map[alur.RequestID]bool{}
	for i := range out {
		t := &out[i]
		if err == nil {
			err = w.store.Read(ctx, func(tx *store.Tx) error {
				held, err := tx.Meetings(ctx, t.row.ID)
				met[t.row.ID] = len(held) > 0
				return err
			})
		}
		if err == nil {
			err = w.store.Read(ctx, func(tx *store.Tx) (err error) { t.private, err = tx.Private(ctx, t.row.ID); return err })
		}
		if s, err := flow.UnmarshalState(t.row.State); err == nil {
			const first = "surat-permohonan"
			t.words = strings.Join([]string{s.Text(first, "nomor-surat"), s.Text(first, "perihal"), s.Text(first, "ringkasan")}, "\n")
		}
	}
	// Comments and meetings have tables of their own, which are not told again.
	out = slices.DeleteFunc(out, func(t template) bool {
		return met[t.row.ID] || slices.ContainsFunc(t.events, func(e alur.Event) bool { return e.Type == alur.EventCommentAdded })
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("the demonstration has no short story")
	}
	return out, err
}

// words make titles that searches tell apart.
var words = strings.Fields("antrean pajak parkir pasar sekolah guru siswa gizi imunisasi arsip surat aspirasi izin reklame air sampah taman jalan lampu bantuan pangan ternak wisata budaya koperasi dagang retribusi penduduk kelurahan posyandu")

// bulk adds requests until there are n. Each is a whole one: sealed events, a
// state that follows from them, and its places in the lists. Titles and times differ from
// what the histories say, so that lists have something to tell apart; where truly is set they
// do not, and an audit finds nothing.
func (w *world) bulk(ctx context.Context, n int, truly bool) error {
	templates, err := w.templates(ctx)
	if err != nil {
		return err
	}
	have := 0
	if err := w.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachRequest(ctx, func(store.RequestRow) error { have++; return nil })
	}); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	now := alur.SystemClock()
	tale := have
	for have < n {
		size := min(batch, n-have)
		err := w.store.Write(ctx, func(tx *store.Tx) error {
			var events []store.EventRow
			for range size {
				tale++
				t := templates[rng.IntN(len(templates))]
				row, told, err := t.again(w.flows, rng, tale, now)
				if err != nil {
					return err
				}
				if truly {
					row.Title, row.UpdatedAt = t.row.Title, t.row.UpdatedAt
				}
				if row.Number != "" { // numbers have no gaps, here neither
					year := now.In(alur.Jakarta).Year()
					n, err := tx.NextNumber(ctx, year)
					if err != nil {
						return err
					}
					row.Number = fmt.Sprintf("SI-%d-%04d", year, n)
					row.Search += " " + row.Number
				}
				if truly {
					row.Search = strings.Join([]string{row.Number, row.TrackingCode, row.Title, row.AgencyName, t.words}, "\n")
				}
				if err := tx.InsertRequest(ctx, row); err != nil {
					return err
				}
				if err := tx.PutPrivate(ctx, row.ID, t.private); err != nil {
					return err
				}
				events = append(events, told...)
			}
			return tx.AppendEvents(ctx, events)
		})
		if err != nil {
			return err
		}
		have += size
	}
	return nil
}

// again tells the template's history under a fresh id, and derives the row from it.
func (t template) again(registry *flow.Registry, rng *rand.Rand, tale int, now time.Time) (store.RequestRow, []store.EventRow, error) {
	row := t.row
	row.ID = alur.RequestID(alur.NewID())
	state := flow.NewState(row.ID, row.Agency)
	prev := evidence.Zero
	var rows []store.EventRow
	for _, e := range t.events {
		e.Request = row.ID
		body, hash, err := evidence.Seal(e, prev)
		if err != nil {
			return row, nil, err
		}
		if err := registry.Apply(state, e); err != nil {
			return row, nil, err
		}
		rows = append(rows, store.EventRow{
			Request: row.ID, Seq: e.Seq, Type: e.Type, At: e.At, Username: e.Actor.Username, Party: e.Actor.Party, OnBehalfOf: e.Actor.OnBehalfOf,
			Prev: prev, Hash: hash, Body: body,
		})
		prev = hash
	}
	var err error
	if row.State, err = state.Marshal(); err != nil {
		return row, nil, err
	}
	row.Hash = prev
	row.Title = fmt.Sprintf("%s %s %d", words[rng.IntN(len(words))], words[rng.IntN(len(words))], tale)
	row.UpdatedAt = now.Add(-time.Duration(rng.IntN(365*24*3600)) * time.Second)
	if row.Number != "" {
		row.TrackingCode = alur.NewTrackingCode()
	}
	row.Search = row.Title + " " + row.AgencyName
	return row, rows, nil
}
